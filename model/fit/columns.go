package fit

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Columns says where things are: each a name of the header or a number from 1.
// Amount and Kind are optional.
type Columns struct{ Customer, Date, Amount, Kind string }

// ParseColumns reads customer=NAME|N,date=NAME|N[,amount=NAME|N][,kind=NAME|N].
func ParseColumns(text string) (Columns, error) {
	var c Columns
	fields := []struct {
		name string
		to   *string
	}{{"customer", &c.Customer}, {"date", &c.Date}, {"amount", &c.Amount}, {"kind", &c.Kind}}
next:
	for part := range strings.SplitSeq(text, ",") {
		key, value, found := strings.Cut(strings.TrimSpace(part), "=")
		if !found || value == "" {
			return c, fmt.Errorf("columns: %q is not of the form customer=NAME or customer=N", part)
		}
		for _, f := range fields {
			if f.name != key {
				continue
			}
			if *f.to != "" {
				return c, fmt.Errorf("columns: %s is given twice", key)
			}
			*f.to = value
			continue next
		}
		return c, fmt.Errorf("columns: %q is not one of customer, date, amount, kind", key)
	}
	if c.Customer == "" || c.Date == "" {
		return c, fmt.Errorf("columns: customer and date are both needed, e.g. customer=1,date=3,amount=5")
	}
	return c, nil
}

// positions are the columns as indices from 0; −1 where there is none.
type positions struct{ customer, date, amount, kind, width int }

// locate finds the columns. The header is nil where the data have none.
func (c Columns) locate(header []string, width int) (positions, error) {
	p := positions{width: width}
	for _, f := range []struct {
		what, spec string
		to         *int
	}{{"customer", c.Customer, &p.customer}, {"date", c.Date, &p.date}, {"amount", c.Amount, &p.amount}, {"kind", c.Kind, &p.kind}} {
		at, err := find(f.spec, header, width)
		if err != nil {
			return p, fmt.Errorf("column %s=%s: %w", f.what, f.spec, err)
		}
		*f.to = at
	}
	return p, nil
}

func find(spec string, header []string, width int) (int, error) {
	if spec == "" {
		return -1, nil
	}
	for i, name := range header {
		if strings.EqualFold(strings.TrimSpace(name), spec) {
			return i, nil
		}
	}
	n, err := strconv.Atoi(spec)
	switch {
	case err != nil && header == nil:
		return 0, fmt.Errorf("the data have no header; give the column's number")
	case err != nil:
		return 0, fmt.Errorf("the header has %s", strings.Join(header, ", "))
	case n < 1 || n > width:
		return 0, fmt.Errorf("the first line has %d columns", width)
	}
	return n - 1, nil
}

// byName reports whether a column is given by name, so that there must be a header.
func (c Columns) byName() bool {
	for _, spec := range []string{c.Customer, c.Date, c.Amount, c.Kind} {
		if _, err := strconv.Atoi(spec); spec != "" && err != nil {
			return true
		}
	}
	return false
}

// Separator is what stands between the columns.
type Separator rune

// The separators. Space is any run of blanks, also before the first column.
const (
	Comma     Separator = ','
	Semicolon Separator = ';'
	Tab       Separator = '\t'
	Space     Separator = ' '
)

// ParseSeparator reads comma, semicolon, tab or space.
func ParseSeparator(text string) (Separator, error) {
	switch text {
	case "comma":
		return Comma, nil
	case "semicolon":
		return Semicolon, nil
	case "tab":
		return Tab, nil
	case "space":
		return Space, nil
	}
	return 0, fmt.Errorf("separator %q is not one of comma, semicolon, tab, space", text)
}

// Header says whether the first line names the columns.
type Header int

// The answers. By default the first line is a header if a column is given by name
// or if its date is not one.
const (
	HeaderAuto Header = iota
	HeaderYes
	HeaderNo
)

// ParseHeader reads auto, yes or no.
func ParseHeader(text string) (Header, error) {
	switch text {
	case "auto":
		return HeaderAuto, nil
	case "yes":
		return HeaderYes, nil
	case "no":
		return HeaderNo, nil
	}
	return 0, fmt.Errorf("header %q is not one of auto, yes, no", text)
}

// dateReader reads dates of one format.
type dateReader struct {
	written string   // as the user wrote the format, for messages
	layouts []string // of package time, tried in order
}

// newDateReader takes a format of YYYY, YY, MM, DD, hh, mm, ss and separators. An
// empty format stands for the few that cannot be mistaken. YY from 69 is 19YY.
func newDateReader(format string) (dateReader, error) {
	if format == "" {
		return dateReader{"YYYY-MM-DD or YYYYMMDD (or give a date format)", []string{
			"2006-01-02", "20060102", "2006/01/02",
			"2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02T15:04:05Z07:00", "2006-01-02 15:04",
		}}, nil
	}
	layout := strings.NewReplacer("YYYY", "2006", "YY", "06", "MM", "01", "DD", "02", "hh", "15", "mm", "04", "ss", "05").Replace(format)
	// A format must hold a whole date: writing one and reading it back shows it.
	probe := time.Date(2024, 11, 23, 0, 0, 0, 0, time.UTC)
	back, err := time.Parse(layout, probe.Format(layout))
	if err != nil || !back.Equal(probe) {
		return dateReader{}, fmt.Errorf("date format %q does not hold a date; want one of YYYY, YY, MM, DD as in YYYYMMDD or DD.MM.YYYY", format)
	}
	return dateReader{format, []string{layout}}, nil
}

func (r dateReader) read(text string) (Day, bool) {
	for _, layout := range r.layouts {
		if t, err := time.Parse(layout, text); err == nil {
			return dayOf(t), true
		}
	}
	return 0, false
}
