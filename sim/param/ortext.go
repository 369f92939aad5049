package param

// OrText lets a group be written as one text in place of its fields, a number or a
// name, which is read into *dst: then the fields keep their defaults. It comes after
// Optional, since what is written either way is given.
func (d *Decl) OrText(dst *string) *Decl {
	if d.Kind != KindGroup || d.given == nil {
		panic("param: OrText: " + d.Path + " is not an optional group")
	}
	fields := d.bind
	d.text = true
	d.bind = func(v *Value, b *binder) {
		if v.Kind != Mapping {
			if b.expect(v, Scalar, &Decl{Kind: KindText}) {
				*dst, d.Value = v.Text, v.Text
			} else {
				d.broken = true
			}
			return
		}
		fields(v, b)
	}
	return d
}
