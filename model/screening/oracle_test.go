package screening

import (
	"math"
	"testing"

	"weir/model/account"
	"weir/sim"
	"weir/sim/dist"
	"weir/sim/rng"
)

// accept holds the mean of independent values against theory: |z| < 4, and an
// interval so narrow that passing means something.
func accept(t *testing.T, what string, want float64, values []float64, tolerance float64) {
	t.Helper()
	var sum, squares float64
	for _, v := range values {
		sum += v
		squares += v * v
	}
	n := float64(len(values))
	mean := sum / n
	se := math.Sqrt((squares/n - mean*mean) / (n - 1))
	z := (mean - want) / se
	t.Logf("%s: want %.6g, got %.6g ± %.2g, z = %.2f", what, want, mean, se, z)
	if math.Abs(z) >= 4 || math.IsNaN(z) {
		t.Errorf("%s: %.6g is %.1f standard errors from %.6g", what, mean, z, want)
	}
	if 4*se > tolerance*want {
		t.Errorf("%s: four standard errors are %.2g, more than %.0f %% of %.6g: the test is too short", what, 4*se, 100*tolerance, want)
	}
}

// TestLargeAmounts: the share of transactions above 30,000 CNY (src:C28) of
// lognormal amounts with median 2,000 and σ 1.2 is 1 − Φ(ln 15 ÷ 1.2).
func TestLargeAmounts(t *testing.T) {
	r := ruled(t, "amount > 30000 CNY")
	amounts, err := dist.New("lognormal", map[string]float64{"median": 2000, "sigma": 1.2})
	if err != nil {
		t.Fatal(err)
	}
	stream := rng.New(1, 0, 0).Stream(1, 1, 0)
	slots := make([]float64, Slots)
	shares := make([]float64, 200)
	var s State
	for i := range shares {
		alerts := 0
		const batch = 5000
		for range batch {
			f := Facts{Amount: int64(math.Round(100 * amounts.Sample(&stream))), Operation: account.TransferOut}
			if r.Decide(&s, &f, 0, slots).Action == Alert {
				alerts++
			}
		}
		shares[i] = float64(alerts) / batch
	}
	accept(t, "alerts over transactions", 0.012013147657992134, shares, .04)
}

// TestBusyDays: with 1.5 transactions a day, Poisson, the share of calendar days
// with five or more is 1 − e^−1.5 (1 + 1.5 + 1.125 + .5625 + .2109375). A window
// of 24 hours that slides would find more.
func TestBusyDays(t *testing.T) {
	r := ruled(t, "count_today >= 5")
	stream := rng.New(1, 0, 0).Stream(2, 1, 0)
	slots := make([]float64, Slots)
	const batch = 3000
	shares := make([]float64, 200)
	var s State
	last := -1
	for now := sim.Time(0); ; {
		now = now.Add(sim.Duration(-math.Log(stream.Open()) / 1.5 * float64(sim.Day)))
		if now.Day() >= batch*len(shares) {
			break
		}
		f := Facts{Amount: 100, Operation: account.Pay}
		if r.Decide(&s, &f, now, slots).Action == Alert && now.Day() != last {
			last = now.Day()
			shares[last/batch] += 1. / batch
		}
		r.Add(&s, &f, now)
	}
	accept(t, "days with five or more", 0.018575936222140674, shares, .04)
}

// TestWindowError: for Poisson arrivals with mean m in a window the estimate is
// unbiased, and at a random instant its squared distance from the true count has
// mean m/6 (window.go).
func TestWindowError(t *testing.T) {
	const m = 6.0
	for entity, w := range []struct {
		name   string
		slot   int
		length sim.Duration
	}{{"count_1h", slotCountHour, sim.Hour}, {"count_24h", slotCountDay, sim.Day}, {"count_30d", slotCount30, 30 * sim.Day}} {
		r := ruled(t, w.name+" >= 0")
		stream := rng.New(1, 0, 0).Stream(uint64(entity), 2, 0)
		slots := make([]float64, Slots)
		var s State
		var past []sim.Time // the last transactions
		counts, errors := make([]float64, 20000), make([]float64, 20000)
		next, now := sim.Time(0), sim.Time(0)
		for i := range counts {
			now = now.Add(sim.Duration((2 + stream.Float64()) * float64(w.length))) // so far apart that none shares a bucket
			for ; next <= now; next = next.Add(sim.Duration(-math.Log(stream.Open()) / m * float64(w.length))) {
				r.Add(&s, &Facts{Operation: account.Pay}, next)
				past = append(past, next)
			}
			r.Fill(slots, &s, &Facts{Operation: account.Query}, now)
			truth := 0.0
			for _, p := range past {
				truth += indicator(now.Sub(p) < w.length)
			}
			counts[i], errors[i] = slots[w.slot], (slots[w.slot]-truth)*(slots[w.slot]-truth)
			past = past[:0]
		}
		accept(t, w.name, m, counts, .04)
		accept(t, w.name+" squared error", m/6, errors, .08)
	}
}
