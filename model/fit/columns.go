package fit

import "weir/model/table"

// Columns says where things are: each a name of the header or a number from 1.
// Amount and Kind are optional.
type Columns struct{ Customer, Date, Amount, Kind string }

// The wanted columns, by their index in wanted.
const (
	columnCustomer = iota
	columnDate
	columnAmount
	columnKind
)

// ParseColumns reads customer=NAME|N,date=NAME|N[,amount=NAME|N][,kind=NAME|N].
func ParseColumns(text string) (Columns, error) {
	columns, err := table.ParseColumns(text, 2, "customer", "date", "amount", "kind")
	if err != nil {
		return Columns{}, err
	}
	return Columns{columns[0].Spec, columns[1].Spec, columns[2].Spec, columns[3].Spec}, nil
}

// wanted are the columns as a table has them.
func (c Columns) wanted() []table.Column {
	return []table.Column{{What: "customer", Spec: c.Customer}, {What: "date", Spec: c.Date, Date: true}, {What: "amount", Spec: c.Amount}, {What: "kind", Spec: c.Kind}}
}

// How a table is written: see package table.
type (
	Separator = table.Separator
	Header    = table.Header
	Day       = table.Day
)

// The separators. Space is any run of blanks, also before the first column.
const (
	Comma     = table.Comma
	Semicolon = table.Semicolon
	Tab       = table.Tab
	Space     = table.Space
)

// The answers to whether the first line names the columns.
const (
	HeaderAuto = table.HeaderAuto
	HeaderYes  = table.HeaderYes
	HeaderNo   = table.HeaderNo
)

// ParseSeparator reads comma, semicolon, tab or space.
func ParseSeparator(text string) (Separator, error) { return table.ParseSeparator(text) }

// ParseHeader reads auto, yes or no.
func ParseHeader(text string) (Header, error) { return table.ParseHeader(text) }
