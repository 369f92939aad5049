package main

import (
	"context"
	"os"

	"github.com/spf13/cobra"

	"weir/report"
	"weir/scenarios/say"
	"weir/sim/verdict"
)

// gateFlags are the flags of gate.
type gateFlags struct {
	working
	deepFlags
	robust   int
	gates    string
	policy   string
	baseline string
	budget   string
}

func (p *program) gateCommand() *cobra.Command {
	var f gateFlags
	cmd := &cobra.Command{
		Use:   "gate SCENARIO…",
		Short: "Decide the gates of one scenario or a suite: one verdict, for people and for CI",
		Long: "Decides every gate of the scenarios, all with one verdict, by the exit code: 0 every blocking gate passed, 10 one\n" +
			"failed, 11 there is not enough evidence within the budget, 12 there is no data. It looks at planned numbers of\n" +
			"replications only and stops as soon as all is decided. A gate that cannot be decided within its budget is refused\n" +
			"before anything runs (3). --policy is the candidate and --baseline what delta() and ratio() compare it with;\n" +
			"--gates takes gates from elsewhere, such as the main branch (git:origin/main:gates.yaml), and gates that the\n" +
			"candidate's own file loosens are announced. The run directory has junit.xml and gate.md, a comment for a pull\n" +
			"request. In GitHub Actions annotations and the summary of the step are written by themselves.",
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.gate(cmd.Context(), args, &f)
		},
	}
	f.working.register(cmd, "text", "json", "csv", "markdown", "github")
	flags := cmd.Flags()
	flags.StringVar(&f.gates, "gates", "", "gates by `FILE`, name, or git:REF:PATH, in the place of the scenario's own")
	flags.StringVar(&f.policy, "policy", "", "the candidate `POLICY`, by file or name (default: the scenario's)")
	flags.StringVar(&f.baseline, "baseline", "", "the `POLICY` that delta() and ratio() compare with (default: the scenario's)")
	flags.StringVar(&f.budget, "budget", "", "`HOW` many replications may be taken: ci (512), release (1024), or quick (16, decides nothing)")
	flags.IntVar(&f.robust, "robust", 0, "`NUMBER` of sets of assumptions under which the gates are judged too, at one look each")
	f.deepFlags.register(cmd)
	return cmd
}

// gate is the story of a verdict: files to checked plans, looks until all is
// decided, a verdict to results, results to a directory, a table and an exit code.
func (p *program) gate(ctx context.Context, args []string, f *gateFlags) error {
	if err := f.check(); err != nil {
		return err
	}
	if f.robust < 0 || f.robust > mostSets {
		return usage("--robust %d; want 1 to %d sets of assumptions", f.robust, mostSets)
	}
	names, err := f.names(args)
	if err != nil {
		return err
	}
	suite, err := p.suite(names, f)
	if err != nil {
		return err
	}
	if err := p.preflight(suite, f); err != nil {
		return err
	}
	if err := suite.possible(f); err != nil {
		return err
	}
	sim, err := p.begin(ctx, &f.working, suite.directory(f), suite.arms(), suite.loaded...)
	if err != nil {
		return err
	}
	defer sim.end()
	found, judgement, err := suite.judge(sim)
	if err == nil {
		err = suite.deepen(sim, f, found)
	}
	var r *report.Results
	if err := sim.conclude(found, err, func() *report.Results {
		r = suite.results(sim, found, judgement, f)
		return r
	}); err != nil {
		return err
	}
	if err := p.tellGitHub(r, f); err != nil {
		return err
	}
	return verdictError(judgement.Verdict())
}

// check refuses flags that cannot be.
func (f *gateFlags) check() error {
	if err := f.deepFlags.check(); err != nil {
		return err
	}
	return f.working.check()
}

// possible refuses what cannot be worked out beside the verdict.
func (s *suite) possible(f *gateFlags) error {
	for _, l := range s.loaded {
		if err := f.deepFlags.possible(l, s.budget.Looks[0]); err != nil {
			return err
		}
		if f.robust > 0 && len(l.Assumptions()) == 0 {
			return exitError{exitInvalid, say.Text("R374", l.Name)}
		}
	}
	return nil
}

// names are the scenarios to be judged.
func (f *gateFlags) names(args []string) ([]string, error) {
	if len(args) > 0 {
		return args, nil
	}
	name, err := f.scenario(nil)
	return []string{name}, err
}

// verdictError is the exit code of a verdict; the sentence has been printed.
func verdictError(v verdict.Verdict) error {
	if v == verdict.Pass {
		return nil
	}
	return exitError{code: exitOf(v)}
}

// exitOf is the exit code of a verdict.
func exitOf(v verdict.Verdict) int {
	return map[verdict.Verdict]int{verdict.Pass: exitDone, verdict.Fail: exitFail, verdict.Inconclusive: exitInconclusive, verdict.NoData: exitNoData}[v]
}

// tellGitHub writes annotations and the summary of a step where a workflow of
// GitHub runs the command.
func (p *program) tellGitHub(r *report.Results, f *gateFlags) error {
	if on, _ := p.env("GITHUB_ACTIONS"); on != "true" {
		return nil
	}
	if f.format != "github" && !f.quiet {
		if err := report.WriteAnnotations(p.stderr, r); err != nil {
			return err
		}
	}
	path, ok := p.env("GITHUB_STEP_SUMMARY")
	if !ok || path == "" {
		return nil
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY|os.O_CREATE, 0o666)
	if err != nil {
		return err
	}
	if err := report.WriteStepSummary(file, r, options()); err != nil {
		file.Close()
		return err
	}
	return file.Close()
}
