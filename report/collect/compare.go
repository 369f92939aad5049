package collect

import (
	"math"
	"slices"

	"weir/model"
	"weir/model/metric"
	"weir/report"
	"weir/sim/stat"
	"weir/sim/verdict"
)

// lookAt is what is said of a change outside the family that is worth a look: no
// verdict.
const lookAt = "look_at"

// compare gives the paired differences of a variant from a base, over the whole
// measured time and, where a policy comes into force, before and after the wave
// that it makes. Both ran the same replications, so the noise they share cancels.
func compare(base, other Variant, from, to table, named []string) report.Difference {
	d := report.Difference{Variant: other.Name, Against: base.Name}
	f := family{named}
	whole := f.pair(from, to)
	d.PairingGain = pairingGain(whole)
	var parts [2][]pair
	if (wave(base) != model.Wave{}) {
		figures := model.Figures()
		for i, h := range []model.Horizon{model.Transition, model.Settled} {
			parts[i] = f.pair(tabulate(base, figures, h), tabulate(other, figures, h))
		}
	}
	f.judge(slices.Concat(whole, parts[0], parts[1]))
	d.Metrics, d.Transition, d.Settled = changes(whole), changes(parts[0]), changes(parts[1])
	d.Swap = swap(base, other)
	d.Series = differencesByDay(base, other)
	return d
}

// wave is the transition that a variant's horizons are told apart by.
func wave(v Variant) model.Wave {
	if len(v.Outcomes) == 0 {
		return model.Wave{}
	}
	return v.Outcomes[0].Wave
}

// family is what is judged together: the chance that any of its metrics is called
// better or worse that is not is at most 5 %, all horizons taken together.
type family struct {
	named []string // metrics as gates write them, with or without labels; none: the headline ones
}

// of returns the family that a row is in.
func (f family) of(r row) string {
	switch {
	case slices.Contains(f.named, r.key()):
		return report.FamilyNamed
	case len(f.named) == 0 && r.figure.Headline && len(r.labels) == 0:
		return report.FamilyHeadline
	}
	return report.FamilyExploration
}

// pair is a row that both variants have, replication by replication.
type pair struct {
	row      row
	from, to []stat.Ratio
	family   string
	change   verdict.Change
	margin   float64 // in the metric's unit
	shown    *report.MetricChange
}

// pair puts the rows of two tables together; a value of a label that only one of
// them has is left out.
func (f family) pair(from, to table) []pair {
	same := map[string]int{} // row of to by what it is about; looked up, never ranged over
	for i, row := range to.rows {
		same[row.key()] = i
	}
	var out []pair
	for i, row := range from.rows {
		k, ok := same[row.key()]
		if !ok {
			continue
		}
		n := min(len(from.ratios[i]), len(to.ratios[k]))
		p := pair{row: row, from: from.ratios[i][:n], to: to.ratios[k][:n], family: f.of(row), shown: new(report.MetricChange)}
		p.weigh()
		out = append(out, p)
	}
	return out
}

// weigh works out the change, and the smallest that matters: of shares in points,
// of the rest relative to what it was.
func (p *pair) weigh() {
	d := p.row.figure.Desc
	level := levelOf(d, p.from).Estimate(len(p.from)).Mean
	p.margin = Margin(d, level)
	var margin verdict.Margin
	if d.Unit == "share" {
		margin.By = p.margin
	} else if level != 0 && !math.IsNaN(level) {
		margin = verdict.Margin{By: p.margin / math.Abs(level), Relative: true}
	}
	if ofSums(d.Kind) {
		p.change = verdict.RatioChange(p.from, p.to, rangeOf(d.Kind), directionOf(d), margin)
	} else {
		p.change = verdict.MeanChange(values(p.from), values(p.to), rangeOf(d.Kind), directionOf(d), margin)
	}
	e := p.change.Difference.Estimate(len(p.from))
	*p.shown = report.MetricChange{Name: p.row.figure.Name, Labels: orEmpty(p.row.labels), Family: p.family,
		Delta: number(e.Mean), Low: number(e.Low), High: number(e.High), Interval: e.Interval, Margin: number(p.margin)}
	if level != 0 {
		p.shown.Relative = number(e.Mean / level)
	}
}

func directionOf(d metric.Desc) verdict.Direction {
	switch d.Better {
	case metric.Lower:
		return verdict.LowerBetter
	case metric.Higher:
		return verdict.HigherBetter
	}
	return verdict.NeitherBetter
}

// judge puts the words to the rows of the family, and marks what is worth a look
// among the others.
func (f family) judge(pairs []pair) {
	var judged, explored []verdict.Change
	for _, p := range pairs {
		if p.family == report.FamilyExploration {
			explored = append(explored, p.change)
		} else {
			judged = append(judged, p.change)
		}
	}
	if len(pairs) == 0 || len(pairs[0].from) < stat.MinReplications {
		return
	}
	n := len(pairs[0].from)
	words, look := verdict.Words(judged, n), verdict.LookAt(explored, n)
	for _, p := range pairs {
		if p.family != report.FamilyExploration {
			p.shown.Verdict, words = words[0].Word.String(), words[1:]
			continue
		}
		if look[0] {
			p.shown.Verdict = lookAt
		}
		look = look[1:]
	}
}

func changes(pairs []pair) []report.MetricChange {
	var out []report.MetricChange
	for _, p := range pairs {
		out = append(out, *p.shown)
	}
	return out
}

// pairingGain is the median, over the headline metrics, of what sharing chance was
// worth.
func pairingGain(pairs []pair) *float64 {
	var gains []float64
	for _, p := range pairs {
		if !p.row.figure.Headline || len(p.row.labels) > 0 {
			continue
		}
		gain := stat.PairingGain(values(p.from), values(p.to))
		if ofSums(p.row.figure.Kind) {
			gain = stat.RatioPairingGain(p.from, p.to)
		}
		if !math.IsNaN(gain) && !math.IsInf(gain, 0) {
			gains = append(gains, gain)
		}
	}
	if len(gains) == 0 {
		return nil
	}
	slices.Sort(gains)
	return number((gains[(len(gains)-1)/2] + gains[len(gains)/2]) / 2)
}

// differencesByDay are the paired changes of what is kept day by day.
func differencesByDay(base, other Variant) []report.Series {
	var out []report.Series
	n := min(len(base.Outcomes), len(other.Outcomes))
	if n == 0 {
		return nil
	}
	for _, f := range model.Figures() {
		if f.Daily == nil {
			continue
		}
		s := report.Series{Name: f.Name, Unit: unit(f.Desc, base.Plan)}
		for day := range f.Daily(base.Outcomes[0].Counts).Num {
			from, to := make([]stat.Ratio, n), make([]stat.Ratio, n)
			for i := range n {
				from[i], to[i] = ofDay(f, base.Outcomes[i], day), ofDay(f, other.Outcomes[i], day)
			}
			e := stat.RatioDifference(from, to, Level)
			s.Points = append(s.Points, report.Point{Day: day, Mean: e.Mean, Low: e.Low, High: e.High})
		}
		out = append(out, s)
	}
	return out
}
