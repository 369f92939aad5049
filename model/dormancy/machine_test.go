package dormancy

import (
	"slices"
	"strings"
	"testing"

	"weir/model/internal/cases"
	"weir/sim"
	"weir/sim/param/paramtest"
)

// policies are those of machine.txt.
var policies = map[string]string{
	"full": `{basic: {after: 90d}, watch: {lasts: 180d}, classes: {}, verification: {wait: 7d, mild: watch},
		approval: {desks: [first, second]}, notice: {waiting: 30d, repeat: 10d}, restriction: {},
		reassessment: {every: 90d}, objection: {}, reactivation: {branch: {}, watch: 180d}, end: {after: 1000d}}`,
	"watch":  `{basic: {after: 90d}, approval: {desks: [first]}}`,
	"nobody": `{basic: {after: 90d}, approval: {desks: []}}`,
	"proof": `{basic: {after: 90d}, approval: {desks: []}, notice: {waiting: 30d, proof: true}, restriction: {},
		objection: {}}`,
	"closing": `{basic: {after: 90d}, approval: {desks: []}, notice: {waiting: 30d}, end: {after: 0d, state: closed}}`,
	"use":     `{basic: {after: 90d}, approval: {desks: []}, restriction: {level: limited}, reactivation: {by_use: true, watch: 0d}}`,
	"ended":   `{basic: {after: 90d}, approval: {desks: [first]}, end: {after: 100d, state: closed}}`,
}

// bound returns the parameters of a text, in which nothing may be wrong.
func bound(t testing.TB, text string) *Params {
	t.Helper()
	p := new(Params)
	if problems := paramtest.Bind(text, p); len(problems) > 0 {
		t.Fatalf("%s: %v", text, problems)
	}
	return p
}

// TestMachine: every status with every event.
func TestMachine(t *testing.T) {
	seen := map[[2]string]bool{}
	done := Action(0)
	cases.Check(t, "testdata/machine.txt", StatusNames[:], func(c *cases.Case) string {
		policy := c.Word("p")
		if policies[policy] == "" {
			t.Fatalf("%s: no policy %s", c.Text, policy)
		}
		p := bound(t, policies[policy])
		r := p.Route("basic")
		want := actions(t, c.Words("do"))
		done |= want
		f := Facts{Suspicious: c.Flag("x"), Used: true}
		after := ""
		for _, name := range c.Words("ev") {
			s, begun, now := setUp(t, p, c)
			ev := Event(index(t, EventNames[:], name))
			if policy == "full" {
				seen[[2]string{StatusNames[s.Status], name}] = true
			}
			got, gotCase, do := Step(p, &r, s, begun, ev, f, now)
			if do != want {
				t.Errorf("%s: on %s do %v, want %v", c.Text, name, names(do), names(want))
			}
			if err := Check(got, gotCase); err != nil {
				t.Errorf("%s: after %s: %v: %+v %+v", c.Text, name, err, got, gotCase)
			}
			if status := StatusNames[got.Status]; after == "" || status == after {
				after = status
			} else {
				after += " or " + status
			}
		}
		return after
	})
	for _, status := range StatusNames {
		for _, event := range EventNames {
			if !seen[[2]string{status, event}] {
				t.Errorf("no case for %s at an account that is %s", event, status)
			}
		}
	}
	if all := Action(1)<<len(ActionNames) - 1; done != all {
		t.Errorf("no case wants %v", names(all&^done))
	}
}

// setUp makes the account of a case, at its instant.
func setUp(t *testing.T, p *Params, c *cases.Case) (s State, begun Case, now sim.Time) {
	t.Helper()
	now = lastActive.Add(c.Duration("idle"))
	status, stage := strings.CutSuffix(c.Word("s"), "2")
	s = State{LastActive: lastActive, Since: sim.NoStamp, Status: Status(index(t, StatusNames[:], status)),
		Class: Class(index(t, ClassNames[:], c.Word("class"))), Cause: Cause(index(t, CauseNames[:], c.Word("cause")))}
	begun = Case{Due: sim.StampOf(now), Opened: sim.StampOf(lastActive), Until: sim.NoStamp}
	switch c.Word("until") {
	case "now":
		begun.Until = sim.StampOf(now)
	case "later":
		begun.Until = sim.StampOf(now.Add(sim.Day))
	}
	for _, name := range c.Words("flags") {
		begun.Flags |= 1 << index(t, FlagNames, name)
	}
	switch s.Status {
	case Pending, Closed, Transferred:
		begun.Due = sim.NoStamp
	case Noticed:
		if begun.Until == sim.NoStamp {
			begun.Due = sim.NoStamp
		}
	case Restricted:
		s.Level, s.Since = p.Restriction.Level(s.Class), sim.StampOf(lastActive)
	}
	if stage {
		begun.Step = 1
	}
	return s, begun, now
}

func index(t *testing.T, names []string, name string) int {
	t.Helper()
	i := slices.Index(names, name)
	if i < 0 {
		t.Fatalf("%s is none of %v", name, names)
	}
	return i
}

func actions(t *testing.T, words []string) (set Action) {
	t.Helper()
	for _, w := range words {
		set |= 1 << index(t, ActionNames, w)
	}
	return set
}

func names(set Action) (words []string) {
	for i, name := range ActionNames {
		if set&(1<<i) != 0 {
			words = append(words, name)
		}
	}
	return words
}

// TestPutOff: who falls due on a day that may not count is looked at when it is over,
// and due a whole day later if it did not; who is not due, has a case, or has been put
// off already is not put off (rule D11).
func TestPutOff(t *testing.T) {
	p := bound(t, "{basic: {after: 90d}, reactivation: {branch: {}, watch: 180d}}")
	r := p.Route("basic")
	due, over := 90*sim.Time(sim.Day)+tenth, 91*sim.Time(sim.Day)
	s, c, off := PutOff(&r, Begin(tenth), Case{}, Facts{Used: true}, due, over)
	if !off || Next(&r, s, c) != over {
		t.Fatalf("put off %v: %+v %+v", off, s, c)
	}
	if _, _, again := PutOff(&r, s, c, Facts{Used: true}, over, over.Add(sim.Day)); again {
		t.Error("put off twice for one day")
	}
	if next, _, do := Step(p, &r, s, c, Deadline, Facts{Used: true}, over); next.Status == Active || !do.Has(Flag) {
		t.Errorf("the day counted: %+v", next)
	}
	s, c = Uncount(&r, s, c, 1)
	if got := Next(&r, s, c); got != due.Add(sim.Day) {
		t.Errorf("the day did not count: due %v later", got.Sub(due))
	}
	if s, _, off = PutOff(&r, s, c, Facts{Used: true}, due.Add(sim.Day), over.Add(sim.Day)); !off {
		t.Errorf("the next day is not waited for: %+v", s)
	}
	watched := State{LastActive: tenth, Since: sim.NoStamp, Status: Watched, Cause: Idle}
	for name, x := range map[string]struct {
		s   State
		c   Case
		now sim.Time
	}{
		"not due":          {Begin(tenth), Case{}, due - 1},
		"has turns":        {State{LastActive: tenth, Since: sim.NoStamp, Cause: Deferred}, Case{Flags: Held, Due: sim.NoStamp}, due},
		"a case":           {State{LastActive: tenth, Since: sim.NoStamp, Status: Flagged, Cause: Idle}, Case{}, due},
		"watched, not due": {watched, Case{Until: sim.StampOf(over)}, due - 1},
	} {
		if s, c, off := PutOff(&r, x.s, x.c, Facts{Used: true}, x.now, over); off {
			t.Errorf("%s: put off: %+v %+v", name, s, c)
		}
	}
	w, c, off := PutOff(&r, watched, Case{Until: sim.NoStamp}, Facts{Exempt: true, Used: true}, due, over)
	if off {
		t.Errorf("exempt: put off: %+v %+v", w, c)
	}
	w, c, _ = PutOff(&r, watched, Case{Until: sim.NoStamp}, Facts{Used: true}, due, over)
	r.Exempt = []string{"loan"}
	if w, c, _ = Step(p, &r, w, c, Deadline, Facts{Exempt: true, Used: true}, over); c.Step != 0 {
		t.Errorf("looked at and left, it is still put off: %+v %+v", w, c)
	}
}

const tenth = 10 * sim.Time(sim.Hour)
