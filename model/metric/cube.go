package metric

import "slices"

// Dimension is a label with its values, in a fixed order.
type Dimension struct {
	Name   string
	Values []string
}

// Cube counts something by several labels at once: one integer for each
// combination of their values. Cubes of the same dimensions merge by addition.
type Cube struct {
	Dimensions []Dimension `json:"-"`
	N          []int64     // in row-major order, the last dimension fastest
}

// NewCube returns a cube of zeros.
func NewCube(dimensions ...Dimension) Cube {
	size := 1
	for _, d := range dimensions {
		size *= len(d.Values)
	}
	return Cube{Dimensions: dimensions, N: make([]int64, size)}
}

// Merge adds another cube of the same dimensions.
func (c *Cube) Merge(o *Cube) {
	for i, n := range o.N {
		c.N[i] += n
	}
}

// Where restricts a sum: by dimension, the values that count. A dimension that
// is not named is summed over.
type Where map[string][]string

// And returns a Where restricted further to one value of a dimension.
func (w Where) And(dimension, value string) Where {
	out := Where{dimension: {value}}
	for d, values := range w {
		if d != dimension {
			out[d] = values
		} else if !slices.Contains(values, value) {
			out[d] = nil // both at once: nothing
		}
	}
	return out
}

// Sum returns the total over the combinations that w allows. A dimension that
// the cube does not have is ignored: what is not told apart by it counts for
// each of its values.
func (c *Cube) Sum(w Where) int64 {
	allowed := make([][]bool, len(c.Dimensions))
	for i, d := range c.Dimensions {
		allowed[i] = make([]bool, len(d.Values))
		values, restricted := w[d.Name]
		for k, v := range d.Values {
			allowed[i][k] = !restricted || slices.Contains(values, v)
		}
	}
	return c.sum(allowed, 0, 0)
}

// sum adds up below the first combination of the dimensions before depth.
func (c *Cube) sum(allowed [][]bool, depth, at int) int64 {
	if depth == len(allowed) {
		return c.N[at]
	}
	var total int64
	n := len(allowed[depth])
	for k, yes := range allowed[depth] {
		if yes {
			total += c.sum(allowed, depth+1, at*n+k)
		}
	}
	return total
}

// Has says whether the cube tells values of a dimension apart.
func (c *Cube) Has(dimension string) bool {
	return slices.ContainsFunc(c.Dimensions, func(d Dimension) bool { return d.Name == dimension })
}
