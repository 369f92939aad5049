package tier

import (
	"fmt"
	"strings"
	"testing"
	"unsafe"

	"weir/model/account"
	"weir/model/internal/cases"
	"weir/sim"
)

func policy() *Params {
	everyday := Queries | Payments | Transfers
	p := &Params{LargeTransfer: 50_000_00, Tiers: []Tier{
		{ID: "basic", Functions: everyday, DailyLimit: 1_000_00},
		{ID: "intermediate", Functions: everyday, DailyLimit: 50_000_00},
		{ID: "advanced", Functions: everyday | LargeTransfers, Assessed: Assessment{Multiple: 2}},
		{ID: "closed", DailyLimit: 1_000_000_00},
		{ID: "lookup", Functions: Queries, DailyLimit: 1_000_000_00},
		{ID: "payer", Functions: Payments, DailyLimit: 1_000_000_00},
		{ID: "large_only", Functions: LargeTransfers, DailyLimit: 1_000_000_00},
	}}
	p.Prepare()
	return p
}

// operation returns the operation that a case names.
func operation(t *testing.T, c *cases.Case) account.Operation {
	t.Helper()
	op, known := account.OperationNamed(c.Word("op"))
	if !known {
		t.Fatalf("%s: no such operation", c.Text)
	}
	return op
}

// TestDecide: functions and the daily limit. Allows, which does not use what
// Decide uses, says the same of the functions (T9).
func TestDecide(t *testing.T) {
	p := policy()
	cases.Check(t, "testdata/decide.txt", []string{"allowed", "not_allowed", "over_limit"}, func(c *cases.Case) string {
		tier, op, amount := p.Index(c.Word("tier")), operation(t, c), c.Money("amount")
		if tier < 0 {
			t.Fatalf("%s: no such tier", c.Text)
		}
		s := State{Tier: uint8(tier), Limit: uint32(c.Money("own") / 100)}
		verdict, by := Decide(p, &s, &Transaction{Operation: op, Amount: amount}, 0, []int64{c.Money("spent")})
		if Allows(p, tier, op, amount) != (verdict != NotAllowed) {
			t.Errorf("%s: Allows says otherwise", c.Text)
		}
		if (verdict == OverLimit) != (by != nil && by.ID == "daily_limit") {
			t.Errorf("%s: by %v", c.Text, by)
		}
		return VerdictNames[verdict]
	})
}

// TestLimits: one limit of each kind against one transaction. What has been used
// is given for the limit's own slot; all other slots hold far too much, which
// must not matter.
func TestLimits(t *testing.T) {
	outcomes := []string{"allowed", "needs_confirmation", "needs_review", "delayed", "over_limit"}
	cases.Check(t, "testdata/limits.txt", outcomes, func(c *cases.Case) string {
		text, money := limitText(c)
		p := read(t, "tiers: {a: {functions: [query, pay, transfer, large_transfer], limits: ["+text+"]}}")
		l := &p.Tiers[0].Limits[0]
		used := []int64{1 << 40, 1 << 40}[:len(p.Slots())]
		if word := c.Word("used"); word != "-" {
			used[l.slot] = int64(c.Number("used"))
			if money {
				used[l.slot] = c.Money("used")
			}
		}
		tx := Transaction{Operation: operation(t, c), Amount: c.Money("amount"), Unbound: c.Flag("unbound")}
		verdict, by := Decide(p, &State{}, &tx, c.Money("balance"), used)
		if (verdict == Allowed) != (by == nil) || by != nil && by != l {
			t.Errorf("%s: by %v", c.Text, by)
		}
		return VerdictNames[verdict]
	})
}

// limitText writes a case's limit as a file would, and says whether it is money.
func limitText(c *cases.Case) (text string, money bool) {
	money = !c.Flag("count")
	words := []string{"id: l", "window: " + c.Word("window")}
	for _, key := range []string{"direction", "counterparty", "scope", "over"} {
		if w := c.Word(key); w != "-" {
			words = append(words, key+": "+w)
		}
	}
	if c.Word("over") == "delay" {
		words = append(words, "delay: 24h")
	}
	if money {
		words = append(words, "value: "+c.Word("value")+" CNY")
	} else {
		words = append(words, "count: "+c.Word("value"))
	}
	return "{" + strings.Join(words, ", ") + "}", money
}

// TestHeldUp: what a tier asks for besides its limits, the strictest of several,
// and what has been done about it (T1, T5, T11).
func TestHeldUp(t *testing.T) {
	p := read(t, `
large_transfer: 50000 CNY
tiers:
  selfish: {functions: [query, pay, transfer], limits: [], assistance: none, information: summary, second_check: [transfer_out, cash_in]}
  helped:
    functions: [query, pay, transfer]
    daily_limit: 20000 CNY
    assistance: approval
    information: detail
    second_check: [transfer_out]
    pre_assess: 8000 CNY
    limits:
      - {id: ask, window: transaction, value: 1000 CNY, over: confirm}
      - {id: again, window: transaction, direction: both, value: 1000 CNY, over: confirm}
      - {id: wait, window: transaction, value: 2000 CNY, over: delay, delay: 24h}
      - {id: look, window: transaction, value: 4000 CNY, over: review}
  served: {functions: [query, pay, transfer, large_transfer], limits: [], assistance: dedicated, information: custom, pre_assess: 8000 CNY}
  open: {functions: [query, pay, transfer, large_transfer], limits: []}
  wary: {functions: [query, pay], limits: [], second_check: [pay]}
  alone: {functions: [query, pay], limits: [], assistance: none}
  brief: {functions: [query, pay], limits: [], information: summary}
`)
	cases.Check(t, "testdata/heldup.txt", VerdictNames[:], func(c *cases.Case) string {
		tier := p.Index(c.Word("tier"))
		tx := Transaction{Operation: operation(t, c), Amount: c.Money("amount"), Assisted: c.Flag("assisted"),
			Information: Information(named(t, InformationNames, c.Word("wants"))), Cleared: Verdict(named(t, VerdictNames[:], c.Word("cleared")))}
		verdict, by := Decide(p, &State{Tier: uint8(tier)}, &tx, 0, []int64{c.Money("spent")})
		limit := "-"
		if by != nil {
			limit = by.ID
		}
		if want := c.Word("by"); limit != want {
			t.Errorf("%s: by %s", c.Text, limit)
		}
		return VerdictNames[verdict]
	})
}

// named returns the place of a name among all there are.
func named(t *testing.T, all []string, name string) int {
	t.Helper()
	for i, n := range all {
		if n == name {
			return i
		}
	}
	t.Fatalf("no %s among %v", name, all)
	return 0
}

func TestAssess(t *testing.T) {
	cases.Check(t, "testdata/assess.txt", []string{"least", "multiple", "most"}, func(c *cases.Case) string {
		a := Assessment{Multiple: c.Number("multiple"), Least: c.Money("least"), Most: c.Money("most")}
		p99 := c.Money("p99")
		switch got := a.Assess(p99); got {
		case a.Most:
			return "most"
		case a.Least:
			return "least"
		case int64(a.Multiple * float64(p99)):
			return "multiple"
		default:
			return fmt.Sprint(got)
		}
	})
}

// TestSizes: what records hold has the size that their layout counts on.
func TestSizes(t *testing.T) {
	if n := unsafe.Sizeof(State{}); n != 12 {
		t.Errorf("State has %d bytes, want 12", n)
	}
	if n := unsafe.Sizeof(Application{}); n != 8 {
		t.Errorf("Application has %d bytes, want 8", n)
	}
	if n := unsafe.Sizeof(Usage{}); n != 16 {
		t.Errorf("Usage has %d bytes, want 16", n)
	}
}

// TestState: counters stop at their ends, a new tier starts them again, and what
// is known of the identity stays.
func TestState(t *testing.T) {
	p := &Params{Minor: 100}
	s := State{Flags: FalseIdentity}.Identified(99)
	for range 70_000 {
		p.Done(&s, 100_000_00)
	}
	if s.Normal != 65_535 || s.Volume != 1<<32-1 || s.Identity() != 15 || s.Flags&FalseIdentity == 0 {
		t.Errorf("%+v", s)
	}
	s.Limit = p.Whole(99_999_99)
	if s.Limit != 99_999 || p.Whole(5) != 1 || p.Whole(1<<62) != 1<<32-1 {
		t.Errorf("own limit %d, %d, %d", s.Limit, p.Whole(5), p.Whole(1<<62))
	}
	if s = s.Granted(2).Identified(3); s != (State{Tier: 2, Flags: FalseIdentity | 3}) {
		t.Errorf("granted %+v", s)
	}
	p.Done(&s, 1_99)
	if s.Normal != 1 || s.Volume != 1 {
		t.Errorf("after 1.99 %+v", s)
	}
}

// TestUsage: what has been used counts in its own period only, the first
// included.
func TestUsage(t *testing.T) {
	var u Usage
	for _, step := range []struct {
		period         int32
		amount, before int64
	}{{-1, 50, 0}, {-1, 30, 50}, {0, 5, 0}, {0, 5, 5}, {3, 1, 0}, {3, 0, 1}, {2, 9, 0}} {
		if got := u.In(step.period); got != step.before {
			t.Errorf("before %d in period %d: %d used, want %d", step.amount, step.period, got, step.before)
		}
		u.Add(step.period, step.amount)
	}
}

// TestSlots: one for each thing that is added up over time, in an order that does
// not depend on the file's; each transaction uses those it comes under.
func TestSlots(t *testing.T) {
	lists := []string{
		"{window: month, value: 1 CNY}", "{window: year, direction: both, counterparty: unbound, value: 1 CNY}",
		"{window: day, count: 5, over: confirm}", "{window: lifetime, scope: person, direction: in, value: 1 CNY}",
		"{window: balance, value: 1 CNY}", "{window: transaction, value: 1 CNY}", "{window: month, value: 3 CNY, over: review}",
	}
	text := func(order []int) string {
		var items []string
		for _, i := range order {
			items = append(items, lists[i])
		}
		return "tiers: {a: {daily_limit: 1 CNY, limits: [" + strings.Join(items, ", ") + "]}}"
	}
	want := []Slot{
		{Account, Day, Out, AnyCounterparty, Amount},
		{Account, Day, Out, AnyCounterparty, Count},
		{Account, Month, Out, AnyCounterparty, Amount},
		{Account, Year, Both, Unbound, Amount},
		{Person, Lifetime, In, AnyCounterparty, Amount},
	}
	p := read(t, text([]int{0, 1, 2, 3, 4, 5, 6}))
	for _, q := range []*Params{p, read(t, text([]int{6, 5, 4, 3, 2, 1, 0}))} {
		if got := fmt.Sprint(q.Slots()); got != fmt.Sprint(want) {
			t.Fatalf("slots %s", got)
		}
	}
	for _, c := range []struct {
		op      account.Operation
		unbound bool
		want    string
	}{
		{account.Pay, false, "[{0 false} {1 true} {2 false}]"},
		{account.Pay, true, "[{0 false} {1 true} {2 false} {3 false}]"},
		{account.CashIn, false, "[{4 false}]"},
		{account.Salary, true, "[{3 false} {4 false}]"},
		{account.Query, true, "[]"},
		{account.Login, false, "[]"},
	} {
		if got := fmt.Sprint(p.Charges(&Transaction{Operation: c.op, Unbound: c.unbound})); got != c.want {
			t.Errorf("%v unbound %v: %s, want %s", account.OperationNames[c.op], c.unbound, got, c.want)
		}
	}
	if (Charge{Count: true}).Of(77) != 1 || (Charge{}).Of(77) != 77 {
		t.Error("a charge is its amount or 1")
	}
	for i, period := range []int32{7, 7, 8, 9, 0} {
		if got := want[i].Period(7, 8, 9); got != period {
			t.Errorf("slot %d: period %d, want %d", i, got, period)
		}
	}
}

// TestLayout: policies that follow one another find what was used under the
// others, in the same slots.
func TestLayout(t *testing.T) {
	a := read(t, "tiers: {a: {daily_limit: 1 CNY, limits: [{window: year, value: 5 CNY}]}}")
	b := read(t, "tiers: {a: {daily_limit: 1 CNY, limits: [{window: month, value: 5 CNY}]}}")
	if len(a.Slots()) != 2 || a.Tiers[0].Limits[1].slot != 1 {
		t.Fatalf("alone %v", a.Slots())
	}
	all := Layout(a, b)
	if len(all) != 3 || fmt.Sprint(a.Slots()) != fmt.Sprint(all) || fmt.Sprint(b.Slots()) != fmt.Sprint(all) {
		t.Fatalf("together %v", all)
	}
	used := []int64{0, 10_00, 0} // in the month
	tx := Transaction{Operation: account.Pay, Amount: 50}
	if v, _ := Decide(a, &State{}, &tx, 0, used); v != Allowed {
		t.Errorf("the policy without a monthly limit: %s", VerdictNames[v])
	}
	if v, by := Decide(b, &State{}, &tx, 0, used); v != OverLimit || by.Window != Month {
		t.Errorf("the policy with one: %s", VerdictNames[v])
	}
}

// TestMonitoring: in real time, from time to time, or not at all (T5).
func TestMonitoring(t *testing.T) {
	off, quarterly, always := Monitoring{}, Monitoring{On: true, Every: 91 * sim.Day}, Monitoring{On: true}
	if off.RealTime() || quarterly.RealTime() || !always.RealTime() {
		t.Error("only a monitoring without a period is in real time")
	}
	if off.Next(0) != sim.Never || always.Next(0) != sim.Never || quarterly.Next(sim.Time(sim.Day)) != sim.Time(92*sim.Day) {
		t.Error("only a monitoring with a period has a next time")
	}
}

// TestMay: the staff of a desk do what its role lets them, or its duty takes
// where it has none (T10).
func TestMay(t *testing.T) {
	p := read(t, "tiers: {a: {limits: []}}\nroles: {front: {may: [view, change_tier, change_contact]}, empty: {may: []}}")
	cases.Check(t, "testdata/staff.txt", []string{"may", "refused"}, func(c *cases.Case) string {
		var duty Action
		for _, w := range c.Words("duty") {
			duty |= 1 << named(t, ActionNames, w)
		}
		what := Action(1 << named(t, ActionNames, c.Word("what")))
		if p.May(c.Word("desk"), what, duty) {
			return "may"
		}
		return "refused"
	})
}
