package replay

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"weir/model/account"
	"weir/model/table"
	"weir/sim"
)

// ReadOptions say how a log of transactions is written.
type ReadOptions struct {
	Name       string         // of the data, for messages
	Columns    []table.Column // in the order of ColumnNames, the last of which may be left out
	Separator  table.Separator
	Header     table.Header
	DateFormat string
	Kinds      map[string]string         // the log's words for operations: pay, …, or Ignore
	Exclude    func(row *table.Row) bool // true leaves the row out; nil: none
	Minor      int64                     // minor units in one unit of money; 0: 100
	Memory     int                       // bytes of entries kept in memory, the rest goes to temporary files; 0: 512 MiB
	Folder     string                    // of temporary files; "": the system's
}

// Ignore is the word for operations that are left out, such as interest (rule P5).
const Ignore = "ignore"

// ColumnNames are what a log may tell; the first two it must.
var ColumnNames = []string{"customer", "date", "amount", "kind", "tier", "channel", "balance", "payee"}

// The columns by index.
const (
	columnCustomer = iota
	columnDate
	columnAmount
	columnKind
	columnTier
	columnChannel
	columnBalance
	columnPayee
)

// ParseColumns reads customer=NAME|N,date=NAME|N[,…] with the names of ColumnNames.
func ParseColumns(text string) ([]table.Column, error) {
	columns, err := table.ParseColumns(text, 2, ColumnNames...)
	if err == nil {
		columns[columnDate].Date = true
	}
	return columns, err
}

// ParseKinds reads THEIRS=OURS,…: the operation that a word of the log stands for,
// or ignore.
func ParseKinds(text string) (map[string]string, error) {
	kinds := map[string]string{}
	if text == "" {
		return kinds, nil
	}
	for part := range strings.SplitSeq(text, ",") {
		theirs, ours, found := strings.Cut(part, "=")
		ours = strings.TrimSpace(ours)
		if _, ok := account.OperationNamed(ours); !found || !ok && ours != Ignore {
			return nil, fmt.Errorf("kinds: %q is not of the form WORD=OPERATION with one of %s, %s", part, strings.Join(account.OperationNames[:], ", "), Ignore)
		}
		kinds[strings.TrimSpace(theirs)] = ours
	}
	return kinds, nil
}

// History is a log of transactions, by customer. Close removes what it keeps on
// disk.
type History struct {
	Name      string
	SHA256    string
	Rows      int // lines of data
	Excluded  int // left out by Exclude
	Ignored   int // left out by their kind
	CutOff    int // number of a cut-off last line; 0 for none
	First     table.Day
	Last      table.Day
	Customers int
	Channels  []string // in order of appearance; nil where the log does not tell
	Tiers     []string // in order of appearance
	Moved     int      // customers whom the log gives several tiers: the first is taken
	Timed     bool     // some entries have a time of day; those without are taken at noon
	Balances  bool     // the log tells balances

	names []string // of customers, in order of appearance
	tiers []uint8  // by customer: 1 + index into Tiers, 0 none
	moved []bool
	spool *spool
}

// Read reads a log of transactions, as text or Parquet. It returns a *table.Error
// where lines are wrong, all that one pass finds. Entries stand under their customer
// by time; at the same instant, in the order of the log.
func Read(r io.Reader, o ReadOptions) (*History, error) {
	if o.Minor == 0 {
		o.Minor = 100
	}
	o.Columns = slices.Concat(o.Columns, make([]table.Column, max(0, len(ColumnNames)-len(o.Columns)))) // what is not given is not there
	in := &reader{o: o, h: &History{Name: o.Name, spool: newSpool(o.Memory, o.Folder), Balances: o.Columns[columnBalance].Spec != ""},
		customers: map[string]uint32{}, payees: map[string]uint32{}}
	summary, err := table.Read(r, table.Options{
		Name: o.Name, Columns: o.Columns, Separator: o.Separator, Header: o.Header, DateFormat: o.DateFormat,
	}, in.row)
	if err == nil && len(in.h.names) == 0 {
		err = fmt.Errorf("%s: no transactions", o.Name)
	}
	if err != nil {
		in.h.Close()
		return nil, err
	}
	in.h.SHA256, in.h.Rows, in.h.CutOff, in.h.Customers = summary.SHA256, summary.Rows, summary.CutOff, len(in.h.names)
	for _, moved := range in.h.moved {
		if moved {
			in.h.Moved++
		}
	}
	return in.h, nil
}

// Close removes temporary files.
func (h *History) Close() error { return h.spool.close() }

// Each gives the customers to f, in the order of their first appearance, until f
// returns an error. A Customer is valid during the call only.
func (h *History) Each(f func(*Customer) error) error {
	return h.spool.each(func(customer uint32, entries []Entry) error {
		c := Customer{Name: h.names[customer], Entries: entries}
		if t := h.tiers[customer]; t > 0 {
			c.Tier = h.Tiers[t-1]
		}
		return f(&c)
	})
}

// reader is the state of Read.
type reader struct {
	o         ReadOptions
	h         *History
	customers map[string]uint32
	payees    map[string]uint32
}

// row reads one line.
func (r *reader) row(row *table.Row) error {
	name := row.Text(columnCustomer)
	if name == "" {
		return fmt.Errorf("no customer")
	}
	at, timed, err := row.Time(columnDate)
	if err != nil {
		return err
	}
	operation, ignored, err := r.operation(row)
	if err != nil {
		return err
	}
	e := Entry{Operation: operation}
	if err := r.money(row, &e); err != nil {
		return err
	}
	switch {
	case ignored:
		r.h.Ignored++
		return nil
	case r.o.Exclude != nil && r.o.Exclude(row):
		r.h.Excluded++
		return nil
	}
	day := table.DayOf(at)
	e.At = sim.Time(day) * sim.Time(sim.Day)
	if timed {
		r.h.Timed = true
		e.At = sim.Time(at.UnixMicro())
	} else {
		e.At += sim.Time(12 * sim.Hour)
	}
	if len(r.h.names) == 0 || day < r.h.First {
		r.h.First = day
	}
	if len(r.h.names) == 0 || day > r.h.Last {
		r.h.Last = day
	}
	if e.Channel, err = r.channel(row); err != nil {
		return err
	}
	r.payee(row, &e)
	who, err := r.customer(row, name)
	if err != nil {
		return err
	}
	return r.h.spool.add(who, e)
}

// operation reads what kind an entry is.
func (r *reader) operation(row *table.Row) (op account.Operation, ignored bool, err error) {
	if r.o.Columns[columnKind].Spec == "" {
		return account.Pay, false, nil
	}
	word := row.Text(columnKind)
	ours, ok := r.o.Kinds[word]
	if !ok {
		ours = word
	}
	if ours == Ignore {
		return 0, true, nil
	}
	if op, ok = account.OperationNamed(ours); !ok {
		return 0, false, fmt.Errorf("kind %q is not one of %s; say what it is with --kinds %q or %q",
			word, strings.Join(account.OperationNames[:], ", "), word+"=pay", word+"="+Ignore)
	}
	return op, false, nil
}

// money reads amount and balance.
func (r *reader) money(row *table.Row, e *Entry) (err error) {
	if r.o.Columns[columnAmount].Spec != "" {
		if e.Amount, err = table.ParseMoney(row.Text(columnAmount), r.o.Minor); err != nil {
			return err
		}
		if e.Amount < 0 {
			return fmt.Errorf("amount %q is negative; the kind says which way it goes", row.Text(columnAmount))
		}
	}
	if text := row.Text(columnBalance); text != "" {
		if e.Balance, err = table.ParseMoney(text, r.o.Minor); err != nil {
			return fmt.Errorf("balance: %w", err)
		}
		e.HasBalance = true
	}
	return nil
}

// maxWords is how many channels or tiers a log may tell.
const maxWords = 250

// channel numbers the entry's channel.
func (r *reader) channel(row *table.Row) (uint8, error) {
	if r.o.Columns[columnChannel].Spec == "" {
		return 0, nil
	}
	return number(&r.h.Channels, row.Text(columnChannel), "channels")
}

// number returns the place of a word in a list, where it is added if it is new.
func number(words *[]string, word, what string) (uint8, error) {
	i := slices.Index(*words, word)
	if i < 0 {
		if len(*words) == maxWords {
			return 0, fmt.Errorf("%q is one more than %d %s", word, maxWords, what)
		}
		i = len(*words)
		*words = append(*words, word)
	}
	return uint8(i), nil
}

func (r *reader) payee(row *table.Row, e *Entry) {
	name := row.Text(columnPayee)
	if name == "" {
		return
	}
	n, ok := r.payees[name]
	if !ok {
		n = uint32(len(r.payees))
		r.payees[name] = n
	}
	e.Payee, e.HasPayee = n, true
}

// customer numbers the entry's customer and notes her tier.
func (r *reader) customer(row *table.Row, name string) (uint32, error) {
	who, ok := r.customers[name]
	if !ok {
		who = uint32(len(r.h.names))
		r.customers[name] = who
		r.h.names = append(r.h.names, name)
		r.h.tiers = append(r.h.tiers, 0)
		r.h.moved = append(r.h.moved, false)
	}
	if word := row.Text(columnTier); word != "" {
		n, err := number(&r.h.Tiers, word, "tiers")
		if err != nil {
			return 0, err
		}
		switch {
		case r.h.tiers[who] == 0:
			r.h.tiers[who] = n + 1
		case r.h.tiers[who] != n+1:
			r.h.moved[who] = true
		}
	}
	return who, nil
}
