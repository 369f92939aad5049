package dist

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mathext"

	"weir/sim/rng"
)

// lognormal is the exponential of a normal variable.
type lognormal struct{ mu, sigma float64 }

// z95 is the 95th percentile of the standard normal.
const z95 = 1.6448536269514722

func lognormalByQuantiles(v []float64) (Dist, error) {
	if err := p95Above(v[0], v[1]); err != nil {
		return nil, err
	}
	return newLognormal(math.Log(v[0]), math.Log(v[1]/v[0])/z95)
}

func lognormalByVariation(v []float64) (Dist, error) {
	return lognormalByMean([]float64{v[0], math.Sqrt(math.Log1p(v[1] * v[1]))})
}

func lognormalByMedian(v []float64) (Dist, error) {
	return newLognormal(math.Log(v[0]), v[1])
}

func lognormalByMean(v []float64) (Dist, error) {
	return newLognormal(math.Log(v[0])-v[1]*v[1]/2, v[1])
}

func newLognormal(mu, sigma float64) (Dist, error) {
	return finite(lognormal{mu, sigma})
}

func (d lognormal) Sample(s *rng.Stream) float64 {
	return exp(d.mu + float64(d.sigma*s.Normal()))
}

func (d lognormal) Mean() float64 { return math.Exp(d.mu + d.sigma*d.sigma/2) }

func (d lognormal) Variance() float64 {
	return math.Expm1(d.sigma*d.sigma) * d.Mean() * d.Mean()
}

func (d lognormal) CDF(x float64) float64 {
	if x <= 0 {
		return 0
	}
	return phi((math.Log(x) - d.mu) / d.sigma)
}

func (d lognormal) Quantile(p float64) float64 {
	return math.Exp(d.mu + float64(d.sigma*mathext.NormalQuantile(p)))
}

func (d lognormal) Support() (low, high float64) { return 0, math.Inf(1) }

// phi is the distribution function of the standard normal.
func phi(z float64) float64 { return 0.5 * math.Erfc(-z/math.Sqrt2) }

func p95Above(median, p95 float64) error {
	if p95 <= median {
		return fmt.Errorf("p95 is %v, median is %v; want p95 above the median", p95, median)
	}
	return nil
}

// finite refuses a distribution whose parameters, each fine on its own, make
// moments that floating point cannot hold.
func finite(d Dist) (Dist, error) {
	mean, variance := d.Mean(), d.Variance()
	if !(mean > 0 && variance > 0 && variance <= math.MaxFloat64) {
		return nil, fmt.Errorf("these parameters make a mean of %v and a variance of %v; want both finite and more than 0", mean, variance)
	}
	return d, nil
}
