package model

import (
	"weir/model/account"
	"weir/model/dormancy"
	"weir/model/population"
	"weir/sim"
)

// closeMonth books interest and fees at the end of a month (rule P14). They are
// no activity of the customer (rule P5).
func (w *World) closeMonth(b *sim.Barrier) {
	charges := &w.policy.Charges
	if !charges.Any() {
		return
	}
	for i := range w.records {
		r := &w.records[i]
		if r.Presence != population.Open {
			continue
		}
		interest, fee := charges.Month(r.Account.Balance, r.Dormancy.Level != dormancy.Free)
		if interest == 0 && fee == 0 {
			continue
		}
		w.ledger.Move(account.Interest, account.Customers, interest)
		w.ledger.Move(account.Customers, account.Fees, fee)
		r.Account.Balance += interest - fee
		w.noteShared(b, sim.Entity(i), evCharged, interest-fee)
		if w.measured(b.Until - 1) {
			w.counts.Interest.N[w.groupCell(r)] += interest
			w.counts.Fees.N[w.groupCell(r)] += fee
		}
	}
}
