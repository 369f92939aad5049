package model

import (
	"testing"

	"weir/model/population"
	"weir/sim"
)

// staged is a World on which something is done once: in the cell of a customer, when
// the first customer is due, or between two windows.
type staged struct {
	*World
	inCell  func(c *sim.Cell, at sim.Time)
	between func(b *sim.Barrier)
}

func (s *staged) Advance(c *sim.Cell, e sim.Entity, until sim.Time) sim.Time {
	if do := s.inCell; do != nil && c.Index == 0 {
		s.inCell = nil
		do(c, s.bulletin.From)
	}
	return s.World.Advance(c, e, until)
}

func (s *staged) Settle(b *sim.Barrier) {
	s.World.Settle(b)
	if do := s.between; do != nil {
		s.between = nil
		do(b)
	}
}

// stage runs a World for its first days, with what is done in it and what sees its
// events.
func stage(t *testing.T, s *staged, watch func(sim.Event)) {
	t.Helper()
	if err := sim.NewRun(s.config(Options{Watch: watch}), s).To(t.Context(), s.bulletin.From.Add(2*sim.Day)); err != nil {
		t.Fatal(err)
	}
	if s.inCell != nil || s.between != nil {
		t.Fatal("nothing was done")
	}
}

// anybody returns a place of the first cell whose account is open, plain and the only
// one of a living customer, and makes a clean sheet of it: tier 0, nothing noted.
func anybody(t *testing.T, w *World) (sim.Entity, *Record) {
	t.Helper()
	for i := range min(w.bookSize, w.cellSize) {
		e, r := sim.Entity(i), &w.records[i]
		if r.Presence == population.Open && r.Alive(sim.Time(w.plan.Length)) && r.Dormancy.Plain() && w.leader(e) == e && w.accounts(e) == 1 {
			reached := w.sides[e].Contact
			w.sides[e].empty()
			w.sides[e].Contact = reached
			r.Tier.Tier, r.Noted, r.Alerts = 0, 0, Alerts{}
			w.rearm(e, r)
			return e, r
		}
	}
	t.Fatal("nobody is there")
	return 0, nil
}
