// Package account holds what every account has: operations on it, its money,
// and the ledger that all money moves through. It knows no other part of the
// model.
package account

// Operation is what a customer wants to do with an account (rule P4).
type Operation uint8

// The operations.
const (
	Pay Operation = iota
	TransferOut
	TransferIn
	Salary
	CashIn
	CashOut
	Query
	Login
	Operations = iota // how many there are
)

// OperationNames are the words files and results use, by Operation.
var OperationNames = [Operations]string{"pay", "transfer_out", "transfer_in", "salary", "cash_in", "cash_out", "query", "login"}

// OperationNamed returns the operation with the name.
func OperationNamed(name string) (Operation, bool) {
	for op, n := range OperationNames {
		if n == name {
			return Operation(op), true
		}
	}
	return 0, false
}

// Direction of an operation's money, seen from the account.
type Direction uint8

// The directions. Nothing moves with a query or a login.
const (
	Out Direction = iota
	In
	Still
	Directions = iota
)

// Direction returns where the operation moves money.
func (op Operation) Direction() Direction { return directions[op] }

// directions is a table, since a processor cannot foresee what a customer wants and
// so guesses branches wrong.
var directions = [Operations]Direction{
	Query: Still, Pay: Out, TransferOut: Out, CashOut: Out, TransferIn: In, Salary: In, CashIn: In, Login: Still,
}

// State is the account's part of a customer's record. Money is in minor units.
type State struct {
	Balance  int64
	Spent    int64  // outgoing today, against daily limits
	SpentDay int32  // the scenario day that Spent belongs to
	Seq      uint32 // events of this customer so far
}

// SpentOn returns what has gone out on the day.
func (s *State) SpentOn(day int32) int64 {
	if s.SpentDay != day {
		return 0
	}
	return s.Spent
}

// Spend counts an amount that went out against the day.
func (s *State) Spend(amount int64, day int32) {
	s.Spent = s.SpentOn(day) + amount
	s.SpentDay = day
}

// Credit puts an amount in.
func (s *State) Credit(amount int64) { s.Balance += amount }
