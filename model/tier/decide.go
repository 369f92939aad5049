package tier

import "weir/model/account"

// Transaction is what a tier decides about.
type Transaction struct {
	Operation   account.Operation
	Amount      int64       // minor units
	Unbound     bool        // the other side is not one of the customer's own bound accounts
	Assisted    bool        // staff carry it out for the customer
	Information Information // what a query wants to see
	Cleared     Verdict     // what has been done about it: this verdict, and milder ones, no longer hold it up
}

// Verdict is what the tier says of a transaction. A higher one is stricter.
type Verdict uint8

// The verdicts, from the mildest. Those before OverLimit hold a transaction up
// until what they ask for has been done; OverLimit and NotAllowed refuse it.
const (
	Allowed           Verdict = iota
	NeedsConfirmation         // the customer is asked whether it is meant
	NeedsSecondCheck          // the customer is checked once more (rule T11)
	Delayed                   // it waits for the limit's Delay
	NeedsReview               // a desk decides
	NeedsAssessment           // staff assess it beforehand (rule T5)
	NeedsApproval             // a desk approves the assistance (rule T11)
	OverLimit
	NotAllowed
	Verdicts = iota // how many there are
)

// VerdictNames are the words of results and tests, by Verdict.
var VerdictNames = [Verdicts]string{"allowed", "needs_confirmation", "needs_second_check", "delayed", "needs_review",
	"needs_assessment", "needs_approval", "over_limit", "not_allowed"}

// Decide says whether an account may carry out a transaction, or the strictest
// of what stands against it and, where that is a limit, the first such limit
// (rules T1, T2, T5, T9, T11). Balance is what the account holds before it; used
// is what has been used of each of Slots in the current periods. State and
// transaction are not changed; they come by pointers because the processor is slow
// to copy what has just been written field by field.
func Decide(p *Params, s *State, tx *Transaction, balance int64, used []int64) (Verdict, *Limit) {
	t := &p.Tiers[s.Tier]
	if needs := p.needs(tx.Operation, tx.Amount); t.Functions&needs != needs {
		return NotAllowed, nil
	}
	if !t.plain {
		return p.weigh(t, s, tx, balance, used)
	}
	if tx.Operation.Direction() == account.Out && used[0]+tx.Amount > p.daily(t, s) {
		return OverLimit, &t.Limits[0]
	}
	return Allowed, nil
}

// daily returns what may go out of the account in a day. Its own limit stands in
// the place of the tier's, where that has one.
func (p *Params) daily(t *Tier, s *State) int64 {
	if s.Limit > 0 && t.daily < most {
		return int64(s.Limit) * p.unit()
	}
	return t.daily
}

// weigh is Decide for a tier with more than functions and a daily limit.
func (p *Params) weigh(t *Tier, s *State, tx *Transaction, balance int64, used []int64) (Verdict, *Limit) {
	verdict := t.permit(tx)
	var by *Limit
	way := tx.Operation.Direction()
	for i := range t.Limits {
		l := &t.Limits[i]
		if v := verdicts[l.Over]; v > verdict && l.Direction.moves(way) && p.passes(s, l, tx, balance, used) {
			verdict, by = v, l
		}
	}
	if verdict <= tx.Cleared {
		return Allowed, nil
	}
	return verdict, by
}

// verdicts are what comes of passing a limit.
var verdicts = [...]Verdict{Reject: OverLimit, Confirm: NeedsConfirmation, Review: NeedsReview, Delay: Delayed}

// permit is what a tier says of a transaction without its limits.
func (t *Tier) permit(tx *Transaction) Verdict {
	switch {
	case tx.Assisted && t.Assistance == NoAssistance,
		t.Information != AnyInformation && tx.Information > t.Information:
		return NotAllowed
	case tx.Assisted && t.Assistance == Approval:
		return NeedsApproval
	case t.PreAssess > 0 && tx.Amount > t.PreAssess && tx.Operation.Direction() == account.Out:
		return NeedsAssessment
	case t.SecondCheck&(1<<tx.Operation) != 0:
		return NeedsSecondCheck
	}
	return Allowed
}

// passes says whether a transaction that moves as the limit looks at it would
// pass the limit.
func (p *Params) passes(s *State, l *Limit, tx *Transaction, balance int64, used []int64) bool {
	if l.Counterparty == Unbound && !tx.Unbound {
		return false
	}
	switch l.Window {
	case Each:
		return tx.Amount > l.Value
	case Balance:
		return balance+tx.Amount > l.Value
	}
	value, amount := l.Value, tx.Amount
	if s.Limit > 0 && l.own() {
		value = int64(s.Limit) * p.unit()
	}
	if l.Measure == Count {
		amount = 1
	}
	return used[l.slot]+amount > value
}
