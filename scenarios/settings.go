package scenarios

import (
	"slices"
	"strings"

	"weir/sim/param"
)

// WithSettings returns a variant with more set in it, such as one point of a sweep
// or one set of assumptions, under a name of its own: what a variant of the scenario
// may set, policy.…, institution.…, population.… and shocks.…. It reads no file
// again that has been read, and takes some milliseconds. Not to be called by several
// goroutines at once. If the report has failed, there is no variant.
func (l *Loaded) WithSettings(of Variant, name string, settings []Assignment) (Variant, *Report) {
	s := l.source
	s.files.problems = nil
	own, problems := changesFrom(settings)
	s.reports(problems)
	v := s.departed(name, of.from, append(slices.Clone(of.all), own...), append(slices.Clone(of.changes), own...))
	if !s.failed() {
		s.plan(&v, l.start)
	}
	report := &Report{Problems: tidy(s.files.problems), texts: s.files.texts}
	if report.Failed() {
		return Variant{}, report
	}
	return v, report
}

// Changes lists what differs from one variant to another: from the baseline to the
// candidate, for one. The policy's come first, then those of institution, population
// and shocks, each in the order of the declarations.
func Changes(from, to Variant) []Difference {
	all := differences(from.parts.departures(), to.parts.departures())
	rank := func(d Difference) int {
		for i, prefix := range []string{"policy.", "institution.", "population."} {
			if strings.HasPrefix(d.Path, prefix) {
				return i
			}
		}
		return 3
	}
	slices.SortStableFunc(all, func(a, b Difference) int { return rank(a) - rank(b) })
	return all
}

// departures lists the values in which variants may differ.
func (c *composed) departures() []located {
	values := (&readable{parts: c.sets()}).values()
	return slices.DeleteFunc(values, func(l located) bool {
		return l.path == "policy.title" || !slices.ContainsFunc([]string{"policy.", "institution.", "population.", "shocks"},
			func(prefix string) bool { return strings.HasPrefix(l.path, prefix) }) || l.path == "population.stock" || l.path == "population.map"
	})
}

// declaration returns the declaration at a path with its value in force, and the kind
// of what stands there: of a part of a distribution that of its draws. Nil where there
// is none.
func (c *composed) declaration(path string) (*param.Decl, param.Kind) {
	set, rest := c.set(path)
	if d, _ := set.Explain(rest); d != nil {
		if d.Kind == param.KindDist {
			return d, d.Of
		}
		return d, d.Kind
	}
	for i := strings.LastIndexByte(rest, '.'); i > 0; i = strings.LastIndexByte(rest[:i], '.') {
		if d, _ := set.Explain(rest[:i]); d != nil {
			return d, d.Inside(rest[i+1:])
		}
	}
	return nil, 0
}

// inForce returns the value at a path as a user writes it, "" where nothing stands
// there.
func (c *composed) inForce(path string) string {
	set, rest := c.set(path)
	inside := ""
	for {
		d := set.InForce(rest)
		if d != nil && inside == "" {
			return d.Value
		}
		if d != nil {
			value, _ := param.ParseText(d.Value, param.Pos{})
			for _, key := range strings.Split(inside, ".") {
				if value = value.Find(key); value == nil {
					return ""
				}
			}
			return value.Flow()
		}
		i := strings.LastIndexByte(rest, '.')
		if i < 0 {
			return ""
		}
		inside, rest = strings.TrimSuffix(rest[i+1:]+"."+inside, "."), rest[:i]
	}
}
