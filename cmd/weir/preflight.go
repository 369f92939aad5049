package main

import (
	"fmt"
	"math"
	"strconv"
	"text/tabwriter"
	"time"

	"weir/model"
	"weir/report/collect"
	"weir/scenarios"
	"weir/scenarios/lab"
	"weir/scenarios/say"
	"weir/sim/param"
	"weir/sim/verdict"
)

// undecidable reports a scenario's gates that cannot pass within a budget,
// whatever the replications say, each at its place and with the number that would
// be needed.
func undecidable(l *scenarios.Loaded, budget verdict.Budget) *scenarios.Report {
	last, _ := budget.Last()
	var problems []param.Problem
	for _, need := range collect.Preflight(l.Gates, l.Variants[0].Plan, budget) {
		problem := param.Problem{
			Code: need.Code, Pos: need.Gate.Place(), Help: need.Help,
			Args: []any{need.Gate.ID, need.Gate.Expect, need.Replications, budget.Name, last},
		}
		if need.Replications > 0 && need.Replications <= mostReplications() {
			problem.Help = "G203.larger"
		}
		problems = append(problems, problem)
	}
	return l.Report(problems)
}

// mostReplications is where the largest budget ends.
func mostReplications() int {
	most := 0
	for _, b := range verdict.Budgets() {
		n, _ := b.Last()
		most = max(most, n)
	}
	return most
}

// pilot runs the replications with which the first look begins, and tells what
// they say of the verdict to come, unless that is not wanted or the budget decides
// nothing.
func (s *suite) pilot(sim *simulation) (*lab.Found, error) {
	if sim.f.quiet || s.budget.Provisional {
		return &lab.Found{Outcomes: make([][]*model.Outcome, len(sim.arms))}, nil
	}
	began := time.Now()
	found, err := sim.run(collect.PilotReplications)
	if err != nil || found.Interrupted {
		return found, err
	}
	sim.bar.done()
	s.tellPilot(sim, found, time.Since(began))
	sim.showProgress()
	return found, nil
}

// tellPilot writes what the looks will cost, the smallest difference that each
// gate can tell, and how likely all are to pass.
func (s *suite) tellPilot(sim *simulation, found *lab.Found, took time.Duration) {
	out := sim.p.stderr
	fmt.Fprintln(out, say.Text("G210", collect.PilotReplications, s.cost(found, took)))
	foreseen := collect.Foresee(s.cases(sim.arms, found), s.budget, collect.PilotReplications)
	last, _ := s.budget.Last()
	fmt.Fprintln(out, say.Text("G213", last))
	tab := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, g := range foreseen.Gates {
		id := g.Gate.ID
		if len(s.loaded) > 1 {
			id = g.Scenario + "/" + id
		}
		fmt.Fprintf(tab, "  %s\t%s\t%s\n", id, resolutionText(g, s.loaded[0].Units), chanceText("G214", "G214.unknown", g.Chance))
	}
	tab.Flush() // standard error: nobody can be told that it failed
	fmt.Fprintln(out, chanceText("G215", "G215.unknown", foreseen.AllPass))
}

// cost says how long the looks take, by what the pilot took where it had to be
// computed.
func (s *suite) cost(found *lab.Found, took time.Duration) string {
	if found.Ran == 0 {
		return say.Text("G211")
	}
	each := took / time.Duration(found.Ran) * time.Duration(len(found.Outcomes))
	var looks, ends []string
	for _, n := range s.budget.Looks {
		looks = append(looks, strconv.Itoa(n))
		ends = append(ends, roughly(each*time.Duration(n)))
	}
	return say.Text("G212", looks, ends)
}

// roughly writes a time to be waited, with two digits or so.
func roughly(d time.Duration) string {
	switch {
	case d < 10*time.Second:
		return d.Round(100 * time.Millisecond).String()
	case d < 10*time.Minute:
		return d.Round(time.Second).String()
	}
	return d.Round(time.Minute).String()
}

// resolutionText is the smallest distance from its limit that a gate can tell.
func resolutionText(g collect.PilotGate, units param.Units) string {
	if math.IsNaN(g.Resolution) {
		return say.Text("G216")
	}
	return "±" + distance(g.Resolution, g.Unit, units)
}

// distance writes a distance with two digits, in a unit of metrics.
func distance(x float64, unit string, units param.Units) string {
	digits := func(x float64) string {
		size := math.Pow(10, math.Floor(math.Log10(x))-1)
		return strconv.FormatFloat(math.Round(x/size)*size, 'g', 6, 64)
	}
	switch unit {
	case "share":
		return digits(x*100) + " pp"
	case "s":
		return param.Format(param.KindDuration, param.Round(param.KindDuration, x*1e6, x*1e6/50), units)
	case "", "1":
		return digits(x)
	}
	return digits(x) + " " + unit
}

// chanceText is a probability in a sentence; of one that is not known it says so.
func chanceText(code, unknown string, p float64) string {
	if math.IsNaN(p) {
		return say.Text(unknown)
	}
	switch {
	case p > .995:
		return say.Text(code, "more than 99 %")
	case p < .005:
		return say.Text(code, "less than 1 %")
	}
	return say.Text(code, fmt.Sprintf("about %.0f %%", p*100))
}
