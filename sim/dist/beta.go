package dist

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mathext"

	"weir/sim/rng"
)

// beta is a share: a gamma(a) part of the sum of it and a gamma(b) part.
type beta struct{ a, b float64 }

func newBeta(v []float64) (Dist, error) {
	mean, sd := v[0], v[1]
	if mean >= 1 {
		return nil, fmt.Errorf("mean is %v; want a share below 1", mean)
	}
	size := mean*(1-mean)/(sd*sd) - 1
	if size <= 0 {
		return nil, fmt.Errorf("sd is %v; a share of mean %v has less than %v", sd, mean, math.Sqrt(mean*(1-mean)))
	}
	return finite(beta{mean * size, (1 - mean) * size})
}

// Sample compares the parts by their logarithms: with small a and b both parts
// may be too small for a float64.
func (d beta) Sample(s *rng.Stream) float64 {
	return 1 / (1 + math.Exp(logGamma(s, d.b)-logGamma(s, d.a)))
}

// logGamma draws the logarithm of a gamma variable: gamma(a) is gamma(a+1)
// times a uniform to the power of 1/a.
func logGamma(s *rng.Stream, shape float64) float64 {
	return math.Log(s.Gamma(shape+1)) - s.Exp()/shape
}

func (d beta) Mean() float64                { return d.a / (d.a + d.b) }
func (d beta) Quantile(p float64) float64   { return bisect(d.CDF, p, 0, 1) }
func (d beta) Support() (low, high float64) { return 0, 1 }

func (d beta) Variance() float64 {
	sum := d.a + d.b
	return d.a * d.b / (sum * sum * (sum + 1))
}

func (d beta) CDF(x float64) float64 {
	return mathext.RegIncBeta(d.a, d.b, min(max(x, 0), 1))
}
