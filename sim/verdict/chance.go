package verdict

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"weir/sim/stat"
)

// foreteller is a quantity that knows better than the normal law how likely the
// comparison is to be shown with further replications.
type foreteller interface {
	chance(pilot, n int, alpha float64, op Op, limit float64) float64
}

// Chance returns how likely a rule is to pass at the last look of a budget, from
// a pilot of that many replications: NaN where the pilot gives no idea. What the
// pilot does not know of the truth counts as chance too.
//
// A mean is foretold by the normal law, with the pilot's interval shrunk to the
// look, and by how many histories the guard will see; a probability, and a quantile by the share of values up to its limit, by
// the beta-binomial law after Jeffreys' prior.
func Chance(r Rule, pilot int, b Budget) float64 {
	if _, possible := Needs(r, b); !possible || b.Provisional || !r.usable() {
		return 0
	}
	if r.Regression { // it passes unless it is shown not to hold
		r.Op, r.Regression = r.Op.opposite(), false
		return 1 - Chance(r, pilot, b)
	}
	n, alpha := b.Last()
	if f, ok := r.Quantity.(foreteller); ok {
		return f.chance(pilot, n, alpha, r.Op, r.Limit)
	}
	return normalChance(r.Quantity, pilot, n, alpha, r.Op, r.Limit)
}

// AllPass returns how likely all blocking rules are to pass, as if they were
// independent: rules on one simulation mostly pass together, so that it errs
// low. NaN where the pilot gives no idea of one of them.
func AllPass(rules []Rule, pilot int, b Budget) float64 {
	all := 1.0
	for _, r := range rules {
		if r.Blocking {
			all *= Chance(r, pilot, b)
		}
	}
	return all
}

// normalChance is the chance of a quantity whose estimate is about normal.
func normalChance(q Quantity, pilot, n int, alpha float64, op Op, limit float64) float64 {
	e := q.Estimate(pilot)
	low, high := q.Bounds(pilot, alpha)
	way, reach := limit-e.Mean, high-e.Mean
	if op == AtLeast || op == Above {
		way, reach = e.Mean-limit, e.Mean-low
	}
	shrink := math.Sqrt(float64(pilot) / float64(n))
	se := reach / distuv.UnitNormal.Quantile(1-alpha) // at the pilot
	return distuv.UnitNormal.CDF((way - reach*shrink) / (se * math.Sqrt(1+shrink*shrink)))
}

// chance implements foreteller.
func (m mean) chance(pilot, n int, alpha float64, op Op, limit float64) float64 {
	e := m.estimate(pilot, shownLevel)
	if e.Note != stat.NoteAllEqual {
		return normalChance(m, pilot, n, alpha, op, limit) * m.evidence(pilot).enough(n)
	}
	low, high := m.reach.allEqual(e.Mean, m.evidence(pilot).weight, n, alpha)
	return certain(op.shown(low, high, limit))
}

// enough is the chance that the guard will see as many histories as it wants,
// of n, that differ from the commonest value.
func (e evidence) enough(n int) float64 {
	k := offMode(e.shown)
	few := 0.0
	for differ := range fewestOffMode {
		few += betaBinomial(differ, n, float64(k)+.5, float64(len(e.shown)-k)+.5)
	}
	return math.Max(0, 1-few)
}

// chance implements foreteller.
func (x exact) chance(pilot, n int, alpha float64, op Op, limit float64) float64 {
	e := x.Estimate(pilot)
	if e.Interval != "exact" {
		return normalChance(x, pilot, n, alpha, op, limit)
	}
	return certain(op.shown(e.Low, e.High, limit))
}

func certain(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// chance implements foreteller.
func (p probability) chance(pilot, n int, alpha float64, op Op, limit float64) float64 {
	k, of := p.count(pilot)
	return countChance(k, of, n, alpha, op, limit)
}

// chance implements foreteller.
func (q quantile) chance(pilot, n int, alpha float64, op Op, limit float64) float64 {
	k, of := q.upTo(pilot, op, limit)
	return countChance(k, of, n, alpha, mirrored(op), q.p)
}

// countChance is the chance that exact bounds show a comparison of a probability
// when n replications are run, of which a pilot gave k of those observed.
func countChance(k, of, n int, alpha float64, op Op, limit float64) float64 {
	if of == 0 {
		return math.NaN()
	}
	a, b, sum := float64(k)+.5, float64(of-k)+.5, 0.0
	for events := range n + 1 {
		low, high := countBounds(events, n, alpha)
		if op.shown(low, high, limit) {
			sum += betaBinomial(events, n, a, b)
		}
	}
	return math.Min(1, sum)
}

// betaBinomial is the probability of k events of n where their probability is
// itself beta(a, b).
func betaBinomial(k, n int, a, b float64) float64 {
	x, m := float64(k), float64(n)
	return math.Exp(-logBeta(x+1, m-x+1) - math.Log(m+1) + logBeta(x+a, m-x+b) - logBeta(a, b))
}

func logBeta(a, b float64) float64 {
	x, _ := math.Lgamma(a)
	y, _ := math.Lgamma(b)
	z, _ := math.Lgamma(a + b)
	return x + y - z
}
