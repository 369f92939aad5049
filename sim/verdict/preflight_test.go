package verdict

import (
	"math"
	"testing"

	"weir/sim/rng"
)

// once is a budget of one look.
func once(n int, alpha float64) Budget { return Budget{Looks: []int{n}, Alpha: []float64{alpha}} }

func TestNeeds(t *testing.T) {
	event := Probability(nil, func(x float64) bool { return x > 0 })
	ci, _ := named("ci")
	release, _ := named("release")
	quick, _ := named("quick")
	for _, test := range []struct {
		name     string
		rule     Rule
		budget   Budget
		n        int
		possible bool
	}{
		{"prob <= 1 %", Rule{Op: AtMost, Limit: .01, Quantity: event}, once(400, .018), 400, true},
		{"prob <= 1 %, one less", Rule{Op: AtMost, Limit: .01, Quantity: event}, once(399, .018), 400, false},
		{"prob <= 1 % at .025", Rule{Op: AtMost, Limit: .01, Quantity: event}, once(368, .025), 368, true},
		{"prob <= 1 % in ci", Rule{Op: AtMost, Limit: .01, Quantity: event}, ci, 400, true},
		{"prob <= .5 % in ci", Rule{Op: AtMost, Limit: .005, Quantity: event}, ci, 802, false},
		{"prob <= .5 % in release", Rule{Op: AtMost, Limit: .005, Quantity: event}, release, 802, true},
		{"prob <= 5 % in ci, at its second look", Rule{Op: AtMost, Limit: .05, Quantity: event}, ci, 127, true},
		{"prob >= 99 %", Rule{Op: AtLeast, Limit: .99, Quantity: event}, ci, 400, true},
		{"prob <= 0", Rule{Op: AtMost, Quantity: event}, ci, 0, false},
		{"prob >= 1", Rule{Op: AtLeast, Limit: 1, Quantity: event}, ci, 0, false},
		{"prob <= 100 %", Rule{Op: AtMost, Limit: 1, Quantity: event}, ci, 10, true},

		{"p95 at .025", Rule{Op: AtMost, Quantity: Quantile(nil, .95)}, once(72, .025), 72, true},
		{"p95 at .018", Rule{Op: AtMost, Quantity: Quantile(nil, .95)}, once(79, .018), 79, true},
		{"p95 at .005", Rule{Op: AtMost, Quantity: Quantile(nil, .95)}, once(103, .005), 104, false},
		{"p99 at .025", Rule{Op: AtMost, Quantity: Quantile(nil, .99)}, once(512, .025), 368, true},
		{"p99 at .018", Rule{Op: AtMost, Quantity: Quantile(nil, .99)}, once(512, .018), 400, true},
		{"p99 at .005", Rule{Op: AtMost, Quantity: Quantile(nil, .99)}, once(512, .005), 528, false},
		{"p05 from below", Rule{Op: AtLeast, Quantity: ValueAtRisk(nil, .95, true)}, once(79, .018), 79, true},
		{"p95 from below", Rule{Op: AtLeast, Quantity: Quantile(nil, .95)}, ci, 10, true},

		{"es95", Rule{Op: AtMost, Quantity: Shortfall(nil, .95, false, rng.Stream{})}, release, 2000, false},
		{"a share of at most 1 %", Rule{Op: AtMost, Limit: .01, Quantity: Ratio(nil, Share())}, ci, 21, true},
		{"a share of at most 0", Rule{Op: AtMost, Quantity: Ratio(nil, Share())}, ci, 0, false},
		{"a share of at least 1", Rule{Op: AtLeast, Limit: 1, Quantity: Ratio(nil, Share())}, ci, 0, false},
		{"a loss below 0", Rule{Op: Below, Quantity: Mean(nil, Positive())}, ci, 0, false},
		{"a change of at most 0", Rule{Op: AtMost, Quantity: Difference(nil, nil, Share())}, ci, 21, true},
		{"a count that is 3", Rule{Op: Equal, Limit: 3, Quantity: Mean(nil, Positive())}, ci, 0, false},
		{"arms that are equal", Rule{Op: Equal, Quantity: Welch(nil, nil)}, ci, 0, false},
		{"arms", Rule{Op: AtMost, Quantity: Welch(nil, nil)}, ci, 21, true},
		{"exact", Rule{Op: Equal, Limit: 3, Quantity: Exact(nil)}, ci, 1, true},

		{"passes unless it fails", Rule{Op: AtMost, Regression: true, Quantity: event}, ci, 0, true},
		{"a quick look", Rule{Op: AtMost, Quantity: event}, quick, 0, true},
	} {
		if n, possible := Needs(test.rule, test.budget); n != test.n || possible != test.possible {
			t.Errorf("%s: got %d, %v; want %d, %v", test.name, n, possible, test.n, test.possible)
		}
	}
}

// (2.1023 + .8416)·sd/√512 for ci.
func TestResolution(t *testing.T) {
	ci, _ := named("ci")
	if got, want := Resolution(2, ci), 2*(2.1023+.8416)/math.Sqrt(512); !close(got, want, 1e-4) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// How many more replications would decide: by the square-root law, by the exact
// bounds, by what a guard waits for.
func TestMore(t *testing.T) {
	ci, n := named("ci")
	event := func(x float64) bool { return x > 0 }
	heavy := with(around(512, -1), 150)
	half := make([]float64, 512)
	for i := range half {
		if i%2 == 1 {
			half[i] = nan
		}
	}
	for _, test := range []struct {
		name     string
		rule     Rule
		from, to int
	}{
		// The bound lies 2.1023/√512 = .0929 above −.05; (.0929/.05)²·512 = 1767.
		{"a mean below its limit", Rule{Op: AtMost, Quantity: Mean(around(512, -.05), Any())}, 1240, 1270},
		{"a mean above its limit", Rule{Op: AtMost, Quantity: Mean(around(512, .05), Any())}, 1240, 1270},
		{"at the limit", Rule{Op: AtMost, Quantity: Mean(around(512, 0), Any())}, -1, -1},
		{"next to the limit", Rule{Op: AtMost, Quantity: Mean(around(512, .001), Any())}, -1, -1},
		// .995^802 = .018.
		{"no event", Rule{Op: AtMost, Limit: .005, Quantity: Probability(make([]float64, 512), event)}, 290, 290},
		{"no event, no bound", Rule{Op: AtMost, Quantity: Probability(make([]float64, 512), event)}, -1, -1},
		{"zeros of a share", Rule{Op: AtMost, Limit: .005, Quantity: Mean(make([]float64, 512), Share())}, 290, 290},
		{"zeros of a loss", Rule{Op: AtMost, Limit: .005, Quantity: Mean(make([]float64, 512), Positive())}, -1, -1},
		// 10 of 512 differ: 20 of 1,024 would.
		{"carried by ten", Rule{Op: AtMost, Limit: 1, Quantity: Mean(values(512, 10), Any())}, 512, 512},
		{"carried by one", Rule{Op: AtMost, Limit: 1, Quantity: Mean(heavy, Any())}, 50, 250},
		// 96.8 % lie below 1.62: 1.8 points more than 95 %, which takes about 680.
		{"a quantile", Rule{Op: AtMost, Limit: 1.62, Quantity: Quantile(around(512, 0), .95)}, 1, 600},
		// 802 with an observation are 1,604 in all.
		{"no event, half without an observation", Rule{Op: AtMost, Limit: .005, Quantity: Probability(half, event)}, 1092, 1092},
	} {
		d := Decide([]Rule{test.rule}, ci, n)[0]
		if d.Verdict != Inconclusive || d.More < test.from || d.More > test.to {
			t.Errorf("%s: got %v, %d more; want %d to %d", test.name, d.Verdict, d.More, test.from, test.to)
		}
	}
}

func TestChance(t *testing.T) {
	ci, _ := named("ci")
	event := func(x float64) bool { return x > 0 }
	for _, test := range []struct {
		name     string
		rule     Rule
		from, to float64
	}{
		{"far below", Rule{Op: AtMost, Limit: 2, Quantity: Mean(around(32, 0), Any())}, .999, 1},
		{"far above", Rule{Op: AtMost, Limit: -2, Quantity: Mean(around(32, 0), Any())}, 0, .001},
		{"far above, from below", Rule{Op: AtLeast, Limit: -2, Quantity: Mean(around(32, 0), Any())}, .999, 1},
		// Near the limit the pilot's own error, .18, is most of what is not known:
		// the estimate must come out .093 below.
		{"at the limit", Rule{Op: AtMost, Quantity: Mean(around(32, 0), Any())}, .28, .34},
		// About 23 of 512 will differ, and the guard wants 20.
		{"one of 32 differs", Rule{Op: AtMost, Limit: 9, Quantity: Mean(values(32, 1), Any())}, .35, .6},
		{"eight of 32 differ", Rule{Op: AtMost, Limit: 9, Quantity: Mean(values(32, 8), Any())}, .999, 1},
		{"exact", Rule{Op: AtMost, Quantity: Exact(make([]float64, 32))}, 1, 1},
		{"zeros of a share", Rule{Op: AtMost, Limit: .01, Quantity: Mean(make([]float64, 32), Share())}, 1, 1},
		{"zeros of a share, limit too low", Rule{Op: AtMost, Limit: .005, Quantity: Mean(make([]float64, 32), Share())}, 0, 0},
		// None of 512 by the beta(.5, 32.5) law: Γ(544.5)Γ(33)/(Γ(545)Γ(32.5)) = .2434.
		{"no event", Rule{Op: AtMost, Limit: .01, Quantity: Probability(make([]float64, 32), event)}, .2433, .2435},
		{"impossible", Rule{Op: AtMost, Limit: .005, Quantity: Probability(make([]float64, 32), event)}, 0, 0},
		{"a quantile, far", Rule{Op: AtMost, Limit: 9, Quantity: Quantile(around(32, 0), .5)}, .999, 1},
		{"passes unless it fails", Rule{Op: AtMost, Limit: 2, Regression: true, Quantity: Mean(around(32, 0), Any())}, .999, 1},
		{"passes unless it fails, which it will", Rule{Op: AtMost, Limit: -2, Regression: true, Quantity: Mean(around(32, 0), Any())}, 0, .001},
	} {
		if got := Chance(test.rule, 32, ci); got < test.from || got > test.to {
			t.Errorf("%s: got %v, want %v to %v", test.name, got, test.from, test.to)
		}
	}
	half := Rule{Op: AtMost, Blocking: true, Quantity: Mean(around(32, 0), Any())}
	sure := Rule{Op: AtMost, Blocking: true, Limit: 2, Quantity: Mean(around(32, 0), Any())}
	warning := Rule{Op: AtMost, Limit: -2, Quantity: Mean(around(32, 0), Any())}
	if got, want := AllPass([]Rule{half, sure, half, warning}, 32, ci), math.Pow(Chance(half, 32, ci), 2); !close(got, want, 1e-6) {
		t.Errorf("all pass: got %v, want %v", got, want)
	}
	sum := 0.0
	for k := range 101 {
		sum += betaBinomial(k, 100, 2.5, 30.5)
	}
	if !close(sum, 1, 1e-9) {
		t.Errorf("the beta-binomial law adds up to %v", sum)
	}
}
