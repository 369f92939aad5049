package stat

import "weir/sim"

// Integral is a level (a queue's length, servers busy) summed over time. The
// zero value is a level of 0 since the scenario's start. Time never runs
// backwards: an earlier instant is a programmer's error.
type Integral struct {
	Level int64    // the level in force
	Since sim.Time // the instant up to which Area is counted
	Area  Sum128   // level × microseconds, from the start of counting to Since
}

// Add changes the level by delta at an instant.
func (i *Integral) Add(at sim.Time, delta int64) { i.Set(at, i.Level+delta) }

// Set changes the level at an instant.
func (i *Integral) Set(at sim.Time, level int64) {
	i.Area = i.Until(at)
	i.Since, i.Level = at, level
}

// Restart forgets what was counted before an instant, e.g. the warm-up, and
// keeps the level.
func (i *Integral) Restart(at sim.Time) { *i = Integral{Level: i.Level, Since: at} }

// Until returns the area up to an instant, in level × microseconds.
func (i Integral) Until(at sim.Time) Sum128 {
	if at < i.Since {
		panic("stat: Integral: time ran backwards")
	}
	i.Area.AddProduct(i.Level, int64(at.Sub(i.Since)))
	return i.Area
}

// Merge makes i the integral of both levels together, up to the later of the
// two instants.
func (i *Integral) Merge(o Integral) {
	at := max(i.Since, o.Since)
	i.Set(at, i.Level)
	i.Area.Merge(o.Until(at))
	i.Level += o.Level
}
