package calendar

import (
	"weir/sim"
)

// AddWorkingDays returns t moved by n working days at the same time of day:
// T+2 is AddWorkingDays(t, 2). The day of t itself is never counted; on a
// non-working day the next working day is day 1. With n = 0 it returns t, with
// n < 0 it counts working days backwards.
func (c *Calendar) AddWorkingDays(t sim.Time, n int) sim.Time {
	day, step := t.Day(), 1
	clock := t - Midnight(day)
	if n < 0 {
		n, step = -n, -1
	}
	for n > 0 {
		day += step
		if c.Working(day) {
			n--
		}
	}
	return Midnight(day) + clock
}

// EndOfWorkingDay returns the midnight that ends the n-th working day after t,
// counted as in AddWorkingDays: the latest instant of "within n working days".
func (c *Calendar) EndOfWorkingDay(t sim.Time, n int) sim.Time {
	return Midnight(c.AddWorkingDays(t, n).Day() + 1)
}

// WorkingDaysBetween counts the working days after the day of a up to and
// including the day of b; negative, with a and b exchanged, where b is earlier.
func (c *Calendar) WorkingDaysBetween(a, b sim.Time) int {
	from, to := a.Day(), b.Day()
	if to < from {
		return -c.WorkingDaysBetween(b, a)
	}
	n := 0
	for day := from + 1; day <= to; day++ {
		if c.Working(day) {
			n++
		}
	}
	return n
}
