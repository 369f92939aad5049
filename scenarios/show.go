package scenarios

import "weir/sim/param"

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
	base := l.Variants[0].parts
	out := settings(nil, "", base.scenarioSet)
	out = settings(out, "institution.", base.institutionSet)
	if base.populationSet != nil {
		out = settings(out, "population.", base.populationSet)
	}
	return settings(out, "policy.", base.policySet)
}

func settings(out []Setting, prefix string, s *param.Set) []Setting {
	for _, d := range s.Bound() {
		switch d.Kind {
		case param.KindGroup, param.KindMap, param.KindList, param.KindOneOf:
			continue
		}
		if d.Value == "" && !d.Given || d.Name == "weir" {
			continue
		}
		origin := "default"
		if d.Given {
			origin = place(d.Origin)
		}
		out = append(out, Setting{prefix + d.Path, d.Value, origin, d.Clause})
	}
	return out
}
