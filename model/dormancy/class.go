package dormancy

import "weir/sim"

// Points is the scheme of risk classes (rule D2): what the institution knows
// against an account adds points, and the sum gives the class.
type Points struct {
	On          bool
	Medium      int64 // points from which the class is medium
	High        int64 // points from which it is high
	Balance     int64 // minor units from which PerBalance points are added
	Idle        sim.Duration
	Identity    sim.Duration
	PerBalance  int64
	PerAnomaly  int64 // for each confirmed anomaly
	Unreachable int64
	PerIdentity int64 // verified too long ago, or weakly
	PerIdle     int64
}

// Class returns the risk class of an account that sleeps, by the route's rule, or
// does not, and has been idle so long (rule D2). An anomaly of a sleeping account
// is always high.
func (p *Points) Class(f Facts, sleeps bool, idle sim.Duration) Class {
	if !p.On {
		return Unclassed
	}
	switch points := p.sum(f, idle); {
	case f.Suspicious && sleeps, points >= p.High:
		return High
	case points >= p.Medium:
		return Medium
	}
	return Low
}

// sum adds the points up.
func (p *Points) sum(f Facts, idle sim.Duration) int64 {
	anomalies := int64(f.Anomalies)
	if f.Suspicious {
		anomalies++
	}
	sum := anomalies * p.PerAnomaly
	if f.Balance >= p.Balance {
		sum += p.PerBalance
	}
	if f.Unreachable {
		sum += p.Unreachable
	}
	if f.WeakIdentity || sim.Duration(f.IdentityDays)*sim.Day >= p.Identity {
		sum += p.PerIdentity
	}
	if idle >= p.Idle {
		sum += p.PerIdle
	}
	return sum
}
