package collect

import (
	"math"
	"slices"
	"testing"

	"weir/model"
	"weir/model/metric"
	"weir/report"
	"weir/sim/param"
	"weir/sim/stat"
)

// blank is a plan with replications that counted nothing.
func blank(t *testing.T, p *model.Plan, replications int) Variant {
	t.Helper()
	v := variant(t, "base", p, 1)
	data, err := v.Outcomes[0].Encode()
	if err != nil {
		t.Fatal(err)
	}
	v.Outcomes = nil
	for range replications {
		o, err := p.Decode(data)
		if err != nil {
			t.Fatal(err)
		}
		c := o.Counts
		for _, cube := range []*metric.Cube{&c.Accounts, &c.Flows, &c.Restrictions, &c.Lifted, &c.Censored} {
			clear(cube.N)
		}
		for i := range c.Daily {
			clear(c.Daily[i].Num)
		}
		v.Outcomes = append(v.Outcomes, o)
	}
	return v
}

func is(t *testing.T, what string, got *float64, want float64) {
	t.Helper()
	if math.IsNaN(want) && got == nil {
		return
	}
	if got == nil || math.Abs(*got-want) > 1e-9 {
		t.Errorf("%s: %v, want %v", what, report.Numbers{deref(got)}, want)
	}
}

func deref(x *float64) float64 {
	if x == nil {
		return math.NaN()
	}
	return *x
}

// TestNothingSeen: what no replication observed has no section and no series.
func TestNothingSeen(t *testing.T) {
	for _, v := range []Variant{blank(t, tiny(t, "20d"), 2), {Name: "none", Plan: tiny(t, "20d")}} {
		var out report.Variant
		accounts(&out, v)
		comingIntoForce(&out, v)
		if out.States != nil || out.Restrictions != nil || out.Survival != nil || out.GoingLive != nil || out.Changes != nil || out.Series != nil {
			t.Errorf("%+v", out)
		}
	}
}

// TestFlows: 9 moves in 3,000 account-days are 1,095 in 1,000 account-years, which
// no mean of the two replications' rates is.
func TestFlows(t *testing.T) {
	v := blank(t, tiny(t, "20d"), 2)
	for i, days := range []int64{1000, 2000} {
		c := v.Outcomes[i].Counts
		c.Accounts.N[0] = days
		set(t, &c.Flows, []int64{1, 8}[i], map[string]string{"state": "active", "to": "flagged"})
		c.Stock(slices.Index(model.StateNames(), "flagged")).Num[3] = int64(5 + i)
	}
	var out report.Variant
	accounts(&out, v)
	if len(out.States.Flows) != 1 || out.States.Flows[0].From != "active" || out.States.Flows[0].To != "flagged" {
		t.Fatalf("%+v", out.States.Flows)
	}
	is(t, "rate", out.States.Flows[0].Rate.Mean, 1095)
	if len(out.Series) != len(model.StateNames()) {
		t.Fatalf("%d series", len(out.Series))
	}
	for i, s := range out.Series {
		if s.Name != report.StockSeries || s.Labels["state"] != model.StateNames()[i] || len(s.Points) != 8 {
			t.Errorf("%s %v: %d points", s.Name, s.Labels, len(s.Points))
		}
		for _, p := range s.Points {
			want := 0.0
			if s.Labels["state"] == "flagged" && p.Day == 3 {
				want = 5.5
			}
			if p.Mean != want {
				t.Errorf("%v on day %d: %v, want %v", s.Labels, p.Day, p.Mean, want)
			}
		}
	}
}

// TestRestrictions: each cause that restricted anybody has its three kinds of
// owner, whatever the level and the notice.
func TestRestrictions(t *testing.T) {
	v := blank(t, tiny(t, "20d"), 2)
	first, second := &v.Outcomes[0].Counts.Restrictions, &v.Outcomes[1].Counts.Restrictions
	set(t, first, 4, map[string]string{"cause": "idle", "level": "limited", "told": "told", "owner": "returning"})
	set(t, first, 1, map[string]string{"cause": "idle", "level": "frozen", "told": "not_told", "owner": "returning", "segment": "firms"})
	set(t, second, 1, map[string]string{"cause": "idle", "level": "limited", "owner": "returning"})
	set(t, second, 2, map[string]string{"cause": "idle", "level": "suspended", "owner": "gone"})
	want := []struct {
		owner string
		mean  float64
	}{{report.OwnerReturning, 3}, {report.OwnerResting, 0}, {report.OwnerGone, 1}}
	got := restrictions(v)
	if len(got) != len(want) {
		t.Fatalf("%+v", got)
	}
	for i, w := range want {
		if got[i].Cause != "idle" || got[i].Owner != w.owner {
			t.Errorf("%+v, want %s", got[i], w.owner)
		}
		is(t, w.owner, got[i].Count.Mean, w.mean)
	}
}

// TestSurvival: four restrictions, of which one ends on the day it begins and one
// on its third day, one is seen for two days and one for six, worked by hand.
func TestSurvival(t *testing.T) {
	v := blank(t, tiny(t, "20d"), 2)
	for i, days := range [][2]string{{"0", "1"}, {"2", "5"}} {
		c := v.Outcomes[i].Counts
		set(t, &c.Lifted, 1, map[string]string{"alive": "yes", "days": days[0]})
		set(t, &c.Censored, 1, map[string]string{"alive": "yes", "days": days[1]})
	}
	got := survivals(v)
	if len(got) != 1 || got[0].Owner != report.OwnerLiving || got[0].Cases != 4 || got[0].Open != 2 || got[0].Low != nil || got[0].Interval != "none" {
		t.Fatalf("%+v", got)
	}
	want := []float64{1, .75, .75, .375, .375, .375, .375}
	if len(got[0].Left) != len(want) || len(got[0].Days) != len(want) {
		t.Fatalf("%v after %v days, want %v", got[0].Left, got[0].Days, want)
	}
	for day, left := range want {
		if got[0].Days[day] != float64(day) || math.Abs(got[0].Left[day]-left) > 1e-12 {
			t.Errorf("%v after %v days, want %v after %d", got[0].Left[day], got[0].Days[day], left, day)
		}
	}
}

// TestSurvivalInterval: where all restrictions end and replications have as many,
// the share left is the mean of theirs, and so is its interval.
func TestSurvivalInterval(t *testing.T) {
	const cases, n = 10, 12
	v := blank(t, tiny(t, "20d"), n)
	shares := make([]float64, n)
	for i, o := range v.Outcomes {
		ended, _ := o.Counts.Lengths(false)
		early := int64(i % 4)
		ended[0], ended[4] = early, cases-early
		shares[i] = 1 - float64(early)/cases
	}
	got := survivals(v)[0]
	want := stat.Mean(shares, Level)
	if got.Owner != report.OwnerGone || got.Interval != want.Interval || got.Cases != cases*n || got.Open != 0 {
		t.Errorf("%+v", got)
	}
	for name, pair := range map[string][2]float64{"left": {got.Left[3], want.Mean}, "low": {got.Low[3], want.Low}, "high": {got.High[3], want.High}} {
		if math.Abs(pair[0]-pair[1]) > 1e-12 {
			t.Errorf("%s: %v, want %v", name, pair[0], pair[1])
		}
	}
	if last := len(got.Left) - 1; got.Left[last] != 0 || last != 5 {
		t.Errorf("%v left after %d days", got.Left[last], last)
	}
}

// TestUnequalReplications: the interval is as wide as that of the pseudo-values,
// lies about the estimate over all restrictions, and holds only shares.
func TestUnequalReplications(t *testing.T) {
	const n = 12
	v := blank(t, tiny(t, "20d"), n)
	early, cases := []int64{}, []int64{}
	var allEarly, all int64
	for i, o := range v.Outcomes {
		early, cases = append(early, int64(i%3)), append(cases, int64(3+i*i))
		ended, _ := o.Counts.Lengths(true)
		ended[0], ended[4] = early[i], cases[i]-early[i]
		allEarly, all = allEarly+early[i], all+cases[i]
	}
	left := 1 - float64(allEarly)/float64(all)
	pseudo := make([]float64, n)
	for i := range pseudo {
		pseudo[i] = n*left - (n-1)*(1-float64(allEarly-early[i])/float64(all-cases[i]))
	}
	e := stat.Mean(pseudo, Level)
	if math.Abs(e.Mean-left) < 1e-6 {
		t.Fatal("the case shows nothing: the mean of the pseudo-values is the estimate")
	}
	got := survivals(v)[0]
	if math.Abs(got.Left[1]-left) > 1e-12 || math.Abs(left-got.Low[1]-(e.Mean-e.Low)) > 1e-12 || math.Abs(got.High[1]-math.Min(1, left+e.High-e.Mean)) > 1e-12 {
		t.Errorf("%v [%v to %v], want %v and the interval of %+v", got.Left[1], got.Low[1], got.High[1], left, e)
	}
	// Of 12 restrictions 11 last: the interval would reach above all of them.
	v = blank(t, tiny(t, "20d"), n)
	for i, o := range v.Outcomes {
		ended, censored := o.Counts.Lengths(true)
		if i == 0 {
			ended[0] = 1
		} else {
			censored[3] = 1
		}
	}
	got = survivals(v)[0]
	if math.Abs(got.Left[1]-11.0/12) > 1e-12 || !(got.Low[1] >= 0 && got.High[1] <= 1) {
		t.Errorf("%v [%v to %v]", got.Left[1], got.Low[1], got.High[1])
	}
}

// TestLongRestrictions: of the restrictions longer than the histogram nothing is
// said but that they lasted so long.
func TestLongRestrictions(t *testing.T) {
	v := blank(t, tiny(t, "20d"), 1)
	ended, _ := v.Outcomes[0].Counts.Lengths(true)
	last := len(ended) - 1
	ended[1], ended[last] = 1, 3
	got := survivals(v)[0]
	if got.Cases != 4 || len(got.Left) != 3 || got.Left[2] != .75 {
		t.Errorf("%+v", got)
	}
}

// TestComingIntoForce: a policy at the start and a change on the fourth day, each
// with its own backlog; the second is never cleared in one replication.
func TestComingIntoForce(t *testing.T) {
	p := tiny(t, "20d")
	p.StartPolicy = tiny(t, "35d").Policy
	p.Changes = []model.Change{{At: param.Date{Year: 2025, Month: 1, Day: 4}, Text: "dormancy.basic.after = 10d", Policy: tiny(t, "10d").Policy}}
	if err := p.Ready(); err != nil {
		t.Fatal(err)
	}
	v := blank(t, p, 2)
	for i, o := range v.Outcomes {
		c := o.Counts
		c.Overdue().Num[0], c.Overdue().Num[3] = 10, 5
		copy(c.FlaggedStock().Num, []int64{4, 3, 0, 0, 2})
		copy(c.FlaggedFlow().Num, []int64{0, 2, 0, 0, 0, 5})
		copy(c.Backlog().Num, []int64{6, 3, 0, 5, 3, 1, 1, int64(i)})
	}
	var out report.Variant
	comingIntoForce(&out, v)
	if len(out.Changes) != 1 || out.Changes[0] != (report.Change{Day: 3, Text: "dormancy.basic.after = 10d"}) {
		t.Errorf("%+v", out.Changes)
	}
	if len(out.GoingLive) != 2 {
		t.Fatalf("%+v", out.GoingLive)
	}
	for i, want := range []struct{ day, overdue, flagged, steady, cleared, n float64 }{
		{0, 10, 7, 2.0 / 3, 3, 2},
		{3, 5, 2, 1, 5, 1},
	} {
		g := out.GoingLive[i]
		if g.Day != want.day || g.Mode != "all" || float64(g.Cleared.N) != want.n {
			t.Errorf("%+v", g)
		}
		is(t, "overdue", g.Overdue.Mean, want.overdue)
		is(t, "flagged", g.Flagged.Mean, want.flagged)
		is(t, "steady", g.Steady.Mean, want.steady)
		is(t, "cleared", g.Cleared.Mean, want.cleared)
	}
	var names []string
	for _, s := range out.Series {
		names = append(names, name(s.Name, s.Labels))
	}
	want := []string{name(report.FlaggedSeries, map[string]string{"origin": "stock"}), name(report.FlaggedSeries, map[string]string{"origin": "flow"}), report.BacklogSeries}
	if !slices.Equal(names, want) {
		t.Errorf("%v, want %v", names, want)
	}
	for i, want := range []struct {
		day  int
		mean float64
	}{{1, 3}, {5, 5}, {7, .5}} {
		if got := out.Series[i].Points[want.day]; got.Day != want.day || got.Mean != want.mean {
			t.Errorf("%s: %+v, want %v", names[i], got, want.mean)
		}
	}
	if x := clearedAfter([]int64{0, 0}, 0); !math.IsNaN(x) {
		t.Errorf("cleared after %v days without anybody overdue", x)
	}
}

// TestStocksAddUp: every account of a real run is in one state, day by day and over
// all days, and results have the sections.
func TestStocksAddUp(t *testing.T) {
	v := variant(t, "base", tiny(t, "20d"), 3)
	restricted := figureNamed(t, "customer.restricted.share")
	for _, o := range v.Outcomes {
		all := restricted.Daily(o.Counts)
		for day := range all.Den {
			var sum int64
			for state := range model.StateNames() {
				sum += o.Counts.Stock(state).Num[day]
			}
			if sum != all.Den[day] || sum == 0 {
				t.Errorf("day %d: %d accounts in a state, %d in all", day, sum, all.Den[day])
			}
		}
	}
	for state, word := range model.StateNames() {
		for _, o := range v.Outcomes {
			if got, want := total(o.Counts.Stock(state).Num), o.Counts.States.Sum(metric.Where{"state": {word}}); got != want {
				t.Errorf("%s: %d account-days, want %d", word, got, want)
			}
		}
	}
	p := tiny(t, "20d")
	p.StartPolicy = tiny(t, "35d").Policy
	if err := p.Ready(); err != nil {
		t.Fatal(err)
	}
	var r report.Results
	Fill(&r, []Variant{variant(t, "base", p, 3)}, nil, "")
	if r.Variants[0].States == nil || len(r.Variants[0].GoingLive) != 1 {
		t.Errorf("%+v, %+v", r.Variants[0].States, r.Variants[0].GoingLive)
	}
}

// TestExact: what has no chance in it needs no interval, and a difference is said.
func TestExact(t *testing.T) {
	d := metric.Desc{Kind: metric.Count, Exact: true}
	if e := estimate(d, []stat.Ratio{{Num: 7, Den: 1}, {Num: 7, Den: 1}}); e.Mean != 7 || e.Low != 7 || e.High != 7 || e.Interval != "exact" {
		t.Errorf("%+v", e)
	}
	if e := estimate(d, []stat.Ratio{{Num: 7, Den: 1}, {Num: 8, Den: 1}}); e.Note != stat.NoteNotExact || e.Interval == "exact" {
		t.Errorf("%+v", e)
	}
}
