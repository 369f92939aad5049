package desk

import (
	"weir/sim"
	"weir/sim/calendar"
	"weir/sim/param"
)

// deadline is a length of time or a number of working days; zero for none.
type deadline param.Deadline

// due returns the last instant in time for a case that arrived at an instant:
// the arrival plus the length, or the midnight that ends the last working day.
func (l deadline) due(cal *calendar.Calendar, arrived sim.Time) sim.Time {
	switch {
	case l.WorkingDays > 0:
		return cal.EndOfWorkingDay(arrived, int(l.WorkingDays))
	case l.After > 0:
		return arrived.Add(l.After)
	}
	return sim.Never
}

// Overdue returns how many cases of a class are inside past their deadline.
func (d *Desk) Overdue(class int) int64 {
	s := &d.State
	n := int64(0)
	for i := range s.Slots {
		c := &s.Slots[i]
		inside := c.Phase == Waiting || c.Phase == Serving
		if inside && int(c.Case.Class) == class && s.Now > d.lanes[class].deadline.due(d.cal, c.Arrived) {
			n++
		}
	}
	return n
}
