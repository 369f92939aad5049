package rng

import "math"

// exponential is the ziggurat of the law of mean 1, whose density is also the
// area of its tail.
var exponential = newZiggurat(expEdge, expDensity, expDensity, func(y float64) float64 { return -math.Log(y) })

// expEdge is where the tail of the exponential ziggurat of 256 levels begins
// (Marsaglia and Tsang 2000); a test checks that its levels close.
const expEdge = 7.69711747013104972

func expDensity(x float64) float64 { return math.Exp(-x) }

// Exp returns an exponential draw of mean 1, greater than 0.
func (s *Stream) Exp() float64 {
	u := s.Uint64()
	level := &exponential[u&0xff]
	if x := open(u) * level.width; x < level.inner {
		return x
	}
	return s.expSlowly(u)
}

// expSlowly finishes the 1.1 % of draws that fall outside their level's inner
// rectangle; u is the draw that did.
func (s *Stream) expSlowly(u uint64) float64 {
	shift := 0.0
	for {
		i := u & 0xff
		level := &exponential[i]
		x := open(u) * level.width
		switch {
		case x < level.inner:
			return shift + x
		case i == 0:
			shift += expEdge // the tail is the law again, moved
		case level.under(s.Float64(), expDensity(x)):
			return shift + x
		}
		u = s.Uint64()
	}
}
