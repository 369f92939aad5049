package activity

import "math"

// ParetoNBD is the law of Schmittlein, Morrison & Colombo: while alive a
// customer transacts as a Poisson process; rates are gamma with shape R and rate
// parameter Alpha; the time to dropout is exponential, with hazards gamma with
// shape S and rate parameter Beta, independent of the rates. All four are
// positive; R/Alpha is the mean rate and S/Beta the mean hazard.
type ParetoNBD struct{ R, Alpha, S, Beta float64 }

// LogLikelihood implements Law.
//
// The likelihood is Γ(r+x)/Γ(r)·α^r·β^s·(K + ∫ s(α+u)^−(r+x) (β+u)^−(s+1) du),
// u from the last transaction to the end, K = (α+T)^−(r+x) (β+T)^−s the customer
// who lived to the end. It is computed as K·(1 + odds of death), in logarithms.
func (p ParetoNBD) LogLikelihood(h History) float64 {
	rx := p.R + float64(h.Repeats)
	alive := p.R*math.Log(p.Alpha) - rx*math.Log(p.Alpha+h.Span) - p.S*math.Log1p(h.Span/p.Beta)
	return logRising(p.R, h.Repeats) + alive + logOnePlusExp(p.logOddsDead(h))
}

// logOddsDead is the logarithm of P(dropped out)/P(alive) at the end of
// observation; −Inf where there was no time to drop out in.
func (p ParetoNBD) logOddsDead(h History) float64 {
	if h.Last >= h.Span {
		return math.Inf(-1)
	}
	rx := p.R + float64(h.Repeats)
	since := rx*math.Log((p.Alpha+h.Span)/(p.Alpha+h.Last)) + p.S*math.Log((p.Beta+h.Span)/(p.Beta+h.Last))
	// The integral from t on, over K(t): the difference of its values at the last
	// transaction and at the end is the integral wanted.
	first, last := p.tail(rx, h.Last), p.tail(rx, h.Span)
	return since + math.Log(math.Max(0, first-last*math.Exp(-since)))
}

// tail is ∫ s(α+u)^−(r+x) (β+u)^−(s+1) du over (t, ∞), divided by
// (α+t)^−(r+x) (β+t)^−s: the odds that the next thing to happen after t, of
// dropout and transaction number x+1 … of a customer that is observed for ever
// without transacting, is dropout. The larger of α and β is the base so that the
// argument of ₂F₁ is in [0, 1).
func (p ParetoNBD) tail(rx, t float64) float64 {
	a := rx + p.S
	if p.Alpha >= p.Beta {
		return p.S / a * gauss(a, rx, (p.Alpha-p.Beta)/(p.Alpha+t))
	}
	return p.S / a * (p.Alpha + t) / (p.Beta + t) * gauss(a, p.S+1, (p.Beta-p.Alpha)/(p.Beta+t))
}

// Alive implements Law.
func (p ParetoNBD) Alive(h History) float64 { return 1 / (1 + math.Exp(p.logOddsDead(h))) }

// Survival implements Law: (β/(β+t))^s.
func (p ParetoNBD) Survival(t float64) float64 { return math.Exp(-p.S * math.Log1p(t/p.Beta)) }

// Mean implements Law: rβ/(α(s−1))·(1 − (β/(β+t))^(s−1)), and its limit at s = 1.
func (p ParetoNBD) Mean(t float64) float64 {
	return p.R / p.Alpha * p.Beta * growth(p.S-1, math.Log1p(t/p.Beta))
}

// growth is (1 − e^(−kx))/k, and x at k = 0.
func growth(k, x float64) float64 {
	if math.Abs(k*x) < 1e-12 {
		return x
	}
	return -math.Expm1(-k*x) / k
}

// Posterior is the law of customers with this history who are still alive, with
// time counted from the end of observation: rates and hazards are again gamma and
// independent.
func (p ParetoNBD) Posterior(h History) ParetoNBD {
	return ParetoNBD{
		R: p.R + float64(h.Repeats), Alpha: p.Alpha + h.Span,
		S: p.S, Beta: p.Beta + h.Span,
	}
}

// Expected implements Law.
func (p ParetoNBD) Expected(h History, t float64) float64 {
	return p.Alive(h) * p.Posterior(h).Mean(t)
}

// Probability implements Law. It adds the customers alive at t to those who
// dropped out at u < t; the second part is a smooth integral in log(1 + u/β),
// taken numerically: the closed form subtracts nearly equal numbers.
func (p ParetoNBD) Probability(n int, t float64) float64 {
	if t <= 0 {
		return NBD{p.R, p.Alpha}.Probability(n, 0)
	}
	alive := math.Exp(logNegativeBinomial(n, p.R, p.Alpha, t)) * p.Survival(t)
	dropped := integrate(func(v float64) float64 {
		return p.S * math.Exp(-p.S*v+logNegativeBinomial(n, p.R, p.Alpha, p.Beta*math.Expm1(v)))
	}, 0, math.Log1p(t/p.Beta))
	return alive + dropped
}

// Idle implements Law. Who is alive at t−d then stays without transactions for d
// as a new customer would whose hazard has been sifted by surviving so long.
func (p ParetoNBD) Idle(d, t float64) float64 {
	if d <= 0 || d > t {
		return certain(d <= 0)
	}
	later := p
	later.Beta += t - d
	silent := math.Exp(later.LogLikelihood(History{Span: d}))
	return 1 - p.Survival(t-d)*(1-silent)
}

// certain is 1 if yes, else 0.
func certain(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}
