package model

import (
	"encoding/gob"
	"errors"
	"fmt"

	"weir/model/account"
	"weir/model/dormancy"
	"weir/model/emergency"
	"weir/model/population"
	"weir/model/tier"
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

const (
	purposeOpeningDecision rng.Purpose = 0x0d01
	purposeShock           uint64      = 1 << 56 // keys of shocks lie beyond those of customers
)

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

// measuredDays is the number of days that figures are kept for.
func (p *Plan) measuredDays() int { return int((p.Length + sim.Day - 1) / sim.Day) }

// setPolicy puts a policy in force.
func (w *World) setPolicy(p *Policy) {
	w.policy = p
	w.routes = w.routes[:0]
	for _, t := range p.Tiers.Tiers {
		w.routes = append(w.routes, p.Dormancy.Route(t.ID))
	}
	w.approval = w.plan.Institution.Desks.Index(p.Dormancy.Approval.Desk)
}

// drawShocks draws when each shock strikes in this replication.
func (w *World) drawShocks(start, last sim.Time) {
	for i, s := range w.plan.Shocks {
		o := s.Outage
		from := sim.Time(0) // outages by chance begin in the measured time, whatever the warm-up
		if o.Dated {
			from = start
		}
		intervals := o.Draw(w.root, purposeShock+fnv(s.ID), w.plan.instant(o.At), from, last)
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

// openBook fills the book: the opening stock or the cohort, and the places of those
// who come later.
func (w *World) openBook(start, last sim.Time) {
	opened := w.plan.cohortDates()
	for i := range w.records {
		e, r := sim.Entity(i), &w.records[i]
		key := population.Key(e, 0)
		switch {
		case i >= w.bookSize:
			r.Opened = w.source.EntryTime(e, 0, last)
		case opened != nil:
			r.Opened = opened[i]
		default:
			traits := w.source.Traits(key, false)
			past := w.source.Stock(&r.State, key, traits, start)
			w.furnish(e, r, traits)
			r.Dormancy.LastActive = w.source.LastCounted(&r.State, key, past, w.wouldCount(r))
			w.ledger.Move(account.Outside, account.Customers, r.Account.Balance)
			w.openingStatus(r, key, start)
		}
	}
}

// wouldCount says of intents before the start whether they were carried out and
// counted: as far as the rules decide it by themselves. What depends on the day's
// other payments, on funds and on outages is left out.
func (w *World) wouldCount(r *Record) func(account.Operation, int64) bool {
	return func(op account.Operation, amount int64) bool {
		return w.policy.Dormancy.Activity(op) && tier.Decide(&w.policy.Tiers, r.Tier, op, amount, 0) == tier.Allowed
	}
}

// furnish gives a new account its tier, limit and balance.
func (w *World) furnish(e sim.Entity, r *Record, t population.Traits) {
	r.Tier.Tier = uint8(t.Tier)
	r.Account.Balance, r.Account.Spent = t.Balance, 0
	w.assess(e, r)
}

// assess gives an account the limit of its own that its tier may provide for
// (rule T2).
func (w *World) assess(e sim.Entity, r *Record) {
	r.Tier.Limit = 0
	if a := w.policy.Tiers.Tiers[r.Tier.Tier].Assessed; a.Multiple > 0 {
		r.Tier.Limit = a.Assess(w.source.BusyDay(&r.State, population.Key(e, r.Generation)))
	}
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

// close takes an account off the book; its balance goes to whom it belongs.
func (w *World) close(c *sim.Cell, r *Record) int64 {
	balance := r.Account.Balance
	w.cells[c.Index].ledger.Move(account.Customers, account.Outside, balance)
	r.Account.Balance = 0
	r.Presence = population.Closed
	return balance
}

// enter opens an account for a new customer.
func (w *World) enter(c *sim.Cell, e sim.Entity, r *Record, at sim.Time) int64 {
	key := population.Key(e, r.Generation)
	traits := w.source.Traits(key, true)
	if r.Generation > 0 {
		traits = w.source.Successor(key, &r.State)
	}
	w.source.Newcomer(&r.State, key, traits, at)
	r.Dormancy = dormancy.State{LastActive: at}
	w.furnish(e, r, traits)
	w.cells[c.Index].ledger.Move(account.Outside, account.Customers, r.Account.Balance)
	return r.Account.Balance
}

// measured says whether t lies in the time that counts.
func (w *World) measured(t sim.Time) bool { return t >= 0 && t < w.plan.end() }

// fail notes the first thing that did not add up.
func (w *World) fail(at sim.Time, err error) {
	if w.failed == nil && err != nil {
		w.failed = fmt.Errorf("at day %d: %w", at.Day(), err)
	}
}

// savedWorld is the World's state as plain data; all else follows from the plan.
type savedWorld struct {
	Records []Record
	Ledgers []account.Ledger
	Counts  []*Counts
	Desks   []desk.State
	Open    []int64
	Ledger  account.Ledger
	Enacted bool
	From    sim.Time
	Failed  string
}

// Save implements sim.World.
func (w *World) Save(enc *gob.Encoder) error {
	s := savedWorld{Records: w.records, Open: w.open, Ledger: w.ledger, Enacted: w.enacted, From: w.bulletin.From}
	if w.failed != nil {
		s.Failed = w.failed.Error()
	}
	total := newCounts(w.plan.labels, w.plan.measuredDays())
	if err := errors.Join(w.addUp(total)); err != nil {
		return err
	}
	s.Counts = []*Counts{total}
	for i := range w.cells {
		s.Ledgers = append(s.Ledgers, w.cells[i].ledger)
	}
	for _, d := range w.desks {
		s.Desks = append(s.Desks, d.State)
	}
	return enc.Encode(s)
}

// Load implements sim.World.
func (w *World) Load(dec *gob.Decoder) error {
	var s savedWorld
	if err := dec.Decode(&s); err != nil {
		return err
	}
	if len(s.Records) != len(w.records) || len(s.Desks) != len(w.desks) {
		return fmt.Errorf("the saved state has %d places in the book and %d desks, the plan %d and %d", len(s.Records), len(s.Desks), len(w.records), len(w.desks))
	}
	w.records, w.ledger, w.open = s.Records, s.Ledger, s.Open
	if s.Failed != "" {
		w.failed = errors.New(s.Failed)
	}
	for i := range w.cells {
		w.cells[i] = cell{counts: newCounts(w.plan.labels, w.plan.measuredDays())}
	}
	for i := range s.Ledgers {
		w.ledger.Merge(&s.Ledgers[i])
	}
	w.counts = newCounts(w.plan.labels, w.plan.measuredDays())
	if err := w.counts.merge(s.Counts[0]); err != nil {
		return err
	}
	for i := range s.Desks {
		w.desks[i].State = s.Desks[i]
	}
	if s.Enacted {
		w.setPolicy(w.plan.Policy)
		w.enacted = true
	}
	w.bulletin.up = nil
	w.publish(s.From)
	return nil
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
