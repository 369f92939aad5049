package activity

import (
	"math"

	"gonum.org/v1/gonum/integrate/quad"
)

// integrate is the integral of a smooth function over [low, high]: 16 panels of
// 16 Gauss–Legendre points.
func integrate(f func(float64) float64, low, high float64) float64 {
	const panels, points = 16, 16
	at, weight := make([]float64, points), make([]float64, points)
	quad.Legendre{}.FixedLocations(at, weight, 0, 1)
	step := (high - low) / panels
	sum := 0.0
	for i := range panels {
		start := low + float64(i)*step
		for j, x := range at {
			sum += weight[j] * f(start+x*step)
		}
	}
	return sum * step
}

// betaMean is the mean of f over a beta distribution, by double-exponential
// quadrature: the density may be infinite at both ends (a or b below 1).
func betaMean(a, b float64, f func(q float64) float64) float64 {
	const step, reach = 1.0 / 32, 7.5
	norm := logGamma(a+b) - logGamma(a) - logGamma(b)
	sum := 0.0
	for u := -reach; u <= reach; u += step {
		w := math.Pi / 2 * math.Sinh(u)
		logQ, logRest := -logOnePlusExp(-2*w), -logOnePlusExp(2*w)
		weight := math.Exp(norm + a*logQ + b*logRest)
		if weight > 0 {
			sum += weight * math.Pi * math.Cosh(u) * f(math.Exp(logQ))
		}
	}
	return sum * step
}
