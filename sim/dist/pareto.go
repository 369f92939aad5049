package dist

import (
	"math"

	"weir/sim/rng"
)

// pareto exceeds x with probability (min/x)^shape.
type pareto struct{ min, shape float64 }

func newPareto(v []float64) (Dist, error) { return pareto{v[0], v[1]}, nil }

func (d pareto) Sample(s *rng.Stream) float64 { return d.min * math.Exp(s.Exp()/d.shape) }
func (d pareto) Quantile(p float64) float64   { return d.min * math.Exp(-math.Log1p(-p)/d.shape) }
func (d pareto) Support() (low, high float64) { return d.min, math.Inf(1) }

func (d pareto) Mean() float64 {
	if d.shape <= 1 {
		return math.Inf(1)
	}
	return d.min * d.shape / (d.shape - 1)
}

func (d pareto) Variance() float64 {
	if d.shape <= 2 {
		return math.Inf(1)
	}
	return d.min * d.min * d.shape / ((d.shape - 1) * (d.shape - 1) * (d.shape - 2))
}

func (d pareto) CDF(x float64) float64 {
	if x <= d.min {
		return 0
	}
	return -math.Expm1(d.shape * math.Log(d.min/x))
}
