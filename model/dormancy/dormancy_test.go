package dormancy

import (
	"slices"
	"strings"
	"testing"

	"weir/model/account"
	"weir/model/internal/cases"
	"weir/sim"
	"weir/sim/param/paramtest"
)

// lastActive is when the accounts of the tables were last active.
const lastActive = 17 * sim.Time(sim.Day)

func state(c *cases.Case) (s State, now sim.Time) {
	s = State{LastActive: lastActive, Status: Status(slices.Index(StatusNames[:], c.Word("status")))}
	return s, lastActive.Add(c.Duration("idle"))
}

func TestDue(t *testing.T) {
	cases.Check(t, "testdata/due.txt", []string{"later", "now", "overdue", "never"}, func(c *cases.Case) string {
		s, now := state(c)
		switch due := Due(&Route{After: c.Duration("after")}, &s); {
		case due == sim.Never:
			return "never"
		case due > now:
			return "later"
		case due == now:
			return "now"
		default:
			return "overdue"
		}
	})
}

func TestCounts(t *testing.T) {
	cases.Check(t, "testdata/counts.txt", []string{"activity", "none", "refused"}, func(c *cases.Case) string {
		op, known := account.OperationNamed(c.Word("op"))
		if !known {
			t.Fatalf("%s: no such operation", c.Text)
		}
		text := "counts: [" + strings.Join(c.Words("counts"), ", ") + "]"
		if c.Word("counts") == "default" {
			text = "{}"
		}
		var p Params
		if problems := paramtest.Bind(text, &p); len(problems) > 0 {
			if problems[0].Code != "W133" || len(problems) > 1 {
				t.Errorf("%s: %v", c.Text, problems)
			}
			return "refused"
		}
		if p.Activity(op) {
			return "activity"
		}
		return "none"
	})
}

// TestRoutes: a tier without a rule is never flagged, the rule of another is not
// its own.
func TestRoutes(t *testing.T) {
	var p Params
	if problems := paramtest.Bind("{basic: {after: 60d}, high: {}, none: {after: 0d}}", &p); len(problems) > 0 {
		t.Fatal(problems)
	}
	for tier, days := range map[string]int64{"basic": 60, "high": 90, "none": 0, "unknown": 0} {
		if r := p.Route(tier); r.Tier != tier || r.After != sim.Duration(days)*sim.Day {
			t.Errorf("route of %s: %+v, want %d days", tier, r, days)
		}
	}
	if len(p.Approval.Desks) > 0 {
		t.Errorf("approval by %q", p.Approval.Desks)
	}
}
