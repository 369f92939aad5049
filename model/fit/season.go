package fit

import (
	"fmt"
	"math"
	"time"

	"weir/model/activity"
)

// Season is how activity follows the calendar (P3): multipliers of the rate, which
// act together as a product. Each factor has mean 1 over the calendar.
type Season struct {
	Weekday    Factor // Monday to Sunday
	DayOfMonth Factor // 1 to 30, where it is not the last, and the last day of the month
	Month      Factor // January to December
	// Dispersion is the variance of daily counts over Poisson's, at least 1; the
	// standard errors include it.
	Dispersion float64
	// Profile is the same as a population file has it.
	Profile Profile
}

// Factor is one calendar factor.
type Factor struct {
	Labels     []string
	Multiplier []float64
	SE         []float64 // NaN where there was nothing to see
	// ChiSquare, with len(Labels) − 1 degrees of freedom, tests that all multipliers
	// are 1; PValue is its level.
	ChiSquare, PValue float64
	// Refused says why the factor is not estimated; its multipliers are 1 then.
	Refused string
}

// Flat reports whether the factor is refused or not seen at 1 %.
func (f Factor) Flat() bool { return f.Refused != "" || f.PValue > .01 }

// calendarDay is a day with what was seen on it and what the law expects.
type calendarDay struct {
	at       [3]int // weekday, day of month, month
	observed float64
	expected float64
}

const lastOfMonth = 30 // the index of the last day of a month

func calendarOf(day Day) [3]int {
	t := day.Time()
	_, month, dayOfMonth := t.Date()
	index := dayOfMonth - 1
	if _, next, _ := (day + 1).Time().Date(); next != month {
		index = lastOfMonth
	}
	return [3]int{(int(t.Weekday()) + 6) % 7, index, int(month) - 1}
}

// season estimates the factors from daily counts of repeat transactions over what
// the fitted law expects of the customers there were: a cohort that thins out does
// not look like a season.
func season(l *Log, opts Options, law activity.Law) *Season {
	days := daily(l, opts, law)
	factors := [3]Factor{newFactor(weekdays()), newFactor(monthDays()), newFactor(months())}
	const year = 365
	if len(days) < year {
		factors[2].Refused = fmt.Sprintf("needs %d days after the first transaction; there are %d", year, len(days))
	}
	if len(days) < 60 {
		factors[1].Refused = fmt.Sprintf("needs 60 days after the first transaction; there are %d", len(days))
	}
	const rounds = 50 // proportional fitting: far beyond convergence
	for range rounds {
		for k := range factors {
			factors[k].scale(k, days, &factors)
		}
	}
	s := &Season{Dispersion: dispersion(days, &factors)}
	for k := range factors {
		factors[k].finish(k, days, &factors, s.Dispersion)
	}
	s.Weekday, s.DayOfMonth, s.Month = factors[0], factors[1], factors[2]
	s.Profile = s.profile(days, l.First)
	return s
}

// daily lists the days after the first transaction. Customers count from the day
// after their first.
func daily(l *Log, opts Options, law activity.Law) []calendarDay {
	days := make([]calendarDay, int(opts.Until-l.First))
	growth := make([]float64, len(days)) // of a customer's mean on the day of that age
	for age := range growth {
		perDay := 1 / opts.Unit.Days()
		growth[age] = law.Mean(float64(age+1)*perDay) - law.Mean(float64(age)*perDay)
	}
	entries := make([]int, len(days)+1)
	for _, c := range l.customers {
		if c.first() <= opts.Until {
			entries[c.first()-l.First]++
		}
		for _, day := range c.until(opts.Until)[min(1, len(c.until(opts.Until))):] {
			days[day-l.First-1].observed++
		}
	}
	for i := range days {
		days[i].at = calendarOf(l.First + 1 + Day(i))
		for entry := 0; entry <= i; entry++ {
			if entries[entry] > 0 {
				days[i].expected += float64(entries[entry]) * growth[i-entry]
			}
		}
	}
	return days
}

func newFactor(labels []string) Factor {
	f := Factor{Labels: labels, Multiplier: make([]float64, len(labels)), SE: make([]float64, len(labels))}
	for i := range labels {
		f.Multiplier[i], f.SE[i] = 1, math.NaN()
	}
	return f
}

// fitted is the expected count of a day with the factors, leaving out one (−1: none).
func fitted(day calendarDay, factors *[3]Factor, but int) float64 {
	v := day.expected
	for k := range factors {
		if k != but {
			v *= factors[k].Multiplier[day.at[k]]
		}
	}
	return v
}

// scale makes the factor's totals agree with what was observed, given the others,
// and its mean 1.
func (f *Factor) scale(k int, days []calendarDay, factors *[3]Factor) {
	if f.Refused != "" {
		return
	}
	observed, expected := f.totals(k, days, factors)
	for i := range f.Multiplier {
		f.Multiplier[i] = 1
		if expected[i] > 0 {
			f.Multiplier[i] = observed[i] / expected[i]
		}
	}
	mean, total := 0.0, 0.0
	for i, w := range calendarWeights(k) {
		if expected[i] > 0 {
			mean += w * f.Multiplier[i]
			total += w
		}
	}
	mean /= total
	for i := range f.Multiplier {
		if expected[i] > 0 && mean > 0 {
			f.Multiplier[i] /= mean
		}
	}
}

// totals are observed and expected counts by level, without this factor.
func (f *Factor) totals(k int, days []calendarDay, factors *[3]Factor) (observed, expected []float64) {
	observed, expected = make([]float64, len(f.Labels)), make([]float64, len(f.Labels))
	for _, day := range days {
		observed[day.at[k]] += day.observed
		expected[day.at[k]] += fitted(day, factors, k)
	}
	return observed, expected
}

// finish sets standard errors and the test.
func (f *Factor) finish(k int, days []calendarDay, factors *[3]Factor, dispersion float64) {
	if f.Refused != "" {
		return
	}
	observed, expected := f.totals(k, days, factors)
	sumObserved, sumExpected := 0.0, 0.0
	for i := range observed {
		sumObserved += observed[i]
		sumExpected += expected[i]
	}
	degrees := -1
	for i := range observed {
		level := expected[i] * sumObserved / sumExpected
		if level <= 0 {
			continue
		}
		degrees++
		f.ChiSquare += (observed[i] - level) * (observed[i] - level) / (level * dispersion)
		// With nothing observed the error is that of one transaction.
		f.SE[i] = math.Sqrt(dispersion*math.Max(1, observed[i])) * f.perCount(i, observed[i], level)
	}
	f.PValue = 1
	if degrees > 0 {
		f.PValue = chance(f.ChiSquare, degrees)
	}
}

// perCount is by how much the multiplier moves with one transaction more.
func (f *Factor) perCount(i int, observed, level float64) float64 {
	if observed > 0 {
		return f.Multiplier[i] / observed
	}
	return 1 / level
}

// dispersion is Pearson's statistic per degree of freedom, over days on which
// something was expected.
func dispersion(days []calendarDay, factors *[3]Factor) float64 {
	total, scale := 0.0, 0.0
	for _, day := range days {
		total += day.observed
		scale += fitted(day, factors, -1)
	}
	if scale == 0 || total == 0 {
		return 1
	}
	sum, degrees := 0.0, -1.0
	for k := range factors {
		if factors[k].Refused == "" {
			degrees -= float64(len(factors[k].Labels) - 1)
		}
	}
	for _, day := range days {
		if level := fitted(day, factors, -1) * total / scale; level > 0 {
			sum += (day.observed - level) * (day.observed - level) / level
			degrees++
		}
	}
	if degrees < 1 {
		return 1
	}
	return math.Max(1, sum/degrees)
}

// calendarWeights are how many days of four years, one of them a leap year, each
// level has.
func calendarWeights(k int) []float64 {
	weights := make([]float64, [3]int{7, 31, 12}[k])
	for day := Date(2024, time.January, 1); day < Date(2028, time.January, 1); day++ {
		weights[calendarOf(day)[k]]++
	}
	return weights
}

func weekdays() []string {
	return []string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}
}

func monthDays() []string {
	labels := make([]string, 31)
	for i := range labels {
		labels[i] = fmt.Sprint(i + 1)
	}
	labels[lastOfMonth] = "last"
	return labels
}

func months() []string {
	return []string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}
}
