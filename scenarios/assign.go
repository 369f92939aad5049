package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"weir/sim/param"
)

// Assignment is path=value as given by a flag or the environment; Origin is
// what to call it in messages: "--set", "--seed", "WEIR_SEED".
type Assignment struct {
	Path, Value, Origin string
}

// ParseAssignment splits path=value.
func ParseAssignment(text, origin string) (Assignment, []param.Problem) {
	path, value, ok := strings.Cut(text, "=")
	if !ok || strings.TrimSpace(path) == "" {
		return Assignment{}, []param.Problem{{Code: "W159", Pos: param.Pos{File: origin}, Args: []any{text}}}
	}
	return Assignment{strings.TrimSpace(path), value, origin}, nil
}

// change is one override: a value for a path, with the place of both.
type change struct {
	path  string
	value *param.Value
	place param.Pos
}

// changesOf reads a `set:` block.
func changesOf(block *param.Value) ([]change, []param.Problem) {
	if block == nil {
		return nil, nil
	}
	if block.Kind != param.Mapping {
		return nil, []param.Problem{{Code: "W108", Pos: block.Pos, Args: []any{param.KindGroup, param.Shape(block.Kind)}}}
	}
	var out []change
	for _, e := range block.Entries {
		out = append(out, change{e.Key, e.Value, e.Pos})
	}
	return out, nil
}

// changesFrom reads assignments of flags or the environment.
func changesFrom(assignments []Assignment) ([]change, []param.Problem) {
	var out []change
	var problems []param.Problem
	for _, a := range assignments {
		place := param.Pos{File: a.Origin}
		if a.Origin == "--set" {
			place.File += " " + a.Path
		}
		value, found := param.ParseText(a.Value, place)
		problems = append(problems, found...)
		if len(found) == 0 {
			out = append(out, change{a.Path, value, place})
		}
	}
	return out, problems
}

// environment returns the WEIR_* variables that name a field of a scenario;
// the others belong to the program.
func environment(env []string) []Assignment {
	s := param.New(param.Units{})
	new(Scenario).Declare(s)
	var out []Assignment
	for _, d := range s.Decls() {
		if strings.Contains(d.Path, ".") || d.Name == "weir" || d.Kind == param.KindRaw || d.Kind == param.KindList || d.Kind == param.KindOneOf {
			continue
		}
		name := "WEIR_" + strings.ToUpper(d.Name) + "="
		for _, e := range env {
			if value, ok := strings.CutPrefix(e, name); ok && value != "" {
				out = append(out, Assignment{d.Name, value, strings.TrimSuffix(name, "=")})
			}
		}
	}
	return out
}

// part is one of the trees that a path can begin with.
type part struct {
	name     string
	tree     *param.Value
	declared *param.Set
}

// apply sets each change in the tree its path begins with. The scenario's own
// part comes last and has no name: its fields are paths by themselves.
func apply(changes []change, parts []part) []param.Problem {
	var problems []param.Problem
	for _, c := range changes {
		problems = append(problems, applyOne(c, parts)...)
	}
	return problems
}

func applyOne(c change, parts []part) []param.Problem {
	first, rest, deeper := strings.Cut(c.path, ".")
	if code := unsettable(first, rest, parts); code != "" {
		return []param.Problem{{Code: code, Pos: c.place, Args: []any{c.path}}}
	}
	for _, p := range parts {
		switch {
		case p.name == first && deeper && p.tree != nil:
			problems := param.Overlay(p.tree, p.declared, rest, c.value.Clone(), c.place)
			return prefixed(problems, first, c.path)
		case p.name == first && deeper: // its file could not be read, which has been said
			return nil
		case p.name == "" && p.tree != nil && p.declared.Has(first):
			return param.Overlay(p.tree, p.declared, c.path, c.value.Clone(), c.place)
		}
	}
	return []param.Problem{unknownStart(c, first, parts)}
}

// unsettable returns the code of what is wrong with setting what nothing comes of:
// what a file is, and overrides in a place where they have been made already.
func unsettable(first, rest string, parts []part) (code string) {
	ofPart := slices.ContainsFunc(parts, func(p part) bool { return p.name == first })
	switch {
	case first == "weir" || ofPart && rest == "weir":
		return "W167"
	case first == "set":
		return "W167.set"
	}
	return ""
}

// prefixed puts the part's name back before the paths in a problem.
func prefixed(problems []param.Problem, name, path string) []param.Problem {
	for i := range problems {
		p := &problems[i]
		p.Args[0] = path
		if p.Code == "W125" {
			p.Args[1] = name + "." + fmt.Sprint(p.Args[1])
		}
		if p.Help == "did-you-mean" {
			if near, ok := p.HelpArg[0].(string); ok {
				p.HelpArg = []any{name + "." + near}
			}
		}
	}
	return problems
}

// unknownStart reports a path whose first word is no part.
func unknownStart(c change, first string, parts []part) param.Problem {
	var known []string
	for _, p := range parts {
		if p.name != "" {
			known = append(known, p.name)
			continue
		}
		for _, field := range p.declared.FieldNames() {
			if !slices.Contains(known, field) && field != "weir" && field != "set" && field != "bad" {
				known = append(known, field)
			}
		}
	}
	p := param.Problem{Code: "W155", Pos: c.place, Args: []any{c.path}}
	if near := param.Nearest(first, known); near != "" {
		p.Help, p.HelpArg = "did-you-mean", []any{near + strings.TrimPrefix(c.path, first)}
	} else {
		p.Help, p.HelpArg = "W155.help", []any{known}
	}
	return p
}
