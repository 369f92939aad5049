package report

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html"
	"io"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"weir/sim/verdict"
)

// randomVerdicts are five gates of any outcome.
func randomVerdicts(t *rapid.T) *Results {
	number := rapid.Custom(func(t *rapid.T) *float64 {
		return rapid.SampledFrom([]*float64{nil, Finite(0), Finite(.2), Finite(1), Finite(7.5)}).Draw(t, "number")
	})
	words := rapid.SampledFrom([]string{"pass", "fail", "inconclusive", "no_data", "later_word", ""})
	r := &Results{Scenario: "drawn", Gate: &Verdicts{Verdict: words.Draw(t, "overall"), Budget: rapid.SampledFrom([]string{"ci", "quick"}).Draw(t, "budget")}}
	for i := range 5 {
		d := Decided{Verdict: words.Draw(t, "verdict"), Severity: rapid.SampledFrom([]string{"block", "warn"}).Draw(t, "severity"),
			Burden: rapid.SampledFrom([]string{"", "regression"}).Draw(t, "burden"), More: rapid.IntRange(-1, 500).Draw(t, "more"),
			Gate: Gate{ID: fmt.Sprintf("gate-%d", i), Expect: "m <= 1", Unit: "1", Limit: 1, N: 64,
				Operator: rapid.SampledFrom([]string{"<=", "<", ">=", ">", "=="}).Draw(t, "operator"),
				Estimate: number.Draw(t, "estimate"), Low: number.Draw(t, "low"), High: number.Draw(t, "high")}}
		r.Gate.Gates = append(r.Gate.Gates, d)
	}
	return r
}

func written(t testing.TB, write func(io.Writer) error) string {
	t.Helper()
	var out bytes.Buffer
	if err := write(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// Of 500 gates of any outcome each rendering says the same of each.
func TestRenderingsAgree(t *testing.T) {
	rapid.Check(t, func(p *rapid.T) {
		r := randomVerdicts(p)
		o := Options{Width: 250}
		text := written(t, func(w io.Writer) error { return WriteText(w, r, o) })
		markdown := html.UnescapeString(written(t, func(w io.Writer) error { return WriteMarkdown(w, r, o) }))
		comment := html.UnescapeString(written(t, func(w io.Writer) error { return WriteComment(w, r, o) }))
		page := html.UnescapeString(written(t, func(w io.Writer) error { return WriteHTML(w, r, o) }))
		notes := written(t, func(w io.Writer) error { return WriteAnnotations(w, r) })
		var back Results
		if err := json.Unmarshal([]byte(written(t, func(w io.Writer) error { return WriteJSON(w, r) })), &back); err != nil {
			t.Fatal(err)
		}
		cases := casesOf(t, r)
		for i, d := range r.Gate.Gates {
			v := verdictOf(d.Verdict)
			sign := v.Glyph() + " " + v.Word()
			for form, line := range map[string]string{
				"text":     lineWith(text, `(?m)^\S.*\b`+d.ID+`\b.*$`),
				"markdown": lineWith(markdown, `(?m)^\| .*\| `+d.ID+` \|.*$`),
				"comment":  lineWith(comment, `(?m)^\| .*\| `+d.ID+` \|.*$`),
				"page":     lineWith(page, `<td class="verdict">[^<]*</td><th scope="row">`+d.ID+`(.|\n)*?</tr>`),
			} {
				if !strings.Contains(line, sign) || !strings.Contains(line, d.evidence()) {
					p.Fatalf("%s says of %s %q: %q", form, d.ID, d.Verdict, line)
				}
				for other := verdict.NoData; other <= verdict.Pass; other++ {
					if other != v && strings.Contains(line, other.Glyph()+" "+other.Word()) {
						p.Fatalf("%s says %s, too: %q", form, other.Word(), line)
					}
				}
			}
			if got := verdictOf(back.Gate.Gates[i].Verdict); got != v || back.Gate.Gates[i].Verdict != v.String() {
				p.Fatalf("JSON says %q of %q", back.Gate.Gates[i].Verdict, d.Verdict)
			}
			if got := outcome(cases[d.ID]); got != junitWant(d) {
				p.Fatalf("JUnit says %s of %s (%s)", got, d.Verdict, d.Severity)
			}
			if got := strings.Contains(notes, v.Word()+"%3A gate "+d.ID+" "); got != (v != verdict.Pass) {
				p.Fatalf("annotations of %s: %s", d.Verdict, notes)
			}
		}
		for form, all := range map[string]string{"text": text, "markdown": markdown, "comment": comment, "page": page} {
			if !strings.Contains(all, verdictText(verdictOf(r.Gate.Verdict))) || !strings.Contains(all, verdictOf(r.Gate.Verdict).Word()+". Of ") {
				p.Fatalf("%s lacks the overall verdict %s", form, r.Gate.Verdict)
			}
			if strings.Contains(all, wordQuick) != (r.Gate.Budget == BudgetQuick) {
				p.Fatalf("%s and the watermark of budget %s", form, r.Gate.Budget)
			}
		}
	})
}

func lineWith(text, pattern string) string { return regexp.MustCompile(pattern).FindString(text) }

// casesOf reads junit.xml back; the suites' counts must be those of their cases.
func casesOf(t testing.TB, r *Results) map[string]junitCase {
	t.Helper()
	text := written(t, func(w io.Writer) error { return WriteJUnit(w, r) })
	var all junitSuites
	if err := xml.Unmarshal([]byte(text), &all); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	for _, b := range []byte(text) {
		if b < ' ' && b != '\n' || b == 0x7f {
			t.Fatalf("control byte %#x", b)
		}
	}
	cases := map[string]junitCase{}
	failures, mistakes := 0, 0
	for _, s := range all.Suites {
		for _, c := range s.Cases {
			cases[c.Name] = c
			if c.Failure != nil {
				failures++
			}
			if c.Error != nil {
				mistakes++
			}
		}
	}
	if all.Failures != failures || all.Errors != mistakes || all.Tests != len(r.Gate.Gates) {
		t.Fatalf("counts %d, %d, %d; want %d, %d, %d", all.Tests, all.Failures, all.Errors, len(r.Gate.Gates), failures, mistakes)
	}
	return cases
}

func outcome(c junitCase) string {
	switch {
	case c.Failure != nil && c.Error == nil:
		return "failure " + c.Failure.Type
	case c.Error != nil && c.Failure == nil:
		return "error " + c.Error.Type
	case c.Failure == nil && c.Out != "":
		return "passed"
	default:
		return "nothing"
	}
}

// junitWant is the table of the design, written down a second time.
func junitWant(d Decided) string {
	if d.Severity == "warn" {
		return "passed"
	}
	switch d.Verdict {
	case "pass":
		return "passed"
	case "fail":
		return "failure FAIL"
	case "inconclusive":
		return "error INCONCLUSIVE"
	}
	return "error NO DATA"
}

// What a verdict rests on, in the words of the standing vocabulary.
func TestEvidence(t *testing.T) {
	cases := []struct {
		verdict, operator, burden string
		more                      int
		low, high                 float64
		want                      string
	}{
		{"pass", "<=", "", 0, 0, 1, "shown ≤ limit"},
		{"pass", ">", "", 0, 3, 4, "shown > limit"},
		{"fail", "<=", "", 0, 3, 4, "shown > limit"},
		{"fail", ">=", "", 0, 0, 1, "shown < limit"},
		{"inconclusive", "<=", "", 380, 1, 3, "not enough evidence (about +380 replications)"},
		{"inconclusive", "<=", "", 0, 1, 3, "not enough evidence"},
		{"pass", "<=", "regression", 0, 1, 3, "not shown > limit"},
		{"pass", "<=", "regression", 0, 0, 1, "shown ≤ limit"},
		{"no_data", "<=", "", 0, 1, 3, "nothing to decide by"},
		{"of a later version", "<=", "", 0, 0, 1, "nothing to decide by"},
	}
	for _, c := range cases {
		d := Decided{Verdict: c.verdict, Burden: c.burden, More: c.more, Gate: Gate{Operator: c.operator, Limit: 2, Low: &c.low, High: &c.high}}
		if got := d.evidence(); got != c.want {
			t.Errorf("%s %s %s: %q, want %q", c.verdict, c.operator, c.burden, got, c.want)
		}
	}
}

// Changes are read with their margins; explorations are never verdicts.
func TestReading(t *testing.T) {
	margin := .0005
	cases := []struct {
		verdict, family string
		margin          *float64
		want            string
	}{
		{"equivalent", FamilyHeadline, &margin, "equivalent within ±0.05 pp"},
		{"equivalent", FamilyHeadline, nil, "equivalent"},
		{"worse_below_margin", FamilyNamed, &margin, "worse, below the margin (0.05 pp)"},
		{"worse", FamilyNamed, &margin, "worse"},
		{"unclear", FamilyNamed, &margin, "unclear"},
		{"worse", FamilyExploration, &margin, "look at"},
		{"", FamilyExploration, nil, ""},
	}
	for _, c := range cases {
		if got := reading("share", MetricChange{Verdict: c.verdict, Family: c.family, Margin: c.margin}); got != c.want {
			t.Errorf("%s of %s: %q, want %q", c.verdict, c.family, got, c.want)
		}
	}
}
