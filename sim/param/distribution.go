package param

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"weir/sim"
	"weir/sim/dist"
)

// Dist declares a distribution of a KindDuration, KindMoney, KindRate,
// KindShare or KindNumber. It is written {lognormal: {median: 3h, p95: 9h}},
// or as one value, which is a constant; parameters in the unit of the draws are
// written with it. {empirical: values.csv} draws from the lines of a file, each
// written with its unit, or {empirical: {file: values.csv, unit: m}} if they
// are bare numbers. A Range bounds the mean and the least possible draw, for a
// share the greatest too.
func (s *Set) Dist(dst *Dist, of Kind, name, def, doc string) *Decl {
	d := s.add(KindDist, name, def, doc)
	d.Of = of
	if of != KindNumber {
		d.Low = zero(of, s.units)
	}
	if of == KindShare {
		d.High = "100%"
	}
	if of == KindMoney && strings.Contains(def, " ") && !strings.Contains(def, " "+s.units.Currency) {
		d.Default, d.Must = "", true
	}
	return compound(d, dst, func(v *Value, b *binder) (Dist, bool) {
		drawn := b.distribution(d, v)
		if drawn == nil || v.Pos != (Pos{}) && !b.bounded(d, v, drawn) {
			return Dist{}, false
		}
		return Dist{drawn, v.Flow()}, true
	})
}

// zero returns none of a kind, as written.
func zero(kind Kind, units Units) string { return Format(kind, 0, units) }

// quantity parses a scalar of a kind into base units.
func quantity(text string, kind Kind, units Units) (float64, *fault) {
	switch kind {
	case KindDuration:
		x, f := parseDuration(text)
		return float64(x), f
	case KindMoney:
		x, f := parseMoney(text, units)
		return float64(x), f
	case KindRate:
		return parseRate(text)
	case KindShare:
		return parseShare(text)
	case KindCount:
		x, f := parseCount(text)
		return float64(x), f
	default:
		return parseNumber(text)
	}
}

// distribution reads a distribution, nil after reporting what is wrong.
func (b *binder) distribution(d *Decl, v *Value) dist.Dist {
	if v.Kind == Scalar {
		x, f := quantity(v.Text, d.Of, d.units)
		if f != nil {
			b.fault(v, f, d)
			return nil
		}
		return dist.Point(x)
	}
	if !b.expect(v, Mapping, d) {
		return nil
	}
	if len(v.Entries) != 1 {
		b.report(d, Problem{Code: "W126", Pos: v.Pos, Args: []any{len(v.Entries)}, Help: "W111.help", HelpArg: []any{KindDist, KindDist.Example()}})
		return nil
	}
	e := v.Entries[0]
	if e.Key == "empirical" {
		return b.empirical(d, e)
	}
	family, known := dist.Lookup(e.Key)
	if !known {
		f := unknownWord(e.Key, families())
		f.code = "W127"
		b.fault(&Value{Pos: e.Pos}, f, d)
		return nil
	}
	if e.Key == "constant" && e.Value.Kind == Scalar { // constant: 1h
		return b.distribution(d, e.Value)
	}
	return b.member(d, family, e.Value)
}

// families lists what a user may name.
func families() []string {
	out := []string{"empirical"}
	for _, f := range dist.Families() {
		out = append(out, f.Name)
	}
	return out
}

// member reads a family's parameters.
func (b *binder) member(d *Decl, family dist.Family, v *Value) dist.Dist {
	if !b.expect(v, Mapping, &Decl{Kind: KindDist}) {
		d.broken = true
		return nil
	}
	params, fine := map[string]float64{}, true
	for _, e := range v.Entries {
		x, ok := b.parameter(d, family, e)
		params[e.Key], fine = x, fine && ok
	}
	if !fine {
		return nil
	}
	drawn, err := dist.New(family.Name, params)
	if err != nil {
		b.report(d, Problem{Code: "W128", Pos: v.Pos, Args: []any{readable(family, params, d.Of, d.units, err)}})
		return nil
	}
	return drawn
}

// parameter reads one parameter of a family, in the unit of the draws where it
// carries one.
func (b *binder) parameter(d *Decl, family dist.Family, e Entry) (float64, bool) {
	p, known := family.Param(e.Key)
	if !known {
		problem := Problem{Code: "W129", Pos: e.Pos, Args: []any{e.Key, family.Name, family.Want()}}
		if near := Nearest(e.Key, parameterNames(family)); near != "" {
			problem.Help, problem.HelpArg = "did-you-mean", []any{near}
		}
		b.report(d, problem)
		return 0, false
	}
	kind := KindNumber
	if p.HasUnit {
		kind = d.Of
	}
	if !b.expect(e.Value, Scalar, &Decl{Kind: kind}) {
		d.broken = true
		return 0, false
	}
	x, f := quantity(e.Value.Text, kind, d.units)
	if f == nil && p.Positive && x <= 0 {
		f = &fault{code: "W140", args: []any{e.Value.Text, zero(kind, d.units)}}
	}
	if f != nil {
		b.fault(e.Value, f, d)
	}
	return x, f == nil
}

func parameterNames(family dist.Family) []string {
	var out []string
	for _, form := range family.Forms {
		for _, p := range form.Params {
			if !slices.Contains(out, p.Name) {
				out = append(out, p.Name)
			}
		}
	}
	return out
}

// readable returns package dist's message with numbers of a size that a user
// would write: hours and whole units of money, not microseconds and fen.
func readable(family dist.Family, params map[string]float64, of Kind, units Units, err error) string {
	scale, unit := 1.0, ""
	switch of {
	case KindDuration:
		scale, unit = float64(sim.Hour), " (in hours)"
	case KindMoney:
		scale, unit = float64(units.Minor), " (in "+units.Currency+")"
	case KindRate:
		unit = " (per day)"
	}
	scaled := map[string]float64{}
	for name, x := range params {
		if p, _ := family.Param(name); p.HasUnit {
			x /= scale
		}
		scaled[name] = x
	}
	if _, again := dist.New(family.Name, scaled); again != nil {
		err = again
	}
	if !strings.Contains(err.Error(), " is ") {
		unit = ""
	}
	return err.Error() + unit
}

// bounded compares a distribution with the declared range.
func (b *binder) bounded(d *Decl, v *Value, drawn dist.Dist) bool {
	least, greatest := drawn.Support()
	mean := drawn.Mean()
	low, noLow := quantity(d.Low, d.Of, d.units)
	high, noHigh := quantity(d.High, d.Of, d.units)
	var bad float64
	switch {
	case d.Low != "" && noLow == nil && least < low:
		bad = least
	case d.High != "" && noHigh == nil && mean > high:
		bad = mean
	case d.Of == KindShare && d.High != "" && greatest > high:
		bad = greatest
	default:
		return true
	}
	text := fmt.Sprint(bad)
	if !math.IsInf(bad, 0) {
		text = Format(d.Of, bad, d.units)
	}
	b.fault(v, outside(text, d), d)
	return false
}

// empirical reads the values of a file, given as `file` or {file, unit}.
func (b *binder) empirical(d *Decl, e Entry) dist.Dist {
	file, unit := e.Value, ""
	if e.Value.Kind == Mapping {
		file = &Value{Pos: e.Value.Pos, Kind: Null}
		for _, part := range e.Value.Entries {
			switch part.Key {
			case "file":
				file = part.Value
			case "unit":
				unit = part.Value.Text
			default:
				b.report(d, Problem{Code: "W104", Pos: part.Pos, Args: []any{part.Key, quoted("empirical")}})
				return nil
			}
		}
	}
	if !b.expect(file, Scalar, &Decl{Kind: KindText}) {
		d.broken = true
		return nil
	}
	if d.units.Read == nil {
		b.report(d, Problem{Code: "W141", Pos: file.Pos, Args: []any{file.Text, "there are no files here"}})
		return nil
	}
	src, err := d.units.Read(file.Pos, file.Text)
	if err != nil {
		b.report(d, Problem{Code: "W141", Pos: file.Pos, Args: []any{file.Text, err.Error()}})
		return nil
	}
	return b.lines(d, file, string(src), unit)
}

// lines reads one quantity a line; # begins a comment.
func (b *binder) lines(d *Decl, file *Value, src, unit string) dist.Dist {
	var values []float64
	for i, line := range strings.Split(strings.TrimPrefix(src, "\ufeff"), "\n") {
		text, _, _ := strings.Cut(line, "#")
		text = strings.TrimSpace(text)
		if text == "" {
			continue
		}
		x, f := quantity(withUnit(text, unit), d.Of, d.units)
		if f != nil {
			b.report(d, Problem{Code: "W142", Pos: file.Pos, Args: []any{file.Text, i + 1, text, d.Of}, Help: "W111.help", HelpArg: []any{d.Of, d.Of.Example()}})
			return nil
		}
		values = append(values, x)
	}
	drawn, err := dist.Empirical(values)
	if err != nil {
		b.report(d, Problem{Code: "W128", Pos: file.Pos, Args: []any{err.Error()}})
		return nil
	}
	return drawn
}

// withUnit appends the unit of a file of bare numbers.
func withUnit(text, unit string) string {
	if _, rest, ok := scanNumber(text); !ok || rest != "" || unit == "" {
		return text
	}
	if currencyOf("1 "+unit) != "" {
		return text + " " + unit
	}
	return text + unit
}
