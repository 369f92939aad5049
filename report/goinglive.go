package report

import (
	"fmt"
	"math"
	"slices"
	"strconv"
)

// The series of going live. FlaggedSeries has the label "origin": OriginStock or
// OriginFlow.
const (
	FlaggedSeries = "customer.flagged"         // accounts flagged on each day
	BacklogSeries = "customer.flagged.backlog" // of the first-day stock, accounts not flagged yet at the end of each day

	OriginStock = "stock" // overdue when the policy came into force
	OriginFlow  = "flow"  // became overdue afterwards
)

// GoingLive keeps the accounts that are overdue when a policy comes into force
// apart from those that become so later (rule D13). The days are in the series
// FlaggedSeries and BacklogSeries of the variant.
type GoingLive struct {
	Mode    string   `json:"mode"`    // all, new_only, phased
	Day     float64  `json:"day"`     // on which the policy comes into force, in days since the start
	Overdue Estimate `json:"overdue"` // accounts overdue at that moment
	Flagged Estimate `json:"flagged"` // of them flagged by the end of the run, or until the next policy; the others came back, were closed or still wait
	Steady  Estimate `json:"steady"`  // accounts flagged a day that became overdue later, over the same days
	Cleared Estimate `json:"cleared"` // days from coming into force until the backlog is empty at the end of one; N is in how many replications it was
}

func (g *GoingLive) records() []recorded {
	day := dayLabel(g.Day)
	one := func(title, name, unit, kind string, e Estimate) recorded {
		return record(sectionGoingLive, day, title, "customer.going_live."+name, unit, kind, map[string]string{"day": day}, e)
	}
	return []recorded{
		one(wordOverdueFirst, "overdue", unitAccounts, "count", g.Overdue),
		one(wordOverdueFlagged, "flagged", unitAccounts, "count", g.Flagged),
		one(wordSteady, "steady", unitAccountsPerDay, "rate", g.Steady),
		one(wordCleared, "cleared", unitDays, "mean", g.Cleared),
	}
}

func goingLiveSheets(r *Results, width int) []sheet {
	rows := recordedRows(r, sectionGoingLive)
	if len(rows) == 0 {
		return nil
	}
	several := slices.ContainsFunc(rows, func(row recordedRow) bool { return row.group != rows[0].group })
	for i := range rows {
		day, _ := strconv.ParseFloat(rows[i].group, 64) // as records wrote it
		rows[i].group = ""
		if several {
			rows[i].group = fmt.Sprintf(wordInForceFrom, calendar(r.Start).instant(day))
		}
	}
	s := recordedSheet(r, wordGoingLiveTable, wordQuantity, rows, width)
	for _, v := range r.Variants {
		for _, g := range v.GoingLive {
			s.notes = append(s.notes, g.sentence(r, v))
		}
	}
	return []sheet{s}
}

// sentence says when and how the policy came into force and in how many
// replications the backlog was cleared.
func (g *GoingLive) sentence(r *Results, v Variant) string {
	text := fmt.Sprintf(wordInForce, calendar(r.Start).instant(g.Day), g.Mode, g.Cleared.N, v.Replications)
	if len(r.Variants) > 1 {
		text = v.Name + ": " + text
	}
	return text
}

// goingLiveFigures shows the first-day stock, the steady flow and the backlog,
// each on its own scale.
func goingLiveFigures(r *Results) []Figure {
	if !slices.ContainsFunc(r.Variants, func(v Variant) bool { return len(v.GoingLive) > 0 }) {
		return nil
	}
	chart := panelChart{title: wordGoingLiveFigure, events: startLines(r)}
	chart.add(panelOf(r, wordFlaggedStock, FlaggedSeries, map[string]string{"origin": OriginStock}))
	chart.add(panelOf(r, wordFlaggedFlow, FlaggedSeries, map[string]string{"origin": OriginFlow}))
	backlog := panelOf(r, wordBacklog, BacklogSeries, nil)
	backlog.marks = clearedMarks(r)
	chart.add(backlog)
	return chart.figure(r, "going-live", wordCaptionPanels)
}

// startLines are the days on which the variants' policies come into force, but
// for those that a change of the policy marks already.
func startLines(r *Results) []window {
	var list []window
	for _, v := range r.Variants {
		for _, g := range v.GoingLive {
			named := func(w window) bool { return w.low == g.Day }
			if !slices.ContainsFunc(list, named) && !slices.ContainsFunc(changeLines(r), named) {
				list = append(list, window{g.Day, g.Day, wordPolicyStarts, true})
			}
		}
	}
	return list
}

// clearedMarks are the days on which the backlogs are empty, on average over the
// replications in which they get there.
func clearedMarks(r *Results) []mark {
	var list []mark
	for i, v := range r.Variants {
		for _, g := range v.GoingLive {
			if g.Cleared.Mean == nil {
				continue
			}
			days := *g.Cleared.Mean
			list = append(list, mark{x: math.Min(g.Day+days, r.Days), color: variantColors[i],
				name: fmt.Sprintf(wordClearedMark, strconv.FormatFloat(days, 'f', 0, 64))})
		}
	}
	return list
}
