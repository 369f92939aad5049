package model

import (
	"encoding/gob"
	"errors"
	"fmt"

	"weir/model/account"
	"weir/sim"
	"weir/sim/desk"
)

// savedWorld is the World's state between two windows, as plain data; all else
// follows from the plan. The cells' ledgers are empty then.
type savedWorld struct {
	Records []Record
	Counts  *Counts // of the institution and all cells
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
	w.records, w.ledger, w.open = s.Records, s.Ledger, s.Open
	if s.Failed != "" {
		w.failed = errors.New(s.Failed)
	}
	for i := range w.cells {
		w.cells[i] = cell{counts: newCounts(w.plan.labels, w.plan.measuredDays())}
	}
	w.counts = newCounts(w.plan.labels, w.plan.measuredDays())
	if err := w.counts.merge(s.Counts); err != nil {
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
