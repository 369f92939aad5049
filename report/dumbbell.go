package report

import (
	"fmt"
	"image/color"
	"slices"
	"strings"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// dumbbellChart is metrics before and after, each row on its own scale.
type dumbbellChart struct {
	title         string
	before, after string // names of the variants
	colors        [2]color.NRGBA
	rows          []dumbbellRow
}

// dumbbellRow is two estimates with their intervals, and the change in words.
type dumbbellRow struct {
	name          string
	before, after dot
	text          string
	reading       string
}

const dumbbellHeight = 30 // of a row

// dumbbellFigure draws the judged metrics of a difference before and after.
func dumbbellFigure(r *Results, d Difference) []Figure {
	chart := dumbbellChart{title: fmt.Sprintf(wordDumbbell, d.Against, d.Variant), before: d.Against, after: d.Variant}
	for i, name := range []string{d.Against, d.Variant} {
		place := slices.IndexFunc(r.Variants, func(v Variant) bool { return v.Name == name })
		chart.colors[i] = variantColors[max(place, 0)]
	}
	for _, c := range d.Metrics {
		before, after := metricOf(r, d.Against, c.Name, c.Labels), metricOf(r, d.Variant, c.Name, c.Labels)
		if !judgedFamily(c) || before == nil || after == nil || before.Mean == nil || after.Mean == nil || !finite(*before.Mean) || !finite(*after.Mean) {
			continue
		}
		chart.rows = append(chart.rows, dumbbellRow{name: fullName(c.Name, c.Labels), before: dotOf(before), after: dotOf(after),
			text: percent(c.Relative), reading: reading(before.Unit, c)})
	}
	return chart.figure(stem("before-after", d.Variant, d.Against))
}

func dotOf(m *Metric) dot {
	return dot{x: *m.Mean, low: value(m.Low), high: value(m.High), text: metricText(m).value}
}

func (d *dumbbellChart) figure(name string) []Figure {
	if len(d.rows) == 0 {
		return nil
	}
	var alt []string
	for _, row := range d.rows {
		alt = append(alt, fmt.Sprintf(wordAltChange, row.name, row.before.text, row.after.text, row.text, row.reading))
	}
	return []Figure{{Name: name, Title: d.title, Caption: wordCaptionDumbbell, Alt: fmt.Sprintf(wordAlt, d.title, strings.Join(alt, "; ")),
		width: figureWidth, height: 34 + dumbbellHeight*vg.Length(len(d.rows)), draw: d.draw}}
}

func (d *dumbbellChart) draw(c draw.Canvas, t theme) {
	d.legend(c, t)
	c = titled(c, t, d.title)
	style := t.label(inkColor)
	var names, values, texts vg.Length
	for _, row := range d.rows {
		names = max(names, style.Width(row.name))
		values = max(values, style.Width(row.before.text), style.Width(row.after.text))
		texts = max(texts, style.Width(row.text), t.style(labelSize-1, quietColor).Width(row.reading))
	}
	names = min(names, 0.36*figureWidth)
	left, right := c.Min.X+names+14, c.Max.X-values-texts-26
	for i, row := range d.rows {
		middle := c.Max.Y - dumbbellHeight*(vg.Length(i)+0.5)
		if i > 0 {
			c.StrokeLine2(line(gridColor, 0.6), c.Min.X, middle+dumbbellHeight/2, c.Max.X, middle+dumbbellHeight/2)
		}
		c.FillText(style, vg.Point{X: c.Min.X, Y: middle}, row.name)
		d.bell(c, row, left, right, middle)
		d.words(c, t, row, c.Max.X-texts-12, middle)
	}
}

// legend names the two variants in their colours, at the right of the title.
func (d *dumbbellChart) legend(c draw.Canvas, t theme) {
	x := c.Max.X - 4
	for i := 1; i >= 0; i-- {
		style := t.label(d.colors[i])
		name := []string{d.before, d.after}[i]
		x -= style.Width(name)
		c.FillText(style, vg.Point{X: x, Y: c.Max.Y - 11}, name)
		dotAt(c, vg.Point{X: x - 6, Y: c.Max.Y - 11.5}, d.colors[i], 3)
		x -= 20
	}
}

// bell draws one row: before above, after below, joined.
func (d *dumbbellChart) bell(c draw.Canvas, row dumbbellRow, left, right, middle vg.Length) {
	reach := newSpan()
	reach.add(row.before.x, row.before.low, row.before.high, row.after.x, row.after.low, row.after.high)
	on := place{reach.padded(0.05), left, right, false}
	const apart = 4.5
	c.StrokeLine2(line(axisColor, 1.2), on.at(row.before.x), middle+apart, on.at(row.after.x), middle-apart)
	row.before.color, row.after.color = d.colors[0], d.colors[1]
	dotTo(c, on, row.before, middle+apart)
	dotTo(c, on, row.after, middle-apart)
}

// words writes the two values and the change at the right.
func (d *dumbbellChart) words(c draw.Canvas, t theme, row dumbbellRow, valuesEnd, middle vg.Length) {
	for i, one := range []dot{row.before, row.after} {
		style := t.label(d.colors[i])
		style.XAlign = text.XRight
		c.FillText(style, vg.Point{X: valuesEnd, Y: middle + 6.5 - 13*vg.Length(i)}, one.text)
	}
	style := t.label(inkColor)
	style.XAlign = text.XRight
	small := t.style(labelSize-1, quietColor)
	small.XAlign = text.XRight
	if row.reading == "" {
		c.FillText(style, vg.Point{X: c.Max.X, Y: middle}, row.text)
		return
	}
	c.FillText(style, vg.Point{X: c.Max.X, Y: middle + 6.5}, row.text)
	c.FillText(small, vg.Point{X: c.Max.X, Y: middle - 6.5}, row.reading)
}
