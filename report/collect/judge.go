package collect

import (
	"weir/model"
	"weir/model/gate"
	"weir/report"
	"weir/scenarios"
	"weir/scenarios/say"
	"weir/sim/verdict"
)

// Case is a scenario's gates with what its replications found: one part of what
// a verdict is about.
type Case struct {
	Scenario  string
	Gates     []scenarios.Gate
	Candidate Variant
	Baseline  *Variant // what delta() and ratio() compare with; nil: nothing
}

// Judgement is the verdict over all gates of all cases.
type Judgement struct {
	cases     []Case
	rules     []verdict.Rule // of all cases, in order
	decisions []verdict.Decision
}

// Judge decides the gates of all cases, of which each has at least n replications,
// by the looks of a budget up to n. What more replications say is not looked at.
func Judge(cases []Case, budget verdict.Budget, n int) Judgement {
	j := Judgement{cases: cases}
	for _, c := range cases {
		for _, g := range c.Gates {
			j.rules = append(j.rules, ruleOf(g, c))
		}
	}
	j.decisions = verdict.Decide(j.rules, budget, n)
	return j
}

// The notes of gates whose evidence cannot be used.
const (
	noteNoBaseline = "S030" // nothing to compare with
	noteSelfCheck  = "S031" // something did not add up in a replication
)

// ruleOf is a gate as a rule on a quantity.
func ruleOf(g scenarios.Gate, c Case) verdict.Rule {
	r := verdict.Rule{
		ID: c.Scenario + "/" + g.ID, Op: opOf(g.Limit.Op), Limit: g.Bound, Blocking: g.Severity == "block",
		Regression: g.Burden == "regression", Quantity: quantityOf(g, c.Candidate, c.Baseline),
	}
	switch {
	case r.Quantity == nil:
		r.Invalid = verdict.Note{Code: noteNoBaseline}
	case failed(c.Candidate) || c.Baseline != nil && failed(*c.Baseline):
		r.Invalid = verdict.Note{Code: noteSelfCheck}
	}
	return r
}

func opOf(op gate.Op) verdict.Op {
	return map[gate.Op]verdict.Op{gate.AtMost: verdict.AtMost, gate.AtLeast: verdict.AtLeast, gate.Below: verdict.Below,
		gate.Above: verdict.Above, gate.Equal: verdict.Equal}[op]
}

// failed says whether a replication's self-check failed.
func failed(v Variant) bool {
	for _, o := range v.Outcomes {
		if o.Failed != "" {
			return true
		}
	}
	return false
}

// Open says whether a gate is undecided that another look may decide.
func (j Judgement) Open() bool {
	for _, d := range j.decisions {
		if d.Open {
			return true
		}
	}
	return false
}

// Verdict is the overall verdict.
func (j Judgement) Verdict() verdict.Verdict { return verdict.Overall(j.rules, j.decisions) }

// Gates are the gates with their verdicts, in the order of the cases.
func (j Judgement) Gates() []report.Decided {
	var out []report.Decided
	i := 0
	for _, c := range j.cases {
		for _, g := range c.Gates {
			out = append(out, decided(g, c, j.decisions[i]))
			i++
		}
	}
	return out
}

// decided is a gate with its verdict; the bounds are those of the look that
// decided.
func decided(g scenarios.Gate, c Case, d verdict.Decision) report.Decided {
	place := g.Place()
	out := report.Decided{
		Gate: showGate(g, c.Candidate, c.Baseline), Scenario: c.Scenario, Verdict: d.Verdict.String(), Severity: g.Severity,
		Owner: g.Owner, Clause: g.Clause, Alpha: d.Alpha, Replications: d.Look, More: d.More, File: place.File, Line: place.Line,
	}
	if g.Burden == "regression" {
		out.Burden = g.Burden
	}
	if g.Horizon != model.HorizonNames[model.All] {
		out.Horizon = g.Horizon
	}
	if d.Look > 0 {
		out.Estimate, out.N, out.Note = number(d.Estimate.Mean), d.Estimate.N, d.Estimate.Note
		out.Low, out.High = number(d.Low), number(d.High)
	}
	for _, n := range d.Notes {
		out.Why = append(out.Why, say.Text(n.Code, n.N))
	}
	return out
}

// Need is a gate that cannot pass within a budget by construction.
type Need struct {
	Gate         scenarios.Gate
	Code, Help   string // of the sentences that say so, and what to do
	Replications int    // that would be needed; 0: no number suffices
}

// Preflight returns the gates that cannot pass within the budget, whatever the
// replications say. They block; those that only warn may try.
func Preflight(gates []scenarios.Gate, p *model.Plan, budget verdict.Budget) []Need {
	var needs []Need
	empty := Variant{Plan: p}
	for _, g := range gates {
		r := ruleOf(g, Case{Candidate: empty, Baseline: &empty})
		n, possible := verdict.Needs(r, budget)
		switch {
		case possible || !r.Blocking:
		case n == 0:
			needs = append(needs, Need{g, "G202", "G202.help", 0})
		default:
			needs = append(needs, Need{g, "G203", "G203.help", n})
		}
	}
	return needs
}
