package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"runtime"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"weir/model"
	"weir/report/collect"
	"weir/scenarios"
	"weir/scenarios/say"
	"weir/sim/desk"
	"weir/testdata"
)

// verifyFlags are the flags of verify.
type verifyFlags struct {
	common
	cases   string
	windows bool
	workers int
}

func (p *program) verifyCommand() *cobra.Command {
	var f verifyFlags
	cmd := &cobra.Command{
		Use:   "verify [SCENARIO]",
		Short: "Show that the program computes what it claims: queues against theory, windows against finer ones",
		Long: "Without flags, runs queues with known answers through the model's own desk code and holds the results\n" +
			"against theory. --windows runs a scenario (default pay-day-outage) with windows of 30, 15, 7.5 and 1 minutes,\n" +
			"on the same chance, and shows how little the length of the window matters; a scenario, and flags about it, go\n" +
			"with --windows only. Exit 10 if anything fails.",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := f.check(cmd, args); err != nil {
				return err
			}
			if f.workers == 0 {
				f.workers = runtime.GOMAXPROCS(0)
			}
			if f.windows {
				return p.verifyWindows(cmd.Context(), args, &f)
			}
			return p.verifyCases(&f)
		},
	}
	f.common.register(cmd, "text", "json")
	cmd.Flags().StringVar(&f.replications, "replications", "", "`NUMBER` of replications with --windows, 64 or more (default 64)")
	cmd.Flags().StringVar(&f.cases, "cases", "", "`FILE` of queues with known answers (default: those built in)")
	cmd.Flags().BoolVar(&f.windows, "windows", false, "compare windows of several lengths")
	cmd.Flags().IntVar(&f.workers, "workers", 0, "`NUMBER` of replications at the same time (default: as many as processors)")
	return cmd
}

// check refuses what makes no sense together.
func (f *verifyFlags) check(cmd *cobra.Command, args []string) error {
	switch {
	case f.workers < 0:
		return usage("--workers %d; want 1 or more", f.workers)
	case f.windows && f.cases != "":
		return usage("--cases and --windows are two checks: give one of them")
	case !f.windows && len(args) > 0:
		return usage("verify takes a scenario only with --windows")
	case !f.windows:
		if err := needs(cmd, "--windows", scenarioFlags...); err != nil {
			return err
		}
	}
	return f.common.check()
}

// verdict is one line of a verification.
type verdict struct {
	Case     string `json:"case"`
	What     string `json:"what"`
	Unit     string `json:"unit"`
	Want     number `json:"want"`
	Estimate number `json:"estimate"`
	Low      number `json:"low"`
	High     number `json:"high"`
	Z        number `json:"z"`
	OK       bool   `json:"ok"`
	Why      string `json:"why,omitempty"`
}

// number is null in JSON, and a dash in tables, where there is none.
type number float64

func (x number) exists() bool { return !math.IsNaN(float64(x)) && !math.IsInf(float64(x), 0) }

// MarshalJSON writes the number or null.
func (x number) MarshalJSON() ([]byte, error) {
	if !x.exists() {
		return []byte("null"), nil
	}
	return json.Marshal(float64(x))
}

func (x number) format(verb string) string {
	if !x.exists() {
		return "–"
	}
	return fmt.Sprintf(verb, float64(x))
}

// verifyCases runs queues with known answers.
func (p *program) verifyCases(f *verifyFlags) error {
	name, text := "desks.yaml", testdata.Desks
	if f.cases != "" {
		var err error
		if text, err = os.ReadFile(f.cases); err != nil {
			return exitError{exitInvalid, say.Text("F101", f.cases, reason(err))}
		}
		name = f.cases
	}
	cases, problems := desk.ReadKnown(name, text)
	if len(problems) > 0 {
		return p.invalid(scenarios.NewReport(problems, map[string]string{name: string(text)}, name), f.format)
	}
	var verdicts []verdict
	for _, c := range cases {
		results, err := c.Run(1, f.workers)
		if err != nil {
			return fmt.Errorf("%s: %w", c.ID, err)
		}
		for _, r := range results {
			verdicts = append(verdicts, verdict{c.ID, r.Name, r.Unit, number(r.Want), number(r.Estimate), number(r.Low), number(r.High), number(r.Z), r.OK, r.Why})
		}
		fmt.Fprint(p.stderr, ".")
	}
	fmt.Fprintln(p.stderr)
	return p.tell(verdicts, f.format, say.Text("V101"))
}

// tell prints verdicts and ends with the code they call for.
func (p *program) tell(verdicts []verdict, format, title string) error {
	failed := 0
	for _, v := range verdicts {
		if !v.OK {
			failed++
		}
	}
	if format == "json" {
		out := json.NewEncoder(p.stdout)
		out.SetIndent("", "  ")
		if err := out.Encode(verdicts); err != nil {
			return err
		}
	} else {
		p.verdictTable(verdicts, title)
	}
	if failed > 0 {
		return exitError{exitFail, say.Text("V102", failed, len(verdicts))}
	}
	if format != "json" {
		fmt.Fprintln(p.stdout, say.Text("V103", len(verdicts)))
	}
	return nil
}

func (p *program) verdictTable(verdicts []verdict, title string) {
	fmt.Fprintln(p.stdout, title)
	fmt.Fprintln(p.stdout)
	tab := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tab, "\tcase\twhat\texpected\testimate\t95 % interval\tz\t")
	for _, v := range verdicts {
		mark := "✓"
		if !v.OK {
			mark = "✗"
		}
		fmt.Fprintf(tab, "%s\t%s\t%s\t%s\t%s\t%s to %s\t%s\t%s\n", mark, v.Case, v.What,
			digits(v.Want), digits(v.Estimate), digits(v.Low), digits(v.High), v.Z.format("%.2f"), v.Why)
	}
	tab.Flush()
	fmt.Fprintln(p.stdout)
}

func digits(x number) string { return x.format("%.6g") }

// windowReplications are the fewest that windows are compared with.
const windowReplications = 64

// verifyWindows shows that the length of the window does not matter: what the
// shared world decides takes effect at the next window, and that is a modelling
// statement to be checked.
func (p *program) verifyWindows(ctx context.Context, args []string, f *verifyFlags) error {
	name := "pay-day-outage"
	if len(args) > 0 {
		name = args[0]
	}
	if f.population == "" {
		f.population = "20000"
	}
	if f.length == "" && len(args) == 0 {
		f.length = "90d"
	}
	if f.replications == "" {
		f.replications = strconv.Itoa(windowReplications)
	}
	loaded, err := p.load(name, f.common)
	if err != nil {
		return err
	}
	replications := int(loaded.Scenario.Replications) // 0 for auto
	if replications < windowReplications {
		return usage("--replications %s; --windows wants a number, %d or more: with fewer nothing can be shown", f.replications, windowReplications)
	}
	progress := p.newProgress(false, "replications of 4 lengths of windows")
	defer progress.done()
	lines, err := collect.Windows(ctx, loaded.Variants[0].Plan, replications, f.workers, progress.show)
	if err != nil {
		return err
	}
	progress.done()
	var verdicts []verdict
	same := map[string]int{}
	for _, l := range lines {
		if l.Same {
			same[l.Metric]++
			continue
		}
		verdicts = append(verdicts, verdict{Case: l.Metric, What: fmt.Sprintf("%s less 1m", strings.Replace(l.Window.String(), "m0s", "m", 1)), Unit: l.Unit,
			Estimate: number(l.Change.Mean), Low: number(l.Change.Low), High: number(l.Change.High), Z: number(math.NaN()), OK: l.OK,
			Why: fmt.Sprintf("half margin ±%s, slope %s a minute", digits(number(l.HalfMargin)), digits(number(l.Slope)))})
	}
	metrics := len(model.Figures())
	if len(verdicts) == 0 {
		return exitError{exitFail, say.Text("V106", metrics)}
	}
	equal := 0
	for _, n := range same {
		if n == len(lines)/metrics {
			equal++
		}
	}
	title := say.Text("V104", name, replications) + " " + say.Text("V105", equal, metrics)
	return p.tell(verdicts, f.format, title)
}
