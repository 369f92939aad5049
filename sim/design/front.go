package design

import (
	"cmp"
	"math"
	"slices"
)

// Front returns which of the points (x[i], y[i]) are beaten by no other: no point is
// at least as good in both and better in one (Pareto). xLower and yLower say that
// less is better. The indices are in ascending order of x, equal points in that of
// their indices; a point of which a coordinate is not a number is never on the front.
// It panics where x and y are of different lengths.
func Front(x, y []float64, xLower, yLower bool) []int {
	if len(x) != len(y) {
		panic("design: Front: x and y of different lengths")
	}
	sign := func(lower bool) float64 {
		if lower {
			return 1
		}
		return -1
	}
	sx, sy := sign(xLower), sign(yLower)
	var order []int
	for i := range x {
		if !math.IsNaN(x[i]) && !math.IsNaN(y[i]) {
			order = append(order, i)
		}
	}
	// From the best x on: a point is on the front if its y is better than all before,
	// or it is the same point as the last of the front.
	slices.SortFunc(order, func(i, j int) int {
		return cmp.Or(cmp.Compare(sx*x[i], sx*x[j]), cmp.Compare(sy*y[i], sy*y[j]), cmp.Compare(i, j))
	})
	var front []int
	for _, i := range order {
		if n := len(front); n == 0 || sy*y[i] < sy*y[front[n-1]] || x[i] == x[front[n-1]] && y[i] == y[front[n-1]] {
			front = append(front, i)
		}
	}
	slices.SortFunc(front, func(i, j int) int { return cmp.Or(cmp.Compare(x[i], x[j]), cmp.Compare(i, j)) })
	return front
}
