package dist

// AsGamma returns shape and mean of a distribution of the gamma family, and
// false for any other.
func AsGamma(d Dist) (shape, mean float64, ok bool) {
	g, ok := d.(gamma)
	return g.shape, g.Mean(), ok
}
