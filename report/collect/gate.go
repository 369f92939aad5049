package collect

import (
	"math"
	"slices"

	"weir/model"
	"weir/model/gate"
	"weir/model/metric"
	"weir/report"
	"weir/sim/rng"
	"weir/sim/stat"
)

// showGate returns a gate's estimate beside its limit. It decides nothing.
func showGate(g Gate, variants []Variant, against int, figures []model.Figure) report.Gate {
	base := variants[0]
	out := report.Gate{ID: g.ID, Expect: g.Expect, Because: g.Because, Metric: g.Metric,
		Limit: g.Bound, Operator: g.Limit.Op.String(), Labels: map[string]string{}}
	for _, l := range g.Labels {
		out.Labels[l.Name] = l.Value
	}
	i := slices.IndexFunc(figures, func(f model.Figure) bool { return f.Name == g.Metric })
	r := row{&figures[i], out.Labels}
	out.Unit = unit(r.figure, base.Plan)
	ratios := r.ratios(base.Outcomes, base.Plan.Minor)
	var e stat.Estimate
	switch g.Stat {
	case gate.Delta, gate.Ratio:
		if against < 0 {
			e = stat.Estimate{Mean: math.NaN(), Low: math.NaN(), High: math.NaN(), Interval: "none"}
			break
		}
		e = change(g, r, variants[against].Outcomes, base.Outcomes, base.Plan.Minor)
	default:
		e = statistic(g, r.figure.Kind, ratios)
	}
	if g.Stat == gate.Prob || g.Stat == gate.Ratio {
		out.Unit = "share"
	}
	out.Estimate, out.Low, out.High = number(e.Mean), number(e.Low), number(e.High)
	out.N, out.Note = e.N, e.Note
	if out.Note == "" && extreme(g.Stat) && int64(base.Plan.Customers) != base.Plan.Institution.Customers {
		out.Note = NoteRescaled
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

// statistic estimates what a gate asks of a metric's values over replications.
func statistic(g Gate, kind metric.Kind, ratios []stat.Ratio) stat.Estimate {
	all := values(ratios)
	switch g.Stat {
	case gate.Percentile:
		return stat.Quantile(all, g.Level, Level)
	case gate.VaR:
		return stat.Quantile(all, worse(g), Level)
	case gate.ES:
		return shortfall(g, all)
	case gate.Prob:
		k, n := 0, 0
		for _, x := range all {
			if math.IsNaN(x) {
				continue
			}
			n++
			if holds(x, g.Inner.Op, g.Event) {
				k++
			}
		}
		return stat.Probability(k, n, Level)
	}
	return shown(kind, estimate(g.Desc, ratios))
}

// worse returns the level of the quantile on the metric's bad side.
func worse(g Gate) float64 {
	if g.Desc.Better == metric.Higher {
		return 1 - g.Level
	}
	return g.Level
}

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

// change estimates the paired change from the baseline's outcomes.
func change(g Gate, r row, from, to []*model.Outcome, minor int64) stat.Estimate {
	n := min(len(from), len(to))
	a, b := r.ratios(from[:n], minor), r.ratios(to[:n], minor)
	if g.Stat == gate.Delta {
		e, _ := difference(r.figure.Kind, a, b)
		return e
	}
	x, y := contributions(r.figure.Kind, a), contributions(r.figure.Kind, b)
	pairs := make([]stat.Ratio, n)
	for i := range pairs {
		pairs[i] = stat.Ratio{Num: y[i], Den: x[i]}
	}
	return stat.MeanOfRatio(pairs, Level)
}

// contributions returns values, one a replication, whose mean is the figure: of
// a ratio of sums θ = ΣN/ΣD, θ + (N − θD)/D̄.
func contributions(kind metric.Kind, ratios []stat.Ratio) []float64 {
	if !ofSums(kind) {
		return values(ratios)
	}
	var num, den float64
	for _, r := range ratios {
		num, den = num+r.Num, den+r.Den
	}
	theta, mean := num/den, den/float64(len(ratios))
	out := make([]float64, len(ratios))
	for i, r := range ratios {
		out[i] = theta + (r.Num-theta*r.Den)/mean
	}
	return out
}

// shortfall estimates the mean beyond the quantile on the metric's bad side.
func shortfall(g Gate, all []float64) stat.Estimate {
	stream := rng.New(0, 0, 0).Stream(0, purposeBootstrap, 0)
	if g.Desc.Better != metric.Higher {
		return stat.ExpectedShortfall(all, g.Level, Level, stream)
	}
	mirrored := make([]float64, len(all))
	for i, x := range all {
		mirrored[i] = -x
	}
	e := stat.ExpectedShortfall(mirrored, g.Level, Level, stream)
	e.Mean, e.Low, e.High = -e.Mean, -e.High, -e.Low
	return e
}

// purposeBootstrap keys resampling: the same results give the same interval.
const purposeBootstrap rng.Purpose = 0x7b01
