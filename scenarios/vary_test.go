package scenarios

import (
	"fmt"
	"strings"
	"testing"
)

// TestVary: ends stand as written, what lies between is short to write; times over a
// factor of ten are spaced by ratio unless something else is said.
func TestVary(t *testing.T) {
	for spec, want := range map[string]string{
		"policy.dormancy.basic.after=60d..180d:5":                     "60d 90d 120d 150d 180d = [60 90 120 150 180] d, base 120d, log false",
		"policy.dormancy.basic.after=60d..90d":                        "60d 67d12h 75d 82d12h 90d = [60 67.5 75 82.5 90] d, base 120d, log false",
		"policy.dormancy.basic.after=1d..100d:3":                      "1d 10d 100d = [1 10 100] d, base 120d, log true",
		"policy.dormancy.basic.after=1d..101d:3:lin":                  "1d 51d 101d = [1 51 101] d, base 120d, log false",
		"policy.tiers.basic.daily_limit=500 CNY..2000 CNY:4":          "500 CNY 1000 CNY 1500 CNY 2000 CNY = [500 1000 1500 2000] CNY, base 2000 CNY, log false",
		"policy.tiers.basic.daily_limit=500 CNY|700 CNY":              "500 CNY 700 CNY = [500 700] CNY, base 2000 CNY, log false",
		"institution.overreach=1%..4%:3:log":                          "1% 2% 4% = [0.01 0.02 0.04] share, base 0.1%, log true",
		"institution.activities.trial.dropout=0.1/yr..0.5/yr:3":       "0.1/yr 0.3/yr 0.5/yr = [0.1 0.3 0.5] /yr, base 0.4/yr, log false",
		"institution.desks.risk_approval.staff.office.servers=1..4:3": "1 3 4 = [1 3 4] 1, base 1, log false",
		"policy.dormancy.going_live=all|new_only":                     "all new_only = [0 1] , base all, log false",
		"institution.regions={north: 50%, south: 50%}|{north: 100%}":  "{north: 50%, south: 50%} {north: 100%} = [0 1] , base {north: 35%, centre: 45%, south: 20%}, log false",
	} {
		l, report := Load("gates-demo", Options{Vary: []string{spec}})
		if report.Failed() {
			t.Errorf("%s: %s", spec, report.Text())
			continue
		}
		v := l.Vary[0]
		got := fmt.Sprintf("%s = %v %s, base %s, log %t", strings.Join(v.Texts, " "), v.Values, v.Unit, v.Base, v.Log)
		if got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", spec, got, want)
		}
	}
}

// TestVaryOfScenario: the scenario's own is read, kept among the inputs, changes no
// key, and gives way to the command line.
func TestVaryOfScenario(t *testing.T) {
	files := memory(map[string]string{"s.yaml": "weir: scenario/v1\nvary: [policy.dormancy.basic.after=60d..90d:2]\n", "plain.yaml": "weir: scenario/v1\n"})
	l, plain := load(t, "s.yaml", Options{Read: files}), load(t, "plain.yaml", Options{Read: files})
	if len(l.Vary) != 1 || l.Vary[0].At(.5) != "75d" || l.Variants[0].Key("") != plain.Variants[0].Key("") {
		t.Errorf("%+v", l.Vary)
	}
	var scenario string
	for _, in := range l.Inputs {
		if in.Name == "scenario.yaml" {
			scenario = string(in.Content)
		}
	}
	if !strings.Contains(scenario, "policy.dormancy.basic.after=60d..90d:2") {
		t.Error(scenario)
	}
	if other := load(t, "s.yaml", Options{Read: files, Vary: []string{"institution.overreach=1%|2%"}}); other.Vary[0].Path != "institution.overreach" {
		t.Errorf("%+v", other.Vary)
	}
}
