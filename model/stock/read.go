package stock

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"weir/model/account"
	"weir/model/table"
	"weir/sim/param"
)

// Read reads a book and its map file with open. What is wrong with either is told
// with its file and line, all that one pass finds; then there is no book.
func Read(open func(path string) ([]byte, error), stockPath, mapPath string, o Options) (*Book, []param.Problem) {
	m, words, problems := readMap(open, mapPath, o)
	data, err := open(stockPath)
	if err != nil {
		problems = append(problems, param.Problem{Code: "W150", Pos: param.Pos{File: stockPath}, Args: []any{stockPath, err.Error()}})
	}
	if len(problems) > 0 {
		return nil, problems
	}
	r := newReading(m, words, o, stockPath)
	return r.all(data, stockPath, mapPath)
}

// readMap reads the map file and its translations.
func readMap(open func(string) ([]byte, error), path string, o Options) (*Map, [sorts]translation, []param.Problem) {
	m, words := new(Map), [sorts]translation{}
	text, err := open(path)
	if err != nil {
		return nil, words, []param.Problem{{Code: "W150", Pos: param.Pos{File: path}, Args: []any{path, err.Error()}}}
	}
	tree, problems := param.Parse(path, text)
	if len(problems) > 0 {
		return nil, words, problems
	}
	if v := tree.Find("weir"); v == nil || v.Text != "map/v1" {
		return nil, words, []param.Problem{{Code: "W153", Pos: param.Pos{File: path, Line: 1, Column: 1, Width: 1}, Args: []any{"map/v1"}}}
	}
	s := param.New(param.Units{Currency: o.Currency, Minor: o.Minor})
	s.Noun = "map"
	s.Text(new(string), "weir", "map/v1", "What the file is.").From(param.Verified, "files.md")
	m.Declare(s)
	problems = s.Bind(tree)
	known := [sorts][]string{o.Tiers, o.Segments, o.Regions, o.Ages, nil}
	for sort := range words {
		if sort == sortProduct {
			continue // any word is a product
		}
		var wrong []param.Problem
		words[sort], wrong = translate(m.words[sort], known[sort])
		problems = append(problems, wrong...)
	}
	param.SortProblems(problems)
	return m, words, problems
}

// reading is the state of Read.
type reading struct {
	m         *Map
	words     [sorts]translation
	o         Options
	book      *Book
	asOf      table.Day
	customers map[string]int32
	missing   missing
}

func newReading(m *Map, words [sorts]translation, o Options, name string) *reading {
	if o.Minor == 0 {
		o.Minor = 100
	}
	day := table.Date(m.AsOf.Year, time.Month(m.AsOf.Month), m.AsOf.Day)
	return &reading{m: m, words: words, o: o, asOf: day, customers: map[string]int32{}, book: &Book{Name: name, AsOf: day}}
}

// all reads the table.
func (r *reading) all(data []byte, path, mapPath string) (*Book, []param.Problem) {
	separator, _ := table.ParseSeparator(r.m.Separator)
	header, _ := table.ParseHeader(r.m.Header)
	columns := r.m.Columns.wanted()
	summary, err := table.Read(bytes.NewReader(data), table.Options{
		Name: path, Columns: columns, Separator: separator, Header: header, DateFormat: r.m.DateFormat,
	}, r.row)
	var lines *table.Error
	var column *table.ColumnError
	switch {
	case errors.As(err, &lines):
		return nil, badLines(lines, path)
	case errors.As(err, &column):
		return nil, []param.Problem{{Code: "W234", Pos: param.Pos{File: mapPath}, Args: []any{path, column.Column.Spec, column.Column.What, column.Err.Error()}}}
	case err != nil:
		return nil, []param.Problem{{Code: "W230", Pos: param.Pos{File: path}, Args: []any{err.Error()}}}
	case len(r.book.Accounts) == 0:
		return nil, []param.Problem{{Code: "W235", Pos: param.Pos{File: path}}}
	}
	r.book.SHA256 = summary.SHA256
	r.book.Told = r.m.Columns.Products != ""
	r.book.Customers = len(r.customers)
	if r.m.Columns.Customer == "" {
		r.book.Customers = len(r.book.Accounts)
	}
	r.book.Summary = r.summarise(summary, columns)
	return r.book, nil
}

// badLines are the problems of a table's lines.
func badLines(e *table.Error, path string) []param.Problem {
	var out []param.Problem
	for _, p := range e.Problems {
		out = append(out, param.Problem{Code: "W231", Pos: param.Pos{File: path, Line: p.Line}, Args: []any{p.Text}})
	}
	if e.More > 0 {
		out = append(out, param.Problem{Code: "W232", Pos: param.Pos{File: path, Line: e.Problems[len(e.Problems)-1].Line}, Args: []any{e.More}})
	}
	return out
}

// row reads one account, or says all that is wrong with it.
func (r *reading) row(row *table.Row) error {
	a := Account{Line: int32(row.Line)}
	var wrong []string
	note := func(err error) {
		if err != nil {
			wrong = append(wrong, err.Error())
		}
	}
	note(r.holder(row, &a))
	note(r.word(row, colTier, sortTier, &a.Tier))
	note(r.word(row, colSegment, sortSegment, &a.Segment))
	note(r.word(row, colRegion, sortRegion, &a.Region))
	note(r.word(row, colAge, sortAge, &a.Age))
	note(r.flag(row, &a))
	note(r.balance(row, &a))
	note(r.dates(row, &a))
	note(r.products(row, &a))
	note(r.bucket(row, &a))
	if len(wrong) > 0 {
		return errors.New(strings.Join(wrong, "; "))
	}
	r.missing.count(&a)
	r.book.Accounts = append(r.book.Accounts, a)
	return nil
}

// holder numbers who holds the account.
func (r *reading) holder(row *table.Row, a *Account) error {
	a.Customer = Unknown
	text := row.Text(colCustomer)
	if r.m.Columns.Customer == "" {
		return nil
	}
	if text == "" {
		return errors.New("no customer")
	}
	n, ok := r.customers[text]
	if !ok {
		n = int32(len(r.customers))
		r.customers[text] = n
	}
	a.Customer = n
	return nil
}

// word reads a word of ours or one that the map translates; an empty cell is
// unknown.
func (r *reading) word(row *table.Row, column, sort int, to *int8) error {
	*to = Unknown
	text := row.Text(column)
	if text == "" {
		return nil
	}
	t := &r.words[sort]
	i, ok := t.ours[text]
	if !ok {
		return fmt.Errorf("%s %q is not one of %s, and `%s` does not translate it", sortKeys[sort][1], text, strings.Join(t.known, ", "), sortKeys[sort][0])
	}
	*to = int8(i)
	return nil
}

func (r *reading) flag(row *table.Row, a *Account) error {
	switch text := strings.ToLower(row.Text(colVulnerable)); text {
	case "":
		a.Vulnerable = Unknown
	case "yes", "true", "y", "1":
		a.Vulnerable = 1
	case "no", "false", "n", "0":
		a.Vulnerable = 0
	default:
		return fmt.Errorf("vulnerable %q; want yes or no", text)
	}
	return nil
}

func (r *reading) balance(row *table.Row, a *Account) (err error) {
	text := row.Text(colBalance)
	if text == "" {
		return nil
	}
	a.Balance, err = table.ParseMoney(text, r.o.Minor)
	a.HasBalance = err == nil
	if err != nil {
		return fmt.Errorf("balance: %w", err)
	}
	return nil
}

// dates reads opening, activity and verification, which lie in this order.
func (r *reading) dates(row *table.Row, a *Account) error {
	opened, err := r.ago(row, colOpened, "opened")
	if err != nil {
		return err
	}
	if opened == Unknown {
		return errors.New("no date of opening")
	}
	a.Tenure = opened
	if a.Idle, err = r.activity(row, colLastActivity, "last activity", a.Tenure); err != nil {
		return err
	}
	for op := range a.Last {
		if a.Last[op], err = r.activity(row, colLast+op, "last "+account.OperationNames[op], a.Tenure); err != nil {
			return err
		}
	}
	r.latest(a)
	a.Verified, err = r.ago(row, colVerified, "contact verified")
	return err
}

// latest makes the last activity of any kind at least as late as that of each.
func (r *reading) latest(a *Account) {
	for _, ago := range a.Last {
		if ago >= 0 && (a.Idle < 0 || ago < a.Idle) {
			a.Idle = ago
		}
		if ago == Never && a.Idle == Unknown && r.m.Columns.LastActivity == "" {
			a.Idle = Never
		}
	}
}

// activity reads the date of a last activity, which is not before the opening.
func (r *reading) activity(row *table.Row, column int, what string, tenure int32) (int32, error) {
	ago, err := r.ago(row, column, what)
	switch {
	case err != nil:
		return 0, err
	case ago > tenure:
		return 0, fmt.Errorf("%s %s is before the opening", what, row.Text(column))
	case ago == Unknown && r.wanted(column) && r.m.Empty == "never":
		return Never, nil
	}
	return ago, nil
}

// wanted says whether the map has the column.
func (r *reading) wanted(column int) bool { return r.m.Columns.wanted()[column].Spec != "" }

// ago reads a date as days before that of the book; Unknown for an empty cell.
func (r *reading) ago(row *table.Row, column int, what string) (int32, error) {
	if row.Text(column) == "" {
		return Unknown, nil
	}
	day, err := row.Date(column)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", what, err)
	}
	if day > r.asOf {
		return 0, fmt.Errorf("%s %v is after the date of the book, %v", what, day, r.asOf)
	}
	return int32(r.asOf - day), nil
}

// products reads the words of a cell as a set.
func (r *reading) products(row *table.Row, a *Account) error {
	for word := range strings.FieldsFuncSeq(row.Text(colProducts), func(c rune) bool { return c == ';' || c == '|' || c == '+' }) {
		word = strings.TrimSpace(word)
		if word == "" {
			continue
		}
		if v := r.m.words[sortProduct]; v != nil {
			if ours := v.Find(word); ours != nil && ours.Kind == param.Scalar {
				word = ours.Text
			}
		}
		bit := r.book.Product(word)
		if bit == 0 {
			if len(r.book.Products) == maxProducts {
				return fmt.Errorf("product %q is one more than the %d that there may be; let `products` translate several to one", word, maxProducts)
			}
			bit = 1 << len(r.book.Products)
			r.book.Products = append(r.book.Products, word)
		}
		a.Products |= bit
	}
	return nil
}

// buckets are the words for how long a loan is past due, and their first days.
var buckets = map[string]int32{"current": 0, "none": 0, "1-30": 1, "31-60": 31, "61-90": 61, "90+": 91}

func (r *reading) bucket(row *table.Row, a *Account) error {
	text := row.Text(colBucket)
	if text == "" {
		a.PastDue = Unknown
		return nil
	}
	if days, ok := buckets[strings.ToLower(text)]; ok {
		a.PastDue = days
		return nil
	}
	days, err := strconv.Atoi(text)
	if err != nil || days < 0 || days > 1<<20 {
		return fmt.Errorf("bucket %q; want days past due, or one of current, 1-30, 31-60, 61-90, 90+", text)
	}
	a.PastDue = int32(days)
	return nil
}
