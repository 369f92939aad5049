package main

import (
	"fmt"

	"weir/report/collect"
	"weir/scenarios"
	"weir/scenarios/lab"
	"weir/scenarios/say"
	"weir/sim/design"
	"weir/sim/experiment"
	"weir/sim/verdict"
)

// mostSets is the largest number of sets of assumptions: of 1,000 the share that
// passes is known to within three points.
const mostSets = 1000

// assumed is a design over the assumptions of a scenario.
type assumed struct {
	answered
	points [][]float64
	paths  []string
	look   verdict.Budget // of a single look
}

// assume lays out so many sets of assumptions; an error where nothing is assumed.
func (a answered) assume(sets int, budget verdict.Budget) (*assumed, error) {
	s := &assumed{answered: a}
	for _, one := range a.loaded.Assumptions() {
		s.paths = append(s.paths, one.Path)
	}
	if len(s.paths) == 0 {
		return nil, exitError{exitInvalid, say.Text("R374", a.loaded.Name)}
	}
	plan := a.loaded.Variants[0].Plan
	s.points = design.LatinHypercube(sets, len(s.paths), plan.Seed)
	s.look = collect.RobustBudget(a.loaded.Gates, plan, budget)
	return s, nil
}

// try judges the gates under each set of assumptions, candidate and baseline alike
// and on the same chance. Of each set only the verdicts and the gates' figures are
// kept. Interrupted, it has the sets that are complete.
func (s *assumed) try(sim *simulation, found *lab.Found) (*collect.Robust, error) {
	robust := collect.NewRobust(s.paths, s.look)
	n := s.look.Looks[0]
	sim.watch(fmt.Sprintf("replications of %d sets of assumptions", len(s.points)))
	work := sim.lab.Fork()
	for i, point := range s.points {
		arms := s.arms(i)
		if arms == nil {
			robust.LeaveOut()
			continue
		}
		work.Progress = func(e experiment.Event) {
			e.Done, e.Total = e.Done+i*n*len(arms), len(s.points)*n*len(arms)
			sim.bar.show(e)
		}
		outcomes, err := sim.aside(found, work, arms, n)
		if err != nil || found.Interrupted {
			return robust, err
		}
		robust.Add(point, caseOf(s.loaded, variantsOf(arms, &lab.Found{Outcomes: outcomes})))
	}
	return robust, nil
}

// arms are those of the i-th set; nil where it is no valid setting.
func (s *assumed) arms(i int) []lab.Arm {
	settings := s.loaded.AssumptionSet(s.points[i])
	var variants []scenarios.Variant
	for _, v := range s.variants {
		with, problems := s.loaded.WithSettings(v, v.Name, settings)
		if problems.Failed() {
			return nil
		}
		variants = append(variants, with)
	}
	return armsOf(variants)
}

// notes say how the sets were judged, and what is missing of them.
func (s *assumed) notes(robust *collect.Robust) []string {
	n, alpha := s.look.Last()
	notes := []string{say.Text("R370", len(s.points), len(s.paths), n, 100*alpha)}
	if s.look.Provisional {
		notes = append(notes, say.Text("R376", s.look.Name))
	}
	if tried := robust.Sets() + robust.LeftOut(); tried < len(s.points) {
		notes = append(notes, say.Text("R373", tried, len(s.points)))
	}
	return notes
}

// deepen runs what the flags ask for beside the verdict, scenario by scenario.
func (s *suite) deepen(sim *simulation, f *gateFlags, found *lab.Found) error {
	variants := variantsOf(sim.arms, found)
	arms := sim.arms
	for _, l := range s.loaded {
		a := answered{loaded: l, variants: s.variantsOf(l), named: collect.Named(l.Gates)}
		n := len(a.variants)
		a.budgeted = n
		a.arms, a.fixed = arms[:n], variants[:n]
		arms, variants = arms[n:], variants[n:]
		d, err := f.deepen(sim, a, found)
		s.deep = append(s.deep, d)
		if err == nil && f.robust > 0 && !found.Interrupted {
			err = d.tryAssumptions(sim, f.robust, s.budget, found)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// tryAssumptions judges the gates under sets of assumptions.
func (d *deeper) tryAssumptions(sim *simulation, sets int, budget verdict.Budget, found *lab.Found) error {
	s, err := d.assume(sets, budget)
	if err != nil {
		return err
	}
	robust, err := s.try(sim, found)
	if robust.Sets() > 0 {
		d.robust = robust
	}
	d.notes = s.notes(robust)
	return err
}
