package dist

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"weir/sim/rng"
)

// empirical gives each of its values, which are sorted, the same probability.
type empirical struct {
	values         []float64
	mean, variance float64
}

// Empirical returns the distribution that draws one of the values, each alike.
// It keeps a copy. Without values, or with one that is not finite, it is an
// error.
func Empirical(values []float64) (Dist, error) {
	if len(values) == 0 {
		return nil, errors.New("empirical: no values")
	}
	d := empirical{values: slices.Sorted(slices.Values(values))}
	n := float64(len(values))
	for _, v := range d.values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("empirical: %v among the values; want finite numbers", v)
		}
		d.mean += v / n
	}
	for _, v := range d.values {
		d.variance += (v - d.mean) * (v - d.mean) / n
	}
	return d, nil
}

func (d empirical) Sample(s *rng.Stream) float64 {
	return d.values[s.Below(uint64(len(d.values)))]
}

func (d empirical) Mean() float64     { return d.mean }
func (d empirical) Variance() float64 { return d.variance }

func (d empirical) CDF(x float64) float64 {
	above := func(v, x float64) int {
		if v > x {
			return 1
		}
		return -1
	}
	n, _ := slices.BinarySearchFunc(d.values, x, above)
	return float64(n) / float64(len(d.values))
}

func (d empirical) Quantile(p float64) float64 {
	n := len(d.values)
	i := int(math.Ceil(p*float64(n))) - 1
	i = min(max(i, 0), n-1)
	// p·n may be rounded to the far side of a whole number.
	if i > 0 && float64(i)/float64(n) >= p {
		i--
	}
	return d.values[i]
}

func (d empirical) Support() (low, high float64) {
	return d.values[0], d.values[len(d.values)-1]
}
