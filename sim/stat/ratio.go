package stat

import "math"

// MeanOfRatio returns a share or rate over all replications, ΣN/ΣD, with Hall's
// interval on the residuals Z = (N − rD)/D̄. It is never a mean of ratios:
// replications count by what they observed, and a replication without
// observations stays as {0, 0}. A replication that is NaN is left out.
//
// N counts the replications, SD is that of the residuals. There is no estimate
// where ΣD is 0, and no interval where fewer than MinReplications observed
// anything.
func MeanOfRatio(ratios []Ratio, level float64) Estimate {
	kept, empty := countedRatios(ratios)
	r, residuals := linearise(kept)
	if math.IsNaN(r) {
		return bare(r, math.NaN(), len(kept), NoteNoData)
	}
	e := around(r, residuals).interval(level)
	if e.Note != NoteTooFew && seen(kept) < MinReplications {
		e = bare(r, e.SD, e.N, NoteFewSeen)
	}
	if empty > 0 {
		e = e.noted(NoteSomeEmpty)
	}
	return e
}

// RatioDifference returns the change of a share or rate from a to b, r(b) −
// r(a), with Hall's interval on the paired residuals Z(b) − Z(a). Element i of
// both is replication i; different lengths are a programmer's error.
//
// To compare b with 1.02 a (a margin in per cent), scale the numerators of a.
func RatioDifference(a, b []Ratio, level float64) Estimate {
	mustPair(len(a), len(b))
	a, b, empty := pairedRatios(a, b)
	ra, za := linearise(a)
	rb, zb := linearise(b)
	if math.IsNaN(rb - ra) {
		return bare(math.NaN(), math.NaN(), len(a), NoteNoData)
	}
	for i := range zb {
		zb[i] -= za[i]
	}
	e := around(rb-ra, zb).interval(level)
	if e.Note != NoteTooFew && min(seen(a), seen(b)) < MinReplications {
		e = bare(e.Mean, e.SD, e.N, NoteFewSeen)
	}
	if empty > 0 {
		e = e.noted(NoteSomeEmpty)
	}
	return e
}

// Residuals returns a share or rate ΣN/ΣD with (N − rD)/D̄ of every replication:
// what its interval, and the skewness that matters to it, come from. What is NaN
// is left out. r is NaN, without residuals, where ΣD is 0.
func Residuals(ratios []Ratio) (r float64, residuals []float64) {
	kept, _ := countedRatios(ratios)
	return linearise(kept)
}

// linearise returns r = ΣN/ΣD and the residuals (N − rD)/D̄, whose mean is 0 and
// whose spread is that of r. r is NaN where ΣD is 0.
func linearise(ratios []Ratio) (r float64, residuals []float64) {
	num, den := 0.0, 0.0
	for _, x := range ratios {
		num += x.Num
		den += x.Den
	}
	if den == 0 {
		return math.NaN(), nil
	}
	r = num / den
	mean := den / float64(len(ratios))
	residuals = make([]float64, len(ratios))
	for i, x := range ratios {
		residuals[i] = residual(x, r) / mean
	}
	return r, residuals
}

// residual is N − rD, exactly 0 where the replication's own ratio is r but for
// rounding: otherwise equal ratios would show an interval of rounding noise.
func residual(x Ratio, r float64) float64 {
	d := x.Num - r*x.Den
	if math.Abs(d) <= 1e-12*math.Abs(x.Num) {
		return 0
	}
	return d
}

// around is the sample of residuals about a point estimate.
func around(centre float64, residuals []float64) sample {
	s := describe(residuals)
	s.mean = centre
	return s
}

// seen counts the replications that observed anything.
func seen(ratios []Ratio) int {
	n := 0
	for _, x := range ratios {
		if x.Den != 0 {
			n++
		}
	}
	return n
}

// countedRatios leaves out what is NaN.
func countedRatios(ratios []Ratio) (kept []Ratio, empty int) {
	for _, x := range ratios {
		if !math.IsNaN(x.Num + x.Den) {
			kept = append(kept, x)
		}
	}
	return kept, len(ratios) - len(kept)
}

// pairedRatios leaves out the pairs of which one is NaN.
func pairedRatios(a, b []Ratio) (keptA, keptB []Ratio, empty int) {
	for i := range a {
		if !math.IsNaN(a[i].Num + a[i].Den + b[i].Num + b[i].Den) {
			keptA, keptB = append(keptA, a[i]), append(keptB, b[i])
		}
	}
	return keptA, keptB, len(a) - len(keptA)
}
