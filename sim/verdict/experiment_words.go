package verdict

import (
	"math"

	"weir/sim/rng"
	"weir/sim/stat"
)

// compared is how many replications the comparisons of experiments have, and
// twenty how many metrics.
const (
	compared = 64
	twenty   = 20
)

// unchanged is a comparison of two variants that do the same to twenty metrics,
// some of them skewed, shares, or counts, on chance that they partly share.
func unchanged() Experiment {
	claims := []Claim{{"any worse", 0, .05}, {"any worse or better", 0, .05}, {"anything to look at", 0, .05}}
	return Experiment{"comparison of twenty unchanged metrics", claims, func(s *rng.Stream) []bool {
		changes := twentyChanges(s, 0)
		worse, better := false, false
		for _, f := range Words(changes, compared) {
			worse = worse || f.Word == Worse || f.Word == WorseBelowMargin
			better = better || f.Word == Better || f.Word == BetterBelowMargin
		}
		look := false
		for _, yes := range LookAt(changes, compared) {
			look = look || yes
		}
		return []bool{worse, worse || better, look}
	}}
}

// changedByMargin is a comparison in which every metric changed by just what
// matters: none may be called equivalent, or smaller than that.
func changedByMargin() Experiment {
	claims := []Claim{{"any equivalent or below its margin", 0, .05}}
	return Experiment{"comparison of twenty metrics changed by their margins", claims, func(s *rng.Stream) []bool {
		small := false
		for _, f := range Words(twentyChanges(s, .5), compared) {
			small = small || f.Word == Equivalent || f.Word == WorseBelowMargin || f.Word == BetterBelowMargin
		}
		return []bool{small}
	}}
}

// twentyChanges are paired changes by an amount that is also the margin; a
// margin of .5 where nothing changes.
func twentyChanges(s *rng.Stream, amount float64) []Change {
	changes := make([]Change, twenty)
	shared := drawn(compared, s, (*rng.Stream).Normal)
	for i := range changes {
		changes[i] = Change{Better: LowerBetter, Margin: .5}
		if i%4 == 3 {
			a := drawn(compared, s, func(s *rng.Stream) stat.Ratio { return among(s, .3) })
			b := drawn(compared, s, func(s *rng.Stream) stat.Ratio { return among(s, .3) })
			for j := range b {
				b[j].Num += amount * b[j].Den
			}
			changes[i].Difference = RatioDifference(a, b, Any())
			continue
		}
		a, b := make([]float64, compared), make([]float64, compared)
		for j := range a {
			a[j], b[j] = valueOf(i, shared[j], s), valueOf(i, shared[j], s)+amount
		}
		changes[i].Difference = Difference(a, b, Any())
	}
	return changes
}

// valueOf is a metric's value in a history that does well or badly at large:
// normal, skewed, or a count.
func valueOf(metric int, history float64, s *rng.Stream) float64 {
	own := .7*history + .7*s.Normal()
	switch metric % 4 {
	case 0:
		return own
	case 1:
		return math.Exp(.5 * own)
	}
	return math.Floor(math.Exp(1 + .5*own))
}
