package expr

import (
	"math/rand/v2"
	"testing"
	"time"

	"cel.dev/cel-go/cel"
)

// The slots of features, for the native versions.
const (
	amount = iota
	balance
	count1h
	newPayees24h
	hour
	refused
	stopped
	toOwnMean
	silence
	tenure
	tier
	channel
	knownDevice
)

// benched are rules with the same in CEL and in Go.
var benched = []struct {
	name, ours, theirs string
	native             func(x []float64) bool
}{
	{"three_comparisons", "amount > 30000 CNY || count_1h >= 10 && new_payees_24h >= 3",
		"amount > 3000000.0 || count_1h >= 10.0 && new_payees_24h >= 3.0",
		func(x []float64) bool { return x[amount] > 3000000 || x[count1h] >= 10 && x[newPayees24h] >= 3 }},
	{"four_comparisons", `amount > 30000 CNY || count_1h >= 10 && new_payees_24h >= 3 && hour < 6`,
		"amount > 3000000.0 || count_1h >= 10.0 && new_payees_24h >= 3.0 && hour < 6.0",
		func(x []float64) bool {
			return x[amount] > 3000000 || x[count1h] >= 10 && x[newPayees24h] >= 3 && x[hour] < 6
		}},
	{"words_and_flags", `tier in ["basic", "full"] && !known_device && silence > 12h`,
		`tier in ["basic", "full"] && !known_device && silence > 43200000000.0`,
		func(x []float64) bool {
			return (x[tier] == 0 || x[tier] == 2) && x[knownDevice] == 0 && x[silence] > 43200e6
		}},
	{"arithmetic", "amount / balance > 50% && amount > 1000 CNY + 3% * balance",
		"amount / balance > 0.5 && amount > 100000.0 + 0.03 * balance",
		func(x []float64) bool { return x[amount]/x[balance] > .5 && x[amount] > 100000+.03*x[balance] }},
}

const numRows = 1024 // 112 kB: in the second-level cache, too many to learn by heart

// rows are slots in which every comparison goes both ways.
func rows(v *Vocabulary) [][]float64 {
	draw := rand.New(rand.NewPCG(1, 2))
	out := make([][]float64, numRows)
	for i := range out {
		x := make([]float64, v.Len())
		x[amount], x[balance] = draw.Float64()*4e6, draw.Float64()*8e6
		x[count1h], x[newPayees24h] = float64(draw.IntN(14)), float64(draw.IntN(5))
		x[hour], x[silence] = float64(draw.IntN(24)), draw.Float64()*86400e6
		x[tier], x[knownDevice] = float64(draw.IntN(3)), float64(draw.IntN(2))
		out[i] = x
	}
	return out
}

// BenchmarkRule: quiet_ns is the time of one evaluation, x_native its ratio to
// the same in Go, and cel_x the ratio of cel-go's interpreter to it, all in one
// process and all as the fastest of many short batches, so that a busy machine
// does not blur them. ns/op is the usual mean.
func BenchmarkRule(b *testing.B) {
	v, env := features(), interpreter(b)
	data := rows(v)
	for _, r := range benched {
		rule, problems := Compile(r.ours, v, yuan)
		if rule == nil {
			b.Fatal(problems)
		}
		theirs := program(b, env, r.theirs)
		b.Run("rule="+r.name, func(b *testing.B) {
			b.ReportAllocs()
			fired, i := 0, 0
			for b.Loop() {
				if rule.Eval(data[i%numRows]) {
					fired++
				}
				i++
			}
			if fired == 0 {
				b.Fatal("the rule never fires on the data")
			}
			ours := quiet(func() { ruleBatch(rule, data) })
			b.ReportMetric(ours, "quiet_ns")
			b.ReportMetric(ours/quiet(func() { nativeBatch(r.native, data) }), "x_native")
			b.ReportMetric(quiet(interpretedBatch(theirs, v, data))/ours, "cel_x")
		})
	}
}

// quiet returns nanoseconds per row of the fastest of many runs of a batch over
// all rows.
func quiet(batch func()) float64 {
	fastest := time.Hour
	for range 200 {
		start := time.Now()
		batch()
		fastest = min(fastest, time.Since(start))
	}
	return float64(fastest) / numRows
}

func ruleBatch(r *Rule, data [][]float64) (fired int) {
	for _, x := range data {
		if r.Eval(x) {
			fired++
		}
	}
	return fired
}

func nativeBatch(f func([]float64) bool, data [][]float64) (fired int) {
	for _, x := range data {
		if f(x) {
			fired++
		}
	}
	return fired
}

// interpretedBatch evaluates by cel-go; the maps it reads are made beforehand.
func interpretedBatch(p cel.Program, v *Vocabulary, data [][]float64) func() {
	activations := make([]map[string]any, len(data))
	for i := range data {
		activations[i] = activation(v, data[i])
	}
	return func() {
		for _, a := range activations {
			if _, _, err := p.Eval(a); err != nil {
				panic(err)
			}
		}
	}
}

// BenchmarkRuleSet is ten rules on one transaction.
func BenchmarkRuleSet(b *testing.B) {
	v := features()
	data := rows(v)
	var rules []*Rule
	for i := range 10 {
		rule, problems := Compile(benched[i%3].ours, v, yuan)
		if rule == nil {
			b.Fatal(problems)
		}
		rules = append(rules, rule)
	}
	b.ReportAllocs()
	i, fired := 0, 0
	for b.Loop() {
		for _, r := range rules {
			if r.Eval(data[i%numRows]) {
				fired++
			}
		}
		i++
	}
	if fired == 0 {
		b.Fatal("no rule fires")
	}
	b.ReportMetric(quiet(func() {
		for _, x := range data {
			for _, r := range rules {
				if r.Eval(x) {
					fired++
				}
			}
		}
	}), "quiet_ns")
}

// BenchmarkCompile is from text to rule.
func BenchmarkCompile(b *testing.B) {
	v := features()
	for b.Loop() {
		if rule, problems := Compile(benched[0].ours, v, yuan); rule == nil {
			b.Fatal(problems)
		}
	}
}

// TestEvalAllocatesNothing: neither a rule nor a formula.
func TestEvalAllocatesNothing(t *testing.T) {
	v := features()
	x := rows(v)[0]
	for _, r := range benched {
		rule, _ := Compile(r.ours, v, yuan)
		if n := testing.AllocsPerRun(100, func() { rule.Eval(x) }); n != 0 {
			t.Errorf("%s: %v allocations", r.name, n)
		}
	}
	formula, problems := CompileFormula("max(amount, known_device ? balance / 2 : 3% * balance)", v, yuan)
	if formula == nil {
		t.Fatal(problems)
	}
	if n := testing.AllocsPerRun(100, func() { formula.Eval(x) }); n != 0 {
		t.Errorf("formula: %v allocations", n)
	}
}

// TestBenchedRulesAgree: the native versions say what the rules say.
func TestBenchedRulesAgree(t *testing.T) {
	v := features()
	for _, r := range benched {
		rule, problems := Compile(r.ours, v, yuan)
		if rule == nil {
			t.Fatal(problems)
		}
		for _, x := range rows(v) {
			if rule.Eval(x) != r.native(x) {
				t.Fatalf("%s on %v: rule and native differ", r.name, x)
			}
		}
	}
}

// BenchmarkShape compares ways to run one rule, amount > 30000 CNY ||
// count_1h >= 10 && new_payees_24h >= 3 && hour < 6: the program of tests that
// Compile makes, a tree of closures as it might have made, and Go.
func BenchmarkShape(b *testing.B) {
	data := rows(features())
	rule, _ := Compile(benched[1].ours, features(), yuan)
	type ask func(x []float64) bool
	above := func(slot int, k float64) ask { return func(x []float64) bool { return x[slot] > k } }
	atLeast := func(slot int, k float64) ask { return func(x []float64) bool { return x[slot] >= k } }
	below := func(slot int, k float64) ask { return func(x []float64) bool { return x[slot] < k } }
	and := func(p, q ask) ask { return func(x []float64) bool { return p(x) && q(x) } }
	or := func(p, q ask) ask { return func(x []float64) bool { return p(x) || q(x) } }
	tree := or(above(amount, 3000000), and(atLeast(count1h, 10), and(atLeast(newPayees24h, 3), below(hour, 6))))
	long := []float64{balance: 0, count1h: 20, newPayees24h: 4, hour: 3, knownDevice: 0}
	for _, way := range []struct {
		name string
		eval ask
	}{{"program", rule.Eval}, {"closures", ask(tree)}, {"native", benched[1].native}} {
		b.Run("way="+way.name, func(b *testing.B) {
			for b.Loop() {
				nativeBatch(way.eval, data)
			}
			b.ReportMetric(quiet(func() { nativeBatch(way.eval, data) }), "quiet_ns")
			b.ReportMetric(quiet(func() {
				for range numRows { // every comparison is made
					way.eval(long)
				}
			}), "all_four_ns")
		})
	}
}
