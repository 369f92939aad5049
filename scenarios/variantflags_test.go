package scenarios

import (
	"fmt"
	"strings"
	"testing"
)

// TestVariantFlag: commas inside braces, brackets and quotes do not end a value.
func TestVariantFlag(t *testing.T) {
	for text, want := range map[string]string{
		"strict:policy.dormancy.basic.after=60d":           "strict: policy.dormancy.basic.after=60d",
		" a : p=1 , q=2":                                   "a: p=1 | q=2",
		"a:p={x: 1, y: [2, 3]},q=[4, 5],r=\"6,7\",s='8,9'": "a: p={x: 1, y: [2, 3]} | q=[4, 5] | r=\"6,7\" | s='8,9'",
		"a:p=x:y":  "a: p=x:y",
		"a":        "[W247] --variant",
		"a:":       "[W247] --variant",
		"p=1:2":    "[W247] --variant",
		"base:p=1": "[W161] --variant", "a b:p=1": "[W248] --variant", "../x:p=1": "[W248] --variant", ":p=1": "[W248] --variant",
		"a:p": "[W159] --variant a", "a:p=1,,q=2": "[W159] --variant a",
	} {
		v, problems := ParseVariant(text)
		var parts []string
		for _, a := range v.Set {
			parts = append(parts, a.Path+"="+strings.TrimSpace(a.Value))
		}
		got := v.Name + ": " + strings.Join(parts, " | ")
		if len(problems) > 0 {
			got = fmt.Sprintf("[%s] %s", problems[0].Code, problems[0].Pos.File)
		}
		if got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}

// TestPolicyFlags: the first policy is the scenario's, the others are variants with
// names of their own.
func TestPolicyFlags(t *testing.T) {
	flags, others := PolicyFlags([]string{"source-rules", "./a/new rules.yaml", "b/new rules.yml", "base.yaml", "不动户.yaml"})
	got := fmt.Sprint(flags, others)
	want := "[{policy source-rules --policy}] [{new-rules ./a/new rules.yaml []} {new-rules-2 b/new rules.yml []} {base-2 base.yaml []} {不动户 不动户.yaml []}]"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestCandidateStandsAsItIs: another policy given by a flag is taken as it stands, as
// one of a variant is; what the scenario sets in its own policy is not set in it.
func TestCandidateStandsAsItIs(t *testing.T) {
	files := memory(map[string]string{"s.yaml": "weir: scenario/v1\nset: {policy.dormancy.basic.after: 50d, institution.overreach: 1%}\n"})
	flags, _ := PolicyFlags([]string{"source-rules"})
	flags = append(flags, Assignment{"baseline", "source-rules", "--baseline"})
	got := load(t, "s.yaml", Options{Read: files, Flags: flags})
	if got.Variants[0].Key("") != got.Baseline.Key("") || got.Variants[0].Plan.Institution.Overreach != .01 {
		t.Errorf("the candidate differs from itself as a baseline: %v", Changes(*got.Baseline, got.Variants[0]))
	}
}

// TestChanges: what a variant sets is what differs, the policy's first.
func TestChanges(t *testing.T) {
	v, _ := ParseVariant("v:institution.overreach=1%,shocks.outage.lasts=9h,policy.dormancy.basic.after=60d,policy.dormancy.basic.clause=A 4.2")
	v.Set = v.Set[:3]
	l := load(t, "pay-day-outage", Options{Variants: []VariantFlag{v}})
	var got []string
	for _, d := range Changes(l.Variants[0], l.Variants[1]) {
		got = append(got, fmt.Sprintf("%s %s -> %s %v %t", d.Path, d.Old.Value, d.New.Value, d.Declared.RuleIDs, d.Declared.Doc != ""))
	}
	want := "policy.dormancy.basic.after 90d -> 60d [D1] true\ninstitution.overreach 0.1% -> 1% [T10] true\n" +
		"shocks.outage.lasts {lognormal: {median: 3h, p95: 9h}} -> 9h [E14 X2] true"
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
	if len(Changes(*l.Baseline, l.Variants[0])) != 0 {
		t.Error("a policy differs from itself")
	}
}
