package verdict

import "weir/sim/stat"

// Exact is a quantity without chance: the value on which all replications
// agree. Where they differ after all it is a mean like any other, and its
// estimate says so. NaN values are left out.
func Exact(values []float64) Quantity { return exact{values} }

type exact struct{ values []float64 }

// Estimate implements Quantity.
func (x exact) Estimate(n int) stat.Estimate { return stat.Exact(x.values[:n]) }

// Bounds implements Quantity.
func (x exact) Bounds(n int, alpha float64) (low, high float64) {
	if e := x.Estimate(n); e.Interval == "exact" {
		return e.Low, e.High
	}
	return Mean(x.values, Any()).Bounds(n, alpha)
}

// Guard implements Quantity.
func (x exact) Guard(n int) Note {
	if x.Estimate(n).Interval == "exact" {
		return Note{}
	}
	return Mean(x.values, Any()).Guard(n)
}
