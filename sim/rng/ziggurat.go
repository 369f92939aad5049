package rng

// level is one of the 256 layers of equal area that cover a falling density
// (Marsaglia and Tsang 2000, "The ziggurat method for generating random
// variables"). Level 0 is the base: a rectangle that stands for itself and for
// the tail beyond it.
type level struct {
	width  float64 // of the level
	inner  float64 // what lies left of here is under the density for certain
	bottom float64 // density at the level's lower side
	height float64 // from there to the upper side
}

// under reports whether a point of the level, at a uniform height v, is under
// the density there.
func (l *level) under(v, density float64) bool {
	return l.bottom+float64(v*l.height) < density
}

// newZiggurat cuts the area under a falling density with density(0) = 1. The
// tail begins at edge, tail(x) is the area beyond x, and inverse is the
// density's inverse.
func newZiggurat(edge float64, density, tail, inverse func(float64) float64) [256]level {
	var z [256]level
	area := edge*density(edge) + tail(edge)
	z[0] = level{width: area / density(edge), inner: edge}
	x, y := edge, density(edge)
	for i := 1; i < len(z); i++ {
		top, inner := 1.0, 0.0
		if i < len(z)-1 {
			top = y + area/x
			inner = inverse(top)
		}
		z[i] = level{width: x, inner: inner, bottom: y, height: top - y}
		x, y = inner, top
	}
	return z
}
