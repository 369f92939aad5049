package gate

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"weir/sim/param"
)

// maxText is the longest gate, in characters.
const maxText = 1000

// parser goes through the text once and stops at the first thing it cannot
// read: nothing behind it can be trusted.
type parser struct {
	text    string
	at      int // byte
	line    int
	column  int
	problem *param.Problem
}

// Parse reads the text of a gate. With problems there is no expression; their
// places are lines and characters from 1 inside the text.
func Parse(text string) (*Expr, []param.Problem) {
	p := &parser{text: text, line: 1, column: 1}
	if n := utf8.RuneCountInString(text); n > maxText {
		p.fail(param.Pos{Line: 1, Column: 1, Width: 1}, TooLong, n, maxText)
		return nil, []param.Problem{*p.problem}
	}
	e := p.gate()
	if p.problem != nil {
		return nil, []param.Problem{*p.problem}
	}
	return e, nil
}

// fail notes the first problem.
func (p *parser) fail(at param.Pos, code string, args ...any) *param.Problem {
	if p.problem == nil {
		p.problem = &param.Problem{Code: code, Pos: at, Args: args}
		return p.problem
	}
	return &param.Problem{} // a later one is not reported
}

// gate reads the whole text.
func (p *parser) gate() *Expr {
	e := &Expr{}
	p.figure(e)
	e.Limit = p.condition()
	p.space()
	if p.at < len(p.text) {
		p.unexpected("the end")
	}
	return e
}

// figure reads metric, stat(metric) or prob(metric op value).
func (p *parser) figure(e *Expr) {
	word, at := p.name("a metric or one of " + statNames())
	if !p.sees("(") {
		e.Stat, e.Metric, e.MetricAt = Mean, word, at
		e.Labels = p.labels()
		return
	}
	e.stat(word)
	e.StatAt = at
	if e.Stat == 0 {
		p.unknownStat(word, at)
	}
	p.expect("(")
	e.Metric, e.MetricAt = p.name("a metric")
	e.Labels = p.labels()
	if e.Stat == Prob {
		inner := p.condition()
		e.Inner = &inner
	}
	p.expect(")")
}

// stats are the stats with one spelling each; percentiles come on top.
var stats = [...]struct {
	name  string
	stat  Stat
	level float64
}{
	{"mean", Mean, 0}, {"median", Percentile, .5}, {"prob", Prob, 0}, {"var95", VaR, .95},
	{"es95", ES, .95}, {"delta", Delta, 0}, {"ratio", Ratio, 0},
}

// stat sets Stat and Level from the word before a bracket; Stat stays 0 where
// it is none.
func (e *Expr) stat(word string) {
	for _, s := range stats {
		if s.name == word {
			e.Stat, e.Level = s.stat, s.level
		}
	}
	if len(word) == 3 && word[0] == 'p' {
		if k, err := strconv.Atoi(word[1:]); err == nil && 5 <= k && k <= 95 {
			e.Stat, e.Level = Percentile, float64(k)/100
		}
	}
}

// statNames lists the stats for a message.
func statNames() string {
	names := make([]string, 0, len(stats)+1)
	for _, s := range stats {
		names = append(names, s.name)
	}
	return strings.Join(names, ", ") + ", p05 … p95"
}

func (p *parser) unknownStat(word string, at param.Pos) {
	known := make([]string, len(stats))
	for i, s := range stats {
		known[i] = s.name
	}
	problem := p.fail(at, UnknownStat, word)
	if n := param.Nearest(word, known); n != "" {
		problem.Help, problem.HelpArg = HelpDidYouMean, []any{n}
		return
	}
	problem.Help, problem.HelpArg = HelpOneOf, []any{statNames()}
}

// labels reads {label=word,…}, which may be absent.
func (p *parser) labels() []Label {
	var out []Label
	if !p.sees("{") {
		return nil
	}
	p.expect("{")
	for p.problem == nil {
		var l Label
		l.Name, l.NameAt = p.name("a label")
		p.expect("=")
		l.Value, l.ValueAt = p.word()
		if i := slices.IndexFunc(out, func(o Label) bool { return o.Name == l.Name }); i >= 0 {
			problem := p.fail(l.NameAt, LabelTwice, l.Name)
			problem.Related = []param.Related{{Pos: out[i].NameAt, Code: LabelFirst, Args: []any{l.Name}}}
		}
		out = append(out, l)
		if !p.sees(",") {
			break
		}
		p.expect(",")
	}
	p.expect("}")
	return out
}

// operators, longer ones first.
var operators = [...]Op{AtMost, AtLeast, Equal, Below, Above}

// condition reads a comparison and a value.
func (p *parser) condition() Condition {
	var c Condition
	p.space()
	for _, o := range operators {
		if c.Op == 0 && p.sees(o.String()) {
			c.Op = o
			c.OpAt = p.take(p.at + len(o.String()))
		}
	}
	if c.Op == 0 {
		p.noOperator()
	}
	c.Value = p.value()
	return c
}

// noOperator reports what stands in the place of a comparison, with ours where
// another language's is recognised.
func (p *parser) noOperator() {
	for _, other := range [...][2]string{{"=<", "<="}, {"=>", ">="}, {"=", "=="}, {"≤", "<="}, {"≥", ">="}, {"＜", "<"}, {"＞", ">"}, {"＝", "=="}} {
		if p.sees(other[0]) {
			at := p.take(p.at + len(other[0]))
			problem := p.fail(at, Unexpected, other[0], "a comparison")
			problem.Help, problem.HelpArg = HelpWrite, []any{other[1]}
			return
		}
	}
	p.unexpected("one of <= >= < > ==")
}

// value reads a signed number with its unit.
func (p *parser) value() Value {
	p.space()
	start, at := p.at, param.Pos{Line: p.line, Column: p.column}
	end := start
	if end < len(p.text) && strings.IndexByte("+-", p.text[end]) >= 0 {
		end++
	}
	digits := run(p.text, end, isDigit)
	if digits == end {
		p.unexpected("a number")
		return Value{}
	}
	if digits+1 < len(p.text) && p.text[digits] == '.' && isDigit(rune(p.text[digits+1])) {
		digits = run(p.text, digits+1, isDigit)
	}
	number := p.text[start:digits]
	v := Value{}
	v.Number, _ = strconv.ParseFloat(number, 64)
	v.At = p.take(digits)
	if len(number) > 30 {
		p.fail(v.At, TooLarge, number)
	}
	v.Unit, v.UnitAt = p.unit()
	v.Text = number + v.Unit
	if isCurrency(v.Unit) {
		v.Text = number + " " + v.Unit
	}
	if v.Unit != "" && v.UnitAt.Line == at.Line {
		v.At.Width = v.UnitAt.Column + v.UnitAt.Width - at.Column
	}
	return v
}

// unit reads %, a word, or a slash and a word; "" where there is none, and then
// the place is the number's last digit.
func (p *parser) unit() (string, param.Pos) {
	last := param.Pos{Line: p.line, Column: max(p.column-1, 1), Width: 1}
	p.space()
	end := p.at
	switch {
	case p.sees("%"):
		end++
	case p.sees("/"):
		end = run(p.text, end+1, unicode.IsLetter)
	default:
		end = run(p.text, end, unicode.IsLetter)
	}
	if end == p.at {
		return "", last
	}
	unit := p.text[p.at:end]
	return unit, p.take(end)
}

// isCurrency reports whether the text has the form of an ISO 4217 code.
func isCurrency(text string) bool {
	return len(text) == 3 && strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// name reads a dotted name.
func (p *parser) name(what string) (string, param.Pos) {
	return p.part(what, func(r rune) bool { return r == '.' || r == '_' || unicode.IsLetter(r) || isDigit(r) })
}

// word reads the value of a label: letters of any script, digits, _ - + and .
func (p *parser) word() (string, param.Pos) {
	return p.part("a label's value", func(r rune) bool {
		return strings.ContainsRune("._-+", r) || unicode.IsLetter(r) || unicode.IsDigit(r)
	})
}

// part reads one or more characters that satisfy ok.
func (p *parser) part(what string, ok func(rune) bool) (string, param.Pos) {
	p.space()
	end := run(p.text, p.at, ok)
	if end == p.at {
		p.unexpected(what)
		return "", param.Pos{}
	}
	text := p.text[p.at:end]
	return text, p.take(end)
}

// expect reads a sign.
func (p *parser) expect(sign string) {
	if !p.sees(sign) {
		p.unexpected("`" + sign + "`")
		return
	}
	p.take(p.at + len(sign))
}

// sees reports whether the sign comes next, white space aside.
func (p *parser) sees(sign string) bool {
	p.space()
	return p.problem == nil && strings.HasPrefix(p.text[p.at:], sign)
}

// unexpected reports what comes next instead of what was wanted.
func (p *parser) unexpected(wanted string) {
	p.space()
	if p.at >= len(p.text) {
		p.fail(p.last(), EndsEarly, wanted)
		return
	}
	end := run(p.text, p.at, func(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) })
	if end == p.at {
		_, size := utf8.DecodeRuneInString(p.text[end:])
		end += size
	}
	text := strings.ToValidUTF8(p.text[p.at:end], "�")
	p.fail(param.Pos{Line: p.line, Column: p.column, Width: utf8.RuneCountInString(text)}, Unexpected, text, wanted)
}

// last is the place of the last character that is not white.
func (p *parser) last() param.Pos {
	pos := param.Pos{Line: 1, Column: 1, Width: 1}
	line, column := 1, 0
	for _, r := range p.text {
		column++
		if !unicode.IsSpace(r) {
			pos.Line, pos.Column = line, column
		}
		if r == '\n' {
			line, column = line+1, 0
		}
	}
	return pos
}

// take goes on to byte end and returns the place of what was passed.
func (p *parser) take(end int) param.Pos {
	if p.problem != nil {
		return param.Pos{}
	}
	width := utf8.RuneCountInString(p.text[p.at:end])
	pos := param.Pos{Line: p.line, Column: p.column, Width: width}
	p.at, p.column = end, p.column+width
	return pos
}

// space skips white space.
func (p *parser) space() {
	for p.at < len(p.text) {
		r, size := utf8.DecodeRuneInString(p.text[p.at:])
		if !unicode.IsSpace(r) {
			return
		}
		p.at, p.column = p.at+size, p.column+1
		if r == '\n' {
			p.line, p.column = p.line+1, 1
		}
	}
}

// run returns the end of the characters from byte at on that satisfy ok.
func run(text string, at int, ok func(rune) bool) int {
	for at < len(text) {
		r, size := utf8.DecodeRuneInString(text[at:])
		if !ok(r) {
			break
		}
		at += size
	}
	return at
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }
