package scenarios

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// gatesText is a gates file with the gates given, one a line.
func gatesText(gates ...string) string {
	return "weir: gates/v1\ngates:\n  - " + strings.Join(gates, "\n  - ") + "\n"
}

// listed writes gates one a line with what for_each and the further keys made of them.
func listed(gates []Gate) string {
	var out []string
	for _, g := range gates {
		out = append(out, fmt.Sprintf("%s: %s | %s %s %s %s %s", g.ID, g.Expect, g.Severity, g.Burden, g.Horizon, g.Clause, g.Accepted))
	}
	return strings.Join(out, "\n")
}

// TestForEach: a gate for each value of a label is as many gates, each about its own.
func TestForEach(t *testing.T) {
	l := load(t, "s.yaml", Options{Read: memory(map[string]string{"s.yaml": "weir: scenario/v1\nstart_policy: no-dormancy-rules\ngates:\n" +
		"  - {id: each, for_each: tier, expect: 'p95(customer.payments.limited) <= 5%', horizon: settled}\n" +
		"  - {id: one, expect: customer.watched.share <= 5%, burden: regression, accept_assumption: measured, clause: '4.2', severity: warn}\n"})})
	want := "each{tier=basic}: p95(customer.payments.limited{tier=basic}) <= 5% | block pass settled  \n" +
		"each{tier=intermediate}: p95(customer.payments.limited{tier=intermediate}) <= 5% | block pass settled  \n" +
		"each{tier=advanced}: p95(customer.payments.limited{tier=advanced}) <= 5% | block pass settled  \n" +
		"one: customer.watched.share <= 5% | warn regression all 4.2 measured"
	if got := listed(l.Gates); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if g := l.Gates[1]; g.Written != "each" || g.Labels[0].Value != "intermediate" || g.Place().Line != 4 || l.Gates[0].Labels[0].Value != "basic" {
		t.Errorf("%+v", g)
	}
}

// TestLoosened: what a candidate's own gates allow more is told, and what they allow
// less is not.
func TestLoosened(t *testing.T) {
	judged := "{id: a, expect: customer.watched.share <= 5%}"
	for own, want := range map[string]string{
		judged: "",
		"{id: a, expect: customer.watched.share <= 4%}":                                  "",
		"{id: a, expect: customer.watched.share < 5%}":                                   "",
		"{id: a, expect: customer.watched.share <= 6%}":                                  "limit",
		"{id: a, expect: customer.watched.share >= 5%}":                                  "changed",
		"{id: a, expect: median(customer.watched.share) <= 5%}":                          "changed",
		"{id: a, expect: 'customer.watched.share{tier=basic} <= 5%'}":                    "changed",
		"{id: b, expect: customer.watched.share <= 5%}":                                  "removed",
		"{id: a, expect: customer.watched.share <= 5%, severity: warn}":                  "severity",
		"{id: a, expect: customer.watched.share <= 5%, burden: regression}":              "burden",
		"{id: a, expect: customer.watched.share <= 5%, accept_assumption: we know}":      "assumption",
		"{id: a, expect: customer.watched.share <= 5%, because: another, owner: nobody}": "",
	} {
		checkLoosened(t, judged, own, want)
	}
	atLeast := "{id: a, expect: continuity.intents.failed > 5%}"
	checkLoosened(t, atLeast, "{id: a, expect: continuity.intents.failed > 4%}", "limit")
	checkLoosened(t, atLeast, "{id: a, expect: continuity.intents.failed >= 5%}", "limit")
	checkLoosened(t, atLeast, "{id: a, expect: continuity.intents.failed > 6%}", "")
	event := "{id: a, expect: prob(customer.watched.share > 5%) <= 2%}"
	checkLoosened(t, event, "{id: a, expect: prob(customer.watched.share > 6%) <= 2%}", "limit")
	checkLoosened(t, event, "{id: a, expect: prob(customer.watched.share > 4%) <= 2%}", "")
	checkLoosened(t, event, "{id: a, expect: prob(customer.watched.share > 5%) <= 3%}", "limit")
}

// checkLoosened judges a scenario with gates of its own by those of a file.
func checkLoosened(t *testing.T, judged, own, want string) {
	t.Helper()
	files := memory(map[string]string{"g.yaml": gatesText(judged), "s.yaml": "weir: scenario/v1\ngates:\n  - " + own + "\n"})
	source, report := LoadGates("g.yaml", files)
	if report.Failed() {
		t.Fatal(report.Text())
	}
	l := load(t, "s.yaml", Options{Read: files, Gates: source})
	got := ""
	for _, x := range l.Loosened() {
		got += x.How
	}
	if got != want || l.Gates[0].Place().File != "g.yaml" {
		t.Errorf("%s against %s: %q, want %q", own, judged, got, want)
	}
}

// TestLoadGates: gates of a file stand in the place of the scenario's, in its inputs
// too; a scenario may be the file; nothing else may.
func TestLoadGates(t *testing.T) {
	files := memory(map[string]string{
		"s.yaml": "weir: scenario/v1\ngates: [{id: own, expect: customer.watched.share <= 5%}]\n",
		"g.yaml": gatesText("{id: other, expect: customer.watched.share <= 6%}"), "p.yaml": "weir: policy/v1\n",
		"none.yaml": "weir: scenario/v1\n", "by-name.yaml": "weir: scenario/v1\ngates: g.yaml\n",
	})
	for name, want := range map[string]string{"g.yaml": "other", "s.yaml": "own", "by-name.yaml": "other", "none.yaml": "W253", "p.yaml": "W152", "x.yaml": "W150"} {
		source, report := LoadGates(name, files)
		if report.Failed() {
			if report.Problems[0].Code != want || report.OnlyFlags() {
				t.Errorf("%s: %s", name, report.Text())
			}
			continue
		}
		l := load(t, "s.yaml", Options{Read: files, Gates: source})
		if l.Gates[0].ID != want || !strings.Contains(string(inputOf(l, "scenario.yaml")), "id: "+want) {
			t.Errorf("%s: %s\n%s", name, listed(l.Gates), inputOf(l, "scenario.yaml"))
		}
	}
}

func inputOf(l *Loaded, name string) []byte {
	for _, in := range l.Inputs {
		if in.Name == name {
			return in.Content
		}
	}
	return nil
}

// TestGatesOfRevision: gates are read as a revision has them, and held against those
// of the working tree.
func TestGatesOfRevision(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	dir := t.TempDir()
	t.Chdir(dir)
	if _, report := LoadGates("git:HEAD:ci/gates.yaml", nil); !report.Failed() || !strings.Contains(report.Text(), "not a git repository") || report.OnlyFlags() {
		t.Errorf("without a repository: %s", report.Text())
	}
	write := func(name, text string) {
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("ci/gates.yaml", gatesText("{id: a, expect: customer.watched.share <= 5%}", "{id: b, expect: continuity.intents.failed <= 5%}"))
	write("s.yaml", "weir: scenario/v1\ngates: ci/gates.yaml\n")
	for _, command := range []string{"init -q -b main", "add .", "-c user.name=n -c user.email=e@example.org -c commit.gpgsign=false commit -q -m first"} {
		if out, err := exec.Command("git", strings.Fields(command)...).CombinedOutput(); err != nil {
			t.Skipf("git %s: %s", command, out)
		}
	}
	write("ci/gates.yaml", gatesText("{id: a, expect: customer.watched.share <= 9%}"))
	for _, name := range []string{"git:main:ci/gates.yaml", "git:HEAD:s.yaml"} {
		source, report := LoadGates(name, nil)
		if report.Failed() {
			t.Fatal(report.Text())
		}
		l := load(t, "s.yaml", Options{Gates: source})
		if got := fmt.Sprint(l.Loosened()); got != "[{a customer.watched.share <= 5% customer.watched.share <= 9% limit} {b continuity.intents.failed <= 5%  removed}]" ||
			l.Gates[0].Place().File != "git:"+strings.Split(name, ":")[1]+":ci/gates.yaml" {
			t.Errorf("%s: %s, from %v", name, got, l.Gates[0].Place())
		}
	}
	if err := os.Remove("ci/gates.yaml"); err != nil {
		t.Fatal(err)
	}
	write("plain.yaml", "weir: scenario/v1\n")
	source, _ := LoadGates("git:main:ci/gates.yaml", nil)
	if l := load(t, "plain.yaml", Options{Gates: source}); len(l.Loosened()) != 2 {
		t.Errorf("the file is gone, and %v", l.Loosened())
	}
	for name, want := range map[string]string{"git:nowhere:g.yaml": "no revision nowhere", "git:main:g.yaml": "main has no file g.yaml",
		"git:main": "W249", "git:--help:g.yaml": "W249", "git::g.yaml": "W249"} {
		if _, report := LoadGates(name, nil); !report.Failed() || !strings.Contains(report.Text(), want) || report.OnlyFlags() {
			t.Errorf("%s: %s", name, report.Text())
		}
	}
}
