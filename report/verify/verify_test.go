package verify

import (
	"context"
	"slices"
	"strings"
	"testing"

	"weir/model"
	"weir/report"
	"weir/report/collect"
	"weir/scenarios"
	"weir/sim/desk"
	"weir/sim/verdict"
	"weir/testdata"
)

// small is gates-demo with few customers over few days.
func small(t *testing.T) *scenarios.Loaded {
	t.Helper()
	var flags []scenarios.Assignment
	for _, f := range [][2]string{{"population", "200"}, {"length", "20d"}, {"warmup", "0d"}} {
		flags = append(flags, scenarios.Assignment{Path: f[0], Value: f[1], Origin: "test"})
	}
	loaded, problems := scenarios.Load("gates-demo", scenarios.Options{Flags: flags})
	if problems.Failed() {
		t.Fatal(problems.Text())
	}
	return loaded
}

// run makes 64 replications of each arm.
func run(t *testing.T, arms ...arm) []collect.Variant {
	t.Helper()
	variants, err := replicate(context.Background(), arms, 0, compared, 2)
	if err != nil {
		t.Fatal(err)
	}
	return variants
}

// verdicts are those of claims, in order.
func verdicts(claims []report.Claim) []string {
	var out []string
	for _, c := range claims {
		out = append(out, c.Verdict)
	}
	return out
}

// One replication of other chance among 64 is noticed, by outcome and by metric;
// none is where there is none.
func TestSameNoticesOneReplication(t *testing.T) {
	plan := small(t).Variants[0].Plan
	v := run(t, arm{"base", plan, model.Options{}}, arm{"again", plan, model.Options{Parallel: 2}}, arm{"other", plan, model.Options{Rekey: model.Rekey{Chance: 1}}})
	claims, err := sameClaims(v[0], v[1])
	if want := []string{"pass", "pass", "pass"}; err != nil || !slices.Equal(verdicts(claims), want) {
		t.Errorf("the same: %v, %v", verdicts(claims), err)
	}
	changed := collect.Variant{Plan: plan, Outcomes: slices.Clone(v[0].Outcomes)}
	changed.Outcomes[63] = v[2].Outcomes[63]
	claims, err = sameClaims(v[0], changed)
	if want := []string{"fail", "fail", "fail"}; err != nil || !slices.Equal(verdicts(claims), want) || *claims[0].Measured != 1 {
		t.Errorf("one replication of other chance: %v, %v", verdicts(claims), err)
	}
}

// A comparison with itself counts nothing, and says that it has tested nothing; a
// policy that is really another is counted by every count that it can be.
func TestTally(t *testing.T) {
	loaded := small(t)
	base, bad := loaded.Variants[0].Plan, loaded.Bad[0].Plan
	v := run(t, arm{"base", base, model.Options{}}, arm{"bad", bad, model.Options{}}, arm{"apart", bad, model.Options{Rekey: model.Rekey{Shocks: 1, Population: 1, Chance: 1}}})
	var same, worse, apart tally
	same.add(v[0], v[0], 0, true)
	if same != (tally{comparisons: 1}) {
		t.Errorf("with itself: %+v", same)
	}
	for _, c := range same.claims("itself", false) {
		if c.Verdict != "no_data" {
			t.Errorf("nothing differs: %s: %s", c.Claim, c.Verdict)
		}
	}
	worse.add(v[0], v[1], 0, false)
	if want := (tally{comparisons: 1, differing: 1, named: 1, failed: 1}); worse.named != 1 || worse.failed != 1 || worse.differing != 1 || worse.unpaired != 0 {
		t.Errorf("another policy: %+v, want %+v", worse, want)
	}
	apart.add(v[0], v[2], 0, true)
	if apart.unpaired != 1 || apart.named != 1 {
		t.Errorf("another policy with other chance: %+v", apart)
	}
	passes := 0
	for k := range len(moving(collect.HeadlineRules(v[1], v[0]))) {
		var better tally
		better.add(v[1], v[0], k, false)
		passes += better.passed
	}
	if passes == 0 {
		t.Error("no gate passes on what is really better")
	}
}

// Counts become verdicts by exact bounds, never by the share alone.
func TestTallyClaims(t *testing.T) {
	for _, test := range []struct {
		t    tally
		want []string
	}{
		{tally{comparisons: 20, differing: 20}, []string{"inconclusive", "inconclusive", "inconclusive"}},
		{tally{comparisons: 500, differing: 500}, []string{"pass", "pass", "pass"}},
		{tally{comparisons: 200, differing: 200, named: 30, failed: 30, passed: 30}, []string{"fail", "fail", "fail"}},
		{tally{comparisons: 200, differing: 0}, []string{"no_data", "no_data", "no_data"}},
	} {
		if got := verdicts(test.t.claims("x", false)); !slices.Equal(got, test.want) {
			t.Errorf("%+v: %v, want %v", test.t, got, test.want)
		}
	}
	for _, test := range []struct {
		trials      int
		probability float64
		want        int
	}{{200, .05, 20}, {20, .05, 4}, {200, .033, 15}} { // the .999 quantiles of the binomial law, less 0 or 1
		if got := mostWithin(test.trials, test.probability); got < test.want-1 || got > test.want+1 {
			t.Errorf("at most %d of %d are within the bounds of %v, want about %d", got, test.trials, test.probability, test.want)
		}
	}
}

// Gates that cannot fail are found, and so are those that fail as shipped.
func TestCanFail(t *testing.T) {
	budget, _ := verdict.BudgetOf("ci")
	budget.Looks, budget.Alpha = []int{64}, []float64{.025}
	loaded := small(t)
	claims := func(l scenarios.Loaded) []report.Claim {
		out, err := CanFail{Loaded: &l, Budget: budget, Workers: 2}.Claims(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	right := claims(*loaded)
	if n := len(loaded.Bad[0].Fails) + len(loaded.Gates); len(right) != n {
		t.Errorf("%d claims, want %d", len(right), n)
	}
	for _, c := range right {
		if c.Verdict == "fail" {
			t.Errorf("%s: %s", c.Claim, c.Note)
		}
	}
	harmless := *loaded
	harmless.Bad = []scenarios.Bad{{Variant: loaded.Variants[0], Fails: []string{"payments", "every-tier"}}}
	for _, c := range claims(harmless)[:2] {
		if c.Verdict != "fail" || !strings.Contains(c.Note, "PASS") {
			t.Errorf("a bad variant that is not bad: %s: %s, %s", c.Claim, c.Verdict, c.Note)
		}
	}
	broken := *loaded
	broken.Variants = []scenarios.Variant{loaded.Bad[0].Variant}
	broken.Bad = nil
	if c := claims(broken)[0]; c.Verdict != "fail" {
		t.Errorf("a gate that fails as shipped: %s: %s", c.Claim, c.Verdict)
	}
}

// A known value that is wrong is no pass, and an interrupted proof is none.
func TestTheory(t *testing.T) {
	cases, _ := desk.ReadKnown("desks.yaml", testdata.Desks)
	one := cases[:1]
	one[0].Expect = one[0].Expect[:1]
	p, err := Theory(context.Background(), one, 1, 2, func(int, int) {})
	if err != nil || p.Claims[0].Verdict != "pass" {
		t.Errorf("%v, %v", verdicts(p.Claims), err)
	}
	one[0].Expect[0].Want *= 1.35
	if p, err = Theory(context.Background(), one, 1, 2, func(int, int) {}); err != nil || p.Claims[0].Verdict != "fail" {
		t.Errorf("35 %% off: %v, %v", verdicts(p.Claims), err)
	}
	stopped, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Theory(stopped, one, 1, 2, nil); err == nil {
		t.Error("interrupted, and nothing said")
	}
	if _, err := Coverage(stopped, 10, 1, 2, nil); err == nil {
		t.Error("interrupted, and nothing said")
	}
}

// A claim says its range in words.
func TestInWords(t *testing.T) {
	for _, test := range []struct {
		c    verdict.Claim
		want string
	}{
		{verdict.Claim{Event: "false PASS", Most: .033}, "false PASS in at most 3.3 %"},
		{verdict.Claim{Event: "PASS", Least: .62, Most: 1}, "PASS in at least 62 %"},
		{verdict.Claim{Event: "truth inside", Least: .93, Most: .97}, "truth inside in 93 to 97 %"},
	} {
		if got := inWords(test.c); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}
