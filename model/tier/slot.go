package tier

import (
	"cmp"
	"slices"

	"weir/model/account"
)

// Slot is something that limits add up over time: each needs a place of its own
// for an account, or a person, to keep what has been used (rule T2).
type Slot struct {
	Scope        Scope
	Window       Window // Day, Month, Year or Lifetime
	Direction    Direction
	Counterparty Counterparty
	Measure      Measure
}

// daily is slot 0: what goes out of an account in a day.
var daily = Slot{Account, Day, Out, AnyCounterparty, Amount}

// Period returns the number of the period of the slot's window, given the
// numbers of the day, the month and the year; 0 for a lifetime.
func (s Slot) Period(day, month, year int32) int32 {
	switch s.Window {
	case Day:
		return day
	case Month:
		return month
	case Year:
		return year
	}
	return 0
}

// Usage is how much of a slot has been used in a period.
type Usage struct {
	Amount int64 // minor units or a count
	Period int32
}

// In returns what has been used in the period: nothing, if that is not the one
// of the last use.
func (u *Usage) In(period int32) int64 {
	if u.Period != period {
		return 0
	}
	return u.Amount
}

// Add uses an amount in the period and forgets other periods.
func (u *Usage) Add(period int32, amount int64) {
	u.Amount = u.In(period) + amount
	u.Period = period
}

// Charge says that a transaction uses a slot.
type Charge struct {
	Slot  int
	Count bool // it uses 1, whatever its amount
}

// Of returns what a transaction of the amount uses.
func (c Charge) Of(amount int64) int64 {
	if c.Count {
		return 1
	}
	return amount
}

// Slots returns what the limits of all tiers add up over time, in an order that
// does not depend on that of the file. The first is always what goes out of an
// account in a day.
func (p *Params) Slots() []Slot { return p.slots }

// Charges returns the slots that a transaction uses once it is posted, in the
// order of Slots. All slots are kept for every account, whatever its tier has
// limits on, so that a new tier finds what was used under the old one. The
// result is not to be changed.
func (p *Params) Charges(tx *Transaction) []Charge {
	way := tx.Operation.Direction()
	if way == account.Still {
		return nil
	}
	return p.charges[way][bit(tx.Unbound)]
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Layout gives several policies the same slots, those of all of them, and
// returns them: what was used under one is found under the other.
func Layout(policies ...*Params) []Slot {
	slots := []Slot{}
	for _, p := range policies {
		for i := range p.Tiers {
			t := &p.Tiers[i]
			t.prepare()
			for j := range t.Limits {
				if l := &t.Limits[j]; l.slotted() && l.kind() != daily {
					slots = append(slots, l.kind())
				}
			}
		}
	}
	slices.SortFunc(slots, compare)
	slots = slices.Insert(slices.Compact(slots), 0, daily)
	for _, p := range policies {
		p.lay(slots)
	}
	return slots
}

// compare is the order of slots after the first.
func compare(a, b Slot) int {
	return cmp.Or(cmp.Compare(a.Scope, b.Scope), cmp.Compare(a.Window, b.Window), cmp.Compare(a.Direction, b.Direction),
		cmp.Compare(a.Counterparty, b.Counterparty), cmp.Compare(a.Measure, b.Measure))
}

// lay tells each limit its slot, and works out which slots a transaction uses.
func (p *Params) lay(slots []Slot) {
	p.slots = slots
	for i := range p.Tiers {
		for j := range p.Tiers[i].Limits {
			l := &p.Tiers[i].Limits[j]
			l.slot = slices.Index(slots, l.kind())
		}
	}
	for way := range p.charges {
		for unbound := range p.charges[way] {
			p.charges[way][unbound] = nil
			for i, s := range slots {
				if s.Direction.moves(account.Direction(way)) && (s.Counterparty == AnyCounterparty || unbound == 1) {
					p.charges[way][unbound] = append(p.charges[way][unbound], Charge{i, s.Measure == Count})
				}
			}
		}
	}
}
