package scenarios

import (
	"math"
	"slices"
	"strings"

	"weir/sim/param"
)

// Spread is how far an assumption is moved: to so many times its value, and to the
// same part of it (docs/decisions/013).
const Spread = 2.0

// Assumption is a parameter whose value nobody has measured, of the institution or
// its customers. Where several customers' segments, desks or channels have it, it is
// one assumption: what was assumed wrongly for one is so for all.
type Assumption struct {
	Path   string      // as declared, * for a user's key: institution.segments.*.loyalty; of one place its own
	Decl   *param.Decl // of the first of Paths
	Paths  []string    // all that are moved together
	Values []string    // in force, by Paths
	Low    string      // of the first of Paths, at the ends
	High   string
	Share  bool // moved on the scale of its odds
}

// Assumptions lists what robustness is tried over: the numbers and distributions of
// the institution and its population that are declared as assumptions with a reason.
// The institution's own facts (staffing, shares of segments), the policy and the
// scenario are none; nor is what is zero, that is, switched off, what is counted in
// whole numbers, a list, or a mix whose shares must sum to 1.
func (l *Loaded) Assumptions() []Assumption {
	var out []Assumption
	at := map[string]int{}
	for _, part := range l.Variants[0].parts.sets() {
		if part.prefix == "" || part.prefix == "policy." {
			continue
		}
		for _, d := range inForce(part.set) {
			if !assumed(d) {
				continue
			}
			low, ok := d.Times(1 / Spread)
			high, also := d.Times(Spread)
			if !ok || !also || low == high {
				continue
			}
			path := part.prefix + declaredAs(part.set, d.Path)
			i, again := at[path]
			if !again {
				i = len(out)
				at[path] = i
				out = append(out, Assumption{Path: path, Decl: d, Low: low, High: high, Share: d.Kind == param.KindShare})
			}
			out[i].Paths = append(out[i].Paths, part.prefix+d.Path)
			out[i].Values = append(out[i].Values, d.Value)
		}
	}
	for i := range out {
		if len(out[i].Paths) == 1 {
			out[i].Path = out[i].Paths[0]
		}
	}
	return out
}

// assumed says whether a value is an assumption that may be moved.
func assumed(d *param.Decl) bool {
	return d.Grade == param.Assumption && d.Source != "" && (d.Kind == param.KindDist || d.Kind.Numeric() && d.Kind != param.KindCount)
}

// declaredAs returns the path under which a value in force was declared, with * for
// the keys of maps and lists.
func declaredAs(s *param.Set, path string) string {
	parts := strings.Split(path, ".")
	declared := slices.Clone(parts)
	for i := 1; i < len(parts); i++ {
		if above := s.InForce(strings.Join(parts[:i], ".")); above != nil && (above.Kind == param.KindMap || above.Kind == param.KindList) {
			declared[i] = "*"
		}
	}
	return strings.Join(declared, ".")
}

// At returns what is set where the assumption stands at u of its range: half the
// value at 0, the value at a half, twice it at 1, and between them evenly by ratio. A
// share is moved so on the scale of its odds; of a distribution the scale is moved
// and the shape stays.
func (a *Assumption) At(l *Loaded, u float64) []Assignment {
	factor := math.Pow(Spread, 2*u-1)
	out := make([]Assignment, 0, len(a.Paths))
	for _, path := range a.Paths {
		set, rest := l.Variants[0].parts.set(path)
		if text, ok := set.InForce(rest).Times(factor); ok {
			out = append(out, Assignment{path, text, "--robust"})
		}
	}
	return out
}

// AssumptionSet returns what is set at a point of a design over Assumptions, a number
// from 0 to 1 for each, in their order. Panics if there are not as many.
func (l *Loaded) AssumptionSet(point []float64) []Assignment {
	all := l.Assumptions()
	if len(all) != len(point) {
		panic("scenarios: AssumptionSet: the point has another dimension than the assumptions")
	}
	var out []Assignment
	for i := range all {
		out = append(out, all[i].At(l, point[i])...)
	}
	return slices.Clip(out)
}
