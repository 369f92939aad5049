package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"weir/report/collect"
	"weir/scenarios"
	"weir/scenarios/lab"
)

// working are the flags of every command that simulates.
type working struct {
	common
	color   string
	out     string
	workers int
	quiet   bool
	resume  bool
	fresh   bool
}

func (f *working) register(cmd *cobra.Command, formats ...string) {
	f.common.register(cmd, formats...)
	registerColor(cmd, &f.color)
	flags := cmd.Flags()
	flags.StringVar(&f.out, "out", "", "run `DIRECTORY` (default runs/NAME-HASH)")
	flags.IntVar(&f.workers, "workers", 0, "`NUMBER` of replications at the same time (default: as many as processors)")
	flags.BoolVar(&f.quiet, "quiet", false, "no progress and no notes")
	flags.BoolVar(&f.resume, "resume", false, "go on in the run directory given by --out; the scenario may be left out")
	flags.BoolVar(&f.fresh, "fresh", false, "compute again what is finished already")
}

func (f *working) check() error {
	switch {
	case f.resume && f.out == "":
		return usage("--resume needs --out RUNDIR, the directory to go on in")
	case f.workers < 0:
		return usage("--workers %d; want 1 or more", f.workers)
	}
	if err := checkColor(f.color); err != nil {
		return err
	}
	return f.common.check()
}

// scenario is what to load: the argument, or what an earlier run left.
func (f *working) scenario(args []string) (string, error) {
	switch {
	case len(args) > 0:
		return args[0], nil
	case f.resume:
		return filepath.Join(f.out, "inputs", "scenario.yaml"), nil
	}
	return "", usage("a scenario is missing, by file or by name (weir list scenario)")
}

// rename calls a scenario that an earlier run left by its own name, so that its
// results are those of one go.
func (f *working) rename(loaded *scenarios.Loaded) {
	if name, err := os.ReadFile(filepath.Join(f.out, "inputs", nameFile)); err == nil {
		loaded.Name = strings.TrimSpace(string(name))
	}
}

// directory is where the results go.
func (f *working) directory(name, hash string) string {
	return cmp.Or(f.out, filepath.Join("runs", fmt.Sprintf("%s-%s", name, hash)))
}

// armsOf returns the arms of variants.
func armsOf(variants []scenarios.Variant) []lab.Arm { return lab.Arms(variants, version()) }

// variantsOf puts what was found to the arms it is of.
func variantsOf(arms []lab.Arm, found *lab.Found) []collect.Variant {
	var out []collect.Variant
	for i, a := range arms {
		out = append(out, collect.Variant{Name: a.Name, Plan: a.Plan, Outcomes: found.Outcomes[i], Key: a.Key})
	}
	return out
}
