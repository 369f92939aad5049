package param

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Limits on what Parse takes: far above any file a person writes, far below
// what would exhaust the stack.
const (
	maxBytes = 1 << 20
	maxDepth = 40
	maxItems = 10_000 // keys and items of lists: the YAML library takes time quadratic in them
)

// Parse reads YAML into a tree with places. It takes one document of mappings,
// lists and scalars; anchors, aliases, merge keys, tags, directives and
// complex keys are refused, so that what stands in a file is what holds. A
// byte-order mark and Windows line ends are fine. All that is wrong is
// returned; a tree comes with the problems where one could be read.
func Parse(file string, src []byte) (tree *Value, problems []Problem) {
	r := &reader{file: file}
	defer func() {
		// The YAML library is not proof against every malformed input.
		if cause := recover(); cause != nil {
			tree = nil
			problems = []Problem{{Code: "W101", Pos: Pos{file, 1, 1, 1}, Args: []any{fmt.Sprint(cause)}}}
		}
	}()
	text, ok := r.clean(src)
	if !ok {
		return nil, r.problems
	}
	r.lines = strings.Split(text, "\n")
	tokens := lexer.Tokenize(text)
	if !r.shallow(tokens) || !r.short(tokens) {
		return nil, r.problems
	}
	parsed, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		r.syntax(err)
		return nil, r.problems
	}
	tree = r.document(parsed)
	return tree, r.problems
}

// reader turns the library's tree into ours.
type reader struct {
	file     string
	lines    []string
	problems []Problem
}

func (r *reader) report(code string, pos Pos, args ...any) {
	r.problems = append(r.problems, Problem{Code: code, Pos: pos, Args: args})
}

// clean drops the byte-order mark, makes line ends \n and refuses what is not
// text.
func (r *reader) clean(src []byte) (string, bool) {
	if len(src) > maxBytes {
		r.report("W109", Pos{r.file, 1, 1, 1}, maxBytes>>20)
		return "", false
	}
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	src = bytes.ReplaceAll(src, []byte("\r\n"), []byte("\n"))
	src = bytes.ReplaceAll(src, []byte("\r"), []byte("\n"))
	line, column := 1, 1
	for i := 0; i < len(src); {
		c, size := utf8.DecodeRune(src[i:])
		if c == utf8.RuneError && size == 1 || c < ' ' && c != '\t' && c != '\n' || c == 0x7f {
			r.report("W102", Pos{r.file, line, column, 1}, fmt.Sprintf("%02X", src[i]))
			return "", false
		}
		column++
		if c == '\n' {
			line, column = line+1, 1
		}
		i += size
	}
	return string(src), true
}

// short refuses more keys and items than the parser reads in good time.
func (r *reader) short(tokens token.Tokens) bool {
	items := 0
	for _, t := range tokens {
		switch t.Type {
		case token.MappingValueType, token.SequenceEntryType, token.CollectEntryType:
			items++
		}
		if items > maxItems {
			r.report("W109.long", r.at(t), maxItems)
			return false
		}
	}
	return true
}

// shallow refuses nesting that would exhaust the parser's stack.
func (r *reader) shallow(tokens token.Tokens) bool {
	flow, inLine, line := 0, 0, 0
	var columns []int // of the keys and dashes that a line is below of
	for _, t := range tokens {
		if t.Position.Line != line {
			line, inLine = t.Position.Line, 0
		}
		switch t.Type {
		case token.MappingStartType, token.SequenceStartType:
			flow++
		case token.MappingEndType, token.SequenceEndType:
			flow--
		case token.SequenceEntryType, token.MappingKeyType, token.AnchorType, token.TagType:
			inLine++
			columns = below(columns, t.Position.Column)
		case token.MappingValueType:
			if flow == 0 && t.Prev != nil {
				columns = below(columns, t.Prev.Position.Column)
			}
		}
		if flow > maxDepth || inLine > maxDepth || len(columns) > maxDepth {
			r.report("W109.deep", r.at(t), maxDepth)
			return false
		}
	}
	return true
}

// below pops the columns at or right of the new one and pushes it.
func below(columns []int, column int) []int {
	for len(columns) > 0 && columns[len(columns)-1] >= column {
		columns = columns[:len(columns)-1]
	}
	return append(columns, column)
}

// syntax reports what the library says is not YAML.
func (r *reader) syntax(err error) {
	pos, message := Pos{r.file, 1, 1, 1}, "it cannot be read"
	var e yaml.Error
	if errors.As(err, &e) {
		message = e.GetMessage()
		if t := e.GetToken(); t != nil && t.Position != nil {
			pos = r.at(t)
			pos.Width = 1
		}
	}
	r.report("W101", pos, message)
	if braced.MatchString(r.lines[min(pos.Line, len(r.lines))-1]) {
		r.problems[len(r.problems)-1].Help = "W101.help"
	}
}

// braced finds the likeliest slip: a metric with labels, or another text with a
// brace in it, unquoted inside { … }.
var braced = regexp.MustCompile(`\{.*[\pL\pN_)]\{`)

// document returns the one document of a file; an empty file is an empty
// mapping.
func (r *reader) document(parsed *ast.File) *Value {
	tree := &Value{Pos: Pos{r.file, 1, 1, 1}, Kind: Mapping}
	seen := false
	for _, d := range parsed.Docs {
		if d.Body == nil {
			continue
		}
		if d.Body.Type() == ast.DirectiveType {
			r.refused(d.Body, tree.Pos)
			continue
		}
		if seen {
			r.report("W103", r.at(d.Body.GetToken()), Feature("documents"))
			break
		}
		seen = true
		tree = r.value(d.Body, Pos{r.file, 1, 1, 1})
	}
	return tree
}

// value reads a node; key is the place to show for a value that is missing.
func (r *reader) value(n ast.Node, key Pos) *Value {
	switch n := n.(type) {
	case nil:
		return &Value{Pos: key, Kind: Null}
	case *ast.MappingNode:
		return r.mapping(n, n.Values, key)
	case *ast.MappingValueNode:
		return r.mapping(n, []*ast.MappingValueNode{n}, key)
	case *ast.SequenceNode:
		v := &Value{Pos: r.at(n.Start), Kind: Listing}
		v.Pos.Width = 1
		for i, item := range n.Values {
			place := v.Pos
			if i < len(n.Entries) && n.Entries[i].Start != nil {
				place = r.at(n.Entries[i].Start)
			}
			v.Items = append(v.Items, r.value(item, place))
		}
		return v
	case *ast.NullNode:
		if n.Token.Value == "null" && !strings.Contains(n.Token.Origin, "null") || !r.stands(n.Token) {
			return &Value{Pos: key, Kind: Null}
		}
		return &Value{Pos: r.at(n.Token), Kind: Null}
	case *ast.LiteralNode:
		return &Value{Pos: r.at(n.Start), Kind: Scalar, Text: n.Value.Value, Quoted: true}
	case *ast.StringNode, *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		t := n.GetToken()
		quoted := t.Type == token.SingleQuoteType || t.Type == token.DoubleQuoteType
		return &Value{Pos: r.at(t), Kind: Scalar, Text: t.Value, Quoted: quoted}
	default:
		return r.refused(n, key)
	}
}

// stands says whether a token's text is at its place in the source: the
// library makes up a null where nothing is written.
func (r *reader) stands(t *token.Token) bool {
	line, column := t.Position.Line, t.Position.Column
	if line < 1 || line > len(r.lines) || column < 1 {
		return false
	}
	runes := []rune(r.lines[line-1])
	return column <= len(runes) && strings.HasPrefix(string(runes[column-1:]), t.Value)
}

// mapping reads entries in the order written and drops repeated keys.
func (r *reader) mapping(n ast.Node, entries []*ast.MappingValueNode, key Pos) *Value {
	v := &Value{Pos: key, Kind: Mapping}
	if m, ok := n.(*ast.MappingNode); ok && m.IsFlowStyle {
		v.Pos = r.at(m.Start)
	}
	first := map[string]Pos{}
	for i, e := range entries {
		name, pos, ok := r.key(e.Key)
		if !ok {
			continue
		}
		if i == 0 && v.Pos == key {
			v.Pos = pos
		}
		child := r.value(e.Value, pos)
		if before, repeated := first[name]; repeated {
			r.problems = append(r.problems, Problem{Code: "W105", Pos: pos, Args: []any{name},
				Related: []Related{{Pos: before, Code: "W105.first"}}})
			continue
		}
		first[name] = pos
		v.Entries = append(v.Entries, Entry{Key: name, Pos: pos, Value: child})
	}
	return v
}

// key reads a key: a scalar, with or without quotes.
func (r *reader) key(n ast.MapKeyNode) (name string, pos Pos, ok bool) {
	switch n := n.(type) {
	case *ast.StringNode, *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.NullNode, *ast.InfinityNode, *ast.NanNode:
		t := n.GetToken()
		return t.Value, r.at(t), true
	default:
		r.refused(n, Pos{r.file, 1, 1, 1})
		return "", Pos{}, false
	}
}

// Feature is a feature of YAML that files may not use.
type Feature string

// Code names the feature's phrase in the catalogue of sentences.
func (f Feature) Code() string { return "yaml." + string(f) }

// refused reports a feature of YAML that files may not use.
func (r *reader) refused(n ast.Node, key Pos) *Value {
	feature := Feature("other")
	switch n.(type) {
	case *ast.AnchorNode:
		feature = "anchor"
	case *ast.AliasNode:
		feature = "alias"
	case *ast.MergeKeyNode:
		feature = "merge"
	case *ast.TagNode:
		feature = "tag"
	case *ast.DirectiveNode:
		feature = "directive"
	case *ast.MappingKeyNode:
		feature = "key"
	}
	pos := key
	if t := n.GetToken(); t != nil {
		pos = r.at(t)
	}
	r.report("W103", pos, feature)
	switch n := n.(type) { // what it is attached to may have mistakes too
	case *ast.AnchorNode:
		return r.value(n.Value, key)
	case *ast.TagNode:
		return r.value(n.Value, key)
	}
	return &Value{Pos: pos, Kind: Null, Refused: true}
}

// at returns the place of a token, as wide as its text in its first line.
func (r *reader) at(t *token.Token) Pos {
	if t == nil || t.Position == nil {
		return Pos{r.file, 1, 1, 1}
	}
	first, _, _ := strings.Cut(strings.TrimLeft(t.Origin, " \t\n"), "\n")
	return Pos{r.file, max(1, t.Position.Line), max(1, t.Position.Column), max(1, utf8.RuneCountInString(strings.TrimRight(first, " \t")))}
}
