package dist

import (
	"math"

	"weir/sim/rng"
)

// exponential has no memory.
type exponential struct{ mean float64 }

func newExponential(v []float64) (Dist, error) { return exponential{v[0]}, nil }

func (d exponential) Sample(s *rng.Stream) float64 { return d.mean * s.Exp() }
func (d exponential) Mean() float64                { return d.mean }
func (d exponential) Variance() float64            { return d.mean * d.mean }
func (d exponential) CDF(x float64) float64        { return -math.Expm1(-max(x, 0) / d.mean) }
func (d exponential) Quantile(p float64) float64   { return -d.mean * math.Log1p(-p) }
func (d exponential) Support() (low, high float64) { return 0, math.Inf(1) }
