package scenarios

import (
	"slices"
	"strings"

	"weir/model/gate"
)

// Loosened is a gate that a candidate's own files hold otherwise than the one it is
// judged by, so that it allows more or is no longer the same.
type Loosened struct {
	ID     string
	Before string // the expression that is judged by
	After  string // its own; "" where it has none
	How    string // removed, limit, severity, burden, assumption, horizon, changed
}

// Loosened returns how the candidate's own gates allow more than those it is judged
// by, in the order of the latter: nothing where it is judged by its own. Of a git
// revision's gates its own are those of the same file in the working tree, and none
// at all where the file is gone.
func (l *Loaded) Loosened() []Loosened {
	g := l.source.options.Gates
	if g == nil || l.Own == nil && !g.git {
		return nil
	}
	return loosened(l.Gates, l.Own)
}

// LoosenedGates returns how later gates allow more than earlier ones, by id, in the
// order of the earlier.
func LoosenedGates(earlier, later []Gate) []Loosened { return loosened(earlier, later) }

// loosened compares gates by id.
func loosened(judged, own []Gate) []Loosened {
	var out []Loosened
	for _, g := range judged {
		i := slices.IndexFunc(own, func(o Gate) bool { return o.ID == g.ID })
		if i < 0 {
			out = append(out, Loosened{g.ID, g.Expect, "", "removed"})
		} else if how := looser(g, own[i]); how != "" {
			out = append(out, Loosened{g.ID, g.Expect, own[i].Expect, how})
		}
	}
	return out
}

// looser says in what a gate allows more than the one judged by, "" if in nothing.
func looser(judged, own Gate) string {
	switch {
	case judged.Gate == nil || own.Gate == nil: // its own is wrong, which has been said
		return "changed"
	case judged.Blocking() && !own.Blocking():
		return "severity"
	case judged.Burden == "pass" && own.Burden == "regression":
		return "burden"
	case judged.Accepted == "" && own.Accepted != "":
		return "assumption"
	case judged.Horizon != own.Horizon:
		return "horizon"
	case figure(judged.Expr) != figure(own.Expr) || direction(judged.Limit.Op) != direction(own.Limit.Op):
		return "changed"
	}
	return permits(judged, own)
}

// figure is what a gate is about: all of the expression but the limit, and of the
// event of a probability all but its value.
func figure(e *gate.Expr) string {
	about := *e
	about.Limit = gate.Condition{Op: gate.AtMost}
	if e.Inner != nil {
		about.Inner = &gate.Condition{Op: e.Inner.Op}
	}
	about.Labels = slices.SortedFunc(slices.Values(e.Labels), compareLabels)
	return about.String()
}

// direction is -1 for an upper limit, 1 for a lower one, 0 for equality.
func direction(op gate.Op) int {
	switch op {
	case gate.AtMost, gate.Below:
		return -1
	case gate.AtLeast, gate.Above:
		return 1
	}
	return 0
}

// permits compares the limits of two gates about the same.
func permits(judged, own Gate) string {
	side := float64(direction(judged.Limit.Op)) // an upper limit is looser the higher it is
	switch {
	case judged.Inner != nil && judged.Event != own.Event:
		// Of rarer events fewer are counted, which an upper limit allows more easily.
		if harder := float64(direction(judged.Inner.Op)) * (own.Event - judged.Event); harder*side < 0 || side == 0 {
			return "limit"
		}
	case side == 0 && own.Bound != judged.Bound:
		return "limit"
	}
	if (own.Bound-judged.Bound)*side < 0 || own.Bound == judged.Bound && orEqual(own.Limit.Op) && !orEqual(judged.Limit.Op) {
		return "limit"
	}
	return ""
}

// orEqual says whether the limit itself is still good.
func orEqual(op gate.Op) bool { return op == gate.AtMost || op == gate.AtLeast }

// compareLabels orders labels by name.
func compareLabels(a, b gate.Label) int { return strings.Compare(a.Name, b.Name) }
