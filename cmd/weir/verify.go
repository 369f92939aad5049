package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"weir/report"
	"weir/scenarios/say"
	"weir/sim/experiment"
	"weir/sim/verdict"
)

// verifyFlags are the flags of verify.
type verifyFlags struct {
	common
	only    []string
	cases   string
	windows bool
	trials  int
	aa      int
	out     string
	color   string
	quiet   bool
	workers int
}

// The parts of a verification.
const (
	partTheory   = "theory"
	partCoverage = "coverage"
	partAA       = "aa"
	partCanFail  = "can-fail"
	partWindows  = "windows"
)

// parts are those of a verification, in order; windows go by themselves.
var parts = []string{partTheory, partCoverage, partAA, partCanFail}

// What plain `weir verify` does in about two minutes on two processors.
const (
	defaultTrials      = 3000
	defaultComparisons = 20
)

func (p *program) verifyCommand() *cobra.Command {
	var f verifyFlags
	cmd := &cobra.Command{
		Use:   "verify [SCENARIO]",
		Short: "Show that the program computes what it claims: theory, coverage, comparisons with itself, gates that can fail",
		Long: "Holds what the program claims against what is measured, in four parts. theory: queues with known answers, through\n" +
			"the model's own desk code. coverage: how often intervals hold a truth that is known, and how often gates exactly at\n" +
			"their limits pass or fail. aa: a scenario compared with itself, with the same chance (nothing may differ) and with\n" +
			"other chance (what is called worse is an error). can-fail: every gate of the library's scenarios under the variants\n" +
			"that are bad on purpose, where it must FAIL. SCENARIO is what aa compares and whose gates can-fail tries.\n" +
			"More --trials and --aa decide what is INCONCLUSIVE with few. --windows instead runs a scenario (default\n" +
			"pay-day-outage) with windows of 30, 15, 7.5 and 1 minutes on the same chance. --out writes verification.json and\n" +
			"verification.html, for a file on the model. Exit 10 if any claim fails.",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := f.check(cmd, args); err != nil {
				return err
			}
			return p.verify(cmd.Context(), args, &f)
		},
	}
	f.common.register(cmd, "text", "json")
	registerColor(cmd, &f.color)
	flags := cmd.Flags()
	flags.StringSliceVar(&f.only, "only", nil, "`PARTS` with commas between them: "+either(parts))
	flags.StringVar(&f.cases, "cases", "", "`FILE` of queues with known answers, for theory alone (default: those built in)")
	flags.IntVar(&f.trials, "trials", defaultTrials, "`NUMBER` of trials of each experiment of coverage")
	flags.IntVar(&f.aa, "aa", defaultComparisons, "`NUMBER` of comparisons of a scenario with itself")
	flags.BoolVar(&f.windows, "windows", false, "compare windows of several lengths")
	flags.StringVar(&f.replications, "replications", "", "`NUMBER` of replications with --windows, 64 or more (default 64)")
	flags.StringVar(&f.out, "out", "", "`DIRECTORY` for verification.json and verification.html")
	flags.IntVar(&f.workers, "workers", 0, "`NUMBER` of replications at the same time (default: as many as processors)")
	flags.BoolVar(&f.quiet, "quiet", false, "no progress")
	return cmd
}

// check refuses what makes no sense together, and settles which parts there are.
func (f *verifyFlags) check(cmd *cobra.Command, args []string) error {
	for _, part := range f.only {
		if !slices.Contains(parts, part) {
			return usage("--only %s; want some of %s", part, either(parts))
		}
	}
	switch {
	case f.workers < 0:
		return usage("--workers %d; want 1 or more", f.workers)
	case f.trials < 1:
		return usage("--trials %d; want 1 or more", f.trials)
	case f.aa < 1:
		return usage("--aa %d; want 1 or more", f.aa)
	case f.windows && f.cases != "":
		return usage("--cases and --windows are two checks: give one of them")
	case f.windows && len(f.only) > 0:
		return usage("--windows is a check of its own: leave out --only")
	case f.cases != "" && len(f.only) > 0 && !slices.Equal(f.only, []string{partTheory}):
		return usage("--cases goes with theory alone")
	}
	f.settle()
	if !f.windows {
		if err := needs(cmd, "--windows", "replications"); err != nil {
			return err
		}
	}
	for _, x := range []struct{ part, flag string }{{partCoverage, "trials"}, {partAA, "aa"}} {
		if !f.has(x.part) && cmd.Flags().Changed(x.flag) {
			return usage("--%s goes with the part %s, which is not among those asked for", x.flag, x.part)
		}
	}
	if !f.windows && !f.has(partAA) && !f.has(partCanFail) {
		if len(args) > 0 {
			return usage("%s: a scenario goes with aa, can-fail or --windows", args[0])
		}
		if err := needs(cmd, "--only aa, --only can-fail or --windows", "set", "population", "length"); err != nil {
			return err
		}
	}
	if err := checkColor(f.color); err != nil {
		return err
	}
	return f.common.check()
}

// settle makes only say which parts there are, in order.
func (f *verifyFlags) settle() {
	switch {
	case f.windows:
		f.only = []string{partWindows}
	case f.cases != "":
		f.only = []string{partTheory}
	case len(f.only) == 0:
		f.only = parts
	default:
		asked := f.only
		f.only = slices.DeleteFunc(slices.Clone(parts), func(part string) bool { return !slices.Contains(asked, part) })
	}
	if f.workers == 0 {
		f.workers = runtime.GOMAXPROCS(0)
	}
}

func (f *verifyFlags) has(part string) bool { return slices.Contains(f.only, part) }

// verify makes the proofs one after the other, and tells them. Interrupted, it
// tells those that are complete.
func (p *program) verify(ctx context.Context, args []string, f *verifyFlags) error {
	ctx, release := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer release()
	examine := map[string]func(context.Context, []string, *verifyFlags) (report.Proof, error){
		partTheory: p.theory, partCoverage: p.coverage, partAA: p.unchanged, partCanFail: p.canFail, partWindows: p.windows,
	}
	seed, err := f.number()
	if err != nil {
		return err
	}
	v := &report.Verification{Version: version(), Seed: seed, Reproduce: f.line(args, f.only...)}
	for _, part := range f.only {
		proof, err := examine[part](ctx, args, f)
		if errors.Is(err, context.Canceled) {
			if err := p.tellVerification(v, f); err != nil {
				return err
			}
			return exitError{exitInterrupted, say.Text("V107")}
		}
		if err != nil {
			return err
		}
		proof.Reproduce = f.line(args, part)
		v.Proofs = append(v.Proofs, proof)
	}
	if err := p.tellVerification(v, f); err != nil {
		return err
	}
	if failed, all := v.Count(verdict.Fail); failed > 0 {
		return exitError{exitFail, say.Text("V102", failed, all)}
	}
	return nil
}

// tellVerification prints the record and writes it, where that is asked for.
func (p *program) tellVerification(v *report.Verification, f *verifyFlags) error {
	v.Seal()
	if f.out != "" {
		if err := os.MkdirAll(f.out, 0o777); err != nil {
			return err
		}
		if err := report.WriteVerification(f.out, v, writeFile); err != nil {
			return err
		}
	}
	if f.format == "json" {
		return report.WriteVerificationJSON(p.stdout, v)
	}
	o := options()
	o.Width, o.Color = p.terminal(f.color)
	return report.WriteVerificationText(p.stdout, v, o)
}

// line is the command line that makes some parts again.
func (f *verifyFlags) line(args []string, asked ...string) string {
	line, simulated := "weir verify", f.windows || slices.Contains(asked, partAA) || slices.Contains(asked, partCanFail)
	switch {
	case f.windows:
		line += " --windows"
	case f.cases == "" && !slices.Equal(asked, parts):
		line += " --only " + strings.Join(asked, ",")
	}
	if len(args) > 0 && simulated {
		line += " " + quoted(args[0])
	}
	if slices.Contains(asked, partCoverage) {
		line += fmt.Sprintf(" --trials %d", f.trials)
	}
	if slices.Contains(asked, partAA) {
		line += fmt.Sprintf(" --aa %d", f.aa)
	}
	line += flagsTyped("--cases", f.cases)
	if !simulated {
		return line + flagsTyped("--seed", f.seed)
	}
	return line + f.common.typed()
}

// shows tells progress in steps of a part.
func (p *program) shows(f *verifyFlags, what string) (show func(done, of int), end func()) {
	bar := p.newProgress(f.quiet, what)
	return func(done, of int) { bar.show(experiment.Event{Done: done, Total: of}) }, bar.done
}
