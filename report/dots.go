package report

import (
	"fmt"
	"image/color"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// dot is an estimate with its interval, and how it reads.
type dot struct {
	x, low, high float64
	name         string // of the variant; "" where there is only one
	text         string
	color        color.NRGBA
}

// dotRow is one figure, of each variant.
type dotRow struct {
	name   string
	dots   []dot
	limits []float64
	head   string // heading above the row; "" for none
}

// dotChart is rows of dots and intervals, with their numbers at the right.
type dotChart struct {
	title string
	rows  []dotRow
	unit  string // of the common axis
	own   bool   // each row has its own scale instead
	zero  bool   // 0 is on the axis and marked
	log   bool   // the common axis is logarithmic; what is not above 0 lies at its left end
	bars  bool   // bars from 0 instead of dots
}

const (
	dotLine  = 14 // height of one estimate
	dotGap   = 8  // between rows
	headLine = 18 // height of a heading
)

// headlineFigure shows the headline metrics, each on its own scale, with the
// limits of gates that are about the same figure.
func headlineFigure(r *Results) []Figure {
	chart := dotChart{title: wordHeadlineFigure, own: true}
	rows := metricRows(r, func(m *Metric) bool { return m.Headline && len(m.Labels) == 0 })
	for _, f := range families(rows) {
		for _, row := range f.rows {
			d := dotRowOf(r, row, row.name)
			for _, g := range gatesOf(r, row.name, row.labels, row.first().Unit) {
				d.limits = append(d.limits, g.Limit)
			}
			chart.addRow(d)
		}
	}
	return chart.figure("headline", wordCaptionForest)
}

// groupFigures shows headline metrics by tier, segment, region and channel.
func groupFigures(r *Results) []Figure {
	var list []Figure
	for _, name := range headlineNames(r) {
		for _, dimension := range []string{"tier", "segment", "region", "channel"} {
			rows := rowsBy(r, name, dimension)
			if len(rows) < 2 {
				continue
			}
			list = append(list, groupFigure(r, name, dimension, rows)...)
		}
	}
	return list
}

func groupFigure(r *Results, name, dimension string, rows []metricRow) []Figure {
	chart := dotChart{title: fmt.Sprintf(wordByFigure, name, dimension), unit: rows[0].first().Unit}
	limits := ""
	for _, row := range rows {
		d := dotRowOf(r, row, row.labels[dimension])
		for _, g := range gatesOf(r, name, row.labels, chart.unit) {
			d.limits = append(d.limits, g.Limit)
			limits = wordCaptionByLimit
		}
		chart.addRow(d)
	}
	return chart.figure(stem("by", dimension, name), fmt.Sprintf(wordCaptionBy, limits))
}

// changeFigures shows the relative changes of the headline metrics.
func changeFigures(r *Results) []Figure {
	var list []Figure
	headlines := headlineNames(r)
	for _, d := range r.Differences {
		place := slices.IndexFunc(r.Variants, func(v Variant) bool { return v.Name == d.Variant })
		if place < 0 {
			continue
		}
		chart := dotChart{title: fmt.Sprintf(wordDifferences, d.Variant, d.Against) + wordChangeTitle,
			unit: "share", zero: true}
		for _, c := range d.Metrics {
			if len(c.Labels) > 0 || !slices.Contains(headlines, c.Name) || c.Relative == nil || c.Delta == nil || *c.Delta == 0 {
				continue
			}
			perUnit := *c.Relative / *c.Delta // one over the baseline
			low, high := value(c.Low)*perUnit, value(c.High)*perUnit
			text := percent(c.Relative)
			if finite(low) && finite(high) {
				low, high = math.Min(low, high), math.Max(low, high)
				text += " [" + percent(&low) + wordTo + percent(&high) + "]"
			}
			chart.addRow(dotRow{name: c.Name, dots: []dot{{x: *c.Relative, low: low, high: high,
				text: text, color: variantColors[place]}}})
		}
		list = append(list, chart.figure(stem("change", d.Variant, d.Against), fmt.Sprintf(wordCaptionChange, d.Against))...)
	}
	return list
}

func dotRowOf(r *Results, row metricRow, name string) dotRow {
	d := dotRow{name: name}
	for i, m := range row.by {
		if m == nil || m.Mean == nil || !finite(*m.Mean) {
			continue
		}
		one := dot{x: *m.Mean, low: value(m.Low), high: value(m.High),
			text: metricText(m).String(), color: variantColors[i]}
		if len(r.Variants) > 1 {
			one.name = r.Variants[i].Name
		}
		d.dots = append(d.dots, one)
	}
	return d
}

// addRow takes a row unless it is empty.
func (d *dotChart) addRow(row dotRow) {
	if len(row.dots) > 0 {
		d.rows = append(d.rows, row)
	}
}

// figure is the chart as a figure, or nothing where it has no rows.
func (d *dotChart) figure(name, caption string) []Figure {
	if len(d.rows) == 0 {
		return nil
	}
	height := vg.Length(36)
	var alt []string
	for _, row := range d.rows {
		height += row.height()
		for _, one := range row.dots {
			alt = append(alt, strings.TrimSpace(row.name+" "+one.name)+": "+one.text)
		}
	}
	if !d.own {
		height += 18
	}
	return []Figure{{Name: name, Title: d.title, Caption: caption,
		Alt: fmt.Sprintf(wordAlt, d.title, strings.Join(alt, "; ")), width: figureWidth, height: height, draw: d.draw}}
}

func (d *dotChart) draw(c draw.Canvas, t theme) {
	c = titled(c, t, d.title)
	names, texts, variants := d.columns(t)
	left, right := c.Min.X+d.indent()+names+12, c.Max.X-texts-variants-16
	common := newSpan()
	for _, row := range d.rows {
		row.reach(&common)
	}
	if d.zero || d.bars {
		common.add(0)
	}
	bottom := c.Min.Y
	if !d.own {
		bottom += 18
		d.axis(c, t, d.on(common, left, right), bottom)
	}
	y := c.Max.Y - 4
	for i, row := range d.rows {
		reach := common
		if d.own {
			reach = newSpan()
			row.reach(&reach)
		}
		height := dotLine*vg.Length(len(row.dots)) + dotGap
		if row.head != "" {
			c.FillText(t.style(labelSize+0.5, inkColor), vg.Point{X: c.Min.X, Y: y - headLine/2}, row.head)
			y -= headLine
		}
		if i > 0 && d.own {
			c.StrokeLine2(line(gridColor, 0.6), c.Min.X, y, c.Max.X, y)
		}
		style := t.label(inkColor)
		c.FillText(style, vg.Point{X: c.Min.X + d.indent(), Y: y - height/2 + 1}, row.name)
		d.row(c, t, row, d.on(reach, left, right), y, texts+variants)
		y -= height
	}
}

// indent is how far the names of the rows stand to the right of headings.
func (d *dotChart) indent() vg.Length {
	if slices.ContainsFunc(d.rows, func(row dotRow) bool { return row.head != "" }) {
		return 10
	}
	return 0
}

// on is the place of values between two edges: a little longer than the values
// reach, but for bars not below 0.
func (d *dotChart) on(reach span, left, right vg.Length) place {
	if d.log {
		return place{reach.logarithm().padded(0.05), left, right, true}
	}
	out := reach.padded(0.05)
	if d.bars && reach.low >= 0 {
		out.low = 0
	}
	return place{out, left, right, false}
}

// height is what the row takes of the page.
func (row dotRow) height() vg.Length {
	height := dotLine*vg.Length(len(row.dots)) + dotGap
	if row.head != "" {
		height += headLine
	}
	return height
}

// columns measures the texts at the left and at the right.
func (d *dotChart) columns(t theme) (names, texts, variants vg.Length) {
	style := t.label(inkColor)
	for _, row := range d.rows {
		names = max(names, style.Width(row.name))
		for _, one := range row.dots {
			texts = max(texts, style.Width(one.text))
			if one.name != "" {
				variants = max(variants, style.Width(one.name)+8)
			}
		}
	}
	return names, texts, variants
}

// logarithm is the span of the powers of ten: one decade where nothing is above 0.
func (s span) logarithm() span {
	if !(s.low > 0) {
		s.low = math.Min(s.high/1000, 0.1)
	}
	if !(s.high > 0) {
		return span{-1, 0}
	}
	return span{math.Log10(s.low), math.Log10(s.high)}
}

// reach adds what the row shows to a span.
func (row dotRow) reach(s *span) {
	for _, one := range row.dots {
		s.add(one.x, one.low, one.high)
	}
	s.add(row.limits...)
}

// place puts values on a stretch of the page.
type place struct {
	values      span // powers of ten where the place is logarithmic
	left, right vg.Length
	log         bool
}

func (p place) at(x float64) vg.Length {
	if p.log {
		x = math.Max(p.values.low, math.Log10(math.Max(x, math.SmallestNonzeroFloat64)))
	}
	return p.left + vg.Length((x-p.values.low)/(p.values.high-p.values.low))*(p.right-p.left)
}

// row draws the estimates of one row downwards from y.
func (d *dotChart) row(c draw.Canvas, t theme, row dotRow, on place, y, textWidth vg.Length) {
	top, bottom := y-dotGap/2, y-dotGap/2-dotLine*vg.Length(len(row.dots))
	for _, limit := range row.limits {
		c.StrokeLine2(line(limitColor, 1, 3, 2), on.at(limit), top, on.at(limit), bottom)
	}
	for i, one := range row.dots {
		middle := top - dotLine*(vg.Length(i)+0.5)
		if d.own {
			c.StrokeLine2(line(gridColor, 0.6), on.left, middle, on.right, middle)
		}
		if d.bars {
			barTo(c, on, one, middle)
		} else {
			dotTo(c, on, one, middle)
		}
		start := c.Max.X - textWidth
		if one.name != "" {
			c.FillText(t.label(one.color), vg.Point{X: start, Y: middle + 1}, one.name)
		}
		style := t.label(inkColor)
		style.XAlign = text.XRight
		c.FillText(style, vg.Point{X: c.Max.X, Y: middle + 1}, one.text)
	}
}

// dotTo draws a dot on its interval.
func dotTo(c draw.Canvas, on place, one dot, y vg.Length) {
	if finite(one.low) && finite(one.high) {
		c.StrokeLine2(line(one.color, 2), on.at(one.low), y, on.at(one.high), y)
	}
	dotAt(c, vg.Point{X: on.at(one.x), Y: y}, one.color, 3)
}

// barTo draws a bar from 0 with its interval at the end.
func barTo(c draw.Canvas, on place, one dot, y vg.Length) {
	const half = 4.5
	from, to := on.at(min(one.x, 0)), on.at(max(one.x, 0))
	box := vg.Rectangle{Min: vg.Point{X: from, Y: y - half}, Max: vg.Point{X: max(to, from+0.75), Y: y + half}}
	c.SetColor(one.color)
	c.Fill(box.Path())
	if finite(one.low) && finite(one.high) {
		low, high := on.at(one.low), on.at(one.high)
		c.StrokeLine2(line(inkColor, 1), low, y, high, y)
		c.StrokeLine2(line(inkColor, 1), low, y-2.5, low, y+2.5)
		c.StrokeLine2(line(inkColor, 1), high, y-2.5, high, y+2.5)
	}
}

// axis draws the common axis with a light vertical grid.
func (d *dotChart) axis(c draw.Canvas, t theme, on place, y vg.Length) {
	style := t.label(quietColor)
	style.XAlign = text.XCenter
	ticks := valueTicks(d.unit, on.values, 5)
	if d.log {
		ticks = halfPowerTicks(d.unit, span{math.Pow(10, on.values.low), math.Pow(10, on.values.high)})
	}
	for _, tick := range ticks {
		x := on.at(tick.Value)
		width := line(gridColor, 0.6)
		if d.zero && tick.Value == 0 {
			width = line(axisColor, 1)
		}
		c.StrokeLine2(width, x, y, x, c.Max.Y)
		c.FillText(style, vg.Point{X: x, Y: y - 9}, tick.Label)
	}
	c.StrokeLine2(line(axisColor, 0.75), on.left, y, on.right, y)
}
