package verdict

import (
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"weir/sim/stat"
)

// known is a quantity of which the same is known at every look and error.
type known struct {
	low, high float64
	guard     Note
	unseen    bool
}

func (k known) Estimate(n int) stat.Estimate {
	if k.unseen {
		return stat.Mean(nil, shownLevel)
	}
	return stat.Estimate{Mean: (k.low + k.high) / 2, Low: k.low, High: k.high, N: n, Interval: "t"}
}

func (k known) Bounds(int, float64) (low, high float64) { return k.low, k.high }

func (k known) Guard(int) Note { return k.guard }

var operators = map[string]Op{"<=": AtMost, ">=": AtLeast, "<": Below, ">": Above, "==": Equal}

// A line of the table is a rule, what is known of it, and what becomes of it.
func TestDecisionTable(t *testing.T) {
	const path = "testdata/verdicts.txt"
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	outcomes := map[string]int{}
	for i, line := range strings.Split(string(text), "\n") {
		line, _, _ = strings.Cut(line, "#")
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		left, want, _ := strings.Cut(line, " -> ")
		want = strings.TrimSpace(want)
		outcomes[want]++
		if got := outcome(t, strings.Fields(left)); got != want {
			t.Errorf("%s:%d: %s: got %s", path, i+1, line, got)
		}
	}
	for _, o := range []string{"pass", "fail", "inconclusive", "no_data", "open"} {
		if outcomes[o] == 0 {
			t.Errorf("%s: no line for %s", path, o)
		}
	}
}

// outcome decides the rule of a line.
func outcome(t *testing.T, words []string) string {
	rule, q, budget, left := Rule{Blocking: true}, known{low: nan, high: nan}, "ci", false
	for _, word := range words {
		name, value, _ := strings.Cut(word, "=")
		yes := value == "yes"
		switch name {
		case "op":
			rule.Op = operators[value]
		case "limit":
			rule.Limit = number(t, value)
		case "low":
			q.low = number(t, value)
		case "high":
			q.high = number(t, value)
		case "guard":
			q.guard = Note{NoteCarried, 3}
		case "seen":
			q.unseen = true
		case "invalid":
			rule.Invalid = Note{Code: NoteNoBaseline}
		case "burden":
			rule.Regression = value == "regression"
		case "left":
			left = yes
		case "budget":
			budget = value
		default:
			t.Fatalf("%s: what is %s?", strings.Join(words, " "), name)
		}
	}
	rule.Quantity = q
	b, n := named(budget)
	if left {
		n = b.Looks[0]
	}
	d := Decide([]Rule{rule}, b, n)[0]
	if d.Open {
		return "open"
	}
	return d.Verdict.String()
}

var nan = math.NaN()

func number(t *testing.T, text string) float64 {
	if text == "none" {
		return nan
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// The family of blocking rules: what a rule needs to fail depends on how many
// there are, what it needs to pass does not.
func TestFamily(t *testing.T) {
	b, n := named("ci")
	low := Mean(around(512, .11), Any()) // above 0 by 2.5 standard errors: enough at .018, not at .018/5
	rules := []Rule{{Op: AtMost, Blocking: true, Quantity: low}}
	verdicts := func() (out []Verdict) {
		for _, d := range Decide(rules, b, n) {
			out = append(out, d.Verdict)
		}
		return out
	}
	if got := verdicts(); got[0] != Fail {
		t.Errorf("alone: got %v, want fail", got[0])
	}
	safe := Rule{Op: AtMost, Limit: 1, Blocking: true, Quantity: low}
	warning := Rule{Op: AtMost, Quantity: low}
	rules = append(rules, safe, safe, safe, safe, warning)
	if got := verdicts(); !slices.Equal(got, []Verdict{Inconclusive, Pass, Pass, Pass, Pass, Fail}) {
		t.Errorf("one of five: got %v", got)
	}
	// Four that fail at once leave the fifth alone in the family.
	for i := range 4 {
		rules[i+1].Limit = -5
	}
	if got := verdicts(); !slices.Equal(got[:5], []Verdict{Fail, Fail, Fail, Fail, Fail}) {
		t.Errorf("after four failures: got %v", got)
	}
}

// around gives n values, a power of two, of standard deviation 1 and no skewness
// about a mean; each look's share of them is spread over the same width.
func around(n int, mean float64) []float64 {
	values := make([]float64, n)
	for i := range values {
		rank := float64(i * 181 % n)
		values[i] = mean + (2*rank/float64(n-1)-1)*math.Sqrt(3*float64(n-1)/float64(n+1))
	}
	return values
}

// What is undecided says why, beside the distance.
func TestReasons(t *testing.T) {
	five := make([]float64, 512)
	for i := range five {
		five[i] = nan
		if i < 5 {
			five[i] = float64(i)
		}
	}
	for _, test := range []struct {
		name   string
		rule   Rule
		budget string
		want   []Note
	}{
		{"near its limit", Rule{Quantity: Mean(around(512, 0), Any())}, "ci", nil},
		{"five observed anything", Rule{Quantity: Mean(five, Any())}, "ci", []Note{{Code: NoteFew}}},
		{"carried by ten", Rule{Limit: 1, Quantity: Mean(values(512, 10), Any())}, "ci", []Note{{NoteCarried, 10}}},
		{"passes unless it fails", Rule{Quantity: Mean(around(512, 0), Any()), Regression: true}, "ci", []Note{{Code: NoteRegression}}},
		{"a quick look", Rule{Limit: 9, Quantity: Mean(around(512, 0), Any())}, "quick", []Note{{Code: NoteProvisional}}},
		{"no baseline", Rule{Invalid: Note{Code: NoteNoBaseline}}, "ci", []Note{{Code: NoteNoBaseline}}},
		{"passes", Rule{Limit: 9, Quantity: Mean(around(512, 0), Any())}, "ci", nil},
	} {
		b, n := named(test.budget)
		test.rule.Op = AtMost
		if got := Decide([]Rule{test.rule}, b, n)[0]; !slices.Equal(got.Notes, test.want) {
			t.Errorf("%s: got %v, want %v", test.name, got.Notes, test.want)
		}
	}
}

func TestOverall(t *testing.T) {
	for _, test := range []struct {
		name string
		of   string // a letter a rule: p f i n, capital where it blocks
		want Verdict
	}{
		{"nothing was asked", "", NoData},
		{"all pass", "PP", Pass},
		{"a failure outweighs all", "PNIF", Fail},
		{"no data outweighs inconclusive", "PIN", NoData},
		{"inconclusive outweighs pass", "PIP", Inconclusive},
		{"warnings never count", "Pfin", Pass},
		{"only warnings", "fin", Pass},
		{"a warning beside no data", "Nf", NoData},
	} {
		var rules []Rule
		var decisions []Decision
		for _, letter := range strings.Split(test.of, "") {
			if letter == "" {
				continue
			}
			v := map[string]Verdict{"p": Pass, "f": Fail, "i": Inconclusive, "n": NoData}[strings.ToLower(letter)]
			rules = append(rules, Rule{Blocking: letter != strings.ToLower(letter)})
			decisions = append(decisions, Decision{Verdict: v})
		}
		if got := Overall(rules, decisions); got != test.want {
			t.Errorf("%s: got %v, want %v", test.name, got, test.want)
		}
	}
}

func TestWordsOfVerdicts(t *testing.T) {
	for v := NoData; v <= Pass; v++ {
		if got, ok := Parse(v.String()); !ok || got != v || v.Word() == "" || v.Glyph() == "" {
			t.Errorf("%v: parsed as %v", v, got)
		}
	}
	if _, ok := Parse("passed"); ok {
		t.Error("passed is not a verdict")
	}
}

// The errors of the looks add up to 2.5 % a side.
func TestBudgets(t *testing.T) {
	for _, b := range Budgets() {
		sum := 0.0
		for _, alpha := range b.Alpha {
			sum += alpha
		}
		if math.Abs(sum-.025) > 1e-12 || len(b.Alpha) != len(b.Looks) || !slices.IsSorted(b.Looks) {
			t.Errorf("%+v: the errors add up to %v", b, sum)
		}
	}
	b, _ := BudgetOf("ci")
	for _, test := range []struct{ n, taken int }{{0, 0}, {63, 0}, {64, 1}, {300, 3}, {512, 4}, {5000, 4}} {
		if taken := b.Taken(test.n); taken != test.taken {
			t.Errorf("%d replications: %d looks taken, want %d", test.n, taken, test.taken)
		}
	}
	if _, ok := BudgetOf("nightly"); ok {
		t.Error("there is no budget nightly")
	}
}
