package expr

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"weir/sim/param"
)

// FuzzCompile: no text makes Compile panic; what is refused has a place inside
// the text and sentences free of cel-go's and Go's own words; what is taken can
// be evaluated, and its canonical form is taken and is its own canonical form.
func FuzzCompile(f *testing.F) {
	content, err := os.ReadFile("testdata/problems.txt")
	if err != nil {
		f.Fatal(err)
	}
	for _, line := range strings.Split(string(content), "\n") {
		if text, ok := strings.CutPrefix(line, "> "); ok {
			f.Add(text)
		}
	}
	v := features()
	slots := make([]float64, v.Len())
	f.Fuzz(func(t *testing.T, text string) {
		if formula, problems := CompileFormula(text, v, yuan); formula != nil {
			formula.Eval(slots)
		} else {
			placed(t, text, problems)
		}
		rule, problems := Compile(text, v, yuan)
		if rule == nil {
			placed(t, text, problems)
			return
		}
		again, problems := Compile(rule.String(), v, yuan)
		if again == nil || again.String() != rule.String() {
			t.Fatalf("%q: canonical %q is not taken: %v, %v", text, rule, again, problems)
		}
		if rule.Eval(slots) != again.Eval(slots) {
			t.Fatalf("%q and its canonical form %q differ", text, rule)
		}
	})
}

// placed fails unless there are problems, each with a place and a sentence that
// does not speak of what lies beneath.
func placed(t *testing.T, text string, problems []param.Problem) {
	t.Helper()
	for i, sentence := range said().Placed(t, text, problems) {
		for _, inner := range []string{"overload", "double", "ERROR", "dyn", "_&&_", "Syntax"} {
			if strings.Contains(sentence, inner) && !strings.Contains(text, inner) {
				t.Errorf("%q: the sentence %q speaks of %q", text, sentence, inner)
			}
		}
		if problems[i].Code == Unclear {
			t.Errorf("%q: not explained: %v", text, problems[i])
		}
	}
}

// TestLimits: what is too long or too deep is refused at once and at a place;
// the largest that is taken is taken.
func TestLimits(t *testing.T) {
	deep := func(n int) string { return strings.Repeat("(", n) + "hour > 3" + strings.Repeat(")", n) }
	chain := func(n int) string { return "hour" + strings.Repeat(" + hour", n) + " > 3" }
	for _, c := range []struct{ what, text, want string }{
		{"deepest brackets", deep(maxDepth), ""},
		{"one bracket more", deep(maxDepth + 1), TooDeep},
		{"a hundred thousand brackets", deep(100_000), TooLong},
		{"two thousand brackets", deep(1_900), TooLong},
		{"longest sum", chain((maxTokens - 3) / 2), ""},
		{"a sum too long", chain((maxTokens-3)/2 + 1), TooLong},
		{"longest choice", strings.Repeat("known_device ? vulnerable : ", maxTokens/4-1) + "true", ""},
		{"longest choice of quantities", "(" + strings.Repeat("known_device ? hour : ", 98) + "3) > 2", ""},
		{"many negations", strings.Repeat("!", maxTokens-1) + "known_device", ""},
		{"nested flags equal", strings.Repeat("(known_device == ", maxDepth) + "true" + strings.Repeat(")", maxDepth), ""},
		{"too many characters", strings.Repeat(" ", maxText) + "true", TooLong},
		{"a megabyte of one number", strings.Repeat("9", 1<<20), TooLong},
	} {
		rule, problems := Compile(c.text, features(), yuan)
		got := ""
		if rule == nil {
			got = problems[0].Code
			placed(t, c.text, problems)
		} else {
			rule.Eval(make([]float64, features().Len()))
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.what, got, c.want)
		}
	}
}

// TestVocabularyPanics: a wrong declaration is found when the program starts.
func TestVocabularyPanics(t *testing.T) {
	for _, names := range [][]Name{
		{{Name: "Amount", Unit: Money}}, {{Name: "_0", Unit: Money}}, {{Name: "a.b", Unit: Money}}, {{Name: "in", Unit: Flag}},
		{{Name: "max", Unit: Number}}, {{Name: "d", Unit: Duration}}, {{Name: "a"}}, {{Name: "a", Unit: word}},
		{{Name: "a", Unit: Text}}, {{Name: "a", Unit: Flag, Words: []string{"b"}}},
		{{Name: "a", Unit: Flag}, {Name: "a", Unit: Flag}},
	} {
		func() {
			defer func() {
				if why := recover(); why == nil || !strings.HasPrefix(fmt.Sprint(why), "expr: NewVocabulary: ") {
					t.Errorf("%+v: got %v, want a panic of NewVocabulary", names, why)
				}
			}()
			NewVocabulary(names...)
		}()
	}
}

// TestNoCurrency: where money may not occur, its units are unknown.
func TestNoCurrency(t *testing.T) {
	v := NewVocabulary(Name{Name: "hour", Unit: Number}, Name{Name: "amount", Unit: Money})
	for text, want := range map[string]string{"hour > 3 CNY": UnknownUnit, "amount > 3": NotComparable} {
		_, problems := Compile(text, v, param.Units{})
		if len(problems) != 1 || problems[0].Code != want {
			t.Errorf("%s: got %v, want %s", text, problems, want)
		}
	}
}

// TestUses: the names read, by slot and once each.
func TestUses(t *testing.T) {
	rule, problems := Compile(`tier == "full" && (known_device ? amount : balance) > 3 CNY && amount < 5 CNY`, features(), yuan)
	if rule == nil {
		t.Fatal(problems)
	}
	if got := fmt.Sprint(rule.Uses()); got != "[amount balance tier known_device]" {
		t.Errorf("got %s", got)
	}
}
