package collect

import (
	"math"

	"weir/report"
	"weir/sim/stat"
)

// survivals are how long restrictions last, of owners who were alive when they
// were restricted and of those who were gone.
func survivals(v Variant) []report.Survival {
	var list []report.Survival
	for _, owner := range []string{report.OwnerLiving, report.OwnerGone} {
		all := make([]lengths, len(v.Outcomes))
		for i, o := range v.Outcomes {
			all[i].ended, all[i].censored = o.Counts.Lengths(owner == report.OwnerLiving)
		}
		if s := survival(all); s.Cases > 0 {
			s.Owner = owner
			list = append(list, s)
		}
	}
	return list
}

// lengths are restrictions by whole days: those that ended, and those seen for so
// long without an end.
type lengths struct{ ended, censored []int64 }

// survival is the product-limit estimate over the restrictions of all
// replications.
func survival(all []lengths) report.Survival {
	pooled := sum(all)
	s := report.Survival{Interval: "none", Open: total(pooled.censored)}
	s.Cases = total(pooled.ended) + s.Open
	if s.Cases == 0 {
		return s
	}
	left := pooled.left()
	others := make([][]float64, len(all))
	for i := range all {
		others[i] = pooled.without(all[i]).left()
	}
	s.Days, s.Left = report.Numbers{0}, report.Numbers{1}
	s.Low, s.High = report.Numbers{math.NaN()}, report.Numbers{math.NaN()}
	for day := range pooled.seen() {
		e := jackknife(left, others, day)
		s.Days, s.Left = append(s.Days, float64(day+1)), append(s.Left, left[day])
		s.Low, s.High = append(s.Low, e.Low), append(s.High, e.High)
		if !math.IsNaN(e.Low) {
			s.Interval = e.Interval
		}
	}
	if s.Interval == "none" {
		s.Low, s.High = nil, nil
	}
	return s
}

// jackknife gives the share left after a day the interval of its pseudo-values,
// one a replication: how it changes when that replication is left out (Miller
// 1974). It is NaN where a replication alone holds all that is left.
func jackknife(left []float64, others [][]float64, day int) stat.Estimate {
	n := float64(len(others))
	pseudo := make([]float64, len(others))
	for i, without := range others {
		pseudo[i] = n*left[day] - (n-1)*without[day]
		if math.IsNaN(pseudo[i]) {
			return stat.Estimate{Low: math.NaN(), High: math.NaN(), Interval: "none"}
		}
	}
	e := stat.Mean(pseudo, Level)
	off := left[day] - e.Mean // the interval is about the estimate itself
	e.Low, e.High = e.Low+off, e.High+off
	return e.Within(0, 1)
}

func (l lengths) left() []float64 { return report.KaplanMeier(l.ended, l.censored) }

// seen is the number of days that some restriction was seen for. The last of the
// histogram holds all longer ones, so nothing is known of it.
func (l lengths) seen() int {
	days := len(l.ended) - 1
	for days > 0 && l.ended[days-1] == 0 && l.censored[days-1] == 0 {
		days--
	}
	return days
}

func (l lengths) without(o lengths) lengths {
	out := lengths{make([]int64, len(l.ended)), make([]int64, len(l.censored))}
	for day := range l.ended {
		out.ended[day] = l.ended[day] - o.ended[day]
		out.censored[day] = l.censored[day] - o.censored[day]
	}
	return out
}

func sum(all []lengths) lengths {
	if len(all) == 0 {
		return lengths{}
	}
	out := lengths{make([]int64, len(all[0].ended)), make([]int64, len(all[0].censored))}
	for _, l := range all {
		for day := range l.ended {
			out.ended[day] += l.ended[day]
			out.censored[day] += l.censored[day]
		}
	}
	return out
}

func total(numbers []int64) (sum int64) {
	for _, n := range numbers {
		sum += n
	}
	return sum
}
