package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"weir/model"
	"weir/scenarios"
	"weir/sim/dist"
)

// listed are the kinds that list knows besides those of files.
var listed = []string{"scenario", "institution", "policy", "population", "gates", "metric", "shock", "distribution"}

func (p *program) listCommand() *cobra.Command {
	return &cobra.Command{
		Use:       "list [KIND]",
		Short:     "List what is built in: scenarios, institutions, policies, metrics, shocks, distributions",
		Long:      "Lists what is built in, a line each. KIND is one of " + strings.Join(listed, ", ") + ";\nwithout it: all of them.",
		Args:      cobra.MaximumNArgs(1),
		ValidArgs: listed,
		RunE: func(_ *cobra.Command, args []string) error {
			kinds := listed
			if len(args) > 0 {
				kind := strings.TrimSuffix(args[0], "s")
				if kind == "policie" {
					kind = "policy"
				}
				if kind == "gate" {
					kind = "gates"
				}
				if !slices.Contains(listed, kind) {
					return usage("list %s; want one of %s", args[0], strings.Join(listed, ", "))
				}
				kinds = []string{kind}
			}
			tab := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
			for _, kind := range kinds {
				listKind(tab, kind)
			}
			return tab.Flush()
		},
	}
}

// listKind writes a line for each thing of a kind: kind, name, what it is.
func listKind(w io.Writer, kind string) {
	switch kind {
	case "metric":
		for _, f := range model.Figures() {
			first, _, _ := strings.Cut(f.Definition, ". ")
			fmt.Fprintf(w, "metric\t%s\t%s\n", f.Name, strings.TrimSuffix(first, "."))
		}
	case "shock":
		for _, s := range model.ShockKinds() {
			fmt.Fprintf(w, "shock\t%s\t%s\n", s.Name, s.Doc)
		}
	case "distribution":
		for _, f := range dist.Families() {
			fmt.Fprintf(w, "distribution\t%s\t%s\n", f.Name, f.Doc)
		}
	default:
		for _, e := range scenarios.Library() {
			if string(e.Kind) == kind {
				fmt.Fprintf(w, "%s\t%s\t%s\n", kind, e.Name, e.Title)
			}
		}
	}
}
