package scenarios

import (
	"time"

	"weir/sim/param"
)

// timeOf returns a date on a clock without zones: runs have days of 24 hours.
func timeOf(d param.Date) time.Time {
	return time.Date(d.Year, monthOf(d.Month), d.Day, d.Hour, d.Minute, d.Second, 0, time.UTC)
}

func monthOf(m int) time.Month { return time.Month(m) }
