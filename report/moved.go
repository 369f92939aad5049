package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

const (
	mostMoved  = 5 // metrics that are no headline, under the changes of those that are
	mostInLead = 4 // changes in a sentence of the page's lead
)

// movedMost returns the changes of figures without labels that keep wants and
// whose interval is without 0, those that are largest for what the figure was
// first; what was 0 before comes before all others.
func movedMost(d Difference, keep func(name string) bool) []MetricChange {
	var list []MetricChange
	for _, c := range d.Metrics {
		if len(c.Labels) == 0 && keep(c.Name) && (value(c.Low) > 0 || value(c.High) < 0) {
			list = append(list, c)
		}
	}
	size := func(c MetricChange) float64 {
		if c.Relative == nil {
			return math.Inf(1)
		}
		return math.Abs(*c.Relative)
	}
	slices.SortStableFunc(list, func(a, b MetricChange) int { return cmp.Compare(size(b), size(a)) })
	return list
}

// differenceSentence names what changed most: headline metrics, or, where none of
// them moved, others.
func differenceSentence(r *Results, d Difference) string {
	headlines := headlineNames(r)
	moved := movedMost(d, func(name string) bool { return slices.Contains(headlines, name) })
	var parts []string
	if len(moved) == 0 {
		parts = append(parts, wordLeadUnclear)
		moved = movedMost(d, func(name string) bool { return !slices.Contains(headlines, name) })
		moved = moved[:min(len(moved), mostInLead)]
	}
	for _, c := range moved[:min(len(moved), mostInLead)] {
		e := humanChange(unitOf(r, c.Name), c.Delta, c.Low, c.High, c.Interval)
		parts = append(parts, fmt.Sprintf(wordLeadClear, c.Name, e.value, e.interval))
	}
	text := strings.Join(parts, "; ")
	if more := len(moved) - mostInLead; more > 0 {
		text = fmt.Sprintf(wordAndMore, text, more)
	}
	return fmt.Sprintf(wordLeadDifference, d.Variant, d.Against, text)
}

// unmoved says that a figure is exactly the same under both variants.
func (c MetricChange) unmoved() bool {
	return c.Delta != nil && *c.Delta == 0 && c.Low == nil && c.High == nil
}
