package dist

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// Family is a family of distributions as a user declares it.
type Family struct {
	Name  string
	Doc   string
	Forms []Form // the sets of parameters it accepts; any one of them
}

// Form is one set of parameters that fixes a member of the family.
type Form struct {
	Params []Param
	build  func(v []float64) (Dist, error) // v in the order of Params, each already checked on its own
}

// Param is a parameter of a form.
type Param struct {
	Name     string
	HasUnit  bool // in the unit of the variable; otherwise a plain number
	Positive bool // must be greater than 0; otherwise any finite number
}

// New returns the member of a family that the parameters fix. Parameters that
// carry a unit are in one and the same unit, that of the draws. The error names
// what would have been right.
func New(family string, params map[string]float64) (Dist, error) {
	f, ok := Lookup(family)
	if !ok {
		return nil, fmt.Errorf("unknown distribution %q; want %s", family, oneOf(familyNames()))
	}
	form, ok := f.form(params)
	if !ok {
		return nil, fmt.Errorf("%s: parameters %s do not fix it; want %s", family, given(params), f.Want())
	}
	v := make([]float64, len(form.Params))
	for i, p := range form.Params {
		v[i] = params[p.Name]
		if err := p.check(v[i]); err != nil {
			return nil, fmt.Errorf("%s: %w", family, err)
		}
	}
	d, err := form.build(v)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", family, err)
	}
	return d, nil
}

// Lookup returns the family of that name.
func Lookup(name string) (Family, bool) {
	all := Families()
	i := slices.IndexFunc(all, func(f Family) bool { return f.Name == name })
	if i < 0 {
		return Family{}, false
	}
	return all[i], true
}

// Param returns the parameter of that name in any of the family's forms: a name
// means the same in all of them.
func (f Family) Param(name string) (Param, bool) {
	for _, form := range f.Forms {
		for _, p := range form.Params {
			if p.Name == name {
				return p, true
			}
		}
	}
	return Param{}, false
}

// Want names the sets of parameters the family accepts: "{median, p95} or
// {mean, cv}".
func (f Family) Want() string {
	sets := make([]string, len(f.Forms))
	for i, form := range f.Forms {
		sets[i] = form.String()
	}
	return oneOf(sets)
}

// String lists the form's parameters in braces.
func (f Form) String() string {
	names := make([]string, len(f.Params))
	for i, p := range f.Params {
		names[i] = p.Name
	}
	return "{" + strings.Join(names, ", ") + "}"
}

// form finds the form that has exactly the given parameters.
func (f Family) form(params map[string]float64) (Form, bool) {
	for _, form := range f.Forms {
		missing := slices.ContainsFunc(form.Params, func(p Param) bool {
			_, ok := params[p.Name]
			return !ok
		})
		if !missing && len(form.Params) == len(params) {
			return form, true
		}
	}
	return Form{}, false
}

// check validates a parameter on its own.
func (p Param) check(v float64) error {
	switch {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return fmt.Errorf("%s is %v; want a finite number", p.Name, v)
	case p.Positive && v <= 0:
		return fmt.Errorf("%s is %v; want more than 0", p.Name, v)
	}
	return nil
}

// given lists the names of parameters, sorted: a map's order would make the
// message differ from run to run.
func given(params map[string]float64) string {
	return "{" + strings.Join(slices.Sorted(maps.Keys(params)), ", ") + "}"
}

func familyNames() []string {
	var names []string
	for _, f := range Families() {
		names = append(names, f.Name)
	}
	return names
}

// oneOf joins choices as "a, b or c".
func oneOf(choices []string) string {
	last := len(choices) - 1
	if last < 1 {
		return strings.Join(choices, "")
	}
	return strings.Join(choices[:last], ", ") + " or " + choices[last]
}
