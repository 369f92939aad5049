package scenarios

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// Small files that are right, to be damaged.
var small = map[string]string{
	"scenario.yaml": `weir: scenario/v1
title: 测试
institution: institution.yaml
policy: policy.yaml
population: 500
baseline: policy.yaml
start: 2025-01-01
length: 60d
seed: 7
shocks:
  - outage: {system: core, at: 2025-01-10T09:30, lasts: {lognormal: {median: 3h, p95: 9h}}}
  - outage: {id: second, system: core, rate: 2/yr}
set:
  policy.dormancy.basic.after: 60d
variants:
  - {name: slow, set: {policy.dormancy.basic.after: 90d}}
gates:
  - id: app
    expect: continuity.availability{channel=app} >= 99.5%
    because: an illustration
`,
	"institution.yaml": `weir: institution/v1
holidays: none
time_zone: UTC
regions: {north: 40%, south: 60%}
systems: {core: {}, web: {needs: [core]}}
channels: {app: {needs: [core]}}
activities:
  only: {rate: {gamma: {mean: 12/mo, shape: 2}}, closing: 1yr}
segments:
  all:
    share: 100%
    tiers: {basic: 70%, top: 30%}
    activities: {only: 100%}
    balance: {lognormal: {median: 8000 CNY, sigma: 1.5}}
desks:
  approval: {servers: 2, service: 5m}
`,
	"policy.yaml": `weir: policy/v1
tiers:
  basic: {functions: [query, pay], daily_limit: 1000 CNY}
  top: {functions: [query, pay, transfer], daily_limit: 50000.50 CNY}
dormancy:
  basic: {after: 90d}
  top: {after: {value: 1yr, clause: "4.2"}}
  approval: {desks: [approval]}
`,
}

// A mutation damages a text at a random place.
var mutations = map[string]func(r *rand.Rand, text string) string{
	"delete a line": func(r *rand.Rand, text string) string {
		lines := strings.SplitAfter(text, "\n")
		i := r.IntN(len(lines))
		return strings.Join(append(lines[:i:i], lines[i+1:]...), "")
	},
	"repeat a line": func(r *rand.Rand, text string) string {
		lines := strings.SplitAfter(text, "\n")
		i := r.IntN(len(lines))
		return strings.Join(append(lines[:i+1:i+1], lines[i:]...), "")
	},
	"rename a key": func(r *rand.Rand, text string) string { return atOneOf(r, text, ":", "x:") },
	"change a unit": func(r *rand.Rand, text string) string {
		return atOneOf(r, text, []string{"d", "%", " CNY", "/yr", "h"}[r.IntN(5)], []string{"", "%", " USD", "/d", "pp", "yr"}[r.IntN(6)])
	},
	"out of range": func(r *rand.Rand, text string) string {
		return atOneOf(r, text, []string{"1", "2", "5", "9"}[r.IntN(4)], []string{"-1", "999999999999", "0", "1e30"}[r.IntN(4)])
	},
	"another type": func(r *rand.Rand, text string) string {
		return atOneOf(r, text, ": ", []string{": [", ": {", ": null #", ": [x] #", ": {x: y} #", ": *a ", ": |\n  "}[r.IntN(7)])
	},
	"truncate": func(r *rand.Rand, text string) string { return text[:r.IntN(len(text))] },
	"insert bytes": func(r *rand.Rand, text string) string {
		i := r.IntN(len(text))
		bytes := []string{"\x00", "\xff", "\t", "中", "{", "]", "'", "\"", ":", "&a ", "\r\n", "- ", "#", "%", "\n---\n", "?"}
		return text[:i] + bytes[r.IntN(len(bytes))] + text[i:]
	},
}

// atOneOf replaces one of the places where a word stands.
func atOneOf(r *rand.Rand, text, word, by string) string {
	parts := strings.Split(text, word)
	if len(parts) < 2 {
		return text
	}
	i := 1 + r.IntN(len(parts)-1)
	return strings.Join(parts[:i], word) + by + strings.Join(parts[i:], word)
}

// A damaged file is still right, or everything said of it has a place in one
// of the files; nothing panics. All kinds of damage must be found at least
// once, and most of them mostly.
func TestMutations(t *testing.T) {
	if _, report := Load("scenario.yaml", Options{Read: memory(small)}); len(report.Problems) > 0 {
		t.Fatal(report)
	}
	names := []string{"scenario.yaml", "institution.yaml", "policy.yaml"}
	kinds := []string{"delete a line", "repeat a line", "rename a key", "change a unit", "out of range", "another type", "truncate", "insert bytes"}
	found := map[string]int{}
	const rounds = 1000
	for i := range rounds {
		r := rand.New(rand.NewPCG(1, uint64(i)))
		name, kind := names[r.IntN(len(names))], kinds[i%len(kinds)]
		files := map[string]string{}
		for k, v := range small {
			files[k] = v
		}
		files[name] = mutations[kind](r, files[name])
		func() {
			defer func() {
				if cause := recover(); cause != nil {
					t.Fatalf("round %d, %s in %s: %v\n%s", i, kind, name, cause, files[name])
				}
			}()
			_, report := Load("scenario.yaml", Options{Read: memory(files)})
			if placeless := misplaced(report, files); placeless != "" {
				t.Errorf("round %d, %s in %s: %s\n%s", i, kind, name, placeless, files[name])
			}
			if report.Failed() {
				found[kind]++
			}
		}()
	}
	for _, kind := range kinds {
		if share := float64(found[kind]) / (rounds / float64(len(kinds))); share < .2 {
			t.Errorf("%s: found in %.0f %% only", kind, 100*share)
		}
	}
}

// misplaced returns the first problem that has no place in the files, or whose
// rendering is not whole.
func misplaced(report *Report, files map[string]string) string {
	text := report.Text()
	for _, p := range report.Problems {
		if strings.HasPrefix(p.Pos.File, libraryPrefix) {
			continue // a default that does not fit the damaged file
		}
		source, ok := files[p.Pos.File]
		lines := strings.Count(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(source), "\n") + 1
		if !ok || p.Pos.Line < 1 || p.Pos.Line > lines || p.Pos.Column < 1 {
			return fmt.Sprintf("%s at %v", p.Code, p.Pos)
		}
	}
	if strings.Contains(text, "%!") {
		return text
	}
	return ""
}

// FuzzLoad damages any of the three files in any way.
func FuzzLoad(f *testing.F) {
	f.Add(small["scenario.yaml"], small["institution.yaml"], small["policy.yaml"])
	f.Fuzz(func(t *testing.T, scenario, institution, policy string) {
		files := map[string]string{"scenario.yaml": scenario, "institution.yaml": institution, "policy.yaml": policy}
		loaded, report := Load("scenario.yaml", Options{Read: memory(files)})
		if report.Failed() == (loaded != nil) {
			t.Fatal("neither a plan nor a problem, or both")
		}
		report.Text()
		report.JSON()
		report.GitHub()
	})
}
