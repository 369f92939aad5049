// Package table reads tables of customers' data as institutions have them: CSV,
// columns between blanks, and Parquet, by a map of columns, with everything that is
// wrong found in one pass.
//
// It serves fit (transactions to estimates), stock (an institution's own book) and
// replay (policies on real history); rule P12. Nothing leaves the machine.
package table

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Options say how a table is written and what is wanted of it.
type Options struct {
	Name       string    // of the data, for messages
	Columns    []Column  // those that are wanted; Row speaks of them by their index here
	Separator  Separator // 0: comma
	Header     Header
	DateFormat string // e.g. YYYYMMDD, YYMMDD, DD.MM.YYYY; "": YYYY-MM-DD or YYYYMMDD
}

// Summary is what there is to know of a table that was read.
type Summary struct {
	SHA256 string   // of the bytes read
	Rows   int      // lines of data, without the header
	CutOff int      // number of a cut-off last line, which is left out; 0 for none
	Header []string // the names of the columns; nil where the table has none
	Width  int      // number of columns
}

// Unused returns the names of the columns that were not wanted.
func (s *Summary) Unused(columns []Column) []string {
	var out []string
	for i, name := range s.Header {
		wanted := false
		for _, c := range columns {
			at, err := find(c.Spec, s.Header, s.Width)
			wanted = wanted || err == nil && at == i
		}
		if !wanted {
			out = append(out, strings.TrimSpace(name))
		}
	}
	return out
}

// Problem is a line that cannot be read.
type Problem struct {
	Line int // from 1; in Parquet the number of the row
	Text string
}

// limit is how many problems are told one by one.
const limit = 20

// Error is everything wrong with the data, in the order of the lines.
type Error struct {
	Name     string
	Problems []Problem // at most 20
	More     int       // problems beyond those
}

// Error implements error: one line per problem, file:line first.
func (e *Error) Error() string {
	var lines []string
	for _, p := range e.Problems {
		lines = append(lines, fmt.Sprintf("%s:%d: %s", e.Name, p.Line, p.Text))
	}
	if e.More > 0 {
		lines = append(lines, fmt.Sprintf("%s: %d more lines like these", e.Name, e.More))
	}
	return strings.Join(lines, "\n")
}

func (e *Error) add(line int, text string) {
	if len(e.Problems) == limit {
		e.More++
		return
	}
	e.Problems = append(e.Problems, Problem{line, text})
}

// Read reads a table, Parquet where it begins like one, and gives each row to
// take, which returns what is wrong with it. It returns an *Error where lines are
// wrong, all of them read, and other errors where columns or the reader are. A last
// line that was cut off is left out, and the summary says so.
func Read(r io.Reader, o Options, take func(*Row) error) (*Summary, error) {
	dates, err := newDateReader(o.DateFormat)
	if err != nil {
		return nil, err
	}
	if o.Separator == 0 {
		o.Separator = Comma
	}
	in := &reading{options: o, take: take, wrong: &Error{Name: o.Name}, summary: new(Summary), row: Row{dates: dates}}
	if at, size, ok := asParquet(&r); ok {
		err = in.parquet(at, size)
	} else {
		err = in.text(r)
	}
	if err != nil {
		return nil, err
	}
	if len(in.wrong.Problems) > 0 {
		return nil, in.wrong
	}
	return in.summary, nil
}

// reading is the state of Read.
type reading struct {
	options Options
	take    func(*Row) error
	row     Row
	begun   bool
	wrong   *Error
	summary *Summary
}

// text reads lines of text.
func (r *reading) text(from io.Reader) error {
	tail := &tailReader{r: from, hash: sha256.New()}
	if err := r.lines(newLines(tail, r.options.Separator), tail); err != nil {
		return err
	}
	r.summary.SHA256 = hex.EncodeToString(tail.hash.Sum(nil))
	return nil
}

func (r *reading) lines(lines lines, tail *tailReader) error {
	for {
		fields, line, err := lines.next()
		if err == io.EOF {
			return nil
		}
		var unreadable *csv.ParseError
		switch {
		case errors.As(err, &unreadable):
			if r.begun && tail.unfinished() && unreadable.StartLine == unreadable.Line && lines.atEnd() {
				r.summary.CutOff = line
				return nil
			}
			r.wrong.add(unreadable.StartLine, unreadable.Err.Error())
			continue
		case err != nil:
			return fmt.Errorf("%s: %w", r.options.Name, err)
		}
		if !r.begun {
			isHeader, err := r.begin(fields)
			if err != nil {
				return fmt.Errorf("%s:%d: %w", r.options.Name, line, err)
			}
			if isHeader {
				continue
			}
		}
		if len(fields) < r.summary.Width && lines.atEnd() && tail.unfinished() {
			r.summary.CutOff = line
			return nil
		}
		r.give(fields, line)
	}
}

// begin looks at the first line and reports whether it is a header.
func (r *reading) begin(fields []string) (isHeader bool, err error) {
	isHeader = r.options.Header == HeaderYes
	if r.options.Header == HeaderAuto {
		isHeader = byName(r.options.Columns) || r.looksLikeHeader(fields)
	}
	var header []string
	if isHeader {
		header = append([]string(nil), fields...)
	}
	return isHeader, r.columns(header, len(fields))
}

// looksLikeHeader says whether the field where a date is wanted is a word.
func (r *reading) looksLikeHeader(fields []string) bool {
	for _, c := range r.options.Columns {
		if !c.Date || c.Spec == "" {
			continue
		}
		at, err := find(c.Spec, nil, len(fields))
		if err != nil {
			return false
		}
		_, _, isDate := r.row.dates.read(strings.TrimSpace(fields[at]))
		return !isDate && !strings.ContainsAny(fields[at], "0123456789")
	}
	return false
}

// columns finds the columns. The header is nil where the data have none.
func (r *reading) columns(header []string, width int) error {
	r.begun = true
	r.summary.Header, r.summary.Width = header, width
	r.row.header = header
	for _, c := range r.options.Columns {
		at, err := find(c.Spec, header, width)
		if err != nil {
			return &ColumnError{c, err}
		}
		r.row.at = append(r.row.at, at)
	}
	return nil
}

// give hands a row on and notes what is wrong with it.
func (r *reading) give(fields []string, line int) {
	r.summary.Rows++
	if len(fields) != r.summary.Width {
		r.wrong.add(line, fmt.Sprintf("%d columns; the first line has %d", len(fields), r.summary.Width))
		return
	}
	r.row.Line, r.row.fields = line, fields
	if err := r.take(&r.row); err != nil {
		r.wrong.add(line, err.Error())
	}
}

// isParquet says whether bytes begin a Parquet file.
func isParquet(first []byte) bool { return bytes.Equal(first, []byte("PAR1")) }

// asParquet says whether what is to be read is Parquet, and returns random access
// to it. Otherwise the reader is left as it was.
func asParquet(r *io.Reader) (io.ReaderAt, int64, bool) {
	buffered := bufio.NewReaderSize(*r, 1<<16)
	first, _ := buffered.Peek(4)
	if !isParquet(first) {
		*r = buffered
		return nil, 0, false
	}
	if at, size, ok := randomAccess(*r); ok {
		return at, size, true
	}
	all, err := io.ReadAll(buffered)
	if err != nil {
		*r = io.MultiReader(bytes.NewReader(all), failing{err})
		return nil, 0, false
	}
	return bytes.NewReader(all), int64(len(all)), true
}

// failing is a reader that cannot go on.
type failing struct{ err error }

// Read implements io.Reader.
func (f failing) Read([]byte) (int, error) { return 0, f.err }
