package verdict

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"weir/sim/stat"
)

// never is more replications than there can be.
const never = math.MaxInt

// limited is a quantity that cannot satisfy every comparison with few
// replications, or with any.
type limited interface {
	// least is the smallest number of replications, of the luckiest values, from
	// which bounds of error alpha can show the comparison.
	least(op Op, limit, alpha float64) int
}

// Needs returns how many replications a rule needs at least to pass, whatever
// they give, and whether its budget has a look that is large enough: `prob <=
// 1%` needs 400 without the event at α .018. Of the rule's quantity only the
// kind matters: it may have no values yet. 0 and false means that no number
// suffices. A provisional budget is exempt, and so is a rule that passes by not
// being shown unsafe.
func Needs(r Rule, b Budget) (n int, possible bool) {
	if b.Provisional || r.Regression || !r.usable() {
		return 0, true
	}
	for k, look := range b.Looks {
		if n = r.least(b.Alpha[k]); n <= look {
			return n, true
		}
	}
	if n == never {
		n = 0
	}
	return n, false
}

// least is the smallest number of replications from which the rule can pass.
func (r Rule) least(alpha float64) int {
	if q, ok := r.Quantity.(limited); ok {
		return q.least(r.Op, r.Limit, alpha)
	}
	if r.Op == Equal {
		return never
	}
	return fewestOffMode + 1
}

// least implements limited. A mean is never shown to lie at the end of its
// range: something beyond may not have been seen.
func (m mean) least(op Op, limit, _ float64) int {
	low, high := m.reach.Low < limit, limit < m.reach.High
	if op == Equal || (op == AtMost || op == Below) && !low || (op == AtLeast || op == Above) && !high {
		return never
	}
	return fewestOffMode + 1
}

// least implements limited: the event must not occur, or must occur always.
func (p probability) least(op Op, limit, alpha float64) int {
	most := limit
	switch op {
	case AtLeast, Above:
		most = 1 - limit
	case Equal:
		return never
	}
	if most <= 0 {
		return never
	}
	n := stat.MinReplications
	if most < 1 {
		n = max(n, int(math.Log(alpha)/math.Log1p(-most))-1)
	}
	for shows := func() bool {
		event := 0
		if op == AtLeast || op == Above {
			event = n
		}
		low, high := countBounds(event, n, alpha)
		return op.shown(low, high, limit)
	}; !shows(); {
		n++
	}
	return n
}

// least implements limited: there must be a bound on the limit's side.
func (q quantile) least(op Op, _, alpha float64) int {
	switch op {
	case AtMost, Below:
		return max(stat.MinReplications, stat.QuantileNeeds(q.p, alpha))
	case AtLeast, Above:
		return max(stat.MinReplications, stat.QuantileNeeds(1-q.p, alpha))
	}
	return never
}

// least implements limited.
func (s shortfall) least(op Op, _, _ float64) int {
	if op == Equal {
		return never
	}
	return shortfallNeeds
}

// least implements limited.
func (x exact) least(Op, float64, float64) int { return 1 }

// power is the chance that Resolution promises.
const power = .8

// Resolution returns the smallest distance from a limit, in the unit of sd, that
// the last look of a budget tells with a chance of 80 %, for a mean over
// replications of which a pilot gave the standard deviation sd: (t + z)·sd/√n.
func Resolution(sd float64, b Budget) float64 {
	n, alpha := b.Last()
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(n - 1)}.Quantile(1 - alpha)
	return (t + distuv.UnitNormal.Quantile(power)) * sd / math.Sqrt(float64(n))
}
