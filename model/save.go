package model

import (
	"encoding/gob"
	"errors"
	"fmt"

	"weir/model/account"
	"weir/model/screening"
	"weir/model/tier"
	"weir/sim"
	"weir/sim/desk"
)

// savedWorld is the World's state between two windows, as plain data; all else
// follows from the plan. The cells' ledgers are empty then.
type savedWorld struct {
	Records  []Record
	Sides    []Side
	Screened []screening.State
	Usage    []tier.Usage
	Kept     []tier.Kept
	Rests    []savedRest
	Latest   []savedOccasion
	Counts   *Counts // of the institution and all cells
	Desks    []desk.State
	Open     []int64
	Held     []Held
	FreeHeld []int
	Later    []laterThing
	Down     []sim.Duration
	Ledger   account.Ledger
	Enacted  int
	From     sim.Time
	Failed   string
}

// savedRest is a payment in parts with whose it is.
type savedRest struct {
	Entity sim.Entity
	Rest   Rest
}

// Save implements sim.World.
func (w *World) Save(enc *gob.Encoder) error {
	s := savedWorld{
		Records: w.records, Sides: w.sides, Screened: w.screened, Usage: w.usage, Kept: w.kept,
		Open: w.open, Held: w.held, FreeHeld: w.freeHeld, Later: w.later, Down: w.downToday,
		Ledger: w.ledger, Enacted: w.enacted, From: w.bulletin.From,
		Latest: w.saveOccasions(),
	}
	if w.failed != nil {
		s.Failed = w.failed.Error()
	}
	for i := range w.records {
		e := sim.Entity(i)
		if rest, ok := w.cellOf(e).rests[e]; ok {
			s.Rests = append(s.Rests, savedRest{e, rest})
		}
	}
	s.Counts = newCounts(w.plan.labels, w.plan.measuredDays())
	if err := w.addUp(s.Counts); err != nil {
		return err
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
	w.records, w.sides, w.screened, w.usage, w.kept = s.Records, s.Sides, s.Screened, s.Usage, s.Kept
	w.ledger, w.open = s.Ledger, s.Open
	w.held, w.freeHeld, w.later = s.Held, s.FreeHeld, s.Later
	copy(w.downToday, s.Down)
	if s.Failed != "" {
		w.failed = errors.New(s.Failed)
	}
	w.counts = newCounts(w.plan.labels, w.plan.measuredDays())
	if err := w.counts.merge(s.Counts); err != nil {
		return err
	}
	for i := range w.cells {
		w.cells[i] = w.newCell()
	}
	w.loadLosses(s.From)
	for _, rest := range s.Rests {
		w.cellOf(rest.Entity).rests[rest.Entity] = rest.Rest
	}
	w.loadOccasions(s.Latest)
	for i := range s.Desks {
		w.desks[i].State = s.Desks[i]
	}
	w.enacted = s.Enacted
	if s.Enacted > 0 {
		w.policy = w.coming[s.Enacted-1].rules
	}
	w.bulletin.up = nil
	w.publish(s.From)
	return nil
}

// loadLosses finds out again which numbers shocks are still to take.
func (w *World) loadLosses(from sim.Time) {
	for i := range w.records {
		if r := &w.records[i]; r.Noted&NotedLoss != 0 {
			w.strike(sim.Entity(i), r, from)
		}
	}
}
