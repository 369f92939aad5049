package scenarios

import (
	"slices"
	"strconv"
	"strings"

	"weir/model"
	"weir/sim"
	"weir/sim/param"
)

// Scenario is what a scenario file says for itself, as bound.
type Scenario struct {
	Title          string
	Institution    string
	Policy         string
	StartPolicy    string // "" the policy itself
	Baseline       string // "" none
	Population     string // a number, a file or library name, "" the institution's customers or Stock
	Stock, Map     string // an own book and its map file, "" none
	Laws           string // a population file beside an own book, "" the institution's own laws
	PopulationDraw string // each, once
	Start          param.Date
	Length         sim.Duration
	Warmup         sim.Duration
	Cooldown       sim.Duration
	Window         sim.Duration
	Seed           int64
	Replications   int64 // 0 with Auto
	Auto           bool
	Budget         string // ci, release, quick
	Shocks         []param.Chosen
	Changes        []ChangeSpec // of the policy during the run, in the order of their dates
	Variants       []VariantSpec
	Gates          []Gate
	Bad            []BadSpec

	replications string
	peopled      bool // population is written
	set          *param.Value
	vary         *param.Value
}

// VariantSpec is a variant as written: a name and what differs from the base.
type VariantSpec struct {
	Name   string
	Policy string // another policy, "" the base's
	set    *param.Value
}

// BadSpec is a bad variant as written, with the gates that must fail under it.
type BadSpec struct {
	VariantSpec
	Fails []string // ids of gates as written
}

// ChangeSpec is a change of the policy during the run, as written.
type ChangeSpec struct {
	At     param.Date
	Policy string // another policy, "" the one in force
	Clocks string // keep, restart
	set    *param.Value
}

// text says what changes, on one line: dormancy.basic.after = 60d.
func (c *ChangeSpec) text() string {
	var parts []string
	if c.Policy != "" {
		parts = append(parts, c.Policy)
	}
	if c.set != nil {
		for _, e := range c.set.Entries {
			parts = append(parts, strings.TrimPrefix(e.Key, "policy.")+" = "+e.Value.Flow())
		}
	}
	if c.Clocks == "restart" {
		parts = append(parts, "clocks restart")
	}
	return strings.Join(parts, ", ")
}

// Declare binds a scenario file.
func (c *Scenario) Declare(s *param.Set) {
	s.Noun = "scenario"
	c.declareWhat(s)
	c.declareTime(s)
	c.declareRuns(s)
	s.OneOf(&c.Shocks, "shocks", "What happens to the institution.", shockCases()).Rules("X2").Called("shock")
	s.Raw(&c.set, "set", "Overrides by path, as --set writes them: policy.dormancy.basic.after: 60d.")
	param.List(s, "changes", "Changes of the policy while the run goes on, each at the beginning of a day.", &c.Changes,
		func(_ string, v *ChangeSpec, s *param.Set) {
			s.Date(&v.At, "at", "", "The day from which it holds.").Required().Rules("X1")
			s.Text(&v.Policy, "policy", "", "Another policy, by file or name; the one in force if not given.").Assumed("the one in force").Rules("X1")
			s.Raw(&v.set, "set", "What changes in the policy, by path: policy.….")
			s.Choice(&v.Clocks, "clocks", "keep", []string{"keep", "restart"},
				"Whether time that has run towards dormancy goes on running, or every account's begins anew on that day.").
				Assumed("a rule that says nothing about it counts the time before").Rules("X1")
		}).Called("change").Rules("X1")
	param.List(s, "variants", "Other policies to compare with the base, customer by customer.", &c.Variants,
		func(_ string, v *VariantSpec, s *param.Set) { v.declare(s) }).Called("variant")
	s.Raw(&c.vary, "vary", "What sweep, tune and breakpoint vary where no flag says it: a list of path=low..high:n or path=first|second.")
	declareGates(s, &c.Gates)
	param.List(s, "bad", "Variants that are bad on purpose, to show that the gates can fail: verify tries them, no run does.", &c.Bad,
		func(_ string, v *BadSpec, s *param.Set) {
			v.declare(s)
			s.Names(&v.Fails, "fails", "", "The gates that must fail under it.").Required()
		}).Called("bad variant")
	s.Check(c.check)
}

func (v *VariantSpec) declare(s *param.Set) {
	s.Name(&v.Name, "name", "", "What to call it in tables.").Required()
	s.Text(&v.Policy, "policy", "", "Another policy, by file or name; the base's if not given.").Assumed("the base's")
	s.Raw(&v.set, "set", "What differs from the base, by path: policy.…, institution.…, population.… or shocks.….")
}

func (c *Scenario) declareWhat(s *param.Set) {
	s.Text(new(string), "weir", "scenario/v1", "What the file is.").From(param.Verified, "files.md")
	s.Text(&c.Title, "title", "A scenario", "What to call it.").Assumed("a name")
	s.Text(&c.Institution, "institution", "city-bank", "The institution, by file or by name from the library.").Assumed("the library's")
	s.Text(&c.Policy, "policy", "source-rules", "The policy, by file or by name from the library.").Assumed("the library's")
	s.Text(&c.StartPolicy, "start_policy", "", "The policy in force until the start; the policy itself if not given.").
		Assumed("nothing changes at the start").Rules("P10")
	s.Text(&c.Baseline, "baseline", "", "The policy that delta() and ratio() compare with.").Assumed("none")
	s.Group("population", "A number of customers, or a population file, or the institution's own accounts; the institution's customers if not given.",
		func(s *param.Set) {
			s.Text(&c.Stock, "stock", "", "A table of the institution's own accounts, a line each, as text or Parquet: the opening book. What it does not tell is drawn.").
				Required().Rules("P12")
			s.Text(&c.Map, "map", "", "The map file that says which column of the table is what.").Required().Rules("P12")
			s.Text(&c.Laws, "population", "", "A population file, such as weir fit writes, whose laws the accounts of the table follow; its cohort stays aside. The institution's own laws if not given.").
				Assumed("the institution's own").Rules("P12")
		}).Optional(&c.peopled).OrText(&c.Population).Assumed("the number that the desks are staffed for").Rules("P1", "P12")
	s.Choice(&c.PopulationDraw, "population_draw", "each", []string{"each", "once"},
		"Whether each replication draws a population of its own, or all share one: then results hold for that one only.").
		Assumed("results for populations of this kind").Rules("P10")
}

func (c *Scenario) declareTime(s *param.Set) {
	s.Date(&c.Start, "start", "2025-01-01", "The first day that is measured.").Assumed("the last year whose holidays, and the next year's, are known")
	s.Duration(&c.Length, "length", "365d", "How long is measured.").Range("1d", "30yr").Assumed("a year has every season")
	s.Duration(&c.Warmup, "warmup", "30d", "Time before the start, to fill desks and cases in flight; not measured.").
		Range("0d", "5yr").Assumed("longer than any case takes").Rules("P10")
	s.Duration(&c.Cooldown, "cooldown", "30d", "At most so long after the end, until what was measured is closed.").
		Range("0d", "5yr").Assumed("longer than any case takes")
	s.Duration(&c.Window, "window", "15m", "Customers learn of the institution's state, and it of them, once in such a window.").
		Range("1m", "7d").Assumed("shorter than any decision of a desk")
}

func (c *Scenario) declareRuns(s *param.Set) {
	s.Count(&c.Seed, "seed", "1", "Where chance begins: the same seed gives the same results.").Assumed("any number is as good")
	s.Text(&c.replications, "replications", "20", "How many times the scenario is run; auto: until the headline figures are precise enough.").
		Assumed("enough for intervals of a first look")
	s.Choice(&c.Budget, "budget", "ci", []string{"ci", "release", "quick"}, "How many replications a gate may take to decide.").
		Assumed("minutes, not hours")
}

// check reads what may be a number or a word.
func (c *Scenario) check(k *param.Check) {
	if c.replications == "auto" {
		c.Auto = true
	} else if n, err := strconv.ParseInt(c.replications, 10, 64); err == nil && n >= 1 && n <= 1_000_000 {
		c.Replications = n
	} else {
		k.Report(param.Problem{Code: "W162", Pos: k.At("replications"), Args: []any{c.replications}})
	}
	if n, isNumber := c.customers(); isNumber && (n < 1 || n > maxCustomers) {
		k.Report(param.Problem{Code: "W115", Pos: k.At("population"), Args: []any{c.Population, "1", strconv.Itoa(maxCustomers)}})
	}
	for _, v := range c.Variants {
		c.checkName(k, "variants", v.Name)
	}
	for _, v := range c.Bad {
		c.checkName(k, "bad", v.Name)
		c.checkFails(k, v)
	}
	if c.Start.HasTime {
		k.Report(param.Problem{Code: "W163", Pos: k.At("start")})
	}
}

// checkName keeps the names that mean the scenario itself.
func (c *Scenario) checkName(k *param.Check, list, name string) {
	if name == "base" || name == "baseline" {
		k.Report(param.Problem{Code: "W161", Pos: k.At(list + "." + name + ".name"), Args: []any{name}})
	}
}

// checkFails wants the gates that a bad variant names to be there.
func (c *Scenario) checkFails(k *param.Check, v BadSpec) {
	var known []string
	for _, g := range c.Gates {
		known = append(known, g.ID)
	}
	for _, id := range v.Fails {
		if slices.Contains(known, id) {
			continue
		}
		p := param.Problem{Code: "W256", Pos: k.At("bad." + v.Name + ".fails"), Args: []any{id}}
		if near := param.Nearest(id, known); near != "" {
			p.Help, p.HelpArg = "did-you-mean", []any{near}
		}
		k.Report(p)
	}
}

// maxCustomers is the largest population.
const maxCustomers = 100_000_000

// customers returns the population if it is a number.
func (c *Scenario) customers() (n int64, isNumber bool) {
	n, err := strconv.ParseInt(strings.ReplaceAll(c.Population, "_", ""), 10, 64)
	return n, err == nil
}

// shockCases are the kinds of shocks as cases of a list.
func shockCases() []param.Case {
	var cases []param.Case
	for _, k := range model.ShockKinds() {
		cases = append(cases, param.Case{Name: k.Name, Doc: k.Doc, Rules: k.Rules, New: k.New})
	}
	return cases
}
