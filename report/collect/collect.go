// Package collect makes the results of a run from the outcomes of its
// replications: estimates with intervals, series, distributions, differences.
package collect

import (
	"fmt"
	"math"
	"slices"

	"weir/model"
	"weir/model/gate"
	"weir/model/metric"
	"weir/report"
	"weir/sim"
	"weir/sim/stat"
)

// Level is the confidence of all intervals shown.
const Level = .95

// Variant is one variant's plan with what its replications found.
type Variant struct {
	Name     string
	Plan     *model.Plan
	Outcomes []*model.Outcome
}

// Gate is a gate to be shown as an estimate.
type Gate struct {
	ID, Expect, Because string
	*gate.Gate
}

// Fill puts variants, differences and gates into the results. The first variant
// is the one the others are compared with; gates speak of the first variant,
// their delta and ratio compare it with the one named baseline, if any.
func Fill(r *report.Results, variants []Variant, gates []Gate, baseline string) {
	figures := model.Figures()
	var all sim.Fingerprint
	tables := make([]table, len(variants))
	for i, v := range variants {
		tables[i] = tabulate(v, figures)
		r.Variants = append(r.Variants, summarise(v, figures, tables[i]))
		for _, o := range v.Outcomes {
			all.Merge(o.Fingerprint)
		}
	}
	r.Fingerprint = all.String()
	for i := 1; i < len(variants); i++ {
		d := compare(tables[0], tables[i])
		d.Variant, d.Against = variants[i].Name, variants[0].Name
		r.Differences = append(r.Differences, d)
	}
	against := slices.IndexFunc(variants, func(v Variant) bool { return v.Name == baseline })
	for _, g := range gates {
		r.Gates = append(r.Gates, showGate(g, variants, against, figures))
	}
}

// row is one line of results: a figure for one set of labels.
type row struct {
	figure *model.Figure
	labels map[string]string
}

// rows lists what is reported: each figure over everything, then by each value
// of each of its labels.
func rows(figures []model.Figure, l model.Labels) []row {
	var out []row
	for i := range figures {
		f := &figures[i]
		out = append(out, row{f, nil})
		for _, label := range f.Labels {
			for _, value := range l.Values(label) {
				out = append(out, row{f, map[string]string{label: value}})
			}
		}
	}
	return out
}

// table holds the rows of a variant with each replication's value, worked out
// once for all that is made of them.
type table struct {
	rows   []row
	ratios [][]stat.Ratio // by row, then replication
}

func tabulate(v Variant, figures []model.Figure) table {
	t := table{rows: rows(figures, v.Plan.Labels())}
	for _, r := range t.rows {
		t.ratios = append(t.ratios, r.ratios(v.Outcomes, v.Plan.Minor))
	}
	return t
}

// key names what a row is about.
func (r row) key() string { return fmt.Sprint(r.figure.Name, r.labels) }

func (r row) where() metric.Where {
	w := metric.Where{}
	for label, value := range r.labels {
		w[label] = []string{value}
	}
	return w
}

// ratios returns the figure in each replication, in the unit of results: money in
// whole units of so many minor ones.
func (r row) ratios(outcomes []*model.Outcome, minor int64) []stat.Ratio {
	out := make([]stat.Ratio, len(outcomes))
	where := r.where()
	for i, o := range outcomes {
		out[i] = r.figure.Value(o.Counts, where)
		if r.figure.Kind == metric.Money {
			out[i].Num /= float64(minor)
		}
	}
	return out
}

// estimate gives the interval that the figure calls for: of one without chance, its
// value.
func estimate(d metric.Desc, ratios []stat.Ratio) stat.Estimate {
	switch {
	case d.Exact:
		return stat.Exact(values(ratios))
	case ofSums(d.Kind):
		return stat.MeanOfRatio(ratios, Level)
	}
	return stat.Mean(values(ratios), Level)
}

// shown clips an interval to what a figure can be: a share lies between 0 and 1,
// the others are not negative.
func shown(kind metric.Kind, e stat.Estimate) stat.Estimate {
	if kind == metric.Share {
		return e.Within(0, 1)
	}
	return e.Within(0, math.Inf(1))
}

// ofSums says whether a kind is a ratio of sums over replications, never a mean
// of ratios.
func ofSums(kind metric.Kind) bool {
	return kind == metric.Share || kind == metric.Rate || kind == metric.Mean
}

// values returns each replication's own value, NaN where nothing was observed.
func values(ratios []stat.Ratio) []float64 {
	out := make([]float64, len(ratios))
	for i, r := range ratios {
		out[i] = math.NaN()
		if r.Den != 0 {
			out[i] = r.Num / r.Den
		}
	}
	return out
}

func summarise(v Variant, figures []model.Figure, t table) report.Variant {
	out := report.Variant{Name: v.Name, Replications: len(v.Outcomes)}
	var all sim.Fingerprint
	for _, o := range v.Outcomes {
		all.Merge(o.Fingerprint)
	}
	out.Fingerprint = all.String()
	for i, row := range t.rows {
		out.Metrics = append(out.Metrics, row.metric(v, t.ratios[i]))
	}
	for _, f := range figures {
		if f.Daily != nil {
			out.Series = append(out.Series, series(f, v))
		}
	}
	out.Distributions = distributions(v)
	out.Shocks = shocks(v)
	accounts(&out, v)
	comingIntoForce(&out, v)
	return out
}

func (r row) metric(v Variant, ratios []stat.Ratio) report.Metric {
	e := shown(r.figure.Kind, estimate(r.figure.Desc, ratios))
	return report.Metric{
		Name: r.figure.Name, Labels: orEmpty(r.labels), Unit: unit(r.figure, v.Plan), Kind: r.figure.Kind.String(),
		Better: r.figure.Better.String(), Headline: r.figure.Headline && len(r.labels) == 0,
		Mean: number(e.Mean), Low: number(e.Low), High: number(e.High), SD: number(e.SD),
		N: e.N, Interval: e.Interval, Note: e.Note, Values: values(ratios),
	}
}

func orEmpty(labels map[string]string) map[string]string {
	if labels == nil {
		return map[string]string{}
	}
	return labels
}

// unit returns a metric's unit, the institution's currency for money.
func unit(f *model.Figure, p *model.Plan) string {
	if f.Kind == metric.Money {
		return p.Institution.Currency
	}
	return f.Unit
}

// number is nil where there is none.
func number(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}

func series(f model.Figure, v Variant) report.Series {
	s := report.Series{Name: f.Name, Unit: unit(&f, v.Plan)}
	if len(v.Outcomes) == 0 {
		return s
	}
	for day := range f.Daily(v.Outcomes[0].Counts).Num {
		ratios := make([]stat.Ratio, len(v.Outcomes))
		for i, o := range v.Outcomes {
			ratios[i] = f.Daily(o.Counts).Ratio(day)
			if f.Kind == metric.Rate { // per account-year, from a day's
				ratios[i].Num *= 365
			}
		}
		e := shown(f.Kind, stat.MeanOfRatio(ratios, Level))
		s.Points = append(s.Points, report.Point{Day: day, Mean: e.Mean, Low: e.Low, High: e.High})
	}
	return s
}

// compare gives the paired differences of a variant from a base. Both ran the
// same replications, so the noise they share cancels.
func compare(base, other table) report.Difference {
	var d report.Difference
	var gains []float64
	same := map[string]int{} // row of other by what it is about; looked up, never ranged over
	for i, row := range other.rows {
		same[row.key()] = i
	}
	for i, row := range base.rows {
		k, ok := same[row.key()]
		if !ok {
			continue // a value that only one of them has
		}
		n := min(len(base.ratios[i]), len(other.ratios[k]))
		a, b := base.ratios[i][:n], other.ratios[k][:n]
		e, gain := difference(row.figure.Kind, a, b)
		m := report.MetricChange{Name: row.figure.Name, Labels: orEmpty(row.labels),
			Delta: number(e.Mean), Low: number(e.Low), High: number(e.High), Interval: e.Interval}
		if from := estimate(row.figure.Desc, a).Mean; from != 0 {
			m.Relative = number(e.Mean / from)
		}
		d.Metrics = append(d.Metrics, m)
		if row.figure.Headline && len(row.labels) == 0 && !math.IsNaN(gain) && !math.IsInf(gain, 0) {
			gains = append(gains, gain)
		}
	}
	if len(gains) > 0 {
		slices.Sort(gains)
		d.PairingGain = number((gains[(len(gains)-1)/2] + gains[len(gains)/2]) / 2)
	}
	return d
}

func difference(kind metric.Kind, a, b []stat.Ratio) (stat.Estimate, float64) {
	if ofSums(kind) {
		return stat.RatioDifference(a, b, Level), stat.RatioPairingGain(a, b)
	}
	return stat.Difference(values(a), values(b), Level), stat.PairingGain(values(a), values(b))
}
