package verify

import (
	"context"
	"math"
	"os"
	"slices"
	"testing"

	"weir/model"
	"weir/report/collect"
	"weir/scenarios"
)

// What five policy changes aim at, on common random numbers against independent
// seeds: the replications that an effect takes to ±10 %. WEIR_CUSTOMERS=2000 gives
// the figures of docs/STATISTICS.md, in a minute.
func TestCommonRandomNumbers(t *testing.T) {
	customers := os.Getenv("WEIR_CUSTOMERS")
	if customers == "" {
		t.Skip("WEIR_CUSTOMERS is not set")
	}
	var gains []float64
	for _, c := range []struct{ name, scenario, set, metric string }{
		{"dormancy after 60 days, not 90", "dormancy-90d", "policy.dormancy.basic.after=60d", "customer.flags.rate"},
		{"a daily limit of 2,000, not 1,000", "tier-limits", "policy.tiers.basic.daily_limit=2000 CNY", "customer.payments.limited"},
		{"one message in the place of a ladder", "notice-before-restriction", "policy.contact.ladders.default.steps=[{channel: sms, wait: 10d}]", "compliance.notice.reached_owner"},
		{"review from 50,000, not 30,000", "tier-limits", "policy.screening.rules.large_amount.when=amount > 50000 CNY", "risk.alerts.rate"},
		{"the way back only at a branch", "reactivation-channels", "policy.dormancy.reactivation={branch: {system: branches, desk: reactivation, takes: 0s}}", "customer.restricted.wrongful_stock"},
	} {
		base, other := changed(t, c.scenario, c.set, customers)
		e, gain := collect.Effect(base, other, c.metric)
		paired := math.Pow(1.96*e.SD/(.1*e.Mean), 2)
		t.Logf("%s: %s %.4g, sd of the difference %.3g, %.0f replications, independent %.0f: %.1f times", c.name, c.metric, e.Mean, e.SD, math.Ceil(paired), math.Ceil(gain*paired), gain)
		gains = append(gains, gain)
	}
	slices.Sort(gains)
	if median := gains[2]; !(median >= 5) {
		t.Errorf("median gain %.1f, want 5 or more", median)
	}
}

// changed runs a scenario as it is and with another value, 64 replications each.
func changed(t *testing.T, scenario, set, customers string) (base, other collect.Variant) {
	t.Helper()
	load := func(texts ...string) *model.Plan {
		var flags []scenarios.Assignment
		for _, text := range append(texts, "population="+customers) {
			a, problems := scenarios.ParseAssignment(text, "test")
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			flags = append(flags, a)
		}
		loaded, problems := scenarios.Load(scenario, scenarios.Options{Flags: flags})
		if problems.Failed() {
			t.Fatal(problems.Text())
		}
		return loaded.Variants[0].Plan
	}
	v, err := replicate(context.Background(), []arm{{"base", load(), model.Options{}}, {"other", load(set), model.Options{}}}, 0, compared, 2)
	if err != nil {
		t.Fatal(err)
	}
	return v[0], v[1]
}
