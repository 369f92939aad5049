package design

import (
	"math"

	"weir/sim/stat"
)

// Total estimates which share of the variance of an answer a group of chance
// accounts for, alone and together with others: the variance that is left, on
// average, once everything but the group is known, over all of it. y holds the
// answer by replication, rekeyed that of the same replications with the group, and
// nothing else, drawn anew; for a difference between variants both are differences.
// It has Hall's interval at a level such as 0.95, from stat.MinReplications pairs
// on. Pairs with a NaN are left out; where nothing varies the share is NaN.
//
// A share lies between 0 and 1, its estimate and interval may lie beyond. Shares
// of groups that do not interact add up to 1, of others to more.
//
// With n pairs the share's standard error is about 2/√n of it where the share is
// small and everything is normal: ask for 64 pairs or more. Different lengths are a
// programmer's error.
//
// Source: M. J. W. Jansen, "Analysis of variance designs for model output",
// Computer Physics Communications 117 (1999) 35–43: E(Y − Y′)² over 2 Var Y.
func Total(y, rekeyed []float64, level float64) stat.Estimate {
	if len(y) != len(rekeyed) {
		panic("design: Total: different numbers of replications")
	}
	y, rekeyed = pairs(y, rekeyed)
	a, b, n := stat.Deviations(y), stat.Deviations(rekeyed), float64(len(y))
	parts := make([]stat.Ratio, len(y))
	for i := range y {
		d := y[i] - rekeyed[i]
		parts[i] = stat.Ratio{Num: d * d / 2, Den: (a[i]*a[i] + b[i]*b[i]) / 2 * n / (n - 1)}
	}
	return stat.MeanOfRatio(parts, level)
}

// pairs leaves out the pairs with a NaN.
func pairs(y, rekeyed []float64) (keptY, keptRekeyed []float64) {
	for i := range y {
		if !math.IsNaN(y[i] + rekeyed[i]) {
			keptY, keptRekeyed = append(keptY, y[i]), append(keptRekeyed, rekeyed[i])
		}
	}
	return keptY, keptRekeyed
}
