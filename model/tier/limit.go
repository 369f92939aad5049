package tier

import (
	"slices"
	"strconv"

	"weir/model/account"
	"weir/sim"
	"weir/sim/param"
)

// Limit is a bound on what may move, and what happens to a transaction that
// would pass it (rule T2). The bound itself may be reached.
type Limit struct {
	ID           string
	Scope        Scope
	Window       Window
	Direction    Direction
	Counterparty Counterparty
	Measure      Measure
	Value        int64 // minor units, or a count, by Measure
	Over         Over
	Delay        sim.Duration // with OverDelay

	slot         int  // its place in the order of slots; -1 for Each and Balance
	short        bool // it is the short form, daily_limit or assessed
	words        struct{ scope, window, direction, counterparty, over string }
	count        int64
	hasValue     bool
	hasCount     bool
	hasDirection bool
}

// Slot returns the limit's place in the order of slots. A limit on each transaction
// or on the balance has none.
func (l *Limit) Slot() int { return l.slot }

// Scope is whose transactions a limit adds up.
type Scope uint8

// The scopes: one account, or all accounts of its owner.
const (
	Account Scope = iota
	Person
)

// Window is the time over which a limit adds up. With Each it looks at
// each transaction alone, with Balance at what the account would hold.
type Window uint8

// The windows; days, months and years are those of the calendar.
const (
	Each Window = iota
	Day
	Month
	Year
	Lifetime
	Balance
)

// Direction is what a limit looks at.
type Direction uint8

// The directions. Out is first: it is what a limit is about unless it says so.
const (
	Out Direction = iota
	In
	Both
)

// Counterparty is whose money, or to whom, a limit looks at.
type Counterparty uint8

// The counterparties: any, or all but the customer's own bound accounts.
const (
	AnyCounterparty Counterparty = iota
	Unbound
)

// Measure is what a limit adds up.
type Measure uint8

// The measures.
const (
	Amount Measure = iota
	Count
)

// Over is what happens to a transaction that would pass a limit.
type Over uint8

// The ways, of which only Reject is hard: the others let it through after
// something else has happened.
const (
	Reject Over = iota
	Confirm
	Review
	Delay
)

// The words files use.
var (
	ScopeNames        = []string{"account", "person"}
	WindowNames       = []string{"transaction", "day", "month", "year", "lifetime", "balance"}
	DirectionNames    = []string{"out", "in", "both"}
	CounterpartyNames = []string{"any", "unbound"}
	OverNames         = []string{"reject", "confirm", "review", "delay"}
)

func (l *Limit) declare(s *param.Set) {
	s.Choice(&l.words.scope, "scope", "account", ScopeNames,
		"Whose transactions are added up: account, or person, for all accounts of its owner.").From(param.Verified, "facts 1.1").Rules("T2", "P11")
	s.Choice(&l.words.window, "window", "day", WindowNames,
		"Over which time: a calendar day, month or year, the lifetime of the account, each transaction alone, or balance, what the account would hold.").
		From(param.Verified, "src:C11").Rules("T2")
	s.Choice(&l.words.direction, "direction", "out", DirectionNames, "What goes out, what comes in, or both together.").
		Optional(&l.hasDirection).From(param.Verified, "src:C11").Rules("T2")
	s.Choice(&l.words.counterparty, "counterparty", "any", CounterpartyNames,
		"Any, or unbound: not what moves between the account and the customer's own bound accounts.").
		From(param.Verified, "src:C11").Rules("T2")
	s.Money(&l.Value, "value", "0 CNY", "The amount that may be reached and not passed.").
		Optional(&l.hasValue).Assumed("every limit says its own").Rules("T2")
	s.Count(&l.count, "count", "0", "The number of transactions that may be reached and not passed, instead of `value`.").
		Optional(&l.hasCount).Assumed("every limit says its own").Rules("T2")
	s.Choice(&l.words.over, "over", "reject", OverNames,
		"What becomes of a transaction that would pass it: reject; confirm, the customer is asked; review, a desk decides; delay, it waits.").
		From(param.Verified, "src:C11").Rules("T2")
	s.Duration(&l.Delay, "delay", "0s", "With `over: delay`, how long it waits.").
		Range("0s", "1yr").Assumed("every limit says its own").Rules("T2")
	s.Check(l.check)
}

// check resolves the words of a limit and reports what does not fit together.
func (l *Limit) check(c *param.Check) {
	l.Scope = Scope(slices.Index(ScopeNames, l.words.scope))
	l.Window = Window(slices.Index(WindowNames, l.words.window))
	l.Direction = Direction(slices.Index(DirectionNames, l.words.direction))
	l.Counterparty = Counterparty(slices.Index(CounterpartyNames, l.words.counterparty))
	l.Over = Over(slices.Index(OverNames, l.words.over))
	if l.hasCount {
		l.Measure, l.Value = Count, l.count
	}
	if l.hasValue == l.hasCount {
		c.Report(param.Problem{Code: "W211", Pos: c.At(""), Args: []any{l.ID}})
	}
	if (l.Over == Delay) != (l.Delay > 0) {
		c.Report(param.Problem{Code: "W212", Pos: c.At("over"), Args: []any{l.ID}})
	}
	l.checkWindow(c)
}

// checkWindow reports what says nothing about a single transaction or a balance.
func (l *Limit) checkWindow(c *param.Check) {
	report := func(key string) {
		c.Report(param.Problem{Code: "W213", Pos: c.At(key), Args: []any{l.words.window, key}})
	}
	if l.slotted() {
		return
	}
	if l.Scope == Person {
		report("scope")
	}
	if l.hasCount {
		report("count")
	}
	if l.Window == Balance {
		if l.hasDirection && l.Direction != In {
			report("direction")
		}
		if l.Counterparty != AnyCounterparty {
			report("counterparty")
		}
		l.Direction = In
	}
}

// slotted says whether the limit adds up over time.
func (l *Limit) slotted() bool { return l.Window != Each && l.Window != Balance }

// kind returns what the limit adds up.
func (l *Limit) kind() Slot {
	return Slot{l.Scope, l.Window, l.Direction, l.Counterparty, l.Measure}
}

// own says whether an account's own limit stands in the place of this one.
func (l *Limit) own() bool { return l.kind() == daily && l.Over == Reject }

// moves says whether a limit looks at what moves in a direction.
func (d Direction) moves(way account.Direction) bool {
	switch way {
	case account.Out:
		return d != In
	case account.In:
		return d != Out
	}
	return false
}

// text returns the limit's value as a user would write it.
func (l *Limit) text(c *param.Check) string {
	if l.Measure == Count {
		return strconv.FormatInt(l.Value, 10)
	}
	return c.Money(l.Value)
}

// path returns where the limit's value is written, below its tier.
func (l *Limit) path() string {
	switch {
	case l.short:
		return "daily_limit"
	case l.Measure == Count:
		return "limits." + l.ID + ".count"
	}
	return "limits." + l.ID + ".value"
}
