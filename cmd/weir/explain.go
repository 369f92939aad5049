package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"weir/model"
	"weir/scenarios"
	"weir/scenarios/say"
	"weir/sim/param"
)

func (p *program) explainCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "explain [PATH]",
		Short: "Say what a parameter or a metric means, its unit, default, range, source and grade",
		Long: "Says what a parameter (policy.dormancy.basic.after) or a metric (customer.watched.share) means.\n" +
			"Paths begin with institution, policy, population, or a key of a scenario. Without a path: all of them.",
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return p.explainAll()
			}
			return p.explain(args[0])
		},
	}
}

// prefixes are what paths to the declarations of a kind of file begin with.
var prefixes = []struct {
	prefix string
	kind   scenarios.Kind
}{{"policy.", scenarios.KindPolicy}, {"institution.", scenarios.KindInstitution}, {"population.", scenarios.KindPopulation}, {"", scenarios.KindScenario}}

// explain says what a path or a metric means.
func (p *program) explain(path string) error {
	for _, f := range model.Figures() {
		if f.Name == path {
			explainMetric(p.stdout, f)
			return nil
		}
	}
	nearest := param.Nearest(path, metricNames())
	for _, x := range prefixes {
		rest, ok := strings.CutPrefix(path, x.prefix)
		if !ok {
			continue
		}
		d, near := scenarios.Declared(x.kind).Explain(rest)
		if d != nil {
			explainParameter(p.stdout, x.prefix, d)
			return nil
		}
		if near != "" && nearest == "" {
			nearest = x.prefix + near
		}
		if x.prefix != "" {
			break
		}
	}
	message := say.Text("R120", path)
	if nearest != "" {
		message += "; " + say.Text("R121", nearest)
	}
	return exitError{exitInvalid, message}
}

func metricNames() []string {
	var names []string
	for _, f := range model.Figures() {
		names = append(names, f.Name)
	}
	return names
}

// explainAll lists every parameter and every metric, a line each.
func (p *program) explainAll() error {
	for _, x := range prefixes {
		for _, d := range scenarios.Declared(x.kind).Decls() {
			if d.Name != "weir" && !slices.Contains([]param.Kind{param.KindGroup, param.KindMap, param.KindList}, d.Kind) {
				fmt.Fprintf(p.stdout, "%s%s: %s\n", x.prefix, d.Path, firstSentence(d.Doc))
			}
		}
	}
	for _, f := range model.Figures() {
		fmt.Fprintf(p.stdout, "%s: %s\n", f.Name, firstSentence(f.Definition))
	}
	return nil
}

func firstSentence(text string) string {
	first, _, _ := strings.Cut(text, ". ")
	return strings.TrimSuffix(first, ".")
}

// explainParameter writes all that is declared of a parameter.
func explainParameter(w io.Writer, prefix string, d *param.Decl) {
	fmt.Fprintf(w, "%s%s\n\n  %s\n\n", prefix, d.Path, d.Doc)
	line := func(what, text string) {
		if text != "" {
			fmt.Fprintf(w, "  %-8s  %s\n", what, text)
		}
	}
	line("form", d.Form())
	switch {
	case d.Must:
		line("default", "none: it must be written")
	default:
		line("default", d.Default)
	}
	line("range", d.RangeText())
	line("source", d.Source)
	if d.Source != "" {
		line("grade", d.Grade.String()+", "+gradeWords[d.Grade])
	}
	line("rules", strings.Join(d.RuleIDs, ", "))
	if len(d.Fields) > 0 {
		fmt.Fprintln(w)
		for _, f := range d.Fields {
			fmt.Fprintf(w, "  %-14s  %s\n", f.Name, firstSentence(f.Doc))
		}
	}
}

// gradeWords say what a grade means.
var gradeWords = map[param.Grade]string{
	param.Verified: "seen in a source", param.Secondary: "secondary: an order of magnitude", param.Memory: "from memory",
	param.Derived: "derived by arithmetic", param.Assumption: "an assumption",
}

// explainMetric writes all that is declared of a metric.
func explainMetric(w io.Writer, f model.Figure) {
	fmt.Fprintf(w, "%s\n\n  %s\n\n", f.Name, f.Definition)
	fmt.Fprintf(w, "  %-8s  %s\n", "unit", f.Unit)
	fmt.Fprintf(w, "  %-8s  %s\n", "kind", f.Kind)
	fmt.Fprintf(w, "  %-8s  %s\n", "better", f.Better)
	fmt.Fprintf(w, "  %-8s  %s\n", "labels", strings.Join(f.Labels, ", "))
	fmt.Fprintf(w, "  %-8s  %s\n", "rules", strings.Join(f.Rules, ", "))
}
