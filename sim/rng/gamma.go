package rng

import (
	"fmt"
	"math"
)

// Gamma returns a gamma draw of scale 1, so of mean shape and variance shape,
// for a shape greater than 0 (Marsaglia and Tsang 2000, "A simple method for
// generating gamma variables"). Below a shape of about 1/100 draws may be so
// small that they are 0.
func (s *Stream) Gamma(shape float64) float64 {
	switch {
	case !(shape > 0):
		panic(fmt.Sprintf("rng: Gamma: shape is %v", shape))
	case shape < 1:
		return s.Gamma(shape+1) * math.Exp(-s.Exp()/shape)
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := s.Normal()
		v := 1 + float64(c*x)
		if v <= 0 {
			continue
		}
		v = v * v * v
		if gammaAccepts(s.Open(), x*x, v, d) {
			return d * v
		}
	}
}

// gammaAccepts decides with the uniform u, mostly without logarithms.
func gammaAccepts(u, square, v, d float64) bool {
	if u < 1-float64(0.0331*square*square) {
		return true
	}
	return math.Log(u) < float64(0.5*square)+float64(d*(1-v+math.Log(v)))
}
