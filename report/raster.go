package report

import (
	"cmp"
	"image"
	"image/color"
	"image/png"
	"io"
	"maps"
	"slices"
)

// paletteSize is the most colours that a picture with a palette may have.
const paletteSize = 256

// encodePNG writes a drawing with a palette, which takes a fraction of the time and
// bytes that all colours do. Shades at the edges of letters and lines that are too
// many are shown by others that no eye tells from them.
func encodePNG(w io.Writer, drawing image.Image) error {
	if full, ok := drawing.(*image.RGBA); ok {
		drawing = paletted(full)
	}
	return png.Encode(w, drawing)
}

// paletted returns an opaque picture in few colours: its own where they are not too
// many, else its commonest, as far apart as makes them few enough.
func paletted(full *image.RGBA) *image.Paletted {
	counts := map[color.RGBA]int{}
	eachColor(full, func(c color.RGBA, from, until int) { counts[c] += until - from })
	order := slices.SortedFunc(maps.Keys(counts), func(a, b color.RGBA) int {
		return cmp.Or(counts[b]-counts[a], cmp.Compare(colorNumber(a), colorNumber(b)))
	})
	palette, place := order, map[color.RGBA]uint8{}
	for apart := 4; len(palette) > paletteSize; apart *= 2 {
		palette = thinnedColors(order, apart)
	}
	for _, c := range order {
		i, _ := nearestColor(palette, c)
		place[c] = uint8(i)
	}
	out := image.NewPaletted(full.Rect, nil)
	for _, c := range palette {
		out.Palette = append(out.Palette, c)
	}
	eachColor(full, func(c color.RGBA, from, until int) {
		of := place[c]
		for i := from; i < until; i++ {
			out.Pix[i] = of
		}
	})
	return out
}

// thinnedColors leaves colours out that are nearer than so much to one before them;
// it stops where there are too many.
func thinnedColors(order []color.RGBA, apart int) []color.RGBA {
	var list []color.RGBA
	for _, c := range order {
		if _, far := nearestColor(list, c); far >= apart && len(list) <= paletteSize {
			list = append(list, c)
		}
	}
	return list
}

// nearestColor returns the place of the first of the nearest colours and how far a
// channel of it is off at most, of 255; of no colours, farther.
func nearestColor(list []color.RGBA, of color.RGBA) (place, far int) {
	far = 256
	for i, c := range list {
		off := max(distance8(c.R, of.R), distance8(c.G, of.G), distance8(c.B, of.B))
		if off < far {
			place, far = i, off
		}
		if off == 0 {
			break
		}
	}
	return place, far
}

func distance8(a, b uint8) int { return int(max(a, b) - min(a, b)) }

// eachColor calls yield with each run of pixels of one colour, by their place in the
// picture, which must have no gaps between its rows.
func eachColor(full *image.RGBA, yield func(c color.RGBA, from, until int)) {
	at := func(i int) color.RGBA {
		p := full.Pix[4*i : 4*i+4 : 4*i+4]
		return color.RGBA{p[0], p[1], p[2], p[3]}
	}
	n := len(full.Pix) / 4
	for from := 0; from < n; {
		c, until := at(from), from+1
		for until < n && at(until) == c {
			until++
		}
		yield(c, from, until)
		from = until
	}
}

// colorNumber puts colours in an order.
func colorNumber(c color.RGBA) uint32 {
	return uint32(c.R)<<24 | uint32(c.G)<<16 | uint32(c.B)<<8 | uint32(c.A)
}
