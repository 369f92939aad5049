package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// sweepFigures draws a sweep as its design asks: curves over one parameter, maps
// over two, bars for one at a time, and the front where there is one.
func sweepFigures(s *Sweep) []Figure {
	var list []Figure
	switch {
	case len(s.Parameters) == 1:
		list = append(list, responseFigure(s)...)
	case len(s.Parameters) == 2 && s.Design == DesignGrid:
		list = append(list, heatFigures(s)...)
	}
	list = append(list, tornadoFigures(s)...)
	return append(list, frontFigure(s)...)
}

// tornadoFigures draws the effects of the parameters, a figure for each metric.
func tornadoFigures(s *Sweep) []Figure {
	var list []Figure
	for i, m := range s.Metrics {
		name := fullName(m.Name, m.Labels)
		chart := dotChart{title: fmt.Sprintf(wordTornadoFigure, name), unit: changeUnit(plainUnit(m.Unit)), bars: true, zero: true}
		for _, b := range s.bars() {
			if b.Metric != i {
				continue
			}
			row := dotRow{name: s.Parameters[b.Parameter].Path}
			for k, end := range b.ends(s) {
				row.dots = append(row.dots, dot{x: *end.cell.Delta, low: value(end.cell.DeltaLow), high: value(end.cell.DeltaHigh),
					name: end.setting, text: end.text.String(), color: variantColors[k]})
			}
			chart.addRow(row)
		}
		list = append(list, chart.figure(stem("tornado", name), wordCaptionTornado)...)
	}
	return list
}

// responseFigure draws each metric over the one parameter of a sweep.
func responseFigure(s *Sweep) []Figure {
	p := s.Parameters[0]
	points := slices.DeleteFunc(slices.Clone(s.Points), func(x SweepPoint) bool {
		return !finite(x.number(0)) || p.Log && x.number(0) <= 0
	})
	slices.SortStableFunc(points, func(a, b SweepPoint) int { return int(math.Copysign(1, a.number(0)-b.number(0))) })
	if len(points) == 0 {
		return nil
	}
	chart := panelChart{title: fmt.Sprintf(wordResponseFigure, p.Path), x: newSpan()}
	for i, m := range s.Metrics {
		one := panel{name: fullName(m.Name, m.Labels), unit: plainUnit(m.Unit), reach: newSpan()}
		c := curve{color: variantColors[0]}
		for _, x := range points {
			e := x.cell(i)
			c.x, c.y = append(c.x, p.axis(x.number(0))), append(c.y, value(e.Mean))
			c.low, c.high = append(c.low, value(e.Low)), append(c.high, value(e.High))
			if x.Base && e.Mean != nil && finite(*e.Mean) {
				one.more = append(one.more, ring{plotter.XY{X: p.axis(x.number(0)), Y: *e.Mean}})
			}
		}
		one.reach.add(c.y...)
		one.curves = []curve{c}
		one.alt = []string{rangeText(one.name, Series{Unit: m.Unit, Points: pointsOf(c)})}
		chart.add(one)
		chart.x.add(c.x...)
	}
	if len(chart.panels) == 0 {
		return nil
	}
	chart.x = chart.x.padded(0.03)
	chart.ticks = settingTicks(p, points, chart.x)
	return chart.drawing(stem("response", p.Path), wordCaptionResponse)
}

func pointsOf(c curve) []Point {
	var list []Point
	for _, y := range c.y {
		list = append(list, Point{Mean: y})
	}
	return list
}

// axis is where a setting stands on its axis.
func (p SweepParameter) axis(x float64) float64 {
	if p.Log {
		return math.Log10(x)
	}
	return x
}

// settingTicks are the settings of the points as written, as far as they have room.
func settingTicks(p SweepParameter, points []SweepPoint, in span) []plot.Tick {
	style := onScreen().label(quietColor)
	last := vg.Length(math.Inf(-1))
	ticks := []plot.Tick{}
	for _, x := range points {
		at := vg.Length((p.axis(x.number(0))-in.low)/(in.high-in.low)) * 0.85 * figureWidth
		tick := plot.Tick{Value: p.axis(x.number(0))}
		if width := style.Width(x.text(0)); at-width/2 > last+6 {
			tick.Label = x.text(0)
			last = at + width/2
		}
		ticks = append(ticks, tick)
	}
	return ticks
}

// ring marks a point, such as the base.
type ring struct{ at plotter.XY }

// Plot implements plot.Plotter.
func (r ring) Plot(c draw.Canvas, p *plot.Plot) {
	at := onCanvas(c, p, plotter.XYs{r.at})[0]
	ringAt(c, at)
}

func ringAt(c draw.Canvas, at vg.Point) {
	c.DrawGlyphNoClip(draw.GlyphStyle{Color: inkColor, Radius: 4.5, Shape: draw.RingGlyph{}}, at)
	dotAt(c, at, inkColor, 2.2)
}

// heatMap is a metric over a grid of two parameters.
type heatMap struct {
	title      string
	columns    []string // settings of the first parameter, along the width
	rows       []string // of the second, upwards
	cells      map[[2]int]heatCell
	across, up string // the parameters' names
	values     span
}

type heatCell struct {
	mean float64
	text string
	base bool
}

const heatRow = 30 // height of a row

// heatFigures draws a map of each metric over the two parameters of a grid.
func heatFigures(s *Sweep) []Figure {
	var list []Figure
	for i, m := range s.Metrics {
		name := fullName(m.Name, m.Labels)
		chart := heatMap{title: fmt.Sprintf(wordHeatFigure, name, s.short(0), s.short(1)),
			columns: s.Parameters[0].Texts, rows: s.Parameters[1].Texts, cells: map[[2]int]heatCell{},
			across: s.Parameters[0].Path, up: s.Parameters[1].Path, values: newSpan()}
		var alt []string
		for _, p := range s.Points {
			at := [2]int{slices.Index(chart.columns, p.text(0)), slices.Index(chart.rows, p.text(1))}
			c := p.cell(i)
			if at[0] < 0 || at[1] < 0 || c.Mean == nil || !finite(*c.Mean) {
				continue
			}
			e := human(m.Unit, c.Mean, c.Low, c.High, c.Interval, c.N)
			chart.cells[at] = heatCell{*c.Mean, e.value, p.Base}
			chart.values.add(*c.Mean)
			alt = append(alt, s.setting(p)+": "+e.value)
		}
		if len(chart.cells) == 0 {
			continue
		}
		list = append(list, Figure{Name: stem("map", name), Title: chart.title, Caption: wordCaptionHeat,
			Alt: fmt.Sprintf(wordAlt, chart.title, strings.Join(alt, "; ")), width: figureWidth,
			height: 74 + heatRow*vg.Length(len(chart.rows)), draw: chart.draw})
	}
	return list
}

func (h *heatMap) draw(c draw.Canvas, t theme) {
	c = titled(c, t, h.title)
	style := t.label(quietColor)
	var left vg.Length
	for _, name := range h.rows {
		left = max(left, style.Width(name))
	}
	c.FillText(style, vg.Point{X: c.Min.X, Y: c.Max.Y - 7}, h.up)
	c.FillText(style, vg.Point{X: c.Min.X + left + 10, Y: c.Min.Y + 6}, h.across)
	top, bottom := c.Max.Y-16, c.Min.Y+30
	width := (c.Max.X - c.Min.X - left - 10) / vg.Length(max(1, len(h.columns)))
	height := (top - bottom) / vg.Length(max(1, len(h.rows)))
	right, middle := style, style
	right.XAlign, middle.XAlign = text.XRight, text.XCenter
	for j, name := range h.rows {
		c.FillText(right, vg.Point{X: c.Min.X + left, Y: bottom + height*(vg.Length(j)+0.5)}, name)
	}
	for i, name := range h.columns {
		x := c.Min.X + left + 10 + width*vg.Length(i)
		c.FillText(middle, vg.Point{X: x + width/2, Y: bottom - 10}, name)
		for j := range h.rows {
			if cell, ok := h.cells[[2]int{i, j}]; ok {
				h.cell(c, t, cell, vg.Rectangle{Min: vg.Point{X: x, Y: bottom + height*vg.Length(j)},
					Max: vg.Point{X: x + width - 1.5, Y: bottom + height*vg.Length(j+1) - 1.5}})
			}
		}
	}
}

// cell fills a rectangle by the value and writes it.
func (h *heatMap) cell(c draw.Canvas, t theme, cell heatCell, box vg.Rectangle) {
	share := 0.5
	if h.values.high > h.values.low {
		share = (cell.mean - h.values.low) / (h.values.high - h.values.low)
	}
	shade := variantColors[0]
	shade.A = uint8(0x10 + share*0x80) // light enough for dark words, dark enough for light ones
	c.SetColor(shade)
	c.Fill(box.Path())
	if cell.base {
		path := box.Path()
		c.SetLineStyle(line(inkColor, 1.8))
		c.Stroke(path)
	}
	style := t.label(inkColor)
	style.XAlign = text.XCenter
	c.FillText(style, vg.Point{X: (box.Min.X + box.Max.X) / 2, Y: (box.Min.Y + box.Max.Y) / 2}, cell.text)
}
