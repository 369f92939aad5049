// Package collect makes the results of a run from the outcomes of its
// replications: estimates with intervals, series, distributions, differences.
package collect

import (
	"maps"
	"math"
	"slices"
	"strings"

	"weir/model"
	"weir/model/metric"
	"weir/report"
	"weir/scenarios"
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

	// Key names what the outcomes depend on: variants of one key are one and the
	// same, so that nothing between them is left to chance. "" for not known.
	Key string
}

// is says whether another variant is this one under another name.
func (v Variant) is(other Variant) bool { return v.Key != "" && v.Key == other.Key }

// counts returns what each replication counted in a horizon; nil where it has no
// such time.
func (v Variant) counts(h model.Horizon) []*model.Counts {
	out := make([]*model.Counts, len(v.Outcomes))
	for i, o := range v.Outcomes {
		out[i] = o.In(h)
	}
	return out
}

// Fill puts variants, differences and gates into the results. The first variant
// is the one the others are compared with, in a family of the metrics named, none
// for the headline ones; gates speak of the first variant and of each other, their
// delta and ratio compare it with the one named baseline, if any.
func Fill(r *report.Results, variants []Variant, gates []scenarios.Gate, baseline string, named ...string) {
	figures := model.Figures()
	var all sim.Fingerprint
	tables := make([]table, len(variants))
	for i, v := range variants {
		tables[i] = tabulate(v, figures, model.All)
		r.Variants = append(r.Variants, summarise(v, figures, tables[i]))
		for _, o := range v.Outcomes {
			all.Merge(o.Fingerprint)
		}
	}
	r.Fingerprint = all.String()
	for i := 1; i < len(variants); i++ {
		r.Differences = append(r.Differences, compare(variants[0], variants[i], tables[0], tables[i], named))
	}
	var against *Variant
	if i := slices.IndexFunc(variants, func(v Variant) bool { return v.Name == baseline }); i >= 0 {
		against = &variants[i]
	}
	for _, g := range gates {
		r.Gates = append(r.Gates, showVariants(g, variants, against))
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

func tabulate(v Variant, figures []model.Figure, h model.Horizon) table {
	t := table{rows: rows(figures, v.Plan.Labels())}
	counts := v.counts(h)
	for _, r := range t.rows {
		t.ratios = append(t.ratios, r.ratios(counts, v.Plan.Minor))
	}
	return t
}

// key names what a row is about, as gates write it: customer.flags.count{tier=basic}.
func (r row) key() string {
	var labels []string
	for _, name := range slices.Sorted(maps.Keys(r.labels)) {
		labels = append(labels, name+"="+r.labels[name])
	}
	if len(labels) == 0 {
		return r.figure.Name
	}
	return r.figure.Name + "{" + strings.Join(labels, ",") + "}"
}

func (r row) where() metric.Where {
	w := metric.Where{}
	for label, value := range r.labels {
		w[label] = []string{value}
	}
	return w
}

// ratios returns the figure in each replication, in the unit of results: money in
// whole units of so many minor ones. A replication without counts has observed
// nothing.
func (r row) ratios(counts []*model.Counts, minor int64) []stat.Ratio {
	out := make([]stat.Ratio, len(counts))
	where := r.where()
	for i, c := range counts {
		if c == nil {
			continue
		}
		out[i] = r.figure.Value(c, where)
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
	var parts []stat.Ratio
	if ofSums(r.figure.Kind) && !r.figure.Exact {
		parts = ratios
	}
	return report.Metric{
		Name: r.figure.Name, Labels: orEmpty(r.labels), Unit: unit(r.figure.Desc, v.Plan), Kind: r.figure.Kind.String(),
		Better: r.figure.Better.String(), Headline: r.figure.Headline && len(r.labels) == 0,
		Mean: number(e.Mean), Low: number(e.Low), High: number(e.High), SD: number(e.SD),
		N: e.N, Interval: e.Interval, Note: e.Note, Values: values(ratios), Parts: parts,
	}
}

func orEmpty(labels map[string]string) map[string]string {
	if labels == nil {
		return map[string]string{}
	}
	return labels
}

// unit returns a metric's unit, the institution's currency for money.
func unit(d metric.Desc, p *model.Plan) string {
	if d.Kind == metric.Money {
		return p.Institution.Currency
	}
	return d.Unit
}

// number is nil where there is none.
func number(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}

// ofDay is a figure of one day of a replication: a rate is per account-year.
func ofDay(f model.Figure, o *model.Outcome, day int) stat.Ratio {
	r := f.Daily(o.Counts).Ratio(day)
	if f.Kind == metric.Rate {
		r.Num *= 365
	}
	return r
}

func series(f model.Figure, v Variant) report.Series {
	s := report.Series{Name: f.Name, Unit: unit(f.Desc, v.Plan)}
	if len(v.Outcomes) == 0 {
		return s
	}
	for day := range f.Daily(v.Outcomes[0].Counts).Num {
		ratios := make([]stat.Ratio, len(v.Outcomes))
		for i, o := range v.Outcomes {
			ratios[i] = ofDay(f, o, day)
		}
		e := shown(f.Kind, stat.MeanOfRatio(ratios, Level))
		s.Points = append(s.Points, report.Point{Day: day, Mean: e.Mean, Low: e.Low, High: e.High})
	}
	return s
}
