// Package dist holds distributions as declared values: a family's name with
// named parameters, checked, sampled from a stream of package rng.
//
//	d, err := dist.New("lognormal", map[string]float64{"median": 3, "p95": 9})
//	hours := dist.Draw(d, root.Stream(customer, purposeHandling, visit))
//
// Families lists what there is. Values are immutable and safe to share.
package dist

import "weir/sim/rng"

// Dist is a distribution of one real number.
type Dist interface {
	// Sample draws from the stream; the number of uniforms it takes may vary, so
	// a stream serves one draw of one purpose.
	Sample(s *rng.Stream) float64
	// Mean and Variance are +Inf where the integral does not converge.
	Mean() float64
	Variance() float64
	// CDF returns P(X ≤ x).
	CDF(x float64) float64
	// Quantile returns the smallest x with CDF(x) ≥ p, for 0 < p < 1.
	Quantile(p float64) float64
	// Support returns the least and greatest possible value.
	Support() (low, high float64)
}

// Draw returns what d.Sample would draw from the stream. It allocates nothing,
// whereas a stream whose address goes through an interface moves to the heap:
// hot paths call Draw, or keep one Stream in a long-lived place and call
// Sample.
func Draw(d Dist, s rng.Stream) float64 {
	switch d := d.(type) {
	case constant:
		return d.Sample(&s)
	case exponential:
		return d.Sample(&s)
	case lognormal:
		return d.Sample(&s)
	case gamma:
		return d.Sample(&s)
	case weibull:
		return d.Sample(&s)
	case uniform:
		return d.Sample(&s)
	case triangular:
		return d.Sample(&s)
	case normal:
		return d.Sample(&s)
	case truncated:
		return d.Sample(&s)
	case pareto:
		return d.Sample(&s)
	case beta:
		return d.Sample(&s)
	case hyperexponential:
		return d.Sample(&s)
	case empirical:
		return d.Sample(&s)
	case mixture:
		return Draw(d.pick(&s), s)
	default: // a Dist from elsewhere
		moved := s
		return d.Sample(&moved)
	}
}
