package model

import (
	"fmt"

	"weir/model/account"
	"weir/model/dormancy"
	"weir/model/emergency"
	"weir/model/population"
	"weir/sim"
	"weir/sim/desk"
	"weir/sim/rng"
)

// World is one replication of a plan: the customers' records and the
// institution they share. It implements sim.World.
type World struct {
	plan   *Plan
	root   rng.Root // of this replication
	book   rng.Root // of the opening book
	source *population.Source
	sizes  sizes

	policy   *Policy          // in force now
	routes   []dormancy.Route // of the policy in force, by tier
	approval int              // number of the desk that decides about flags; -1: none
	outages  []emergency.Interval
	turns    []sim.Time // where outages begin or end

	bookSize int // places in the book at the start
	records  []Record
	cells    []cell
	desks    []*desk.Desk
	open     []int64 // by desk, cases of the measured time that are not closed
	bulletin Bulletin
	ledger   account.Ledger
	counts   *Counts // the institution's own
	enacted  bool    // the plan's policy is in force
	failed   error   // the first thing that did not add up
}

// cell is what a cell of customers writes to besides records.
type cell struct {
	ledger account.Ledger
	counts *Counts
	stream rng.Stream // lent to draws
}

// Bulletin is what everybody may know in a window. It is not changed during one.
type Bulletin struct {
	From    sim.Time
	Phase   emergency.Phase
	up      []bool // by region and channel
	regions int
}

// ChannelUp says whether a channel works in a region.
func (b *Bulletin) ChannelUp(channel, region int) bool { return b.up[channel*b.regions+region] }

const purposeOpeningDecision rng.Purpose = 0x0d01

// Kinds of posts.
const (
	postTransfer uint16 = iota
	postCase
)

// newWorld opens the book at the start of the warm-up.
func newWorld(p *Plan, replication uint32, cellSize int) *World {
	w := &World{
		plan: p, sizes: sizesOf(p.labels),
		root: rng.New(p.Seed, replication, 0), book: rng.New(p.Seed, replication, 0),
		bookSize: p.Customers,
	}
	if p.OneBook {
		w.book = rng.New(p.Seed, 0, 0)
	}
	start := -sim.Time(p.Warmup)
	last := sim.Time(p.Length + p.Cooldown)
	w.source = population.NewSource(p.Population, p.names(), days{p.calendar}, start.Day(), last.Day()+2, w.root, w.book)
	w.setPolicy(p.StartPolicy)
	w.drawShocks(start, last)
	places := w.bookSize + w.source.Entrants(w.bookSize, (p.Length+p.Cooldown).Days())
	w.records = make([]Record, places)
	w.counts = newCounts(p.labels, p.measuredDays())
	w.cells = make([]cell, (places+cellSize-1)/cellSize)
	for i := range w.cells {
		w.cells[i].counts = newCounts(p.labels, p.measuredDays())
	}
	for _, d := range p.Institution.Desks.Desks {
		w.desks = append(w.desks, desk.New(d.Config, p.calendar, w.root, uint32(fnv(d.ID))>>4, start))
	}
	w.open = make([]int64, len(w.desks))
	w.openBook(start, last)
	if start == 0 {
		w.enact(func(sim.Entity) {}) // there is no window before the start
	}
	w.publish(start)
	return w
}

// setPolicy puts a policy in force.
func (w *World) setPolicy(p *Policy) {
	w.policy = p
	w.routes = w.routes[:0]
	for _, t := range p.Tiers.Tiers {
		w.routes = append(w.routes, p.Dormancy.Route(t.ID))
	}
	w.approval = w.plan.Institution.Desks.Index(p.Dormancy.Approval.Desk)
}

// Deadline implements sim.World.
func (w *World) Deadline(e sim.Entity) sim.Time {
	at, _ := w.next(&w.records[e])
	return at
}

// Advance implements sim.World. The switch is the table of contents of what
// happens to a customer by itself.
func (w *World) Advance(c *sim.Cell, e sim.Entity, until sim.Time) sim.Time {
	r := &w.records[e]
	for {
		at, kind := w.next(r)
		if at >= until {
			return at
		}
		at = max(at, w.bulletin.From) // overdue by a rule that has just come into force
		var arg int64
		switch kind {
		case evClose:
			arg = w.close(c, r)
		case evOpen:
			arg = w.enter(c, e, r, at)
		case evSalary:
			arg = w.salary(c, e, r, at)
		case evIntent:
			arg = w.intent(c, e, r, at)
		case evFlag:
			arg = w.flag(c, e, r, at)
		}
		c.Note(sim.Event{At: at, Entity: e, Seq: r.Account.Seq, Kind: kind, Arg: arg})
		r.Account.Seq++
		if kind == evClose && w.plan.Population.Entry.Replace {
			r.Generation++
			r.Opened, r.Presence = at, population.Absent
		}
	}
}

// measured says whether t lies in the time that counts.
func (w *World) measured(t sim.Time) bool { return t >= 0 && t < w.plan.end() }

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
	for i := range w.cells {
		if err := total.merge(w.cells[i].counts); err != nil {
			return err
		}
	}
	return nil
}
