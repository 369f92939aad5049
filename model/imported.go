package model

import (
	"slices"
	"sync"

	"weir/model/account"
	"weir/model/dormancy"
	"weir/model/population"
	"weir/model/stock"
	"weir/model/tier"
	"weir/sim"
	"weir/sim/rng"
)

// An opening book may be the institution's own (rule P12): what it tells of an
// account is so, what it does not tell is drawn from the law of the segment, given
// what it tells. Its days are counted back from the opening of the run.

// purposeImported places what a book tells by the day within that day.
const purposeImported rng.Purpose = 0x0d0b

// imported is an own book laid out in places: the accounts of one holder stand one
// after the other, as persons need them; else the order is that of the table.
type imported struct {
	accounts []int32 // by place, index of the account
	persons  persons // nil where every holder has one account
	products []uint8 // by product of the book, its bit among the plan's; 0 for none
	laws     *sharedLaws
}

// sharedLaws are the laws behind an own book under the first policy: made by the
// first replication, for all.
type sharedLaws struct {
	once sync.Once
	*population.Laws
}

// mostImported is how many accounts of one holder are taken for one person's; those
// of a holder of more, such as an institution, are several persons'.
const mostImported = 1 + 255

// Words returns the words that a table of the institution's own accounts can be
// translated to: those of the plan's policy and population.
func (p *Plan) Words() stock.Options {
	l := p.collectLabels()
	return stock.Options{Tiers: l.Tiers, Segments: l.Segments, Regions: l.Regions, Ages: l.Ages, Currency: p.Institution.Currency, Minor: p.Minor}
}

// addProducts adds to the labels the products of an own book that a policy names:
// the others mean nothing to anybody.
func (p *Plan) addProducts(l *Labels) {
	if p.Stock == nil {
		return
	}
	for _, policy := range p.policies() {
		for _, route := range policy.Dormancy.Routes {
			for _, name := range route.Exempt {
				if p.Stock.Product(name) != 0 {
					l.Products = include(l.Products, name)
				}
			}
		}
	}
}

// layImported lays the own book out.
func (p *Plan) layImported() {
	p.imported = imported{}
	if p.Stock == nil {
		return
	}
	p.Customers = len(p.Stock.Accounts)
	for _, name := range p.Stock.Products {
		bit := uint8(0)
		if i := slices.Index(p.labels.Products, name); i >= 0 && i < mostProducts {
			bit = 1 << i
		}
		p.imported.products = append(p.imported.products, bit)
	}
	p.imported.laws = new(sharedLaws)
	p.imported.lay(p.Stock.Accounts)
}

// lay puts the accounts of each holder together.
func (m *imported) lay(accounts []stock.Account) {
	m.accounts = make([]int32, len(accounts))
	for i := range m.accounts {
		m.accounts[i] = int32(i)
	}
	if len(accounts) == 0 || accounts[0].Customer == stock.Unknown {
		return
	}
	// Holders are numbered as they appear, so that this keeps the order of the first
	// account of each.
	slices.SortStableFunc(m.accounts, func(a, b int32) int { return int(accounts[a].Customer) - int(accounts[b].Customer) })
	grouped := make(persons, len(accounts))
	several := false
	for i := 0; i < len(m.accounts); {
		n := 1
		for i+n < len(m.accounts) && n < mostImported && accounts[m.accounts[i+n]].Customer == accounts[m.accounts[i]].Customer {
			grouped[i+n].behind = uint8(n)
			n++
		}
		grouped[i].more = uint8(n - 1)
		several = several || n > 1
		i += n
	}
	if several {
		m.persons = grouped
	}
}

// checkImported reports what does not go with an own book.
func (p *Plan) checkImported(m *Misfits) {
	if p.Stock != nil && len(p.Population.Cohort) > 0 {
		m.add("population.cohort", "a cohort opens its accounts during the run, and the own book has them open already: want one or the other")
	}
}

// oldest returns the longest tenure in the own book.
func (p *Plan) oldest() sim.Duration { return sim.Duration(p.oldestDays()+1) * sim.Day }

// oldestDays is the same in whole days.
func (p *Plan) oldestDays() int {
	days := int32(0)
	for i := range p.Stock.Accounts {
		days = max(days, p.Stock.Accounts[i].Tenure)
	}
	return int(days)
}

// openImported opens a place of the own book.
func (w *World) openImported(e sim.Entity, r *Record, start sim.Time, laws *population.Laws) {
	a := &w.plan.Stock.Accounts[w.plan.imported.accounts[e]]
	key := population.Key(e, 0)
	known := w.known(e, a, key, start)
	traits, past := w.source.Known(&r.State, key, known, start, laws)
	w.furnish(e, r, traits)
	r.Tier = r.Tier.Identified(w.policy.Tiers.Steps(-1, traits.Tier))
	r.Used = w.source.Uses(&r.State, key)
	if !known.HasActivity {
		known.LastActive, _ = w.source.LastCounted(&r.State, key, past, w.wouldCount(r))
	}
	r.Dormancy = dormancy.Begin(known.LastActive)
	w.ledger.Move(account.Outside, account.Customers, r.Account.Balance)
	w.importedContact(e, r, a, key, start)
	w.openRules(e, r, start)
}

// known is what the own book tells of an account. What it does not tell of a further
// account is as it is for the holder's first.
func (w *World) known(e sim.Entity, a *stock.Account, key uint64, start sim.Time) population.Known {
	k := population.Known{
		Segment: int(a.Segment), Tier: int(a.Tier), Region: int(a.Region), Age: int(a.Age), Vulnerable: int(a.Vulnerable),
		Balance: a.Balance, HasBalance: a.HasBalance, HasProducts: w.plan.Stock.Told,
	}
	if leader := w.leader(e); leader != e {
		first := &w.records[leader]
		fill := func(to *int, hers int) {
			if *to == population.NotTold {
				*to = hers
			}
		}
		fill(&k.Segment, int(first.Segment))
		fill(&k.Region, int(first.Region))
		fill(&k.Age, first.Age())
		fill(&k.Vulnerable, bit(first.Vulnerable()))
	}
	for i, product := range w.plan.imported.products {
		if a.Has(1 << i) {
			k.Products |= product
		}
	}
	k.Opened = w.ago(a.Tenure, key, 0, start)
	var days int32
	counts := w.policy.Dormancy.Counts
	if days, k.HasActivity = a.Silence(counts); !k.HasActivity {
		return k
	}
	k.LastActive = k.Opened
	if a.Used(counts) {
		k.LastActive = w.ago(days, key, 1, start)
		if days == a.Tenure { // on the day of the opening, after it
			left := start - sim.Time(days)*sim.Time(sim.Day) - k.Opened
			k.LastActive = k.Opened + 1 + sim.Time(w.opening.Uniform(key, purposeImported, 1)*float64(left-1))
		}
	}
	return k
}

// ago is an instant of the day that ended so many days before the start: all of them
// are as likely.
func (w *World) ago(days int32, key, index uint64, start sim.Time) sim.Time {
	within := 1 + sim.Time(w.opening.Uniform(key, purposeImported, index)*float64(sim.Day-1))
	return start - sim.Time(days)*sim.Time(sim.Day) - within
}

// importedContact draws how a customer of the own book can be reached. Where the
// book tells when her data were last verified, they were right then.
func (w *World) importedContact(e sim.Entity, r *Record, a *stock.Account, key uint64, start sim.Time) {
	if w.people == nil || a.Verified < 0 {
		w.openingContact(e, r, key, start, r.Dormancy.LastActive)
		return
	}
	at := max(w.ago(a.Verified, key, 2, start), r.Opened)
	st := w.contactOf(e)
	if w.leader(e) == e {
		w.stockContact(e, r, key, at, start, r.Dormancy.LastActive)
		st.Verify(at)
	} else if at > st.Verified() {
		st.Verify(at)
	}
	w.openingLapse(e, r, start)
}

// laws are the laws behind the own book; nil where there is none.
func (w *World) laws() *population.Laws {
	if w.plan.Stock == nil {
		return nil
	}
	shared := w.plan.imported.laws
	shared.once.Do(func() {
		shared.Laws = population.NewLaws(w.plan.Population, len(w.policy.Tiers.Tiers), w.plan.oldestDays(), w.countedOps())
	})
	return shared.Laws
}

// countedOps says of each tier which operations count as activity in it, as far as
// the tier decides that alone.
func (w *World) countedOps() population.Counted {
	table := make([][account.Operations]bool, len(w.policy.Tiers.Tiers))
	used := make([]int64, len(w.slots))
	for t := range table {
		for op := range table[t] {
			tx := tier.Transaction{Operation: account.Operation(op), Amount: 1, Unbound: true}
			verdict, _ := tier.Decide(&w.policy.Tiers, &tier.State{Tier: uint8(t)}, &tx, 0, used)
			table[t][op] = w.policy.Dormancy.Activity(account.Operation(op)) && verdict != tier.NotAllowed
		}
	}
	return func(t int, op account.Operation) bool { return table[t][op] }
}
