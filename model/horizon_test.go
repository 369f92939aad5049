package model

import (
	"context"
	"reflect"
	"testing"

	"weir/model/account"
	"weir/model/dormancy"
	"weir/model/metric"
	"weir/sim"
	"weir/sim/param"
)

// on is a change of policy on a day since the start, 2025-01-01.
func on(day int, policy *Policy) Change {
	return Change{At: param.Date{Year: 2025, Month: 1, Day: 1 + day}, Policy: policy}
}

// TestWave: the transition goes from the first coming into force until 90 days after
// the last, or the end.
func TestWave(t *testing.T) {
	other := func(p *Plan) *Policy { policy := *p.Policy; return &policy }
	for _, c := range []struct {
		name   string
		change func(p *Plan)
		want   Wave
	}{
		{"no change", func(*Plan) {}, Wave{}},
		{"at the start", func(p *Plan) { p.StartPolicy = other(p) }, Wave{0, 90}},
		{"on the way", func(p *Plan) { p.Changes = []Change{on(20, other(p))} }, Wave{20, 110}},
		{"twice", func(p *Plan) { p.StartPolicy = other(p); p.Changes = []Change{on(20, other(p))} }, Wave{0, 110}},
		{"late", func(p *Plan) { p.Changes = []Change{on(29, other(p))}; p.Length = 100 * sim.Day }, Wave{29, 100}},
	} {
		p := cityBank(t, 10, 200*sim.Day)
		c.change(p)
		ready(t, p)
		if got := p.Wave(); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
		if day, ok := p.TransitionEnd(); day != c.want.Until || ok != (c.want != Wave{}) {
			t.Errorf("%s: the transition ends on day %d (%t)", c.name, day, ok)
		}
	}
	calm, early, late := cityBank(t, 10, 200*sim.Day), cityBank(t, 10, 200*sim.Day), cityBank(t, 10, 200*sim.Day)
	early.StartPolicy = other(early)
	late.Changes = []Change{on(30, other(late))}
	calm, early, late = ready(t, calm), ready(t, early), ready(t, late)
	for _, plans := range [][]*Plan{{calm, early, late}, {late, calm, early}} {
		if got := CommonWave(plans...); got != (Wave{0, 120}) {
			t.Errorf("together %v", got)
		}
	}
	if got := CommonWave(calm, calm); got != (Wave{}) {
		t.Errorf("without a change %v", got)
	}
}

// TestHorizonsAddUp: what was before the transition, the transition and what is
// settled add up to the whole in every table, exactly, and hold what happened in
// their time.
func TestHorizonsAddUp(t *testing.T) {
	p := everything(t, 300)
	wave := Wave{12, 47}
	var intents, flags [3]int64
	o, err := p.Replicate(context.Background(), 9, Options{Wave: wave, Watch: func(e sim.Event) {
		part := 0
		switch day := e.At.Day(); {
		case e.At < 0 || day >= 70:
			return
		case day >= wave.Until:
			part = 2
		case day >= wave.From:
			part = 1
		}
		intents[part] += int64(bit(e.Kind == evIntent && account.Operation(e.Arg&0xff) != account.TransferIn))
		flags[part] += int64(bit(e.Kind == evFlag))
	}})
	if err != nil {
		t.Fatal(err)
	}
	if data := bytesOf(t, o); true { // as it comes from a file
		if o, err = p.Decode(data); err != nil {
			t.Fatal(err)
		}
	}
	parts := []*Counts{o.Before, o.In(Transition), o.In(Settled)}
	sum := newCounts(p.labels, p.measuredDays())
	for i, c := range parts {
		if i > 0 {
			if err := sum.merge(c); err != nil {
				t.Fatal(err)
			}
		}
		if got := c.Intents.Sum(nil); got != intents[i] || got == 0 {
			t.Errorf("part %d has %d intents, and %d happened in it", i, got, intents[i])
		}
		if got := c.Flags.Sum(nil); got != flags[i] || got == 0 {
			t.Errorf("part %d has %d flags, and %d happened in it", i, got, flags[i])
		}
		for k, cube := range c.cubes() {
			for at, n := range cube.N { // staff at work beyond their shift are more than are present
				if n < 0 && o.Counts.cubes()[k].N[at] >= 0 {
					t.Errorf("part %d has %d in table %d", i, n, k)
				}
			}
		}
	}
	days := int64(wave.Until-wave.From) * int64(sim.Day/sim.Millisecond)
	if got := o.In(Transition).Time.Sum(nil); got != days {
		t.Errorf("the transition lasts for %d ms, want %d", got, days)
	}
	if got := float64(o.In(Settled).Work.Sum(nil)) / float64(o.Counts.Work.Sum(nil)) * 70 / (70 - 47); got < .9 || got > 1.1 {
		t.Errorf("staff are present %.2f times as much in the settled time as in all", got)
	}
	for day := range 70 {
		for figure, s := range sum.Daily {
			want := o.Counts.Daily[figure]
			if day < wave.From && s.Num[day]+s.Den[day] != 0 || day >= wave.From && (s.Num[day] != want.Num[day] || s.Den[day] != want.Den[day]) {
				t.Fatalf("figure %d of day %d: %d over %d, want %d over %d", figure, day, s.Num[day], s.Den[day], want.Num[day], want.Den[day])
			}
		}
	}
	sum.Daily = o.Counts.Daily
	if err := sum.merge(before(o)); err != nil {
		t.Fatal(err)
	}
	sum.Daily = o.Counts.Daily
	if !reflect.DeepEqual(sum, o.Counts) {
		t.Error("the parts do not add up to the whole")
	}
}

// before returns what was counted before the transition, without figures by day.
func before(o *Outcome) *Counts {
	c := o.Before.clone()
	c.days(c, 0, 0)
	return c
}

// TestHorizonsOfGoingLive: a stricter rule makes a wave of flags, which are all in
// the transition, with the accounts that were overdue; what only exists at the end
// has no data there. Telling horizons apart changes nothing.
func TestHorizonsOfGoingLive(t *testing.T) {
	p := changing(t, dormancy.GoingLive{Mode: dormancy.LiveAll}, false)
	p.Length = 200 * sim.Day
	ready(t, p)
	o, err := p.Replicate(context.Background(), 0, Options{})
	if err != nil {
		t.Fatal(err)
	}
	transition, settled := o.In(Transition), o.In(Settled)
	overdue := o.Counts.GoingLive.N[goingLiveOverdue]
	if overdue < 50 || o.Before.GoingLive.N[goingLiveOverdue] != 0 || transition.GoingLive.N[goingLiveOverdue] != overdue || settled.GoingLive.N[goingLiveOverdue] != 0 {
		t.Errorf("%d accounts overdue: before %v, in the transition %v, later %v", overdue, o.Before.GoingLive.N, transition.GoingLive.N, settled.GoingLive.N)
	}
	perDay := func(c *Counts, days int) float64 { return float64(c.Flags.Sum(nil)) / float64(days) }
	wave, calm := perDay(transition, 90), perDay(settled, 200-120)
	t.Logf("flags a day: %.2f before, %.2f in the transition, %.2f later; %d overdue", perDay(o.Before, 30), wave, calm, overdue)
	if extra := (wave - calm) * 90; extra < float64(overdue)/2 {
		t.Errorf("%.0f flags more than usual in the transition, of %d overdue", extra, overdue)
	}
	for _, f := range Figures() {
		in, after := f.Value(transition, nil), f.Value(settled, nil)
		if end := f.Name == "customer.idle.end" || f.Name == "service.cases.open"; end && (in.Den != 0 || after != f.Value(o.Counts, nil)) {
			t.Errorf("%s: %v in the transition, %v later", f.Name, in, after)
		}
	}
	if got := transition.Censored.Sum(nil); got != 0 {
		t.Errorf("%d restrictions can be watched no longer after the transition", got)
	}
	untold := finishedOutcome(t, p, 0)
	if o.Fingerprint != untold.Fingerprint || !reflect.DeepEqual(o.Counts, untold.Counts) {
		t.Error("telling horizons apart is another result")
	}
}

// finishedOutcome runs a replication without keeping anything on the way.
func finishedOutcome(t *testing.T, p *Plan, replication uint32) *Outcome {
	t.Helper()
	w, run := p.begin(replication, Options{})
	if err := w.finish(t.Context(), run); err != nil {
		t.Fatal(err)
	}
	o, err := w.outcome(replication, run)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// TestHorizonsAtTheEdges: without a policy that comes into force everything is
// settled; a transition that lasts to the end leaves nothing settled.
func TestHorizonsAtTheEdges(t *testing.T) {
	p := cityBank(t, 100, 20*sim.Day)
	o, err := p.Replicate(context.Background(), 0, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if o.Before != nil || o.Early != nil || o.In(Transition) != nil || o.In(Settled) != o.Counts || o.In(All) != o.Counts {
		t.Error("a plan without a change has a transition")
	}
	policy := *p.Policy
	p.StartPolicy = &policy
	if o, err = ready(t, p).Replicate(context.Background(), 0, Options{}); err != nil {
		t.Fatal(err)
	}
	whole := o.In(Transition)
	if o.Before != nil || o.Early != nil || o.In(Settled) != nil || whole == nil || !reflect.DeepEqual(whole, o.Counts) {
		t.Error("a transition that lasts to the end is not the whole")
	}
	if whole.Intents.N[0]++; whole.LastCount.Sum(metric.Where{}) == 0 || whole.Intents.N[0] == o.Counts.Intents.N[0] {
		t.Error("the transition has no end, or shares its counts with the outcome")
	}
}

// TestCountsAt: what is copied at a midnight holds no restriction that is watched on,
// though an account was closed before, and leaves the World's own counts alone.
func TestCountsAt(t *testing.T) {
	w, run := cityBank(t, 20, 20*sim.Day).begin(0, Options{})
	w.cells[0].counts.Censored.N[0], w.cells[0].counts.Left.N[0] = 3, 2
	c, err := w.countsAt(t.Context(), run, 5)
	if err != nil || c.Censored.Sum(nil) != 0 || c.Left.Sum(nil) < 2 || w.cells[0].counts.Censored.N[0] < 3 || run.Now() != 5*sim.Time(sim.Day) {
		t.Errorf("at %v: %d watched no longer (%v)", run.Now(), c.Censored.Sum(nil), err)
	}
}
