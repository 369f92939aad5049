package contact

import (
	"weir/sim"
	"weir/sim/param"
	"weir/sim/rng"
)

// Churn is a shock: customers lose their numbers, of one carrier or of all
// (rules C2, X2).
type Churn struct {
	At      param.Date
	Dated   bool
	Rate    float64 // a day; random shocks, when not dated
	Share   float64
	Carrier string // "" all
	Over    sim.Duration
}

// Declare binds the keys of a shock.
func (c *Churn) Declare(s *param.Set) {
	s.Share(&c.Share, "share", "", "Part of the customers, of the carrier, who lose their numbers.").
		Required().Rules("C2", "X2")
	s.Name(&c.Carrier, "carrier", "", "The carrier whose numbers are lost; all if not given.").
		Names("carrier").Assumed("a shock without carrier is one for all").Rules("C2", "X2")
	s.Date(&c.At, "at", "", "When it begins, in local time. A shock has either a date or a rate.").
		Assumed("a scenario's own").Rules("X2")
	s.Rate(&c.Rate, "rate", "0/yr", "How often it happens by chance (a Poisson process).").
		Range("0/yr", "12/yr").Assumed("a scenario's own").Rules("X2")
	s.Duration(&c.Over, "over", "14d", "How long it takes until the last of them has lost hers; each at any time in it alike.").
		Range("0d", "10yr").Assumed("a migration takes weeks").Rules("X2")
	s.Check(func(ck *param.Check) {
		c.Dated = c.At != param.Date{}
		if c.Dated == (c.Rate > 0) {
			ck.Report(param.Problem{Code: "W203", Pos: ck.At("")})
		}
	})
}

// Strikes returns when the shock begins in [from, until), sorted. key names the
// shock; at is its date on the run's clock. A shock that takes no numbers is
// none.
func (c *Churn) Strikes(root rng.Root, key uint64, at, from, until sim.Time) []sim.Time {
	var out []sim.Time
	if c.Share <= 0 {
		return nil
	}
	if c.Dated {
		if at.Add(c.Over) >= from && at < until {
			out = append(out, at)
		}
		return out
	}
	for k, t := uint64(0), float64(from); ; k++ {
		s := root.Stream(key, purposeChurnTime, k)
		t += s.Exp() / c.Rate * float64(sim.Day)
		if t >= float64(until) {
			break
		}
		out = append(out, sim.Time(t))
	}
	return out
}

// Struck says whether the customer with the key loses her number in the shock's
// strike with that number, which begins at begins, and when. carrier is the
// number of the shock's carrier, -1 for all, and hers is hers.
func (c *Churn) Struck(root rng.Root, customer, key uint64, strike int, begins sim.Time, carrier, hers int) (sim.Time, bool) {
	s := root.Stream(customer, purposeChurn, Cause(key, strike))
	if s.Float64() >= c.Share || carrier >= 0 && carrier != hers {
		return sim.Never, false
	}
	return begins.Add(sim.Duration(s.Float64() * float64(c.Over))), true
}

// Cause names a strike of a shock, for Source.Lose.
func Cause(key uint64, strike int) uint64 { return key ^ uint64(strike)<<40 }
