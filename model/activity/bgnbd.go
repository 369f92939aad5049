package activity

import "math"

// BGNBD is the law of Fader, Hardie & Lee: transactions as in ParetoNBD, but a
// customer drops out right after a repeat transaction, with a probability that is
// beta distributed with A and B. A customer without repeat transactions is
// therefore alive for certain: this law must not decide dormancy.
type BGNBD struct{ R, Alpha, A, B float64 }

// LogLikelihood implements Law.
func (p BGNBD) LogLikelihood(h History) float64 {
	x := float64(h.Repeats)
	alive := logRising(p.R, h.Repeats) - p.R*math.Log1p(h.Span/p.Alpha) - x*math.Log(p.Alpha+h.Span)
	survived := logRising(p.B, h.Repeats) - logRising(p.A+p.B, h.Repeats)
	return alive + survived + logOnePlusExp(p.logOddsDead(h))
}

// logOddsDead is the logarithm of P(dropped out)/P(alive) at the end of
// observation.
func (p BGNBD) logOddsDead(h History) float64 {
	if h.Repeats == 0 {
		return math.Inf(-1)
	}
	x := float64(h.Repeats)
	return math.Log(p.A/(p.B+x-1)) + (p.R+x)*math.Log((p.Alpha+h.Span)/(p.Alpha+h.Last))
}

// Alive implements Law.
func (p BGNBD) Alive(h History) float64 { return 1 / (1 + math.Exp(p.logOddsDead(h))) }

// Survival implements Law: given rate λ and dropout probability q, a customer is
// alive at t with probability e^(−λqt).
func (p BGNBD) Survival(t float64) float64 {
	return betaMean(p.A, p.B, func(q float64) float64 { return math.Exp(-p.R * math.Log1p(q*t/p.Alpha)) })
}

// Mean implements Law: the mean over q of (1 − (α/(α+qt))^r)/q, which has no
// pole at a = 1, unlike the published closed form.
func (p BGNBD) Mean(t float64) float64 {
	return betaMean(p.A, p.B, func(q float64) float64 {
		if q*t < 1e-12*p.Alpha {
			return p.R * t / p.Alpha
		}
		return -math.Expm1(-p.R*math.Log1p(q*t/p.Alpha)) / q
	})
}

// Posterior is the law of customers with this history who are still alive, with
// time counted from the end of observation.
func (p BGNBD) Posterior(h History) BGNBD {
	x := float64(h.Repeats)
	return BGNBD{R: p.R + x, Alpha: p.Alpha + h.Span, A: p.A, B: p.B + x}
}

// Expected implements Law.
func (p BGNBD) Expected(h History, t float64) float64 {
	return p.Alive(h) * p.Posterior(h).Mean(t)
}

// Probability implements Law (Fader, Hardie & Lee 2005, equation 8).
func (p BGNBD) Probability(n int, t float64) float64 {
	survived := math.Exp(logRising(p.B, n) - logRising(p.A+p.B, n))
	chance := survived * math.Exp(logNegativeBinomial(n, p.R, p.Alpha, t))
	if n == 0 {
		return chance
	}
	// Or the n-th was before t and the last: n or more without dropout.
	atLeast := 1.0
	for j := range n {
		atLeast -= math.Exp(logNegativeBinomial(j, p.R, p.Alpha, t))
	}
	if atLeast < 1e-6 { // what the subtraction has left is mostly rounding
		atLeast = p.upperTail(n, t)
	}
	dropped := survived * p.A / (p.B + float64(n) - 1)
	return chance + dropped*atLeast
}

// upperTail is the chance of n or more transactions in t if nobody dropped out,
// summed from n upwards.
func (p BGNBD) upperTail(n int, t float64) float64 {
	sum := 0.0
	for j := n; ; j++ {
		term := math.Exp(logNegativeBinomial(j, p.R, p.Alpha, t))
		sum += term
		if term <= 1e-17*sum || sum == 0 {
			return sum
		}
	}
}

// Idle implements Law.
func (p BGNBD) Idle(d, t float64) float64 {
	if d <= 0 || d > t {
		return certain(d <= 0)
	}
	return betaMean(p.A, p.B, func(q float64) float64 {
		u := q * (t - d)
		return 1 - math.Exp(-p.R*math.Log1p(u/p.Alpha)) + math.Exp(-p.R*math.Log1p((u+d)/p.Alpha))
	})
}
