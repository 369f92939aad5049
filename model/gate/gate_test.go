package gate

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"weir/model/metric"
	"weir/sim/param"
	"weir/sim/param/paramtest"
)

var update = flag.Bool("update", false, "rewrite the expected results in testdata")

// around is what the gates of the tests may speak of.
func around(baseline, block bool) Known {
	values := map[string][]string{"channel": {"app", "branch", "phone"}, "desk": {"chat", "alert_review", "告警"}}
	return Known{
		Metrics: []metric.Desc{
			{Name: "continuity.availability", Unit: "share", Kind: metric.Share, Labels: []string{"channel"}},
			{Name: "continuity.outage.length", Unit: "s", Kind: metric.Mean},
			{Name: "service.first_response.p95", Unit: "s", Kind: metric.Quantile, Labels: []string{"desk", "tier"}},
			{Name: "risk.liquidity.shortfall", Unit: "CNY", Kind: metric.Money},
			{Name: "risk.fraud.loss.net", Unit: "money", Kind: metric.Money, Labels: []string{"channel"}},
			{Name: "risk.overdue.rate", Unit: "share", Kind: metric.Share},
			{Name: "customer.restricted.wrongful_stock", Unit: "share", Kind: metric.Share},
			{Name: "customer.contacts", Unit: "per account-year", Kind: metric.Rate},
			{Name: "complaints.count", Unit: "1", Kind: metric.Count},
			{Name: "cost.desk.hours", Unit: "h", Kind: metric.Count},
			{Name: "rules.exact", Unit: "share", Kind: metric.Share, Exact: true},
		},
		Values:   func(label string) []string { return values[label] },
		Units:    param.Units{Currency: "CNY", Minor: 100},
		Baseline: baseline,
		Block:    block,
	}
}

// said is what the package says.
func said() paramtest.Sentences { return Sentences() }

// decide parses and checks a text.
func decide(text string, known Known) (*Gate, []param.Problem) {
	e, problems := Parse(text)
	if e == nil {
		return nil, problems
	}
	return Check(e, known)
}

// describe is the canonical form with the numbers, or the problems.
func describe(t *testing.T, text string, known Known) string {
	g, problems := decide(text, known)
	if g != nil {
		event := ""
		if g.Inner != nil {
			event = fmt.Sprintf(", event %v", g.Event)
		}
		return fmt.Sprintf("= %s   bound %v%s\n", g, g.Bound, event)
	}
	return said().Describe(t, text, problems)
}

// TestGates compares what is made of each text of testdata/gates.txt: "= ", the
// canonical form and the numbers in the metric's unit; or each problem with
// line, column, and in brackets the characters under the caret. Every code
// occurs.
func TestGates(t *testing.T) {
	const file = "testdata/gates.txt"
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	known := around(true, true)
	for _, line := range strings.Split(string(content), "\n") {
		switch {
		case strings.HasPrefix(line, "#"):
			fmt.Fprintln(&got, line)
		case strings.HasPrefix(line, "@"):
			fmt.Fprintln(&got, line)
			known = around(strings.Contains(line, "baseline=yes"), strings.Contains(line, "severity=block"))
		case strings.HasPrefix(line, "> "):
			text := strings.NewReplacer(`\n`, "\n", `\xff`, "\xff").Replace(line[2:])
			fmt.Fprintf(&got, "%s\n%s\n", line, describe(t, text, known))
		}
	}
	if *update {
		if err := os.WriteFile(file, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if got.String() != string(content) {
		t.Errorf("%s differs; after a look at it, -update rewrites it:\n%s", file, paramtest.Difference(string(content), got.String()))
	}
	for code := range Sentences() {
		if code != TooLong && strings.HasPrefix(code, "G1") && code != LabelFirst && !strings.Contains(got.String(), code+":") {
			t.Errorf("no line of %s shows %s", file, code)
		}
	}
}

// TestPlaces: each part of a gate knows where it stands.
func TestPlaces(t *testing.T) {
	const text = "prob(risk.fraud.loss.net{channel=app} > 5 CNY) <= +1 %"
	e, problems := Parse(text)
	if e == nil {
		t.Fatal(problems)
	}
	for _, c := range []struct {
		at   param.Pos
		want string
	}{
		{e.StatAt, "prob"}, {e.MetricAt, "risk.fraud.loss.net"}, {e.Labels[0].NameAt, "channel"}, {e.Labels[0].ValueAt, "app"},
		{e.Inner.OpAt, ">"}, {e.Inner.Value.At, "5 CNY"}, {e.Inner.Value.UnitAt, "CNY"},
		{e.Limit.OpAt, "<="}, {e.Limit.Value.At, "+1 %"}, {e.Limit.Value.UnitAt, "%"},
	} {
		if got := paramtest.Underlined(t, text, c.at); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

// TestUnknownValues: where a label's values are not known beforehand, any is
// taken.
func TestUnknownValues(t *testing.T) {
	known := around(true, true)
	for _, values := range []func(string) []string{nil, func(string) []string { return nil }} {
		known.Values = values
		if g, problems := decide("continuity.availability{channel=pigeon} >= 99%", known); g == nil {
			t.Error(problems)
		}
	}
}

// TestTooLong: a text of a megabyte is refused at once.
func TestTooLong(t *testing.T) {
	_, problems := Parse(strings.Repeat("a", 1<<20))
	if len(problems) != 1 || problems[0].Code != TooLong {
		t.Errorf("got %v", problems)
	}
}

// FuzzGate: no text makes Parse or Check panic; what is refused has a place
// inside the text; what is taken has a canonical form that is taken and means
// the same.
func FuzzGate(f *testing.F) {
	content, err := os.ReadFile("testdata/gates.txt")
	if err != nil {
		f.Fatal(err)
	}
	for _, line := range strings.Split(string(content), "\n") {
		if text, ok := strings.CutPrefix(line, "> "); ok {
			f.Add(text)
		}
	}
	known := around(false, true)
	f.Fuzz(func(t *testing.T, text string) {
		if g, problems := decide(text, known); g == nil {
			said().Placed(t, text, problems)
		}
		g, problems := decide(text, around(true, false))
		if g == nil {
			said().Placed(t, text, problems)
			return
		}
		again, problems := decide(g.String(), around(true, false))
		if again == nil || again.String() != g.String() || again.Bound != g.Bound || again.Event != g.Event || again.Stat != g.Stat || again.Level != g.Level {
			t.Fatalf("%q: canonical %q gives %+v, %v", text, g, again, problems)
		}
	})
}
