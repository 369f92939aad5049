package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"weir/report"
	"weir/scenarios"
)

// common are the flags of every command that reads a scenario.
type common struct {
	set          []string
	population   string
	length       string
	seed         string
	replications string
	format       string
	color        string
}

// formats of results.
var formats = []string{"text", "json", "csv", "markdown"}

func (c *common) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringArrayVar(&c.set, "set", nil, "override a value: policy.dormancy.basic.after=60d (may be repeated)")
	flags.StringVar(&c.population, "population", "", "number of customers, or a population file")
	flags.StringVar(&c.length, "length", "", "how long is measured: 30d")
	flags.StringVar(&c.seed, "seed", "", "where chance begins (default 1)")
	flags.StringVar(&c.replications, "replications", "", "how many times, or auto (default 20)")
	flags.StringVar(&c.format, "format", "text", "text, json, csv or markdown")
	flags.StringVar(&c.color, "color", "auto", "auto, always or never")
}

func (c *common) check() error {
	if !slices.Contains(formats, c.format) {
		return usage("--format %s; want text, json, csv or markdown", c.format)
	}
	if !slices.Contains([]string{"auto", "always", "never"}, c.color) {
		return usage("--color %s; want auto, always or never", c.color)
	}
	return nil
}

// assignments are the flags that stand for a field of the scenario.
func (c *common) assignments() ([]scenarios.Assignment, error) {
	var out []scenarios.Assignment
	for _, f := range []struct{ path, value string }{
		{"population", c.population}, {"length", c.length}, {"seed", c.seed}, {"replications", c.replications},
	} {
		if f.value != "" {
			out = append(out, scenarios.Assignment{Path: f.path, Value: f.value, Origin: "--" + f.path})
		}
	}
	for _, text := range c.set {
		a, problems := scenarios.ParseAssignment(text, "--set")
		if len(problems) > 0 {
			return nil, usage("--set %s; want PATH=VALUE, as in policy.dormancy.basic.after=60d", text)
		}
		out = append(out, a)
	}
	return out, nil
}

// projectFile is where a folder keeps its defaults.
const projectFile = "weir.yaml"

// load reads a scenario, or says everything that is wrong with it.
func (p *program) load(name string, c common) (*scenarios.Loaded, error) {
	flags, err := c.assignments()
	if err != nil {
		return nil, err
	}
	o := scenarios.Options{Environment: os.Environ(), Flags: flags}
	if _, err := os.Stat(projectFile); err == nil {
		o.Project = projectFile
	}
	loaded, problems := scenarios.Load(name, o)
	if problems.Failed() {
		return nil, p.invalid(problems, c.format)
	}
	if text := problems.Text(); text != "" {
		fmt.Fprint(p.stderr, text)
	}
	return loaded, nil
}

// invalid says what is wrong with files, in the format asked for, and ends the
// program with its code.
func (p *program) invalid(problems *scenarios.Report, format string) error {
	switch format {
	case "json":
		fmt.Fprintf(p.stdout, "%s\n", problems.JSON())
	case "github":
		fmt.Fprint(p.stdout, problems.GitHub())
	default:
		fmt.Fprint(p.stderr, problems.Text())
	}
	return exitError{code: exitInvalid}
}

// print writes results in the format asked for.
func (c *common) print(w io.Writer, r *report.Results, o report.Options) error {
	switch c.format {
	case "json":
		return report.WriteJSON(w, r)
	case "csv":
		return report.WriteMetricsCSV(w, r)
	case "markdown":
		return report.WriteMarkdown(w, r, o)
	}
	return report.WriteText(w, r, o)
}

// terminal returns the width of the terminal, 0 where there is none, and whether
// control bytes may be written.
func (p *program) terminal(color string) (width int, colored bool) {
	if isTerminal(p.stdout) {
		width, _, _ = term.GetSize(int(p.stdout.(*os.File).Fd()))
	} else if columns, ok := p.env("COLUMNS"); ok {
		width, _ = strconv.Atoi(columns)
	}
	_, plain := p.env("NO_COLOR")
	return width, color == "always" || color == "auto" && isTerminal(p.stdout) && !plain
}
