package population

import "weir/sim"

// State is a customer as only the simulator knows her: when she will want to do
// something, and whether she is still there. A part of the record.
type State struct {
	Opened sim.Time // when the account was or will be opened
	Next   sim.Time // her next intent, or Never
	Gone   sim.Time // when she is gone for good, or Never
	Closes sim.Time // when the account leaves the book, or Never
	Salary sim.Time // the next salary, or Never
	Spell  float64  // even time at which the active spell ends, for those who rest

	Rate       float32 // intents a day, on the even clock
	Intents    uint32  // intents of this customer so far: the index of their draws
	Generation uint16  // how many customers had this place in the book before her

	Presence Presence
	Segment  uint8
	Activity uint8
	Region   uint8
	Band     uint8 // age band × 2, plus 1 if vulnerable
	Cause    uint8 // of being gone, an index into Causes
}

// Age returns the number of the age band.
func (s *State) Age() int { return int(s.Band >> 1) }

// Vulnerable says whether harm hits the customer harder.
func (s *State) Vulnerable() bool { return s.Band&1 == 1 }

// Presence says whether there is an account.
type Presence uint8

// The presences.
const (
	Absent Presence = iota // not opened yet
	Open
	Closed
)

// Alive says whether the customer is still there at t.
func (s *State) Alive(t sim.Time) bool { return t < s.Gone }

// Key names a customer in keyed draws: a place in the book and who holds it.
func Key(place sim.Entity, generation uint16) uint64 {
	return uint64(generation)<<32 | uint64(place)
}
