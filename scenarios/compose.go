package scenarios

import (
	"errors"
	"slices"
	"strings"

	"weir/model"
	"weir/model/contact"
	"weir/model/emergency"
	"weir/model/gate"
	"weir/model/population"
	"weir/model/stock"
	"weir/sim"
	"weir/sim/calendar"
	"weir/sim/param"
)

// composed is one variant with all its files bound.
type composed struct {
	scenario    *Scenario
	institution *model.Institution
	policy      *model.Policy
	population  *population.File // nil: the institution's own

	scenarioSet, institutionSet, policySet, populationSet *param.Set
	trees                                                 trees
	steps                                                 []step // changes of the policy during the run
}

// step is the policy from a date on.
type step struct {
	spec   ChangeSpec
	policy *model.Policy
	set    *param.Set
}

// declared returns a set of declarations for a kind of file.
func declared(kind Kind, units param.Units, into param.Declarer) *param.Set {
	s := param.New(units)
	s.Noun = string(kind)
	if kind == KindPolicy {
		s.Clauses()
	}
	if kind != KindScenario { // which declares its own
		s.Text(new(string), "weir", string(kind)+"/v1", "What the file is.").From(param.Verified, "files.md")
	}
	into.Declare(s)
	return s
}

// Declared returns the declarations of a kind of file, for schemas, explain
// and documentation; nil if there is no such kind. Amounts are in CNY.
func Declared(kind Kind) *param.Set {
	return declaredFor(kind, param.Units{Currency: "CNY", Minor: 100})
}

func declaredFor(kind Kind, units param.Units) *param.Set {
	switch kind {
	case KindScenario:
		return declared(kind, units, new(Scenario))
	case KindInstitution:
		return declared(kind, units, new(model.Institution))
	case KindPolicy:
		return declared(kind, units, new(model.Policy))
	case KindPopulation:
		return declared(kind, units, new(population.File))
	case KindMap:
		return declared(kind, units, new(stock.Map))
	case KindGates:
		s := param.New(units)
		new(gatesFile).Declare(s)
		return s
	}
	return nil
}

// Kinds lists the kinds of files that users write.
func Kinds() []Kind {
	return []Kind{KindScenario, KindInstitution, KindPolicy, KindPopulation, KindGates, KindMap}
}

// compose applies changes to copies of the trees and binds them all.
func (l *loader) compose(name string, from trees, changes []change) composed {
	c := composed{scenario: new(Scenario), institution: new(model.Institution), policy: new(model.Policy)}
	c.trees = trees{from.scenario.Clone(), from.institution.Clone(), from.policy.Clone(), from.population.Clone()}
	c.scenarioSet = declared(KindScenario, l.units, c.scenario)
	c.institutionSet = declared(KindInstitution, l.units, c.institution)
	c.policySet = declared(KindPolicy, l.units, c.policy)
	book := part{"population", c.trees.institution, c.institutionSet}
	if from.population != nil {
		c.population = new(population.File)
		c.populationSet = declared(KindPopulation, l.units, c.population)
		book = part{"population", c.trees.population, c.populationSet}
	}
	parts := []part{{"policy", c.trees.policy, c.policySet}, {"institution", c.trees.institution, c.institutionSet}, book}
	if name != "base" {
		parts = append(parts, part{"", c.trees.scenario, shocksOnly(l.units)})
	}
	l.reports(apply(changes, parts))
	l.reports(c.scenarioSet.Bind(c.trees.scenario))
	l.reports(c.institutionSet.Bind(c.trees.institution))
	l.reports(c.policySet.Bind(c.trees.policy))
	sets := []*param.Set{c.scenarioSet, c.institutionSet, c.policySet}
	if c.populationSet != nil {
		l.reports(c.populationSet.Bind(c.trees.population))
		sets = append(sets, c.populationSet)
	}
	l.reports(param.Resolve(c.sorts(), sets...))
	return c
}

// shocksOnly declares what a variant may set in the scenario itself: customers
// can only be compared one by one where all else is the same.
func shocksOnly(units param.Units) *param.Set {
	s := param.New(units)
	s.OneOf(new([]param.Chosen), "shocks", "What happens to the institution.", shockCases())
	return s
}

// sorts returns the names that files define by their keys. They are taken
// from the trees, so that an element that is wrong is still known.
func (c *composed) sorts() []param.Sort {
	var out []param.Sort
	for _, s := range []struct {
		sort, key string
		tree      *param.Value
	}{
		{"tier", "tiers", c.trees.policy}, {"system", "systems", c.trees.institution}, {"channel", "channels", c.trees.institution},
		{"desk", "desks", c.trees.institution}, {"ladder", "contact.ladders", c.trees.policy},
	} {
		if s.tree == nil {
			continue
		}
		v := s.tree
		for _, key := range strings.Split(s.key, ".") {
			if v = v.Find(key); v == nil {
				break
			}
		}
		if v != nil && v.Kind == param.Mapping {
			names := []string{}
			for _, e := range v.Entries {
				names = append(names, e.Key)
			}
			out = append(out, param.Sort{Name: s.sort, Known: names})
		}
	}
	return out
}

// variants composes the scenario's variants, those of the command line, the
// policy in force before the start, and the baseline.
func (l *loader) variants(loaded *Loaded, base composed) {
	for _, v := range base.scenario.Variants {
		loaded.Variants = append(loaded.Variants, l.written(v, "variants", base))
	}
	for _, v := range base.scenario.Bad {
		loaded.Bad = append(loaded.Bad, Bad{l.written(v.VariantSpec, "bad", base), v.Fails})
	}
	for _, v := range l.options.Variants {
		place := param.Pos{File: "--variant " + v.Name}
		changes, problems := changesFrom(v.Set)
		l.reports(problems)
		if slices.ContainsFunc(loaded.Variants, func(other Variant) bool { return other.Name == v.Name }) {
			l.files.report(param.Problem{Code: "W156", Pos: place, Args: []any{v.Name}})
		}
		loaded.Variants = append(loaded.Variants, l.variant(v.Name, v.Policy, place, changes))
	}
	if name := base.scenario.Baseline; name != "" {
		d, _ := base.scenarioSet.Explain("baseline")
		baseline := l.variant("baseline", name, d.Origin, nil)
		loaded.Baseline = &baseline
	}
}

// written composes a variant of one of the scenario's lists.
func (l *loader) written(v VariantSpec, list string, base composed) Variant {
	changes, problems := changesOf(v.set)
	l.reports(problems)
	place := base.trees.scenario.Pos
	if d, _ := base.scenarioSet.Explain(list + "." + v.Name + ".policy"); d != nil && d.Given {
		place = d.Origin
	}
	return l.variant(v.Name, v.Policy, place, changes)
}

// variant composes one variant: the base's files with the base's changes, and
// its own changes on top. Another policy is taken as it stands: changes to the
// base's policy are not made to it.
func (l *loader) variant(name, policy string, place param.Pos, changes []change) Variant {
	from, all := l.base, l.changes
	if policy != "" {
		from.policy = l.files.open(policy, place, KindPolicy)
		all = slices.DeleteFunc(slices.Clone(all), func(c change) bool { return strings.HasPrefix(c.path, "policy.") })
	}
	all = append(slices.Clone(all), changes...)
	return l.departed(name, from, all, changes)
}

// departed composes a variant from files and all that is set in them; own is what
// the variant itself sets.
func (l *loader) departed(name string, from trees, all, own []change) Variant {
	parts := l.compose(name, from, all)
	parts.steps = l.steps(parts.scenario, from, all)
	return Variant{Name: name, parts: parts, from: from, all: all, changes: own}
}

// steps composes the policy after each of the scenario's changes (rule X1). A
// change comes on top of all that was set before, a variant's settings included.
func (l *loader) steps(sc *Scenario, from trees, all []change) []step {
	var steps []step
	for i, spec := range sc.Changes {
		if spec.Policy != "" {
			place := l.base.scenario.Find("changes").Items[i].Find("policy").Pos
			from.policy = l.files.open(spec.Policy, place, KindPolicy)
			all = slices.DeleteFunc(slices.Clone(all), func(c change) bool { return strings.HasPrefix(c.path, "policy.") })
		}
		if spec.Policy == "" && spec.set == nil {
			l.files.report(param.Problem{Code: "W169", Pos: l.base.scenario.Find("changes").Items[i].Pos})
		}
		set, problems := changesOf(spec.set)
		l.reports(problems)
		for _, c := range set {
			if !strings.HasPrefix(c.path, "policy.") {
				l.files.report(param.Problem{Code: "W168", Pos: c.place, Args: []any{c.path}})
				return nil
			}
		}
		all = append(slices.Clone(all), set...)
		c := l.compose("change", from, all)
		steps = append(steps, step{spec, c.policy, c.policySet})
	}
	return steps
}

// finish makes the plans, checks the gates, and writes the resolved files if
// nothing is wrong.
func (l *loader) finish(loaded *Loaded) {
	base := loaded.Variants[0].parts
	start := base
	if name := base.scenario.StartPolicy; name != "" {
		d, _ := base.scenarioSet.Explain("start_policy")
		start = l.variant("start_policy", name, d.Origin, nil).parts
	}
	loaded.Gates = base.scenario.Gates
	loaded.source, loaded.start = l, start
	known := around{Known: gate.Known{Units: l.gateUnits(), Baseline: base.scenario.Baseline != "" || base.wrong("baseline")}, changes: true}
	if l.plans(loaded, start) {
		known.Values = labelValues(loaded.Variants[0].Plan)
		known.changes = loaded.changes()
		l.reports(outside(base))
	}
	l.gates(loaded, known)
	l.vary(loaded)
	if l.failed() {
		return
	}
	loaded.Inputs = l.inputs(loaded, start)
	loaded.Hash = hashOf(loaded)
}

// plans makes the plan of each variant, if nothing is wrong so far, and says
// whether all could be made.
func (l *loader) plans(loaded *Loaded, start composed) bool {
	if l.failed() {
		return false
	}
	all := []*Variant{}
	for i := range loaded.Variants {
		all = append(all, &loaded.Variants[i])
	}
	for i := range loaded.Bad {
		all = append(all, &loaded.Bad[i].Variant)
	}
	if loaded.Baseline != nil {
		all = append(all, loaded.Baseline)
	}
	for _, v := range all {
		l.plan(v, start)
	}
	for i := range loaded.Variants { // a baseline that is a variant is not run twice
		if v := &loaded.Variants[i]; loaded.Baseline != nil && loaded.Baseline.key == v.key {
			loaded.Baseline = v
		}
	}
	return !l.failed()
}

// plan makes a variant's plan and names its results.
func (l *loader) plan(v *Variant, start composed) {
	v.Plan = v.parts.plan(start.policy)
	v.Plan.Stock = l.stock(v.parts, v.Plan.Words())
	v.key = l.keyOf(v.parts, start.policySet) // of the own book too
	l.reports(v.parts.crowded())
	l.misfits(v.parts, v.Plan.Ready())
}

// changes says whether a policy comes into force in any of the plans, at the start
// or later: without that there is no transition.
func (l *Loaded) changes() bool {
	all := l.Variants
	if l.Baseline != nil {
		all = append(slices.Clone(all), *l.Baseline)
	}
	return slices.ContainsFunc(all, func(v Variant) bool { _, any := v.Plan.TransitionEnd(); return any })
}

// crowded reports a number of customers beside a cohort of the institution's that has
// another: the cohort says by itself how many there are.
func (c *composed) crowded() []param.Problem {
	n, isNumber := c.scenario.customers()
	cohort := int64(c.institution.Population.CohortSize())
	if !isNumber || cohort == 0 || n == cohort {
		return nil
	}
	return []param.Problem{{Code: "W158", Pos: c.written("population"), Args: []any{n, cohort}, Help: "W158.help", HelpArg: []any{cohort}}}
}

// misfits reports what only shows when all files are together, each at the value
// that causes it.
func (l *loader) misfits(c composed, err error) {
	var wrong model.Misfits
	switch {
	case err == nil:
	case errors.As(err, &wrong):
		for _, m := range wrong {
			l.files.report(param.Problem{Code: "W157", Pos: c.place(m.Path), Args: []any{m.Error()}})
		}
	default:
		l.files.report(param.Problem{Code: "W157", Pos: c.startPlace(), Args: []any{err.Error()}})
	}
}

// wrong says whether something is wrong with a field of the scenario.
func (c *composed) wrong(field string) bool {
	d, _ := c.scenarioSet.Explain(field)
	return d != nil && d.Wrong()
}

// set returns the bound set that a path leads into, with the rest of the path.
func (c *composed) set(path string) (*param.Set, string) {
	book := c.institutionSet
	if c.populationSet != nil {
		book = c.populationSet
	}
	for _, part := range []prefixedSet{{"policy.", c.policySet}, {"institution.", c.institutionSet}, {"population.", book}} {
		if rest, ok := strings.CutPrefix(path, part.prefix); ok {
			return part.set, rest
		}
	}
	return c.scenarioSet, path
}

// place returns where the value at a path is written, or the name at its end in a
// list or a mix, or the nearest group that is.
func (c *composed) place(path string) param.Pos {
	set, rest := c.set(path)
	if place, ok := set.Place(rest); ok {
		return place
	}
	return c.startPlace()
}

// startPlace returns where the scenario says when it starts, or its beginning.
func (c *composed) startPlace() param.Pos {
	if v := c.trees.scenario.Find("start"); v != nil {
		return v.Pos
	}
	return c.trees.scenario.Pos
}

// plan returns the model's plan of a composed variant.
func (c *composed) plan(start *model.Policy) *model.Plan {
	sc := c.scenario
	p := &model.Plan{
		Institution: c.institution, Population: &c.institution.Population, Policy: c.policy, StartPolicy: start,
		Customers: int(c.institution.Customers),
		Start:     civil(sc.Start),
		Length:    sc.Length, Warmup: sc.Warmup, Cooldown: sc.Cooldown, Window: sc.Window,
		Seed: uint64(sc.Seed), OneBook: sc.PopulationDraw == "once",
	}
	p.Minor = c.policySet.Units().Minor
	for _, s := range c.steps {
		p.Changes = append(p.Changes, model.Change{At: s.spec.At, Text: s.spec.text(), Policy: s.policy, Restart: s.spec.Clocks == "restart"})
	}
	if c.population != nil {
		laws := c.population.Params
		if sc.Stock != "" {
			laws.Cohort = nil // the table says who there is
		}
		p.Population = &laws
		if n := c.population.Customers(); n > 0 {
			p.Customers = int(n)
		}
	}
	if n, isNumber := sc.customers(); isNumber {
		p.Customers = int(n)
	}
	for _, s := range sc.Shocks {
		shock := model.Shock{ID: s.ID}
		switch what := s.Value.(type) {
		case *emergency.Outage:
			shock.Outage = what
		case *contact.Churn:
			shock.Churn = what
		}
		p.Shocks = append(p.Shocks, shock)
	}
	return p
}

func civil(d param.Date) calendar.Civil {
	return calendar.Civil{Year: d.Year, Month: monthOf(d.Month), Day: d.Day}
}

// outside warns of dated shocks that begin outside the run: they do nothing.
func outside(c composed) []param.Problem {
	var problems []param.Problem
	sc := c.scenario
	first := timeOf(sc.Start).Add(-sc.Warmup.Std())
	last := timeOf(sc.Start).Add((sc.Length + sc.Cooldown).Std())
	for _, s := range sc.Shocks {
		date, dated := dateOf(s.Value)
		if !dated {
			continue
		}
		if at := timeOf(date); at.Before(first) || !at.Before(last) {
			problems = append(problems, param.Problem{Code: "W160", Pos: c.place("shocks." + s.ID + ".at"), Warning: true,
				Args: []any{sc.Start.String(), civilAfter(sc.Start, sc.Length)}})
		}
	}
	return problems
}

// dateOf returns when a dated shock begins.
func dateOf(shock any) (param.Date, bool) {
	switch what := shock.(type) {
	case *emergency.Outage:
		return what.At, what.Dated
	case *contact.Churn:
		return what.At, what.Dated
	}
	return param.Date{}, false
}

// civilAfter returns the date of the instant a length after a date.
func civilAfter(d param.Date, length sim.Duration) string {
	return calendar.CivilOf(timeOf(d).Add(length.Std())).String()
}
