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
	"strings"
	"time"

	"weir/report"
	"weir/scenarios"
	"weir/sim/experiment"
	"weir/sim/store"
)

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

// writeRun fills the run directory, unless ctx ends: then no other file is begun.
func writeRun(ctx context.Context, dir string, r *report.Results, loaded *scenarios.Loaded, outcome *experiment.Outcome, started time.Time, f *runFlags) error {
	writeNext := func(path string, write func(io.Writer) error) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return writeFile(path, write)
	}
	if err := report.WriteRun(dir, r, options(), writeNext); err != nil {
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

// writeFile writes a whole file or none.
func writeFile(path string, write func(io.Writer) error) error { return store.WriteFile(path, write) }
