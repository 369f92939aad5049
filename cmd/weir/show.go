package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"weir/scenarios"
	"weir/scenarios/say"
)

func (p *program) showCommand() *cobra.Command {
	var c common
	var resolved bool
	cmd := &cobra.Command{
		Use:   "show NAME",
		Short: "Print a file of the library, or with --resolved every value of a scenario and where it came from",
		Args:  cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := c.check(); err != nil {
				return err
			}
			if resolved {
				return p.showResolved(args[0], c)
			}
			text := scenarios.Builtin(args[0])
			if text == nil {
				_, report := scenarios.Validate(args[0], nil)
				if report.Failed() {
					return p.invalid(report, c.format)
				}
				return usage("show prints files of the library; %s is a file of yours", args[0])
			}
			_, err := p.stdout.Write(text)
			return err
		},
	}
	c.register(cmd)
	cmd.Flags().BoolVar(&resolved, "resolved", false, "every value in force, with its origin")
	return cmd
}

// showResolved lists every value in force and where it came from.
func (p *program) showResolved(name string, c common) error {
	loaded, err := p.load(name, c)
	if err != nil {
		return err
	}
	tab := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tab, say.Text("R130"))
	for _, s := range loaded.Show() {
		origin := s.Origin
		if s.Clause != "" {
			origin += " (" + s.Clause + ")"
		}
		fmt.Fprintf(tab, "%s\t%s\t%s\n", s.Path, s.Value, origin)
	}
	return tab.Flush()
}
