package main

import (
	"slices"

	"github.com/spf13/cobra"

	"weir/model"
	"weir/report"
	"weir/report/collect"
	"weir/scenarios"
	"weir/scenarios/lab"
	"weir/sim/verdict"
)

// deepFlags ask for more than answers with intervals of noise: what fitted inputs add
// to them, and where they come from.
type deepFlags struct {
	inputs   string
	variance bool
}

// The ways to take fitted inputs.
const (
	inputsFixed = "fixed"
	inputsDrawn = "draw"
)

func (f *deepFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.inputs, "inputs", inputsFixed, "`HOW` inputs that weir fit estimated are taken: fixed, or draw: each replication also runs with inputs of\n"+
		"its own, as uncertain as the fit left them, for a second interval of noise and inputs")
	flags.BoolVar(&f.variance, "variance", false, "tell where the uncertainty comes from: the first 64 replications are run again with only the shocks, only the\n"+
		"population or only the rest of chance drawn anew")
}

func (f *deepFlags) check() error {
	if f.inputs != inputsFixed && f.inputs != inputsDrawn {
		return usage("--inputs %s; want %s or %s", f.inputs, inputsFixed, inputsDrawn)
	}
	return nil
}

// typed returns the flags as they are typed.
func (f *deepFlags) typed() string {
	line := ""
	if f.inputs != inputsFixed {
		line += flagsTyped("--inputs", f.inputs)
	}
	if f.variance {
		line += " --variance"
	}
	return line
}

// Bounds of the number of replications that a variance budget is from: with fewer
// its shares say nothing, with more nothing that helps (the standard error of a half
// is .12 at 64).
const (
	fewestBudgeted = 32
	mostBudgeted   = 64
)

// possible refuses what a scenario does not allow, before anything is simulated:
// replications is how many there will be at least.
func (f *deepFlags) possible(l *scenarios.Loaded, replications int) error {
	if f.variance && replications < fewestBudgeted {
		return usage("--variance needs at least %d replications, and there are %d", fewestBudgeted, replications)
	}
	if f.inputs == inputsDrawn {
		return drawable(l)
	}
	return nil
}

// answered is one scenario's part of an experiment with what was found of it.
type answered struct {
	loaded   *scenarios.Loaded
	variants []scenarios.Variant
	arms     []lab.Arm // of the variants
	fixed    []collect.Variant
	named    []string // the metrics whose uncertainty is asked about; none: the headline ones
	budgeted int      // how many of the variants it is asked of: 1, or all, as differences from the first
}

// deeper is what was found beside the answers of a scenario; empty where nothing was
// asked for.
type deeper struct {
	answered
	drawn  []collect.Variant // as fixed, with inputs drawn; nil: they were not
	shares []report.VarianceShare
	robust *collect.Robust // nil: not asked for
	notes  []string
}

// deepen runs what the flags ask for beside what was found.
func (f *deepFlags) deepen(sim *simulation, a answered, found *lab.Found) (*deeper, error) {
	d := &deeper{answered: a}
	if f.inputs == inputsDrawn && !found.Interrupted {
		sim.watch("replications with drawn inputs")
		arms, err := drawnArms(a.loaded, a.variants, a.arms)
		if err != nil {
			return d, err
		}
		outcomes, err := sim.aside(found, sim.lab, arms, len(a.fixed[0].Outcomes))
		if err != nil {
			return d, err
		}
		d.drawn = variantsOf(arms, &lab.Found{Outcomes: outcomes})
	}
	if !f.variance || found.Interrupted {
		return d, nil
	}
	sim.watch("replications with one group of chance drawn anew")
	again, err := redraw(sim, a, found)
	if err == nil && len(again.Chance[0].Outcomes) >= fewestBudgeted {
		d.shares = collect.Variance(a.fixed[:a.budgeted], again, d.drawn, a.named)
	}
	return d, err
}

// redraw runs the first replications again, thrice, with one group of chance anew, in
// all arms alike that the budget is of.
func redraw(sim *simulation, a answered, found *lab.Found) (collect.Redrawn, error) {
	keys := []model.Rekey{{Shocks: 1}, {Chance: 1}}
	if !a.arms[0].Plan.OneBook {
		keys = append(keys, model.Rekey{Population: 1})
	}
	var arms []lab.Arm
	for _, key := range keys {
		for _, arm := range a.arms[:a.budgeted] {
			arms = append(arms, arm.Rekeyed(key))
		}
	}
	outcomes, err := sim.aside(found, sim.lab, arms, min(len(a.fixed[0].Outcomes), mostBudgeted))
	groups := slices.Collect(slices.Chunk(variantsOf(arms, &lab.Found{Outcomes: outcomes}), a.budgeted))
	again := collect.Redrawn{Shocks: groups[0], Chance: groups[1]}
	if len(groups) > 2 {
		again.Population = groups[2]
	}
	return again, err
}

// aside runs so many replications of arms that nobody looks at again, and counts them
// to what was found.
func (s *simulation) aside(found *lab.Found, l *lab.Lab, arms []lab.Arm, replications int) ([][]*model.Outcome, error) {
	outcomes := make([][]*model.Outcome, len(arms))
	for i := range outcomes {
		outcomes[i] = make([]*model.Outcome, replications)
	}
	also, err := l.Fork().Each(s.ctx, arms, replications, func(arm, replication int, o *model.Outcome) {
		outcomes[arm][replication] = o
	})
	for i := range outcomes {
		outcomes[i] = outcomes[i][:also.Replications]
	}
	found.Ran, found.Reused = found.Ran+also.Ran, found.Reused+also.Reused
	found.Interrupted = found.Interrupted || also.Interrupted
	found.Replaced = append(found.Replaced, also.Replaced...)
	return outcomes, err
}

// watch shows from here on how far something else is.
func (s *simulation) watch(what string) {
	s.bar.done()
	s.bar = s.p.newProgress(s.f.quiet, what)
	s.lab.Progress = s.bar.show
}

// fill puts what was found into the results of the scenario.
func (d *deeper) fill(r *report.Results) {
	r.Variance = d.shares
	if d.drawn == nil {
		return
	}
	collect.Inputs(r, d.fixed, d.drawn)
	for i := range r.Gates {
		d.widen(&r.Gates[i], i, len(d.fixed[0].Outcomes), (1-collect.Level)/2)
	}
}

// decided puts what was found into the i-th gate's verdict.
func (d *deeper) decided(out *report.Decided, i int) {
	if d.robust != nil {
		out.Robust = d.robust.Gate(i, d.of(d.fixed))
	}
	if d.drawn != nil && verdictIs(out.Verdict) {
		d.widen(&out.Gate, i, out.Replications, out.Alpha)
	}
}

// verdictIs says whether there is a verdict, and so a look that it is from.
func verdictIs(word string) bool { return word != verdict.NoData.String() }

func (d *deeper) widen(shown *report.Gate, i, n int, alpha float64) {
	collect.GateInputs(shown, d.loaded.Gates[i], d.of(d.fixed), d.of(d.drawn), n, alpha)
}

// of is what the gates are about, of such variants as the scenario's.
func (d *deeper) of(variants []collect.Variant) collect.Case { return caseOf(d.loaded, variants) }

// caseOf is what a scenario's gates are about, of its variants: the first, and the
// baseline where they compare.
func caseOf(l *scenarios.Loaded, variants []collect.Variant) collect.Case {
	c := collect.Case{Scenario: l.Name, Gates: l.Gates, Candidate: variants[0]}
	if b := baselineOf(l); b != nil {
		for i := range variants { // the last of that name: it stands behind the candidate
			if variants[i].Name == b.Name {
				c.Baseline = &variants[i]
			}
		}
	}
	return c
}
