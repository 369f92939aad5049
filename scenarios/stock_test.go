package scenarios

import (
	"strings"
	"testing"
)

// ownBook is a scenario with the institution's own accounts.
func ownBook() map[string]string {
	return map[string]string{
		"d/s.yaml":      "weir: scenario/v1\npopulation: {stock: a.csv, map: maps/m.yaml}\nstart: 2025-01-31\nlength: 10d\nvariants:\n  - {name: sixty, set: {policy.dormancy.basic.after: 60d}}\n",
		"d/a.csv":       "class,opened,last,sum\nI,2020-01-01,2024-12-30,12.50\nII,2021-05-05,,7\n",
		"d/maps/m.yaml": "weir: map/v1\nas_of: 2024-12-31\ncolumns: {tier: class, opened: opened, last_activity: last, balance: sum}\ntiers: {I: basic, II: intermediate}\n",
	}
}

// TestOwnBook: a book and its map are read beside the scenario, are inputs of the run
// by their content, and give the same run again from there (rule P12).
func TestOwnBook(t *testing.T) {
	files := ownBook()
	base := load(t, "d/s.yaml", Options{Read: memory(files)})
	plan := base.Variants[0].Plan
	if plan.Customers != 2 || plan.Stock == nil || plan.Stock != base.Variants[1].Plan.Stock || plan.Stock.Accounts[1].Tier != 1 || plan.Stock.Accounts[0].Balance != 12_50 {
		t.Fatalf("%d customers, %+v", plan.Customers, plan.Stock)
	}
	if !strings.Contains(base.BookText(), "d/a.csv: 2 accounts of 2 holders at the end of 2024-12-31") {
		t.Error(base.BookText())
	}
	inputs := map[string]string{}
	for _, in := range base.Inputs {
		inputs[in.Name] = string(in.Content)
	}
	var tables, maps int
	for name, content := range inputs {
		tables += bitOf(strings.HasPrefix(name, "data/") && content == files["d/a.csv"])
		maps += bitOf(strings.HasPrefix(name, "data/") && content == files["d/maps/m.yaml"])
	}
	if tables != 1 || maps != 1 {
		t.Fatalf("%d tables, %d maps in %v", tables, maps, inputs["scenario.yaml"])
	}
	again := load(t, "scenario.yaml", Options{Read: memory(inputs)})
	for i := range base.Variants {
		if base.Variants[i].Key("1") != again.Variants[i].Key("1") {
			t.Errorf("%s: another key from the run's own inputs", base.Variants[i].Name)
		}
	}
	if base.Variants[0].Key("1") == base.Variants[1].Key("1") {
		t.Error("two policies, one key")
	}
	for name, c := range map[string]struct{ file, old, new string }{
		"a balance": {"d/a.csv", "12.50", "12.51"}, "a day": {"d/a.csv", "2024-12-30", "2024-12-29"}, "the map": {"d/maps/m.yaml", "I: basic", "I: advanced"},
	} {
		changed := ownBook()
		changed[c.file] = strings.Replace(changed[c.file], c.old, c.new, 1)
		if load(t, "d/s.yaml", Options{Read: memory(changed)}).Variants[0].Key("1") == base.Variants[0].Key("1") {
			t.Errorf("%s does not change the key", name)
		}
	}
}

// TestOwnBookLaws: beside an own book a population file says by which laws its
// accounts live, not how many there are; it is an input of the run like the book.
func TestOwnBookLaws(t *testing.T) {
	files := ownBook()
	without := load(t, "d/s.yaml", Options{Read: memory(files)})
	files["d/s.yaml"] = strings.Replace(files["d/s.yaml"], "map: maps/m.yaml}", "map: maps/m.yaml, population: fit.yaml}", 1)
	files["d/fit.yaml"] = "weir: population/v1\norigin: {data: our.csv}\nsize: 70\ncohort: [{on: 2024-01-01, customers: 70}]\n" +
		"activities:\n  seen: {rate: {gamma: {mean: 3/mo, shape: 1.5}}, closing: 1yr}\n" +
		"segments:\n  fitted: {share: 100%, activities: {seen: 100%}, balance: {lognormal: {median: 100 CNY, sigma: 1}}}\n"
	read := Options{Read: memory(files)}
	with := load(t, "d/s.yaml", read)
	for _, v := range with.Variants {
		p := v.Plan.Population
		if v.Plan.Customers != 2 || v.Plan.Stock == nil || len(p.Segments) != 1 || p.Segments[0].ID != "fitted" || len(p.Cohort) > 0 {
			t.Fatalf("%s: %d customers, segments %+v, cohort %v", v.Name, v.Plan.Customers, p.Segments, p.Cohort)
		}
	}
	if with.Variants[0].Origin() != "data our.csv" || with.Variants[0].Key("1") == without.Variants[0].Key("1") {
		t.Errorf("origin %q, or the laws are not in the key", with.Variants[0].Origin())
	}
	inputs := map[string]string{}
	for _, in := range with.Inputs {
		inputs[in.Name] = string(in.Content)
	}
	again := load(t, "scenario.yaml", Options{Read: memory(inputs)})
	if with.Variants[0].Key("1") != again.Variants[0].Key("1") {
		t.Errorf("another key from the run's own inputs:\n%s", inputs["scenario.yaml"])
	}
	faster := load(t, "d/s.yaml", Options{Read: read.Read, Flags: []Assignment{{"population.activities.seen.regularity", "2", "--set"}}})
	if faster.Variants[0].Plan.Population.Activities[0].Regularity != 2 {
		t.Error("the laws beside a book cannot be set")
	}
	_, report := Load("d/s.yaml", Options{Read: read.Read, Flags: []Assignment{{"population.population", "nowhere.yaml", "--set"}}})
	if text := report.Text(); !strings.Contains(text, "W150") || !strings.Contains(text, "--set population.population") {
		t.Error(text)
	}
}

// TestCohortCounts: a cohort of the institution's says how many customers there are,
// in the inputs of the run too.
func TestCohortCounts(t *testing.T) {
	flags := []Assignment{{"institution.cohort", "[{on: 2025-01-03, customers: 30}]", "--set"}, {"length", "200d", "--set"}}
	loaded := load(t, "city-bank-year", Options{Flags: flags})
	inputs := map[string]string{}
	for _, in := range loaded.Inputs {
		inputs[in.Name] = string(in.Content)
	}
	again := load(t, "scenario.yaml", Options{Read: memory(inputs)})
	if n := again.Variants[0].Plan.Customers; n != 30 || again.Variants[0].Key("1") != loaded.Variants[0].Key("1") {
		t.Errorf("%d customers, or another key", n)
	}
	load(t, "city-bank-year", Options{Flags: append(flags, Assignment{"population", "30", "--population"})})
	_, report := Load("city-bank-year", Options{Flags: append(flags, Assignment{"population", "31", "--population"})})
	if text := report.Text(); !strings.Contains(text, "W158") || !strings.Contains(text, "cohort of 30 customers") {
		t.Error(text)
	}
}

// TestOwnBookElsewhere: a number, a file and an own book take each other's place, by
// flag and by environment; each part of an own book has a path.
func TestOwnBookElsewhere(t *testing.T) {
	files := ownBook()
	files["b.csv"] = strings.Replace(files["d/a.csv"], "II,", "I,2022-02-02,2024-12-01,1\nII,", 1)
	files["m.yaml"] = files["d/maps/m.yaml"]
	for _, c := range []struct {
		flags     []Assignment
		env       string
		customers int
		stock     bool
	}{
		{nil, "", 2, true},
		{[]Assignment{{"population", "700", "--population"}}, "", 700, false},
		{[]Assignment{{"population", "{stock: b.csv, map: m.yaml}", "--population"}}, "", 3, true},
		{[]Assignment{{"population.stock", "b.csv", "--set"}}, "", 3, true},
		{nil, "WEIR_POPULATION=800", 800, false},
		{nil, "WEIR_POPULATION={stock: b.csv, map: m.yaml}", 3, true},
		{[]Assignment{{"population", "900", "--population"}}, "WEIR_POPULATION={stock: b.csv, map: m.yaml}", 900, false},
	} {
		plan := load(t, "d/s.yaml", Options{Read: memory(files), Flags: c.flags, Environment: []string{c.env}}).Variants[0].Plan
		if plan.Customers != c.customers || (plan.Stock != nil) != c.stock {
			t.Errorf("%v %s: %d customers, book %v", c.flags, c.env, plan.Customers, plan.Stock != nil)
		}
	}
	shown := map[string]string{}
	for _, s := range load(t, "d/s.yaml", Options{Read: memory(files)}).Show() {
		shown[s.Path] = s.Value
	}
	if shown["population.stock"] != "a.csv" || shown["population.map"] != "maps/m.yaml" || shown["population"] != "" {
		t.Errorf("%q", shown)
	}
	for _, s := range load(t, "d/s.yaml", Options{Read: memory(files), Flags: []Assignment{{"population", "700", "--population"}}}).Show() {
		shown[s.Path] = s.Value
	}
	if shown["population"] != "700" {
		t.Errorf("%q", shown["population"])
	}
}

func bitOf(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// TestPopulationSchema: an editor takes a number, a name and an own book.
func TestPopulationSchema(t *testing.T) {
	schema := compiled(t, KindScenario)
	for text, want := range map[string]bool{
		"500": true, "./book.yaml": true, "{stock: a.csv, map: m.yaml}": true,
		"{stock: a.csv}": false, "{stock: a.csv, map: m.yaml, more: 1}": false, "[1, 2]": false,
	} {
		if err := fits(t, schema, []byte("weir: scenario/v1\npopulation: "+text+"\n")); (err == nil) != want {
			t.Errorf("%s: %v", text, err)
		}
	}
	mapped := compiled(t, KindMap)
	if err := fits(t, mapped, []byte(ownBook()["d/maps/m.yaml"])); err != nil {
		t.Error(err)
	}
	if fits(t, mapped, []byte("weir: map/v1\nas_of: 2024-12-31\ncolumns: {tiers: class, opened: opened}\n")) == nil {
		t.Error("a misspelt column fits")
	}
}
