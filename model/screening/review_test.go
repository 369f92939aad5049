package screening

import (
	"math"
	"testing"

	"weir/model/internal/cases"
	"weir/sim"
)

func TestReview(t *testing.T) {
	p := new(Params)
	if problems := bind(t, "review: {backlogged: {specificity: 90%}}", p); len(problems) > 0 {
		t.Fatal(problems)
	}
	cases.Check(t, "testdata/review.txt", []string{"confirmed", "dismissed"}, func(c *cases.Case) string {
		if p.Review.Confirmed(c.Flag("truth"), c.Duration("backlog"), c.Number("u")) {
			return "confirmed"
		}
		return "dismissed"
	})
}

// TestPrecision: of alerts on .1 % of cases, with sensitivity .9 and specificity
// .99, 8.3 % are right. The shares are counted over evenly spread uniforms.
func TestPrecision(t *testing.T) {
	p := new(Params)
	if problems := bind(t, "review: {sensitivity: 90%, specificity: 99%}", p); len(problems) > 0 {
		t.Fatal(problems)
	}
	const n = 10000
	share := func(truth bool) float64 {
		confirmed := 0
		for i := range n {
			if p.Review.Confirmed(truth, 0, (float64(i)+.5)/n) {
				confirmed++
			}
		}
		return float64(confirmed) / n
	}
	const prevalence = .001
	right, wrong := prevalence*share(true), (1-prevalence)*share(false)
	if precision := right / (right + wrong); math.Abs(precision-.083) > .0005 {
		t.Errorf("precision %.4f, want .083", precision)
	}
}

// TestHonestAlerts: where nothing is behind any alert, one minus the specificity
// is confirmed all the same, and by default no backlog changes that.
func TestHonestAlerts(t *testing.T) {
	p, _ := compile(t, "{}")
	for _, backlog := range []sim.Duration{0, sim.Hour, 2 * sim.Day, sim.Year} {
		if got := p.Review.Confirm(false, backlog); math.Abs(got-.05) > 1e-15 {
			t.Errorf("backlog of %v days: %v confirmed", backlog.Days(), got)
		}
	}
}
