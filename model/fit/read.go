package fit

import (
	"fmt"
	"io"
	"math"
	"strconv"

	"weir/model/table"
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
	row      *table.Row
}

// Value returns the text of any column by its name in the header, or by its
// number from 1.
func (r *Row) Value(column string) (text string, ok bool) { return r.row.Value(column) }

// Problem is a line that cannot be read.
type Problem = table.Problem

// Read reads a log of transactions, as text or Parquet. It returns a *table.Error
// where lines are wrong, and other errors where the columns or the reader are. A
// last line that was cut off is left out, and the log says so.
func Read(r io.Reader, opts ReadOptions) (*Log, error) {
	log := newBuilder(opts)
	summary, err := table.Read(r, table.Options{
		Name: opts.Name, Columns: opts.Columns.wanted(),
		Separator: opts.Separator, Header: opts.Header, DateFormat: opts.DateFormat,
	}, func(row *table.Row) error {
		read, err := opts.read(row)
		switch {
		case err != nil:
			return err
		case opts.Exclude != nil && opts.Exclude(&read):
			log.log.Excluded++
		default:
			log.add(&read)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	log.log.SHA256, log.log.Rows, log.log.CutOff = summary.SHA256, summary.Rows, summary.CutOff
	if summary.CutOff > 0 {
		log.note("line %d, the last, is cut off in its middle: it is left out", summary.CutOff)
	}
	return log.finish(), nil
}

// read reads the wanted columns of a row.
func (o *ReadOptions) read(from *table.Row) (Row, error) {
	row := Row{Line: from.Line, Amount: math.NaN(), row: from}
	row.Customer = from.Text(columnCustomer)
	if row.Customer == "" {
		return row, fmt.Errorf("no customer")
	}
	var err error
	if row.Date, err = from.Date(columnDate); err != nil {
		return row, err
	}
	row.Kind = from.Text(columnKind)
	if o.Columns.Amount != "" {
		text := from.Text(columnAmount)
		amount, err := strconv.ParseFloat(text, 64)
		if err != nil || math.IsNaN(amount) || math.IsInf(amount, 0) {
			return row, fmt.Errorf("amount %q is not a number; want one like 1234.56", text)
		}
		row.Amount = amount
	}
	return row, nil
}
