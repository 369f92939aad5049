package tier

import (
	"slices"
	"strings"
	"testing"

	"weir/model/account"
	"weir/sim"
	"weir/sim/param"
)

// bind reads a policy's text, as a file would be read.
func bind(text, currency string) (*Params, []param.Problem) {
	v, problems := param.Parse("file.yaml", []byte(text))
	s := param.New(param.Units{Currency: currency, Minor: 100})
	p := new(Params)
	p.Declare(s)
	return p, append(problems, s.Bind(v)...)
}

// read reads a policy's text that has nothing wrong with it.
func read(t testing.TB, text string) *Params {
	t.Helper()
	p, problems := bind(text, "CNY")
	if len(problems) > 0 {
		t.Fatalf("%s\n%+v", text, problems)
	}
	return p
}

// TestProblems: what a policy file may not say of tiers.
func TestProblems(t *testing.T) {
	limit := func(words string) string { return "tiers: {a: {limits: [{id: x, " + words + "}]}}" }
	for _, c := range []struct{ text, want string }{
		{"tiers: {basic: {daily_limit: 1 CNY}, high: {daily_limit: 1 CNY}}", ""},
		{"tiers: {basic: {daily_limit: 2 CNY}, high: {daily_limit: 1.99 CNY}}", "W131"},
		{"tiers: {basic: {daily_limit: 2 CNY}, high: {assessed: {multiple: 2}}}", ""},
		{"tiers: {basic: {daily_limit: 2 CNY}, mid: {assessed: {multiple: 2}}, high: {daily_limit: 1 CNY}}", "W131"},
		{"tiers: {basic: {daily_limit: 2 CNY, assessed: {multiple: 2}}}", "W134"},
		{"tiers: {basic: {functions: [query]}}", "W210"},
		{"tiers: {basic: {assessed: {multiple: 0}}}", "W210"},
		{"tiers: {basic: {limits: []}}", ""},
		{"tiers: {basic: {daily_limit: 2 CNY, functions: [query, fly]}}", "W133"},
		{"tiers: {basic: {daily_limit: 2 CNY, second_check: [fly]}}", "W133"},
		{"roles: {calls: {may: [view, fly]}}", "W133"},
		// A limit and what it needs.
		{limit("window: year, value: 5 CNY"), ""},
		{limit("window: month, count: 5"), ""},
		{limit("window: month, count: 5, value: 5 CNY"), "W211"},
		{limit("window: month"), "W211"},
		{limit("value: 0 CNY"), ""},
		{limit("value: 5 CNY, over: delay"), "W212"},
		{limit("value: 5 CNY, over: delay, delay: 24h"), ""},
		{limit("value: 5 CNY, over: review, delay: 24h"), "W212"},
		{limit("window: week, value: 5 CNY"), "W116"},
		// A balance and a single transaction add nothing up.
		{limit("window: transaction, value: 5 CNY, direction: both, counterparty: unbound"), ""},
		{limit("window: transaction, count: 5"), "W213"},
		{limit("window: transaction, value: 5 CNY, scope: person"), "W213"},
		{limit("window: balance, value: 5 CNY"), ""},
		{limit("window: balance, value: 5 CNY, direction: in"), ""},
		{limit("window: balance, value: 5 CNY, direction: out"), "W213"},
		{limit("window: balance, value: 5 CNY, direction: both"), "W213"},
		{limit("window: balance, value: 5 CNY, counterparty: unbound"), "W213"},
		{limit("window: balance, count: 5"), "W213"},
		// Two on the same thing.
		{"tiers: {a: {daily_limit: 5 CNY, limits: [{id: x, value: 6 CNY}]}}", "W214"},
		{"tiers: {a: {assessed: {multiple: 2}, limits: [{id: x, value: 6 CNY}]}}", "W214"},
		{"tiers: {a: {daily_limit: 5 CNY, limits: [{id: x, value: 6 CNY, over: review}]}}", ""},
		{"tiers: {a: {limits: [{id: x, window: month, value: 6 CNY}, {id: y, window: month, value: 7 CNY}]}}", "W214"},
		{"tiers: {a: {limits: [{id: x, window: month, value: 6 CNY}, {id: y, window: month, count: 7}]}}", ""},
		// Rising with the tier, each kind for itself.
		{"tiers: {a: {limits: [{id: x, window: month, value: 6 CNY}]}, b: {limits: [{id: y, window: month, value: 5 CNY}]}}", "W131"},
		{"tiers: {a: {limits: [{id: x, window: month, value: 6 CNY}]}, b: {limits: [{id: y, window: year, value: 5 CNY}]}}", ""},
		{"tiers: {a: {limits: [{id: x, window: month, value: 6 CNY}]}, b: {limits: [{id: y, window: month, direction: in, value: 5 CNY}]}}", ""},
		{"tiers: {a: {limits: [{id: x, window: month, value: 6 CNY}]}, b: {limits: [{id: y, window: month, value: 5 CNY, over: confirm}]}}", ""},
		{"tiers: {a: {limits: [{id: x, count: 6}]}, b: {limits: [{id: y, count: 5}]}}", "W131"},
		{"tiers: {a: {daily_limit: 5 CNY}, b: {limits: [{id: y, value: 4 CNY}]}}", "W131"},
		{"tiers: {a: {limits: [{id: y, window: balance, value: 4 CNY}]}, b: {limits: [{id: y, window: balance, value: 3 CNY}]}}", "W131"},
		// Ways between tiers.
		{"tiers: {a: {daily_limit: 5 CNY, promotion: {}}}", "W215"},
		{"tiers: {a: {daily_limit: 5 CNY}, b: {daily_limit: 6 CNY, promotion: {}}}", ""},
		{"tiers: {a: {daily_limit: 5 CNY}, b: {daily_limit: 6 CNY, promotion: {identity_steps: 1}}}", "W216"},
		{"tiers: {a: {daily_limit: 5 CNY, opening: [{id: call}]}, b: {daily_limit: 6 CNY, promotion: {identity_steps: 1}}}", ""},
		{"tiers: {a: {daily_limit: 5 CNY}, b: {daily_limit: 6 CNY, opening: [{id: call}], promotion: {identity_steps: 1}}}", "W216"},
		{"tiers: {a: {daily_limit: 5 CNY, panel: true}}", "W217"},
		{"tiers: {a: {daily_limit: 5 CNY, panel: true}}\nregrading: {panel: none}", "W217"},
		{"tiers: {a: {daily_limit: 5 CNY, panel: true}}\nregrading: {}", ""},
		{"tiers: {a: {daily_limit: 5 CNY, opening: [{passes_false: 101%}]}}", "W115"},
	} {
		_, problems := bind(c.text, "CNY")
		var found []string
		for _, p := range problems {
			found = append(found, p.Code)
		}
		if got := strings.Join(found, " "); got != c.want {
			t.Errorf("%s: got %q, want %q", c.text, got, c.want)
		}
	}
}

// TestPlaces: a limit too low is shown where it is written, and so is the one it
// is compared with.
func TestPlaces(t *testing.T) {
	_, problems := bind(`tiers:
  a: {daily_limit: 9 CNY}
  b: {limits: [{id: x, value: 8 CNY}, {id: n, window: month, count: 4}]}
  c: {limits: [{id: n, window: month, count: 3}], daily_limit: 10 CNY}
`, "CNY")
	if len(problems) != 2 {
		t.Fatalf("%+v", problems)
	}
	for i, want := range []struct {
		line, related int
		args          [4]any
	}{
		{3, 2, [4]any{"b", "8 CNY", "a", "9 CNY"}},
		{4, 3, [4]any{"c", "3", "b", "4"}},
	} {
		p := problems[i]
		if p.Pos.Line != want.line || p.Related[0].Pos.Line != want.related || [4]any(p.Args) != want.args {
			t.Errorf("%+v, want %+v", p, want)
		}
	}
}

// TestNothingWritten: what a policy does not write is off, in any currency.
func TestNothingWritten(t *testing.T) {
	p, problems := bind("large_transfer: 5 USD\ntiers: {a: {daily_limit: 1 USD}, b: {limits: []}}", "USD")
	if len(problems) > 0 {
		t.Fatalf("%+v", problems)
	}
	a, b := p.Tiers[0], p.Tiers[1]
	switch {
	case a.Functions != Queries|Payments || a.DailyLimit != 100 || p.LargeTransfer != 500:
		t.Errorf("bound to %+v", a)
	case !a.plain || !b.plain || len(a.Limits) != 1 || len(b.Limits) != 0:
		t.Errorf("not plain: %+v", p.Tiers)
	case a.Monitoring.On || a.Verification.On || a.Promotion.Offered || a.Panel || len(a.Opening) > 0 || p.Regrading.On || len(p.Roles) > 0:
		t.Errorf("something is on: %+v", p)
	}
	if target, why := Regrade(p, State{}, Facts{Idle: 50 * sim.Year, Confirmed: 9}); target != 0 || why != NoReason {
		t.Errorf("regraded to %d for %s", target, ReasonNames[why])
	}
	if s := p.Slots(); len(s) != 1 || s[0] != daily {
		t.Errorf("slots %v", s)
	}
}

// TestDefaults: keys left out of a group that is written have the values of the
// sources.
func TestDefaults(t *testing.T) {
	p := read(t, `
tiers:
  a: {daily_limit: 1 CNY, opening: [{}, {id: face}]}
  b:
    functions: [query, large_transfer]
    daily_limit: 2 CNY
    second_check: [transfer_out, login]
    assistance: approval
    information: detail
    monitoring: {}
    verification: {}
    promotion: {}
    limits: [{id: m, window: month, count: 3, over: delay, delay: 24h, scope: person, direction: both, counterparty: unbound}]
regrading: {}
roles: {calls: {}, branch: {may: [view, change_contact]}}
`)
	b := p.Tiers[1]
	for _, c := range []struct {
		what string
		ok   bool
	}{
		{"functions", b.Functions == Queries|LargeTransfers},
		{"second check", b.SecondCheck == 1<<account.TransferOut|1<<account.Login},
		{"assistance", b.Assistance == Approval && b.Information == Detail},
		{"monitoring", b.Monitoring == Monitoring{true, 91 * sim.Day}},
		{"verification", b.Verification == Verification{true, 2 * sim.Year, 90 * sim.Day, "suspended"}},
		{"promotion", b.Promotion == Promotion{Offered: true, Transactions: 3, Volume: 10_000_00}},
		{"regrading", p.Regrading == Regrading{true, 30 * sim.Day, "assessment_panel", 0, 7 * sim.Day, true, 1, sim.Year}},
		{"roles", p.Roles[0].May == View && p.Roles[1].May == View|ChangeContact},
		{"steps", p.Tiers[0].Opening[0].ID == "1" && p.Tiers[0].Opening[1].ID == "face" && p.Tiers[0].Opening[0].Takes.Mean() == float64(10*sim.Minute)},
		{"kind", b.Limits[1].kind() == Slot{Person, Month, Both, Unbound, Count} && b.Limits[1].Value == 3 && b.Limits[1].Over == Delay && b.Limits[1].Delay == sim.Day},
		{"short form", b.Limits[0].ID == "daily_limit" && b.Limits[0].own() && b.Limits[0].Value == 200},
		{"not plain", !b.plain && p.Tiers[0].plain},
	} {
		if !c.ok {
			t.Errorf("%s: %+v", c.what, p)
		}
	}
}

// TestLint: the declarations are in order.
func TestLint(t *testing.T) {
	s := param.New(param.Units{Currency: "CNY", Minor: 100})
	new(Params).Declare(s)
	if faults := s.Lint(); len(faults) > 0 {
		t.Error(strings.Join(faults, "\n"))
	}
	for _, d := range s.Decls() {
		if len(d.RuleIDs) == 0 && d.Name != "id" && !slices.Contains([]string{"assessed"}, d.Name) {
			t.Errorf("%s cites no rule", d.Path)
		}
	}
}
