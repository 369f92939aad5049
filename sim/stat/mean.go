package stat

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// negligibleSkew is the skewness below which Hall's correction is left out: it
// would divide by nearly nothing, and Student's t is then the same interval.
const negligibleSkew = 1e-6

// Mean returns the mean of one value per replication with Hall's interval at a
// level such as 0.95. NaN marks a replication without an observation; it is
// left out, N counts the others and a note says so.
//
// There is no interval below MinReplications, and none where all values are
// equal: that no other value was seen is no proof that there is none.
//
// Source: P. Hall, "On the removal of skewness by transformation", Journal of
// the Royal Statistical Society B 54 (1992) 221–228, with Student's t quantile
// in place of the normal one.
func Mean(values []float64, level float64) Estimate {
	kept, empty := observed(values)
	e := describe(kept).interval(level)
	if empty > 0 {
		e = e.noted(NoteSomeEmpty)
	}
	return e
}

// Bounds returns the one-sided bounds for the mean of one value per
// replication: the mean lies below low with probability alpha, and above high
// with probability alpha. Both are NaN where Mean has no interval.
func Bounds(values []float64, alpha float64) (low, high float64) {
	e := Mean(values, 1-2*alpha)
	return e.Low, e.High
}

// interval is the mean with its interval, or the reason why there is none.
func (s sample) interval(level float64) Estimate {
	alpha := side(level)
	switch {
	case s.n == 0:
		return bare(math.NaN(), math.NaN(), 0, NoteNoData)
	case math.IsInf(s.mean, 0) || math.IsNaN(s.mean):
		return bare(s.mean, math.NaN(), s.n, NoteInfinite)
	case s.n < MinReplications:
		return bare(s.mean, s.sd, s.n, NoteTooFew)
	case s.sd == 0:
		return bare(s.mean, 0, s.n, NoteAllEqual)
	}
	z := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(s.n - 1)}.Quantile(1 - alpha)
	e := Estimate{Mean: s.mean, Low: s.bound(z), High: s.bound(-z), SD: s.sd, N: s.n, Interval: "hall"}
	if math.Abs(s.skew) < negligibleSkew {
		e.Interval = "t"
	}
	if g := math.Abs(s.skew); g > 2 && s.n < 256 || g > 3 && s.n < 512 {
		e.Note = NoteSkewed
	}
	return e
}

// bound is Hall's limit for the mean at the t quantile y.
func (s sample) bound(y float64) float64 { return s.mean - s.sd*hall(y, s.skew, float64(s.n)) }

// hall inverts Hall's cubic transformation of the studentised mean: the value
// of (mean − truth)/sd that the transformation carries to y/√n.
func hall(y, skew, n float64) float64 {
	if math.Abs(skew) < negligibleSkew {
		return y / math.Sqrt(n)
	}
	return 3 / skew * (math.Cbrt(1+skew*(y/math.Sqrt(n)-skew/(6*n))) - 1)
}

// Exact returns a quantity that has no chance in it: the value on which all
// replications agree, its own interval. Where they differ, the estimate is that
// of Mean at 95 % with a warning. NaN values are left out.
func Exact(values []float64) Estimate {
	kept, _ := observed(values)
	switch {
	case len(kept) == 0:
		return bare(math.NaN(), math.NaN(), 0, NoteNoData)
	case !allEqual(kept):
		e := Mean(kept, 0.95)
		e.Note = NoteNotExact
		return e
	}
	x := kept[0]
	return Estimate{Mean: x, Low: x, High: x, SD: 0, N: len(kept), Interval: "exact"}
}
