package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// StockSeries names the series that hold the number of accounts in each state at
// the end of each day: one series a state, with the label "state".
const StockSeries = "customer.accounts"

// States is how the rules move accounts between states. The stock of each state
// is a series of the variant, named StockSeries.
type States struct {
	Names []string `json:"names"` // in the order in which they are shown: active, watched, …
	Flows []Flow   `json:"flows"`
}

// Flow is how often accounts go from one state to another in the measured time,
// per 1,000 account-years: the years of all accounts that are not ended, in any
// state. A flow that no replication saw is left out.
type Flow struct {
	From string   `json:"from"`
	To   string   `json:"to"`
	Rate Estimate `json:"rate"`
}

// shortFlows is how many flows the figure shows.
const shortFlows = 12

func (s *States) records() []recorded {
	var list []recorded
	for _, f := range s.Flows {
		list = append(list, record(sectionStates, "", f.From+" → "+f.To, "customer.flow", unitFlow, "rate",
			map[string]string{"from": f.From, "to": f.To}, f.Rate))
	}
	return list
}

// flowRows returns the flows, largest first.
func flowRows(r *Results) []recordedRow {
	rows := recordedRows(r, sectionStates)
	slices.SortStableFunc(rows, func(a, b recordedRow) int { return cmp.Compare(b.largest(), a.largest()) })
	return rows
}

// stateSheets are the tables of the accounts by state and of the flows.
func stateSheets(r *Results, width int) []sheet {
	list := stockSheets(r, width)
	rows := flowRows(r)
	if len(rows) == 0 {
		return list
	}
	s := recordedSheet(r, wordFlows, wordFlow, rows, width)
	s.folded = true
	return append(list, s)
}

// stockSheets is the table of the accounts in each state on the last day.
func stockSheets(r *Results, width int) []sheet {
	var rows []recordedRow
	for _, state := range stateNames(r) {
		row := recordedRow{"", metricRow{name: state, by: make([]*Metric, len(r.Variants))}}
		for i, v := range r.Variants {
			row.by[i] = lastDay(v, StockSeries, map[string]string{"state": state})
		}
		if finite(row.largest()) {
			rows = append(rows, row)
		}
	}
	if len(rows) == 0 {
		return nil
	}
	s := recordedSheet(r, wordStockLast, wordState, rows, width)
	s.folded = true
	return []sheet{s}
}

// lastDay is the last point of a series as a metric; nil without one.
func lastDay(v Variant, name string, labels map[string]string) *Metric {
	for _, s := range v.Series {
		if n := len(s.Points); n > 0 && s.Name == name && sameLabels(s.Labels, labels) {
			p := s.Points[n-1]
			return &Metric{Unit: plainUnit(s.Unit), Mean: Finite(p.Mean), Low: Finite(p.Low), High: Finite(p.High), N: v.Replications}
		}
	}
	return nil
}

func statesFigures(r *Results) []Figure {
	list := stockFigure(r)
	rows := flowRows(r)
	chart := dotChart{title: wordFlows, unit: "1", log: true}
	for _, row := range rows[:min(len(rows), shortFlows)] {
		chart.addRow(dotRowOf(r, row.metricRow, row.name))
	}
	return append(list, chart.figure("states-flows", wordCaptionFlows)...)
}

// stateNames returns the states of all variants in the order of first mention.
func stateNames(r *Results) []string {
	var names []string
	for _, v := range r.Variants {
		if v.States == nil {
			continue
		}
		for _, name := range v.States.Names {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// stockFigure shows the accounts in each state by day, a panel for each state
// that any account was ever in.
func stockFigure(r *Results) []Figure {
	chart := panelChart{title: wordStock}
	var never []string
	for _, state := range stateNames(r) {
		p := panelOf(r, state, StockSeries, map[string]string{"state": state})
		if p.reach.low == 0 && p.reach.high == 0 {
			never = append(never, state)
			continue
		}
		chart.add(p)
	}
	caption := wordCaptionPanels
	if len(never) > 0 {
		caption += fmt.Sprintf(wordCaptionNever, strings.Join(never, ", "))
	}
	return chart.figure(r, "states-stock", caption)
}
