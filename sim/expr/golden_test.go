package expr

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"weir/sim/param"
	"weir/sim/param/paramtest"
)

var update = flag.Bool("update", false, "rewrite the expected results in testdata")

// yuan are the units of an institution that counts in CNY.
var yuan = param.Units{Currency: "CNY", Minor: 100}

// features is a vocabulary with several names of every unit.
func features() *Vocabulary {
	return NewVocabulary(
		Name{Name: "amount", Unit: Money, Doc: "The amount of the transaction."},
		Name{Name: "balance", Unit: Money, Doc: "The balance before it."},
		Name{Name: "count_1h", Unit: Count, Doc: "Transactions in the last hour."},
		Name{Name: "new_payees_24h", Unit: Count, Doc: "New payees in the last 24 hours."},
		Name{Name: "hour", Unit: Number, Doc: "The hour of the day."},
		Name{Name: "refused", Unit: Share, Doc: "The share of the last month's transactions that were refused."},
		Name{Name: "stopped", Unit: Share, Doc: "The share that was stopped."},
		Name{Name: "to_own_mean", Unit: Ratio, Doc: "The amount over the customer's own mean."},
		Name{Name: "silence", Unit: Duration, Doc: "Time since the last transaction."},
		Name{Name: "tenure", Unit: Duration, Doc: "Time since the account was opened."},
		Name{Name: "tier", Unit: Text, Words: []string{"basic", "intermediate", "full"}, Doc: "The account's tier."},
		Name{Name: "channel", Unit: Text, Words: []string{"app", "branch", "柜台"}, Doc: "The channel used."},
		Name{Name: "known_device", Unit: Flag, Doc: "The device has been seen before."},
		Name{Name: "vulnerable", Unit: Flag, Doc: "The customer is marked vulnerable."},
	)
}

// said is what the package says.
func said() paramtest.Sentences { return Sentences() }

// describe is what compiling a text gives: the canonical form, or the problems.
func describe(t *testing.T, text string) string {
	rule, problems := Compile(text, features(), yuan)
	if rule != nil {
		return fmt.Sprintf("= %s\n", rule)
	}
	return said().Describe(t, text, problems)
}

// TestProblems compares what is said about each text of testdata/problems.txt.
// A block is the text after "> " (\n is a new line, \x.. a byte), then what is
// expected: "= " and the canonical form, or each problem with line, column, and
// in brackets the characters under the caret.
func TestProblems(t *testing.T) {
	const file = "testdata/problems.txt"
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	seen := map[string]bool{}
	for _, line := range strings.Split(string(content), "\n") {
		switch {
		case strings.HasPrefix(line, "#"):
			fmt.Fprintln(&got, line)
		case strings.HasPrefix(line, "> "):
			text := strings.NewReplacer(`\n`, "\n", `\xff`, "\xff").Replace(line[2:])
			shown := describe(t, text)
			fmt.Fprintf(&got, "%s\n%s\n", line, shown)
			for code := range Sentences() {
				seen[code] = seen[code] || strings.Contains(shown, code+":")
			}
		}
	}
	if *update {
		if err := os.WriteFile(file, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if got.String() != string(content) {
		t.Errorf("%s differs; after a look at it, -update rewrites it:\n%s", file, paramtest.Difference(string(content), got.String()))
	}
	// Not every code can be had from a short line or from a rule.
	elsewhere := map[string]bool{TooLong: true, NumberResult: true, Unclear: true}
	for code := range Sentences() {
		if !seen[code] && !elsewhere[code] && !strings.HasPrefix(code, "X.") && !strings.HasPrefix(code, "unit.") {
			t.Errorf("no line of %s shows %s", file, code)
		}
	}
}

// TestUnits compares the unit of "left op right" for all pairs of units with
// the tables of testdata/units.txt: a unit, or the code of the problem.
func TestUnits(t *testing.T) {
	const file = "testdata/units.txt"
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	got := "# The unit of left (rows) op right (columns): a unit, or the problem's code.\n" +
		unitTable("+, also -, min, max and the two branches of ? :", "%s + %s") +
		unitTable("*", "%s * %s") + unitTable("/", "%s / %s") +
		unitTable("<, also <=, > and >=", "%s < %s") + unitTable("==, also !=", "%s == %s") +
		unitTable("in", "%s in [%s]")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got != string(content) {
		t.Errorf("%s differs; after a look at it, -update rewrites it:\n%s", file, paramtest.Difference(string(content), got))
	}
	for _, like := range []string{"%s - %s", "min(%s, %s)", "max(%s, %s)"} {
		if a, b := unitTable("", "%s + %s"), unitTable("", like); withoutCodes(a) != withoutCodes(b) {
			t.Errorf("%s has other units than +:\n%s", like, b)
		}
	}
	for _, like := range []string{"%s <= %s", "%s > %s", "%s >= %s"} {
		if a, b := unitTable("", "%s < %s"), unitTable("", like); a != b {
			t.Errorf("%s has other units than <:\n%s", like, b)
		}
	}
	if a, b := unitTable("", "%s == %s"), unitTable("", "%s != %s"); a != b {
		t.Errorf("!= has other units than ==:\n%s", b)
	}
}

// withoutCodes replaces every code by the same word.
func withoutCodes(table string) string {
	fields := strings.Fields(table)
	for i, f := range fields {
		if strings.HasPrefix(f, "X") {
			fields[i] = "X"
		}
	}
	return strings.Join(fields, " ")
}

// unitTable prints the results of one operation for every pair of units.
func unitTable(title, format string) string {
	columns := []struct{ unit, source string }{
		{"number", "hour"}, {"count", "count_1h"}, {"share", "refused"}, {"ratio", "to_own_mean"},
		{"duration", "silence"}, {"money", "amount"}, {"text", "tier"}, {"word", `"basic"`}, {"flag", "known_device"},
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\n%s\n%-10s", title, "")
	for _, c := range columns {
		fmt.Fprintf(&b, "%-10s", c.unit)
	}
	for _, left := range columns {
		fmt.Fprintf(&b, "\n%-10s", left.unit)
		for _, right := range columns {
			fmt.Fprintf(&b, "%-10s", resultUnit(fmt.Sprintf(format, left.source, right.source)))
		}
	}
	return trimmed(b.String()) + "\n"
}

// trimmed cuts the spaces at the ends of lines.
func trimmed(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

// resultUnit is the unit of an expression, or the code of its first problem.
func resultUnit(text string) string {
	if r, _ := Compile(text, features(), yuan); r != nil {
		return "flag"
	}
	f, problems := CompileFormula(text, features(), yuan)
	if f != nil {
		return f.Unit().String()
	}
	return problems[0].Code
}
