package collect

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"weir/model"
	"weir/model/emergency"
	"weir/model/gate"
	"weir/model/metric"
	"weir/report"
	"weir/scenarios"
	"weir/sim"
	"weir/sim/calendar"
	"weir/sim/dist"
	"weir/sim/param"
	"weir/sim/stat"
)

const institution = `
title: Tiny
holidays: none
time_zone: UTC
regions: {north: 50%, south: 50%}
systems: {core: {}, branches: {needs: [core], regional: true}}
channels: {app: {needs: [core]}, branch: {needs: [branches]}}
activities:
  often: {rate: 0.5/d, dropout: 0/yr}
  seldom: {rate: 0.04/d, dropout: 2/yr, closing: 100d}
segments:
  people: {share: 60%, activities: {often: 50%, seldom: 50%}}
  firms: {share: 40%, tiers: {plus: 100%}, activities: {often: 100%}}
desks: {dormancy_approval: {servers: 1, service: {exponential: {mean: 5h}}, deadline: 12h, error: 20%}, calls: {servers: 1, service: 1m}}
`

const policy = `
tiers: {basic: {functions: [query, pay], daily_limit: 500 CNY}, plus: {daily_limit: 20000 CNY}}
dormancy: {basic: {after: LIMIT}, approval: {desks: [dormancy_approval]}}
`

// tiny returns a plan of a tiny institution.
func tiny(t *testing.T, after string) *model.Plan {
	t.Helper()
	lasts, err := dist.New("constant", map[string]float64{"value": float64(3 * sim.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	p := &model.Plan{Institution: new(model.Institution), Policy: new(model.Policy), Customers: 80,
		Start: calendar.Civil{Year: 2025, Month: 1, Day: 1}, Length: 8 * sim.Day, Warmup: sim.Day, Cooldown: sim.Day, Window: sim.Hour, Seed: 1,
		Shocks: []model.Shock{{ID: "core-down", Outage: &emergency.Outage{System: "core", Dated: true,
			At: param.Date{Year: 2025, Month: 1, Day: 3, Hour: 10}, Lasts: param.Dist{Dist: lasts}}}}}
	bind(t, institution, p.Institution)
	bind(t, strings.Replace(policy, "LIMIT", after, 1), p.Policy)
	p.Institution.Customers = int64(p.Customers)
	p.StartPolicy, p.Population = p.Policy, &p.Institution.Population
	if err := p.Ready(); err != nil {
		t.Fatal(err)
	}
	return p
}

func bind(t *testing.T, text string, into param.Declarer) {
	t.Helper()
	v, problems := param.Parse("file.yaml", []byte(text))
	s := param.New(param.Units{Currency: "CNY", Minor: 100})
	into.Declare(s)
	for _, p := range append(problems, s.Bind(v)...) {
		t.Fatal(p.Pos, p.Code, p.Args)
	}
}

// variant runs a plan.
func variant(t *testing.T, name string, p *model.Plan, replications int) Variant {
	t.Helper()
	v := Variant{Name: name, Plan: p}
	for i := range replications {
		o, err := p.Replicate(t.Context(), uint32(i), model.Options{})
		if err != nil || o.Failed != "" {
			t.Fatal(err, o.Failed)
		}
		v.Outcomes = append(v.Outcomes, o)
	}
	return v
}

// name is a row's name with its labels.
func name(figure string, labels map[string]string) string {
	if len(labels) == 0 {
		return figure
	}
	return fmt.Sprint(figure, labels)
}

// TestRows: each figure has one row over everything and one for each value of
// each of its labels, with a value for each replication.
func TestRows(t *testing.T) {
	p := tiny(t, "20d")
	v := variant(t, "base", p, 12)
	var r report.Results
	Fill(&r, []Variant{v}, nil, "")
	var want []string
	figures := map[string]model.Figure{}
	for _, f := range model.Figures() {
		figures[f.Name] = f
		want = append(want, f.Name)
		for _, label := range f.Labels {
			mechanism := label == "contact" || label == "rule" || label == "way" // which the tiny institution lacks
			if !mechanism && len(p.Labels().Values(label)) == 0 {
				t.Errorf("%s: nobody knows the values of %s", f.Name, label)
			}
			for _, value := range p.Labels().Values(label) {
				want = append(want, name(f.Name, map[string]string{label: value}))
			}
		}
	}
	var got []string
	for _, m := range r.Variants[0].Metrics {
		got = append(got, name(m.Name, m.Labels))
		f := figures[m.Name]
		checkRow(t, v, f, m)
	}
	if !slices.Equal(got, want) {
		t.Errorf("rows\n%v\nwant\n%v", got, want)
	}
	if r.Variants[0].Replications != 12 || len(r.Differences) != 0 || r.Fingerprint != r.Variants[0].Fingerprint {
		t.Errorf("%d replications, %d differences, fingerprints %s and %s", r.Variants[0].Replications, len(r.Differences), r.Fingerprint, r.Variants[0].Fingerprint)
	}
}

// checkRow works a row out from the figure itself.
func checkRow(t *testing.T, v Variant, f model.Figure, m report.Metric) {
	t.Helper()
	row := name(m.Name, m.Labels)
	where := metric.Where{}
	for label, value := range m.Labels {
		where[label] = []string{value}
	}
	var num, den, sum float64
	seen := 0
	for i, o := range v.Outcomes {
		x := f.Value(o.Counts, where)
		if f.Kind == metric.Money {
			x.Num /= 100
		}
		value := x.Num / x.Den
		if m.Values[i] != value && !(math.IsNaN(value) && math.IsNaN(m.Values[i])) {
			t.Errorf("%s: replication %d is %v, want %v", row, i, m.Values[i], value)
		}
		num, den = num+x.Num, den+x.Den
		if x.Den != 0 {
			sum += value
			seen++
		}
	}
	want := num / den
	if f.Kind == metric.Count || f.Kind == metric.Money || f.Kind == metric.Quantile {
		want = sum / float64(seen)
	}
	switch {
	case math.IsNaN(want):
		if m.Mean != nil {
			t.Errorf("%s: %v, want none", row, *m.Mean)
		}
	case m.Mean == nil || math.Abs(*m.Mean-want) > 1e-9*math.Abs(want):
		t.Errorf("%s: mean %v, want %v", row, m.Mean, want)
	case m.Low != nil && (*m.Low > *m.Mean || *m.High < *m.Mean):
		t.Errorf("%s: %v outside [%v, %v]", row, *m.Mean, *m.Low, *m.High)
	}
	if m.Kind != f.Kind.String() || m.Headline != (f.Headline && len(m.Labels) == 0) || f.Kind == metric.Money && m.Unit != "CNY" || m.Interval == "" {
		t.Errorf("%s: %+v", row, m)
	}
}

// TestDifferences: a variant differs from its like by nothing at all, and from
// another by the difference of their figures.
func TestDifferences(t *testing.T) {
	base, same, other := variant(t, "base", tiny(t, "20d"), 12), variant(t, "same", tiny(t, "20d"), 12), variant(t, "other", tiny(t, "35d"), 12)
	var r report.Results
	Fill(&r, []Variant{base, same, other}, nil, "")
	if len(r.Differences) != 2 || r.Differences[0].Variant != "same" || r.Differences[1].Variant != "other" || r.Differences[1].Against != "base" {
		t.Fatalf("differences %+v", r.Differences)
	}
	for _, m := range r.Differences[0].Metrics {
		for what, x := range map[string]*float64{"delta": m.Delta, "low": m.Low, "high": m.High, "relative": m.Relative} {
			if x != nil && *x != 0 {
				t.Errorf("%s: %s of identical variants is %v", name(m.Name, m.Labels), what, *x)
			}
		}
	}
	if r.Variants[0].Fingerprint != r.Variants[1].Fingerprint || r.Variants[0].Fingerprint == r.Variants[2].Fingerprint {
		t.Error("fingerprints do not tell variants apart")
	}
	changed := 0
	for i, m := range r.Differences[1].Metrics {
		a, b := r.Variants[0].Metrics[i], r.Variants[2].Metrics[i]
		if name(m.Name, m.Labels) != name(a.Name, a.Labels) {
			t.Fatalf("difference %d is of %s, the row of %s", i, m.Name, a.Name)
		}
		if a.Mean == nil || b.Mean == nil {
			if m.Delta != nil {
				t.Errorf("%s: a difference from nothing: %v", name(m.Name, m.Labels), *m.Delta)
			}
			continue
		}
		want := *b.Mean - *a.Mean
		if a.Kind == "quantile" {
			continue // pairs without an observation are left out of the one, not of the other
		}
		if m.Delta == nil || math.Abs(*m.Delta-want) > 1e-9*(1+math.Abs(want)) {
			t.Errorf("%s: difference %v, want %v", name(m.Name, m.Labels), m.Delta, want)
		} else if *a.Mean != 0 && math.Abs(*m.Relative - want / *a.Mean) > 1e-9*(1+math.Abs(want / *a.Mean)) {
			t.Errorf("%s: relative difference %v, want %v", name(m.Name, m.Labels), *m.Relative, want / *a.Mean)
		}
		if want != 0 {
			changed++
		}
	}
	if changed < 5 {
		t.Errorf("%d figures differ: the test shows nothing", changed)
	}
}

// outcomes returns a variant whose replications count what is written: flags,
// of them of customers who are alive, and the fen of payments that found the
// channel down.
func outcomes(t *testing.T, name string, flags, alive, failed []int64) Variant {
	t.Helper()
	v := variant(t, name, tiny(t, "20d"), 1)
	template := v.Outcomes[0]
	v.Outcomes = nil
	data, err := template.Encode()
	if err != nil {
		t.Fatal(err)
	}
	for i := range flags {
		o, err := v.Plan.Decode(data)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []*metric.Cube{&o.Counts.Flags, &o.Counts.Value} {
			clear(c.N)
		}
		set(t, &o.Counts.Flags, flags[i]-alive[i], map[string]string{"alive": "no"})
		set(t, &o.Counts.Flags, alive[i], map[string]string{"alive": "yes"})
		set(t, &o.Counts.Value, failed[i], map[string]string{"result": "unavailable", "direction": "out"})
		v.Outcomes = append(v.Outcomes, o)
	}
	return v
}

// set writes a number at the first position that has the labels.
func set(t *testing.T, c *metric.Cube, n int64, labels map[string]string) {
	t.Helper()
	at := 0
	for _, d := range c.Dimensions {
		at *= len(d.Values)
		if value, ok := labels[d.Name]; ok {
			at += slices.Index(d.Values, value)
		}
	}
	c.N[at] = n
}

// TestGates: every stat against values worked out by hand, over 20 replications
// with 1 to 20 flags, half of them (rounded down) of customers who are alive,
// and 10 CNY a flag that failed. The baseline has one flag more, all alive.
func TestGates(t *testing.T) {
	var flags, alive, failed, more, none []int64
	for i := range int64(20) {
		n := (i*7)%20 + 1 // 1 to 20, shuffled
		flags, alive, failed = append(flags, n), append(alive, n/2), append(failed, 1000*n)
		more, none = append(more, n+1), append(none, 0)
	}
	base, old := outcomes(t, "base", flags, alive, failed), outcomes(t, "old", more, more, none)
	up := slices.Clone(flags)
	slices.Sort(up)
	for _, c := range []struct {
		expect   string
		estimate float64 // NaN: none
		unit     string
		note     string
	}{
		{"customer.flags.count <= 11", 10.5, "1", ""},
		{"mean(customer.flags.count) <= 11", 10.5, "1", ""},
		{"median(customer.flags.count) <= 11", 10, "1", ""},
		{"p95(customer.flags.count) <= 11", 19, "1", "S007"},
		{"p05(customer.flags.count) <= 11", 1, "1", "S007"},
		{"p25(customer.flags.count) <= 11", 5, "1", ""},
		{"prob(customer.flags.count <= 5) <= 10%", .25, "share", ""},
		{"prob(customer.flags.count < 5) <= 10%", .2, "share", ""},
		{"prob(customer.flags.count >= 5) <= 10%", .8, "share", ""},
		{"prob(customer.flags.count > 5) <= 10%", .75, "share", ""},
		{"prob(customer.flags.count > 20) <= 10%", 0, "share", ""},
		{"var95(customer.flags.count) <= 11", 19, "1", "S007"},
		{"es95(customer.flags.count) <= 11", 20, "1", "S008"},
		{"delta(customer.flags.count) <= 0", -1, "1", "S003"},
		{"ratio(customer.flags.count) <= 1", 210.0 / 230, "share", ""},
		// A share is the ratio of the sums: 100 alive of 210.
		{"customer.flags.alive <= 50%", 100.0 / 210, "share", ""},
		{"delta(customer.flags.alive) <= 0pp", 100.0/210 - 1, "share", ""},
		{"ratio(customer.flags.alive) <= 1", 100.0 / 210, "share", ""},
		// Quantiles are of each replication's own share: the tenth of them.
		{"median(customer.flags.alive) <= 50%", tenth(flags, alive), "share", ""},
		{"p05(customer.flags.alive) <= 50%", 0, "share", "S007"}, // of the replication with one flag
		// Money in whole units.
		{"continuity.value.failed <= 200 CNY", 105, "CNY", ""},
		{"var95(continuity.value.failed) <= 200 CNY", 190, "CNY", "S007"},
		{"prob(continuity.value.failed > 150 CNY) <= 10%", .25, "share", ""},
		{"delta(continuity.value.failed) <= 200 CNY", 105, "CNY", ""},
		{"ratio(continuity.value.failed) <= 1", math.NaN(), "share", "S002"}, // the baseline has none
		// By label, and what nobody has.
		{"customer.flags.count{vulnerable=no} <= 11", 10.5, "1", ""},
		{"customer.flags.count{vulnerable=yes} <= 11", 0, "1", "S003"},
		{"customer.flags.alive{vulnerable=yes} <= 50%", math.NaN(), "share", "S002"},
	} {
		g := check(t, base.Plan, c.expect)
		got := showGate(g, base, &old)
		switch {
		case got.Estimate == nil:
			if !math.IsNaN(c.estimate) {
				t.Errorf("%s: no estimate, want %v", c.expect, c.estimate)
			}
		case math.Abs(*got.Estimate-c.estimate) > 1e-12:
			t.Errorf("%s: %v, want %v", c.expect, *got.Estimate, c.estimate)
		case got.Low != nil && *got.Low > c.estimate+1e-12 || got.High != nil && *got.High < c.estimate-1e-12:
			t.Errorf("%s: %v is not in [%v, %v]", c.expect, c.estimate, *got.Low, *got.High)
		}
		if got.Unit != c.unit || got.Note != c.note || got.Expect != c.expect || got.Limit != g.Bound || got.Operator != "<=" || got.N != 20 {
			t.Errorf("%s: %+v, want unit %s, note %q", c.expect, got, c.unit, c.note)
		}
	}
	// Fill compares with the variant that is named, wherever it is.
	var named report.Results
	Fill(&named, []Variant{base, base, old}, []scenarios.Gate{check(t, base.Plan, "delta(customer.flags.count) <= 0")}, "old")
	if g := named.Gates[0]; g.Estimate == nil || *g.Estimate != -1 {
		t.Errorf("a change from the third variant: %+v", g)
	}
	// Each other variant has an estimate of its own; the baseline has no change from itself.
	if g := named.Gates[0]; len(g.Variants) != 1 || g.Variants[0].Name != "base" || *g.Variants[0].Estimate != -1 {
		t.Errorf("changes of the variants: %+v", g.Variants)
	}
	var each report.Results
	Fill(&each, []Variant{base, old}, []scenarios.Gate{check(t, base.Plan, "customer.flags.count <= 11")}, "")
	if g := each.Gates[0]; *g.Estimate != 10.5 || len(g.Variants) != 1 || g.Variants[0].Name != "old" || *g.Variants[0].Estimate != 11.5 || g.Variants[0].N != 20 {
		t.Errorf("a gate on two variants: %+v", g)
	}
	// Nothing to compare with: no estimate, rather than one of zero.
	var r report.Results
	Fill(&r, []Variant{base}, []scenarios.Gate{check(t, base.Plan, "delta(customer.flags.count) <= 0")}, "old")
	if g := r.Gates[0]; g.Estimate != nil || g.Low != nil || g.High != nil || g.N != 0 {
		t.Errorf("a change from nothing: %+v", g)
	}
}

// tenth is the tenth smallest share of 20.
func tenth(all, part []int64) float64 {
	var shares []float64
	for i := range all {
		shares = append(shares, float64(part[i])/float64(all[i]))
	}
	slices.Sort(shares)
	return shares[9]
}

// TestWorseSide: of a figure that should be high the bad tail is the low one.
func TestWorseSide(t *testing.T) {
	base := outcomes(t, "base", make([]int64, 20), make([]int64, 20), make([]int64, 20))
	for i, o := range base.Outcomes { // worked for 1 to 20 of 20 parts of the time
		clear(o.Counts.Up.N)
		clear(o.Counts.Time.N)
		set(t, &o.Counts.Time, 1000, nil)
		set(t, &o.Counts.Up, 4*50*int64((i*7)%20+1), nil) // four ways: two channels in two regions
	}
	for expect, want := range map[string]float64{
		"var95(continuity.availability) >= 50%": .05, // the worst of 20
		"es95(continuity.availability) >= 50%":  .05,
		"p95(continuity.availability) >= 50%":   .95, // as written, whichever side is bad
	} {
		var r report.Results
		Fill(&r, []Variant{base}, []scenarios.Gate{check(t, base.Plan, expect)}, "")
		g := r.Gates[0]
		if g.Estimate == nil || math.Abs(*g.Estimate-want) > 1e-12 {
			t.Errorf("%s: %+v, want %v", expect, g, want)
			continue
		}
		if g.Low != nil && *g.Low > *g.Estimate || g.High != nil && *g.High < *g.Estimate {
			t.Errorf("%s: %v outside its interval", expect, *g.Estimate)
		}
	}
}

func check(t *testing.T, p *model.Plan, expect string) scenarios.Gate {
	t.Helper()
	e, problems := gate.Parse(expect)
	if len(problems) == 0 {
		var known []metric.Desc
		for _, f := range model.Figures() {
			known = append(known, f.Desc)
		}
		g, found := gate.Check(e, gate.Known{Metrics: known, Values: p.Labels().Values, Units: param.Units{Currency: "CNY", Minor: 100}, Baseline: true})
		if len(found) == 0 {
			return scenarios.Gate{ID: "g", Expect: expect, Gate: g}
		}
		problems = found
	}
	t.Fatal(expect, problems)
	return scenarios.Gate{}
}

// TestMargin: the table of margins.
func TestMargin(t *testing.T) {
	for _, c := range []struct {
		desc        metric.Desc
		level, want float64
	}{
		{metric.Desc{Unit: "share"}, 0, .0005},
		{metric.Desc{Unit: "share"}, .0499, .0005},
		{metric.Desc{Unit: "share"}, .05, .005},
		{metric.Desc{Unit: "share"}, .99, .005},
		{metric.Desc{Unit: "share", Margin: .01}, .001, .01}, // absolute for shares
		{metric.Desc{Unit: "s"}, 50, 1},
		{metric.Desc{Unit: "s", Margin: .1}, 50, 5}, // relative for the others
		{metric.Desc{Unit: "money"}, -50, 1},
		{metric.Desc{Unit: "s"}, 0, 0},
	} {
		if got := Margin(c.desc, c.level); math.Abs(got-c.want) > 1e-15 {
			t.Errorf("%+v at %v: %v, want %v", c.desc, c.level, got, c.want)
		}
	}
}

// TestDifferencesOfOtherLabels: where a variant has other values of a label, rows
// are matched by what they are about, and what only one has is left out.
func TestDifferencesOfOtherLabels(t *testing.T) {
	base := variant(t, "base", tiny(t, "20d"), 12)
	plan := tiny(t, "20d")
	first := plan.Institution.Systems.Channels[0]
	first.ID = "kiosk"
	plan.Institution.Systems.Channels = append([]emergency.Channel{first}, plan.Institution.Systems.Channels...)
	if err := plan.Ready(); err != nil {
		t.Fatal(err)
	}
	for _, pair := range [][2]Variant{{base, variant(t, "kiosk", plan, 12)}, {variant(t, "kiosk", plan, 12), base}} {
		var r report.Results
		Fill(&r, pair[:], nil, "")
		seen := map[string]bool{}
		for _, m := range r.Differences[0].Metrics {
			seen[name(m.Name, m.Labels)] = true
			if m.Labels["channel"] == "kiosk" {
				t.Errorf("%s: a difference of what only one has", name(m.Name, m.Labels))
			}
			// Nobody uses the new channel, so nothing else changes.
			if m.Delta != nil && *m.Delta != 0 && m.Name != "continuity.availability" {
				t.Errorf("%s differs by %v", name(m.Name, m.Labels), *m.Delta)
			}
		}
		if !seen["service.utilisation"] && !seen[name("service.utilisation", map[string]string{})] {
			t.Error("a metric without channels has no difference")
		}
	}
}

// TestNothingWithoutIntervalOrReason: each figure has an interval, or says why it
// has none.
func TestNothingWithoutIntervalOrReason(t *testing.T) {
	for _, n := range []int{1, 9, 12} {
		var r report.Results
		Fill(&r, []Variant{variant(t, "base", tiny(t, "20d"), n)}, nil, "")
		intervals := 0
		for _, m := range r.Variants[0].Metrics {
			whole := m.Low != nil && m.High != nil && m.Interval != "none" && m.Interval != ""
			if whole && m.Interval != "exact" {
				intervals++
			} else if !whole && m.Note == "" {
				t.Errorf("%d replications: %s has neither an interval nor a reason: %+v", n, name(m.Name, m.Labels), m)
			}
		}
		if (intervals > 0) != (n >= stat.MinReplications) {
			t.Errorf("%d replications: %d intervals", n, intervals)
		}
	}
}

// TestRescaledDesksAreSaid: a gate on rare histories says that the desks have
// another load; a gate on a mean does not.
func TestRescaledDesksAreSaid(t *testing.T) {
	plan := tiny(t, "20d")
	plan.Institution.Customers *= 10
	v := variant(t, "base", plan, 12)
	for text, want := range map[string]string{
		"prob(customer.flags.count > 5) <= 10%": NoteRescaled,
		"customer.flags.count <= 11":            "",
	} {
		e, problems := gate.Parse(text)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		var descs []metric.Desc
		for _, f := range model.Figures() {
			descs = append(descs, f.Desc)
		}
		g, problems := gate.Check(e, gate.Known{Metrics: descs, Units: param.Units{Currency: "CNY", Minor: 100}})
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		var r report.Results
		Fill(&r, []Variant{v}, []scenarios.Gate{{ID: "g", Expect: text, Gate: g}}, "")
		if got := r.Gates[0].Note; got != want {
			t.Errorf("%s: note %q, want %q", text, got, want)
		}
	}
}
