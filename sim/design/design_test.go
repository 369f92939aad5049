package design

import (
	"math"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"weir/sim/rng"
)

// TestGrid: every combination once, the last parameter fastest.
func TestGrid(t *testing.T) {
	for _, c := range []struct {
		levels []int
		want   [][]int
	}{
		{nil, [][]int{{}}},
		{[]int{2, 3}, [][]int{{0, 0}, {0, 1}, {0, 2}, {1, 0}, {1, 1}, {1, 2}}},
		{[]int{1, 2, 2}, [][]int{{0, 0, 0}, {0, 0, 1}, {0, 1, 0}, {0, 1, 1}}},
		{[]int{2, 0}, nil},
	} {
		if got := Grid(c.levels...); !reflect.DeepEqual(got, c.want) {
			t.Errorf("Grid(%v) = %v, want %v", c.levels, got, c.want)
		}
	}
}

// TestOneAtATime: one parameter is moved in each point, to each of its levels.
func TestOneAtATime(t *testing.T) {
	want := [][]int{{0, Base}, {1, Base}, {Base, 0}, {Base, 1}, {Base, 2}}
	if got := OneAtATime(2, 3); !reflect.DeepEqual(got, want) {
		t.Errorf("OneAtATime(2, 3) = %v, want %v", got, want)
	}
	if got := OneAtATime(); got != nil {
		t.Errorf("without parameters there are points: %v", got)
	}
}

// TestLatinHypercube: each stratum of each dimension has one point; the seed decides,
// and a further dimension or the other seed changes what it should.
func TestLatinHypercube(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, dims := rapid.IntRange(0, 60).Draw(t, "n"), rapid.IntRange(0, 6).Draw(t, "dims")
		seed := rapid.Uint64().Draw(t, "seed")
		points, wider := LatinHypercube(n, dims, seed), LatinHypercube(n, dims+1, seed)
		for dim := range dims {
			taken := make([]bool, n)
			for i, p := range points {
				stratum := int(p[dim] * float64(n))
				if p[dim] < 0 || p[dim] >= 1 || taken[stratum] {
					t.Fatalf("point %d: %v, where its stratum is taken or not in the cube", i, p)
				}
				taken[stratum] = true
				if wider[i][dim] != p[dim] {
					t.Fatalf("a further dimension moves point %d", i)
				}
			}
		}
		if !reflect.DeepEqual(points, LatinHypercube(n, dims, seed)) {
			t.Fatal("not the same points twice")
		}
	})
	if reflect.DeepEqual(LatinHypercube(9, 2, 1), LatinHypercube(9, 2, 2)) {
		t.Error("another seed gives the same points")
	}
}

// TestLatinHypercubeIsRandom: dimensions are not correlated, and places within the
// strata are uniform. Over 400 designs a mean correlation has a standard error of
// 1/√(400·24) = .010, and a mean place of .29/√(400·25·2) = .002: five of them.
func TestLatinHypercubeIsRandom(t *testing.T) {
	const n, designs = 25, 400
	correlation, place := 0.0, 0.0
	for seed := range uint64(designs) {
		for _, p := range LatinHypercube(n, 2, seed) {
			correlation += 12 * (p[0] - .5) * (p[1] - .5) / (n * designs)
			for _, x := range p {
				_, within := math.Modf(x * n)
				place += within / (2 * n * designs)
			}
		}
	}
	if math.Abs(correlation) > .05 || math.Abs(place-.5) > .01 {
		t.Errorf("correlation %.3f, mean place in a stratum %.3f", correlation, place)
	}
}

// TestFront: by hand, and equal to the definition, point against point.
func TestFront(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		x, y           []float64
		xLower, yLower bool
		want           []int
	}{
		{nil, nil, true, true, nil},
		{[]float64{3, 1, 2, 2}, []float64{1, 3, 2, 3}, true, true, []int{1, 2, 0}},
		{[]float64{3, 1, 2, 2}, []float64{1, 3, 2, 3}, false, false, []int{3, 0}},
		{[]float64{1, 2, 3}, []float64{1, 2, 3}, true, false, []int{0, 1, 2}},
		{[]float64{1, 1, 1, 2}, []float64{5, 5, 6, 5}, true, true, []int{0, 1}},
		{[]float64{nan, 1, 2}, []float64{0, 4, nan}, true, true, []int{1}},
	} {
		if got := Front(c.x, c.y, c.xLower, c.yLower); !slices.Equal(got, c.want) {
			t.Errorf("Front(%v, %v, %t, %t) = %v, want %v", c.x, c.y, c.xLower, c.yLower, got, c.want)
		}
	}
	coordinates := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) float64 { return float64(rapid.IntRange(0, 5).Draw(t, "at")) }), 12, 12)
	rapid.Check(t, func(t *rapid.T) {
		x, y := coordinates.Draw(t, "x"), coordinates.Draw(t, "y")
		xLower, yLower := rapid.Bool().Draw(t, "xLower"), rapid.Bool().Draw(t, "yLower")
		better := func(a, b float64, lower bool) bool { return a != b && (a < b) == lower }
		var want []int
		for i := range x {
			beaten := false
			for j := range x {
				beaten = beaten || !better(x[i], x[j], xLower) && !better(y[i], y[j], yLower) && (x[i] != x[j] || y[i] != y[j])
			}
			if !beaten {
				want = append(want, i)
			}
		}
		got := Front(x, y, xLower, yLower)
		if !slices.IsSortedFunc(got, func(i, j int) int { return int(x[i] - x[j]) }) {
			t.Fatalf("%v is not in the order of x", got)
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Fatalf("%v, want %v", got, want)
		}
	})
}

// normals are n independent standard normal draws of a group.
func normals(group uint64, branch uint32, n int) []float64 {
	root := rng.New(7, 0, branch)
	out := make([]float64, n)
	for i := range out {
		s := root.Stream(group, 1, uint64(i))
		out[i] = s.Normal()
	}
	return out
}

// TestTotalOfALinearFunction: of Y = 3a + 2b + c the shares are 9/14, 4/14 and 1/14,
// for 4,000 replications to within about five standard errors of 2/√4000 of them.
func TestTotalOfALinearFunction(t *testing.T) {
	const n = 4000
	weights := []float64{3, 2, 1}
	sum := func(rekeyed int) []float64 {
		y := make([]float64, n)
		for group, weight := range weights {
			branch := uint32(0)
			if group == rekeyed {
				branch = 1
			}
			for i, x := range normals(uint64(group), branch, n) {
				y[i] += weight * x
			}
		}
		return y
	}
	y := sum(-1)
	for group, weight := range weights {
		want := weight * weight / 14
		got := Total(y, sum(group), .95)
		if math.Abs(got.Mean-want) > .15*want || got.Low > want+.05*want || got.High < want-.05*want || got.N != n {
			t.Errorf("group %d: %+v, want %.3f", group, got, want)
		}
	}
}

// TestTotalOfIshigami: of sin x₁ + 7 sin² x₂ + 0.1 x₃⁴ sin x₁ the total effects
// are .5576, .4424 and .2437 (T. Ishigami, T. Homma, 1990): more than 1 in all, since
// x₁ and x₃ interact.
func TestTotalOfIshigami(t *testing.T) {
	const n = 20000
	value := func(x [3]float64) float64 {
		return math.Sin(x[0]) + 7*math.Pow(math.Sin(x[1]), 2) + .1*math.Pow(x[2], 4)*math.Sin(x[0])
	}
	answers := func(rekeyed int) []float64 {
		y := make([]float64, n)
		for i := range y {
			var x [3]float64
			for k := range x {
				branch := uint32(0)
				if k == rekeyed {
					branch = 1
				}
				x[k] = (2*rng.New(11, uint32(i), branch).Uniform(uint64(k), 1, 0) - 1) * math.Pi
			}
			y[i] = value(x)
		}
		return y
	}
	y := answers(-1)
	for k, want := range []float64{.5576, .4424, .2437} {
		if got := Total(y, answers(k), .95); math.Abs(got.Mean-want) > .03 {
			t.Errorf("x%d: %.4f, want %.4f", k+1, got.Mean, want)
		}
	}
}

// TestTotalCovers: intervals of 95 % from 64 pairs hold the share, 1/4, about as often
// as they should. Of 1,000 a coverage of 91 % is five standard errors below 94.5 %.
func TestTotalCovers(t *testing.T) {
	const n, trials, want = 64, 1000, .25
	small, large, again := normals(1, 0, n*trials), normals(2, 0, n*trials), normals(1, 1, n*trials)
	covered := 0
	for trial := range trials {
		y, rekeyed := make([]float64, n), make([]float64, n)
		for i := range y {
			k := trial*n + i
			y[i], rekeyed[i] = small[k]+math.Sqrt(3)*large[k], again[k]+math.Sqrt(3)*large[k]
		}
		if e := Total(y, rekeyed, .95); e.Low <= want && want <= e.High {
			covered++
		}
	}
	t.Logf("%d of %d", covered, trials)
	if covered < 910 || covered > 985 {
		t.Errorf("%d of %d intervals hold the share", covered, trials)
	}
}

// TestTotalAtTheEdges: what the group does not touch has no share; what nothing else
// touches has all; nothing is said of nothing.
func TestTotalAtTheEdges(t *testing.T) {
	y, other := normals(1, 0, 40), normals(1, 1, 40)
	if got := Total(y, y, .95); got.Mean != 0 {
		t.Errorf("untouched: %+v", got)
	}
	if got := Total(y, other, .95); got.Low > 1 || got.High < 1 {
		t.Errorf("all: %+v", got)
	}
	constant := slices.Repeat([]float64{.1}, 40)
	for name, got := range map[string]float64{
		"constant": Total(constant, constant, .95).Mean, "none": Total(nil, nil, .95).Mean, "one": Total(y[:1], other[:1], .95).Mean,
	} {
		if !math.IsNaN(got) {
			t.Errorf("%s: %v", name, got)
		}
	}
	holes := append(slices.Clone(y), math.NaN(), 1)
	if got, want := Total(holes, append(slices.Clone(other), 1, math.NaN()), .95), Total(y, other, .95); got != want {
		t.Errorf("pairs with a hole count: %+v, want %+v", got, want)
	}
	if got := Total(y[:9], other[:9], .95); !math.IsNaN(got.Low) {
		t.Errorf("an interval of nine pairs: %+v", got)
	}
}
