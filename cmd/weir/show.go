package main

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"weir/scenarios"
	"weir/scenarios/say"
)

func (p *program) showCommand() *cobra.Command {
	var c common
	var resolved bool
	var against string
	cmd := &cobra.Command{
		Use:   "show NAME",
		Short: "Print a file of the library, every value of a scenario, or what differs between two files",
		Long: "Prints a file of the library, to be copied and changed. With --resolved: every value of a scenario with where it\n" +
			"came from, a file and line, a flag, a variable or the default; the flags about scenarios are for that.\n" +
			"With --against: what differs from another file of the same kind, with the unit, the rules of the model, the\n" +
			"clause of your own rule book where you noted one, and how well the default is known.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := c.check(); err != nil {
				return err
			}
			if resolved && against != "" {
				return usage("--resolved and --against are two things to show: give one of them")
			}
			if resolved && c.format == "markdown" {
				return usage("--format markdown; --resolved wants text or json")
			}
			if resolved {
				return p.showResolved(args[0], c)
			}
			if against != "" {
				if err := needs(cmd, "--resolved", scenarioFlags...); err != nil {
					return err
				}
				return p.showAgainst(args[0], against, c.format)
			}
			if err := needs(cmd, "--resolved or --against", append([]string{"format"}, scenarioFlags...)...); err != nil {
				return err
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
	c.register(cmd, "text", "json", "markdown")
	c.registerReplications(cmd)
	cmd.Flags().BoolVar(&resolved, "resolved", false, "every value in force, and where it came from")
	cmd.Flags().StringVar(&against, "against", "", "`NAME` or file to show the differences from")
	return cmd
}

// scenarioFlags are those about a scenario that is to be run.
var scenarioFlags = []string{"set", "population", "length", "seed", "replications"}

// showResolved lists every value in force and where it came from.
func (p *program) showResolved(name string, c common) error {
	loaded, err := p.load(name, c)
	if err != nil {
		return err
	}
	if c.format == "json" {
		return showJSON(p.stdout, loaded.Show())
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

// showJSON writes the values in force for programs.
func showJSON(w io.Writer, settings []scenarios.Setting) error {
	type value struct {
		Path   string `json:"path"`
		Value  string `json:"value"`
		Origin string `json:"origin"`
		Clause string `json:"clause,omitempty"`
	}
	values := make([]value, len(settings))
	for i, s := range settings {
		values[i] = value(s)
	}
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(values)
}
