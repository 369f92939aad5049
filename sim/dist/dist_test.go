package dist

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"weir/sim/rng"
)

// params is shorthand for the table below.
type params = map[string]float64

// member is a distribution with what is known of it by other means.
type member struct {
	family         string
	params         params
	mean, variance float64
	median, p95    float64 // NaN: not stated
}

var unstated = math.NaN()

// members has every form of every family at least once; TestEveryForm sees to
// it. Quantiles are closed forms, or from tables of the chi-square (gamma with
// shape k/2 and scale 2) and the beta distribution.
var members = []member{
	{"constant", params{"value": -3}, -3, 0, -3, -3},
	{"exponential", params{"mean": 4}, 4, 16, 4 * math.Ln2, 4 * math.Log(20)},
	{"uniform", params{"min": -1, "max": 3}, 1, 16.0 / 12, 1, 2.8},
	{"triangular", params{"min": 0, "mode": 0, "max": 1}, 1.0 / 3, 1.0 / 18, 1 - math.Sqrt(0.5), 1 - math.Sqrt(0.05)},
	{"triangular", params{"min": 2, "mode": 5, "max": 5}, 4, 0.5, 2 + 3*math.Sqrt(0.5), 2 + 3*math.Sqrt(0.95)},
	{"triangular", params{"min": -2, "mode": 0, "max": 2}, 0, 4.0 / 6, 0, 2 - 2*math.Sqrt(0.1)},
	{"lognormal", params{"median": 3, "p95": 9}, 3.749653, 7.904632, 3, 9},
	{"lognormal", params{"mean": 10, "cv": 0.5}, 10, 25, 10 / math.Sqrt(1.25), unstated},
	{"lognormal", params{"median": 2, "sigma": 0.3}, 2 * math.Exp(0.045), 4 * math.Exp(0.09) * math.Expm1(0.09), 2, 2 * math.Exp(0.3*1.6448536269514722)},
	{"lognormal", params{"mean": 5, "sigma": 1}, 5, 25 * math.Expm1(1), 5 * math.Exp(-0.5), unstated},
	{"gamma", params{"mean": 4, "cv": math.Sqrt(0.5)}, 4, 8, 3.356694, 9.487729},
	{"gamma", params{"mean": 1, "shape": 0.5}, 1, 2, 0.454936, 3.841459},
	{"erlang", params{"mean": 10, "k": 5}, 10, 20, 9.341818, 18.307038},
	{"erlang", params{"mean": 10, "k": 1}, 10, 100, 10 * math.Ln2, 10 * math.Log(20)},
	{"weibull", params{"mean": 2 * math.Gamma(1.5), "shape": 2}, math.Sqrt(math.Pi), 4 - math.Pi, 2 * math.Sqrt(math.Ln2), 2 * math.Sqrt(math.Log(20))},
	{"weibull", params{"scale": 3, "shape": 0.5}, 6, 180, 3 * math.Ln2 * math.Ln2, 3 * math.Log(20) * math.Log(20)},
	{"weibull", params{"median": 3 * math.Ln2, "p95": 3 * math.Log(20)}, 3, 9, 3 * math.Ln2, 3 * math.Log(20)},
	{"normal", params{"mean": -1, "sd": 2}, -1, 4, -1, -1 + 2*1.6448536269514722},
	{"normal", params{"mean": 0, "sd": 1, "min": 0}, math.Sqrt(2 / math.Pi), 1 - 2/math.Pi, 0.67448975, 1.95996398},
	{"normal", params{"mean": 10, "sd": 1, "min": 0}, 10, 1, 10, 10 + 1.6448536269514722},
	{"normal", params{"mean": 0, "sd": 2, "min": 8}, 8.4512, 0.1867, unstated, unstated},
	{"pareto", params{"min": 2, "shape": 5}, 2.5, 4 * 5.0 / 48, 2 * math.Pow(2, 0.2), 2 * math.Pow(20, 0.2)},
	{"pareto", params{"min": 2, "shape": 1.5}, 6, math.Inf(1), 2 * math.Pow(2, 1/1.5), 2 * math.Pow(20, 1/1.5)},
	{"pareto", params{"min": 1, "shape": 1}, math.Inf(1), math.Inf(1), 2, 20},
	{"beta", params{"mean": 0.5, "sd": math.Sqrt(1.0 / 12)}, 0.5, 1.0 / 12, 0.5, 0.95},
	{"beta", params{"mean": 2.0 / 3, "sd": math.Sqrt(1.0 / 18)}, 2.0 / 3, 1.0 / 18, math.Sqrt(0.5), math.Sqrt(0.95)},
	{"gamma", params{"mean": 0.1, "shape": 0.1}, 0.1, 0.1, 0.000593391104, unstated},
	{"beta", params{"mean": 0.5, "sd": math.Sqrt(0.125)}, 0.5, 0.125, 0.5, math.Pow(math.Sin(math.Pi/2*0.95), 2)},
	{"hyperexponential", params{"mean": 1, "cv": 3}, 1, 9, unstated, unstated},
	{"hyperexponential", params{"mean": 1, "cv": 1}, 1, 1, math.Ln2, math.Log(20)},
}

// everything adds the distributions that are not declared by parameters.
func everything(t testing.TB) map[string]Dist {
	all := map[string]Dist{}
	for _, m := range members {
		d, err := New(m.family, m.params)
		if err != nil {
			t.Fatal(err)
		}
		all[fmt.Sprintf("%s%v", m.family, m.params)] = d
	}
	values, err := Empirical([]float64{5, 1, 2, 2, 8, -1})
	if err != nil {
		t.Fatal(err)
	}
	short, _ := New("exponential", params{"mean": 1})
	long, _ := New("lognormal", params{"median": 20, "p95": 40})
	mixed, err := Mixture([]float64{3, 1, 1}, []Dist{short, long, Point(2)})
	if err != nil {
		t.Fatal(err)
	}
	all["empirical"], all["mixture"], all["point"] = values, mixed, Point(7)
	return all
}

// TestEveryForm: the table above leaves no form of a family out.
func TestEveryForm(t *testing.T) {
	for _, f := range Families() {
		for _, form := range f.Forms {
			if !slices.ContainsFunc(members, func(m member) bool {
				found, ok := f.form(m.params)
				return ok && m.family == f.Name && found.String() == form.String()
			}) {
				t.Errorf("%s%s is not in the table of members", f.Name, form)
			}
		}
	}
}

// TestMembers: parameters are recovered, moments and quantiles are those of the
// closed forms and tables.
func TestMembers(t *testing.T) {
	for _, m := range members {
		d, err := New(m.family, m.params)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			what      string
			got, want float64
		}{
			{"mean", d.Mean(), m.mean},
			{"variance", d.Variance(), m.variance},
			{"median", d.Quantile(0.5), m.median},
			{"p95", d.Quantile(0.95), m.p95},
		} {
			tolerance := 1e-6 * max(1, math.Abs(c.want))
			if m.params["min"] == 8 {
				tolerance = 1e-3 // stated with four digits
			}
			right := c.got == c.want || math.IsNaN(c.want) // infinities are equal or wrong
			if !right && (math.IsInf(c.want, 0) || !(math.Abs(c.got-c.want) <= tolerance)) {
				t.Errorf("%s%v: %s is %v; want %v", m.family, m.params, c.what, c.got, c.want)
			}
		}
	}
}

// TestQuantileIsTheInverse: Quantile(p) is the smallest x with CDF(x) ≥ p, the
// CDF rises, and both keep to the support.
func TestQuantileIsTheInverse(t *testing.T) {
	for name, d := range everything(t) {
		low, high := d.Support()
		if low > high || d.CDF(math.Inf(-1)) != 0 || d.CDF(math.Inf(1)) < 1-1e-12 || d.CDF(low-1) != 0 {
			t.Errorf("%s: support %v to %v, CDF %v at -Inf, %v below, %v at +Inf",
				name, low, high, d.CDF(math.Inf(-1)), d.CDF(low-1), d.CDF(math.Inf(1)))
		}
		last := math.Inf(-1)
		for _, p := range []float64{1e-9, 1e-4, 0.01, 0.1, 1.0 / 6, 0.25, 1.0 / 3, 0.5, 0.7, 5.0 / 6, 0.9, 0.99, 0.9999, 1 - 1e-9} {
			x := d.Quantile(p)
			step := 1e-7 * max(1e-30, math.Abs(x))
			if x < last || x < low || x > high {
				t.Errorf("%s: quantile of %v is %v after %v; support %v to %v", name, p, x, last, low, high)
			}
			if before, at := d.CDF(x-step), d.CDF(x+step); before > p+1e-12 || at < p-1e-12 {
				t.Errorf("%s: quantile of %v is %v, where the CDF goes from %v to %v", name, p, x, before, at)
			}
			last = x
		}
	}
}

// TestSamplesFollowTheCDF compares 50,000 draws of neighbouring keys with the
// CDF. The greatest distance times √n exceeds 2.75 with chance
// 2·exp(−2·2.75²) = 5e-7 (less where the law has steps), about 30 times over.
func TestSamplesFollowTheCDF(t *testing.T) {
	const n = 50_000
	root := rng.New(31, 0, 0)
	for name, d := range everything(t) {
		low, high := d.Support()
		draws := make([]float64, n)
		for i := range draws {
			draws[i] = Draw(d, root.Stream(uint64(i%100), 9, uint64(i/100)))
			if !(draws[i] >= low && draws[i] <= high) {
				t.Fatalf("%s: drew %v; support %v to %v", name, draws[i], low, high)
			}
		}
		slices.Sort(draws)
		worst := 0.0
		for i := 0; i < n; {
			j := i
			for j < n && draws[j] == draws[i] {
				j++
			}
			below := math.Nextafter(draws[i], math.Inf(-1))
			worst = max(worst, math.Abs(d.CDF(draws[i])-float64(j)/n), math.Abs(d.CDF(below)-float64(i)/n))
			i = j
		}
		if worst*math.Sqrt(n) > 2.75 {
			t.Errorf("%s: Kolmogorov distance %.2f/√n; want at most 2.75/√n", name, worst*math.Sqrt(n))
		}
	}
}

// TestSampleMoments: a Kolmogorov distance hardly sees the tail that the mean
// comes from. Limit of 5.5 standard errors, about 30 times over: bad luck 1e-6
// for light tails; those without variance are left out.
func TestSampleMoments(t *testing.T) {
	const n = 50_000
	root := rng.New(32, 0, 0)
	for name, d := range everything(t) {
		if math.IsInf(d.Variance(), 1) {
			continue
		}
		sum := 0.0
		for i := range uint64(n) {
			sum += Draw(d, root.Stream(i, 1, 0))
		}
		if limit := 5.5*math.Sqrt(d.Variance()/n) + 1e-9; math.Abs(sum/n-d.Mean()) > limit {
			t.Errorf("%s: mean of %d draws is %v; want %v ± %v", name, n, sum/n, d.Mean(), limit)
		}
	}
}

// TestMomentsMatchTheCDF integrates the quantile function: what Mean and
// Variance say is what CDF and Quantile say.
func TestMomentsMatchTheCDF(t *testing.T) {
	const n = 20_000
	for name, d := range everything(t) {
		if math.IsInf(d.Variance(), 1) || strings.HasPrefix(name, "beta") {
			continue // no integral to compare with; or one whose quantiles take long
		}
		mean, square := 0.0, 0.0
		for i := range n {
			// p = 1 − (1 − u)³ puts more points into the upper tail.
			u := (float64(i) + 0.5) / n
			weight := 3 * (1 - u) * (1 - u) / n
			x := d.Quantile(1 - (1-u)*(1-u)*(1-u))
			mean += weight * x
			square += weight * (x - d.Mean()) * (x - d.Mean())
		}
		scale := max(math.Abs(d.Mean()), math.Sqrt(d.Variance()))
		if math.Abs(mean-d.Mean()) > 1e-3*scale || math.Abs(square-d.Variance()) > 5e-3*scale*scale {
			t.Errorf("%s: the integral gives mean %v and variance %v; want %v and %v", name, mean, square, d.Mean(), d.Variance())
		}
	}
}

// TestDrawIsSample: the fast path draws the same bits, and a Dist from
// elsewhere works.
func TestDrawIsSample(t *testing.T) {
	all := everything(t)
	all["foreign"] = foreign{Point(1)}
	root := rng.New(8, 0, 0)
	for name, d := range all {
		for i := range uint64(100) {
			s := root.Stream(i, 0, 0)
			if a, b := Draw(d, s), d.Sample(&s); a != b {
				t.Fatalf("%s: Draw gives %v, Sample %v", name, a, b)
			}
		}
	}
}

type foreign struct{ Dist }

func (foreign) Sample(s *rng.Stream) float64 { return s.Float64() }

// TestAllocations: draws over entities and purposes allocate nothing.
func TestAllocations(t *testing.T) {
	root, sum := rng.New(8, 0, 0), 0.0
	for name, d := range everything(t) {
		if n := testing.AllocsPerRun(20, func() {
			for entity := range uint64(10) {
				for purpose := range rng.Purpose(5) {
					sum += Draw(d, root.Stream(entity, purpose, 1))
				}
			}
		}); n != 0 {
			t.Errorf("%s: %v allocations in 50 draws", name, n)
		}
	}
}

// TestScales: the unit may be as small as a microsecond or as large as a money
// total; quantiles scale with it.
func TestScales(t *testing.T) {
	for _, m := range members {
		f, _ := Lookup(m.family)
		if m.family == "beta" || m.family == "constant" {
			continue
		}
		for _, unit := range []float64{1e-9, 3.6e9, 1e15} {
			scaled := maps.Clone(m.params)
			for name := range scaled {
				if p, _ := f.Param(name); p.HasUnit {
					scaled[name] *= unit
				}
			}
			d, err := New(m.family, m.params)
			if err != nil {
				t.Fatal(err)
			}
			big, err := New(m.family, scaled)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range []float64{0.01, 0.5, 0.95} {
				if a, b := d.Quantile(p)*unit, big.Quantile(p); math.Abs(a-b) > 1e-9*max(math.Abs(a), unit) {
					t.Errorf("%s%v: quantile of %v is %v in another unit; want %v", m.family, m.params, p, b, a)
				}
			}
		}
	}
}
