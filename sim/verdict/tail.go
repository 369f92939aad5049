package verdict

import (
	"math"

	"weir/sim/rng"
	"weir/sim/stat"
)

// shortfallNeeds is the least number of replications from which an expected
// shortfall may PASS: its interval is approximate.
const shortfallNeeds = 2000

// Probability is the probability that an event occurs in a replication, with
// exact bounds. NaN marks a replication without an observation; it is left out.
// The probability that it does not occur has the mirrored bounds.
func Probability(values []float64, event func(x float64) bool) Quantity {
	return probability{values, event}
}

type probability struct {
	values []float64
	event  func(x float64) bool
}

// count returns in how many of the first n replications the event occurred, and
// how many had an observation.
func (p probability) count(n int) (k, of int) {
	for _, x := range p.values[:n] {
		if math.IsNaN(x) {
			continue
		}
		of++
		if p.event(x) {
			k++
		}
	}
	return k, of
}

// Estimate implements Quantity.
func (p probability) Estimate(n int) stat.Estimate {
	k, of := p.count(n)
	return stat.Probability(k, of, shownLevel)
}

// Bounds implements Quantity.
func (p probability) Bounds(n int, alpha float64) (low, high float64) {
	k, of := p.count(n)
	return countBounds(k, of, alpha)
}

// Guard implements Quantity: the bounds are exact.
func (p probability) Guard(int) Note { return Note{} }

// Quantile is the p-quantile over replications, 0 < p < 1, with bounds that are
// order statistics. NaN values are left out.
func Quantile(values []float64, p float64) Quantity { return quantile{values, p} }

// ValueAtRisk is the quantile at a level such as .95 on the bad side: of a metric
// of which more is better, the quantile at 1 − level.
func ValueAtRisk(values []float64, level float64, higherIsBetter bool) Quantity {
	if higherIsBetter {
		level = 1 - level
	}
	return quantile{values, level}
}

type quantile struct {
	values []float64
	p      float64
}

// Estimate implements Quantity.
func (q quantile) Estimate(n int) stat.Estimate {
	return stat.Quantile(q.values[:n], q.p, shownLevel)
}

// Bounds implements Quantity.
func (q quantile) Bounds(n int, alpha float64) (low, high float64) {
	e := stat.Quantile(q.values[:n], q.p, 1-2*alpha)
	return e.Low, e.High
}

// Guard implements Quantity: the bounds hold for every distribution.
func (q quantile) Guard(int) Note { return Note{} }

// Shortfall is the mean of the worst share 1 − level of the values, level .95
// being usual: the lowest of a metric of which more is better. It draws from the
// stream and from nothing else, the same at every call.
func Shortfall(values []float64, level float64, higherIsBetter bool, stream rng.Stream) Quantity {
	return shortfall{values, level, higherIsBetter, stream}
}

type shortfall struct {
	values         []float64
	level          float64
	higherIsBetter bool
	stream         rng.Stream
}

func (s shortfall) estimate(n int, level float64) stat.Estimate {
	if !s.higherIsBetter {
		return stat.ExpectedShortfall(s.values[:n], s.level, level, s.stream)
	}
	mirrored := make([]float64, n)
	for i, x := range s.values[:n] {
		mirrored[i] = -x
	}
	e := stat.ExpectedShortfall(mirrored, s.level, level, s.stream)
	e.Mean, e.Low, e.High = -e.Mean, -e.High, -e.Low
	return e
}

// Estimate implements Quantity.
func (s shortfall) Estimate(n int) stat.Estimate { return s.estimate(n, shownLevel) }

// Bounds implements Quantity.
func (s shortfall) Bounds(n int, alpha float64) (low, high float64) {
	e := s.estimate(n, 1-2*alpha)
	return e.Low, e.High
}

// Guard implements Quantity.
func (s shortfall) Guard(n int) Note {
	if len(observed(s.values[:n])) < shortfallNeeds {
		return Note{NoteShortfall, shortfallNeeds}
	}
	return Note{}
}

// countBounds are the exact bounds of a probability of which k of n
// replications were the event.
func countBounds(k, n int, alpha float64) (low, high float64) {
	e := stat.Probability(k, n, 1-2*alpha)
	return e.Low, e.High
}
