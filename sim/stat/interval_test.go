package stat

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"

	"weir/sim/rng"
)

var nan = math.NaN()

// near compares to nine digits; NaN equals NaN.
func near(a, b float64) bool {
	return a == b || math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) <= 1e-9*max(1, math.Abs(b))
}

func rising(n int) []float64 {
	values := make([]float64, n)
	for i := range values {
		values[i] = float64(i + 1)
	}
	return values
}

func repeat(x float64, n int) []float64 {
	values := make([]float64, n)
	for i := range values {
		values[i] = x
	}
	return values
}

// What an estimate says where an interval cannot be had, or not without warning.
func TestNotes(t *testing.T) {
	skewed := append(repeat(0, 99), 1000)
	tests := []struct {
		name     string
		got      Estimate
		mean     float64
		n        int
		interval string
		note     string
	}{
		{"no replication", Mean(nil, 0.95), nan, 0, "none", NoteNoData},
		{"no observation", Mean(repeat(nan, 20), 0.95), nan, 0, "none", NoteNoData},
		{"nine replications", Mean(rising(9), 0.95), 5, 9, "none", NoteTooFew},
		{"ten replications", Mean(rising(10), 0.95), 5.5, 10, "t", ""},
		{"nine of ten observed", Mean(append(rising(9), nan), 0.95), 5, 9, "none", NoteTooFew},
		{"one empty", Mean(append(rising(10), nan), 0.95), 5.5, 10, "t", NoteSomeEmpty},
		{"all equal", Mean(repeat(0.1, 20), 0.95), 0.1, 20, "none", NoteAllEqual},
		{"infinite", Mean(append(rising(10), math.Inf(1)), 0.95), math.Inf(1), 11, "none", NoteInfinite},
		{"very skewed", Mean(skewed, 0.95), 10, 100, "hall", NoteSkewed},

		{"exact", Exact(repeat(7, 3)), 7, 3, "exact", ""},
		{"exact, one replication", Exact([]float64{7}), 7, 1, "exact", ""},
		{"exact, but it differs", Exact(rising(10)), 5.5, 10, "t", NoteNotExact},
		{"exact of nothing", Exact(nil), nan, 0, "none", NoteNoData},

		{"ratio of nothing", MeanOfRatio(make([]Ratio, 20), 0.95), nan, 20, "none", NoteNoData},
		{"ratio, nine replications", MeanOfRatio(ratios(9, 2), 0.95), 14.0 / 18, 9, "none", NoteTooFew},
		{"ratio, five of 20 observed", MeanOfRatio(append(ratios(5, 2), make([]Ratio, 15)...), 0.95), 8.0 / 10, 20, "none", NoteFewSeen},
		{"ratio, all equal but for rounding", MeanOfRatio(proportional(1, 49), 0.95), 1.0 / 49, 10, "none", NoteAllEqual},
		{"ratio, one lost", MeanOfRatio(append(ratios(12, 2), Ratio{nan, 1}), 0.95), 18.0 / 24, 12, "t", NoteSomeEmpty},
		{"ratio change, baseline empty", RatioDifference(make([]Ratio, 20), ratios(20, 2), 0.95), nan, 20, "none", NoteNoData},

		{"same variant twice", Difference(rising(20), rising(20), 0.95), 0, 20, "none", NoteAllEqual},
		{"same ratio twice", RatioDifference(ratios(20, 3), ratios(20, 3), 0.95), 0, 20, "none", NoteAllEqual},
		{"pairs of which one is empty", Difference(append(rising(10), nan), append(rising(10), 3), 0.95), 0, 10, "none", NoteAllEqual},
		{"welch, too few", Welch(rising(9), rising(50), 0.95), 20.5, 9, "none", NoteTooFew},
		{"welch, nothing", Welch(nil, rising(50), 0.95), nan, 0, "none", NoteNoData},
		{"welch, no spread", Welch(repeat(1, 10), repeat(3, 10), 0.95), 2, 10, "none", NoteAllEqual},

		{"probability of nothing", Probability(0, 0, 0.95), nan, 0, "none", NoteNoData},
		{"probability, too few", Probability(1, 8, 0.95), 0.125, 8, "none", NoteTooFew},

		{"quantile of nothing", Quantile(nil, 0.95, 0.95), nan, 0, "none", NoteNoData},
		{"quantile, too few", Quantile(rising(9), 0.5, 0.95), 5, 9, "none", NoteTooFew},
		{"quantile without upper bound", Quantile(rising(71), 0.95, 0.95), 68, 71, "order", NoteOneSided},
		{"quantile with both bounds", Quantile(rising(72), 0.95, 0.95), 69, 72, "order", ""},

		{"shortfall of nothing", ExpectedShortfall(nil, 0.95, 0.95, rng.Stream{}), nan, 0, "none", NoteNoData},
		{"shortfall, too few", ExpectedShortfall(rising(511), 0.95, 0.95, rng.Stream{}), 486 + 325/25.55, 511, "none", NoteNoTail},
		{"shortfall, no spread", ExpectedShortfall(repeat(3, 600), 0.95, 0.95, rng.Stream{}), 3, 600, "none", NoteAllEqual},
		{"shortfall", ExpectedShortfall(rising(1000), 0.95, 0.95, rng.Stream{}), 975.5, 1000, "bootstrap-t", NoteRough},
	}
	for _, test := range tests {
		e := test.got
		if !near(e.Mean, test.mean) || e.N != test.n || e.Interval != test.interval || e.Note != test.note {
			t.Errorf("%s: got mean %v, n %d, interval %s, note %q; want %v, %d, %s, %q",
				test.name, e.Mean, e.N, e.Interval, e.Note, test.mean, test.n, test.interval, test.note)
		}
		if e.Interval == "none" && !(math.IsNaN(e.Low) && math.IsNaN(e.High)) {
			t.Errorf("%s: no interval, but bounds %v, %v", test.name, e.Low, e.High)
		}
		if e.Interval == "exact" && (e.Low != e.Mean || e.High != e.Mean) {
			t.Errorf("%s: exact, but bounds %v, %v", test.name, e.Low, e.High)
		}
	}
}

// ratios gives n replications that counted 2 and 1 in turn, of the same number.
func ratios(n int, of float64) []Ratio {
	all := make([]Ratio, n)
	for i := range all {
		all[i] = Ratio{Num: float64(2 - i%2), Den: of}
	}
	return all
}

// proportional gives ten replications of the same ratio and different sizes.
func proportional(num, den float64) []Ratio {
	all := make([]Ratio, 10)
	for i := range all {
		all[i] = Ratio{Num: num * float64(i+1), Den: den * float64(i+1)}
	}
	return all
}

// 1..10 has no skewness, so Hall's interval is Student's: t(9, 0.975) = 2.26216.
func TestStudent(t *testing.T) {
	e := Mean(rising(10), 0.95)
	half := 2.2621571628 * math.Sqrt(55.0/6) / math.Sqrt(10)
	if math.Abs(e.High-5.5-half) > 1e-8 || math.Abs(5.5-e.Low-half) > 1e-8 {
		t.Errorf("got [%v, %v], want 5.5 ± %v", e.Low, e.High, half)
	}
}

// Hall's bounds are where his transformation of the studentised mean reaches
// the t quantile: √n (W + gW²/3 + g²W³/27 + g/(6n)) = ±z, W = (mean − bound)/sd.
// The transformation is written out here from the paper, not inverted.
func TestHallSolvesItsEquation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(-1000, 1000), MinReplications, 60).Draw(t, "values")
		values = append(values, 5000) // never all equal, always skewed
		level := rapid.SampledFrom([]float64{0.9, 0.95, 0.999}).Draw(t, "level")
		e, g, n := Mean(values, level), Skewness(values), float64(len(values))
		z := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: n - 1}.Quantile(1 - (1-level)/2)
		for bound, want := range map[float64]float64{e.Low: z, e.High: -z} {
			w := (e.Mean - bound) / e.SD
			got := math.Sqrt(n) * (w + g*w*w/3 + g*g*w*w*w/27 + g/(6*n))
			if math.Abs(got-want) > 1e-6 {
				t.Fatalf("the transformed bound %v is %v, want %v", bound, got, want)
			}
		}
		low, high := Bounds(values, (1-level)/2)
		if !near(low, e.Low) || !near(high, e.High) {
			t.Fatalf("one-sided bounds %v, %v differ from [%v, %v]", low, high, e.Low, e.High)
		}
	})
}

// A replication without observations widens the interval: it is part of the
// sample, not left out.
func TestEmptyReplicationsStay(t *testing.T) {
	some := ratios(30, 4)
	with := MeanOfRatio(append(some, make([]Ratio, 10)...), 0.95)
	without := MeanOfRatio(some, 0.95)
	if with.N != 40 || with.Mean != without.Mean {
		t.Errorf("got mean %v of %d, want %v of 40", with.Mean, with.N, without.Mean)
	}
	if !(with.SD > 1.1*without.SD) {
		t.Errorf("SD with empty replications is %v, without %v: they were left out", with.SD, without.SD)
	}
}

// The residuals of a ratio with constant denominators are the values' own, so
// the interval is that of the mean.
func TestRatioOfConstantDenominator(t *testing.T) {
	values, shares := rising(30), make([]Ratio, 30)
	values[29] = 100
	for i, x := range values {
		shares[i] = Ratio{Num: x, Den: 4}
	}
	e, r := Mean(values, 0.95), MeanOfRatio(shares, 0.95)
	if !near(r.Low, e.Low/4) || !near(r.High, e.High/4) || !near(r.SD, e.SD/4) {
		t.Errorf("got %+v, want a quarter of %+v", r, e)
	}
}

// Two samples of equal variance and size: 18 degrees of freedom, t = 2.100922.
func TestWelch(t *testing.T) {
	b := rising(10)
	for i := range b {
		b[i] += 2
	}
	e := Welch(rising(10), b, 0.95)
	half := 2.1009220402 * math.Sqrt(2*55.0/6/10)
	if math.Abs(e.Mean-2) > 1e-12 || math.Abs(e.High-2-half) > 1e-7 || math.Abs(2-e.Low-half) > 1e-7 {
		t.Errorf("got %v [%v, %v], want 2 ± %v", e.Mean, e.Low, e.High, half)
	}
}

// Variances 5/3 and 35/12; the differences 1, 1, 1, 2 have 1/4.
func TestPairingGain(t *testing.T) {
	a, b := []float64{1, 2, 3, 4, nan}, []float64{2, 3, 4, 6, 1}
	if got := PairingGain(a, b); !near(got, (5.0/3+35.0/12)*4) {
		t.Errorf("got %v, want %v", got, (5.0/3+35.0/12)*4)
	}
	if got := PairingGain(a, a); !math.IsNaN(got) {
		t.Errorf("equal variants: got %v, want NaN", got)
	}
	one := make([]Ratio, 4)
	other := make([]Ratio, 4)
	for i := range one {
		one[i], other[i] = Ratio{a[i], 2}, Ratio{b[i], 2}
	}
	if got := RatioPairingGain(one, other); !near(got, (5.0/3+35.0/12)*4) {
		t.Errorf("ratios: got %v, want %v", got, (5.0/3+35.0/12)*4)
	}
}

// Clopper and Pearson's limits are where the seen count, or more of it, has
// exactly the error's probability. Summed term by term, not by the beta function.
func TestClopperPearsonSolvesItsEquation(t *testing.T) {
	const alpha = 0.025
	for _, n := range []int{10, 20, 64, 512} {
		for _, k := range []int{0, 1, n / 3, n - 1, n} {
			e := Probability(k, n, 1-2*alpha)
			if got := binomialUpTo(n, k, e.High); k < n && math.Abs(got-alpha) > 1e-9 {
				t.Errorf("%d of %d: P(≤ k) at the upper limit %v is %v, want %v", k, n, e.High, got, alpha)
			}
			if got := 1 - binomialUpTo(n, k-1, e.Low); k > 0 && math.Abs(got-alpha) > 1e-9 {
				t.Errorf("%d of %d: P(≥ k) at the lower limit %v is %v, want %v", k, n, e.Low, got, alpha)
			}
			if k == 0 && e.Low != 0 || k == n && e.High != 1 {
				t.Errorf("%d of %d: got [%v, %v]", k, n, e.Low, e.High)
			}
		}
	}
}

// binomialUpTo is P(count ≤ k) of n at probability p.
func binomialUpTo(n, k int, p float64) float64 {
	sum := 0.0
	for i := 0; i <= k; i++ {
		a, _ := math.Lgamma(float64(n + 1))
		b, _ := math.Lgamma(float64(i + 1))
		c, _ := math.Lgamma(float64(n - i + 1))
		sum += math.Exp(a - b - c + float64(i)*math.Log(p) + float64(n-i)*math.Log1p(-p))
	}
	return sum
}

// The minima of statistics.md.
func TestQuantileNeeds(t *testing.T) {
	tests := []struct {
		p, alpha float64
		want     int
	}{
		{0.95, 0.025, 72}, {0.95, 0.018, 79}, {0.95, 0.005, 104},
		{0.99, 0.025, 368}, {0.99, 0.018, 400}, {0.99, 0.005, 528},
	}
	for _, test := range tests {
		if got := QuantileNeeds(test.p, test.alpha); got != test.want {
			t.Errorf("QuantileNeeds(%v, %v) = %d, want %d", test.p, test.alpha, got, test.want)
		}
		level := 1 - 2*test.alpha
		if e := Quantile(rising(test.want), test.p, level); e.High != float64(test.want) {
			t.Errorf("p %v, α %v: at %d replications the upper bound is %v, want the largest value", test.p, test.alpha, test.want, e.High)
		}
		if e := Quantile(rising(test.want-1), test.p, level); !math.IsNaN(e.High) {
			t.Errorf("p %v, α %v: at %d replications there is an upper bound %v", test.p, test.alpha, test.want-1, e.High)
		}
	}
}

// The bounds are the tightest order statistics whose error is within α.
func TestOrderBoundsAreTight(t *testing.T) {
	for _, n := range []int{10, 64, 333} {
		for _, p := range []float64{0.05, 0.5, 0.95} {
			const alpha = 0.025
			low, high := orderBounds(n, p, alpha)
			if low > 0 && binomialUpTo(n, low-1, p) > alpha || binomialUpTo(n, low, p) <= alpha {
				t.Errorf("n %d, p %v: lower rank %d", n, p, low)
			}
			over := func(rank int) float64 { return 1 - binomialUpTo(n, rank-1, p) }
			if high <= n && over(high) > alpha || over(high-1) <= alpha {
				t.Errorf("n %d, p %v: upper rank %d", n, p, high)
			}
		}
	}
}

func TestRank(t *testing.T) {
	for _, test := range []struct {
		p    float64
		n    int64
		want int64
	}{{0.95, 20, 19}, {0.07, 100, 7}, {0.5, 3, 2}, {0, 5, 1}, {1, 5, 5}, {0.951, 20, 20}} {
		if got := rank(test.p, test.n); got != test.want {
			t.Errorf("rank(%v, %d) = %d, want %d", test.p, test.n, got, test.want)
		}
	}
}

// 8.5 of 10 values lie below the tail: the worst 1.5 are 10 and half of 9.
func TestShortfallSplitsAValue(t *testing.T) {
	if e := ExpectedShortfall(rising(10), 0.85, 0.95, rng.Stream{}); !near(e.Mean, (10+0.5*9)/1.5) {
		t.Errorf("got %v, want %v", e.Mean, (10+0.5*9)/1.5)
	}
}

func TestLooks(t *testing.T) {
	for _, test := range []struct {
		limit int
		want  []int
	}{{500, []int{32, 64, 128, 256, 500}}, {128, []int{32, 64, 128}}, {20, []int{20}}} {
		got := Looks(test.limit)
		if len(got) != len(test.want) {
			t.Errorf("Looks(%d) = %v, want %v", test.limit, got, test.want)
			continue
		}
		for i := range got {
			if got[i] != test.want[i] {
				t.Errorf("Looks(%d) = %v, want %v", test.limit, got, test.want)
			}
		}
	}
}

func TestPrecise(t *testing.T) {
	tests := []struct {
		name string
		e    Estimate
		want bool
	}{
		{"just within 5/105", Estimate{Mean: -105, Low: -109.99, High: -100.01, SD: 1, N: 32}, true},
		{"just outside", Estimate{Mean: -105, Low: -110.01, High: -99.99, SD: 1, N: 32}, false},
		{"all equal", Mean(repeat(0, 32), 0.95), true},
		{"too few, all equal", Mean(repeat(3, 9), 0.95), false},
		{"no interval", Mean(rising(9), 0.95), false},
		{"no data", Mean(nil, 0.95), false},
		{"about zero", Estimate{Mean: 0, Low: -1, High: 1, SD: 1, N: 32}, false},
	}
	for _, test := range tests {
		if got := Precise(test.e, 0.05); got != test.want {
			t.Errorf("%s: got %v, want %v", test.name, got, test.want)
		}
	}
}

func TestWithin(t *testing.T) {
	e := Estimate{Mean: 0.01, Low: -0.02, High: 1.5}.Within(0, 1)
	if e.Low != 0 || e.High != 1 || e.Mean != 0.01 {
		t.Errorf("got %+v", e)
	}
	if e := bare(1, nan, 1, NoteTooFew).Within(0, 1); !math.IsNaN(e.Low) || !math.IsNaN(e.High) {
		t.Errorf("an interval came out of nothing: %+v", e)
	}
}
