package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"weir/model"
	"weir/model/screening"
	"weir/scenarios"
	"weir/sim/dist"
)

// listed are the kinds that list knows besides those of files.
var listed = []string{"scenario", "institution", "policy", "population", "gates", "metric", "feature", "outcome", "shock", "distribution"}

func (p *program) listCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list [KIND]",
		Short: "List what is built in: scenarios, institutions, policies, metrics, features, outcomes, shocks, distributions",
		Long: "Lists what is built in, a line each. KIND is one of " + strings.Join(listed, ", ") + ";\n" +
			"without it: all of them. With KIND, files of the library are told with what their first comment says. Features are\n" +
			"what rules of screening may speak of, outcomes what trace --where may speak of.",
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
				listKind(tab, kind, len(args) > 0)
			}
			return tab.Flush()
		},
	}
}

// listKind writes a line for each thing of a kind: kind, name, what it is, and,
// in detail, more about it where a file of the library says more.
func listKind(w io.Writer, kind string, detail bool) {
	switch kind {
	case "metric":
		for _, f := range model.Figures() {
			first, _, _ := strings.Cut(f.Definition, ". ")
			fmt.Fprintf(w, "metric\t%s\t%s\n", f.Name, strings.TrimSuffix(first, "."))
		}
	case "feature":
		for _, f := range screening.Features(nil, nil) {
			fmt.Fprintf(w, "feature\t%s\t%s\n", f.Name, firstSentence(f.Doc))
		}
	case "outcome":
		for _, f := range model.PairFeatures(model.Labels{}) {
			fmt.Fprintf(w, "outcome\t%s\t%s\n", f.Name, firstSentence(f.Doc))
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
			if string(e.Kind) != kind {
				continue
			}
			fmt.Fprintf(w, "%s\t%s\t%s", kind, e.Name, e.Title)
			if detail && e.About != "" {
				fmt.Fprintf(w, "\t%s", firstSentence(e.About))
			}
			fmt.Fprintln(w)
		}
	}
}
