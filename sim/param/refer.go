package param

import "slices"

// Sort is a sort of names with all there are: "system" with core, app, sms.
type Sort struct {
	Name  string
	Known []string
}

// Resolve checks the references of bound sets: every name that a user wrote
// for a parameter that refers to a sort must be one of that sort. The names
// of a sort are the keys and ids of maps, lists and mixes that define it, in any
// of the sets, with those given. A sort that neither defines is not checked.
func Resolve(given []Sort, sets ...*Set) []Problem {
	known := map[string][]string{}
	for _, sort := range given {
		known[sort.Name] = append(known[sort.Name], sort.Known...)
	}
	for _, s := range sets {
		for _, d := range s.Bound() {
			if d.Defines == "" {
				continue
			}
			if known[d.Defines] == nil {
				known[d.Defines] = []string{}
			}
			for _, name := range d.defined() {
				if !slices.Contains(known[d.Defines], name) {
					known[d.Defines] = append(known[d.Defines], name)
				}
			}
		}
	}
	var problems []Problem
	for _, s := range sets {
		for _, d := range s.Bound() {
			problems = append(problems, d.unresolved(known)...)
		}
	}
	SortProblems(problems)
	return problems
}

// defined returns the names that a map, list or mix defines.
func (d *Decl) defined() []string {
	var names []string
	for _, item := range d.items {
		names = append(names, item.Name)
	}
	if d.Kind == KindMix && d.node != nil {
		for _, e := range d.node.Entries {
			names = append(names, e.Key)
		}
	}
	return names
}

// unresolved reports the names of one declaration that are not known.
func (d *Decl) unresolved(known map[string][]string) []Problem {
	names, defined := known[d.Refers]
	if d.Refers == "" || !defined || len(names) == 0 {
		return nil // the file that defines them could not be read, which has been said
	}
	var problems []Problem
	for _, n := range d.named {
		if slices.Contains(names, n.name) || slices.Contains(d.Choices, n.name) {
			continue
		}
		all := append(slices.Clone(names), d.Choices...)
		p := Problem{Code: "W133", Pos: n.pos, Args: []any{n.name, all}}
		if near := Nearest(n.name, all); near != "" {
			p.Help, p.HelpArg = "did-you-mean", []any{near}
		}
		problems = append(problems, p)
	}
	return problems
}
