package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"weir/model"
	"weir/model/gate"
	"weir/model/metric"
	"weir/report"
	"weir/report/collect"
	"weir/scenarios"
	"weir/scenarios/say"
	"weir/sim/experiment"
	"weir/sim/stat"
	"weir/sim/store"
)

// runFlags are the flags of run.
type runFlags struct {
	common
	color     string
	out       string
	workers   int
	precision string
	quiet     bool
	resume    bool
	fresh     bool
	replay    replayFlags
}

// defaultScenario is what runs when nothing is named.
const defaultScenario = "city-bank-year"

func (p *program) runCommand() *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "run [SCENARIO]",
		Short: "Simulate a scenario and its variants, print the summary, write a run directory with the report",
		Long: "Simulates a scenario, by file or by name from the library (weir list scenario), and its variants.\n" +
			"The results go to a run directory; finished replications in it are used again.\n" +
			"With --replay nothing is simulated: policies are applied to real history, and counts are exact.",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.replay.data != "" {
				return p.replayHistory(cmd, args, &f)
			}
			if err := needs(cmd, "--replay", replayOnly()...); err != nil {
				return err
			}
			return p.run(cmd.Context(), args, &f)
		},
	}
	f.common.register(cmd, "text", "json", "csv", "markdown")
	f.registerReplications(cmd)
	flags := cmd.Flags()
	flags.StringVar(&f.color, "color", "auto", "color on a terminal: `WHEN` is auto, always or never")
	flags.StringVar(&f.out, "out", "", "run `DIRECTORY` (default runs/NAME-HASH)")
	flags.IntVar(&f.workers, "workers", 0, "`NUMBER` of replications at the same time (default: as many as processors)")
	flags.StringVar(&f.precision, "precision", "5%", "`SHARE` to which headline figures shall be precise, with --replications auto")
	flags.BoolVar(&f.quiet, "quiet", false, "no progress and no notes")
	flags.BoolVar(&f.resume, "resume", false, "go on in the run directory given by --out; the scenario may be left out")
	flags.BoolVar(&f.fresh, "fresh", false, "compute again what is finished already")
	f.replay.register(cmd)
	return cmd
}

// run is the story of the main job: files to a checked plan, plan to
// replications, replications to results, results to a directory and a table.
func (p *program) run(ctx context.Context, args []string, f *runFlags) error {
	if err := f.check(args); err != nil {
		return err
	}
	loaded, err := p.load(f.scenario(args), f.common)
	if err != nil {
		return err
	}
	if len(args) == 0 && f.resume {
		f.rename(loaded)
	}
	dir := f.directory(loaded)
	units, err := prepare(dir, loaded)
	if err != nil {
		return err
	}
	if !f.quiet {
		fmt.Fprint(p.stderr, loaded.BookText())
		if note := otherLoad(loaded.Variants[0].Plan); note != "" {
			fmt.Fprintln(p.stderr, note)
		}
	}
	started := time.Now()
	ctx, stop, release := p.interrupts(ctx)
	defer release()
	outcome, err := p.simulate(ctx, stop, loaded, f, units)
	if errors.Is(err, context.Canceled) {
		return p.stopped(dir, loaded, outcome, f)
	}
	if err != nil {
		return err
	}
	results, variants, err := assemble(loaded, outcome, f)
	if err != nil {
		return err
	}
	err = p.write(ctx, dir, results, loaded, outcome, started, f)
	if errors.Is(err, context.Canceled) {
		return p.stopped(dir, loaded, outcome, f)
	}
	if err != nil {
		return err
	}
	return p.finish(dir, results, variants, outcome, f)
}

func (f *runFlags) check(args []string) error {
	switch {
	case f.resume && f.out == "":
		return usage("--resume needs --out RUNDIR, the directory to go on in")
	case f.workers < 0:
		return usage("--workers %d; want 1 or more", f.workers)
	case !slices.Contains([]string{"auto", "always", "never"}, f.color):
		return usage("--color %s; want auto, always or never", f.color)
	}
	if _, err := parsePercent(f.precision); err != nil {
		return usage("--precision %s; want a share such as 5%%", f.precision)
	}
	return f.common.check()
}

func parsePercent(text string) (float64, error) {
	number, ok := strings.CutSuffix(text, "%")
	x, err := strconv.ParseFloat(number, 64)
	if !ok || err != nil || x <= 0 || x > 100 {
		return 0, fmt.Errorf("%q is not a share", text)
	}
	return x / 100, nil
}

// scenario is what to load: the argument, what an earlier run left, or the
// default.
func (f *runFlags) scenario(args []string) string {
	switch {
	case len(args) > 0:
		return args[0]
	case f.resume:
		return filepath.Join(f.out, "inputs", "scenario.yaml")
	}
	return defaultScenario
}

// nameFile, among the inputs, keeps what the scenario is called: its resolved
// file is scenario.yaml in every run directory.
const nameFile = "name"

// rename calls a scenario that an earlier run left by its own name, so that its
// results are those of one go.
func (f *runFlags) rename(loaded *scenarios.Loaded) {
	if name, err := os.ReadFile(filepath.Join(f.out, "inputs", nameFile)); err == nil {
		loaded.Name = strings.TrimSpace(string(name))
	}
}

func (f *runFlags) directory(loaded *scenarios.Loaded) string {
	if f.out != "" {
		return f.out
	}
	return filepath.Join("runs", loaded.Name+"-"+loaded.Hash)
}

// prepare makes the run directory, finds out whether it can be written, and
// puts the resolved inputs there before anything is simulated.
func prepare(dir string, loaded *scenarios.Loaded) (*store.Store, error) {
	units := store.New(filepath.Join(dir, "units"))
	if err := units.Probe(); err != nil {
		return nil, err
	}
	name := scenarios.Input{Name: nameFile, Content: []byte(loaded.Name + "\n")}
	inputs := append(slices.Clone(loaded.Inputs), name)
	if err := removeStale(filepath.Join(dir, "inputs"), inputs); err != nil {
		return nil, err
	}
	for _, in := range inputs {
		path := filepath.Join(dir, "inputs", filepath.FromSlash(in.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			return nil, err
		}
		if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, in.Content) {
			continue
		}
		if err := writeFile(path, func(w io.Writer) error { _, err := w.Write(in.Content); return err }); err != nil {
			return nil, err
		}
	}
	return units, os.MkdirAll(filepath.Join(dir, "plots"), 0o777)
}

// removeStale removes files that another scenario left among the inputs.
func removeStale(dir string, inputs []scenarios.Input) error {
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil || slices.ContainsFunc(inputs, func(in scenarios.Input) bool { return in.Name == filepath.ToSlash(name) }) {
			return err
		}
		return os.Remove(path)
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// writeFile writes a whole file or none.
func writeFile(path string, write func(io.Writer) error) error { return store.WriteFile(path, write) }

// otherLoad says that desks are staffed for another number of customers; "" if
// they are not.
func otherLoad(plan *model.Plan) string {
	staffed, have := plan.Institution.Customers, int64(plan.Customers)
	if staffed == have || len(plan.Institution.Desks.Desks) == 0 {
		return ""
	}
	return say.Text("R101", have, staffed, times(float64(have)/float64(staffed)))
}

// times writes a factor with two digits, never as 0.00.
func times(x float64) string {
	switch {
	case x >= 10:
		return strconv.FormatFloat(x, 'f', 0, 64)
	case x < .001:
		return "less than 0.001"
	}
	return strconv.FormatFloat(x, 'g', 2, 64)
}

// large is the number of customers from which one replication at a time runs,
// with its cells in parallel: about a gigabyte of records.
const large = 6_000_000

// simulate runs the replications of all variants.
func (p *program) simulate(ctx context.Context, stop <-chan struct{}, loaded *scenarios.Loaded, f *runFlags, units experiment.Store) (*experiment.Outcome, error) {
	all := withBaseline(loaded)
	what := "replications"
	if len(all) > 1 {
		what += fmt.Sprintf(" of %d variants", len(all))
	}
	progress := p.newProgress(f.quiet, what)
	defer progress.done()

	workers := f.atOnce()
	var opt model.Options
	if loaded.Variants[0].Plan.Customers >= large {
		workers, opt.Parallel = 1, workers
	}
	spec := experiment.Spec{
		Replications: int(loaded.Scenario.Replications), Workers: workers, Store: units, Fresh: f.fresh,
		Progress: progress.show,
		Run: func(ctx context.Context, variant, replication int) ([]byte, error) {
			o, err := all[variant].Plan.Replicate(ctx, uint32(replication), opt)
			if err != nil {
				return nil, err
			}
			return o.Encode()
		},
	}
	for _, v := range all {
		spec.Variants = append(spec.Variants, experiment.Variant{Name: v.Name, Key: v.Key(version())})
	}
	if loaded.Scenario.Auto {
		spec.Auto = &experiment.Auto{Limit: autoLimit, Reached: func(results [][][]byte) (bool, error) {
			base, err := decode(loaded.Variants[0], results[0])
			if err != nil {
				return false, err
			}
			return collect.Precision(base, f.target()).Reached, nil
		}}
	}
	return experiment.Run(ctx, stop, spec)
}

// atOnce is how many replications run at the same time.
func (f *runFlags) atOnce() int {
	if f.workers == 0 {
		return runtime.GOMAXPROCS(0)
	}
	return f.workers
}

// autoLimit is where `auto` gives up.
const autoLimit = 1024

func (f *runFlags) target() float64 {
	x, _ := parsePercent(f.precision) // checked at the start
	return x
}

// withBaseline returns the variants, and the baseline where it is none of them
// and a gate compares with it.
func withBaseline(loaded *scenarios.Loaded) []scenarios.Variant {
	all := loaded.Variants
	compared := slices.ContainsFunc(loaded.Gates, func(g scenarios.Gate) bool { return g.Stat == gate.Delta || g.Stat == gate.Ratio })
	if b := loaded.Baseline; b != nil && compared {
		for i := range all {
			if all[i].Name == b.Name {
				return all
			}
		}
		all = append(all[:len(all):len(all)], *b)
	}
	return all
}

func decode(v scenarios.Variant, results [][]byte) (collect.Variant, error) {
	out := collect.Variant{Name: v.Name, Plan: v.Plan}
	for _, data := range results {
		o, err := v.Plan.Decode(data)
		if err != nil {
			return out, err
		}
		out.Outcomes = append(out.Outcomes, o)
	}
	return out, nil
}

// assemble makes the results of what the replications found.
func assemble(loaded *scenarios.Loaded, outcome *experiment.Outcome, f *runFlags) (*report.Results, []collect.Variant, error) {
	var variants []collect.Variant
	for i, v := range withBaseline(loaded) {
		decoded, err := decode(v, outcome.Results[i])
		if err != nil {
			return nil, nil, err
		}
		variants = append(variants, decoded)
	}
	plan := loaded.Variants[0].Plan
	r := &report.Results{
		Weir: report.Schema, Scenario: loaded.Name, Title: loaded.Scenario.Title, Version: version(), Architecture: runtime.GOARCH,
		Seed: plan.Seed, Start: plan.Start.String(), Days: plan.Length.Days(), Population: int64(plan.Customers),
		Currency: plan.Institution.Currency, Inputs: map[string]string{},
	}
	for _, in := range loaded.Inputs {
		r.Inputs[in.Name] = in.SHA256()
	}
	var gates []collect.Gate
	for _, g := range loaded.Gates {
		gates = append(gates, collect.Gate{ID: g.ID, Expect: g.Expect, Because: g.Because, Gate: g.Gate})
	}
	baseline := ""
	if loaded.Baseline != nil {
		baseline = loaded.Baseline.Name
	}
	collect.Fill(r, variants, gates, baseline)
	if loaded.Scenario.Auto {
		r.Precision = collect.Precision(variants[0], f.target())
	}
	r.Notes = notes(loaded, variants, outcome)
	return r, variants, nil
}

// notes are the sentences under the table.
func notes(loaded *scenarios.Loaded, variants []collect.Variant, outcome *experiment.Outcome) []string {
	var out []string
	if outcome.Replications < stat.MinReplications {
		out = append(out, say.Text("R102", outcome.Replications, stat.MinReplications))
	}
	if note := otherLoad(loaded.Variants[0].Plan); note != "" {
		out = append(out, note)
	}
	if loaded.Variants[0].Plan.OneBook {
		out = append(out, say.Text("R103"))
	}
	if book := loaded.Book(); book != nil {
		out = append(out, say.Text("R108", book.AsOf, len(book.Accounts), book.Customers, book.SHA256[:12]))
	}
	if origin := loaded.Variants[0].Origin(); origin != "" {
		out = append(out, say.Text("R106", origin))
	}
	if outcome.Interrupted {
		out = append(out, say.Text("R104", outcome.Replications))
	}
	for _, v := range variants {
		for _, o := range v.Outcomes {
			if o.Failed != "" {
				out = append(out, say.Text("R105", v.Name, o.Replication, o.Failed))
			}
		}
	}
	return out
}

// write fills the run directory, unless ctx ends: then no other file is begun.
func (p *program) write(ctx context.Context, dir string, r *report.Results, loaded *scenarios.Loaded, outcome *experiment.Outcome, started time.Time, f *runFlags) error {
	writeNext := func(path string, write func(io.Writer) error) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return writeFile(path, write)
	}
	if err := report.WriteRun(dir, r, options(p.stdout), writeNext); err != nil {
		return err
	}
	return writeNext(filepath.Join(dir, "run.log"), func(w io.Writer) error {
		host, _ := os.Hostname()
		_, err := fmt.Fprintf(w, "started %s\nlasted %s\nhost %s, %s/%s, %d processors, %s\nworkers %d\nunits %d computed, %d used again\nscenario %s %s\n%s",
			started.Format(time.RFC3339), time.Since(started).Round(time.Millisecond), host, runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version(),
			f.atOnce(), outcome.Ran, outcome.Reused, loaded.Name, loaded.Hash, loaded.BookText())
		return err
	})
}

// options are how results are shown.
func options(w io.Writer) report.Options {
	o := report.Options{Describe: map[string]metric.Desc{}, Say: func(code string) string { return say.Text(code) }}
	for _, f := range model.Figures() {
		o.Describe[f.Name] = f.Desc
	}
	return o
}

// stopped ends a run that was interrupted twice: no other file is written, what
// is finished stays. Who reads JSON gets JSON all the same.
func (p *program) stopped(dir string, loaded *scenarios.Loaded, outcome *experiment.Outcome, f *runFlags) error {
	if f.format == "json" {
		results, _, err := assemble(loaded, outcome, f)
		if err != nil {
			return err
		}
		if err := f.print(p.stdout, results, options(p.stdout)); err != nil {
			return err
		}
	}
	return exitError{exitInterrupted, say.Text("R112", dir)}
}

// finish prints the results and says where they are.
func (p *program) finish(dir string, r *report.Results, variants []collect.Variant, outcome *experiment.Outcome, f *runFlags) error {
	o := options(p.stdout)
	o.Width, o.Color = p.terminal(f.color)
	if err := f.print(p.stdout, r, o); err != nil {
		return err
	}
	if !f.quiet {
		fmt.Fprintln(p.stderr, say.Text("R110", filepath.Join(dir, "report.html")))
	}
	for _, name := range outcome.Replaced {
		fmt.Fprintln(p.stderr, say.Text("R111", name))
	}
	if outcome.Interrupted {
		return exitError{exitInterrupted, say.Text("R112", dir)}
	}
	for _, v := range variants {
		for _, o := range v.Outcomes {
			if o.Failed != "" {
				return exitError{exitUnexpected, say.Text("R105", v.Name, o.Replication, o.Failed)}
			}
		}
	}
	return nil
}
