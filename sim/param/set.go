package param

import (
	"cmp"
	"slices"
	"strings"

	"weir/sim"
)

// Set is a group of declarations: the root of a file, or a group within one.
// Declaring a parameter at once gives its destination the default, so a
// struct that has been declared and not bound holds the defaults. A Set is
// bound once.
type Set struct {
	Noun string // what the group is called in messages: "policy"; "" for its path

	units    Units
	clauses  bool
	path     string // of the group, "" at the root
	decls    []*Decl
	checks   []func(*Check)
	odd      bool // an unknown field was found
	misspelt bool // an unknown field is much like one that is declared
}

// New returns an empty root. Units say which currency amounts are written in.
func New(units Units) *Set { return &Set{units: units} }

// child returns the set of a group below.
func (s *Set) child(name string) *Set {
	return &Set{units: s.units, clauses: s.clauses, path: join(s.path, name)}
}

// Clauses lets users note their own rule book's reference with any value,
// `{value: 90d, clause: "4.2"}`, and with any group by a key `clause`. It comes
// before the declarations.
func (s *Set) Clauses() { s.clauses = true }

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// Units returns the units of the set.
func (s *Set) Units() Units { return s.units }

// Count declares a whole number ≥ 0, written 100000 or 100_000.
func (s *Set) Count(dst *int64, name, def, doc string) *Decl {
	d := s.add(KindCount, name, def, doc).Range("0", "")
	return scalar(d, dst, parseCount, formatCount)
}

// Number declares a number without a unit.
func (s *Set) Number(dst *float64, name, def, doc string) *Decl {
	return scalar(s.add(KindNumber, name, def, doc), dst, parseNumber, formatNumber)
}

// Share declares a part of a whole, written 3%, held as .03, from 0 % to
// 100 % unless a Range says otherwise.
func (s *Set) Share(dst *float64, name, def, doc string) *Decl {
	d := s.add(KindShare, name, def, doc).Range("0%", "100%")
	return scalar(d, dst, parseShare, formatShare)
}

// Rate declares events per time ≥ 0, written 12/yr, held per day.
func (s *Set) Rate(dst *float64, name, def, doc string) *Decl {
	d := s.add(KindRate, name, def, doc).Range("0/d", "")
	return scalar(d, dst, parseRate, formatRate)
}

// Duration declares a length of time ≥ 0, written 90d or 1h30m. A month is a
// twelfth of 365 days.
func (s *Set) Duration(dst *sim.Duration, name, def, doc string) *Decl {
	d := s.add(KindDuration, name, def, doc).Range("0s", "")
	return scalar(d, dst, parseDuration, formatDuration)
}

// Money declares an amount ≥ 0 in minor units, written 30000 CNY. A default in
// another currency than the set's is no default, unless it is zero: the user
// must write the amount.
func (s *Set) Money(dst *int64, name, def, doc string) *Decl {
	if s.units.Currency == "" {
		panic("param: Money: the set " + s.path + " has no currency")
	}
	d := s.add(KindMoney, name, def, doc).Range("0 "+s.units.Currency, "")
	d.loseForeignDefault()
	parse := func(text string) (int64, *fault) { return parseMoney(text, s.units) }
	return scalar(d, dst, parse, func(x int64) string { return formatMoney(x, s.units) })
}

// Date declares a date, with or without a time of day, written 2026-01-01 or
// 2026-03-10T09:30.
func (s *Set) Date(dst *Date, name, def, doc string) *Decl {
	return plain(s.add(KindDate, name, def, doc), dst, parseDate, formatDate)
}

// Text declares any text.
func (s *Set) Text(dst *string, name, def, doc string) *Decl {
	parse := func(text string) (string, *fault) { return text, nil }
	d := s.add(KindText, name, def, doc)
	bindText(d, dst, parse, func(x string) string { return x })
	*dst = def
	d.Value = def
	return d
}

// Name declares an identifier, or a reference to one: letters, digits, _,
// - and, not first, +.
func (s *Set) Name(dst *string, name, def, doc string) *Decl {
	return plain(s.add(KindName, name, def, doc), dst, parseName, func(x string) string { return x })
}

// Choice declares one of a fixed set of words.
func (s *Set) Choice(dst *string, name, def string, choices []string, doc string) *Decl {
	d := s.add(KindChoice, name, def, doc)
	d.Choices = choices
	parse := func(text string) (string, *fault) {
		if !slices.Contains(choices, text) {
			return "", unknownWord(text, choices)
		}
		return text, nil
	}
	return plain(d, dst, parse, func(x string) string { return x })
}

// Flag declares true or false.
func (s *Set) Flag(dst *bool, name, def, doc string) *Decl {
	return plain(s.add(KindFlag, name, def, doc), dst, parseFlag, formatFlag)
}

// Deadline declares a length of time, 48h, or a number of working days, 7wd.
func (s *Set) Deadline(dst *Deadline, name, def, doc string) *Decl {
	return plain(s.add(KindDeadline, name, def, doc), dst, parseDeadline, formatDeadline)
}

// Check registers a check over several fields of the set. It runs after
// everything is bound.
func (s *Set) Check(check func(*Check)) { s.checks = append(s.checks, check) }

// add appends a declaration.
func (s *Set) add(kind Kind, name, def, doc string) *Decl {
	for _, other := range s.decls {
		if other.Name == name {
			panic("param: " + join(s.path, name) + " is declared twice")
		}
	}
	d := &Decl{Path: join(s.path, name), Name: name, Kind: kind, Default: def, Doc: doc, Grade: Assumption,
		units: s.units, clauses: s.clauses}
	s.decls = append(s.decls, d)
	return d
}

// scalar binds a parameter that has a range.
func scalar[T cmp.Ordered](d *Decl, dst *T, parse func(string) (T, *fault), format func(T) string) *Decl {
	within := func(text string) (T, *fault) {
		x, f := parse(text)
		if f != nil {
			return x, f
		}
		if low, f := parse(d.Low); d.Low != "" && f == nil && x < low {
			return x, outside(text, d)
		}
		if high, f := parse(d.High); d.High != "" && f == nil && x > high {
			return x, outside(text, d)
		}
		return x, nil
	}
	d.check = func(text string) *fault { _, f := parse(text); return f }
	bindText(d, dst, within, format)
	setDefault(d, dst, parse, format)
	return d
}

// plain binds a parameter without a range.
func plain[T any](d *Decl, dst *T, parse func(string) (T, *fault), format func(T) string) *Decl {
	bindText(d, dst, parse, format)
	setDefault(d, dst, parse, format)
	return d
}

// bindText lets a parameter be read from a scalar of the tree.
func bindText[T any](d *Decl, dst *T, parse func(string) (T, *fault), format func(T) string) {
	d.dst = dst
	d.bind = func(v *Value, b *binder) {
		if !b.expect(v, Scalar, d) {
			return
		}
		x, f := parse(v.Text)
		if f != nil {
			b.fault(v, f, d)
			return
		}
		*dst, d.Value = x, format(x)
		if d.Kind == KindName {
			d.named = []named{{v.Text, v.Pos}}
		}
	}
}

// setDefault gives the destination the default. The range is not looked at:
// it comes later in the chain, and Lint compares the two.
func setDefault[T any](d *Decl, dst *T, parse func(string) (T, *fault), format func(T) string) {
	if d.Default == "" {
		return
	}
	x, f := parse(d.Default)
	if f != nil {
		panic("param: the default of " + d.Path + ", " + d.Default + ", does not parse: " + f.code)
	}
	*dst, d.Value = x, format(x)
}

// loseForeignDefault makes an amount required whose default is in another
// currency. Nothing is nothing in all of them.
func (d *Decl) loseForeignDefault() {
	number, _, ok := scanNumber(d.Default)
	switch {
	case !ok || currencyOf(d.Default) == d.units.Currency:
	case strings.Trim(number, "0.") == "":
		d.Default = number + " " + d.units.Currency
	default:
		d.Default, d.Must = "", true
	}
}
