package param

// Resolved returns the tree of all values in force, defaults too, as they
// would be written; each has the place it came from, and none if it is a
// default. Parameters that are absent are left out. Parsed and bound again it
// gives the same values.
func (s *Set) Resolved() *Value {
	v := &Value{Kind: Mapping}
	for _, d := range s.decls {
		child := d.resolved()
		if d.Rest && child != nil {
			v.Entries = append(v.Entries, child.Entries...)
		} else if child != nil {
			v.Entries = append(v.Entries, Entry{Key: d.Name, Pos: d.Origin, Value: child})
		}
	}
	return v
}

// resolved returns the value in force, nil where there is none.
func (d *Decl) resolved() *Value {
	switch d.Kind {
	case KindGroup:
		if d.given != nil && !d.Given {
			return nil
		}
		if d.Value != "" {
			return d.resolvedValue()
		}
		v := d.inner.Resolved()
		if len(v.Entries) == 0 && !d.Given {
			return nil
		}
		return d.withClause(v)
	case KindMap:
		return d.resolvedItems(Mapping, func(v *Value, item *Decl) {
			v.Entries = append(v.Entries, Entry{Key: item.Name, Pos: item.Origin, Value: item.resolved()})
		})
	case KindList:
		return d.resolvedItems(Listing, func(v *Value, item *Decl) { v.Items = append(v.Items, item.resolved()) })
	case KindOneOf:
		return d.resolvedItems(Listing, func(v *Value, item *Decl) {
			entry := Entry{Key: item.chosen, Pos: item.Origin, Value: item.resolved()}
			v.Items = append(v.Items, &Value{Pos: item.Origin, Kind: Mapping, Entries: []Entry{entry}})
		})
	default:
		return d.resolvedValue()
	}
}

func (d *Decl) resolvedItems(kind ValueKind, add func(*Value, *Decl)) *Value {
	if !d.Given {
		return nil
	}
	v := &Value{Pos: d.Origin, Kind: kind}
	for _, item := range d.items {
		add(v, item)
	}
	return v
}

// resolvedValue returns a leaf: as formatted, or as written where it is a
// list or mapping.
func (d *Decl) resolvedValue() *Value {
	var v *Value
	switch {
	case d.node != nil && d.node.Kind != Scalar:
		v = d.node.Clone()
	case d.Value != "" || d.Given:
		v = &Value{Kind: Scalar, Text: d.Value, Quoted: d.Kind == KindText}
	default:
		return nil
	}
	v.Pos = d.Origin
	if d.Clause != "" {
		v = &Value{Pos: d.Origin, Kind: Mapping, Entries: []Entry{
			{Key: "value", Pos: d.Origin, Value: v},
			{Key: "clause", Pos: d.Origin, Value: &Value{Kind: Scalar, Text: d.Clause, Quoted: true}},
		}}
	}
	return v
}

// withClause adds a group's clause.
func (d *Decl) withClause(v *Value) *Value {
	if d.Clause != "" {
		v.Entries = append(v.Entries, Entry{Key: "clause", Value: &Value{Kind: Scalar, Text: d.Clause, Quoted: true}})
	}
	return v
}
