package desk

import "weir/sim"

// Estimate returns the wait that a case of a class arriving now may expect: 0
// where somebody is free, else the mean service of those ahead and one of its
// own, shared by the staff; while the desk is closed, counted from when staff
// is next scheduled. It leaves out hanging up and later arrivals of higher
// priority: what a desk would announce, not what theory knows. It is
// Duration(sim.Never) where nobody will come within a year.
func (d *Desk) Estimate(class int) sim.Duration {
	s := &d.State
	staff, closed := s.Staff.Level, sim.Duration(0)
	if staff > s.Busy.Level && s.Waiting.Level == 0 {
		return 0
	}
	if staff == 0 {
		if staff, closed = d.opening(); staff == 0 {
			return sim.Duration(sim.Never)
		}
		if s.Inside.Level == 0 {
			return closed
		}
	}
	work := d.lanes[class].mean
	for i := range d.lanes {
		if d.lanes[i].line <= d.lanes[class].line {
			work += d.lanes[i].mean * sim.Duration(s.Tallies[i].Waiting)
		}
	}
	return closed + work/sim.Duration(staff)
}

// opening returns how many are scheduled next, and how long that is from now.
func (d *Desk) opening() (staff int64, from sim.Duration) {
	now := d.State.Now
	for t := d.nextShift(now); t < now.Add(sim.Year); t = d.nextShift(t) {
		if n := d.scheduledAt(t); n > 0 {
			return n, t.Sub(now)
		}
	}
	return 0, 0
}
