package account

import (
	"math"

	"weir/sim/param"
)

// Charges are what the institution itself books on accounts at the end of each
// month: a balance is principal plus interest minus fees (rule P14). None of it is
// activity of the customer (rule P5).
type Charges struct {
	Interest   float64 // a year, on the balance at the end of the month
	Fee        int64   // minor units a month
	DormantFee int64   // more, for an account that is restricted as dormant
}

// Declare binds the charges of a policy file.
func (c *Charges) Declare(s *param.Set) {
	s.Share(&c.Interest, "interest", "0%", "Interest a year on the balance, booked at the end of each month.").
		Range("0%", "100%").Assumed("a payment account bears none").Rules("P14")
	s.Money(&c.Fee, "fee", "0 CNY", "Fee for an account, each month, as far as the balance goes.").
		Assumed("basic accounts are free").Rules("P14")
	s.Money(&c.DormantFee, "dormant_fee", "0 CNY", "Further fee for an account that is restricted as dormant, each month.").
		Assumed("India forbids it, Malaysia allows RM10 a year, facts 1.4").Rules("P14", "D12")
}

// Any says whether anything is booked at all.
func (c *Charges) Any() bool { return c.Interest > 0 || c.Fee > 0 || c.DormantFee > 0 }

// Month returns the interest and the fee of one month on a balance. Interest is
// rounded to the nearest minor unit; a fee never takes more than there is.
func (c *Charges) Month(balance int64, dormant bool) (interest, fee int64) {
	interest = int64(math.Round(float64(balance) * c.Interest / 12))
	fee = c.Fee
	if dormant {
		fee += c.DormantFee
	}
	return interest, min(fee, balance+interest)
}
