// Package dormancy decides when an account is asleep and what is done about it.
package dormancy

import (
	"slices"

	"weir/model/account"
	"weir/sim"
	"weir/sim/param"
)

// Params are the dormancy rules of a policy. A mechanism whose On is false was
// not written and does nothing.
type Params struct {
	Counts         uint16 // set of operations that count as activity, by bit
	Routes         []Route
	Watch          Watch
	Classes        Points
	Verification   Verification
	Approval       Approval
	Notice         Notice
	Restriction    Restriction
	Reassessment   Reassessment
	Objection      Objections
	Reactivation   Reactivations
	GoingLive      GoingLive
	End            End
	WithoutService bool // days without service do not count (rule D11)

	counts []string
}

// Route is the rule of one tier: which accounts are asleep.
type Route struct {
	Tier          string
	After         sim.Duration // idle this long, an account is flagged; 0 never
	UnusedAfter   sim.Duration // never used, it is flagged this long after its opening; 0 never
	BalanceAtMost int64        // minor units; only accounts with no more fall under the rule, if HasAtMost
	BalanceAbove  int64        // minor units; only accounts with more do, if HasAbove
	HasAtMost     bool
	HasAbove      bool
	Exempt        []string     // products whose holders do not fall under the rule
	CheckEvery    sim.Duration // an account that is idle but does not fall under the rule is looked at again
}

// Watch is what the watch list does (rule D1).
type Watch struct {
	On    bool
	Lasts sim.Duration // how long an anomaly is watched that nobody restricts
}

// Verification asks the customer first (rule D3).
type Verification struct {
	On      bool
	Ladder  string       // of attempts to reach the customer
	Wait    sim.Duration // for an answer
	Mild    string       // what an oversight gets: MildClear or MildWatch
	Extends sim.Duration // an answer puts the account off this long; 0: as if it had been active
}

// Approval says who decides about a flagged account (rule D4).
type Approval struct {
	Desks      []string // in this order, every one must agree; none: nobody decides
	modes      [Classes]string
	BatchEvery sim.Duration
}

// Notice is the duty to tell before restricting (rule D5).
type Notice struct {
	On      bool
	Ladder  string       // of attempts to reach the customer
	Proof   bool         // nothing is restricted without proof of receipt
	Waiting sim.Duration // from the sending, or from the receipt where proof is needed
	Repeat  sim.Duration // notices are sent again while it waits; 0 never
	Goes    bool         // and while it is restricted
}

// Restriction is what becomes of a dormant account (rule D6).
type Restriction struct {
	On        bool
	LimitedTo int64    // minor units out a day, at Limited
	Suspended uint16   // set of operations not possible, at Suspended
	Channels  []string // Suspended is in force at these only; none: at all
	Immediate bool     // an anomaly of class High is restricted before any decision and notice

	levels    [Classes]string
	suspended []string
}

// Reassessment looks at a case again and again (rule D7).
type Reassessment struct {
	On    bool
	Every sim.Duration
}

// Objections is the customer's right to object (rule D8).
type Objections struct {
	On       bool
	Desk     string
	Within   param.Deadline
	Suspends bool   // nothing is restricted or ended while an objection is open
	Support  string // desk for questions about restrictions; "none" for none
}

// Reactivations are the ways back (rule D9).
type Reactivations struct {
	On       bool
	Channels []Channel
	Watch    sim.Duration // a reactivated account stays watched this long
	ByUse    bool         // an operation that the restriction permits ends it, if the account was merely idle
}

// Channel is one way back.
type Channel struct {
	ID      string
	System  string     // what must work; "none" for nothing
	Desk    string     // whose staff do it; "none" for nobody
	Share   float64    // weight of this channel among those that are open to a customer
	Takes   param.Dist // microseconds, without waiting for the desk
	Fails   float64    // share of the attempts
	Phone   bool       // needs a one-time password to the customer's number
	upTo    string
	Highest Level // lifts restrictions up to this level
}

// GoingLive says what happens to accounts that are dormant already when the rules
// come into force (rule D13).
type GoingLive struct {
	Mode   string // LiveAll, LiveNewOnly or LivePhased
	PerDay int64  // with LivePhased
}

// End is what a long dormancy ends with (rule D12).
type End struct {
	On    bool
	After sim.Duration // since the last activity, and not before restriction or notice allow it
	State string       // StateClosed or StateTransferred
}

// The end states (rule D12).
const (
	StateClosed      = "closed"
	StateTransferred = "transferred"
)

// What an oversight gets (rule D3).
const (
	MildClear = "clear"
	MildWatch = "watch"
)

// The ways of going live (rule D13).
const (
	LiveAll     = "all"
	LiveNewOnly = "new_only"
	LivePhased  = "phased"
)

// Activity says whether an operation counts as activity (rule P5).
func (p *Params) Activity(op account.Operation) bool { return p.Counts&(1<<op) != 0 }

// Ends says whether the policy has anything by which a restriction may end.
func (p *Params) Ends() bool {
	return p.Reassessment.On || p.Objection.On || p.Reactivation.On || p.End.On
}

// Route returns the rule of the tier with the id; the zero Route never flags.
func (p *Params) Route(tier string) Route {
	if i := slices.IndexFunc(p.Routes, func(r Route) bool { return r.Tier == tier }); i >= 0 {
		return p.Routes[i]
	}
	return Route{Tier: tier}
}
