package activity

import "math"

// NBD is the law without dropout: Poisson transactions for ever, with rates
// gamma with shape R and rate parameter Alpha (Ehrenberg 1959). It is Pareto/NBD
// in the limit of no hazard, on the same scale of likelihood.
type NBD struct{ R, Alpha float64 }

// LogLikelihood implements Law.
func (p NBD) LogLikelihood(h History) float64 {
	x := float64(h.Repeats)
	return logRising(p.R, h.Repeats) - p.R*math.Log1p(h.Span/p.Alpha) - x*math.Log(p.Alpha+h.Span)
}

// Alive implements Law: always 1.
func (p NBD) Alive(History) float64 { return 1 }

// Survival implements Law: always 1.
func (p NBD) Survival(float64) float64 { return 1 }

// Mean implements Law.
func (p NBD) Mean(t float64) float64 { return p.R / p.Alpha * t }

// Probability implements Law.
func (p NBD) Probability(n int, t float64) float64 {
	return math.Exp(logNegativeBinomial(n, p.R, p.Alpha, t))
}

// Posterior is the law of customers with this history, with time counted from
// the end of observation.
func (p NBD) Posterior(h History) NBD {
	return NBD{p.R + float64(h.Repeats), p.Alpha + h.Span}
}

// Expected implements Law.
func (p NBD) Expected(h History, t float64) float64 { return p.Posterior(h).Mean(t) }

// Idle implements Law: (1 + d/α)^−r whatever the age, as long as d ≤ t.
func (p NBD) Idle(d, t float64) float64 {
	if d <= 0 || d > t {
		return certain(d <= 0)
	}
	return p.Probability(0, d)
}
