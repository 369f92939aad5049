package expr

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"pgregory.net/rapid"
)

// pair is one expression twice: as a user of Weir writes it, and as cel-go's
// own interpreter takes it, with plain doubles and strings and no units.
type pair struct{ ours, theirs string }

// infix joins two pairs by an operator, in parentheses.
func infix(a pair, op string, b pair) pair {
	return pair{"(" + a.ours + " " + op + " " + b.ours + ")", "(" + a.theirs + " " + op + " " + b.theirs + ")"}
}

// call wraps pairs in a function or prefix operator.
func call(f string, args ...pair) pair {
	var ours, theirs []string
	for _, a := range args {
		ours, theirs = append(ours, a.ours), append(theirs, a.theirs)
	}
	return pair{f + "(" + strings.Join(ours, ", ") + ")", f + "(" + strings.Join(theirs, ", ") + ")"}
}

// named are the names of the test vocabulary by unit.
var named = map[Unit][]string{
	Number:   {"count_1h", "new_payees_24h", "hour"},
	Share:    {"refused", "stopped"},
	Ratio:    {"to_own_mean"},
	Duration: {"silence", "tenure"},
	Money:    {"amount", "balance"},
	Text:     {"tier", "channel"},
	Flag:     {"known_device", "vulnerable"},
}

// genLiteral draws a number with its unit. The decimal places are moved here by
// printing, not by the code under test. A small range, so that slots hit it.
func genLiteral(t *rapid.T, u Unit) pair {
	k := rapid.IntRange(0, 20).Draw(t, "literal")
	switch u {
	case Share:
		return pair{fmt.Sprintf("%d.%d%%", k/10, k%10), fmt.Sprintf("0.%03d", k)}
	case Duration:
		hours := pair{fmt.Sprintf("%dh", k), fmt.Sprintf("%d000000.0", 3600*k)}
		days := pair{fmt.Sprintf("%d d", k), fmt.Sprintf("%d000000.0", 86400*k)}
		return rapid.SampledFrom([]pair{hours, days}).Draw(t, "length")
	case Money:
		return pair{fmt.Sprintf("%d.%02d CNY", k/100, k%100), fmt.Sprintf("%d.0", k)}
	}
	return pair{fmt.Sprint(k), fmt.Sprintf("%d.0", k)}
}

// genQuantity draws an expression of a unit.
func genQuantity(t *rapid.T, u Unit, depth int) pair {
	shape := rapid.IntRange(0, 9).Draw(t, "shape")
	if depth == 0 {
		shape %= 3
	}
	deeper := func(u Unit) pair { return genQuantity(t, u, depth-1) }
	switch shape {
	case 0, 1:
		n := rapid.SampledFrom(named[u]).Draw(t, "name")
		return pair{n, n}
	case 2:
		if u == Ratio {
			return pair{"to_own_mean", "to_own_mean"}
		}
		return genLiteral(t, u)
	case 3:
		return infix(deeper(u), rapid.SampledFrom([]string{"+", "-"}).Draw(t, "op"), deeper(u))
	case 4:
		return call(rapid.SampledFrom([]string{"min", "max"}).Draw(t, "f"), deeper(u), deeper(u))
	case 5:
		return call(rapid.SampledFrom([]string{"abs", "-"}).Draw(t, "f"), deeper(u))
	case 6:
		c, a, b := genRule(t, depth-1), deeper(u), deeper(u)
		return pair{"(" + c.ours + " ? " + a.ours + " : " + b.ours + ")", "(" + c.theirs + " ? " + a.theirs + " : " + b.theirs + ")"}
	}
	if u == Ratio {
		of := rapid.SampledFrom(quantities[:]).Draw(t, "of")
		return infix(deeper(of), "/", deeper(of))
	}
	scale := u
	if u == Duration || u == Money {
		scale = rapid.SampledFrom([]Unit{Number, Share, Ratio}).Draw(t, "scale")
	}
	if scale != u && rapid.Bool().Draw(t, "divide") {
		return infix(deeper(u), "/", deeper(scale))
	}
	return infix(deeper(u), "*", deeper(scale))
}

// genRule draws an expression that says yes or no.
func genRule(t *rapid.T, depth int) pair {
	shape := rapid.IntRange(0, 9).Draw(t, "rule")
	if depth == 0 {
		shape %= 5
	}
	switch shape {
	case 0:
		n := rapid.SampledFrom(append([]string{"true", "false"}, named[Flag]...)).Draw(t, "flag")
		return pair{n, n}
	case 1:
		n := rapid.SampledFrom(named[Text]).Draw(t, "text")
		words := features().names[features().slots[n]].Words
		w := `"` + rapid.SampledFrom(words).Draw(t, "word") + `"`
		text := rapid.SampledFrom([]string{"(%s == %s)", "(%s != %s)", "(%s in [%s])"}).Draw(t, "form")
		text = fmt.Sprintf(text, n, w)
		return pair{text, text}
	case 2, 3, 4:
		u := rapid.SampledFrom(quantities[:]).Draw(t, "unit")
		op := rapid.SampledFrom([]string{"<", "<=", ">", ">=", "==", "!="}).Draw(t, "op")
		below := max(depth-1, 0)
		return infix(genQuantity(t, u, below), op, genQuantity(t, u, below))
	case 5:
		return call("!", genRule(t, depth-1))
	case 6:
		u := rapid.SampledFrom(quantities[:]).Draw(t, "unit")
		x, a, b := genQuantity(t, u, depth-1), genQuantity(t, u, 0), genQuantity(t, u, 0)
		return pair{"(" + x.ours + " in [" + a.ours + ", " + b.ours + "])", "(" + x.theirs + " in [" + a.theirs + ", " + b.theirs + "])"}
	case 7:
		c, a, b := genRule(t, depth-1), genRule(t, depth-1), genRule(t, depth-1)
		return pair{"(" + c.ours + " ? " + a.ours + " : " + b.ours + ")", "(" + c.theirs + " ? " + a.theirs + " : " + b.theirs + ")"}
	}
	return infix(genRule(t, depth-1), rapid.SampledFrom([]string{"&&", "||", "==", "!="}).Draw(t, "op"), genRule(t, depth-1))
}

// genSlots draws values near the literals, with the awkward ones among them.
func genSlots(t *rapid.T, v *Vocabulary) []float64 {
	awkward := []float64{0, math.Copysign(0, -1), math.Inf(1), math.Inf(-1), math.NaN(), 1e300, 5e-324, math.Nextafter(3, 4)}
	slots := make([]float64, v.Len())
	for i, n := range v.names {
		k := float64(rapid.IntRange(0, 20).Draw(t, n.Name))
		switch {
		case n.Unit == Text:
			slots[i] = float64(int(k) % len(n.Words))
		case n.Unit == Flag:
			slots[i] = float64(int(k) % 3) // 2 is yes as well
		case rapid.IntRange(0, 9).Draw(t, "awkward") == 0:
			slots[i] = rapid.SampledFrom(awkward).Draw(t, "value")
		case n.Unit == Share:
			slots[i] = k / 1000
		case n.Unit == Duration:
			slots[i] = k * 3600e6
		default:
			slots[i] = k - 3
		}
	}
	return slots
}

// fataler is what *testing.T, *testing.B and *rapid.T have in common here.
type fataler interface {
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// interpreter is cel-go as its users use it, with the standard library.
func interpreter(tb fataler) *cel.Env {
	options := []cel.EnvOption{
		doubleFunction("min", func(a, b float64) float64 { return min(a, b) }),
		doubleFunction("max", func(a, b float64) float64 { return max(a, b) }),
		cel.Function("abs", cel.Overload("abs_double", []*cel.Type{cel.DoubleType}, cel.DoubleType,
			cel.UnaryBinding(func(a ref.Val) ref.Val { return types.Double(math.Abs(float64(a.(types.Double)))) }))),
	}
	for _, n := range features().names {
		t := cel.DoubleType
		switch n.Unit {
		case Text:
			t = cel.StringType
		case Flag:
			t = cel.BoolType
		}
		options = append(options, cel.Variable(n.Name, t))
	}
	env, err := cel.NewEnv(options...)
	if err != nil {
		tb.Fatal(err)
	}
	return env
}

// doubleFunction declares a function of two doubles.
func doubleFunction(name string, f func(a, b float64) float64) cel.EnvOption {
	return cel.Function(name, cel.Overload(name+"_double", []*cel.Type{cel.DoubleType, cel.DoubleType}, cel.DoubleType,
		cel.BinaryBinding(func(a, b ref.Val) ref.Val {
			return types.Double(f(float64(a.(types.Double)), float64(b.(types.Double))))
		})))
}

// program compiles a text for the interpreter.
func program(tb fataler, env *cel.Env, text string) cel.Program {
	checked, issues := env.Compile(text)
	if issues.Err() != nil {
		tb.Fatalf("cel-go refuses %s: %v", text, issues.Err())
	}
	p, err := env.Program(checked)
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// activation is the slots as the interpreter takes them.
func activation(v *Vocabulary, slots []float64) map[string]any {
	out := make(map[string]any, len(slots))
	for i, n := range v.names {
		switch n.Unit {
		case Text:
			out[n.Name] = n.Words[int(slots[i])]
		case Flag:
			out[n.Name] = slots[i] != 0
		default:
			out[n.Name] = slots[i]
		}
	}
	return out
}

// onlyNaN fails unless the interpreter's error is its refusal to order NaN, the
// one place where the package promises something else.
func onlyNaN(t *rapid.T, text string, err error) {
	if !strings.Contains(err.Error(), "NaN values cannot be ordered") {
		t.Fatalf("cel-go on %s: %v", text, err)
	}
}

// TestRulesAgreeWithCEL: a random rule on random slots gives what cel-go's own
// interpreter gives, and so does its canonical form, which is its own canonical
// form.
func TestRulesAgreeWithCEL(t *testing.T) {
	v, env := features(), interpreter(t)
	decided := 0
	rapid.Check(t, func(t *rapid.T) {
		p := genRule(t, 4)
		rule, problems := Compile(p.ours, v, yuan)
		if rule == nil {
			if problems[0].Code == TooLong || problems[0].Code == TooDeep {
				t.Skip("too large")
			}
			t.Fatalf("%s: %v", p.ours, problems)
		}
		again, problems := Compile(rule.String(), v, yuan)
		if again == nil || again.String() != rule.String() {
			t.Fatalf("%s: canonical %s is not taken: %v, %v", p.ours, rule, again, problems)
		}
		reference := program(t, env, p.theirs)
		for range 5 {
			slots := genSlots(t, v)
			want, _, err := reference.Eval(activation(v, slots))
			if err != nil {
				onlyNaN(t, p.theirs, err)
				continue
			}
			decided++
			if got := rule.Eval(slots); got != want.Value() {
				t.Fatalf("%s on %v: got %v, want %v", p.ours, slots, got, want)
			}
			if got := again.Eval(slots); got != want.Value() {
				t.Fatalf("%s on %v: canonical form gives %v, want %v", rule, slots, got, want)
			}
		}
	})
	enough := 300
	if testing.Short() { // which tries a fifth of the rules
		enough = 60
	}
	if decided < enough {
		t.Errorf("only %d evaluations could be compared", decided)
	}
}

// TestFormulasAgreeWithCEL is the same for quantities, to the bit.
func TestFormulasAgreeWithCEL(t *testing.T) {
	v, env := features(), interpreter(t)
	rapid.Check(t, func(t *rapid.T) {
		u := rapid.SampledFrom(quantities[:]).Draw(t, "unit")
		p := genQuantity(t, u, 4)
		formula, problems := CompileFormula(p.ours, v, yuan)
		if formula == nil {
			if problems[0].Code == TooLong || problems[0].Code == TooDeep {
				t.Skip("too large")
			}
			t.Fatalf("%s: %v", p.ours, problems)
		}
		reference := program(t, env, p.theirs)
		for range 5 {
			slots := genSlots(t, v)
			want, _, err := reference.Eval(activation(v, slots))
			if err != nil {
				onlyNaN(t, p.theirs, err)
				continue
			}
			got, expected := formula.Eval(slots), want.Value().(float64)
			if got != expected && !(math.IsNaN(got) && math.IsNaN(expected)) {
				t.Fatalf("%s on %v: got %v, want %v", p.ours, slots, got, expected)
			}
		}
	})
}
