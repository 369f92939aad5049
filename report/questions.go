package report

import (
	"fmt"
	"strings"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// questionChart is figures that answer different questions, side by side, each
// under its question and on its own scale.
type questionChart struct {
	title  string
	panels []questionPanel
}

type questionPanel struct {
	asks, of, metric string
	row              dotRow
}

// questionFigure draws the three figures of rule D10.
func questionFigure(r *Results) []Figure {
	chart := questionChart{title: wordQuestions}
	var alt []string
	for _, q := range questions() {
		row := q.row(r)
		if row == nil {
			continue
		}
		p := questionPanel{q.asks, q.of, q.metric, dotRowOf(r, *row, q.metric)}
		if len(p.row.dots) == 0 {
			continue
		}
		for _, one := range p.row.dots {
			alt = append(alt, q.asks+" "+strings.TrimSpace(one.name+" "+one.text))
		}
		chart.panels = append(chart.panels, p)
	}
	if len(chart.panels) == 0 {
		return nil
	}
	return []Figure{{Name: "restrictions-questions", Title: chart.title, Caption: wordCaptionQuestions,
		Alt: fmt.Sprintf(wordAlt, chart.title, strings.Join(alt, "; ")), width: figureWidth, height: chart.height(), draw: chart.draw}}
}

const (
	questionText = 13 // height of a line of a question
	questionRow  = 30 // of an estimate: its words above its dot
	questionGap  = 28 // between two questions
)

// height allows for questions of four lines.
func (q *questionChart) height() vg.Length {
	most := 0
	for _, p := range q.panels {
		most = max(most, len(p.row.dots))
	}
	return 24 + 5*questionText + questionRow*vg.Length(most) + 20
}

func (q *questionChart) draw(c draw.Canvas, t theme) {
	c = titled(c, t, q.title)
	n := vg.Length(len(q.panels))
	width := (c.Max.X - c.Min.X - questionGap*(n-1)) / n
	for i, p := range q.panels {
		area := c
		area.Min.X = c.Min.X + vg.Length(i)*(width+questionGap)
		area.Max.X = area.Min.X + width
		if i > 0 {
			x := area.Min.X - questionGap/2
			c.StrokeLine2(line(gridColor, 0.8), x, c.Min.Y, x, c.Max.Y-4)
		}
		p.draw(area, t)
	}
}

// draw writes the question and what it is a share of, then the estimates from 0.
func (p questionPanel) draw(c draw.Canvas, t theme) {
	y := c.Max.Y - 10
	for _, part := range []struct {
		words string
		style text.Style
	}{{p.asks, t.label(inkColor)}, {p.of, t.label(quietColor)}} {
		for _, words := range broken(part.words, part.style, c.Max.X-c.Min.X) {
			c.FillText(part.style, vg.Point{X: c.Min.X, Y: y}, words)
			y -= questionText
		}
	}
	y = c.Max.Y - 10 - 5*questionText
	reach := newSpan()
	p.row.reach(&reach)
	if reach.high == 0 {
		reach.high = nextTo("share")
	}
	on := place{span{0, reach.high * 1.08}, c.Min.X + 10, c.Max.X - 12, false}
	bottom := y - questionRow*vg.Length(len(p.row.dots)) + 8
	axis := dotChart{unit: "share"}
	ticks := c
	ticks.Max.Y = bottom + 3 // no grid behind the words
	axis.axis(ticks, t, on, bottom)
	for _, one := range p.row.dots {
		c.FillText(t.label(one.color), vg.Point{X: on.left, Y: y}, strings.TrimSpace(one.name+"  "+one.text))
		dotTo(c, on, one, y-12)
		y -= questionRow
	}
}

// broken breaks a text into lines of at most a width.
func broken(words string, style text.Style, width vg.Length) []string {
	var lines []string
	for _, word := range strings.Fields(words) {
		last := len(lines) - 1
		if last >= 0 && style.Width(lines[last]+" "+word) <= width {
			lines[last] += " " + word
		} else {
			lines = append(lines, word)
		}
	}
	return lines
}
