package model

import (
	"weir/model/account"
	"weir/model/contact"
	"weir/model/dormancy"
	"weir/model/emergency"
	"weir/model/population"
	"weir/model/reaction"
	"weir/sim"
	"weir/sim/desk"
	"weir/sim/rng"
)

// This file carries out what package dormancy decides: it gathers the facts, asks
// for the next step, and does what the step wants.

// facts are what the institution knows of an account (rule D2). The truth about
// its owner is not among them.
func (w *World) facts(e sim.Entity, r *Record, now sim.Time) dormancy.Facts {
	f := dormancy.Facts{
		Balance: r.Account.Balance, Anomalies: r.Alerts.Within12Months(now.Day()), Suspicious: r.Alerts.Open > 0,
		Exempt: r.Products&w.policy.exempt[r.Tier.Tier] != 0, Used: r.Dormancy.LastActive != r.Opened,
		WeakIdentity: r.Tier.Identity() == 0 && w.policy.Tiers.Steps(-1, int(r.Tier.Tier)) > 0,
	}
	if w.people != nil {
		st := w.contactOf(e)
		f.Unreachable = !w.policy.Contact.Believed(st, now)
		f.IdentityDays = int(now.Sub(st.Verified()) / sim.Day)
	}
	return f
}

// step takes an event of an account's dormancy and returns what is to be carried
// out. Whoever calls it carries that out, in a cell or between windows.
func (w *World) step(e sim.Entity, r *Record, ev dormancy.Event, now sim.Time) dormancy.Action {
	return w.stepKnowing(e, r, ev, w.facts(e, r, now), now)
}

func (w *World) stepKnowing(e sim.Entity, r *Record, ev dormancy.Event, f dormancy.Facts, now sim.Time) dormancy.Action {
	s := &w.sides[e]
	before := r.Dormancy
	var do dormancy.Action
	r.Dormancy, s.Case, do = dormancy.Step(&w.policy.Dormancy, &w.policy.routes[r.Tier.Tier], r.Dormancy, s.Case, ev, f, now)
	w.withdraw(e, r, do, now)
	w.rearm(e, r)
	w.countStep(e, r, before, ev, do, now)
	return do
}

// withdraw ends what is under way with the customer for a case that has become
// pointless.
func (w *World) withdraw(e sim.Entity, r *Record, do dormancy.Action, now sim.Time) {
	s := &w.sides[e]
	if about := s.Talk.About; !do.Has(dormancy.Withdraw) || about != AboutDormancy && about != AboutQuestion {
		return
	}
	s.Talk.Notice = sim.NoStamp
	r.Noted &^= NotedAsking
	if s.Talk.Choice == reaction.Act { // what she meant to do has become pointless
		s.Talk.Reaction = sim.NoStamp
	}
	w.nextInLine(e, r, now)
}

// active is what an activity that counts does to dormancy: the clock starts anew
// (rules D1, P5). For most accounts that is all.
func (w *World) active(c *sim.Cell, e sim.Entity, r *Record, at sim.Time) {
	if w.measured(at) {
		n := w.cells[c.Index].counts
		n.Activity.N[w.groupCell(r)]++
		n.Daily[dailyActivity].Add(at.Day(), 1, 0)
	}
	r.Noted &^= NotedWaiting
	if r.Dormancy.Plain() {
		r.Dormancy.LastActive = at
		return
	}
	if w.measured(at) && r.Dormancy.OnWatch() {
		i := int(r.Dormancy.Status)*w.sizes.tiers*w.sizes.segments + w.groupCell(r)
		w.cells[c.Index].counts.Returns.N[i*emergency.Phases+int(w.bulletin.Phase)]++
	}
	w.carry(c, e, r, w.step(e, r, dormancy.Activity, at), at)
}

// carry does in a customer's own cell what a step of dormancy wants.
func (w *World) carry(c *sim.Cell, e sim.Entity, r *Record, do dormancy.Action, at sim.Time) {
	s := &w.sides[e]
	if do.Has(dormancy.Flag) {
		w.countFlag(c, e, r, at)
		w.note(c, e, r, at, evFlag, int64(r.Dormancy.LastActive))
	}
	w.noteLevel(do, func(kind uint16, arg int64) { w.note(c, e, r, at, kind, arg) }, r)
	if do.Has(dormancy.Ask) {
		w.question(c, e, r, at)
	}
	if do.Has(dormancy.Submit) && len(w.policy.approval) > 0 {
		stage := int(s.Case.Step)
		w.ask(c, e, r, at, matterApproval, w.policy.approval[stage], stage, w.passing(e, r, stage))
	}
	if do.Has(dormancy.Notify) {
		w.startNotice(c, e, r, at, AboutDormancy)
	}
	if do.Has(dormancy.Hear) {
		w.hearing(c, e, r, at)
	}
	if do.Has(dormancy.Close) || do.Has(dormancy.Transfer) {
		w.endDormant(c, e, r, at)
	}
}

// carryShared does between windows what a step of dormancy wants.
func (w *World) carryShared(b *sim.Barrier, e sim.Entity, r *Record, do dormancy.Action) {
	defer w.changed(b, e) // at the end: the kernel asks for the deadline there and then
	s := &w.sides[e]
	w.noteLevel(do, func(kind uint16, arg int64) { w.noteShared(b, e, kind, arg) }, r)
	if do.Has(dormancy.Flag) {
		w.countFlagIn(w.counts, e, r, b.Until)
		w.noteShared(b, e, evFlag, int64(r.Dormancy.LastActive))
	}
	if do.Has(dormancy.Submit) && len(w.policy.approval) > 0 {
		stage := int(s.Case.Step)
		w.submit(b.Until, e, matterApproval, w.policy.approval[stage], stage, w.passing(e, r, stage), 0)
	}
	if do.Has(dormancy.Notify) && w.people != nil {
		w.beginNotice(e, r, b.Until, AboutDormancy)
		w.rearm(e, r)
	} else if do.Has(dormancy.Notify) {
		w.carryShared(b, e, r, w.step(e, r, dormancy.Receipt, b.Until))
	}
	switch {
	case !do.Has(dormancy.Ask):
	case w.people != nil: // she is asked at the beginning of the next window
		w.beginNotice(e, r, b.Until, AboutQuestion)
		w.rearm(e, r)
	case w.answers(e, r, b.Until):
		w.carryShared(b, e, r, w.step(e, r, dormancy.Answer, b.Until))
	}
}

// passing returns the occasion of a case's passing the chain of approval: it begins
// before the first desk.
func (w *World) passing(e sim.Entity, r *Record, stage int) occasion {
	if stage > 0 {
		return w.latest(e, recurrentApproval)
	}
	return w.again(e, recurrentApproval, r.Dormancy.LastActive)
}

// noteLevel notes that a restriction has begun, changed or ended.
func (w *World) noteLevel(do dormancy.Action, note func(kind uint16, arg int64), r *Record) {
	switch {
	case do.Has(dormancy.Lift):
		note(evLifted, 0)
	case do.Has(dormancy.Restrict) || do.Has(dormancy.Loosen):
		note(evRestricted, int64(r.Dormancy.Level)|int64(r.Dormancy.Cause)<<8|int64(r.Dormancy.Class)<<16)
	}
}

// approval carries out what the desk of a stage says of a flagged account. A case
// whose account came back to life, which another one has followed, or whose customer
// is another one by now, has become pointless.
func (w *World) approval(b *sim.Barrier, e sim.Entity, out desk.Outcome, stage int) int {
	r, s := &w.records[e], &w.sides[e]
	current := r.Presence == population.Open && r.Dormancy.Status == dormancy.Pending && int(s.Case.Step) == stage &&
		w.latest(e, recurrentApproval) == occasionOf(out) // it is not an earlier case's
	if !current {
		w.noteShared(b, e, evWithdrawn, int64(out.Cause))
		return decidedWithdrawn
	}
	ev, decision := dormancy.Lapse, decidedLost
	if out.Kind == desk.Served {
		ev = dormancy.Decide(&w.policy.routes[r.Tier.Tier], r.Dormancy, s.Case, w.facts(e, r, out.Ended), out.Ended, out.Wrong)
		decision = decidedApproved
		if ev == dormancy.Dissent {
			decision = decidedDeclined
		}
	}
	do := w.step(e, r, ev, b.Until)
	w.noteShared(b, e, evDecided, int64(r.Dormancy.Status)|int64(decision)<<8)
	w.carryShared(b, e, r, do)
	return decision
}

// hearing puts an objection before its desk (rule D8).
func (w *World) hearing(c *sim.Cell, e sim.Entity, r *Record, at sim.Time) {
	if w.policy.objections < 0 {
		return
	}
	w.ask(c, e, r, at, matterObjection, w.policy.objections, 0, w.again(e, recurrentObjection, r.Dormancy.LastActive))
}

// objectionHeard carries out the decision about an objection, unless another one has
// followed it, or the case that it was made in is over.
func (w *World) objectionHeard(b *sim.Barrier, e sim.Entity, out desk.Outcome) int {
	r, s := &w.records[e], &w.sides[e]
	if r.Presence != population.Open || !s.Case.Has(dormancy.Objected) || w.latest(e, recurrentObjection) != occasionOf(out) {
		w.noteShared(b, e, evWithdrawn, int64(out.Cause))
		return decidedWithdrawn
	}
	ev, decision := dormancy.Lapse, decidedLost
	if out.Kind == desk.Served {
		// Who objects is verified first; a false identity is not (rule T3).
		verified := r.Tier.Flags&falseIdentity == 0
		ev, decision = dormancy.Judge(r.Dormancy, w.facts(e, r, b.Until), verified, out.Wrong), decidedDeclined
		if ev == dormancy.Upheld {
			decision = decidedApproved
		}
	}
	w.noteShared(b, e, evRuled, int64(decision))
	w.carryShared(b, e, r, w.step(e, r, ev, b.Until))
	return decision
}

// endDormant brings an account to its end (rule D12): what it holds is transferred
// and kept for whoever claims it, or paid out as at any other closing.
func (w *World) endDormant(c *sim.Cell, e sim.Entity, r *Record, at sim.Time) {
	n := &w.cells[c.Index]
	transferred := r.Dormancy.Status == dormancy.Transferred
	if transferred {
		n.ledger.Move(account.Customers, account.Unclaimed, r.Account.Balance)
	} else {
		n.ledger.Move(account.Customers, account.Outside, r.Account.Balance)
	}
	if w.measured(at) {
		i := bit(transferred)*2 + bit(r.Alive(at))
		n.counts.Ended.N[i]++
		n.counts.EndedValue.N[i] += r.Account.Balance
	}
	w.note(c, e, r, at, evEnded, r.Account.Balance)
	r.Account.Balance = 0
	r.Closes = at // and leaves the book
}

// uncount lets a day not count towards dormancy (rule D11).
func (w *World) uncount(e sim.Entity, r *Record) {
	s := &w.sides[e]
	r.Dormancy, s.Case = dormancy.Uncount(&w.policy.routes[r.Tier.Tier], r.Dormancy, s.Case, 1)
	w.rearm(e, r)
}

// openingCase is what the policy in force before the start has made of an account
// by then: its rules are run on the account's clock, desks deciding at once and
// nobody answering late (rule P10).
func (w *World) openingCase(e sim.Entity, r *Record, now sim.Time) {
	s := &w.sides[e]
	route := &w.policy.routes[r.Tier.Tier]
	var so past
	for range 1000 {
		due := dormancy.Next(route, r.Dormancy, s.Case)
		if due >= now {
			return
		}
		w.openingStep(e, r, dormancy.Deadline, due, &so)
	}
}

// openingWatch puts an account of the opening book on the watch list that was
// restricted between its last two activities and whose owner came back: it is
// watched for a while yet (rules D9, P10).
func (w *World) openingWatch(e sim.Entity, r *Record, before, start sim.Time) {
	d, last := &w.policy.Dormancy, r.Dormancy.LastActive
	route := &w.policy.routes[r.Tier.Tier]
	then := dormancy.Begin(before)
	if !d.Restriction.On || !d.Reactivation.On || start.Sub(last) >= d.Reactivation.Watch || dormancy.Due(route, &then) >= last {
		return
	}
	s := &w.sides[e]
	r.Dormancy = then
	w.openingCase(e, r, last)
	if r.Dormancy.Level != dormancy.Free {
		w.openingStep(e, r, dormancy.Reactivation, last, new(past))
	}
	if r.Dormancy.LastActive != last { // it was not restricted, or has ended
		r.Dormancy, s.Case = dormancy.Begin(last), dormancy.NoCase()
	}
}

// past is what has happened to an account of the opening book since its last
// activity: so often she was asked, and so often its case passed the chain of
// approval.
type past struct{ asked, passed uint16 }

// openingStep takes an event before the start, and all that follows at once.
func (w *World) openingStep(e sim.Entity, r *Record, ev dormancy.Event, at sim.Time, so *past) {
	s := &w.sides[e]
	route := &w.policy.routes[r.Tier.Tier]
	var do dormancy.Action
	r.Dormancy, s.Case, do = dormancy.Step(&w.policy.Dormancy, route, r.Dormancy, s.Case, ev, w.facts(e, r, at), at)
	draw := func(p rng.Purpose, time uint16, part uint64) float64 {
		return w.opening.Uniform(w.key(e, r), p, occasion{r.Dormancy.LastActive, time}.index(part))
	}
	switch {
	case do.Has(dormancy.Ask):
		u := draw(purposeOpeningAnswer, so.asked, 0)
		so.asked++
		if w.habits != nil && r.Alive(at) && w.habits[r.Segment].Answers(u) && w.reachable(e, at) {
			w.openingStep(e, r, dormancy.Answer, at, so)
		} else {
			w.openingStep(e, r, dormancy.Silence, at, so)
		}
	case do.Has(dormancy.Submit):
		so.passed += uint16(bit(s.Case.Step == 0))
		number := w.policy.approval[s.Case.Step]
		name := uint64(w.stageOf(matterApproval, int(s.Case.Step)))<<32 | fnv(w.plan.labels.Desks[number])
		wrong := draw(purposeOpeningDecision, so.passed, name) < w.plan.Institution.Desks.Desks[number].Wrong
		next := dormancy.Decide(route, r.Dormancy, s.Case, w.facts(e, r, at), at, wrong)
		w.openingStep(e, r, next, at, so)
	case do.Has(dormancy.Notify):
		proven := dormancy.Exhaustion
		if w.people == nil || r.Alive(at) && w.reachable(e, at) {
			proven = dormancy.Receipt
		}
		w.openingStep(e, r, proven, at, so)
	}
}

// reachable says whether the number on file is the customer's own.
func (w *World) reachable(e sim.Entity, at sim.Time) bool {
	return w.people == nil || w.contactOf(e).Standing(contact.Phone, at) == contact.Valid
}
