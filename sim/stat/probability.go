package stat

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Probability returns the probability of an event per replication, seen in k of
// n replications, with Clopper and Pearson's exact interval: its error is at
// most what the level says, for every n. k outside 0..n is a programmer's error.
//
// Source: C. J. Clopper and E. S. Pearson, "The use of confidence or fiducial
// limits illustrated in the case of the binomial", Biometrika 26 (1934) 404–413.
func Probability(k, n int, level float64) Estimate {
	alpha := side(level)
	if k < 0 || k > n {
		panic("stat: Probability: an event occurs in 0 to n of n replications")
	}
	if n == 0 {
		return bare(math.NaN(), math.NaN(), 0, NoteNoData)
	}
	p, sd := float64(k)/float64(n), math.NaN()
	if n > 1 {
		sd = math.Sqrt(p * (1 - p) * float64(n) / float64(n-1))
	}
	if n < MinReplications {
		return bare(p, sd, n, NoteTooFew)
	}
	e := Estimate{Mean: p, Low: 0, High: 1, SD: sd, N: n, Interval: "clopper-pearson"}
	if k > 0 {
		e.Low = distuv.Beta{Alpha: float64(k), Beta: float64(n - k + 1)}.Quantile(alpha)
	}
	if k < n {
		e.High = distuv.Beta{Alpha: float64(k + 1), Beta: float64(n - k)}.Quantile(1 - alpha)
	}
	return e
}
