package stat

import (
	"cmp"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// rejectsAt makes tests of p-values; NaN rejects at no error.
func rejectsAt(pvalues []float64) func(int, float64) bool {
	return func(i int, alpha float64) bool { return pvalues[i] <= alpha }
}

// The p-values .005, .01, .03, .04 reach .02, .03, .06, .06 after Holm; with the
// factor 25/12 of Benjamini and Yekutieli they reach 1/24, 1/24, 1/12, 1/12.
func TestFamilies(t *testing.T) {
	p := []float64{.01, .04, .03, .005}
	for _, test := range []struct {
		name   string
		family func(int, float64, func(int, float64) bool) []bool
		p      []float64
		level  float64
		want   []bool
	}{
		{"holm", Holm, p, .019, []bool{false, false, false, false}},
		{"holm", Holm, p, .021, []bool{false, false, false, true}},
		{"holm", Holm, p, .031, []bool{true, false, false, true}},
		{"holm", Holm, p, .061, []bool{true, true, true, true}},
		{"holm, one not made", Holm, []float64{.02, nan}, .041, []bool{true, false}},
		{"holm, one not made", Holm, []float64{.02, nan}, .039, []bool{false, false}},
		{"holm, none", Holm, nil, .05, nil},
		{"yekutieli", BenjaminiYekutieli, p, 1/24.0 - .001, []bool{false, false, false, false}},
		{"yekutieli", BenjaminiYekutieli, p, 1/24.0 + .001, []bool{true, false, false, true}},
		{"yekutieli", BenjaminiYekutieli, p, 1/12.0 + .001, []bool{true, true, true, true}},
		{"yekutieli, none", BenjaminiYekutieli, nil, .05, nil},
	} {
		if got := test.family(len(test.p), test.level, rejectsAt(test.p)); !slices.Equal(got, test.want) {
			t.Errorf("%s of %v at %v: got %v, want %v", test.name, test.p, test.level, got, test.want)
		}
	}
}

// Both procedures against their textbook form on sorted p-values.
func TestFamiliesAgainstSortedPValues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SliceOfN(rapid.SampledFrom([]float64{1e-4, .001, .003, .004, .01, .02, .2, .9, nan}), 1, 12).Draw(t, "p")
		const level = .05
		order, m := ascending(p), float64(len(p))
		holm, yekutieli, harmonic := make([]bool, len(p)), make([]bool, len(p)), 0.0
		for i := range p {
			harmonic += 1 / float64(i+1)
		}
		for rank, i := range order {
			if !(p[i] <= level/(m-float64(rank))) {
				break
			}
			holm[i] = true
		}
		for rank, i := range slices.Backward(order) {
			if p[i] <= level*float64(rank+1)/(m*harmonic) {
				for _, j := range order[:rank+1] {
					yekutieli[j] = true
				}
				break
			}
		}
		if got := Holm(len(p), level, rejectsAt(p)); !slices.Equal(got, holm) {
			t.Fatalf("Holm of %v: got %v, want %v", p, got, holm)
		}
		if got := BenjaminiYekutieli(len(p), level, rejectsAt(p)); !slices.Equal(got, yekutieli) {
			t.Fatalf("Benjamini and Yekutieli of %v: got %v, want %v", p, got, yekutieli)
		}
	})
}

// ascending returns the indices in the order of their p-values, NaN last.
func ascending(p []float64) []int {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		if math.IsNaN(p[i]) != math.IsNaN(p[j]) {
			return map[bool]int{true: 1, false: -1}[math.IsNaN(p[i])]
		}
		return cmp.Compare(p[i], p[j])
	})
	return order
}
