package stat

import (
	"cmp"
	"math"
	"slices"
)

// Holm adjusts the p-values of a family of tests so that the chance of any
// false rejection stays below the level they are compared with, and returns
// them in the order given. A NaN (a test that could not be made) stays NaN but
// counts as a member of the family.
//
// Source: S. Holm, "A simple sequentially rejective multiple test procedure",
// Scandinavian Journal of Statistics 6 (1979) 65–70.
func Holm(pvalues []float64) []float64 {
	order := make([]int, 0, len(pvalues))
	adjusted := slices.Clone(pvalues)
	for i, p := range pvalues {
		if !math.IsNaN(p) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(pvalues[a], pvalues[b]) })
	worst := 0.0
	for passed, i := range order {
		worst = max(worst, min(1, pvalues[i]*float64(len(pvalues)-passed)))
		adjusted[i] = worst
	}
	return adjusted
}
