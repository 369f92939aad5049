package population

import (
	"math"

	"weir/sim"
	"weir/sim/param"
)

// Profile says when intents come: by hour, weekday, and day of the month (rule
// P3). It is a change of clock: latent processes run on an even clock, which
// the profile stretches and squeezes into the calendar. So the law of the
// latent process and all its draws stay what they are, and nothing is thinned
// away.
type Profile struct {
	Hours    []float64 // 24 weights
	Weekdays []float64 // 7 weights, from Monday
	PayDays  []float64 // days of the month
	PayDay   float64   // factor on pay days and the day after
	MonthEnd float64   // factor on the last three days of a month
	Holiday  float64   // factor on days that are not worked
}

func (p *Profile) declare(s *param.Set) {
	s.Numbers(&p.Hours, "hours", "[]", "24 weights, from midnight; empty: even over the day.").
		Assumed("even unless given").Rules("P3")
	s.Numbers(&p.Weekdays, "weekdays", "[]", "7 weights, from Monday; empty: even over the week.").
		Assumed("even unless given").Rules("P3")
	s.Numbers(&p.PayDays, "pay_days", "[]", "Days of the month on which pay comes in; 31 is the last day.").
		Assumed("none unless given").Rules("P3")
	s.Number(&p.PayDay, "pay_day", "1", "Factor on pay days and the day after.").
		Range("0.1", "10").From(param.Verified, "more than half spend over 25 % more on pay days, facts 7.1").Rules("P3")
	s.Number(&p.MonthEnd, "month_end", "1", "Factor on the last three days of a month.").
		Range("0.1", "10").Assumed("even unless given").Rules("P3")
	s.Number(&p.Holiday, "holiday", "1", "Factor on holidays.").
		Range("0.1", "10").Assumed("even unless given").Rules("P3")
	s.Check(func(c *param.Check) {
		checkWeights(c, "hours", p.Hours, 24)
		checkWeights(c, "weekdays", p.Weekdays, 7)
		for _, d := range p.PayDays {
			if d < 1 || d > 31 || d != math.Trunc(d) {
				c.Report(param.Problem{Code: "W115", Pos: c.At("pay_days"), Args: []any{d, "1", "31"}})
			}
		}
	})
}

func checkWeights(c *param.Check, name string, weights []float64, n int) {
	sum := 0.0
	for _, w := range weights {
		sum += w
		if w < 0 {
			sum = 0
			break
		}
	}
	if len(weights) > 0 && (len(weights) != n || sum <= 0) {
		c.Report(param.Problem{Code: "W138", Pos: c.At(name), Args: []any{n}})
	}
}

// Flat says that the profile changes nothing.
func (p *Profile) Flat() bool {
	return len(p.Hours) == 0 && len(p.Weekdays) == 0 && p.MonthEnd == 1 && p.Holiday == 1 &&
		(len(p.PayDays) == 0 || p.PayDay == 1)
}

// Clock turns calendar time into the even time of a latent process and back.
// Before its first day the two run alike.
type Clock struct {
	flat  bool
	start sim.Time    // midnight of the first day
	upTo  []float64   // even days passed at each midnight, from the start; one more than there are days
	hours [25]float64 // part of a day's activity before each hour

	// Where to begin looking: the last day that begins before each part of an even
	// day, and the last hour that begins before each part of a day's activity.
	dayOf  []int32
	hourOf [hourParts]int8
}

// How finely an even day is cut to find a day, and a day's activity to find an
// hour: so that what is looked up is mostly right. Powers of two, so that it is
// exact.
const (
	dayParts  = 8
	hourParts = 1024
)

// Days is what a Clock needs to know of the calendar; days are counted from the
// scenario's start and may be negative.
type Days interface {
	Civil(day int) (year, month, dayOfMonth int)
	Weekday(day int) int // 0 is Monday
	Working(day int) bool
}

// NewClock makes the clock of a profile for the days first..last-1. Each
// calendar year's weights are scaled to a mean of 1, over the days of that year.
func NewClock(p *Profile, days Days, first, last int) *Clock {
	c := &Clock{flat: p.Flat(), start: sim.Time(first) * sim.Time(sim.Day)}
	if c.flat {
		return c
	}
	c.setHours(p.Hours)
	c.upTo = make([]float64, last-first+1)
	scale := map[int]float64{} // by year; looked up, never ranged over
	for d := first; d < last; d++ {
		year, _, _ := days.Civil(d)
		if scale[year] == 0 {
			scale[year] = p.yearScale(days, d)
		}
		c.upTo[d-first+1] = c.upTo[d-first] + p.weight(days, d)*scale[year]
	}
	c.index()
	return c
}

// index fills the tables that say where to begin looking.
func (c *Clock) index() {
	last := len(c.upTo) - 1
	d := 0
	for part := range int(c.upTo[last]*dayParts) + 1 {
		for d < last-1 && c.upTo[d+1] <= float64(part)/dayParts {
			d++
		}
		c.dayOf = append(c.dayOf, int32(d))
	}
	h := 0
	for i := range c.hourOf {
		for h < 23 && c.hours[h+1] <= float64(i)/hourParts {
			h++
		}
		c.hourOf[i] = int8(h)
	}
}

// weight returns the unscaled weight of a day.
func (p *Profile) weight(days Days, d int) float64 {
	w := 1.0
	if len(p.Weekdays) > 0 {
		w *= p.Weekdays[days.Weekday(d)]
	}
	if p.payDay(days, d) || p.payDay(days, d-1) {
		w *= p.PayDay
	}
	_, month, _ := days.Civil(d)
	if _, later, _ := days.Civil(d + 3); later != month {
		w *= p.MonthEnd
	}
	// A weekend is in the weekday's weight already.
	if p.Holiday != 1 && days.Weekday(d) < 5 && !days.Working(d) {
		w *= p.Holiday
	}
	return w
}

func (p *Profile) payDay(days Days, d int) bool {
	_, month, day := days.Civil(d)
	_, next, _ := days.Civil(d + 1)
	for _, pay := range p.PayDays {
		if day == int(pay) || (next != month && day < int(pay)) {
			return true
		}
	}
	return false
}

// yearScale returns what makes the mean weight of the calendar year of d one.
func (p *Profile) yearScale(days Days, d int) float64 {
	year, _, _ := days.Civil(d)
	first := d
	for y, _, _ := days.Civil(first - 1); y == year; y, _, _ = days.Civil(first - 1) {
		first--
	}
	sum, n := 0.0, 0
	for e := first; ; e++ {
		if y, _, _ := days.Civil(e); y != year {
			return float64(n) / sum
		}
		sum += p.weight(days, e)
		n++
	}
}

func (c *Clock) setHours(weights []float64) {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	for h := range 24 {
		w := 1.0 / 24
		if len(weights) > 0 {
			w = weights[h] / sum
		}
		c.hours[h+1] = c.hours[h] + w
	}
	c.hours[24] = 1
}

const day = float64(sim.Day)

// Even returns the even time of a calendar time.
func (c *Clock) Even(t sim.Time) float64 {
	since := float64(t - c.start)
	if c.flat || since < 0 {
		return since
	}
	d := int((t - c.start) / sim.Time(sim.Day))
	if d >= len(c.upTo)-1 {
		return float64(c.upTo[len(c.upTo)-1]*day) + (since - float64(len(c.upTo)-1)*day)
	}
	within := float64((t-c.start)%sim.Time(sim.Day)) / float64(sim.Hour)
	h := int(within)
	part := c.hours[h] + float64((within-float64(h))*(c.hours[h+1]-c.hours[h]))
	return (c.upTo[d] + float64(part*(c.upTo[d+1]-c.upTo[d]))) * day
}

// Calendar returns the calendar time of an even time: the inverse of Even.
func (c *Clock) Calendar(even float64) sim.Time {
	if c.flat || even < 0 {
		return c.start + sim.Time(even)
	}
	days := even / day
	last := len(c.upTo) - 1
	if days >= c.upTo[last] {
		return c.start + sim.Time(float64(last)*day+float64((days-c.upTo[last])*day))
	}
	d := int(c.dayOf[int(days*dayParts)])
	for c.upTo[d+1] <= days {
		d++
	}
	part := (days - c.upTo[d]) / (c.upTo[d+1] - c.upTo[d])
	h := int(c.hourOf[min(int(part*hourParts), hourParts-1)])
	for h < 23 && c.hours[h+1] <= part {
		h++
	}
	within := float64(h)
	if w := c.hours[h+1] - c.hours[h]; w > 0 {
		within += (part - c.hours[h]) / w
	}
	return c.start + sim.Time(d)*sim.Time(sim.Day) + sim.Time(within*float64(sim.Hour))
}
