package report

import (
	"fmt"
	"strings"
	"testing"
)

// grouped metrics of one label, without intervals where half is 0.
func byLabel(name, kind, label string, half float64, values ...float64) []Metric {
	var list []Metric
	for i, x := range values {
		m := figureOf(name, "share", kind, "lower", false, x, half)
		m.Labels = map[string]string{label: fmt.Sprintf("%s-%d", label, i)}
		if half == 0 {
			m.Low, m.High = nil, nil
		}
		list = append(list, m)
	}
	return list
}

// The label whose groups lie furthest apart is shown, with its lowest and highest
// group; numbers, phases and what noise explains are not.
func TestContrasts(t *testing.T) {
	v := Variant{Name: "base", Replications: 20}
	headline := func(name string, groups ...[]Metric) {
		v.Metrics = append(v.Metrics, figureOf(name, "share", "share", "lower", true, .5, .01))
		for _, g := range groups {
			v.Metrics = append(v.Metrics, g...)
		}
	}
	headline("customer.a", byLabel("customer.a", "share", "tier", .01, .40, .50, .45), byLabel("customer.a", "share", "region", .01, .30, .60))
	headline("customer.b", byLabel("customer.b", "count", "tier", .01, 1, 900), byLabel("customer.b", "share", "phase", .01, 0, 1))
	headline("customer.c", byLabel("customer.c", "share", "tier", .10, .40, .50))
	headline("customer.d", byLabel("customer.d", "share", "tier", 0, .10, .80, .70))
	headline("customer.e", byLabel("customer.e", "share", "tier", 0, .500, .501)) // without intervals, and next to nothing
	got := contrasts(&Results{Variants: []Variant{v}}, v)
	var text []string
	for _, c := range got {
		text = append(text, fmt.Sprintf("%s %s %s %s %.3f", c.metric, c.label, c.lowest.Labels[c.label], c.highest.Labels[c.label], c.gap))
	}
	want := "customer.d tier tier-0 tier-1 0.875; customer.a region region-0 region-1 0.467"
	if strings.Join(text, "; ") != want {
		t.Errorf("%s\nwant %s", strings.Join(text, "; "), want)
	}
}

// Of many metrics a summary has the headline metrics that were observed and says
// how many it leaves out; of few it has all.
func TestBrief(t *testing.T) {
	many := func(n int) *Results {
		v := Variant{Name: "base", Replications: 20}
		for i := range n {
			m := figureOf(fmt.Sprintf("customer.m%02d", i), "share", "share", "lower", i < 3, .5, .01)
			if i == 0 {
				m.Mean, m.Low, m.High = nil, nil, nil
			}
			v.Metrics = append(v.Metrics, m)
		}
		return &Results{Variants: []Variant{v}, Start: "2025-01-01", Days: 1}
	}
	for n, want := range map[int]int{shortMetrics: shortMetrics, shortMetrics + 1: 2, 60: 2} {
		rows, left := brief(plainMetrics(many(n)))
		if len(rows) != want || left != n-want {
			t.Errorf("of %d metrics %d are shown and %d left, want %d", n, len(rows), left, want)
		}
	}
	var out strings.Builder
	if err := WriteText(&out, many(60), Options{}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"\ncustomer.m01 ", "\ncustomer.m02 ", "\n58 more metrics"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
	if strings.Contains(out.String(), "m00") || strings.Contains(out.String(), "m03") {
		t.Error(out.String())
	}
	var page strings.Builder
	if err := WriteHTML(&page, many(60), Options{}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(page.String(), "57 more metrics") || !strings.Contains(page.String(), "customer.m59") {
		t.Error("the page lacks the metrics that it folds")
	}
}
