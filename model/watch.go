package model

import (
	"weir/model/dormancy"
	"weir/model/emergency"
	"weir/model/population"
	"weir/sim"
	"weir/sim/desk"
)

// active is what an activity that counts does to dormancy: the clock starts
// anew, and a flagged account is flagged no more (rules D1, P5).
func (w *World) active(c *sim.Cell, r *Record, at sim.Time) {
	n := w.cells[c.Index].counts
	if w.measured(at) {
		n.Activity.N[w.groupCell(r)]++
		if r.Dormancy.Status != dormancy.Active {
			i := int(r.Dormancy.Status)*w.sizes.tiers*w.sizes.segments + w.groupCell(r)
			n.Returns.N[i*emergency.Phases+int(w.bulletin.Phase)]++
		}
	}
	r.Dormancy = dormancy.State{LastActive: at}
}

// flag puts an idle account on the watch list and before the desk that decides
// (rules D1, D4). The case is named by what caused it: the last activity.
func (w *World) flag(c *sim.Cell, e sim.Entity, r *Record, at sim.Time) int64 {
	r.Dormancy.Status = dormancy.Flagged
	if w.approval >= 0 {
		c.Post(sim.Post{At: at, Class: sim.Arrive, Kind: postCase, Entity: e, Seq: r.Account.Seq, Arg: int64(r.Dormancy.LastActive)})
	}
	if w.measured(at) {
		n := w.cells[c.Index].counts
		i := bit(r.Alive(at))*w.sizes.holders + w.holderCell(r)
		n.Flags.N[i*emergency.Phases+int(w.bulletin.Phase)]++
		n.Daily[dailyFlags].Add(at.Day(), 1, 0)
	}
	return int64(r.Dormancy.LastActive)
}

// decided carries out what the desk says of a case when it leaves the desk, and
// returns what became of it. A case whose account came back to life, or whose
// customer is another one by now, has become pointless.
func (w *World) decided(b *sim.Barrier, out desk.Outcome) int {
	e := sim.Entity(out.Entity)
	r := &w.records[e]
	current := r.Presence == population.Open && r.Dormancy.Status == dormancy.Flagged && uint64(r.Dormancy.LastActive) == out.Cause
	if !current {
		w.noteShared(b, e, evWithdrawn, int64(out.Cause))
		return decidedWithdrawn
	}
	if out.Kind != desk.Served {
		return decidedLost
	}
	r.Dormancy.Status = dormancy.Decide(w.routes[r.Tier.Tier], r.Dormancy, out.Ended, out.Wrong)
	b.Changed(e)
	w.noteShared(b, e, evDecided, int64(r.Dormancy.Status))
	switch r.Dormancy.Status {
	case dormancy.Approved:
		return decidedApproved
	case dormancy.Declined:
		return decidedDeclined
	}
	return decidedWithdrawn
}

// openingStatus is what the policy in force before the start has made of an
// account by then: an idle one was flagged and decided about long ago (rule P10).
func (w *World) openingStatus(r *Record, key uint64, now sim.Time) {
	due := dormancy.Due(w.routes[r.Tier.Tier], r.Dormancy)
	if due > now {
		return
	}
	r.Dormancy.Status = dormancy.Flagged
	if w.approval < 0 {
		return
	}
	wrong := w.book.Uniform(key, purposeOpeningDecision, uint64(r.Dormancy.LastActive)) < w.plan.Institution.Desks.Desks[w.approval].Wrong
	r.Dormancy.Status = dormancy.Decide(w.routes[r.Tier.Tier], r.Dormancy, now, wrong)
}
