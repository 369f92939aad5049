package dist

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mathext"

	"weir/sim/rng"
)

// normal is the Gaussian law.
type normal struct{ mean, sd float64 }

func newNormal(v []float64) (Dist, error) { return normal{v[0], v[1]}, nil }

func (d normal) Sample(s *rng.Stream) float64 { return d.mean + float64(d.sd*s.Normal()) }
func (d normal) Mean() float64                { return d.mean }
func (d normal) Variance() float64            { return d.sd * d.sd }
func (d normal) CDF(x float64) float64        { return phi((x - d.mean) / d.sd) }
func (d normal) Support() (low, high float64) { return math.Inf(-1), math.Inf(1) }

func (d normal) Quantile(p float64) float64 {
	return d.mean + float64(d.sd*mathext.NormalQuantile(p))
}

// truncated is a normal variable given that it is at least min. It works in the
// upper tail, where the normal's functions keep their digits.
type truncated struct {
	normal
	min   float64
	above float64 // P(the uncut variable ≥ min)
}

// farthestCut is how many standard deviations above the mean min may lie.
const farthestCut = 6

func newTruncated(v []float64) (Dist, error) {
	d := truncated{normal: normal{v[0], v[1]}, min: v[2]}
	if d.cut() > farthestCut {
		return nil, fmt.Errorf("min is %v; want at most %v, %d sd above the mean", d.min, d.mean+farthestCut*d.sd, farthestCut)
	}
	d.above = phi(-d.cut())
	return d, nil
}

func (d truncated) Sample(s *rng.Stream) float64 { return d.exceeded(s.Open()) }
func (d truncated) Quantile(p float64) float64   { return d.exceeded(1 - p) }
func (d truncated) Support() (low, high float64) { return d.min, math.Inf(1) }

func (d truncated) Mean() float64 { return d.mean + float64(d.sd*d.hazard()) }

func (d truncated) Variance() float64 {
	h := d.hazard()
	return d.sd * d.sd * (1 + float64(d.cut()*h) - float64(h*h))
}

func (d truncated) CDF(x float64) float64 {
	if x <= d.min {
		return 0
	}
	return 1 - phi((d.mean-x)/d.sd)/d.above
}

// exceeded returns the value that is exceeded with probability p.
func (d truncated) exceeded(p float64) float64 {
	return max(d.min, d.mean-float64(d.sd*mathext.NormalQuantile(p*d.above)))
}

// cut is min in standard deviations from the mean.
func (d truncated) cut() float64 { return (d.min - d.mean) / d.sd }

// hazard is the standard normal's hazard rate at the cut.
func (d truncated) hazard() float64 {
	return math.Exp(-d.cut()*d.cut()/2) / math.Sqrt(2*math.Pi) / d.above
}
