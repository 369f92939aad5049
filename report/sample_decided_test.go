package report

import (
	"fmt"
	"math"
)

// decided is a hand-made answer of the gate command with a gate of each kind.
func decided() *Results {
	r := small()
	r.alone()
	gate := func(id, expect, operator, metric, unit string, x, low, high, limit *float64) Gate {
		g := Gate{ID: id, Expect: expect, Operator: operator, Metric: metric, Unit: unit, Labels: map[string]string{},
			Estimate: x, Low: low, High: high, N: 256}
		if limit != nil {
			g.Limit = *limit
		}
		return g
	}
	r.Gate = &Verdicts{
		Verdict: "fail", Budget: "ci", Replications: 512,
		Looks:     []Look{{64, .0005}, {128, .0015}, {256, .005}, {512, .018}},
		Candidate: "tight", Baseline: "source-rules",
		Policy: []PolicyChange{
			{Path: "policy.dormancy.basic.after", Old: "180d", New: "90d", Doc: "Days without own activity until a basic account is dormant.", Rules: []string{"D1", "D4"}, Clause: "§12 (2)"},
			{Path: "policy.tiers.basic.limits.day.value", New: "2000 CNY", Rules: []string{"T2"}},
			{Path: "policy.contact.ladder", Old: "sms, call, letter", New: ""},
		},
		Loosened:  []Loosened{{ID: "calls", Before: "service.wait.p95 <= 10m", After: "service.wait.p95 <= 20m"}, {ID: "ruin", Before: "prob(risk.fraud.loss.net > 2000000 CNY) <= 1%"}},
		Reproduce: "weir gate pay-day --policy tight --baseline source-rules --budget ci --seed 1",
		Notes:     []string{"Of one institution."},
		Gates: []Decided{
			{Gate: gate("app-continuity", "continuity.availability{channel=app} >= 99.5%", ">=", "continuity.availability", "share", Finite(.99712), Finite(.9962), Finite(.9979), Finite(.995)),
				Scenario: "pay-day", Verdict: "pass", Severity: "block", Alpha: .005, Replications: 256, File: "scenarios/pay-day.yaml", Line: 31},
			{Gate: gate("calls", "service.wait.p95 <= 10m", "<=", "service.wait.p95", "s", Finite(754), Finite(701), Finite(809), Finite(600)),
				Scenario: "pay-day", Verdict: "fail", Severity: "block", Alpha: .005, Replications: 256, File: "scenarios/pay-day.yaml", Line: 33, Owner: "service desk",
				SeeWhy: "weir trace pay-day --desk calls --replication 17"},
			{Gate: gate("no-worse", "delta(risk.overdue.rate) <= +0.05pp", "<=", "risk.overdue.rate", "share", Finite(.00032), Finite(-.0001), Finite(.00081), Finite(.0005)),
				Scenario: "pay-day", Verdict: "inconclusive", Severity: "block", Alpha: .018, Replications: 512, More: 380, Clause: "§4",
				Why: []string{"At the true margin of 0.11 standard deviations this budget passes in 66 of 100 runs."}, SeeWhy: "weir trace pay-day --where 'overdue' --pick worst",
				Robust: &Robustness{Sets: 100, Pass: 83, Fail: 5, Inconclusive: 12, Parameter: "institution.segments.young.activity.rate", Moves: Finite(.0011), Dependent: true, LeftOut: 3, Accepted: "segment is 2 % of customers"}},
			{Gate: gate("ruin", "prob(risk.fraud.loss.net > 2000000 CNY) <= 1%", "<=", "risk.fraud.loss.net", "share", nil, nil, nil, Finite(.01)),
				Scenario: "run-on-deposits", Verdict: "no_data", Severity: "block", Replications: 0, Why: []string{"No replication observed it."}},
			{Gate: gate("wrongful", "customer.restricted.wrongful_stock <= 1.9%", "<=", "customer.restricted.wrongful_stock", "share", Finite(.0184), Finite(.0175), Finite(.0193), Finite(.019)),
				Scenario: "run-on-deposits", Verdict: "pass", Severity: "block", Burden: "regression", Horizon: "settled", Alpha: .018, Replications: 512},
			{Gate: gate("chat", "service.first_response.p95{desk=chat} <= 20m", "<=", "service.first_response.p95", "s", Finite(1500), Finite(1390), Finite(1620), Finite(1200)),
				Scenario: "run-on-deposits", Verdict: "fail", Severity: "warn", Alpha: .0005, Replications: 64, File: "gates.yaml", Line: 4},
		},
	}
	r.Gate.Gates[1].Because = "internal tolerance, 2026-09"
	r.Gate.Gates[3].N = 0
	return r
}

// alone leaves one variant, without what costs time to draw.
func (r *Results) alone() {
	r.Differences, r.Gates, r.Variants = nil, nil, r.Variants[:1]
	r.Variants[0].Distributions, r.Variants[0].Series = nil, nil
}

// quick is an answer on the budget that decides nothing.
func quick() *Results {
	r := decided()
	r.Gate.Budget, r.Gate.Verdict, r.Gate.Replications = BudgetQuick, "inconclusive", 16
	r.Gate.Looks = []Look{{16, .025}}
	for i := range r.Gate.Gates {
		d := &r.Gate.Gates[i]
		d.N, d.Replications, d.More = min(d.N, 16), 16, 0
		if d.Verdict != "no_data" {
			d.Verdict = "inconclusive"
		}
	}
	return r
}

// comparison is what compare finds: policy, judged and explored changes, two
// parts of the time, the swap set, differences by day, variance.
func comparison() *Results {
	r := small()
	r.Gates = nil
	d := &r.Differences[0]
	d.Policy = decided().Gate.Policy
	for i := range d.Metrics {
		d.Metrics[i].Family = FamilyHeadline
	}
	d.Metrics[1].Margin = Finite(.0005)
	d.Metrics[2] = MetricChange{Name: "service.wait.p95", Delta: Finite(4), Low: Finite(-9), High: Finite(11), Relative: Finite(4.0 / 754), Interval: "hall",
		Verdict: "equivalent", Family: FamilyHeadline, Margin: Finite(15)}
	d.Metrics = append(d.Metrics,
		MetricChange{Name: "continuity.availability", Delta: Finite(-.0003), Low: Finite(-.0004), High: Finite(-.0002), Relative: Finite(-.0003), Interval: "hall", Verdict: "worse_below_margin", Family: FamilyHeadline, Margin: Finite(.0005)},
		MetricChange{Name: "customer.reactivation", Delta: Finite(.8), Low: Finite(.5), High: Finite(1.1), Relative: Finite(.246), Interval: "t", Verdict: "worse", Family: FamilyExploration},
		MetricChange{Name: "risk.overdue.rate", Labels: map[string]string{"tier": "basic"}, Delta: Finite(.002), Low: Finite(.001), High: Finite(.003), Relative: Finite(.066), Interval: "t", Verdict: "look_at", Family: FamilyExploration})
	d.Transition = []MetricChange{{Name: "risk.overdue.rate", Delta: Finite(.0021), Low: Finite(.0011), High: Finite(.0031), Relative: Finite(.067), Interval: "t", Verdict: "worse", Family: FamilyHeadline}}
	d.Settled = []MetricChange{{Name: "risk.overdue.rate", Delta: Finite(-.0001), Low: Finite(-.0005), High: Finite(.0003), Relative: Finite(-.003), Interval: "t", Verdict: "equivalent", Family: FamilyHeadline, Margin: Finite(.0005)}}
	d.Swap = &Swap{Replications: 8, Customers: 100000, Flipped: 1234.5, Rows: []SwapRow{
		{OwnerLiving, 812.5, 122, 3404.25, 88211}, {OwnerGone, 280, 20, 901, 6249.25}},
		Examples: []Flip{{3, 4711, "never restricted", "stopped on 2026-03-14 by D4 while alive; came back after 9 days", "weir trace pay-day --customer 4711 --replication 3 --policy tight"},
			{5, 88, "restricted on 2026-02-01 (D1)", "never restricted", "weir trace pay-day --customer 88 --replication 5 --policy tight"}}}
	change := daily("continuity.availability", "share", 180, 0, .0006, 3)
	for i := range change.Points {
		p := &change.Points[i]
		*p = Point{p.Day, round(p.Mean), round(p.Mean - .0006), round(p.Mean + .0006)}
	}
	losses := Series{Name: "risk.fraud.loss.net", Unit: "CNY", Labels: map[string]string{}}
	for day := range 180 {
		y := round(-700 + 500*math.Sin(float64(day)/9))
		losses.Points = append(losses.Points, Point{day, y, y - 300, y + 300})
	}
	d.Series = []Series{change, losses}
	r.Variance = []VarianceShare{
		{Metric: "risk.fraud.loss.net", Shocks: Finite(.62), Population: Finite(.08), Chance: Finite(.30), N: 64, Advice: "more replications narrow all three"},
		{Metric: "risk.overdue.rate", Variant: "tight", Shocks: Finite(.02), Population: Finite(.71), Chance: Finite(.27), N: 64, Advice: "a larger population would help most"},
	}
	return r
}

// swept is a sweep over one parameter, over a grid of two, or one at a time.
func swept(design string, parameters int) *Results {
	r := small()
	r.alone()
	after := SweepParameter{Path: "policy.dormancy.basic.after", Unit: "d", Texts: []string{"30d", "60d", "90d", "180d", "365d"}, Base: "90d"}
	limit := SweepParameter{Path: "policy.tiers.basic.daily_limit", Unit: "CNY", Texts: []string{"500 CNY", "1000 CNY", "2000 CNY", "5000 CNY"}, Base: "1000 CNY", Log: true}
	afters, limits := []float64{30, 60, 90, 180, 365}, []float64{500, 1000, 2000, 5000}
	s := &Sweep{Design: design, Parameters: []SweepParameter{after, limit}[:parameters], Metrics: []SweepMetric{
		{Name: "customer.restricted.wrongful_stock", Unit: "share", Better: "lower", Headline: true},
		{Name: "risk.fraud.loss.net", Unit: "CNY", Better: "lower", Headline: true}}}
	point := func(i, j int) SweepPoint {
		cell := func(f func(a, l float64) float64, half float64) SweepCell {
			x, base := f(afters[i], limits[j]), f(90, 1000)
			c := SweepCell{Estimate: Estimate{Mean: Finite(round(x)), Low: Finite(round(x - half)), High: Finite(round(x + half)), N: 64, Interval: "hall"}}
			if i != 2 || j != 1 {
				c.Delta, c.DeltaLow, c.DeltaHigh = Finite(round(x-base)), Finite(round(x-base-half/3)), Finite(round(x-base+half/3))
			}
			return c
		}
		p := SweepPoint{Name: fmt.Sprintf("p%d%d", i, j), Texts: []string{after.Texts[i], limit.Texts[j]}[:parameters], Values: []float64{afters[i], limits[j]}[:parameters], Base: i == 2 && j == 1}
		p.Cells = []SweepCell{
			cell(func(a, l float64) float64 { return .002 + .03*math.Exp(-a/120) - .000001*(l-1000) }, .001),
			cell(func(a, l float64) float64 { return 400000 + 2500*a + 90*l }, 30000)}
		return p
	}
	r.Sweep = s
	switch {
	case design == DesignOneAtATime:
		for _, at := range [][2]int{{2, 1}, {0, 1}, {4, 1}, {2, 0}, {2, 3}} {
			s.Points = append(s.Points, point(at[0], at[1]))
		}
		for m := range s.Metrics {
			s.Tornado = append(s.Tornado, TornadoBar{m, 0, point(0, 1).Cells[m], point(4, 1).Cells[m]}, TornadoBar{m, 1, point(2, 0).Cells[m], point(2, 3).Cells[m]})
		}
	case parameters == 1:
		for i := range afters {
			s.Points = append(s.Points, point(i, 1))
		}
		s.Front = &Front{X: 0, Y: 1, Points: []int{4, 3, 2, 1, 0}}
	default:
		for i := range afters {
			for j := range limits {
				s.Points = append(s.Points, point(i, j))
			}
		}
		s.Front = &Front{X: 0, Y: 1, Points: []int{19, 15, 12, 8, 4, 0}}
	}
	return r
}

// backtested is predictions of two metrics over six months, two of them missed.
func backtested() *Results {
	r := small()
	r.alone()
	b := &Backtest{Verdict: "fail", Level: .95, Required: .8, HeldOut: Finite(.75)}
	for m, name := range []string{"risk.overdue.rate", "service.calls"} {
		for month := range 6 {
			level, half, unit := .031, .0012, "share"
			if m == 1 {
				level, half, unit = 15230, 900, "calls"
			}
			mean := round(level * (1 + .03*float64(month)))
			seen := round(mean + half*1.3*math.Sin(float64(month*month+m)))
			row := BacktestRow{Metric: name, Unit: unit, Period: fmt.Sprintf("2026-%02d", month+1), Day: float64(30 * month), Days: 30, Observed: seen,
				Mean: &mean, Low: Finite(round(mean - half)), High: Finite(round(mean + half)), Error: Finite(round(seen - mean)),
				Covered: math.Abs(seen-mean) <= half, HeldOut: month >= 4}
			if row.Covered {
				b.Covered++
			}
			b.Of++
			b.Rows = append(b.Rows, row)
		}
	}
	r.Backtest = b
	return r
}

// hostile are texts that mean something in some format.
var hostile = []string{"a|b", "`code` ```", "<i onclick=alert(1)> --> </details> --seed", "line\nbreak\r\n::error::x", "\x1b[31mred\x00\x7f", "超限账户 100%", "@everyone #12 :,%", "]]>&amp;"}

// hostileDecided has such texts wherever users write any.
func hostileDecided() *Results {
	r := decided()
	text := func(i int) string { return hostile[i%len(hostile)] }
	r.Title, r.Scenario, r.Gate.Reproduce = text(2), text(3), text(1)+text(2)+text(3)
	r.Gate.Candidate, r.Gate.Baseline = text(0), text(4)
	for i := range r.Gate.Policy {
		c := &r.Gate.Policy[i]
		c.Path, c.Old, c.New, c.Doc, c.Clause = text(i), text(i+1), text(i+2), text(i+3), text(i+4)
	}
	r.Gate.Loosened[0] = Loosened{text(1), text(0), text(5)}
	for i := range r.Gate.Gates {
		d := &r.Gate.Gates[i]
		d.ID, d.Because, d.Owner, d.Clause, d.SeeWhy, d.File = text(i), text(i+1), text(i+2), text(i+3), text(i+4), text(i+5)
		d.Scenario, d.Expect, d.Why = text(i/3), text(i+6), []string{text(i + 7), text(i + 2)}
	}
	return r
}

// answers are the runs of all commands that decide or explore.
func answers() map[string]*Results {
	return map[string]*Results{"gate": decided(), "quick": quick(), "hostile": hostileDecided(), "compare": comparison(),
		"sweep-one": swept(DesignGrid, 1), "sweep-grid": swept(DesignGrid, 2), "sweep-oat": swept(DesignOneAtATime, 2), "backtest": backtested()}
}
