package expr

import "math"

// value computes a float64 from slots; yes is 1 and no is 0.
type value func(slots []float64) float64

// computed is a quantity on its way to a closure: a constant, a slot, or a
// closure over others.
type computed struct {
	kind     kind
	constant float64
	slot     int
	from     value
}

// kind of a computed.
type kind uint8

const (
	fixed kind = iota
	stored
	derived
)

// closure returns c as a closure.
func (c computed) closure() value {
	switch c.kind {
	case fixed:
		k := c.constant
		return func([]float64) float64 { return k }
	case stored:
		s := c.slot
		return func(x []float64) float64 { return x[s] }
	}
	return c.from
}

// quantity compiles a tree whose unit is a quantity or a yes or no. Constants
// are folded.
func quantity(n *node) computed {
	switch {
	case n.leaf != nil && n.leaf.sort == name && n.unit == Flag:
		s := n.leaf.slot
		return computed{kind: derived, from: func(x []float64) float64 { return truth(x[s] != 0) }}
	case n.leaf != nil && n.leaf.sort == name:
		return computed{kind: stored, slot: n.leaf.slot}
	case n.leaf != nil:
		return computed{constant: n.leaf.value}
	case n.op == "?" && n.unit != Flag:
		return choose(n)
	case n.unit == Flag:
		tests, start := assemble(n)
		return computed{kind: derived, from: func(x []float64) float64 { return truth(run(tests, start, x)) }}
	case len(n.args) == 1:
		return unary(n.op, quantity(n.args[0]))
	}
	return binary(n.op, quantity(n.args[0]), quantity(n.args[1]))
}

// truth is 1 for yes.
func truth(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// choose compiles c ? a : b.
func choose(n *node) computed {
	tests, start := assemble(n.args[0])
	a, b := quantity(n.args[1]).closure(), quantity(n.args[2]).closure()
	return computed{kind: derived, from: func(x []float64) float64 {
		if run(tests, start, x) {
			return a(x)
		}
		return b(x)
	}}
}

// unary compiles -a and abs(a).
func unary(op string, a computed) computed {
	of := a.closure()
	from := value(func(x []float64) float64 { return -of(x) })
	if op == "abs" {
		from = func(x []float64) float64 { return math.Abs(of(x)) }
	}
	return folded(from, a)
}

// folded is from, computed once if nothing it rests on can change.
func folded(from value, of ...computed) computed {
	for _, c := range of {
		if c.kind != fixed {
			return computed{kind: derived, from: from}
		}
	}
	return computed{constant: from(nil)}
}

// binary compiles an operation of two quantities.
func binary(op string, a, b computed) computed {
	if a.kind == fixed && (op == "+" || op == "*") {
		a, b = b, a // 3% * balance is balance * 3%
	}
	var from value
	switch {
	case a.kind == stored && b.kind == stored:
		from = twoSlots(op, a.slot, b.slot)
	case a.kind == stored && b.kind == fixed:
		from = slotAndConstant(op, a.slot, b.constant)
	case a.kind == derived && b.kind == fixed:
		from = derivedAndConstant(op, a.from, b.constant)
	}
	if from == nil {
		from = general(op, a.closure(), b.closure())
	}
	return folded(from, a, b)
}

// twoSlots is the shape "out_1h / out_24h"; nil where it is not worth one.
func twoSlots(op string, a, b int) value {
	switch op {
	case "+":
		return func(x []float64) float64 { return x[a] + x[b] }
	case "-":
		return func(x []float64) float64 { return x[a] - x[b] }
	case "*":
		return func(x []float64) float64 { return x[a] * x[b] }
	case "/":
		return func(x []float64) float64 { return x[a] / x[b] }
	case "<":
		return func(x []float64) float64 { return truth(x[a] < x[b]) }
	case "<=":
		return func(x []float64) float64 { return truth(x[a] <= x[b]) }
	case "==":
		return func(x []float64) float64 { return truth(x[a] == x[b]) }
	}
	return nil
}

// slotAndConstant is the shape "out_24h / 24"; nil where it is not worth one.
func slotAndConstant(op string, a int, k float64) value {
	switch op {
	case "+":
		return func(x []float64) float64 { return x[a] + k }
	case "-":
		return func(x []float64) float64 { return x[a] - k }
	case "*":
		return func(x []float64) float64 { return x[a] * k }
	case "/":
		return func(x []float64) float64 { return x[a] / k }
	}
	return nil
}

// derivedAndConstant is the shape "out_24h * 3% + 1000 CNY"; nil where it is not
// worth one.
func derivedAndConstant(op string, a value, k float64) value {
	switch op {
	case "+":
		return func(x []float64) float64 { return a(x) + k }
	case "*":
		return func(x []float64) float64 { return a(x) * k }
	case "/":
		return func(x []float64) float64 { return a(x) / k }
	}
	return nil
}

// general is any operation of any two.
func general(op string, a, b value) value {
	switch op {
	case "+":
		return func(x []float64) float64 { return a(x) + b(x) }
	case "-":
		return func(x []float64) float64 { return a(x) - b(x) }
	case "*":
		return func(x []float64) float64 { return a(x) * b(x) }
	case "/":
		return func(x []float64) float64 { return a(x) / b(x) }
	case "<":
		return func(x []float64) float64 { return truth(a(x) < b(x)) }
	case "<=":
		return func(x []float64) float64 { return truth(a(x) <= b(x)) }
	case "==":
		return func(x []float64) float64 { return truth(a(x) == b(x)) }
	case "min":
		return func(x []float64) float64 { return min(a(x), b(x)) }
	case "max":
		return func(x []float64) float64 { return max(a(x), b(x)) }
	}
	panic("expr: general: no operation " + op)
}
