package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
)

// recorded is one number of a variant's records in the form of a metric, so that
// it is shown and written as metrics are.
type recorded struct {
	section string
	group   string // heading under which it stands; "" for none
	title   string // its name for a reader
	metric  Metric
}

func record(section, group, title, name, unit, kind string, labels map[string]string, e Estimate) recorded {
	return recorded{section, group, title, Metric{Name: name, Labels: labels, Unit: unit, Kind: kind, Better: "none",
		Mean: e.Mean, Low: e.Low, High: e.High, N: e.N, Interval: e.Interval}}
}

// records returns the numbers of a variant's records: flows, restrictions,
// survival at its marks, going live.
func (v *Variant) records() []recorded {
	var list []recorded
	if v.States != nil {
		list = v.States.records()
	}
	for _, x := range v.Restrictions {
		list = append(list, x.record())
	}
	for _, s := range v.Survival {
		list = append(list, s.records(v.Replications)...)
	}
	for _, g := range v.GoingLive {
		list = append(list, g.records()...)
	}
	return list
}

// recordedRow is one number of every variant side by side.
type recordedRow struct {
	group string
	metricRow
}

// recordedRows returns the numbers of one section, those of a group together,
// groups and numbers in the order of first mention. The rows are named for a
// reader, who finds their unit in the names or the title.
func recordedRows(r *Results, section string) []recordedRow {
	var rows []recordedRow
	var groups []string
	all := grouped(r, func(v Variant) []recorded { return v.records() },
		func(x recorded) string { return fullName(x.metric.Name, x.metric.Labels) })
	for _, same := range all {
		first := same[0].of
		if first.section != section {
			continue
		}
		row := recordedRow{first.group, metricRow{name: first.title, by: make([]*Metric, len(r.Variants))}}
		for _, x := range same {
			m := x.of.metric
			m.Unit = plainUnit(m.Unit)
			row.by[x.variant] = &m
		}
		rows = append(rows, row)
		groups = append(groups, first.group)
	}
	slices.SortStableFunc(rows, func(a, b recordedRow) int {
		return cmp.Compare(slices.Index(groups, a.group), slices.Index(groups, b.group))
	})
	return rows
}

// largest is the largest mean of a row, for sorting; rows without any come last.
func (row metricRow) largest() float64 {
	most := math.Inf(-1)
	for _, m := range row.by {
		if m != nil && finite(value(m.Mean)) {
			most = math.Max(most, *m.Mean)
		}
	}
	return most
}

// recordedSheet is the table of one section's numbers.
func recordedSheet(r *Results, title, head string, rows []recordedRow, width int) sheet {
	t := newMetricTable(r)
	t.named = head
	for i, row := range rows {
		if row.group != "" && (i == 0 || rows[i-1].group != row.group) {
			t.group(row.group, nil)
		}
		t.rows = append(t.rows, metricEntry{row: row.metricRow})
	}
	return t.sheet(title, width)
}

// plainUnit leaves out a unit that the name or the title says already.
func plainUnit(unit string) string {
	switch unit {
	case unitAccounts, unitAccountsPerDay, unitFlow, unitDays:
		return "1"
	default:
		return unit
	}
}

// Units of records.
const (
	unitAccounts       = "accounts"
	unitAccountsPerDay = "accounts a day"
	unitFlow           = "per 1000 account-years"
	unitDays           = "d"
)

func dayLabel(day float64) string { return strconv.FormatFloat(day, 'g', -1, 64) }

func dayTitle(day float64) string { return fmt.Sprintf(wordAfterDays, dayLabel(day)) }
