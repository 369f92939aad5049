package report

import (
	"fmt"
	"image/color"
	"math"

	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// maxVariants is how many variants a figure can tell apart by colour.
const maxVariants = 6

// The colours by role. Those of the variants are the colour-blind safe set of
// Okabe and Ito (2008), blue and vermilion first.
var (
	inkColor   = color.NRGBA{0x33, 0x33, 0x33, 0xff}
	quietColor = color.NRGBA{0x6e, 0x6e, 0x6e, 0xff}
	axisColor  = color.NRGBA{0x9a, 0x9a, 0x9a, 0xff}
	gridColor  = color.NRGBA{0xe4, 0xe4, 0xe4, 0xff}
	shadeColor = color.NRGBA{0xee, 0xea, 0xe0, 0xff}
	limitColor = color.NRGBA{0x44, 0x44, 0x44, 0xff}

	variantColors = [maxVariants]color.NRGBA{
		{0x00, 0x72, 0xb2, 0xff}, // blue
		{0xd5, 0x5e, 0x00, 0xff}, // vermilion
		{0x00, 0x9e, 0x73, 0xff}, // bluish green
		{0xcc, 0x79, 0xa7, 0xff}, // reddish purple
		{0xe6, 0x9f, 0x00, 0xff}, // orange
		{0x56, 0xb4, 0xe9, 0xff}, // sky blue
	}
)

// roleOf names the colour of an SVG attribute for the style sheet of the page,
// which has a second set for dark screens. The canvas rounds colours down where
// they are translucent, so the nearest role is meant.
func roleOf(attribute string) string {
	var c color.NRGBA
	fmt.Sscanf(attribute, "#%02X%02X%02X", &c.R, &c.G, &c.B)
	nearest, best := "", math.Inf(1)
	try := func(name string, with color.NRGBA) {
		far := math.Abs(float64(c.R)-float64(with.R)) + math.Abs(float64(c.G)-float64(with.G)) + math.Abs(float64(c.B)-float64(with.B))
		if far < best {
			nearest, best = name, far
		}
	}
	try("ink", inkColor)
	try("quiet", quietColor)
	try("axis", axisColor)
	try("grid", gridColor)
	try("shade", shadeColor)
	try("limit", limitColor)
	for i, with := range variantColors {
		try(fmt.Sprintf("v%d", i), with)
	}
	return nearest
}

// faded is a colour for a band behind a line.
func faded(c color.NRGBA) color.NRGBA { return color.NRGBA{c.R, c.G, c.B, 0x30} }

// theme is the one look of all figures.
type theme struct {
	handler text.Handler
}

// onScreen leaves missing glyphs to the viewer's fonts.
func onScreen() theme { return theme{plot.DefaultTextHandler} }

// onRaster shows a box for each glyph that the font lacks, since a raster image
// would otherwise leave it out without a word.
func onRaster() theme { return theme{boxes{plot.DefaultTextHandler}} }

// boxes is a text handler that replaces missing glyphs by □.
type boxes struct{ text.Handler }

// Box implements text.Handler.
func (b boxes) Box(s string, f font.Font) (width, height, depth vg.Length) {
	return b.Handler.Box(b.shown(s, f), f)
}

// Draw implements text.Handler.
func (b boxes) Draw(c vg.Canvas, s string, style text.Style, at vg.Point) {
	b.Handler.Draw(c, b.shown(s, style.Font), style, at)
}

func (b boxes) shown(s string, f font.Font) string {
	face := b.Cache().Lookup(f, f.Size)
	var buffer sfnt.Buffer
	out := []rune(s)
	for i, r := range out {
		if lacks(face.Face, &buffer, r) {
			out[i] = '□'
		}
	}
	return string(out)
}

func lacks(f *opentype.Font, buffer *sfnt.Buffer, r rune) bool {
	glyph, err := f.GlyphIndex(buffer, r)
	return r >= ' ' && (err != nil || glyph == 0)
}

// sizes of text, in points.
const (
	titleSize = 11
	labelSize = 9.5
)

func (t theme) style(size vg.Length, c color.Color) text.Style {
	return text.Style{Color: c, Font: font.Font{Typeface: "Liberation", Variant: "Sans", Size: size},
		XAlign: draw.XLeft, YAlign: draw.YCenter, Handler: t.handler}
}

func (t theme) label(c color.Color) text.Style { return t.style(labelSize, c) }

func line(c color.Color, width vg.Length, dashes ...vg.Length) draw.LineStyle {
	return draw.LineStyle{Color: c, Width: width, Dashes: dashes}
}

// plot returns an empty plot with grey axes and a light horizontal grid.
func (t theme) plot() *plot.Plot {
	p := plot.New()
	p.BackgroundColor = nil
	p.TextHandler = t.handler
	p.X.LineStyle = line(axisColor, 0.75)
	p.X.Tick.LineStyle = line(axisColor, 0.75)
	p.X.Tick.Length = 3
	p.Y.LineStyle.Width = 0
	p.Y.Tick.LineStyle.Width = 0
	p.Y.Tick.Length = 0
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		axis.Padding = 4
		axis.Label.TextStyle = t.label(quietColor)
		align := axis.Tick.Label
		axis.Tick.Label = t.label(quietColor)
		axis.Tick.Label.XAlign, axis.Tick.Label.YAlign = align.XAlign, align.YAlign
	}
	grid := plotter.NewGrid()
	grid.Vertical.Color = nil
	grid.Horizontal = line(gridColor, 0.6)
	p.Add(grid)
	return p
}

// span is a range of numbers that grows to hold what it is shown.
type span struct{ low, high float64 }

func newSpan() span { return span{math.Inf(1), math.Inf(-1)} }

func (s *span) add(numbers ...float64) {
	for _, x := range numbers {
		if finite(x) {
			s.low, s.high = math.Min(s.low, x), math.Max(s.high, x)
		}
	}
}

func (s span) empty() bool { return s.low > s.high }

// padded widens the span by a share of its length; a span of one point or none
// becomes one that can be drawn.
func (s span) padded(share float64) span {
	if s.empty() {
		return span{0, 1}
	}
	pad := share * (s.high - s.low)
	if pad == 0 {
		pad = math.Max(math.Abs(s.high)*0.05, 1e-9)
	}
	return span{s.low - pad, s.high + pad}
}
