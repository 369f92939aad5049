package param

import (
	"strings"
	"testing"
)

// A group that may be a text: either is read, resolved, shown and told apart.
func TestOrText(t *testing.T) {
	for _, c := range []struct{ text, number, file, problems, resolved string }{
		{"people: 500\n", "500", "", "", "people: 500\n"},
		{"people: {file: a.csv}\n", "", "a.csv", "", `people: {file: "a.csv"}` + "\n"},
		{"{}\n", "", "", "", ""},
		{"people: {}\n", "", "", "W106", ""},
		{"people: {fil: a}\n", "", "", "W104", ""},
		{"people: [1]\n", "", "", "W108", ""},
		{"people:\n", "", "", "W107", ""},
	} {
		var number, file string
		var given bool
		s := New(testUnits())
		s.Group("people", "Who.", func(s *Set) {
			s.Text(&file, "file", "", "Where.").Required()
		}).Optional(&given).OrText(&number)
		tree, problems := Parse("x.yaml", []byte(c.text))
		var codes []string
		for _, p := range append(problems, s.Bind(tree)...) {
			codes = append(codes, p.Code)
		}
		if got := strings.Join(codes, " "); number != c.number || file != c.file || got != c.problems {
			t.Errorf("%q: number %q, file %q, problems %q", c.text, number, file, got)
		}
		d, _ := s.Explain("people")
		if d.Form() != "text or group" || given != strings.Contains(c.text, "people") || d.Wrong() != (c.problems != "") {
			t.Errorf("%q: %s, given %v, wrong %v", c.text, d.Form(), given, d.Wrong())
		}
		if got := string(Encode(s.Resolved())); c.problems == "" && strings.TrimPrefix(got, "{}\n") != c.resolved {
			t.Errorf("%q resolved: %q", c.text, got)
		}
	}
}
