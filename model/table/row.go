package table

import (
	"fmt"
	"strings"
	"time"
)

// Row is a line of a table. It is valid during the call of take only.
type Row struct {
	Line   int // from 1
	header []string
	fields []string
	at     []int
	dates  dateReader
	timed  []bool // Parquet: the column's dates are written in the default format
}

// Text returns what stands in the i-th of the wanted columns, without the blanks
// around it; "" where the table has no such column.
func (r *Row) Text(i int) string {
	if r.at[i] < 0 {
		return ""
	}
	return strings.TrimSpace(r.fields[r.at[i]])
}

// Date returns the date in the i-th of the wanted columns.
func (r *Row) Date(i int) (Day, error) {
	t, _, err := r.Time(i)
	return DayOf(t), err
}

// Time returns the date and time of day in the i-th of the wanted columns, as a
// clock on the wall showed it: in UTC whatever zone is written. Timed says whether
// there is a time of day; without, it is midnight.
func (r *Row) Time(i int) (t time.Time, timed bool, err error) {
	dates := r.dates
	if at := r.at[i]; at >= 0 && at < len(r.timed) && r.timed[at] {
		dates.layouts = defaultLayouts
	}
	text := r.Text(i)
	t, timed, ok := dates.read(text)
	if !ok {
		return t, false, fmt.Errorf("date %q; want %s", text, dates.written)
	}
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC), timed, nil
}

// Value returns the text of any column by its name in the header, or by its
// number from 1.
func (r *Row) Value(column string) (text string, ok bool) {
	at, err := find(column, r.header, len(r.fields))
	if err != nil || at < 0 {
		return "", false
	}
	return strings.TrimSpace(r.fields[at]), true
}
