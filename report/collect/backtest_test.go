package collect

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"weir/model"
	"weir/report"
	"weir/sim/stat"
)

func observedIn(t *testing.T, v Variant, text string) []Observed {
	t.Helper()
	observed, problems := ReadObserved([]byte(text), v.Plan)
	if len(problems) > 0 {
		t.Fatalf("%s: %v", text, problems)
	}
	return observed
}

// What is kept by day adds up, over all days, to the figure itself: shares over what
// they are shares of, numbers and rates as they are.
func TestDaysAddUp(t *testing.T) {
	v := variant(t, "base", tiny(t, "4d"), 2)
	spans := periodsOf(v.Plan)
	n, seen := 0, 0
	for _, r := range tabulate(v, model.Figures(), 0).rows {
		if r.figure.Daily == nil || len(r.labels) > 0 || r.figure.Name == "service.wait.mean" { // by day of arrival
			continue
		}
		whole := Observed{row: r, period: period{"all", 0, spans.days}}
		parts := whole
		for i, o := range v.Outcomes {
			want := whole.histories(v, spans)[i]
			sum := parts.within(r.figure.Daily(o.Counts), v.Plan.Minor)
			got := values([]stat.Ratio{sum})[0]
			if math.Abs(got-want) > 1e-9*math.Abs(want) || math.IsNaN(got) != math.IsNaN(want) {
				t.Errorf("%s: %v by day, %v in all", r.key(), got, want)
			}
			if want > 0 {
				seen++
			}
		}
		n++
	}
	if n < 6 || seen < 8 {
		t.Errorf("only %d figures by day, %d values above 0", n, seen)
	}
}

// Weeks are the sum of their days.
func TestPeriodsAreTheirDays(t *testing.T) {
	v := variant(t, "base", tiny(t, "4d"), 1)
	rows := observedIn(t, v, "metric,period,value\ncustomer.activity.count,2025-01-02/2025-01-04,0\ncustomer.activity.count,2025-01-02,0\n"+
		"customer.activity.count,2025-01-03,0\ncustomer.activity.count,2025-01-04,0\n")
	var x [4]float64
	for i, o := range rows {
		x[i] = o.histories(v, periodsOf(v.Plan))[0]
	}
	if x[0] != x[1]+x[2]+x[3] || x[1] == 0 || x[0] == math.Round(x[0])+.5 {
		t.Errorf("%v", x)
	}
}

func TestPeriods(t *testing.T) {
	v := variant(t, "base", tiny(t, "4d"), 1)
	spans := periodsOf(v.Plan)
	for text, want := range map[string]string{
		"all": "0 8", "2025-01-01": "0 1", "2025-01-08": "7 8", "2025-01": "0 31", "2025-W01": "-2 5", "2025-W02": "5 12", "2026-W53": "726 733",
		"2025-01-02/2025-01-03": "1 3", "2024-12-31": "-1 0", "2025-02": "31 59", "2024-02": "-335 -306",
	} {
		p, ok := spans.parse(text)
		if got := fmt.Sprint(p.first, " ", p.until); !ok || got != want {
			t.Errorf("%s: %s, %v; want %s", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "All", "2025", "2025-13", "2025-W00", "2025-W53", "2025-W5", "2025-01-03/2025-01-02", "2025-01-02/", "2025-1-2", "W05", "-W-1"} {
		if p, ok := spans.parse(text); ok {
			t.Errorf("%q is read as %v", text, p)
		}
	}
}

// Values with the units of gates and plain ones are the same; a byte order mark, line
// ends of Windows and blanks do not matter.
func TestObservedValues(t *testing.T) {
	v := variant(t, "base", tiny(t, "4d"), 1)
	rows := observedIn(t, v, "\ufeffvalue, period ,metric,labels\r\n\r\n 25%,all,customer.watched.share,\r\n0.25 ,2025-01-02,customer.watched.share,\r\n"+
		"2m,all,service.wait.mean, desk=calls \r\n120,all,service.wait.p95,desk=calls\r\n12 CNY,all,customer.value.limited,tier=basic;segment=people\r\n"+
		"1/mo,all,customer.flags.rate,\r\n1.2e1,all,customer.activity.count,\r\n")
	want := []float64{.25, .25, 120, 120, 12, 365 / 30.0, 12}
	for i, o := range rows {
		if math.Abs(o.value/want[i]-1) > .02 { // a month is not always 30 days
			t.Errorf("%s: %v, want %v", o.key(), o.value, want[i])
		}
	}
	if len(rows) != len(want) {
		t.Errorf("%d rows", len(rows))
	}
}

// The verdict: 80 % of what can be predicted, and of what is held out; nothing to go
// by is no pass.
func TestBacktestVerdict(t *testing.T) {
	for _, c := range []struct {
		all, held coverage
		want      string
	}{
		{coverage{0, 0}, coverage{}, "no_data"}, {coverage{4, 5}, coverage{}, "pass"}, {coverage{79, 100}, coverage{}, "fail"},
		{coverage{80, 100}, coverage{8, 10}, "pass"}, {coverage{95, 100}, coverage{7, 10}, "fail"}, {coverage{1, 1}, coverage{0, 0}, "pass"},
		{coverage{0, 1}, coverage{}, "fail"}, {coverage{31, 39}, coverage{31, 39}, "fail"}, {coverage{32, 39}, coverage{32, 39}, "pass"},
	} {
		if got := verdictOfCoverage(c.all, c.held).String(); got != c.want {
			t.Errorf("%v, %v: %s, want %s", c.all, c.held, got, c.want)
		}
	}
}

// Rows of one metric stand together; a value at the end of its interval is covered,
// one beyond is not; what begins after the calibration is held out.
func TestBacktestRows(t *testing.T) {
	v := variant(t, "base", tiny(t, "4d"), 39)
	probe := Backtest(observedIn(t, v, "metric,period,value\ncustomer.activity.count,2025-01-05,0\n"), v, math.MaxInt)
	low, high := *probe.Rows[0].Low, *probe.Rows[0].High
	text := fmt.Sprintf("metric,period,value\ncustomer.activity.count,2025-01-05,%v\ncustomer.watched.share,all,100%%\ncustomer.activity.count,2025-01-05/2025-01-06,0\n", high)
	b := Backtest(observedIn(t, v, text), v, 4)
	var got []string
	for _, r := range b.Rows {
		got = append(got, fmt.Sprintf("%s %s %v %v", r.Metric, r.Period, r.Covered, r.HeldOut))
	}
	want := "customer.activity.count 2025-01-05 true true|customer.activity.count 2025-01-05/2025-01-06 false true|customer.watched.share all false false"
	if strings.Join(got, "|") != want || low >= high || b.Covered != 1 || b.Of != 3 || *b.HeldOut != .5 || b.Verdict != "fail" {
		t.Errorf("%v\n%v of %v, %v, %s", got, b.Covered, b.Of, *b.HeldOut, b.Verdict)
	}
	few := v
	few.Outcomes = v.Outcomes[:38]
	if b := Backtest(observedIn(t, v, text), few, 4); b.Verdict != "no_data" || b.Rows[0].Note == "" || b.Rows[0].Covered || b.HeldOut != nil {
		t.Errorf("of 38 replications: %+v", b)
	}
}

// The change of a run's metric is that of a comparison: numerators and denominators
// are there for it.
func TestRunsDifferAsVariantsDo(t *testing.T) {
	base, other := variant(t, "base", tiny(t, "4d"), 12), variant(t, "base", tiny(t, "3d"), 12)
	alone := func(v Variant) *report.Results {
		r := &report.Results{Seed: 1}
		Fill(r, []Variant{v}, nil, "")
		return r
	}
	both := &report.Results{}
	Fill(both, []Variant{base, other}, nil, "")
	changes := report.DiffRuns(alone(base), alone(other), "a", "b", true).Variants[0].Metrics
	moved := 0
	for i, want := range both.Differences[0].Metrics {
		got := changes[i]
		if got.Name != want.Name || !equalNumbers(got.Delta, want.Delta) || !equalNumbers(got.Low, want.Low) || !equalNumbers(got.High, want.High) {
			t.Errorf("%s %v: %v [%v, %v], compared %v [%v, %v]", got.Name, got.Labels, text(got.Delta), text(got.Low), text(got.High), text(want.Delta), text(want.Low), text(want.High))
		}
		if want.Low != nil && *want.Low > 0 {
			moved++
		}
	}
	if moved < 3 {
		t.Errorf("only %d metrics moved", moved)
	}
}

func equalNumbers(a, b *float64) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}

func text(x *float64) string {
	if x == nil {
		return "none"
	}
	return fmt.Sprint(*x)
}
