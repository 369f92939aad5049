package report

import (
	"cmp"
	"fmt"
	"slices"
)

// contrast is the label by whose groups a metric differs most, with the two
// groups that are furthest apart.
type contrast struct {
	metric, label   string
	lowest, highest *Metric
	gap             float64 // between their intervals, relative to the larger value: 0..1, more where they have different signs
}

// mostContrasts is how many metrics the summary shows.
const mostContrasts = 4

// contrasts returns the headline metrics of a variant whose groups are told apart
// by their intervals, those that differ most first. Numbers and amounts are left
// out: groups are of different sizes. So are phases of an emergency and rules of
// screening, which are not groups of customers.
func contrasts(r *Results, v Variant) []contrast {
	alone := &Results{Variants: []Variant{v}}
	var list []contrast
	for _, name := range headlineNames(alone) {
		var best contrast
		for _, label := range dimensions(alone) {
			if c := contrastOf(rowsBy(alone, name, label)); label != "phase" && label != "rule" && c.gap > best.gap {
				best = c
				best.metric, best.label = name, label
			}
		}
		if best.gap > 0 {
			list = append(list, best)
		}
	}
	slices.SortStableFunc(list, func(a, b contrast) int { return cmp.Compare(b.gap, a.gap) })
	return list[:min(len(list), mostContrasts)]
}

func contrastOf(rows []metricRow) contrast {
	var c contrast
	for _, row := range rows {
		m := row.by[0]
		if !finite(value(m.Mean)) || m.Kind == "count" || m.Kind == "money" {
			continue
		}
		if c.lowest == nil || *m.Mean < *c.lowest.Mean {
			c.lowest = m
		}
		if c.highest == nil || *m.Mean > *c.highest.Mean {
			c.highest = m
		}
	}
	if c.lowest != c.highest && apart(c.lowest, c.highest) {
		c.gap = relativeGap(c.lowest, c.highest)
	}
	return c
}

// relativeGap is the distance of two values, or of their intervals where they have
// them, relative to the larger.
func relativeGap(low, high *Metric) float64 {
	x, y := *low.Mean, *high.Mean
	from, to := x, y
	if low.High != nil && high.Low != nil {
		from, to = *low.High, *high.Low
	}
	return (to - from) / max(x, -x, y, -y)
}

// contrastSheets is the table of where groups differ, of the first variant.
func contrastSheets(r *Results) []sheet {
	title := wordContrast
	if len(r.Variants) > 1 {
		title = fmt.Sprintf(wordContrastOf, r.Variants[0].Name)
	}
	s := sheet{title: title, notes: []string{wordContrastNote}, columns: []column{{head: wordMetric, wrap: names}, {head: wordGroup},
		{head: wordEstimate, right: true}, {head: wordInterval}, {head: wordN, right: true}}}
	for _, c := range contrasts(r, r.Variants[0]) {
		for i, m := range []*Metric{c.lowest, c.highest} {
			e := metricText(m)
			name := c.metric
			if i > 0 {
				name = fmt.Sprintf(wordByLabelOf, c.label)
			}
			s.add(name, m.Labels[c.label], e.value, e.interval, count(m.N))
		}
	}
	if len(s.rows) == 0 {
		return nil
	}
	return []sheet{s}
}

func apart(a, b *Metric) bool {
	if a == nil || b == nil || a.Mean == nil || b.Mean == nil {
		return false
	}
	x, y := *a.Mean, *b.Mean
	if x > y {
		a, b, x, y = b, a, y, x
	}
	if a.High != nil && b.Low != nil {
		return *a.High < *b.Low
	}
	return y-x > 0.05*max(y, -x)
}
