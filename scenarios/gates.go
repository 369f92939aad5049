package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/currency"

	"weir/model"
	"weir/model/gate"
	"weir/model/metric"
	"weir/sim/param"
)

// Gate is a gate as written, with its expression checked.
type Gate struct {
	ID       string // of one that for_each made: every-tier{tier=basic}
	Expect   string // as written, with the label that for_each adds
	Because  string
	Owner    string
	Clause   string // of the user's own rule book
	Severity string // block, warn
	ForEach  string // the label that each value of has a gate, "" for one gate
	Written  string // the id as written: every-tier
	Burden   string // pass; regression: what is not shown to fail passes
	Accepted string // why a verdict that depends on an assumption is taken all the same, "" if it is not
	Horizon  string // all, transition, settled
	*gate.Gate

	at      param.Pos // of the expression's text
	eachAt  param.Pos // of for_each
	horizon param.Pos
}

// Place returns where the gate's expression is written.
func (g *Gate) Place() param.Pos { return g.at }

// Blocking says whether a failure blocks a change.
func (g *Gate) Blocking() bool { return g.Severity == "block" }

// declareGates declares a list of gates.
func declareGates(s *param.Set, dst *[]Gate) {
	param.List(s, "gates", "What must hold.", dst, func(id string, g *Gate, s *param.Set) {
		s.Name(&g.ID, "id", "", "The name of the gate.").Required()
		s.Text(&g.Expect, "expect", "", "A metric, a comparison and a limit: service.wait.p95{desk=chat} <= 20m.").Required()
		s.Text(&g.Because, "because", "", "Why the limit is what it is, for those who read a verdict.").Assumed("no reason given")
		s.Text(&g.Owner, "owner", "", "Who decides about the limit.").Assumed("nobody named")
		s.Choice(&g.Severity, "severity", "block", []string{"block", "warn"}, "Whether a failure blocks a change or only warns.").
			Assumed("a gate is meant to block")
		s.Text(&g.ForEach, "for_each", "", "A label, such as tier: the gate stands for one gate for each of its values.").Assumed("one gate")
		s.Choice(&g.Burden, "burden", "pass", []string{"pass", "regression"},
			"What must be shown: that the limit is kept, or, with regression, that it is broken; what is not shown to be broken passes then.").
			Assumed("a bank shows that it is safe")
		s.Text(&g.Accepted, "accept_assumption", "", "Why the verdict is taken although it depends on an assumption.").Assumed("it is not")
		s.Choice(&g.Horizon, "horizon", "all", []string{"all", "transition", "settled"},
			"What is looked at: the whole run, the time until a change of policy has worked through, or the time after that.").
			Assumed("nothing is left out")
		s.Text(&g.Clause, "clause", "", "The reference of your own rule book.").Assumed("none")
		s.Check(func(c *param.Check) {
			g.at, g.eachAt, g.horizon = c.Inside("expect"), c.At("for_each"), c.At("horizon")
		})
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
// currency, its baseline, its changes and the values of labels, is taken as it is
// written.
func bindGates(tree *param.Value) (*param.Set, []param.Problem) {
	f, s := new(gatesFile), param.New(param.Units{})
	f.Declare(s)
	problems := s.Bind(tree)
	_, found := checkGates(f.gates, around{Known: gate.Known{Baseline: true}, changes: true})
	return s, append(problems, found...)
}

// around is what gates are checked against.
type around struct {
	gate.Known
	changes bool // the policy changes at the start or during the run
}

// checkGates parses the gates' expressions and checks them against what there
// is. Places inside an expression become places in the file. A gate for each value
// of a label becomes as many gates.
func checkGates(gates []Gate, known around) ([]Gate, []param.Problem) {
	var out []Gate
	var problems []param.Problem
	known.Metrics = metrics()
	for _, g := range gates {
		g.Written = g.ID
		if g.Expect == "" {
			continue // missing, which has been said
		}
		if g.Horizon != "all" && g.Horizon != "" && !known.changes {
			problems = append(problems, param.Problem{Code: "W252", Pos: g.horizon, Args: []any{g.Horizon}, Help: "W252.help"})
		}
		expr, found := gate.Parse(g.Expect)
		if len(found) > 0 {
			problems = append(problems, inFile(found[0], g.at))
			continue
		}
		each, found := g.each(expr, known)
		problems = append(problems, found...)
		out = append(out, each...)
	}
	return out, problems
}

// each returns the gate, or one for each value of the label that it is for.
func (g Gate) each(expr *gate.Expr, known around) ([]Gate, []param.Problem) {
	if g.ForEach == "" {
		found := g.check(expr, known.Known)
		return []Gate{g}, found
	}
	if problem := g.label(expr, known.Known); problem != nil {
		return nil, []param.Problem{*problem}
	}
	if known.Values == nil { // a file by itself
		found := g.check(expr, known.Known)
		return []Gate{g}, found
	}
	values := known.Values(g.ForEach)
	if len(values) == 0 {
		return nil, []param.Problem{{Code: "W251", Pos: g.eachAt, Args: []any{g.ForEach}}}
	}
	var out []Gate
	for _, value := range values {
		one, only := g, *expr
		only.Labels = append(slices.Clone(expr.Labels), gate.Label{Name: g.ForEach, Value: value, NameAt: expr.MetricAt, ValueAt: expr.MetricAt})
		one.ID = fmt.Sprintf("%s{%s=%s}", g.ID, g.ForEach, value)
		one.Expect = only.String()
		if found := one.check(&only, known.Known); len(found) > 0 {
			return nil, found // of one is of all
		}
		out = append(out, one)
	}
	return out, nil
}

// label says what is wrong with the label that the gate is for each value of.
func (g *Gate) label(expr *gate.Expr, known gate.Known) *param.Problem {
	i := slices.IndexFunc(known.Metrics, func(d metric.Desc) bool { return d.Name == expr.Metric })
	if i < 0 {
		return nil // which the expression's own check says
	}
	labels := known.Metrics[i].Labels
	if !slices.Contains(labels, g.ForEach) {
		p := &param.Problem{Code: gate.UnknownLabel, Pos: g.eachAt, Args: []any{g.ForEach, expr.Metric}}
		if near := param.Nearest(g.ForEach, labels); near != "" {
			p.Help, p.HelpArg = "did-you-mean", []any{near}
		} else if len(labels) > 0 {
			p.Help, p.HelpArg = gate.HelpOneOf, []any{strings.Join(labels, ", ")}
		}
		return p
	}
	for _, l := range expr.Labels {
		if l.Name == g.ForEach {
			return &param.Problem{Code: "W255", Pos: within(l.NameAt, g.at), Args: []any{l.Name}}
		}
	}
	return nil
}

// check holds the gate's expression against what there is, and keeps it.
func (g *Gate) check(expr *gate.Expr, known gate.Known) []param.Problem {
	known.Block = g.Blocking()
	if known.Units.Currency == "" {
		known.Units.Currency = currencyIn(expr)
	}
	var found []param.Problem
	g.Gate, found = gate.Check(expr, known)
	for i := range found {
		found[i] = inFile(found[i], g.at)
	}
	return found
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

// labelValues returns the values of the labels, those that the files define and
// those that are fixed.
func labelValues(plan *model.Plan) func(string) []string {
	labels := plan.Labels()
	return labels.Values
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
