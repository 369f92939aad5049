package main

import (
	"context"
	"os"
	"strconv"

	"weir/report"
	"weir/report/verify"
	"weir/scenarios"
	"weir/scenarios/say"
	"weir/sim/desk"
	"weir/sim/verdict"
	"weir/testdata"
)

// number is the seed of what has no scenario: 1 where none is given.
func (f *verifyFlags) number() (uint64, error) {
	if f.seed == "" {
		return 1, nil
	}
	seed, err := strconv.ParseUint(f.seed, 10, 64)
	if err != nil {
		return 0, usage("--seed %s; want a whole number", f.seed)
	}
	return seed, nil
}

// theory runs queues with known answers.
func (p *program) theory(ctx context.Context, _ []string, f *verifyFlags) (report.Proof, error) {
	name, text := "desks.yaml", testdata.Desks
	if f.cases != "" {
		var err error
		if text, err = os.ReadFile(f.cases); err != nil {
			return report.Proof{}, exitError{exitInvalid, say.Text("F101", f.cases, reason(err))}
		}
		name = f.cases
	}
	cases, problems := desk.ReadKnown(name, text)
	if len(problems) > 0 {
		return report.Proof{}, p.invalid(scenarios.NewReport(problems, map[string]string{name: string(text)}, name), f.format)
	}
	seed, err := f.number()
	if err != nil {
		return report.Proof{}, err
	}
	show, end := p.shows(f, "queues")
	defer end()
	return verify.Theory(ctx, cases, seed, f.workers, show)
}

// coverage repeats the experiments whose truth is known.
func (p *program) coverage(ctx context.Context, _ []string, f *verifyFlags) (report.Proof, error) {
	seed, err := f.number()
	if err != nil {
		return report.Proof{}, err
	}
	show, end := p.shows(f, "experiments")
	defer end()
	return verify.Coverage(ctx, f.trials, seed, f.workers, show)
}

// The scenario that is compared with itself: small, with chance in all its parts.
const (
	unchangedScenario   = "city-bank-year"
	unchangedPopulation = "500"
	unchangedLength     = "30d"
)

// small is a scenario of the flags, with few customers where nothing is said.
func (p *program) small(name, population, length string, f *verifyFlags) (*scenarios.Loaded, error) {
	c := f.common
	if c.population == "" {
		c.population = population
	}
	if c.length == "" {
		c.length = length
	}
	return p.load(name, c)
}

// unchanged compares a scenario with itself.
func (p *program) unchanged(ctx context.Context, args []string, f *verifyFlags) (report.Proof, error) {
	name := unchangedScenario
	if len(args) > 0 {
		name = args[0]
	}
	loaded, err := p.small(name, unchangedPopulation, unchangedLength, f)
	if err != nil {
		return report.Proof{}, err
	}
	show, end := p.shows(f, "comparisons")
	defer end()
	return verify.Unchanged{Name: loaded.Name, Plan: loaded.Variants[0].Plan, Comparisons: f.aa, Workers: f.workers, Progress: show}.Run(ctx)
}

// canFailPopulation suffices for every gate of the library.
const canFailPopulation = "500"

// canFail tries the gates of one scenario, or of all in the library.
func (p *program) canFail(ctx context.Context, args []string, f *verifyFlags) (report.Proof, error) {
	budget, _ := verdict.BudgetOf("ci")
	proof := report.Proof{Name: partCanFail, Title: say.Text("V116"), Lead: say.Text("V117", budget.Name)}
	names, err := p.withGates(args)
	if err != nil {
		return proof, err
	}
	show, end := p.shows(f, "scenarios")
	defer end()
	for i, name := range names {
		loaded, err := p.small(name, canFailPopulation, "", f)
		if err != nil {
			return proof, err
		}
		claims, err := verify.CanFail{Loaded: loaded, Budget: budget, Workers: f.workers}.Claims(ctx)
		if err != nil {
			return proof, err
		}
		proof.Claims = append(proof.Claims, claims...)
		show(i+1, len(names))
	}
	return proof, nil
}

// withGates are the scenarios of the library, or the one that is named; each has
// gates.
func (p *program) withGates(args []string) ([]string, error) {
	if len(args) > 0 {
		return args, nil
	}
	var names []string
	for _, e := range scenarios.Library() {
		if e.Kind != scenarios.KindScenario {
			continue
		}
		loaded, problems := scenarios.Load(e.Name, scenarios.Options{})
		if problems.Failed() {
			return nil, p.invalid(problems, "text")
		}
		if len(loaded.Gates) > 0 {
			names = append(names, e.Name)
		}
	}
	return names, nil
}

// windowReplications are the fewest that windows are compared with.
const windowReplications = 64

// windows runs a scenario with windows of several lengths.
func (p *program) windows(ctx context.Context, args []string, f *verifyFlags) (report.Proof, error) {
	name := "pay-day-outage"
	if len(args) > 0 {
		name = args[0]
	}
	length := f.length
	if length == "" && len(args) == 0 {
		length = "90d"
	}
	if f.replications == "" {
		f.replications = strconv.Itoa(windowReplications)
	}
	loaded, err := p.small(name, "20000", length, f)
	if err != nil {
		return report.Proof{}, err
	}
	replications := int(loaded.Scenario.Replications) // 0 for auto
	if replications < windowReplications {
		return report.Proof{}, usage("--replications %s; --windows wants a number, %d or more: with fewer nothing can be shown", f.replications, windowReplications)
	}
	progress := p.newProgress(f.quiet, "replications of 4 lengths of windows")
	defer progress.done()
	proof, err := verify.Windows(ctx, name, loaded.Variants[0].Plan, replications, f.workers, progress.show)
	if err == nil && len(proof.Claims) == 0 {
		return proof, exitError{exitFail, say.Text("V106")}
	}
	return proof, err
}
