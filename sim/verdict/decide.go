package verdict

import (
	"math"

	"weir/sim/stat"
)

// Decide judges rules at the looks of a budget that n replications have reached.
// Nothing else decides a verdict, and it looks at the first n replications only.
//
// A rule passes as soon as its bound allows it, at the look's own error: that
// all rules pass is claimed only if each of them does, so nothing is corrected
// for. It fails at the error that Holm's procedure leaves it inside the look;
// the family is the blocking rules, and a warning is judged alone. What is
// decided stays decided.
func Decide(rules []Rule, budget Budget, n int) []Decision {
	decisions := make([]Decision, len(rules))
	taken := budget.Taken(n)
	for k := range taken {
		look(rules, decisions, budget, k)
	}
	for i, r := range rules {
		if !decided(decisions[i]) {
			decisions[i] = r.undecided(budget, taken, n)
		}
	}
	return decisions
}

// decided is what is settled for good.
func decided(d Decision) bool { return d.Verdict == Pass || d.Verdict == Fail }

// look takes the k-th look of a budget.
func look(rules []Rule, decisions []Decision, budget Budget, k int) {
	if budget.Provisional {
		return
	}
	now := make([]Decision, len(rules)) // zero for what is decided already: it neither passes nor fails again
	for i, r := range rules {
		if r.usable() && !decided(decisions[i]) {
			now[i] = r.at(budget.Looks[k], budget.Alpha[k])
		}
	}
	failed := failures(rules, decisions, now)
	for i, r := range rules {
		switch {
		case failed[i]:
			now[i].Verdict = Fail
		case r.passes(now[i]):
			now[i].Verdict = Pass
		default:
			continue
		}
		decisions[i] = r.estimated(now[i])
	}
}

// failures says which rules a look shows to be unsafe, of those not decided.
//
// A rule that failed before has been rejected and leaves the family; one that
// passed stays in it: to leave it out because of what was seen would let the
// errors of the others grow.
func failures(rules []Rule, decisions, now []Decision) []bool {
	failed := make([]bool, len(rules))
	var family []int
	for i, r := range rules {
		switch {
		case !r.Blocking:
			failed[i] = r.fails(now[i], now[i].Alpha)
		case decisions[i].Verdict != Fail:
			family = append(family, i)
		}
	}
	alpha := 0.0
	for _, d := range now {
		alpha = max(alpha, d.Alpha) // the look's; 0 where nothing is left to judge
	}
	for j, rejected := range stat.Holm(len(family), alpha, func(j int, alpha float64) bool {
		return rules[family[j]].fails(now[family[j]], alpha)
	}) {
		failed[family[j]] = rejected
	}
	return failed
}

// usable reports whether the rule has evidence that may be judged.
func (r Rule) usable() bool { return r.Invalid == (Note{}) }

// at is the evidence of a look, without the estimate.
func (r Rule) at(n int, alpha float64) Decision {
	d := Decision{Look: n, Alpha: alpha}
	d.Low, d.High = r.Quantity.Bounds(n, alpha)
	return d
}

// estimated adds the estimate.
func (r Rule) estimated(d Decision) Decision {
	d.Estimate = r.Quantity.Estimate(d.Look)
	return d
}

// passes reports whether a look's bounds show the rule to hold, and nothing
// forbids to trust them.
func (r Rule) passes(d Decision) bool {
	return d.Look > 0 && r.Op.shown(d.Low, d.High, r.Limit) && r.Quantity.Guard(d.Look) == Note{}
}

// fails reports whether a look shows the rule not to hold, with an error alpha
// that is the look's own, or less because of the family.
func (r Rule) fails(d Decision, alpha float64) bool {
	if d.Look == 0 || !r.Op.refuted(d.Low, d.High, r.Limit) {
		return false // wider bounds show no more
	}
	if r.Op == Equal {
		alpha /= 2 // it can be missed on either side
	}
	low, high := corrected(r.Quantity, d.Look, alpha, d.Alpha)
	return r.Op.refuted(low, high, r.Limit)
}

// shown reports whether everything between the bounds satisfies the comparison.
func (o Op) shown(low, high, limit float64) bool {
	switch o {
	case AtMost:
		return high <= limit
	case AtLeast:
		return low >= limit
	case Below:
		return high < limit
	case Above:
		return low > limit
	}
	return low == limit && high == limit
}

// refuted reports whether nothing between the bounds satisfies the comparison.
func (o Op) refuted(low, high, limit float64) bool {
	switch o {
	case AtMost:
		return low > limit
	case AtLeast:
		return high < limit
	case Below:
		return low >= limit
	case Above:
		return high <= limit
	}
	return low > limit || high < limit
}

// undecided is what is known of a rule after the looks taken, none of which has
// decided it, and with n replications.
func (r Rule) undecided(budget Budget, taken, n int) Decision {
	if !r.usable() {
		return Decision{Low: math.NaN(), High: math.NaN(), Estimate: nothing(), Notes: []Note{r.Invalid}}
	}
	d := Decision{Low: math.NaN(), High: math.NaN(), Estimate: r.Quantity.Estimate(n)}
	if taken > 0 {
		d = r.estimated(r.at(budget.Looks[taken-1], budget.Alpha[taken-1]))
	}
	d.Open = taken < len(budget.Looks)
	if d.Estimate.Note == stat.NoteNoData {
		return d
	}
	d.Verdict = Inconclusive
	if note := r.hindrance(d); note != (Note{}) && !budget.Provisional {
		d.Notes = append(d.Notes, note)
	}
	switch {
	case d.Open:
	case budget.Provisional:
		d.More, d.Notes = -1, append(d.Notes, Note{Code: NoteProvisional})
	case r.Regression:
		d.Verdict, d.Notes = Pass, append(d.Notes, Note{Code: NoteRegression})
	default:
		d.More = r.more(d)
	}
	return d
}

// hindrance says what stands in the way of a PASS, beside the distance.
func (r Rule) hindrance(d Decision) Note {
	if d.Look == 0 {
		return Note{}
	}
	if e := d.Estimate.Note; e == stat.NoteTooFew || e == stat.NoteFewSeen {
		return Note{Code: NoteFew}
	}
	return r.Quantity.Guard(d.Look)
}

// nothing is the estimate of what cannot be used.
func nothing() stat.Estimate {
	nan := math.NaN()
	return stat.Estimate{Mean: nan, Low: nan, High: nan, SD: nan, Interval: "none", Note: stat.NoteNoData}
}

// Overall returns the verdict over all rules: of the blocking ones any FAIL is a
// FAIL, else any NO DATA, else any INCONCLUSIVE, else PASS. Where every rule only
// warns, nothing blocks: PASS. Without rules nothing was asked: NO DATA.
func Overall(rules []Rule, decisions []Decision) Verdict {
	if len(rules) == 0 {
		return NoData
	}
	worst := Pass
	for i, r := range rules {
		if v := decisions[i].Verdict; r.Blocking && gravity(v) > gravity(worst) {
			worst = v
		}
	}
	return worst
}

// gravity orders verdicts: the gravest decides.
func gravity(v Verdict) int { return [...]int{NoData: 2, Inconclusive: 1, Fail: 3, Pass: 0}[v] }
