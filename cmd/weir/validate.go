package main

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"weir/scenarios"
	"weir/scenarios/say"
)

func (p *program) validateCommand() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "validate FILE…",
		Short: "Check files, and everything a scenario names, without running anything",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if !slices.Contains([]string{"text", "json", "github"}, format) {
				return usage("--format %s; want text, json or github", format)
			}
			return p.validate(args, format)
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text, json or github (annotations)")
	return cmd
}

// validate checks every file; it fails if any is invalid.
func (p *program) validate(names []string, format string) error {
	var all []*scenarios.Report
	failed := false
	for _, name := range names {
		kind, report := scenarios.Validate(name, nil)
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
