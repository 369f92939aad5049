package param

import (
	"cmp"
	"slices"
	"strings"
)

// Bind reads the destinations' values from what a user wrote and returns all
// that is wrong with it, in the order of the places: unknown fields, wrong
// types and units, values out of range, missing fields, failed checks. It
// names each mistake once: a misspelt field is not missing too, and a check
// over a value that is wrong already says nothing.
func (s *Set) Bind(v *Value) []Problem {
	b := &binder{}
	root := &Decl{Kind: KindGroup, Noun: s.Noun, inner: s}
	if v != nil && b.expect(v, Mapping, root) {
		b.group(root, v, v.Pos)
	}
	for _, p := range b.pending {
		p.check(&Check{set: p.set, binder: b, place: p.place})
	}
	SortProblems(b.problems)
	return b.problems
}

// SortProblems sorts by file, line, column and code.
func SortProblems(problems []Problem) {
	slices.SortStableFunc(problems, func(p, q Problem) int {
		return cmp.Or(cmp.Compare(p.Pos.File, q.Pos.File), cmp.Compare(p.Pos.Line, q.Pos.Line),
			cmp.Compare(p.Pos.Column, q.Pos.Column), cmp.Compare(p.Code, q.Code))
	})
}

// binder collects problems, and checks to run at the end.
type binder struct {
	problems []Problem
	pending  []pending
}

type pending struct {
	check func(*Check)
	set   *Set
	place Pos
}

// report notes a problem with a declaration's value.
func (b *binder) report(d *Decl, p Problem) {
	if d != nil {
		d.broken = true
	}
	b.problems = append(b.problems, p)
}

// fault reports what is wrong with a scalar, at its place.
func (b *binder) fault(v *Value, f *fault, d *Decl) {
	b.report(d, Problem{Code: f.code, Pos: v.Pos, Args: f.args, Help: f.help, HelpArg: f.helpArg})
}

// Shape is a kind of value in a tree, to be named in a message.
type Shape ValueKind

// Code names the shape's phrase in the catalogue of sentences.
func (s Shape) Code() string {
	return [...]string{"shape.scalar", "shape.mapping", "shape.list", "shape.nothing"}[s]
}

// expect reports a value that is not of the shape a declaration needs.
func (b *binder) expect(v *Value, kind ValueKind, d *Decl) bool {
	switch {
	case v.Kind == kind:
		return true
	case v.Refused:
		d.broken = true
	case v.Kind == Null:
		b.report(d, Problem{Code: "W107", Pos: v.Pos, Args: []any{d.wanted()}, Help: d.exampleHelp(), HelpArg: d.exampleArg()})
	default:
		b.report(d, Problem{Code: "W108", Pos: v.Pos, Args: []any{d.wanted(), Shape(v.Kind)}, Help: d.exampleHelp(), HelpArg: d.exampleArg()})
	}
	return false
}

// wanted returns what a declaration's value is called.
func (d *Decl) wanted() any {
	if d.Noun != "" && d.Kind == KindGroup {
		return Noun(d.Noun)
	}
	return d.Kind
}

func (d *Decl) exampleHelp() string {
	if d.Kind.Example() == "" {
		return ""
	}
	return "W111.help"
}

func (d *Decl) exampleArg() []any {
	if d.Kind.Example() == "" {
		return nil
	}
	return []any{d.Kind, d.Kind.Example()}
}

// Noun is the word for one of a group's sort; a message puts the article
// before it.
type Noun string

// Code names the noun's phrase in the catalogue of sentences.
func (n Noun) Code() string { return "noun." + string(n) }

// group binds the fields of a set from a mapping; place is where the group
// is, for what is missing.
func (b *binder) group(d *Decl, v *Value, place Pos) {
	s := d.inner
	meant := map[string]bool{} // fields that an unknown field most likely means
	chosen := &Value{Pos: v.Pos, Kind: Mapping}
	rest := s.field("*")
	for _, e := range v.Entries {
		switch field := s.field(e.Key); {
		case field != nil && field != rest:
			b.field(field, e)
		case e.Key == "clause" && s.clauses && d.Path != "":
			b.clause(d, e.Value)
		case rest != nil && (e.Value.Kind == Mapping || Nearest(e.Key, s.names()) == ""):
			chosen.Entries = append(chosen.Entries, e)
		default:
			b.unknown(d, e, meant)
		}
	}
	if rest != nil && len(chosen.Entries) > 0 {
		rest.Given, rest.Origin = true, chosen.Entries[0].Pos
		rest.bind(chosen, b)
	}
	for _, field := range s.decls {
		if !field.Given {
			field.broken = meant[field.Name] // written, it seems, under another name
			b.absent(field, d, place, meant)
		}
	}
	for _, check := range s.checks {
		b.pending = append(b.pending, pending{check, s, place})
	}
}

// field binds one field.
func (b *binder) field(d *Decl, e Entry) {
	d.Given, d.Origin, d.node = true, e.Value.Pos, e.Value
	if d.given != nil {
		*d.given = true
	}
	v := e.Value
	if d.clauses && !d.Kind.nests() && v.Kind == Mapping {
		if value := v.Find("value"); value != nil {
			v = b.wrapped(d, v, value)
		}
	}
	if d.Kind.nests() {
		d.Origin = e.Pos
	}
	d.node = v
	d.bind(v, b)
}

// wrapped reads {value: …, clause: …}, the long form of a value.
func (b *binder) wrapped(d *Decl, v, value *Value) *Value {
	for _, e := range v.Entries {
		switch e.Key {
		case "value":
		case "clause":
			b.clause(d, e.Value)
		default:
			b.report(d, Problem{Code: "W104", Pos: e.Pos, Args: []any{e.Key, quoted(d.Path)}})
		}
	}
	d.Origin = value.Pos
	return value
}

func (b *binder) clause(d *Decl, v *Value) {
	if b.expect(v, Scalar, &Decl{Kind: KindText}) {
		d.Clause = v.Text
	}
}

// nests says whether a kind has declarations below it.
func (k Kind) nests() bool {
	return k == KindGroup || k == KindMap || k == KindList || k == KindOneOf
}

// unknown reports a field that is not declared.
func (b *binder) unknown(d *Decl, e Entry, meant map[string]bool) {
	p := Problem{Code: "W104", Pos: e.Pos, Args: []any{e.Key, d.called()}}
	if near := Nearest(e.Key, d.inner.names()); near != "" {
		p.Help, p.HelpArg = "did-you-mean", []any{near}
		meant[near], d.inner.misspelt = true, true
	}
	d.inner.odd = true
	b.report(nil, p)
}

// called returns what to call a group in a message: its noun, or its path.
func (d *Decl) called() any {
	if d.Noun != "" {
		return Noun(d.Noun)
	}
	return quoted(d.Path)
}

// singular returns the noun for one element of a map or list.
func (d *Decl) singular() string {
	if stem, ok := strings.CutSuffix(d.Name, "ies"); ok && d.Noun == "" {
		return stem + "y"
	}
	if d.Noun == "" {
		return strings.TrimSuffix(d.Name, "s")
	}
	return d.Noun
}

func quoted(text string) string { return "`" + text + "`" }

// absent deals with a field that is not written: it keeps its default, is
// missing, or is a group whose own fields may be missing.
func (b *binder) absent(d *Decl, group *Decl, place Pos, meant map[string]bool) {
	switch {
	case d.Must:
		d.broken = true
		if !meant[d.Name] {
			b.report(d, Problem{Code: "W106", Pos: place, Args: []any{d.Name, group.called()}, Help: d.exampleHelp(), HelpArg: d.exampleArg()})
		}
	case d.Kind == KindGroup && d.given == nil:
		b.group(d, &Value{Kind: Mapping}, place)
	}
}

// field returns the declaration of a name, nil if there is none.
func (s *Set) field(name string) *Decl {
	for _, d := range s.decls {
		if d.Name == name {
			return d
		}
	}
	return nil
}

// names returns the names of the set's fields in the order declared.
func (s *Set) names() []string {
	var out []string
	for _, d := range s.decls {
		if !d.Rest {
			out = append(out, d.Name)
		}
	}
	return out
}

// Has says whether the set declares a field of the name.
func (s *Set) Has(name string) bool { return s.field(name) != nil }

// FieldNames returns the names of the set's own fields in the order declared.
func (s *Set) FieldNames() []string { return s.names() }

// Find returns the value of a mapping's key, nil if it has none.
func (v *Value) Find(key string) *Value {
	for _, e := range v.Entries {
		if e.Key == key {
			return e.Value
		}
	}
	return nil
}

// Check is given to a check over several fields.
type Check struct {
	set    *Set
	binder *binder
	place  Pos
	muted  bool
}

// At returns the place of a field's value, by its path from the set that
// registered the check: "daily_limit", "tiers.basic.daily_limit". A field that
// is not written has the place of its group, and so has "". One step below a list
// of names or a mix is a name in it: "segments.young.tiers.basic". Panics if no
// such field is declared.
func (c *Check) At(path string) Pos {
	if path == "" {
		c.muted = c.muted || c.set.flawed()
		return c.place
	}
	d := c.set.lookup(path)
	if d == nil {
		return c.atName(path)
	}
	c.muted = c.muted || d.flawed()
	if d.Given && d.Origin != (Pos{}) {
		return d.Origin
	}
	if i := strings.LastIndexByte(path, '.'); i >= 0 {
		return c.At(path[:i])
	}
	c.muted = c.muted || c.set.misspelt // the field may be there under another name
	return c.place
}

// Inside returns the place at which the text of a field begins: behind the quote
// where it is quoted. Places in the text itself are counted from there.
func (c *Check) Inside(path string) Pos {
	at := c.At(path)
	if d := c.set.lookup(path); at.Line > 0 && d.node != nil && d.node.Quoted {
		at.Column++
	}
	return at
}

// atName returns the place of a name in a list of names or a mix; that of the
// whole where the name is none that the user wrote.
func (c *Check) atName(path string) Pos {
	parent, name := split(path)
	d := c.set.lookup(parent)
	if d == nil || d.Kind != KindNames && d.Kind != KindMix {
		panic("param: Check.At: nothing is declared at " + path)
	}
	whole := c.At(parent)
	if place, ok := d.placeOf(name); ok {
		return place
	}
	return whole
}

// split cuts the last part off a path.
func split(path string) (parent, last string) {
	i := max(strings.LastIndexByte(path, '.'), 0)
	return path[:i], strings.TrimPrefix(path[i:], ".")
}

// placeOf returns where the user wrote a name in a list of names or a mix.
func (d *Decl) placeOf(name string) (place Pos, ok bool) {
	i := slices.IndexFunc(d.named, func(n named) bool { return n.name == name })
	if i < 0 {
		return Pos{}, false
	}
	return d.named[i].pos, true
}

// Place returns where the value at a path of a bound set is written, or the name
// at the path's end, or else the nearest group that is; false if nothing of it is.
func (s *Set) Place(path string) (place Pos, ok bool) {
	for path != "" {
		if d := s.lookup(path); d != nil && d.Origin != (Pos{}) {
			return d.Origin, true
		}
		parent, name := split(path)
		if d := s.lookup(parent); d != nil && d.Kind != KindMap {
			if place, ok := d.placeOf(name); ok {
				return place, true
			}
		}
		path = parent
	}
	return Pos{}, false
}

// Text returns the value in force of a field as a user would write it, for
// messages.
func (c *Check) Text(path string) string {
	if d := c.set.lookup(path); d != nil {
		return d.Value
	}
	panic("param: Check.Text: nothing is declared at " + path)
}

// Money returns an amount as a user would write it, for messages.
func (c *Check) Money(minor int64) string { return formatMoney(minor, c.set.units) }

// Share returns a share as a user would write it, without the noise of sums.
func (c *Check) Share(x float64) string { return formatShare(rounded(x)) }

// Report adds a problem, unless a value whose place was asked for since the
// last report, or something below it, is itself wrong: then that has been said,
// and it may be the cause.
func (c *Check) Report(p Problem) {
	if p.Pos == (Pos{}) {
		p.Pos = c.place
	}
	if !c.muted {
		c.binder.problems = append(c.binder.problems, p)
	}
	c.muted = false
}

// Wrong says whether something is wrong with the value or below it: it is not
// what its default says, but nobody knows what it was meant to be. A field that
// is written under a misspelt name is wrong too.
func (d *Decl) Wrong() bool { return d.flawed() }

// flawed says whether the value, or anything below it, is wrong.
func (d *Decl) flawed() bool {
	return d.broken || d.inner != nil && d.inner.flawed() || slices.ContainsFunc(d.items, (*Decl).flawed)
}

// flawed says whether anything in the set is wrong.
func (s *Set) flawed() bool { return s.odd || slices.ContainsFunc(s.decls, (*Decl).flawed) }

// lookup finds a bound declaration by its path below the set, through groups,
// keys of maps and ids of lists; nil if there is none.
func (s *Set) lookup(path string) *Decl {
	name, rest, deeper := strings.Cut(path, ".")
	d := s.field(name)
	if rest := s.field("*"); d == nil && rest != nil {
		d = rest.element(name)
	}
	for d != nil && deeper {
		if d.Kind == KindGroup {
			return d.inner.lookup(rest)
		}
		name, rest, deeper = strings.Cut(rest, ".")
		d = d.element(name)
	}
	return d
}

// element returns the element of a map or list with a key or id, nil if there
// is none.
func (d *Decl) element(id string) *Decl {
	if i := slices.IndexFunc(d.items, func(item *Decl) bool { return item.Name == id }); i >= 0 {
		return d.items[i]
	}
	return nil
}
