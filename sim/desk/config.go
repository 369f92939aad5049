package desk

import (
	"slices"

	"weir/sim"
	"weir/sim/param"
)

// Config describes a desk (S1). Declare binds it to what users write; Check
// must pass before New.
type Config struct {
	Servers int64   // staff at hours that no shift covers
	Shifts  []Shift // the first whose hours cover an instant gives the staff
	Places  int64   // room in all, waiting and in service; 0: no limit
	Closed  string  // WaitWhenClosed or RefuseWhenClosed, while nobody is scheduled

	Arrivals param.Rate // only for known queues (Known); a model brings its own
	Service  param.Dist // of a class that has none; microseconds
	Patience param.Dist // of a class that has none; without it nobody hangs up
	Deadline param.Deadline
	Wrong    float64 // share of cases handled wrongly, of a class that has none

	Absence float64 // share of the staff absent on a day
	Surge   Surge
	Redial  Redial
	Classes []Class // none: one class without a name
}

// What becomes of arrivals while nobody is scheduled.
const (
	WaitWhenClosed   = "wait"   // they queue until somebody comes or patience ends
	RefuseWhenClosed = "refuse" // they are blocked; who waits at closing time waits on
)

// Shift is a number of staff at certain hours.
type Shift struct {
	ID      string
	Hours   string // as calendar.ParseHours reads it
	Servers int64
}

// Class is a sort of case with a priority and laws of its own.
type Class struct {
	Name     string
	Priority int64 // 1 is served first; classes of one priority share a queue
	Topics   []string

	Arrivals param.Rate // only for known queues
	Service  param.Dist // zero: the desk's
	Patience param.Dist // zero: the desk's
	Deadline param.Deadline
	Wrong    float64

	HasDeadline, HasWrong bool // false: the desk's
}

// Surge is a reserve of staff that is called when the desk is overloaded.
type Surge struct {
	Servers int64        // 0: there is no reserve
	Queue   int64        // called when so many wait; 0: the length does not matter
	Wait    sim.Duration // called when somebody has waited so long; 0: it does not matter
	Delay   sim.Duration // from the call to the reserve's first case
	Until   int64        // sent away when so few wait and no reason to call holds
	Stay    sim.Duration // not sent away before
}

// Redial is what callers do who hung up or found no room.
type Redial struct {
	Share float64    // of them call again
	After param.Dist // how much later, microseconds
	Tries int64      // calls in all, the first included
}

// classes returns the classes, one without a name where none is written.
func (c *Config) classes() []Class {
	if len(c.Classes) > 0 {
		return c.Classes
	}
	return []Class{{Priority: 1, Arrivals: c.Arrivals}}
}

// Route returns the index of the class that a topic belongs to: the class that
// lists it, else the first class without topics. Ok is false where there is
// neither.
func (c *Config) Route(topic string) (class int, ok bool) {
	rest, found := 0, false
	for i, class := range c.classes() {
		if slices.Contains(class.Topics, topic) {
			return i, true
		}
		if len(class.Topics) == 0 && !found {
			rest, found = i, true
		}
	}
	return rest, found
}
