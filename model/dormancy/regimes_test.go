package dormancy

import (
	"fmt"
	"strings"
	"testing"

	"weir/sim"
)

// TestRegimes: real regimes (facts 1.4) as a policy file writes them, and what
// they do to an account whose owner never stirs, by day since the last activity.
func TestRegimes(t *testing.T) {
	few, much := Facts{Balance: 5_00, Used: true}, Facts{Balance: 50_000_00, Used: true}
	for _, c := range []struct {
		name, rules string
		f           Facts
		years       int
		want        string
	}{
		{"seed-002", "basic: {}, restriction: {level: frozen}, reactivation: {branch: {}}", few, 2, "90 flag, 90 restrict"},
		{"cn-rule-261, a bank", `basic: {after: 0d, unused_after: 180d}, restriction: {level: suspended, channels: [app, web, atm]}, reactivation: {branch: {}}`,
			Facts{}, 2, "180 flag, 180 restrict"},
		{"cn-rule-261, an account in use", `basic: {after: 0d, unused_after: 180d}, restriction: {level: suspended}, reactivation: {branch: {}}`, few, 9, ""},
		{"cn-bank-A", `basic: {after: 180d, balance_at_most: 499.99 CNY, exempt: [term_deposit, contract, social_security]},
			restriction: {level: suspended, channels: [app, web, atm]}, reactivation: {branch: {}, video: {}}`, few, 2, "180 flag, 180 restrict"},
		{"cn-bank-A, a larger balance", `basic: {after: 180d, balance_at_most: 499.99 CNY}, restriction: {}, reactivation: {branch: {}}`, Facts{Balance: 500_00, Used: true}, 9, ""},
		{"cn-bank-A, a linked product", `basic: {after: 180d, exempt: [term_deposit]}, restriction: {}, reactivation: {branch: {}}`, Facts{Exempt: true, Used: true}, 9, ""},
		{"cn-cib, old", `basic: {after: 180d, balance_at_most: 100 CNY, exempt: [loan, fund, wealth, custody], check_every: 1d}, restriction: {level: frozen}, reactivation: {branch: {}, app: {}}`,
			Facts{Balance: 60_00, Used: true}, 2, "180 flag, 180 restrict"},
		{"cn-cib, new", `basic: {after: 365d, balance_at_most: 10 CNY, check_every: 1d}, restriction: {level: frozen}, reactivation: {branch: {}, app: {}}`,
			Facts{Balance: 10_00, Used: true}, 2, "365 flag, 365 restrict"},
		{"cn-yuanan", `basic: {after: 3yr, balance_at_most: 100 CNY}, end: {after: 3yr, state: transferred}`, few, 4, "1095 flag, 1095 transfer"},
		{"cn-unit", `basic: {after: 1yr}, notice: {waiting: 30d}, end: {after: 0d, state: closed}`, few, 2, "365 flag, 365 notify, 395 close"},
		{"cn-nfra-2023", `basic: {after: 5yr, balance_above: 0 CNY}, notice: {}`, few, 6, "1825 flag, 1825 notify"},
		{"cn-cmb-2017", `basic: {after: 2yr, balance_at_most: 0 CNY}, notice: {waiting: 10d}, end: {after: 0d, state: closed}`, Facts{Used: true}, 3, "730 flag, 730 notify, 740 close"},
		{"in-rbi-2024", `basic: {after: 365d}, notice: {waiting: 365d, repeat: 91d, repeat_restricted: true}, restriction: {level: suspended},
			reactivation: {branch: {}, video: {}, correspondent: {}, watch: 180d}, end: {after: 10yr, state: transferred}`,
			much, 3, "365 flag, 365 notify, 456 notify, 547 notify, 638 notify, 729 notify, 730 restrict, 821 notify, 912 notify, 1003 notify, 1094 notify"},
		{"in-rbi-2024, the end", `basic: {after: 365d}, notice: {waiting: 365d}, restriction: {level: suspended}, reactivation: {branch: {}}, end: {after: 10yr}`,
			much, 11, "365 flag, 365 notify, 730 restrict, 3650 lift, 3650 transfer"},
		{"uk", `basic: {after: 15yr}, end: {after: 15yr, state: transferred}`, much, 16, "5475 flag, 5475 transfer"},
		{"us-escheat", `basic: {after: 1005d, balance_above: 49.99 CNY}, notice: {waiting: 90d}, end: {after: 3yr, state: transferred}`,
			much, 4, "1005 flag, 1005 notify, 1095 transfer"},
		{"my-bnm, small", `basic: {after: 1yr, balance_at_most: 10 CNY}, notice: {waiting: 182d, repeat: 91d}, end: {after: 0d, state: closed}`,
			few, 2, "365 flag, 365 notify, 456 notify, 547 close"},
		{"my-bnm, large", `basic: {after: 1yr, balance_above: 10 CNY}, notice: {waiting: 30d}, restriction: {level: suspended}, reactivation: {branch: {}}, end: {after: 7yr}`,
			much, 8, "365 flag, 365 notify, 395 restrict, 2555 lift, 2555 transfer"},
	} {
		p := bound(t, "{approval: {desks: []}, "+c.rules+"}")
		if got := unattended(p, c.f, c.years); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.name, got, c.want)
		}
	}
}

// unattended returns what rules do to an account in so many years without any
// event but their own.
func unattended(p *Params, f Facts, years int) string {
	r := p.Route("basic")
	s, c := Begin(0), NoCase()
	var lines []string
	for range 10_000 {
		now := Next(&r, s, c)
		if now > sim.Time(years)*sim.Time(sim.Year) {
			return strings.Join(lines, ", ")
		}
		var do Action
		s, c, do = Step(p, &r, s, c, Deadline, f, now)
		for _, name := range names(do) {
			lines = append(lines, fmt.Sprint(now.Day(), " ", name))
		}
	}
	return "no end of it: " + strings.Join(lines[max(0, len(lines)-9):], ", ")
}

// TestReclaim: what was transferred may be claimed back, what was closed may not,
// and the account stays watched for six months (rules D9, D12).
func TestReclaim(t *testing.T) {
	for state, want := range map[string]Status{StateTransferred: Watched, StateClosed: Closed} {
		p := bound(t, "{approval: {desks: []}, basic: {after: 15yr}, end: {state: "+state+"}, reactivation: {branch: {}}}")
		r := p.Route("basic")
		s, c, _ := Step(p, &r, Begin(0), NoCase(), Deadline, Facts{Used: true}, 15*sim.Time(sim.Year))
		now := 16 * sim.Time(sim.Year)
		s, c, do := Step(p, &r, s, c, Reactivation, Facts{Used: true}, now)
		if s.Status != want || do.Has(Reclaim) != (want == Watched) {
			t.Errorf("%s: %+v, to do %v", state, s, names(do))
		}
		if want != Watched {
			continue
		}
		if Next(&r, s, c) != now.Add(180*sim.Day) {
			t.Errorf("watched until day %v", Next(&r, s, c).Day())
		}
		if s, _, do = Step(p, &r, s, c, Deadline, Facts{Used: true}, now.Add(180*sim.Day)); !s.Plain() || do != Unwatch {
			t.Errorf("and then %+v", s)
		}
	}
}
