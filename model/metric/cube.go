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

// Subtract takes away another cube of the same dimensions.
func (c *Cube) Subtract(o *Cube) {
	for i, n := range o.N {
		c.N[i] -= n
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
	told := 0 // dimensions up to the last that w restricts
	for i, d := range c.Dimensions {
		allowed[i] = make([]bool, len(d.Values))
		values, restricted := w[d.Name]
		for k, v := range d.Values {
			allowed[i][k] = !restricted || slices.Contains(values, v)
		}
		if restricted {
			told = i + 1
		}
	}
	block := 1 // combinations of the others, which lie side by side
	for _, d := range c.Dimensions[told:] {
		block *= len(d.Values)
	}
	return c.sum(allowed[:told], block, 0)
}

// sum adds up blocks below a combination of the dimensions before those that are
// still told apart.
func (c *Cube) sum(allowed [][]bool, block, at int) int64 {
	var total int64
	if len(allowed) == 0 {
		for _, n := range c.N[at*block : (at+1)*block] {
			total += n
		}
		return total
	}
	n := len(allowed[0])
	for k, yes := range allowed[0] {
		switch {
		case !yes:
		case len(allowed) == 1 && block == 1:
			total += c.N[at*n+k]
		default:
			total += c.sum(allowed[1:], block, at*n+k)
		}
	}
	return total
}

// Has says whether the cube tells values of a dimension apart.
func (c *Cube) Has(dimension string) bool {
	return slices.ContainsFunc(c.Dimensions, func(d Dimension) bool { return d.Name == dimension })
}
