package param

import (
	"math"
	"strings"

	"weir/sim"
	"weir/sim/dist"
)

// Quantity reads a number of a kind as a user writes it: the counterpart of Format.
// False where the text is no such number.
func Quantity(kind Kind, text string, units Units) (float64, bool) {
	x, f := quantity(text, kind, units)
	return x, f == nil
}

// IsName says whether a text can be the name of something: letters, digits, _, -
// and, not first, +.
func IsName(text string) bool {
	_, f := parseName(text)
	return f == nil
}

// Numeric says whether a kind's values are numbers in one unit, which can be
// spaced evenly: not dates and deadlines, which have two.
func (k Kind) Numeric() bool {
	return k == KindCount || k == KindNumber || k == KindShare || k == KindRate || k == KindDuration || k == KindMoney
}

// Round returns the number nearest to x that is short to write, no further from it
// than the tolerance: 97d12h, not 97d11h42m51s. A count is whole, an amount of
// money in whole minor units, whatever the tolerance.
func Round(kind Kind, x, tolerance float64) float64 {
	switch kind {
	case KindDuration:
		return nearest(x, float64(readableLength(sim.Duration(2*tolerance))))
	case KindRate: // rates are mostly thought of by the year
		year := float64(sim.Year) / float64(sim.Day)
		return Round(KindNumber, x*year, tolerance*year) / year
	case KindCount, KindMoney:
		return nearest(x, math.Max(1, decimalStep(2*tolerance)))
	}
	return nearest(x, decimalStep(2*tolerance))
}

// nearest returns the multiple of a step that is nearest to x.
func nearest(x, step float64) float64 {
	if step == 0 {
		return x
	}
	if step < 1 { // multiples of .001 are not as near as thousandths
		return math.Round(x/step) / math.Round(1/step)
	}
	return math.Round(x/step) * step
}

// decimalStep returns the largest power of ten that is no more than x, 0 for none.
func decimalStep(x float64) float64 {
	if x <= 0 {
		return 0
	}
	return math.Pow10(int(math.Floor(math.Log10(x))))
}

// readableLength returns the longest of the lengths that times are rounded to that
// is no more than d; the microsecond if none is.
func readableLength(d sim.Duration) sim.Duration {
	for _, step := range []sim.Duration{sim.Day, 6 * sim.Hour, sim.Hour, 15 * sim.Minute, 5 * sim.Minute, sim.Minute,
		15 * sim.Second, 5 * sim.Second, sim.Second, 100 * sim.Millisecond, 10 * sim.Millisecond, sim.Millisecond} {
		if step <= d {
			return step
		}
	}
	return sim.Microsecond
}

// Times returns the value in force times a factor, as a user would write it, no
// further than the ends of the range. A share is moved on the scale of its odds,
// so that it stays one: twice 60 % is 75 %. Of a distribution all that has its unit
// is moved, and its shape stays. Times 1 it is as written. False for what is no number, is zero, or is drawn
// from a file.
func (d *Decl) Times(factor float64) (text string, ok bool) {
	if d.Kind == KindDist {
		text, ok = d.distTimes(factor)
		if factor == 1 {
			text = d.Value
		}
		return text, ok
	}
	x, ok := Quantity(d.Kind, d.Value, d.units)
	if !ok || !d.Kind.Numeric() || x <= 0 || d.Kind == KindShare && x >= 1 {
		return "", false
	}
	if factor == 1 {
		return d.Value, true
	}
	return Format(d.Kind, d.within(scaled(d.Kind, x, factor)), d.units), true
}

// scaled multiplies a number, or the odds of a share, and rounds to a two hundredth.
func scaled(kind Kind, x, factor float64) float64 {
	if kind == KindShare {
		odds := x / (1 - x) * factor
		x = odds / (1 + odds)
		return Round(kind, x, math.Min(x, 1-x)/200)
	}
	return Round(kind, x*factor, x*factor/200)
}

// within moves a number into the declared range.
func (d *Decl) within(x float64) float64 {
	if low, ok := Quantity(d.Kind, d.Low, d.units); ok {
		x = math.Max(x, low)
	}
	if high, ok := Quantity(d.Kind, d.High, d.units); ok {
		x = math.Min(x, high)
	}
	return x
}

// distTimes scales a distribution. What is drawn as a share has bounds that scaling
// knows nothing of, and is left alone.
func (d *Decl) distTimes(factor float64) (text string, ok bool) {
	if d.Of == KindShare || d.Value == "" {
		return "", false
	}
	v, problems := parseText(d.Value, Pos{File: "value"})
	if v == nil || len(problems) > 0 {
		return "", false
	}
	if !scaleTree(v, d.Of, d.units, factor) {
		return "", false
	}
	return v.Flow(), true
}

// scaleTree scales all numbers of a distribution that have the unit of its draws.
func scaleTree(v *Value, of Kind, units Units, factor float64) bool {
	if v.Kind == Scalar {
		x, ok := Quantity(of, v.Text, units)
		if !ok || x <= 0 {
			return false
		}
		v.Text = Format(of, scaled(of, x, factor), units)
		return true
	}
	if v.Kind != Mapping || len(v.Entries) != 1 {
		return false
	}
	family, known := dist.Lookup(v.Entries[0].Key)
	inner := v.Entries[0].Value
	if known && inner.Kind == Scalar { // constant: 1h
		return scaleTree(inner, of, units, factor)
	}
	moved := false
	for _, e := range inner.Entries {
		p, there := family.Param(e.Key)
		if !known || !there || e.Value.Kind != Scalar {
			return false
		}
		if p.HasUnit {
			x, ok := Quantity(of, e.Value.Text, units)
			if !ok {
				return false
			}
			e.Value.Text = Format(of, scaled(of, x, factor), units)
			moved = moved || x != 0
		}
	}
	return moved
}

// Inside returns the kind of a part of a value that is written as a mapping,
// lognormal.median of a distribution, app of a mix; 0 where it is no number.
func (d *Decl) Inside(path string) Kind {
	switch d.Kind {
	case KindMix:
		return KindShare
	case KindDist:
		name, key, _ := strings.Cut(path, ".")
		family, known := dist.Lookup(name)
		p, there := family.Param(key)
		switch {
		case known && key == "":
			return d.Of // constant: 1h
		case known && there && p.HasUnit:
			return d.Of
		case known && there:
			return KindNumber
		}
	}
	return 0
}

// InForce returns the bound declaration at a path, nil where nothing is bound there.
func (s *Set) InForce(path string) *Decl { return s.lookup(path) }
