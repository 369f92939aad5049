package model

import (
	"weir/model/dormancy"
	"weir/model/population"
	"weir/model/screening"
	"weir/model/tier"
	"weir/sim"
	"weir/sim/desk"
)

// screened is what screening means for a payment.
type screened uint8

const (
	screenedPass       screened = iota
	screenedHeld                // it waits for a reviewer
	screenedRefused             // the customer could not confirm it
	screenedRestricted          // the account has just been restricted
)

// screeningFacts finds what the institution knows of a payment.
func (w *World) screeningFacts(f *screening.Facts, e sim.Entity, r *Record, pay *payment) {
	f.Amount, f.Balance, f.LastActive, f.Opened = pay.Amount, r.Account.Balance, r.Dormancy.LastActive, r.Opened
	f.Operation, f.Tier, f.Channel, f.NewPayee = pay.Operation, r.Tier.Tier, uint8(pay.Channel), pay.New
	f.Watched, f.Restricted = r.Dormancy.OnWatch(), r.Dormancy.Level != dormancy.Free
	f.NumberChanged = sim.Never
	if w.people != nil && w.policy.screen.ReadsNumberChanged() {
		f.NumberChanged = w.contactOf(e).Recorded()
	}
}

// screen looks at a payment before it is carried out (rules F6, T5). A tier that
// is looked at from time to time keeps what was found until then.
func (w *World) screen(c *sim.Cell, e sim.Entity, r *Record, at sim.Time, pay *payment) screened {
	rules, monitoring := w.policy.screen, w.policy.Tiers.Tiers[r.Tier.Tier].Monitoring
	if rules == nil || !monitoring.On {
		return screenedPass
	}
	var f screening.Facts
	w.screeningFacts(&f, e, r, pay)
	st := &w.screened[e]
	d := rules.Decide(st, &f, at, w.cells[c.Index].slots)
	if d.Hits == 0 {
		return screenedPass
	}
	if !monitoring.RealTime() {
		if st.Noted == 0 {
			c.Post(sim.Post{At: at, Class: sim.Timer, Kind: postCheck, Entity: e, Seq: r.Account.Seq, Arg: int64(w.nextCheck(r, at, monitoring))})
		}
		st.Note(d.Hits)
		return screenedPass
	}
	fresh := st.Alert(d.Hits, at, w.policy.Screening.Deduplicate)
	w.countHits(w.cells[c.Index].counts, r, at, fresh)
	action := w.actOn(c, e, r, at, d, fresh, pay.from)
	if !w.permitted(r, pay) { // what was found has restricted the account there and then
		return screenedRestricted
	}
	return action
}

// nextCheck returns when an account of a tier that is checked from time to time
// is checked next.
func (w *World) nextCheck(r *Record, at sim.Time, m tier.Monitoring) sim.Time {
	rounds := at.Sub(r.Opened)/m.Every + 1
	return r.Opened.Add(rounds * m.Every)
}

// actOn does what the rules that said yes want about a payment.
func (w *World) actOn(c *sim.Cell, e sim.Entity, r *Record, at sim.Time, d screening.Decision, fresh screening.Hits, from occasion) screened {
	if reviewed := w.policy.screen.Reviewed(fresh); reviewed != 0 && w.policy.alerts >= 0 {
		r.Alerts.Open = uint8(min(int(r.Alerts.Open)+1, 255))
		w.note(c, e, r, at, evAlert, int64(reviewed))
		w.ask(c, e, r, at, matterAlert, w.policy.alerts, reviewed.First(), from)
	}
	if d.Watch && fresh != 0 && !r.Dormancy.OnWatch() {
		w.carry(c, e, r, w.step(e, r, dormancy.Suspicion, at), at)
	}
	switch d.Action {
	case screening.StepUp:
		if !w.confirms(e, r, at) {
			return screenedRefused
		}
	case screening.Hold:
		if w.policy.alerts >= 0 {
			return screenedHeld
		}
	case screening.Limit, screening.Freeze:
		level := dormancy.Limited
		if d.Action == screening.Freeze {
			level = dormancy.Frozen
		}
		w.seize(c, e, r, at, level)
		return screenedRestricted
	}
	return screenedPass
}

// seize restricts an account at once, and tells the customer after (rule D6).
func (w *World) seize(c *sim.Cell, e sim.Entity, r *Record, at sim.Time, level dormancy.Level) {
	s := &w.sides[e]
	before := r.Dormancy
	var do dormancy.Action
	r.Dormancy, s.Case, do = dormancy.Seize(&w.policy.Dormancy, r.Dormancy, s.Case, level, at)
	w.withdraw(e, r, do, at)
	w.rearm(e, r)
	w.countStep(e, r, before, dormancy.Suspicion, do, at)
	w.carry(c, e, r, do, at)
}

// check looks at an account whose time to be checked has come (rule T5).
func (w *World) check(b *sim.Barrier, e sim.Entity) {
	r := &w.records[e]
	if w.screened == nil || w.policy.screen == nil {
		return
	}
	hits := w.screened[e].Raise()
	if hits == 0 || r.Presence != population.Open {
		return
	}
	d := w.policy.screen.Decision(hits)
	w.countHits(w.counts, r, b.Until, hits)
	if w.policy.screen.Reviewed(hits) != 0 && w.policy.alerts >= 0 {
		r.Alerts.Open = uint8(min(int(r.Alerts.Open)+1, 255))
		w.noteShared(b, e, evAlert, int64(w.policy.screen.Reviewed(hits)))
		found := w.again(e, recurrentCheck, r.Dormancy.LastActive)
		w.submit(b.Until, e, matterAlert, w.policy.alerts, w.policy.screen.Reviewed(hits).First()+foundByCheck, found, 0)
	}
	if d.Watch && !r.Dormancy.OnWatch() {
		w.carryShared(b, e, r, w.step(e, r, dormancy.Suspicion, b.Until))
	}
}

// remember adds a payment that was carried out to the account's windows.
func (w *World) remember(e sim.Entity, r *Record, at sim.Time, pay *payment) {
	if rules := w.policy.screen; rules != nil && w.policy.Tiers.Tiers[r.Tier.Tier].Monitoring.On {
		f := screening.Facts{Amount: pay.Amount, Operation: pay.Operation, NewPayee: pay.New}
		rules.Add(&w.screened[e], &f, at)
	}
}

// alertReviewed carries out what a reviewer says of an alert (rule F7). In truth
// nothing is behind any of them yet: there is no fraud in the model.
func (w *World) alertReviewed(b *sim.Barrier, e sim.Entity, out desk.Outcome) int {
	r := &w.records[e]
	if r.Presence != population.Open {
		return decidedWithdrawn
	}
	r.Alerts.Open -= uint8(min(1, r.Alerts.Open))
	if out.Kind != desk.Served {
		return decidedLost
	}
	confirmed := w.policy.Screening.Review.Confirmed(false, out.Wait(), w.draw(e, r, purposeReview, occasionOf(out).index(uint64(out.Stage))))
	w.noteShared(b, e, evReviewed, int64(bit(confirmed)))
	if !confirmed {
		return decidedDeclined
	}
	today := b.Until.Day()
	r.Alerts.Confirmed = uint8(min(r.Alerts.Within12Months(today)+1, 255))
	r.Alerts.Day = int16(today)
	f := w.facts(e, r, b.Until)
	f.Suspicious = true
	w.carryShared(b, e, r, w.stepKnowing(e, r, dormancy.Suspicion, f, b.Until))
	w.lookAt(e, r, b.Until)
	w.changed(b, e)
	return decidedApproved
}

// countHits counts the alerts of each rule.
func (w *World) countHits(n *Counts, r *Record, at sim.Time, hits screening.Hits) {
	if !w.measured(at) {
		return
	}
	for rule := range hits.All() {
		n.Alerts.N[(w.policy.ruleLabel[rule]*w.sizes.tiers+int(r.Tier.Tier))*w.sizes.segments+int(r.Segment)]++
	}
	n.Daily[dailyAlerts].Add(at.Day(), int64(hits.Count()), 0)
}
