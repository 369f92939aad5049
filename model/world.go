package model

import (
	"fmt"

	"weir/model/account"
	"weir/model/contact"
	"weir/model/emergency"
	"weir/model/population"
	"weir/model/reaction"
	"weir/model/screening"
	"weir/model/tier"
	"weir/sim"
	"weir/sim/desk"
	"weir/sim/rng"
)

// World is one replication of a plan: the customers' records and the
// institution they share. It implements sim.World.
type World struct {
	plan    *Plan
	root    rng.Root // of this replication
	opening rng.Root // of the opening book
	shocks  rng.Root // of when shocks strike
	source  *population.Source
	sizes   sizes

	policy  *rules // in force now
	coming  []enactment
	enacted int // how many of coming are in force, or were
	slots   []tier.Slot
	outages []emergency.Interval
	churns  []churn              // strikes of shocks that take numbers
	losses  []emergency.Interval // the same, as spans of time
	turns   []sim.Time           // where outages begin or end

	bookSize  int // places in the book at the start
	records   []Record
	sides     []Side
	persons   persons
	screened  []screening.State // nil where no policy has screening rules
	usage     []tier.Usage      // by place, the slots after the first
	kept      []tier.Kept       // nil where no policy lowers an account for falling volume
	people    *contact.Source   // nil where contact is not modelled
	habits    []reaction.Habits // by segment; nil where customers do not react
	cells     []cell
	cellSize  int
	desks     []*desk.Desk
	classes   [][matters]uint16 // by desk, the class of each matter
	open      []int64           // by desk, cases of the measured time that are not closed
	held      []Held
	freeHeld  []int
	later     laterQueue
	downToday []sim.Duration // by channel and region
	bulletin  Bulletin
	ledger    account.Ledger
	counts    *Counts // the institution's own
	parallel  bool    // cells live at the same time
	failed    error   // the first thing that did not add up
	aside     aside
}

// cell is what a cell of customers writes to besides records.
type cell struct {
	ledger account.Ledger
	counts *Counts                // the institution's, or its own where cells live at the same time
	stream rng.Stream             // lent to draws
	failed error                  // the first thing that did not add up
	used   []int64                // lent to decisions: what is used of each slot
	slots  []float64              // lent to screening: features
	rests  map[sim.Entity]Rest    // payments in parts; looked up, never ranged over
	losses map[sim.Entity][]loss  // of numbers, to shocks; the same
	latest map[recurring]occasion // of what happens again and again; the same
	aside  aside
}

// Bulletin is what everybody may know in a window. It is not changed during one.
type Bulletin struct {
	From    sim.Time
	Phase   emergency.Phase
	up      []bool   // by region and channel
	reach   []bool   // by region and channel of contact
	systems []uint64 // by region, the set of systems that work
	regions int
}

// ChannelUp says whether a channel works in a region.
func (b *Bulletin) ChannelUp(channel, region int) bool { return b.up[channel*b.regions+region] }

// Reaches says whether all that a channel of contact needs works in a region.
func (b *Bulletin) Reaches(channel, region int) bool { return b.reach[channel*b.regions+region] }

// The purposes of draws that belong to no package below.
const (
	purposeOpeningDecision rng.Purpose = 0x0d01
	purposeGrading         rng.Purpose = 0x0d02 // how long the steps of an application take
	purposePanel           rng.Purpose = 0x0d03 // whether it weighs commercial value
	purposeReview          rng.Purpose = 0x0d04 // of an alert
	purposeWay             rng.Purpose = 0x0d05 // how long a way back from a restriction takes
	purposeOpeningAnswer   rng.Purpose = 0x0d06
	purposeOverreach       rng.Purpose = 0x0d07
	purposeIdentity        rng.Purpose = 0x0d08 // of an applicant
	purposeWhichWay        rng.Purpose = 0x0d0a // of those that are open
	purposePassing         rng.Purpose = 0x0d0c // the steps of an application
	purposeWayFails        rng.Purpose = 0x0d0d
	purposeAssessment      rng.Purpose = 0x0d0e // in which part of the time between two
)

// Kinds of posts.
const (
	postTransfer uint16 = iota
	postHeld            // a payment that is to wait
	postCheck           // a look at an account, later
	postCase            // and a matter
)

// openWorld opens the book at the start of the warm-up.
func openWorld(p *Plan, from chance, cellSize int) *World {
	w := &World{
		plan: p, sizes: sizesOf(p.labels),
		root: from.rest, opening: from.opening, shocks: from.shocks,
		bookSize: p.Customers,
	}
	start := -sim.Time(p.Warmup)
	last := sim.Time(p.Length + p.Cooldown)
	w.source = population.NewSource(p.Population, p.names(), days{p.calendar}, start.Day(), last.Day()+2, w.root, w.opening)
	w.policy, w.coming, w.slots = p.rules[0], p.enactments(), p.slots
	w.drawShocks(start, last)
	places := w.bookSize + w.source.Entrants(w.bookSize, (p.Length+p.Cooldown).Days())
	w.makeRecords(places)
	w.drawChurns(start, last)
	w.counts = newCounts(p.labels, p.measuredDays())
	w.cellSize = cellSize
	w.cells = make([]cell, (places+cellSize-1)/cellSize)
	for i := range w.cells {
		w.cells[i] = w.newCell()
	}
	for _, d := range p.Institution.Desks.Desks {
		w.desks = append(w.desks, desk.New(d.Config, p.calendar, w.root, uint32(fnv(d.ID))>>4, start))
	}
	w.takeClasses()
	w.open = make([]int64, len(w.desks))
	w.groupPersons()
	w.openBook(start, last)
	w.publish(start)
	w.enactDue(start, func(sim.Entity) {})
	return w
}

func (w *World) newCell() cell {
	c := cell{counts: w.counts, used: make([]int64, len(w.slots)), rests: map[sim.Entity]Rest{}, losses: map[sim.Entity][]loss{},
		latest: map[recurring]occasion{}}
	if w.screened != nil {
		c.slots = make([]float64, screening.Slots)
	}
	if w.parallel {
		c.counts = newCounts(w.plan.labels, w.plan.measuredDays())
	}
	return c
}

// liveInParallel gives each cell Counts of its own. Cells that live one after the
// other share the institution's, so that these stay in the processor's cache; what
// is counted is added up in the end, and the same.
func (w *World) liveInParallel() {
	w.parallel = true
	for i := range w.cells {
		w.cells[i].counts = newCounts(w.plan.labels, w.plan.measuredDays())
	}
}

// makeRecords makes the places of the book, with what this plan needs of each.
func (w *World) makeRecords(places int) {
	p := w.plan
	w.records, w.sides = make([]Record, places), make([]Side, places)
	w.usage = make([]tier.Usage, places*(len(w.slots)-1))
	for _, r := range p.rules {
		if r.screen != nil {
			w.screened = make([]screening.State, places)
		}
		for t := range r.Tiers.Tiers {
			if r.Tiers.Retains(t) != nil {
				w.kept = make([]tier.Kept, places)
			}
		}
	}
	if p.Institution.HasContact {
		w.people = contact.NewSource(&p.Institution.Contact, p.labels.Segments, w.root, w.opening)
	}
	if p.Institution.Reacts {
		for _, id := range p.labels.Segments {
			w.habits = append(w.habits, p.Institution.Reactions.Of(id))
		}
	}
	w.downToday = make([]sim.Duration, w.sizes.channels*w.sizes.regions)
}

// mostAtOnce is how many events of one customer an instant can have before
// something must be wrong.
const mostAtOnce = 1000

// Advance implements sim.World. The switch is the table of contents of what
// happens to a customer by itself.
func (w *World) Advance(c *sim.Cell, e sim.Entity, until sim.Time) sim.Time {
	now := w.bulletin.From
	for leader, stuck := e, 0; ; {
		at, kind, whose := w.first(leader)
		if at >= until {
			return at
		}
		if stuck++; at > now {
			stuck = 0
		} else if stuck > mostAtOnce {
			w.cells[c.Index].fail(at, "the account at place %d gets no further: rules that undo each other", e)
			return sim.Never
		}
		e = whose
		r := &w.records[e]
		at = max(at, now) // overdue by a rule that has just come into force, here or with a new tier
		now = at
		var arg int64
		if kind == evStep {
			w.wake(c, e, r, at)
			continue
		}
		switch kind {
		case evIntent:
			w.intent(c, e, r, at)
			continue
		case evFlag:
			w.fallsDue(c, e, r, at)
			continue
		case evClose:
			arg = w.close(c, e, r, at)
		case evOpen:
			if arg = w.enter(c, e, r, at); arg < 0 {
				continue // not yet
			}
		case evSalary:
			arg = w.salary(c, e, r, at)
		}
		w.note(c, e, r, at, kind, arg)
		if kind == evClose && w.plan.Population.Entry.Replace {
			r.Generation++
			r.Opened, r.Presence = at, population.Absent
		}
	}
}

// note notes an event in the customer's own cell.
func (w *World) note(c *sim.Cell, e sim.Entity, r *Record, at sim.Time, kind uint16, arg int64) {
	c.Note(sim.Event{At: at, Entity: e, Seq: r.Account.Seq, Kind: kind, Arg: arg})
	r.Account.Seq++
}

// key names whoever holds a place, in keyed draws.
func (w *World) key(e sim.Entity, r *Record) uint64 { return population.Key(e, r.Generation) }

// measured says whether t lies in the time that counts.
func (w *World) measured(t sim.Time) bool { return t >= 0 && t < w.plan.end() }

// fail notes the first thing in a cell that did not add up.
func (c *cell) fail(at sim.Time, format string, args ...any) {
	if c.failed == nil {
		c.failed = fmt.Errorf("at day %d: %s", at.Day(), fmt.Sprintf(format, args...))
	}
}

// fail notes the first thing that did not add up.
func (w *World) fail(at sim.Time, err error) {
	if w.failed == nil && err != nil {
		w.failed = fmt.Errorf("at day %d: %w", at.Day(), err)
	}
}

// addUp adds the institution's and all cells' counts to a total.
func (w *World) addUp(total *Counts) error {
	if err := total.merge(w.counts); err != nil {
		return err
	}
	if !w.parallel {
		return nil // the cells share them
	}
	for i := range w.cells {
		if err := total.merge(w.cells[i].counts); err != nil {
			return err
		}
	}
	return nil
}
