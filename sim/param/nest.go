package param

import (
	"slices"
	"strconv"
	"strings"
)

// Group declares a group of fixed keys. Its declarations are made at once.
func (s *Set) Group(name, doc string, declare func(*Set)) *Decl {
	d := s.add(KindGroup, name, "", doc)
	d.inner = s.child(name)
	declare(d.inner)
	d.Fields = d.inner.decls
	d.bind = func(v *Value, b *binder) {
		if b.expect(v, Mapping, d) {
			b.group(d, v, d.Origin)
		}
	}
	return d
}

// Map declares keys that the user chooses, each with the same fields below,
// read into *dst in the order written. Declare is called with the key and the
// element for each, and once with "*" and a throw-away element to learn the
// declarations.
func Map[T any](s *Set, name, doc string, dst *[]T, declare func(id string, t *T, s *Set)) *Decl {
	d := s.add(KindMap, name, "", doc)
	d.Fields = template(s, name, declare)
	d.bind = func(v *Value, b *binder) {
		if b.expect(v, Mapping, d) {
			bindMap(d, s.child(name), v.Entries, dst, declare, b)
		}
	}
	return d
}

// bindMap binds the elements of a map, whose keys stand in the set.
func bindMap[T any](d *Decl, s *Set, entries []Entry, dst *[]T, declare func(string, *T, *Set), b *binder) {
	entries = slices.DeleteFunc(slices.Clone(entries), func(e Entry) bool {
		_, f := parseName(e.Key)
		if f != nil {
			b.fault(&Value{Pos: e.Pos}, f, d)
		}
		return f != nil
	})
	out := make([]T, len(entries)) // of the final length: declarations point into it
	for i, e := range entries {
		if d.Refers != "" {
			d.named = append(d.named, named{e.Key, e.Pos})
		}
		item := d.item(s, e.Key, e.Pos)
		declare(e.Key, &out[i], item.inner)
		b.item(item, e.Value)
	}
	*dst = out
}

// Rest declares that all other keys of the set are chosen by the user, each
// with the same fields below, as in Map. Noun is what one of them is called,
// "a tier". A key that is much like a fixed one and has no fields below it is
// taken for that one misspelt.
func Rest[T any](s *Set, noun, doc string, dst *[]T, declare func(id string, t *T, s *Set)) *Decl {
	d := s.add(KindMap, "*", "", doc)
	d.Rest = true
	d.Noun = strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(noun), "a "), "an ")
	inner := s.child("*")
	var unused T
	declare("*", &unused, inner)
	d.Fields = inner.decls
	d.bind = func(v *Value, b *binder) { bindMap(d, s, v.Entries, dst, declare, b) }
	return d
}

// List declares a list of like items, each a mapping with an id: the key `id`,
// or `name` where declare declares that, or
// else its number from 1. Read into *dst in the order written;
// declare is called as by Map.
func List[T any](s *Set, name, doc string, dst *[]T, declare func(id string, t *T, s *Set)) *Decl {
	d := s.add(KindList, name, "", doc)
	key := "id"
	withKey := func(id string, t *T, s *Set) {
		declare(id, t, s)
		if s.field("name") != nil && s.field("id") == nil {
			key = "name"
		} else if s.field("id") == nil {
			def := id
			if _, f := parseName(id); f != nil { // the template's, or one that is reported where it is bound
				def = ""
			}
			s.Name(new(string), "id", def, "The name of the item in paths and messages.").From(Derived, "its number in the list")
		}
	}
	d.Fields = template(s, name, withKey)
	d.bind = func(v *Value, b *binder) {
		if !b.expect(v, Listing, d) {
			return
		}
		elements := b.identified(d, s.child(name), v, key)
		out := make([]T, len(elements)) // of the final length: declarations point into it
		for i, element := range elements {
			item := d.items[i]
			withKey(item.Name, &out[i], item.inner)
			b.item(item, element)
		}
		*dst = out
	}
	return d
}

// identified makes the items of a list and returns the elements they are for:
// all but those whose id an earlier one has.
func (b *binder) identified(d *Decl, s *Set, v *Value, key string) []*Value {
	var elements []*Value
	for i, element := range v.Items {
		id, place := identity(element, key)
		if id == "" {
			id = strconv.Itoa(i + 1)
		}
		if !b.unique(d, id, place) {
			continue
		}
		d.item(s, id, element.Pos).identified = place
		elements = append(elements, element)
	}
	return elements
}

// OneOf declares a list of single-key mappings, each one of several cases with
// its own fields: shocks. Every case has the field `id`, by default its name;
// New need not declare it.
func (s *Set) OneOf(dst *[]Chosen, name, doc string, cases []Case) *Decl {
	d := s.add(KindOneOf, name, "", doc)
	words := make([]string, len(cases))
	for i, c := range cases {
		words[i] = c.Name
		group := &Decl{Path: join(d.Path, c.Name), Name: c.Name, Kind: KindGroup, Doc: c.Doc, RuleIDs: c.Rules,
			Noun: c.Name, units: s.units, inner: s.child(name).child(c.Name)}
		c.declare(group.inner)
		group.Fields = group.inner.decls
		d.Cases = append(d.Cases, group)
	}
	d.bind = func(v *Value, b *binder) {
		if !b.expect(v, Listing, d) {
			return
		}
		out := make([]Chosen, 0, len(v.Items))
		for _, element := range v.Items {
			e, ok := b.single(d, element)
			if !ok {
				continue
			}
			i := indexOf(words, e.Key)
			if i < 0 {
				f := unknownWord(e.Key, words)
				f.code = "W119"
				b.fault(&Value{Pos: e.Pos}, f, d)
				continue
			}
			id, place := identity(e.Value, "id")
			if id == "" {
				id, place = e.Key, e.Pos
			}
			if !b.unique(d, id, place) {
				continue
			}
			item := d.item(s.child(name), id, e.Pos)
			item.Noun, item.identified, item.chosen = e.Key, place, e.Key
			out = append(out, Chosen{ID: id, Case: e.Key, Pos: e.Pos, Value: cases[i].declare(item.inner)})
			b.item(item, e.Value)
		}
		*dst = out
	}
	return d
}

// declare makes a case's declarations and adds `id`.
func (c Case) declare(s *Set) any {
	value := c.New(s)
	if s.field("id") == nil {
		s.Name(new(string), "id", c.Name, "The name of the item in paths and messages; needed when a kind repeats.").From(Derived, "the kind")
	}
	return value
}

// template makes the declarations of one element of a map or list.
func template[T any](s *Set, name string, declare func(string, *T, *Set)) []*Decl {
	var unused T
	inner := s.child(name).child("*")
	declare("*", &unused, inner)
	return inner.decls
}

// item returns the group of one element, a key of the set, to be declared and
// bound.
func (d *Decl) item(s *Set, id string, place Pos) *Decl {
	inner := s.child(id)
	inner.Noun = d.singular()
	item := &Decl{Path: inner.path, Name: id, Kind: KindGroup, Noun: inner.Noun, units: d.units, inner: inner,
		Origin: place, Given: true, clauses: d.clauses, identified: place}
	d.items = append(d.items, item)
	return item
}

// item binds one element of a map or list.
func (b *binder) item(item *Decl, v *Value) {
	item.Fields = item.inner.decls
	item.node = v
	if v.Kind == Null && !v.Refused && item.optionalThroughout() {
		v = &Value{Pos: v.Pos, Kind: Mapping}
	}
	if b.expect(v, Mapping, item) {
		b.group(item, v, item.Origin)
	}
}

// optionalThroughout says that no field must be written: then nothing after
// the colon means the defaults.
func (d *Decl) optionalThroughout() bool {
	for _, field := range d.Fields {
		if field.Must || field.Kind == KindGroup && field.given == nil && !field.optionalThroughout() {
			return false
		}
	}
	return true
}

// identity returns the id that an element writes under a key, "" if none.
func identity(v *Value, key string) (string, Pos) {
	if id := v.Find(key); id != nil && id.Kind == Scalar {
		return id.Text, id.Pos
	}
	return "", v.Pos
}

// unique reports an id that an earlier element has.
func (b *binder) unique(d *Decl, id string, place Pos) bool {
	for _, other := range d.items {
		if other.Name == id && id != "" {
			b.report(d, Problem{Code: "W120", Pos: place, Args: []any{id}, Help: "W120.help",
				Related: []Related{{Pos: other.identified, Code: "W120.first"}}})
			return false
		}
	}
	return true
}

// single returns the one entry of an element of a OneOf list.
func (b *binder) single(d *Decl, v *Value) (Entry, bool) {
	if v.Kind == Scalar { // a case's name alone: all its fields are defaults
		return Entry{Key: v.Text, Pos: v.Pos, Value: &Value{Pos: v.Pos, Kind: Mapping}}, true
	}
	if !b.expect(v, Mapping, d) {
		return Entry{}, false
	}
	if len(v.Entries) != 1 {
		b.report(d, Problem{Code: "W121", Pos: v.Pos, Args: []any{len(v.Entries)}})
		return Entry{}, false
	}
	return v.Entries[0], true
}

func indexOf(words []string, word string) int {
	for i, w := range words {
		if w == word {
			return i
		}
	}
	return -1
}
