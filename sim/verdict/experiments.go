package verdict

import (
	"math"

	"weir/sim/rng"
	"weir/sim/stat"
)

// Experiments returns what `weir verify` repeats. A gate at its limit is the
// worst case: it must neither pass nor fail more often than promised, where the
// nominal error is 2.5 % a side. The models are fast and their truth is known.
func Experiments() []Experiment {
	out := []Experiment{
		atLimit("mean at its limit, normal, ci", "ci", .033, 0, (*rng.Stream).Normal),
		atLimit("mean at its limit, lognormal 0.5, ci", "ci", .033, math.Exp(.5*.5/2), lognormal(.5)),
		atLimit("mean at its limit, lognormal 1, release", "release", .039, math.Exp(.5), lognormal(1)),
		rareLoss(),
		shareAtLimit(),
		probabilityAtLimit(),
		quantileAtLimit(),
		tenAtLimit(),
		nearLimit(),
		unchanged(),
		changedByMargin(),
	}
	for _, c := range stat.Cases() {
		out = append(out, covered(c))
	}
	return out
}

// lognormal draws a lognormal value of median 1.
func lognormal(sigma float64) func(s *rng.Stream) float64 {
	return func(s *rng.Stream) float64 { return math.Exp(sigma * s.Normal()) }
}

// drawn are n values.
func drawn[T any](n int, s *rng.Stream, one func(s *rng.Stream) T) []T {
	values := make([]T, n)
	for i := range values {
		values[i] = one(s)
	}
	return values
}

// falsely claims that false PASS and false FAIL occur at most that often.
func falsely(most float64) []Claim {
	return []Claim{{"false PASS", 0, most}, {"false FAIL", 0, most}}
}

// judged decides one rule at the end of a budget, and says whether it passed and
// whether it failed.
func judged(q Quantity, op Op, limit float64, budget Budget) []bool {
	n, _ := budget.Last()
	d := Decide([]Rule{{Op: op, Limit: limit, Blocking: true, Quantity: q}}, budget, n)
	return []bool{d[0].Verdict == Pass, d[0].Verdict == Fail}
}

// named is a budget that there is.
func named(name string) (b Budget, replications int) {
	b, ok := BudgetOf(name)
	if !ok {
		panic("verdict: no budget " + name)
	}
	n, _ := b.Last()
	return b, n
}

// atLimit is a mean that is exactly what it may be.
func atLimit(name, budget string, most, truth float64, one func(s *rng.Stream) float64) Experiment {
	b, n := named(budget)
	return Experiment{name, falsely(most), func(s *rng.Stream) []bool {
		return judged(Mean(drawn(n, s, one), Any()), AtMost, truth, b)
	}}
}

// rareLoss is a loss of 100 in one history of a hundred, 1 in the mean: without
// the guard half of the samples would show less.
func rareLoss() Experiment {
	e := atLimit("a loss of 100 with probability 1 %, ci", "ci", .03, 1, func(s *rng.Stream) float64 {
		if s.Bernoulli(.01) {
			return 100
		}
		return 0
	})
	e.Claims = falsely(.03)
	return e
}

// shareAtLimit is a share of customers, of whom there are more and fewer.
func shareAtLimit() Experiment {
	b, n := named("ci")
	return Experiment{"share at its limit, 30 % of 5 to 24, ci", falsely(.033), func(s *rng.Stream) []bool {
		ratios := drawn(n, s, func(s *rng.Stream) stat.Ratio { return among(s, .3) })
		return judged(Ratio(ratios, Share()), AtMost, .3, b)
	}}
}

// among counts who of 5 to 24 has something, at a share that differs between
// replications.
func among(s *rng.Stream, share float64) stat.Ratio {
	r := stat.Ratio{Den: float64(5 + s.Below(20))}
	share += .2 * (s.Float64() - .5)
	for range int(r.Den) {
		if s.Bernoulli(share) {
			r.Num++
		}
	}
	return r
}

// probabilityAtLimit is an event of 5 % of histories.
func probabilityAtLimit() Experiment {
	b, n := named("ci")
	return Experiment{"probability at its limit, 5 %, ci", falsely(.025), func(s *rng.Stream) []bool {
		values := drawn(n, s, (*rng.Stream).Float64)
		return judged(Probability(values, func(x float64) bool { return x < .05 }), AtMost, .05, b)
	}}
}

// quantileAtLimit is a value at risk.
func quantileAtLimit() Experiment {
	b, n := named("ci")
	return Experiment{"95 % quantile at its limit, exponential, ci", falsely(.025), func(s *rng.Stream) []bool {
		return judged(Quantile(drawn(n, s, (*rng.Stream).Exp), .95), AtMost, math.Log(20), b)
	}}
}

// tenAtLimit is a set of gates on paired changes, all at their limits: that any
// fails is as rare as with one.
func tenAtLimit() Experiment {
	b, n := named("ci")
	one := lognormal(.5)
	change := func(s *rng.Stream) float64 { return one(s) - one(s) }
	return Experiment{"ten changes at their limits, of lognormal 0.5, ci", []Claim{{"any false FAIL", 0, .033}, {"all PASS", 0, .033}},
		func(s *rng.Stream) []bool {
			rules := make([]Rule, 10)
			for i := range rules {
				rules[i] = Rule{Op: AtMost, Blocking: true, Quantity: Mean(drawn(n, s, change), Any())}
			}
			overall := Overall(rules, Decide(rules, b, n))
			return []bool{overall == Fail, overall == Pass}
		}}
}

// nearLimit is a mean .11 standard deviations below its limit: verdicts that
// always waited would never err.
func nearLimit() Experiment {
	e := atLimit("mean .11 sd below its limit, normal, ci", "ci", 0, .11, (*rng.Stream).Normal)
	e.Claims = []Claim{{"PASS", .62, 1}, {"false FAIL", 0, .001}}
	return e
}

// covered is how often a shown interval of 95 % holds the truth.
func covered(c stat.Case) Experiment {
	return Experiment{"shown interval, " + c.Name, []Claim{{"truth inside", .93, .97}}, func(s *rng.Stream) []bool {
		e := c.Estimate(s, 256, shownLevel)
		return []bool{e.Low <= c.Truth && c.Truth <= e.High}
	}}
}
