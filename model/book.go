package model

import (
	"weir/model/account"
	"weir/model/dormancy"
	"weir/model/population"
	"weir/model/tier"
	"weir/sim"
)

// openBook fills the book: the opening stock or the cohort, and the places of those
// who come later.
func (w *World) openBook(start, last sim.Time) {
	opened := w.plan.cohortDates()
	for i := range w.records {
		e, r := sim.Entity(i), &w.records[i]
		key := population.Key(e, 0)
		switch {
		case i >= w.bookSize:
			r.Opened = w.source.EntryTime(e, 0, last)
		case opened != nil:
			r.Opened = opened[i]
		default:
			traits := w.source.Traits(key, false)
			past := w.source.Stock(&r.State, key, traits, start)
			w.furnish(e, r, traits)
			r.Dormancy.LastActive = w.source.LastCounted(&r.State, key, past, w.wouldCount(r))
			w.ledger.Move(account.Outside, account.Customers, r.Account.Balance)
			w.openingStatus(r, key, start)
		}
	}
}

// wouldCount says of intents before the start whether they were carried out and
// counted: as far as the rules decide it by themselves. What depends on the day's
// other payments, on funds and on outages is left out.
func (w *World) wouldCount(r *Record) func(account.Operation, int64) bool {
	return func(op account.Operation, amount int64) bool {
		return w.policy.Dormancy.Activity(op) && tier.Decide(&w.policy.Tiers, r.Tier, op, amount, 0) == tier.Allowed
	}
}

// furnish gives a new account its tier, limit and balance.
func (w *World) furnish(e sim.Entity, r *Record, t population.Traits) {
	r.Tier.Tier = uint8(t.Tier)
	r.Account.Balance, r.Account.Spent = t.Balance, 0
	w.assess(e, r)
}

// assess gives an account the limit of its own that its tier may provide for
// (rule T2).
func (w *World) assess(e sim.Entity, r *Record) {
	r.Tier.Limit = 0
	if a := w.policy.Tiers.Tiers[r.Tier.Tier].Assessed; a.Multiple > 0 {
		r.Tier.Limit = a.Assess(w.source.BusyDay(&r.State, population.Key(e, r.Generation)))
	}
}

// close takes an account off the book; its balance goes to whom it belongs.
func (w *World) close(c *sim.Cell, r *Record) int64 {
	balance := r.Account.Balance
	w.cells[c.Index].ledger.Move(account.Customers, account.Outside, balance)
	r.Account.Balance = 0
	r.Presence = population.Closed
	return balance
}

// enter opens an account for a new customer.
func (w *World) enter(c *sim.Cell, e sim.Entity, r *Record, at sim.Time) int64 {
	key := population.Key(e, r.Generation)
	traits := w.source.Traits(key, true)
	if r.Generation > 0 {
		traits = w.source.Successor(key, &r.State)
	}
	w.source.Newcomer(&r.State, key, traits, at)
	r.Dormancy = dormancy.State{LastActive: at}
	w.furnish(e, r, traits)
	w.cells[c.Index].ledger.Move(account.Outside, account.Customers, r.Account.Balance)
	return r.Account.Balance
}
