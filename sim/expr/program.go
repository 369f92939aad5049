package expr

import (
	"math"
	"slices"
)

// test asks whether a value lies between low and high, both included, and goes
// on accordingly. Every comparison with a constant is such a question: x > 3 is
// "between the next float64 after 3 and +Inf", x != 3 is x == 3 with yes and no
// exchanged. NaN lies nowhere, as IEEE 754 wants it.
type test struct {
	low, high float64
	value     value // nil: the slot itself
	slot      int16
	yes, no   int16 // the next test, or one of the ends below
}

// The ends of a program.
const (
	saidYes int16 = -1
	saidNo  int16 = -2
)

// run goes through a program from a start. A rule of && and || over comparisons
// is one loop without a call in it; that is why rules are not closures.
func run(tests []test, next int16, slots []float64) bool {
	for uint(next) < uint(len(tests)) {
		t := &tests[next]
		var x float64
		if t.value == nil {
			x = slots[t.slot]
		} else {
			x = t.value(slots)
		}
		if t.low <= x && x <= t.high {
			next = t.yes
		} else {
			next = t.no
		}
	}
	return next == saidYes
}

// assembler collects tests from the last to the first: where to go on must
// exist before what goes there.
type assembler struct{ tests []test }

// assemble compiles a yes-or-no tree to a program and its start.
func assemble(n *node) ([]test, int16) {
	var a assembler
	start := a.flag(n, saidYes, saidNo)
	// In the order of reading: neighbours in the text are neighbours in memory.
	slices.Reverse(a.tests)
	last := int16(len(a.tests)) - 1
	turn := func(at int16) int16 {
		if at < 0 {
			return at
		}
		return last - at
	}
	for i := range a.tests {
		a.tests[i].yes, a.tests[i].no = turn(a.tests[i].yes), turn(a.tests[i].no)
	}
	return a.tests, turn(start)
}

// flag compiles n so that it goes on at yes or at no, and returns where n
// itself begins.
func (a *assembler) flag(n *node, yes, no int16) int16 {
	switch n.op {
	case "":
		return a.leaf(n, yes, no)
	case "!":
		return a.flag(n.args[0], no, yes)
	case "&&":
		for _, arg := range slices.Backward(n.args) {
			yes = a.flag(arg, yes, no)
		}
		return yes
	case "||":
		for _, arg := range slices.Backward(n.args) {
			no = a.flag(arg, yes, no)
		}
		return no
	case "?":
		ifYes, ifNo := a.flag(n.args[1], yes, no), a.flag(n.args[2], yes, no)
		return a.flag(n.args[0], ifYes, ifNo)
	case "in":
		return a.membership(n, yes, no)
	}
	return a.comparison(n.op, n.args[0], n.args[1], yes, no)
}

// leaf is a flag or a constant.
func (a *assembler) leaf(n *node, yes, no int16) int16 {
	switch {
	case n.leaf.sort == name: // a flag is no only at 0
		return a.add(test{slot: int16(n.leaf.slot)}, no, yes)
	case n.leaf.value != 0:
		return yes
	}
	return no
}

// add appends a test and returns its place.
func (a *assembler) add(t test, yes, no int16) int16 {
	t.yes, t.no = yes, no
	a.tests = append(a.tests, t)
	return int16(len(a.tests) - 1)
}

// membership is a comparison with each element in turn.
func (a *assembler) membership(n *node, yes, no int16) int16 {
	for _, e := range slices.Backward(n.args[1].args) {
		no = a.comparison("==", n.args[0], e, yes, no)
	}
	return no
}

// comparison compiles l op r.
func (a *assembler) comparison(op string, l, r *node, yes, no int16) int16 {
	x, y := quantity(l), quantity(r)
	if x.kind == fixed {
		x, y, op = y, x, mirrored(op)
	}
	if op == "!=" {
		op, yes, no = "==", no, yes
	}
	if y.kind == fixed {
		t := between(op, y.constant)
		if x.kind == stored {
			t.slot = int16(x.slot)
		} else {
			t.value = x.closure()
		}
		return a.add(t, yes, no)
	}
	if op == ">" || op == ">=" {
		x, y, op = y, x, mirrored(op)
	}
	return a.add(test{value: binary(op, x, y).closure(), low: 1, high: 1}, yes, no)
}

// mirrored is the operator for the sides exchanged.
func mirrored(op string) string {
	switch op {
	case "<":
		return ">"
	case "<=":
		return ">="
	case ">":
		return "<"
	case ">=":
		return "<="
	}
	return op
}

// between returns the test that a value stands in relation op to k. Nothing is
// below -Inf or above +Inf, and nothing compares with NaN: then low > high or
// one of them is NaN, and the test is never met.
func between(op string, k float64) test {
	switch op {
	case "<":
		return test{low: math.Inf(-1), high: before(k)}
	case "<=":
		return test{low: math.Inf(-1), high: k}
	case ">":
		return test{low: -before(-k), high: math.Inf(1)}
	case ">=":
		return test{low: k, high: math.Inf(1)}
	}
	return test{low: k, high: k}
}

// before is the largest float64 below k; below -Inf there is none: NaN.
func before(k float64) float64 {
	if math.IsInf(k, -1) {
		return math.NaN()
	}
	return math.Nextafter(k, math.Inf(-1))
}
