package report

import (
	"fmt"
	"slices"
	"strings"
)

// Survival is the share of restricted accounts that are still restricted so many
// days after the restriction began, by the product-limit estimate of Kaplan and
// Meier (1958): a case still open when the run ends, or whose account is closed,
// is censored.
type Survival struct {
	Owner string  `json:"owner"` // OwnerLiving or OwnerGone
	Days  Numbers `json:"days"`  // since the restriction, rising from 0
	Left  Numbers `json:"left"`  // share still restricted, 0..1
	Low   Numbers `json:"low,omitempty"`
	High  Numbers `json:"high,omitempty"`
	Cases int64   `json:"cases"` // restrictions over all replications
	Open  int64   `json:"open"`  // of them censored

	Interval string `json:"interval"` // how low and high were made, as in a Metric
}

// KaplanMeier returns the product-limit estimate of the share still restricted
// at the end of each day: ended and censored are the cases that ended, or were
// last seen, so many days after they began. Cases censored on a day count as
// seen through it. It is NaN from the day on where no case is left.
func KaplanMeier(ended, censored []int64) []float64 {
	var risk int64
	for _, n := range ended {
		risk += n
	}
	for _, n := range censored {
		risk += n
	}
	left := make([]float64, max(len(ended), len(censored)))
	share := 1.0
	for day := range left {
		var out, lost int64
		if day < len(ended) {
			out = ended[day]
		}
		if day < len(censored) {
			lost = censored[day]
		}
		share *= 1 - float64(out)/float64(risk) // NaN for good without cases
		left[day] = share
		risk -= out + lost
	}
	return left
}

// restrictionMarks are the days after a restriction at which it is read.
func restrictionMarks() []float64 { return []float64{7, 30, 90, 180} }

// records reads the curve at its marks.
func (s Survival) records(replications int) []recorded {
	var list []recorded
	for _, day := range restrictionMarks() {
		left := shareAt(s.Days, s.Left, day)
		if !finite(left) {
			continue
		}
		e := Estimate{Mean: &left, Low: Finite(shareAt(s.Days, s.Low, day)), High: Finite(shareAt(s.Days, s.High, day)),
			N: replications, Interval: s.Interval}
		list = append(list, record(sectionSurvival, s.heading(), dayTitle(day), "customer.restricted.left", "share", "share",
			map[string]string{"owner": s.Owner, "day": dayLabel(day)}, e))
	}
	return list
}

func (s Survival) heading() string { return ownerTitle(s.Owner) }

// briefMarks are the days at which a summary reads the curves.
func briefMarks() []string { return []string{dayTitle(30), dayTitle(180)} }

// survivalSheets is the table of the curves at their marks, or at some of them.
func survivalSheets(r *Results, width int, marks ...string) []sheet {
	rows := slices.DeleteFunc(recordedRows(r, sectionSurvival), func(row recordedRow) bool {
		return len(marks) > 0 && !slices.Contains(marks, row.name)
	})
	if len(rows) == 0 {
		return nil
	}
	s := recordedSheet(r, wordLeft, wordSince, rows, width)
	s.folded = true
	if len(marks) == 0 || len(r.Variants) == 1 { // a summary of several has no room
		s.notes = casesNotes(r)
	}
	return []sheet{s}
}

// casesNotes says over how many cases the curves are.
func casesNotes(r *Results) []string {
	var list []string
	for _, v := range r.Variants {
		for _, s := range v.Survival {
			text := fmt.Sprintf(wordCases, s.heading(), count(s.Cases), count(s.Open))
			if len(r.Variants) > 1 {
				text = v.Name + ", " + text
			}
			list = append(list, text)
		}
	}
	return list
}

// survivalFigures draws the owners of a single variant together, else one figure
// for each owner with the variants together.
func survivalFigures(r *Results) []Figure {
	if len(r.Variants) == 1 {
		chart := survivalChart{title: wordLeftFigure, unit: "d", marks: restrictionMarks(), x: newSpan()}
		for i, s := range r.Variants[0].Survival[:min(len(r.Variants[0].Survival), maxVariants)] {
			chart.curves = append(chart.curves, s.curve(s.heading(), i))
		}
		return restrictionCurves(chart, "survival")
	}
	var list []Figure
	for _, owner := range []string{OwnerLiving, OwnerGone} {
		chart := survivalChart{title: wordLeftFigure + ": " + ownerTitle(owner), unit: "d", marks: restrictionMarks(), x: newSpan()}
		for i, v := range r.Variants {
			for _, s := range v.Survival {
				if s.Owner == owner {
					chart.curves = append(chart.curves, s.curve(v.Name, i))
				}
			}
		}
		list = append(list, restrictionCurves(chart, stem("survival", owner))...)
	}
	return list
}

func (s Survival) curve(name string, color int) curve {
	return curve{name: name, color: variantColors[color], x: s.Days, y: s.Left, low: s.Low, high: s.High}
}

// restrictionCurves is a chart of shares still restricted as a figure, or
// nothing where it has no curve.
func restrictionCurves(chart survivalChart, name string) []Figure {
	chart.fit()
	if chart.x.empty() || chart.x.low >= chart.x.high {
		return nil
	}
	var alt []string
	for _, c := range chart.curves {
		alt = append(alt, c.name+": "+marksText(c.x, c.y, chart.marks))
	}
	return []Figure{{Name: name, Title: chart.title, Caption: wordCaptionLeft,
		Alt: fmt.Sprintf(wordAlt, chart.title, strings.Join(alt, "; ")), width: figureWidth, height: 260, draw: chart.draw}}
}
