package collect

import (
	"math"
	"slices"
	"testing"

	"weir/report"
	"weir/sim/stat"
)

// surfaceOf is a surface with given values: by point, metric, replication.
func surfaceOf(t *testing.T, metrics []string, ratios ...[][]stat.Ratio) *Surface {
	t.Helper()
	p := tiny(t, "20d")
	points := make([]Point, len(ratios))
	for i := range points {
		points[i] = Point{Name: string(rune('a' + i)), Plan: p, Texts: []string{"1d"}, Values: []float64{1}}
	}
	s := NewSurface(points, metrics, len(ratios[0][0]))
	s.ratios = ratios
	return s
}

// counted are values of a mean over replications.
func counted(values ...float64) []stat.Ratio {
	var out []stat.Ratio
	for _, x := range values {
		out = append(out, stat.Ratio{Num: x, Den: 1})
	}
	return out
}

// TestSweepPairs: a change is the mean of the differences replication by replication,
// and its interval Student's where they are symmetric: the noise that both share is
// not in it. By hand: the differences 1, 1, 2, 2, 3, 3, 4, 4, 5, 5 have the mean 3 and
// the standard deviation 1.49071, t(9, .975) = 2.26216, so ± 1.06640.
func TestSweepPairs(t *testing.T) {
	base := []float64{900, 10, 500, 77, 300, 20, 650, 43, 810, 5} // far apart
	moved := slices.Clone(base)
	for i, d := range []float64{1, 4, 2, 5, 3, 3, 4, 1, 5, 2} {
		moved[i] += d
	}
	s := surfaceOf(t, []string{"customer.flags.count"}, [][]stat.Ratio{counted(base...)}, [][]stat.Ratio{counted(moved...)}).Sweep(10)
	c := s.Points[1].Cells[0]
	is(t, "mean", c.Mean, 334.5)
	for _, x := range []struct {
		what      string
		got, want float64
	}{{"delta", *c.Delta, 3}, {"low", *c.DeltaLow, 3 - 1.06640}, {"high", *c.DeltaHigh, 3 + 1.06640}} {
		if math.Abs(x.got-x.want) > 1e-4 {
			t.Errorf("%s %g, want %g", x.what, x.got, x.want)
		}
	}
	if b := s.Points[0]; !b.Base || *b.Cells[0].Delta != 0 || s.Points[1].Base || *c.High-*c.Low < 100 {
		t.Errorf("base %+v, point %+v", b, c)
	}
}

// TestSweepOfFewReplications: estimates without intervals, and never more
// replications than asked for.
func TestSweepOfFewReplications(t *testing.T) {
	s := surfaceOf(t, []string{"customer.flags.count"}, [][]stat.Ratio{counted(1, 2, 3, 100)}, [][]stat.Ratio{counted(3, 4, 5, 900)})
	c := s.Sweep(3).Points[1].Cells[0]
	if *c.Mean != 4 || *c.Delta != 2 || c.Low != nil || c.DeltaLow != nil || c.DeltaHigh != nil || c.N != 3 {
		t.Errorf("%+v", c)
	}
	if none := s.Sweep(0).Points[1].Cells[0]; none.Mean != nil || none.Delta != nil {
		t.Errorf("without replications %+v", none)
	}
}

// TestSweepOfShares: a share is a ratio of sums, and its change the difference of two
// such, not a mean of ratios.
func TestSweepOfShares(t *testing.T) {
	from := []stat.Ratio{{Num: 1, Den: 2}, {Num: 0, Den: 98}}
	to := []stat.Ratio{{Num: 2, Den: 2}, {Num: 9, Den: 98}}
	c := surfaceOf(t, []string{"customer.flags.alive"}, [][]stat.Ratio{from}, [][]stat.Ratio{to}).Sweep(2).Points[1].Cells[0]
	is(t, "share", c.Mean, .11)
	is(t, "change", c.Delta, .10)
}

// TestSurfaceIsCompare: from the same outcomes, a sweep says of every metric what a
// comparison says.
func TestSurfaceIsCompare(t *testing.T) {
	base, other := variant(t, "base", tiny(t, "3d"), 10), variant(t, "other", tiny(t, "6d"), 10)
	var r report.Results
	Fill(&r, []Variant{base, other}, nil, "")
	metrics := append(HeadlineMetrics(), "customer.flags.count{tier=basic}")
	s := NewSurface([]Point{{Name: "base", Plan: base.Plan}, {Name: "other", Plan: other.Plan}}, metrics, 10)
	for i := range 10 { // in no certain order
		s.Take(1, 9-i, other.Outcomes[9-i])
		s.Take(0, i, base.Outcomes[i])
	}
	sweep, seen, moved := s.Sweep(10), 0, 0
	same := func(a, b *float64) bool { return (a == nil) == (b == nil) && (a == nil || *a == *b) }
	for i, d := range r.Differences[0].Metrics {
		k := slices.IndexFunc(sweep.Metrics, func(m report.SweepMetric) bool {
			return m.Name == d.Name && (len(d.Labels) == 0 && len(m.Labels) == 0 || d.Labels["tier"] == "basic" && m.Labels["tier"] == "basic")
		})
		if k < 0 {
			continue
		}
		seen++
		level, c := r.Variants[1].Metrics[i], sweep.Points[1].Cells[k]
		if d.Delta != nil && *d.Delta != 0 {
			moved++
		}
		if !same(c.Delta, d.Delta) || !same(c.DeltaLow, d.Low) || !same(c.DeltaHigh, d.High) || !same(c.Mean, level.Mean) || !same(c.Low, level.Low) || !same(c.High, level.High) || sweep.Metrics[k].Unit != level.Unit {
			t.Errorf("%s: %+v, compared %+v %+v", d.Name, c, d, level)
		}
	}
	if seen != len(metrics) || moved == 0 {
		t.Errorf("%d of %d metrics, %d of them moved", seen, len(metrics), moved)
	}
}

// TestUnmoved: what is the same at every point in every replication is left out, be
// it nothing at all; what moves in one replication of one point is not.
func TestUnmoved(t *testing.T) {
	none := []stat.Ratio{{}, {}, {}}
	at := func(last float64) [][]stat.Ratio {
		return [][]stat.Ratio{counted(1, 2, 3), none, {{Num: 0, Den: 4}, {Num: 0, Den: 5}, {Num: 0, Den: 6 + last}}, counted(1, 2, last)}
	}
	s := surfaceOf(t, []string{"customer.flags.count", "customer.flags.alive", "customer.payments.limited", "customer.restricted.count"}, at(3), at(4), at(3))
	if got := s.Unmoved(3); !slices.Equal(got, []string{"customer.flags.count", "customer.flags.alive", "customer.payments.limited"}) {
		t.Error(got)
	}
	if got := s.Unmoved(2); len(got) != 4 {
		t.Error("over two replications ", got)
	}
	rest := s.Without(s.Unmoved(3))
	if got := rest.Metrics(); !slices.Equal(got, []string{"customer.restricted.count"}) || *rest.Sweep(3).Points[1].Cells[0].Delta != 1./3 {
		t.Error(got)
	}
}

// TestFailures: each self-check that failed is told once, with its point.
func TestFailures(t *testing.T) {
	s := surfaceOf(t, []string{"customer.flags.count"}, [][]stat.Ratio{counted(1, 2)}, [][]stat.Ratio{counted(1, 2)})
	o := *variant(t, "base", tiny(t, "20d"), 1).Outcomes[0]
	o.Failed = "money appears"
	s.Take(1, 1, &o)
	if got := s.Failures(2); !slices.Equal(got, []Failure{{"b", 1, "money appears"}}) || len(s.Failures(1)) != 0 {
		t.Error(got)
	}
}

// moves is a cell with a change.
func moves(by float64) report.SweepCell {
	return report.SweepCell{Estimate: report.Estimate{Mean: number(by)}, Delta: number(by)}
}

// TestTornado: by metric the widest bar first, from end to end and to the base at 0;
// equal ones in the order of the parameters, and what was never observed last.
func TestTornado(t *testing.T) {
	point := func(first, second float64) report.SweepPoint {
		return report.SweepPoint{Cells: []report.SweepCell{moves(first), moves(second)}}
	}
	s := &report.Sweep{Metrics: make([]report.SweepMetric, 2), Parameters: make([]report.SweepParameter, 4), Points: []report.SweepPoint{
		point(0, 0), point(1, 0), point(2, 0), point(-3, 9), point(-2, 8), point(1, 0), point(-1, 0), point(math.NaN(), 0)}}
	var order [2][]int
	bars := Tornado(s, [][2]int{{7, 7}, {1, 2}, {3, 4}, {5, 6}})
	for _, b := range bars {
		order[b.Metric] = append(order[b.Metric], b.Parameter)
	}
	if !slices.Equal(order[0], []int{2, 1, 3, 0}) || !slices.Equal(order[1], []int{2, 0, 1, 3}) {
		t.Error(order)
	}
	if *bars[0].Low.Delta != -3 || *bars[0].High.Delta != -2 {
		t.Errorf("ends %+v", bars[0])
	}
}

// TestFront: which way is better decides who is beaten; what has no value is on no
// front.
func TestFront(t *testing.T) {
	s := &report.Sweep{Metrics: []report.SweepMetric{{Better: "lower"}, {Better: "lower"}}}
	for _, p := range [][2]float64{{3, 1}, {1, 3}, {2, 2}, {2, 3}, {math.NaN(), 0}} {
		s.Points = append(s.Points, report.SweepPoint{Cells: []report.SweepCell{moves(p[0]), moves(p[1])}})
	}
	if f := Front(s, 0, 1); f.X != 0 || f.Y != 1 || !slices.Equal(f.Points, []int{1, 2, 0}) {
		t.Error(f)
	}
	s.Metrics[1].Better = "higher"
	if f := Front(s, 0, 1); !slices.Equal(f.Points, []int{1}) {
		t.Error(f)
	}
}
