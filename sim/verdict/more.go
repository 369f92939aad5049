package verdict

import (
	"math"
	"sort"

	"weir/sim/stat"
)

// mostNamed is the largest number of further replications that is worth naming.
const mostNamed = 1_000_000

// forecaster is a quantity that knows better than the square-root law how many
// replications would decide, if the next ones were like the first n; infinity
// if none would.
type forecaster interface {
	wouldDecide(n int, alpha float64, op Op, limit float64) float64
}

// more returns how many further replications would probably decide a rule at the
// error of its last look: -1 if more than a million, or no number.
func (r Rule) more(d Decision) int {
	n := r.distance(d)
	if note := r.Quantity.Guard(d.Look); note != (Note{}) && !r.refutable(d) {
		n = math.Max(n, guardLasts(r.Quantity, d.Look, note))
	}
	switch further := n - float64(d.Look); {
	case !(further <= mostNamed):
		return -1
	case further < 1:
		return 1
	default:
		return int(further)
	}
}

// refutable reports whether the estimate lies on the wrong side of the limit, so
// that a FAIL is what more replications would show.
func (r Rule) refutable(d Decision) bool {
	return !r.Op.shown(d.Estimate.Mean, d.Estimate.Mean, r.Limit)
}

// distance returns at which number of replications the bound on the limit's side
// would probably reach it.
func (r Rule) distance(d Decision) float64 {
	if f, ok := r.Quantity.(forecaster); ok {
		return f.wouldDecide(d.Look, d.Alpha, r.Op, r.Limit)
	}
	return rootLaw(r.Quantity, d.Look, d.Alpha, r.Limit)
}

// rootLaw lets the bound's distance from the estimate shrink with √n.
func rootLaw(q Quantity, n int, alpha, limit float64) float64 {
	mean := q.Estimate(n).Mean
	low, high := q.Bounds(n, alpha)
	way, reach := math.Abs(limit-mean), mean-low
	if limit > mean {
		reach = high - mean
	}
	if way == 0 || math.IsNaN(reach) {
		return math.Inf(1)
	}
	return math.Ceil(float64(n) * (reach / way) * (reach / way))
}

// wouldDecide implements forecaster: where all values are equal, the bounds
// shrink with n itself.
func (m mean) wouldDecide(n int, alpha float64, op Op, limit float64) float64 {
	e := m.estimate(n, shownLevel)
	if e.Note != stat.NoteAllEqual {
		return rootLaw(m, n, alpha, limit)
	}
	weight := m.evidence(n).weight
	return soonest(e.N, n, func(replications int) bool {
		low, high := m.reach.allEqual(e.Mean, weight, replications, alpha)
		return op.shown(low, high, limit) || op.refuted(low, high, limit)
	})
}

// guardLasts returns at which number of replications a guard would probably no
// longer stop a PASS.
func guardLasts(q Quantity, n int, note Note) float64 {
	switch note.Code {
	case NoteSkewed, NoteShortfall:
		return float64(note.N)
	case NoteCarried:
		if m, ok := q.(mean); ok {
			e := m.evidence(n)
			differ := fewestOffMode * float64(n) / float64(offMode(e.shown))
			return math.Ceil(math.Max(differ, float64(n)*heaviest(e.parts)/largestShare))
		}
	}
	return math.Inf(1)
}

// wouldDecide implements forecaster.
func (p probability) wouldDecide(n int, alpha float64, op Op, limit float64) float64 {
	k, of := p.count(n)
	return countDecides(k, of, n, alpha, op, limit)
}

// wouldDecide implements forecaster.
func (q quantile) wouldDecide(n int, alpha float64, op Op, limit float64) float64 {
	k, of := q.upTo(n, op, limit)
	return countDecides(k, of, n, alpha, mirrored(op), q.p)
}

// upTo counts the values on the low side of a limit, and all. A p-quantile is at
// most a limit just where the share of values up to the limit is at least p.
func (q quantile) upTo(n int, op Op, limit float64) (k, of int) {
	for _, x := range observed(q.values[:n]) {
		of++
		if x < limit || x == limit && (op == AtMost || op == Above) {
			k++
		}
	}
	return k, of
}

// mirrored is what the comparison of a quantile with a limit says of the share
// of values up to the limit.
func mirrored(op Op) Op {
	switch op {
	case AtMost, Below:
		return AtLeast
	case AtLeast, Above:
		return AtMost
	}
	return op
}

// countDecides returns the number of replications at which the exact bounds of a
// probability would decide if its share stayed k of those observed.
func countDecides(k, of, n int, alpha float64, op Op, limit float64) float64 {
	if of == 0 {
		return math.Inf(1)
	}
	return soonest(of, n, func(replications int) bool {
		scaled := math.Round(float64(k) * float64(replications) / float64(of))
		low, high := countBounds(int(scaled), replications, alpha)
		return op.shown(low, high, limit) || op.refuted(low, high, limit)
	})
}

// soonest returns the first number of replications at which something decides
// that keeps deciding from then on. Of n replications, seen had an observation,
// and so it stays.
func soonest(seen, n int, decides func(replications int) bool) float64 {
	at := seen + sort.Search(mostNamed, func(further int) bool { return decides(seen + further) })
	if at == seen+mostNamed {
		return math.Inf(1)
	}
	return math.Ceil(float64(at) * float64(n) / float64(seen))
}
