package fit

import (
	"math"

	"weir/model/activity"
	"weir/sim/rng"
)

// idleDays are the lengths of silence that policies ask about.
func idleDays() []int { return []int{30, 60, 90, 180, 365} }

// GoodnessRow compares how many customers were idle for at least Days at the end
// with simulated cohorts that enter on the real dates.
type GoodnessRow struct {
	Days      int
	Customers int     // in the cohort
	Possible  int     // customers observed for that long; 0: nobody can be
	Observed  int     // idle at least so long
	Mean      float64 // of the simulated numbers
	SD        float64 // between replications
	Theory    float64 // the expected number in closed form
}

// Z is the observed number's distance from the simulated mean, in standard
// deviations between replications; NaN where nobody can be idle so long.
func (g GoodnessRow) Z() float64 {
	if g.Possible == 0 || g.SD == 0 {
		return math.NaN()
	}
	return (float64(g.Observed) - g.Mean) / g.SD
}

// goodness simulates the cohort from its entry dates under the law.
func goodness(l *Log, opts Options, law activity.Law) []GoodnessRow {
	var rows []GoodnessRow
	for _, days := range idleDays() {
		rows = append(rows, GoodnessRow{Days: days})
	}
	spans := observedIdle(l, opts, law, rows)
	sampler := newSampler(law)
	sums, squares := make([]float64, len(rows)), make([]float64, len(rows))
	for replication := range opts.Replications {
		root := rng.New(opts.Seed, uint32(replication), 0)
		counts := make([]float64, len(rows))
		for i, span := range spans {
			stream := root.Stream(uint64(i), purposeCohort, 0)
			last, _ := sampler.drawLast(&stream, span)
			idle := (span - last) * opts.Unit.Days()
			for k := range rows {
				if idle >= float64(rows[k].Days) {
					counts[k]++
				}
			}
		}
		for k, n := range counts {
			sums[k] += n
			squares[k] += n * n
		}
	}
	n := float64(opts.Replications)
	for k := range rows {
		rows[k].Mean = sums[k] / n
		rows[k].SD = math.Sqrt(math.Max(0, squares[k]-sums[k]*sums[k]/n) / math.Max(1, n-1))
	}
	return rows
}

// observedIdle fills in what was seen and what theory expects, and returns how
// long each customer was observed.
func observedIdle(l *Log, opts Options, law activity.Law, rows []GoodnessRow) (spans []float64) {
	for _, c := range l.customers {
		h, ok := c.history(opts.Until, opts.Unit)
		if !ok {
			continue
		}
		spans = append(spans, h.Span)
		seen := c.until(opts.Until)
		for k := range rows {
			length := float64(rows[k].Days) / opts.Unit.Days()
			rows[k].Customers++
			if int(opts.Until-c.first()) >= rows[k].Days {
				rows[k].Possible++
			}
			if int(opts.Until-seen[len(seen)-1]) >= rows[k].Days {
				rows[k].Observed++
			}
			rows[k].Theory += law.Idle(length, h.Span)
		}
	}
	return spans
}
