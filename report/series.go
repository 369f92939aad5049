package report

import (
	"cmp"
	"fmt"
	"image/color"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// maxPoints is how many points of a curve are drawn.
const maxPoints = 400

// seriesFigures draws the series of the variants: a figure for each without
// labels and, unless the results are narrow, one figure for all labels of a name, with
// a panel for each. Those that a section of the report draws are left to it.
func seriesFigures(r *Results) []Figure {
	var list []Figure
	names := grouped(r, func(v Variant) []Series { return v.Series },
		func(s Series) string { return fmt.Sprint(s.Name, len(s.Labels) > 0) })
	for _, group := range names {
		first := group[0].of
		switch {
		case inSection(r, first.Name):
		case len(first.Labels) == 0:
			list = append(list, seriesFigure(r, group)...)
		case !narrow(r):
			list = append(list, labelledFigure(r, first)...)
		}
	}
	return list
}

// inSection says whether a section of the report draws the series.
func inSection(r *Results, name string) bool {
	switch name {
	case StockSeries:
		return slices.ContainsFunc(r.Variants, func(v Variant) bool { return v.States != nil })
	case FlaggedSeries, BacklogSeries:
		return slices.ContainsFunc(r.Variants, func(v Variant) bool { return len(v.GoingLive) > 0 })
	default:
		return false
	}
}

// labelledFigure draws all series of a name that have labels.
func labelledFigure(r *Results, first Series) []Figure {
	chart := panelChart{title: first.Name + wordPerDay}
	seen := map[string]bool{}
	for _, v := range r.Variants {
		for _, s := range v.Series {
			name := labelText(s.Labels)
			if s.Name == first.Name && name != "" && !seen[name] {
				seen[name] = true
				chart.add(panelOf(r, name, s.Name, s.Labels))
			}
		}
	}
	return chart.figure(r, stem("series", first.Name, "by-label"), wordCaptionPanels)
}

// seriesFigure draws one series, or nothing where nothing was observed.
func seriesFigure(r *Results, group []placed[Series]) []Figure {
	first := group[0].of
	chart := seriesChart{title: fullName(first.Name, first.Labels) + wordPerDay,
		unit: first.Unit, calendar: calendar(r.Start), events: dayEvents(r),
		limits: gatesOf(r, first.Name, first.Labels, first.Unit)}
	thin := 1
	for _, s := range group {
		points, every := thinned(s.of.Points)
		thin = max(thin, every)
		chart.curves = append(chart.curves, curveOf(r, s.variant, points))
	}
	chart.fit(r.Days)
	if chart.y.empty() {
		return nil
	}
	alt := make([]string, len(group))
	for i, s := range group {
		alt[i] = rangeText(r.Variants[s.variant].Name, s.of)
	}
	return []Figure{{
		Name:    stem("series", fullName(first.Name, first.Labels)),
		Title:   chart.title,
		Caption: seriesCaption(chart, thin),
		Alt:     fmt.Sprintf(wordAlt, chart.title, strings.Join(alt, "; ")),
		width:   figureWidth,
		height:  chart.height(),
		draw:    chart.draw,
	}}
}

func seriesCaption(c seriesChart, thin int) string {
	limit := ""
	if len(c.limits) > 0 {
		limit = wordCaptionLimit
	}
	text := fmt.Sprintf(wordCaptionSeries, limit) + eventCaption(c.events)
	if thin > 1 {
		text += fmt.Sprintf(wordCaptionThin, thin)
	}
	return text
}

// rangeText says between which values a series moves.
func rangeText(name string, s Series) string {
	reach := newSpan()
	for _, p := range s.Points {
		reach.add(p.Mean)
	}
	if reach.empty() {
		return name + ": " + wordMissing
	}
	scale := scaleFor(s.Unit, reach.high).resolve(reach.high, reach.high-reach.low)
	return fmt.Sprintf(wordAltRange, name, scale.with(reach.low), scale.with(reach.high))
}

// gatesOf returns the gates whose limit is a value of the metric itself: not
// those on a probability or a change.
func gatesOf(r *Results, name string, labels map[string]string, unit string) []Gate {
	var list []Gate
	for _, g := range r.Gates {
		if g.Metric == name && sameLabels(g.Labels, labels) && g.Unit == unit && onValue(g) && finite(g.Limit) {
			list = append(list, g)
		}
	}
	return list
}

// onValue says whether a gate's expectation is about the metric's mean or
// median, so that its limit can be drawn on the metric's axis.
func onValue(g Gate) bool {
	head, _, called := strings.Cut(g.Expect, "(")
	switch strings.TrimSpace(head) {
	case "mean", "median":
		return true
	default:
		return !called || strings.ContainsAny(head, "{<>=")
	}
}

// thinned keeps at most maxPoints points: of every few days the lowest and the
// highest, so that no spike is lost and each point keeps its own interval.
func thinned(points []Point) (kept []Point, every int) {
	if len(points) <= maxPoints {
		return points, 1
	}
	every = (2*len(points) + maxPoints - 1) / maxPoints
	for bucket := range slices.Chunk(points, every) {
		low, high := 0, 0
		for i, p := range bucket {
			if p.Mean < bucket[low].Mean || math.IsNaN(bucket[low].Mean) {
				low = i
			}
			if p.Mean > bucket[high].Mean || math.IsNaN(bucket[high].Mean) {
				high = i
			}
		}
		kept = append(kept, bucket[min(low, high)])
		if low != high {
			kept = append(kept, bucket[max(low, high)])
		}
	}
	return kept, every
}

func curveOf(r *Results, variant int, points []Point) curve {
	c := curve{name: r.Variants[variant].Name, color: variantColors[variant]}
	for _, p := range points {
		c.x = append(c.x, float64(p.Day)+0.5) // a day's value stands at its noon
		c.y = append(c.y, p.Mean)
		c.low = append(c.low, p.Low)
		c.high = append(c.high, p.High)
	}
	return c
}

// shockWindows returns the windows to shade: of shocks that happened.
func shockWindows(r *Results) []window {
	var list []window
	for _, k := range allShocks(r) {
		if k.Fired == 0 || !finite(k.Start) || !finite(k.End) {
			continue
		}
		name := k.ID
		if !k.Fixed {
			name = fmt.Sprintf(wordShadeFirst, name)
		}
		list = append(list, window{low: k.Start, high: k.End, name: name})
	}
	return list
}

// dayEvents returns what is marked on an axis of days: shocks and changes of the
// policy.
func dayEvents(r *Results) []window {
	list := append(shockWindows(r), changeLines(r)...)
	sortWindows(list)
	return list
}

func sortWindows(list []window) {
	slices.SortStableFunc(list, func(a, b window) int { return cmp.Compare(a.low, b.low) })
}

// changeLines returns the dates at which the policy changes. A change that not
// all variants share has the name of the variant.
func changeLines(r *Results) []window {
	var list []window
	for _, v := range r.Variants {
		for _, c := range v.Changes {
			if !finite(c.Day) {
				continue
			}
			name := c.Text
			if !everywhere(r, c) {
				name = v.Name + ": " + name
			}
			if at := (window{c.Day, c.Day, name, true}); !slices.Contains(list, at) {
				list = append(list, at)
			}
		}
	}
	return list
}

// everywhere says whether every variant has the change.
func everywhere(r *Results, c Change) bool {
	return !slices.ContainsFunc(r.Variants, func(v Variant) bool { return !slices.Contains(v.Changes, c) })
}

// eventCaption says what the marks on an axis of days are.
func eventCaption(list []window) string {
	text := ""
	if slices.ContainsFunc(list, func(w window) bool { return !w.line }) {
		text += wordCaptionShade
	}
	if slices.ContainsFunc(list, func(w window) bool { return w.line }) {
		text += wordCaptionChanged
	}
	return text
}

// seriesChart is values over days.
type seriesChart struct {
	title    string
	unit     string
	calendar dates
	curves   []curve
	limits   []Gate
	events   []window // shocks and changes of the policy
	x, y     span
}

// fit sets the axes to hold what is shown.
func (s *seriesChart) fit(days float64) {
	s.x, s.y = span{0, math.Max(days, 1)}, newSpan()
	for _, c := range s.curves {
		s.x.add(c.x...)
		s.y.add(c.y...)
		s.y.add(c.low...)
		s.y.add(c.high...)
	}
	if s.y.empty() {
		return
	}
	for _, g := range s.limits {
		s.y.add(g.Limit)
	}
	s.y = axisSpan(s.unit, s.y)
}

// nextTo is how far an axis goes on which there is nothing but 0.
func nextTo(unit string) float64 {
	if unit == "share" || unit == unitPoints {
		return 0.01
	}
	return 1
}

// axisSpan pads a range of values; it starts at 0 where the values come near,
// and a share stays within 0 and 1.
func axisSpan(unit string, in span) span {
	if in.low == 0 && in.high == 0 {
		return span{0, nextTo(unit)}
	}
	out := in.padded(0.06)
	if in.low >= 0 && in.low < 0.4*in.high || in.low >= 0 && out.low < 0 {
		out.low = 0
	}
	if unit == "share" && in.high <= 1 {
		out.high = math.Min(out.high, 1)
	}
	return out
}

func (s *seriesChart) height() vg.Length { return 236 + windowRow*s.eventRows() }

// eventRows is how many rows of names the events get above the data.
func (s *seriesChart) eventRows() vg.Length { return rowsFor(s.events, s.x) }

func (s *seriesChart) draw(c draw.Canvas, t theme) {
	c = titled(c, t, s.title)
	p := t.plot()
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = s.x.low, s.x.high, s.y.low, s.y.high
	p.X.Tick.Marker = plot.ConstantTicks(dateTicks(s.calendar, s.x))
	p.Y.Tick.Marker = plot.ConstantTicks(valueTicks(s.unit, s.y, 5))
	p.X.Padding, p.Y.Padding = 0, 4
	p.Add(windows{list: s.events, style: t.label(quietColor), rows: int(s.eventRows())})
	for _, curve := range s.curves {
		addCurve(p, curve)
	}
	names := namesAtEnd(t, s.curves)
	for _, g := range s.limits {
		p.Add(rule{g.Limit})
		names.labels = append(names.labels, endLabel{g.Limit, limitText(g, s.unit), limitColor})
	}
	p.Add(names)
	p.Draw(draw.Crop(c, 0, -names.width()-4, 0, -windowRow*s.eventRows()-4))
}

// limitText is a gate's limit as a label: limit ≤ 10 min.
func limitText(g Gate, unit string) string {
	sign := g.Operator
	switch sign {
	case "<=":
		sign = "≤"
	case ">=":
		sign = "≥"
	}
	s := scaleFor(unit, g.Limit)
	for s.decimals < maxDecimals && math.Abs(roundTo(g.Limit*s.factor, s.decimals)-g.Limit*s.factor) > 1e-9 {
		s.decimals++
	}
	return fmt.Sprintf(wordLimitLine, sign, s.with(g.Limit))
}

func roundTo(x float64, decimals int) float64 {
	power := math.Pow(10, float64(decimals))
	return math.Round(x*power) / power
}

// namesAtEnd names the curves at their last point; a single curve needs no name.
func namesAtEnd(t theme, curves []curve) endLabels {
	e := endLabels{theme: t}
	if len(curves) < 2 {
		return e
	}
	for _, c := range curves {
		for i := len(c.y) - 1; i >= 0; i-- {
			if finite(c.y[i]) {
				e.labels = append(e.labels, endLabel{c.y[i], c.name, opaque(c.color)})
				break
			}
		}
	}
	return e
}

func opaque(c color.NRGBA) color.NRGBA { return color.NRGBA{c.R, c.G, c.B, 0xff} }
