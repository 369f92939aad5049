package scenarios

import (
	"slices"

	"weir/sim/param"
)

// Comparison is what differs between two files of a kind.
type Comparison struct {
	Old, New    Compared
	Differences []Difference // in the order of the declarations
}

// Compared is one of the files.
type Compared struct {
	Name  string // as it was asked for
	Kind  Kind
	Title string
}

// Difference is a value that is another in two files.
type Difference struct {
	Declared *param.Decl // of the newer file, of the older one where only that has it
	Path     string      // as --set takes it: policy.dormancy.basic.after
	Old, New Side
}

// Side is a value in one of two files.
type Side struct {
	Value  string // as a user would write it; "" where the file has no such value
	Origin string // file:line:column, or "default"; "" where the file has no such value
	Clause string // the user's own rule book, where noted
}

// Compare returns what differs from an older file to a newer one, by file or
// library name: of policies, institutions, populations and gates their own
// values, of scenarios also those of the files they name. Titles do not count.
// Files of different kinds have nothing in common: no differences are sought.
// If anything is wrong with one of the files there is only the report.
func Compare(older, newer string, o Options) (*Comparison, *Report) {
	before, wrong := read(older, o)
	after, alsoWrong := read(newer, o)
	report := Merge(wrong, alsoWrong)
	if report.Failed() {
		return nil, report
	}
	c := &Comparison{
		Old: Compared{older, before.kind, before.title()},
		New: Compared{newer, after.kind, after.title()},
	}
	if before.kind == after.kind {
		c.Differences = differences(before.values(), after.values())
	}
	return c, report
}

// readable is a file that is right, with all that it names.
type readable struct {
	kind  Kind
	parts []prefixedSet
}

// prefixedSet is a bound set with what paths into it begin with.
type prefixedSet struct {
	prefix string
	set    *param.Set
}

// read reads a file of any kind; nil where it is wrong.
func read(name string, o Options) (*readable, *Report) {
	bound, report := bind(name, o.Read)
	if report.Failed() {
		return nil, report
	}
	switch bound.kind {
	case KindScenario:
	case KindGates: // whose paths are those of a scenario that has them
		return &readable{bound.kind, []prefixedSet{{"", bound.set}}}, report
	default:
		return &readable{bound.kind, []prefixedSet{{string(bound.kind) + ".", bound.set}}}, report
	}
	loaded, report := Load(name, o)
	if loaded == nil {
		return nil, report
	}
	return &readable{KindScenario, loaded.Variants[0].parts.sets()}, report
}

// title returns what the file calls itself.
func (r *readable) title() string {
	if d, _ := r.parts[0].set.Explain("title"); d != nil {
		return d.Value
	}
	return ""
}

// located is a value with its whole path.
type located struct {
	path string
	decl *param.Decl
}

// values lists all that is bound, in order: maps and lists too, also where they
// are empty, so that what stands below them in another file finds its place.
func (r *readable) values() []located {
	var out []located
	for _, part := range r.parts {
		for _, d := range inForce(part.set) {
			if d.Name != "weir" && d.Path != "title" {
				out = append(out, located{part.prefix + d.Path, d})
			}
		}
	}
	return out
}

// differences pairs values by path. What only the older file has stands where it
// stood there, behind what comes before it.
func differences(older, newer []located) []Difference {
	order := slices.Clone(newer)
	at := map[string]int{} // in newer
	for i, l := range newer {
		at[l.path] = i
	}
	old := map[string]*param.Decl{}
	for i, l := range older {
		old[l.path] = l.decl
		if _, both := at[l.path]; both {
			continue
		}
		behind := 0
		if i > 0 {
			behind = 1 + slices.IndexFunc(order, func(x located) bool { return x.path == older[i-1].path })
		}
		order = slices.Insert(order, behind, l)
	}
	var out []Difference
	for _, l := range order {
		d := Difference{Declared: l.decl, Path: l.path, Old: side(old[l.path])}
		if i, there := at[l.path]; there {
			d.New = side(newer[i].decl)
		}
		if d.Old.Value != d.New.Value || d.Old.Clause != d.New.Clause {
			out = append(out, d)
		}
	}
	return out
}

// side returns what one file says of a value.
func side(d *param.Decl) Side {
	if d == nil || d.Value == "" && d.Clause == "" {
		return Side{}
	}
	return Side{d.Value, origin(d), d.Clause}
}

// origin says where a value came from.
func origin(d *param.Decl) string {
	if d.Given {
		return place(d.Origin)
	}
	return "default"
}
