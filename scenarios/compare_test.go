package scenarios

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"weir/sim/param"
)

// from reads files of a test.
func from(files map[string]string) Options {
	return Options{Read: func(path string) ([]byte, error) {
		text, ok := files[path]
		if !ok {
			return nil, errors.New("nothing is there")
		}
		return []byte(text), nil
	}}
}

// said writes differences one a line: path old -> new.
func said(c *Comparison) string {
	var lines []string
	for _, d := range c.Differences {
		lines = append(lines, fmt.Sprintf("%s %s -> %s", d.Path, d.Old.Value, d.New.Value))
	}
	return strings.Join(lines, "\n")
}

// What stands only in one of two files is found, in the place that its
// declaration has; the other way round, values change places and none is lost.
func TestCompare(t *testing.T) {
	files := map[string]string{
		"a.yaml": "weir: scenario/v1\nseed: 2\nshocks:\n  - outage: {id: x, system: core, rate: 1/yr}\ngates:\n  - {id: h, expect: customer.watched.share <= 7%}\n",
		"b.yaml": "weir: scenario/v1\ntitle: B\nvariants:\n  - {name: v, set: {policy.large_transfer: 1 CNY}}\ngates:\n  - {id: g, expect: customer.watched.share <= 9%}\n",
	}
	forth, report := Compare("a.yaml", "b.yaml", from(files))
	if report.Failed() {
		t.Fatal(report)
	}
	var paths []string
	for _, d := range forth.Differences {
		paths = append(paths, strings.SplitN(d.Path, ".", 2)[0])
	}
	if got := strings.Join(paths, " "); got != "seed shocks shocks shocks shocks variants variants gates gates gates gates gates gates gates gates gates gates" {
		t.Errorf("in the order %s\n%s", got, said(forth))
	}
	back, _ := Compare("b.yaml", "a.yaml", from(files))
	if len(back.Differences) != len(forth.Differences) {
		t.Errorf("%d differences forth, %d back", len(forth.Differences), len(back.Differences))
	}
	for _, d := range back.Differences {
		want := fmt.Sprintf("%s %s -> %s", d.Path, d.New.Value, d.Old.Value)
		if !strings.Contains("\n"+said(forth)+"\n", "\n"+want+"\n") {
			t.Errorf("%s is not told the other way round", want)
		}
	}
	if forth.New.Title != "B" || strings.Contains(said(forth), "title") {
		t.Errorf("title %q\n%s", forth.New.Title, said(forth))
	}
}

// Files of two kinds are told apart, and not compared.
func TestCompareKinds(t *testing.T) {
	c, report := Compare("city-bank", "source-rules", Options{})
	if report.Failed() || c.Old.Kind != KindInstitution || c.New.Kind != KindPolicy || len(c.Differences) > 0 {
		t.Errorf("%v %+v", report, c)
	}
}

// A policy by itself is in the currency of its first amount.
func TestCurrencyIn(t *testing.T) {
	files := map[string]string{
		"usd.yaml":  "weir: policy/v1\nlarge_transfer: 500 USD\ntiers:\n  basic: {assessed: {least: 1 USD, most: 2 USD}}\n",
		"both.yaml": "weir: policy/v1\nlarge_transfer: 500 USD\ntiers:\n  basic: {assessed: {least: 1 USD, most: 2 CNY}}\n",
	}
	if _, report := Validate("usd.yaml", from(files).Read); strings.Contains(report.Text(), "W117") {
		t.Error(report)
	}
	if _, report := Validate("both.yaml", from(files).Read); !strings.Contains(report.Text(), "2 CNY` is in CNY, and the institution's currency is USD") {
		t.Error(report)
	}
}

// Every file of the library is the same as itself.
func TestCompareWithItself(t *testing.T) {
	for _, e := range Library() {
		c, report := Compare(e.Name, e.Name, Options{})
		if report.Failed() || len(c.Differences) > 0 {
			t.Errorf("%s: %v %v", e.Name, report, c)
		}
	}
}

// Explained files say what the library's say, and each meaning once.
func TestCommented(t *testing.T) {
	for _, e := range Library() {
		if e.Kind != KindPolicy && e.Kind != KindInstitution {
			continue
		}
		text := string(Commented(e.Name))
		c, report := Compare(e.Name, "mine.yaml", from(map[string]string{"mine.yaml": text}))
		if report.Failed() || len(c.Differences) > 0 {
			t.Fatalf("%s: %v %v", e.Name, report, c)
		}
		var plain []string
		for line := range strings.Lines(text) {
			if len([]rune(line)) > 150 {
				t.Errorf("%s: a line of %d characters: %s", e.Name, len([]rune(line)), line)
			}
			if !strings.HasPrefix(strings.TrimSpace(line), "#") {
				plain = append(plain, line)
			}
		}
		if got := strings.Count(text, "\n") - len(plain); got < 5 {
			t.Errorf("%s has %d lines of comments", e.Name, got)
		}
		meant := map[string]int{} // declarations by what they mean
		for _, d := range Declared(e.Kind).Decls() {
			meant[d.Doc]++
		}
		for doc, n := range meant {
			if got := strings.Count(text, "# "+doc+"\n"); got > n {
				t.Errorf("%s says %d times: %s", e.Name, got, doc)
			}
		}
	}
	if Commented("nothing-like-it") != nil {
		t.Error("there is a file of no name")
	}
}

func TestFirstComment(t *testing.T) {
	for text, want := range map[string]string{
		"# One. Two\n#  three.\nweir: x\n# four\n":        "One. Two three.",
		"weir: x\ntitle: y\n# after\n# the title\na: 1\n": "after the title",
		"weir: x # beside\n":                              "",
	} {
		if got := firstComment(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// What is optional and not written is not in force, nor is what is below it.
func TestInForce(t *testing.T) {
	paths := func(text string) string {
		s := param.New(param.Units{})
		var a, b string
		var given bool
		s.Text(&a, "first", "1", "")
		s.Group("extra", "", func(s *param.Set) { s.Text(&b, "inner", "2", "") }).Optional(&given)
		s.Text(new(string), "extras", "3", "")
		tree, _ := param.Parse("x", []byte(text))
		if problems := s.Bind(tree); len(problems) > 0 {
			t.Fatal(problems)
		}
		var out []string
		for _, d := range inForce(s) {
			out = append(out, d.Path)
		}
		return strings.Join(out, " ")
	}
	if got := paths("first: x"); got != "first extras" {
		t.Error(got)
	}
	if got := paths("extra: {}"); got != "first extra extra.inner extras" {
		t.Error(got)
	}
}
