package dist

import "weir/sim/rng"

// constant is always the same value.
type constant struct{ value float64 }

// Point returns the distribution that is always x.
func Point(x float64) Dist { return constant{x} }

func newConstant(v []float64) (Dist, error) { return constant{v[0]}, nil }

func (d constant) Sample(*rng.Stream) float64   { return d.value }
func (d constant) Mean() float64                { return d.value }
func (d constant) Variance() float64            { return 0 }
func (d constant) Quantile(float64) float64     { return d.value }
func (d constant) Support() (low, high float64) { return d.value, d.value }

func (d constant) CDF(x float64) float64 {
	if x < d.value {
		return 0
	}
	return 1
}
