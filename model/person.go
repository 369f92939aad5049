package model

import (
	"weir/model/contact"
	"weir/model/population"
	"weir/sim"
)

// A customer may hold several accounts (rule P11). They have places in the book
// one after the other: the first is the leader, which stands for the person; the
// others follow it. The kernel only knows of the leader's deadlines: they are the
// earliest of all her accounts, which are so taken through time together. Contact
// data and limits per person are the leader's.

// persons says of each place which person it belongs to; nil where everybody has
// one account.
type persons []grouping

// grouping is how a place lies in its person's accounts.
type grouping struct {
	behind uint8 // places behind the leader; 0: the leader
	more   uint8 // of a leader: how many follow
}

// mostFurther is how many accounts a customer may have besides the first.
const mostFurther = 7

// groupPersons finds out which places of the opening book belong to one person.
func (w *World) groupPersons() {
	if w.plan.Stock != nil {
		if w.plan.imported.persons != nil {
			w.persons = make(persons, len(w.records))
			copy(w.persons, w.plan.imported.persons)
		}
		return
	}
	any := false
	for i := range w.plan.Population.Segments {
		any = any || w.plan.Population.Segments[i].Further > 0
	}
	if !any || len(w.plan.Population.Cohort) > 0 {
		return
	}
	w.persons = make(persons, len(w.records))
	for i := 0; i < w.bookSize; {
		more := min(w.source.Further(population.Key(sim.Entity(i), 0), mostFurther), w.bookSize-1-i)
		w.persons[i].more = uint8(more)
		for k := 1; k <= more; k++ {
			w.persons[i+k].behind = uint8(k)
		}
		i += 1 + more
	}
}

// leader returns the place that stands for the person who holds a place.
func (w *World) leader(e sim.Entity) sim.Entity {
	if w.persons == nil {
		return e
	}
	return e - sim.Entity(w.persons[e].behind)
}

// accounts returns how many accounts a leader's person holds.
func (w *World) accounts(leader sim.Entity) sim.Entity {
	if w.persons == nil {
		return 1
	}
	return 1 + sim.Entity(w.persons[leader].more)
}

// Deadline implements sim.World: the earliest deadline of a person's accounts.
func (w *World) Deadline(e sim.Entity) sim.Time {
	if w.leader(e) != e {
		return sim.Never
	}
	at, _, _ := w.first(e)
	return at
}

// first returns the earliest deadline of a person's accounts, which event it is,
// and whose; at one instant the first account goes first.
func (w *World) first(leader sim.Entity) (at sim.Time, kind uint16, whose sim.Entity) {
	at, kind = w.next(&w.records[leader])
	whose = leader
	if w.persons == nil {
		return at, kind, whose
	}
	for e := leader + 1; e < leader+w.accounts(leader); e++ {
		if other, what := w.next(&w.records[e]); other < at {
			at, kind, whose = other, what, e
		}
	}
	return at, kind, whose
}

// changed tells the kernel that an account's deadlines may have changed.
func (w *World) changed(b *sim.Barrier, e sim.Entity) { b.Changed(w.leader(e)) }

// contactOf returns where the person who holds an account can be reached.
func (w *World) contactOf(e sim.Entity) *contact.State { return &w.sides[w.leader(e)].Contact }

// rearmPerson keeps the slow deadline true of the account that has the person's
// contact data.
func (w *World) rearmPerson(e sim.Entity) {
	leader := w.leader(e)
	w.rearm(leader, &w.records[leader])
}

// takesNotes says whether somebody is there who could read what is sent to the
// person: the owner of any of her accounts.
func (w *World) takesNotes(e sim.Entity, at sim.Time) bool {
	leader := w.leader(e)
	for k := leader; k < leader+w.accounts(leader); k++ {
		if r := &w.records[k]; r.Presence == population.Open && r.Alive(at) {
			return true
		}
	}
	return false
}

// full says whether a person holds as many accounts of a tier as the policy lets her
// besides one at a place, with those on their way to it (rule P11).
func (w *World) full(e sim.Entity, target int) bool {
	most := w.policy.Tiers.Tiers[target].PerPerson
	if most == 0 {
		return false
	}
	held, leader := int64(0), w.leader(e)
	for k := leader; k < leader+w.accounts(leader); k++ {
		if r, a := &w.records[k], w.sides[k].Application; k != e && r.Presence == population.Open {
			held += int64(bit(int(r.Tier.Tier) == target || a.Tier() == target))
		}
	}
	return held >= most
}

// refusedFurther says whether somebody may not open a further account at a place, counts it,
// and leaves the place empty until the person holds fewer or may hold more. Whoever
// follows a person who has left is another one.
func (w *World) refusedFurther(c *sim.Cell, e sim.Entity, r *Record, at sim.Time) bool {
	leader := w.leader(e)
	if leader == e || w.records[leader].Presence != population.Open {
		return false
	}
	opens := w.comer(e, r).Tier
	if w.mustApply(opens) {
		opens = 0
	}
	if !w.full(e, opens) {
		return false
	}
	if w.measured(at) {
		w.cells[c.Index].counts.Full.N[opens*w.sizes.segments+int(w.records[leader].Segment)]++
	}
	r.leaveUnopened()
	return true
}

// leaveUnopened leaves a place empty until tryAgain.
func (r *Record) leaveUnopened() {
	r.Opened = sim.Never
	r.Noted |= NotedFull
}

// tryAgain lets a person try again to open the accounts that she was refused.
func (w *World) tryAgain(e sim.Entity, at sim.Time) {
	leader := w.leader(e)
	for k := leader; k < leader+w.accounts(leader); k++ {
		if r := &w.records[k]; r.Noted&NotedFull != 0 {
			r.Noted &^= NotedFull
			r.Opened = at
		}
	}
}
