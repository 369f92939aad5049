package model

import (
	"slices"
	"strings"
	"testing"

	"weir/model/dormancy"
	"weir/model/population"
	"weir/model/tier"
	"weir/sim"
	"weir/sim/desk"
	"weir/sim/param"
)

// comebacks is a bank that freezes many accounts, with its ways back as a text.
func comebacks(t testing.TB, ways string) *Plan {
	t.Helper()
	rules := read(t, "../scenarios/library/source-rules.yaml")
	from := strings.Index(rules, "    branch: {system: branches")
	until := from + strings.Index(rules[from:], "\n\n")
	return libraryPlan(t, 1500, 60*sim.Day, lively[1:3:3], append(hasty[:3:3], swap{rules[from:until], ways},
		swap{"{low: limited, medium: suspended, high: frozen, limited_to: 1000 CNY}", "{level: frozen}"}))
}

const (
	byBranch = "    branch: {system: branches, desk: reactivation, takes: 0s}\n"
	byApp    = "    app: {system: app, takes: 10m, fails: 50%}\n"
	byWeb    = "    online: {system: web, phone: true, fails: 10%}\n"
	byPost   = "    post: {takes: 3d, fails: 30%}\n" // which nobody wants, so that it goes by shares
)

// historyOf returns all events of a replication, with ways by the hash of their ids.
func historyOf(t testing.TB, p *Plan, before func(*World)) []sim.Event {
	t.Helper()
	var events []sim.Event
	w, r := p.begin(0, Options{Watch: func(e sim.Event) {
		if e.Kind == evWay && e.Arg&0xff > 0 {
			e.Arg = e.Arg>>8 | int64(fnv(p.labels.Ways[e.Arg&0xff-1]))<<8
		}
		events = append(events, e)
	}})
	if before != nil {
		before(w)
	}
	if err := w.finish(t.Context(), r); err != nil || w.failed != nil {
		t.Fatal(err, w.failed)
	}
	return events
}

// TestPlaceInAListNamesNothing: another way back that opens no account, another order
// of the ways, and attempts to reach customers by what none of them has leave every
// event as it was.
func TestPlaceInAListNamesNothing(t *testing.T) {
	ways := historyOf(t, comebacks(t, byBranch+byApp+byWeb+byPost), nil)
	if n := count(ways, evWay); n < 200 {
		t.Errorf("%d events of ways: the test shows less than it should", n)
	}
	if !slices.Equal(historyOf(t, comebacks(t, "    never: {up_to: limited, share: 0}\n"+byBranch+byApp+byWeb+byPost), nil), ways) {
		t.Error("a way that opens nothing changes what happens")
	}
	if !slices.Equal(historyOf(t, comebacks(t, byPost+byWeb+byApp+byBranch), nil), ways) {
		t.Error("the order of the ways changes what happens")
	}
	noApps := []swap{{"    newcomer: {number_change: 0.15/yr, app: 60%}", "    newcomer: {number_change: 0.15/yr}"}, {"carriers: {A: 55%", "app: 0%\n    carriers: {A: 55%"}}
	ladder := func(text string) []sim.Event {
		p := libraryPlan(t, 400, 40*sim.Day, noApps, append(hasty[:2:2], swap{"        - {channel: sms, wait: 3d}\n", text + "        - {channel: sms, wait: 3d}\n"}))
		return historyOf(t, p, nil)
	}
	told := ladder("")
	if n := count(told, evNotice); n < 200 {
		t.Errorf("%d attempts: the test shows less than it should", n)
	}
	if !slices.Equal(ladder("        - {channel: push, wait: 1d}\n"), told) {
		t.Error("attempts by what nobody has change those by other channels")
	}
}

func count(events []sim.Event, kind uint16) (n int) {
	for _, e := range events {
		n += bit(e.Kind == kind)
	}
	return n
}

// TestHowLongAWayTakes: how long a way back takes does not change whether the same
// attempt fails.
func TestHowLongAWayTakes(t *testing.T) {
	firsts := func(takes string) map[sim.Entity][2]sim.Event {
		first := map[sim.Entity][2]sim.Event{}
		for _, e := range historyOf(t, comebacks(t, byBranch+strings.Replace(byApp, "10m", takes, 1)+byWeb), nil) {
			if pair := first[e.Entity]; e.Kind == evWay && pair[1].Kind == 0 {
				pair[bit(pair[0].Kind != 0)] = e
				first[e.Entity] = pair
			}
		}
		return first
	}
	begun, done := int64(fnv("app"))<<8+wayOpen, int64(fnv("app"))<<8+wayDone
	slow, same, failed := firsts("47m"), 0, 0
	for e, quick := range firsts("10m") {
		if quick[0] != slow[e][0] || quick[0].Arg != begun || quick[1].Kind == 0 || slow[e][1].Kind == 0 {
			continue
		}
		same++
		failed += bit(quick[1].Arg != done)
		if quick[1].Arg != slow[e][1].Arg {
			t.Errorf("place %d: %d by a quick way and %d by a slow one", e, quick[1].Arg&0xff, slow[e][1].Arg&0xff)
		}
	}
	if same < 50 || failed < 10 {
		t.Errorf("%d pairs, %d failed: the test shows less than it should", same, failed)
	}
}

// TestWaysUnderANewPolicy: a way back that is under way is the same one when another
// policy comes into force that has it elsewhere in its list, or not at all.
func TestWaysUnderANewPolicy(t *testing.T) {
	p := comebacks(t, byBranch+byApp+byWeb)
	other := *p.Policy
	ways := p.Policy.Dormancy.Reactivation.Channels
	other.Dormancy.Reactivation.Channels = []dormancy.Channel{ways[2], ways[1]}
	p.Changes = []Change{{At: param.Date{Year: 2025, Month: 1, Day: 11}, Policy: &other}}
	ready(t, p)
	w, _ := p.begin(0, Options{})
	w.enact(w.coming[0], 0, func(sim.Entity) {})
	for label, want := range p.labels.Ways {
		way := w.wayLabelled(label)
		if want == "branch" && way != nil || want != "branch" && (way == nil || way.ID != want) {
			t.Errorf("%s is now %+v", want, way)
		}
	}
}

// TestHowLongAFailureTakes: whether a way back fails is another draw than how long it
// takes.
func TestHowLongAFailureTakes(t *testing.T) {
	begun := map[sim.Entity]sim.Time{}
	var failed, done [2]int // within the first half of the time, and after
	for _, e := range historyOf(t, comebacks(t, byBranch+strings.Replace(byApp, "10m", "{uniform: {min: 1h, max: 21h}}", 1)+byWeb), nil) {
		if e.Kind != evWay || uint32(e.Arg>>8) != uint32(fnv("app")) {
			continue
		}
		late := bit(e.At.Sub(begun[e.Entity]) > 11*sim.Hour)
		switch e.Arg & 0xff {
		case wayOpen:
			begun[e.Entity] = e.At
		case wayFailed:
			failed[late]++
		case wayDone:
			done[late]++
		}
	}
	if min(failed[0], failed[1], done[0], done[1]) < 10 {
		t.Errorf("%v failed and %v did not, of quick and slow ones", failed, done)
	}
}

// TestNoticesOfOtherKinds: a notice more about something else changes nothing about
// those of a restriction.
func TestNoticesOfOtherKinds(t *testing.T) {
	p := libraryPlan(t, 400, 40*sim.Day, lively[5:6], hasty[:2])
	plain := historyOf(t, p, nil)
	if n := count(plain, evNotice); n < 200 {
		t.Errorf("%d attempts: the test shows less than it should", n)
	}
	if !slices.Equal(plain, historyOf(t, p, func(w *World) {
		for e := range w.records {
			s := &w.sides[e].Talk
			before := s.Notice
			s.Notice = sim.NoStamp
			w.startNotice(nil, sim.Entity(e), &w.records[e], -sim.Time(sim.Day), AboutVerification)
			s.Notice = before // which has been given up since
			w.rearm(sim.Entity(e), &w.records[e])
		}
	})) {
		t.Error("another notice before changes what happens")
	}
}

// TestReopenedCasesAreDecidedAnew: a desk that was wrong about a case need not be
// about the next one of the same account, though nothing has happened to it since.
func TestReopenedCasesAreDecidedAnew(t *testing.T) {
	p := libraryPlan(t, 800, 90*sim.Day, []swap{{"error: 2%", "error: 50%"}},
		[]swap{{"basic: {after: 90d}", "basic: {after: 20d}"}, {"  verification: {wait: 7d}\n", ""}, {"reassessment: {every: 90d}", "reassessment: {every: 5d}"}, {"approval: {desks: [risk_approval, business_approval, compliance_approval, superior_approval]}", "approval: {low: individual, desks: [risk_approval]}"}})
	type silence struct {
		who  uint64
		last sim.Time
	}
	declined := map[silence]bool{}
	again, otherwise := 0, 0
	var w *World
	w, r := p.begin(0, Options{Watch: func(e sim.Event) {
		if e.Kind != evDecided {
			return
		}
		r := &w.records[e.Entity]
		case_ := silence{w.key(e.Entity, r), r.Dormancy.LastActive}
		decision := e.Arg >> 8 & 0xff
		if declined[case_] {
			again++
			otherwise += bit(decision == decidedApproved)
		}
		declined[case_] = decision == decidedDeclined
	}})
	if err := w.finish(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	if again < 100 || otherwise < again/3 || otherwise > again*2/3 {
		t.Errorf("of %d cases that had been declined %d were approved; the desk is wrong about half", again, otherwise)
	}
}

// TestApplicationsAreDrawnAnew: who failed a step of an application may pass it in
// the next one for the same tier.
func TestApplicationsAreDrawnAnew(t *testing.T) {
	p := libraryPlan(t, 800, 90*sim.Day, []swap{{"  default: {}", "  default: {at_limit: {ask: 100%}}"}}, []swap{{"fails: 10%", "fails: 50%"}})
	failed := map[sim.Entity]bool{}
	again, passed := 0, 0
	for _, e := range historyOf(t, p, nil) {
		switch {
		case e.Kind == evClose || e.Kind == evTier:
			delete(failed, e.Entity)
		case e.Kind == evGrade && e.Arg&0xffffff == 1|int64(tier.ByRequest)<<16: // the first step to intermediate
			switch e.Arg >> 32 {
			case progressFailed:
				again += bit(failed[e.Entity])
				failed[e.Entity] = true
			case progressPassed:
				again += bit(failed[e.Entity])
				passed += bit(failed[e.Entity])
				delete(failed, e.Entity)
			}
		}
	}
	if again < 50 || passed < again/3 || passed > again*2/3 {
		t.Errorf("of %d who tried again %d passed; the step is failed by half", again, passed)
	}
}

// TestRequestsGoBackToTheirIntents: another application before changes nothing about
// one that a refused payment leads to.
func TestRequestsGoBackToTheirIntents(t *testing.T) {
	p := libraryPlan(t, 400, 30*sim.Day, []swap{{"  default: {}", "  default: {at_limit: {ask: 100%}}"}}, []swap{{"fails: 10%", "fails: 50%"}})
	plain := historyOf(t, p, nil)
	if n := count(plain, evGrade); n < 100 {
		t.Errorf("%d events of applications: the test shows less than it should", n)
	}
	if !slices.Equal(plain, historyOf(t, p, func(w *World) {
		for e := range w.records {
			w.again(sim.Entity(e), recurrentApplication+recurrent(tier.ByRequest), w.records[e].Dormancy.LastActive)
		}
	})) {
		t.Error("an application before changes what happens")
	}
}

// TestNoticesAreDrawnAnew: what became of one notice need not become of the next,
// though nothing has happened in between.
func TestNoticesAreDrawnAnew(t *testing.T) {
	p := libraryPlan(t, 800, 40*sim.Day, nil, append(hasty[:2:2], swap{"        - {channel: sms, wait: 3d}\n        - {channel: voice, wait: 2d}\n        - {channel: email, wait: 5d}\n", "        - {channel: voice, wait: 1d}\n"}))
	last := map[sim.Entity]int64{}
	again, otherwise := 0, 0
	for _, e := range historyOf(t, p, nil) {
		switch {
		case e.Kind == evNotice && About(e.Arg>>8&0xff) == AboutDormancy:
			if before, ok := last[e.Entity]; ok {
				again++
				otherwise += bit(before != e.Arg)
			}
			last[e.Entity] = e.Arg
		case e.Kind == evIntent || e.Kind == evNumber:
			delete(last, e.Entity)
		}
	}
	if again < 100 || otherwise < again/20 {
		t.Errorf("%d notices after another, %d with another outcome", again, otherwise)
	}
}

// TestDeskDrawsByHolder: a desk takes another time for whoever follows in a place of
// the book, and the same for the same holder.
func TestDeskDrawsByHolder(t *testing.T) {
	const support = "restriction_support"
	p := libraryPlan(t, 20, 10*sim.Day, nil, nil)
	number := slices.Index(p.labels.Desks, support)
	takes := func(generation uint16, why occasion) sim.Duration {
		w, _ := p.begin(0, Options{})
		w.records[3].Generation, w.records[3].Opened = generation, 0
		at := sim.Time(10 * sim.Hour)
		w.submit(at, 3, matterSupport, number, aboutRestriction, why, 0)
		served := sim.Duration(-1)
		w.desks[number].Advance(at.Add(5*sim.Day), func(out desk.Outcome) {
			if sim.Entity(out.Entity) != 3 || holderOf(out) != generation || occasionOf(out) != why {
				t.Errorf("sent for holder %d because of %v: %+v", generation, why, out.Case)
			}
			served = out.Ended.Sub(out.Started)
		})
		return served
	}
	seen := map[sim.Duration]bool{}
	for generation := range uint16(2) {
		for _, why := range []occasion{{7, 0}, {7, 1}, {8, 0}} {
			d := takes(generation, why)
			if d < 0 || seen[d] || d != takes(generation, why) {
				t.Errorf("holder %d, %v: takes %v, as another did", generation, why, d)
			}
			seen[d] = true
		}
	}
}

// TestOccasions: occasions are counted by account and kind since what they go back
// to.
func TestOccasions(t *testing.T) {
	w, _ := libraryPlan(t, 20, 10*sim.Day, nil, nil).begin(0, Options{CellSize: 7})
	for i, c := range []struct {
		e    sim.Entity
		kind recurrent
		root sim.Time
		want uint16
	}{
		{3, recurrentWay, 5, 0}, {3, recurrentWay, 5, 1}, {4, recurrentWay, 5, 0}, {3, recurrentSupport, 5, 0},
		{3, recurrentWay, 5, 2}, {3, recurrentWay, 6, 0}, {3, recurrentSupport, 5, 1}, {18, recurrentWay, 5, 0},
	} {
		if got := w.again(c.e, c.kind, c.root); got != (occasion{c.root, c.want}) || w.latest(c.e, c.kind) != got {
			t.Errorf("%d: %+v, want the time %d", i, got, c.want)
		}
	}
}

// TestOpeningBookDrawsByDesk: before the start, each desk of a chain errs by itself.
func TestOpeningBookDrawsByDesk(t *testing.T) {
	p := libraryPlan(t, 2000, 10*sim.Day, []swap{{"error: 2%", "error: 50%"}}, []swap{{"basic: {after: 90d}", "basic: {after: 20d}"},
		{"  verification: {wait: 7d}\n", ""}, {"  reassessment: {every: 90d} # src:A29\n", ""},
		{"approval: {desks: [risk_approval, business_approval, compliance_approval, superior_approval]}", "approval: {low: individual, desks: [risk_approval, business_approval]}"}})
	for _, number := range p.rules[0].approval {
		p.Institution.Desks.Desks[number].Wrong = .5
	}
	w, _ := p.begin(0, Options{})
	declined, approved := 0, 0
	for i := range w.records {
		if r := &w.records[i]; r.Presence == population.Open && r.Dormancy.OnWatch() {
			none := r.Dormancy.Status == dormancy.Declined
			declined, approved = declined+bit(none), approved+bit(!none)
		}
	}
	if all := declined + approved; all < 300 || approved < all/5 || approved > all*3/10 {
		t.Errorf("%d of %d cases passed two desks that each err in half", approved, all)
	}
}

// TestPaymentsBeforeDesks: a payment that waits for a desk is named by its intent, and
// a part of one by the minute of the intent and by which part it is.
func TestPaymentsBeforeDesks(t *testing.T) {
	p := libraryPlan(t, 800, 60*sim.Day, lively, append([]swap{{"daily_limit: 1000 CNY", "daily_limit: 1000 CNY\n    limits: [{id: held, window: transaction, value: 600 CNY, over: review}]"}}, hasty[7:9]...))
	waiting := map[sim.Entity]map[sim.Time]bool{}
	whole, parts, seen := 0, 0, 0
	var w *World
	look := func(c *desk.Case) {
		if tagMatter(c.Tag) != matterPayment {
			return
		}
		at := sim.Time(c.Cause)
		if part := sim.Time(c.Visit); part > 0 {
			if parts++; at%sim.Time(sim.Minute) != 0 {
				t.Errorf("part %d of an intent at %d", part, at)
			}
			if at += part * sim.Time(sim.Day); !waiting[sim.Entity(c.Entity)][at] {
				at -= sim.Time(sim.Day) // a part was paid on the day of the intent
			}
		} else {
			whole++
		}
		if !waiting[sim.Entity(c.Entity)][at] {
			t.Errorf("%+v: nothing of hers waits since %d", *c, at)
		}
	}
	w, r := p.begin(0, Options{Watch: func(e sim.Event) {
		if Result(e.Arg>>8&0xff) == Waiting && (e.Kind == evIntent || e.Kind == evPart) {
			if waiting[e.Entity] == nil {
				waiting[e.Entity] = map[sim.Time]bool{}
			}
			waiting[e.Entity][e.At] = true
		}
		if seen++; seen%50 == 0 {
			for _, d := range w.desks {
				for i := range d.State.Slots {
					if slot := &d.State.Slots[i]; slot.Case != (desk.Case{}) {
						look(&slot.Case)
					}
				}
			}
		}
	}})
	if err := w.finish(t.Context(), r); err != nil || w.failed != nil {
		t.Fatal(err, w.failed)
	}
	if whole < 100 || parts < 20 {
		t.Errorf("%d payments and %d parts before desks: the test shows less than it should", whole, parts)
	}
}
