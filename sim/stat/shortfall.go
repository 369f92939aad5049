package stat

import (
	"math"
	"slices"

	"weir/sim/rng"
)

// MinShortfall is the least number of replications from which an expected
// shortfall gets an interval: at 95 % its tail then has 25 values.
const MinShortfall = 512

// resamples is the number of bootstrap samples; with 1 more it makes the usual
// error probabilities whole ranks.
const resamples = 1999

// ExpectedShortfall returns the mean of the worst share 1 − p of the values
// (high is bad; p = 0.95 is ES95), with a bootstrap-t interval that is
// approximate and labelled so. It draws from the stream, and from nothing else.
// NaN values are left out.
//
// Source: the estimator and its influence values after R. T. Rockafellar and
// S. Uryasev, "Conditional value-at-risk for general loss distributions",
// Journal of Banking & Finance 26 (2002) 1443–1471; the interval after B. Efron
// and R. Tibshirani, An Introduction to the Bootstrap, section 12.5.
func ExpectedShortfall(values []float64, p, level float64, stream rng.Stream) Estimate {
	alpha := side(level)
	mustBeShare(p)
	kept, _ := observed(values)
	slices.Sort(kept)
	n := len(kept)
	if n == 0 {
		return bare(math.NaN(), math.NaN(), 0, NoteNoData)
	}
	once := make([]int, n)
	for i := range once {
		once[i] = 1
	}
	mean, sd := tail(kept, once, p)
	switch {
	case math.IsInf(mean, 0) || math.IsNaN(mean):
		return bare(mean, math.NaN(), n, NoteInfinite)
	case n < MinShortfall:
		return bare(mean, sd, n, NoteNoTail)
	case sd == 0:
		return bare(mean, sd, n, NoteAllEqual)
	}
	roots := bootstrap(kept, p, mean, &stream)
	if len(roots) < resamples/2 {
		return bare(mean, sd, n, NoteAllEqual) // the tail is nearly one value
	}
	scale := sd / math.Sqrt(float64(n))
	last := int64(len(roots))
	return Estimate{
		Mean: mean, SD: sd, N: n, Interval: "bootstrap-t", Note: NoteRough,
		Low:  mean - scale*roots[rank(1-alpha, last)-1],
		High: mean - scale*roots[rank(alpha, last)-1],
	}
}

// bootstrap returns the studentised errors of the tail mean in samples drawn
// again from the sorted values, in rising order. Samples without spread have no
// studentised error and are left out.
func bootstrap(sorted []float64, p, mean float64, stream *rng.Stream) []float64 {
	n := len(sorted)
	root := math.Sqrt(float64(n))
	times := make([]int, n)
	roots := make([]float64, 0, resamples)
	for range resamples {
		clear(times)
		for range n {
			times[stream.Below(uint64(n))]++
		}
		if m, sd := tail(sorted, times, p); sd > 0 {
			roots = append(roots, (m-mean)*root/sd)
		}
	}
	slices.Sort(roots)
	return roots
}

// tail returns the mean of the worst share 1 − p of a sample in which sorted[i]
// occurs times[i] times, and the standard deviation of its influence values q +
// max(x − q, 0)/(1 − p), whose mean it is.
func tail(sorted []float64, times []int, p float64) (mean, sd float64) {
	n := 0
	for _, k := range times {
		n += k
	}
	q := weighted(sorted, times, rank(p, int64(n)))
	sum, squares := 0.0, 0.0
	for i := len(sorted) - 1; i >= 0 && sorted[i] > q; i-- {
		excess := (sorted[i] - q) / (1 - p)
		sum += float64(times[i]) * excess
		squares += float64(times[i]) * excess * excess
	}
	excess := sum / float64(n)
	return q + excess, math.Sqrt(max(0, squares-float64(n)*excess*excess) / float64(n-1))
}

// weighted returns the r-th smallest value, from 1, of a sample in which
// sorted[i] occurs times[i] times.
func weighted(sorted []float64, times []int, r int64) float64 {
	for i, k := range times {
		if r -= int64(k); r <= 0 {
			return sorted[i]
		}
	}
	panic("stat: weighted: rank beyond the sample")
}
