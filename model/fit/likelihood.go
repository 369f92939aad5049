package fit

import (
	"math"
	"sort"

	"weir/model/activity"
)

// sample is a set of histories with equal ones counted together: customers who
// came on the same day and never again are one term of the likelihood.
type sample struct {
	histories []activity.History
	count     []float64
	customers int
	repeaters int
	repeats   int     // repeat transactions
	time      float64 // observed, of all customers together
}

func newSample(all []activity.History) sample {
	sorted := append([]activity.History(nil), all...)
	sort.Slice(sorted, func(i, j int) bool {
		a, b := sorted[i], sorted[j]
		if a.Repeats != b.Repeats {
			return a.Repeats < b.Repeats
		}
		if a.Last != b.Last {
			return a.Last < b.Last
		}
		return a.Span < b.Span
	})
	s := sample{customers: len(all)}
	for i, h := range sorted {
		if h.Repeats > 0 {
			s.repeaters++
		}
		s.repeats += h.Repeats
		s.time += h.Span
		if i > 0 && h == sorted[i-1] {
			s.count[len(s.count)-1]++
			continue
		}
		s.histories = append(s.histories, h)
		s.count = append(s.count, 1)
	}
	return s
}

// logLikelihood of the sample under a law.
func (s sample) logLikelihood(law activity.Law) float64 {
	sum := 0.0
	for i, h := range s.histories {
		sum += s.count[i] * law.LogLikelihood(h)
	}
	return sum
}

// meanRate is repeat transactions per customer and unit of time, at least half a
// transaction in all so that logarithms exist.
func (s sample) meanRate() float64 { return math.Max(float64(s.repeats), .5) / s.time }

// family is a law with free parameters.
type family struct {
	name   string
	names  []string // of the parameters
	law    func(parameters []float64) activity.Law
	starts func(s sample) [][]float64
}

// Starts spread over heterogeneity and over mean lifetimes of a third of the
// window to three windows; the mean rate is that of the sample, raised where
// dropout has hidden some.
var (
	paretoFamily = family{
		name: "pareto-nbd", names: []string{"r", "alpha", "s", "beta"},
		law: func(p []float64) activity.Law { return activity.ParetoNBD{R: p[0], Alpha: p[1], S: p[2], Beta: p[3]} },
		starts: func(s sample) [][]float64 {
			window, rate := s.time/float64(s.customers), s.meanRate()
			return [][]float64{
				{.7, .7 / (1.5 * rate), .7, .7 * window},
				{1.5, 1.5 / (1.2 * rate), 2, 6 * window},
				{.4, .4 / (2 * rate), .3, .1 * window},
			}
		},
	}
	bgFamily = family{
		name: "bgnbd", names: []string{"r", "alpha", "a", "b"},
		law: func(p []float64) activity.Law { return activity.BGNBD{R: p[0], Alpha: p[1], A: p[2], B: p[3]} },
		starts: func(s sample) [][]float64 {
			rate := s.meanRate()
			return [][]float64{{.5, .5 / (1.5 * rate), 1, 3}, {1.5, 1.5 / rate, .5, 8}, {.3, .3 / (2 * rate), 2, 4}}
		},
	}
	nbdFamily = family{
		name: "nbd", names: []string{"r", "alpha"},
		law: func(p []float64) activity.Law { return activity.NBD{R: p[0], Alpha: p[1]} },
		starts: func(s sample) [][]float64 {
			rate := s.meanRate()
			return [][]float64{{.7, .7 / rate}, {2, 2 / rate}, {.2, .2 / rate}}
		},
	}
)
