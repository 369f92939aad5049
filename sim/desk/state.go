package desk

import (
	"slices"

	"weir/sim"
	"weir/sim/stat"
)

// State is all that changes in a desk: plain data, to be written out by gob and
// read into a zero State.
type State struct {
	Now sim.Time

	Slots []Slot  // the cases; their index is their name in the rest
	Spare []int32 // slots that hold none
	Lines []Line  // who waits, by priority

	Arrivals []Item // heaps, by time: those on their way
	HangUps  []Item // those who wait and have patience
	Releases []Item // those in service
	Serve    bool   // somebody may be free for the queue at this instant

	Scheduled int64    // staff by the calendar
	Present   int64    // of those, not absent
	ChangeAt  sim.Time // when staff changes next by calendar or absence
	Absences  []Absence
	Surge     SurgeState

	Inside  stat.Integral // cases inside
	Waiting stat.Integral // cases that wait
	Busy    stat.Integral // servers at work; above Staff where a shift ended meanwhile
	Staff   stat.Integral // staff present, the reserve included
	Extra   stat.Integral // the reserve present
	Tallies []Tally       // by class
}

// Phase says where a case is.
type Phase uint8

// The phases.
const (
	Away    Phase = iota // on its way, or the slot is spare
	Waiting              // in the queue
	Serving              // in service
)

// Slot holds one case.
type Slot struct {
	Case             Case
	Arrived, Started sim.Time
	Pos              int32 // place in its heap
	Prev, Next       int32 // neighbours in its line, −1 for none
	Ahead            int32 // how many waited when service began
	Try              uint16
	Phase            Phase
}

// Line is a first-in-first-out queue linked through the slots.
type Line struct {
	Head, Tail int32 // −1 for none
	Count      int64
}

func newState(start sim.Time, lines, classes int) State {
	s := State{Now: start, ChangeAt: start, Lines: make([]Line, lines), Tallies: make([]Tally, classes)}
	for i := range s.Lines {
		s.Lines[i] = Line{Head: -1, Tail: -1}
	}
	for _, integral := range []*stat.Integral{&s.Inside, &s.Waiting, &s.Busy, &s.Staff, &s.Extra} {
		integral.Restart(start)
	}
	return s
}

// Clone returns a copy that shares nothing.
func (s *State) Clone() State {
	c := *s
	c.Slots, c.Spare, c.Lines = slices.Clone(s.Slots), slices.Clone(s.Spare), slices.Clone(s.Lines)
	c.Arrivals, c.HangUps, c.Releases = slices.Clone(s.Arrivals), slices.Clone(s.HangUps), slices.Clone(s.Releases)
	c.Absences, c.Tallies = slices.Clone(s.Absences), slices.Clone(s.Tallies)
	return c
}

// take returns a slot for a new case.
func (s *State) take() int32 {
	if n := len(s.Spare); n > 0 {
		slot := s.Spare[n-1]
		s.Spare = s.Spare[:n-1]
		return slot
	}
	s.Slots = append(s.Slots, Slot{})
	return int32(len(s.Slots) - 1)
}

// free gives a slot back.
func (s *State) free(slot int32) {
	s.Slots[slot] = Slot{}
	s.Spare = append(s.Spare, slot)
}

// append puts a case at the end of a line.
func (s *State) append(line int, slot int32) {
	l, c := &s.Lines[line], &s.Slots[slot]
	c.Prev, c.Next = l.Tail, -1
	if l.Tail >= 0 {
		s.Slots[l.Tail].Next = slot
	} else {
		l.Head = slot
	}
	l.Tail = slot
	l.Count++
}

// unlink takes a case out of its line.
func (s *State) unlink(line int, slot int32) {
	l, c := &s.Lines[line], &s.Slots[slot]
	if c.Prev >= 0 {
		s.Slots[c.Prev].Next = c.Next
	} else {
		l.Head = c.Next
	}
	if c.Next >= 0 {
		s.Slots[c.Next].Prev = c.Prev
	} else {
		l.Tail = c.Prev
	}
	l.Count--
}
