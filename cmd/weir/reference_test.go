package main

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"weir/model"
	"weir/scenarios"
	"weir/sim/dist"
	"weir/sim/param"
)

// The reference pages, written from the declarations.

// origin is the line at the head of a generated page.
func origin(from string) string {
	return "<!-- Written by go test ./cmd/weir -run TestDocs -update from " + from + ". Do not edit. -->\n\n"
}

// inCode sets words in code type, with commas between them.
func inCode(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return "`" + strings.Join(words, "`, `") + "`"
}

// row is a line of a table.
func row(out *bytes.Buffer, cells ...string) {
	for i := range cells {
		cells[i] = strings.ReplaceAll(cells[i], "|", `\|`)
	}
	fmt.Fprintf(out, "| %s |\n", strings.Join(cells, " | "))
}

// head is the head of a table.
func head(out *bytes.Buffer, cells ...string) {
	row(out, cells...)
	fmt.Fprintf(out, "|%s\n", strings.Repeat(" --- |", len(cells)))
}

// parametersPage is docs/parameters.md.
func parametersPage() []byte {
	var out bytes.Buffer
	out.WriteString(origin("the declarations") + `# Parameters

Every key that a file may have. ` + "`weir explain PATH`" + ` says the same of one of them, ` + "`weir show --resolved SCENARIO`" + ` says which
value is in force and who set it. A * stands for a name of your own: a tier, a segment, a system. On the command line, and under
` + "`set:`" + `, a path begins with the kind of file unless it is the scenario's: ` + "`--set policy.dormancy.basic.after=60d`" + `.

*Ground* is how well a default is known, with its source: **V** seen in a source, **Vs** secondary (an order of magnitude), **M** from
memory, **D** derived by arithmetic, **A** an assumption. ` + "`src:C17`" + ` is a row of the sources' list of figures and duties. *Rules* are those
of [MODEL.md](MODEL.md).

How each form is written is in [files.md](files.md#values).
`)
	for _, kind := range scenarios.Kinds() {
		fmt.Fprintf(&out, "\n## %s\n\n", strings.ToUpper(string(kind[:1]))+string(kind[1:]))
		out.WriteString("Editor schema: [" + string(kind) + ".schema.json](schema/" + string(kind) + ".schema.json).\n\n")
		out.WriteString(scenarios.Declared(kind).Markdown())
	}
	return out.Bytes()
}

// metricsPage is docs/metrics.md.
func metricsPage() []byte {
	var out bytes.Buffer
	out.WriteString(origin("model.Figures") + `# Metrics

Every figure that a run reports. Labels tell a metric apart: ` + "`customer.payments.limited{tier=basic}`" + `. Headline metrics stand first in
the summary and are the family over which comparisons are corrected. Those with a series are also kept for every simulated day.

Kinds: *count* and *money* are means over replications; *share*, *rate* and *mean* are ratios of sums, numerator over denominator
of all replications; a *quantile* is taken inside each replication and then averaged. Shares are 0 to 1 in files and per cent on
screen; times are seconds in files; money is in the institution's currency.

`)
	head(&out, "metric", "unit", "better", "kind", "definition", "labels", "rules", "headline", "series")
	yes := map[bool]string{true: "yes", false: "no"}
	for _, f := range model.Figures() {
		row(&out, "`"+f.Name+"`", f.Unit, f.Better.String(), f.Kind.String(), f.Definition, inCode(f.Labels),
			strings.Join(f.Rules, ", "), yes[f.Headline], yes[f.Daily != nil])
	}
	return out.Bytes()
}

// shocksPage is docs/shocks.md.
func shocksPage() []byte {
	var out bytes.Buffer
	out.WriteString(origin("model.ShockKinds and sim/dist") + `# Shocks

What may happen to the institution. A scenario lists shocks under ` + "`shocks:`" + `, each with its keys and, where a kind occurs twice, an
` + "`id`" + `; overrides find it by that: ` + "`--set shocks.outage.lasts=6h`" + `.
`)
	for _, k := range model.ShockKinds() {
		s := param.New(param.Units{Currency: "CNY", Minor: 100})
		k.New(s)
		fmt.Fprintf(&out, "\n## %s\n\n%s Rules: %s.\n\n%s", k.Name, k.Doc, strings.Join(k.Rules, ", "), s.Markdown())
	}
	out.WriteString("\n## Distributions\n\nWhat a key of the form *distribution* takes besides a plain value.\n\n")
	head(&out, "family", "what it is", "give")
	for _, f := range dist.Families() {
		row(&out, "`"+f.Name+"`", f.Doc, f.Want())
	}
	return out.Bytes()
}

// exits are the codes with which the program ends.
var exits = []struct {
	code    int
	meaning string
}{
	{exitDone, "done"},
	{exitUnexpected, "an error nobody expected: the disk, or a bug"},
	{exitUsage, "flags or their values are wrong, and no file is"},
	{exitInvalid, "a file is invalid, a name unknown to the library, a directory not that of a run, `fit` can write nothing, or a gate cannot be decided within its budget"},
	{exitFail, "`gate`: FAIL; `verify`, `backtest`: what was claimed does not hold"},
	{exitInconclusive, "`gate`: INCONCLUSIVE, not enough evidence"},
	{exitNoData, "`gate`, `backtest`: NO DATA, nothing to decide by"},
	{exitInterrupted, "interrupted; the same command goes on where it stopped"},
}

// commandsPage is docs/commands.md.
func commandsPage() []byte {
	var out bytes.Buffer
	out.WriteString(origin("the command line itself") + `# Commands

Results go to standard output, and nothing else does; progress, notes and errors go to standard error. Flags win over ` + "`WEIR_…`" + `
variables of the environment, those over the scenario, that over ` + "`weir.yaml`" + ` in the current folder, and that over the defaults.
`)
	root := new(program).command()
	for _, c := range root.Commands() {
		if c.IsAvailableCommand() {
			commandSection(&out, c)
		}
	}
	out.WriteString("\n## Exit codes\n\n")
	head(&out, "code", "meaning")
	for _, e := range exits {
		row(&out, strconv.Itoa(e.code), e.meaning)
	}
	out.WriteString("\n`go run` turns every code but 0 into 1: where codes matter, build the program first.\n")
	return out.Bytes()
}

func commandSection(out *bytes.Buffer, c *cobra.Command) {
	text := c.Short + "."
	if c.Long != "" {
		text = c.Long
	}
	fmt.Fprintf(out, "\n## %s\n\n```\n%s\n```\n\n%s\n", c.Name(), c.UseLine(), text)
	if c.Example != "" {
		fmt.Fprintf(out, "\n```\n%s\n```\n", unindented(c.Example))
	}
	if !c.HasAvailableLocalFlags() {
		return
	}
	out.WriteString("\n")
	head(out, "flag", "default", "meaning")
	c.LocalFlags().VisitAll(func(f *pflag.Flag) {
		value := f.DefValue
		switch {
		case f.Value.Type() == "stringArray", value == "0" && f.Value.Type() == "int":
			value = ""
		case value != "":
			value = "`" + value + "`"
		}
		row(out, "`--"+f.Name+"`", value, f.Usage)
	})
}

// unindented takes the two blanks off every line that help has.
func unindented(text string) string {
	return strings.ReplaceAll(strings.TrimPrefix(text, "  "), "\n  ", "\n")
}
