package report

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// TestPalettesShowThePicture: no pixel of a real figure is far from what was drawn,
// and nearly all are it; a picture of few colours is the same to the last.
func TestPalettesShowThePicture(t *testing.T) {
	f := Figures(small())[0]
	canvas := vgimg.NewWith(vgimg.UseWH(f.width, f.height), vgimg.UseDPI(144), vgimg.UseBackgroundColor(color.White))
	f.draw(draw.New(canvas), onRaster())
	drawn := canvas.Image().(*image.RGBA)
	few := image.NewRGBA(image.Rect(0, 0, 16, 16))
	many := image.NewRGBA(image.Rect(0, 0, 32, 32))
	for i := range 1024 {
		few.Set(i%16, i/16, color.RGBA{uint8(i), 7, 9, 255}) // rows from the 16th on are outside
		many.Set(i%32, i/32, color.RGBA{uint8(i % 32 * 8), uint8(i / 32 * 8), 0, 255})
	}
	for name, c := range map[string]struct {
		picture *image.RGBA
		most    int // by which a channel of any pixel may be off
		other   float64
	}{"a figure": {drawn, 15, 0.05}, "few colours": {few, 0, 0}, "many": {many, 15, 0.75}} {
		var out bytes.Buffer
		if err := encodePNG(&out, c.picture); err != nil {
			t.Fatal(err)
		}
		shown, err := png.Decode(&out)
		if err != nil || shown.Bounds() != c.picture.Bounds() {
			t.Fatalf("%s: no picture of its size (%v)", name, err)
		}
		farthest, other := farApart(c.picture, shown)
		if farthest > c.most || other > c.other {
			t.Errorf("%s: off by up to %d, %.4f of the pixels", name, farthest, other)
		}
	}
}

// farApart returns by how much a channel of two pictures differs at most, of 255, and
// the share of pixels that do.
func farApart(a *image.RGBA, b image.Image) (most int, share float64) {
	other := 0
	for y := range a.Rect.Dy() {
		for x := range a.Rect.Dx() {
			p, q := a.RGBAAt(x, y), color.RGBAModel.Convert(b.At(x, y)).(color.RGBA)
			if p != q {
				other++
			}
			for _, d := range []int{int(p.R) - int(q.R), int(p.G) - int(q.G), int(p.B) - int(q.B)} {
				most = max(most, d, -d)
			}
		}
	}
	return most, float64(other) / float64(a.Rect.Dx()*a.Rect.Dy())
}

// TestNarrowResultsHaveFewFigures: of a gate, a sweep and a backtest nothing is drawn
// by label but what their sections have; of the same run without them it is.
func TestNarrowResultsHaveFewFigures(t *testing.T) {
	byLabel := func(r *Results) (n int) {
		for _, f := range Figures(r) {
			if strings.HasPrefix(f.Name, "by-") || strings.HasPrefix(f.Name, "distribution-") || strings.HasSuffix(f.Name, "-by-label") {
				n++
			}
		}
		return n
	}
	plain := small()
	if byLabel(plain) == 0 {
		t.Fatal("no figures by label to leave out")
	}
	for name, narrow := range map[string]func(*Results){
		"gate":     func(r *Results) { r.Gate = &Verdicts{} },
		"sweep":    func(r *Results) { r.Sweep = &Sweep{} },
		"backtest": func(r *Results) { r.Backtest = &Backtest{} },
	} {
		r := *plain
		narrow(&r)
		if n := byLabel(&r); n > 0 || len(Figures(&r)) == 0 {
			t.Errorf("%s: %d figures by label of %d", name, n, len(Figures(&r)))
		}
	}
}
