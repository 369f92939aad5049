package collect

import (
	"math"

	"weir/model"
	"weir/report"
	"weir/sim/stat"
)

// comingIntoForce fills in the changes of the policy, and of each policy that
// comes into force how the accounts fared that were overdue on that day.
func comingIntoForce(out *report.Variant, v Variant) {
	if len(v.Outcomes) == 0 {
		return
	}
	all := v.Plan.Enactments()
	for i, e := range all {
		if e.Text != "" {
			out.Changes = append(out.Changes, report.Change{Day: float64(e.Day), Text: e.Text})
		}
		until := len(v.Outcomes[0].Counts.Backlog().Num)
		if i+1 < len(all) {
			until = all[i+1].Day
		}
		if live, seen := goingLive(v, e, until); seen {
			out.GoingLive = append(out.GoingLive, live)
		}
	}
	if len(out.GoingLive) == 0 {
		return
	}
	origin := func(name string) map[string]string { return map[string]string{"origin": name} }
	out.Series = append(out.Series,
		days(v, report.FlaggedSeries, origin(report.OriginStock), (*model.Counts).FlaggedStock),
		days(v, report.FlaggedSeries, origin(report.OriginFlow), (*model.Counts).FlaggedFlow),
		days(v, report.BacklogSeries, map[string]string{}, (*model.Counts).Backlog))
}

// goingLive is how one policy comes into force, up to a day before which no other
// does. It is seen if an account was overdue in any replication.
func goingLive(v Variant, e model.Enactment, until int) (live report.GoingLive, seen bool) {
	n := len(v.Outcomes)
	overdue, flagged, steady, cleared := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	for i, o := range v.Outcomes {
		c := o.Counts
		overdue[i] = float64(c.Overdue().Num[e.Day])
		flagged[i] = float64(total(c.FlaggedStock().Num[e.Day:until]))
		steady[i] = float64(total(c.FlaggedFlow().Num[e.Day:until])) / float64(until-e.Day)
		cleared[i] = clearedAfter(c.Backlog().Num[e.Day:until], overdue[i])
		seen = seen || overdue[i] > 0
	}
	estimate := func(values []float64) report.Estimate { return positive(stat.Mean(values, Level)) }
	return report.GoingLive{Day: float64(e.Day), Mode: e.Mode, Overdue: estimate(overdue), Flagged: estimate(flagged),
		Steady: estimate(steady), Cleared: estimate(cleared)}, seen
}

// clearedAfter is the number of days until nobody waits at the end of one; NaN
// where somebody always does, or nobody was overdue.
func clearedAfter(backlog []int64, overdue float64) float64 {
	for day, waiting := range backlog {
		if waiting == 0 && overdue > 0 {
			return float64(day + 1)
		}
	}
	return math.NaN()
}
