package model

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sync"
	"testing"

	"weir/model/account"
	"weir/model/population"
	"weir/model/stock"
	"weir/sim"
)

// exported is the book that a world's institution would export at its opening: what
// it knows of its accounts, in whole days.
func exported(w *World) *stock.Book {
	start := -sim.Time(w.plan.Warmup)
	b := &stock.Book{Told: true, Products: slices.Clone(w.plan.labels.Products)}
	days := func(at sim.Time) int32 { return int32(start.Sub(at) / sim.Day) }
	for i := range w.bookSize {
		r := &w.records[i]
		a := stock.Account{Customer: stock.Unknown, Tenure: days(r.Opened), Idle: stock.Never, Verified: stock.Unknown, PastDue: stock.Unknown,
			Balance: r.Account.Balance, HasBalance: true, Products: uint32(r.Products), Tier: int8(r.Tier.Tier), Segment: int8(r.Segment),
			Region: int8(r.Region), Age: int8(r.Age()), Vulnerable: int8(bit(r.Vulnerable()))}
		for op := range a.Last {
			a.Last[op] = stock.Unknown
		}
		if r.Dormancy.LastActive != r.Opened {
			a.Idle = days(r.Dormancy.LastActive)
		}
		b.Accounts = append(b.Accounts, a)
	}
	b.Customers = len(b.Accounts)
	return b
}

// imports returns the plan with the book, opened.
func imports(t *testing.T, p *Plan, b *stock.Book) *World {
	t.Helper()
	other := *p
	other.Stock = b
	if err := other.Ready(); err != nil {
		t.Fatal(err)
	}
	return newWorld(&other, 2, cellSize(-1, other.Customers))
}

// truth is what is so of some accounts and no book tells.
type truth struct{ accounts, alive, soon, later, leaving int }

// truths sums up, by how long accounts have been silent and by segment.
func truths(w *World, group func(r *Record, idle float64) string) map[string]*truth {
	start := -sim.Time(w.plan.Warmup)
	out := map[string]*truth{}
	for i := range w.bookSize {
		r := &w.records[i]
		at := group(r, start.Sub(r.Dormancy.LastActive).Days())
		x := out[at]
		if x == nil {
			x = &truth{}
			out[at] = x
		}
		x.accounts++
		x.alive += bit(r.Alive(start))
		x.soon += bit(r.Next < start.Add(7*sim.Day))
		x.later += bit(r.Next < start.Add(60*sim.Day))
		x.leaving += bit(r.Alive(start) && r.Gone < start.Add(sim.Year))
	}
	return out
}

// compare wants shares of the same accounts to be alike. The laws are in time on an
// even clock and the book in days of the calendar: that much they may differ.
func (x *truth) compare(t *testing.T, name string, y *truth, systematic float64) {
	t.Helper()
	for _, c := range []struct {
		what string
		a, b int
	}{{"alive", x.alive, y.alive}, {"active in a week", x.soon, y.soon}, {"active in two months", x.later, y.later}, {"gone in a year", x.leaving, y.leaving}} {
		n, m := float64(x.accounts), float64(y.accounts)
		p, q := float64(c.a)/n, float64(c.b)/m
		both := (p*n + q*m) / (n + m)
		if sd := math.Sqrt(both * (1 - both) * (1/n + 1/m)); math.Abs(p-q) > 4*sd+systematic {
			t.Errorf("%s: %s %.4f in the book drawn, %.4f in the one imported; standard deviation %.4f", name, c.what, p, q, sd)
		}
	}
}

// silence is the group of an account by how long it has been silent.
func silence(_ *Record, idle float64) string {
	for _, days := range []float64{3, 10, 30, 90, 365} {
		if idle < days {
			return fmt.Sprintf("silent for less than %v days", days)
		}
	}
	return "silent for a year or more"
}

// TestImportedBookIsTheBook: a book that is drawn from the laws, exported as an
// institution knows it and imported again, has as many customers who are alive, will
// soon be active or will be gone, in every class of silence and in every segment
// (rules P10, P12).
func TestImportedBookIsTheBook(t *testing.T) {
	p := bareBank(t, 12_000, 30*sim.Day)
	drawn := newWorld(p, 1, cellSize(-1, p.Customers))
	b := exported(drawn)
	w := imports(t, p, b)
	segment := func(r *Record, _ float64) string { return p.labels.Segments[r.Segment] }
	for _, group := range []func(*Record, float64) string{silence, segment} {
		want, got := truths(drawn, group), truths(w, group)
		for name, x := range want {
			if y := got[name]; y == nil || math.Abs(float64(y.accounts-x.accounts)) > 0.02*float64(x.accounts) {
				t.Fatalf("%s: %+v, want %+v", name, y, x)
			}
			x.compare(t, name, got[name], .012)
		}
	}
	for i := range w.bookSize { // what the book tells is so
		r, a := &w.records[i], &b.Accounts[i]
		idle := a.Idle
		if idle == stock.Never {
			idle = a.Tenure
		}
		if start := -sim.Time(p.Warmup); int32(start.Sub(r.Opened)/sim.Day) != a.Tenure || int32(start.Sub(r.Dormancy.LastActive)/sim.Day) != idle ||
			r.Gone <= start && r.Gone < r.Dormancy.LastActive || (r.Dormancy.LastActive == r.Opened) != (a.Idle == stock.Never) ||
			r.Account.Balance != a.Balance || int8(r.Tier.Tier) != a.Tier || int8(r.Region) != a.Region || int8(r.Age()) != a.Age || r.Closes <= start {
			t.Fatalf("account %d: %+v from %+v", i, r, a)
		}
	}
}

// TestImportedSegmentsAreInferred: a book that does not tell segments nor regions has
// as many of each segment in every class of silence: tier, age and recency tell.
func TestImportedSegmentsAreInferred(t *testing.T) {
	p := bareBank(t, 12_000, 30*sim.Day)
	drawn := newWorld(p, 1, cellSize(-1, p.Customers))
	b := exported(drawn)
	for i := range b.Accounts {
		b.Accounts[i].Segment, b.Accounts[i].Region = stock.Unknown, stock.Unknown
	}
	w := imports(t, p, b)
	age := func(r *Record, _ float64) string { return "aged " + p.labels.Ages[r.Age()] }
	for k := range 2 * len(p.labels.Segments) {
		s := k / 2
		name := p.labels.Segments[s]
		of := func(r *Record, idle float64) string {
			if int(r.Segment) != s {
				return ""
			}
			return []func(*Record, float64) string{silence, age}[k%2](r, idle)
		}
		want, got := truths(drawn, of), truths(w, of)
		for at, x := range want {
			if at == "" {
				continue
			}
			n := 0
			if y := got[at]; y != nil {
				n = y.accounts
			}
			if sd := math.Sqrt(2 * float64(x.accounts)); math.Abs(float64(n-x.accounts)) > 4*sd+.03*float64(x.accounts) {
				t.Errorf("%s, %s: %d accounts, %d in the book drawn", name, at, n, x.accounts)
			}
		}
	}
}

// TestImportedWithoutActivity: where a book tells tenures only, silences are those
// of the law.
func TestImportedWithoutActivity(t *testing.T) {
	p := bareBank(t, 12_000, 30*sim.Day)
	drawn := newWorld(p, 1, cellSize(-1, p.Customers))
	b := exported(drawn)
	for i := range b.Accounts {
		b.Accounts[i].Idle = stock.Unknown
	}
	w := imports(t, p, b)
	want, got := truths(drawn, silence), truths(w, silence)
	for name, x := range want {
		y := got[name]
		if sd := math.Sqrt(2 * float64(x.accounts)); y == nil || math.Abs(float64(y.accounts-x.accounts)) > 4*sd {
			t.Errorf("%s: %+v, want about %+v", name, y, x)
			continue
		}
		x.compare(t, name, y, .012)
	}
}

// TestImportedHolders: accounts of one holder are one person's, wherever they stand
// in the table; dates of verification and products are what the book says; the run
// adds up, and how it is computed does not matter.
func TestImportedHolders(t *testing.T) {
	p := cityBank(t, 300, 40*sim.Day)
	b := exported(newWorld(p, 1, cellSize(-1, p.Customers)))
	b.Products = []string{"silver", "gold", "loan"}
	for i := range b.Accounts {
		a := &b.Accounts[i]
		a.Customer = int32(i % 120) // three accounts each of 60 holders, two of the others
		if i >= 120 {
			a.Segment, a.Region, a.Age, a.Vulnerable = stock.Unknown, stock.Unknown, stock.Unknown, stock.Unknown
		}
		a.Products = 1 << (i % 3)
		a.Verified = min(a.Tenure, int32(100+10*i))
	}
	p.Policy.Dormancy.Routes[0].Exempt = []string{"gold"}
	w := imports(t, p, b)
	products := w.plan.labels.Products
	gold, loan := slices.Index(products, "gold"), slices.Index(products, "loan")
	if gold < 0 || loan < 0 || slices.Contains(products, "silver") { // nobody speaks of silver
		t.Fatalf("products %v", products)
	}
	for e := range sim.Entity(w.bookSize) {
		r, leader := &w.records[e], w.leader(e)
		a := &b.Accounts[w.plan.imported.accounts[e]]
		first := &b.Accounts[w.plan.imported.accounts[leader]]
		if want := 2 + sim.Entity(bit(a.Customer < 60)); a.Customer != first.Customer || w.accounts(leader) != want {
			t.Fatalf("place %d: holder %d under %d with %d accounts", e, a.Customer, first.Customer, w.accounts(leader))
		}
		if h := &w.records[leader]; r.Segment != h.Segment || r.Region != h.Region || r.Band != h.Band {
			t.Fatalf("place %d: %+v, and the holder is %+v", e, r.State, h.State)
		}
		if want := [...]uint8{1: 0, 2: 1 << gold, 4: 1 << loan}[a.Products]; r.Products != want {
			t.Fatalf("place %d: products %b, want %b", e, r.Products, want)
		}
		latest := a.Verified // of the holder's accounts
		for k := leader; k < leader+w.accounts(leader); k++ {
			latest = min(latest, b.Accounts[w.plan.imported.accounts[k]].Verified)
		}
		// A day that ended so long ago began a day before that.
		if ago := int32((-sim.Time(p.Warmup)).Sub(w.contactOf(e).Verified()) / sim.Day); ago != latest+1 {
			t.Fatalf("place %d: verified on the day that began %d days ago, want %d", e, ago, latest+1)
		}
	}
	var first []byte
	for _, opt := range []Options{{CellSize: -1}, {CellSize: 7, Parallel: 2}} {
		o, err := w.plan.Replicate(context.Background(), 3, opt)
		if err != nil || o.Failed != "" {
			t.Fatal(err, o.Failed)
		}
		if first == nil {
			first = bytesOf(t, o)
		} else if !slices.Equal(first, bytesOf(t, o)) {
			t.Error("in other cells: another result")
		}
	}
}

// TestImportedTogether: replications that share what is worked out of an own book
// come out as each does alone, also those that run at the same time.
func TestImportedTogether(t *testing.T) {
	const replications = 3
	plan := func() *Plan {
		p := cityBank(t, 400, 10*sim.Day)
		b := exported(newWorld(p, 1, cellSize(-1, p.Customers)))
		for i := range b.Accounts {
			b.Accounts[i].Segment = stock.Unknown
		}
		return imports(t, p, b).plan
	}
	outcome := func(p *Plan, replication uint32) *Outcome {
		o, err := p.Replicate(context.Background(), replication, Options{})
		if err != nil || o.Failed != "" {
			t.Error(err, o)
		}
		return o
	}
	shared := plan()
	var together [replications]*Outcome
	var all sync.WaitGroup
	for i := range together {
		all.Go(func() { together[i] = outcome(shared, uint32(i)) })
	}
	all.Wait()
	for i, got := range together {
		if !slices.Equal(bytesOf(t, got), bytesOf(t, outcome(plan(), uint32(i)))) {
			t.Errorf("replication %d: another result than alone", i)
		}
	}
}

// TestImportedOddBooks: books that the laws hardly make are taken as they are.
func TestImportedOddBooks(t *testing.T) {
	p := bareBank(t, 100, 20*sim.Day)
	for i := range p.Population.Activities {
		p.Population.Activities[i].Rate = law(t, "constant", "value", 2) // a day: nobody is ever silent for long
		p.Population.Activities[i].Dropout = law(t, "constant", "value", 0)
		p.Population.Activities[i].Off = 0
	}
	b := &stock.Book{}
	for _, days := range [][2]int32{{0, 0}, {0, stock.Never}, {1, 1}, {9000, stock.Never}, {9000, 0}, {9000, 9000}, {4000, 3999}} {
		a := stock.Account{Customer: stock.Unknown, Tenure: days[0], Idle: days[1], Verified: stock.Unknown, Tier: stock.Unknown, Segment: stock.Unknown,
			Region: stock.Unknown, Age: stock.Unknown, Vulnerable: stock.Unknown, Balance: -5_00, HasBalance: true}
		for op := range a.Last {
			a.Last[op] = stock.Unknown
		}
		b.Accounts = append(b.Accounts, a)
	}
	w := imports(t, p, b)
	start := -sim.Time(p.Warmup)
	for i := range w.bookSize {
		r := &w.records[i]
		if math.IsNaN(float64(r.Rate)) || r.Rate <= 0 || r.Opened >= start || r.Dormancy.LastActive >= start || r.Dormancy.LastActive < r.Opened ||
			r.Next < start || r.Account.Balance != -5_00 || r.Presence != population.Open {
			t.Errorf("%+v from %+v", r, b.Accounts[i])
		}
	}
	o, err := w.plan.Replicate(context.Background(), 1, Options{})
	if err != nil || o.Failed != "" {
		t.Fatal(err, o.Failed)
	}
	if w.ledger.Total[account.Customers] != -7*5_00 {
		t.Errorf("the ledger has %d", w.ledger.Total[account.Customers])
	}
}
