package activity

import "math"

// gauss is ₂F₁(1, p; a+1; z) for a ≥ p > 0 or any positive a and p, and
// 0 ≤ z < 1, by Gauss's continued fraction (DLMF 15.7.1 with b = 0), evaluated
// with the modified Lentz algorithm. It converges like
// ((1−√(1−z))/(1+√(1−z)))ⁿ: 10 steps at z = .1, 200 at .99.
//
// Pareto/NBD asks for ₂F₁(a, b; a+1; z), which grows without bound as z nears 1.
// Euler's transformation makes it (1−z)^(1−b)·₂F₁(1, a+1−b; a+1; z): the power is
// taken in logarithms by the caller, and what is left stays moderate.
func gauss(a, p, z float64) float64 {
	const (
		enough = 1e-15
		most   = 100_000
	)
	fraction, c, d := a, a, 0.0
	for n := 1; n <= most; n++ {
		var numerator float64
		half := float64(n / 2)
		if n%2 == 1 {
			numerator = -(p + half) * (a + half) * z
		} else {
			numerator = -half * (a - p + half) * z
		}
		denominator := a + float64(n)
		d = 1 / (denominator + numerator*d)
		c = denominator + numerator/c
		change := c * d
		fraction *= change
		if math.Abs(change-1) < enough {
			break
		}
	}
	return a / fraction
}
