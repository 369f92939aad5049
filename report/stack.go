package report

import (
	"fmt"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// stackChart is rows of parts of a whole, each part with its name under it.
type stackChart struct {
	title string
	rows  []stackRow
}

type stackRow struct {
	name  string
	parts []shareOf
}

const stackHeight = 54 // of a row: name, bar, names of the parts

func (s *stackChart) figure(name, caption string) []Figure {
	if len(s.rows) == 0 {
		return nil
	}
	var alt []string
	for _, row := range s.rows {
		var parts []string
		for _, part := range row.parts {
			parts = append(parts, part.name)
		}
		alt = append(alt, row.name+": "+strings.Join(parts, ", "))
	}
	return []Figure{{Name: name, Title: s.title, Caption: caption, Alt: fmt.Sprintf(wordAlt, s.title, strings.Join(alt, "; ")),
		width: figureWidth, height: 30 + stackHeight*vg.Length(len(s.rows)), draw: s.draw}}
}

func (s *stackChart) draw(c draw.Canvas, t theme) {
	c = titled(c, t, s.title)
	y := c.Max.Y
	for _, row := range s.rows {
		c.FillText(t.label(inkColor), vg.Point{X: c.Min.X, Y: y - 9}, row.name)
		row.draw(c, t, y-19)
		y -= stackHeight
	}
}

// draw puts the bar with its upper edge at y. Names stand under the beginning of
// their parts, further left where those to their right need the room.
func (row stackRow) draw(c draw.Canvas, t theme, y vg.Length) {
	const thick = 14
	whole := 0.0
	for _, part := range row.parts {
		whole += max(part.share, 0)
	}
	if !(whole > 0) {
		return
	}
	x := c.Min.X
	ends := make([]vg.Length, len(row.parts)) // the edges at which names end at the latest
	for i, free := len(row.parts)-1, c.Max.X; i >= 0; i-- {
		ends[i] = free
		free -= t.label(inkColor).Width(row.parts[i].name) + 10
	}
	free := c.Min.X
	for i, part := range row.parts {
		width := vg.Length(max(part.share, 0)/whole) * (c.Max.X - c.Min.X)
		box := vg.Rectangle{Min: vg.Point{X: x, Y: y - thick}, Max: vg.Point{X: max(x+0.5, x+width-1), Y: y}}
		c.SetColor(variantColors[part.color%maxVariants])
		c.Fill(box.Path())
		style := t.label(variantColors[part.color%maxVariants])
		at := max(free, min(x, ends[i]-style.Width(part.name)))
		c.FillText(style, vg.Point{X: at, Y: y - thick - 8}, part.name)
		free = at + style.Width(part.name) + 10
		x += width
	}
}
