package main

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"weir/scenarios"
	"weir/sim/store"
)

// nameFile, among the inputs, keeps what the scenario is called: its resolved
// file is scenario.yaml in every run directory.
const nameFile = "name"

// prepare makes the run directory and puts the resolved inputs there before
// anything is simulated.
func prepare(dir string, loaded *scenarios.Loaded) error {
	name := scenarios.Input{Name: nameFile, Content: []byte(loaded.Name + "\n")}
	inputs := append(slices.Clone(loaded.Inputs), name)
	if err := removeStale(filepath.Join(dir, "inputs"), inputs); err != nil {
		return err
	}
	for _, in := range inputs {
		path := filepath.Join(dir, "inputs", filepath.FromSlash(in.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			return err
		}
		if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, in.Content) {
			continue
		}
		if err := writeFile(path, func(w io.Writer) error { _, err := w.Write(in.Content); return err }); err != nil {
			return err
		}
	}
	return os.MkdirAll(filepath.Join(dir, "plots"), 0o777)
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
