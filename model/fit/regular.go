package fit

import (
	"math"
)

// Regularity says how far transactions are from Poisson: automatic postings and
// standing orders go on whether or not there is still a customer behind them (P5).
type Regularity struct {
	Shape   float64 // of Erlang gaps; 1 is Poisson, more is more regular; NaN with no pairs
	ShapeSE float64
	Pairs   int // of neighbouring gaps behind it

	// Monthly is the share of transactions that come again on the same day of the
	// next month beyond what chance gives; month ends count as one day. NaN where
	// the data are shorter than two months.
	Monthly   float64
	MonthlySE float64
	Kinds     []KindRegularity // the kinds most regular, at least 30 % each
}

// KindRegularity is Monthly of one kind alone.
type KindRegularity struct {
	Kind    string
	Monthly float64
	Count   int // days on which a customer had this kind
}

// suspicious reports whether postings that nobody decided on are in the data:
// more than one in ten is tied to the calendar, or gaps are more regular than
// Erlang-1.5, either beyond three standard errors.
func (r Regularity) suspicious() bool {
	calendar := r.Monthly > .1 && r.Monthly > 3*r.MonthlySE
	gaps := r.Shape > 1.5 && r.Shape-1 > 3*r.ShapeSE
	return calendar || gaps
}

// regularity measures the customers' days until the given one.
func regularity(l *Log, until Day) Regularity {
	all := make([][]Day, len(l.customers))
	for i, c := range l.customers {
		all[i] = c.until(until)
	}
	var r Regularity
	r.Shape, r.ShapeSE, r.Pairs = gapShape(all)
	r.Monthly, r.MonthlySE, _ = monthly(all, until)
	if len(l.Kinds) > 1 {
		r.Kinds = regularKinds(l, until)
	}
	return r
}

// gapShape estimates the Erlang shape from neighbouring pairs of gaps (Wheat &
// Morrison, Journal of Marketing Research 27, 1990): whatever the customer's rate,
// the first gap's part of the pair is beta(k, k), of variance 1/(4(2k+1)).
// Days are whole: for a Poisson process the first gap is then uniform on
// 1…S−1 given the sum S, whose variance is smaller by 1 − 2/S; pairs shorter than
// two weeks say little and are left out, which does not bias, since part and sum
// are independent. For regular gaps of few days the estimate leans towards 1. The
// standard error counts customers, not pairs.
func gapShape(all [][]Day) (shape, se float64, pairs int) {
	const shortest = 14
	var sums, counts []float64
	total := 0.0
	for _, days := range all {
		sum, n := 0.0, 0.0
		for i := 2; i < len(days); i += 2 {
			both := float64(days[i] - days[i-2])
			if both < shortest {
				continue
			}
			part := float64(days[i-1]-days[i-2])/both - .5
			sum += part * part / (1 - 2/both)
			n++
		}
		if n > 0 {
			sums, counts = append(sums, sum), append(counts, n)
			total += sum
			pairs += int(n)
		}
	}
	if len(sums) < 2 {
		return math.NaN(), math.NaN(), pairs
	}
	variance := total / float64(pairs)
	spread := 0.0
	for i := range sums {
		spread += math.Pow(sums[i]-variance*counts[i], 2)
	}
	shape = (1 - 4*variance) / (8 * variance)
	// d shape / d variance is −1/(8 variance²).
	return shape, math.Sqrt(spread) / float64(pairs) / (8 * variance * variance), pairs
}

// monthly is the excess share of days that come again a month later, against the
// days four to ten before and after that one: whole weeks, so that weekdays
// cannot fake it.
func monthly(all [][]Day, until Day) (excess, se float64, count int) {
	const near, far = 4, 10
	var sum, squares float64
	for _, days := range all {
		own := 0.0
		n := 0
		for i, day := range days {
			target := nextMonth(day)
			if target+far > until {
				break
			}
			n++
			own += excessAt(days[i+1:], target, near, far)
		}
		sum += own
		squares += own * own
		count += n
	}
	if count == 0 {
		return math.NaN(), math.NaN(), 0
	}
	return sum / float64(count), math.Sqrt(squares) / float64(count), count
}

// excessAt is 1 if the target is among the later days, less the share of control
// days that are.
func excessAt(later []Day, target Day, near, far Day) float64 {
	hit, control := 0.0, 0.0
	for _, day := range later {
		distance := day - target
		if distance > far {
			break
		}
		switch {
		case distance == 0:
			hit = 1
		case distance >= near || distance <= -near && distance >= -far:
			control++
		}
	}
	return hit - control/float64(2*(far-near+1))
}

// nextMonth is the same day of the next month; the last day of a month goes to the
// last day of the next, as does a day that the next month does not have.
func nextMonth(day Day) Day {
	year, month, dayOfMonth := day.Time().Date()
	end := Date(year, month+2, 0)
	if _, m, _ := (day + 1).Time().Date(); m != month {
		return end
	}
	return min(Date(year, month+1, 1)+Day(dayOfMonth-1), end)
}

// regularKinds measures each kind alone.
func regularKinds(l *Log, until Day) []KindRegularity {
	var found []KindRegularity
	for kind, name := range l.Kinds {
		all := make([][]Day, len(l.customers))
		for i, c := range l.customers {
			for _, p := range c.payments {
				if p.kind == kind && p.day <= until {
					all[i] = append(all[i], p.day)
				}
			}
		}
		excess, se, count := monthly(all, until)
		if count >= 30 && excess >= .3 && excess > 3*se {
			found = append(found, KindRegularity{name, excess, count})
		}
	}
	return found
}
