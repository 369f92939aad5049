// Package expr compiles typed expressions over declared names into tests and
// closures over float64 slots.
//
// cel-go parses and checks; units come from a scanner before it, which turns
// every name, number with unit and word into a typed constant or variable, and
// from overloads that spell out the rules of unit.go. What is compiled is
//
//	amount > 30000 CNY || count_1h >= 10 && new_payees_24h >= 3
//	tier in ["basic", "guest"] && silence > 90d && !known_device
//	max(out_1h, out_24h / 24) > 3% * balance
//
// that is: ! && || ?: == != < <= > >= in + - * / and abs, min, max.
// Everything else of the Common Expression Language is refused with a place and
// a reason.
//
// Values are float64 and follow IEEE 754. Dividing by zero gives ±Inf, 0/0 NaN.
// A comparison with NaN is no, except !=, which is yes; so !(x < 3) is yes where
// x is NaN. (cel-go's own interpreter gives an error for an ordered comparison
// with NaN, unless the other side of && or || decides; in all other cases the two
// agree.) min and max are NaN if one side is. && and || stop as soon as the
// result is known, which nothing but the clock can tell.
package expr

import (
	"slices"

	"weir/sim/param"
)

// Rule is a compiled expression that says yes or no. It does not change and may
// be shared between goroutines.
type Rule struct {
	tests []test
	start int16
	text  string
	uses  []string
}

// Eval decides the rule. slots holds one value per name of the vocabulary, in
// its order and units; a shorter slice is the caller's error and may panic.
func (r *Rule) Eval(slots []float64) bool { return run(r.tests, r.start, slots) }

// Uses returns the names the rule reads, in the order of their slots.
func (r *Rule) Uses() []string { return slices.Clone(r.uses) }

// String returns the rule in canonical form: Compile of it gives the same rule.
func (r *Rule) String() string { return r.text }

// Formula is a compiled expression that gives a quantity. It does not change and
// may be shared between goroutines.
type Formula struct {
	eval value
	unit Unit
}

// Eval computes the quantity, in the base unit of Unit: microseconds, minor
// units, 0..1. It need not be whole. slots is as for Rule.Eval.
func (f *Formula) Eval(slots []float64) float64 { return f.eval(slots) }

// Unit returns what the quantity measures.
func (f *Formula) Unit() Unit { return f.unit }

// Compile compiles an expression that must say yes or no. With problems there
// is no rule. Their places are lines and characters from 1 inside the text.
func Compile(text string, v *Vocabulary, units param.Units) (*Rule, []param.Problem) {
	root, problems := analyse(text, v, units, true)
	if len(problems) > 0 {
		return nil, problems
	}
	r := &Rule{text: root.String(), uses: uses(root)}
	r.tests, r.start = assemble(root)
	return r, nil
}

// CompileFormula compiles an expression that must give a quantity. With problems
// there is no formula.
func CompileFormula(text string, v *Vocabulary, units param.Units) (*Formula, []param.Problem) {
	root, problems := analyse(text, v, units, false)
	if len(problems) > 0 {
		return nil, problems
	}
	return &Formula{eval: quantity(root).closure(), unit: root.unit}, nil
}

// analyse goes from text to a tree of which every unit and word is known, or to
// the problems, sorted by place.
func analyse(text string, v *Vocabulary, units param.Units, rule bool) (*node, []param.Problem) {
	s := scanner{text: text, vocabulary: v, units: units}
	s.scan()
	if s.broken {
		return nil, sorted(s.problems)
	}
	parsed, source, at, unparsed := parse(s.tokens)
	if len(unparsed) > 0 {
		if len(s.problems) > 0 {
			unparsed = nil // what cel-go stumbled over is probably among them
		}
		return nil, sorted(append(s.problems, unparsed...))
	}
	checked, ok := check(parsed, source, v, s.tokens)
	b := builder{ast: checked, tokens: s.tokens, at: at}
	root := b.build(checked.Expr())
	x := explainer{text: text, tokens: s.tokens, vocabulary: v, units: units}
	x.explain(root)
	x.result(root, rule)
	problems := append(s.problems, x.problems...)
	if !ok && len(problems) == 0 { // a gap in explain: still said, and with a place
		problems = append(problems, param.Problem{Code: Unclear, Pos: x.pos(root)})
	}
	return root, sorted(problems)
}

// sorted puts problems in the order of their places.
func sorted(problems []param.Problem) []param.Problem {
	param.SortProblems(problems)
	return problems
}

// uses collects the names below n, by slot.
func uses(n *node) []string {
	found := map[int]string{}
	var walk func(*node)
	walk = func(n *node) {
		if n.leaf != nil && n.leaf.sort == name {
			found[n.leaf.slot] = n.leaf.text
		}
		for _, a := range n.args {
			walk(a)
		}
	}
	walk(n)
	slots := make([]int, 0, len(found))
	for slot := range found {
		slots = append(slots, slot)
	}
	slices.Sort(slots)
	names := make([]string, len(slots))
	for i, slot := range slots {
		names[i] = found[slot]
	}
	return names
}
