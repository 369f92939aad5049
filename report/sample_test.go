package report

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"weir/model/metric"
)

// small is a hand-made run that shows every part of a summary once: two
// variants, labels, a difference, gates inside, outside and across, shocks that
// are fixed and random, notes.
func small() *Results {
	r := &Results{
		Weir: Schema, Scenario: "pay-day", Title: "Core banking fails on pay day", Version: "0.1.0",
		Architecture: "amd64", Seed: 1, Start: "2026-01-01", Days: 180, Population: 100000, Currency: "CNY",
		Inputs:      map[string]string{"scenario.yaml": "aa11", "policy.yaml": "bb22"},
		Fingerprint: "0123456789abcdef0123456789abcdef",
		Notes:       []string{"Of one institution."},
	}
	base := Variant{Name: "base", Replications: 20, Fingerprint: "01"}
	base.Metrics = []Metric{
		figureOf("risk.fraud.loss.net", "CNY", "money", "lower", true, 1234567, 40000),
		figureOf("risk.overdue.rate", "share", "share", "lower", true, 0.0312, 0.0004),
		figureOf("continuity.availability", "share", "share", "higher", true, 0.99712, 0.0006),
		figureOf("service.wait.p95", "s", "quantile", "lower", true, 754, 31),
		figureOf("service.calls", "calls", "count", "none", false, 15230, 120),
		figureOf("customer.restricted.wrongful_stock", "share", "share", "lower", true, 0.0184, 0.0009),
		figureOf("customer.reactivation", "d", "mean", "lower", false, 3.25, 0.2),
		figureOf("cost.total", "CNY", "money", "lower", false, 98765432, 654321),
		figureOf("extra.thing", "1", "mean", "none", false, 0.5, 0.01),
	}
	base.Metrics[6].Note = "two-values"
	for i, tier := range []string{"basic", "intermediate", "advanced"} {
		m := figureOf("customer.restricted.wrongful_stock", "share", "share", "lower", true, 0.03-0.012*float64(i), 0.002)
		m.Labels = map[string]string{"tier": tier}
		n := figureOf("risk.overdue.rate", "share", "share", "lower", true, 0.03, 0.002)
		n.Labels = map[string]string{"tier": tier}
		base.Metrics = append(base.Metrics, m, n)
	}
	base.Shocks = []Shock{
		{ID: "outage", Kind: "outage", Start: 68 + 9.5/24, End: 68 + 12.5/24, Fixed: true, Fired: 20, Text: "core down, 3 h from 2026-03-10 09:30"},
		{ID: "rumour", Kind: "rumour", Start: 70, End: 77, Fired: 4, Text: "rumour reaching 5% of customers"},
		{ID: "partner", Kind: "partner_failure", Fired: 0, Text: "settlement partner fails"},
	}
	base.Distributions = []Distribution{waits("calls", 180), idleTimes(0.02)}
	base.Series = []Series{daily("continuity.availability", "share", 180, 0.997, 0.0008, 1)}
	tight := base
	tight.Name, tight.Fingerprint = "tight", "02"
	tight.Metrics = append([]Metric(nil), base.Metrics...)
	tight.Metrics[0] = figureOf("risk.fraud.loss.net", "CNY", "money", "lower", true, 1100000, 35000)
	tight.Metrics[1].N = 18
	tight.Series = []Series{daily("continuity.availability", "share", 180, 0.995, 0.0008, 2)}
	tight.Distributions = []Distribution{waits("calls", 260), idleTimes(-0.02)}
	r.Variants = []Variant{base, tight}
	gain := 7.1
	r.Differences = []Difference{{Variant: "tight", Against: "base", PairingGain: &gain, Metrics: []MetricChange{
		{Name: "risk.fraud.loss.net", Delta: Finite(-134567), Low: Finite(-150000), High: Finite(-120000), Relative: Finite(-134567.0 / 1234567), Interval: "hall", Verdict: "better"},
		{Name: "risk.overdue.rate", Delta: Finite(0.0005), Low: Finite(-0.0001), High: Finite(0.0011), Relative: Finite(0.0005 / 0.0312), Interval: "t", Verdict: "unclear"},
		{Name: "service.wait.p95", Delta: Finite(0), Low: Finite(0), High: Finite(0), Relative: Finite(0), Interval: "exact"},
	}}}
	r.Gates = []Gate{
		{ID: "app-continuity", Expect: "continuity.availability >= 99.5%", Because: "internal tolerance, 2026-09", Unit: "share", Estimate: Finite(0.99712), Low: Finite(0.9965), High: Finite(0.9977), N: 20, Limit: 0.995, Operator: ">=", Metric: "continuity.availability"},
		{ID: "calls", Expect: "service.wait.p95 <= 10m", Unit: "s", Estimate: Finite(754), Low: Finite(723), High: Finite(785), N: 20, Limit: 600, Operator: "<=", Metric: "service.wait.p95",
			Variants: []GateVariant{{Name: "tight", Estimate: Finite(612), Low: Finite(590), High: Finite(634), N: 20}}},
		{ID: "wrongful", Expect: "customer.restricted.wrongful_stock <= 1.9%", Unit: "share", Estimate: Finite(0.0184), Low: Finite(0.0175), High: Finite(0.0193), N: 20, Limit: 0.019, Operator: "<=", Metric: "customer.restricted.wrongful_stock"},
		{ID: "ruin", Expect: "prob(risk.fraud.loss.net > 2000000 CNY) <= 1%", Unit: "share", Estimate: nil, N: 0, Limit: 0.01, Operator: "<=", Metric: "risk.fraud.loss.net", Note: "none-seen"},
	}
	return r
}

// round keeps golden files the same on machines that fuse multiplications.
func round(x float64) float64 { return math.Round(x*1e9) / 1e9 }

// figureOf makes a metric with a symmetric interval and twenty values.
func figureOf(name, unit, kind, better string, headline bool, mean, half float64) Metric {
	m := Metric{Name: name, Unit: unit, Kind: kind, Better: better, Headline: headline, Labels: map[string]string{},
		Mean: Finite(round(mean)), Low: Finite(round(mean - half)), High: Finite(round(mean + half)), SD: Finite(round(2 * half)), N: 20, Interval: "hall"}
	for i := range 20 {
		m.Values = append(m.Values, mean+half*math.Sin(float64(i)))
	}
	return m
}

// waits is an exponential survival curve with the given mean in seconds.
func waits(desk string, mean float64) Distribution {
	d := Distribution{Name: "service.wait", Title: "Wait at " + desk, Unit: "s", Labels: map[string]string{"desk": desk}}
	for x := 0.0; x <= 3600; x += 30 {
		above := round(0.8 * math.Exp(-x/mean))
		d.X, d.Above = append(d.X, x), append(d.Above, above)
		d.Low, d.High = append(d.Low, round(above*0.95)), append(d.High, round(min(1, above*1.05)))
	}
	return d
}

// idleTimes is a Pareto-like survival curve beside its theory.
func idleTimes(shift float64) Distribution {
	d := Distribution{Name: "customer.idle", Title: "Idle time", Unit: "d", Labels: map[string]string{}}
	for x := 1.0; x <= 730; x *= 1.1 {
		x = round(x)
		theory := round(math.Pow(1+x/20, -0.6))
		above := round(min(1, theory*(1+shift*math.Log(x))))
		d.X, d.Above, d.Theory = append(d.X, x), append(d.Above, above), append(d.Theory, theory)
		d.Low, d.High = append(d.Low, round(above-0.006)), append(d.High, round(min(1, above+0.006)))
	}
	return d
}

// daily is a series with pay-day wiggles, weekends and an outage on day 68.
func daily(name, unit string, days int, level, half float64, seed uint64) Series {
	s := Series{Name: name, Unit: unit, Labels: map[string]string{}}
	random := rand.New(rand.NewPCG(seed, 1))
	for day := range days {
		y := level + half*random.NormFloat64()
		if day%30 < 2 {
			y -= 3 * half
		}
		if day == 68 {
			y -= 0.12 * level
		}
		if unit == "share" {
			y = min(1, y)
		}
		high := y + half
		if unit == "share" {
			high = min(1, high)
		}
		s.Points = append(s.Points, Point{day, y, y - half, high})
	}
	return s
}

// variants is a run of n variants.
func variants(n int) *Results {
	r := small()
	base := r.Variants[0]
	r.Variants, r.Differences = nil, nil
	for i := range n {
		v := base
		v.Name = fmt.Sprintf("variant-%d", i+1)
		v.Metrics = nil
		for _, m := range base.Metrics {
			k := m
			k.Mean, k.Low, k.High = Finite(*m.Mean*(1+0.02*float64(i))), Finite(*m.Low*(1+0.02*float64(i))), Finite(*m.High*(1+0.02*float64(i)))
			v.Metrics = append(v.Metrics, k)
		}
		v.Series = []Series{daily("continuity.availability", "share", 180, 0.997-0.002*float64(i), 0.0008, uint64(i))}
		v.Distributions = []Distribution{waits("calls", 180+40*float64(i)), idleTimes(0.02 * float64(i))}
		r.Variants = append(r.Variants, v)
	}
	return r
}

// describe is what the model says about the metrics of small.
func describe() map[string]metric.Desc {
	return map[string]metric.Desc{
		"risk.fraud.loss.net":                {Definition: "Fraud loss after recoveries, over all attacks of the run.", Rules: []string{"F9"}},
		"risk.overdue.rate":                  {Definition: "Instalments past due over instalments due.", Rules: []string{"L2", "L5"}},
		"continuity.availability":            {Definition: "Operations served over operations offered.", Rules: []string{"E16"}},
		"service.wait.p95":                   {Definition: "95th percentile of the wait for a first answer, mean over replications.", Rules: []string{"S2"}},
		"customer.restricted.wrongful_stock": {Definition: "Living customers under restriction over living customers, averaged over time.", Rules: []string{"D10"}},
	}
}

func sampleOptions() Options {
	return Options{Width: 100, Describe: describe(), Say: func(code string) string {
		return map[string]string{"two-values": "Carried by 2 histories; look at the values."}[code]
	}}
}

// edges are runs that lack something.
func edges() map[string]*Results {
	nothing := &Results{Scenario: "nothing", Start: "2026-01-01"}
	one := small()
	one.Variants = one.Variants[:1]
	one.Differences = nil
	v := &one.Variants[0]
	v.Replications = 1
	for i := range v.Metrics {
		m := &v.Metrics[i]
		m.Low, m.High, m.SD, m.N, m.Interval = nil, nil, nil, 1, "none"
		m.Values = m.Values[:1]
	}
	v.Shocks = append([]Shock(nil), v.Shocks...)
	for i := range v.Shocks {
		v.Shocks[i].Fired = min(v.Shocks[i].Fired, 1)
	}
	for i := range one.Gates {
		one.Gates[i].Low, one.Gates[i].High, one.Gates[i].N = nil, nil, 1
	}
	nan := small()
	for i := range nan.Variants {
		v := &nan.Variants[i]
		v.Metrics = append([]Metric(nil), v.Metrics...)
		for j := range v.Metrics {
			x := math.NaN()
			v.Metrics[j].Mean, v.Metrics[j].Low, v.Metrics[j].High, v.Metrics[j].SD = &x, nil, &x, nil
			v.Metrics[j].Values = []float64{x, x}
		}
		v.Series = []Series{{Name: "continuity.availability", Unit: "share", Points: []Point{{0, math.NaN(), math.NaN(), math.NaN()}}},
			{Name: "risk.calls", Unit: "1"},
			{Name: "risk.one", Unit: "1", Points: []Point{{3, 7, math.NaN(), math.NaN()}}},
			{Name: "risk.flat", Unit: "CNY", Points: []Point{{0, 0, 0, 0}, {1, 0, 0, 0}}}}
		v.Distributions = []Distribution{{Name: "service.wait", Unit: "s"}, {Name: "customer.idle", Unit: "d", X: Numbers{1, 2}, Above: Numbers{math.NaN(), math.NaN()}}}
	}
	calm := small()
	for i := range calm.Variants {
		calm.Variants[i].Shocks = nil
	}
	bare := &Results{Scenario: "bare", Title: "裸 \x1b[31m<b>&\"bold\"</b>", Start: "someday", Days: 0.5,
		Variants: []Variant{{Name: "基线", Replications: 12}, {Name: "严格", Replications: 12}}}
	return map[string]*Results{"nothing": nothing, "one replication": one, "nan": nan, "calm": calm, "bare": bare}
}

func eachRun(t *testing.T, run func(*testing.T, *Results)) {
	t.Helper()
	for name, r := range edges() {
		t.Run(name, func(t *testing.T) { run(t, r) })
	}
	for _, n := range []int{1, 3, 6, 7} {
		t.Run(fmt.Sprint("variants=", n), func(t *testing.T) { run(t, variants(n)) })
	}
	t.Run("accounts", func(t *testing.T) { run(t, accounts()) })
	for name, r := range answers() {
		t.Run(name, func(t *testing.T) { run(t, r) })
	}
	t.Run("small", func(t *testing.T) { run(t, small()) })
}
