package verdict

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"weir/sim/rng"
	"weir/sim/stat"
)

// all is how many replications the rules of property tests have.
const all = 512

// sample draws values of some shape about a level: normal, skewed, rare, equal,
// counts, some of them without an observation.
func sample(t *rapid.T, label string) []float64 {
	s := rng.New(rapid.Uint64().Draw(t, label), 0, 0).Stream(0, 1, 0)
	shape := rapid.IntRange(0, 5).Draw(t, label+" shape")
	level := rapid.SampledFrom([]float64{-.3, -.05, 0, .05, .3}).Draw(t, label+" level")
	values := make([]float64, all)
	for i := range values {
		switch shape {
		case 0:
			values[i] = level + s.Normal()
		case 1:
			values[i] = level + math.Exp(s.Normal()) - math.Exp(.5)
		case 2:
			values[i] = level + 100*indicator(s.Bernoulli(.01))
		case 3:
			values[i] = level
		case 4:
			values[i] = level + float64(s.Poisson(.2))
		case 5:
			values[i] = level + s.Normal()
			if s.Bernoulli(.7) {
				values[i] = nan
			}
		}
	}
	return values
}

func indicator(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// quantityOf is a quantity of values; those of two samples are paired.
func quantityOf(kind int, a, b []float64) Quantity {
	ratios := func(values []float64) []stat.Ratio {
		out := make([]stat.Ratio, len(values))
		for i, x := range values {
			out[i] = stat.Ratio{Num: 10 * math.Abs(x), Den: float64(10 + i%7)}
		}
		return out
	}
	return []func() Quantity{
		func() Quantity { return Mean(a, Any()) },
		func() Quantity { return Mean(a, Range{-1, 200}) },
		func() Quantity { return Ratio(ratios(a), Positive()) },
		func() Quantity { return Difference(a, b, Any()) },
		func() Quantity { return RatioDifference(ratios(a), ratios(b), Positive()) },
		func() Quantity { return Quotient(ratiosToValues(ratios(a)), ratiosToValues(ratios(b))) },
		func() Quantity { return RatioQuotient(ratios(a), ratios(b)) },
		func() Quantity { return Probability(a, func(x float64) bool { return x > .5 }) },
		func() Quantity { return Quantile(a, .95) },
		func() Quantity { return Exact(a) },
		func() Quantity { return Welch(a, b) },
	}[kind]()
}

// kinds is how many there are.
const kinds = 11

func ratiosToValues(ratios []stat.Ratio) []float64 {
	out := make([]float64, len(ratios))
	for i, r := range ratios {
		out[i] = r.Num / r.Den
	}
	return out
}

// evidenceFor draws what a rule is about.
type evidenceFor struct {
	kind int
	a, b []float64
}

// ruleOf draws a rule.
func ruleOf(t *rapid.T, label string) (Rule, evidenceFor) {
	of := evidenceFor{rapid.IntRange(0, kinds-1).Draw(t, label+" kind"), sample(t, label+" a"), sample(t, label+" b")}
	return Rule{
		ID:         label,
		Op:         Op(rapid.IntRange(1, 5).Draw(t, label+" op")),
		Limit:      rapid.SampledFrom([]float64{-.2, -.02, 0, .02, .2, 1, 1.1, 2}).Draw(t, label+" limit"),
		Blocking:   rapid.Bool().Draw(t, label+" blocking"),
		Regression: rapid.IntRange(0, 3).Draw(t, label+" burden") == 0,
		Quantity:   quantityOf(of.kind, of.a, of.b),
	}, of
}

// rulesOf draws a few rules.
func rulesOf(t *rapid.T, most int) []Rule {
	rules := make([]Rule, rapid.IntRange(1, most).Draw(t, "rules"))
	for i := range rules {
		rules[i], _ = ruleOf(t, fmt.Sprint("rule ", i))
	}
	return rules
}

// same compares all that a decision says; NaN equals NaN.
func same(a, b Decision) bool { return fmt.Sprintf("%+v", a) == fmt.Sprintf("%+v", b) }

// An answer at a look does not know what came later.
func TestLaterReplicationsDoNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rule, of := ruleOf(t, "rule")
		b, _ := named("ci")
		n := rapid.SampledFrom([]int{64, 100, 128, 256, 400}).Draw(t, "n")
		before := Decide([]Rule{rule}, b, n)[0]
		for i := n; i < all; i++ {
			of.a[i], of.b[i] = 1e6, nan
		}
		rule.Quantity = quantityOf(of.kind, of.a, of.b)
		if after := Decide([]Rule{rule}, b, n)[0]; !same(before, after) {
			t.Fatalf("got %+v, and %+v with other values later", before, after)
		}
	})
}

// What is decided stays decided, to the last digit, and nothing is open at the
// end.
func TestExtendingNeverUndecides(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rules := rulesOf(t, 4)
		b, _ := named("ci")
		settled := make([]*Decision, len(rules))
		for _, n := range []int{10, 64, 128, 200, 256, 512} {
			for i, d := range Decide(rules, b, n) {
				if settled[i] != nil && !same(*settled[i], d) {
					t.Fatalf("rule %d was %+v and is %+v at %d", i, *settled[i], d, n)
				}
				if decided(d) {
					settled[i] = &d
				}
				if d.Open != (n < 512 && !decided(d)) || d.Open && d.More != 0 {
					t.Fatalf("rule %d at %d: %+v", i, n, d)
				}
			}
		}
	})
}

// The larger the limit of what must not be more, the better the verdict; and the
// other way round.
func TestMonotoneInTheLimit(t *testing.T) {
	b, n := named("ci")
	order := map[Verdict]int{Fail: 0, NoData: 1, Inconclusive: 1, Pass: 2}
	rapid.Check(t, func(t *rapid.T) {
		rule, _ := ruleOf(t, "rule")
		rule.Op = rapid.SampledFrom([]Op{AtMost, Below, AtLeast, Above}).Draw(t, "op")
		limits := rapid.SliceOfN(rapid.Float64Range(-1, 3), 2, 2).Draw(t, "limits")
		slices.Sort(limits)
		if rule.Op == AtLeast || rule.Op == Above {
			slices.Reverse(limits)
		}
		got := make([]Verdict, 2)
		for i, limit := range limits {
			rule.Limit = limit
			got[i] = Decide([]Rule{rule}, b, n)[0].Verdict
		}
		if order[got[0]] > order[got[1]] {
			t.Fatalf("limits %v: %v", limits, got)
		}
	})
}

// Rules are judged the same in any order.
func TestOrderOfRules(t *testing.T) {
	b, n := named("ci")
	rapid.Check(t, func(t *rapid.T) {
		rules := rulesOf(t, 6)
		places := make([]int, len(rules))
		for i := range places {
			places[i] = i
		}
		places = rapid.Permutation(places).Draw(t, "order")
		moved := make([]Rule, len(rules))
		for i, p := range places {
			moved[i] = rules[p]
		}
		straight, other := Decide(rules, b, n), Decide(moved, b, n)
		for i, p := range places {
			if !same(straight[p], other[i]) {
				t.Fatalf("rule %d: %+v, and %+v in another order", p, straight[p], other[i])
			}
		}
		if Overall(rules, straight) != Overall(moved, other) {
			t.Fatal("the overall verdict depends on the order")
		}
	})
}

// Rules beside a rule cannot make it fail, and whether it passes does not depend
// on them; warnings do not matter to it at all. So a rule that passes can be
// added to what fails without making it pass.
func TestOtherRules(t *testing.T) {
	b, n := named("ci")
	rapid.Check(t, func(t *rapid.T) {
		rules := rulesOf(t, 5)
		alone, beside := Decide(rules[:1], b, n), Decide(rules, b, n)
		if alone[0].Verdict != beside[0].Verdict && (alone[0].Verdict != Fail || beside[0].Verdict == Pass && !rules[0].Regression) {
			t.Fatalf("alone %+v, beside others %+v", alone[0], beside[0])
		}
		others := rules[1:]
		for i := range others {
			others[i].Blocking = false
		}
		if warned := Decide(rules, b, n); !same(warned[0], alone[0]) {
			t.Fatalf("alone %+v, beside warnings %+v", alone[0], warned[0])
		}
	})
}

// Bounds move apart as their error gets smaller, and hold the estimate.
func TestBoundsAreNested(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rule, of := ruleOf(t, "rule")
		n := rapid.SampledFrom([]int{10, 64, 333, 512}).Draw(t, "n")
		low, high := math.Inf(1), math.Inf(-1)
		for _, alpha := range []float64{.2, .025, .018, .005, .0005, .00001} {
			l, h := rule.Quantity.Bounds(n, alpha)
			if l > low || h < high || l > h {
				t.Fatalf("kind %d at %v: [%v, %v] outside of it [%v, %v]", of.kind, alpha, l, h, low, high)
			}
			if !math.IsNaN(l) {
				low = l
			}
			if !math.IsNaN(h) {
				high = h
			}
		}
	})
}

// What saw nothing has no verdict, whatever it is and whoever has the burden of
// proof; and a budget that decides nothing decides nothing.
func TestNothingPassesUnseen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rule, of := ruleOf(t, "rule")
		quick, _ := named("quick")
		if d := Decide([]Rule{rule}, quick, 16)[0]; decided(d) {
			t.Fatalf("16 replications: %+v", d)
		}
		for i := range all {
			of.a[i], of.b[i] = nan, nan
		}
		rule.Quantity = quantityOf(of.kind, of.a, of.b)
		b, n := named("ci")
		if d := Decide([]Rule{rule}, b, n)[0]; d.Verdict != NoData || d.More != 0 {
			t.Fatalf("kind %d, nothing seen: %+v", of.kind, d)
		}
	})
}
