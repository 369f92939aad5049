package account

import (
	"strings"
	"testing"

	"weir/model/internal/cases"
)

func TestDirection(t *testing.T) {
	names := []string{Out: "out", In: "in", Still: "still", Directions: "unknown"}
	lines := 0
	cases.Check(t, "testdata/direction.txt", names, func(c *cases.Case) string {
		op, known := OperationNamed(c.Word("op"))
		if !known {
			return "unknown"
		}
		lines++
		return names[op.Direction()]
	})
	if lines != Operations {
		t.Errorf("the table has %d operations of %d", lines, Operations)
	}
}

// TestSpent: what has gone out counts for its own day only, the first day of a
// run included, and days before the start.
func TestSpent(t *testing.T) {
	var s State
	for _, step := range []struct {
		day            int32
		amount, before int64
	}{{-2, 50, 0}, {-2, 30, 50}, {-1, 7, 0}, {0, 5, 0}, {0, 5, 5}, {3, 1, 0}, {3, 0, 1}} {
		if got := s.SpentOn(step.day); got != step.before {
			t.Errorf("before %d goes out on day %d: %d spent, want %d", step.amount, step.day, got, step.before)
		}
		s.Spend(step.amount, step.day)
	}
	s.Credit(1000)
	if s.Balance != 1000 || s.SpentOn(3) != 1 || s.SpentOn(4) != 0 {
		t.Errorf("at the end %+v", s)
	}
}

// TestLedger: movements always balance, merging empties what is merged, and a
// recount or a book that was written to otherwise is found (P6).
func TestLedger(t *testing.T) {
	var all, cell Ledger
	all.Move(Outside, Customers, 1000)
	cell.Move(Customers, InFlight, 300)
	cell.Move(InFlight, Customers, 100)
	all.Merge(&cell)
	if cell != (Ledger{}) || all.Moves != 3 {
		t.Errorf("after the merge %+v and %+v", all, cell)
	}
	if want := [Books]int64{Customers: 800, InFlight: 200, Outside: -1000}; all.Total != want {
		t.Errorf("books %v, want %v", all.Total, want)
	}
	if err := all.Check(800); err != nil {
		t.Error(err)
	}
	if err := all.Check(799); err == nil || !strings.Contains(err.Error(), "799") {
		t.Errorf("a recount of 799: %v", err)
	}
	all.Total[Settlement]++
	if err := all.Check(800); err == nil || !strings.Contains(err.Error(), "sum to 1 ") {
		t.Errorf("a book of its own: %v", err)
	}
}

// TestCharges: interest is a twelfth of the year's, a fee takes no more than there
// is, and nothing declared books nothing (P14).
func TestCharges(t *testing.T) {
	for _, c := range []struct {
		charges       Charges
		balance       int64
		dormant       bool
		interest, fee int64
	}{
		{Charges{}, 1_000_00, true, 0, 0},
		{Charges{Interest: .12}, 1_000_00, false, 10_00, 0},
		{Charges{Interest: .12}, 49, false, 0, 0},
		{Charges{Interest: .12}, 51, false, 1, 0},
		{Charges{Fee: 5_00, DormantFee: 7_00}, 100_00, false, 0, 5_00},
		{Charges{Fee: 5_00, DormantFee: 7_00}, 100_00, true, 0, 12_00},
		{Charges{Fee: 5_00, DormantFee: 7_00}, 6_00, true, 0, 6_00},
		{Charges{Interest: .12, Fee: 5_00}, 4_00, false, 4, 4_04},
		{Charges{Fee: 5_00}, 0, false, 0, 0},
	} {
		interest, fee := c.charges.Month(c.balance, c.dormant)
		if interest != c.interest || fee != c.fee {
			t.Errorf("%+v on %d, dormant %v: interest %d and fee %d, want %d and %d", c.charges, c.balance, c.dormant, interest, fee, c.interest, c.fee)
		}
		if (interest != 0 || fee != 0) && !c.charges.Any() {
			t.Errorf("%+v says that it books nothing", c.charges)
		}
	}
}
