package collect

import (
	"slices"

	"weir/model"
	"weir/model/gate"
	"weir/model/metric"
	"weir/report"
	"weir/scenarios"
	"weir/sim/rng"
	"weir/sim/stat"
	"weir/sim/verdict"
)

// showGate returns a gate's estimate beside its limit, of a variant and what it is
// compared with, nil for nothing. It decides nothing.
func showGate(g scenarios.Gate, of Variant, against *Variant) report.Gate {
	out := report.Gate{ID: g.ID, Expect: g.Expect, Because: g.Because, Metric: g.Metric,
		Limit: g.Bound, Operator: g.Limit.Op.String(), Labels: map[string]string{}}
	for _, l := range g.Labels {
		out.Labels[l.Name] = l.Value
	}
	out.Unit = gateUnit(g, of)
	e := ofGate(g, of, against)
	out.Estimate, out.Low, out.High, out.N, out.Note = e.Estimate, e.Low, e.High, e.N, e.Note
	return out
}

// gateUnit is what a gate's limit is measured in.
func gateUnit(g scenarios.Gate, of Variant) string {
	if g.Stat == gate.Prob || g.Stat == gate.Ratio {
		return "share"
	}
	return unit(g.Desc, of.Plan)
}

// ofGate estimates what a gate asks of one variant.
func ofGate(g scenarios.Gate, of Variant, against *Variant) report.GateVariant {
	out := report.GateVariant{Name: of.Name}
	q := quantityOf(g, of, against)
	if q == nil {
		return out
	}
	e := q.Estimate(len(of.Outcomes))
	if g.Stat == gate.Mean {
		e = shown(g.Desc.Kind, e)
	}
	out.Estimate, out.Low, out.High, out.N, out.Note = number(e.Mean), number(e.Low), number(e.High), e.N, e.Note
	if out.Note == "" && extreme(g.Stat) && int64(of.Plan.Customers) != of.Plan.Institution.Customers {
		out.Note = NoteRescaled
	}
	return out
}

// showVariants returns a gate's estimate of the first variant, with those of the
// others: the baseline is no change from itself.
func showVariants(g scenarios.Gate, variants []Variant, against *Variant) report.Gate {
	out := showGate(g, variants[0], against)
	compares := g.Stat == gate.Delta || g.Stat == gate.Ratio
	for i := range variants[1:] {
		if v := &variants[i+1]; v != against || !compares {
			out.Variants = append(out.Variants, ofGate(g, *v, against))
		}
	}
	return out
}

// NoteRescaled warns of a gate on rare or extreme histories where desks have
// another load than the one they are staffed for.
const NoteRescaled = "R107"

// extreme says whether a statistic looks at rare or extreme histories.
func extreme(s gate.Stat) bool {
	return s == gate.Prob || s == gate.Percentile || s == gate.VaR || s == gate.ES
}

// quantityOf returns what a gate asks of a variant over its replications; nil
// where it compares and there is nothing to compare with.
func quantityOf(g scenarios.Gate, of Variant, against *Variant) verdict.Quantity {
	ratios := observed(g, of)
	if g.Stat == gate.Delta || g.Stat == gate.Ratio {
		if against == nil {
			return nil
		}
		n := min(len(of.Outcomes), len(against.Outcomes))
		if of.is(*against) {
			return unchanged(ratios[:n], g.Stat == gate.Ratio)
		}
		from := observed(g, *against)[:n]
		if g.Stat == gate.Delta {
			return changeOf(g.Desc, from, ratios[:n])
		}
		return quotientOf(g.Desc, from, ratios[:n])
	}
	all, higher := values(ratios), g.Desc.Better == metric.Higher
	switch g.Stat {
	case gate.Percentile:
		return verdict.Quantile(all, g.Level)
	case gate.VaR:
		return verdict.ValueAtRisk(all, g.Level, higher)
	case gate.ES:
		return verdict.Shortfall(all, g.Level, higher, rng.New(0, 0, 0).Stream(0, purposeBootstrap, 0))
	case gate.Prob:
		return verdict.Probability(all, func(x float64) bool { return holds(x, g.Inner.Op, g.Event) })
	}
	return levelOf(g.Desc, ratios)
}

// observed is what a gate's metric was in each replication of a variant, over the
// gate's horizon.
func observed(g scenarios.Gate, v Variant) []stat.Ratio {
	horizon := model.Horizon(max(slices.Index(model.HorizonNames, g.Horizon), 0))
	return rowOfGate(g).ratios(v.counts(horizon), v.Plan.Minor)
}

// rowOfGate returns the line of results that a gate speaks of.
func rowOfGate(g scenarios.Gate) row {
	labels := map[string]string{}
	for _, l := range g.Labels {
		labels[l.Name] = l.Value
	}
	return rowOf(g.Metric, labels)
}

// purposeBootstrap keys resampling: the same results give the same interval.
const purposeBootstrap rng.Purpose = 0x7b01

// rowOf returns the line of results of a metric for some labels.
func rowOf(name string, labels map[string]string) row {
	figures := model.Figures()
	i := slices.IndexFunc(figures, func(f model.Figure) bool { return f.Name == name })
	return row{&figures[i], labels}
}

// levelOf is a metric's own level: of one without chance, its value.
func levelOf(d metric.Desc, ratios []stat.Ratio) verdict.Quantity {
	switch {
	case d.Exact:
		return verdict.Exact(values(ratios))
	case ofSums(d.Kind):
		return verdict.Ratio(ratios, rangeOf(d.Kind))
	}
	return verdict.Mean(values(ratios), rangeOf(d.Kind))
}

// changeOf is the paired change of a metric.
func changeOf(d metric.Desc, from, to []stat.Ratio) verdict.Quantity {
	if ofSums(d.Kind) {
		return verdict.RatioDifference(from, to, rangeOf(d.Kind))
	}
	return verdict.Difference(values(from), values(to), rangeOf(d.Kind))
}

// unchanged is the change of a variant from itself: exactly none, wherever
// something was observed. To nothing there is no ratio.
func unchanged(ratios []stat.Ratio, quotient bool) verdict.Quantity {
	none := values(ratios)
	for i, x := range none {
		if none[i] = x - x; quotient {
			none[i] = x / x // NaN where nothing was observed, or nothing was it
		}
	}
	return verdict.Exact(none)
}

// quotientOf is the paired ratio of a metric to what it was.
func quotientOf(d metric.Desc, from, to []stat.Ratio) verdict.Quantity {
	if ofSums(d.Kind) {
		return verdict.RatioQuotient(from, to)
	}
	return verdict.Quotient(values(from), values(to))
}

// rangeOf is what a kind of metric can be at all.
func rangeOf(kind metric.Kind) verdict.Range {
	if kind == metric.Share {
		return verdict.Share()
	}
	return verdict.Positive()
}

// holds says whether a value is on the side of a bound that an event names.
func holds(x float64, op gate.Op, bound float64) bool {
	switch op {
	case gate.AtMost:
		return x <= bound
	case gate.AtLeast:
		return x >= bound
	case gate.Below:
		return x < bound
	case gate.Above:
		return x > bound
	}
	return x == bound
}
