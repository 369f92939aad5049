package model

import (
	"slices"

	"weir/model/account"
	"weir/model/dormancy"
	"weir/model/emergency"
	"weir/model/population"
	"weir/sim"
	"weir/sim/desk"
)

// Settle implements sim.World: the institution's turn at the end of a window.
// What was sent is taken in its order, desks are simulated up to the window's
// end, the policy changes if its day has come, and the next bulletin is
// published.
func (w *World) Settle(b *sim.Barrier) {
	for i := range w.cells {
		w.ledger.Merge(&w.cells[i].ledger)
	}
	for _, p := range b.Posts {
		switch p.Kind {
		case postTransfer:
			w.deliver(b, p)
		case postCase:
			w.submit(p)
		}
	}
	for i, d := range w.desks {
		d.Advance(b.Until, func(out desk.Outcome) { w.closeCase(b, i, out) })
	}
	w.fail(b.Until, w.ledger.Balanced())
	w.countTime(b.From, b.Until)
	w.countWork(b.Until)
	if b.Until%sim.Time(sim.Day) == 0 {
		w.endDay(b.Until)
	}
	if b.Until == 0 && !w.enacted {
		w.enact(b.Changed)
	}
	w.publish(b.Until)
}

// deliver books a transfer that was in flight. If there is no account any more
// it leaves the institution.
func (w *World) deliver(b *sim.Barrier, p sim.Post) {
	r := &w.records[p.Other]
	if r.Presence != population.Open {
		w.ledger.Move(account.InFlight, account.Outside, p.Arg)
		return
	}
	w.ledger.Move(account.InFlight, account.Customers, p.Arg)
	r.Account.Credit(p.Arg)
	w.noteShared(b, p.Other, evReceived, p.Arg)
}

// submit brings a flagged account before the desk that decides.
func (w *World) submit(p sim.Post) {
	counted := bit(w.measured(p.At))
	w.open[w.approval] += int64(counted)
	w.desks[w.approval].Arrive(p.At, desk.Case{Entity: uint64(p.Entity), Cause: uint64(p.Arg), Tag: uint64(counted)})
}

// noteShared notes something that the institution did to a customer.
func (w *World) noteShared(b *sim.Barrier, e sim.Entity, kind uint16, arg int64) {
	r := &w.records[e]
	b.Note(sim.Event{At: b.Until, Entity: e, Seq: r.Account.Seq, Kind: kind, Arg: arg})
	r.Account.Seq++
}

// closeCase takes what a desk says of a case and counts it in the phase in which
// the case arrived.
func (w *World) closeCase(b *sim.Barrier, number int, out desk.Outcome) {
	if out.Again {
		return // the case comes back
	}
	decision := w.decided(b, out)
	w.open[number] -= int64(out.Tag)
	if !w.measured(out.Arrived) {
		return
	}
	phase := int(emergency.PhaseAt(w.outages, out.Arrived))
	n := w.counts
	n.Cases.N[((number*len(decisionNames)+decision)*2+bit(!out.Breached))*emergency.Phases+phase]++
	wait := out.Wait()
	n.Waits.N[number*emergency.Phases+phase] += int64(wait / sim.Millisecond)
	n.Served.N[number*emergency.Phases+phase]++
	n.WaitOver[number].Add(int64(wait))
	n.Daily[dailyWait].Add(out.Arrived.Day(), int64(wait/sim.Millisecond), 1000)
}

// enact puts the plan's policy in force: at the start of the measured time, from
// the state that the policy before has made (rule P10).
func (w *World) enact(changed func(sim.Entity)) {
	w.enacted = true
	if w.plan.Policy == w.plan.StartPolicy {
		return
	}
	before := w.policy.Tiers.Tiers
	w.setPolicy(w.plan.Policy)
	for i := range w.records {
		r := &w.records[i]
		now := w.policy.Tiers.Tiers[r.Tier.Tier].Assessed
		if r.Presence == population.Open && now != before[r.Tier.Tier].Assessed {
			w.assess(sim.Entity(i), r)
		}
		changed(sim.Entity(i))
	}
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
	for i, d := range w.desks {
		busy := int64(d.State.Busy.Until(now).Float64() / float64(sim.Millisecond))
		staff := int64(d.State.Staff.Until(now).Float64() / float64(sim.Millisecond))
		w.counts.Work.N[2*i] += sign * (staff - busy)
		w.counts.Work.N[2*i+1] += sign * busy
	}
}

// endDay settles with other institutions, recounts the accounts against the
// ledger (rule P6) and the desks against themselves, and takes the day's census.
func (w *World) endDay(now sim.Time) {
	w.ledger.Move(account.Settlement, account.Outside, w.ledger.Total[account.Settlement])
	var held int64
	today := now - 1
	taking := w.measured(today)
	last := now == w.plan.end()
	for i := range w.records {
		r := &w.records[i]
		held += r.Account.Balance
		if taking && r.Presence == population.Open {
			w.census(r, today, last)
		}
	}
	w.fail(now, w.ledger.Check(held))
	for _, d := range w.desks {
		w.fail(now, d.Check())
	}
}

// census counts one account as it stands at the end of a day.
func (w *World) census(r *Record, today sim.Time, last bool) {
	n := w.counts
	holder, group := w.holderCell(r), w.groupCell(r)
	day := today.Day()
	n.Accounts.N[holder]++
	watched := r.Dormancy.Status != dormancy.Active
	if watched {
		n.Watched.N[bit(r.Alive(today))*w.sizes.holders+holder]++
	}
	idle := int64((today + 1 - r.Dormancy.LastActive) / sim.Time(sim.Day))
	n.IdleDays[min(idle, longestIdle)]++
	groups := w.sizes.tiers * w.sizes.segments
	for i, days := range IdleDays {
		if idle < days {
			break
		}
		n.Idle.N[i*groups+group]++
		if last {
			n.LastIdle.N[i*w.sizes.segments+int(r.Segment)]++
		}
	}
	if last {
		n.LastCount.N[r.Segment]++
	}
	n.Daily[dailyFlags].Add(day, 0, 1)
	n.Daily[dailyWatched].Add(day, int64(bit(watched)), 1)
	n.Daily[dailyIdle].Add(day, int64(bit(idle >= 90)), 1)
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
	for channel := range systems.Channels {
		for region, up := range working {
			w.bulletin.up[channel*regions+region] = systems.ChannelWorks(channel, up)
		}
	}
}
