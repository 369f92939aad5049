package report

import "fmt"

// strip is a gate's estimate and interval on a line, with the allowed side of
// its limit shaded; positions run from 0 to stripWidth.
type strip struct {
	AllowedAt, AllowedWidth string
	Limit, Estimate         string
	Low, Width              string // "" without interval
}

const stripWidth = 160

// stripOf places a gate's numbers; nil where there is no estimate.
func stripOf(g Gate) *strip {
	x, low, high := value(g.Estimate), value(g.Low), value(g.High)
	if !finite(x) || !finite(g.Limit) {
		return nil
	}
	reach := newSpan()
	reach.add(x, low, high, g.Limit)
	reach = reach.padded(0.15)
	at := func(x float64) float64 { return stripWidth * (x - reach.low) / (reach.high - reach.low) }
	text := func(x float64) string { return fmt.Sprintf("%.1f", x) }
	s := strip{Limit: text(at(g.Limit)), Estimate: text(at(x))}
	switch g.Operator {
	case "<", "<=":
		s.AllowedAt, s.AllowedWidth = "0", text(at(g.Limit))
	case ">", ">=":
		s.AllowedAt, s.AllowedWidth = text(at(g.Limit)), text(stripWidth-at(g.Limit))
	}
	if finite(low) && finite(high) {
		s.Low, s.Width = text(at(low)), text(max(1, at(high)-at(low)))
	}
	return &s
}

// position says where a gate's interval lies beside its limit. It is not a
// verdict: a verdict needs planned looks and error shares.
func position(g Gate) string {
	low, high := value(g.Low), value(g.High)
	if !finite(low) || !finite(high) {
		return wordUnknown
	}
	inside, outside := false, false
	switch g.Operator {
	case "<=":
		inside, outside = high <= g.Limit, low > g.Limit
	case "<":
		inside, outside = high < g.Limit, low >= g.Limit
	case ">=":
		inside, outside = low >= g.Limit, high < g.Limit
	case ">":
		inside, outside = low > g.Limit, high <= g.Limit
	case "==":
		inside, outside = low == g.Limit && high == g.Limit, low > g.Limit || high < g.Limit
	}
	switch {
	case inside:
		return wordInside
	case outside:
		return wordOutside
	default:
		return wordAcross
	}
}
