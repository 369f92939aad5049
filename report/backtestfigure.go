package report

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// backtestFigure draws what was observed on what was predicted, a panel for each
// metric, by period.
func backtestFigure(r *Results) []Figure {
	b := r.Backtest
	chart := panelChart{title: wordBacktestFigure}
	var names []string
	for _, row := range b.Rows {
		if name := fullName(row.Metric, row.Labels); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, name := range names {
		p := panel{name: name, reach: newSpan()}
		marks := predictions{held: math.Inf(1)}
		for _, row := range b.Rows {
			if fullName(row.Metric, row.Labels) != name || !finite(row.Observed) || !finite(row.Day) || row.Day < 0 || row.Day > maxDay {
				continue
			}
			p.unit = plainUnit(row.Unit)
			p.reach.add(row.Observed, value(row.Mean), value(row.Low), value(row.High))
			p.alt = append(p.alt, fmt.Sprintf(wordAltBacktest, row.Period, observedText(row), row.coverage()))
			marks.rows = append(marks.rows, row)
			if row.HeldOut {
				marks.held = math.Min(marks.held, row.Day)
			}
		}
		p.more = []plot.Plotter{marks}
		chart.add(p)
	}
	return chart.figure(r, "backtest", wordCaptionBacktest)
}

// predictions draws prediction intervals with the observed values on them.
type predictions struct {
	rows []BacktestRow
	held float64 // the day from which periods are held out; infinite without
}

// Plot implements plot.Plotter.
func (m predictions) Plot(c draw.Canvas, p *plot.Plot) {
	tx, ty := p.Transforms(&c)
	if x := tx(m.held); finite(m.held) && x > c.Min.X && x < c.Max.X {
		c.StrokeLine2(line(limitColor, 0.9, 5, 3), x, c.Min.Y, x, c.Max.Y)
	}
	for _, row := range m.rows {
		days := row.Days
		if !finite(days) || days <= 0 {
			days = 1
		}
		x := min(max(tx(row.Day+days/2), c.Min.X), c.Max.X)
		half := min(max((tx(row.Day+days)-tx(row.Day))*0.3, 1.5), 12)
		m.interval(c, row, x, half, ty)
		color := variantColors[0]
		if row.Low != nil && row.High != nil && !row.Covered {
			color = variantColors[1]
		}
		dotAt(c, vg.Point{X: x, Y: ty(row.Observed)}, color, 3.2)
	}
}

// interval draws a bar with a tick at the mean, as far as they exist.
func (m predictions) interval(c draw.Canvas, row BacktestRow, x, half vg.Length, ty func(float64) vg.Length) {
	if finite(value(row.Low)) && finite(value(row.High)) {
		box := vg.Rectangle{Min: vg.Point{X: x - half, Y: ty(*row.Low)}, Max: vg.Point{X: x + half, Y: ty(*row.High)}}
		c.SetColor(faded(quietColor))
		c.Fill(box.Path())
	}
	if finite(value(row.Mean)) {
		c.StrokeLine2(line(quietColor, 1), x-half, ty(*row.Mean), x+half, ty(*row.Mean))
	}
}
