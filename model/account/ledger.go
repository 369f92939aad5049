package account

import "fmt"

// Book is one side of the ledger (rule P6).
type Book uint8

// The books. Every movement takes from one and gives to another, so their sum
// is always zero; Outside is what the rest of the world holds of it, and so is
// negative.
const (
	Customers  Book = iota // what the institution owes its customers
	InFlight               // transfers sent and not yet credited, or held
	Settlement             // owed to other institutions until the day's settlement
	Outside                // the outside world
	Interest               // paid to customers: negative, an expense
	Fees                   // taken from customers
	Unclaimed              // of accounts that ended as dormant (rule D12)
	Books      = iota
)

var bookNames = [Books]string{"customers", "in flight", "settlement", "outside", "interest", "fees", "unclaimed"}

// Ledger holds the control totals in minor units. A cell keeps its own, merged
// into the institution's at the end of each window.
type Ledger struct {
	Total [Books]int64
	Moves int64 // movements so far
}

// Move posts an amount from one book to another.
func (l *Ledger) Move(from, to Book, amount int64) {
	l.Total[from] -= amount
	l.Total[to] += amount
	l.Moves++
}

// Merge adds another ledger's movements and clears it.
func (l *Ledger) Merge(m *Ledger) {
	for b := range l.Total {
		l.Total[b] += m.Total[b]
	}
	l.Moves += m.Moves
	*m = Ledger{}
}

// Balanced returns an error if the books do not sum to zero.
func (l *Ledger) Balanced() error {
	var sum int64
	for _, t := range l.Total {
		sum += t
	}
	if sum != 0 {
		return fmt.Errorf("ledger: books sum to %d minor units instead of 0", sum)
	}
	return nil
}

// Check returns an error if the books do not balance, or if the customers'
// accounts, counted one by one, come to something else than their book.
func (l *Ledger) Check(counted int64) error {
	if err := l.Balanced(); err != nil {
		return err
	}
	if counted != l.Total[Customers] {
		return fmt.Errorf("ledger: book %q says %d minor units, the accounts hold %d", bookNames[Customers], l.Total[Customers], counted)
	}
	return nil
}
