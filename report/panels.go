package report

import (
	"cmp"
	"fmt"
	"image/color"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// panelChart is several quantities over the same days, one below the other,
// each on its own scale.
type panelChart struct {
	title  string
	panels []panel
	events []window // shocks and changes of the policy, through all panels
	dates  dates
	x      span
	ticks  []plot.Tick // of the common axis, where it is not of days
	zero   bool        // 0 is on every scale and marked
}

// panel is one quantity of every variant.
type panel struct {
	name   string
	unit   string
	curves []curve
	alt    []string
	marks  []mark
	reach  span           // of the means
	more   []plot.Plotter // drawn over the curves
}

// mark is a point to be read off.
type mark struct {
	x, y  float64
	color color.NRGBA
	name  string
}

const (
	panelHeight = 66 // of the data of a panel
	panelGap    = 20 // between two, with the name of the lower one
)

// panelOf gathers a series of all variants.
func panelOf(r *Results, name, series string, labels map[string]string) panel {
	p := panel{name: name, reach: newSpan()}
	for i, v := range r.Variants {
		for _, s := range v.Series {
			if s.Name != series || !sameLabels(s.Labels, labels) {
				continue
			}
			p.unit = plainUnit(s.Unit)
			points, _ := thinned(s.Points)
			c := curveOf(r, i, points)
			p.reach.add(c.y...)
			p.curves = append(p.curves, c)
			p.alt = append(p.alt, rangeText(v.Name, s))
		}
	}
	return p
}

// add takes a panel unless nothing was observed for it.
func (p *panelChart) add(one panel) {
	if !one.reach.empty() {
		p.panels = append(p.panels, one)
	}
}

// figure is the chart as a figure, or nothing where it has no panels.
func (p *panelChart) figure(r *Results, name, caption string) []Figure {
	if len(p.panels) == 0 {
		return nil
	}
	p.dates = calendar(r.Start)
	p.events = append(p.events, dayEvents(r)...)
	sortWindows(p.events)
	p.x = span{0, math.Max(r.Days, 1)}
	for _, one := range p.panels {
		for _, c := range one.curves {
			p.x.add(c.x...)
		}
	}
	return p.drawing(name, caption+eventCaption(p.events))
}

// drawing is the chart as a figure once its common axis is known.
func (p *panelChart) drawing(name, caption string) []Figure {
	var alt []string
	for _, one := range p.panels {
		alt = append(alt, one.name+": "+strings.Join(one.alt, ", "))
	}
	return []Figure{{Name: name, Title: p.title, Caption: caption,
		Alt: fmt.Sprintf(wordAlt, p.title, strings.Join(alt, "; ")), width: figureWidth, height: p.height(), draw: p.draw}}
}

func (p *panelChart) height() vg.Length {
	return 24 + 28 + windowRow*p.eventRows() + vg.Length(len(p.panels))*(panelHeight+panelGap)
}

func (p *panelChart) eventRows() vg.Length { return rowsFor(p.events, p.x) }

// draw places the panels from the top, their data one below the other: the
// values on the axes of all of them get the room that the widest need.
func (p *panelChart) draw(c draw.Canvas, t theme) {
	c = titled(c, t, p.title)
	plots := make([]*plot.Plot, len(p.panels))
	var left, right, over vg.Length // over: what a date at the right end needs
	for i := range p.panels {
		var width vg.Length
		plots[i], width = p.plot(t, i)
		left = max(left, plots[i].DataCanvas(c).Min.X)
		right = max(right, width)
		over = max(over, c.Max.X-plots[i].DataCanvas(c).Max.X)
	}
	top := c.Max.Y - windowRow*p.eventRows() - 2
	for i, one := range plots {
		top -= panelGap
		area := c
		area.Max = vg.Point{X: 2*c.Max.X - right - 4 - over - one.DataCanvas(c).Max.X, Y: top}
		area.Min = vg.Point{X: c.Min.X + left - one.DataCanvas(c).Min.X, Y: top - panelHeight}
		if i == len(plots)-1 {
			area.Min.Y = c.Min.Y
		}
		style := t.style(labelSize+0.5, inkColor)
		style.YAlign = text.YBottom
		c.FillText(style, vg.Point{X: c.Min.X, Y: top + 3}, p.panels[i].name)
		one.Draw(area)
		top -= panelHeight
	}
}

// plot is one panel with the room that its labels need at the right.
func (p *panelChart) plot(t theme, number int) (*plot.Plot, vg.Length) {
	one := p.panels[number]
	y := newSpan()
	for _, c := range one.curves {
		y.add(c.y...)
		y.add(c.low...)
		y.add(c.high...)
	}
	if len(one.more) > 0 {
		y.add(one.reach.low, one.reach.high)
	}
	if p.zero {
		y.add(0)
	}
	y = axisSpan(one.unit, y)
	q := t.plot()
	q.X.Min, q.X.Max, q.Y.Min, q.Y.Max = p.x.low, p.x.high, y.low, y.high
	q.X.Padding, q.Y.Padding = 0, 4
	ticks := slices.Clone(p.ticks)
	if ticks == nil {
		ticks = dateTicks(p.dates, p.x)
	}
	rows := 0
	if number < len(p.panels)-1 {
		for i := range ticks {
			ticks[i].Label = ""
		}
	}
	if number == 0 {
		rows = int(p.eventRows())
	}
	q.X.Tick.Marker = plot.ConstantTicks(ticks)
	values := valueTicks(one.unit, y, 3)
	if len(values) < 2 {
		values = valueTicks(one.unit, y, 6)
	}
	q.Y.Tick.Marker = plot.ConstantTicks(values)
	q.Add(windows{list: p.events, style: t.label(quietColor), rows: rows, above: panelGap})
	if p.zero {
		q.Add(rule{0})
	}
	for _, c := range one.curves {
		addCurve(q, c)
	}
	q.Add(one.more...)
	names := namesAtEnd(t, one.curves)
	q.Add(names, pointMarks{one.marks, t})
	return q, names.width()
}

// pointMarks marks points near the bottom with a dot and a few words.
type pointMarks struct {
	marks []mark
	theme theme
}

// Plot implements plot.Plotter. The words stand right of their dots, above those
// of the dots before them where they would meet.
func (m pointMarks) Plot(c draw.Canvas, p *plot.Plot) {
	tx, ty := p.Transforms(&c)
	marks := slices.SortedStableFunc(slices.Values(m.marks), func(a, b mark) int { return cmp.Compare(a.x, b.x) })
	ends := make([]vg.Length, len(marks)) // of each row of words
	for _, one := range marks {
		style := m.theme.label(one.color)
		width := style.Width(one.name)
		dotAt(c, vg.Point{X: tx(one.x), Y: ty(one.y)}, one.color, 2.6)
		x := min(tx(one.x)+5, c.Max.X-width)
		row := slices.IndexFunc(ends, func(end vg.Length) bool { return end <= x })
		ends[row] = x + width + 6
		c.FillText(style, vg.Point{X: x, Y: ty(one.y) + 9 + 13*vg.Length(row)}, one.name)
	}
}
