// Package activity holds the laws of how customers transact and drop out:
// likelihoods, chances of still being alive, expectations and idle times in
// closed form (rules P2, P10). It knows no data, no clock and no chance: every
// function is pure.
//
// Functions are free of units: a rate per week goes with times in weeks. The
// published parameters of Pareto/NBD and BG/NBD are per week.
//
// Sources: Schmittlein, Morrison & Colombo, "Counting your customers", Management
// Science 33 (1987); Fader & Hardie, "A note on deriving the Pareto/NBD model and
// related expressions" (2005); Fader, Hardie & Lee, "Counting your customers the
// easy way", Marketing Science 24 (2005).
package activity

import "math"

// History is all that the laws need to know of a customer: the times of the
// transactions in between do not matter to them.
type History struct {
	Repeats int     // transactions after the first one
	Last    float64 // time from the first transaction to the last, 0 without repeats
	Span    float64 // time from the first transaction to the end of observation
}

// Law is a law of a population of customers whose first transaction is at time
// 0. ParetoNBD, BGNBD and NBD are laws.
type Law interface {
	// LogLikelihood is the logarithm of the density of a history, with times of
	// transactions (not only their number) observed.
	LogLikelihood(h History) float64
	// Alive is the probability that a customer with this history has not dropped
	// out by the end of observation.
	Alive(h History) float64
	// Survival is the probability that a new customer has not dropped out at t.
	Survival(t float64) float64
	// Mean is the expected number of repeat transactions in (0, t].
	Mean(t float64) float64
	// Probability is the chance of exactly n repeat transactions in (0, t].
	Probability(n int, t float64) float64
	// Expected is the expected number of transactions in the t after the end of
	// observation of a customer with this history.
	Expected(h History, t float64) float64
	// Idle is the probability that at time t the last transaction, the first one
	// included, is at least d ago. It is 0 for d > t and 1 for d ≤ 0.
	Idle(d, t float64) float64
}

// logNegativeBinomial is the logarithm of the chance of n events in time t when
// the rate is gamma with shape r and rate parameter alpha.
func logNegativeBinomial(n int, r, alpha, t float64) float64 {
	if n == 0 {
		return -r * math.Log1p(t/alpha)
	}
	if t <= 0 {
		return math.Inf(-1)
	}
	k := float64(n)
	return logRising(r, n) - logGamma(k+1) - r*math.Log1p(t/alpha) - k*math.Log1p(alpha/t)
}

// logRising is log Γ(r+n)/Γ(r). The product is exact enough and cheaper for the
// small n that most customers have.
func logRising(r float64, n int) float64 {
	if n > 16 {
		return logGamma(r+float64(n)) - logGamma(r)
	}
	product := 1.0
	for i := range n {
		product *= r + float64(i)
	}
	return math.Log(product)
}

// logGamma is log Γ(x) for x > 0.
func logGamma(x float64) float64 {
	v, _ := math.Lgamma(x)
	return v
}

// logOnePlusExp is log(1 + e^x) without overflow.
func logOnePlusExp(x float64) float64 {
	if x > 0 {
		return x + math.Log1p(math.Exp(-x))
	}
	return math.Log1p(math.Exp(x))
}
