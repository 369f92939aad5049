package stat

import "math"

// firstLook is the first number of replications at which `auto` may stop; the
// next ones double it.
const firstLook = 32

// Looks returns the numbers of replications at which a run that stops by
// precision looks at its results: 32, 64, 128, … and last of all limit, which
// ends it. Looking more often would stop on lucky streaks.
func Looks(limit int) []int {
	var looks []int
	for n := firstLook; n < limit; n *= 2 {
		looks = append(looks, n)
	}
	return append(looks, limit)
}

// Precision returns the half-width of the interval relative to the estimate. It
// is 0 where all replications agree, and infinite where there is no interval or
// the estimate is 0.
func Precision(e Estimate) float64 {
	half := (e.High - e.Low) / 2
	switch {
	case e.N >= MinReplications && e.SD == 0:
		return 0
	case math.IsNaN(half) || e.Mean == 0:
		return math.Inf(1)
	}
	return half / math.Abs(e.Mean)
}

// Precise reports whether an estimate is known to within a share target of the
// truth, e.g. 0.05: the half-width over the estimate is at most target/(1 +
// target), since the estimate itself is off by as much.
//
// Source: A. M. Law, Simulation Modeling and Analysis, section 9.4.1.
func Precise(e Estimate, target float64) bool { return Precision(e) <= target/(1+target) }
