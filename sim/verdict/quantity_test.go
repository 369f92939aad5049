package verdict

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"weir/sim/rng"
	"weir/sim/stat"
)

// values are n numbers: k distinct ones, zeros otherwise.
func values(n, k int) []float64 {
	out := make([]float64, n)
	for i := range k {
		out[i*n/k] = 1 + float64(i%7)/10
	}
	return out
}

// with puts a number into a sample.
func with(sample []float64, x float64) []float64 {
	sample[0] = x
	return sample
}

func TestGuards(t *testing.T) {
	shares := func(n, k int) []stat.Ratio {
		out := make([]stat.Ratio, n)
		for i, x := range values(n, k) {
			out[i] = stat.Ratio{Num: math.Ceil(x), Den: float64(40 + i%3)} // every residual is another
		}
		return out
	}
	mostlyEmpty := func(seen int) []stat.Ratio {
		out := make([]stat.Ratio, 512)
		for i := range seen {
			out[i*512/seen] = stat.Ratio{Num: float64(1 + i%2), Den: float64(3 + i%5)}
		}
		return out
	}
	one := []float64{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}
	for _, test := range []struct {
		name string
		q    Quantity
		n    int
		want Note
	}{
		{"evenly spread", Mean(around(512, 0), Any()), 64, Note{}},
		{"20 off the commonest value", Mean(values(512, 20), Any()), 512, Note{}},
		{"19 off the commonest value", Mean(values(512, 19), Any()), 512, Note{NoteCarried, 19}},
		{"share, 20 differ", Ratio(shares(512, 20), Share()), 512, Note{}},
		{"share, 19 differ, of unequal numbers", Ratio(shares(512, 19), Share()), 512, Note{NoteCarried, 19}},
		{"share, 20 observed anything", Ratio(mostlyEmpty(24), Share()), 512, Note{}},
		{"share, 14 observed anything", Ratio(mostlyEmpty(14), Share()), 512, Note{NoteCarried, 14}},
		{"one carries a fifth", Mean(with(around(512, 0), 100), Any()), 512, Note{}},
		{"one carries more", Mean(with(around(512, 0), 130), Any()), 512, Note{NoteCarried, 1}},
		{"skewed above 2 before 256", Mean(values(255, 35), Any()), 255, Note{NoteSkewed, 256}},
		{"skewed above 2 at 256", Mean(values(256, 35), Any()), 256, Note{}},
		{"skewed above 3 at 256", Mean(values(256, 20), Any()), 256, Note{NoteSkewed, 512}},
		{"all equal", Mean(one, Any()), 20, Note{NoteAllEqual, 20}},
		{"all equal, open above", Mean(one, Positive()), 20, Note{NoteAllEqual, 20}},
		{"all equal, bounded", Mean(one, Share()), 20, Note{}},
		{"no difference at all", Difference(one, one, Any()), 20, Note{NoteAllEqual, 20}},
		{"no ratio but 1", Quotient(one, one), 20, Note{NoteAllEqual, 20}},
		{"exact", Exact(one), 20, Note{}},
		{"called exact, but 19 differ", Exact(values(512, 19)), 512, Note{NoteCarried, 19}},
		{"a probability is exact", Probability(values(512, 1), func(x float64) bool { return x > 0 }), 512, Note{}},
		{"a quantile is exact", Quantile(values(512, 1), .95), 512, Note{}},
		{"arms, the second carried", Welch(around(512, 0), values(512, 19)), 512, Note{NoteCarried, 19}},
		{"arms without spread", Welch(one, one), 20, Note{NoteAllEqual, 20}},
		{"shortfall of 512", Shortfall(around(512, 0), .95, false, rng.Stream{}), 512, Note{NoteShortfall, 2000}},
		{"baseline about zero", Quotient(around(512, .01), around(512, 1)), 512, Note{Code: NoteNoBaseline}},
	} {
		if got := test.q.Guard(test.n); got != test.want {
			t.Errorf("%s: got %v, want %v", test.name, got, test.want)
		}
	}
}

// Zeros of 512 histories leave room for .78 % of the range: (1 − p)^512 = .018.
func TestBoundsOfEqualValues(t *testing.T) {
	const unseen = 0.00781575
	zeros, tenths := make([]float64, 512), make([]float64, 512)
	ratios := make([]stat.Ratio, 512)
	for i := range tenths {
		tenths[i] = .1
		ratios[i] = stat.Ratio{Den: float64(10 + 20*(i%2))}
	}
	for _, test := range []struct {
		name      string
		q         Quantity
		low, high float64
	}{
		{"zeros", Mean(zeros, Share()), 0, unseen},
		{"zeros of at most 100", Mean(zeros, Range{0, 100}), 0, 100 * unseen},
		{"tenths", Mean(tenths, Share()), .1 - .1*unseen, .1 + .9*unseen},
		{"open above", Mean(zeros, Positive()), 0, nan},
		{"nothing known", Mean(zeros, Any()), nan, nan},
		{"no difference", Difference(tenths, tenths, Share()), -unseen, unseen},
		{"shares of 10 and 30: the unseen one is of 30", Ratio(ratios, Share()), 0, 1.5 * unseen},
	} {
		low, high := test.q.Bounds(512, .018)
		if !close(low, test.low, 1e-7) || !close(high, test.high, 1e-7) {
			t.Errorf("%s: got [%v, %v], want [%v, %v]", test.name, low, high, test.low, test.high)
		}
	}
	b, n := named("ci")
	for limit, want := range map[float64]Verdict{.01: Pass, .005: Inconclusive} {
		d := Decide([]Rule{{Op: AtMost, Limit: limit, Blocking: true, Quantity: Mean(zeros, Share())}}, b, n)[0]
		if d.Verdict != want {
			t.Errorf("zeros of a share, limit %v: got %+v, want %v", limit, d, want)
		}
	}
}

func close(a, b, by float64) bool {
	return math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) <= by
}

// At an error corrected for a family, means are bounded by the wider of Hall's
// and Student's bounds; at the nominal one by Hall's.
func TestCorrectedBounds(t *testing.T) {
	const n, alpha = 64, .00125
	values := make([]float64, n)
	for i := range values {
		values[i] = math.Exp(3 * float64(i) / n) // skewed to the right: Hall lies higher on both sides
	}
	q := Mean(values, Any())
	e := q.Estimate(n)
	half := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: n - 1}.Quantile(1-alpha) * e.SD / math.Sqrt(n)
	low, high := q.Bounds(n, alpha)
	if !(low > e.Mean-half && high > e.Mean+half) {
		t.Fatalf("Hall [%v, %v], Student %v ± %v: the sample is of no use", low, high, e.Mean, half)
	}
	if l, h := corrected(q, n, alpha, .025); !close(l, e.Mean-half, 1e-9) || h != high {
		t.Errorf("got [%v, %v], want Student's %v and Hall's %v", l, h, e.Mean-half, high)
	}
	if l, h := corrected(q, n, alpha, alpha); l != low || h != high {
		t.Errorf("at the nominal error: got [%v, %v], want Hall's [%v, %v]", l, h, low, high)
	}
}

// The bad side of what should be high is below.
func TestDirections(t *testing.T) {
	up := around(512, 0)
	down := make([]float64, len(up))
	for i, x := range up {
		down[i] = -x
	}
	stream := rng.New(1, 0, 0).Stream(0, 1, 0)
	for _, pair := range [][2]Quantity{
		{ValueAtRisk(up, .9, false), ValueAtRisk(down, .9, true)},
		{Shortfall(up, .9, false, stream), Shortfall(down, .9, true, stream)},
	} {
		loss, gain := pair[0].Estimate(512), pair[1].Estimate(512)
		low, high := pair[0].Bounds(512, .018)
		mirroredLow, mirroredHigh := pair[1].Bounds(512, .018)
		if !close(loss.Mean, -gain.Mean, .01) || !close(low, -mirroredHigh, 1e-9) || !close(high, -mirroredLow, 1e-9) {
			t.Errorf("%T: %v [%v, %v], mirrored %v [%v, %v]", pair[0], loss.Mean, low, high, gain.Mean, mirroredLow, mirroredHigh)
		}
		if !(loss.Mean > 1) {
			t.Errorf("%T: %v is not on the bad side", pair[0], loss.Mean)
		}
	}
}

// A ratio to the baseline of two constants and one of two means.
func TestQuotient(t *testing.T) {
	a, b := around(512, 10), around(512, 10)
	for i := range b {
		b[i] = 1.02 * a[i]
	}
	b[3] += 1e-3
	e := Quotient(a, b).Estimate(512)
	if !close(e.Mean, 1.02, 1e-4) || !(e.Low > 1.019 && e.High < 1.021) {
		t.Errorf("got %+v, want 1.02 and nearly no interval: replications are paired", e)
	}
	if low, high := Quotient(around(512, .05), b).Bounds(512, .018); !math.IsNaN(low) || !math.IsNaN(high) {
		t.Errorf("baseline not shown above zero: got [%v, %v]", low, high)
	}
}
