package model

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"weir/model/account"
	"weir/model/emergency"
	"weir/model/metric"
	"weir/sim"
	"weir/sim/calendar"
	"weir/sim/dist"
	"weir/sim/param"
)

const drawnInstitution = `
title: Drawn
holidays: none
time_zone: UTC
regions: {north: 60%%, south: 40%%}
internal_transfers: %[1]d%%
systems: {app: {needs: [core]}, core: {}, card: {}, branches: {needs: [core], regional: true}}
channels: {app: {needs: [app]}, card: {needs: [card, core]}, branch: {needs: [branches]}, phone: {}}
activities:
  lively:
    regularity: %[2]d
    rate: {gamma: {mean: 0.8/d, shape: 2}}
    dropout: 2/yr
    closing: %[3]dd
    salary_day: %[4]d
    kinds: {pay: 40%%, transfer_out: 30%%, transfer_in: 5%%, cash_in: 5%%, cash_out: 5%%, query: 10%%, login: 5%%}
    profile: {weekdays: [1, 1, 1, 1, 1, 2, 0], pay_days: [5], pay_day: 2}
  rare:
    rate: {gamma: {mean: 0.15/d, shape: 0.6}}
    dropout: 1/yr
    closing: %[3]dd
    on: 10d
    off: %[5]dd
segments:
  people: {share: 70%%, tiers: {basic: 80%%, plus: 20%%}, activities: {lively: 40%%, rare: 60%%}, balance: {lognormal: {median: 3000 CNY, sigma: 1}}}
  firms: {share: 30%%, tiers: {basic: 20%%, plus: 80%%}, activities: {lively: 100%%}, vulnerable: 30%%, channels: {app: 90%%, branch: 10%%}}
entry: {replace: %[6]v, growth: %[7]s}
desks:
  approval: {servers: %[8]d, service: {exponential: {mean: %[9]s}}, error: %[10]d%%, deadline: 2wd}
`

// institutionOf draws an institution.
func institutionOf(t testing.TB, r *rapid.T) *Institution {
	text := fmt.Sprintf(drawnInstitution,
		rapid.IntRange(0, 100).Draw(r, "internal"), rapid.IntRange(1, 4).Draw(r, "regularity"), rapid.IntRange(1, 90).Draw(r, "closing"),
		rapid.IntRange(0, 31).Draw(r, "salary day"), rapid.IntRange(0, 30).Draw(r, "off"), rapid.Bool().Draw(r, "replace"),
		rapid.SampledFrom([]string{"0/yr", "1/yr", "10/yr"}).Draw(r, "growth"), rapid.IntRange(1, 3).Draw(r, "staff"),
		rapid.SampledFrom([]string{"1m", "3h", "2d"}).Draw(r, "service"), rapid.SampledFrom([]int{0, 20, 100}).Draw(r, "error"))
	n := new(Institution)
	bind(t, "institution.yaml", text, n)
	return n
}

// policyOf draws a policy.
func policyOf(t testing.TB, r *rapid.T) *Policy {
	functions := rapid.SampledFrom([]string{"[query, pay]", "[query, pay, transfer]", "[query, pay, transfer, large_transfer]", "[pay]", "[]"})
	basic := rapid.IntRange(1, 3000).Draw(r, "basic limit")
	plus := fmt.Sprintf("daily_limit: %d CNY", basic+rapid.IntRange(0, 50_000).Draw(r, "more"))
	if rapid.Bool().Draw(r, "assessed") {
		plus = fmt.Sprintf("assessed: {multiple: %d, least: 100 CNY, most: 20000 CNY}", rapid.IntRange(1, 3).Draw(r, "multiple"))
	}
	text := fmt.Sprintf(`
large_transfer: %d CNY
tiers:
  basic: {functions: %s, daily_limit: %d CNY}
  plus: {functions: %s, %s}
dormancy:
  counts: %s
  basic: {after: %dd}
  plus: {after: %s}
  approval: {desks: [approval]}
`, rapid.IntRange(0, 5000).Draw(r, "large"), functions.Draw(r, "basic functions"), basic, functions.Draw(r, "plus functions"), plus,
		rapid.SampledFrom([]string{"[pay, transfer_out, cash_in, cash_out]", "[login, query, pay]", "[pay]", "[]"}).Draw(r, "counts"),
		rapid.IntRange(0, 40).Draw(r, "basic after"), rapid.SampledFrom([]string{"0d", "5d", "333h", "40d"}).Draw(r, "plus after"))
	p := new(Policy)
	bind(t, "policy.yaml", text, p)
	if rapid.Bool().Draw(r, "nobody decides") {
		p.Dormancy.Approval.Desks = nil
	}
	return p
}

// planOf draws a scenario: an institution, a policy before and one after the
// start, outages, and how the run is laid out.
func planOf(t testing.TB, r *rapid.T) *Plan {
	p := &Plan{Institution: institutionOf(t, r), Policy: policyOf(t, r), Customers: rapid.IntRange(0, 150).Draw(r, "customers"),
		Start:    calendar.Civil{Year: 2025, Month: 1, Day: 20},
		Length:   sim.Duration(rapid.IntRange(1, 40).Draw(r, "length")) * sim.Day,
		Warmup:   rapid.SampledFrom([]sim.Duration{0, 10 * sim.Day, 10 * sim.Minute, 30 * sim.Hour}).Draw(r, "warmup"),
		Cooldown: rapid.SampledFrom([]sim.Duration{0, 5 * sim.Day}).Draw(r, "cooldown"),
		Window:   rapid.SampledFrom([]sim.Duration{sim.Hour, 2 * sim.Hour, 100 * sim.Minute, sim.Day}).Draw(r, "window"),
		Seed:     rapid.Uint64().Draw(r, "seed"), OneBook: rapid.Bool().Draw(r, "one book")}
	if rapid.Bool().Draw(r, "another policy before") {
		p.StartPolicy = policyOf(t, r)
	}
	for i := range rapid.IntRange(0, 3).Draw(r, "shocks") {
		o := &emergency.Outage{System: rapid.SampledFrom([]string{"core", "app", "card", "branches"}).Draw(r, "system")}
		if o.System == "branches" {
			o.Region = rapid.SampledFrom([]string{"", "north", "south"}).Draw(r, "region")
		}
		lasts, err := dist.New("exponential", map[string]float64{"mean": float64(rapid.IntRange(1, 72).Draw(r, "hours")) * float64(sim.Hour)})
		if err != nil {
			t.Fatal(err)
		}
		o.Lasts = param.Dist{Dist: lasts}
		if rapid.Bool().Draw(r, "dated") {
			o.Dated, o.At = true, param.Date{Year: 2025, Month: 1, Day: rapid.IntRange(15, 31).Draw(r, "day"), Hour: 9, Minute: 13}
		} else {
			o.Rate = .1
		}
		p.Shocks = append(p.Shocks, Shock{ID: fmt.Sprint("shock", i), Outage: o})
	}
	return ready(t, p)
}

// TestWhateverThePolicy: under policies, institutions and shocks drawn at
// random every event is what the rules say (no limit passed, no function used
// that is not there, nothing overdrawn, nobody flagged too early, too late or
// without being idle, no channel up or down at the wrong time), the ledger
// balances, and every count is what the teller counts.
func TestWhateverThePolicy(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		p := planOf(t, r)
		_, o := audit(t, p, uint32(rapid.IntRange(0, 9).Draw(r, "replication")), r.Errorf)
		figuresHold(p, o, r.Errorf)
	})
}

// figuresHold checks what must be true of the figures of any run: shares lie
// between 0 and 1, nothing is negative, and where a figure is a sum its values
// by a label sum to it.
func figuresHold(p *Plan, o *Outcome, wrong func(string, ...any)) {
	for _, f := range Figures() {
		check := func(where metric.Where) (num, den float64) {
			r := f.Value(o.Counts, where)
			if r.Num < 0 || r.Den < 0 || math.IsInf(r.Num+r.Den, 0) || math.IsNaN(r.Num+r.Den) || r.Den == 0 && r.Num != 0 && f.Kind != metric.Rate {
				wrong("%s%v is %v over %v", f.Name, where, r.Num, r.Den)
			}
			if f.Kind == metric.Share && r.Num > r.Den {
				wrong("%s%v is a share of %v over %v", f.Name, where, r.Num, r.Den)
			}
			return r.Num, r.Den
		}
		num, den := check(nil)
		for _, label := range f.Labels {
			var nums, dens float64
			whole := true // the label tells apart what is counted, but not what it is a part of
			for _, v := range p.labels.Values(label) {
				n, d := check(metric.Where{label: {v}})
				nums, dens = nums+n, dens+d
				whole = whole && d == den
			}
			if label == "idle" || f.Kind == metric.Quantile || len(p.labels.Values(label)) == 0 {
				continue // accounts count in several idle times, and a quantile is no sum
			}
			ofSums := f.Kind == metric.Share || f.Kind == metric.Rate || f.Kind == metric.Mean
			if math.Abs(nums-num) > 1e-9*num || ofSums && !whole && math.Abs(dens-den) > 1e-9*den {
				wrong("%s: %v over %v in all, %v over %v by %s", f.Name, num, den, nums, dens, label)
			}
		}
	}
}

// TestHigherLimits: as long as two histories of a customer are the same, raising
// her limit only turns over_limit into done. (Afterwards it need not: a greater
// payment that now goes through may use up what a later, smaller one had left.)
func TestHigherLimits(t *testing.T) {
	type intent struct{ result, operation, amount int64 }
	history := func(limit int64, seed uint64) map[sim.Entity][]intent {
		p := plain(t, "rate: 3/d, dropout: 0/yr, kinds: {pay: 60%, cash_out: 20%, cash_in: 10%, query: 10%}", "", 60, 40*sim.Day)
		amounts, err := dist.New("lognormal", map[string]float64{"median": 300_00, "sigma": 1.2})
		if err != nil {
			t.Fatal(err)
		}
		for _, op := range []account.Operation{account.Pay, account.CashOut} {
			p.Population.Segments[0].Amounts[op] = param.Dist{Dist: amounts}
		}
		p.Seed, p.Window = seed, sim.Day
		p.Policy.Tiers.Tiers[0].DailyLimit = limit
		ready(t, p)
		all := map[sim.Entity][]intent{}
		watch := func(e sim.Event) {
			if e.Kind == evIntent {
				all[e.Entity] = append(all[e.Entity], intent{e.Arg >> 8 & 0xff, e.Arg & 0xff, e.Arg >> 16})
			}
		}
		if _, err := p.Replicate(t.Context(), 0, Options{Watch: watch}); err != nil {
			t.Fatal(err)
		}
		return all
	}
	turned := 0
	for seed := range uint64(10) {
		limit := int64(500_00 + 100_00*seed)
		low, high := history(limit, seed), history(limit+200_00, seed)
		for e := range low {
			i := -1
			for k := range low[e] {
				if low[e][k] != high[e][k] {
					i = k
					break
				}
			}
			if i < 0 {
				continue
			}
			a, b := low[e][i], high[e][i]
			if a.operation != b.operation || a.amount != b.amount || Result(a.result) != OverLimit || Result(b.result) != Done {
				t.Errorf("customer %d: under the higher limit %v becomes %v", e, a, b)
			}
			turned++
		}
	}
	if turned < 100 {
		t.Errorf("%d histories differ: the test shows nothing", turned)
	}
}

// TestPolicyInForce: the plan's policy holds from the start on, with and without
// a warm-up, for limits set one by one as for all others.
func TestPolicyInForce(t *testing.T) {
	for _, warmup := range []sim.Duration{0, 5 * sim.Day} {
		p := cityBank(t, 400, 20*sim.Day)
		p.Warmup, p.Window = warmup, sim.Hour
		limited := func() int64 {
			o, err := ready(t, p).Replicate(t.Context(), 0, Options{})
			if err != nil {
				t.Fatal(err)
			}
			return o.Counts.Intents.Sum(metric.Where{"result": {"over_limit"}, "tier": {"advanced"}})
		}
		before := limited()
		p.Policy = new(Policy)
		bind(t, "source-rules.yaml", read(t, "../scenarios/library/source-rules.yaml"), p.Policy)
		advanced := &p.Policy.Tiers.Tiers[2]
		advanced.Assessed.Most = 100_00 // far below what anybody moves
		advanced.Assessed.Least = 0
		if after := limited(); after < 2*before+20 {
			t.Errorf("warm-up %d: %d over limits of 50,000 CNY or more, %d over limits of 100 CNY", warmup, before, after)
		}
		advanced.Assessed = p.StartPolicy.Tiers.Tiers[0].Assessed
		advanced.DailyLimit = 100_00
		if after := limited(); after < 2*before+20 {
			t.Errorf("warm-up %d: %d over limits set one by one, %d over one of 100 CNY for all", warmup, before, after)
		}
		if p.Policy, p.StartPolicy = p.StartPolicy, p.Policy; limited() != before {
			t.Errorf("warm-up %d: %d over limits set one by one, %d if they are set at the start", warmup, before, limited())
		}
	}
}

// TestDaysAreCounted: accounts are counted once a day, wherever windows end.
func TestDaysAreCounted(t *testing.T) {
	for _, c := range []struct{ window, warmup sim.Duration }{
		{15 * sim.Minute, 0}, {7 * sim.Minute, 0}, {100 * sim.Minute, sim.Hour}, {15 * sim.Minute, 10 * sim.Minute}, {sim.Day, 30 * sim.Hour},
	} {
		p := plain(t, "rate: 1/d, dropout: 0/yr", "", 10, 20*sim.Day)
		p.Window, p.Warmup = c.window, c.warmup
		o, err := p.Replicate(t.Context(), 0, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if days := o.Counts.Accounts.Sum(nil); days != 200 || o.Counts.LastCount.Sum(nil) != 10 {
			t.Errorf("window %d, warm-up %d: %d account-days and %d accounts at the end, want 200 and 10", c.window, c.warmup, days, o.Counts.LastCount.Sum(nil))
		}
	}
}

// TestFailureIsSaved: a run that did not add up before it was saved is still one
// that did not after it is continued.
func TestFailureIsSaved(t *testing.T) {
	p := plain(t, "rate: 1/d, dropout: 0/yr", "", 10, 5*sim.Day)
	w, r := p.begin(3, Options{})
	w.ledger.Move(account.Customers, account.InFlight, 1) // a book that lies
	w, r = saveAndLoad(t, p, w, r, 2*sim.Time(sim.Day))
	if err := w.finish(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	o, err := w.outcome(3, r)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(o.Failed, "at day 1") {
		t.Errorf("self-check: %q, want the failure of the first day", o.Failed)
	}
}
