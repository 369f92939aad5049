package collect

import (
	"cmp"
	"math"
	"slices"

	"weir/model"
	"weir/model/gate"
	"weir/model/metric"
	"weir/report"
	"weir/sim/design"
	"weir/sim/stat"
)

// Point is one setting of the parameters of a sweep.
type Point struct {
	Name   string
	Texts  []string  // of the parameters, as written
	Values []float64 // the same as numbers, NaN where one is none
	Plan   *model.Plan
}

// Surface gathers what a sweep looks at, outcome by outcome, so that none need be
// kept: of each replication of each point the values of some metrics. The first
// point is the base, which the others are compared with. NewSurface makes one.
type Surface struct {
	points []Point
	rows   []row
	ratios [][][]stat.Ratio // by point, metric, replication
	failed [][]string       // by point, replication: what its self-check found
}

// Failure is what the self-check of one replication of a point found.
type Failure struct {
	Point       string
	Replication int
	Why         string
}

// HeadlineMetrics are the metrics that are looked at where none is named.
func HeadlineMetrics() []string {
	var out []string
	for _, f := range model.Figures() {
		if f.Headline {
			out = append(out, f.Name)
		}
	}
	return out
}

// NewSurface returns a surface of metrics, each as gates write it, at points, with
// room for so many replications. It panics at a metric that there is not.
func NewSurface(points []Point, metrics []string, replications int) *Surface {
	s := &Surface{points: points}
	for _, text := range metrics {
		s.rows = append(s.rows, rowNamed(text))
	}
	for range points {
		at := make([][]stat.Ratio, len(s.rows))
		for i := range at {
			at[i] = make([]stat.Ratio, replications)
		}
		s.ratios = append(s.ratios, at)
		s.failed = append(s.failed, make([]string, replications))
	}
	return s
}

// rowNamed reads a metric as gates write it.
func rowNamed(text string) row {
	e, problems := gate.Parse(text + " <= 0")
	figures := model.Figures()
	i := -1
	if len(problems) == 0 {
		i = slices.IndexFunc(figures, func(f model.Figure) bool { return f.Name == e.Metric })
	}
	if i < 0 {
		panic("collect: NewSurface: no metric " + text)
	}
	r := row{figure: &figures[i]}
	for _, l := range e.Labels {
		r.labels = orEmpty(r.labels)
		r.labels[l.Name] = l.Value
	}
	return r
}

// Take notes what an outcome says of the metrics.
func (s *Surface) Take(point, replication int, o *model.Outcome) {
	for i, r := range s.rows {
		s.ratios[point][i][replication] = r.ratios([]*model.Counts{o.Counts}, s.points[point].Plan.Minor)[0]
	}
	s.failed[point][replication] = o.Failed
}

// Failures lists what self-checks found in the first n replications, point by
// point.
func (s *Surface) Failures(n int) []Failure {
	var out []Failure
	for i, p := range s.points {
		for replication, why := range s.failed[i][:n] {
			if why != "" {
				out = append(out, Failure{p.Name, replication, why})
			}
		}
	}
	return out
}

// Unmoved lists the metrics that are the same at every point in each of the first n
// replications: the parameters have nothing to do with them.
func (s *Surface) Unmoved(n int) []string {
	var out []string
	for i, r := range s.rows {
		base := values(s.ratios[0][i][:n])
		moved := func(at [][]stat.Ratio) bool {
			return !slices.EqualFunc(values(at[i][:n]), base, func(a, b float64) bool { return cmp.Compare(a, b) == 0 }) // no value equals no value
		}
		if !slices.ContainsFunc(s.ratios, moved) {
			out = append(out, r.key())
		}
	}
	return out
}

// Without returns the surface without some of its metrics.
func (s *Surface) Without(metrics []string) *Surface {
	t := &Surface{points: s.points, failed: s.failed, ratios: make([][][]stat.Ratio, len(s.points))}
	for i, r := range s.rows {
		if slices.Contains(metrics, r.key()) {
			continue
		}
		t.rows = append(t.rows, r)
		for p := range s.points {
			t.ratios[p] = append(t.ratios[p], s.ratios[p][i])
		}
	}
	return t
}

// Metrics lists the metrics that are looked at.
func (s *Surface) Metrics() []string {
	var out []string
	for _, r := range s.rows {
		out = append(out, r.key())
	}
	return out
}

// Sweep returns what came of the first n replications: of each point and metric the
// estimate with its interval, and the change from the base, paired by replication.
func (s *Surface) Sweep(n int) *report.Sweep {
	out := new(report.Sweep)
	for _, r := range s.rows {
		out.Metrics = append(out.Metrics, report.SweepMetric{Name: r.figure.Name, Labels: orEmpty(r.labels), Unit: unit(r.figure.Desc, s.points[0].Plan),
			Better: r.figure.Better.String(), Headline: r.figure.Headline && len(r.labels) == 0})
	}
	for i, p := range s.points {
		point := report.SweepPoint{Name: p.Name, Texts: p.Texts, Values: p.Values, Base: i == 0}
		for k := range s.rows {
			point.Cells = append(point.Cells, s.cell(i, k, n))
		}
		out.Points = append(out.Points, point)
	}
	return out
}

// cell is a metric at a point.
func (s *Surface) cell(point, k, n int) report.SweepCell {
	d := s.rows[k].figure.Desc
	from, to := s.ratios[0][k][:n], s.ratios[point][k][:n]
	e, change := shown(d.Kind, estimate(d, to)), changeOf(d, from, to).Estimate(n)
	return report.SweepCell{
		Estimate: report.Estimate{Mean: number(e.Mean), Low: number(e.Low), High: number(e.High), N: e.N, Interval: e.Interval},
		Delta:    number(change.Mean), DeltaLow: number(change.Low), DeltaHigh: number(change.High),
	}
}

// Tornado returns how far each parameter moves each metric, the largest effects of a
// metric first: what lies between the changes at its two ends and the base. ends has
// the points at which a parameter alone is at its lowest and its highest value.
func Tornado(s *report.Sweep, ends [][2]int) []report.TornadoBar {
	var bars []report.TornadoBar
	for m := range s.Metrics {
		var own []report.TornadoBar
		for p, end := range ends {
			own = append(own, report.TornadoBar{Metric: m, Parameter: p, Low: s.Points[end[0]].Cells[m], High: s.Points[end[1]].Cells[m]})
		}
		slices.SortStableFunc(own, func(a, b report.TornadoBar) int { return cmp.Compare(reach(b), reach(a)) })
		bars = append(bars, own...)
	}
	return bars
}

// reach is the width of a bar, the base's 0 included; less than any where neither
// end was observed.
func reach(b report.TornadoBar) float64 {
	low, high, none := 0.0, 0.0, true
	for _, c := range []report.SweepCell{b.Low, b.High} {
		if c.Delta != nil {
			low, high, none = math.Min(low, *c.Delta), math.Max(high, *c.Delta), false
		}
	}
	if none {
		return -1
	}
	return high - low
}

// Front returns the points that no other beats in two of the metrics, by estimates.
func Front(s *report.Sweep, x, y int) *report.Front {
	at := func(of int) []float64 {
		out := make([]float64, len(s.Points))
		for i, p := range s.Points {
			out[i] = math.NaN()
			if mean := p.Cells[of].Mean; mean != nil {
				out[i] = *mean
			}
		}
		return out
	}
	lower := func(i int) bool { return s.Metrics[i].Better == metric.Lower.String() }
	return &report.Front{X: x, Y: y, Points: design.Front(at(x), at(y), lower(x), lower(y))}
}
