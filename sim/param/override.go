package param

import "reflect"

// Override is what one of several says otherwise than the rest: a T of which
// only some fields are written. T is a struct, and declares its fields for both:
//
//	func (h *Habits) declare(s *Set, o *Override[Habits]) { // o is nil for those of the rest
//		o.Field(s.Share(&h.Asked, "asked", o.Default("40%"), "Part of …"))
type Override[T any] struct {
	Own   T      // what is not written is zero
	given []bool // by field of T: whether it is written
}

// Default returns the default of a field: none where it may be absent.
func (o *Override[T]) Default(text string) string {
	if o != nil {
		return ""
	}
	return text
}

// Field lets a field of Own be absent. It panics if the declaration is not for
// one of its exported fields.
func (o *Override[T]) Field(d *Decl) {
	if o == nil {
		return
	}
	own := reflect.ValueOf(&o.Own).Elem()
	if o.given == nil {
		o.given = make([]bool, own.NumField()) // of the final length: declarations point into it
	}
	for i := range own.NumField() {
		if own.Type().Field(i).IsExported() && own.Field(i).Addr().Interface() == d.dst {
			d.Optional(&o.given[i]).Assumed("as where nothing else is said")
			return
		}
	}
	panic("param: " + d.Path + " is no field of what overrides")
}

// Over returns base with the fields that are written in the place of its own.
func (o *Override[T]) Over(base T) T {
	own, all := reflect.ValueOf(&o.Own).Elem(), reflect.ValueOf(&base).Elem()
	for i, given := range o.given {
		if given {
			all.Field(i).Set(own.Field(i))
		}
	}
	return base
}
