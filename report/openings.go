package report

import (
	"fmt"
	"math"
	"strings"

	"weir/sim/verdict"
)

// verdictView is the page's part on the verdicts.
type verdictView struct {
	Class     string // of the overall verdict
	Banner    string
	Quick     string
	Gates     []decidedView
	Note      string
	Robust    []figureView
	Loosened  []tableView
	Commands  []string
	Scenarios bool // more than one
}

// decidedView is a gate with its verdict.
type decidedView struct {
	Class, Verdict, ID, Scenario, Expect string
	Value, Interval, N, Evidence         string
	Reasons                              []string
	Strip                                *strip
}

// verdictViewOf is the part on the verdicts, nil without any.
func verdictViewOf(r *Results, figures []Figure) *verdictView {
	v := r.Gate
	if v == nil {
		return nil
	}
	overall := verdictOf(v.Verdict)
	view := verdictView{Class: classOf(overall), Banner: verdictText(overall), Robust: figureViews(figuresOf(figures, sectionVerdict)),
		Commands: gateCommands(r)}
	if v.Budget == BudgetQuick {
		view.Quick = wordQuick
	}
	view.Scenarios = severalScenarios(r)
	for _, d := range v.Gates {
		e, one := observed(d.Gate), verdictOf(d.Verdict)
		class := classOf(one)
		if d.warns() {
			class += " warns"
		}
		view.Gates = append(view.Gates, decidedView{Class: class, Verdict: verdictText(one), ID: d.ID, Scenario: scenarioOf(r, d),
			Expect: d.Expect, Value: e.value, Interval: e.interval, N: count(d.N), Evidence: d.mark() + d.evidence(),
			Reasons: d.reasons(v), Strip: stripOf(d.Gate)})
	}
	if text := alphaText(v); text != "" {
		view.Note = fmt.Sprintf(wordBoundsNote, text)
	}
	for _, s := range loosenedSheets(v) {
		view.Loosened = append(view.Loosened, viewOf(s))
	}
	return &view
}

// classOf is the style of a verdict on the page.
func classOf(v verdict.Verdict) string { return strings.ReplaceAll(v.String(), "_", "-") }

// policyViews are the policy's changes, which stand above everything that comes
// of them.
func policyViews(r *Results) []tableView {
	var list []tableView
	if r.Gate != nil {
		for _, s := range policySheets(r.Gate.Policy, wordPolicy) {
			s.folded = len(s.rows) > maxListed
			list = append(list, viewOf(s))
		}
	}
	for _, d := range r.Differences {
		for _, s := range policySheets(d.Policy, fmt.Sprintf(wordPolicyOf, d.Against, d.Variant)) {
			s.folded = len(s.rows) > maxListed
			list = append(list, viewOf(s))
		}
	}
	return list
}

// openingViews are the parts on what was compared, swept, backtested, and on
// where the uncertainty comes from.
func openingViews(r *Results, figures []Figure) []sectionView {
	var list []section
	if compared(r) {
		s := section{id: sectionComparison, title: wordComparison, lead: wordComparisonLead}
		for _, d := range r.Differences {
			s.sheets = append(append(s.sheets, changeSheets(r, d, math.MaxInt)...), swapSheets(d)...)
		}
		list = append(list, s)
	}
	if r.Sweep != nil {
		s := section{id: sectionSweep, title: wordSweep, lead: wordSweepPage, sheets: sweepSheets(r.Sweep, math.MaxInt)}
		for i := range s.sheets {
			s.sheets[i].folded = true
		}
		list = append(list, s)
	}
	if r.Backtest != nil {
		s := section{id: sectionBacktest, title: wordBacktestTitle, lead: wordBacktestNote, sheets: backtestSheets(r.Backtest)}
		for i := range s.sheets {
			s.sheets[i].notes = nil // the lead says it
		}
		list = append(list, s)
	}
	if sheets := inputsSheets(r); len(sheets) > 0 {
		list = append(list, section{id: sectionInputs, title: wordBothIntervals, lead: wordInputsNote, sheets: withoutNotes(sheets)})
	}
	if len(r.Variance) > 0 {
		list = append(list, section{id: sectionVariance, title: wordVariance, lead: wordVarianceLead, sheets: []sheet{varianceTable(r)}})
	}
	return sectionViewsOf(list, figures)
}

// openingSentences are the answer in a few sentences, before what was run.
func openingSentences(r *Results) []string {
	var list []string
	switch {
	case r.Gate != nil:
		list = gateLead(r)
	case r.Backtest != nil:
		list = []string{backtestSentence(r.Backtest)}
	case r.Sweep != nil:
		list = sweepLead(r.Sweep)
	case compared(r):
		for _, d := range r.Differences {
			list = append(list, differenceSentence(r, d))
		}
	}
	return list
}
