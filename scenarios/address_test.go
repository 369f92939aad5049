package scenarios

import (
	"fmt"
	"strings"
	"testing"

	"weir/sim/param"
)

// Every value in force has a path that --set takes, items of lists without an id
// too: in the world in which everything happens, each path that is shown is set.
func TestEveryValueHasAPath(t *testing.T) {
	loaded := load(t, "../testdata/everything.yaml", Options{})
	base := &loaded.Variants[0].parts
	lists := 0
	for _, s := range loaded.Show() {
		first, rest, _ := strings.Cut(s.Path, ".")
		tree, set, path := base.trees.scenario, base.scenarioSet, s.Path
		switch first {
		case "policy":
			tree, set, path = base.trees.policy, base.policySet, rest
		case "institution":
			tree, set, path = base.trees.institution, base.institutionSet, rest
		}
		if path == "" {
			continue // the file itself
		}
		mark := &param.Value{Text: "mark"}
		changed := tree.Clone()
		if problems := param.Overlay(changed, set, path, mark, param.Pos{File: "--set"}); len(problems) > 0 {
			t.Errorf("%s: %v", s.Path, problems)
		}
		if !strings.Contains(string(param.Encode(changed)), "mark") {
			t.Errorf("%s: nothing comes of setting it", s.Path)
		}
		if strings.Contains(s.Path, ".limits.") || strings.HasPrefix(s.Path, "changes.") {
			lists++
		}
	}
	if lists < 10 {
		t.Errorf("only %d values are in lists", lists)
	}
}

// Items of lists are found by id, else by number; what follows a `set:` is one path.
func TestItemsAreAddressed(t *testing.T) {
	const text = `weir: scenario/v1
population: 300
start: 2025-01-01
length: 30d
changes:
  - {at: 2025-01-05, set: {policy.dormancy.basic.after: 50d}}
  - {id: second, at: 2025-01-09, set: {policy.dormancy.basic.after: 40d}}
variants:
  - {name: sixty, set: {policy.dormancy.basic.after: 60d}}
`
	files := Options{Read: memory(map[string]string{"s.yaml": text})}
	files.Flags = []Assignment{
		{"changes.1.at", "2025-01-07", "--set"}, {"changes.second.set.policy.dormancy.basic.after", "45d", "--set"},
		{"variants.sixty.set.policy.dormancy.basic.after", "70d", "--set"},
	}
	loaded := load(t, "s.yaml", files)
	got := []string{loaded.Scenario.Changes[0].At.String(), loaded.Scenario.Changes[1].text(), fmt.Sprint(loaded.Variants[1].Plan.Policy.Dormancy.Route("basic").After.Days())}
	want := []string{"2025-01-07", "dormancy.basic.after = 45d", "70"}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got %s, want %s", got[i], want[i])
		}
	}
	files.Flags = []Assignment{{"changes.3.at", "2025-01-07", "--set"}, {"changes.2.at", "2025-01-07", "--set"}}
	_, report := Load("s.yaml", files)
	if text := report.Text(); strings.Count(text, "there is: 1, second") != 2 {
		t.Error(text)
	}
}
