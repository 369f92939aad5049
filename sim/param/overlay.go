package param

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Clone returns a copy of the tree that shares nothing with it.
func (v *Value) Clone() *Value {
	if v == nil {
		return nil
	}
	out := *v
	out.Entries = slices.Clone(v.Entries)
	for i := range out.Entries {
		out.Entries[i].Value = out.Entries[i].Value.Clone()
	}
	out.Items = slices.Clone(v.Items)
	for i := range out.Items {
		out.Items[i] = out.Items[i].Clone()
	}
	return &out
}

// ParseText reads a value in YAML's one-line form as given on a command line:
// every place in it is the origin.
func ParseText(text string, origin Pos) (*Value, []Problem) { return parseText(text, origin) }

func parseText(text string, origin Pos) (*Value, []Problem) {
	if !strings.ContainsAny(text, "{[\"'") {
		text = strings.TrimSpace(text)
		if text == "" {
			return &Value{Pos: origin, Kind: Null}, nil
		}
		return &Value{Pos: origin, Text: text}, nil // `1000 CNY`, and `#` and `: ` need no care
	}
	v, problems := Parse(origin.File, []byte(text))
	for i := range problems {
		problems[i].Pos = origin
		for j := range problems[i].Related {
			problems[i].Related[j].Pos = origin
		}
	}
	if v != nil {
		v.move(origin)
	}
	return v, problems
}

// move sets every place of the tree.
func (v *Value) move(to Pos) {
	v.Pos = to
	for i := range v.Entries {
		v.Entries[i].Pos = to
		v.Entries[i].Value.move(to)
	}
	for _, item := range v.Items {
		item.move(to)
	}
}

// Overlay sets the value at a path of a tree: `dormancy.basic.after`,
// `tiers.basic.limits.daily.value`, `shocks.outage.lasts`. Mappings on the way
// are made where the path is declared; items of lists are found by id, those that
// have none by their number from 1, and are not made. The keys of a raw value are
// paths: what follows it is one key. Declared is the set that the tree will be bound to: a path that it
// does not know is a problem, with the nearest that it does. Place is where
// the user wrote the path. The tree is changed; Clone it first if it is shared.
func Overlay(tree *Value, declared *Set, path string, value *Value, place Pos) []Problem {
	parts := strings.Split(path, ".")
	at, level := tree, level{fields: declared.decls}
	for i, part := range parts {
		next, ok := level.step(part, at)
		if !ok {
			return []Problem{level.unknown(parts, i, at, place)}
		}
		if i == len(parts)-1 {
			level.put(at, part, value, place)
			return nil
		}
		if next.decl != nil && next.decl.Kind == KindRaw { // its keys are paths
			at.descend(part, place).put(strings.Join(parts[i+1:], "."), value, place)
			return nil
		}
		if next.decl != nil && !next.decl.Kind.nests() && !next.inside {
			return []Problem{{Code: "W125", Pos: place, Args: []any{path, strings.Join(parts[:i+1], ".")}}}
		}
		at, level = level.descend(at, part, place), next
		if at == nil || at.Kind == Scalar {
			return []Problem{{Code: "W125", Pos: place, Args: []any{path, strings.Join(parts[:i+1], ".")}}}
		}
	}
	return nil
}

// level is where a path stands among the declarations.
type level struct {
	fields []*Decl // what may follow: fields of a group
	decl   *Decl   // the map or list whose key or id follows; nil within a group
	inside bool    // inside a value written as a mapping: {value, clause}
}

// step follows one part of a path.
func (l level) step(part string, at *Value) (level, bool) {
	if l.decl == nil || l.decl.Kind == KindGroup {
		i := slices.IndexFunc(l.fields, func(d *Decl) bool { return d.Name == part })
		if i >= 0 && !l.fields[i].Rest {
			return enter(l.fields[i]), true
		}
		i = slices.IndexFunc(l.fields, func(d *Decl) bool { return d.Rest })
		if _, f := parseName(part); i < 0 || f != nil {
			return level{}, false
		}
		return level{fields: l.fields[i].Fields}, true
	}
	switch l.decl.Kind {
	case KindMap: // a new key is fine: it makes an element
		_, f := parseName(part)
		return level{fields: l.decl.Fields}, f == nil
	case KindList:
		return level{fields: l.decl.Fields}, l.number(part, at) >= 0
	case KindOneOf:
		item := at.item(part)
		if item == nil || len(item.Entries) != 1 {
			return level{}, false
		}
		for _, c := range l.decl.Cases {
			if c.Name == item.Entries[0].Key {
				return level{fields: c.Fields}, true
			}
		}
		return level{}, false
	case KindMix, KindDist:
		return level{decl: l.decl}, true
	}
	return level{}, false
}

// number returns which item of a list has an id, or the number from 1 where it has
// none, as List has it; -1 if none does.
func (l level) number(id string, at *Value) int { return slices.Index(l.ids(at), id) }

// ids returns the ids of a list's items.
func (l level) ids(at *Value) []string {
	key := "id"
	if !slices.ContainsFunc(l.decl.Fields, func(d *Decl) bool { return d.Name == "id" }) {
		key = "name"
	}
	var out []string
	for i, item := range at.Items {
		id, _ := identity(item, key)
		out = append(out, cmp.Or(id, strconv.Itoa(i+1)))
	}
	return out
}

// put sets what a part of a path names.
func (l level) put(at *Value, part string, value *Value, place Pos) {
	if l.decl != nil && l.decl.Kind == KindList {
		at.Items[l.number(part, at)] = value
		return
	}
	at.put(part, value, place)
}

// descend goes to what a part of a path names.
func (l level) descend(at *Value, part string, place Pos) *Value {
	if l.decl != nil && l.decl.Kind == KindList {
		return at.Items[l.number(part, at)]
	}
	return at.descend(part, place)
}

func enter(d *Decl) level {
	switch d.Kind {
	case KindGroup:
		return level{fields: d.Fields}
	case KindMix, KindDist, KindRaw: // the binder knows what may be inside
		return level{decl: d, inside: true}
	}
	return level{decl: d}
}

// unknown reports part i of a path, with the nearest that may stand there.
func (l level) unknown(parts []string, i int, at *Value, place Pos) Problem {
	var known []string
	switch {
	case l.decl == nil:
		known = (&Set{decls: l.fields}).names()
	case l.decl.Kind == KindList:
		known = l.ids(at)
	default:
		for _, item := range at.Items {
			known = append(known, item.id())
		}
	}
	p := Problem{Code: "W124", Pos: place, Args: []any{strings.Join(parts, "."), parts[i]}}
	_, err := strconv.Atoi(parts[i]) // a number is not another one misspelt
	if near := Nearest(parts[i], known); near != "" && err != nil {
		fixed := slices.Clone(parts)
		fixed[i] = near
		p.Help, p.HelpArg = "did-you-mean", []any{strings.Join(fixed, ".")}
	} else if len(known) > 0 && len(known) <= 12 {
		p.Help, p.HelpArg = "W124.help", []any{known}
	}
	return p
}

// id returns the id of an item: its `id`, its `name`, or its case's.
func (v *Value) id() string {
	for _, key := range []string{"id", "name"} {
		if id := v.Find(key); id != nil && id.Kind == Scalar {
			return id.Text
		}
	}
	if v.Kind == Scalar {
		return v.Text
	}
	if len(v.Entries) == 1 {
		if id := v.Entries[0].Value.Find("id"); id != nil && id.Kind == Scalar {
			return id.Text
		}
		return v.Entries[0].Key
	}
	return ""
}

// item returns the item of a list with an id, nil if there is none.
func (v *Value) item(id string) *Value {
	for i, item := range v.Items {
		if item.id() == id {
			if item.Kind == Scalar { // - outage, short for {outage: {}}
				v.Items[i] = &Value{Pos: item.Pos, Kind: Mapping, Entries: []Entry{
					{Key: item.Text, Pos: item.Pos, Value: &Value{Pos: item.Pos, Kind: Mapping}}}}
			}
			return v.Items[i]
		}
	}
	return nil
}

// child returns what is below a key of a mapping or an id of a list; for a
// single-key item, what is below its key.
func (v *Value) child(name string) *Value {
	if v.Kind != Listing {
		return v.Find(name)
	}
	item := v.item(name)
	if item != nil && len(item.Entries) == 1 && item.Find("id") == nil && item.Find("name") == nil {
		return item.Entries[0].Value
	}
	return item
}

// descend returns the child of a name, made where it is missing or nothing.
func (v *Value) descend(name string, place Pos) *Value {
	child := v.child(name)
	if child == nil {
		child = &Value{Pos: place, Kind: Mapping}
		v.put(name, child, place)
	}
	if child.Kind == Null {
		child.Kind = Mapping
	}
	return child
}

// put sets a key of a mapping, or replaces an item of a list.
func (v *Value) put(name string, value *Value, place Pos) {
	for i := range v.Entries {
		if v.Entries[i].Key == name {
			v.Entries[i].Value = value
			return
		}
	}
	for i, item := range v.Items {
		if item.id() == name {
			v.Items[i] = value
			return
		}
	}
	if v.Kind == Mapping {
		v.Entries = append(v.Entries, Entry{Key: name, Pos: place, Value: value})
	}
}
