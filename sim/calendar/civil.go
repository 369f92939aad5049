package calendar

import (
	"fmt"
	"time"
)

// Civil is a date without a time of day or a zone.
type Civil struct {
	Year  int
	Month time.Month
	Day   int
}

// CivilOf returns the date that a clock shows.
func CivilOf(wall time.Time) Civil {
	year, month, day := wall.Date()
	return Civil{year, month, day}
}

// ParseCivil reads a date written 2026-01-31.
func ParseCivil(text string) (Civil, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return Civil{}, fmt.Errorf("%q is not a date; want one like 2026-01-31", text)
	}
	return CivilOf(t), nil
}

// String writes the date as 2026-01-31.
func (d Civil) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day) }

// time returns the date's midnight in UTC.
func (d Civil) time() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// number returns the days since 1970-01-01.
func (d Civil) number() int64 { return d.time().Unix() / 86400 }

// valid reports whether the date exists: not February 30, not the zero value.
func (d Civil) valid() bool { return d.Month >= 1 && d.Day >= 1 && CivilOf(d.time()) == d }
