package tier

import "weir/model/account"

// Allows says whether accounts of a tier have the functions of an operation. No
// account ever carries out one that its tier does not allow: an invariant of
// every run, read from the words of the policy and not from what Decide uses
// (rule T9).
func Allows(p *Params, tier int, op account.Operation, amount int64) bool {
	has := func(f Function) bool { return p.Tiers[tier].Functions&f == f }
	switch {
	case op == account.Query:
		return has(Queries)
	case op == account.TransferOut && amount > p.LargeTransfer:
		return has(Transfers) && has(LargeTransfers)
	case op == account.TransferOut:
		return has(Transfers)
	case op == account.Pay || op == account.CashIn || op == account.CashOut:
		return has(Payments)
	}
	return true
}

// Exceeded returns a hard limit that an account has passed with a transaction
// that has just been posted, nil if it kept them all: an invariant of every run
// (rule T2). Balance and used are those after it. Limits that the transaction
// does not come under are left out: a lower tier may find them passed already.
func Exceeded(p *Params, s *State, tx *Transaction, balance int64, used []int64) *Limit {
	t := &p.Tiers[s.Tier]
	for i := range t.Limits {
		l := &t.Limits[i]
		if l.Over != Reject || !concerns(l, tx) {
			continue
		}
		if x, value := l.reached(p, tx, balance, used), l.valueFor(p, s); x > value {
			return l
		}
	}
	return nil
}

// concerns says whether a transaction comes under a limit.
func concerns(l *Limit, tx *Transaction) bool {
	in := tx.Operation == account.TransferIn || tx.Operation == account.Salary || tx.Operation == account.CashIn
	out := tx.Operation == account.TransferOut || tx.Operation == account.Pay || tx.Operation == account.CashOut
	if l.Counterparty == Unbound && !tx.Unbound {
		return false
	}
	return in && l.Direction != Out || out && l.Direction != In
}

// reached returns where the account stands as the limit measures it.
func (l *Limit) reached(p *Params, tx *Transaction, balance int64, used []int64) int64 {
	switch l.Window {
	case Each:
		return tx.Amount
	case Balance:
		return balance
	}
	for i, slot := range p.Slots() {
		if slot == l.kind() {
			return used[i]
		}
	}
	return 0
}

// valueFor returns the limit's value for an account, which may have one of its
// own for what goes out in a day.
func (l *Limit) valueFor(p *Params, s *State) int64 {
	if l.own() && s.Limit > 0 {
		return int64(s.Limit) * p.unit()
	}
	return l.Value
}
