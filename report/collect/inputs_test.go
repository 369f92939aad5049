package collect

import (
	"math"
	"testing"

	"weir/model/metric"
	"weir/report"
	"weir/sim/rng"
	"weir/sim/stat"
)

// Noise of ±2 and effects of 3 either way in 20 replications: √(2² + (2.0930·3)²).
func TestWidened(t *testing.T) {
	mean, low, high := 10.0, 8.0, 13.0
	effects := make([]float64, 20, 21)
	for i := range effects {
		effects[i] = 3 * float64(1-2*(i%2))
	}
	l, h := widened(&mean, &low, &high, append(effects, math.NaN()), .025)
	if reach := 2.093024 * 3; math.Abs(10-*l-math.Hypot(2, reach)) > 1e-5 || math.Abs(*h-10-math.Hypot(3, reach)) > 1e-5 {
		t.Errorf("%v to %v", *l, *h)
	}
	if l, h := widened(&mean, &low, &high, make([]float64, 20), .025); *l != low || *h != high {
		t.Errorf("inputs without effect: %v to %v", *l, *h)
	}
	if l, h := widened(&mean, nil, &high, effects, .025); l != nil || h == nil {
		t.Errorf("an open side: %v, %v", l, h)
	}
	if l, h := widened(&mean, &low, &high, effects[:9], .025); l != nil || h != nil {
		t.Errorf("of nine replications: %v, %v", l, h)
	}
}

// What is estimated holds the truth in 95 of 100 cases, where chance and the fit of
// the inputs both err: the inputs off by their own standard error τ, answers by chance
// and by how inputs and chance act together. The interval of noise alone holds it far
// less often. Of 2,000 cases, within four standard errors and 2 points.
func TestInputsCoverage(t *testing.T) {
	const cases, n, tau, sigma = 2000, 20, .5, 1.0
	s := rng.New(7, 0, 0).Stream(0, 1, 0)
	noise, both := 0, 0
	for range cases {
		off := tau * s.Normal() // of the fit; the truth is 0
		fixed, effects := make([]float64, n), make([]float64, n)
		for r := range n {
			chance, drawn := sigma*s.Normal(), tau*s.Normal()
			fixed[r] = off + chance
			effects[r] = drawn + .1*drawn*chance
		}
		e := stat.Mean(fixed, Level)
		low, high := widened(&e.Mean, &e.Low, &e.High, effects, .025)
		if e.Low <= 0 && 0 <= e.High {
			noise++
		}
		if *low <= 0 && 0 <= *high {
			both++
		}
	}
	tolerance := .02 + 4*math.Sqrt(.05*.95/cases)
	if share := float64(both) / cases; math.Abs(share-.95) > tolerance {
		t.Errorf("noise and inputs hold the truth in %.3f of the cases", share)
	}
	if share := float64(noise) / cases; share > .7 {
		t.Errorf("noise alone in %.3f: inputs play no part", share)
	}
}

// A rate that the drawn inputs raise by .25 in every replication has that effect in
// each, whatever else differs between them; changes of two variants raised alike have
// none.
func TestEffects(t *testing.T) {
	d := metric.Desc{Kind: metric.Rate}
	var fixed, drawn []stat.Ratio
	for i := range 12 {
		n := float64(3 + i*i%5)
		fixed = append(fixed, stat.Ratio{Num: n, Den: 4})
		drawn = append(drawn, stat.Ratio{Num: n + 1, Den: 4})
	}
	found := effects(d, fixed, drawn)
	for _, e := range found {
		if math.Abs(e-.25) > 1e-12 {
			t.Fatalf("%v", found)
		}
	}
	for _, e := range subtracted(found, effects(d, fixed, drawn)) {
		if e != 0 {
			t.Errorf("a change has the effect %v", e)
		}
	}
	if found := effects(d, fixed, drawn[:7]); len(found) != 7 || math.Abs(found[0]-.25) > 1e-12 {
		t.Errorf("of the first seven: %v", found)
	}
}

// The second interval holds the first, in metrics, changes and gates; where the drawn
// inputs are the fixed ones they are the same.
func TestInputs(t *testing.T) {
	variants := []Variant{variant(t, "base", tiny(t, "4d"), 12), variant(t, "other", tiny(t, "8d"), 12)}
	drawn := []Variant{variant(t, "base", tiny(t, "5d"), 12), variant(t, "other", tiny(t, "12d"), 12)}
	for _, again := range [][]Variant{variants, drawn} {
		var r report.Results
		Fill(&r, variants, nil, "")
		Inputs(&r, variants, again)
		wider := 0
		check := func(name string, low, high, inputsLow, inputsHigh *float64) {
			if (low == nil) != (inputsLow == nil) || (high == nil) != (inputsHigh == nil) {
				t.Errorf("%s: only one of the intervals", name)
				return
			}
			if low == nil {
				return
			}
			if *inputsLow > *low+1e-9*math.Abs(*low) || *inputsHigh < *high-1e-9*math.Abs(*high) {
				t.Errorf("%s: %v to %v is not within %v to %v", name, *low, *high, *inputsLow, *inputsHigh)
			}
			if *inputsHigh > *high+1e-9*math.Abs(*high) {
				wider++
			}
		}
		for _, v := range r.Variants {
			for _, m := range v.Metrics {
				check(name(m.Name, m.Labels), m.Low, m.High, m.InputsLow, m.InputsHigh)
			}
		}
		for _, c := range r.Differences[0].Metrics {
			check("change of "+name(c.Name, c.Labels), c.Low, c.High, c.InputsLow, c.InputsHigh)
		}
		if same := &again[0] == &variants[0]; same != (wider == 0) {
			t.Errorf("the same inputs: %v, but %d intervals are wider", same, wider)
		}
		for _, g := range checked(t, `customer.watched.share <= 50%`, `delta(customer.watched.share) <= 5pp`, `prob(customer.watched.share > 50%) <= 50%`) {
			fixedCase, drawnCase := Case{Candidate: variants[0], Baseline: &variants[1]}, Case{Candidate: again[0], Baseline: &again[1]}
			shown := showGate(g, variants[0], &variants[1])
			GateInputs(&shown, g, fixedCase, drawnCase, 12, .025)
			if asked := g.Expect[0] != 'p'; asked {
				check(g.Expect, shown.Low, shown.High, shown.InputsLow, shown.InputsHigh)
			} else if shown.InputsLow != nil || shown.InputsHigh != nil {
				t.Errorf("%s has a second interval", g.Expect)
			}
		}
	}
}
