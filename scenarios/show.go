package scenarios

import (
	"strings"

	"weir/sim/param"
)

// Setting is a value in force and where it came from.
type Setting struct {
	Path   string
	Value  string
	Origin string // file:line:column, a flag, a variable, or "default"
	Clause string // the user's own rule book, where noted
}

// Show lists every value of the base and where it came from, in the order of
// the declarations: the scenario's own, the institution's, the population's if
// it has a file, the policy's.
func (l *Loaded) Show() []Setting {
	var out []Setting
	for _, part := range l.Variants[0].parts.sets() {
		out = settings(out, part.prefix, part.set)
	}
	return out
}

// sets lists what is bound, with what paths into it begin with.
func (c *composed) sets() []prefixedSet {
	out := []prefixedSet{{"", c.scenarioSet}, {"institution.", c.institutionSet}}
	if c.populationSet != nil {
		out = append(out, prefixedSet{"population.", c.populationSet})
	}
	return append(out, prefixedSet{"policy.", c.policySet})
}

func settings(out []Setting, prefix string, s *param.Set) []Setting {
	for _, d := range inForce(s) {
		switch d.Kind {
		case param.KindGroup:
			if d.Value == "" {
				continue
			}
		case param.KindMap, param.KindList, param.KindOneOf:
			continue
		}
		if d.Value == "" && !d.Given || d.Name == "weir" {
			continue
		}
		out = append(out, Setting{prefix + d.Path, d.Value, origin(d), d.Clause})
	}
	return out
}

// inForce returns what is bound without what is optional and not written.
func inForce(s *param.Set) []*param.Decl {
	var out []*param.Decl
	absent := "\x00" // what paths below an absent group begin with; none does with this
	for _, d := range s.Bound() {
		switch {
		case strings.HasPrefix(d.Path, absent):
		case d.Absent():
			absent = d.Path + "."
		default:
			out = append(out, d)
		}
	}
	return out
}
