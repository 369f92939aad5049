package sim

import "time"

// Time is an instant: microseconds since the scenario's start, which is a
// local midnight in the institution's time zone. It is negative before the
// start (a customer who opened an account last year). An integer, so that
// "the same instant" is exact.
type Time int64

// Duration is a length of time in microseconds.
type Duration int64

// Lengths of time. A Month and a Year are conventions for rates (12/mo, 8/yr);
// calendar months and years are the business of package calendar.
const (
	Microsecond Duration = 1
	Millisecond          = 1000 * Microsecond
	Second               = 1000 * Millisecond
	Minute               = 60 * Second
	Hour                 = 60 * Minute
	Day                  = 24 * Hour
	Week                 = 7 * Day
	Year                 = 365 * Day
	Month                = Year / 12
)

// Never is later than any instant a run reaches; it marks a deadline that is
// not set.
const Never Time = 1<<63 - 1

// Add returns t + d. Never stays Never.
func (t Time) Add(d Duration) Time {
	if t == Never {
		return Never
	}
	return t + Time(d)
}

// Sub returns t − u.
func (t Time) Sub(u Time) Duration { return Duration(t - u) }

// Day returns the number of the scenario day that t falls on; day 0 is the
// first, days before the start are negative.
func (t Time) Day() int {
	d := t / Time(Day)
	if t%Time(Day) < 0 {
		d--
	}
	return int(d)
}

// Seconds returns d in seconds.
func (d Duration) Seconds() float64 { return float64(d) / float64(Second) }

// Hours returns d in hours.
func (d Duration) Hours() float64 { return float64(d) / float64(Hour) }

// Days returns d in days of 24 hours.
func (d Duration) Days() float64 { return float64(d) / float64(Day) }

// Std returns d as a standard library duration.
func (d Duration) Std() time.Duration { return time.Duration(d) * time.Microsecond }

// Stamp is an instant rounded up to the minute, half as long as a Time: for
// deadlines that records hold and that nobody sets to the second.
type Stamp int32

// NoStamp is later than any other; it marks a deadline that is not set.
const NoStamp Stamp = 1<<31 - 1

// StampOf returns the first whole minute at or after t; NoStamp for Never and
// for what lies beyond four thousand years.
func StampOf(t Time) Stamp {
	minutes := t / Time(Minute)
	if t%Time(Minute) > 0 {
		minutes++
	}
	if minutes >= Time(NoStamp) {
		return NoStamp
	}
	return Stamp(minutes)
}

// Time returns the instant; Never for NoStamp.
func (s Stamp) Time() Time {
	if s == NoStamp {
		return Never
	}
	return Time(s) * Time(Minute)
}
