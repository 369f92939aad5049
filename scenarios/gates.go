package scenarios

import (
	"golang.org/x/text/currency"

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

// bindGates checks a gates file by itself: what only a scenario knows, its
// currency, its baseline and the values of labels, is taken as it is written.
func bindGates(tree *param.Value) (*param.Set, []param.Problem) {
	f, s := new(gatesFile), param.New(param.Units{})
	f.Declare(s)
	problems := s.Bind(tree)
	return s, append(problems, checkGates(f.gates, gate.Known{Baseline: true})...)
}

// checkGates parses the gates' expressions and checks them against what there
// is. Places inside an expression become places in the file.
func checkGates(gates []Gate, known gate.Known) []param.Problem {
	var problems []param.Problem
	known.Metrics = metrics()
	for i := range gates {
		g := &gates[i]
		if g.Expect == "" {
			continue // missing, which has been said
		}
		expr, found := gate.Parse(g.Expect)
		if len(found) == 0 {
			at := known
			at.Block = g.Severity == "block"
			if at.Units.Currency == "" {
				at.Units.Currency = currencyIn(expr)
			}
			g.Gate, found = gate.Check(expr, at)
		}
		for _, p := range found {
			problems = append(problems, inFile(p, g.at))
		}
	}
	return problems
}

// currencyIn returns the currency that a gate's amounts are written in, "" for
// none: as good as any where the institution's is not known.
func currencyIn(e *gate.Expr) string {
	values := []gate.Value{e.Limit.Value}
	if e.Inner != nil {
		values = append(values, e.Inner.Value)
	}
	for _, v := range values {
		if _, err := currency.ParseISO(v.Unit); err == nil {
			return v.Unit
		}
	}
	return ""
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
