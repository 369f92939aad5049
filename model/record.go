package model

import (
	"weir/model/account"
	"weir/model/contact"
	"weir/model/dormancy"
	"weir/model/population"
	"weir/model/reaction"
	"weir/model/tier"
	"weir/sim"
)

// Record is one place in the book with whoever holds it: what most events look
// at, every package's state side by side, flat and without pointers, so that it
// can be copied, saved and branched. It fills two cache lines. It holds the
// customer's own deadlines; those that seldom change are in her Side.
type Record struct {
	population.State
	Account  account.State
	Dormancy dormancy.State
	Tier     tier.State
	Slow     sim.Stamp // the earliest deadline of her Side

	Products   uint8 // set of linked products (rule P11)
	Used       uint8 // set of channels that she used in this year of the run
	UsedBefore uint8 // and in the year before
	Noted      Noted
	Alerts     Alerts
}

// Noted is a set of things that are remembered of an account.
type Noted uint8

// The things noted.
const (
	NotedWaiting  Noted = 1 << iota // overdue when a policy came into force, and not yet flagged (rule D13)
	NotedRest                       // a payment is made in parts (rule T8)
	NotedReverify                   // her data are due to be verified again (rule P13)
	NotedLapsed                     // and were not in time: the account is restricted (rule P13)
	NotedVerified                   // the steps of opening are behind the applicant (rule T3)
	NotedLoss                       // a shock will take her number
	NotedAsking                     // an answer to a question about the account is under way (rule D3)
	NotedFull                       // not opened, since the person holds as many accounts of the tier as she may (rule P11)
)

// Alerts are what the institution has found out about an account (rules D2, T6).
type Alerts struct {
	Day       int16 // of the last alert that was confirmed
	Confirmed uint8 // alerts confirmed, each within 12 months of the one before
	Open      uint8 // alerts that nobody has looked at yet
}

// Within12Months returns how many alerts are on record.
func (a Alerts) Within12Months(today int) int {
	if a.Confirmed == 0 || today-int(a.Day) > 365 {
		return 0
	}
	return int(a.Confirmed)
}

// Side is the part of a customer's record that few events look at.
type Side struct {
	Contact     contact.State
	Case        dormancy.Case
	Application tier.Application
	Talk        Talk
}

// Talk is what goes to and fro between institution and customer.
type Talk struct {
	Notice   sim.Stamp // when the next attempt to reach her is due; NoStamp none
	Reaction sim.Stamp // when she does what she has decided; NoStamp nothing
	Taken    uint8     // attempts made so far
	About    About     // what the notice is about
	Best     int8      // the channel she had answered last when it began
	Choice   reaction.Choice
	Seen     uint8 // what has been counted of the notice: a set of what attempts may achieve
	Line     uint8 // what she is still to be told, once the notice under way is over: a set of About, by bit
}

// About is what a notice is about.
type About uint8

// What notices are about.
const (
	AboutNothing      About = iota
	AboutDormancy           // a restriction to come or in force (rule D5)
	AboutQuestion           // is the account in use? (rule D3)
	AboutTier               // a change of tier (rule T7)
	AboutVerification       // data that are due to be verified again (rule P13)
	Abouts            = iota
)

// AboutNames are the words results use.
var AboutNames = [Abouts]string{"none", "dormancy", "question", "tier", "verification"}

// Rest is what is left of a payment that a limit refused and that is made in
// parts over the following days (rule T8).
type Rest struct {
	Parts     reaction.Parts
	Made      int // parts so far
	Due       sim.Stamp
	Operation account.Operation
	Channel   int
	Payee     float64
	Bound     bool // as of the payment itself
	Assisted  bool
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
	evNumber               // her phone number changes, is given to a stranger, or is told
	evStep                 // a dormancy case goes on
	evGrade                // an application for a tier goes on
	evPart                 // a further part of a payment over the limit
	ownEvents
)

// Events that the institution causes, or that go with another event.
const (
	evReceived   uint16 = ownEvents + iota // a transfer from another customer is booked
	evDecided                              // a desk has decided a dormancy case
	evWithdrawn                            // a case has become pointless
	evNotice                               // an attempt to reach the customer
	evRestricted                           // the account is restricted, or less so
	evLifted                               // the restriction ends
	evAsked                                // the customer reacts: reactivates, objects, complains, leaves, applies
	evTier                                 // the account gets another tier
	evAlert                                // a screening rule noticed a transaction
	evReviewed                             // and somebody has looked at it
	evReleased                             // a waiting payment goes out
	evRefused                              // or its money comes back
	evCharged                              // interest and fees of a month
	evEnded                                // the account ends as dormant
	evWay                                  // an attempt to come back begins or ends
	evRuled                                // a desk has decided something else, and this is all that is seen of it
	evAnswer                               // an answer to a notice reaches the institution
	eventKinds
)

// EventNames are the words of traces, by kind of event.
var EventNames = [eventKinds]string{"close", "open", "salary", "intent", "flag", "number", "step", "grade", "part",
	"received", "decided", "withdrawn", "notice", "restricted", "lifted", "asked", "tier", "alert", "reviewed", "released", "refused", "charged", "ended", "way", "ruled", "answer"}

// next returns the record's earliest deadline and which event it is; evStep
// stands for all that her Side holds.
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
	if due := dormancy.Due(&w.policy.routes[r.Tier.Tier], &r.Dormancy); due < at {
		at, kind = due, evFlag
	}
	if due := r.Slow.Time(); due < at {
		at, kind = due, evStep
	}
	if r.Salary <= at {
		at, kind = r.Salary, evSalary
	}
	if r.Closes <= at {
		at, kind = r.Closes, evClose
	}
	return at, kind
}

// Prefetch implements sim.Prefetcher: it reads a field in each cache line that an
// intent looks at.
func (w *World) Prefetch(due []sim.Entity) (seen uint64) {
	for _, e := range due {
		r := &w.records[e]
		seen |= uint64(r.Next) | uint64(r.Dormancy.LastActive)
	}
	if w.screened != nil {
		for _, e := range due {
			seen |= w.screened[e].Touch()
		}
	}
	if w.people != nil {
		for _, e := range due {
			seen |= uint64(w.sides[e].Contact.Carrier)
		}
	}
	return seen
}
