package dist

import (
	"fmt"
	"math"

	"weir/sim/rng"
)

// mixture draws from one of its parts.
type mixture struct {
	upTo  []float64 // share of this part and all before it; the last is 1
	parts []Dist
}

// Mixture returns the distribution that draws from parts[i] with a probability
// proportional to weights[i].
func Mixture(weights []float64, parts []Dist) (Dist, error) {
	if len(parts) == 0 || len(weights) != len(parts) {
		return nil, fmt.Errorf("mixture: %d weights for %d parts; want one for each, and at least one", len(weights), len(parts))
	}
	total := 0.0
	for _, w := range weights {
		if !(w > 0 && w <= math.MaxFloat64) {
			return nil, fmt.Errorf("mixture: weight %v; want finite weights greater than 0", w)
		}
		total += w
	}
	d := mixture{make([]float64, len(parts)), append([]Dist(nil), parts...)}
	sum := 0.0
	for i, w := range weights {
		sum += w
		d.upTo[i] = sum / total
	}
	d.upTo[len(parts)-1] = 1
	return d, nil
}

// pick chooses a part by the stream's next uniform.
func (d mixture) pick(s *rng.Stream) Dist {
	u, i := s.Float64(), 0
	for d.upTo[i] <= u {
		i++
	}
	return d.parts[i]
}

// share returns the probability of a part.
func (d mixture) share(i int) float64 {
	if i == 0 {
		return d.upTo[0]
	}
	return d.upTo[i] - d.upTo[i-1]
}

// average weighs a function of the parts by their shares.
func (d mixture) average(f func(Dist) float64) float64 {
	sum := 0.0
	for i, part := range d.parts {
		sum += float64(d.share(i) * f(part))
	}
	return sum
}

func (d mixture) Sample(s *rng.Stream) float64 { return d.pick(s).Sample(s) }
func (d mixture) Mean() float64                { return d.average(Dist.Mean) }

// Variance is that within the parts plus that between them.
func (d mixture) Variance() float64 {
	mean := d.Mean()
	if math.IsInf(mean, 0) {
		return math.Inf(1)
	}
	return d.average(func(part Dist) float64 {
		off := part.Mean() - mean
		return part.Variance() + off*off
	})
}

func (d mixture) CDF(x float64) float64 {
	return d.average(func(part Dist) float64 { return part.CDF(x) })
}

// Quantile lies between the least and the greatest of the parts' quantiles.
func (d mixture) Quantile(p float64) float64 {
	low, high := math.Inf(1), math.Inf(-1)
	for _, part := range d.parts {
		q := part.Quantile(p)
		low, high = min(low, q), max(high, q)
	}
	return bisect(d.CDF, p, low, high)
}

func (d mixture) Support() (low, high float64) {
	low, high = d.parts[0].Support()
	for _, part := range d.parts[1:] {
		l, h := part.Support()
		low, high = min(low, l), max(high, h)
	}
	return low, high
}
