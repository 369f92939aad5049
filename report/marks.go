package report

import (
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// curve is a line with a band around it; NaN breaks either.
type curve struct {
	name      string
	color     color.NRGBA
	x, y      []float64
	low, high []float64 // nil: no band
	dashed    bool
}

// addCurve draws a band under a line, in runs without gaps; a run of one point
// is a dot.
func addCurve(p *plot.Plot, c curve) {
	for _, run := range runs(c.x, c.low, c.high) {
		var outline plotter.XYs
		for i := run[0]; i < run[1]; i++ {
			outline = append(outline, plotter.XY{X: c.x[i], Y: c.low[i]})
		}
		for i := run[1] - 1; i >= run[0]; i-- {
			outline = append(outline, plotter.XY{X: c.x[i], Y: c.high[i]})
		}
		p.Add(filled{outline, faded(c.color)})
	}
	for _, run := range runs(c.x, c.y, c.y) {
		points := make(plotter.XYs, 0, run[1]-run[0])
		for i := run[0]; i < run[1]; i++ {
			points = append(points, plotter.XY{X: c.x[i], Y: c.y[i]})
		}
		style := line(c.color, 1.2)
		if c.dashed {
			style = line(c.color, 1, 4, 3)
		}
		p.Add(stroked{points, style})
	}
}

// runs returns the half-open index ranges in which all three are finite.
func runs(x, a, b []float64) [][2]int {
	var list [][2]int
	start := -1
	n := min(len(x), len(a), len(b))
	for i := range n + 1 {
		good := i < n && finite(x[i]) && finite(a[i]) && finite(b[i])
		switch {
		case good && start < 0:
			start = i
		case !good && start >= 0:
			list = append(list, [2]int{start, i})
			start = -1
		}
	}
	return list
}

// filled is an area without outline.
type filled struct {
	points plotter.XYs
	color  color.Color
}

// Plot implements plot.Plotter.
func (f filled) Plot(c draw.Canvas, p *plot.Plot) {
	c.FillPolygon(f.color, onCanvas(c, p, f.points))
}

// stroked is a line, or a dot where there is only one point.
type stroked struct {
	points plotter.XYs
	style  draw.LineStyle
}

// Plot implements plot.Plotter.
func (s stroked) Plot(c draw.Canvas, p *plot.Plot) {
	points := onCanvas(c, p, s.points)
	if len(points) == 1 {
		dotAt(c, points[0], s.style.Color, 2)
		return
	}
	c.StrokeLines(s.style, points)
}

func onCanvas(c draw.Canvas, p *plot.Plot, xys plotter.XYs) []vg.Point {
	tx, ty := p.Transforms(&c)
	points := make([]vg.Point, len(xys))
	for i, xy := range xys {
		points[i] = vg.Point{X: tx(xy.X), Y: ty(xy.Y)}
	}
	return points
}

func dotAt(c draw.Canvas, at vg.Point, col color.Color, radius vg.Length) {
	c.DrawGlyphNoClip(draw.GlyphStyle{Color: col, Radius: radius, Shape: draw.CircleGlyph{}}, at)
}

// window is a shaded stretch of the x axis with its name above, or a dated line.
type window struct {
	low, high float64
	name      string
	line      bool // at low: a change of the policy
}

// windows shades shocks and rules changes behind the data and names them above
// it.
type windows struct {
	list  []window
	style text.Style
	rows  int
	above vg.Length // the names start so much higher
}

const windowRow = 12 // height of a row of names, in points

// Plot implements plot.Plotter.
func (w windows) Plot(c draw.Canvas, p *plot.Plot) {
	tx, _ := p.Transforms(&c)
	ends := make([]vg.Length, w.rows)
	for _, shock := range w.list {
		if shock.line {
			w.line(c, tx(shock.low), shock.name, ends)
			continue
		}
		low, high := max(c.Min.X, tx(shock.low)), min(c.Max.X, tx(shock.high))
		if high < low {
			continue // outside the axis
		}
		if high-low < 2 { // an outage of hours in a year is still seen
			high = low + 2
		}
		box := vg.Rectangle{Min: vg.Point{X: low, Y: c.Min.Y}, Max: vg.Point{X: high, Y: c.Max.Y + 2}}
		c.SetColor(shadeColor)
		c.Fill(box.Path())
		c.StrokeLine2(line(axisColor, 0.5), low, c.Min.Y, low, box.Max.Y)
		w.name(c, shock.name, low, ends)
	}
}

// line draws the date of a change of the policy.
func (w windows) line(c draw.Canvas, x vg.Length, name string, ends []vg.Length) {
	if x < c.Min.X || x > c.Max.X {
		return
	}
	c.StrokeLine2(line(inkColor, 0.9, 1.5, 2), x, c.Min.Y, x, c.Max.Y+2)
	w.name(c, name, x, ends)
}

// name writes a shock's name in the first row with room; without room it stays
// unnamed here and is found in the table of shocks.
func (w windows) name(c draw.Canvas, name string, x vg.Length, ends []vg.Length) {
	width := w.style.Width(name)
	x = max(c.Min.X, min(x, c.Max.X-width))
	if i := rowFor(ends, x, width); i >= 0 {
		c.FillText(w.style, vg.Point{X: x, Y: c.Max.Y + 8 + w.above + vg.Length(i)*windowRow}, name)
	}
}

// rowFor takes the first row that is free from x on; -1 without one.
func rowFor(ends []vg.Length, x, width vg.Length) int {
	for i, end := range ends {
		if x >= end {
			ends[i] = x + width + 8
			return i
		}
	}
	return -1
}

// maxRows is how many rows of names a figure has room for.
const maxRows = 3

// rowsFor is how many rows the names need on an axis of days that is as short as
// figures make it.
func rowsFor(list []window, x span) vg.Length {
	const shortest = 0.75 * figureWidth
	style := onScreen().label(quietColor)
	ends := make([]vg.Length, maxRows)
	rows := 0
	for _, w := range list {
		if !(w.high >= x.low && w.low <= x.high) {
			continue
		}
		width := style.Width(w.name)
		at := vg.Length((w.low-x.low)/(x.high-x.low)) * shortest
		i := rowFor(ends, max(0, min(at, shortest-width)), width)
		if i < 0 {
			return maxRows
		}
		rows = max(rows, i+1)
	}
	return vg.Length(rows)
}

// endLabels names curves at the right edge of the data, pushed apart.
type endLabels struct {
	labels []endLabel
	theme  theme
}

type endLabel struct {
	y     float64
	name  string
	color color.NRGBA
}

// Plot implements plot.Plotter.
func (e endLabels) Plot(c draw.Canvas, p *plot.Plot) {
	_, ty := p.Transforms(&c)
	heights := make([]float64, len(e.labels))
	for i, l := range e.labels {
		heights[i] = ty(l.y).Points()
	}
	for i, y := range spread(heights, labelSize+2, c.Min.Y.Points(), c.Max.Y.Points()) {
		c.FillText(e.theme.label(e.labels[i].color), vg.Point{X: c.Max.X + 6, Y: vg.Length(y)}, e.labels[i].name)
	}
}

// width is the room that the labels need to the right of the data.
func (e endLabels) width() vg.Length {
	var widest vg.Length
	for _, l := range e.labels {
		widest = max(widest, e.theme.label(l.color).Width(l.name)+10)
	}
	return widest
}

// spread moves heights apart so that neighbours are at least gap away from each
// other, inside low..high where there is room.
func spread(heights []float64, gap, low, high float64) []float64 {
	order := make([]int, len(heights))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case heights[a] < heights[b]:
			return -1
		case heights[a] > heights[b]:
			return 1
		default:
			return b - a
		}
	})
	out := slices.Clone(heights)
	last := math.Inf(-1)
	for _, i := range order {
		out[i] = max(out[i], last+gap, low)
		last = out[i]
	}
	last = math.Max(high, low)
	for k := len(order) - 1; k >= 0; k-- {
		i := order[k]
		out[i] = min(out[i], last)
		last = out[i] - gap
	}
	return out
}

// rule is a horizontal dashed line: a gate's limit. Its name stands with those of
// the curves.
type rule struct{ y float64 }

// Plot implements plot.Plotter.
func (r rule) Plot(c draw.Canvas, p *plot.Plot) {
	_, ty := p.Transforms(&c)
	y := ty(r.y)
	c.StrokeLine2(line(limitColor, 0.9, 5, 3), c.Min.X, y, c.Max.X, y)
}
