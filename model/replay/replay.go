// Package replay applies policies to real history, without synthetic behaviour: who
// would have been flagged, restricted, stopped at a limit or alerted about, and on
// which day. Its counts are exact, for what it assumes (rules D1, D5, D6, F6, T2).
//
// It knows no chance: every entry of the history is an intent as it happened,
// whatever the policy would have made of the customer; desks decide at once and
// rightly; notices arrive. Assumptions returns all of that in words.
package replay

import (
	"fmt"

	"weir/model/account"
	"weir/model/dormancy"
	"weir/model/screening"
	"weir/model/table"
	"weir/model/tier"
	"weir/sim"
)

// Policy is what is applied to a history.
type Policy struct {
	Name      string
	Tiers     *tier.Params
	Dormancy  *dormancy.Params
	Screening *screening.Params
	Rules     *screening.Rules // compiled for the policy's tiers and Options.Channels; nil for none
}

// Options say how a history is to be understood.
type Options struct {
	Origin   table.Day // the date of the instant 0
	End      sim.Time  // nothing is looked at from here on: midnight after the last day
	Channels []string  // by Entry.Channel; nil where the history does not tell channels
	Tier     string    // of customers whose tier the history does not tell; "": the lowest
}

// Entry is one transaction of the history.
type Entry struct {
	At        sim.Time
	Amount    int64 // minor units, not negative
	Balance   int64 // minor units, after the entry, with HasBalance
	Payee     uint32
	Operation account.Operation
	Channel   uint8

	HasBalance bool
	HasPayee   bool
	Failed     bool // it was not carried out, for a reason that no policy is behind: it neither counts nor uses anything
}

// Customer is an account with its history, in order of time.
type Customer struct {
	Name    string
	Tier    string // a tier's id, the same in all policies; "": Options.Tier
	Balance int64  // minor units, before the first entry
	Entries []Entry

	Opened sim.Time // where it is known: not after the first entry
	Known  bool     // Opened is known; else it is the time of the first entry
}

// Event is something that a policy would have done to a customer.
type Event struct {
	At     sim.Time
	Kind   Kind
	Rule   string // which rule of the policy: dormancy.basic, limits.daily_limit, screening.structuring
	Detail string
	Tier   int   // index into the policy's tiers
	Amount int64 // minor units of the entry that met it; 0 where none did
}

// Kind is what a policy does.
type Kind uint8

// The kinds.
const (
	Flagged     Kind   = iota // found dormant, onto the watch list (rule D1)
	Returned                  // activity ended a case without a restriction
	Noticed                   // told before a restriction (rule D5)
	Restricted                // at a level (rule D6)
	Blocked                   // an entry that the restriction would have refused (rule D10)
	Reactivated               // back from a restriction, after verification (rule D9)
	Ended                     // closed or transferred for its dormancy (rule D12)
	Limited                   // an entry that would have passed a limit (rule T2)
	NotAllowed                // an entry that the tier may not make (rules T1, T9)
	HeldUp                    // an entry that would have waited for a confirmation or a desk (rules T2, T5, T11)
	Alerted                   // a detection rule says yes (rule F6)
	Kinds       = iota        // how many there are
)

// KindNames are the words of results, by Kind.
var KindNames = [Kinds]string{"flagged", "returned", "noticed", "restricted", "blocked", "reactivated", "ended",
	"limited", "not_allowed", "held_up", "alerted"}

// String returns the kind's word.
func (k Kind) String() string { return KindNames[k] }

// Replay applies policies to one customer after the other. It holds totals only:
// memory does not grow with the history.
type Replay struct {
	options Options
	players []player
	result  Result
	scratch []Event
}

// player is a policy made ready.
type player struct {
	Policy
	routes []dormancy.Route // by tier
	lowest int              // the tier of those who have none
	slots  []tier.Slot
}

// New makes a replay, whose first policy the others are compared with.
func New(o Options, policies ...Policy) (*Replay, error) {
	r := &Replay{options: o}
	for _, p := range policies {
		ready := player{Policy: p, slots: p.Tiers.Slots()}
		if o.Tier != "" {
			if ready.lowest = p.Tiers.Index(o.Tier); ready.lowest < 0 {
				return nil, fmt.Errorf("policy %s has no tier %s", p.Name, o.Tier)
			}
		}
		for _, t := range p.Tiers.Tiers {
			ready.routes = append(ready.routes, p.Dormancy.Route(t.ID))
		}
		r.players = append(r.players, ready)
		r.result.Policies = append(r.result.Policies, newOutcome(p, o))
	}
	return r, nil
}

// Customer applies every policy to a customer and gives each event to emit, which
// may be nil. Entries after the end are left out.
func (r *Replay) Customer(c *Customer, emit func(policy int, e Event)) error {
	entries := c.Entries
	for n := len(entries); n > 0 && entries[n-1].At >= r.options.End; n-- {
		entries = entries[:n-1]
	}
	if len(entries) == 0 && !c.Known {
		return nil
	}
	var met [2][Kinds]bool // by the first policy, by this one
	for i := range r.players {
		p := &r.players[i]
		at := p.lowest
		if c.Tier != "" {
			if at = p.Tiers.Index(c.Tier); at < 0 {
				return fmt.Errorf("customer %s: policy %s has no tier %s", c.Name, p.Name, c.Tier)
			}
		}
		r.scratch = r.scratch[:0]
		played := newLife(p, &r.options, c, entries, at, &r.scratch)
		played.all(entries)
		out := &r.result.Policies[i]
		met[1] = out.add(r.scratch, at)
		if i == 0 {
			met[0] = met[1]
			r.result.count(entries)
		}
		out.compare(met[0], met[1])
		if emit != nil {
			for _, e := range r.scratch {
				emit(i, e)
			}
		}
	}
	return nil
}
