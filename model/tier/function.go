package tier

import "weir/model/account"

// Function is something a tier may use (rule T1).
type Function uint8

// The functions, as bits of a set.
const (
	Queries Function = 1 << iota
	Payments
	Transfers
	LargeTransfers
)

// FunctionNames are the words files use, in the order of the bits.
var FunctionNames = []string{"query", "pay", "transfer", "large_transfer"}

// needs returns the functions an operation takes. Whoever has an account may log
// in and be paid.
func (p *Params) needs(op account.Operation, amount int64) Function {
	switch op {
	case account.Query:
		return Queries
	case account.Pay, account.CashOut, account.CashIn:
		return Payments
	case account.TransferOut:
		if amount > p.LargeTransfer {
			return Transfers | LargeTransfers
		}
		return Transfers
	}
	return 0
}

// Assistance is what staff may do for a customer of a tier (rules T1, T11).
type Assistance uint8

// The kinds of assistance.
const (
	Open         Assistance = iota // there is no rule
	NoAssistance                   // the customer does everything
	Approval                       // a desk approves each assisted operation
	Dedicated                      // the customer's own team, without approval
)

// AssistanceNames are the words files use, by Assistance.
var AssistanceNames = []string{"open", "none", "approval", "dedicated"}

// Information is how much of an account its customer sees, or wants to see
// (rule T1).
type Information uint8

// The degrees of information. To a tier AnyInformation is no rule, to a
// customer it is no wish beyond a plain query.
const (
	AnyInformation Information = iota
	Summary
	Detail
	Custom
)

// InformationNames are the words files use, by Information.
var InformationNames = []string{"any", "summary", "detail", "custom"}
