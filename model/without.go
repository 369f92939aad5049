package model

import (
	"weir/model/dormancy"
	"weir/model/population"
	"weir/sim"
)

// A day counts as without service for a customer when every channel that she
// used in the last year or so was down for at least half of its hours: such a day
// does not count towards dormancy (rule D11).

// mostChannels is how many channels a record can remember the use of.
const mostChannels = 8

// noteDown adds the window's length to the time each channel was down today.
func (w *World) noteDown(from, until sim.Time) {
	for i, up := range w.bulletin.up {
		if !up {
			w.downToday[i] += until.Sub(from)
		}
	}
}

// fallsDue is a deadline of dormancy. Where the day, as things stand, will be one
// without service, an account whose time runs out is looked at when the day is over:
// only then is it known whether it counts.
func (w *World) fallsDue(c *sim.Cell, e sim.Entity, r *Record, at sim.Time) {
	if w.standsToBeWithout(r, at) {
		s, off := &w.sides[e], false
		over := sim.Time(at.Day()+1) * sim.Time(sim.Day)
		if r.Dormancy, s.Case, off = dormancy.PutOff(&w.policy.routes[r.Tier.Tier], r.Dormancy, s.Case, w.facts(e, r, at), at, over); off {
			w.rearm(e, r)
			return
		}
	}
	w.carry(c, e, r, w.step(e, r, dormancy.Deadline, at), at)
}

// standsToBeWithout says whether a customer will have been without service today if
// what is down stays so until midnight.
func (w *World) standsToBeWithout(r *Record, at sim.Time) bool {
	used := r.Used | r.UsedBefore
	if !w.policy.Dormancy.WithoutService || used == 0 {
		return false
	}
	left := sim.Time(at.Day()+1)*sim.Time(sim.Day) - w.bulletin.From
	for channel := 0; used>>channel > 0; channel++ {
		i := channel*w.sizes.regions + int(r.Region)
		if used>>channel&1 == 1 && w.downToday[i]+sim.Duration(bit(!w.bulletin.up[i]))*sim.Duration(left) < sim.Day/2 {
			return false
		}
	}
	return true
}

// countWithout finds at the end of a day who was without service, and lets the
// day not count.
func (w *World) countWithout(b *sim.Barrier) {
	without, any := w.withoutService()
	clear(w.downToday)
	if !any || !w.policy.Dormancy.WithoutService {
		return
	}
	for i := range w.records {
		r := &w.records[i]
		used := r.Used | r.UsedBefore
		if r.Presence != population.Open || used == 0 || used&^without[r.Region] != 0 {
			continue
		}
		w.uncount(sim.Entity(i), r)
		w.changed(b, sim.Entity(i))
		if w.measured(b.Until - 1) {
			w.counts.Without.N[int(r.Segment)*w.sizes.regions+int(r.Region)]++
		}
	}
}

// withoutService returns, by region, the set of channels that were down for at
// least half the day, and whether there is any.
func (w *World) withoutService() (without []uint8, any bool) {
	regions := w.sizes.regions
	without = make([]uint8, regions)
	for i, down := range w.downToday {
		if down >= sim.Day/2 {
			without[i%regions] |= 1 << (i / regions)
			any = true
		}
	}
	return without, any
}

// newYear lets the channels used in the year before last be forgotten.
func (w *World) newYear() {
	for i := range w.records {
		r := &w.records[i]
		r.Used, r.UsedBefore = 0, r.Used
	}
}
