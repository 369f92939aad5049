package model

import (
	"weir/model/account"
	"weir/model/dormancy"
	"weir/model/population"
	"weir/model/screening"
	"weir/model/tier"
	"weir/sim"
)

// openBook fills the book: the opening stock or the cohort, and the places of those
// who come later.
func (w *World) openBook(start, last sim.Time) {
	opened := w.plan.cohortDates()
	laws := w.laws()
	for i := range w.records {
		e, r := sim.Entity(i), &w.records[i]
		key := population.Key(e, 0)
		w.sides[e].empty()
		switch {
		case i >= w.bookSize:
			r.Opened = w.source.EntryTime(e, 0, last)
		case opened != nil:
			r.Opened = opened[i]
		case w.plan.Stock != nil:
			w.openImported(e, r, start, laws)
		default:
			traits := w.source.Traits(key, false)
			if leader := w.leader(e); leader != e {
				traits = w.source.FurtherAccount(key, &w.records[leader].State, false)
				if w.full(e, traits.Tier) {
					r.leaveUnopened()
					continue
				}
			}
			past := w.source.Stock(&r.State, key, traits, start)
			w.furnish(e, r, traits)
			r.Tier = r.Tier.Identified(w.policy.Tiers.Steps(-1, traits.Tier))
			r.Used = w.source.Uses(&r.State, key)
			last, before := w.source.LastCounted(&r.State, key, past, w.wouldCount(r))
			r.Dormancy = dormancy.Begin(last)
			w.openingTier(e, r, start)
			w.openingHistory(e, r, past, start)
			w.ledger.Move(account.Outside, account.Customers, r.Account.Balance)
			w.openingContact(e, r, key, start, last)
			w.openingWatch(e, r, before, start)
			w.openRules(e, r, start)
		}
	}
}

// openRules brings an account of the opening book under what strikes and what is in
// force at the start.
func (w *World) openRules(e sim.Entity, r *Record, start sim.Time) {
	w.strike(e, r, start)
	w.openingCase(e, r, start)
	w.beginKeeping(e, r, start)
	w.sides[e].Application.Due = w.lookDue(e, r, start)
	w.rearm(e, r)
}

// openingTier lowers the tier of an account that was demoted for disuse before the
// start (rules T6, P10): one tier at each assessment, once it was announced.
func (w *World) openingTier(e sim.Entity, r *Record, start sim.Time) {
	g := &w.policy.Tiers.Regrading
	if !g.On || g.Unused == 0 {
		return
	}
	before := r.Tier.Tier
	for at := r.Dormancy.LastActive.Add(g.Unused + g.Every + g.Announce); at <= start && r.Tier.Tier > 0; at = at.Add(g.Every + g.Announce) {
		r.Tier.Tier--
	}
	if r.Tier.Tier != before {
		w.assess(e, r)
	}
}

// openingHistory gives an account of the opening book what it has done in its tier
// so far. The book is as the rules have made it: who met the criteria of the next
// tier long ago and is not in it did not take the offer (rules T6, P10).
func (w *World) openingHistory(e sim.Entity, r *Record, past population.Past, start sim.Time) {
	p := &w.policy.Tiers
	next := int(r.Tier.Tier) + 1
	if !p.Regrading.On || next >= len(p.Tiers) || !p.Tiers[next].Promotion.Offered {
		return
	}
	used := w.cellOf(e).used
	transactions, out := w.source.History(&r.State, w.key(e, r), past, func(op account.Operation, amount int64) bool {
		clear(used)
		verdict, _ := tier.Decide(p, &r.Tier, &tier.Transaction{Operation: op, Amount: amount, Unbound: true}, 0, used)
		return verdict < tier.OverLimit
	})
	r.Tier.Normal = uint16(min(transactions, 1<<16-1))
	r.Tier.Volume = uint32(min(out/w.plan.Minor, 1<<32-1))
	if tier.Qualifies(p, r.Tier, next, w.gradeFacts(e, r, start)) {
		r.Tier.Flags |= tier.Declined
	}
}

// empty is the Side of a place that nobody holds.
func (s *Side) empty() {
	*s = Side{Case: dormancy.NoCase(), Application: tier.Application{Due: sim.NoStamp}, Talk: Talk{Notice: sim.NoStamp, Reaction: sim.NoStamp}}
}

// wouldCount says of intents before the start whether they were carried out and
// counted: as far as the rules decide it by themselves. What depends on the day's
// other payments, on funds and on outages is left out.
func (w *World) wouldCount(r *Record) func(account.Operation, int64) bool {
	used := make([]int64, len(w.slots))
	return func(op account.Operation, amount int64) bool {
		if !w.policy.Dormancy.Activity(op) {
			return false
		}
		verdict, _ := tier.Decide(&w.policy.Tiers, &r.Tier, &tier.Transaction{Operation: op, Amount: amount, Unbound: true}, 0, used)
		return verdict < tier.OverLimit
	}
}

// furnish gives a new account its tier, limit, products and balance.
func (w *World) furnish(e sim.Entity, r *Record, t population.Traits) {
	r.Tier = tier.State{Tier: uint8(t.Tier)}
	r.Account.Balance, r.Account.Spent = t.Balance, 0
	r.Products, r.Used, r.UsedBefore, r.Noted, r.Alerts = t.Products, 0, 0, 0, Alerts{}
	w.assess(e, r)
}

// assess gives an account the limit of its own that its tier may provide for
// (rule T2).
func (w *World) assess(e sim.Entity, r *Record) {
	r.Tier.Limit = 0
	if a := w.policy.Tiers.Tiers[r.Tier.Tier].Assessed; a.Multiple > 0 {
		r.Tier.Limit = w.policy.Tiers.Whole(a.Assess(w.source.BusyDay(&r.State, w.key(e, r))))
	}
}

// close takes an account off the book; its balance goes to whom it belongs.
func (w *World) close(c *sim.Cell, e sim.Entity, r *Record, at sim.Time) int64 {
	balance := r.Account.Balance
	w.cells[c.Index].ledger.Move(account.Customers, account.Outside, balance)
	if w.measured(at) {
		w.countCensored(w.cells[c.Index].counts, r, at)
	}
	r.Account.Balance = 0
	r.Presence, r.Slow, r.Noted = population.Closed, sim.NoStamp, 0
	r.Dormancy = dormancy.Begin(at)
	reached := w.sides[e].Contact // by it her other accounts are still reached (rule P11)
	w.sides[e].empty()
	w.sides[e].Contact = reached
	delete(w.cells[c.Index].rests, e)
	w.tryAgain(e, at)
	return balance
}

// enter opens an account for a new customer, once the checks of the lowest tier
// are behind her (rule T3): who fails them is followed by the next applicant.
func (w *World) enter(c *sim.Cell, e sim.Entity, r *Record, at sim.Time) int64 {
	if w.refusedFurther(c, e, r, at) {
		return -1
	}
	if r.Noted&NotedVerified == 0 {
		takes, passes := w.openingSteps(c, e, r)
		if w.measured(at) && w.policy.Tiers.Steps(-1, 0) > 0 {
			w.cells[c.Index].counts.Openings.N[bit(passes)]++
		}
		if !passes {
			comer := w.comer(e, r) // who follows is of her segment, as after any holder
			r.Segment, r.Activity = uint8(comer.Segment), uint8(comer.Activity)
			r.Generation++
			r.Opened = at.Add(max(takes, sim.Minute))
			return -1
		}
		r.Noted |= NotedVerified
		if takes > 0 {
			r.Opened = at.Add(takes)
			return -1
		}
	}
	w.openFor(c, e, r, at)
	return r.Account.Balance
}

// openFor is the opening itself: at the lowest tier where a higher one has to be
// applied for, else at the tier that she wants.
func (w *World) openFor(c *sim.Cell, e sim.Entity, r *Record, at sim.Time) {
	key := population.Key(e, r.Generation)
	traits := w.comer(e, r)
	w.source.Newcomer(&r.State, key, traits, at)
	r.Dormancy = dormancy.Begin(at)
	wanted := traits.Tier
	if w.mustApply(wanted) {
		traits.Tier = 0
	}
	w.furnish(e, r, traits)
	r.Tier = r.Tier.Identified(w.policy.Tiers.Steps(-1, traits.Tier))
	if w.falseApplicant(e, r) {
		r.Tier.Flags |= tier.FalseIdentity
	}
	w.cells[c.Index].ledger.Move(account.Outside, account.Customers, r.Account.Balance)
	w.sides[e].empty()
	clear(w.usageOf(e))
	if w.screened != nil {
		w.screened[e] = screening.State{}
	}
	w.newContact(e, r, at)
	w.beginKeeping(e, r, at)
	w.sides[e].Application.Due = w.lookDue(e, r, at)
	if traits.Tier != wanted {
		w.apply(c, e, r, at, wanted, tier.ByOpening, tier.NoReason)
	}
	w.rearm(e, r)
}

// comer draws who wants to open an account at a place in the book.
func (w *World) comer(e sim.Entity, r *Record) population.Traits {
	key := population.Key(e, r.Generation)
	switch leader := w.leader(e); {
	case leader != e && w.records[leader].Presence == population.Open:
		return w.source.FurtherAccount(key, &w.records[leader].State, true)
	case r.Generation > 0:
		return w.source.Successor(key, &r.State)
	}
	return w.source.Traits(key, true)
}

// mustApply says whether a newcomer has to apply for a tier: it has steps of its
// own, or a panel decides (rules T3, T4).
func (w *World) mustApply(wanted int) bool {
	if wanted == 0 {
		return false
	}
	p := &w.policy.Tiers
	return p.Steps(0, wanted) > 0 || p.Tiers[wanted].Panel
}

// usageOf returns what an account has used of the slots after the first.
func (w *World) usageOf(e sim.Entity) []tier.Usage {
	more := len(w.slots) - 1
	return w.usage[int(e)*more:][:more]
}
