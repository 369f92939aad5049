package dist

import (
	"fmt"
	"math"

	"weir/sim/rng"
)

// hyperexponential is with probability rare the long exponential, else the
// short one. Each contributes half of the mean ("balanced means").
type hyperexponential struct{ rare, short, long float64 }

func newHyperexponential(v []float64) (Dist, error) {
	mean, cv := v[0], v[1]
	if cv < 1 {
		return nil, fmt.Errorf("cv is %v; want at least 1, or use gamma", cv)
	}
	// (1 − √((c²−1)/(c²+1))) / 2, written so that a large c keeps its digits.
	square := cv * cv
	rare := 1 / (square + 1) / (1 + math.Sqrt((square-1)/(square+1)))
	return finite(hyperexponential{rare, mean / (2 * (1 - rare)), mean / (2 * rare)})
}

func (d hyperexponential) Sample(s *rng.Stream) float64 {
	mean := d.short
	if s.Bernoulli(d.rare) {
		mean = d.long
	}
	return mean * s.Exp()
}

func (d hyperexponential) Mean() float64 {
	return float64((1-d.rare)*d.short) + float64(d.rare*d.long)
}

func (d hyperexponential) Variance() float64 {
	square := float64((1-d.rare)*d.short*d.short) + float64(d.rare*d.long*d.long)
	return 2*square - d.Mean()*d.Mean()
}

func (d hyperexponential) CDF(x float64) float64 {
	x = max(x, 0)
	return -float64((1-d.rare)*math.Expm1(-x/d.short)) - float64(d.rare*math.Expm1(-x/d.long))
}

func (d hyperexponential) Quantile(p float64) float64 {
	// Both exponentials reach p between their own quantiles.
	far := -math.Log1p(-p)
	return bisect(d.CDF, p, d.short*far, d.long*far)
}

func (d hyperexponential) Support() (low, high float64) { return 0, math.Inf(1) }

// bisect returns the smallest x in [low, high] with cdf(x) ≥ p, to the last
// bit; cdf(high) ≥ p except by rounding.
func bisect(cdf func(float64) float64, p, low, high float64) float64 {
	for {
		middle := low + (high-low)/2
		if middle <= low || middle >= high {
			break
		}
		if cdf(middle) < p {
			low = middle
		} else {
			high = middle
		}
	}
	if cdf(low) >= p {
		return low
	}
	return high
}
