package collect

import (
	"math"
	"slices"

	"weir/model"
	"weir/model/metric"
	"weir/report"
	"weir/scenarios/say"
	"weir/sim/stat"
	"weir/sim/verdict"
)

// RequiredCoverage is the least share of observed values that prediction intervals
// of 95 % must cover: 80 %.
const RequiredCoverage = .8

// PredictionNeeds is the fewest replications that can predict anything: 39.
func PredictionNeeds() int { return stat.PredictionNeeds(Level) }

// Backtest holds observed values against what the replications of a variant say of
// one history. Periods that begin on the day heldOut or later, from the start, are
// held out of the calibration; math.MaxInt for none.
//
// The verdict is fail where less than RequiredCoverage of the values that can be
// predicted are covered, or of those that are held out: the others helped to make the
// model. Without a value that can be predicted there is no data.
func Backtest(observed []Observed, v Variant, heldOut int) *report.Backtest {
	b := &report.Backtest{Level: Level, Required: RequiredCoverage, Rows: []report.BacktestRow{}}
	all, held := coverage{}, coverage{}
	spans := periodsOf(v.Plan)
	for _, o := range observed {
		row := o.predict(v, spans)
		row.HeldOut = o.period.first >= heldOut
		if row.Low != nil {
			all.add(row.Covered)
			if row.HeldOut {
				held.add(row.Covered)
			}
		}
		b.Rows = append(b.Rows, row)
	}
	// What is about one metric stands together, in the order of first mention.
	slices.SortStableFunc(b.Rows, byMention(observed))
	b.Covered, b.Of = all.covered, all.of
	if held.of > 0 {
		b.HeldOut = number(held.share())
	}
	b.Verdict = verdictOfCoverage(all, held).String()
	return b
}

// coverage counts how many predictions covered what was observed.
type coverage struct{ covered, of int }

func (c *coverage) add(covered bool) {
	c.of++
	if covered {
		c.covered++
	}
}

func (c coverage) share() float64 { return float64(c.covered) / float64(c.of) }

// enough says whether as many are covered as must be; of none, none must.
func (c coverage) enough() bool {
	return float64(c.covered) >= RequiredCoverage*float64(c.of)-1e-9
}

func verdictOfCoverage(all, held coverage) verdict.Verdict {
	switch {
	case all.of == 0:
		return verdict.NoData
	case all.enough() && held.enough():
		return verdict.Pass
	}
	return verdict.Fail
}

// byMention orders rows by where their metric stands first among the observed values.
func byMention(observed []Observed) func(a, b report.BacktestRow) int {
	first := map[string]int{}
	for i, o := range observed {
		if _, ok := first[o.key()]; !ok {
			first[o.key()] = i
		}
	}
	at := func(r report.BacktestRow) int { return first[rowOf(r.Metric, r.Labels).key()] }
	return func(a, b report.BacktestRow) int { return at(a) - at(b) }
}

// predict puts the prediction interval of one history beside an observed value.
func (o Observed) predict(v Variant, spans periods) report.BacktestRow {
	e := stat.Predict(o.histories(v, spans), Level)
	row := o.record(v)
	row.Mean, row.Low, row.High = number(e.Mean), number(e.Low), number(e.High)
	row.Error = number(o.value - e.Mean)
	if e.Note != "" {
		row.Note = say.Text(e.Note)
	}
	row.Covered = e.Low <= o.value && o.value <= e.High // false for NaN
	if math.IsInf(e.Low, 0) || math.IsInf(e.High, 0) {
		row.Low, row.High, row.Covered = nil, nil, false
	}
	return row
}

// histories returns the metric in the period, of each replication; NaN where it
// observed nothing.
func (o Observed) histories(v Variant, spans periods) []float64 {
	if spans.whole(o.period) {
		return values(o.ratios(v.counts(model.All), v.Plan.Minor))
	}
	out := make([]stat.Ratio, len(v.Outcomes))
	for i, outcome := range v.Outcomes {
		out[i] = o.within(o.figure.Daily(outcome.Counts), v.Plan.Minor)
	}
	return values(out)
}

// within adds up the days of a period. A number is over 1 there, whatever it is over
// by day.
func (o Observed) within(s stat.Series, minor int64) stat.Ratio {
	var r stat.Ratio
	for day := o.period.first; day < o.period.until; day++ {
		r.Num += float64(s.Num[day])
		r.Den += float64(s.Den[day])
	}
	switch o.figure.Kind {
	case metric.Rate:
		r.Num *= 365 // by day it is over account-days
	case metric.Money:
		r.Num, r.Den = r.Num/float64(minor), 1
	case metric.Count:
		r.Den = 1
	}
	return r
}
