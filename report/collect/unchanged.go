package collect

import (
	"weir/model"
	"weir/report"
	"weir/sim/stat"
	"weir/sim/verdict"
)

// Headline gives the paired changes of the headline metrics alone, in the words
// that a comparison says of them: the family that its error is promised for.
func Headline(base, other Variant) []report.MetricChange {
	f := family{}
	pairs := f.pair(headlines(base), headlines(other))
	f.judge(pairs)
	return changes(pairs)
}

// HeadlineRules are rules on the same changes, each that there is none for the
// worse: at most 0 where less is better or nothing is, at least 0 where more is.
func HeadlineRules(base, other Variant) []verdict.Rule {
	var rules []verdict.Rule
	for _, p := range (family{}).pair(headlines(base), headlines(other)) {
		op := verdict.AtMost
		if p.change.Better == verdict.HigherBetter {
			op = verdict.AtLeast
		}
		rules = append(rules, verdict.Rule{ID: p.row.key(), Op: op, Blocking: true, Quantity: p.change.Difference})
	}
	return rules
}

// Unpaired gives the changes of the headline metrics between variants that share
// no chance, with Welch's intervals at a level.
func Unpaired(base, other Variant, level float64) []stat.Estimate {
	from, to := headlines(base), headlines(other)
	var out []stat.Estimate
	for i := range from.rows {
		out = append(out, stat.Welch(values(from.ratios[i]), values(to.ratios[i]), level))
	}
	return out
}

// headlines are the headline metrics over everything.
func headlines(v Variant) table {
	var t table
	counts := v.counts(model.All)
	for _, f := range model.Figures() {
		if f.Headline {
			r := row{figure: &f}
			t.rows, t.ratios = append(t.rows, r), append(t.ratios, r.ratios(counts, v.Plan.Minor))
		}
	}
	return t
}

// Effect gives the paired change of a metric over everything, and how many times
// more replications it would take without the chance that the variants share. An
// unknown metric is a programmer's error.
func Effect(base, other Variant, name string) (change stat.Estimate, gain float64) {
	r := rowOf(name, nil)
	from, to := r.ratios(base.counts(model.All), base.Plan.Minor), r.ratios(other.counts(model.All), other.Plan.Minor)
	change = changeOf(r.figure.Desc, from, to).Estimate(len(from))
	if ofSums(r.figure.Kind) {
		return change, stat.RatioPairingGain(from, to)
	}
	return change, stat.PairingGain(values(from), values(to))
}
