package fit

import (
	"math"
	"slices"
	"sort"
)

// Profile is a season in the words of a population file: weights of weekdays, pay
// days with their factor, a factor on the last three days of a month. Zero values
// stand for what was not seen. The file has no month profile.
type Profile struct {
	Weekdays  []float64 // 7, from Monday
	PayDays   []int     // days of the month, 1 to 27, ascending
	PayFactor float64   // on them and the days after, over an ordinary day
	MonthEnd  float64   // on the last three days of a month, over an ordinary day
}

// seen is how many standard errors a factor must lie from 1. The pay day is the
// best of up to 27, which four allow for.
const seen = 4

// profile puts the season into those words.
func (s *Season) profile(days []calendarDay, first Day) Profile {
	var p Profile
	if !s.Weekday.Flat() {
		p.Weekdays = s.Weekday.Multiplier
	}
	if s.DayOfMonth.Flat() {
		return p
	}
	factors := [3]Factor{s.Weekday, s.DayOfMonth, s.Month}
	// Everything below is relative to the days that are neither.
	const dayOfMonth = 1
	var observed, expected [29]float64 // by day 1 to 28; 0: month end
	for i, day := range days {
		date := first + 1 + Day(i)
		at := day.at[dayOfMonth] + 1
		if monthEnd(date) {
			at = 0
		}
		if at > 28 { // the 29th of a month of 31 days has no like in others
			continue
		}
		observed[at] += day.observed
		expected[at] += fitted(day, &factors, dayOfMonth)
	}
	p.findPayDays(observed, expected, s.Dispersion)
	skip := []int{0}
	for _, day := range p.PayDays {
		skip = append(skip, day, day+1)
	}
	if f, z := compareDays(observed, expected, []int{0}, skip, s.Dispersion); math.Abs(z) > seen {
		p.MonthEnd = f
	}
	return p
}

// monthEnd reports whether the day is one of the last three of its month.
func monthEnd(day Day) bool {
	_, month, _ := day.Time().Date()
	_, later, _ := (day + 3).Time().Date()
	return later != month
}

// findPayDays adds, one after another, the day that with the one after stands out
// most over the days not yet taken.
func (p *Profile) findPayDays(observed, expected [29]float64, dispersion float64) {
	taken := []int{0}
	for {
		best, at := float64(seen), 0
		for day := 1; day <= 27; day++ {
			if slices.Contains(taken, day) || slices.Contains(taken, day+1) {
				continue
			}
			if f, z := compareDays(observed, expected, []int{day, day + 1}, taken, dispersion); f > 1 && z > best {
				best, at = z, day
			}
		}
		if at == 0 {
			break
		}
		p.PayDays = append(p.PayDays, at)
		taken = append(taken, at, at+1)
	}
	if len(p.PayDays) > 0 {
		sort.Ints(p.PayDays)
		p.PayFactor, _ = compareDays(observed, expected, taken[1:], []int{0}, dispersion)
	}
}

// compareDays is the rate on some days over that on all others but those left
// out, and the distance of its logarithm from 0 in standard errors.
func compareDays(observed, expected [29]float64, some, but []int, dispersion float64) (factor, z float64) {
	var o, e, restO, restE float64
	for _, day := range some {
		o += observed[day]
		e += expected[day]
	}
	for day := range observed {
		if !slices.Contains(but, day) && !slices.Contains(some, day) {
			restO += observed[day]
			restE += expected[day]
		}
	}
	if o == 0 || restO == 0 || e == 0 || restE == 0 {
		return 1, 0
	}
	factor = o / e / (restO / restE)
	return factor, math.Log(factor) / math.Sqrt(dispersion*(1/o+1/restO))
}
