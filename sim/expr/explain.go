package expr

import (
	"strconv"
	"strings"

	"weir/sim/param"
)

// explainer says in the user's words what cel-go's checker found wrong, and
// checks the words in quotes, which it does not know.
type explainer struct {
	text       string
	tokens     []token
	vocabulary *Vocabulary
	units      param.Units
	problems   []param.Problem
}

// explain walks the tree from the leaves up. Where a part is without a unit, it
// has been reported, or it rests on something that has been: the whole is not
// blamed again.
func (x *explainer) explain(n *node) {
	for _, a := range n.args {
		x.explain(a)
	}
	for _, a := range n.args {
		if a.unit == 0 {
			n.unit = min(n.unit, Flag) // a comparison stays a yes or no
			return
		}
	}
	switch n.op {
	case "&&", "||", "!":
		x.logic(n, n.args)
	case "?":
		x.choice(n)
	case "==", "!=", "<", "<=", ">", ">=":
		x.comparison(n, n.args[0], n.args[1])
	case "in":
		x.membership(n)
	case "[":
		x.list(n)
	case "[]":
		x.report(n, NotCovered, "an index")
	case "":
		return
	default:
		x.arithmetic(n)
	}
}

// report notes a problem with the place of n.
func (x *explainer) report(n *node, code string, args ...any) *param.Problem {
	x.problems = append(x.problems, param.Problem{Code: code, Pos: x.pos(n), Args: args})
	return &x.problems[len(x.problems)-1]
}

// pos is the place of n; of several lines, the part on the first.
func (x *explainer) pos(n *node) param.Pos {
	first, last := x.tokens[n.first].pos, x.tokens[n.last].pos
	if last.Line == first.Line {
		first.Width = last.Column + last.Width - first.Column
	}
	return first
}

// source is n as the user wrote it, on one line.
func (x *explainer) source(n *node) string {
	return strings.Join(strings.Fields(printable(x.text[x.tokens[n.first].start:x.tokens[n.last].end])), " ")
}

// logic wants yes or no from all.
func (x *explainer) logic(n *node, args []*node) {
	for _, a := range args {
		if a.unit != Flag {
			p := x.report(a, NotYesNo, x.source(a), a.unit)
			x.helpCompare(p, a)
		}
	}
}

// helpCompare shows how a quantity is made a yes or no.
func (x *explainer) helpCompare(p *param.Problem, n *node) {
	if example := like(n.unit, x.units); example != "" && (n.leaf == nil || n.leaf.sort != constant) {
		p.Help, p.HelpArg = HelpCompare, []any{x.source(n), example}
	}
}

// like is an example of the unit as written, "" where there is none.
func like(u Unit, units param.Units) string {
	switch u {
	case Number, Count, Ratio:
		return "10"
	case Share:
		return "3%"
	case Duration:
		return "90d"
	case Money:
		if units.Currency != "" {
			return "30000 " + units.Currency
		}
	}
	return ""
}

// choice is c ? a : b.
func (x *explainer) choice(n *node) {
	x.logic(n, n.args[:1])
	a, b := n.args[1], n.args[2]
	if isText(a) || isText(b) {
		x.report(textOf(a, b), TextCompared, x.source(textOf(a, b)))
		return
	}
	if n.unit == 0 && !fits(a.unit, b.unit) {
		x.apart(n, BranchesApart, a, b)
	}
}

// fits reports whether the two may be compared.
func fits(a, b Unit) bool {
	if a == Flag || b == Flag {
		return a == b
	}
	_, ok := alike(a.plain(), b.plain())
	return ok
}

func isText(n *node) bool { return n.unit == Text || n.unit == word }

// textOf is the one of the two that is a text.
func textOf(a, b *node) *node {
	if isText(a) {
		return a
	}
	return b
}

// comparison is a == b or a < b.
func (x *explainer) comparison(n, a, b *node) {
	equality := n.op == "==" || n.op == "!="
	switch {
	case equality && a.unit == Text && b.unit == word:
		x.word(a, b)
	case equality && a.unit == word && b.unit == Text:
		x.word(b, a)
	case isText(a) && isText(b) && !equality:
		x.report(n, NoOrder, x.source(a), x.source(b))
	case isText(a) || isText(b):
		x.report(n, TextCompared, x.source(textOf(a, b)))
	case a.unit == Flag && b.unit == Flag && !equality:
		x.report(n, NoOrder, x.source(a), x.source(b))
	case n.unit == 0 && a.unit == Flag && a.binding() == 3 && !equality:
		p := x.report(n, NotComparable, x.source(a), a.unit, x.source(b), b.unit)
		p.Help = HelpChain
	case n.unit == 0:
		x.apart(n, NotComparable, a, b)
	}
	n.unit = Flag
}

// word looks a word in quotes up among those of a name.
func (x *explainer) word(text, w *node) {
	known := x.vocabulary.names[text.leaf.slot].Words
	if value, ok := x.vocabulary.Word(text.leaf.text, w.leaf.text); ok {
		w.leaf.value = value
		return
	}
	p := x.report(w, UnknownWord, printable(w.leaf.text), text.leaf.text)
	if n := param.Nearest(w.leaf.text, known); n != "" {
		p.Help, p.HelpArg = HelpDidYouMean, []any{n}
		return
	}
	p.Help, p.HelpArg = HelpOneOf, []any{strings.Join(known, ", ")}
}

// apart reports two quantities that do not go together, at the one that should
// be written otherwise when that can be said.
func (x *explainer) apart(n *node, code string, a, b *node) {
	args := []any{x.source(a), a.unit, x.source(b), b.unit}
	wrong, want := b, a.unit
	if a.leaf != nil && a.leaf.sort == constant {
		wrong, want = a, b.unit
	}
	if wrong.leaf == nil || wrong.leaf.sort != constant || want == Flag || wrong.unit == Flag {
		x.report(n, code, args...)
		return
	}
	p := x.report(wrong, code, args...)
	switch better := x.withUnit(wrong, want); {
	case better != "":
		p.Help, p.HelpArg = HelpWrite, []any{better}
	case like(want, x.units) != "":
		p.Help, p.HelpArg = HelpLike, []any{want, like(want, x.units)}
	}
}

// withUnit writes a bare number in the wanted unit, "" when it cannot be known
// which: a length of time may be days or hours.
func (x *explainer) withUnit(n *node, want Unit) string {
	switch {
	case n.unit == Number && want == Money && x.units.Currency != "":
		return n.leaf.text + " " + x.units.Currency
	case n.unit == Number && want == Share && n.leaf.value > 1:
		return n.leaf.text + "%"
	case n.unit == Number && want == Share:
		return strconv.FormatFloat(n.leaf.value*100, 'g', 6, 64) + "%"
	case want == Number && n.unit == Money:
		return strings.TrimSuffix(n.leaf.plain, " "+x.units.Currency)
	}
	return ""
}

// membership is a in [b, c].
func (x *explainer) membership(n *node) {
	a, l := n.args[0], n.args[1]
	n.unit = Flag
	switch {
	case l.op != "[":
		x.report(l, NotCovered, "`in` without a list")
	case len(l.args) == 0:
		x.report(l, NotCovered, "an empty list")
	default:
		for _, e := range l.args {
			switch {
			case a.unit == Text && e.unit == word:
				x.word(a, e)
			case isText(a) || isText(e):
				x.report(e, TextCompared, x.source(textOf(a, e)))
			case a.unit == Flag && e.unit == Flag:
				x.report(e, NotCovered, "a list of yes and no")
			case !fits(a.unit, e.unit):
				x.apart(e, NotComparable, a, e)
			}
		}
	}
}

// list wants elements of one unit, so that what is compared with one is
// compared with all.
func (x *explainer) list(n *node) {
	for _, e := range n.args[min(1, len(n.args)):] {
		if first := n.args[0]; e.unit.plain() != first.unit.plain() {
			x.report(e, MixedList, x.source(first), first.unit, x.source(e), e.unit)
			n.unit = 0
		}
	}
}

// arithmetic is an operation that cel-go had no overload for.
func (x *explainer) arithmetic(n *node) {
	if n.unit != 0 || strings.HasPrefix(n.op, "_") { // the scanner has reported an unknown function
		return
	}
	switch {
	case len(n.op) > 1 && len(n.args) != arity(n.op):
		x.report(n, BadArguments, n.op, arity(n.op), len(n.args))
	case len(n.args) == 1:
		x.report(n, NoSign, x.source(n.args[0]), n.args[0].unit)
	case n.op == "*" || n.op == "/":
		x.report(n, NotScalable, x.source(n.args[0]), n.args[0].unit, x.source(n.args[1]), n.args[1].unit)
	case n.op == "+" || n.op == "-":
		x.apart(n, NotAddable, n.args[0], n.args[1])
	default:
		x.apart(n, NotComparable, n.args[0], n.args[1])
	}
}

// arity is the number of arguments of a function.
func arity(function string) int {
	if function == "abs" {
		return 1
	}
	return 2
}

// result wants the whole to be of the kind asked for.
func (x *explainer) result(root *node, rule bool) {
	switch {
	case len(x.problems) > 0: // said already
	case root.unit == 0 || (root.unit == Flag) == rule && root.unit <= Flag && root.unit != Text:
	case rule:
		p := x.report(root, RuleResult, root.unit)
		x.helpCompare(p, root)
	default:
		x.report(root, NumberResult, root.unit)
	}
}
