package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"weir/model"
	"weir/report"
	"weir/report/collect"
	"weir/scenarios"
	"weir/scenarios/lab"
	"weir/sim/stat"
)

// runFlags are the flags of run.
type runFlags struct {
	working
	deepFlags
	precision string
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
			"The results go to a run directory; replications that it, or a run directory beside it, has finished are used again.\n" +
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
	f.working.register(cmd, "text", "json", "csv", "markdown")
	f.registerReplications(cmd)
	cmd.Flags().StringVar(&f.precision, "precision", "5%", "`SHARE` to which headline figures shall be precise, with --replications auto")
	f.deepFlags.register(cmd)
	f.replay.register(cmd)
	return cmd
}

// run is the story of the main job: files to a checked plan, plan to
// replications, replications to results, results to a directory and a table.
func (p *program) run(ctx context.Context, args []string, f *runFlags) error {
	if err := f.check(args); err != nil {
		return err
	}
	name, err := f.scenario(args)
	if err != nil {
		return err
	}
	loaded, err := p.load(name, f.common)
	if err != nil {
		return err
	}
	if len(args) == 0 && f.resume {
		f.rename(loaded)
	}
	least := int(loaded.Scenario.Replications)
	if loaded.Scenario.Auto {
		least = stat.Looks(autoLimit)[0]
	}
	if err := f.deepFlags.possible(loaded, least); err != nil {
		return err
	}
	arms := armsOf(withBaseline(loaded))
	sim, err := p.begin(ctx, &f.working, f.directory(loaded.Name, loaded.Hash), arms, loaded)
	if err != nil {
		return err
	}
	defer sim.end()
	found, err := f.replicate(sim.ctx, sim.lab, loaded, arms)
	deep := &deeper{}
	if err == nil {
		deep, err = f.deepen(sim, answered{loaded, withBaseline(loaded), arms, variantsOf(arms, found), nil, 1}, found)
	}
	if err := sim.conclude(found, err, func() *report.Results {
		r := assemble(loaded, found)
		deep.fill(r)
		if loaded.Scenario.Auto {
			r.Precision = collect.Precision(variantsOf(arms, found)[0], f.target())
		}
		return r
	}); err != nil {
		return err
	}
	return sim.selfCheck(found)
}

// replicate runs as many replications as the scenario says, or until they are
// precise enough.
func (f *runFlags) replicate(ctx context.Context, l *lab.Lab, loaded *scenarios.Loaded, arms []lab.Arm) (*lab.Found, error) {
	if !loaded.Scenario.Auto {
		return l.Run(ctx, arms, int(loaded.Scenario.Replications))
	}
	return l.Until(ctx, arms, autoLimit, func(outcomes [][]*model.Outcome) bool {
		base := variantsOf(arms[:1], &lab.Found{Outcomes: outcomes[:1]})[0]
		return collect.Precision(base, f.target()).Reached
	})
}

func (f *runFlags) check(args []string) error {
	if _, err := parsePercent(f.precision); err != nil {
		return usage("--precision %s; want a share such as 5%%", f.precision)
	}
	if err := f.deepFlags.check(); err != nil {
		return err
	}
	return f.working.check()
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
func (f *runFlags) scenario(args []string) (string, error) {
	if len(args) == 0 && !f.resume {
		return defaultScenario, nil
	}
	return f.working.scenario(args)
}

// autoLimit is where `auto` gives up.
const autoLimit = 1024

func (f *runFlags) target() float64 {
	x, _ := parsePercent(f.precision) // checked at the start
	return x
}
