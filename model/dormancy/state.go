package dormancy

import "weir/sim"

// Status is how far the rules have taken an account.
type Status uint8

// The statuses. From Flagged to Noticed a case is open; in all but Active, Closed
// and Transferred the account is on the watch list (rule D1).
const (
	Active      Status = iota
	Flagged            // waits to be put before the desks, or nobody decides
	Asked              // the customer is asked first (rule D3)
	Pending            // before the desk of a stage (rule D4)
	Declined           // a desk did not agree
	Approved           // agreed, and watched without a restriction
	Noticed            // told, and the waiting period runs (rule D5)
	Restricted         // at a Level (rule D6)
	Watched            // no restriction and no case: watched for some time (rule D9)
	Closed             // an end state: no account any more (rule D12)
	Transferred        // an end state: handed to a fund or the state, and may be claimed back (rule D12)
	Statuses    = iota
)

// StatusNames are the words results use, by Status.
var StatusNames = [Statuses]string{"active", "flagged", "asked", "pending", "declined", "approved", "noticed",
	"restricted", "watched", "closed", "transferred"}

// Class is the risk class of a case (rule D2).
type Class uint8

// The classes, from the lowest risk up. A policy without classes leaves every
// case Unclassed.
const (
	Unclassed Class = iota
	Low
	Medium
	High
	Classes = iota
)

// ClassNames are the words files and results use, by Class.
var ClassNames = [Classes]string{"unclassed", "low", "medium", "high"}

// Level is how far an account is restricted (rule D6).
type Level uint8

// The levels, from the mildest up.
const (
	Free      Level = iota // not restricted
	Limited                // up to an amount a day
	Suspended              // some operations are not possible
	Frozen                 // nothing is
	Levels    = iota
)

// LevelNames are the words files and results use, by Level.
var LevelNames = [Levels]string{"none", "limited", "suspended", "frozen"}

// Cause is why an account has a case.
type Cause uint8

// The causes. Deferred is the cause of no case: it marks an active account whose
// time is not simply the rule's, so that its Case must be looked at.
const (
	NoCause Cause = iota
	Idle          // no activity for too long (rule D1)
	Unused        // never used since its opening (rule D12)
	Anomaly       // a screening rule asked for it (rule D1)
	Deferred
	Causes = iota
)

// CauseNames are the words results use, by Cause.
var CauseNames = [Causes]string{"none", "idle", "unused", "anomaly", "deferred"}

// State is what every account has of dormancy, a part of its record.
type State struct {
	LastActive sim.Time  // last activity that counts, or the opening of the account
	Since      sim.Stamp // restricted since; NoStamp if it is not
	Status     Status
	Class      Class
	Level      Level
	Cause      Cause
}

// Begin returns the state of an account that was last active, or opened, at an
// instant.
func Begin(at sim.Time) State { return State{LastActive: at, Since: sim.NoStamp} }

// Plain says that nothing but LastActive matters: an active account whose Case
// is empty and need not be looked at. Activity of such an account only sets
// LastActive.
func (s *State) Plain() bool { return s.Status == Active && s.Cause != Deferred }

// OnWatch says whether the account is on the watch list (rule D1).
func (s *State) OnWatch() bool {
	return s.Status != Active && s.Status != Closed && s.Status != Transferred
}

// Over says whether the account has reached an end state (rule D12).
func (s State) Over() bool { return s.Status == Closed || s.Status == Transferred }

// Open says whether a case is under way that activity of the customer would end.
func (s State) Open() bool {
	return s.Status >= Flagged && s.Status <= Noticed
}

// Flags are what has happened in a case.
type Flags uint8

// The flags.
const (
	Told         Flags = 1 << iota // a notice was sent
	Acknowledged                   // its receipt is proven
	Objected                       // an objection is before the desk
	Heard                          // an objection was decided; a case has one
	Blocked                        // an intent was refused within BlockedWindow of the restriction (rule D10)
	Held                           // waits for its turn of going live (rule D13)
	Excused                        // the policy in force asked for no notice first (rules D5, D6)
	Seized                         // restricted by a screening rule itself, not by class (rule F6)
)

// FlagNames are the words traces use, in the order of the bits.
var FlagNames = []string{"told", "acknowledged", "objected", "heard", "blocked", "held", "excused", "seized"}

// Case is the rest of an account's dormancy: empty unless the State is not Plain.
type Case struct {
	Due       sim.Stamp // when the rules want to look again; NoStamp never
	Opened    sim.Stamp // when the case began; NoStamp no case
	Until     sim.Stamp // end of the waiting period or of the watch; next reassessment of a restriction
	Uncounted uint16    // days since LastActive that do not count (rules D3, D11)
	Flags     Flags
	Step      uint8 // the stage of approval, from 0; without a case 1 for an account that PutOff has put off
}

// NoCase is the Case of an account that is Plain.
func NoCase() Case {
	return Case{Due: sim.NoStamp, Opened: sim.NoStamp, Until: sim.NoStamp}
}

// Has says whether all of some flags are set.
func (c Case) Has(f Flags) bool { return c.Flags&f == f }

// BlockedWindow is how long after a restriction a refused intent counts as
// harm of it (rule D10).
const BlockedWindow = 180 * sim.Day

// IdleTime returns how long the account has been without activity, less the days
// that do not count (rule D11).
func IdleTime(s State, c Case, now sim.Time) sim.Duration {
	return now.Sub(s.LastActive) - sim.Duration(c.Uncounted)*sim.Day
}
