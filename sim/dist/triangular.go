package dist

import (
	"fmt"
	"math"

	"weir/sim/rng"
)

// triangular has a density that rises in a straight line from min to mode and
// falls in one to max.
type triangular struct{ min, mode, max float64 }

func newTriangular(v []float64) (Dist, error) {
	if v[0] > v[1] || v[1] > v[2] || v[0] == v[2] {
		return nil, fmt.Errorf("min is %v, mode is %v, max is %v; want min ≤ mode ≤ max and min below max", v[0], v[1], v[2])
	}
	return triangular{v[0], v[1], v[2]}, nil
}

func (d triangular) Sample(s *rng.Stream) float64 { return d.Quantile(s.Open()) }
func (d triangular) Mean() float64                { return (d.min + d.mode + d.max) / 3 }
func (d triangular) Support() (low, high float64) { return d.min, d.max }

func (d triangular) Variance() float64 {
	up, down := d.mode-d.min, d.max-d.mode
	return (float64(up*up) + float64(up*down) + float64(down*down)) / 18
}

func (d triangular) CDF(x float64) float64 {
	width := d.max - d.min
	switch {
	case x <= d.min:
		return 0
	case x < d.mode:
		return (x - d.min) * (x - d.min) / (width * (d.mode - d.min))
	case x < d.max:
		return 1 - (d.max-x)*(d.max-x)/(width*(d.max-d.mode))
	}
	return 1
}

func (d triangular) Quantile(p float64) float64 {
	width := d.max - d.min
	if peak := (d.mode - d.min) / width; p < peak {
		return d.min + math.Sqrt(p*width*(d.mode-d.min))
	}
	return d.max - math.Sqrt((1-p)*width*(d.max-d.mode))
}
