package desk

import (
	"math"

	"weir/sim"
	"weir/sim/dist"
	"weir/sim/rng"
)

// What a desk draws. Purposes from 2³¹ on belong to desks, eight to each.
const (
	drawService rng.Purpose = iota
	drawPatience
	drawWrong
	drawRedial
	drawRedialDelay
	drawAbsence
	drawGap // between the arrivals of a known queue
)

func (d *Desk) purpose(what rng.Purpose) rng.Purpose {
	return 1<<31 | rng.Purpose(d.id)<<3 | what
}

// stream returns the bits that belong to a case. Service and error do not
// depend on the try: what a caller needs does not change by calling again.
func (d *Desk) stream(c *Case, what rng.Purpose, try uint16) rng.Stream {
	attempt := uint64(c.Stage)<<32 | uint64(c.Visit)<<16 | uint64(try)
	return d.root.Stream(c.Entity, d.purpose(what), c.Cause+attempt*0x9e3779b97f4a7c15)
}

func (d *Desk) drawService(c *Slot) sim.Duration {
	return toDuration(dist.Draw(d.lanes[c.Case.Class].service, d.stream(&c.Case, drawService, 0)))
}

func (d *Desk) drawPatience(c *Slot, l *lane) sim.Duration {
	return toDuration(dist.Draw(l.patience, d.stream(&c.Case, drawPatience, c.Try)))
}

func (d *Desk) drawWrong(c *Slot, l *lane) bool {
	if l.wrong == 0 {
		return false
	}
	s := d.stream(&c.Case, drawWrong, 0)
	return s.Float64() < l.wrong
}

// drawsRedial reports whether a case that was not served calls again.
func (d *Desk) drawsRedial(c *Slot) bool {
	r := &d.cfg.Redial
	if r.Share == 0 || int64(c.Try) >= r.Tries {
		return false
	}
	s := d.stream(&c.Case, drawRedial, c.Try)
	return s.Float64() < r.Share
}

func (d *Desk) drawRedialDelay(c *Slot) sim.Duration {
	return toDuration(dist.Draw(d.cfg.Redial.After.Dist, d.stream(&c.Case, drawRedialDelay, c.Try)))
}

// longest keeps sums with an instant of a run inside int64.
const longest = 1000 * sim.Year

// toDuration rounds a draw to a tick between 0 and 1,000 years.
func toDuration(microseconds float64) sim.Duration {
	if !(microseconds > 0) {
		return 0
	}
	return sim.Duration(math.RoundToEven(min(microseconds, float64(longest))))
}
