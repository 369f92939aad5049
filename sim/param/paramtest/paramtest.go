// Package paramtest binds texts and shows problems as a user would see them, for
// tests of the packages that declare parameters.
package paramtest

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"weir/sim/param"
)

// Bind binds a text to what declares its parameters, amounts in CNY, and returns
// all that is wrong with it.
func Bind(text string, into param.Declarer) []param.Problem {
	v, problems := param.Parse("file.yaml", []byte(text))
	s := param.New(param.Units{Currency: "CNY", Minor: 100})
	into.Declare(s)
	return append(problems, s.Bind(v)...)
}

// Sentences are what a package says, by code.
type Sentences map[string]string

// Say writes the sentence of a code. A code without one fails the test.
func (s Sentences) Say(t testing.TB, code string, args []any) string {
	t.Helper()
	text, ok := s[code]
	if !ok {
		t.Errorf("code %s has no sentence", code)
	}
	return fmt.Sprintf(text, args...)
}

// Underlined is the part of the text at a place; a blank text has none. A place
// outside the text fails the test.
func Underlined(t testing.TB, text string, p param.Pos) string {
	t.Helper()
	lines := strings.Split(text, "\n")
	if p.Line < 1 || p.Line > len(lines) {
		t.Errorf("%q: line %d is outside", text, p.Line)
		return ""
	}
	line := []rune(lines[p.Line-1])
	if p.Column < 1 || p.Width < 1 || p.Column-1+p.Width > len(line) && strings.TrimSpace(text) != "" {
		t.Errorf("%q: column %d, width %d is outside", text, p.Column, p.Width)
		return ""
	}
	return string(line[p.Column-1 : min(p.Column-1+p.Width, len(line))])
}

// Describe is a line for each problem with a text, its related places and its
// help: line, column, in brackets the characters under the caret, the sentence.
func (s Sentences) Describe(t testing.TB, text string, problems []param.Problem) string {
	t.Helper()
	var b strings.Builder
	for _, p := range problems {
		fmt.Fprintf(&b, "%d:%d [%s] %s: %s\n", p.Pos.Line, p.Pos.Column, Underlined(t, text, p.Pos), p.Code, s.Say(t, p.Code, p.Args))
		for _, r := range p.Related {
			fmt.Fprintf(&b, "    %d:%d [%s] %s\n", r.Pos.Line, r.Pos.Column, Underlined(t, text, r.Pos), s.Say(t, r.Code, r.Args))
		}
		if p.Help != "" {
			fmt.Fprintf(&b, "    help: %s\n", s.Say(t, p.Help, p.HelpArg))
		}
	}
	return b.String()
}

// Placed fails unless there are problems, each with a place and a whole
// sentence; it returns the sentences, each with its help.
func (s Sentences) Placed(t testing.TB, text string, problems []param.Problem) []string {
	t.Helper()
	if len(problems) == 0 {
		t.Fatalf("%q: refused without a reason", text)
	}
	var all []string
	for _, p := range problems {
		Underlined(t, text, p.Pos)
		said := s.Say(t, p.Code, p.Args)
		if p.Help != "" {
			said += s.Say(t, p.Help, p.HelpArg)
		}
		if !utf8.ValidString(said) || strings.Contains(said, "%!") {
			t.Errorf("%q: the sentence %q is broken", text, said)
		}
		all = append(all, said)
	}
	return all
}

// Difference shows the first lines that differ.
func Difference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range g {
		if i >= len(w) || w[i] != g[i] {
			return fmt.Sprintf("line %d\nwant %s\ngot  %s", i+1, strings.Join(w[min(i, len(w)):min(i+3, len(w))], "\n     "), strings.Join(g[i:min(i+3, len(g))], "\n     "))
		}
	}
	return "the end is missing"
}
