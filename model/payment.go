package model

import (
	"weir/model/account"
	"weir/model/population"
	"weir/model/tier"
	"weir/sim"
)

// intent is the story of what a customer wants: it is drawn whatever the state
// of the account and the institution, then carried out as far as they allow.
func (w *World) intent(c *sim.Cell, e sim.Entity, r *Record, at sim.Time) int64 {
	in := w.source.Intent(&r.State, population.Key(e, r.Generation), at, &w.cells[c.Index].stream)
	result := w.carryOut(c, e, r, at, in)
	w.countIntent(c, r, at, in, result)
	return int64(in.Operation) | int64(result)<<8 | in.Amount<<16
}

// carryOut takes an intent through the institution: channel up, function
// allowed, within limits, funds there, posted, counted as activity.
func (w *World) carryOut(c *sim.Cell, e sim.Entity, r *Record, at sim.Time, in population.Intent) Result {
	if in.Operation.Direction() == account.In && in.Operation != account.CashIn {
		w.receive(c, r, in.Amount)
		return Done
	}
	if !w.bulletin.ChannelUp(in.Channel, int(r.Region)) {
		return Unavailable
	}
	today := int32(at.Day())
	switch tier.Decide(&w.policy.Tiers, r.Tier, in.Operation, in.Amount, r.Account.SpentOn(today)) {
	case tier.NotAllowed:
		return NotAllowed
	case tier.OverLimit:
		return OverLimit
	}
	switch in.Operation {
	case account.Pay, account.TransferOut, account.CashOut:
		if r.Account.Balance < in.Amount {
			return NoFunds
		}
		r.Account.Debit(in.Amount, today)
		w.send(c, e, r, at, in)
	case account.CashIn:
		w.receive(c, r, in.Amount)
	}
	if w.policy.Dormancy.Activity(in.Operation) {
		w.active(c, r, at)
	}
	return Done
}

// send books what leaves an account (rule P6): cash goes out at once, payments
// wait for the day's settlement, a transfer inside is in flight until the
// window's end.
func (w *World) send(c *sim.Cell, e sim.Entity, r *Record, at sim.Time, in population.Intent) {
	books := &w.cells[c.Index].ledger
	switch inside := w.plan.Institution.Internal; {
	case in.Operation == account.CashOut:
		books.Move(account.Customers, account.Outside, in.Amount)
	case in.Operation == account.TransferOut && in.Payee < inside:
		payee := w.payee(e, in.Payee/inside)
		books.Move(account.Customers, account.InFlight, in.Amount)
		c.Post(sim.Post{At: at, Class: sim.Arrive, Kind: postTransfer, Entity: e, Seq: r.Account.Seq, Other: payee, Arg: in.Amount})
	default:
		books.Move(account.Customers, account.Settlement, in.Amount)
	}
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

// receive books what others send, or cash paid in.
func (w *World) receive(c *sim.Cell, r *Record, amount int64) {
	r.Account.Credit(amount)
	w.cells[c.Index].ledger.Move(account.Outside, account.Customers, amount)
}

// salary is the story of a salary coming in; it is no activity of the customer.
func (w *World) salary(c *sim.Cell, e sim.Entity, r *Record, at sim.Time) int64 {
	amount := w.source.Salary(&r.State, population.Key(e, r.Generation), at, &w.cells[c.Index].stream)
	w.receive(c, r, amount)
	return amount
}

func (w *World) countIntent(c *sim.Cell, r *Record, at sim.Time, in population.Intent, result Result) {
	if in.Operation == account.TransferIn || !w.measured(at) {
		return // what others send is not the customer's to carry out
	}
	n := w.cells[c.Index].counts
	direction := in.Operation.Direction()
	i := w.intentCell(r, result, direction, in.Channel)
	n.Intents.N[i]++
	n.Value.N[i] += in.Amount
	today := at.Day()
	n.Daily[dailyUnavailable].Add(today, int64(bit(result == Unavailable)), 1)
	if direction == account.Out {
		n.Daily[dailyOverLimit].Add(today, int64(bit(result == OverLimit)), 1)
	}
}
