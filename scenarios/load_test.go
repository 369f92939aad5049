package scenarios

import (
	"bytes"
	"io/fs"
	"strings"
	"testing"

	"weir/sim"
)

// memory reads files from a map.
func memory(files map[string]string) func(string) ([]byte, error) {
	return func(path string) ([]byte, error) {
		if text, ok := files[path]; ok {
			return []byte(text), nil
		}
		return nil, fs.ErrNotExist
	}
}

// load loads a scenario that must be right.
func load(t *testing.T, name string, o Options) *Loaded {
	t.Helper()
	loaded, report := Load(name, o)
	if report.Failed() {
		t.Fatal(report)
	}
	return loaded
}

// Every entry of the library is right, and scenarios make plans.
func TestLibrary(t *testing.T) {
	for _, e := range Library() {
		if e.Title == "" {
			t.Errorf("%s has no title", e.Name)
		}
		switch e.Kind {
		case KindScenario:
			loaded, report := Load(e.Name, Options{})
			if len(report.Problems) > 0 {
				t.Errorf("%s:\n%s", e.Name, report.Text())
				continue
			}
			if loaded.Variants[0].Plan.Calendar() == nil {
				t.Errorf("%s: no plan", e.Name)
			}
		case KindInstitution, KindPolicy, KindPopulation, KindGates:
			if _, report := Validate(libraryPrefix+e.Name, nil); len(report.Problems) > 0 {
				t.Errorf("%s:\n%s", e.Name, report.Text())
			}
		default:
			t.Errorf("%s is a %q", e.Name, e.Kind)
		}
	}
}

// Flags over environment over the scenario over the project file over defaults.
func TestPrecedence(t *testing.T) {
	files := memory(map[string]string{
		"s.yaml":    "weir: scenario/v1\nlength: 10d\nseed: 3\nset: {warmup: 4d, policy.dormancy.basic.after: 50d, institution.internal_transfers: 1%}\n",
		"weir.yaml": "seed: 2\nlength: 9d\nwarmup: 9d\ncooldown: 9d\nreplications: 9\nbudget: quick\n",
	})
	o := Options{Read: files, Project: "weir.yaml",
		Environment: []string{"WEIR_SEED=4", "WEIR_REPLICATIONS=40", "WEIR_COLOR=never"},
		Flags:       []Assignment{{"seed", "5", "--seed"}, {"policy.dormancy.basic.after", "40d", "--set"}, {"population", "1000", "--population"}}}
	got := load(t, "s.yaml", o)
	sc, plan := got.Scenario, got.Variants[0].Plan
	if sc.Seed != 5 || sc.Replications != 40 || sc.Length != 10*sim.Day || sc.Warmup != 4*sim.Day || sc.Cooldown != 9*sim.Day ||
		sc.Budget != "quick" || sc.Window != 15*sim.Minute {
		t.Errorf("got %+v", sc)
	}
	if plan.Policy.Dormancy.Route("basic").After != 40*sim.Day || plan.Institution.Internal != .01 || plan.Customers != 1000 {
		t.Errorf("policy %v, internal %v, customers %d", plan.Policy.Dormancy.Routes, plan.Institution.Internal, plan.Customers)
	}
	origins := map[string]string{}
	for _, v := range got.Show() {
		origins[v.Path] = v.Origin
	}
	for path, want := range map[string]string{
		"seed": "--seed", "replications": "WEIR_REPLICATIONS", "length": "s.yaml:2:9", "warmup": "s.yaml:4:15", "cooldown": "weir.yaml:4:11",
		"window": "default", "policy.dormancy.basic.after": "--set policy.dormancy.basic.after", "institution.internal_transfers": "s.yaml:4:85",
		"policy.tiers.basic.daily_limit": "library:source-rules.yaml:11:18",
	} {
		if origins[path] != want {
			t.Errorf("%s is from %q, want %q", path, origins[path], want)
		}
	}
}

// A variant differs from the base in what it sets, and in nothing else.
func TestVariants(t *testing.T) {
	files := memory(map[string]string{
		"d/s.yaml": "weir: scenario/v1\nset: {policy.dormancy.basic.after: 50d}\nbaseline: source-rules\n" +
			"shocks: [{outage: {system: core, at: 2026-03-01, lasts: 3h}}]\n" +
			"variants:\n  - {name: slow, set: {policy.dormancy.basic.after: 70d, shocks.outage.lasts: 9h}}\n  - {name: other, policy: ..\\p.yaml}\n",
		"p.yaml": strings.Replace(string(Builtin("source-rules")), "1000 CNY", "1500 CNY", 1),
	})
	got := load(t, "d/s.yaml", Options{Read: files, Variants: []VariantFlag{{Name: "flag", Set: []Assignment{{"policy.tiers.basic.daily_limit", "900 CNY", "--variant flag"}}}}})
	type row struct {
		name  string
		after sim.Duration
		limit int64
		lasts float64
	}
	var rows []row
	for _, v := range append(got.Variants, *got.Baseline) {
		rows = append(rows, row{v.Name, v.Plan.Policy.Dormancy.Route("basic").After / sim.Day,
			v.Plan.Policy.Tiers.Tiers[0].DailyLimit, v.Plan.Shocks[0].Outage.Lasts.Mean() / float64(sim.Hour)})
		if v.Plan.StartPolicy != got.Variants[0].Plan.Policy {
			t.Errorf("%s does not begin under the base's policy", v.Name)
		}
	}
	want := []row{{"base", 50, 100000, 3}, {"slow", 70, 100000, 9}, {"other", 90, 150000, 3}, {"flag", 50, 90000, 3}, {"baseline", 90, 100000, 3}}
	for i := range want {
		if rows[i] != want[i] {
			t.Errorf("got %+v, want %+v", rows[i], want[i])
		}
	}
}

// The inputs written for a run are a scenario by themselves, and resolve to
// themselves: the run can be repeated from its directory alone.
func TestInputsLoadAgain(t *testing.T) {
	for name, o := range map[string]Options{
		"stricter-dormancy": {Flags: []Assignment{{"seed", "9", "--seed"}, {"population", "500", "--population"}}},
		"pay-day-outage":    {Variants: []VariantFlag{{Name: "long", Set: []Assignment{{"shocks.outage.lasts", "30h", "--set"}}}}},
		"s.yaml": {Read: memory(map[string]string{
			"s.yaml": "weir: scenario/v1\nstart_policy: source-rules\npopulation: dir/book.yaml\nset: {policy.dormancy.basic.after: 7d}\n",
			"dir/book.yaml": "weir: population/v1\nactivities: {a: {}}\nsegments:\n  all:\n    share: 100%\n    activities: {a: 100%}\n" +
				"    balance: {empirical: balances.csv}\n    tenure: {empirical: {file: tenures.csv, unit: d}}\n",
			"dir/balances.csv": "100 CNY\n200.50 CNY\n", "dir/tenures.csv": "# days\n10\n20.5\n"})},
	} {
		first := load(t, name, o)
		copies := map[string]string{}
		for _, in := range first.Inputs {
			copies["run/inputs/"+in.Name] = string(in.Content)
		}
		second := load(t, "run/inputs/scenario.yaml", Options{Read: memory(copies)})
		if first.Hash != second.Hash {
			t.Errorf("%s: other inputs the second time", name)
		}
		for i, in := range first.Inputs {
			if !bytes.Equal(in.Content, second.Inputs[i].Content) {
				t.Errorf("%s: %s\n%s\nthen\n%s", name, in.Name, in.Content, second.Inputs[i].Content)
			}
		}
		a, b := first.Variants[len(first.Variants)-1].Plan, second.Variants[len(second.Variants)-1].Plan
		if a.Customers != b.Customers || a.Policy.Dormancy.Route("basic").After != b.Policy.Dormancy.Route("basic").After || len(a.Shocks) != len(b.Shocks) {
			t.Errorf("%s: another plan the second time", name)
		}
		if len(a.Shocks) > 0 && a.Shocks[0].Outage.Lasts.Mean() != b.Shocks[0].Outage.Lasts.Mean() {
			t.Errorf("%s: another shock the second time", name)
		}
	}
}

// The key of a variant stands for its results: what cannot change them does
// not change it. A baseline with a variant's key is that variant.
func TestKey(t *testing.T) {
	base := load(t, "city-bank-year", Options{})
	key := func(path, value string) string {
		return load(t, "city-bank-year", Options{Flags: []Assignment{{path, value, "--set"}}}).Variants[0].Key("1")
	}
	same, other := base.Variants[0].Key("1"), base.Variants[0].Key("2")
	if base.Baseline != &base.Variants[0] {
		t.Error("the baseline is not the base")
	}
	if same == other {
		t.Error("the program's version does not change the key")
	}
	for path, value := range map[string]string{"title": "x", "replications": "7", "budget": "quick", "policy.title": "x"} {
		if key(path, value) != same {
			t.Errorf("%s changes the key", path)
		}
	}
	for path, value := range map[string]string{"seed": "2", "length": "9d", "policy.dormancy.basic.after": "9d", "institution.internal_transfers": "1%",
		"population": "17", "population_draw": "once", "window": "30m"} {
		if key(path, value) == same {
			t.Errorf("%s does not change the key", path)
		}
	}
}

// The hash changes with any value, and with nothing else.
func TestHash(t *testing.T) {
	text := "weir: scenario/v1\ntitle: x\n"
	hash := func(text string, flags ...Assignment) string {
		return load(t, "s.yaml", Options{Read: memory(map[string]string{"s.yaml": text}), Flags: flags}).Hash
	}
	one := hash(text)
	if hash("# a comment\r\nweir: scenario/v1\r\ntitle:   'x'\r\nseed: 1\r\n") != one {
		t.Error("layout, comments and a written default change the hash")
	}
	if hash(text, Assignment{"policy.dormancy.basic.after", "91d", "--set"}) == one || hash(text+"seed: 2") == one {
		t.Error("a value does not change the hash")
	}
}

func TestNamesResolve(t *testing.T) {
	for name, want := range map[string]bool{"city-bank": false, "a/b": true, "p.yaml": true, `d\p`: true, "./p": true} {
		if isFile(name) != want {
			t.Errorf("%s: a file %v, want %v", name, isFile(name), want)
		}
	}
	for _, c := range []struct{ file, name, want string }{
		{"d/s.yaml", "p.yaml", "d/p.yaml"}, {"d/s.yaml", "../p.yaml", "p.yaml"}, {"d/s.yaml", `..\q\p.yaml`, "q/p.yaml"},
		{"d/s.yaml", "/x/p.yaml", "/x/p.yaml"}, {"s.yaml", "./p.yaml", "p.yaml"}, {"--policy", "p/q.yaml", "p/q.yaml"}, {"argument", "d/s.yaml", "d/s.yaml"},
	} {
		if got := beside(c.file, c.name); got != c.want {
			t.Errorf("%s in %s: got %s, want %s", c.name, c.file, got, c.want)
		}
	}
}
