package scenarios

import (
	"strings"
	"testing"
)

// TestWithSettings: a variant made later has the results of one made at once, is made
// on top of what another sets, and a wrong value is told with its origin and leaves
// nothing behind.
func TestWithSettings(t *testing.T) {
	at := func(path, value string) Assignment { return Assignment{path, value, "--vary " + path} }
	after, limit := at("policy.dormancy.basic.after", "60d"), at("policy.tiers.basic.daily_limit", "900 CNY")
	l := load(t, "gates-demo", Options{Variants: []VariantFlag{{Name: "one", Set: []Assignment{after}}, {Name: "both", Set: []Assignment{after, limit}}}})
	one, report := l.WithSettings(l.Variants[0], "one", []Assignment{after})
	if report.Failed() || one.Key("") != l.Variants[1].Key("") {
		t.Errorf("made later it is another: %s", report.Text())
	}
	if _, report = l.WithSettings(l.Variants[0], "wrong", []Assignment{at("policy.dormancy.basic.after", "60")}); !report.Failed() || !strings.Contains(report.Text(), "--> --vary policy.dormancy.basic.after") {
		t.Errorf("a wrong value is taken: %s", report.Text())
	}
	both, report := l.WithSettings(one, "both", []Assignment{limit})
	if report.Failed() || both.Key("") != l.Variants[2].Key("") {
		t.Errorf("on top of another it is another: %s", report.Text())
	}
	if both.Key("") == one.Key("") || one.Key("") == l.Variants[0].Key("") {
		t.Error("settings do not change the key")
	}
}

// TestOthersDataLeaveKeyAlone: which data files another variant names does not rename
// a variant's results.
func TestOthersDataLeaveKeyAlone(t *testing.T) {
	files := memory(map[string]string{"s.yaml": "weir: scenario/v1\n", "v.csv": "3h\n5h\n"})
	alone := load(t, "s.yaml", Options{Read: files}).Variants[0].Key("")
	with := load(t, "s.yaml", Options{Read: files, Variants: []VariantFlag{{Name: "v",
		Set: []Assignment{{"institution.desks.risk_approval.service", "{empirical: v.csv}", "--variant v"}}}}})
	if with.Variants[0].Key("") != alone {
		t.Error("the base has another key")
	}
	if with.Variants[1].Key("") == alone {
		t.Error("the variant has the base's key")
	}
}

// TestAssumptions: they are what nobody measured, and neither policy nor the bank's own
// facts; at their ends they are still right, in the middle they are the file's.
func TestAssumptions(t *testing.T) {
	for _, name := range []string{"gates-demo", "../testdata/everything.yaml"} {
		l := load(t, name, Options{})
		all := l.Assumptions()
		paths := map[string]string{}
		for _, a := range all {
			paths[a.Path] = a.Values[0] + " from " + a.Low + " to " + a.High
			if strings.HasPrefix(a.Path, "policy.") || a.Decl.Source == "" || len(a.Paths) != len(a.Values) {
				t.Errorf("%s: %+v", name, a)
			}
		}
		if name == "gates-demo" {
			for path, want := range map[string]string{
				"institution.overreach":             "0.1% from 0.05% to 0.2%",
				"institution.activities.*.dropout":  "0.05/yr from 0.025/yr to 0.1/yr",
				"institution.contact.people.email":  "85% from 73.9% to 91.89%",
				"institution.segments.*.balance":    "{lognormal: {median: 1500 CNY, sigma: 1.4}} from {lognormal: {median: 750 CNY, sigma: 1.4}} to {lognormal: {median: 3000 CNY, sigma: 1.4}}",
				"institution.segments.*.share":      "",
				"institution.customers":             "",
				"institution.desks.*.surge.servers": "",
			} {
				if paths[path] != want {
					t.Errorf("%s: got %q, want %q", path, paths[path], want)
				}
			}
		}
		for _, u := range []float64{0, .5, 1} {
			point := make([]float64, len(all))
			for i := range point {
				point[i] = u
			}
			v, report := l.WithSettings(l.Variants[0], "set", l.AssumptionSet(point))
			if report.Failed() {
				t.Errorf("%s at %v: %s", name, u, report.Text())
			} else if moved := Changes(l.Variants[0], v); u == .5 && len(moved) > 0 || u != .5 && len(moved) < len(all) {
				t.Errorf("%s at %v: %d of %d are moved: %v", name, u, len(moved), len(all), moved)
			}
		}
	}
}

// TestBad: every gate of the library names something it must fail under.
func TestBad(t *testing.T) {
	for _, e := range Library() {
		if e.Kind != KindScenario {
			continue
		}
		l := load(t, e.Name, Options{})
		fails := map[string]bool{}
		for _, b := range l.Bad {
			for _, id := range b.Fails {
				fails[id] = true
			}
			if b.Key("") == l.Variants[0].Key("") {
				t.Errorf("%s: %s is no other than the base", e.Name, b.Name)
			}
		}
		for _, g := range l.Gates {
			if !fails[g.Written] {
				t.Errorf("%s: nothing shows that gate %s can fail", e.Name, g.Written)
			}
		}
	}
}
