package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"weir/report"
	"weir/scenarios/say"
)

// reportFlags are the flags of report.
type reportFlags struct {
	formatFlag
	color string
	quiet bool
}

func (p *program) reportCommand() *cobra.Command {
	var f reportFlags
	cmd := &cobra.Command{
		Use:   "report RUNDIR",
		Short: "Print the summary of a run again, and write its report, figures and tables again, without simulating",
		Long: "Reads what a run left in its directory, results.json first, prints the summary as run did, and writes report.html,\n" +
			"plots and metrics.csv again. Nothing is simulated, and nothing else is written: by the same version, the bytes are\n" +
			"those that run wrote.",
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return p.report(args[0], &f) },
	}
	f.register(cmd, "text", "json", "csv", "markdown")
	registerColor(cmd, &f.color)
	cmd.Flags().BoolVar(&f.quiet, "quiet", false, "no notes")
	return cmd
}

// report shows a run again from what is in its directory.
func (p *program) report(dir string, f *reportFlags) error {
	if err := checkColor(f.color); err != nil {
		return err
	}
	if err := f.check(); err != nil {
		return err
	}
	results, err := readRun(dir)
	if err != nil {
		return err
	}
	if !f.quiet {
		p.noteRun(dir, results)
	}
	if err := renderAgain(dir, results); err != nil {
		return err
	}
	return p.summarize(dir, results, f.formatFlag, f.color, f.quiet)
}

// readRun reads a run directory, or says why that is none.
func readRun(dir string) (*report.Results, error) {
	invalid := func(code string, args ...any) error { return exitError{exitInvalid, say.Text(code, args...)} }
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, invalid("R160", dir, reason(err))
	}
	has := func(name string) bool {
		return slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == name })
	}
	switch {
	case !has("results.json") && has("units"):
		return nil, invalid("R164", dir)
	case !has("results.json"):
		return nil, invalid("R160", dir, "results.json is not there")
	}
	results, err := report.Read(dir)
	var foreign *report.ForeignError
	if errors.As(err, &foreign) {
		return nil, invalid("R160", dir, err)
	}
	if err != nil {
		return nil, invalid("R161", dir, err)
	}
	return results, nil
}

// noteRun says what is missing of a run, and that another version made it.
func (p *program) noteRun(dir string, r *report.Results) {
	for _, name := range []string{"series.csv", "replications.parquet"} {
		if _, err := os.Stat(filepath.Join(dir, name)); errors.Is(err, fs.ErrNotExist) {
			fmt.Fprintln(p.stderr, say.Text("R162", name, dir))
		}
	}
	if r.Version != version() {
		fmt.Fprintln(p.stderr, say.Text("R163", r.Version, version()))
	}
}

// renderAgain writes what is derived from results.json, series.csv and
// replications.parquet.
func renderAgain(dir string, r *report.Results) error {
	if err := os.MkdirAll(filepath.Join(dir, "plots"), 0o777); err != nil {
		return err
	}
	metrics := func(w io.Writer) error { return report.WriteMetricsCSV(w, r) }
	if err := writeFile(filepath.Join(dir, "metrics.csv"), metrics); err != nil {
		return err
	}
	return report.WriteReport(dir, r, options(), writeFile)
}
