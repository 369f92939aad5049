package expr

import (
	"strconv"
	"strings"

	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/parser"

	"weir/sim/param"
)

// operand is the identifier that stands for token i in what cel-go sees: names,
// numbers with units and words all become _0, _1, …, so that it neither needs to
// know units nor can confuse a name with a word of its own.
func operand(i int) string { return "_" + strconv.Itoa(i) }

// operandIndex is the inverse of operand.
func operandIndex(identifier string) int {
	i, err := strconv.Atoi(strings.TrimPrefix(identifier, "_"))
	if err != nil {
		panic("expr: cel-go made up the identifier " + identifier)
	}
	return i
}

// columns maps what cel-go sees back to tokens: starts[i] is where token i
// starts in it.
type columns []int

// token returns the index of the token at an offset of cel-go's text; the number
// of tokens behind the last one. The last entry is where the text ends.
func (c columns) token(offset int) int {
	i := 0
	for i < len(c) && c[i] <= offset {
		i++
	}
	return max(i-1, 0)
}

// rewrite writes the tokens the way cel-go reads them.
func rewrite(tokens []token) (string, columns) {
	var b strings.Builder
	starts := make(columns, 0, len(tokens)+1)
	for i, t := range tokens {
		starts = append(starts, b.Len())
		switch t.sort {
		case sign:
			b.WriteString(t.signed)
		case function:
			b.WriteString(t.text)
		default:
			b.WriteString(operand(i))
		}
		b.WriteByte(' ')
	}
	return b.String(), append(starts, b.Len())
}

// parse lets cel-go parse the tokens; one problem when it cannot. Its own
// message speaks of its grammar and is not passed on, and of several only the
// first is: the rest are guesses after it.
func parse(tokens []token) (*ast.AST, common.Source, columns, []param.Problem) {
	text, at := rewrite(tokens)
	source := common.NewTextSource(text)
	p, err := parser.NewParser(
		parser.EnablePrattParser(true),
		parser.EnableVariadicOperatorASTs(true),
		parser.MaxRecursionDepth(2*maxTokens), // never reached: scan has its own limits
	)
	if err != nil {
		panic("expr: parse: " + err.Error())
	}
	tree, errs := p.Parse(source)
	if len(errs.GetErrors()) == 0 {
		return tree, source, at, nil
	}
	first := len(tokens)
	for _, e := range errs.GetErrors() {
		if i := at.token(e.Location.Column()); i < first {
			first = i
		}
	}
	if first == len(tokens) {
		last := tokens[first-1]
		return nil, nil, nil, []param.Problem{{Code: EndsEarly, Pos: last.pos, Args: []any{printable(last.text)}}}
	}
	problem := param.Problem{Code: Unexpected, Pos: tokens[first].pos, Args: []any{printable(tokens[first].text)}}
	if whole := ungrouped(tokens, first); whole != "" {
		problem.Help, problem.HelpArg = HelpWrite, []any{whole}
	}
	return nil, nil, nil, []param.Problem{problem}
}

// ungrouped is the number that is cut by the comma at token i, 30,000 CNY,
// without the comma; "" if the comma cuts none.
func ungrouped(tokens []token, i int) string {
	if i == 0 || i+1 >= len(tokens) || tokens[i].signed != "," {
		return ""
	}
	left, right := tokens[i-1], tokens[i+1]
	digits := len(right.text) - len(strings.TrimLeft(right.text, "0123456789"))
	if left.sort != constant || left.unit != Number || right.sort != constant || digits != 3 {
		return ""
	}
	return left.text + right.plain
}
