package verdict

import "math"

// Range is what values a metric can take at all, in one replication: 0 to 1 for
// a share. It is known beforehand, never read off the values.
type Range struct{ Low, High float64 }

// Share is the range of shares.
func Share() Range { return Range{0, 1} }

// Positive is the range of counts, losses and waits.
func Positive() Range { return Range{0, math.Inf(1)} }

// Any is the range of which nothing is known.
func Any() Range { return Range{math.Inf(-1), math.Inf(1)} }

// change is the range of differences between two values of the range.
func (r Range) change() Range { return Range{r.Low - r.High, r.High - r.Low} }

// clip moves bounds that the range excludes to its ends; NaN stays.
func (r Range) clip(low, high float64) (float64, float64) {
	return math.Max(low, r.Low), math.Min(high, r.High)
}

// allEqual returns bounds for the mean of which n replications all gave x. Any
// other value comes with a probability p so small that (1 − p)ⁿ ≥ alpha; at the
// worst it lies at the end of the range, and weighs weight replications. There
// is no bound on a side where the range is open.
func (r Range) allEqual(x, weight float64, n int, alpha float64) (low, high float64) {
	unseen := weight * -math.Expm1(math.Log(alpha)/float64(n))
	low, high = x-unseen*(x-r.Low), x+unseen*(r.High-x)
	if math.IsInf(low, 0) {
		low = math.NaN()
	}
	if math.IsInf(high, 0) {
		high = math.NaN()
	}
	return r.clip(low, high)
}
