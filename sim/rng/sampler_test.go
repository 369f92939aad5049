package rng

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// law is what a sampler should follow.
type law struct {
	name           string
	draw           func(s *Stream) float64
	cdf            func(x float64) float64
	mean, variance float64
	fourth         float64 // fourth central moment over the squared variance
}

func gammaLaw(shape float64) law {
	return law{
		fmt.Sprintf("Gamma(%v)", shape),
		func(s *Stream) float64 { return s.Gamma(shape) },
		distuv.Gamma{Alpha: shape, Beta: 1}.CDF,
		shape, shape, 3 + 6/shape,
	}
}

func poissonLaw(mean float64) law {
	return law{
		fmt.Sprintf("Poisson(%v)", mean),
		func(s *Stream) float64 { return float64(s.Poisson(mean)) },
		distuv.Poisson{Lambda: mean}.CDF,
		mean, mean, 3 + 1/mean,
	}
}

var continuous = []law{
	{"Float64", (*Stream).Float64, func(x float64) float64 { return x }, 0.5, 1.0 / 12, 1.8},
	{"Exp", (*Stream).Exp, func(x float64) float64 { return -math.Expm1(-x) }, 1, 1, 9},
	{"Normal", (*Stream).Normal, func(x float64) float64 { return 0.5 * math.Erfc(-x/math.Sqrt2) }, 0, 1, 3},
	gammaLaw(0.2), gammaLaw(0.999), gammaLaw(1), gammaLaw(2.5), gammaLaw(80),
}

var discrete = []law{
	poissonLaw(0.01), poissonLaw(1), poissonLaw(9.99), poissonLaw(10), poissonLaw(33.3), poissonLaw(2000),
}

const sampled = 200_000

// sample takes the first draw of neighbouring keys, as a simulation does.
func sample(l law) []float64 {
	root := New(2026, 1, 0)
	draws := make([]float64, sampled)
	for n := range draws {
		s := root.Stream(uint64(n%1000), 3, uint64(n/1000))
		draws[n] = l.draw(&s)
	}
	return draws
}

// TestMoments compares means and variances, within 5 standard errors: bad luck
// 28 × 6e-7.
func TestMoments(t *testing.T) {
	for _, l := range slices.Concat(continuous, discrete) {
		sum, squares := 0.0, 0.0
		for _, x := range sample(l) {
			sum += x
			squares += (x - l.mean) * (x - l.mean)
		}
		mean, variance := sum/sampled, squares/sampled
		if z := (mean - l.mean) / math.Sqrt(l.variance/sampled); math.Abs(z) > 5 {
			t.Errorf("%s: mean %v; want %v (z = %.1f)", l.name, mean, l.mean, z)
		}
		if z := (variance/l.variance - 1) / math.Sqrt((l.fourth-1)/sampled); math.Abs(z) > 5 {
			t.Errorf("%s: variance %v; want %v (z = %.1f)", l.name, variance, l.variance, z)
		}
	}
}

// TestKolmogorov compares distribution functions: the greatest distance times
// √n exceeds 2.7 with chance 2·exp(−2·2.7²) = 1e-6, 8 times over.
func TestKolmogorov(t *testing.T) {
	for _, l := range continuous {
		draws := sample(l)
		slices.Sort(draws)
		worst := 0.0
		for i, x := range draws {
			p := l.cdf(x)
			worst = max(worst, p-float64(i)/sampled, float64(i+1)/sampled-p)
		}
		if d := worst * math.Sqrt(sampled); d > 2.7 {
			t.Errorf("%s: Kolmogorov distance %.2f/√n; want at most 2.7/√n", l.name, d)
		}
	}
}

// TestPoissonCounts compares the share of every value that is expected at least
// 20 times, within 6 standard errors (bad luck some 400 values × 1e-8).
func TestPoissonCounts(t *testing.T) {
	for _, l := range discrete {
		counts := map[float64]float64{}
		for _, x := range sample(l) {
			counts[x]++
		}
		spread := 8 * math.Sqrt(l.mean)
		for k := max(0, math.Floor(l.mean-spread)); k <= l.mean+spread+3; k++ {
			want := (l.cdf(k) - l.cdf(k-1)) * sampled
			if want >= 20 && math.Abs(counts[k]-want) > 6*math.Sqrt(want) {
				t.Errorf("%s: %v came %v times; want %.0f ± %.0f", l.name, k, counts[k], want, 6*math.Sqrt(want))
			}
		}
	}
}

// TestTails looks where a ziggurat goes wrong without a Kolmogorov distance
// noticing: beyond its edge, and at the draws that leave the inner rectangles.
// Limits of 5 standard errors: bad luck 5 × 6e-7.
func TestTails(t *testing.T) {
	const draws = 4_000_000
	s := New(11, 0, 0).Stream(0, 0, 0)
	var expBeyond, expFar, normalOut, normalFar, positive float64
	for range draws {
		if x := s.Exp(); x > expEdge {
			expBeyond++
			if x > expEdge+1 {
				expFar++
			}
		}
		x := s.Normal()
		if x > 0 {
			positive++
		}
		if math.Abs(x) > normalEdge {
			normalOut++
			if math.Abs(x) > normalEdge+0.3 {
				normalFar++
			}
		}
	}
	for _, c := range []struct {
		name string
		n, p float64
	}{
		{"Exp beyond the edge", expBeyond, math.Exp(-expEdge)},
		{"Exp one beyond the edge", expFar, math.Exp(-expEdge - 1)},
		{"Normal beyond the edge", normalOut, math.Erfc(normalEdge / math.Sqrt2)},
		{"Normal 0.3 beyond the edge", normalFar, math.Erfc((normalEdge + 0.3) / math.Sqrt2)},
		{"Normal positive", positive, 0.5},
	} {
		if z := (c.n - draws*c.p) / math.Sqrt(draws*c.p*(1-c.p)); math.Abs(z) > 5 {
			t.Errorf("%s: %v of %d; want %.0f (z = %.1f)", c.name, c.n, draws, draws*c.p, z)
		}
	}
}

// TestNormalTail draws beyond the edge alone; limit as in TestKolmogorov.
func TestNormalTail(t *testing.T) {
	s := New(12, 0, 0).Stream(0, 0, 0)
	draws := make([]float64, sampled)
	for n := range draws {
		draws[n] = s.normalBeyond()
	}
	slices.Sort(draws)
	worst := 0.0
	for i, x := range draws {
		p := 1 - math.Erfc(x/math.Sqrt2)/math.Erfc(normalEdge/math.Sqrt2)
		worst = max(worst, p-float64(i)/sampled, float64(i+1)/sampled-p)
	}
	if d := worst * math.Sqrt(sampled); d > 2.7 {
		t.Errorf("Kolmogorov distance %.2f/√n; want at most 2.7/√n", d)
	}
}

// TestGammaShortcut: the test that avoids logarithms never disagrees with the
// one that needs them.
func TestGammaShortcut(t *testing.T) {
	for _, shape := range []float64{1, 1.5, 4, 100} {
		d := shape - 1.0/3
		for x := -5.0; x < 5; x += 0.01 {
			v := math.Pow(1+x/math.Sqrt(9*d), 3)
			for u := 0.001; u < 1 && v > 0; u += 0.001 {
				exact := math.Log(u) < 0.5*x*x+d*(1-v+math.Log(v))
				if gammaAccepts(u, x*x, v, d) != exact {
					t.Fatalf("shape %v, x %.2f, u %.3f: got %v; want %v", shape, x, u, !exact, exact)
				}
			}
		}
	}
}

// TestPoissonShortcuts: the same for the two shortcuts of Poisson.
func TestPoissonShortcuts(t *testing.T) {
	for _, mean := range []float64{10, 10.5, 17, 60, 1000, 1e6} {
		h := newHat(mean)
		for u := -0.4995; u < 0.5; u += 0.001 {
			k, edge := h.count(u), 0.5-math.Abs(u)
			for v := 0.001; v < 1 && k >= 0; v += 0.001 {
				under := h.under(v, edge, k)
				if under && h.surelyAbove(v, edge, k) || !under && h.surelyUnder(v, edge) {
					t.Fatalf("mean %v, u %.4f, v %.4f: a shortcut disagrees, under is %v", mean, u, v, under)
				}
			}
		}
	}
}

// TestZigguratCloses: with the right edge the levels of equal area end exactly
// at the density's top.
func TestZigguratCloses(t *testing.T) {
	for _, c := range ziggurats {
		area := c.edge*c.density(c.edge) + c.tail(c.edge)
		for i, l := range c.levels[1:] {
			if got := l.width * l.height; math.Abs(got/area-1) > 1e-12 {
				t.Errorf("%s: level %d has area %v; want %v", c.name, i+1, got, area)
			}
			if got := c.density(l.width); math.Abs(got-l.bottom) > 1e-14 {
				t.Errorf("%s: level %d begins at %v; want %v", c.name, i+1, l.bottom, got)
			}
		}
	}
}

// TestWedges throws points at what is left of each level outside its inner
// rectangle: the share under the density is that of the areas, within 6
// standard errors (bad luck 510 × 2e-9).
func TestWedges(t *testing.T) {
	const points = 2000
	s := New(13, 0, 0).Stream(0, 0, 0)
	for _, c := range ziggurats {
		for i, l := range c.levels[1:] {
			wedge := l.width - l.inner
			p := (c.tail(l.inner) - c.tail(l.width) - l.bottom*wedge) / (l.height * wedge)
			under := 0.0
			for range points {
				x := l.inner + wedge*s.Float64()
				if l.under(s.Float64(), c.density(x)) {
					under++
				}
			}
			if z := (under - points*p) / math.Sqrt(points*p*(1-p)); math.Abs(z) > 6 {
				t.Errorf("%s: in level %d %v of %d points are under the density; want %.0f", c.name, i+1, under, points, points*p)
			}
		}
	}
}

var ziggurats = []struct {
	name          string
	levels        *[256]level
	edge          float64
	density, tail func(float64) float64
}{
	{"exponential", &exponential, expEdge, expDensity, expDensity},
	{"normal", &gaussian, normalEdge, normalDensity, normalTail},
}

// TestExpIsPositive: a gap of exactly 0 would put two events at one instant.
func TestExpIsPositive(t *testing.T) {
	for i := range exponential {
		if x := open(0) * exponential[i].width; x <= 0 {
			t.Errorf("level %d can return %v", i, x)
		}
	}
}

// TestPoissonIsMonotone: with the same stream a greater mean never gives a
// smaller draw, below the mean where rejection starts.
func TestPoissonIsMonotone(t *testing.T) {
	root := New(9, 0, 0)
	for n := range uint64(2000) {
		last := int64(0)
		for mean := 0.0; mean < manyEvents; mean += 0.37 {
			s := root.Stream(n, 0, 0)
			k := s.Poisson(mean)
			if k < last || mean == 0 && k != 0 {
				t.Fatalf("stream %d: %d at mean %.2f after %d", n, k, mean, last)
			}
			last = k
		}
	}
}

// TestPoissonQuantileEnds: the greatest uniform ends, far out in the tail.
func TestPoissonQuantileEnds(t *testing.T) {
	const greatest = 1 - 0x1p-53
	for _, mean := range []float64{0, 1e-300, 0.5, 9.9999} {
		if k := poissonQuantile(greatest, mean); float64(k) > mean+60 {
			t.Errorf("mean %v: quantile of %v is %d", mean, greatest, k)
		}
	}
}

// TestProgrammerErrors: a sampler says which parameter it cannot take.
func TestProgrammerErrors(t *testing.T) {
	for name, f := range map[string]func(s *Stream){
		"rng: Gamma: shape is 0":    func(s *Stream) { s.Gamma(0) },
		"rng: Gamma: shape is NaN":  func(s *Stream) { s.Gamma(math.NaN()) },
		"rng: Poisson: mean is -1":  func(s *Stream) { s.Poisson(-1) },
		"rng: Poisson: mean is NaN": func(s *Stream) { s.Poisson(math.NaN()) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if got := recover(); got != name {
					t.Errorf("panic %v; want %q", got, name)
				}
			}()
			f(&Stream{})
		})
	}
}

// TestAllocations: nothing here allocates.
func TestAllocations(t *testing.T) {
	root, sum := New(1, 0, 0), 0.0
	if n := testing.AllocsPerRun(1000, func() {
		s := root.Stream(1, 2, 3)
		sum += s.Exp() + s.Normal() + s.Gamma(0.5) + float64(s.Poisson(3)+s.Poisson(30))
		sum += root.Uniform(4, 5, 6)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
