package dist

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"weir/sim/rng"
)

// gamma is a sum of exponentials where shape is whole, and what lies between
// where it is not. Erlang is the whole case.
type gamma struct{ shape, scale float64 }

func gammaByVariation(v []float64) (Dist, error) {
	return gammaByShape([]float64{v[0], 1 / (v[1] * v[1])})
}

func gammaByShape(v []float64) (Dist, error) {
	return finite(gamma{shape: v[1], scale: v[0] / v[1]})
}

func newErlang(v []float64) (Dist, error) {
	if v[1] != math.Floor(v[1]) {
		return nil, fmt.Errorf("k is %v; want a whole number", v[1])
	}
	return gammaByShape(v)
}

func (d gamma) Sample(s *rng.Stream) float64 { return d.scale * s.Gamma(d.shape) }
func (d gamma) Mean() float64                { return d.shape * d.scale }
func (d gamma) Variance() float64            { return d.shape * d.scale * d.scale }
func (d gamma) Support() (low, high float64) { return 0, math.Inf(1) }

func (d gamma) CDF(x float64) float64 {
	switch {
	case x <= 0:
		return 0
	case math.IsInf(x, 1):
		return 1
	}
	return d.law().CDF(x / d.scale)
}

// Quantile takes over where gonum's inverse gives up and returns 0, below some
// 1e-12: there the first term of the series, x^shape/Γ(shape+1), is all there is
// to the CDF; elsewhere it is more than the CDF, so its inverse is less.
func (d gamma) Quantile(p float64) float64 {
	logFactorial, _ := math.Lgamma(d.shape + 1)
	least := math.Exp((math.Log(p) + logFactorial) / d.shape)
	return d.scale * max(least, d.law().Quantile(p))
}

func (d gamma) law() distuv.Gamma { return distuv.Gamma{Alpha: d.shape, Beta: 1} }
