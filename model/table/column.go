package table

import (
	"fmt"
	"strconv"
	"strings"
)

// Column is a column that is wanted.
type Column struct {
	What string // what it holds: customer, date
	Spec string // a name of the header or a number from 1; "" for none
	Date bool   // it holds a date: tells whether the first line is a header
}

// ColumnError is a column that the table does not have.
type ColumnError struct {
	Column Column
	Err    error
}

// Error implements error.
func (e *ColumnError) Error() string {
	return fmt.Sprintf("column %s=%s: %v", e.Column.What, e.Column.Spec, e.Err)
}

// Unwrap returns why.
func (e *ColumnError) Unwrap() error { return e.Err }

// ParseColumns reads WHAT=NAME|N,… for the columns that may be given, the first
// needed of which must be.
func ParseColumns(text string, needed int, what ...string) ([]Column, error) {
	columns := make([]Column, len(what))
	for i := range what {
		columns[i].What = what[i]
	}
next:
	for part := range strings.SplitSeq(text, ",") {
		key, value, found := strings.Cut(strings.TrimSpace(part), "=")
		if !found || value == "" {
			return nil, fmt.Errorf("columns: %q is not of the form %[2]s=NAME or %[2]s=N", part, what[0])
		}
		for i := range columns {
			if columns[i].What != key {
				continue
			}
			if columns[i].Spec != "" {
				return nil, fmt.Errorf("columns: %s is given twice", key)
			}
			columns[i].Spec = value
			continue next
		}
		return nil, fmt.Errorf("columns: %q is not one of %s", key, strings.Join(what, ", "))
	}
	for _, c := range columns[:needed] {
		if c.Spec == "" {
			return nil, fmt.Errorf("columns: %s are both needed, e.g. %s=1,%s=3", strings.Join(what[:needed], " and "), what[0], what[1])
		}
	}
	return columns, nil
}

// find returns the index of a column, -1 for none.
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
func byName(columns []Column) bool {
	for _, c := range columns {
		if _, err := strconv.Atoi(c.Spec); c.Spec != "" && err != nil {
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

// SeparatorNames are the words for separators.
var SeparatorNames = []string{"comma", "semicolon", "tab", "space"}

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

// HeaderNames are the words for the answers.
var HeaderNames = []string{"auto", "yes", "no"}

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
