package main

import (
	"runtime"
	"strconv"

	"weir/model"
	"weir/model/metric"
	"weir/report"
	"weir/report/collect"
	"weir/scenarios"
	"weir/scenarios/say"
	"weir/sim/experiment"
	"weir/sim/stat"
)

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
