// Package dormancy decides when an account is asleep and what is done about it.
package dormancy

import (
	"slices"

	"weir/model/account"
	"weir/sim"
	"weir/sim/param"
)

// Params are the dormancy rules of a policy.
type Params struct {
	Counts   uint16 // set of operations that count as activity, by bit
	Routes   []Route
	Approval Approval

	counts []string
}

// started are the operations that the customer starts: the ones that may count.
var started = []string{"pay", "transfer_out", "cash_in", "cash_out", "query", "login"}

// Route is the rule of one tier: how long an account may be idle.
type Route struct {
	Tier  string
	After sim.Duration // idle this long, an account is flagged; 0 never
}

// Approval says who decides about a flagged account (rule D4).
type Approval struct {
	Desk string // the desk that decides; "none" flags without deciding
}

// Declare binds the dormancy rules of a policy file.
func (p *Params) Declare(s *param.Set) {
	s.Names(&p.counts, "counts", "[pay, transfer_out, cash_in, cash_out]",
		"The operations that count as activity. Automatic postings and what others send never do.").
		Names("operation").Assumed("operations the customer starts; src:C17 says activity without a list").Rules("P5", "D1")
	param.Rest(s, "A tier", "The rule for idle accounts of the tier with this name.", &p.Routes, func(id string, r *Route, s *param.Set) {
		r.Tier = id
		s.Duration(&r.After, "after", "90d",
			"Time without activity after which an account is flagged. At the end of the 90th day itself it is. Zero: never.").
			Range("0d", "30yr").From(param.Verified, "src:C17").Rules("D1")
	}).Rules("D1")
	s.Group("approval", "Who decides about a flagged account.", func(s *param.Set) {
		s.Name(&p.Approval.Desk, "desk", "dormancy_approval",
			"The desk that decides; none: accounts are flagged and nobody decides.").
			Names("desk").Or("none").From(param.Verified, "src:A22, src:A24").Rules("D4")
	})
	s.Check(func(c *param.Check) {
		for _, name := range p.counts {
			op, ok := account.OperationNamed(name)
			if !ok || op == account.TransferIn || op == account.Salary {
				c.Report(param.Problem{Code: "W133", Pos: c.At("counts"), Args: []any{name, started}})
				continue
			}
			p.Counts |= 1 << op
		}
	})
}

// Activity says whether an operation counts as activity (rule P5).
func (p *Params) Activity(op account.Operation) bool { return p.Counts&(1<<op) != 0 }

// Route returns the rule of the tier with the id; the zero Route never flags.
func (p *Params) Route(tier string) Route {
	if i := slices.IndexFunc(p.Routes, func(r Route) bool { return r.Tier == tier }); i >= 0 {
		return p.Routes[i]
	}
	return Route{Tier: tier}
}

// Status is how far the rules have taken an account.
type Status uint8

// The statuses. A flagged account is on the watch list in all of the last three
// (rule D1); nothing is restricted.
const (
	Active   Status = iota
	Flagged         // waiting for the desk's decision
	Approved        // the desk agrees that it is dormant
	Declined        // the desk does not
	Statuses = iota
)

// StatusNames are the words results use, by Status.
var StatusNames = [Statuses]string{"active", "flagged", "approved", "declined"}

// State is all that the policy may look at, a part of a customer's record.
type State struct {
	LastActive sim.Time // last activity that counts, or the opening of the account
	Status     Status
}

// Due returns when the account will be flagged if nothing happens (rule D1), or
// Never.
func Due(r Route, s State) sim.Time {
	if r.After == 0 || s.Status != Active {
		return sim.Never
	}
	return s.LastActive.Add(r.After)
}

// Decide is the desk's decision about a flagged account: a right decision
// approves one that is idle long enough, a wrong one declines it (rule D4).
// An account that came back to life meanwhile is nobody's case any more.
func Decide(r Route, s State, now sim.Time, wrong bool) Status {
	switch {
	case s.Status != Flagged:
		return s.Status
	case r.After == 0 || now < s.LastActive.Add(r.After):
		return Active
	case wrong:
		return Declined
	}
	return Approved
}
