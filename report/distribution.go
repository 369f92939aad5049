package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// distributionFigures draws each distribution of the variants, those of one name
// and labels together.
func distributionFigures(r *Results) []Figure {
	var list []Figure
	groups := grouped(r, func(v Variant) []Distribution { return v.Distributions },
		func(d Distribution) string { return fullName(d.Name, d.Labels) })
	for _, group := range groups {
		list = append(list, distributionFigure(r, group)...)
	}
	return list
}

// idle says whether a distribution is of idle times, which are read at fixed
// ages on a logarithmic axis; others are waits, read at the 95th percentile.
func idle(d Distribution) bool { return d.Unit == "d" }

func distributionFigure(r *Results, group []placed[Distribution]) []Figure {
	first := group[0].of
	chart := survivalChart{unit: first.Unit, x: newSpan()}
	if idle(first) {
		chart.marks = idleMarks[:]
	}
	var alt []string
	for _, d := range group {
		chart.add(r.Variants[d.variant].Name, d)
		alt = append(alt, survivalText(r.Variants[d.variant].Name, d.of))
	}
	chart.fit()
	if chart.x.empty() || chart.x.low >= chart.x.high {
		return nil
	}
	name := fullName(first.Name, first.Labels)
	if first.Title != "" {
		name = first.Title
	}
	word := wordShareAbove
	if idle(first) {
		word = wordIdle
	}
	chart.title = fmt.Sprintf(word, name)
	return []Figure{{
		Name:    stem("distribution", fullName(first.Name, first.Labels)),
		Title:   chart.title,
		Caption: chart.caption(),
		Alt:     fmt.Sprintf(wordAlt, chart.title, strings.Join(alt, "; ")),
		width:   figureWidth,
		height:  260,
		draw:    chart.draw,
	}}
}

// survivalText says where a curve stands at the marks it is read at.
func survivalText(name string, d Distribution) string {
	if !idle(d) {
		p95 := crossing(d.X, d.Above, 0.05)
		return name + ": " + fmt.Sprintf(wordP95, waitText(d.Unit, p95))
	}
	return name + ": " + marksText(d.X, d.Above, idleMarks[:])
}

// marksText reads a curve at the marks: 30 d 61%, 90 d 40%.
func marksText(x, above, marks []float64) string {
	parts := []string{}
	for _, day := range marks {
		if share := shareAt(x, above, day); finite(share) {
			parts = append(parts, fmt.Sprintf("%g d %s", day, shareText(share)))
		}
	}
	return strings.Join(parts, ", ")
}

func waitText(unit string, x float64) string {
	return scaleFor(unit, x).resolve(x, math.Abs(x)/20).with(x)
}

func shareText(x float64) string { return scaleFor("share", x).resolve(x, 0.05).with(x) }

// idleMarks are the ages, in days, at which idle times are read (P10).
var idleMarks = [...]float64{30, 60, 90, 180, 365}

// survivalChart is the share above each value.
type survivalChart struct {
	title  string
	unit   string
	marks  []float64 // days at which the curves are read; nil: at their 95th percentile
	log    bool
	theory bool
	curves []curve // of the variants, then of theory
	x      span
}

func (s *survivalChart) add(name string, p placed[Distribution]) {
	d := p.of
	s.curves = append(s.curves, curve{name: name, color: variantColors[p.variant],
		x: d.X, y: d.Above, low: d.Low, high: d.High})
	if len(d.Theory) > 0 && !s.theory {
		s.theory = true
		s.curves = append(s.curves, curve{name: wordTheory, color: quietColor, x: d.X, y: d.Theory, dashed: true})
	}
}

// fit chooses the x axis: logarithmic for idle times and for waits whose tail is
// fifty times as long as their 95th percentile allows to see on a linear one; it
// ends where all curves have come down.
func (s *survivalChart) fit() {
	positive, tail := newSpan(), 0.0
	for _, c := range s.curves {
		for i, x := range c.x {
			if x > 0 {
				positive.add(x)
			}
			if i < len(c.y) && c.y[i] > 0.002 {
				s.x.add(x)
				tail = max(tail, x)
			}
		}
	}
	if s.x.empty() || positive.empty() {
		return
	}
	next := math.Inf(1) // the first value past the tail closes the picture
	for _, c := range s.curves {
		for _, x := range c.x {
			if x > tail {
				next = math.Min(next, x)
			}
		}
	}
	s.x.add(next)
	median := crossing(s.curves[0].x, s.curves[0].y, 0.5)
	s.log = s.marks != nil || median > 0 && s.x.high > 50*median
	if s.log {
		s.x.low = math.Max(s.x.low, positive.low)
	}
}

func (s *survivalChart) caption() string {
	if s.marks == nil {
		return wordCaptionWait
	}
	theory := ""
	if s.theory {
		theory = wordCaptionTheory
	}
	return fmt.Sprintf(wordCaptionIdle, theory)
}

func (s *survivalChart) draw(c draw.Canvas, t theme) {
	c = titled(c, t, s.title)
	p := t.plot()
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = s.x.low, s.x.high, 0, 1
	if s.log {
		p.X.Scale = plot.LogScale{}
		p.X.Tick.Marker = plot.ConstantTicks(logTicks(s.unit, s.x))
	} else {
		p.X.Tick.Marker = plot.ConstantTicks(valueTicks(s.unit, s.x, 8))
	}
	p.Y.Tick.Marker = plot.ConstantTicks(valueTicks("share", span{0, 1}, 5))
	p.Y.Padding = 6
	for _, curve := range s.curves {
		addCurve(p, curve.inside(s.x))
	}
	right := vg.Length(12)
	if s.marks != nil {
		p.Add(ageMarks{s.marks, s.variants(), t})
		names := namesAtEnd(t, s.curvesInside())
		p.Add(names)
		right += names.width()
	} else {
		p.Add(percentileMarks{s.variants(), s.unit, t})
		right += 30
	}
	p.Draw(draw.Crop(c, 0, -right, 0, -8))
}

// variants returns the curves without theory.
func (s *survivalChart) variants() []curve {
	return slices.DeleteFunc(s.curvesInside(), func(c curve) bool { return c.dashed })
}

func (s *survivalChart) curvesInside() []curve {
	list := make([]curve, len(s.curves))
	for i, c := range s.curves {
		list[i] = c.inside(s.x)
	}
	return list
}

// inside leaves out the points beyond the axis.
func (c curve) inside(x span) curve {
	out := curve{name: c.name, color: c.color, dashed: c.dashed}
	keep := func(list []float64, i int, to *[]float64) {
		if i < len(list) {
			*to = append(*to, list[i])
		}
	}
	for i, at := range c.x {
		if at < x.low || at > x.high {
			continue
		}
		out.x = append(out.x, at)
		keep(c.y, i, &out.y)
		keep(c.low, i, &out.low)
		keep(c.high, i, &out.high)
	}
	return out
}

// shareAt reads a falling curve at x, straight between its points; NaN outside.
func shareAt(xs, above []float64, x float64) float64 {
	for i := range min(len(xs), len(above)) {
		switch {
		case xs[i] == x:
			return above[i]
		case xs[i] > x && i == 0:
			return math.NaN()
		case xs[i] > x:
			part := (x - xs[i-1]) / (xs[i] - xs[i-1])
			return above[i-1] + part*(above[i]-above[i-1])
		}
	}
	return math.NaN()
}

// crossing is the value at which a falling curve comes down to a share, straight
// between its points; NaN where it does not.
func crossing(xs, above []float64, share float64) float64 {
	for i := range min(len(xs), len(above)) {
		if !(above[i] <= share) {
			continue
		}
		if i == 0 || above[i] == above[i-1] {
			return xs[i]
		}
		part := (above[i-1] - share) / (above[i-1] - above[i])
		return xs[i-1] + part*(xs[i]-xs[i-1])
	}
	return math.NaN()
}

// percentileMarks marks where each curve comes down to 5 %.
type percentileMarks struct {
	curves []curve
	unit   string
	theme  theme
}

// Plot implements plot.Plotter. The names stand one above the other, beside the
// mark, so that they double as the names of the curves.
func (m percentileMarks) Plot(c draw.Canvas, p *plot.Plot) {
	tx, ty := p.Transforms(&c)
	c.StrokeLine2(line(limitColor, 0.7, 5, 3), c.Min.X, ty(0.05), c.Max.X, ty(0.05))
	c.FillText(m.theme.label(limitColor), vg.Point{X: c.Max.X + 4, Y: ty(0.05)}, "5%")
	for i, curve := range m.curves {
		x := crossing(curve.x, curve.y, 0.05)
		if !finite(x) || x < p.X.Min || x > p.X.Max {
			continue
		}
		at := vg.Point{X: tx(x), Y: ty(0.05)}
		height := at.Y + 22 + 14*vg.Length(len(m.curves)-1-i)
		c.StrokeLine2(line(curve.color, 0.8), at.X, c.Min.Y, at.X, height)
		dotAt(c, at, curve.color, 2.6)
		name := fmt.Sprintf(wordP95, waitText(m.unit, x))
		if len(m.curves) > 1 {
			name = curve.name + " " + name
		}
		style := m.theme.label(curve.color)
		left := at.X + 4
		if left+style.Width(name) > c.Max.X {
			style.XAlign, left = text.XRight, at.X-4
		}
		c.FillText(style, vg.Point{X: left, Y: height - 4}, name)
	}
}

// ageMarks marks the shares at certain days.
type ageMarks struct {
	days   []float64
	curves []curve
	theme  theme
}

// Plot implements plot.Plotter. With two curves the higher one at each age is
// read above its line and the lower one below; of more, only the dots are drawn.
func (m ageMarks) Plot(c draw.Canvas, p *plot.Plot) {
	tx, ty := p.Transforms(&c)
	for _, day := range m.days {
		if day < p.X.Min || day > p.X.Max {
			continue
		}
		x := tx(day)
		c.StrokeLine2(line(gridColor, 0.6), x, c.Min.Y, x, c.Max.Y)
		shares := make([]float64, len(m.curves))
		for i, curve := range m.curves {
			shares[i] = shareAt(curve.x, curve.y, day)
		}
		for i, curve := range m.curves {
			if !finite(shares[i]) {
				continue
			}
			at := vg.Point{X: x, Y: ty(shares[i])}
			dotAt(c, at, curve.color, 2.6)
			if len(m.curves) > 2 {
				continue
			}
			style := m.theme.label(curve.color)
			other := shares[len(shares)-1-i]
			below := shares[i] < other || shares[i] == other && i > 0
			if below {
				style.XAlign = text.XRight
				c.FillText(style, vg.Point{X: at.X - 4, Y: at.Y - 8}, shareText(shares[i]))
			} else {
				c.FillText(style, vg.Point{X: at.X + 4, Y: at.Y + 8}, shareText(shares[i]))
			}
		}
	}
}
