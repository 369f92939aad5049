package param

import (
	"fmt"
	"strings"
)

// Lint returns what is wrong with the declarations themselves, one sentence
// each: programmers' errors, for a test to refuse.
func (s *Set) Lint() []string {
	var out []string
	for _, d := range s.Decls() {
		for _, fault := range d.lint() {
			out = append(out, d.Path+": "+fault)
		}
	}
	return out
}

func (d *Decl) lint() []string {
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if d.Doc == "" || !strings.HasSuffix(d.Doc, ".") {
		say("its doc is not a sentence: %q", d.Doc)
	}
	if d.Kind.nests() {
		return out
	}
	if d.Source == "" && d.Grade != Assumption {
		say("grade %v without a source", d.Grade)
	}
	if d.Must && d.Default != "" {
		say("it is required and has a default")
	}
	for _, end := range []string{d.Low, d.High} {
		if end != "" && d.check != nil && d.check(end) != nil {
			say("the end %q of its range does not parse", end)
		}
	}
	if fault := d.lintDefault(); fault != "" {
		say("%s", fault)
	}
	return out
}

// lintDefault binds the default as though a user had written it.
func (d *Decl) lintDefault() string {
	if d.Default == "" || d.Kind == KindText {
		return ""
	}
	v, _ := parseText(d.Default, Pos{File: "default"})
	b := &binder{}
	d.bind(v, b)
	d.named = nil
	if len(b.problems) > 0 {
		d.broken = false
		return fmt.Sprintf("its default %s is not within %s (%s)", d.Default, d.RangeText(), b.problems[0].Code)
	}
	return ""
}
