package stat

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"math"
	"math/big"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"weir/sim"
)

// integers draws what breaks sums: ordinary values and the ends of the range.
var integers = rapid.OneOf(rapid.Int64(), rapid.Int64Range(-1000, 1000),
	rapid.SampledFrom([]int64{math.MinInt64, math.MaxInt64, -1, 0, 1}))

func TestSum128AgainstBig(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var sum, part Sum128
		want := new(big.Int)
		for range rapid.IntRange(0, 40).Draw(t, "steps") {
			a, b := integers.Draw(t, "a"), integers.Draw(t, "b")
			switch rapid.IntRange(0, 3).Draw(t, "step") {
			case 0:
				sum.Add(a)
				want.Add(want, big.NewInt(a))
			case 1: // halved: 40 squares of 2⁶³ would pass 2¹²⁷
				sum.AddProduct(a/32, b)
				want.Add(want, new(big.Int).Mul(big.NewInt(a/32), big.NewInt(b)))
			case 2:
				part = Sum128{}
				part.AddProduct(a/64, b)
				sum.Merge(part)
				want.Add(want, part.Big())
			case 3:
				sum = sum.Minus(part)
				want.Sub(want, part.Big())
			}
		}
		if sum.Big().Cmp(want) != 0 || sum.String() != want.String() {
			t.Fatalf("got %s, want %s", sum, want)
		}
		if f, _ := want.Float64(); sum.Float64() != f {
			t.Fatalf("as float %v, want %v", sum.Float64(), f)
		}
		if x, ok := sum.Int64(); ok != want.IsInt64() || ok && x != want.Int64() {
			t.Fatalf("as int64 %d (%v), want %s", x, ok, want)
		}
	})
}

// One product of the ends of the range, which the property reaches only divided.
func TestSum128Products(t *testing.T) {
	ends := []int64{math.MinInt64, -3, -1, 0, 1, 5, math.MaxInt64}
	for _, a := range ends {
		for _, b := range ends {
			var s Sum128
			s.AddProduct(a, b)
			if want := new(big.Int).Mul(big.NewInt(a), big.NewInt(b)); s.Big().Cmp(want) != 0 {
				t.Errorf("%d × %d = %s, want %s", a, b, s, want)
			}
		}
	}
}

// parts cuts observations in parts that are counted apart.
func cut(t *rapid.T, values []int64) [3][]int64 {
	i := rapid.IntRange(0, len(values)).Draw(t, "first cut")
	j := rapid.IntRange(i, len(values)).Draw(t, "second cut")
	return [3][]int64{values[:i], values[i:j], values[j:]}
}

// Whoever counts what, and in whatever order it is put together, the state is
// the same to the bit: (a+b)+c = (c+b)+a = a+(b+c) = all at once.
func TestMergesCommuteAndAssociate(t *testing.T) {
	type state struct {
		Tally  Tally
		Sketch Sketch
		Series Series
	}
	count := func(values []int64) *state {
		s := &state{Series: NewSeries(7)}
		for _, x := range values {
			s.Tally.Add(x)
			s.Sketch.Add(x)
			s.Series.Add(int(uint64(x)%9)-1, x, 1)
		}
		return s
	}
	merge := func(t *rapid.T, a, b *state) *state {
		a.Tally.Merge(b.Tally)
		a.Sketch.Merge(b.Sketch)
		if a.Series.Merge(b.Series) != nil {
			t.Fatal("like parts do not merge")
		}
		return a
	}
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOf(integers).Draw(t, "values")
		p := cut(t, values)
		want := encode(count(values))
		for name, got := range map[string]*state{
			"(a+b)+c": merge(t, merge(t, count(p[0]), count(p[1])), count(p[2])),
			"(c+b)+a": merge(t, merge(t, count(p[2]), count(p[1])), count(p[0])),
			"a+(b+c)": merge(t, count(p[0]), merge(t, count(p[1]), count(p[2]))),
		} {
			if !bytes.Equal(encode(got), want) {
				t.Fatalf("%s gives\n%s\nat once\n%s", name, encode(got), want)
			}
		}
	})
}

func encode(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return data
}

// Merging must not tie the result to what was merged into it.
func TestSketchMergeCopies(t *testing.T) {
	var a, b Sketch
	b.Add(5)
	a.Merge(b)
	a.Add(5)
	if b.N != 1 || b.Counts[0] != 1 {
		t.Errorf("the merged sketch changed: %+v", b)
	}
}

// Against the sorted values themselves.
func TestSketchQuantileWithinOnePercent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(integers, 1, 200).Draw(t, "values")
		p := rapid.Float64Range(0, 1).Draw(t, "p")
		var s Sketch
		for _, x := range values {
			s.Add(x)
		}
		slices.Sort(values)
		want := float64(values[rank(p, int64(len(values)))-1])
		got := s.Quantile(p)
		if math.Abs(got-want) > 0.01*math.Abs(want) {
			t.Fatalf("quantile %v is %v, want %v within 1%%", p, got, want)
		}
		if math.Abs(want) < 128 && got != want {
			t.Fatalf("quantile %v is %v, want exactly %v", p, got, want)
		}
	})
}

// Every bucket begins where the one before ends, and its middle lies in it.
func TestBucketsAreSeamless(t *testing.T) {
	last := bucket(math.MaxInt64)
	for i := range last {
		m := middle(i)
		if i > 0 && !(m > middle(i-1)) {
			t.Fatalf("bucket %d: middle %v is not above that before", i, m)
		}
		if got := bucket(int64(m)); got != i {
			t.Fatalf("bucket(%v) = %d, want %d", m, got, i)
		}
	}
	if bucket(math.MinInt64) != -bucketOf(1<<63) || last > 3712 {
		t.Errorf("the ends are buckets %d and %d", bucket(math.MinInt64), last)
	}
}

func TestSketchEdges(t *testing.T) {
	var s Sketch
	if !math.IsNaN(s.Quantile(0.5)) {
		t.Error("a quantile of nothing")
	}
	s.AddN(7, 0)
	if s.N != 0 || s.Counts != nil {
		t.Errorf("nothing was counted: %+v", s)
	}
	s.AddN(7, 3)
	s.Add(1000)
	if s.N != 4 || s.Quantile(0.75) != 7 || s.Quantile(0.76) < 990 {
		t.Errorf("got %+v", s)
	}
}

// The state goes through JSON and gob unchanged, as units need it.
func TestStateIsPlainData(t *testing.T) {
	type state struct {
		Tally    Tally
		Sketch   Sketch
		Integral Integral
	}
	var in state
	for _, x := range []int64{math.MinInt64, -7, 0, 123456, math.MaxInt64} {
		in.Tally.Add(x)
		in.Sketch.Add(x)
	}
	in.Integral.Set(sim.Time(5*sim.Day), 17)
	var viaJSON, viaGob state
	if err := json.Unmarshal(encode(in), &viaJSON); err != nil {
		t.Fatal(err)
	}
	var buffer bytes.Buffer
	if err := gob.NewEncoder(&buffer).Encode(in); err != nil {
		t.Fatal(err)
	}
	if err := gob.NewDecoder(&buffer).Decode(&viaGob); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(in, viaJSON) || !reflect.DeepEqual(in, viaGob) {
		t.Errorf("put in %+v\nJSON gave %+v\ngob gave %+v", in, viaJSON, viaGob)
	}
}

// A spread of 1 about 10¹²: in floats the squares would swallow it.
func TestTallyDoesNotCancel(t *testing.T) {
	var tally Tally
	for _, x := range []int64{1e12 - 1, 1e12, 1e12 + 1} {
		tally.Add(x)
	}
	if tally.SD() != 1 || tally.Mean() != 1e12 || tally.Ratio() != (Ratio{3e12, 3}) {
		t.Errorf("mean %v, SD %v, ratio %v", tally.Mean(), tally.SD(), tally.Ratio())
	}
	var empty Tally
	if !math.IsNaN(empty.Mean()) || !math.IsNaN(empty.SD()) {
		t.Error("an empty tally has a mean or an SD")
	}
}

// 10⁸ waits of 32 hours: beyond int64 in microseconds.
func TestTallySumIsWide(t *testing.T) {
	var all Tally
	all.Add(int64(32 * sim.Hour))
	for range 8 { // ten times as many
		tenth := all
		for range 9 {
			all.Merge(tenth)
		}
	}
	if all.N != 1e8 || all.Mean() != float64(32*sim.Hour) {
		t.Errorf("N %d, mean %v", all.N, all.Mean())
	}
}

// Small values are their own bucket, so what lies above one is counted exactly;
// large ones count with their bucket.
func TestSketchAtLeast(t *testing.T) {
	var s Sketch
	for _, x := range []int64{-4, 0, 9, 10, 20, 99, 1 << 20} {
		s.Add(x)
	}
	for x, want := range map[int64]int64{-100: 7, -4: 7, -3: 6, 0: 6, 1: 5, 10: 4, 21: 2, 100: 1, 1 << 20: 1, 1 << 21: 0} {
		if got := s.AtLeast(x); got != want {
			t.Errorf("at least %d: %d of %v, want %d", x, got, s.Counts, want)
		}
	}
}

func TestSeries(t *testing.T) {
	s := NewSeries(2)
	for _, day := range []int{-1, 0, 1, 1, 2} {
		s.Add(day, 3, 4)
	}
	if s.Ratio(0) != (Ratio{3, 4}) || s.Ratio(1) != (Ratio{6, 8}) {
		t.Errorf("got %+v", s)
	}
	if s.Merge(NewSeries(3)) == nil {
		t.Error("different lengths merged")
	}
}

// The area is summed here microsecond by microsecond; two integrals merged are
// the integral of both levels together.
func TestIntegral(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const end = 60
		walk := func(name string) (i Integral, area int64) {
			changes := rapid.SliceOfN(rapid.Int64Range(-3, 5), end, end).Draw(t, name)
			restart := rapid.IntRange(0, end-1).Draw(t, name+" counts from")
			var level int64
			for at, delta := range changes {
				if at == restart {
					i.Restart(sim.Time(at))
					area = 0
				}
				if delta != 0 {
					i.Add(sim.Time(at), delta)
				}
				level += delta
				area += level
			}
			return i, area
		}
		a, areaA := walk("a")
		b, areaB := walk("b")
		ab, ba := a, b
		ab.Merge(b)
		ba.Merge(a)
		for _, test := range []struct {
			i    Integral
			want int64
		}{{a, areaA}, {b, areaB}, {ab, areaA + areaB}, {ba, areaA + areaB}} {
			if got, _ := test.i.Until(end).Int64(); got != test.want {
				t.Fatalf("area %d, want %d", got, test.want)
			}
		}
	})
}

// Nothing is allocated per observation once the range has been seen.
func TestAddAllocatesNothing(t *testing.T) {
	var tally Tally
	var sketch Sketch
	sketch.Add(1)
	sketch.Add(1 << 40)
	x := int64(1)
	if n := testing.AllocsPerRun(1000, func() {
		x = x*3 + 1
		tally.Add(x & (1<<40 - 1))
		sketch.Add(x&(1<<40-1) | 1)
	}); n != 0 {
		t.Errorf("%v allocations per observation", n)
	}
}

func BenchmarkSketchAdd(b *testing.B) {
	var s Sketch
	x := uint64(1)
	for b.Loop() {
		x = x*6364136223846793005 + 1442695040888963407
		s.Add(int64(x >> 24))
	}
}

func BenchmarkTallyAdd(b *testing.B) {
	var s Tally
	x := uint64(1)
	for b.Loop() {
		x = x*6364136223846793005 + 1442695040888963407
		s.Add(int64(x >> 24))
	}
}
