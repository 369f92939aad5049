package expr

import (
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
)

// node is a typed expression with its place in the text.
type node struct {
	op    string // as written; "[" for a list, "" for a leaf
	leaf  *token
	args  []*node
	unit  Unit // 0 where it has none
	first int  // its tokens, both ends included
	last  int
}

// written is how cel-go's operators are written.
var written = [...][2]string{
	{operators.LogicalAnd, "&&"}, {operators.LogicalOr, "||"}, {operators.LogicalNot, "!"}, {operators.Conditional, "?"},
	{operators.Equals, "=="}, {operators.NotEquals, "!="}, {operators.Less, "<"}, {operators.LessEquals, "<="},
	{operators.Greater, ">"}, {operators.GreaterEquals, ">="}, {operators.In, "in"}, {operators.Add, "+"},
	{operators.Subtract, "-"}, {operators.Negate, "-"}, {operators.Multiply, "*"}, {operators.Divide, "/"},
	{operators.Index, "[]"},
}

// builder turns cel-go's checked tree into nodes.
type builder struct {
	ast    *ast.AST
	tokens []token
	at     columns
}

// build converts e and what is below it.
func (b *builder) build(e ast.Expr) *node {
	n := &node{unit: unitOf(b.ast.GetType(e.ID()))}
	switch e.Kind() {
	case ast.IdentKind:
		n.first = operandIndex(e.AsIdent())
		n.last = n.first
		n.leaf = &b.tokens[n.first]
	case ast.ListKind:
		n.op = "["
		b.buildArgs(n, e.AsList().Elements())
		n.first = b.index(e)
		n.last = b.tokens[n.first].other
	case ast.CallKind:
		b.buildCall(n, e)
	default: // the scanner lets nothing through that cel-go would read as anything else
		panic("expr: build: unexpected kind of expression")
	}
	return n
}

// buildCall converts an operator or a function call.
func (b *builder) buildCall(n *node, e ast.Expr) {
	call := e.AsCall()
	n.op = call.FunctionName()
	b.buildArgs(n, call.Args())
	for _, w := range written {
		if w[0] != n.op {
			continue
		}
		n.op = w[1]
		n.first, n.last = n.args[0].first, n.args[len(n.args)-1].last
		switch {
		case n.op == "[]":
			n.last = b.tokens[b.index(e)].other
		case len(n.args) == 1:
			n.first = b.index(e)
		}
		n.first, n.last = b.outward(n.first, n.last)
		return
	}
	open := b.index(e)
	n.first, n.last = open-1, b.tokens[open].other
}

// buildArgs converts the arguments; nested && and || become one.
func (b *builder) buildArgs(n *node, args []ast.Expr) {
	for _, a := range args {
		arg := b.build(a)
		if arg.op == operatorSign(n.op) && (arg.op == "&&" || arg.op == "||") {
			n.args = append(n.args, arg.args...)
			continue
		}
		n.args = append(n.args, arg)
	}
}

// operatorSign is how one of cel-go's operators is written.
func operatorSign(op string) string {
	for _, w := range written {
		if w[0] == op {
			return w[1]
		}
	}
	return op
}

// index returns the token that cel-go gives as the place of e: an operator, the
// bracket that opens arguments or a list.
func (b *builder) index(e ast.Expr) int {
	r, _ := b.ast.SourceInfo().GetOffsetRange(e.ID())
	return b.at.token(int(r.Start))
}

// outward widens a span by the parentheses around it, not by those of a call.
func (b *builder) outward(first, last int) (int, int) {
	for first > 0 && b.tokens[first-1].other == last+1 && b.tokens[first-1].signed == "(" {
		if first > 1 && (b.tokens[first-2].sort == function || b.tokens[first-2].sort == bad) {
			break
		}
		first, last = first-1, last+1
	}
	return first, last
}

// binding is how strongly an operator binds; leaves and calls strongest.
func (n *node) binding() int {
	switch n.op {
	case "?":
		return 0
	case "||":
		return 1
	case "&&":
		return 2
	case "==", "!=", "<", "<=", ">", ">=", "in":
		return 3
	case "+":
		return 4
	case "-":
		if len(n.args) == 2 {
			return 4
		}
		return 6
	case "*", "/":
		return 5
	case "!":
		return 6
	}
	return 7
}

// String writes the expression canonically: one space around operators, units
// as they are written in the documentation, no parenthesis that is not needed.
func (n *node) String() string {
	switch {
	case n.leaf != nil:
		return n.leaf.plain
	case n.op == "[":
		return "[" + n.join(", ", 0) + "]"
	case n.op == "?":
		return n.args[0].within(1) + " ? " + n.args[1].within(1) + " : " + n.args[2].within(0)
	case n.op == "&&" || n.op == "||":
		return n.join(" "+n.op+" ", n.binding()+1)
	case n.binding() == 7:
		return n.op + "(" + n.join(", ", 0) + ")"
	case len(n.args) == 1:
		return n.op + n.args[0].within(7)
	}
	return n.args[0].within(n.binding()) + " " + n.op + " " + n.args[1].within(n.binding()+1)
}

// within writes n in parentheses where it binds more weakly than its place
// needs.
func (n *node) within(need int) string {
	if n.binding() < need {
		return "(" + n.String() + ")"
	}
	return n.String()
}

// join writes the arguments in a row.
func (n *node) join(between string, need int) string {
	parts := make([]string, len(n.args))
	for i, a := range n.args {
		parts[i] = a.within(need)
	}
	return strings.Join(parts, between)
}
