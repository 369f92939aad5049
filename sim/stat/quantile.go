package stat

import (
	"math"
	"slices"
	"sort"

	"gonum.org/v1/gonum/stat/distuv"
)

// Quantile returns the p-quantile over replications, 0 < p < 1 (0.95 of losses
// is VaR95), with bounds that are order statistics of the sample: exact for
// every continuous distribution, on the safe side for the others. NaN values
// are left out.
//
// The estimate is the smallest value that a share p of the replications does
// not exceed. A bound that the sample is too small for is NaN, with a note; see
// QuantileNeeds.
func Quantile(values []float64, p, level float64) Estimate {
	alpha := side(level)
	mustBeShare(p)
	kept, empty := observed(values)
	slices.Sort(kept)
	n := len(kept)
	if n == 0 {
		return bare(math.NaN(), math.NaN(), 0, NoteNoData)
	}
	e := bare(kept[rank(p, int64(n))-1], describe(kept).sd, n, "")
	if n < MinReplications {
		return e.noted(NoteTooFew)
	}
	low, high := orderBounds(n, p, alpha)
	if low >= 1 {
		e.Low, e.Interval = kept[low-1], "order"
	}
	if high <= n {
		e.High, e.Interval = kept[high-1], "order"
	}
	if low < 1 || high > n {
		e.Note = NoteOneSided
	}
	if empty > 0 {
		e = e.noted(NoteSomeEmpty)
	}
	return e
}

// QuantileNeeds returns the least number of replications from which Quantile
// has an upper bound of error alpha for the p-quantile: the least n with pⁿ ≤
// alpha. 72 for p = 0.95 and alpha = 0.025.
func QuantileNeeds(p, alpha float64) int {
	mustBeShare(p)
	n := max(1, int(math.Log(alpha)/math.Log(p))-1)
	for math.Pow(p, float64(n)) > alpha {
		n++
	}
	return n
}

// orderBounds returns the ranks, from 1, of the order statistics that bound the
// p-quantile with error alpha each; low is 0 and high n + 1 where there is none.
//
// The number of values up to the quantile is binomial (n, p). The low-th value
// exceeds the quantile when fewer than low of them are; the high-th falls short
// of it when at least high are.
func orderBounds(n int, p, alpha float64) (low, high int) {
	count := distuv.Binomial{N: float64(n), P: p}
	low = sort.Search(n, func(k int) bool { return count.CDF(float64(k)) > alpha })
	high = 1 + sort.Search(n, func(k int) bool { return atLeast(count, k+1) <= alpha })
	return low, high
}

// atLeast is P(count ≥ k) without the cancellation of 1 − CDF.
func atLeast(count distuv.Binomial, k int) float64 {
	failures := distuv.Binomial{N: count.N, P: 1 - count.P}
	return failures.CDF(count.N - float64(k))
}

// rank returns which of n ordered values, from 1, is the p-quantile: ⌈pn⌉,
// with rounding noise in pn taken off (0.07 × 100 is 7, not 8).
func rank(p float64, n int64) int64 {
	r := int64(math.Ceil(p*float64(n) - 1e-9))
	return min(max(r, 1), n)
}

func mustBeShare(p float64) {
	if !(p > 0 && p < 1) {
		panic("stat: a quantile's share lies between 0 and 1")
	}
}
