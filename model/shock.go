package model

import (
	"cmp"
	"slices"

	"weir/model/contact"
	"weir/model/emergency"
	"weir/sim"
)

// purposeShock begins the keys of shocks: beyond those of customers.
const purposeShock uint64 = 1 << 56

// drawShocks draws when each shock strikes in this replication.
func (w *World) drawShocks(start, last sim.Time) {
	for i, s := range w.plan.Shocks {
		o := s.Outage
		if o == nil {
			continue
		}
		from := sim.Time(0) // outages by chance begin in the measured time, whatever the warm-up
		if o.Dated {
			from = start
		}
		intervals := o.Draw(w.shocks, purposeShock+fnv(s.ID), w.plan.instant(o.At), from, last)
		for _, iv := range intervals {
			iv.Shock, iv.System = i, w.plan.Institution.Systems.SystemIndex(o.System)
			iv.Region = w.plan.names().Region(o.Region)
			w.outages = append(w.outages, iv)
		}
	}
	w.turns = emergency.Cuts(w.outages)
}

// fnv names a shock or a desk by its id (FNV-1a, 32 bits), so that the draws of
// one do not depend on which others there are.
func fnv(id string) uint64 {
	h := uint32(2166136261)
	for i := range len(id) {
		h = (h ^ uint32(id[i])) * 16777619
	}
	return uint64(h)
}

// churn is one strike of a shock that takes numbers.
type churn struct {
	*contact.Churn
	key     uint64
	strike  int
	begins  sim.Time
	carrier int // -1 for all
}

// drawChurns draws when numbers are lost, and lets each customer know hers.
func (w *World) drawChurns(start, last sim.Time) {
	if w.people == nil {
		return
	}
	for i, s := range w.plan.Shocks {
		if s.Churn == nil {
			continue
		}
		from := sim.Time(0)
		if s.Churn.Dated {
			from = start
		}
		key := purposeShock + fnv(s.ID)
		for k, begins := range s.Churn.Strikes(w.shocks, key, w.plan.instant(s.Churn.At), from, last) {
			carrier := -1
			if s.Churn.Carrier != "" {
				carrier = w.people.Carrier(s.Churn.Carrier)
			}
			w.churns = append(w.churns, churn{s.Churn, key, k, begins, carrier})
			w.losses = append(w.losses, emergency.Interval{Shock: i, Region: -1, From: begins, Until: begins.Add(s.Churn.Over)})
		}
	}
}

// loss is a customer's losing her number to a shock.
type loss struct {
	At    sim.Time
	Cause uint64
}

// strike finds out when a customer will lose her number to shocks, from an instant
// on.
func (w *World) strike(e sim.Entity, r *Record, from sim.Time) {
	if w.people == nil || w.leader(e) != e {
		return
	}
	cell := w.cellOf(e)
	delete(cell.losses, e)
	r.Noted &^= NotedLoss
	for _, c := range w.churns {
		at, struck := c.Struck(w.root, w.key(e, r), c.key, c.strike, c.begins, c.carrier, int(w.contactOf(e).Carrier))
		if struck && at >= from {
			cell.losses[e] = append(cell.losses[e], loss{at, contact.Cause(c.key, c.strike)})
			r.Noted |= NotedLoss
		}
	}
	slices.SortFunc(cell.losses[e], func(a, b loss) int { return cmp.Compare(a.At, b.At) })
}

// lose takes a customer's number.
func (w *World) lose(c *sim.Cell, e sim.Entity, r *Record, at sim.Time) {
	losses := w.cells[c.Index].losses
	next := losses[e][0]
	if losses[e] = losses[e][1:]; len(losses[e]) == 0 {
		delete(losses, e)
		r.Noted &^= NotedLoss
	}
	take := w.people.Lose
	if !w.takesNotes(e, at) {
		take = w.people.Lapse
	}
	take(w.contactOf(e), w.key(e, r), int(r.Segment), next.Cause, at)
	w.note(c, e, r, at, evNumber, int64(contact.Changed))
	if w.measured(at) {
		w.cells[c.Index].counts.Numbers.N[int(contact.Changed)*w.sizes.segments+int(r.Segment)]++
	}
}
