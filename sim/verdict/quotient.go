package verdict

import (
	"math"

	"weir/sim/stat"
)

// Quotient is the mean of b over the mean of a, paired by replication: 1.02 is
// 2 % more than the baseline a. NaN pairs are left out.
//
// Its bounds are those of ΣB/ΣA. They need a baseline that is itself shown to
// lie above zero; without that there are none.
func Quotient(a, b []float64) Quantity {
	return quotient{func(n int) (x, y []float64) { return a[:n], b[:n] }}
}

// RatioQuotient is the share or rate of b over that of a.
func RatioQuotient(a, b []stat.Ratio) Quantity {
	return quotient{func(n int) (x, y []float64) {
		var keptA, keptB []stat.Ratio
		for i := range n {
			if counted(a[i]) && counted(b[i]) {
				keptA, keptB = append(keptA, a[i]), append(keptB, b[i])
			}
		}
		return contributions(keptA), contributions(keptB)
	}}
}

// quotient is made of pairs whose means are held against each other.
type quotient struct {
	pairs func(n int) (a, b []float64)
}

// contributions returns values, one a replication, whose mean is the share or
// rate: θ + (N − θD)/D̄.
func contributions(ratios []stat.Ratio) []float64 {
	theta, residuals := stat.Residuals(ratios)
	for i := range residuals {
		residuals[i] += theta
	}
	return residuals
}

// ratios returns b over a by replication; none where one of the two observed
// nothing.
func (q quotient) ratios(n int) []stat.Ratio {
	a, b := q.pairs(n)
	if len(a) != len(b) {
		return nil
	}
	out := make([]stat.Ratio, len(a))
	for i := range a {
		out[i] = stat.Ratio{Num: b[i], Den: a[i]}
	}
	return out
}

// positive reports whether the baseline is shown to lie above zero.
func (q quotient) positive(n int, alpha float64) bool {
	a, _ := q.pairs(n)
	e := stat.Mean(a, 1-2*alpha)
	return e.Low > 0 || e.Note == stat.NoteAllEqual && e.Mean > 0
}

// Estimate implements Quantity.
func (q quotient) Estimate(n int) stat.Estimate {
	e := stat.MeanOfRatio(q.ratios(n), shownLevel)
	if !q.positive(n, (1-shownLevel)/2) {
		e.Low, e.High, e.Interval = math.NaN(), math.NaN(), "none"
	}
	return e
}

// Bounds implements Quantity.
func (q quotient) Bounds(n int, alpha float64) (low, high float64) {
	if !q.positive(n, alpha) {
		return math.NaN(), math.NaN()
	}
	e := stat.MeanOfRatio(q.ratios(n), 1-2*alpha)
	return e.Low, e.High
}

// Guard implements Quantity.
func (q quotient) Guard(n int) Note {
	ratios := q.ratios(n)
	switch e := stat.MeanOfRatio(ratios, shownLevel); {
	case e.Note == stat.NoteAllEqual:
		return Note{NoteAllEqual, e.N}
	case !q.positive(n, (1-shownLevel)/2):
		return Note{Code: NoteNoBaseline}
	}
	return ofRatios(ratios).guard()
}
