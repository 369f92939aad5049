package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

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
	formatFlag
}

// register adds the flags; formats are those that the command has, text first.
func (c *common) register(cmd *cobra.Command, formats ...string) {
	flags := cmd.Flags()
	flags.StringArrayVar(&c.set, "set", nil, "override a value by `PATH=VALUE`, such as policy.dormancy.basic.after=60d; may be repeated")
	flags.StringVar(&c.population, "population", "", "`NUMBER` of customers, a population file, or {stock: TABLE, map: FILE}: your own accounts")
	flags.StringVar(&c.length, "length", "", "`TIME` that is measured, such as 30d")
	flags.StringVar(&c.seed, "seed", "", "`NUMBER` that chance begins with (default: the scenario's, else 1)")
	c.formatFlag.register(cmd, formats...)
}

// registerReplications adds the flag of commands that care how often a scenario
// is run.
func (c *common) registerReplications(cmd *cobra.Command) {
	cmd.Flags().StringVar(&c.replications, "replications", "", "`NUMBER` of times it is simulated, or auto (default: the scenario's, else 20)")
}

// needs refuses those flags that mean nothing without another one.
func needs(cmd *cobra.Command, other string, names ...string) error {
	for _, name := range names {
		if cmd.Flags().Changed(name) {
			return usage("--%s means nothing without %s (%s --help)", name, other, cmd.CommandPath())
		}
	}
	return nil
}

// formatFlag is how results are written.
type formatFlag struct {
	format  string
	formats []string // those that the command has
}

func (f *formatFlag) register(cmd *cobra.Command, formats ...string) {
	f.formats = formats
	cmd.Flags().StringVar(&f.format, "format", formats[0], "`FORM` of the output: "+either(formats))
}

func (f *formatFlag) check() error {
	if !slices.Contains(f.formats, f.format) {
		return usage("--format %s; want %s", f.format, either(f.formats))
	}
	return nil
}

// either lists words: text, json or csv.
func either(words []string) string {
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
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

// project returns the project file of the current folder, "" where it has none.
func project() string {
	if _, err := os.Stat(scenarios.ProjectName); err != nil {
		return ""
	}
	return scenarios.ProjectName
}

// load reads a scenario, or says everything that is wrong with it.
func (p *program) load(name string, c common) (*scenarios.Loaded, error) {
	return p.loadWith(name, c, func(*scenarios.Options) error { return nil })
}

// loadWith reads a scenario with more than the common flags say.
func (p *program) loadWith(name string, c common, more func(*scenarios.Options) error) (*scenarios.Loaded, error) {
	flags, err := c.assignments()
	if err != nil {
		return nil, err
	}
	o := scenarios.Options{Project: project(), Environment: os.Environ(), Flags: flags}
	if err := more(&o); err != nil {
		return nil, err
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
// program with its code: that of a wrong command line where all of it is in
// values of flags.
func (p *program) invalid(problems *scenarios.Report, format string) error {
	switch format {
	case "json":
		fmt.Fprintf(p.stdout, "%s", problems.JSON())
	case "github":
		fmt.Fprint(p.stdout, problems.GitHub())
	default:
		fmt.Fprint(p.stderr, problems.Text())
	}
	if problems.OnlyFlags() {
		return exitError{code: exitUsage}
	}
	return exitError{code: exitInvalid}
}

// print writes results in the format asked for.
func (f *formatFlag) print(w io.Writer, r *report.Results, o report.Options) error {
	switch f.format {
	case "json":
		return report.WriteJSON(w, r)
	case "csv":
		if r.Sweep != nil {
			return report.WriteSweepCSV(w, r)
		}
		return report.WriteMetricsCSV(w, r)
	case "markdown":
		return report.WriteMarkdown(w, r, o)
	case "github":
		return report.WriteAnnotations(w, r)
	}
	return report.WriteText(w, r, o)
}

// registerColor adds the flag of commands that write color on a terminal.
func registerColor(cmd *cobra.Command, color *string) {
	cmd.Flags().StringVar(color, "color", "auto", "color on a terminal: `WHEN` is auto, always or never")
}

func checkColor(color string) error {
	if !slices.Contains([]string{"auto", "always", "never"}, color) {
		return usage("--color %s; want auto, always or never", color)
	}
	return nil
}

// terminal returns the width of the terminal, 0 where there is none, and whether
// control bytes may be written.
func (p *program) terminal(color string) (width int, colored bool) {
	if f, ok := terminalOf(p.stdout); ok {
		width, _, _ = term.GetSize(int(f.Fd()))
	} else if columns, ok := p.env("COLUMNS"); ok {
		width, _ = strconv.Atoi(columns)
	}
	_, plain := p.env("NO_COLOR")
	return width, color == "always" || color == "auto" && isTerminal(p.stdout) && !plain
}
