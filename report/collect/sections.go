package collect

import (
	"weir/model"
	"weir/model/metric"
	"weir/report"
	"weir/sim/stat"
)

// accounts fills in the accounts by state and what restrictions there were. What
// was never observed stays out.
func accounts(out *report.Variant, v Variant) {
	if len(v.Outcomes) == 0 {
		return
	}
	if flows := flows(v); len(flows) > 0 {
		out.States = &report.States{Names: model.StateNames(), Flows: flows}
		for state, name := range model.StateNames() {
			out.Series = append(out.Series, days(v, report.StockSeries, map[string]string{"state": name},
				func(c *model.Counts) stat.Series { return c.Stock(state) }))
		}
	}
	out.Restrictions = restrictions(v)
	out.Survival = survivals(v)
}

// flows are the changes of state that any replication saw, per 1,000
// account-years.
func flows(v Variant) []report.Flow {
	var list []report.Flow
	names := model.StateNames()
	for from := range names {
		for to := range names {
			ratios, seen := make([]stat.Ratio, len(v.Outcomes)), false
			for i, o := range v.Outcomes {
				ratios[i] = o.Counts.Flow(from, to)
				ratios[i].Num *= 1000
				seen = seen || ratios[i].Num > 0
			}
			if seen {
				list = append(list, report.Flow{From: names[from], To: names[to], Rate: positive(stat.MeanOfRatio(ratios, Level))})
			}
		}
	}
	return list
}

// restrictions are the numbers of restrictions begun, by cause and owner; a cause
// that restricted nobody is left out.
func restrictions(v Variant) []report.Restriction {
	var list []report.Restriction
	for _, cause := range model.RestrictionCauses() {
		var of []report.Restriction
		seen := false
		for _, owner := range model.OwnerNames() {
			numbers := make([]float64, len(v.Outcomes))
			for i, o := range v.Outcomes {
				numbers[i] = float64(o.Counts.Restricted(cause, owner))
				seen = seen || numbers[i] > 0
			}
			of = append(of, report.Restriction{Cause: cause, Owner: owner, Count: positive(stat.Mean(numbers, Level))})
		}
		if seen {
			list = append(list, of...)
		}
	}
	return list
}

// positive is the estimate of something that is not negative.
func positive(e stat.Estimate) report.Estimate {
	e = shown(metric.Count, e)
	return report.Estimate{Mean: number(e.Mean), Low: number(e.Low), High: number(e.High), N: e.N, Interval: e.Interval}
}

// days is a series of a number of accounts.
func days(v Variant, name string, labels map[string]string, of func(*model.Counts) stat.Series) report.Series {
	s := report.Series{Name: name, Labels: labels, Unit: "accounts"}
	for day := range of(v.Outcomes[0].Counts).Num {
		numbers := make([]float64, len(v.Outcomes))
		for i, o := range v.Outcomes {
			numbers[i] = float64(of(o.Counts).Num[day])
		}
		e := shown(metric.Count, stat.Mean(numbers, Level))
		s.Points = append(s.Points, report.Point{Day: day, Mean: e.Mean, Low: e.Low, High: e.High})
	}
	return s
}
