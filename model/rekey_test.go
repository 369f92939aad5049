package model

import (
	"slices"
	"testing"

	"weir/model/contact"
	"weir/model/emergency"
	"weir/model/population"
	"weir/sim"
)

// newWorld opens the book of a replication.
func newWorld(p *Plan, replication uint32, cellSize int) *World {
	return openWorld(p, p.chance(replication, Rekey{}), cellSize)
}

// shaken is a city bank with shocks that come by chance.
func shaken(t testing.TB) *Plan {
	t.Helper()
	p := cityBank(t, 600, 30*sim.Day)
	p.Shocks = []Shock{
		{ID: "core", Outage: &emergency.Outage{System: "core", Rate: .2, Lasts: law(t, "exponential", "mean", 5*sim.Hour)}},
		{ID: "churn", Churn: &contact.Churn{Share: .3, Rate: .1, Over: sim.Day}},
	}
	return ready(t, p)
}

// TestRekey: a group of draws that is made anew changes what it decides and leaves
// the other groups as they are; nothing made anew changes nothing, and everything
// made anew leaves nothing as it was.
func TestRekey(t *testing.T) {
	p := shaken(t)
	type drawn struct {
		outages, losses []emergency.Interval
		book            []population.Traits // of whom the opening book has
		next            []sim.Time          // their first intents
		print           sim.Fingerprint
	}
	draw := func(key Rekey) (d drawn) {
		w, run := p.begin(2, Options{Rekey: key})
		d.outages, d.losses = w.outages, w.losses
		for i := range w.bookSize {
			r := &w.records[i]
			d.book = append(d.book, population.Traits{Segment: int(r.Segment), Region: int(r.Region), Age: r.Age(), Products: r.Products, Balance: r.Account.Balance})
			d.next = append(d.next, r.Next)
		}
		if err := run.To(t.Context(), p.end()); err != nil {
			t.Fatal(err)
		}
		d.print = run.Fingerprint()
		return d
	}
	base := draw(Rekey{})
	if len(base.outages) < 2 || len(base.losses) < 1 {
		t.Fatalf("%d outages, %d losses of numbers: the test shows nothing", len(base.outages), len(base.losses))
	}
	for _, c := range []struct {
		name         string
		key          Rekey
		shocks, book bool // are drawn anew
	}{
		{"nothing", Rekey{}, false, false},
		{"shocks", Rekey{Shocks: 1}, true, false},
		{"population", Rekey{Population: 1}, false, true},
		{"chance", Rekey{Chance: 1}, false, false},
		{"everything", Rekey{1, 1, 1}, true, true},
	} {
		d := draw(c.key)
		if slices.Equal(d.outages, base.outages) == c.shocks || slices.Equal(d.losses, base.losses) == c.shocks {
			t.Errorf("%s: shocks are new: want %t", c.name, c.shocks)
		}
		if slices.Equal(d.book, base.book) == c.book || slices.Equal(d.next, base.next) == c.book {
			t.Errorf("%s: the opening book is new: want %t", c.name, c.book)
		}
		if (d.print == base.print) != (c.key == Rekey{}) {
			t.Errorf("%s: the same history: %t", c.name, d.print == base.print)
		}
	}
	if again := draw(Rekey{Chance: 1}); again.print != draw(Rekey{Chance: 1}).print || again.print == draw(Rekey{Chance: 2}).print {
		t.Error("a branch is not one history")
	}
}

// TestRekeyOneBook: where all replications share one opening book, another population
// is another one for all of them.
func TestRekeyOneBook(t *testing.T) {
	p := shaken(t)
	p.OneBook = true
	balances := func(replication uint32, key Rekey) (list []int64) {
		w, _ := p.begin(replication, Options{Rekey: key})
		for i := range w.bookSize {
			list = append(list, w.records[i].Account.Balance)
		}
		return list
	}
	other := Rekey{Population: 5}
	if !slices.Equal(balances(0, other), balances(9, other)) || slices.Equal(balances(0, other), balances(0, Rekey{})) {
		t.Error("replications do not share the book that was drawn anew")
	}
}
