package report

import (
	"fmt"
	"slices"
	"strings"

	"weir/sim/verdict"
)

// The ids of the page's parts on what was decided or explored.
const (
	sectionVerdict    = "verdict"
	sectionComparison = "comparison"
	sectionSweep      = "sweep"
	sectionBacktest   = "backtest"
	sectionVariance   = "variance"
	sectionInputs     = "inputs"
)

// decidedFigures draws what gate, compare, sweep and backtest found, each in the
// part of the page that it belongs to.
func decidedFigures(r *Results) []Figure {
	var list []Figure
	add := func(id string, figures []Figure) {
		for _, f := range figures {
			f.section = id
			list = append(list, f)
		}
	}
	if r.Gate != nil {
		add(sectionVerdict, robustFigure(r.Gate))
	}
	if compared(r) {
		for _, d := range r.Differences {
			add(sectionComparison, comparisonFigures(r, d))
		}
	}
	if r.Sweep != nil {
		add(sectionSweep, sweepFigures(r.Sweep))
	}
	if r.Backtest != nil {
		add(sectionBacktest, backtestFigure(r))
	}
	add(sectionVariance, varianceFigure(r))
	return list
}

// comparisonFigures draws one comparison: before and after, by day, by customer.
func comparisonFigures(r *Results, d Difference) []Figure {
	list := dumbbellFigure(r, d)
	list = append(list, differenceFigure(r, d)...)
	return append(list, swapFigure(d)...)
}

// differenceFigure draws the paired differences by day, a panel for each metric.
func differenceFigure(r *Results, d Difference) []Figure {
	place := slices.IndexFunc(r.Variants, func(v Variant) bool { return v.Name == d.Variant })
	chart := panelChart{title: fmt.Sprintf(wordDifferenceFigure, d.Variant, d.Against), zero: true}
	for _, s := range d.Series {
		p := panel{name: fullName(s.Name, s.Labels), unit: changeUnit(plainUnit(s.Unit)), reach: newSpan()}
		points, _ := thinned(s.Points)
		c := curve{color: variantColors[max(place, 0)]}
		for _, x := range points {
			c.x, c.y = append(c.x, float64(x.Day)+0.5), append(c.y, x.Mean)
			c.low, c.high = append(c.low, x.Low), append(c.high, x.High)
		}
		p.reach.add(c.y...)
		p.curves = []curve{c}
		p.alt = []string{rangeText(d.Variant, Series{Name: s.Name, Unit: p.unit, Points: s.Points})}
		chart.add(p)
	}
	return chart.figure(r, stem("difference", d.Variant, d.Against), wordCaptionDifference)
}

// swapFigure draws whom the variant stops instead of whom.
func swapFigure(d Difference) []Figure {
	if d.Swap == nil {
		return nil
	}
	chart := dotChart{title: fmt.Sprintf(wordSwap, d.Variant, d.Against), unit: "1", bars: true}
	for _, row := range d.Swap.Rows {
		head := ownerTitle(row.Owner)
		for i, part := range []struct {
			name string
			mean float64
		}{{wordNewlyStopped, row.Stopped}, {wordNewlyPassed, row.Passed}} {
			if !finite(part.mean) {
				continue
			}
			chart.addRow(dotRow{name: part.name, head: head, dots: []dot{{x: part.mean, low: value(nil), high: value(nil),
				text: meanText(part.mean), color: variantColors[1-i]}}})
			head = ""
		}
	}
	return chart.figure(stem("swap", d.Variant, d.Against), fmt.Sprintf(wordCaptionSwap, count(d.Swap.Replications)))
}

// robustFigure draws the verdicts over sets of assumptions.
func robustFigure(v *Verdicts) []Figure {
	chart := stackChart{title: wordRobustFigure}
	for _, d := range v.Gates {
		b := d.Robust
		if b == nil || b.Sets <= 0 {
			continue
		}
		row := stackRow{name: d.ID}
		for _, part := range []struct {
			of verdict.Verdict
			n  int
			c  int
		}{{verdict.Pass, b.Pass, 0}, {verdict.Fail, b.Fail, 1}, {verdict.Inconclusive, b.Inconclusive, 4}, {verdict.NoData, b.NoData, 3}} {
			if part.n > 0 {
				row.parts = append(row.parts, shareOf{part.of.Word() + " " + count(part.n), float64(part.n) / float64(b.Sets), part.c})
			}
		}
		chart.rows = append(chart.rows, row)
	}
	return chart.figure("robustness", wordCaptionRobust)
}

// varianceFigure draws where each interval comes from.
func varianceFigure(r *Results) []Figure {
	chart := stackChart{title: wordVarianceFigure}
	for _, v := range r.Variance {
		row := stackRow{name: v.name()}
		for _, part := range varianceParts(v) {
			if part.share > 0 {
				part.name = strings.TrimSpace(part.name + " " + scale{factor: 100, suffix: "%"}.with(part.share))
				row.parts = append(row.parts, part)
			}
		}
		if len(row.parts) > 0 {
			chart.rows = append(chart.rows, row)
		}
	}
	return chart.figure("variance", wordCaptionVariance)
}
