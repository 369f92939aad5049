package fit

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"math"
	"strconv"
	"strings"
)

// ReadOptions say how a log of transactions is written.
type ReadOptions struct {
	Name       string // of the data, for messages and the watermark
	Columns    Columns
	Separator  Separator // 0: comma
	Header     Header
	DateFormat string              // e.g. YYYYMMDD, YYMMDD, DD.MM.YYYY; "": YYYY-MM-DD or YYYYMMDD
	Exclude    func(row *Row) bool // true leaves the row out (automatic postings, P5); nil: none
}

// Row is a line of the data as Exclude sees it. It is valid during the call only.
type Row struct {
	Line     int
	Customer string
	Date     Day
	Kind     string  // "" without such a column
	Amount   float64 // NaN without such a column
	header   []string
	fields   []string
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

// Problem is a line that cannot be read.
type Problem struct {
	Line int // from 1
	Text string
}

// ReadError is everything wrong with the data, in the order of the lines.
type ReadError struct {
	Name     string
	Problems []Problem // at most 20
	More     int       // problems beyond those
}

// Error implements error: one line per problem, file:line first.
func (e *ReadError) Error() string {
	var lines []string
	for _, p := range e.Problems {
		lines = append(lines, fmt.Sprintf("%s:%d: %s", e.Name, p.Line, p.Text))
	}
	if e.More > 0 {
		lines = append(lines, fmt.Sprintf("%s: %d more lines like these", e.Name, e.More))
	}
	return strings.Join(lines, "\n")
}

func (e *ReadError) add(line int, format string, args ...any) {
	if len(e.Problems) == 20 {
		e.More++
		return
	}
	e.Problems = append(e.Problems, Problem{line, fmt.Sprintf(format, args...)})
}

// Read reads a log of transactions. It returns a *ReadError where lines are wrong,
// and other errors where the columns or the reader are. A last line that was cut
// off is left out, and the log says so.
func Read(r io.Reader, opts ReadOptions) (*Log, error) {
	dates, err := newDateReader(opts.DateFormat)
	if err != nil {
		return nil, err
	}
	if opts.Separator == 0 {
		opts.Separator = Comma
	}
	tail := &tailReader{r: r, hash: sha256.New()}
	reading := &reading{opts: opts, dates: dates, wrong: &ReadError{Name: opts.Name}, log: newBuilder(opts)}
	if err := reading.all(newLines(tail, opts.Separator), tail); err != nil {
		return nil, err
	}
	if len(reading.wrong.Problems) > 0 {
		return nil, reading.wrong
	}
	log := reading.log.finish()
	log.SHA256 = hex.EncodeToString(tail.hash.Sum(nil))
	return log, nil
}

// reading is the state of Read.
type reading struct {
	opts   ReadOptions
	dates  dateReader
	header []string
	at     positions
	begun  bool
	wrong  *ReadError
	log    *builder
}

func (r *reading) all(lines lines, tail *tailReader) error {
	for {
		fields, line, err := lines.next()
		if err == io.EOF {
			return nil
		}
		var unreadable *csv.ParseError
		switch {
		case errors.As(err, &unreadable):
			if r.begun && tail.unfinished() && unreadable.StartLine == unreadable.Line && lines.atEnd() {
				r.cutOff(line)
				return nil
			}
			r.wrong.add(unreadable.StartLine, "%v", unreadable.Err)
			continue
		case err != nil:
			return fmt.Errorf("%s: %w", r.opts.Name, err)
		}
		if !r.begun {
			isHeader, err := r.begin(fields)
			if err != nil {
				return fmt.Errorf("%s:%d: %w", r.opts.Name, line, err)
			}
			if isHeader {
				continue
			}
		}
		if len(fields) < r.at.width && lines.atEnd() && tail.unfinished() {
			r.cutOff(line)
			return nil
		}
		r.row(fields, line)
	}
}

func (r *reading) cutOff(line int) {
	r.log.log.CutOff = line
	r.log.note("line %d, the last, is cut off in its middle: it is left out", line)
}

// begin looks at the first line and reports whether it is a header.
func (r *reading) begin(fields []string) (isHeader bool, err error) {
	r.begun = true
	isHeader = r.opts.Header == HeaderYes
	if r.opts.Header == HeaderAuto {
		isHeader = r.opts.Columns.byName()
		if at, err := find(r.opts.Columns.Date, nil, len(fields)); !isHeader && err == nil {
			_, isDate := r.dates.read(strings.TrimSpace(fields[at]))
			isHeader = !isDate && !strings.ContainsAny(fields[at], "0123456789")
		}
	}
	if isHeader {
		r.header = append([]string(nil), fields...)
	}
	r.at, err = r.opts.Columns.locate(r.header, len(fields))
	return isHeader, err
}

func (r *reading) row(fields []string, line int) {
	r.log.log.Rows++
	if len(fields) != r.at.width {
		r.wrong.add(line, "%d columns; the first line has %d", len(fields), r.at.width)
		return
	}
	row := Row{Line: line, Amount: math.NaN(), header: r.header, fields: fields}
	row.Customer = strings.TrimSpace(fields[r.at.customer])
	if row.Customer == "" {
		r.wrong.add(line, "no customer")
		return
	}
	text := strings.TrimSpace(fields[r.at.date])
	var ok bool
	if row.Date, ok = r.dates.read(text); !ok {
		r.wrong.add(line, "date %q; want %s", text, r.dates.written)
		return
	}
	if r.at.kind >= 0 {
		row.Kind = strings.TrimSpace(fields[r.at.kind])
	}
	if r.at.amount >= 0 {
		text := strings.TrimSpace(fields[r.at.amount])
		amount, err := strconv.ParseFloat(text, 64)
		if err != nil || math.IsNaN(amount) || math.IsInf(amount, 0) {
			r.wrong.add(line, "amount %q is not a number; want one like 1234.56", text)
			return
		}
		row.Amount = amount
	}
	if r.opts.Exclude != nil && r.opts.Exclude(&row) {
		r.log.log.Excluded++
		return
	}
	r.log.add(&row)
}

// lines yields the fields of one line after another.
type lines interface {
	next() (fields []string, line int, err error)
	atEnd() bool // nothing follows
}

func newLines(r io.Reader, separator Separator) lines {
	buffered := bufio.NewReaderSize(r, 1<<16)
	if mark, err := buffered.Peek(3); err == nil && bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		buffered.Discard(3) // a byte order mark
	}
	if separator == Space {
		return &blankLines{r: buffered}
	}
	c := csv.NewReader(buffered)
	c.Comma, c.FieldsPerRecord, c.ReuseRecord = rune(separator), -1, true
	c.TrimLeadingSpace = separator != Tab
	return &csvLines{r: c}
}

// csvLines reads quoted fields as RFC 4180 has them. It looks one record ahead, to
// know the last one.
type csvLines struct {
	r     *csv.Reader
	ahead []string
	line  int
	err   error
	begun bool
}

func (c *csvLines) next() ([]string, int, error) {
	if !c.begun {
		c.begun = true
		c.read()
	}
	fields, line, err := append([]string(nil), c.ahead...), c.line, c.err
	if err != io.EOF {
		c.read()
	}
	return fields, line, err
}

func (c *csvLines) read() {
	c.ahead, c.err = c.r.Read()
	var unreadable *csv.ParseError
	switch {
	case errors.As(c.err, &unreadable):
		c.line = unreadable.StartLine
	case c.err == nil:
		c.line, _ = c.r.FieldPos(0)
	}
}

func (c *csvLines) atEnd() bool { return c.err == io.EOF }

// blankLines splits at runs of blanks.
type blankLines struct {
	r    *bufio.Reader
	line int
}

func (b *blankLines) next() ([]string, int, error) {
	for {
		text, err := b.r.ReadString('\n')
		if err != nil && err != io.EOF || text == "" {
			return nil, b.line, err
		}
		b.line++
		if fields := strings.Fields(text); len(fields) > 0 {
			return fields, b.line, nil
		}
	}
}

func (b *blankLines) atEnd() bool {
	_, err := b.r.Peek(1)
	return err != nil
}

// tailReader passes bytes on, hashes them and remembers the last one.
type tailReader struct {
	r    io.Reader
	hash hash.Hash
	last byte
}

func (t *tailReader) Read(p []byte) (int, error) {
	n, err := t.r.Read(p)
	if n > 0 {
		t.hash.Write(p[:n])
		t.last = p[n-1]
	}
	return n, err
}

// unfinished reports whether the last line, once read, lacked its end.
func (t *tailReader) unfinished() bool { return t.last != '\n' }
