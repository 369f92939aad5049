package screening

import (
	"testing"
	"time"

	"weir/model/account"
	"weir/sim"
	"weir/sim/dist"
	"weir/sim/rng"
)

// library are eight rules as a policy may have them.
const library = `
rules:
  - {id: large, when: amount > 30000 CNY, tiers: [intermediate, advanced]}
  - {id: burst, when: count_1h >= 5 || count_24h >= 10}
  - {id: flow, when: (out_24h > 100000 CNY || in_24h > 100000 CNY) && ratio_to_usual > 5}
  - {id: emptied, when: share_of_balance > 90% && amount > 5000 CNY}
  - {id: structuring, when: near_threshold_24h >= 2 && new_payees_24h >= 2 || near_threshold_30d >= 6}
  - {id: awake, when: silence > 90d && (out_24h > 10000 CNY || in_24h > 10000 CNY), action: watch}
  - {id: changed, when: number_changed < 7d && new_payee && amount > 2000 CNY, action: step_up}
  - {id: night, when: 'hour < 5 && operation in ["transfer_out", "cash_out"] && ratio_to_usual > 3', action: hold}
`

const numCases = 1024 // 64 kB of states and as much of facts

// population are accounts with a past, and a transaction for each: mostly
// ordinary ones, with some that each of the rules is for.
func population(b testing.TB, r *Rules) (states []State, facts []Facts, times []sim.Time) {
	amounts, err := dist.New("lognormal", map[string]float64{"median": 200000, "sigma": 1.2})
	if err != nil {
		b.Fatal(err)
	}
	stream := rng.New(1, 0, 0).Stream(3, 1, 0)
	for range numCases {
		var s State
		now := sim.Time(stream.Below(uint64(60 * sim.Day)))
		var f Facts
		gaps, structuring := 3*sim.Day, stream.Bernoulli(.02)
		if stream.Bernoulli(.05) {
			gaps = sim.Hour
		}
		for i := range 2 + stream.Below(20) {
			if i > 0 {
				r.Add(&s, &f, now)
			}
			f = Facts{
				Amount: int64(amounts.Sample(&stream)), Balance: int64(stream.Below(20000000)),
				Operation: account.Operation(stream.Below(6)), Tier: uint8(stream.Below(3)), Channel: uint8(stream.Below(2)),
				NewPayee: stream.Bernoulli(.2), Watched: stream.Bernoulli(.05), LastActive: now, NumberChanged: sim.Never,
			}
			if structuring {
				f.Amount, f.Operation, f.NewPayee = 4500000, account.TransferOut, true
			}
			if stream.Bernoulli(.05) {
				f.NumberChanged = now - sim.Time(5*sim.Day)
			}
			if stream.Bernoulli(.05) {
				f.LastActive = now - sim.Time(200*sim.Day)
			}
			now = now.Add(sim.Duration(stream.Below(uint64(gaps))))
		}
		states, facts, times = append(states, s), append(facts, f), append(times, now)
	}
	return states, facts, times
}

// quiet returns nanoseconds per case of the fastest of many short batches, so
// that a busy machine does not blur them.
func quiet(batch func()) float64 {
	fastest := time.Hour
	for range 300 {
		start := time.Now()
		batch()
		fastest = min(fastest, time.Since(start))
	}
	return float64(fastest) / numCases
}

// BenchmarkScreen is one transaction against eight rules, features and all. The
// budget is 80 ns for the whole set.
func BenchmarkScreen(b *testing.B) {
	_, r := compile(b, library)
	states, facts, times := population(b, r)
	slots := make([]float64, Slots)
	b.ReportAllocs()
	i, fired := 0, 0
	for b.Loop() {
		if r.Decide(&states[i], &facts[i], times[i], slots).Hits != 0 {
			fired++
		}
		i = (i + 1) % numCases
	}
	if fired == 0 {
		b.Fatal("no rule fires")
	}
	b.ReportMetric(quiet(func() {
		for i := range states {
			r.Decide(&states[i], &facts[i], times[i], slots)
		}
	}), "quiet_ns")
	b.ReportMetric(quiet(func() {
		for i := range states {
			r.Fill(slots, &states[i], &facts[i], times[i])
		}
	}), "quiet_fill_ns")
}

// BenchmarkAdd is one transaction into the windows.
func BenchmarkAdd(b *testing.B) {
	_, r := compile(b, library)
	states, facts, times := population(b, r)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		r.Add(&states[i], &facts[i], times[i])
		i = (i + 1) % numCases
	}
	b.ReportMetric(quiet(func() {
		for i := range states {
			r.Add(&states[i], &facts[i], times[i])
		}
	}), "quiet_ns")
}

// TestNothingIsAllocated: neither by deciding nor by remembering.
func TestNothingIsAllocated(t *testing.T) {
	p, r := compile(t, library)
	states, facts, times := population(t, r)
	slots := make([]float64, Slots)
	i, fired := 0, Hits(0)
	if n := testing.AllocsPerRun(numCases, func() {
		i = (i + 1) % numCases
		d := r.Decide(&states[i], &facts[i], times[i], slots)
		states[i].Alert(r.Reviewed(d.Hits), times[i], p.Deduplicate)
		r.Add(&states[i], &facts[i], times[i])
		fired |= d.Hits
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
	if fired.Count() != r.Len() {
		t.Errorf("%b of %d rules ever say yes", fired, r.Len())
	}
}
