package screening

import "weir/sim"

// A sliding window is kept as two buckets, the current one and the one before:
// what happened in the last hour is estimated as the current bucket and that
// share of the previous one that an hour reaches back into. For arrivals at a
// constant rate the estimate is unbiased; in any case it lies between the
// current bucket alone and both together, which enclose the true count too, so
// it is off by at most the previous bucket.
//
// Buckets begin on the hour, at midnight, and every 30 days from the start.

// number is what a bucket holds.
type number interface{ uint8 | uint16 | float32 }

// buckets are the current bucket and the one before it.
type buckets[T number] [2]T

// Lengths of the windows' buckets.
const (
	hoursPerDay   = 24
	hoursPerMonth = 30 * hoursPerDay
)

// bucket returns the number of the bucket of so many hours that an hour falls
// into, counted from the start; below zero before it.
func bucket(hour, hours int32) int32 {
	b := hour / hours
	if hour%hours < 0 {
		b--
	}
	return b
}

// roll moves the buckets on by so many of their lengths.
func (b *buckets[T]) roll(steps int32) {
	switch {
	case steps <= 0:
	case steps == 1:
		b[1], b[0] = b[0], 0
	default:
		*b = buckets[T]{}
	}
}

// weights say how much of its buckets a window holds.
type weights struct {
	current, previous float64 // of a sliding window
	today             float64 // of the current bucket alone: 1, or 0 when a new one has begun
}

// weigh returns the weights so many bucket lengths after the buckets were last
// moved on, when the window reaches back into the given share of the bucket
// before the current one.
func weigh(steps int32, reach float64) weights {
	switch {
	case steps <= 0:
		return weights{current: 1, previous: reach, today: 1}
	case steps == 1:
		return weights{current: reach}
	}
	return weights{}
}

// estimate returns what a sliding window holds. Both products are rounded, so
// that every machine gives the same sum.
func (b *buckets[T]) estimate(w *weights) float64 {
	return float64(w.current*float64(b[0])) + float64(w.previous*float64(b[1]))
}

// count adds one to the current bucket of a counter; a full one stays full.
func count[T uint8 | uint16](b *buckets[T]) {
	if b[0]+1 > 0 {
		b[0]++
	}
}

// clock returns the full hours from the start of the scenario, below zero before
// it, and the share of the present one that has passed.
func clock(now sim.Time) (hour int32, passed float64) {
	whole, rest := now/sim.Time(sim.Hour), now%sim.Time(sim.Hour)
	if rest < 0 {
		whole, rest = whole-1, rest+sim.Time(sim.Hour)
	}
	return int32(whole), float64(rest) / float64(sim.Hour)
}

// reach returns the share of the bucket before the current one that a window of
// so many hours reaches back into.
func reach(hour, hours int32, passed float64) float64 {
	return 1 - (float64(hour-hours*bucket(hour, hours))+passed)/float64(hours)
}
