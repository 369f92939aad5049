package table

import (
	"fmt"
	"strings"
	"time"
)

// Day is a calendar date: days since 1970-01-01.
type Day int32

// Date returns the Day of a calendar date.
func Date(year int, month time.Month, day int) Day {
	return DayOf(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// ParseDay reads a date written YYYY-MM-DD.
func ParseDay(text string) (Day, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return 0, fmt.Errorf("%q is not a date; want YYYY-MM-DD", text)
	}
	return DayOf(t), nil
}

// DayOf returns the date that a clock shows.
func DayOf(t time.Time) Day {
	const perDay = 24 * 60 * 60
	return Day(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC).Unix() / perDay)
}

// Time returns the date's midnight in UTC.
func (d Day) Time() time.Time { return time.Unix(int64(d)*24*60*60, 0).UTC() }

// String returns YYYY-MM-DD.
func (d Day) String() string { return d.Time().Format(time.DateOnly) }

// dateReader reads dates of one format.
type dateReader struct {
	written string   // as the user wrote the format, for messages
	layouts []string // of package time, tried in order

}

// defaultLayouts are the formats that cannot be mistaken.
var defaultLayouts = []string{
	"2006-01-02", "20060102", "2006/01/02",
	"2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02T15:04:05Z07:00", "2006-01-02 15:04",
}

// newDateReader takes a format of YYYY, YY, MM, DD, hh, mm, ss and separators. An
// empty format stands for the few that cannot be mistaken. YY from 69 is 19YY.
func newDateReader(format string) (dateReader, error) {
	if format == "" {
		return dateReader{written: "YYYY-MM-DD or YYYYMMDD (or give a date format)", layouts: defaultLayouts}, nil
	}
	layout := strings.NewReplacer("YYYY", "2006", "YY", "06", "MM", "01", "DD", "02", "hh", "15", "mm", "04", "ss", "05").Replace(format)
	// A format must hold a whole date: writing one and reading it back shows it.
	probe := time.Date(2024, 11, 23, 0, 0, 0, 0, time.UTC)
	back, err := time.Parse(layout, probe.Format(layout))
	if err != nil || !back.Equal(probe) {
		return dateReader{}, fmt.Errorf("date format %q does not hold a date; want one of YYYY, YY, MM, DD as in YYYYMMDD or DD.MM.YYYY", format)
	}
	return dateReader{written: format, layouts: []string{layout}}, nil
}

// read reads a date; timed says whether it has a time of day.
func (r dateReader) read(text string) (t time.Time, timed, ok bool) {
	for _, layout := range r.layouts {
		if t, err := time.Parse(layout, text); err == nil {
			return t, strings.Contains(layout, "15"), true
		}
	}
	return time.Time{}, false, false
}
