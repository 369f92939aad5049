package verify

import (
	"context"
	"slices"

	"weir/model"
	"weir/model/gate"
	"weir/report"
	"weir/report/collect"
	"weir/scenarios"
	"weir/scenarios/say"
	"weir/sim/verdict"
)

// CanFail judges the gates of a scenario under the variants that are bad on
// purpose, and once under its own policy: a gate that cannot fail protects from
// nothing, and one that fails as shipped cannot be used.
type CanFail struct {
	Loaded  *scenarios.Loaded
	Budget  verdict.Budget
	Workers int
}

// Claims are a claim for each gate under each variant in which it must fail, and
// one for each gate under the scenario's own policy.
func (c CanFail) Claims(ctx context.Context) ([]report.Claim, error) {
	var out []report.Claim
	for _, bad := range c.Loaded.Bad {
		gates := c.gates(bad.Fails)
		decided, err := c.judge(ctx, bad.Variant, gates, c.Budget)
		if err != nil {
			return out, err
		}
		for _, id := range bad.Fails {
			out = append(out, mustFail(c.Loaded.Name+" · "+bad.Name, id, gates, decided))
		}
	}
	first := c.Budget
	first.Looks, first.Alpha = first.Looks[:1], first.Alpha[:1] // what fails as shipped does so soon
	decided, err := c.judge(ctx, c.Loaded.Variants[0], c.Loaded.Gates, first)
	if err != nil {
		return out, err
	}
	for i, d := range decided {
		out = append(out, mustNotFail(c.Loaded.Name, c.Loaded.Gates[i].ID, d))
	}
	return out, nil
}

// gates are those of the ids as written.
func (c CanFail) gates(written []string) []scenarios.Gate {
	var out []scenarios.Gate
	for _, g := range c.Loaded.Gates {
		if slices.Contains(written, g.Written) {
			out = append(out, g)
		}
	}
	return out
}

// judge decides gates of a variant, from look to look until nothing is open.
func (c CanFail) judge(ctx context.Context, candidate scenarios.Variant, gates []scenarios.Gate, budget verdict.Budget) ([]report.Decided, error) {
	arms := []arm{{"candidate", candidate.Plan, model.Options{}}}
	if b := c.Loaded.Baseline; b != nil && slices.ContainsFunc(gates, comparesWith) {
		arms = append(arms, arm{"baseline", b.Plan, model.Options{}})
		wave := model.CommonWave(candidate.Plan, b.Plan)
		arms[0].options.Wave, arms[1].options.Wave = wave, wave
	}
	one := collect.Case{Scenario: c.Loaded.Name, Gates: gates}
	seen := make([]collect.Variant, len(arms))
	var j collect.Judgement
	for k, look := range budget.Looks {
		from := append([]int{0}, budget.Looks...)[k]
		more, err := replicate(ctx, arms, from, look-from, c.Workers)
		if err != nil {
			return nil, err
		}
		for i, v := range more {
			seen[i].Name, seen[i].Plan, seen[i].Outcomes = v.Name, v.Plan, append(seen[i].Outcomes, v.Outcomes...)
		}
		one.Candidate = seen[0]
		if len(seen) > 1 {
			one.Baseline = &seen[1]
		}
		if j = collect.Judge([]collect.Case{one}, budget, look); !j.Open() {
			break
		}
	}
	return j.Gates(), nil
}

// comparesWith says whether a gate speaks of a change from the baseline.
func comparesWith(g scenarios.Gate) bool { return g.Stat == gate.Delta || g.Stat == gate.Ratio }

// mustFail claims that a gate, or one of those that for_each made of it, fails.
func mustFail(subject, id string, gates []scenarios.Gate, decided []report.Decided) report.Claim {
	best := report.Claim{Verdict: verdict.NoData.String()}
	for i, g := range gates {
		if g.Written != id {
			continue
		}
		claim := decidedClaim(subject, say.Text("V150", g.ID, g.Expect), decided[i])
		failed := decided[i].Verdict == verdict.Fail.String()
		claim.Verdict = verdictOf(failed)
		if !failed {
			claim.Note = say.Text("V151", wordOf(decided[i]))
		}
		if best.Claim == "" || failed {
			best = claim
		}
		if failed {
			break
		}
	}
	return best
}

// mustNotFail claims that a gate does not fail under the scenario's own policy.
func mustNotFail(subject, id string, d report.Decided) report.Claim {
	claim := decidedClaim(subject, say.Text("V152", id, d.Expect), d)
	claim.Verdict = d.Verdict // undecided after one look is neither shown nor refuted
	return claim
}

// decidedClaim is a claim about a gate, with what it saw.
func decidedClaim(subject, claim string, d report.Decided) report.Claim {
	return report.Claim{Subject: subject, Claim: claim, Unit: d.Unit, Measured: d.Estimate, Low: d.Low, High: d.High, N: d.Replications}
}

// wordOf is the verdict of a gate as people read it.
func wordOf(d report.Decided) string {
	v, _ := verdict.Parse(d.Verdict)
	return v.Word()
}
