package main

import (
	"crypto/sha256"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"weir/report"
	"weir/report/collect"
	"weir/scenarios"
	"weir/scenarios/lab"
	"weir/scenarios/say"
	"weir/sim/verdict"
)

// suite is the scenarios that one verdict is about.
type suite struct {
	names  []string // as they were typed
	loaded []*scenarios.Loaded
	budget verdict.Budget
	deep   []*deeper // what was found beside the verdict, by scenario, as far as it went
}

// suite loads the scenarios with the candidate, the baseline and the gates.
func (p *program) suite(names []string, f *gateFlags) (*suite, error) {
	s := &suite{names: names}
	var source *scenarios.GatesSource
	if f.gates != "" {
		var problems *scenarios.Report
		if source, problems = scenarios.LoadGates(f.gates, nil); problems.Failed() {
			return nil, p.invalid(problems, f.format)
		}
	}
	for _, name := range names {
		l, err := p.loadWith(name, f.common, func(o *scenarios.Options) error {
			o.Gates = source
			for _, a := range []scenarios.Assignment{{Path: "policy", Value: f.policy}, {Path: "baseline", Value: f.baseline}, {Path: "budget", Value: f.budget}} {
				if a.Value != "" {
					a.Origin = "--" + a.Path
					o.Flags = append(o.Flags, a)
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		for slices.ContainsFunc(s.loaded, func(other *scenarios.Loaded) bool { return other.Name == l.Name }) {
			l.Name += "-2"
		}
		s.loaded = append(s.loaded, l)
	}
	return s, s.check()
}

// check finds the budget, and refuses what can have no verdict.
func (s *suite) check() error {
	for i, l := range s.loaded {
		if len(l.Gates) == 0 {
			return exitError{exitInvalid, say.Text("G201", s.names[i])}
		}
		b, _ := verdict.BudgetOf(l.Scenario.Budget) // a Choice: one of them
		if i > 0 && b.Name != s.budget.Name {
			return usage("%s has the budget %s and %s has %s; one verdict has one: give --budget", s.names[0], s.budget.Name, s.names[i], b.Name)
		}
		s.budget = b
	}
	return nil
}

// preflight refuses gates that cannot be decided within the budget, whatever the
// replications say, with the number that would be needed.
func (p *program) preflight(s *suite, f *gateFlags) error {
	var reports []*scenarios.Report
	for _, l := range s.loaded {
		reports = append(reports, undecidable(l, s.budget))
	}
	if all := scenarios.Merge(reports...); all.Failed() {
		return p.invalid(all, f.format)
	}
	return nil
}

// armsOf one scenario are those of its variants.
func (s *suite) armsOf(l *scenarios.Loaded) []lab.Arm { return armsOf(s.variantsOf(l)) }

// variantsOf one scenario are its base and, where gates compare it with another,
// the baseline.
func (s *suite) variantsOf(l *scenarios.Loaded) []scenarios.Variant {
	all := l.Variants[:1]
	if b := baselineOf(l); b != nil && !ownBaseline(l) {
		all = append(all[:1:1], *b)
	}
	return all
}

// baselineOf is what the gates compare with, nil where none compares or there is
// nothing.
func baselineOf(l *scenarios.Loaded) *scenarios.Variant {
	if slices.ContainsFunc(l.Gates, compares) {
		return l.Baseline
	}
	return nil
}

// ownBaseline says whether the candidate is its own baseline.
func ownBaseline(l *scenarios.Loaded) bool {
	return l.Baseline != nil && l.Baseline.Name == l.Variants[0].Name
}

// arms are those of all scenarios, one after the other.
func (s *suite) arms() []lab.Arm {
	var arms []lab.Arm
	for _, l := range s.loaded {
		arms = append(arms, s.armsOf(l)...)
	}
	return arms
}

// directory is where the results go: of a suite under a name of its own.
func (s *suite) directory(f *gateFlags) string {
	if len(s.loaded) == 1 {
		return f.directory(s.loaded[0].Name, s.loaded[0].Hash)
	}
	sum := sha256.New()
	for _, l := range s.loaded {
		fmt.Fprintln(sum, l.Name, l.Hash)
	}
	return f.directory("suite", fmt.Sprintf("%x", sum.Sum(nil))[:12])
}

// judge runs from look to look until every gate is decided or the budget is spent.
func (s *suite) judge(sim *simulation) (*lab.Found, collect.Judgement, error) {
	found, err := s.pilot(sim)
	j := collect.Judge(s.cases(sim.arms, found), s.budget, 0)
	for _, look := range s.budget.Looks {
		if err != nil || found.Interrupted {
			break
		}
		found, err = sim.run(look)
		j = collect.Judge(s.cases(sim.arms, found), s.budget, found.Replications)
		if !j.Open() {
			break
		}
	}
	return found, j, err
}

// cases puts what was found to the scenarios it is of.
func (s *suite) cases(arms []lab.Arm, found *lab.Found) []collect.Case {
	variants := variantsOf(arms, found)
	var cases []collect.Case
	for _, l := range s.loaded {
		c := collect.Case{Scenario: l.Name, Gates: l.Gates, Candidate: variants[0]}
		variants = variants[1:]
		switch {
		case baselineOf(l) == nil:
		case ownBaseline(l):
			c.Baseline = &c.Candidate
		default:
			c.Baseline = &variants[0]
			variants = variants[1:]
		}
		cases = append(cases, c)
	}
	return cases
}

// results are those of the verdict: of one scenario with all that it found, of a
// suite with a column for each scenario, whose own results lie beside.
func (s *suite) results(sim *simulation, found *lab.Found, j collect.Judgement, f *gateFlags) *report.Results {
	verdicts := s.verdicts(j, found, f)
	if len(s.loaded) == 1 {
		r := s.one(0, found)
		r.Gate = verdicts
		return r
	}
	all := *s.one(0, found)
	all.Scenario, all.Title, all.Variants, all.Differences, all.Gates = "suite", say.Text("G205", len(s.loaded)), nil, nil, nil
	all.Inputs = map[string]string{}
	for i, l := range s.loaded {
		r := s.one(i, found)
		base := r.Variants[0]
		base.Name = l.Name
		all.Variants = append(all.Variants, base)
		for name, sum := range r.Inputs {
			all.Inputs[l.Name+"/"+name] = sum
		}
		sim.parts = append(sim.parts, part{filepath.Join(sim.dir, l.Name), r})
	}
	all.Gate = verdicts
	return &all
}

// one is the results of one of the scenarios, without a verdict.
func (s *suite) one(i int, found *lab.Found) *report.Results {
	first := 0
	for _, l := range s.loaded[:i] {
		first += len(s.armsOf(l))
	}
	l := s.loaded[i]
	own := *found
	own.Outcomes = found.Outcomes[first : first+len(s.armsOf(l))]
	judged := *l
	judged.Variants = l.Variants[:1]
	if baselineOf(l) == nil {
		judged.Baseline = nil
	}
	r := assemble(&judged, &own)
	r.Gates = nil // decided, not only estimated
	if i < len(s.deep) {
		s.deep[i].fill(r)
	}
	return r
}

// verdicts is the record of what was decided.
func (s *suite) verdicts(j collect.Judgement, found *lab.Found, f *gateFlags) *report.Verdicts {
	v := &report.Verdicts{
		Verdict: j.Verdict().String(), Budget: s.budget.Name, Replications: found.Replications, Gates: j.Gates(),
		Candidate: f.policy, Baseline: f.baseline, Reproduce: s.reproduce(f),
	}
	for i, n := range s.budget.Looks {
		v.Looks = append(v.Looks, report.Look{N: n, Alpha: s.budget.Alpha[i]})
	}
	decided := v.Gates
	for _, d := range s.deep {
		for i := range d.loaded.Gates {
			d.decided(&decided[i], i)
		}
		decided = decided[len(d.loaded.Gates):]
		for _, note := range d.notes {
			if !slices.Contains(v.Notes, note) { // which another scenario has said
				v.Notes = append(v.Notes, note)
			}
		}
	}
	for i := range v.Gates {
		g := &v.Gates[i]
		if g.Verdict != verdict.Pass.String() {
			g.SeeWhy = s.seeWhy(*g, f)
		}
	}
	for _, l := range s.loaded {
		if b := l.Baseline; b != nil && v.Policy == nil {
			v.Policy = policyChanges(scenarios.Changes(*b, l.Variants[0]))
		}
		for _, g := range l.Loosened() {
			v.Loosened = append(v.Loosened, report.Loosened{ID: g.ID, Before: g.Before, After: g.After})
		}
	}
	return v
}

// reproduce is the command line that gives the same verdict.
func (s *suite) reproduce(f *gateFlags) string {
	line := "weir gate"
	for _, name := range s.names {
		line += " " + quoted(name)
	}
	if f.robust > 0 {
		line += fmt.Sprintf(" --robust %d", f.robust)
	}
	return line + f.deepFlags.typed() + flagsTyped("--gates", f.gates) + flagsTyped("--policy", f.policy) + flagsTyped("--baseline", f.baseline) +
		" --budget " + s.budget.Name + f.withSeed(s.loaded[0].Variants[0].Plan.Seed).typed()
}

// withSeed are the flags with the seed that was used written out.
func (c common) withSeed(seed uint64) *common {
	c.seed = fmt.Sprint(seed)
	return &c
}

// stories are the customers whose lives show what a metric counts, by how its name
// begins: the first that fits.
var stories = []struct{ metric, where string }{
	{"customer.restricted", "restricted_alive"}, {"customer.payments.blocked", "blocked>0"}, {"customer.value.blocked", "blocked>0"},
	{"customer.flags", "flagged"}, {"customer.idle", "flagged"}, {"customer.left", "left"}, {"customer.ended", "flagged"},
	{"customer.without_service", "restricted_alive"}, {"customer.reactivations", "reactivated"},
	{"risk.notice", "misdirected>0"}, {"compliance.notice", "notices>0"}, {"service.attempts", "notices>0"},
	{"customer.tier.demotions", "demoted"}, {"customer.tier", "promoted"}, {"risk.alerts", "alerts>0"},
	{"customer.watched", "flagged"}, {"continuity", "unavailable>0"}, {"customer.payments", "limit_hits>0"},
}

// seeWhy is the command line that tells the worst story behind a gate; "" where no
// customer's life shows it.
func (s *suite) seeWhy(d report.Decided, f *gateFlags) string {
	i := slices.IndexFunc(s.loaded, func(l *scenarios.Loaded) bool { return l.Name == d.Scenario })
	k := slices.IndexFunc(stories, func(story struct{ metric, where string }) bool { return strings.HasPrefix(d.Metric, story.metric) })
	if i < 0 || k < 0 {
		return ""
	}
	line := "weir trace " + quoted(s.names[i]) + f.withSeed(s.loaded[i].Variants[0].Plan.Seed).typed()
	if f.policy != "" {
		line += flagsTyped("--set", "policy="+f.policy)
	}
	return line + flagsTyped("--where", stories[k].where) + " --pick worst"
}
