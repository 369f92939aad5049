package report

import (
	_ "embed" // results.schema.json
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

// ResultsSchema is the JSON Schema of results.json. A test derives it from the
// records again and compares.
//
//go:embed results.schema.json
var resultsSchema []byte

// ResultsSchema returns the JSON Schema of results.json.
func ResultsSchema() []byte { return slices.Clone(resultsSchema) }

// WriteJSON writes results.json: the same bytes for the same results, label
// keys sorted, null where a number does not exist. Series and the values of
// single replications have files of their own.
func WriteJSON(w io.Writer, r *Results) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	return encoder.Encode(tidy(r))
}

// ForeignError says that a results.json is none of weir, or of another version
// of the format.
type ForeignError struct{ Weir string } // what its field weir says

func (e *ForeignError) Error() string {
	return fmt.Sprintf("results.json: weir is %q; want %q", e.Weir, Schema)
}

// ReadJSON reads results.json. Fields that a later version added are ignored; a
// file of another kind is a ForeignError.
func ReadJSON(in io.Reader) (*Results, error) {
	var r Results
	if err := json.NewDecoder(in).Decode(&r); err != nil {
		return nil, fmt.Errorf("results.json: %w", err)
	}
	if r.Weir != Schema {
		return nil, &ForeignError{r.Weir}
	}
	return &r, nil
}

// tidy copies r with null for every number that JSON cannot hold and an empty
// list or map where a reader expects one.
func tidy(r *Results) *Results {
	t := *r
	t.Weir = Schema
	if t.Inputs == nil {
		t.Inputs = map[string]string{}
	}
	t.Variants = make([]Variant, len(r.Variants))
	for i, v := range r.Variants {
		t.Variants[i] = tidyVariant(v)
	}
	t.Differences = slices.Clone(r.Differences)
	for i := range t.Differences {
		tidyDifference(&t.Differences[i])
	}
	t.Gates = slices.Clone(r.Gates)
	for i := range t.Gates {
		g := &t.Gates[i]
		tidyNumbers(&g.Estimate, &g.Low, &g.High, &g.InputsLow, &g.InputsHigh)
		tidyLabels(&g.Labels)
		g.Variants = slices.Clone(g.Variants)
		for j := range g.Variants {
			tidyNumbers(&g.Variants[j].Estimate, &g.Variants[j].Low, &g.Variants[j].High)
		}
	}
	t.Gate, t.Sweep, t.Backtest = tidyVerdicts(r.Gate), tidySweep(r.Sweep), tidyBacktest(r.Backtest)
	t.Variance = slices.Clone(r.Variance)
	for i := range t.Variance {
		v := &t.Variance[i]
		tidyNumbers(&v.Shocks, &v.Population, &v.Chance, &v.Inputs, &v.ShocksSE, &v.PopulationSE, &v.ChanceSE)
		tidyLabels(&v.Labels)
	}
	return &t
}

func tidyVariant(v Variant) Variant {
	metrics := make([]Metric, len(v.Metrics))
	copy(metrics, v.Metrics)
	for i := range metrics {
		m := &metrics[i]
		tidyNumbers(&m.Mean, &m.Low, &m.High, &m.SD, &m.InputsLow, &m.InputsHigh)
		tidyLabels(&m.Labels)
	}
	v.Metrics = metrics
	v.States = tidyStates(v.States)
	v.Restrictions = slices.Clone(v.Restrictions)
	for i := range v.Restrictions {
		tidyEstimate(&v.Restrictions[i].Count)
	}
	v.GoingLive = slices.Clone(v.GoingLive)
	for i := range v.GoingLive {
		g := &v.GoingLive[i]
		tidyEstimate(&g.Overdue, &g.Flagged, &g.Steady, &g.Cleared)
	}
	v.Distributions = slices.Clone(v.Distributions)
	for i := range v.Distributions {
		tidyLabels(&v.Distributions[i].Labels)
	}
	return v
}

func tidyDifference(d *Difference) {
	tidyNumbers(&d.PairingGain)
	d.Metrics = append([]MetricChange{}, d.Metrics...)
	d.Transition, d.Settled = slices.Clone(d.Transition), slices.Clone(d.Settled)
	for _, list := range [][]MetricChange{d.Metrics, d.Transition, d.Settled} {
		for i := range list {
			c := &list[i]
			tidyNumbers(&c.Delta, &c.Low, &c.High, &c.Relative, &c.Margin, &c.InputsLow, &c.InputsHigh)
			tidyLabels(&c.Labels)
		}
	}
	if d.Swap != nil {
		swap := *d.Swap
		swap.Rows = append([]SwapRow{}, swap.Rows...)
		d.Swap = &swap
	}
}

func tidyStates(s *States) *States {
	if s == nil {
		return nil
	}
	t := States{Names: append([]string{}, s.Names...), Flows: append([]Flow{}, s.Flows...)}
	for i := range t.Flows {
		tidyEstimate(&t.Flows[i].Rate)
	}
	return &t
}

func tidyEstimate(list ...*Estimate) {
	for _, e := range list {
		tidyNumbers(&e.Mean, &e.Low, &e.High)
	}
}

func tidyNumbers(numbers ...**float64) {
	for _, x := range numbers {
		*x = Finite(value(*x))
	}
}

func tidyLabels(labels *map[string]string) {
	if *labels == nil {
		*labels = map[string]string{}
	}
}
