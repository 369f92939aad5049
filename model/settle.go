package model

import (
	"container/heap"
	"slices"

	"weir/model/account"
	"weir/model/emergency"
	"weir/model/population"
	"weir/model/tier"
	"weir/sim"
	"weir/sim/desk"
)

// Settle implements sim.World: the institution's turn at the end of a window.
// What was sent is taken in its order, desks are simulated up to the window's
// end, what was put off is done, the policy changes if its day has come, and the
// next bulletin is published.
func (w *World) Settle(b *sim.Barrier) {
	for i := range w.cells {
		w.ledger.Merge(&w.cells[i].ledger)
		if w.failed == nil {
			w.failed = w.cells[i].failed
		}
	}
	for _, p := range b.Posts {
		w.accept(b, p)
	}
	for i, d := range w.desks {
		d.Advance(b.Until, func(out desk.Outcome) { w.closeCase(b, i, out) })
	}
	w.aside.matter = matterSupport // what is put off needs no desk
	w.doLater(b)
	w.fail(b.Until, w.ledger.Balanced())
	w.countTime(b.From, b.Until)
	w.noteDown(b.From, b.Until)
	w.countWork(b.Until)
	if b.Until%sim.Time(sim.Day) == 0 {
		w.endDay(b)
	}
	w.publish(b.Until)
	w.enactDue(b.Until, func(e sim.Entity) { w.changed(b, e) })
}

// accept takes a post.
func (w *World) accept(b *sim.Barrier, p sim.Post) {
	switch p.Kind & 0xff {
	case postTransfer:
		w.deliver(b, p.Other, p.Arg)
	case postHeld:
		w.takeHeld(p)
	case postCheck:
		heap.Push(&w.later, laterThing{sim.Time(p.Arg), -1, p.Entity})
	default:
		w.submit(p.At, p.Entity, matter(p.Kind&0xff-postCase), int(p.Other>>16), int(p.Kind>>8), occasion{sim.Time(p.Arg), uint16(p.Other)}, 0)
	}
}

// deliver books a transfer that was in flight. If there is no account any more,
// or it may not take it, it leaves the institution.
func (w *World) deliver(b *sim.Barrier, to sim.Entity, amount int64) {
	r := &w.records[to]
	if r.Presence != population.Open || !w.mayReceive(to, r, b.Until, amount) {
		w.ledger.Move(account.InFlight, account.Outside, amount)
		return
	}
	w.ledger.Move(account.InFlight, account.Customers, amount)
	r.Account.Credit(amount)
	w.noteShared(b, to, evReceived, amount)
}

// mayReceive says whether an account's restriction and limits let money of
// another customer in, and counts it against them, towards the next tier and in the
// windows of screening: on the day that ends, where the window does at midnight.
func (w *World) mayReceive(e sim.Entity, r *Record, now sim.Time, amount int64) bool {
	pay := payment{tx: tier.Transaction{Operation: account.TransferIn, Amount: amount, Unbound: true}, today: int32((now - 1).Day())}
	pay.Operation, pay.Amount = account.TransferIn, amount
	used := w.used(w.cellOf(e), e, r, pay.today)
	verdict, _ := tier.Decide(&w.policy.Tiers, &r.Tier, &pay.tx, r.Account.Balance, used)
	if verdict >= tier.OverLimit || !w.takes(r, &pay) {
		if w.measured(now) {
			w.counts.Returned.N[w.groupCell(r)]++
			w.counts.ReturnedValue.N[w.groupCell(r)] += amount
		}
		return false
	}
	w.useSlots(e, r, &pay, used)
	w.policy.Tiers.Done(&r.Tier, 0)
	if w.screened != nil {
		w.remember(e, r, now-1, &pay)
	}
	return true
}

// noteShared notes something that the institution did to a customer.
func (w *World) noteShared(b *sim.Barrier, e sim.Entity, kind uint16, arg int64) {
	r := &w.records[e]
	b.Note(sim.Event{At: b.Until, Entity: e, Seq: r.Account.Seq, Kind: kind, Arg: arg})
	r.Account.Seq++
}

// countTime adds the window's length to the time channels were up.
func (w *World) countTime(from, until sim.Time) {
	if !w.measured(from) {
		return
	}
	phase, ms := int(w.bulletin.Phase), int64(until-from)/int64(sim.Millisecond)
	w.counts.Time.N[phase] += ms
	for i, up := range w.bulletin.up {
		w.counts.Up.N[i*emergency.Phases+phase] += int64(bit(up)) * ms
	}
}

// countWork takes the staff's time at work and present, where measuring begins
// and where it ends.
func (w *World) countWork(now sim.Time) {
	var sign int64
	switch now {
	case 0:
		sign = -1
	case w.plan.end():
		sign = 1
	default:
		return
	}
	w.addWork(w.counts, now, sign)
}

// addWork adds the staff's time at work and present until now, or takes it away.
func (w *World) addWork(n *Counts, now sim.Time, sign int64) {
	for i, d := range w.desks {
		busy := int64(d.State.Busy.Until(now).Float64() / float64(sim.Millisecond))
		staff := int64(d.State.Staff.Until(now).Float64() / float64(sim.Millisecond))
		n.Work.N[2*i] += sign * (staff - busy)
		n.Work.N[2*i+1] += sign * busy
	}
}

// endDay settles with other institutions, books what a month's end brings, lets
// days without service not count, recounts the accounts against the ledger (rule
// P6) and the desks against themselves, and takes the day's census.
func (w *World) endDay(b *sim.Barrier) {
	now := b.Until
	w.ledger.Move(account.Settlement, account.Outside, w.ledger.Total[account.Settlement])
	w.countWithout(b)
	today := now - 1
	month, year := w.plan.period(int32(today.Day()))
	if nextMonth, nextYear := w.plan.period(int32(now.Day())); nextMonth != month {
		w.closeMonth(b)
		if nextYear != year {
			w.newYear()
		}
	}
	var held int64
	taking := w.measured(today)
	last := now == w.plan.end()
	day := w.newHeadcount(today)
	for i := range w.records {
		r := &w.records[i]
		held += r.Account.Balance
		w.checkAccount(sim.Entity(i), r, now)
		if taking && r.Presence == population.Open {
			w.census(day, sim.Entity(i), r, last)
		}
	}
	if taking {
		w.addCensus(day, last)
	}
	w.fail(now, w.ledger.Check(held))
	for _, d := range w.desks {
		w.fail(now, d.Check())
	}
}

// perDay lists the figures that are numbers by themselves, over one a day.
func (w *World) perDay() []int {
	figures := []int{dailyBacklog, dailyFlaggedStock, dailyFlaggedFlow, dailyOverdue, dailyActivity, dailyDone}
	for state := range accountStates {
		figures = append(figures, dailyStates+state)
	}
	return figures
}

// publish makes the bulletin of the window that starts now. What works is worked
// out anew only where an outage begins or ends.
func (w *World) publish(now sim.Time) {
	w.bulletin.From = now
	if w.bulletin.up != nil && !slices.Contains(w.turns, now) {
		return
	}
	systems := &w.plan.Institution.Systems
	regions := w.sizes.regions
	w.bulletin.Phase, w.bulletin.regions = emergency.PhaseAt(w.outages, now), regions
	w.bulletin.up = make([]bool, len(systems.Channels)*regions)
	working := emergency.NewWorking(len(systems.Systems), regions)
	systems.Resolve(emergency.Broken(w.outages, now, regions), working)
	w.bulletin.systems = working
	for channel := range systems.Channels {
		for region, up := range working {
			w.bulletin.up[channel*regions+region] = systems.ChannelWorks(channel, up)
		}
	}
	if w.people == nil {
		return
	}
	reach := w.plan.Institution.Contact.Channels
	w.bulletin.reach = make([]bool, len(reach)*regions)
	for i := range reach {
		for region, up := range working {
			w.bulletin.reach[i*regions+region] = systems.Works(reach[i].Needs, up)
		}
	}
}
