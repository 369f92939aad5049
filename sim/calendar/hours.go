package calendar

import (
	"cmp"
	"slices"

	"weir/sim"
)

// Hours are weekly opening hours, with times for working days and for others.
// The zero value is never open.
type Hours struct {
	text string
	// spans[w] and spans[7+w] are the open times of a weekday w that is not, or
	// is, a working day: sorted, apart, within the day.
	spans [14][]span
}

// span is an open time [from, to) since midnight.
type span struct{ from, to sim.Duration }

// String returns the hours as they were written.
func (h Hours) String() string { return h.text }

// add opens a time on a kind of day.
func (h *Hours) add(index int, s span) { h.spans[index] = append(h.spans[index], s) }

// tidy sorts the spans of each kind of day and joins those that touch.
func (h *Hours) tidy() {
	for i, spans := range h.spans {
		slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.from, b.from) })
		var joined []span
		for _, s := range spans {
			if n := len(joined); n > 0 && s.from <= joined[n-1].to {
				joined[n-1].to = max(joined[n-1].to, s.to)
				continue
			}
			joined = append(joined, s)
		}
		h.spans[i] = joined
	}
}

// on returns the open times of a scenario day.
func (c *Calendar) on(h Hours, day int) []span {
	index := int(c.Weekday(day))
	if c.Working(day) {
		index += 7
	}
	return h.spans[index]
}

// IsOpen reports whether the hours are open at t. They open on the minute they
// begin and are closed on the minute they end.
func (c *Calendar) IsOpen(h Hours, t sim.Time) bool {
	day := t.Day()
	clock := t.Sub(Midnight(day))
	for _, s := range c.on(h, day) {
		if s.from <= clock && clock < s.to {
			return true
		}
	}
	return false
}

// NextChange returns the first instant after t at which the hours open or
// close, or sim.Never if they never do again.
func (c *Calendar) NextChange(h Hours, t sim.Time) sim.Time {
	open := c.IsOpen(h, t)
	// Beyond the table the pattern is weekly: no change in eight days is none.
	last := max(c.from+len(c.working), t.Day()) + 8
	for day := t.Day(); day <= last; day++ {
		if at, ok := c.changeOn(h, day, t, open); ok {
			return at
		}
	}
	return sim.Never
}

// changeOn looks for the first instant after t on a day at which the hours are
// no longer as open says.
func (c *Calendar) changeOn(h Hours, day int, t sim.Time, open bool) (sim.Time, bool) {
	midnight := Midnight(day)
	if midnight > t && c.IsOpen(h, midnight) != open {
		return midnight, true
	}
	for _, s := range c.on(h, day) {
		edge := s.from
		if open {
			edge = s.to
		}
		if at := midnight.Add(edge); at > t && edge < sim.Day {
			return at, true
		}
	}
	return 0, false
}

// OpenBetween returns how long the hours are open in [a, b); negative, with a
// and b exchanged, where b is earlier.
func (c *Calendar) OpenBetween(h Hours, a, b sim.Time) sim.Duration {
	if b < a {
		return -c.OpenBetween(h, b, a)
	}
	var open sim.Duration
	for day := a.Day(); Midnight(day) < b; day++ {
		midnight := Midnight(day)
		for _, s := range c.on(h, day) {
			from, to := max(midnight.Add(s.from), a), min(midnight.Add(s.to), b)
			open += max(to.Sub(from), 0)
		}
	}
	return open
}
