package scenarios

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"weir/model"
	"weir/model/metric"
	"weir/sim/stat"
)

// claim is what a scenario says that it shows: the order of a metric under its
// variants, also of a smaller population and a shorter time.
type claim struct {
	scenario   string
	population string
	length     string // "" the scenario's own
	metric     string
	order      string
}

// claims are those of the library. The cohort is for the user's own populations and
// claims nothing.
var claims = []claim{
	{"city-bank-year", "2000", "60d", "continuity.intents.failed", "base > 0"},
	{"gates-demo", "1000", "", "customer.payments.limited", "bad > baseline > base"},
	{"gates-demo", "1000", "", "customer.watched.share", "bad > baseline > base"},
	{"pay-day-outage", "2000", "80d", "continuity.intents.failed{phase=during}", "base > 0"},
	{"stricter-dormancy", "2000", "60d", "customer.flags.rate", "60-days > base > 180-days"},
	{"lower-limits", "2000", "45d", "customer.payments.limited{tier=basic}", "limit-500 > base > limit-2000"},
	{"dormancy-90d", "2000", "150d", "customer.restricted.wrongful_stock", "60-days > base > 180-days"},
	{"dormancy-going-live", "4000", "60d", "customer.flags.count", "base > phased > new-only"},
	{"dormancy-going-live", "4000", "60d", "service.wait.mean{desk=risk_approval}", "base > phased"},
	{"dormancy-going-live", "4000", "60d", "service.wait.mean{desk=risk_approval}", "base > new-only"},
	{"tier-limits", "2000", "45d", "customer.payments.limited", "half > base > double"},
	{"tier-regrading", "6000", "90d", "customer.tier.promotions", "base > half-yearly"},
	{"tier-regrading", "6000", "90d", "compliance.tier.commercial", "base > by-criteria-alone = 0"},
	{"opening-and-verification", "10000", "90d", "risk.identity.false", "base > simple-check > good-check"},
	{"opening-and-verification", "10000", "90d", "customer.openings.failed", "good-check > simple-check > 0"},
	{"limit-splitters", "10000", "60d", "risk.alerts.rate{rule=structuring}", "base > limit-at-threshold > nobody-splits"},
	{"cib-180-to-365", "6000", "150d", "customer.restricted.count{cause=idle}", "as-before > base"},
	{"regional-branch-closure", "10000", "", "customer.flags.rate{region=north}", "base > open = open-not-counted > not-counted"},
	{"regional-branch-closure", "10000", "", "customer.without_service{region=centre}", "not-counted = 0"},
	{"notice-before-restriction", "5000", "150d", "customer.restricted.wrongful_stock", "single-message > base > with-proof"},
	{"reactivation-channels", "4000", "150d", "customer.reactivations.failed", "base > no-password"},
	{"reactivation-channels", "4000", "150d", "customer.reactivations{way=branch}", "branch-only > base"},
	{"over-privileged-role", "4000", "90d", "compliance.overreach.done", "wide-role > base = 0"},
	{"policy-change-mid-year", "4000", "150d", "customer.flags.count", "base > phased > new-only"},
	{"pboc-bank-classes", "2000", "60d", "customer.value.returned", "before-2018 > base"},
	{"pboc-payment-classes", "2000", "60d", "customer.payments.limited", "one-factor > base"},
	{"nigeria-2013-to-2016", "2000", "60d", "customer.value.returned", "as-in-2013 > base"},
	{"mexico-levels", "2000", "60d", "customer.value.returned", "base > level-2-6000-units"},
	{"india-inoperative", "4000", "120d", "customer.flags.count", "base > two-years-more"},
	{"uk-15-years", "4000", "120d", "customer.flags.count", "three-years > base"},
}

// TestLibraryShows: each scenario shows what its first lines say, with the same
// customers under every variant.
func TestLibraryShows(t *testing.T) {
	done := map[string]*shown{}
	for _, e := range Library() {
		if e.Kind == KindScenario && e.Name != "cohort" && !slices.ContainsFunc(claims, func(c claim) bool { return c.scenario == e.Name }) {
			t.Errorf("nothing is claimed of %s", e.Name)
		}
	}
	for _, c := range claims {
		t.Run(c.scenario, func(t *testing.T) {
			key := c.scenario + " " + c.population + " " + c.length
			if done[key] == nil {
				done[key] = simulate(t, c)
			}
			done[key].check(t, c.metric, c.order)
		})
	}
}

// shown are the histories of a scenario by variant.
type shown struct {
	loaded *Loaded
	counts map[string][]*model.Counts
}

// replicationsShown are enough for differences between the same customers.
const replicationsShown = 2

func simulate(t *testing.T, c claim) *shown {
	t.Helper()
	flags := []Assignment{{"population", c.population, "--population"}}
	if c.length != "" {
		flags = append(flags, Assignment{"length", c.length, "--length"})
	}
	s := &shown{load(t, c.scenario, Options{Flags: flags}), map[string][]*model.Counts{}}
	keys := map[string]string{}
	for _, v := range s.asked(c.order) {
		if same, ok := keys[v.Key("")]; ok {
			s.counts[v.Name] = s.counts[same]
			continue
		}
		keys[v.Key("")] = v.Name
		for r := range uint32(replicationsShown) {
			out, err := v.Plan.Replicate(context.Background(), r, model.Options{Parallel: 2})
			if err != nil {
				t.Fatal(err)
			}
			if out.Failed != "" {
				t.Fatalf("%s: %s", v.Name, out.Failed)
			}
			s.counts[v.Name] = append(s.counts[v.Name], out.Counts)
		}
	}
	return s
}

// asked are the variants, and of the baseline and the bad variants those that an order
// names.
func (s *shown) asked(order string) []Variant {
	all := slices.Clone(s.loaded.Variants)
	if b := s.loaded.Baseline; b != nil && strings.Contains(order, "baseline") && b.Name == "baseline" {
		all = append(all, *b)
	}
	for _, b := range s.loaded.Bad {
		if strings.Contains(order, b.Name) {
			all = append(all, b.Variant)
		}
	}
	return all
}

// check holds an order such as "half > base = 0" against the histories.
func (s *shown) check(t *testing.T, figure, order string) {
	words := strings.Fields(order)
	for i := 0; i+2 < len(words); i += 2 {
		a, b := s.value(t, figure, words[i]), s.value(t, figure, words[i+2])
		if holds := words[i+1] == ">" && a > b || words[i+1] == "=" && a == b; !holds {
			t.Errorf("%s: %s %s %s does not hold: %g and %g", figure, words[i], words[i+1], words[i+2], a, b)
		}
	}
}

// value returns a figure over all histories of a variant; "0" is nought.
func (s *shown) value(t *testing.T, figure, variant string) float64 {
	t.Helper()
	if variant == "0" {
		return 0
	}
	name, label, _ := strings.Cut(strings.TrimSuffix(figure, "}"), "{")
	where := metric.Where{}
	if dimension, value, ok := strings.Cut(label, "="); ok {
		where[dimension] = []string{value}
	}
	histories := s.counts[variant]
	if histories == nil {
		t.Fatalf("there is no variant %s", variant)
	}
	for _, f := range model.Figures() {
		if f.Name != name {
			continue
		}
		var sum stat.Ratio
		for _, c := range histories {
			r := f.Value(c, where)
			sum.Num, sum.Den = sum.Num+r.Num, sum.Den+r.Den
		}
		if sum.Den == 0 {
			t.Fatalf("%s: nothing was observed under %s", figure, variant)
		}
		return sum.Num / sum.Den
	}
	t.Fatalf("there is no metric %s", name)
	return math.NaN()
}
