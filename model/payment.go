package model

import (
	"weir/model/account"
	"weir/model/contact"
	"weir/model/dormancy"
	"weir/model/population"
	"weir/model/tier"
	"weir/sim"
)

// payment is what an account is to carry out: an intent, or a further part of
// one. It goes by pointer everywhere: the processor is slow to copy what has just
// been written field by field.
type payment struct {
	population.Intent
	tx    tier.Transaction
	payee sim.Entity // or outside
	from  occasion   // the intent, and which part of it
	today int32
}

// intent is the story of what a customer wants: it is drawn whatever the state
// of the account and the institution, then carried out as far as they allow.
func (w *World) intent(c *sim.Cell, e sim.Entity, r *Record, at sim.Time) {
	index := uint64(r.Intents)
	pay := payment{from: occasion{Root: at}}
	in := &pay.Intent
	w.source.Intent(in, &r.State, w.key(e, r), at, &w.cells[c.Index].stream)
	result, by := w.carryOut(c, e, r, at, &pay)
	w.countIntent(c, r, at, in, result)
	w.cells[c.Index].aside.payment(in.Channel, by)
	w.note(c, e, r, at, evIntent, int64(in.Operation)|int64(result)<<8|in.Amount<<16)
	w.afterwards(c, e, r, at, in, result, by, index)
}

// prepare works out what a tier decides about.
func (pay *payment) prepare(at sim.Time) {
	tx := &pay.tx
	tx.Operation, tx.Amount, tx.Unbound, tx.Assisted = pay.Operation, pay.Amount, !pay.Bound, pay.Assisted
	if pay.Detail {
		tx.Information = tier.Detail
	}
	pay.today = int32(at.Day())
}

// carryOut takes an intent through the institution: channel up, account not
// restricted, function allowed, within limits, funds there, screened, posted,
// counted as activity. Where a limit stands in the way it says which. The payment's
// occasion is the instant of the intent, and which part of it this is, from 1; 0 the
// whole.
func (w *World) carryOut(c *sim.Cell, e sim.Entity, r *Record, at sim.Time, pay *payment) (Result, *tier.Limit) {
	pay.prepare(at)
	in := &pay.Intent
	if in.Operation.Direction() == account.In && in.Operation != account.CashIn {
		return w.incoming(c, e, r, at, pay), nil
	}
	if !w.bulletin.ChannelUp(in.Channel, int(r.Region)) {
		return Unavailable, nil
	}
	if !w.permitted(r, pay) {
		return Restricted, nil
	}
	used := w.used(&w.cells[c.Index], e, r, pay.today)
	verdict, by := w.decide(e, r, at, pay, used)
	switch verdict {
	case tier.NotAllowed:
		return NotAllowed, nil
	case tier.OverLimit:
		return OverLimit, by
	case tier.NeedsConfirmation, tier.NeedsSecondCheck:
		return Unconfirmed, nil
	}
	out := in.Operation.Direction() == account.Out
	if out && r.Account.Balance < in.Amount {
		return NoFunds, nil
	}
	if out {
		pay.payee = w.payeeOf(e, in)
	}
	why, waits := heldReason(verdict, by)
	if w.screened != nil {
		switch action := w.screen(c, e, r, at, pay); {
		case action == screenedRefused:
			return Unconfirmed, nil
		case action == screenedRestricted:
			return Restricted, nil
		case action == screenedHeld:
			why, waits = HeldForReview, true
		}
	}
	if waits && out {
		w.cells[c.Index].aside.why = why
		w.hold(c, e, r, at, pay, why, by)
	} else {
		waits = false
		w.book(c, e, r, at, pay)
	}
	w.charge(c, e, r, at, pay, used)
	r.Used |= 1 << in.Channel
	if in.Operation == account.Login && w.people != nil && w.contactOf(e).Login(at) {
		w.rearmPerson(e)
	}
	if w.policy.Dormancy.Activity(in.Operation) {
		w.active(c, e, r, at)
	}
	if waits {
		return Waiting, nil
	}
	return Done, nil
}

// permitted says whether the account's restrictions let an operation pass (rules
// D6, P13).
func (w *World) permitted(r *Record, pay *payment) bool {
	level := w.level(r)
	if level == dormancy.Free {
		return true
	}
	return dormancy.Permits(&w.policy.Dormancy, level, pay.Operation, pay.Amount, r.Account.SpentOn(pay.today), w.policy.covered[pay.Channel])
}

// decide asks the tier, and takes the further checks that it wants at once.
func (w *World) decide(e sim.Entity, r *Record, at sim.Time, pay *payment, used []int64) (tier.Verdict, *tier.Limit) {
	for {
		verdict, by := tier.Decide(&w.policy.Tiers, &r.Tier, &pay.tx, r.Account.Balance, used)
		if verdict != tier.NeedsConfirmation && verdict != tier.NeedsSecondCheck || !w.confirms(e, r, at) {
			return verdict, by
		}
		pay.tx.Cleared = verdict
	}
}

// confirms says whether a customer can confirm by a one-time password: it must
// reach her own number (rules P8, C2).
func (w *World) confirms(e sim.Entity, r *Record, at sim.Time) bool {
	if w.people == nil {
		return true
	}
	sms := w.plan.sms
	return w.bulletin.Reaches(sms, int(r.Region)) && w.contactOf(e).Standing(w.plan.Institution.Contact.Channels[sms].Point, at) == contact.Valid
}

// book posts what has been allowed (rule P6): cash goes out at once, payments
// wait for the day's settlement, a transfer inside is in flight until the
// window's end.
func (w *World) book(c *sim.Cell, e sim.Entity, r *Record, at sim.Time, pay *payment) {
	books := &w.cells[c.Index].ledger
	switch pay.Operation {
	case account.CashIn:
		w.receive(c, r, pay.Amount)
	case account.CashOut:
		r.Account.Balance -= pay.Amount
		books.Move(account.Customers, account.Outside, pay.Amount)
	case account.Pay, account.TransferOut:
		r.Account.Balance -= pay.Amount
		if pay.payee == outside {
			books.Move(account.Customers, account.Settlement, pay.Amount)
			return
		}
		books.Move(account.Customers, account.InFlight, pay.Amount)
		c.Post(sim.Post{At: at, Class: sim.Arrive, Kind: postTransfer, Entity: e, Seq: r.Account.Seq, Other: pay.payee, Arg: pay.Amount})
	}
}

// payeeOf returns to whom an outgoing payment goes: another customer, or outside.
func (w *World) payeeOf(payer sim.Entity, in *population.Intent) sim.Entity {
	inside := w.plan.Institution.Internal
	if in.Operation != account.TransferOut || in.Bound || in.Payee >= inside {
		return outside
	}
	return w.payee(payer, in.Payee/inside)
}

// payee picks another place of the opening book by a uniform.
func (w *World) payee(payer sim.Entity, u float64) sim.Entity {
	if int(payer) >= w.bookSize || w.bookSize == 1 {
		return sim.Entity(u * float64(w.bookSize))
	}
	k := sim.Entity(u * float64(w.bookSize-1))
	if k >= payer {
		k++
	}
	return k
}

// used returns what the account has used of each limit's slot in its present
// period (rule T2).
func (w *World) used(c *cell, e sim.Entity, r *Record, today int32) []int64 {
	used := c.used
	used[0] = r.Account.SpentOn(today)
	if more := len(w.slots) - 1; more > 0 {
		month, year := w.plan.period(today)
		for i := range more {
			used[i+1] = w.usageAt(e, i).In(w.slots[i+1].Period(today, month, year))
		}
	}
	return used
}

// charge counts a payment against the limits' slots, towards the next tier and in
// the windows of screening, and makes sure that no limit and no permission has
// been passed (rules T2, T6, T9).
func (w *World) charge(c *sim.Cell, e sim.Entity, r *Record, at sim.Time, pay *payment, used []int64) {
	p := &w.policy.Tiers
	w.useSlots(e, r, pay, used)
	switch pay.Operation.Direction() {
	case account.Out:
		r.Account.Spend(pay.Amount, pay.today)
		used[0] = r.Account.Spent
		p.Done(&r.Tier, pay.Amount)
		w.keepUp(e, r, at, pay.Amount)
		w.mayRise(e, r, at)
	case account.In:
		p.Done(&r.Tier, 0)
	}
	w.audit(c, r, at, pay, used)
	if w.screened != nil {
		w.remember(e, r, at, pay)
	}
}

// usageAt returns what has been used of the i-th slot after the first: by the
// account, or by all accounts of the person (rules T2, P11).
func (w *World) usageAt(e sim.Entity, i int) *tier.Usage {
	if w.slots[i+1].Scope == tier.Person {
		e = w.leader(e)
	}
	return &w.usage[int(e)*(len(w.slots)-1)+i]
}

// useSlots counts a payment against the slots after the first.
func (w *World) useSlots(e sim.Entity, r *Record, pay *payment, used []int64) {
	more := len(w.slots) - 1
	if more == 0 {
		return
	}
	month, year := w.plan.period(pay.today)
	for _, ch := range w.policy.Tiers.Charges(&pay.tx) {
		amount := ch.Of(pay.Amount)
		used[ch.Slot] += amount
		if ch.Slot > 0 {
			w.usageAt(e, ch.Slot-1).Add(w.slots[ch.Slot].Period(pay.today, month, year), amount)
		}
	}
}

// audit makes sure that what was posted passed no limit and took no function that
// the tier lacks: an invariant of every run, by other code than decides (rules V4,
// T2, T9).
func (w *World) audit(c *sim.Cell, r *Record, at sim.Time, pay *payment, used []int64) {
	p := &w.policy.Tiers
	if l := tier.Exceeded(p, &r.Tier, &pay.tx, r.Account.Balance, used); l != nil {
		w.cells[c.Index].fail(at, "the limit %s of tier %s was passed", l.ID, p.Tiers[r.Tier.Tier].ID)
	}
	if !tier.Allows(p, int(r.Tier.Tier), pay.Operation, pay.Amount) {
		w.cells[c.Index].fail(at, "tier %s carried out %s", p.Tiers[r.Tier.Tier].ID, account.OperationNames[pay.Operation])
	}
}

// incoming is the story of money that others send: it goes back where the account
// may not take it.
func (w *World) incoming(c *sim.Cell, e sim.Entity, r *Record, at sim.Time, pay *payment) Result {
	if !w.takes(r, pay) {
		return Restricted
	}
	used := w.used(&w.cells[c.Index], e, r, pay.today)
	if verdict, _ := tier.Decide(&w.policy.Tiers, &r.Tier, &pay.tx, r.Account.Balance, used); verdict >= tier.OverLimit {
		return OverLimit
	}
	w.receive(c, r, pay.Amount)
	w.charge(c, e, r, at, pay, used)
	return Done
}

// takes says whether the account's restrictions let money in (rules D6, P13).
func (w *World) takes(r *Record, pay *payment) bool {
	level := w.level(r)
	return level == dormancy.Free || dormancy.Permits(&w.policy.Dormancy, level, pay.Operation, pay.Amount, 0, true)
}

// receive books what others send, or cash paid in.
func (w *World) receive(c *sim.Cell, r *Record, amount int64) {
	r.Account.Credit(amount)
	w.cells[c.Index].ledger.Move(account.Outside, account.Customers, amount)
}

// salary is the story of a salary coming in; it is no activity of the customer.
func (w *World) salary(c *sim.Cell, e sim.Entity, r *Record, at sim.Time) int64 {
	amount := w.source.Salary(&r.State, w.key(e, r), at, &w.cells[c.Index].stream)
	pay := payment{Intent: population.Intent{Operation: account.Salary, Amount: amount}}
	pay.prepare(at)
	if result := w.incoming(c, e, r, at, &pay); result != Done {
		w.countReturned(c, r, at, amount)
		return 0
	}
	return amount
}

func (w *World) countIntent(c *sim.Cell, r *Record, at sim.Time, in *population.Intent, result Result) {
	if !w.measured(at) {
		return
	}
	if in.Operation == account.TransferIn { // what others send is not the customer's to carry out
		if result != Done {
			w.countReturned(c, r, at, in.Amount)
		}
		return
	}
	n := w.cells[c.Index].counts
	direction := in.Operation.Direction()
	i := w.intentCell(r, result, direction, in.Channel)
	n.Intents.N[i]++
	n.Value.N[i] += in.Amount
	today := at.Day()
	n.Daily[dailyUnavailable].Add(today, int64(bit(result == Unavailable)), 1)
	n.Daily[dailyDone].Add(today, int64(bit(result == Done)), 0)
	if direction == account.Out {
		n.Daily[dailyOverLimit].Add(today, int64(bit(result == OverLimit)), 1)
	}
}

// countReturned counts money that went back to whoever sent it.
func (w *World) countReturned(c *sim.Cell, r *Record, at sim.Time, amount int64) {
	if w.measured(at) {
		n := w.cells[c.Index].counts
		n.Returned.N[w.groupCell(r)]++
		n.ReturnedValue.N[w.groupCell(r)] += amount
	}
}
