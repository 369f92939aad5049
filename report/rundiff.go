package report

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"weir/sim/stat"
)

// DiffSchema is the kind and version of what WriteDiffJSON writes.
const DiffSchema = "diff/v1"

// diffLevel is the confidence of the intervals of changes.
const diffLevel = .95

// RunDiff is what changed from one run to another, by what both left behind.
type RunDiff struct {
	Weir   string `json:"weir"` // "diff/v1"
	Before string `json:"before"`
	After  string `json:"after"`
	// Same says that the fingerprints are equal: whatever is shown otherwise, the
	// same things happened.
	Same bool `json:"same_trajectories"`
	// Paired says that both ran the same seed, so that changes are paired by
	// replication: by provenance, never by what the data look like.
	Paired     bool           `json:"paired"`
	Provenance []Changed      `json:"provenance"`
	Inputs     []Changed      `json:"inputs"` // SHA-256 by file; empty where a run has none
	Parameters []PolicyChange `json:"parameters"`
	Variants   []VariantDiff  `json:"variants"`
	Verdicts   []Changed      `json:"verdicts"` // of gates, and of the whole, where they are others
	Loosened   []Loosened     `json:"loosened"` // gates that allow more than before
	Unchanged  int            `json:"unchanged"`
	Hidden     int            `json:"hidden"` // changed metrics of groups, which are shown on request
	Notes      []string       `json:"notes"`
}

// Changed is something that is said otherwise, or by one of two runs only.
type Changed struct {
	What   string `json:"what"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// VariantDiff is the metrics of a variant that both runs have.
type VariantDiff struct {
	Name    string       `json:"name"`
	Metrics []MetricDiff `json:"metrics"`
}

// MetricDiff is a metric before and after.
type MetricDiff struct {
	Name     string            `json:"name"`
	Labels   map[string]string `json:"labels"`
	Unit     string            `json:"unit"`
	Headline bool              `json:"headline,omitempty"`
	Before   Estimate          `json:"before"`
	After    Estimate          `json:"after"`
	Delta    *float64          `json:"delta"`
	Low      *float64          `json:"low"`
	High     *float64          `json:"high"`
	Relative *float64          `json:"relative"`
	N        int               `json:"n"`        // pairs, or the smaller number of replications
	Interval string            `json:"interval"` // hall, t, welch, exact, none
	Note     string            `json:"note,omitempty"`
}

// DiffRuns compares two runs; before and after are what to call them. Metrics that
// are the same, and those of groups, are only counted unless all are wanted. What the
// results cannot tell, parameters and gates, is the caller's to add.
func DiffRuns(before, after *Results, nameBefore, nameAfter string, all bool) *RunDiff {
	d := &RunDiff{Weir: DiffSchema, Before: nameBefore, After: nameAfter,
		Same: before.Fingerprint == after.Fingerprint && before.Fingerprint != "", Paired: before.Seed == after.Seed,
		Provenance: provenanceDiff(before, after), Inputs: changedKeys(before.Inputs, after.Inputs),
		Parameters: []PolicyChange{}, Variants: []VariantDiff{}, Verdicts: verdictDiff(before, after), Loosened: []Loosened{}, Notes: []string{}}
	for _, v := range before.Variants {
		i := slices.IndexFunc(after.Variants, func(w Variant) bool { return w.Name == v.Name })
		if i < 0 {
			d.note(wordDiffOnly, v.Name, nameBefore)
			continue
		}
		d.addVariant(v, after.Variants[i], all)
	}
	for _, w := range after.Variants {
		if !slices.ContainsFunc(before.Variants, func(v Variant) bool { return v.Name == w.Name }) {
			d.note(wordDiffOnly, w.Name, nameAfter)
		}
	}
	return d
}

// note adds a sentence, once.
func (d *RunDiff) note(word string, args ...any) {
	if text := fmt.Sprintf(word, args...); !slices.Contains(d.Notes, text) {
		d.Notes = append(d.Notes, text)
	}
}

// provenanceDiff is what the runs say differently of where they come from.
func provenanceDiff(a, b *Results) []Changed {
	rows := []Changed{
		{wordScenario, a.Scenario, b.Scenario}, {wordVersionLabel, a.Version, b.Version}, {wordArchitecture, a.Architecture, b.Architecture},
		{wordSeedLabel, fmt.Sprint(a.Seed), fmt.Sprint(b.Seed)}, {wordDiffStart, a.Start, b.Start}, {wordDiffDays, fmt.Sprint(a.Days), fmt.Sprint(b.Days)},
		{wordDiffPopulation, fmt.Sprint(a.Population), fmt.Sprint(b.Population)}, {wordDiffCurrency, a.Currency, b.Currency},
		{wordDiffReplications, replicationsText(a), replicationsText(b)}, {wordFingerprint, a.Fingerprint, b.Fingerprint},
	}
	return slices.DeleteFunc(rows, func(c Changed) bool { return c.Before == c.After })
}

// changedKeys is what two maps say differently, by key.
func changedKeys(a, b map[string]string) []Changed {
	keys := maps.Clone(a)
	if keys == nil {
		keys = map[string]string{}
	}
	maps.Copy(keys, b)
	out := []Changed{}
	for _, k := range slices.Sorted(maps.Keys(keys)) {
		if a[k] != b[k] {
			out = append(out, Changed{k, a[k], b[k]})
		}
	}
	return out
}

// verdictDiff is the verdicts that are others, of the whole first; one that a run
// does not have is empty.
func verdictDiff(a, b *Results) []Changed {
	before, after := verdictsBy(a), verdictsBy(b)
	out := changedKeys(before, after)
	slices.SortStableFunc(out, func(x, y Changed) int {
		return boolRank(x.What != wordDiffOverall) - boolRank(y.What != wordDiffOverall)
	})
	return out
}

func boolRank(b bool) int {
	if b {
		return 1
	}
	return 0
}

// verdictsBy is the words of a run's verdicts, by what they are of.
func verdictsBy(r *Results) map[string]string {
	out := map[string]string{}
	if r.Backtest != nil {
		out[wordDiffBacktest] = r.Backtest.Verdict
	}
	if r.Gate == nil {
		return out
	}
	out[wordDiffOverall] = r.Gate.Verdict
	for _, g := range r.Gate.Gates {
		name := g.ID
		if severalScenarios(r) {
			name = g.Scenario + ": " + g.ID
		}
		out[name] = g.Verdict
	}
	return out
}

// addVariant compares what both have; a metric that one of them does not know is
// counted in a note.
func (d *RunDiff) addVariant(a, b Variant, all bool) {
	type key struct{ name, labels string }
	later := map[key]*Metric{}
	for i := range b.Metrics {
		m := &b.Metrics[i]
		later[key{m.Name, labelText(m.Labels)}] = m
	}
	v := VariantDiff{Name: a.Name, Metrics: []MetricDiff{}}
	missing, n := 0, len(later)
	for i := range a.Metrics {
		m := &a.Metrics[i]
		other := later[key{m.Name, labelText(m.Labels)}]
		if other == nil {
			missing++
			continue
		}
		n--
		change := d.metric(m, other)
		switch {
		case all:
		case change.same():
			d.Unchanged++
			continue
		case len(m.Labels) > 0:
			d.Hidden++
			continue
		}
		v.Metrics = append(v.Metrics, change)
	}
	if missing+n > 0 {
		d.note(wordDiffMetrics, a.Name, missing, n)
	}
	d.Variants = append(d.Variants, v)
}

// metric is the change of one metric.
func (d *RunDiff) metric(a, b *Metric) MetricDiff {
	out := MetricDiff{Name: a.Name, Labels: b.Labels, Unit: b.Unit, Headline: b.Headline, Before: a.estimate(), After: b.estimate()}
	if out.Labels == nil {
		out.Labels = map[string]string{}
	}
	if a.Unit != b.Unit {
		out.Note, out.Interval = wordDiffUnits, "none"
		return out
	}
	e, from := d.change(a, b)
	out.Delta, out.Low, out.High, out.N, out.Interval = Finite(e.Mean), Finite(e.Low), Finite(e.High), e.N, e.Interval
	if out.Delta != nil && from != 0 {
		out.Relative = Finite(*out.Delta / math.Abs(from))
	}
	return out
}

func (m *Metric) estimate() Estimate {
	return Estimate{Mean: m.Mean, Low: m.Low, High: m.High, N: m.N, Interval: m.Interval}
}

// same says whether nothing at all is different.
func (m MetricDiff) same() bool {
	equal := func(a, b *float64) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }
	still := m.Delta == nil || *m.Delta == 0
	moves := m.Low != nil && *m.Low != 0 || m.High != nil && *m.High != 0
	return m.Note == "" && still && !moves && equal(m.Before.Mean, m.After.Mean)
}

// change estimates the change of a metric, and the level it is from: paired where both ran the same seed, as
// far as both have replications, and Welch's where they did not. Shares and rates are
// changes of ratios of sums where numerators and denominators were kept.
func (d *RunDiff) change(a, b *Metric) (e stat.Estimate, from float64) {
	bare := stat.Estimate{Mean: value(b.Mean) - value(a.Mean), Low: math.NaN(), High: math.NaN(), N: min(a.N, b.N), Interval: "none"}
	switch {
	case a.Interval == "exact" && b.Interval == "exact":
		bare.Interval = "exact"
		return bare, value(a.Mean)
	case len(a.Values) == 0 || len(b.Values) == 0:
		if a.N > 0 && b.N > 0 {
			d.note(wordDiffNoValues)
		}
		return bare, value(a.Mean)
	}
	n := min(len(a.Values), len(b.Values))
	sums := len(a.Parts) == len(a.Values) && len(b.Parts) == len(b.Values)
	if !sums && ofSums(a.Kind) {
		d.note(wordDiffMeans)
	}
	switch {
	case d.Paired && len(a.Values) != len(b.Values):
		d.note(wordDiffFewer, n)
	case !d.Paired && sums:
		return stat.Welch(pseudovalues(a.Parts), pseudovalues(b.Parts), diffLevel), value(a.Mean)
	case !d.Paired:
		return stat.Welch(a.Values, b.Values, diffLevel), value(a.Mean)
	}
	if sums {
		return stat.RatioDifference(a.Parts[:n], b.Parts[:n], diffLevel), stat.MeanOfRatio(a.Parts[:n], diffLevel).Mean
	}
	return stat.Difference(a.Values[:n], b.Values[:n], diffLevel), stat.Mean(a.Values[:n], diffLevel).Mean
}

// ofSums says whether a kind of metric is a ratio of sums.
func ofSums(kind string) bool { return kind == "share" || kind == "rate" || kind == "mean" }

// pseudovalues are as many values as replications whose mean is the ratio of sums,
// and whose spread is its own.
func pseudovalues(ratios []stat.Ratio) []float64 {
	r, residuals := stat.Residuals(ratios)
	for i := range residuals {
		residuals[i] += r
	}
	return residuals
}
