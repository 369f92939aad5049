package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"weir/scenarios"
	"weir/scenarios/say"
	"weir/sim/verdict"
)

func (p *program) validateCommand() *cobra.Command {
	var f formatFlag
	cmd := &cobra.Command{
		Use:   "validate FILE…",
		Short: "Check files, and everything a scenario names, without running anything",
		Long: "Checks files, and everything a scenario names, without running anything. All that is wrong is told at once, with\n" +
			"its place; a name without / and .yaml means a file of the library. Gates that cannot pass within the scenario's budget,\n" +
			"whatever is simulated, are told too. --format github annotates a pull request.",
		Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := f.check(); err != nil {
				return err
			}
			return p.validate(args, f.format)
		},
	}
	f.register(cmd, "text", "json", "github")
	return cmd
}

// validate checks every file; it fails if any is invalid.
func (p *program) validate(names []string, format string) error {
	var all []*scenarios.Report
	failed := false
	for _, name := range names {
		kind, report := scenarios.Validate(name, nil)
		if kind == scenarios.KindScenario && !report.Failed() {
			report = scenarios.Merge(report, preflightOf(name))
		}
		all = append(all, report)
		failed = failed || report.Failed()
		if format == "text" && !report.Failed() {
			fmt.Fprint(p.stderr, report.Text())
			fmt.Fprintln(p.stdout, say.Text("W190", name, kind))
		}
	}
	merged := scenarios.Merge(all...)
	if failed || format != "text" {
		err := p.invalid(merged, format)
		if failed {
			return err
		}
	}
	return nil
}

// preflightOf holds the gates of a valid scenario against its budget.
func preflightOf(name string) *scenarios.Report {
	loaded, report := scenarios.Load(name, scenarios.Options{})
	if loaded == nil {
		return report // which has been told
	}
	budget, _ := verdict.BudgetOf(loaded.Scenario.Budget) // a Choice: one of them
	return undecidable(loaded, budget)
}
