package collect

import (
	"math"

	"weir/scenarios"
	"weir/sim/verdict"
)

// PilotReplications is how many replications a pilot has. They are part of the
// first look: nothing is wasted.
const PilotReplications = 32

// Pilot is what a few replications say of a verdict before it is sought.
type Pilot struct {
	Gates []PilotGate
	// AllPass is how likely all blocking gates are to pass within the budget, as if
	// they were independent, which errs low; NaN where the pilot gives no idea.
	AllPass float64
}

// PilotGate is a gate as a pilot sees it.
type PilotGate struct {
	Gate     scenarios.Gate
	Scenario string
	Unit     string // of the limit, as results have it
	// Resolution is the smallest distance from the limit, in the unit of the limit,
	// that the budget tells with a chance of 80 %; NaN where a pilot cannot say, as of
	// quantiles or where all its replications agree.
	Resolution float64
	// Chance is how likely the gate is to pass; NaN where the pilot gives no idea.
	Chance float64
}

// Foresee looks at a pilot: at the first n replications of each case.
func Foresee(cases []Case, budget verdict.Budget, n int) Pilot {
	var p Pilot
	var rules []verdict.Rule
	for _, c := range cases {
		for _, g := range c.Gates {
			r := ruleOf(g, c)
			rules = append(rules, r)
			p.Gates = append(p.Gates, PilotGate{g, c.Scenario, gateUnit(g, c.Candidate), resolution(r, n, budget), verdict.Chance(r, n, budget)})
		}
	}
	p.AllPass = verdict.AllPass(rules, n, budget)
	return p
}

// resolution is that of a rule, from the spread that a pilot shows.
func resolution(r verdict.Rule, n int, budget verdict.Budget) float64 {
	if r.Quantity == nil {
		return math.NaN()
	}
	e := r.Quantity.Estimate(n)
	if !(e.SD > 0) {
		return math.NaN()
	}
	return verdict.Resolution(e.SD, budget)
}
