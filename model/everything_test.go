package model

import (
	"bytes"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"weir/model/contact"
	"weir/model/dormancy"
	"weir/model/emergency"
	"weir/sim"
	"weir/sim/calendar"
	"weir/sim/param"
	"weir/sim/stat"
)

// swap is a text of a file and what stands there instead.
type swap struct{ old, new string }

func swapped(t testing.TB, text string, swaps ...swap) string {
	t.Helper()
	for _, s := range swaps {
		if !strings.Contains(text, s.old) {
			t.Fatalf("the file has no %q", s.old)
		}
		text = strings.ReplaceAll(text, s.old, s.new)
	}
	return text
}

// libraryPlan returns a plan of the library's institution and policy, with swaps.
func libraryPlan(t testing.TB, customers int, length sim.Duration, institution, policy []swap) *Plan {
	t.Helper()
	p := &Plan{Institution: new(Institution), Policy: new(Policy), Customers: customers,
		Start: calendar.Civil{Year: 2025, Month: 1, Day: 1}, Length: length, Window: sim.Hour,
		Warmup: 20 * sim.Day, Cooldown: 10 * sim.Day, Seed: 1}
	bind(t, "city-bank.yaml", swapped(t, read(t, "../scenarios/library/city-bank.yaml"), institution...), p.Institution)
	bind(t, "source-rules.yaml", swapped(t, read(t, "../scenarios/library/source-rules.yaml"), policy...), p.Policy)
	return ready(t, p)
}

// Much happens under these rules within weeks.
var hasty = []swap{
	{"basic: {after: 90d} # src:A13", "basic: {after: 45d, unused_after: 30d}\n  intermediate: {after: 60d}\n  without_service: true"},
	{"notice: {waiting: 30d}", "notice: {waiting: 10d, repeat: 4d, repeat_restricted: true}"},
	{"approval: {desks:", "approval: {low: individual, desks:"},
	{"reassessment: {every: 90d}", "reassessment: {every: 20d}"},
	{"monitoring: {every: 91d}", "monitoring: {every: 7d}\n    verification: {every: 60d, grace: 20d}"},
	{"  intermediate: # src:C19\n", "  intermediate: # src:C19\n    per_person: 1\n"},
	{"    pre_assess: 500000 CNY", "    pre_assess: 20000 CNY\n    second_check: [cash_out]\n" +
		"    limits:\n      - {id: slow, window: transaction, value: 10000 CNY, over: delay, delay: 5h}\n" +
		"      - {id: often, window: month, count: 40, over: confirm}\n      - {id: held, window: balance, value: 9000000 CNY}"},
	{"regrading: {every: 30d,", "regrading: {every: 10d,"},
	{"promotion: {transactions: 3, volume: 10000 CNY}", "promotion: {transactions: 3, volume: 10000 CNY}\n    retention: {volume: 500 CNY, over: 15d}"},
	{"  desk: alert_review", "  deduplicate: 2h\n  desk: alert_review"},
	{"contact:\n  ladders:", "charges: {interest: 1%, fee: 1 CNY, dormant_fee: 2 CNY}\n\ncontact:\n  ladders:"},
}

var lively = []swap{
	{"overreach: 0.1%", "overreach: 10%\n\nentry: {growth: 2/yr, false_identities: 20%}"},
	{"loyalty: 80%", "loyalty: 80%\n    further_accounts: 20%"},
	{"  default: {}", "  default: {delay: 2d, at_limit: {accept: 30%, split: 40%, ask: 20%, complain: 5%, leave: 5%}}"},
	{"service: {lognormal: {median: 5m, p95: 15m}}", "service: 25h"},
	{"error: 1%", "error: 20%"},
	{"carriers: {A: 55%", "number_change: 1/yr\n    carriers: {A: 55%"},
}

// everything returns a plan in which every mechanism is at work: shocks, a change of
// policy on the way, and accounts that belong to one person.
func everything(t testing.TB, customers int) *Plan {
	t.Helper()
	p := libraryPlan(t, customers, 70*sim.Day, lively, hasty)
	p.Shocks = append(coreDown(t),
		Shock{ID: "branches", Outage: &emergency.Outage{System: "branches", Region: "north", Dated: true,
			At: param.Date{Year: 2025, Month: 1, Day: 8}, Lasts: law(t, "constant", "value", 5*sim.Day)}},
		Shock{ID: "carrier-a", Churn: &contact.Churn{Share: .4, Carrier: "A", Dated: true,
			At: param.Date{Year: 2025, Month: 1, Day: 20}, Over: 10 * sim.Day}})
	stricter := new(Policy)
	bind(t, "source-rules.yaml", swapped(t, read(t, "../scenarios/library/source-rules.yaml"), append(hasty[1:len(hasty):len(hasty)],
		swap{"basic: {after: 90d}", "basic: {after: 30d}"},
		swap{"daily_limit: 1000 CNY", "daily_limit: 800 CNY"})...), stricter)
	stricter.Dormancy.GoingLive = dormancy.GoingLive{Mode: dormancy.LivePhased, PerDay: 3}
	p.Changes = []Change{{At: param.Date{Year: 2025, Month: 2, Day: 1}, Policy: stricter}}
	return ready(t, p)
}

// TestEverythingHoweverComputed: with every mechanism at work, cells of any size,
// one or two at a time, give the same bytes; and everything does happen.
func TestEverythingHoweverComputed(t *testing.T) {
	p := everything(t, 400)
	kinds := map[uint16]int{}
	want := run(t, p, Options{Watch: func(e sim.Event) { kinds[e.Kind]++ }})
	for kind, name := range EventNames {
		if kinds[uint16(kind)] == 0 && uint16(kind) != evEnded {
			t.Errorf("no event %s: the test shows less than it should", name)
		}
	}
	for name, opt := range map[string]Options{
		"cells of 1":     {CellSize: 1},
		"cells of 7":     {CellSize: 7, Parallel: 2},
		"one cell":       {CellSize: -1},
		"two at a time":  {CellSize: 60, Parallel: 2},
		"cells and more": {Parallel: 2},
	} {
		if !bytes.Equal(run(t, p, opt), want) {
			t.Errorf("%s: another result", name)
		}
	}
}

// TestEverythingSavedAndContinued: saved at midnights and between, before and after
// the change of policy, and continued in cells of another size, a run with every
// mechanism at work gives the bytes of one that was not stopped.
func TestEverythingSavedAndContinued(t *testing.T) {
	p := everything(t, 300)
	want := straight(t, p)
	chance := rand.New(rand.NewPCG(3, 4))
	for range 3 {
		w, r := p.begin(3, Options{CellSize: 50})
		stops := []sim.Time{-sim.Time(5*sim.Day + sim.Hour), sim.Time(chance.IntN(14*24)) * sim.Time(sim.Hour), sim.Time(20*24+chance.IntN(10*24)) * sim.Time(sim.Hour),
			sim.Time(32*24+chance.IntN(37*24)) * sim.Time(sim.Hour)}
		for _, stop := range stops {
			w, r = saveAndLoad(t, p, w, r, stop)
		}
		if !bytes.Equal(finished(t, w, r), want) {
			t.Errorf("saved at %v: another result", stops)
		}
	}
}

// TestNoneOfIsNothing: a mechanism with a rate, a share or a number of zero is no
// mechanism at all; with more than zero it is one.
func TestNoneOfIsNothing(t *testing.T) {
	text := read(t, "../scenarios/library/city-bank.yaml")
	reactions := text[strings.Index(text, "reactions:\n"):]
	rules := read(t, "../scenarios/library/source-rules.yaml")
	screening := rules[strings.Index(rules, "screening:"):]
	quick := swap{"basic: {after: 90d}", "basic: {after: 60d}"}
	churn := func(share float64) []Shock {
		return []Shock{{ID: "churn", Churn: &contact.Churn{Share: share, Dated: true, At: param.Date{Year: 2025, Month: 1, Day: 9}, Over: sim.Day}}}
	}
	for _, c := range []struct {
		name               string
		institution        bool // what is swapped lies there, not in the policy
		old                string
		absent, none, some string
		shocks             func(share float64) []Shock
	}{
		{"staff beyond their duty", true, "overreach: 0.1%", "", "overreach: 0%", "overreach: 50%", nil},
		{"assisted customers", true, "    assisted: 2%\n", "", "    assisted: 0%\n", "    assisted: 20%\n", nil},
		{"detailed queries", true, "    detailed_queries: 10%\n", "", "    detailed_queries: 0%\n", "    detailed_queries: 90%\n", nil},
		{"further accounts", true, "loyalty: 80%", "loyalty: 80%", "loyalty: 80%\n    further_accounts: 0%", "loyalty: 80%\n    further_accounts: 30%", nil},
		{"growth", true, "overreach: 0.1%", "", "entry: {growth: 0/yr}", "entry: {growth: 2/yr}", nil},
		{"false identities", true, "overreach: 0.1%", "", "entry: {false_identities: 0%}", "entry: {false_identities: 90%}", nil},
		{"reactions", true, reactions, "", "reactions:\n  default: {at_limit: {accept: 100%}, asked: 0%, noticed: 0%, objects: 0%, restricted: {accept: 100%}}\n", reactions, nil},
		{"changes of number", true, "carriers: {A: 55%, B: 30%, C: 15%}\n  segments:\n    newcomer: {number_change: 0.15/yr, app: 60%}\n    corporate: {number_change: 0.03/yr}",
			"number_change: 0/yr", "number_change: 0/yr\n    later: 1d\n    abandoned: 1d\n    tells: {never: 100%}", "number_change: 2/yr", nil},
		{"interest and fees", false, "assistance_desk: assistance\n", "assistance_desk: assistance\n",
			"assistance_desk: assistance\ncharges: {interest: 0%, fee: 0 CNY, dormant_fee: 0 CNY}\n", "assistance_desk: assistance\ncharges: {interest: 2%}\n", nil},
		{"screening", false, screening, "", "screening:\n  rules: [{id: never, when: amount > 10000000000 CNY, because: nobody}]\n", screening, nil},
		{"days without service", false, "reassessment:", "reassessment:", "without_service: true\n  reassessment:", "unused", nil},
		{"numbers lost to a shock", false, "", "", "", "", churn},
	} {
		plan := func(text string, shocks []Shock) *Plan {
			var institution, policy []swap
			if c.institution {
				institution = []swap{{c.old, text}}
			} else if c.old != "" {
				policy = []swap{{c.old, text}}
			}
			p := libraryPlan(t, 250, 40*sim.Day, institution, append(policy, quick))
			p.Shocks = shocks
			return ready(t, p)
		}
		history := func(p *Plan) (sim.Fingerprint, []byte) {
			o, err := p.Replicate(t.Context(), 0, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if o.Failed != "" {
				t.Fatalf("%s: %s", c.name, o.Failed)
			}
			return o.Fingerprint, bytesOf(t, o)
		}
		var none, some []Shock
		if c.shocks != nil {
			none, some = c.shocks(0), c.shocks(1)
		}
		absent, counts := history(plan(c.absent, nil))
		if same, _ := history(plan(c.none, none)); same != absent {
			t.Errorf("%s: none of it is not the same as without it", c.name)
		}
		if c.some == "unused" {
			continue
		}
		if _, other := history(plan(c.some, some)); bytes.Equal(other, counts) {
			t.Errorf("%s: some of it is the same as without it: the test shows nothing", c.name)
		}
	}
}

// TestRestrictedShareInEquilibrium: an account that is idle for 90 days is told and
// restricted 30 days later, unless it is used; and using it ends the restriction. At
// Poisson activity of 1/30 a day a share of e⁻⁴ is restricted: on the first day, which
// the opening book has to know, and all through the year.
func TestRestrictedShareInEquilibrium(t *testing.T) {
	p := plain(t, poissonActivity, ", tenure: 20yr", 4000, 365*sim.Day)
	p.Window, p.Policy, p.StartPolicy = sim.Day, new(Policy), nil
	bind(t, "policy.yaml", strings.Replace(plainPolicy, "desks: [dormancy_approval]", "desks: []", 1)+"  notice: {waiting: 30d}\n  restriction: {level: limited}\n  reactivation: {by_use: true, watch: 0d}\n", p.Policy)
	ready(t, p)
	var first, last []float64
	all := replicate(t, p, 48, func(o *Outcome) float64 {
		d := o.Counts.Daily[dailyRestricted]
		first = append(first, d.Ratio(0).Num/d.Ratio(0).Den)
		last = append(last, d.Ratio(364).Num/d.Ratio(364).Den)
		return float64(o.Counts.RestrictedDay.Sum(nil)) / float64(o.Counts.Accounts.Sum(nil))
	})
	const want = 0.018315638888734179
	accept(t, "day 1", want, first, .08)
	accept(t, "day 365", want, last, .08)
	accept(t, "over the year", want, all, .06)
}

// TestRestrictedShareOfTheLibrary: under the library's own rules the opening book is
// made without queues, late answers and false steps, so that the share restricted on
// the first day is only near the mean of the year.
func TestRestrictedShareOfTheLibrary(t *testing.T) {
	p := cityBank(t, 3000, 365*sim.Day)
	p.Window, p.Warmup = 6*sim.Hour, 0
	var first []float64
	year := replicate(t, p, 8, func(o *Outcome) float64 {
		d := o.Counts.Daily[dailyRestricted]
		first = append(first, d.Ratio(0).Num/d.Ratio(0).Den)
		return float64(o.Counts.RestrictedDay.Sum(nil)) / float64(o.Counts.Accounts.Sum(nil))
	})
	a, b := stat.Mean(first, .95).Mean, stat.Mean(year, .95).Mean
	t.Logf("restricted on the first day %.4f, over the year %.4f", a, b)
	if math.Abs(a-b) > .01 || b < .05 { // a percentage point; two standard errors of 24,000 accounts are .004
		t.Errorf("%.4f are restricted on the first day and %.4f over the year", a, b)
	}
}
