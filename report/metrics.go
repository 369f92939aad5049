package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// metricRow is one figure of every variant side by side; nil where a variant
// does not report it.
type metricRow struct {
	name     string
	labels   map[string]string
	headline bool
	bare     bool // without a mark or the room for one
	by       []*Metric
}

// first returns the figure of the first variant that has it.
func (m metricRow) first() *Metric {
	for _, x := range m.by {
		if x != nil {
			return x
		}
	}
	return &Metric{}
}

// nought says that the figure is 0 in every replication of every variant, where
// that can be told.
func (m metricRow) nought() bool {
	for _, x := range m.by {
		if x == nil || x.Mean == nil || *x.Mean != 0 || x.Low != nil || x.High != nil || x.N < 10 {
			return false
		}
	}
	return true
}

// metricRows returns the rows that keep wants, in the order of first mention.
func metricRows(r *Results, keep func(*Metric) bool) []metricRow {
	var rows []metricRow
	at := map[string]int{}
	for v := range r.Variants {
		metrics := r.Variants[v].Metrics
		for i := range metrics {
			m := &metrics[i]
			if !keep(m) {
				continue
			}
			key := fullName(m.Name, m.Labels)
			k, ok := at[key]
			if !ok {
				k = len(rows)
				at[key] = k
				rows = append(rows, metricRow{name: m.Name, labels: m.Labels, by: make([]*Metric, len(r.Variants))})
			}
			rows[k].by[v] = m
			rows[k].headline = rows[k].headline || m.Headline
		}
	}
	return rows
}

func plainMetrics(r *Results) []metricRow {
	return metricRows(r, func(m *Metric) bool { return len(m.Labels) == 0 })
}

// family is a group of metrics with the same first part of the name.
type family struct {
	name string
	rows []metricRow
}

// families groups rows in the order of the model's list of metrics, headline
// metrics first in each.
func families(rows []metricRow) []family {
	var list []family
	for _, name := range familyOrder() {
		f := family{name: name}
		for _, row := range rows {
			if familyOf(row.name) == name {
				f.rows = append(f.rows, row)
			}
		}
		slices.SortStableFunc(f.rows, headlineFirst)
		if len(f.rows) > 0 {
			list = append(list, f)
		}
	}
	return list
}

func headlineFirst(a, b metricRow) int {
	switch {
	case a.headline == b.headline:
		return 0
	case a.headline:
		return -1
	default:
		return 1
	}
}

// familyOrder is the order of the model's list of metrics.
func familyOrder() []string {
	return []string{"risk", "continuity", "service", "customer", "compliance", "cost", wordOther}
}

// familyOf returns the family that the first part of a metric's name says.
func familyOf(name string) string {
	head, _, _ := strings.Cut(name, ".")
	if slices.Contains(familyOrder(), head) {
		return head
	}
	return wordOther
}

// headlineNames returns the names of the headline metrics, by family.
func headlineNames(r *Results) []string {
	var names []string
	rows := metricRows(r, func(m *Metric) bool { return m.Headline })
	for _, f := range families(rows) {
		for _, row := range f.rows {
			if !slices.Contains(names, row.name) {
				names = append(names, row.name)
			}
		}
	}
	return names
}

// dimensions returns the keys by which single-label metrics are told apart:
// those that people ask for first, then the others by name.
func dimensions(r *Results) []string {
	found := map[string]bool{}
	for _, v := range r.Variants {
		for _, m := range v.Metrics {
			for key := range m.Labels {
				if len(m.Labels) == 1 {
					found[key] = true
				}
			}
		}
	}
	var list []string
	for _, key := range []string{"tier", "segment", "region", "channel"} {
		if found[key] {
			list = append(list, key)
			delete(found, key)
		}
	}
	rest := make([]string, 0, len(found))
	for key := range found {
		rest = append(rest, key)
	}
	slices.Sort(rest)
	return append(list, rest...)
}

// rowsBy returns a metric's rows by one dimension.
func rowsBy(r *Results, name, dimension string) []metricRow {
	return metricRows(r, func(m *Metric) bool {
		_, ok := m.Labels[dimension]
		return ok && len(m.Labels) == 1 && m.Name == name
	})
}

// metricTable gathers rows of metrics under headings and picks a layout.
type metricTable struct {
	r         *Results
	rows      []metricEntry
	labelled  string // the dimension whose values name the rows; "" for metric names
	named     string // what the rows are, if not metrics
	headlines bool
}

type metricEntry struct {
	heading string
	row     metricRow
}

func newMetricTable(r *Results) *metricTable { return &metricTable{r: r} }

func (t *metricTable) group(name string, rows []metricRow) {
	t.rows = append(t.rows, metricEntry{heading: name})
	for _, row := range rows {
		t.rows = append(t.rows, metricEntry{row: row})
		t.headlines = t.headlines || row.headline
	}
}

// plain adds rows without a heading and without marks.
func (t *metricTable) plain(rows []metricRow) {
	for _, row := range rows {
		row.headline, row.bare = false, true
		t.rows = append(t.rows, metricEntry{row: row})
	}
}

// sheet lays the table out: one variant with a column for each part, several
// variants side by side, or below each other where the terminal is too narrow.
func (t *metricTable) sheet(title string, width int) sheet {
	if len(t.r.Variants) == 1 {
		return t.single(title)
	}
	s := t.beside(title)
	if s.width() > width {
		s = t.below(title)
	}
	return s
}

func (t *metricTable) single(title string) sheet {
	s := sheet{title: title, columns: []column{{head: t.nameHead(), wrap: t.nameWrap()}, {head: wordEstimate, right: true},
		{head: wordInterval}, {head: wordN, right: true}}}
	t.fill(&s, func(row metricRow) {
		e := metricText(row.by[0])
		s.add(t.nameCell(row), e.value, e.interval, count(row.first().N))
	})
	return s
}

func (t *metricTable) beside(title string) sheet {
	s := sheet{title: title, columns: []column{{head: t.nameHead(), wrap: t.nameWrap()}}}
	for _, v := range t.r.Variants {
		s.columns = append(s.columns, column{head: fmt.Sprintf(wordVariantN, v.Name, v.Replications), right: true})
	}
	t.fill(&s, func(row metricRow) {
		cells := []string{t.nameCell(row)}
		for i, m := range row.by {
			cells = append(cells, variantCell(m, t.r.Variants[i].Replications))
		}
		s.add(cells...)
	})
	return s
}

// variantCell shows a figure with its interval, and n where it is not the
// variant's number of replications.
func variantCell(m *Metric, replications int) string {
	if m == nil {
		return wordMissing
	}
	text := metricText(m).String()
	if m.N != replications {
		text += fmt.Sprintf(wordCellN, m.N)
	}
	return text
}

func (t *metricTable) below(title string) sheet {
	s := sheet{title: title, columns: []column{{head: t.nameHead(), wrap: t.nameWrap()}, {head: wordVariant},
		{head: wordEstimate, right: true}, {head: wordInterval}, {head: wordN, right: true}}}
	t.fill(&s, func(row metricRow) {
		name := t.nameCell(row)
		for i, m := range row.by {
			if m == nil {
				continue
			}
			e := metricText(m)
			s.add(name, t.r.Variants[i].Name, e.value, e.interval, count(m.N))
			name = ""
		}
	})
	return s
}

func (t *metricTable) fill(s *sheet, add func(metricRow)) {
	for _, entry := range t.rows {
		if entry.heading != "" {
			s.head(entry.heading)
		} else {
			add(entry.row)
		}
	}
}

func (t *metricTable) nameHead() string {
	return cmp.Or(t.labelled, t.named, wordMetric)
}

// nameWrap says where names may be broken: those of metrics at their dots.
func (t *metricTable) nameWrap() breaker {
	if t.named != "" {
		return prose
	}
	return names
}

func (t *metricTable) nameCell(row metricRow) string {
	switch {
	case t.labelled != "":
		return "  " + row.labels[t.labelled]
	case row.bare:
		return fullName(row.name, row.labels)
	case row.headline:
		return "* " + fullName(row.name, row.labels)
	default:
		return "  " + fullName(row.name, row.labels)
	}
}

// metricText shows a figure in human units.
func metricText(m *Metric) estimate {
	if m == nil {
		return estimate{value: wordMissing}
	}
	return human(m.Unit, m.Mean, m.Low, m.High, m.Interval, m.N)
}
