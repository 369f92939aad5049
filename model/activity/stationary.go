package activity

import "math"

// ZeroShare is the share of customers without a transaction in time t when rates
// are gamma with the given mean and shape: (1 + t·mean/shape)^−shape. Without
// dropout it is also the stationary share idle for at least t.
func ZeroShare(mean, shape, t float64) float64 {
	return math.Exp(-shape * math.Log1p(t*mean/shape))
}

// DormantShare is the stationary share of customers idle for at least d who
// transact as a Poisson process of one common rate: e^(−rate·d).
func DormantShare(rate, d float64) float64 { return math.Exp(-rate * d) }

// DormancyOnsets is how often per unit of time such a customer crosses d of
// idleness: rate·e^(−rate·d).
func DormancyOnsets(rate, d float64) float64 { return rate * math.Exp(-rate*d) }

// TimeToDormancy is the mean time from a transaction of such a customer to the
// first moment with d of idleness: (e^(rate·d) − 1)/rate, and d at rate 0.
func TimeToDormancy(rate, d float64) float64 {
	if rate == 0 {
		return d
	}
	return math.Expm1(rate*d) / rate
}
