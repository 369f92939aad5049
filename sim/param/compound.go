package param

import (
	"math"
)

// Names declares a list of names, written [core, app].
func (s *Set) Names(dst *[]string, name, def, doc string) *Decl {
	d := s.add(KindNames, name, def, doc)
	return compound(d, dst, func(v *Value, b *binder) ([]string, bool) {
		if !b.expect(v, Listing, d) {
			return nil, false
		}
		d.named = nil
		out := make([]string, 0, len(v.Items))
		for _, item := range v.Items {
			if !b.expect(item, Scalar, &Decl{Kind: KindName}) {
				return nil, false
			}
			if _, f := parseName(item.Text); f != nil {
				b.fault(item, f, d)
				return nil, false
			}
			if indexOf(out, item.Text) >= 0 {
				b.report(d, Problem{Code: "W122", Pos: item.Pos, Args: []any{item.Text}})
				return nil, false
			}
			out = append(out, item.Text)
			d.named = append(d.named, named{item.Text, item.Pos})
		}
		return out, true
	})
}

// Numbers declares a list of numbers, written [1, 2.5].
func (s *Set) Numbers(dst *[]float64, name, def, doc string) *Decl {
	d := s.add(KindNumbers, name, def, doc)
	return compound(d, dst, func(v *Value, b *binder) ([]float64, bool) {
		if !b.expect(v, Listing, d) {
			return nil, false
		}
		out := make([]float64, 0, len(v.Items))
		for _, item := range v.Items {
			if !b.expect(item, Scalar, &Decl{Kind: KindNumber}) {
				return nil, false
			}
			x, f := parseNumber(item.Text)
			if f == nil {
				f = numberOutside(d, item.Text, x)
			}
			if f != nil {
				b.fault(item, f, d)
				return nil, false
			}
			out = append(out, x)
		}
		return out, true
	})
}

// numberOutside compares one number of a list with the declared range.
func numberOutside(d *Decl, text string, x float64) *fault {
	low, noLow := parseNumber(d.Low)
	high, noHigh := parseNumber(d.High)
	if noLow == nil && x < low || noHigh == nil && x > high {
		return outside(text, d)
	}
	return nil
}

// Mix declares names with shares that sum to 100 %, written
// {app: 60%, web: 40%}; in the order written.
func (s *Set) Mix(dst *[]Weighted, name, def, doc string) *Decl {
	d := s.add(KindMix, name, def, doc)
	return compound(d, dst, func(v *Value, b *binder) ([]Weighted, bool) {
		if !b.expect(v, Mapping, d) {
			return nil, false
		}
		d.named = nil
		out, sum := make([]Weighted, 0, len(v.Entries)), 0.0
		for _, e := range v.Entries {
			share, ok := b.share(e, d)
			if !ok {
				return nil, false
			}
			out, sum = append(out, Weighted{e.Key, share}), sum+share
			d.named = append(d.named, named{e.Key, e.Pos})
		}
		if math.Abs(sum-1) > 1e-9 {
			b.report(d, Problem{Code: "W123", Pos: v.Pos, Args: []any{formatShare(rounded(sum))}})
			return nil, false
		}
		return out, true
	})
}

// share reads one entry of a mix.
func (b *binder) share(e Entry, d *Decl) (float64, bool) {
	if _, f := parseName(e.Key); f != nil {
		b.fault(&Value{Pos: e.Pos}, f, d)
		return 0, false
	}
	if !b.expect(e.Value, Scalar, &Decl{Kind: KindShare}) {
		d.broken = true
		return 0, false
	}
	x, f := parseShare(e.Value.Text)
	if f == nil && (x < 0 || x > 1) {
		f = &fault{code: "W115", args: []any{e.Value.Text, "0%", "100%"}}
	}
	if f != nil {
		b.fault(e.Value, f, d)
	}
	return x, f == nil
}

// rounded hides the noise of a sum.
func rounded(x float64) float64 { return math.Round(x*1e12) / 1e12 }

// Raw declares a value that its owner checks; *dst is nil where none is
// written.
func (s *Set) Raw(dst **Value, name, doc string) *Decl {
	d := s.add(KindRaw, name, "", doc)
	d.bind = func(v *Value, b *binder) { *dst, d.Value = v, v.Flow() }
	return d
}

// compound binds a parameter that is written as a list or mapping.
func compound[T any](d *Decl, dst *T, read func(*Value, *binder) (T, bool)) *Decl {
	d.dst = dst
	d.bind = func(v *Value, b *binder) {
		x, ok := read(v, b)
		if !ok {
			d.broken = true
			return
		}
		*dst, d.Value = x, v.Flow()
	}
	if d.Default != "" {
		d.node = flow(d.Path, d.Default)
		b := &binder{}
		d.bind(d.node, b)
		if len(b.problems) > 0 {
			panic("param: the default of " + d.Path + ", " + d.Default + ", does not parse: " + b.problems[0].Code)
		}
		d.named = nil // a default's names are checked by tests, not in users' files
	}
	return d
}

// flow parses a default; places are not kept, since nobody wrote it in a file.
func flow(path, text string) *Value {
	v, problems := parseText(text, Pos{})
	if len(problems) > 0 {
		panic("param: the default of " + path + ", " + text + ", is not YAML")
	}
	return v
}
