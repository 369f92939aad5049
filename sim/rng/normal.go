package rng

import "math"

// gaussian is the ziggurat of the positive half of the standard normal law,
// with a density scaled to 1 at 0.
var gaussian = newZiggurat(normalEdge, normalDensity, normalTail, func(y float64) float64 { return math.Sqrt(-2 * math.Log(y)) })

// normalEdge is where the tail of the normal ziggurat of 256 levels begins
// (Marsaglia and Tsang 2000); a test checks that its levels close.
const normalEdge = 3.6541528853610088

func normalDensity(x float64) float64 { return math.Exp(-0.5 * x * x) }

// normalTail is the integral of normalDensity from x on.
func normalTail(x float64) float64 {
	return math.Sqrt(math.Pi/2) * math.Erfc(x/math.Sqrt2)
}

// Normal returns a standard normal draw.
func (s *Stream) Normal() float64 {
	u := s.Uint64()
	level := &gaussian[u&0xff]
	x := open(u) * level.width
	if x >= level.inner {
		x, u = s.normalSlowly(u)
	}
	return signed(x, u)
}

// normalSlowly finishes the 1.2 % of draws that fall outside their level's
// inner rectangle; u is the draw that did. It returns the magnitude and the
// bits that hold the sign.
func (s *Stream) normalSlowly(u uint64) (float64, uint64) {
	for {
		i := u & 0xff
		level := &gaussian[i]
		x := open(u) * level.width
		switch {
		case x < level.inner:
			return x, u
		case i == 0:
			return s.normalBeyond(), u
		case level.under(s.Float64(), normalDensity(x)):
			return x, u
		}
		u = s.Uint64()
	}
}

// normalBeyond draws from the tail by an exponential majorant (Marsaglia 1964).
func (s *Stream) normalBeyond() float64 {
	for {
		x := s.Exp() / normalEdge
		if 2*s.Exp() > x*x {
			return normalEdge + x
		}
	}
}

// signed gives x the sign that is bit 8 of u, which neither the choice of the
// level (bits 0 to 7) nor the place in it (bits 12 to 63) uses.
func signed(x float64, u uint64) float64 {
	return math.Float64frombits(math.Float64bits(x) | u>>8<<63)
}
