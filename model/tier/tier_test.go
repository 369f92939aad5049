package tier

import (
	"fmt"
	"strings"
	"testing"

	"weir/model/account"
	"weir/model/internal/cases"
	"weir/sim/param"
)

func policy() *Params {
	everyday := Queries | Payments | Transfers
	return &Params{LargeTransfer: 50_000_00, Tiers: []Tier{
		{ID: "basic", Functions: everyday, DailyLimit: 1_000_00},
		{ID: "intermediate", Functions: everyday, DailyLimit: 50_000_00},
		{ID: "advanced", Functions: everyday | LargeTransfers, Assessed: Assessment{Multiple: 2}},
		{ID: "closed", DailyLimit: 1_000_000_00},
		{ID: "lookup", Functions: Queries, DailyLimit: 1_000_000_00},
		{ID: "payer", Functions: Payments, DailyLimit: 1_000_000_00},
		{ID: "large_only", Functions: LargeTransfers, DailyLimit: 1_000_000_00},
	}}
}

func TestDecide(t *testing.T) {
	p := policy()
	verdicts := []string{Allowed: "allowed", NotAllowed: "not_allowed", OverLimit: "over_limit"}
	cases.Check(t, "testdata/decide.txt", verdicts, func(c *cases.Case) string {
		tier := p.Index(c.Word("tier"))
		op, known := account.OperationNamed(c.Word("op"))
		if tier < 0 || !known {
			t.Fatalf("%s: no such tier or operation", c.Text)
		}
		s := State{Tier: uint8(tier), Limit: c.Money("own")}
		return verdicts[Decide(p, s, op, c.Money("amount"), c.Money("spent"))]
	})
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

// TestHigherLimitsAllowMore: raising a limit never turns allowed into refused,
// and more spent never turns refused into allowed.
func TestHigherLimitsAllowMore(t *testing.T) {
	amounts := []int64{0, 1, 99_999, 100_000, 100_001, 5_000_000, 5_000_001}
	for limit := range amounts {
		low, high := policy(), policy()
		low.Tiers[0].DailyLimit = amounts[limit]
		high.Tiers[0].DailyLimit = amounts[limit] + 1
		for op := range account.Operation(account.Operations) {
			for _, amount := range amounts {
				for _, spent := range amounts {
					before := Decide(low, State{}, op, amount, spent)
					if before == Allowed && Decide(high, State{}, op, amount, spent) != Allowed {
						t.Errorf("%v of %d after %d: allowed at a limit of %d, not above it", op, amount, spent, amounts[limit])
					}
					if before != Allowed && Decide(low, State{}, op, amount, spent+1) == Allowed {
						t.Errorf("%v of %d at a limit of %d: refused after %d, allowed after one more", op, amount, amounts[limit], spent)
					}
				}
			}
		}
	}
}

// TestDeclared: what a policy file says of tiers, and what it may not say.
func TestDeclared(t *testing.T) {
	for _, c := range []struct{ tiers, want string }{
		{"{basic: {daily_limit: 1 CNY}, high: {daily_limit: 1 CNY}}", ""},
		{"{basic: {daily_limit: 2 CNY}, high: {daily_limit: 1.99 CNY}}", "W131"},
		{"{basic: {daily_limit: 2 CNY}, high: {assessed: {multiple: 2}}}", ""},
		{"{basic: {daily_limit: 2 CNY}, mid: {assessed: {multiple: 2}}, high: {daily_limit: 1 CNY}}", "W131"},
		{"{basic: {daily_limit: 2 CNY, assessed: {multiple: 2}}}", "W134"},
		{"{basic: {functions: [query]}}", "W134"},
		{"{basic: {daily_limit: 2 CNY, functions: [query, fly]}}", "W133"},
	} {
		if got := codes(t, "tiers: "+c.tiers, new(Params)); got != c.want {
			t.Errorf("%s: got %q, want %q", c.tiers, got, c.want)
		}
	}
	var p Params
	if got := codes(t, "tiers: {a: {daily_limit: 1 CNY, functions: [query, large_transfer]}}", &p); got != "" {
		t.Fatal(got)
	}
	if p.Tiers[0].Functions != Queries|LargeTransfers || p.Tiers[0].DailyLimit != 100 || p.LargeTransfer != 50_000_00 {
		t.Errorf("bound to %+v", p)
	}
}

// codes returns the codes of what is wrong with a text.
func codes(t *testing.T, text string, into param.Declarer) string {
	t.Helper()
	v, problems := param.Parse("file.yaml", []byte(text))
	s := param.New(param.Units{Currency: "CNY", Minor: 100})
	into.Declare(s)
	var found []string
	for _, p := range append(problems, s.Bind(v)...) {
		found = append(found, p.Code)
	}
	return strings.Join(found, " ")
}
