package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"weir/model"
	"weir/model/gate"
	"weir/report"
	"weir/report/collect"
	"weir/scenarios"
	"weir/scenarios/say"
	"weir/sim/experiment"
)

// runFlags are the flags of run.
type runFlags struct {
	common
	color     string
	out       string
	workers   int
	precision string
	quiet     bool
	resume    bool
	fresh     bool
	replay    replayFlags
}

// defaultScenario is what runs when nothing is named.
const defaultScenario = "city-bank-year"

func (p *program) runCommand() *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "run [SCENARIO]",
		Short: "Simulate a scenario and its variants, print the summary, write a run directory with the report",
		Long: "Simulates a scenario, by file or by name from the library (weir list scenario), and its variants.\n" +
			"The results go to a run directory; finished replications in it are used again.\n" +
			"With --replay nothing is simulated: policies are applied to real history, and counts are exact.",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.replay.data != "" {
				return p.replayHistory(cmd, args, &f)
			}
			if err := needs(cmd, "--replay", replayOnly()...); err != nil {
				return err
			}
			return p.run(cmd.Context(), args, &f)
		},
	}
	f.common.register(cmd, "text", "json", "csv", "markdown")
	f.registerReplications(cmd)
	registerColor(cmd, &f.color)
	flags := cmd.Flags()
	flags.StringVar(&f.out, "out", "", "run `DIRECTORY` (default runs/NAME-HASH)")
	flags.IntVar(&f.workers, "workers", 0, "`NUMBER` of replications at the same time (default: as many as processors)")
	flags.StringVar(&f.precision, "precision", "5%", "`SHARE` to which headline figures shall be precise, with --replications auto")
	flags.BoolVar(&f.quiet, "quiet", false, "no progress and no notes")
	flags.BoolVar(&f.resume, "resume", false, "go on in the run directory given by --out; the scenario may be left out")
	flags.BoolVar(&f.fresh, "fresh", false, "compute again what is finished already")
	f.replay.register(cmd)
	return cmd
}

// run is the story of the main job: files to a checked plan, plan to
// replications, replications to results, results to a directory and a table.
func (p *program) run(ctx context.Context, args []string, f *runFlags) error {
	if err := f.check(args); err != nil {
		return err
	}
	loaded, err := p.load(f.scenario(args), f.common)
	if err != nil {
		return err
	}
	if len(args) == 0 && f.resume {
		f.rename(loaded)
	}
	dir := f.directory(loaded)
	units, err := prepare(dir, loaded)
	if err != nil {
		return err
	}
	if !f.quiet {
		fmt.Fprint(p.stderr, loaded.BookText())
		if note := otherLoad(loaded.Variants[0].Plan); note != "" {
			fmt.Fprintln(p.stderr, note)
		}
	}
	started := time.Now()
	ctx, stop, release := p.interrupts(ctx)
	defer release()
	outcome, err := p.simulate(ctx, stop, loaded, f, units)
	if errors.Is(err, context.Canceled) {
		return p.stopped(dir, loaded, outcome, f)
	}
	if err != nil {
		return err
	}
	results, variants, err := assemble(loaded, outcome, f)
	if err != nil {
		return err
	}
	err = writeRun(ctx, dir, results, loaded, outcome, started, f)
	if errors.Is(err, context.Canceled) {
		return p.stopped(dir, loaded, outcome, f)
	}
	if err != nil {
		return err
	}
	return p.finish(dir, results, variants, outcome, f)
}

func (f *runFlags) check(args []string) error {
	switch {
	case f.resume && f.out == "":
		return usage("--resume needs --out RUNDIR, the directory to go on in")
	case f.workers < 0:
		return usage("--workers %d; want 1 or more", f.workers)
	}
	if err := checkColor(f.color); err != nil {
		return err
	}
	if _, err := parsePercent(f.precision); err != nil {
		return usage("--precision %s; want a share such as 5%%", f.precision)
	}
	return f.common.check()
}

func parsePercent(text string) (float64, error) {
	number, ok := strings.CutSuffix(text, "%")
	x, err := strconv.ParseFloat(number, 64)
	if !ok || err != nil || x <= 0 || x > 100 {
		return 0, fmt.Errorf("%q is not a share", text)
	}
	return x / 100, nil
}

// scenario is what to load: the argument, what an earlier run left, or the
// default.
func (f *runFlags) scenario(args []string) string {
	switch {
	case len(args) > 0:
		return args[0]
	case f.resume:
		return filepath.Join(f.out, "inputs", "scenario.yaml")
	}
	return defaultScenario
}

// large is the number of customers from which one replication at a time runs,
// with its cells in parallel: about a gigabyte of records.
const large = 6_000_000

// simulate runs the replications of all variants.
func (p *program) simulate(ctx context.Context, stop <-chan struct{}, loaded *scenarios.Loaded, f *runFlags, units experiment.Store) (*experiment.Outcome, error) {
	all := withBaseline(loaded)
	what := "replications"
	if len(all) > 1 {
		what += fmt.Sprintf(" of %d variants", len(all))
	}
	progress := p.newProgress(f.quiet, what)
	defer progress.done()

	workers := f.atOnce()
	var opt model.Options
	if loaded.Variants[0].Plan.Customers >= large {
		workers, opt.Parallel = 1, workers
	}
	spec := experiment.Spec{
		Replications: int(loaded.Scenario.Replications), Workers: workers, Store: units, Fresh: f.fresh,
		Progress: progress.show,
		Run: func(ctx context.Context, variant, replication int) ([]byte, error) {
			o, err := all[variant].Plan.Replicate(ctx, uint32(replication), opt)
			if err != nil {
				return nil, err
			}
			return o.Encode()
		},
	}
	for _, v := range all {
		spec.Variants = append(spec.Variants, experiment.Variant{Name: v.Name, Key: v.Key(version())})
	}
	if loaded.Scenario.Auto {
		spec.Auto = &experiment.Auto{Limit: autoLimit, Reached: func(results [][][]byte) (bool, error) {
			base, err := decode(loaded.Variants[0], results[0])
			if err != nil {
				return false, err
			}
			return collect.Precision(base, f.target()).Reached, nil
		}}
	}
	return experiment.Run(ctx, stop, spec)
}

// atOnce is how many replications run at the same time.
func (f *runFlags) atOnce() int {
	if f.workers == 0 {
		return runtime.GOMAXPROCS(0)
	}
	return f.workers
}

// autoLimit is where `auto` gives up.
const autoLimit = 1024

func (f *runFlags) target() float64 {
	x, _ := parsePercent(f.precision) // checked at the start
	return x
}

// withBaseline returns the variants, and the baseline where it is none of them
// and a gate compares with it.
func withBaseline(loaded *scenarios.Loaded) []scenarios.Variant {
	all := loaded.Variants
	compared := slices.ContainsFunc(loaded.Gates, func(g scenarios.Gate) bool { return g.Stat == gate.Delta || g.Stat == gate.Ratio })
	if b := loaded.Baseline; b != nil && compared {
		for i := range all {
			if all[i].Name == b.Name {
				return all
			}
		}
		all = append(all[:len(all):len(all)], *b)
	}
	return all
}

// stopped ends a run that was interrupted twice: no other file is written, what
// is finished stays. Who reads JSON gets JSON all the same.
func (p *program) stopped(dir string, loaded *scenarios.Loaded, outcome *experiment.Outcome, f *runFlags) error {
	if f.format == "json" {
		results, _, err := assemble(loaded, outcome, f)
		if err != nil {
			return err
		}
		if err := f.print(p.stdout, results, options()); err != nil {
			return err
		}
	}
	return exitError{exitInterrupted, say.Text("R112", dir)}
}

// summarize prints the results in the format asked for, and says where the
// report is.
func (p *program) summarize(dir string, r *report.Results, f formatFlag, color string, quiet bool) error {
	o := options()
	o.Width, o.Color = p.terminal(color)
	if err := f.print(p.stdout, r, o); err != nil {
		return err
	}
	if !quiet {
		fmt.Fprintln(p.stderr, say.Text("R110", filepath.Join(dir, "report.html")))
	}
	return nil
}

// finish prints the results and says where they are.
func (p *program) finish(dir string, r *report.Results, variants []collect.Variant, outcome *experiment.Outcome, f *runFlags) error {
	if err := p.summarize(dir, r, f.formatFlag, f.color, f.quiet); err != nil {
		return err
	}
	for _, name := range outcome.Replaced {
		fmt.Fprintln(p.stderr, say.Text("R111", name))
	}
	if outcome.Interrupted {
		return exitError{exitInterrupted, say.Text("R112", dir)}
	}
	for _, v := range variants {
		for _, o := range v.Outcomes {
			if o.Failed != "" {
				return exitError{exitUnexpected, say.Text("R105", v.Name, o.Replication, o.Failed)}
			}
		}
	}
	return nil
}
