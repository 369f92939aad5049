package rng

import (
	"fmt"
	"math"
)

// manyEvents is the mean from which rejection is faster than counting up.
const manyEvents = 10

// Poisson returns a Poisson draw for a mean from 0 to 10⁹. Below a mean of 10
// it is the quantile of one uniform, so that with the same stream a greater
// mean never gives a smaller draw; from there on it rejects.
func (s *Stream) Poisson(mean float64) int64 {
	switch {
	case !(mean >= 0 && mean <= 1e9):
		panic(fmt.Sprintf("rng: Poisson: mean is %v", mean))
	case mean < manyEvents:
		return poissonQuantile(s.Float64(), mean)
	}
	return s.poissonRejected(mean)
}

// poissonQuantile counts up from 0. The sum of the probabilities may end a
// little below u by rounding; then the terms have become too small to matter.
func poissonQuantile(u, mean float64) int64 {
	probability := math.Exp(-mean)
	below := 0.0
	for n := int64(0); ; n++ {
		below += probability
		if u < below || (probability < 1e-18 && float64(n) > mean) {
			return n
		}
		probability *= mean / float64(n+1)
	}
}

// poissonRejected is transformed rejection with a table mountain hat (Hörmann
// 1993, "The transformed rejection method for generating Poisson random
// variables", algorithm PTRS; the numbers are that paper's).
func (s *Stream) poissonRejected(mean float64) int64 {
	h := newHat(mean)
	for {
		u, v := s.Open()-0.5, s.Open()
		k, edge := h.count(u), 0.5-math.Abs(u)
		switch {
		case h.surelyUnder(v, edge):
			return int64(k)
		case h.surelyAbove(v, edge, k):
		case h.under(v, edge, k):
			return int64(k)
		}
	}
}

// hat covers the Poisson law of a mean of at least 10.
type hat struct {
	mean, logMean float64
	a, b          float64
	logScale      float64
	sure          float64 // up to this height a point away from the edges is under the law
}

func newHat(mean float64) hat {
	b := 0.931 + float64(2.53*math.Sqrt(mean))
	return hat{
		mean:     mean,
		logMean:  math.Log(mean),
		a:        -0.059 + float64(0.02483*b),
		b:        b,
		logScale: math.Log(1.1239 + 1.1328/(b-3.4)),
		sure:     0.9277 - 3.6224/(b-2),
	}
}

// count maps u, uniform in (−½, ½), to a number of events.
func (h hat) count(u float64) float64 {
	edge := 0.5 - math.Abs(u)
	return math.Floor(float64((2*h.a/edge+h.b)*u) + h.mean + 0.43)
}

// under reports whether the point at height v, so far from the edge, is under
// the law at k.
func (h hat) under(v, edge, k float64) bool {
	logFactorial, _ := math.Lgamma(k + 1)
	height := math.Log(v) + h.logScale - math.Log(h.a/(edge*edge)+h.b)
	return height <= float64(k*h.logMean)-h.mean-logFactorial
}

// surelyUnder and surelyAbove answer for most points without logarithms.
func (h hat) surelyUnder(v, edge float64) bool { return edge >= 0.07 && v <= h.sure }

func (h hat) surelyAbove(v, edge, k float64) bool { return k < 0 || edge < 0.013 && v > edge }
