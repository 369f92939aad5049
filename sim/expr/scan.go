package expr

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"weir/sim/param"
)

// Limits of an expression. A text within them cannot exhaust the stack.
const (
	maxText   = 4000 // characters
	maxTokens = 400
	maxDepth  = 30 // brackets inside brackets
)

// sort of a token.
type sort uint8

const (
	sign     sort = iota // an operator, bracket or comma
	function             // abs, max, min
	name                 // a declared name
	constant             // a number with its unit, true or false
	quoted               // a word in quotes
	bad                  // reported; fits anywhere, so that it is reported once
)

// token is a piece of the text with its place.
type token struct {
	sort   sort
	text   string // as written; of a quoted word the word itself
	start  int    // bytes from the start of the text
	end    int
	pos    param.Pos
	unit   Unit
	slot   int     // of a name
	value  float64 // of a constant
	plain  string  // canonical text
	other  int     // of a bracket: its partner's index
	signed string  // of a sign: as cel-go wants it
}

// scanner turns a text into tokens and notes what is wrong with them.
type scanner struct {
	text       string
	at         int // byte
	line       int
	column     int // in characters
	vocabulary *Vocabulary
	units      param.Units
	tokens     []token
	problems   []param.Problem
	broken     bool // what is left cannot be parsed
}

// scan reads the whole text.
func (s *scanner) scan() {
	s.line, s.column = 1, 1
	if n := utf8.RuneCountInString(s.text); n > maxText {
		s.broken = true
		s.report(param.Pos{Line: 1, Column: 1, Width: 1}, TooLong, n, "characters", maxText)
		return
	}
	for s.skipSpace(); s.at < len(s.text); s.skipSpace() {
		s.next()
	}
	switch {
	case len(s.tokens) == 0 && !s.broken:
		s.broken = true
		s.report(param.Pos{Line: 1, Column: 1, Width: 1}, Empty)
	case len(s.tokens) > maxTokens:
		s.broken = true
		s.report(s.tokens[maxTokens].pos, TooLong, len(s.tokens), "words and signs", maxTokens)
	case !s.broken:
		s.pair()
	}
}

// next reads one token.
func (s *scanner) next() {
	r, _ := utf8.DecodeRuneInString(s.text[s.at:])
	switch {
	case '0' <= r && r <= '9':
		s.number()
	case r == '"' || r == '\'':
		s.quotation(byte(r))
	case ascii(r) != "":
		s.otherSign(ascii(r))
	case unicode.IsLetter(r) || r == '_':
		s.identifier()
	default:
		s.sign()
	}
}

// report notes a problem and returns it for the help to be added.
func (s *scanner) report(pos param.Pos, code string, args ...any) *param.Problem {
	s.problems = append(s.problems, param.Problem{Code: code, Pos: pos, Args: args})
	return &s.problems[len(s.problems)-1]
}

// take adds the text up to byte end as a token.
func (s *scanner) take(kind sort, end int) *token {
	text := s.text[s.at:end]
	width := utf8.RuneCountInString(text)
	s.tokens = append(s.tokens, token{sort: kind, text: text, plain: text, start: s.at, end: end, other: -1,
		pos: param.Pos{Line: s.line, Column: s.column, Width: width}})
	s.at, s.column = end, s.column+width
	return &s.tokens[len(s.tokens)-1]
}

// skipSpace goes on to the next character that is not white.
func (s *scanner) skipSpace() {
	for s.at < len(s.text) {
		r, size := utf8.DecodeRuneInString(s.text[s.at:])
		switch {
		case r == '\n':
			s.line, s.column = s.line+1, 0
		case !unicode.IsSpace(r):
			return
		}
		s.at, s.column = s.at+size, s.column+1
	}
}

// run returns the end of the characters from byte at on that satisfy ok.
func (s *scanner) run(at int, ok func(rune) bool) int {
	for at < len(s.text) {
		r, size := utf8.DecodeRuneInString(s.text[at:])
		if !ok(r) {
			break
		}
		at += size
	}
	return at
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

func isNamePart(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// number reads a number and the unit behind it.
func (s *scanner) number() {
	end := s.digits()
	digits := s.text[s.at:end]
	unit, unitEnd := s.unit(end)
	l, code := parseLiteral(digits, unit, s.units)
	t := s.take(constant, unitEnd)
	t.unit, t.value, t.plain = l.unit, l.value, l.text
	if code == "" {
		return
	}
	t.sort = bad
	if code != UnknownUnit {
		s.report(t.pos, code, t.text)
		return
	}
	width := utf8.RuneCountInString(unit)
	pos := t.pos
	pos.Column, pos.Width = pos.Column+pos.Width-width, width
	p := s.report(pos, code, unit)
	if better := meantUnit(unit, s.units); better != "" {
		p.Help, p.HelpArg = HelpWrite, []any{join(digits, better)}
	} else {
		p.Help, p.HelpArg = HelpOneOf, []any{knownUnits(s.units)}
	}
}

// join writes a number with its unit: money apart, all else attached.
func join(digits, unit string) string {
	if isCurrency(unit) {
		return digits + " " + unit
	}
	return digits + unit
}

// knownUnits lists the units that a number may carry.
func knownUnits(units param.Units) string {
	known := []string{"%"}
	for _, t := range timeUnits {
		known = append(known, t.name)
	}
	if units.Currency != "" {
		known = append(known, units.Currency)
	}
	return strings.Join(known, ", ")
}

// digits returns the end of the number that starts here: 12, 1.5, 2e6.
func (s *scanner) digits() int {
	end := s.run(s.at, isDigit)
	if end+1 < len(s.text) && s.text[end] == '.' && isDigit(rune(s.text[end+1])) {
		end = s.run(end+1, isDigit)
	}
	if end < len(s.text) && (s.text[end] == 'e' || s.text[end] == 'E') {
		exponent := end + 1
		if exponent < len(s.text) && strings.IndexByte("+-", s.text[exponent]) >= 0 {
			exponent++
		}
		if exponent < len(s.text) && isDigit(rune(s.text[exponent])) {
			end = s.run(exponent, isDigit)
		}
	}
	return end
}

// unit returns the unit written after the number that ends at byte end, and
// where the unit ends. Behind a space, "in" and a declared name are no units.
func (s *scanner) unit(end int) (string, int) {
	start := s.run(end, func(r rune) bool { return r == ' ' || r == '\t' })
	if start < len(s.text) && s.text[start] == '%' {
		return "%", start + 1
	}
	stop := s.run(start, isNamePart)
	unit := s.text[start:stop]
	if unit == "" || start > end && isDigit(rune(unit[0])) {
		return "", end
	}
	_, declared := s.vocabulary.Slot(unit)
	if start > end && (declared || reserved(unit) || otherWord(unit) != "" || isFunction(unit)) {
		return "", end
	}
	return unit, stop
}

// quotation reads a word in quotes.
func (s *scanner) quotation(quote byte) {
	length := strings.IndexAny(s.text[s.at+1:], string(quote)+"\n")
	if length < 0 || s.text[s.at+1+length] == '\n' {
		t := s.take(bad, s.run(s.at, func(r rune) bool { return r != '\n' }))
		s.broken = true
		s.report(t.pos, OpenQuote, string(quote))
		return
	}
	t := s.take(quoted, s.at+length+2)
	t.unit = word
	t.text = t.text[1 : len(t.text)-1]
	t.plain = `"` + t.text + `"`
	if strings.Contains(t.text, `"`) {
		t.plain = "'" + t.text + "'"
	}
}

// reserved reports whether the text is a word of the language.
func reserved(text string) bool { return text == "in" || text == "true" || text == "false" }

// functions are the functions there are, sorted.
var functions = [...]string{"abs", "max", "min"}

func isFunction(text string) bool { return slices.Contains(functions[:], text) }

// identifier reads a name, a function or a word of the language.
func (s *scanner) identifier() {
	end := s.run(s.at, isNamePart)
	text := s.text[s.at:end]
	called := strings.HasPrefix(strings.TrimLeftFunc(s.text[end:], unicode.IsSpace), "(")
	slot, declared := s.vocabulary.Slot(text)
	switch {
	case text == "in":
		s.take(sign, end).signed = "in"
	case text == "true" || text == "false":
		t := s.take(constant, end)
		t.unit = Flag
		if text == "true" {
			t.value = 1
		}
	case declared && !called:
		t := s.take(name, end)
		t.unit, t.slot = s.vocabulary.names[slot].Unit, slot
	case otherWord(text) != "":
		s.instead(s.take(bad, end), otherWord(text))
	case called && isFunction(text):
		s.take(function, end)
	case called:
		t := s.take(bad, end)
		p := s.report(t.pos, UnknownFunc, text)
		p.Help, p.HelpArg = HelpOneOf, []any{strings.Join(functions[:], ", ")}
	default:
		s.unknown(s.take(bad, end))
	}
}

// unknown reports a name that is not declared.
func (s *scanner) unknown(t *token) {
	p := s.report(t.pos, UnknownName, t.text)
	if s.vocabulary.hasWord(t.text) {
		p.Help, p.HelpArg = HelpWrite, []any{`"` + t.text + `"`}
	} else if n := s.vocabulary.nearest(t.text); n != "" {
		p.Help, p.HelpArg = HelpDidYouMean, []any{n}
	}
}

// otherWord returns the sign for an operator that other languages spell out.
func otherWord(text string) string {
	switch strings.ToLower(text) {
	case "and":
		return "&&"
	case "or":
		return "||"
	case "not":
		return "!"
	}
	return ""
}

// signs of the language, longer ones first.
var signs = [...]string{"&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "+", "-", "*", "/", "?", ":", "(", ")", "[", "]", ","}

// wrongSigns are signs of other languages, with ours.
var wrongSigns = [...][2]string{{"===", "=="}, {"<>", "!="}, {"=<", "<="}, {"=>", ">="}, {"=", "=="}, {"&", "&&"}, {"|", "||"}}

// uncovered are signs that the expression language has, but this part of it not.
var uncovered = [...][2]string{{".", "a name with parts"}, {"{", "a map"}, {"}", "a map"}, {"%", "a remainder"}, {";", "a second statement"}}

// sign reads an operator, bracket or comma.
func (s *scanner) sign() {
	rest := s.text[s.at:]
	if strings.HasPrefix(rest, "===") {
		s.otherSign("==")
		return
	}
	for _, sg := range signs {
		if strings.HasPrefix(rest, sg) && !strings.HasPrefix(rest, "<>") {
			s.take(sign, s.at+len(sg)).signed = sg
			return
		}
	}
	for _, w := range wrongSigns {
		if strings.HasPrefix(rest, w[0]) {
			s.instead(s.take(bad, s.at+len(w[0])), w[1])
			return
		}
	}
	for _, u := range uncovered {
		if strings.HasPrefix(rest, u[0]) {
			s.broken = true
			s.report(s.take(bad, s.at+len(u[0])).pos, NotCovered, u[1])
			s.at = len(s.text) // what follows belongs to it
			return
		}
	}
	_, size := utf8.DecodeRuneInString(rest)
	s.broken = true
	s.report(s.take(bad, s.at+size).pos, BadCharacter, printable(rest[:size]))
}

// printable keeps a broken byte out of a message.
func printable(text string) string { return strings.ToValidUTF8(text, "�") }

// otherSign reads a run of characters that a wide keyboard gave, or === .
func (s *scanner) otherSign(ours string) {
	end := s.at + len("===")
	switch {
	case ours == `"` || ours == "'":
		s.otherQuotation()
		return
	case s.text[s.at] != '=':
		end = s.run(s.at, func(r rune) bool { return ascii(r) != "" })
		ours = ""
		for _, r := range s.text[s.at:end] {
			ours += ascii(r)
		}
	}
	s.instead(s.take(bad, end), ours)
}

// otherQuotation reads a word in the quotes of a wide keyboard.
func (s *scanner) otherQuotation() {
	_, size := utf8.DecodeRuneInString(s.text[s.at:])
	end := s.run(s.at+size, func(r rune) bool { return r != '\n' && ascii(r) != `"` && ascii(r) != "'" })
	inside := s.text[s.at+size : end]
	_, size = utf8.DecodeRuneInString(s.text[end:])
	s.instead(s.take(bad, end+size), `"`+printable(inside)+`"`)
}

// instead reports a token for which there is another spelling, and reads it as
// if it had been spelled so, to find what else is wrong.
func (s *scanner) instead(t *token, ours string) {
	p := s.report(t.pos, OtherSign, printable(t.text))
	p.Help, p.HelpArg = HelpWrite, []any{ours}
	switch {
	case slices.Contains(signs[:], ours):
		t.sort, t.signed = sign, ours
	case ours[0] != '"' && !isDigit(rune(ours[0])):
		s.broken = true
	}
}

// ascii returns what the sign r of a wide keyboard stands for, "" if it is none:
// the full-width forms U+FF01 to U+FF5E, and the mathematical and quotation signs.
func ascii(r rune) string {
	if 0xFF01 <= r && r <= 0xFF5E {
		return string(r - 0xFEE0)
	}
	switch r {
	case '≥':
		return ">="
	case '≤':
		return "<="
	case '≠':
		return "!="
	case '×':
		return "*"
	case '÷':
		return "/"
	case '−':
		return "-"
	case '“', '”':
		return `"`
	case '‘', '’':
		return "'"
	case '、':
		return ","
	}
	return ""
}

// pair finds the partner of every bracket.
func (s *scanner) pair() {
	var open []int
	for i := range s.tokens {
		switch t := &s.tokens[i]; t.signed {
		case "(", "[":
			open = append(open, i)
			if len(open) == maxDepth+1 {
				s.broken = true
				s.report(t.pos, TooDeep, maxDepth)
				return
			}
		case ")", "]":
			if len(open) == 0 || (s.tokens[open[len(open)-1]].signed == "(") != (t.signed == ")") {
				s.broken = true
				s.report(t.pos, CloseBracket, t.text)
				return
			}
			last := open[len(open)-1]
			open = open[:len(open)-1]
			s.tokens[last].other, t.other = i, last
		}
	}
	for _, i := range open {
		s.broken = true
		s.report(s.tokens[i].pos, OpenBracket, s.tokens[i].text)
	}
}
