package fit

import (
	"fmt"
	"sort"

	"weir/model/activity"
)

// Log is a log of transactions: per customer the days on which something
// happened. All transactions of a customer on one day count as one, which is what
// the laws of activity are about: several parcels of one errand are one visit.
type Log struct {
	Name     string
	SHA256   string // of the bytes read
	Rows     int    // lines of data read, without the header
	Excluded int    // left out by the user's expression
	Merged   int    // further transactions of a customer on a day
	CutOff   int    // number of a cut-off last line, 0 for none
	First    Day
	Last     Day
	Kinds    []string // as in the data, in order of appearance; [""] without such a column
	Amounts  bool     // there is a column of amounts
	Notes    []string

	customers []customer // in order of appearance
}

// Customers is the number of customers.
func (l *Log) Customers() int { return len(l.customers) }

type customer struct {
	days     []Day     // on which something happened, ascending
	payments []payment // one per day and kind, ascending by day then kind
}

// payment is what a customer moved on a day in transactions of one kind.
type payment struct {
	day    Day
	kind   int
	amount float64 // the sum
}

// first is the day from which the customer is observed.
func (c customer) first() Day { return c.days[0] }

// until cuts the customer's days after the given one.
func (c customer) until(day Day) []Day {
	return c.days[:sort.Search(len(c.days), func(i int) bool { return c.days[i] > day })]
}

// history sums up what happened until the given day, in units of time; ok is
// false for a customer who came later.
func (c customer) history(until Day, unit Unit) (h activity.History, ok bool) {
	days := c.until(until)
	if len(days) == 0 {
		return h, false
	}
	return activity.History{
		Repeats: len(days) - 1,
		Last:    float64(days[len(days)-1]-days[0]) / unit.Days(),
		Span:    float64(until-days[0]) / unit.Days(),
	}, true
}

// Histories returns the summary of every customer who came until the given day.
func (l *Log) Histories(until Day, unit Unit) []activity.History {
	var all []activity.History
	for _, c := range l.customers {
		if h, ok := c.history(until, unit); ok {
			all = append(all, h)
		}
	}
	return all
}

// builder gathers rows into a Log.
type builder struct {
	log       *Log
	customers map[string]int
	kinds     map[string]int
	entries   int
}

func newBuilder(opts ReadOptions) *builder {
	return &builder{
		log:       &Log{Name: opts.Name, Amounts: opts.Columns.Amount != ""},
		customers: map[string]int{}, kinds: map[string]int{},
	}
}

func (b *builder) note(format string, args ...any) {
	b.log.Notes = append(b.log.Notes, fmt.Sprintf(format, args...))
}

func (b *builder) add(row *Row) {
	who, ok := b.customers[row.Customer]
	if !ok {
		who = len(b.log.customers)
		b.customers[row.Customer] = who
		b.log.customers = append(b.log.customers, customer{})
	}
	kind, ok := b.kinds[row.Kind]
	if !ok {
		kind = len(b.log.Kinds)
		b.kinds[row.Kind] = kind
		b.log.Kinds = append(b.log.Kinds, row.Kind)
	}
	c := &b.log.customers[who]
	c.payments = append(c.payments, payment{row.Date, kind, row.Amount})
	b.entries++
}

// finish sorts and merges.
func (b *builder) finish() *Log {
	days := 0
	for i := range b.log.customers {
		c := &b.log.customers[i]
		c.merge()
		days += len(c.days)
		first, last := c.days[0], c.days[len(c.days)-1]
		if i == 0 || first < b.log.First {
			b.log.First = first
		}
		if i == 0 || last > b.log.Last {
			b.log.Last = last
		}
	}
	b.log.Merged = b.entries - days
	return b.log
}

// merge brings the payments into order, adds up those of one day and kind, and
// lists the days. The sort is stable so that sums do not depend on it.
func (c *customer) merge() {
	sort.SliceStable(c.payments, func(i, j int) bool {
		a, b := c.payments[i], c.payments[j]
		return a.day < b.day || a.day == b.day && a.kind < b.kind
	})
	merged := c.payments[:0]
	for _, p := range c.payments {
		if n := len(merged); n > 0 && merged[n-1].day == p.day && merged[n-1].kind == p.kind {
			merged[n-1].amount += p.amount
			continue
		}
		merged = append(merged, p)
		if n := len(c.days); n == 0 || c.days[n-1] != p.day {
			c.days = append(c.days, p.day)
		}
	}
	c.payments = merged
}

// kindCounts is how many days of customers had each kind, until the given day.
func (l *Log) kindCounts(until Day) []int {
	counts := make([]int, len(l.Kinds))
	for _, c := range l.customers {
		for _, p := range c.payments {
			if p.day <= until {
				counts[p.kind]++
			}
		}
	}
	return counts
}
