package report

import (
	"fmt"
	"slices"
	"strings"
)

// sweepLead says what was varied and how.
func sweepLead(s *Sweep) []string {
	list := []string{fmt.Sprintf(wordSweepLead, designText(s.Design), count(len(s.Points)), count(len(s.Metrics)))}
	for _, p := range s.Parameters {
		text := fmt.Sprintf(wordVaried, p.Path, strings.Join(p.Texts, ", "))
		if p.Base != "" {
			text += fmt.Sprintf(wordVariedBase, p.Base)
		}
		list = append(list, text)
	}
	return list
}

func designText(design string) string {
	switch design {
	case DesignGrid:
		return wordDesignGrid
	case DesignLatin:
		return wordDesignLatin
	case DesignOneAtATime:
		return wordDesignOneAtATime
	default:
		return design
	}
}

// The designs of a sweep.
const (
	DesignGrid       = "grid"
	DesignLatin      = "lhs" // Latin hypercube
	DesignOneAtATime = "oat"
)

// sweepSheets are the points by metric, the largest effects, and the front.
func sweepSheets(s *Sweep, width int) []sheet {
	sheets := pointSheets(s, width)
	sheets = append(sheets, tornadoSheets(s)...)
	return append(sheets, frontSheets(s)...)
}

// pointSheets is a table for each metric: a line for each point. Where the width
// is too small the settings share a column.
func pointSheets(s *Sweep, width int) []sheet {
	var sheets []sheet
	for i := range s.Metrics {
		t := pointSheet(s, i, true)
		if t.width() > width {
			t = pointSheet(s, i, false)
		}
		sheets = append(sheets, t)
	}
	return sheets
}

func pointSheet(s *Sweep, metric int, wide bool) sheet {
	m := s.Metrics[metric]
	t := sheet{title: fullName(m.Name, m.Labels)}
	if wide {
		for _, p := range s.Parameters {
			t.columns = append(t.columns, column{head: lastPart(p.Path), right: true})
		}
	} else {
		t.columns = append(t.columns, column{head: wordSetting, wrap: prose})
	}
	t.columns = append(t.columns, column{head: wordEstimate, right: true}, column{head: wordInterval},
		column{head: wordFromBase, right: true}, column{head: wordInterval})
	for _, p := range s.Points {
		c := p.cell(metric)
		e := human(m.Unit, c.Mean, c.Low, c.High, c.Interval, c.N)
		d := humanChange(m.Unit, c.Delta, c.DeltaLow, c.DeltaHigh, "")
		if p.Base {
			d = estimate{value: wordBase}
		}
		cells := []string{s.setting(p)}
		if wide {
			cells = nil
			for k := range s.Parameters {
				cells = append(cells, orMissing(p.text(k)))
			}
		}
		t.add(append(cells, e.value, e.interval, d.value, d.interval)...)
	}
	return t
}

// lastPart is what a path ends in, for the head of a column.
func lastPart(path string) string {
	parts := strings.Split(path, ".")
	return strings.Join(parts[max(0, len(parts)-2):], ".")
}

// tornadoSheets list how far each parameter moves each metric over its range.
func tornadoSheets(s *Sweep) []sheet {
	t := sheet{title: wordTornado, notes: []string{wordTornadoNote}, columns: []column{{head: wordParameter, wrap: names},
		{head: wordSetting, right: true}, {head: wordFromBase, right: true}, {head: wordInterval}}}
	last := -1
	for _, b := range s.bars() {
		if b.Metric != last {
			last = b.Metric
			t.head(fullName(s.Metrics[last].Name, s.Metrics[last].Labels))
		}
		p := s.Parameters[b.Parameter]
		for i, end := range b.ends(s) {
			name := p.Path
			if i > 0 {
				name = ""
			}
			t.add(name, end.setting, end.text.value, end.text.interval)
		}
	}
	if len(t.rows) == 0 {
		return nil
	}
	return []sheet{t}
}

// bars are the bars that name a metric and a parameter, by metric.
func (s *Sweep) bars() []TornadoBar {
	list := slices.DeleteFunc(slices.Clone(s.Tornado), func(b TornadoBar) bool {
		return b.Metric < 0 || b.Metric >= len(s.Metrics) || b.Parameter < 0 || b.Parameter >= len(s.Parameters)
	})
	slices.SortStableFunc(list, func(a, b TornadoBar) int { return a.Metric - b.Metric })
	return list
}

// barEnd is one end of a parameter's range with its change from the base.
type barEnd struct {
	setting string
	cell    SweepCell
	text    estimate
}

// ends are the ends of a bar that were observed: lowest and highest setting.
func (b TornadoBar) ends(s *Sweep) []barEnd {
	p, m := s.Parameters[b.Parameter], s.Metrics[b.Metric]
	var list []barEnd
	add := func(setting string, c SweepCell) {
		if c.Delta != nil && finite(*c.Delta) {
			list = append(list, barEnd{setting, c, humanChange(m.Unit, c.Delta, c.DeltaLow, c.DeltaHigh, "")})
		}
	}
	low, high := wordLowest, wordHighest
	if len(p.Texts) > 0 {
		low, high = p.Texts[0], p.Texts[len(p.Texts)-1]
	}
	add(low, b.Low)
	add(high, b.High)
	return list
}

// frontSheets list the points that no other beats in two metrics at once.
func frontSheets(s *Sweep) []sheet {
	points := s.frontPoints()
	if len(points) == 0 {
		return nil
	}
	x, y := s.Metrics[s.Front.X], s.Metrics[s.Front.Y]
	t := sheet{title: fmt.Sprintf(wordFront, fullName(x.Name, x.Labels), fullName(y.Name, y.Labels)), notes: []string{wordFrontNote},
		columns: []column{{head: wordSetting, wrap: prose}, {head: lastName(x.Name), right: true}, {head: wordInterval}, {head: lastName(y.Name), right: true}, {head: wordInterval}}}
	for _, i := range points {
		p := s.Points[i]
		a, b := p.cell(s.Front.X), p.cell(s.Front.Y)
		e, f := human(x.Unit, a.Mean, a.Low, a.High, a.Interval, a.N), human(y.Unit, b.Mean, b.Low, b.High, b.Interval, b.N)
		t.add(s.setting(p), e.value, e.interval, f.value, f.interval)
	}
	return []sheet{t}
}

// frontPoints are the points on the front that there are.
func (s *Sweep) frontPoints() []int {
	f := s.Front
	if f == nil || f.X < 0 || f.Y < 0 || f.X >= len(s.Metrics) || f.Y >= len(s.Metrics) {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(f.Points), func(i int) bool { return i < 0 || i >= len(s.Points) })
}

// setting names a point by its parameters: after=60d, cap=3%.
func (s *Sweep) setting(p SweepPoint) string {
	var parts []string
	for i := range s.Parameters {
		if text := p.text(i); text != "" {
			parts = append(parts, s.short(i)+"="+text)
		}
	}
	if len(parts) == 0 {
		return p.Name
	}
	return strings.Join(parts, ", ")
}

// short is the end of a parameter's path that no other parameter of the sweep ends
// in: the last part of it, or more.
func (s *Sweep) short(parameter int) string {
	parts := strings.Split(s.Parameters[parameter].Path, ".")
	for n := len(parts) - 1; n > 0; n-- {
		end := strings.Join(parts[n:], ".")
		alike := func(p SweepParameter) bool { return p.Path == end || strings.HasSuffix(p.Path, "."+end) }
		if i := slices.IndexFunc(s.Parameters, alike); i == parameter && !slices.ContainsFunc(s.Parameters[i+1:], alike) {
			return end
		}
	}
	return s.Parameters[parameter].Path
}

// lastName is what stands after the last dot.
func lastName(path string) string { return path[strings.LastIndex(path, ".")+1:] }
