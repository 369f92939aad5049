package verify

import (
	"bytes"
	"context"
	"fmt"

	"weir/model"
	"weir/report"
	"weir/report/collect"
	"weir/scenarios/say"
	"weir/sim/verdict"
)

// Unchanged compares a scenario with itself: with the same chance, where nothing
// may differ, and with other chance for all or part of its draws, where whatever
// is called worse, better, passed or failed is an error.
type Unchanged struct {
	Name        string // of the scenario
	Plan        *model.Plan
	Comparisons int
	Workers     int
	Progress    func(done, of int) // comparisons; called after each
}

// compared is how many replications each comparison has, as `weir compare` does.
const compared = 64

// design is a way in which two variants that are the same differ in chance.
type design struct {
	name        string // code of its name
	key         model.Rekey
	independent bool // nothing is shared
}

// designs are the ways, after the same chance.
func designs() []design {
	return []design{
		{"V130", model.Rekey{Shocks: 1, Population: 1, Chance: 1}, true},
		{"V131", model.Rekey{Shocks: 1}, false},
		{"V132", model.Rekey{Population: 1}, false},
		{"V133", model.Rekey{Chance: 1}, false},
	}
}

// Run makes the comparisons. Comparison k has replications of its own, 64·k to
// 64·k + 63, so that the comparisons are independent trials.
func (u Unchanged) Run(ctx context.Context) (report.Proof, error) {
	p := report.Proof{Name: "aa", Title: say.Text("V113"), Lead: say.Text("V114", u.Name, u.Plan.Customers, u.Plan.Length.Days(), u.Comparisons, compared)}
	keys := []model.Rekey{{}}
	for _, d := range designs() {
		keys = append(keys, d.key)
	}
	errors := make([]tally, len(designs()))
	for k := range u.Comparisons {
		variants, err := u.replicate(ctx, keys, k*compared, u.Workers)
		if err != nil {
			return p, err
		}
		if k == 0 {
			claims, err := u.same(ctx, variants[0])
			if err != nil {
				return p, err
			}
			p.Claims = append(p.Claims, claims...)
		}
		for i, d := range designs() {
			errors[i].add(variants[0], variants[i+1], k, d.independent)
		}
		if u.Progress != nil {
			u.Progress(k+1, u.Comparisons)
		}
	}
	for i, d := range designs() {
		p.Claims = append(p.Claims, errors[i].claims(say.Text(d.name), d.independent)...)
	}
	return p, nil
}

// replicate runs 64 replications of each way of drawing, from one of them on.
func (u Unchanged) replicate(ctx context.Context, keys []model.Rekey, from, workers int) ([]collect.Variant, error) {
	var arms []arm
	for i, key := range keys {
		arms = append(arms, arm{fmt.Sprint(i), u.Plan, model.Options{Rekey: key}})
	}
	return replicate(ctx, arms, from, compared, workers)
}

// same runs the base once more, one replication at a time, and looks for any
// difference.
func (u Unchanged) same(ctx context.Context, base collect.Variant) ([]report.Claim, error) {
	again, err := u.replicate(ctx, []model.Rekey{{}}, 0, 1)
	if err != nil {
		return nil, err
	}
	return sameClaims(base, again[0])
}

// sameClaims are those about two variants that ran the same chance: the bytes of
// every outcome, every metric with its labels, every day of every series.
func sameClaims(base, again collect.Variant) ([]report.Claim, error) {
	again.Name = "again"
	outcomes := 0
	for i, o := range base.Outcomes {
		a, err := o.Encode()
		if err != nil {
			return nil, err
		}
		b, err := again.Outcomes[i].Encode()
		if err != nil {
			return nil, err
		}
		if !bytes.Equal(a, b) || o.Fingerprint != again.Outcomes[i].Fingerprint {
			outcomes++
		}
	}
	var r report.Results
	collect.Fill(&r, []collect.Variant{base, again}, nil, "")
	metrics, days := differing(r.Differences[0])
	subject := say.Text("V134")
	return []report.Claim{
		none(subject, say.Text("V135"), outcomes, len(base.Outcomes)),
		none(subject, say.Text("V136"), metrics, len(r.Differences[0].Metrics)),
		none(subject, say.Text("V137"), days, pointsOf(r.Differences[0])),
	}, nil
}

// none claims that of so many none differs.
func none(subject, claim string, differ, of int) report.Claim {
	c := report.Claim{Subject: subject, Claim: claim, Unit: "1", Want: number(0), Measured: number(float64(differ)), N: of, Verdict: verdictOf(differ == 0)}
	if of == 0 {
		c.Verdict = verdict.NoData.String()
	}
	return c
}

// differing counts metrics, and days of series, whose change is not exactly 0.
// What was not observed in either variant is no change.
func differing(d report.Difference) (metrics, days int) {
	for _, m := range d.Metrics {
		if m.Delta != nil && *m.Delta != 0 || m.Low != nil && *m.Low != 0 || m.High != nil && *m.High != 0 {
			metrics++
		}
	}
	for _, s := range d.Series {
		for _, x := range s.Points {
			if x.Mean == x.Mean && x.Mean != 0 || x.Low == x.Low && x.Low != 0 || x.High == x.High && x.High != 0 {
				days++
			}
		}
	}
	return metrics, days
}

func pointsOf(d report.Difference) int {
	n := 0
	for _, s := range d.Series {
		n += len(s.Points)
	}
	return n
}

// tally counts the errors of comparisons of one design.
type tally struct {
	comparisons, differing int // all, and those in which anything differs
	named, failed, passed  int
	unpaired               int
}

// atLimit is one look with the whole error, since each comparison is decided once.
func atLimit() verdict.Budget {
	return verdict.Budget{Name: "once", Looks: []int{compared}, Alpha: []float64{.025}}
}

// add takes comparison k.
func (t *tally) add(base, other collect.Variant, k int, independent bool) {
	t.comparisons++
	if anyNamed(collect.Headline(base, other)) {
		t.named++
	}
	rules := collect.HeadlineRules(base, other)
	if verdict.Overall(rules, verdict.Decide(rules, atLimit(), compared)) == verdict.Fail {
		t.failed++
	}
	if moving := moving(rules); len(moving) > 0 {
		t.differing++
		one := []verdict.Rule{moving[k%len(moving)]} // a rule a comparison: independent trials
		if verdict.Decide(one, atLimit(), compared)[0].Verdict == verdict.Pass {
			t.passed++
		}
	}
	if independent && anyApart(base, other) {
		t.unpaired++
	}
}

// anyNamed says whether any change is called one.
func anyNamed(changes []report.MetricChange) bool {
	for _, c := range changes {
		switch c.Verdict {
		case "", verdict.Unclear.String(), verdict.Equivalent.String():
		default:
			return true
		}
	}
	return false
}

// moving are the rules whose change is not the same in all replications.
func moving(rules []verdict.Rule) []verdict.Rule {
	var out []verdict.Rule
	for _, r := range rules {
		if r.Quantity.Estimate(compared).SD > 0 {
			out = append(out, r)
		}
	}
	return out
}

// anyApart says whether any unpaired interval is without 0, at 5 % for all
// together (Bonferroni).
func anyApart(base, other collect.Variant) bool {
	n := 0
	for _, f := range model.Figures() {
		if f.Headline {
			n++
		}
	}
	for _, e := range collect.Unpaired(base, other, 1-familyError/float64(n)) {
		if e.Low > 0 || e.High < 0 {
			return true
		}
	}
	return false
}

// What is promised of a comparison, and of a gate at its limit (STATISTICS.md).
const (
	familyError = .05
	gateError   = .033
)

// claims are what the comparisons of a design show.
func (t *tally) claims(subject string, independent bool) []report.Claim {
	claim := func(event string, most float64, events, trials int) report.Claim {
		c := frequency(verdict.Count(subject, verdict.Claim{Event: say.Text(event), Most: most}, events, trials))
		switch {
		case t.differing == 0:
			c.Verdict, c.Note = verdict.NoData.String(), say.Text("V138")
		case c.Verdict == verdict.Inconclusive.String() && c.Low != nil:
			c.Note = say.Text("V139", mostWithin(trials, most), trials, percent(most))
		}
		return c
	}
	out := []report.Claim{
		claim("V140", familyError, t.named, t.comparisons),
		claim("V141", gateError, t.failed, t.comparisons),
		claim("V142", gateError, t.passed, t.differing),
	}
	if independent {
		out = append(out, claim("V143", familyError, t.unpaired, t.comparisons))
	}
	return out
}

// mostWithin is how many of so many trials an event of a probability may occur
// in before its bounds exclude that probability.
func mostWithin(trials int, probability float64) int {
	k := 0
	for k < trials && verdict.Count("", verdict.Claim{Most: probability}, k+1, trials).Low <= probability {
		k++
	}
	return k
}
