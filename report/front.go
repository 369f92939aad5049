package report

import (
	"fmt"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// frontChart is points in two metrics, those on the front joined and named.
type frontChart struct {
	title        string
	xName, yName string
	xUnit, yUnit string
	xBetter      string // lower, higher, none
	yBetter      string
	points       []frontPoint
	x, y         span
}

type frontPoint struct {
	x, y  Estimate
	name  string
	front bool
	base  bool
}

// frontListed is how many points a caption may list; more are in the table.
const frontListed = 12

// frontFigure draws all points of a sweep in the two metrics of its front.
func frontFigure(s *Sweep) []Figure {
	best := s.frontPoints()
	if len(best) == 0 {
		return nil
	}
	mx, my := s.Metrics[s.Front.X], s.Metrics[s.Front.Y]
	chart := frontChart{xName: fullName(mx.Name, mx.Labels), yName: fullName(my.Name, my.Labels),
		xUnit: plainUnit(mx.Unit), yUnit: plainUnit(my.Unit), xBetter: mx.Better, yBetter: my.Better, x: newSpan(), y: newSpan()}
	chart.title = fmt.Sprintf(wordFrontFigure, chart.xName, chart.yName)
	order := slices.Clone(best) // the front first, in its order
	for i := range s.Points {
		if !slices.Contains(best, i) {
			order = append(order, i)
		}
	}
	var alt, listed []string
	for k, i := range order {
		p := frontPoint{x: s.Points[i].cell(s.Front.X).Estimate, y: s.Points[i].cell(s.Front.Y).Estimate,
			name: s.setting(s.Points[i]), front: k < len(best), base: s.Points[i].Base}
		if !finite(value(p.x.Mean)) || !finite(value(p.y.Mean)) {
			continue
		}
		chart.points = append(chart.points, p)
		chart.x.add(value(p.x.Mean), value(p.x.Low), value(p.x.High))
		chart.y.add(value(p.y.Mean), value(p.y.Low), value(p.y.High))
		if p.front {
			alt = append(alt, p.name)
			e, f := human(mx.Unit, p.x.Mean, p.x.Low, p.x.High, p.x.Interval, p.x.N), human(my.Unit, p.y.Mean, p.y.Low, p.y.High, p.y.Interval, p.y.N)
			listed = append(listed, p.name+" ("+e.String()+", "+f.String()+")")
		}
	}
	if len(chart.points) == 0 {
		return nil
	}
	caption := wordCaptionFront
	if len(listed) <= frontListed {
		caption += fmt.Sprintf(wordOnTheFront, strings.Join(listed, "; "))
	}
	return []Figure{{Name: stem("front", chart.xName, chart.yName), Title: chart.title, Caption: caption,
		Alt: fmt.Sprintf(wordAlt, chart.title, strings.Join(alt, "; ")), width: figureWidth, height: 380, draw: chart.draw}}
}

// betterText says which way is better, after a name.
func betterText(better string) string {
	switch better {
	case "lower":
		return wordLowerBetter
	case "higher":
		return wordHigherBetter
	default:
		return ""
	}
}

func (f *frontChart) draw(c draw.Canvas, t theme) {
	c = titled(c, t, f.title)
	p := t.plot()
	x, y := axisSpan(f.xUnit, f.x), axisSpan(f.yUnit, f.y)
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = x.low, x.high, y.low, y.high
	p.X.Tick.Marker = plot.ConstantTicks(valueTicks(f.xUnit, x, 6))
	p.Y.Tick.Marker = plot.ConstantTicks(valueTicks(f.yUnit, y, 5))
	p.X.Label.Text = f.xName + betterText(f.xBetter)
	p.X.Padding, p.Y.Padding = 4, 4
	p.Add(frontMarks{f, t})
	c.FillText(t.label(quietColor), vg.Point{X: c.Min.X, Y: c.Max.Y - 6}, f.yName+betterText(f.yBetter))
	p.Draw(draw.Crop(c, 0, -16, 0, -18))
}

// frontMarks draws the points over each other: others, crosses, the line, the
// front, its names.
type frontMarks struct {
	chart *frontChart
	theme theme
}

// Plot implements plot.Plotter.
func (m frontMarks) Plot(c draw.Canvas, p *plot.Plot) {
	tx, ty := p.Transforms(&c)
	at := func(p frontPoint) vg.Point { return vg.Point{X: tx(*p.x.Mean), Y: ty(*p.y.Mean)} }
	var joined []vg.Point
	for _, one := range slices.Backward(m.chart.points) {
		color := axisColor
		if one.front {
			color = variantColors[0]
			joined = append(joined, at(one))
		}
		thin := line(faded(color), 2.2)
		if finite(value(one.x.Low)) && finite(value(one.x.High)) {
			c.StrokeLine2(thin, tx(*one.x.Low), at(one).Y, tx(*one.x.High), at(one).Y)
		}
		if finite(value(one.y.Low)) && finite(value(one.y.High)) {
			c.StrokeLine2(thin, at(one).X, ty(*one.y.Low), at(one).X, ty(*one.y.High))
		}
		dotAt(c, at(one), color, 3)
		if one.base {
			ringAt(c, at(one))
		}
	}
	if len(joined) > 1 {
		c.StrokeLines(line(variantColors[0], 0.9), joined)
	}
	m.names(c, at)
}

// names writes the settings beside their points where none is written yet.
func (m frontMarks) names(c draw.Canvas, at func(frontPoint) vg.Point) {
	style := m.theme.style(labelSize-1, inkColor)
	var taken []vg.Rectangle
	for _, one := range m.chart.points {
		if !one.front && !one.base {
			continue
		}
		width := style.Width(one.name)
		for _, offset := range []vg.Point{{X: 7, Y: 7}, {X: -width - 7, Y: -8}, {X: 7, Y: -8}, {X: -width - 7, Y: 7}, {X: 7, Y: 18}, {X: -width - 7, Y: -19}} {
			corner := vg.Point{X: at(one).X + offset.X, Y: at(one).Y + offset.Y}
			box := vg.Rectangle{Min: vg.Point{X: corner.X, Y: corner.Y - 5}, Max: vg.Point{X: corner.X + width, Y: corner.Y + 5}}
			if box.Min.X < c.Min.X || box.Max.X > c.Max.X+8 || slices.ContainsFunc(taken, func(r vg.Rectangle) bool { return meet(box, r) }) {
				continue
			}
			taken = append(taken, box)
			c.FillText(style, corner, one.name)
			break
		}
	}
}

// meet says whether two rectangles have a point in common.
func meet(a, b vg.Rectangle) bool {
	return a.Min.X <= b.Max.X && b.Min.X <= a.Max.X && a.Min.Y <= b.Max.Y && b.Min.Y <= a.Max.Y
}
