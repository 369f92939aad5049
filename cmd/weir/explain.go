package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"weir/model"
	"weir/model/screening"
	"weir/scenarios"
	"weir/scenarios/say"
	"weir/sim/expr"
	"weir/sim/param"
)

func (p *program) explainCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "explain [PATH]",
		Short: "Say what a parameter, a metric or a feature means, its unit, default, range, source and grade",
		Long: "Says what a parameter (policy.dormancy.basic.after), a metric (customer.watched.share) or a feature that rules of\n" +
			"screening (count_24h) or trace --where (days_restricted) speak of means.\n" +
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
}{{"policy.", scenarios.KindPolicy}, {"institution.", scenarios.KindInstitution}, {"population.", scenarios.KindPopulation}, {"map.", scenarios.KindMap}, {"", scenarios.KindScenario}}

// explain says what a path, a metric or a feature means.
func (p *program) explain(path string) error {
	for _, f := range model.Figures() {
		if f.Name == path {
			explainMetric(p.stdout, f)
			return nil
		}
	}
	if p.explainFeatures(path) {
		return nil
	}
	nearest := param.Nearest(path, namesExplained())
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
		if x.prefix != "" && x.kind != scenarios.KindPopulation { // a scenario's population has paths too
			break
		}
	}
	message := say.Text("R120", path)
	if nearest != "" {
		message += "; " + say.Text("R121", nearest)
	}
	return exitError{exitInvalid, message}
}

// namesExplained are the names that are no paths: of metrics and features.
func namesExplained() []string {
	var names []string
	for _, f := range model.Figures() {
		names = append(names, f.Name)
	}
	for _, from := range features() {
		for _, f := range from.names {
			names = append(names, f.Name)
		}
	}
	return names
}

// speech is what some expressions may speak of.
type speech struct {
	names []expr.Name
	in    string // which expressions
}

func features() []speech {
	return []speech{{screening.Features(nil, nil), "rules of screening"}, {model.PairFeatures(model.Labels{}), "trace --where"}}
}

// explainFeatures says what a name means in the expressions that know it.
func (p *program) explainFeatures(name string) (known bool) {
	for _, from := range features() {
		for _, f := range from.names {
			if f.Name != name {
				continue
			}
			if known {
				fmt.Fprintln(p.stdout)
			}
			explainFeature(p.stdout, f, from.in)
			known = true
		}
	}
	return known
}

// explainAll lists every parameter, metric and feature, a line each.
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
	for _, from := range features() {
		for _, f := range from.names {
			fmt.Fprintf(p.stdout, "%s: %s\n", f.Name, firstSentence(f.Doc))
		}
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

// explainFeature writes all that is declared of a feature.
func explainFeature(w io.Writer, f expr.Name, in string) {
	fmt.Fprintf(w, "%s\n\n  %s\n\n", f.Name, f.Doc)
	fmt.Fprintf(w, "  %-8s  %s\n", "unit", say.Text(f.Unit.Code()))
	fmt.Fprintf(w, "  %-8s  %s\n", "in", in)
	if len(f.Words) > 0 && f.Words[0] != "" {
		fmt.Fprintf(w, "  %-8s  %s\n", "words", strings.Join(f.Words, ", "))
	}
}
