// Package dist holds distributions as declared values: a family's name with
// named parameters, checked, sampled from a stream of package rng.
package dist

import "weir/sim/rng"

// Dist is a distribution of one real number.
type Dist interface {
	// Sample draws from the stream; the number of uniforms it takes may vary, so
	// a stream serves one draw of one purpose.
	Sample(s *rng.Stream) float64
	Mean() float64
	Variance() float64
	// CDF returns P(X ≤ x).
	CDF(x float64) float64
	// Quantile returns the smallest x with CDF(x) ≥ p, for 0 < p < 1.
	Quantile(p float64) float64
	// Support returns the least and greatest possible value.
	Support() (low, high float64)
}
