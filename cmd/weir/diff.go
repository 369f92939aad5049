package main

import (
	"cmp"
	"path"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"weir/model"
	"weir/model/gate"
	"weir/report"
	"weir/scenarios"
	"weir/scenarios/say"
	"weir/sim/param"
)

// diffFlags are the flags of diff.
type diffFlags struct {
	formatFlag
	color string
	all   bool
}

func (p *program) diffCommand() *cobra.Command {
	var f diffFlags
	cmd := &cobra.Command{
		Use:   "diff RUN_A RUN_B",
		Short: "Show what changed between two run directories, without simulating",
		Long: "Compares what two runs left behind: where they come from, their inputs and parameters, verdicts and gates, and\n" +
			"their metrics side by side. Changes are paired by replication where both ran the same seed, and are those of\n" +
			"independent runs (Welch) where they did not.",
		Args: cobra.ExactArgs(2),
		RunE: func(_ *cobra.Command, args []string) error { return p.diff(args[0], args[1], &f) },
	}
	f.register(cmd, "text", "json", "markdown")
	registerColor(cmd, &f.color)
	cmd.Flags().BoolVar(&f.all, "all", false, "also what is the same, and the metrics of groups")
	return cmd
}

// diff reads two run directories and tells what is different.
func (p *program) diff(before, after string, f *diffFlags) error {
	if err := checkColor(f.color); err != nil {
		return err
	}
	if err := f.check(); err != nil {
		return err
	}
	a, err := readRun(before)
	if err != nil {
		return err
	}
	b, err := readRun(after)
	if err != nil {
		return err
	}
	d := report.DiffRuns(a, b, before, after, f.all)
	for _, pair := range scenarioFiles(before, after, d.Inputs) {
		d.Parameters = append(d.Parameters, parametersOf(pair, &d.Notes)...)
	}
	for _, g := range scenarios.LoosenedGates(gatesOf(a), gatesOf(b)) {
		d.Loosened = append(d.Loosened, report.Loosened{ID: g.ID, Before: g.Before, After: g.After})
	}
	o := options()
	o.Width, o.Color = p.terminal(f.color)
	switch f.format {
	case "json":
		return report.WriteDiffJSON(p.stdout, d)
	case "markdown":
		return report.WriteDiffMarkdown(p.stdout, d)
	}
	return report.WriteDiffText(p.stdout, d, o)
}

// inputPair is a file that both runs have among their inputs, and that is another.
type inputPair struct{ name, before, after string }

// together are the files that a scenario stands for: what differs in them is told by
// comparing the scenarios.
var together = []string{"scenario.yaml", "institution.yaml", "policy.yaml", "population.yaml"}

// scenarioFiles are the files to look for other parameters in: scenarios, and the
// policies of variants, baselines and changes.
func scenarioFiles(before, after string, changed []report.Changed) []inputPair {
	var out []inputPair
	for _, c := range changed {
		folder, file := path.Split(c.What)
		if c.Before == "" || c.After == "" || path.Ext(file) != ".yaml" {
			continue
		}
		if slices.Contains(together, file) {
			file = together[0]
		}
		pair := inputPair{folder + file, inputOf(before, folder, file), inputOf(after, folder, file)}
		if !slices.Contains(out, pair) {
			out = append(out, pair)
		}
	}
	return out
}

// inputOf is where a run directory has an input; of a suite each scenario has a
// folder.
func inputOf(dir, folder, file string) string {
	return filepath.Join(dir, filepath.FromSlash(folder), "inputs", file)
}

// parametersOf is what two input files say differently. Files that this version
// cannot read are noted.
func parametersOf(pair inputPair, notes *[]string) []report.PolicyChange {
	c, problems := scenarios.Compare(pair.before, pair.after, scenarios.Options{})
	if c == nil || problems.Failed() {
		*notes = append(*notes, say.Text("R350", pair.name))
		return nil
	}
	list := policyChanges(c.Differences)
	for i := range list {
		if pair.name != together[0] {
			list[i].Path = pair.name + ": " + list[i].Path
		}
	}
	return list
}

// gatesOf are the gates of a run as they stand in its results: those decided, else
// those estimated. One that this version does not understand has no expression.
func gatesOf(r *report.Results) []scenarios.Gate {
	known := gate.Known{Units: param.Units{Currency: r.Currency, Minor: 100}, Baseline: true}
	for _, f := range model.Figures() {
		known.Metrics = append(known.Metrics, f.Desc)
	}
	var out []scenarios.Gate
	add := func(id string, g report.Gate, severity, burden, horizon string) {
		one := scenarios.Gate{ID: id, Expect: g.Expect, Severity: cmp.Or(severity, "block"), Burden: cmp.Or(burden, "pass"), Horizon: cmp.Or(horizon, "all")}
		if e, problems := gate.Parse(g.Expect); len(problems) == 0 {
			one.Gate, _ = gate.Check(e, known)
		}
		out = append(out, one)
	}
	if r.Gate == nil {
		for _, g := range r.Gates {
			add(g.ID, g, "", "", "")
		}
		return out
	}
	decided := r.Gate.Gates
	several := slices.ContainsFunc(decided, func(d report.Decided) bool { return d.Scenario != decided[0].Scenario })
	for _, d := range decided {
		id := d.ID
		if several {
			id = d.Scenario + ": " + id
		}
		add(id, d.Gate, d.Severity, d.Burden, d.Horizon)
	}
	return out
}
