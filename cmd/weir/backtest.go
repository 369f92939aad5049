package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"weir/report"
	"weir/report/collect"
	"weir/scenarios"
	"weir/scenarios/say"
	"weir/sim/calendar"
	"weir/sim/verdict"
)

// backtestFlags are the flags of backtest.
type backtestFlags struct {
	working
	observed string
	until    string
}

// defaultBacktest is how many histories predict where nothing is said: the interval
// between the fifth from below and the fifth from above of 199 covers another one
// with a probability of exactly 95 %.
const defaultBacktest = "199"

// observedInput is what the observed values are called among the inputs.
const observedInput = "observed.csv"

func (p *program) backtestCommand() *cobra.Command {
	var f backtestFlags
	cmd := &cobra.Command{
		Use:   "backtest SCENARIO",
		Short: "Hold the model against your own history: are observed values within what it predicts?",
		Long: "Predicts what one history may show, chance included, and holds observed values against it. The table has the columns\n" +
			"metric, labels (tier=basic;channel=app, or nothing), period and value. A period is all, a date, a month (2026-03), an\n" +
			"ISO week (2026-W10) or first and last date (2026-03-01/2026-03-14); of parts of the time only metrics with a series\n" +
			"can be predicted (weir list metric). A value is a plain number in the metric's unit, or one with its unit. The scenario\n" +
			"should have as many customers as the institution had. Exit 10 where less than 80 % of the values lie within their\n" +
			"intervals of 95 %, or of those after --until; 12 where nothing can be predicted.",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.backtest(cmd.Context(), args, &f)
		},
	}
	f.working.register(cmd, "text", "json", "csv", "markdown")
	flags := cmd.Flags()
	flags.StringVar(&f.replications, "replications", "", fmt.Sprintf("`NUMBER` of histories, %d or more (default %s)", collect.PredictionNeeds(), defaultBacktest))
	flags.StringVar(&f.observed, "observed", "", "the `FILE` of observed values")
	flags.StringVar(&f.until, "until", "", "the last `DATE` that the model was calibrated on: periods that begin later are held out, and must be covered as well")
	return cmd
}

// backtest is the story of a check against history: a scenario and what was observed
// to a prediction for each value, and a verdict.
func (p *program) backtest(ctx context.Context, args []string, f *backtestFlags) error {
	name, err := f.scenario(args)
	if err != nil {
		return err
	}
	if err := f.check(); err != nil {
		return err
	}
	loaded, err := p.load(name, f.common)
	if err != nil {
		return err
	}
	if len(args) == 0 {
		f.rename(loaded)
	}
	loaded.Variants, loaded.Baseline, loaded.Gates = loaded.Variants[:1], nil, nil
	observed, err := p.observe(loaded, f)
	if err != nil {
		return err
	}
	arms := armsOf(loaded.Variants)
	sim, err := p.begin(ctx, &f.working, f.directory(loaded.Name, loaded.Hash), arms, loaded)
	if err != nil {
		return err
	}
	defer sim.end()
	found, err := sim.lab.Run(sim.ctx, arms, int(loaded.Scenario.Replications))
	var r *report.Results
	if err := sim.conclude(found, err, func() *report.Results {
		r = assemble(loaded, found)
		r.Backtest = collect.Backtest(observed, variantsOf(arms, found)[0], f.heldOut(loaded))
		return r
	}); err != nil {
		return err
	}
	if err := sim.selfCheck(found); err != nil {
		return err
	}
	v, _ := verdict.Parse(r.Backtest.Verdict) // one of them
	return verdictError(v)
}

// check fills in the number of replications, and refuses too few.
func (f *backtestFlags) check() error {
	if f.observed == "" && f.resume {
		f.observed = filepath.Join(f.out, "inputs", observedInput)
	}
	if f.observed == "" {
		return exitError{exitUsage, "weir: " + say.Text("R330")}
	}
	if f.replications == "" {
		f.replications = defaultBacktest
	}
	if n, err := strconv.Atoi(f.replications); err != nil || n < collect.PredictionNeeds() {
		return usage("--replications %s; backtest wants a number, %d or more: an interval of 95 %% for one history takes as many", f.replications, collect.PredictionNeeds())
	}
	if _, err := calendar.ParseCivil(f.until); f.until != "" && err != nil {
		return usage("--until %s; want a date such as 2026-03-31", f.until)
	}
	return f.working.check()
}

// observe reads the observed values, and puts them among the inputs: what was held
// against the model belongs to the run.
func (p *program) observe(loaded *scenarios.Loaded, f *backtestFlags) ([]collect.Observed, error) {
	text, err := os.ReadFile(f.observed)
	if err != nil {
		return nil, exitError{exitInvalid, say.Text("F101", f.observed, reason(err))}
	}
	observed, problems := collect.ReadObserved(text, loaded.Variants[0].Plan)
	if len(problems) > 0 {
		return nil, p.invalid(scenarios.NewReport(problems, map[string]string{f.observed: string(text)}, f.observed), f.format)
	}
	in := scenarios.Input{Name: observedInput, Content: text}
	loaded.Inputs = append(loaded.Inputs[:len(loaded.Inputs):len(loaded.Inputs)], in)
	loaded.Hash = fmt.Sprintf("%x", sha256.Sum256([]byte(loaded.Hash+in.SHA256())))[:len(loaded.Hash)]
	return observed, nil
}

// heldOut is the first day, from the start, that the model was not calibrated on.
func (f *backtestFlags) heldOut(loaded *scenarios.Loaded) int {
	if f.until == "" {
		return math.MaxInt
	}
	last, _ := calendar.ParseCivil(f.until) // checked at the start
	return loaded.Variants[0].Plan.Calendar().Day(last) + 1
}
