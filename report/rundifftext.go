package report

import (
	"encoding/json"
	"fmt"
	"io"
)

// The words of differences between runs.
const (
	wordDiffTitle        = "What changed from %s to %s"
	wordDiffSame         = "The trajectories are the same: the same things happened to the same customers."
	wordDiffOther        = "The trajectories are not the same."
	wordDiffPaired       = "Both ran the same seed: changes are paired by replication."
	wordDiffWelch        = "The seeds differ: changes are between independent runs, and their intervals are Welch's."
	wordDiffProvenance   = "Where they come from"
	wordDiffNoProvenance = "Both come from the same: scenario, version, seed, population, replications."
	wordDiffInputs       = "Inputs"
	wordDiffFile         = "file"
	wordDiffParameters   = "Parameters: what changed"
	wordDiffVerdicts     = "Verdicts"
	wordDiffLoosened     = "Gates that allow more than before"
	wordDiffOverall      = "overall"
	wordDiffBacktest     = "backtest"
	wordDiffStart        = "Start"
	wordDiffDays         = "Days"
	wordDiffPopulation   = "Customers"
	wordDiffCurrency     = "Currency"
	wordDiffReplications = "Replications"
	wordDiffVariant      = "Metrics of %s"
	wordDiffBelow        = "95%% interval of the change %s, relative %s"
	wordDiffNothing      = "No metric changed."
	wordDiffCounts       = "%s metrics are the same in every replication; %s changed metrics of groups are not shown (--all shows them)."
	wordDiffOnly         = "variant %s is only in %s"
	wordDiffMetrics      = "%s: %d metrics were only reported before, %d only after"
	wordDiffUnits        = "the units differ"
	wordDiffNoValues     = "replications.parquet is missing: changes without intervals are of estimates, not paired"
	wordDiffMeans        = "a run did not keep numerators and denominators: changes of shares, rates and means are means of each replication's own"
	wordDiffFewer        = "one run has more replications: changes are paired over the first %d, estimates are over all"
	wordDiffFooter       = "Changes are exploration over many metrics, never a verdict: compare and gate decide."
)

// WriteDiffText writes a difference between runs for a terminal.
func WriteDiffText(w io.Writer, d *RunDiff, o Options) error {
	return d.summary(false).writeText(w, o)
}

// WriteDiffMarkdown writes it as Markdown.
func WriteDiffMarkdown(w io.Writer, d *RunDiff) error { return d.summary(true).writeMarkdown(w) }

// WriteDiffJSON writes it as JSON.
func WriteDiffJSON(w io.Writer, d *RunDiff) error {
	out := *d
	for i := range out.Variants {
		for k := range out.Variants[i].Metrics {
			m := &out.Variants[i].Metrics[k]
			tidyEstimate(&m.Before, &m.After)
		}
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	return encoder.Encode(&out)
}

// summary puts together what is shown; where it is not wide, intervals stand under
// their metrics.
func (d *RunDiff) summary(wide bool) summary {
	s := summary{title: fmt.Sprintf(wordDiffTitle, d.Before, d.After), notes: d.Notes, lead: d.lead()}
	add := func(t sheet) {
		if len(t.rows) > 0 || len(t.notes) > 0 {
			s.sheets = append(s.sheets, t)
		}
	}
	add(changedSheet(wordDiffProvenance, wordWhat, d.Provenance, orMissing))
	add(changedSheet(wordDiffInputs, wordDiffFile, d.Inputs, shortHash))
	s.sheets = append(s.sheets, policySheets(d.Parameters, wordDiffParameters)...)
	add(changedSheet(wordDiffVerdicts, wordGate, d.Verdicts, verdictOrMissing))
	add(d.loosenedSheet())
	for _, v := range d.Variants {
		add(v.sheet(wide))
	}
	if len(d.Variants) > 0 && d.Unchanged+d.Hidden > 0 {
		last := &s.sheets[len(s.sheets)-1]
		last.notes = append(last.notes, fmt.Sprintf(wordDiffCounts, count(d.Unchanged), count(d.Hidden)))
	}
	s.footer = []string{wordBars, wordDiffFooter, wordFooter}
	return s
}

// lead says whether anything happened otherwise, and how changes are meant.
func (d *RunDiff) lead() []string {
	same, how := wordDiffOther, wordDiffWelch
	if d.Same {
		same = wordDiffSame
	}
	if d.Paired {
		how = wordDiffPaired
	}
	list := []string{same + " " + how}
	if len(d.Provenance) == 0 {
		list = append(list, wordDiffNoProvenance)
	}
	return list
}

// changedSheet is a table of what is said differently.
func changedSheet(title, what string, list []Changed, show func(string) string) sheet {
	s := sheet{title: title, columns: []column{{head: what, wrap: names}, {head: wordBefore, wrap: prose}, {head: wordAfter, wrap: prose}}}
	for _, c := range list {
		s.add(c.What, show(c.Before), show(c.After))
	}
	return s
}

// shortHash shows the first digits of a hash.
func shortHash(sum string) string { return orMissing(sum[:min(12, len(sum))]) }

// verdictOrMissing shows a verdict with its glyph.
func verdictOrMissing(word string) string {
	if word == "" {
		return wordMissing
	}
	return verdictText(verdictOf(word))
}

func (d *RunDiff) loosenedSheet() sheet {
	s := sheet{title: wordDiffLoosened, columns: []column{{head: wordGate, wrap: names}, {head: wordBefore, wrap: prose}, {head: wordAfter, wrap: prose}}}
	for _, l := range d.Loosened {
		after := l.After
		if after == "" {
			after = wordRemoved
		}
		s.add(l.ID, l.Before, after)
	}
	return s
}

// sheet is the metrics of a variant before and after, headline metrics first.
func (v VariantDiff) sheet(wide bool) sheet {
	s := sheet{title: fmt.Sprintf(wordDiffVariant, v.Name), columns: []column{{head: wordMetric, wrap: names}, {head: wordBefore, right: true},
		{head: wordAfter, right: true}, {head: wordChange, right: true}}}
	if wide {
		s.columns = append(s.columns, column{head: wordInterval}, column{head: wordRelative, right: true})
	}
	for _, headline := range []bool{true, false} {
		for _, m := range v.Metrics {
			if m.Headline == headline {
				s.addMetric(m, wide)
			}
		}
	}
	if len(s.rows) == 0 {
		s.notes = []string{wordDiffNothing}
	}
	return s
}

func (s *sheet) addMetric(m MetricDiff, wide bool) {
	show := func(e Estimate) string { return human(m.Unit, e.Mean, e.Low, e.High, e.Interval, e.N).value }
	change := humanChange(m.Unit, m.Delta, m.Low, m.High, m.Interval)
	name := fullName(m.Name, m.Labels)
	if m.Headline {
		name += " *"
	}
	if m.Note != "" {
		change.interval = m.Note
	}
	cells := []string{name, show(m.Before), show(m.After), change.value}
	if wide {
		s.add(append(cells, change.interval, percent(m.Relative))...)
		return
	}
	s.add(cells...)
	s.rows[len(s.rows)-1].below = []string{fmt.Sprintf(wordDiffBelow, change.interval, percent(m.Relative))}
}
