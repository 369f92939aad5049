package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"weir/report"
	"weir/scenarios"
	"weir/scenarios/lab"
	"weir/scenarios/say"
)

// simulation is a command at work: a lab that keeps what it finishes in the run
// directory, can be interrupted, and shows how far it is.
type simulation struct {
	p        *program
	f        *working
	dir      string
	loaded   []*scenarios.Loaded
	arms     []lab.Arm
	lab      *lab.Lab
	ctx      context.Context
	started  time.Time
	computed int    // replications, so far
	parts    []part // of a suite: results of single scenarios, to be written beside those of all
	bar      *progress
	release  func()
}

// part is the results of one scenario of several.
type part struct {
	dir     string
	results *report.Results
}

// begin prepares the run directory and the lab, and says what is worth knowing
// before anything is simulated. Of several scenarios each has a folder in it. end
// must be called.
func (p *program) begin(ctx context.Context, f *working, dir string, arms []lab.Arm, loaded ...*scenarios.Loaded) (*simulation, error) {
	units, err := lab.Beside(dir)
	if err != nil {
		return nil, err
	}
	s := &simulation{p: p, f: f, dir: dir, loaded: loaded, arms: arms, lab: lab.New(units, f.fresh), started: time.Now()}
	if err := os.MkdirAll(filepath.Join(dir, "plots"), 0o777); err != nil { // of a suite: prepare makes those of its scenarios
		return nil, err
	}
	for _, l := range loaded {
		if err := prepare(s.folder(l), l); err != nil {
			return nil, err
		}
		if f.quiet {
			continue
		}
		fmt.Fprint(p.stderr, l.BookText())
		if note := otherLoad(l.Variants[0].Plan); note != "" {
			fmt.Fprintln(p.stderr, note)
		}
	}
	s.lab.Workers = f.workers
	s.showProgress()
	s.ctx, s.lab.Stop, s.release = p.interrupts(ctx)
	return s, nil
}

// showProgress begins to show how far the simulation is.
func (s *simulation) showProgress() {
	what := "replications"
	if len(s.arms) > 1 {
		what += fmt.Sprintf(" of %d variants", len(s.arms))
	}
	s.bar = s.p.newProgress(s.f.quiet, what)
	s.lab.Progress = s.bar.show
}

// run runs so many replications of each arm, and counts as computed what the
// command has computed in all.
func (s *simulation) run(replications int) (*lab.Found, error) {
	found, err := s.lab.Run(s.ctx, s.arms, replications)
	found.Reused -= s.computed
	s.computed += found.Ran
	found.Ran = s.computed
	return found, err
}

// folder is where the files of one of the scenarios go.
func (s *simulation) folder(l *scenarios.Loaded) string {
	if len(s.loaded) == 1 {
		return s.dir
	}
	return filepath.Join(s.dir, l.Name)
}

// end gives back what begin took.
func (s *simulation) end() {
	s.bar.done()
	s.release()
}

// conclude makes what was found results, and results a run directory and a table.
// It returns an error where nothing could be concluded or the command was
// interrupted.
func (s *simulation) conclude(found *lab.Found, err error, results func() *report.Results) error {
	s.bar.done()
	canceled := errors.Is(err, context.Canceled)
	if err != nil && !canceled {
		return err
	}
	r := results()
	if !canceled {
		err = s.write(r, found)
		canceled = errors.Is(err, context.Canceled)
	}
	switch {
	case canceled:
		return s.stopped(r)
	case err != nil:
		return err
	}
	if err := s.p.summarize(s.dir, r, s.f.formatFlag, s.f.color, s.f.quiet); err != nil {
		return err
	}
	for _, name := range found.Replaced {
		fmt.Fprintln(s.p.stderr, say.Text("R111", name))
	}
	if found.Interrupted {
		return exitError{exitInterrupted, say.Text("R112", s.dir)}
	}
	return nil
}

// stopped ends a command that was interrupted twice: no other file is written,
// what is finished stays. Who reads JSON gets JSON all the same.
func (s *simulation) stopped(r *report.Results) error {
	if s.f.format == "json" {
		if err := s.f.print(s.p.stdout, r, options()); err != nil {
			return err
		}
	}
	return exitError{exitInterrupted, say.Text("R112", s.dir)}
}

// selfCheck is the error of replications in which something did not add up.
func (s *simulation) selfCheck(found *lab.Found) error {
	for i, outcomes := range found.Outcomes {
		for _, o := range outcomes {
			if o.Failed != "" {
				return exitError{exitUnexpected, say.Text("R105", s.arms[i].Name, o.Replication, o.Failed)}
			}
		}
	}
	return nil
}

// write fills the run directory, unless the context ends: then no other file is
// begun.
func (s *simulation) write(r *report.Results, found *lab.Found) error {
	writeNext := func(path string, write func(io.Writer) error) error {
		if err := s.ctx.Err(); err != nil {
			return err
		}
		return writeFile(path, write)
	}
	for _, one := range s.parts {
		if err := report.WriteRun(one.dir, one.results, options(), writeNext); err != nil {
			return err
		}
	}
	if err := report.WriteRun(s.dir, r, options(), writeNext); err != nil {
		return err
	}
	return writeNext(filepath.Join(s.dir, "run.log"), func(w io.Writer) error {
		host, _ := os.Hostname()
		_, err := fmt.Fprintf(w, "started %s\nlasted %s\nhost %s, %s/%s, %d processors, %s\nworkers %d\nunits %d computed, %d used again\n",
			s.started.Format(time.RFC3339), time.Since(s.started).Round(time.Millisecond), host, runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version(),
			s.lab.AtOnce(), found.Ran, found.Reused)
		for _, l := range s.loaded {
			if err == nil {
				_, err = fmt.Fprintf(w, "scenario %s %s\n%s", l.Name, l.Hash, l.BookText())
			}
		}
		return err
	})
}

// summarize prints the results in the format asked for, and says where the
// report is.
func (p *program) summarize(dir string, r *report.Results, f formatFlag, color string, quiet bool) error {
	o := options()
	o.Width, o.Color = p.terminal(color)
	if err := f.print(p.stdout, r, o); err != nil {
		return err
	}
	if !quiet {
		fmt.Fprintln(p.stderr, say.Text("R110", filepath.Join(dir, "report.html")))
	}
	return nil
}
