package dist

import (
	"math"

	"weir/sim/rng"
)

// weibull is scale times a power, 1/shape, of an exponential.
type weibull struct{ shape, scale float64 }

func weibullByMean(v []float64) (Dist, error) {
	return newWeibull(v[1], v[0]/math.Gamma(1+1/v[1]))
}

func weibullByScale(v []float64) (Dist, error) { return newWeibull(v[1], v[0]) }

// weibullByQuantiles uses P(X > x) = exp(−(x/scale)^shape): ln 2 at the median,
// ln 20 at the 95th percentile.
func weibullByQuantiles(v []float64) (Dist, error) {
	if err := p95Above(v[0], v[1]); err != nil {
		return nil, err
	}
	shape := math.Log(math.Log(20)/math.Ln2) / math.Log(v[1]/v[0])
	return newWeibull(shape, v[0]/math.Pow(math.Ln2, 1/shape))
}

func newWeibull(shape, scale float64) (Dist, error) {
	return finite(weibull{shape, scale})
}

func (d weibull) Mean() float64                { return d.scale * math.Gamma(1+1/d.shape) }
func (d weibull) Support() (low, high float64) { return 0, math.Inf(1) }

// Sample takes the power by logarithms, at half the cost of math.Pow.
func (d weibull) Sample(s *rng.Stream) float64 {
	return d.scale * math.Exp(math.Log(s.Exp())/d.shape)
}

func (d weibull) Variance() float64 {
	return d.scale*d.scale*math.Gamma(1+2/d.shape) - d.Mean()*d.Mean()
}

func (d weibull) CDF(x float64) float64 {
	return -math.Expm1(-math.Pow(max(x, 0)/d.scale, d.shape))
}

func (d weibull) Quantile(p float64) float64 {
	return d.scale * math.Pow(-math.Log1p(-p), 1/d.shape)
}
