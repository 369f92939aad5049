package dist

import (
	"fmt"

	"weir/sim/rng"
)

// uniform is anywhere in [min, max) alike.
type uniform struct{ min, max float64 }

func newUniform(v []float64) (Dist, error) {
	if v[0] >= v[1] {
		return nil, fmt.Errorf("min is %v, max is %v; want min below max", v[0], v[1])
	}
	return uniform{v[0], v[1]}, nil
}

func (d uniform) width() float64               { return d.max - d.min }
func (d uniform) Sample(s *rng.Stream) float64 { return d.Quantile(s.Float64()) }
func (d uniform) Mean() float64                { return d.min + d.width()/2 }
func (d uniform) Variance() float64            { return d.width() * d.width() / 12 }
func (d uniform) Quantile(p float64) float64   { return d.min + float64(p*d.width()) }
func (d uniform) Support() (low, high float64) { return d.min, d.max }

func (d uniform) CDF(x float64) float64 {
	return min(max((x-d.min)/d.width(), 0), 1)
}
