package model

import (
	"fmt"
	"slices"
	"testing"

	"weir/model/dormancy"
	"weir/model/emergency"
	"weir/sim"
	"weir/sim/param"
)

// The change: from the 31st day on, 60 idle days instead of 150 flag an account.
const (
	changeDay = 30
	changeAt  = changeDay * sim.Time(sim.Day)
	ruleAfter = 60 * sim.Day
)

// changing returns a plan of customers with Poisson activity of 1/30 a day whose
// policy changes; nobody decides about who is flagged.
func changing(t testing.TB, live dormancy.GoingLive, restart bool) *Plan {
	t.Helper()
	p := plain(t, poissonActivity, ", tenure: 20yr", 600, 110*sim.Day)
	p.Window = sim.Day
	p.Policy.Dormancy.Routes[0].After, p.Policy.Dormancy.Approval.Desks = 150*sim.Day, nil
	stricter := *p.Policy
	stricter.Dormancy.Routes = []dormancy.Route{{Tier: "basic", After: ruleAfter}}
	stricter.Dormancy.GoingLive = live
	p.Changes = []Change{{At: param.Date{Year: 2025, Month: 1, Day: 1 + changeDay}, Policy: &stricter, Restart: restart}}
	return ready(t, p)
}

// flagsOf runs a plan and returns who was flagged at what time, and by which last
// activity; and everything that happened before the change.
func flagsOf(t testing.TB, p *Plan) (flags []sim.Event, before []string) {
	t.Helper()
	o, err := p.Replicate(t.Context(), 0, Options{Watch: func(e sim.Event) {
		if e.At < changeAt {
			before = append(before, fmt.Sprint(e))
		} else if e.Kind == evFlag {
			flags = append(flags, e)
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	if o.Failed != "" {
		t.Fatal(o.Failed)
	}
	return flags, before
}

// backlogOf returns who is idle for long enough, and not flagged, when the stricter
// rule comes into force, by the records of a run that is stopped there.
func backlogOf(t testing.TB, p *Plan) (backlog []sim.Entity) {
	t.Helper()
	w, r := p.begin(0, Options{})
	if err := r.To(t.Context(), changeAt-sim.Time(sim.Day)); err != nil {
		t.Fatal(err)
	}
	last := make([]sim.Time, len(w.records))
	flagged := make([]bool, len(w.records))
	for i := range w.records {
		last[i], flagged[i] = w.records[i].Dormancy.LastActive, w.records[i].Dormancy.Status != dormancy.Active
	}
	_, err := p.Replicate(t.Context(), 0, Options{Watch: func(e sim.Event) {
		if e.At < changeAt-sim.Time(sim.Day) || e.At >= changeAt {
			return
		}
		switch e.Kind {
		case evIntent: // all are payments that go through
			last[e.Entity], flagged[e.Entity] = e.At, false
		case evFlag:
			flagged[e.Entity] = true
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	for i := range last {
		if !flagged[i] && last[i].Add(ruleAfter) <= changeAt {
			backlog = append(backlog, sim.Entity(i))
		}
	}
	return backlog
}

// TestChangeOfPolicy: what happened before a change of policy is the same whatever
// the change (rule X1). Then who is overdue under the new rule is flagged at once,
// after being active again, or some a day (rule D13); or all clocks begin anew.
func TestChangeOfPolicy(t *testing.T) {
	const perDay = 3
	plans := map[string]*Plan{
		"all":      changing(t, dormancy.GoingLive{Mode: dormancy.LiveAll}, false),
		"new only": changing(t, dormancy.GoingLive{Mode: dormancy.LiveNewOnly}, false),
		"phased":   changing(t, dormancy.GoingLive{Mode: dormancy.LivePhased, PerDay: perDay}, false),
		"restart":  changing(t, dormancy.GoingLive{Mode: dormancy.LiveAll}, true),
	}
	backlog := backlogOf(t, plans["all"])
	if len(backlog) < 10*perDay {
		t.Fatalf("%d accounts overdue: the test shows nothing", len(backlog))
	}
	unchanged := changing(t, dormancy.GoingLive{}, false)
	unchanged.Changes = nil
	_, want := flagsOf(t, ready(t, unchanged))
	for name, p := range plans {
		flags, before := flagsOf(t, p)
		if !slices.Equal(before, want) {
			t.Errorf("%s: another history before the change", name)
		}
		late := map[int][]sim.Entity{} // by day since the change, who is flagged later than the rule says by itself
		for _, e := range flags {
			switch due := sim.Time(e.Arg).Add(ruleAfter); {
			case name == "restart" && sim.Time(e.Arg) < changeAt: // 60 days from the change, whole days uncounted
				if since := e.At.Sub(changeAt); since < ruleAfter || since >= ruleAfter+sim.Day {
					t.Errorf("restart: customer %d, not active since the change, is flagged %.2f days after it", e.Entity, since.Days())
				}
			case e.At > due:
				late[(e.At.Day())-changeDay] = append(late[e.At.Day()-changeDay], e.Entity)
			case e.At < due:
				t.Errorf("%s: customer %d is flagged after %.2f days", name, e.Entity, e.At.Sub(sim.Time(e.Arg)).Days())
			}
		}
		holdTurns(t, name, late, backlog, perDay)
	}
}

// holdTurns holds who was flagged late against what the mode of going live says.
func holdTurns(t *testing.T, name string, late map[int][]sim.Entity, backlog []sim.Entity, perDay int) {
	t.Helper()
	var all []sim.Entity
	for day, who := range late {
		all = append(all, who...)
		if day < 0 || name == "phased" && len(who) > perDay {
			t.Errorf("%s: %d accounts are flagged late on day %d after the change", name, len(who), day)
		}
	}
	slices.Sort(all)
	switch name {
	case "all":
		if !slices.Equal(all, backlog) || len(late[0]) != len(backlog) {
			t.Errorf("all: %d of %d overdue accounts are flagged, %d on the first day", len(all), len(backlog), len(late[0]))
		}
	case "phased": // some are active before it is their turn
		if len(late[0]) != perDay || len(all) < len(backlog)/2 || len(all) >= len(backlog) {
			t.Errorf("phased: %d of %d overdue accounts are flagged, %d on the first day", len(all), len(backlog), len(late[0]))
		}
		for _, e := range all {
			if !slices.Contains(backlog, e) {
				t.Errorf("phased: customer %d was not overdue", e)
			}
		}
	default:
		if len(all) > 0 {
			t.Errorf("%s: %d accounts are flagged late", name, len(all))
		}
	}
}

// The closure: no branches in the north for 20 days.
const (
	closedFrom  = 10 * sim.Time(sim.Day)
	closedUntil = 30 * sim.Time(sim.Day)
)

// closing returns a plan of customers who know nothing but branches, with or without
// the closure, and whether days without service count.
func closing(t testing.TB, closed, uncounted bool) *Plan {
	t.Helper()
	p := plain(t, poissonActivity, ", tenure: 20yr", 3000, 90*sim.Day)
	p.Window = sim.Day
	p.Institution.Regions = []param.Weighted{{Name: "north", Share: .5}, {Name: "south", Share: .5}}
	p.Population.Segments[0].Regions = nil
	p.Institution.Systems.Systems[0].Regional = true
	p.Policy.Dormancy.Approval.Desks, p.Policy.Dormancy.WithoutService = nil, uncounted
	if closed {
		p.Shocks = []Shock{{ID: "closed", Outage: &emergency.Outage{System: "core", Region: "north", Dated: true,
			At: param.Date{Year: 2025, Month: 1, Day: 11}, Lasts: law(t, "constant", "value", 20*sim.Day)}}}
	}
	return ready(t, p)
}

// TestDaysWithoutService: where the only channel is closed for 20 days and such days
// do not count, every account is flagged after 90 days of service, nobody because of
// the closure, and afterwards as many as if there had been none; where they count, a
// wave is flagged. Elsewhere nothing differs (rule D11).
func TestDaysWithoutService(t *testing.T) {
	type history struct {
		south         []string
		during, after int // flags in the north
	}
	live := func(closed, uncounted bool) history {
		p := closing(t, closed, uncounted)
		var h history
		book := newWorld(p, 0, sim.DefaultCellSize).records
		w, r := p.begin(0, Options{Watch: func(e sim.Event) {
			if book[e.Entity].Region == 1 {
				h.south = append(h.south, fmt.Sprint(e))
				return
			}
			if e.Kind != evFlag || e.At < closedFrom {
				return
			}
			if e.At < closedUntil {
				h.during++
			} else {
				h.after++
			}
			lost := min(closedUntil.Sub(closedFrom), max(0, e.At.Sub(closedFrom)))
			if idle := e.At.Sub(sim.Time(e.Arg)); closed && uncounted && sim.Time(e.Arg) < closedFrom && (idle-lost < 90*sim.Day || idle-lost >= 90*sim.Day+sim.Minute) {
				t.Errorf("customer %d is flagged after %.2f days of service", e.Entity, (idle - lost).Days())
			}
		}})
		if err := w.finish(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		if w.failed != nil {
			t.Fatal(w.failed)
		}
		return h
	}
	open, openUncounted := live(false, false), live(false, true)
	counted, uncounted := live(true, false), live(true, true)
	if open.after != openUncounted.after || !slices.Equal(open.south, openUncounted.south) {
		t.Error("without a closure it matters whether days without service count")
	}
	for name, h := range map[string]history{"counted": counted, "not counted": uncounted} {
		if !slices.Equal(h.south, open.south) {
			t.Errorf("days are %s: another history where branches were open", name)
		}
	}
	t.Logf("flags in the north, during and after: open %d, %d; counted %d, %d; not counted %d, %d",
		open.during, open.after, counted.during, counted.after, uncounted.during, uncounted.after)
	if uncounted.during > 0 {
		t.Errorf("%d accounts are flagged during the closure, of days that do not count", uncounted.during)
	}
	// Both are Poisson of about 150: 4 standard deviations of the difference.
	if d := uncounted.after - open.after; d*d > 16*(uncounted.after+open.after) {
		t.Errorf("%d accounts are flagged after the closure, %d without one", uncounted.after, open.after)
	}
	if counted.during+counted.after < (open.during+open.after)*5/4 {
		t.Errorf("%d accounts are flagged where days without service count, %d without a closure: the test shows nothing", counted.during+counted.after, open.during+open.after)
	}
}
