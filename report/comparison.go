package report

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// The families of changes that are judged together. All others are FamilyExploration.
const (
	FamilyNamed       = "named"
	FamilyHeadline    = "headline"
	FamilyExploration = "exploration"
)

// compared says whether the results are a comparison's, whose changes are
// judged, and not those of a run that shows its variants.
func compared(r *Results) bool {
	return slices.ContainsFunc(r.Differences, func(d Difference) bool {
		return d.Policy != nil || d.Swap != nil || d.Transition != nil || d.Settled != nil ||
			slices.ContainsFunc(d.Metrics, func(c MetricChange) bool { return c.Family != "" })
	})
}

// comparisonSheets are the tables of a comparison: for each variant the policy's
// changes above those of the metrics, then who is stopped instead of whom.
func comparisonSheets(r *Results, width int) []sheet {
	var sheets []sheet
	for _, d := range r.Differences {
		sheets = append(sheets, listed(policySheets(d.Policy, fmt.Sprintf(wordPolicyOf, d.Against, d.Variant)))...)
		sheets = append(sheets, changeSheets(r, d, width)...)
		sheets = append(sheets, swapSheets(d)...)
	}
	return sheets
}

// changeSheets are the changes that are judged, those worth a look, and those
// up to the end of the transition and after it.
func changeSheets(r *Results, d Difference, width int) []sheet {
	c := changeTable{r, d, width}
	judged := c.sheet(wordDifferences, d.Metrics, judgedFamily)
	judged.notes = append(judged.notes, wordJudgedNote, pairingText(d))
	sheets := []sheet{judged}
	explored := c.sheet(wordExploration, d.Metrics, func(c MetricChange) bool {
		return c.Family == FamilyExploration && c.Verdict != ""
	})
	explored.notes = append(explored.notes, wordExplorationNote)
	transition := c.sheet(wordTransition, d.Transition, judgedFamily)
	settled := c.sheet(wordSettled, d.Settled, judgedFamily)
	if width < math.MaxInt {
		explored = cutTo(maxExplored, []sheet{explored})[0]
	}
	for _, s := range []sheet{explored, transition, settled} {
		if len(s.rows) > 0 {
			sheets = append(sheets, s)
		}
	}
	return sheets
}

// judgedFamily says whether a change is one of those that the answer is about.
func judgedFamily(c MetricChange) bool {
	return c.Family != FamilyExploration && (c.Family != "" || len(c.Labels) == 0)
}

// changeTable lays out changes between two variants for a width.
type changeTable struct {
	r     *Results
	d     Difference
	width int
}

// sheet is a table of the changes that keep wants: before, after, change, reading.
// Where the width is too small, the levels stand below.
func (t changeTable) sheet(title string, list []MetricChange, keep func(MetricChange) bool) sheet {
	var same, unseen []string
	low, _ := replications(t.r)
	list = slices.DeleteFunc(slices.Clone(list), func(c MetricChange) bool {
		switch {
		case !keep(c):
			return true
		case !finite(value(c.Delta)):
			unseen = append(unseen, fullName(c.Name, c.Labels))
			return true
		case low >= 10 && c.unmoved():
			same = append(same, fullName(c.Name, c.Labels))
			return true
		}
		return false
	})
	s := t.lay(list, true)
	if s.narrowest() > t.width {
		s = t.lay(list, false)
	}
	s.title = fmt.Sprintf(title, t.d.Variant, t.d.Against)
	if len(same) > 0 {
		s.notes = append(s.notes, fmt.Sprintf(wordSame, strings.Join(same, ", ")))
	}
	if len(unseen) > 0 {
		s.notes = append(s.notes, fmt.Sprintf(wordUnobserved, strings.Join(unseen, ", ")))
	}
	return s
}

func (t changeTable) lay(list []MetricChange, wide bool) sheet {
	s := sheet{columns: []column{{head: wordMetric, wrap: names}, {head: t.d.Against, right: true}, {head: t.d.Variant, right: true},
		{head: wordChange, right: true}, {head: wordInterval}, {head: wordRelative, right: true}, {head: wordReading, wrap: prose}}}
	levels := slices.ContainsFunc(list, t.known)
	if !levels || !wide {
		s.columns = slices.Delete(s.columns, 1, 3)
	}
	for _, c := range list {
		unit := unitOf(t.r, c.Name)
		e := humanChange(unit, c.Delta, c.Low, c.High, c.Interval)
		before, after := t.levels(c)
		cells := []string{fullName(c.Name, c.Labels), before, after, e.value, e.interval, percent(c.Relative), reading(unit, c)}
		if !levels || !wide {
			cells = slices.Delete(cells, 1, 3)
		}
		s.add(cells...)
		if levels && !wide {
			s.rows[len(s.rows)-1].below = []string{fmt.Sprintf(wordChangeBelow, t.d.Against, before, t.d.Variant, after)}
		}
	}
	return s
}

// levels are the two levels that a change leads from and to; of a part of the
// time they are not known.
func (t changeTable) levels(c MetricChange) (before, after string) {
	if !t.known(c) {
		return wordMissing, wordMissing
	}
	return levelText(t.r, t.d.Against, c), levelText(t.r, t.d.Variant, c)
}

// known says whether the levels of a change are: those of the whole time.
func (t changeTable) known(c MetricChange) bool {
	return slices.ContainsFunc(t.d.Metrics, func(x MetricChange) bool {
		return x.Name == c.Name && x.Delta == c.Delta && sameLabels(x.Labels, c.Labels)
	})
}

// levelText is a metric's own estimate in a variant, without its interval.
func levelText(r *Results, variant string, c MetricChange) string {
	if m := metricOf(r, variant, c.Name, c.Labels); m != nil {
		return metricText(m).value
	}
	return wordMissing
}

// metricOf finds a metric of a variant; nil without it.
func metricOf(r *Results, variant, name string, labels map[string]string) *Metric {
	v := findVariant(r, variant)
	if v == nil {
		return nil
	}
	for i := range v.Metrics {
		if m := &v.Metrics[i]; m.Name == name && sameLabels(m.Labels, labels) {
			return m
		}
	}
	return nil
}

// reading is the word of a change as a reader sees it; of an exploration only
// that it is worth a look, never a verdict.
func reading(unit string, c MetricChange) string {
	margin := ""
	if c.Margin != nil {
		margin = strings.TrimPrefix(marginText(unit, *c.Margin), "+")
	}
	switch {
	case c.Verdict == "":
		return ""
	case c.Family == FamilyExploration:
		return wordLookAt
	case c.Verdict == "equivalent" && margin != "":
		return fmt.Sprintf(wordEquivalentWithin, margin)
	case strings.HasSuffix(c.Verdict, "_below_margin") && margin != "":
		return verdictWord(c.Verdict) + " (" + margin + ")"
	}
	return verdictWord(c.Verdict)
}

// marginText shows a margin to three digits: 0.05 pp.
func marginText(unit string, x float64) string {
	s := scaleFor(unit, x)
	if unit == "share" {
		s.suffix = " pp"
	}
	for s.decimals < maxDecimals && s.decimals < 2-exponentOr(x*s.factor) && roundTo(x*s.factor, s.decimals) != roundTo(x*s.factor, maxDecimals) {
		s.decimals++
	}
	return s.with(x)
}

func exponentOr(x float64) int {
	if x == 0 || !finite(x) {
		return 0
	}
	return exponent(x)
}

// swapSheets show whom the variant stops instead of whom, and single customers.
func swapSheets(d Difference) []sheet {
	w := d.Swap
	if w == nil {
		return nil
	}
	s := sheet{title: fmt.Sprintf(wordSwap, d.Variant, d.Against), columns: []column{{head: wordSwapOwner}, {head: wordNewlyStopped, right: true},
		{head: wordNewlyPassed, right: true}, {head: wordBoth, right: true}, {head: wordNeither, right: true}}}
	for _, row := range w.Rows {
		s.add(ownerTitle(row.Owner), meanText(row.Stopped), meanText(row.Passed), meanText(row.Both), meanText(row.Neither))
	}
	s.notes = []string{fmt.Sprintf(wordSwapNote, count(w.Customers), count(w.Replications), meanText(w.Flipped))}
	if len(w.Examples) == 0 {
		return []sheet{s}
	}
	flips := sheet{title: wordFlips, columns: []column{{head: wordReplication}, {head: wordCustomer, right: true},
		{head: wordBefore, wrap: prose}, {head: wordAfter, wrap: prose}}}
	for _, f := range w.Examples {
		flips.add(count(f.Replication), count(f.Customer), f.Before, f.After)
		flips.rows[len(flips.rows)-1].command = f.Trace
	}
	return []sheet{s, flips}
}

// meanText is a mean number of customers.
func meanText(x float64) string {
	return scale{factor: 1, decimals: 1}.plain(x)
}

// varianceSheets say where each answer's uncertainty comes from.
func varianceSheets(r *Results) []sheet {
	if len(r.Variance) == 0 {
		return nil
	}
	s := sheet{title: wordVariance}
	for _, v := range r.Variance {
		s.notes = append(s.notes, varianceSentence(v))
	}
	return []sheet{s}
}

// varianceTable has a line for each interval.
func varianceTable(r *Results) sheet {
	s := sheet{title: wordVarianceFigure, columns: []column{{head: wordMetric}, {head: wordFromShocks, right: true}, {head: wordFromPopulation, right: true},
		{head: wordFromChance, right: true}, {head: wordFromInputs, right: true}, {head: wordN, right: true}, {head: wordAdvice}}}
	share := func(x *float64) string { return scale{factor: 100, suffix: "%"}.with(value(x)) }
	for _, v := range r.Variance {
		s.add(v.name(), share(v.Shocks), share(v.Population), share(v.Chance), share(v.Inputs), count(v.N), v.Advice)
	}
	return s
}

// name is the answer whose uncertainty is told apart.
func (v VarianceShare) name() string {
	name := fullName(v.Metric, v.Labels)
	if v.Variant != "" {
		return fmt.Sprintf(wordVarianceOf, name, v.Variant)
	}
	return name
}

// varianceSentence is the budget of one interval, largest share first.
func varianceSentence(v VarianceShare) string {
	var parts []string
	for _, part := range varianceParts(v) {
		parts = append(parts, fmt.Sprintf(wordSharePart, scale{factor: 100, suffix: "%"}.with(part.share), part.name))
	}
	if len(parts) == 0 {
		parts = []string{wordVarianceNone}
	}
	text := fmt.Sprintf(wordVarianceLine, v.name(), strings.Join(parts, ", "))
	if v.Advice != "" {
		return text + ": " + v.Advice
	}
	return text + "."
}

// shareOf is a named part of a whole.
type shareOf struct {
	name  string
	share float64
	color int // of variantColors
}

// varianceParts are the known shares, largest first.
func varianceParts(v VarianceShare) []shareOf {
	var list []shareOf
	for i, part := range []struct {
		name  string
		share *float64
	}{{wordFromShocks, v.Shocks}, {wordFromPopulation, v.Population}, {wordFromChance, v.Chance}, {wordFromInputs, v.Inputs}} {
		if part.share != nil && finite(*part.share) {
			list = append(list, shareOf{part.name, *part.share, i})
		}
	}
	slices.SortStableFunc(list, func(a, b shareOf) int {
		switch {
		case a.share > b.share:
			return -1
		case a.share < b.share:
			return 1
		}
		return 0
	})
	return list
}
