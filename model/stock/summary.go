package stock

import (
	"fmt"
	"io"
	"text/tabwriter"

	"weir/model/table"
)

// Summary is what there is to know of a book before it is used.
type Summary struct {
	Accounts  int
	Overdrawn int     // with a balance below zero
	Tiers     []Count // in the order of the policy; last those without
	Segments  []Count
	Regions   []Count
	Products  []Count
	Idle      []Idle
	Missing   []Missing
	Unused    []string // columns of the table that the map does not mention
}

// Count is how many accounts have a word.
type Count struct {
	Word     string // "" for those without
	Accounts int
}

// Idle is how many accounts were silent for so long at least.
type Idle struct {
	Days     int
	Accounts int
	Share    float64 // of those whose last activity is known
}

// Missing is what the book does not tell of some accounts.
type Missing struct {
	What     string
	Accounts int
	Assumed  string // in its place
}

// idleDays are the lengths of silence that policies ask about.
func idleDays() []int { return []int{30, 90, 180, 365} }

// missing counts what accounts lack.
type missing struct{ tier, segment, region, age, vulnerable, balance, activity, verified, products, pastDue int }

func (m *missing) count(a *Account) {
	for _, c := range []struct {
		lacks bool
		to    *int
	}{
		{a.Tier == Unknown, &m.tier}, {a.Segment == Unknown, &m.segment}, {a.Region == Unknown, &m.region}, {a.Age == Unknown, &m.age},
		{a.Vulnerable == Unknown, &m.vulnerable}, {!a.HasBalance, &m.balance}, {a.Idle == Unknown, &m.activity},
		{a.Verified == Unknown, &m.verified}, {a.PastDue == Unknown, &m.pastDue},
	} {
		if c.lacks {
			*c.to++
		}
	}
}

// list returns what is missing, and what stands in for it.
func (m *missing) list() []Missing {
	all := []Missing{
		{"tier", m.tier, "drawn from the tiers of the segment"},
		{"segment", m.segment, "drawn from the shares of the segments, given what is told"},
		{"region", m.region, "drawn from the regions of the segment"},
		{"age", m.age, "drawn from the age bands of the segment"},
		{"vulnerable", m.vulnerable, "drawn with the segment's share"},
		{"balance", m.balance, "drawn from the segment's balances"},
		{"last activity", m.activity, "drawn from the segment's law of activity, given the tenure"},
		{"contact verified", m.verified, "drawn from the law of contact data since the opening"},
		{"products", m.products, "drawn with the segment's shares"},
		{"bucket", m.pastDue, "no loan is past due"},
	}
	var out []Missing
	for _, one := range all {
		if one.Accounts > 0 {
			out = append(out, one)
		}
	}
	return out
}

// summarise looks the book over.
func (r *reading) summarise(t *table.Summary, columns []table.Column) Summary {
	if !r.book.Told {
		r.missing.products = len(r.book.Accounts)
	}
	s := Summary{Accounts: len(r.book.Accounts), Missing: r.missing.list(), Unused: t.Unused(columns)}
	s.Tiers = r.tally(r.o.Tiers, func(a *Account) int8 { return a.Tier })
	s.Segments = r.tally(r.o.Segments, func(a *Account) int8 { return a.Segment })
	s.Regions = r.tally(r.o.Regions, func(a *Account) int8 { return a.Region })
	for i, word := range r.book.Products {
		n := 0
		for j := range r.book.Accounts {
			if r.book.Accounts[j].Has(1 << i) {
				n++
			}
		}
		s.Products = append(s.Products, Count{word, n})
	}
	for i := range r.book.Accounts {
		if r.book.Accounts[i].Balance < 0 {
			s.Overdrawn++
		}
	}
	s.Idle = r.idle()
	return s
}

// tally counts accounts by a word, those without last.
func (r *reading) tally(words []string, of func(*Account) int8) []Count {
	counts := make([]Count, len(words)+1)
	for i, word := range words {
		counts[i].Word = word
	}
	for i := range r.book.Accounts {
		at := of(&r.book.Accounts[i])
		if at == Unknown {
			at = int8(len(words))
		}
		counts[at].Accounts++
	}
	if counts[len(words)].Accounts == 0 {
		return counts[:len(words)]
	}
	return counts
}

// idle counts the silent. An account without any activity is silent since its
// opening.
func (r *reading) idle() []Idle {
	var out []Idle
	for _, days := range idleDays() {
		out = append(out, Idle{Days: days})
	}
	known := 0
	for i := range r.book.Accounts {
		a := &r.book.Accounts[i]
		if a.Idle == Unknown {
			continue
		}
		known++
		silent := a.Idle
		if silent == Never {
			silent = a.Tenure
		}
		for k := range out {
			if int(silent) >= out[k].Days {
				out[k].Accounts++
			}
		}
	}
	for k := range out {
		if known > 0 {
			out[k].Share = float64(out[k].Accounts) / float64(known)
		}
	}
	return out
}

// WriteText prints the summary of a book.
func (b *Book) WriteText(w io.Writer) error {
	fmt.Fprintf(w, "%s: %d accounts of %d holders at the end of %v\n", b.Name, b.Summary.Accounts, b.Customers, b.AsOf)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, group := range []struct {
		what   string
		counts []Count
	}{{"tier", b.Summary.Tiers}, {"segment", b.Summary.Segments}, {"region", b.Summary.Regions}, {"product", b.Summary.Products}} {
		for _, c := range group.counts {
			word := c.Word
			if word == "" {
				word = "(not told)"
			}
			fmt.Fprintf(t, "  %s\t%s\t%d\n", group.what, word, c.Accounts)
		}
	}
	for _, i := range b.Summary.Idle {
		fmt.Fprintf(t, "  idle\t%d days or more\t%d\t%.2f %%\n", i.Days, i.Accounts, 100*i.Share)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if b.Summary.Overdrawn > 0 {
		fmt.Fprintf(w, "  %d accounts are overdrawn\n", b.Summary.Overdrawn)
	}
	for _, m := range b.Summary.Missing {
		fmt.Fprintf(w, "  %s not told for %d accounts: %s\n", m.What, m.Accounts, m.Assumed)
	}
	for _, name := range b.Summary.Unused {
		fmt.Fprintf(w, "  column %s is not read\n", name)
	}
	return nil
}
