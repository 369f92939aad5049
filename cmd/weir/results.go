package main

import (
	"cmp"
	"runtime"
	"slices"
	"strconv"

	"weir/model"
	"weir/model/gate"
	"weir/model/metric"
	"weir/report"
	"weir/report/collect"
	"weir/scenarios"
	"weir/scenarios/lab"
	"weir/scenarios/say"
	"weir/sim/stat"
)

// assemble makes the results of what the replications found.
// Differences are judged for the metrics named, or the headline ones.
func assemble(loaded *scenarios.Loaded, found *lab.Found, named ...string) *report.Results {
	compared := withBaseline(loaded)
	variants := variantsOf(armsOf(compared), found)
	plan := loaded.Variants[0].Plan
	r := &report.Results{
		Weir: report.Schema, Scenario: loaded.Name, Title: loaded.Scenario.Title, Version: version(), Architecture: runtime.GOARCH,
		Seed: plan.Seed, Start: plan.Start.String(), Days: plan.Length.Days(), Population: int64(plan.Customers),
		Currency: plan.Institution.Currency, Inputs: map[string]string{},
	}
	for _, in := range loaded.Inputs {
		r.Inputs[in.Name] = in.SHA256()
	}
	baseline := ""
	if loaded.Baseline != nil {
		baseline = loaded.Baseline.Name
	}
	collect.Fill(r, variants, loaded.Gates, baseline, named...)
	for i := range r.Differences {
		r.Differences[i].Policy = policyChanges(scenarios.Changes(compared[0], compared[i+1]))
	}
	r.Notes = notes(loaded, variants, found)
	return r
}

// policyChanges are differences between files as results have them.
func policyChanges(differences []scenarios.Difference) []report.PolicyChange {
	var out []report.PolicyChange
	for _, d := range differences {
		c := report.PolicyChange{Path: d.Path, Old: d.Old.Value, New: d.New.Value, Clause: cmp.Or(d.New.Clause, d.Old.Clause)}
		if d.Declared != nil {
			c.Doc, c.Rules = d.Declared.Doc, d.Declared.RuleIDs
		}
		out = append(out, c)
	}
	return out
}

// withBaseline returns the variants, and the baseline where it is none of them
// and a gate compares with it.
func withBaseline(loaded *scenarios.Loaded) []scenarios.Variant {
	all := loaded.Variants
	if b := loaded.Baseline; b != nil && slices.ContainsFunc(loaded.Gates, compares) {
		for i := range all {
			if all[i].Name == b.Name {
				return all
			}
		}
		all = append(all[:len(all):len(all)], *b)
	}
	return all
}

// compares says whether a gate is about a change from the baseline.
func compares(g scenarios.Gate) bool { return g.Stat == gate.Delta || g.Stat == gate.Ratio }

// notes are the sentences under the table.
func notes(loaded *scenarios.Loaded, variants []collect.Variant, found *lab.Found) []string {
	var out []string
	if found.Replications < stat.MinReplications {
		out = append(out, say.Text("R102", found.Replications, stat.MinReplications))
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
	if origin := loaded.Variants[0].Origin(); origin != "" && loaded.Book() != nil {
		out = append(out, say.Text("R109", origin))
	} else if origin != "" {
		out = append(out, say.Text("R106", origin))
	}
	if found.Interrupted {
		out = append(out, say.Text("R104", found.Replications))
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

// options are how results are shown.
func options() report.Options {
	o := report.Options{Describe: map[string]metric.Desc{}, Say: func(code string) string { return say.Text(code) }}
	for _, f := range model.Figures() {
		o.Describe[f.Name] = f.Desc
	}
	return o
}
