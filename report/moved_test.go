package report

import (
	"strings"
	"testing"
)

// A short table of changes has the headline metrics that changed, under them the
// largest of the others, what was 0 before first; what is the same everywhere is
// named below, and what noise explains is not there.
func TestMovedMost(t *testing.T) {
	v := Variant{Name: "base", Replications: 20}
	var d Difference
	d.Variant, d.Against = "new", "base"
	add := func(name string, headline bool, delta, half float64, relative *float64) {
		v.Metrics = append(v.Metrics, figureOf(name, "share", "share", "lower", headline, .5, .01))
		c := MetricChange{Name: name, Delta: &delta, Relative: relative}
		if half > 0 {
			low, high := delta-half, delta+half
			c.Low, c.High = &low, &high
		}
		d.Metrics = append(d.Metrics, c)
	}
	of := func(x float64) *float64 { return &x }
	add("customer.head", true, .10, .01, of(.2))
	add("customer.still", true, 0, 0, of(0))
	add("customer.small", false, .01, .001, of(.02))
	add("customer.large", false, -.20, .01, of(-.4))
	add("customer.noise", false, .30, .40, of(.6))
	add("customer.fresh", false, .05, .01, nil)
	for i := range shortMetrics {
		add("customer.other"+string(rune('a'+i)), false, 0, 0, of(0))
	}
	r := &Results{Variants: []Variant{v, {Name: "new", Replications: 20, Metrics: v.Metrics}}, Differences: []Difference{d}}
	s := differenceSheets(r, true)[0]
	var names []string
	for _, row := range s.rows {
		names = append(names, row.cells[0])
	}
	want := "customer.head|" + wordMovedMost + "|customer.fresh|customer.large|customer.small"
	if got := strings.Join(names, "|"); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	if notes := strings.Join(s.notes, " "); !strings.Contains(notes, "The same in every replication: customer.still.") {
		t.Error(notes)
	}
	if text := differenceSentence(r, d); !strings.Contains(text, "customer.head") || strings.Contains(text, "customer.large") {
		t.Error(text)
	}
	d.Metrics = d.Metrics[1:]
	if text := differenceSentence(r, d); !strings.Contains(text, wordLeadUnclear+"; customer.fresh") {
		t.Error(text)
	}
}

// An axis on which there is nothing but 0 has round numbers a reader knows.
func TestAxisOfNothing(t *testing.T) {
	for unit, want := range map[string]string{"share": "1.0%", "CNY": "1.0 CNY"} {
		ticks := valueTicks(unit, axisSpan(unit, span{}), 5)
		if last := ticks[len(ticks)-1].Label; last != want {
			t.Errorf("%s: the axis ends at %s, want %s", unit, last, want)
		}
	}
}
