package param

import (
	"slices"
	"strings"
)

// Decls returns all declarations below the set, depth first in the order
// declared, with * for the keys that a user chooses.
func (s *Set) Decls() []*Decl { return flatten(s.decls, nil) }

func flatten(decls, out []*Decl) []*Decl {
	for _, d := range decls {
		out = append(out, d)
		out = flatten(d.Fields, out)
		out = flatten(d.Cases, out)
	}
	return out
}

// Bound returns the declarations with the values in force, depth first: those
// of Decls, with the keys and ids that the user chose in place of *.
func (s *Set) Bound() []*Decl { return bound(s.decls, nil) }

func bound(decls, out []*Decl) []*Decl {
	for _, d := range decls {
		out = append(out, d)
		switch {
		case d.inner != nil:
			out = bound(d.inner.decls, out)
		case d.Kind.nests():
			out = bound(d.items, out)
		}
	}
	return out
}

// Explain returns the declaration at a path, or nil and the nearest path that
// is declared. A path may have * or any key where the user chooses the key;
// if the set is bound and has the key, the declaration has its value.
func (s *Set) Explain(path string) (d *Decl, near string) {
	if d := s.lookup(path); d != nil {
		return d, ""
	}
	if d := find(s.decls, strings.Split(path, ".")); d != nil {
		return d, ""
	}
	var known, fitted []string
	for _, d := range s.Decls() {
		known = append(known, d.Path)
		fitted = append(fitted, fit(d.Path, path))
	}
	if near := Nearest(path, fitted); near != "" {
		return nil, known[slices.Index(fitted, near)]
	}
	last := path[strings.LastIndexByte(path, '.')+1:]
	for _, k := range known {
		if strings.HasSuffix(k, "."+last) {
			return nil, k
		}
	}
	return nil, ""
}

// fit puts the keys of a path in the places of the * of a declared one.
func fit(declared, path string) string {
	parts, keys := strings.Split(declared, "."), strings.Split(path, ".")
	for i := range min(len(parts), len(keys)) {
		if parts[i] == "*" {
			parts[i] = keys[i]
		}
	}
	return strings.Join(parts, ".")
}

// find follows a path through the declarations; any key fits a *.
func find(decls []*Decl, parts []string) *Decl {
	i := slices.IndexFunc(decls, func(d *Decl) bool { return d.Name == parts[0] })
	if i < 0 {
		i = slices.IndexFunc(decls, func(d *Decl) bool { return d.Rest })
	}
	if i < 0 {
		return nil
	}
	d, rest := decls[i], parts[1:]
	if (d.Kind == KindMap || d.Kind == KindList) && len(rest) > 0 && !d.Rest {
		rest = rest[1:]
	}
	switch {
	case len(rest) == 0:
		return d
	case d.Kind == KindOneOf:
		return find(d.Cases, rest)
	default:
		return find(d.Fields, rest)
	}
}

// Absent says whether the declaration is optional and not written: it, and what
// is below it, is not in force.
func (d *Decl) Absent() bool { return d.given != nil && !d.Given }

// Form returns what a user writes for the parameter, for documentation: the
// kind with its unit, and the words of a choice.
func (d *Decl) Form() string {
	switch {
	case d.text:
		return KindText.String() + " or " + d.Kind.String()
	case d.Kind == KindChoice:
		return strings.Join(d.Choices, ", ")
	case d.Kind == KindDist:
		return "distribution of " + d.Of.String()
	case d.Refers != "" && len(d.Choices) > 0:
		return d.Refers + " or " + strings.Join(d.Choices, ", ")
	case d.Refers != "" && d.Kind == KindName:
		return d.Refers
	case d.Refers != "":
		return d.Kind.String() + " of " + d.Refers
	default:
		return d.Kind.String()
	}
}

// RangeText returns the range for documentation: "1d to 20yr", "0s or more".
func (d *Decl) RangeText() string {
	switch {
	case d.Low == "" && d.High == "":
		return ""
	case d.High == "":
		return d.Low + " or more"
	case d.Low == "":
		return "up to " + d.High
	default:
		return d.Low + " to " + d.High
	}
}

// String returns the grade's letter: V, Vs, M, D, A.
func (g Grade) String() string { return [...]string{"", "V", "Vs", "M", "D", "A"}[g] }
