package model

import (
	"weir/model/account"
	"weir/model/dormancy"
	"weir/model/population"
	"weir/model/tier"
	"weir/sim"
)

// Record is one place in the book with whoever holds it: every package's state
// side by side, flat and without pointers, so that it can be copied, saved and
// branched. It holds the customer's own deadlines.
type Record struct {
	population.State
	Account  account.State
	Tier     tier.State
	Dormancy dormancy.State
}

// The customer's own events, in their order within one instant: an account
// closes before one is opened, what comes in is booked before what goes out,
// and a deadline is missed only by what comes after it.
const (
	evClose  uint16 = iota // the account leaves the book
	evOpen                 // a customer opens an account
	evSalary               // a salary comes in
	evIntent               // the customer wants something
	evFlag                 // the account has been idle for too long
	ownEvents
)

// Events that the institution causes.
const (
	evReceived  uint16 = ownEvents + iota // a transfer from another customer is booked
	evDecided                             // a desk has decided a case
	evWithdrawn                           // a case has become pointless
)

// EventNames are the words of traces, by kind of event.
var EventNames = []string{"close", "open", "salary", "intent", "flag", "received", "decided", "withdrawn"}

// next returns the record's earliest deadline and which event it is.
func (w *World) next(r *Record) (at sim.Time, kind uint16) {
	switch r.Presence {
	case population.Absent:
		return r.Opened, evOpen
	case population.Closed:
		return sim.Never, evClose
	}
	// Most often it is the next intent: beginning with it, the processor guesses
	// the other comparisons right.
	at, kind = r.Next, evIntent
	if due := dormancy.Due(w.routes[r.Tier.Tier], r.Dormancy); due < at {
		at, kind = due, evFlag
	}
	if r.Salary <= at {
		at, kind = r.Salary, evSalary
	}
	if r.Closes <= at {
		at, kind = r.Closes, evClose
	}
	return at, kind
}

// Prefetch implements sim.Prefetcher: it reads a field in each of a record's two
// cache lines.
func (w *World) Prefetch(due []sim.Entity) (seen uint64) {
	for _, e := range due {
		r := &w.records[e]
		seen |= uint64(r.Next) | uint64(r.Dormancy.LastActive)
	}
	return seen
}
