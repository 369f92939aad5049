package stat

import (
	"math"

	"weir/sim/rng"
)

// purposeSample is the values of one trial of a coverage experiment.
const purposeSample rng.Purpose = 1

// Case is a population whose true value is known, and an interval for it: what
// a coverage experiment repeats.
type Case struct {
	Name     string
	Truth    float64
	Estimate func(s *rng.Stream, n int, level float64) Estimate // of n replications drawn from the stream
}

// Covered counts what became of the intervals of a coverage experiment.
type Covered struct {
	Trials  int
	Inside  int // the interval held the truth
	Above   int // the truth lay above it: High was too low
	Below   int // the truth lay below it: Low was too high
	Without int // there was no interval
}

// Coverage makes a case's interval many times over, each from n fresh
// replications, and counts how often it holds the truth. Trial i uses the
// stream of replication i of the seed.
func Coverage(trials, n int, c Case, level float64, seed uint64) Covered {
	count := Covered{Trials: trials}
	for i := range trials {
		stream := rng.New(seed, uint32(i), 0).Stream(0, purposeSample, 0)
		e := c.Estimate(&stream, n, level)
		switch {
		case e.Interval == "none":
			count.Without++
		case c.Truth > e.High:
			count.Above++
		case c.Truth < e.Low:
			count.Below++
		default:
			count.Inside++
		}
	}
	return count
}

// Share returns the share of trials whose interval held the truth; a trial
// without an interval did not. NaN for no trials.
func (c Covered) Share() float64 { return float64(c.Inside) / float64(c.Trials) }

// Cases returns the populations on which `verify` checks the intervals: one for
// each kind of quantity.
func Cases() []Case {
	return []Case{
		{"mean, normal", 5, func(s *rng.Stream, n int, level float64) Estimate {
			return Mean(draw(n, func() float64 { return 5 + normal(s) }), level)
		}},
		{"mean, lognormal 0.5", lognormalMean(0.5), func(s *rng.Stream, n int, level float64) Estimate {
			return Mean(draw(n, func() float64 { return lognormal(s, 0.5) }), level)
		}},
		{"ratio", 0.3, func(s *rng.Stream, n int, level float64) Estimate {
			return MeanOfRatio(draw(n, func() Ratio { return shareOf(s, busyness(s), 0.3) }), level)
		}},
		{"difference of ratios", 0.05, ratioChange},
		{"paired difference", 0.2, pairedChange},
		{"probability", 0.3, func(s *rng.Stream, n int, level float64) Estimate {
			k := 0
			for range n {
				if s.Float64() < 0.3 {
					k++
				}
			}
			return Probability(k, n, level)
		}},
		{"quantile, median of lognormal 0.5", 1, func(s *rng.Stream, n int, level float64) Estimate {
			return Quantile(draw(n, func() float64 { return lognormal(s, 0.5) }), 0.5, level)
		}},
	}
}

// pairedChange is two variants that share most of their chance, 0.2 apart.
func pairedChange(s *rng.Stream, n int, level float64) Estimate {
	a, b := make([]float64, n), make([]float64, n)
	for i := range a {
		common := lognormal(s, 0.5)
		a[i] = common + 0.3*normal(s)
		b[i] = common + 0.3*normal(s) + 0.2
	}
	return Difference(a, b, level)
}

// ratioChange is two variants in which the same number comes, and a share of
// 0.30 and of 0.35 of them has what is counted.
func ratioChange(s *rng.Stream, n int, level float64) Estimate {
	a, b := make([]Ratio, n), make([]Ratio, n)
	for i := range a {
		total := busyness(s)
		a[i], b[i] = shareOf(s, total, 0.3), shareOf(s, total, 0.35)
	}
	return RatioDifference(a, b, level)
}

// busyness is how many come in a replication: none in one of ten, else 5 to 44.
func busyness(s *rng.Stream) int {
	if s.Float64() < 0.1 {
		return 0
	}
	return 5 + int(s.Below(40))
}

// shareOf counts how many of total have something, at a share p that differs a
// little between replications.
func shareOf(s *rng.Stream, total int, p float64) Ratio {
	p += 0.2 * (s.Float64() - 0.5)
	k := 0
	for range total {
		if s.Float64() < p {
			k++
		}
	}
	return Ratio{Num: float64(k), Den: float64(total)}
}

func draw[T any](n int, one func() T) []T {
	values := make([]T, n)
	for i := range values {
		values[i] = one()
	}
	return values
}

// normal is a standard normal draw after Box and Muller: one logarithm and one
// cosine, no rejection.
func normal(s *rng.Stream) float64 {
	return math.Sqrt(2*s.Exp()) * math.Cos(2*math.Pi*s.Float64())
}

// lognormal has median 1.
func lognormal(s *rng.Stream, sigma float64) float64 { return math.Exp(sigma * normal(s)) }

func lognormalMean(sigma float64) float64 { return math.Exp(sigma * sigma / 2) }
