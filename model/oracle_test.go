package model

import (
	"context"
	"math"
	"testing"

	"weir/model/population"
	"weir/sim"
	"weir/sim/param"
	"weir/sim/stat"
)

// accept holds an estimate against theory: |z| < 4, and an interval so narrow
// that passing means something. With 4 standard errors a right model fails one
// test in 16,000.
func accept(t *testing.T, what string, want float64, values []float64, tolerance float64) {
	t.Helper()
	e := stat.Mean(values, .95)
	se := e.SD / math.Sqrt(float64(len(values)))
	z := (e.Mean - want) / se
	t.Logf("%s: want %.6g, got %.6g ± %.2g, z = %.2f", what, want, e.Mean, se, z)
	if math.Abs(z) >= 4 || math.IsNaN(z) {
		t.Errorf("%s: %.6g is %.1f standard errors from %.6g", what, e.Mean, z, want)
	}
	if 4*se > tolerance*want {
		t.Errorf("%s: four standard errors are %.2g, more than %.0f %% of %.6g: the test is too short", what, 4*se, 100*tolerance, want)
	}
}

// replicate runs replications of a plan and returns a value from each.
func replicate(t *testing.T, p *Plan, n int, value func(*Outcome) float64) []float64 {
	t.Helper()
	ready(t, p)
	out := make([]float64, n)
	for i := range out {
		o, err := p.Replicate(context.Background(), uint32(i), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if o.Failed != "" {
			t.Fatal(o.Failed)
		}
		out[i] = value(o)
	}
	return out
}

func figure(t testing.TB, name string) *Figure {
	t.Helper()
	for _, f := range Figures() {
		if f.Name == name {
			return &f
		}
	}
	t.Fatalf("no metric %s", name)
	return nil
}

func valueOf(t testing.TB, name string) func(*Outcome) float64 {
	f := figure(t, name)
	return func(o *Outcome) float64 {
		r := f.Value(o.Counts, nil)
		return r.Num / r.Den
	}
}

const poissonActivity = "rate: {constant: {value: 0.033333333333333333/d}}, dropout: 0/yr, kinds: {pay: 100%}, closing: 0d"

// TestIdleShareAtARandomInstant: Poisson activity 1/30 a day is idle for 90
// days with probability e⁻³, on the first day and all through the year.
func TestIdleShareAtARandomInstant(t *testing.T) {
	p := plain(t, poissonActivity, ", tenure: 20yr", 4000, 365*sim.Day)
	p.Window = sim.Day
	var first, last []float64
	all := replicate(t, p, 64, func(o *Outcome) float64 {
		d := o.Counts.Daily[dailyIdle]
		first = append(first, d.Ratio(0).Num/d.Ratio(0).Den)
		last = append(last, d.Ratio(364).Num/d.Ratio(364).Den)
		return valueOf(t, "customer.idle.share")(o)
	})
	const want = 0.049787068367863943
	accept(t, "day 1", want, first, .06)
	accept(t, "day 365", want, last, .06)
	accept(t, "over the year", want, all, .04)
}

// TestDormancyOnsets: the same customers are flagged 0.6057 times a year.
func TestDormancyOnsets(t *testing.T) {
	p := plain(t, poissonActivity, ", tenure: 20yr", 4000, 365*sim.Day)
	p.Window = sim.Day
	accept(t, "onsets per account-year", 0.60574266514234464, replicate(t, p, 64, valueOf(t, "customer.flags.rate")), .04)
}

// TestTimeToTheFirstFlag: from an activity it takes 572.6 days to the first
// flag on average: (e³ − 1)·30.
func TestTimeToTheFirstFlag(t *testing.T) {
	p := plain(t, poissonActivity, ", tenure: 20yr", 100, 30*sim.Year)
	p.Window = sim.Week
	values := make([]float64, 64)
	for i := range values {
		begun, flagged := make([]sim.Time, p.Customers), make([]sim.Time, p.Customers)
		watch := func(e sim.Event) {
			switch {
			case e.Kind == evIntent && begun[e.Entity] == 0:
				begun[e.Entity] = e.At
			case e.Kind == evFlag && begun[e.Entity] != 0 && flagged[e.Entity] == 0:
				flagged[e.Entity] = e.At
			}
		}
		if _, err := p.Replicate(context.Background(), uint32(i), Options{Watch: watch}); err != nil {
			t.Fatal(err)
		}
		for e := range flagged {
			if flagged[e] == 0 {
				t.Fatal("a customer was never flagged in 30 years")
			}
			values[i] += flagged[e].Sub(begun[e]).Days() / float64(p.Customers)
		}
	}
	accept(t, "days to the first flag", 572.56610769563003, values, .06)
}

// TestGammaRates: rates that differ between customers make many more idle.
func TestGammaRates(t *testing.T) {
	p := plain(t, "rate: {gamma: {shape: 0.5, mean: 0.033333333333333333/d}}, dropout: 0/yr, kinds: {pay: 100%}, closing: 0d", ", tenure: 2000yr", 4000, 30*sim.Day)
	p.Window = sim.Day
	accept(t, "idle 90 days", 0.37796447300922723, replicate(t, p, 64, valueOf(t, "customer.idle.share")), .04)
}

// TestKindsThatDoNotCount: what does not count thins a Poisson process, before
// the start as well as after it.
func TestKindsThatDoNotCount(t *testing.T) {
	p := plain(t, "rate: {constant: {value: 0.066666666666666667/d}}, dropout: 0/yr, kinds: {pay: 50%, query: 50%}, closing: 0d", ", tenure: 20yr", 4000, 120*sim.Day)
	p.Window = sim.Day
	var first []float64
	all := replicate(t, p, 64, func(o *Outcome) float64 {
		d := o.Counts.Daily[dailyIdle]
		first = append(first, d.Ratio(0).Num/d.Ratio(0).Den)
		return valueOf(t, "customer.idle.share")(o)
	})
	accept(t, "day 1", 0.049787068367863943, first, .06)
	accept(t, "over the run", 0.049787068367863943, all, .05)
}

// TestErlangGaps: with two stages the chance of 90 idle days at a random
// instant is that of the equilibrium of an Erlang-2 process: for a mean gap of
// 30 days, e^(−6)·(1 + 6/2).
func TestErlangGaps(t *testing.T) {
	p := plain(t, "regularity: 2, rate: {constant: {value: 0.033333333333333333/d}}, dropout: 0/yr, kinds: {pay: 100%}, closing: 0d", ", tenure: 20yr", 20000, 60*sim.Day)
	p.Window = sim.Day
	accept(t, "idle 90 days", math.Exp(-6)*4, replicate(t, p, 64, valueOf(t, "customer.idle.share")), .06)
}

// TestRestingSpells: a customer who rests has the stationary law of an
// interrupted Poisson process, on the first day and later.
func TestRestingSpells(t *testing.T) {
	p := plain(t, "rate: {constant: {value: 0.2/d}}, dropout: 0/yr, kinds: {pay: 100%}, closing: 0d, on: 60d, off: 180d", ", tenure: 60yr", 4000, 365*sim.Day)
	p.Window = sim.Day
	want := interrupted(.2, 1.0/60, 1.0/180, 90)
	var first []float64
	all := replicate(t, p, 64, func(o *Outcome) float64 {
		d := o.Counts.Daily[dailyIdle]
		first = append(first, d.Ratio(0).Num/d.Ratio(0).Den)
		return valueOf(t, "customer.idle.share")(o)
	})
	accept(t, "day 1", want, first, .04)
	accept(t, "over the year", want, all, .04)
}

// interrupted returns the chance that an interrupted Poisson process (rate
// while active, hazards of stopping and of starting again) has no event in a
// time, from the stationary law: the solution of u' = −(rate + stop)u + start·v,
// v' = stop·u − start·v, by small steps.
func interrupted(rate, stop, start, days float64) float64 {
	u, v := start/(start+stop), stop/(start+stop)
	const steps = 200_000
	dt := days / steps
	for range steps {
		u, v = u+dt*(-(rate+stop)*u+start*v), v+dt*(stop*u-start*v)
	}
	return u + v
}

// TestStationaryBook: with closing and replacement the share of customers who
// are gone is what renewal theory says, and stays so.
func TestStationaryBook(t *testing.T) {
	for _, c := range []struct {
		name, dropout string
		lifetime      float64 // mean, years
	}{
		{"one rate", "0.25/yr", 4},
		{"gamma rates", "{gamma: {shape: 3, mean: 0.5/yr}}", 3}, // shape/mean/(shape−1)
	} {
		t.Run(c.name, func(t *testing.T) {
			p := plain(t, "rate: 0.05/d, dropout: "+c.dropout+", kinds: {pay: 100%}, closing: 2yr", "", 4000, 365*sim.Day)
			p.Window = sim.Day
			want := 2 / (2 + c.lifetime)
			gone := func(day sim.Time) func(w *World) float64 {
				return func(w *World) float64 {
					n := 0
					for i := range w.records {
						if !w.records[i].Alive(day) {
							n++
						}
					}
					return float64(n) / float64(len(w.records))
				}
			}
			var first, last []float64
			for i := range uint32(64) {
				w, run := p.begin(i, Options{})
				first = append(first, gone(0)(w))
				if err := w.finish(context.Background(), run); err != nil {
					t.Fatal(err)
				}
				last = append(last, gone(run.Now())(w))
			}
			accept(t, "gone on day 1", want, first, .04)
			accept(t, "gone after a year", want, last, .04)
		})
	}
}

// TestParetoNBDCohort: a cohort with gamma rates and gamma dropout buys as the
// closed form of Pareto/NBD says (r .55, α 10.56, s .61, β 11.64, weeks): on
// average 1.460741 times in the 52 weeks after the first time, and 35.48 % are
// still there at their end.
func TestParetoNBDCohort(t *testing.T) {
	p := plain(t, "rate: {gamma: {shape: 0.55, mean: 0.0520833333333333/wk}}, "+
		"dropout: {gamma: {shape: 0.61, mean: 0.0524054982817869/wk}}, kinds: {pay: 100%}, closing: 0d", ", tenure: 1yr", 0, 52*sim.Week)
	p.Window = sim.Day
	p.Population.Cohort = []population.Intake{{On: param.Date{Year: 2025, Month: 1, Day: 1}, Customers: 4000}}
	p.Customers = 4000
	var alive []float64
	bought := make([]float64, 64)
	for i := range bought {
		n := 0
		w, run := p.begin(uint32(i), Options{Watch: func(e sim.Event) { n += bit(e.Kind == evIntent) }})
		if err := w.finish(context.Background(), run); err != nil {
			t.Fatal(err)
		}
		bought[i] = float64(n) / float64(p.Customers)
		there := 0
		for k := range w.records {
			there += bit(w.records[k].Alive(run.Now()))
		}
		alive = append(alive, float64(there)/float64(p.Customers))
	}
	accept(t, "purchases in 52 weeks", 1.460741, bought, .04)
	accept(t, "alive after 52 weeks", .3548, alive, .04)
}
