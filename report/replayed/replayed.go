// Package replayed tells what a replay of real history found: as results in the
// form of a run's, as text and Markdown, and event by event.
package replayed

import (
	"fmt"
	"math"
	"runtime"

	"weir/model/replay"
	"weir/model/table"
	"weir/report"
)

// About is what a replay was made of.
type About struct {
	Data     string // name of the log
	SHA256   string // of its bytes
	First    table.Day
	Last     table.Day // the last day that was looked at
	Currency string
	Minor    int64 // minor units in one unit of the currency
	Version  string
	Policies map[string]string // name → SHA-256 of the file
	Notes    []string          // about the data
}

// days is how many days were looked at.
func (a *About) days() int { return int(a.Last-a.First) + 1 }

// metrics are the names of what is counted of a kind.
func metrics(k replay.Kind) (events, customers, amount string) {
	name := "replay." + k.String()
	return name + ".events", name + ".customers", name + ".amount"
}

// Results returns a replay in the form of a run's results. Its figures have no
// interval: they are exact.
func Results(r *replay.Result, a About) *report.Results {
	out := &report.Results{
		Weir: report.Schema, Scenario: "replay of " + a.Data, Title: "Replay of " + a.Data, Version: a.Version, Architecture: runtime.GOARCH,
		Start: a.First.String(), Days: float64(a.days()), Population: int64(r.Customers), Currency: a.Currency, Inputs: map[string]string{a.Data: a.SHA256},
		Notes: append([]string{fmt.Sprintf("Replay of %d entries of %d customers: exact counts, nothing is simulated.", r.Entries, r.Customers)}, a.Notes...),
	}
	for name, sum := range a.Policies {
		out.Inputs[name] = sum
	}
	for i := range r.Policies {
		o := &r.Policies[i]
		out.Variants = append(out.Variants, variant(o, &a))
		for _, text := range o.Assumed {
			if i == 0 || !contains(r.Policies[:i], text) {
				out.Notes = append(out.Notes, text)
			}
		}
		if i > 0 {
			out.Differences = append(out.Differences, difference(&r.Policies[0], o, &a))
		}
	}
	return out
}

// contains says whether one of the outcomes assumed the same.
func contains(before []replay.Outcome, text string) bool {
	for _, o := range before {
		for _, assumed := range o.Assumed {
			if assumed == text {
				return true
			}
		}
	}
	return false
}

func variant(o *replay.Outcome, a *About) report.Variant {
	v := report.Variant{Name: o.Name, Replications: 1}
	for k := range replay.Kind(replay.Kinds) {
		events, customers, amount := metrics(k)
		n, value := o.Events(k)
		v.Metrics = append(v.Metrics, exact(customers, nil, "1", "count", float64(o.Met[k]), true), exact(events, nil, "1", "count", float64(n), false))
		if value > 0 {
			v.Metrics = append(v.Metrics, exact(amount, nil, a.Currency, "money", a.whole(value), false))
		}
	}
	for _, t := range o.Totals {
		events, customers, amount := metrics(t.Kind)
		labels := map[string]string{"rule": t.Rule, "tier": t.Tier}
		v.Metrics = append(v.Metrics, exact(customers, labels, "1", "count", float64(t.Customers), false), exact(events, labels, "1", "count", float64(t.Events), false))
		if t.Amount > 0 {
			v.Metrics = append(v.Metrics, exact(amount, labels, a.Currency, "money", a.whole(t.Amount), false))
		}
	}
	v.Series = series(o, a)
	return v
}

func (a *About) whole(minor int64) float64 { return float64(minor) / float64(a.Minor) }

// exact is a figure without chance.
func exact(name string, labels map[string]string, unit, kind string, x float64, headline bool) report.Metric {
	if labels == nil {
		labels = map[string]string{}
	}
	return report.Metric{Name: name, Labels: labels, Unit: unit, Kind: kind, Better: "none", Headline: headline,
		Mean: &x, Low: &x, High: &x, N: 1, Interval: "exact"}
}

// series are the daily counts of each kind that occurs.
func series(o *replay.Outcome, a *About) []report.Series {
	var out []report.Series
	for k := range replay.Kind(replay.Kinds) {
		if o.Met[k] == 0 {
			continue
		}
		name, _, _ := metrics(k)
		points := make([]report.Point, a.days())
		for day := range points {
			points[day] = report.Point{Day: day, Low: math.NaN(), High: math.NaN()}
		}
		for _, d := range o.Days {
			if i := int(d.Day - a.First); i >= 0 && i < len(points) {
				points[i].Mean = float64(d.Events[k])
			}
		}
		out = append(out, report.Series{Name: name, Labels: map[string]string{}, Unit: "1", Points: points})
	}
	return out
}

// difference compares a policy with the first.
func difference(first, o *replay.Outcome, a *About) report.Difference {
	d := report.Difference{Variant: o.Name, Against: first.Name}
	for k := range replay.Kind(replay.Kinds) {
		events, customers, _ := metrics(k)
		before, _ := first.Events(k)
		after, _ := o.Events(k)
		d.Metrics = append(d.Metrics, change(customers, float64(first.Met[k]), float64(o.Met[k])), change(events, float64(before), float64(after)))
	}
	return d
}

func change(name string, before, after float64) report.MetricChange {
	delta := after - before
	c := report.MetricChange{Name: name, Labels: map[string]string{}, Delta: &delta, Low: &delta, High: &delta, Interval: "exact"}
	if before != 0 {
		relative := delta / before
		c.Relative = &relative
	}
	return c
}
