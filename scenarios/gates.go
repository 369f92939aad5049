package scenarios

import (
	"weir/model"
	"weir/model/gate"
	"weir/model/metric"
	"weir/sim/param"
)

// Gate is a gate as written, with its expression checked.
type Gate struct {
	ID       string
	Expect   string // as written
	Because  string
	Owner    string
	Severity string // block, warn
	*gate.Gate

	at param.Pos // of the expression's text
}

// declareGates declares a list of gates.
func declareGates(s *param.Set, dst *[]Gate) {
	param.List(s, "gates", "What must hold.", dst, func(id string, g *Gate, s *param.Set) {
		s.Name(&g.ID, "id", "", "The name of the gate.").Required()
		s.Text(&g.Expect, "expect", "", "A metric, a comparison and a limit: service.wait.p95{desk=chat} <= 20m.").Required()
		s.Text(&g.Because, "because", "", "Why the limit is what it is, for those who read a verdict.").Assumed("no reason given")
		s.Text(&g.Owner, "owner", "", "Who decides about the limit.").Assumed("nobody named")
		s.Choice(&g.Severity, "severity", "block", []string{"block", "warn"}, "Whether a failure blocks a change or only warns.").
			Assumed("a gate is meant to block")
		s.Check(func(c *param.Check) { g.at = c.At("expect") })
	}).Called("gate")
}

// gatesFile is a file of gates.
type gatesFile struct{ gates []Gate }

// Declare binds a gates file.
func (f *gatesFile) Declare(s *param.Set) {
	s.Noun = "gates file"
	s.Text(new(string), "weir", "gates/v1", "What the file is.").From(param.Verified, "files.md")
	s.Text(new(string), "title", "Gates", "What to call them.").Assumed("a name")
	declareGates(s, &f.gates)
}

// checkGates parses the gates' expressions and checks them against what the
// plan has. Places inside an expression become places in the file.
func checkGates(gates []Gate, plan *model.Plan, units param.Units, baseline bool) []param.Problem {
	var problems []param.Problem
	values := labelValues(plan)
	for i := range gates {
		g := &gates[i]
		if g.Expect == "" {
			continue // missing, which has been said
		}
		expr, found := gate.Parse(g.Expect)
		if len(found) == 0 {
			g.Gate, found = gate.Check(expr, gate.Known{Metrics: metrics(), Values: values, Units: units,
				Baseline: baseline, Block: g.Severity == "block"})
		}
		for _, p := range found {
			problems = append(problems, inFile(p, g.at))
		}
	}
	return problems
}

// metrics lists what a gate may be about.
func metrics() []metric.Desc {
	var out []metric.Desc
	for _, f := range model.Figures() {
		out = append(out, f.Desc)
	}
	return out
}

// labelValues returns the values of the labels that the files define.
func labelValues(plan *model.Plan) func(string) []string {
	l := plan.Labels()
	known := map[string][]string{"tier": l.Tiers, "segment": l.Segments, "channel": l.Channels, "region": l.Regions,
		"age": l.Ages, "desk": l.Desks}
	return func(label string) []string { return known[label] }
}

// inFile moves a problem's places from inside a text to the file it stands in.
func inFile(p param.Problem, at param.Pos) param.Problem {
	p.Pos = within(p.Pos, at)
	for i := range p.Related {
		p.Related[i].Pos = within(p.Related[i].Pos, at)
	}
	return p
}

// within adds a place inside a one-line text to the text's own place. A text
// of several lines, or of a place without lines, keeps its own.
func within(inner, outer param.Pos) param.Pos {
	if outer.Line == 0 || inner.Line != 1 {
		return outer
	}
	return param.Pos{File: outer.File, Line: outer.Line, Column: outer.Column + inner.Column - 1, Width: inner.Width}
}
