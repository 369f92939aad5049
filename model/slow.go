package model

import (
	"weir/model/contact"
	"weir/model/dormancy"
	"weir/model/population"
	"weir/sim"
)

// A customer's slow deadlines lie in her Side; her Record knows the earliest of
// them. Whatever changes one calls rearm.

// slow is what a slow deadline is about, in the order of one instant.
type slow uint8

const (
	slowNumber   slow = iota // her number changes, is told, or goes to a stranger
	slowLoss                 // a shock takes her number
	slowVerify               // her data are due to be verified again
	slowNotice               // the next attempt to reach her
	slowReaction             // she does what she has decided
	slowCase                 // a dormancy case goes on
	slowGrade                // an application for a tier goes on
	slowRest                 // the next part of a payment
)

// slowest returns the earliest slow deadline and what it is about.
func (w *World) slowest(e sim.Entity, r *Record) (at sim.Stamp, what slow) {
	s := &w.sides[e]
	at = sim.NoStamp
	earlier := func(due sim.Stamp, of slow) {
		if due < at {
			at, what = due, of
		}
	}
	if w.people != nil {
		if w.leader(e) == e {
			due, _ := s.Contact.Due()
			earlier(due, slowNumber)
		}
		earlier(w.verifyDue(e, r), slowVerify)
	}
	if r.Noted&NotedLoss != 0 {
		earlier(sim.StampOf(w.cellOf(e).losses[e][0].At), slowLoss)
	}
	earlier(s.Talk.Notice, slowNotice)
	earlier(s.Talk.Reaction, slowReaction)
	if !r.Dormancy.Plain() {
		earlier(s.Case.Due, slowCase)
	}
	earlier(s.Application.Due, slowGrade)
	if r.Noted&NotedRest != 0 {
		earlier(w.cellOf(e).rests[e].Due, slowRest)
	}
	return at, what
}

// rearm keeps the record's slow deadline true.
func (w *World) rearm(e sim.Entity, r *Record) { r.Slow, _ = w.slowest(e, r) }

// cellOf returns the cell that a customer belongs to.
func (w *World) cellOf(e sim.Entity) *cell { return &w.cells[int(w.leader(e))/w.cellSize] }

// wake is the table of contents of slow deadlines.
func (w *World) wake(c *sim.Cell, e sim.Entity, r *Record, at sim.Time) {
	due, what := w.slowest(e, r)
	if due.Time() > at { // put off from elsewhere: her data were verified for another account of hers
		w.rearm(e, r)
		return
	}
	switch what {
	case slowNumber:
		w.numberEvent(c, e, r, at)
	case slowLoss:
		w.lose(c, e, r, at)
	case slowVerify:
		w.verifyAgain(c, e, r, at)
	case slowNotice:
		w.attempt(c, e, r, at)
	case slowReaction:
		w.react(c, e, r, at)
	case slowCase:
		w.note(c, e, r, at, evStep, int64(r.Dormancy.Status))
		w.fallsDue(c, e, r, at)
	case slowGrade:
		w.gradeOn(c, e, r, at)
	case slowRest:
		w.nextPart(c, e, r, at)
	}
	w.nextInLine(e, r, at)
	w.rearm(e, r)
}

// numberEvent lets her number change, be told, or go to a stranger (rule C2). Who is
// gone neither changes nor tells it.
func (w *World) numberEvent(c *sim.Cell, e sim.Entity, r *Record, at sim.Time) {
	if _, what := w.contactOf(e).Due(); what != contact.Strange && !w.takesNotes(e, at) {
		w.contactOf(e).Leave(at)
		return
	}
	what := w.people.Happen(w.contactOf(e), w.key(e, r), int(r.Segment))
	w.note(c, e, r, at, evNumber, int64(what))
	if w.measured(at) {
		w.cells[c.Index].counts.Numbers.N[int(what)*w.sizes.segments+int(r.Segment)]++
	}
}

// verifyDue returns when an account's data are next looked at (rule P13).
func (w *World) verifyDue(e sim.Entity, r *Record) sim.Stamp {
	v := &w.policy.Tiers.Tiers[r.Tier.Tier].Verification
	switch {
	case !v.On || r.Noted&NotedLapsed != 0:
		return sim.NoStamp
	case r.Noted&NotedReverify != 0:
		return sim.StampOf(w.contactOf(e).Verified().Add(v.Every + v.Grace))
	}
	return sim.StampOf(w.contactOf(e).Verified().Add(v.Every))
}

// verifyAgain asks a customer for her data, and restricts the account if they do
// not come in time (rule P13).
func (w *World) verifyAgain(c *sim.Cell, e sim.Entity, r *Record, at sim.Time) {
	if r.Noted&NotedReverify == 0 {
		r.Noted |= NotedReverify
		w.startNotice(c, e, r, at, AboutVerification)
		return
	}
	r.Noted |= NotedLapsed
	w.countLapsed(c, e, r, at)
	if level := w.policy.lapsedLevel[r.Tier.Tier]; level != dormancy.Free {
		w.note(c, e, r, at, evRestricted, int64(level)|int64(causeDocuments)<<8)
	}
}

// verified notes that a customer has shown who she is and how to reach her, and
// says whether that ends a restriction: one for data that were overdue.
func (w *World) verified(e sim.Entity, r *Record, at sim.Time) (lifts bool) {
	lifts = r.Noted&NotedLapsed != 0 && r.Dormancy.Level == dormancy.Free && w.policy.lapsedLevel[r.Tier.Tier] != dormancy.Free
	r.Noted &^= NotedReverify | NotedLapsed
	if w.people != nil {
		w.contactOf(e).Correct(at)
		w.rearmPerson(e)
	}
	return lifts
}

// openingContact draws how a customer of the opening book can be reached, and
// when her data were last verified (rules P10, P13).
func (w *World) openingContact(e sim.Entity, r *Record, key uint64, start, login sim.Time) {
	if w.people == nil {
		return
	}
	if w.leader(e) == e {
		w.stockContact(e, r, key, r.Opened, start, login)
	}
	v := &w.policy.Tiers.Tiers[r.Tier.Tier].Verification
	if !v.On {
		return
	}
	rounds := start.Sub(r.Opened) / v.Every
	last := r.Opened.Add(rounds * v.Every)
	if gone := r.Gone; gone < last { // verified for the last time while she was there
		last = r.Opened.Add(gone.Sub(r.Opened) / v.Every * v.Every)
	}
	if last > w.contactOf(e).Verified() {
		w.contactOf(e).Verify(last)
	}
	w.openingLapse(e, r, start)
}

// stockContact draws what has become of a customer's contact data since they were
// right. Who is gone has done nothing about them since; of who has several accounts
// that is only known when all are there (numberEvent).
func (w *World) stockContact(e sim.Entity, r *Record, key uint64, right, start, login sim.Time) {
	until := start
	if w.accounts(e) == 1 {
		until = min(start, r.Gone)
	}
	st := w.contactOf(e)
	w.people.Stock(st, key, int(r.Segment), right, until, login)
	if until < start {
		st.Leave(start)
	}
}

// openingLapse notes what has become due, or was not done in time, before the start
// (rule P13).
func (w *World) openingLapse(e sim.Entity, r *Record, start sim.Time) {
	v := &w.policy.Tiers.Tiers[r.Tier.Tier].Verification
	if !v.On {
		return
	}
	switch age := start.Sub(w.contactOf(e).Verified()); {
	case age >= v.Every+v.Grace:
		r.Noted |= NotedReverify | NotedLapsed
	case age >= v.Every:
		r.Noted |= NotedReverify
	}
}

// newContact draws how a customer who opens an account can be reached.
func (w *World) newContact(e sim.Entity, r *Record, at sim.Time) {
	if w.people != nil && w.leader(e) == e {
		w.people.Newcomer(w.contactOf(e), population.Key(e, r.Generation), int(r.Segment), at)
		w.strike(e, r, at)
	}
}
