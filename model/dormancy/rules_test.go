package dormancy

import (
	"testing"
	"unsafe"

	"weir/model/account"
	"weir/model/internal/cases"
	"weir/sim"
)

// TestSize: the parts of a record keep their size.
func TestSize(t *testing.T) {
	if n := unsafe.Sizeof(State{}); n != 16 {
		t.Errorf("a State has %d bytes, want 16", n)
	}
	if n := unsafe.Sizeof(Case{}); n != 16 {
		t.Errorf("a Case has %d bytes, want 16", n)
	}
}

func TestClass(t *testing.T) {
	p := bound(t, "{classes: {}}")
	cases.Check(t, "testdata/class.txt", ClassNames[:], func(c *cases.Case) string {
		points := p.Classes
		points.On = c.Flag("on")
		f := Facts{Balance: c.Money("balance"), Anomalies: int(c.Number("anomalies")), Suspicious: c.Flag("suspicious"),
			Unreachable: c.Flag("lost"), IdentityDays: int(c.Number("identity")), WeakIdentity: c.Flag("weak")}
		return ClassNames[points.Class(f, c.Flag("sleeps"), c.Duration("idle"))]
	})
}

func TestFalls(t *testing.T) {
	cases.Check(t, "testdata/falls.txt", []string{"idle", "unused", "ripe", "listed", "never"}, func(c *cases.Case) string {
		r := Route{After: c.Duration("after"), UnusedAfter: c.Duration("unused"), CheckEvery: 30 * sim.Day}
		if r.HasAtMost = c.Word("most") != "any"; r.HasAtMost {
			r.BalanceAtMost = c.Money("most")
		}
		if r.HasAbove = c.Word("above") != "any"; r.HasAbove {
			r.BalanceAbove = c.Money("above")
		}
		now := lastActive.Add(c.Duration("idle"))
		counted := Case{Uncounted: uint16(c.Number("uncounted"))}
		f := Facts{Balance: c.Money("balance"), Exempt: c.Flag("exempt"), Used: c.Flag("used")}
		cause, again := r.Falls(Begin(lastActive), counted, f, now)
		switch {
		case cause != NoCause:
			if again != sim.Never {
				t.Errorf("%s: look again at %v", c.Text, again)
			}
			return CauseNames[cause]
		case again == sim.Never:
			return "never"
		case again == now.Add(30*sim.Day):
			return "listed"
		}
		if now, _ := r.Falls(Begin(lastActive), counted, f, again-1); now != NoCause {
			t.Errorf("%s: falls under the rule before %v", c.Text, again)
		}
		if then, _ := r.Falls(Begin(lastActive), counted, Facts{Used: f.Used, Balance: f.Balance}, again); then == NoCause {
			t.Errorf("%s: does not fall under the rule at %v", c.Text, again)
		}
		return "ripe"
	})
}

func TestPermits(t *testing.T) {
	p := bound(t, "{restriction: {limited_to: 1000 CNY}, reassessment: {}}")
	cases.Check(t, "testdata/permits.txt", []string{"passes", "refused"}, func(c *cases.Case) string {
		op, known := account.OperationNamed(c.Word("op"))
		if !known {
			t.Fatalf("%s: no such operation", c.Text)
		}
		level := Level(index(t, LevelNames[:], c.Word("level")))
		if Permits(p, level, op, c.Money("amount"), c.Money("spent"), c.Flag("covered")) {
			return "passes"
		}
		return "refused"
	})
}

// TestHigherLevelsPermitLess: whatever a level lets pass, the milder ones do.
func TestHigherLevelsPermitLess(t *testing.T) {
	p := bound(t, "{restriction: {}, reassessment: {}}")
	for op := range account.Operation(account.Operations) {
		for _, amount := range []int64{0, 1, 100_000, 100_001} {
			for level := Limited; level < Levels; level++ {
				if level == Suspended && op.Direction() == account.Out {
					continue // the list of operations may be anything
				}
				if Permits(p, level, op, amount, 0, true) && !Permits(p, level-1, op, amount, 0, true) {
					t.Errorf("%v of %d passes at %s and not at %s", op, amount, LevelNames[level], LevelNames[level-1])
				}
			}
		}
	}
}

// TestCovers: a level that is in force at some channels is at no other.
func TestCovers(t *testing.T) {
	p := bound(t, "{restriction: {channels: [app, web]}, reassessment: {}}")
	for channel, want := range map[string]bool{"app": true, "web": true, "branch": false} {
		if got := p.Restriction.Covers(channel); got != want {
			t.Errorf("%s: %v", channel, got)
		}
	}
	if p := bound(t, "{restriction: {}, reassessment: {}}"); !p.Restriction.Covers("branch") {
		t.Error("without a list not everywhere")
	}
}

func TestTreatment(t *testing.T) {
	outcomes := []string{"automatic/limited", "batch/suspended", "individual/frozen", "individual/none", "automatic/frozen", "automatic/none"}
	cases.Check(t, "testdata/treatment.txt", outcomes, func(c *cases.Case) string {
		text := "approval: {desks: [a, b]}"
		if c.Number("desks") == 0 {
			text = "approval: {desks: []}"
		}
		if c.Flag("written") {
			text += ", classes: {}, restriction: {}, reassessment: {}"
		}
		p := bound(t, "{"+text+"}")
		class := Class(index(t, ClassNames[:], c.Word("class")))
		return p.Approval.Mode(class) + "/" + LevelNames[p.Restriction.Level(class)]
	})
}

func TestDecide(t *testing.T) {
	cases.Check(t, "testdata/decide.txt", []string{"consent", "dissent"}, func(c *cases.Case) string {
		s := Begin(lastActive)
		s.Status, s.Cause = Pending, Cause(index(t, CauseNames[:], c.Word("cause")))
		r := Route{After: 90 * sim.Day}
		f := Facts{Suspicious: c.Flag("suspicious"), Anomalies: int(c.Number("anomalies")), Used: true}
		return EventNames[Decide(&r, s, NoCase(), f, lastActive.Add(c.Duration("idle")), c.Flag("wrong"))]
	})
}

func TestJudge(t *testing.T) {
	cases.Check(t, "testdata/judge.txt", []string{"upheld", "rejected"}, func(c *cases.Case) string {
		s := State{Status: Restricted, Cause: Cause(index(t, CauseNames[:], c.Word("cause")))}
		f := Facts{Suspicious: c.Flag("suspicious"), Anomalies: int(c.Number("anomalies"))}
		return EventNames[Judge(s, f, c.Flag("verified"), c.Flag("wrong"))]
	})
}

func TestReassess(t *testing.T) {
	p := bound(t, "{basic: {after: 90d, balance_at_most: 8000 CNY}, classes: {}, restriction: {}, reassessment: {}}")
	r := p.Route("basic")
	cases.Check(t, "testdata/reassess.txt", []string{"keep", "tighten", "loosen", "lift"}, func(c *cases.Case) string {
		s := State{LastActive: lastActive, Status: Restricted, Cause: Cause(index(t, CauseNames[:], c.Word("cause"))),
			Level: Level(index(t, LevelNames[:], c.Word("level")))}
		f := Facts{Balance: c.Money("balance"), Anomalies: int(c.Number("anomalies")), Suspicious: c.Flag("suspicious"), Used: true}
		switch _, level := p.Reassess(&r, s, NoCase(), f, lastActive.Add(c.Duration("idle"))); {
		case level == Free:
			return "lift"
		case level > s.Level:
			return "tighten"
		case level < s.Level:
			return "loosen"
		}
		return "keep"
	})
}

func TestGoLive(t *testing.T) {
	cases.Check(t, "testdata/live.txt", []string{"at_once", "next_day", "later", "left_alone", "by_the_rule"}, func(c *cases.Case) string {
		p := bound(t, "{basic: {after: 90d}, restriction: {}, reassessment: {}}")
		p.GoingLive = GoingLive{Mode: c.Word("mode"), PerDay: int64(c.Number("per_day"))}
		r := p.Route("basic")
		now := 1000 * sim.Time(sim.Day)
		s, begun := Begin(now.Add(-c.Duration("idle"))), NoCase()
		if s.Status = Status(index(t, StatusNames[:], c.Word("status"))); s.Status != Active {
			s.Cause, begun.Opened = Idle, 0
		}
		rank := int(c.Number("rank"))
		s, begun = Enact(p, &r, s, begun, now)
		if !Overdue(&r, s, begun, now) {
			return "by_the_rule"
		}
		s, begun = GoLive(p, &r, s, begun, now, rank)
		active, none, _ := Step(p, &r, s, begun, Activity, Facts{Used: true}, now)
		if Next(&r, active, none) != now.Add(90*sim.Day) {
			t.Errorf("%s: activity does not bring it back under the rule: %+v %+v", c.Text, active, none)
		}
		due := Next(&r, s, begun)
		switch {
		case due == sim.Never:
			return "left_alone"
		case due <= now:
			return "at_once"
		}
		if held, _, do := Step(p, &r, s, begun, Deadline, Facts{Used: true}, due-1); held != s || do != 0 {
			t.Errorf("%s: it does not wait for its turn", c.Text)
		}
		if s, _, do := Step(p, &r, s, begun, Deadline, Facts{Used: true}, due); !s.OnWatch() || do == 0 {
			t.Errorf("%s: its turn brings nothing: %+v", c.Text, s)
		}
		if due == now.Add(sim.Day) {
			return "next_day"
		}
		return "later"
	})
}

// TestUncount: days without service put the flag off by as much, at an account
// that nothing else is known of and one that is looked at again (rule D11).
func TestUncount(t *testing.T) {
	p := bound(t, "{basic: {after: 90d, balance_at_most: 5 CNY}}")
	r := p.Route("basic")
	s, c := Uncount(&r, Begin(lastActive), Case{}, 1)
	s, c = Uncount(&r, s, c, 2)
	if s.Plain() || Next(&r, s, c) != lastActive.Add(93*sim.Day) || Due(&r, &s) != sim.Never {
		t.Fatalf("%+v %+v falls due at %v", s, c, Next(&r, s, c))
	}
	early, _, do := Step(p, &r, s, c, Deadline, Facts{}, lastActive.Add(90*sim.Day))
	if early != s || do != 0 {
		t.Errorf("flagged before: %+v", early)
	}
	rich, listed, _ := Step(p, &r, s, c, Deadline, Facts{Balance: 501}, lastActive.Add(93*sim.Day))
	if due := Next(&r, rich, listed); rich.OnWatch() || due != lastActive.Add(123*sim.Day) || listed.Uncounted != 3 {
		t.Errorf("with another balance %+v %+v, looked at again at %v", rich, listed, due)
	}
	poor, _, do := Step(p, &r, s, c, Deadline, Facts{}, lastActive.Add(93*sim.Day))
	if !poor.OnWatch() || !do.Has(Flag) {
		t.Errorf("not flagged after: %+v", poor)
	}
	if s, c, _ = Step(p, &r, s, c, Activity, Facts{}, lastActive.Add(sim.Day)); !s.Plain() || c != NoCase() {
		t.Errorf("activity leaves %+v %+v", s, c)
	}
}

// TestRestart: the time that has run begins anew, without a false last activity
// (rule X1).
func TestRestart(t *testing.T) {
	r := Route{After: 90 * sim.Day}
	now := lastActive.Add(50 * sim.Day)
	s, c := Restart(&r, Begin(lastActive), Case{}, now)
	if s.LastActive != lastActive || Next(&r, s, c) != now.Add(90*sim.Day) {
		t.Errorf("%+v %+v falls due at %v", s, c, Next(&r, s, c))
	}
	begun := State{LastActive: lastActive, Status: Pending, Cause: Idle}
	if s, _ := Restart(&r, begun, NoCase(), now); s != begun {
		t.Errorf("an open case becomes %+v", s)
	}
}

// TestEnactEndsWhatTheNewRulesLack: without a group restriction nothing stays
// restricted, and a case does not wait for a desk that is gone (rule X1).
func TestEnactEndsWhatTheNewRulesLack(t *testing.T) {
	p := bound(t, "{basic: {after: 90d}, approval: {desks: []}}")
	r := p.Route("basic")
	now := lastActive.Add(100 * sim.Day)
	restricted := State{LastActive: lastActive, Status: Restricted, Cause: Idle, Level: Frozen, Since: 0}
	pending := State{LastActive: lastActive, Status: Pending, Cause: Idle, Since: sim.NoStamp}
	told := Case{Due: sim.NoStamp, Until: sim.NoStamp, Flags: Told}
	s, c := Enact(p, &r, restricted, told, now)
	if s, c, do := Step(p, &r, s, c, Deadline, Facts{}, Next(&r, s, c)); s.Level != Free || !do.Has(Lift) {
		t.Errorf("stays %+v %+v", s, c)
	}
	s, c = Enact(p, &r, pending, told, now)
	if Next(&r, s, c) != now {
		t.Errorf("the case waits for a desk that is gone: %+v %+v", s, c)
	}
	if s, _, _ := Step(p, &r, s, c, Deadline, Facts{}, Next(&r, s, c)); s.Status != Flagged {
		t.Errorf("the case is %+v", s)
	}
}

// TestNextBatch: batches are at whole multiples of the interval.
func TestNextBatch(t *testing.T) {
	week := 7 * sim.Time(sim.Day)
	for _, c := range []struct{ now, want sim.Time }{{0, 0}, {1, week}, {week, week}, {week + 1, 2 * week}, {-1, 0}, {-week - 1, -week}} {
		if got := nextBatch(c.now, sim.Duration(week)).Time(); got != c.want {
			t.Errorf("after %v the batch of %v, want %v", c.now, got, c.want)
		}
	}
}

// restricted returns an account that full rules restricted on day 100, and its day.
func restricted(flags Flags) (State, Case, sim.Time) {
	now := 100 * sim.Time(sim.Day)
	return State{Status: Restricted, Level: Frozen, Class: High, Cause: Idle, Since: sim.StampOf(now)},
		Case{Due: sim.StampOf(now.Add(90 * sim.Day)), Until: sim.StampOf(now.Add(90 * sim.Day)), Opened: 1, Flags: Told | flags}, now
}

// TestBlocked: a refused intent is noted for half a year (rule D10).
func TestBlocked(t *testing.T) {
	p := bound(t, policies["full"])
	r := p.Route("basic")
	for after, want := range map[sim.Duration]bool{0: true, BlockedWindow: true, BlockedWindow + 1: false} {
		s, c, now := restricted(0)
		if _, c, _ := Step(p, &r, s, c, Refusal, Facts{}, now.Add(after)); c.Has(Blocked) != want {
			t.Errorf("%v days after the restriction: %v", after.Days(), !want)
		}
	}
}

// TestUpheld: whoever objected with success is not flagged again at once: the rule
// begins anew, though the last activity stays what it was (rule D8).
func TestUpheld(t *testing.T) {
	p := bound(t, policies["full"])
	r := p.Route("basic")
	s, c, now := restricted(Objected)
	s, c, _ = Step(p, &r, s, c, Upheld, Facts{Used: true}, now)
	if next := Next(&r, s, c); s.Status != Watched || next != now.Add(90*sim.Day) || s.LastActive != 0 {
		t.Errorf("%+v, looked at again on day %v", s, next.Day())
	}
	s, c, _ = Step(p, &r, s, c, Activity, Facts{Used: true}, now.Add(sim.Day))
	if next := Next(&r, s, c); c.Uncounted != 0 || next != now.Add(91*sim.Day) {
		t.Errorf("then active: %+v, looked at again on day %v", c, next.Day())
	}
}

// TestObjectionIsProof: where proof is needed the waiting period begins with the
// objection (rules D5, D8).
func TestObjectionIsProof(t *testing.T) {
	p := bound(t, policies["proof"])
	r := p.Route("basic")
	now := 100 * sim.Time(sim.Day)
	s, c, _ := Step(p, &r, Begin(0), NoCase(), Deadline, Facts{Used: true}, now)
	s, c, _ = Step(p, &r, s, c, Objection, Facts{Used: true}, now)
	if s.Status != Noticed || c.Until.Time() != now.Add(30*sim.Day) {
		t.Errorf("waits until day %v: %+v", c.Until.Time().Day(), s)
	}
}

// TestHeldThroughAnAnomaly: an account that going live leaves alone is a case for
// an anomaly like any other, and is left alone after it (rule D13).
func TestHeldThroughAnAnomaly(t *testing.T) {
	p := bound(t, `{basic: {after: 90d}, approval: {desks: [a]}, watch: {}, going_live: new_only}`)
	r := p.Route("basic")
	now := 1000 * sim.Time(sim.Day)
	s, c := GoLive(p, &r, Begin(0), NoCase(), now, 0)
	s, c, do := Step(p, &r, s, c, Suspicion, Facts{Suspicious: true}, now)
	if !do.Has(Submit) {
		t.Fatalf("no case: %+v", s)
	}
	s, c, _ = Step(p, &r, s, c, Dissent, Facts{}, now)
	s, c, do = Step(p, &r, s, c, Deadline, Facts{Used: true}, Next(&r, s, c))
	if s.Status != Active || do.Has(Flag) || Next(&r, s, c) != sim.Never {
		t.Errorf("%+v %+v, to do %v", s, c, names(do))
	}
}

// TestSeize: a screening rule restricts at once, without class or decision; the
// restriction is loosened by no class and ends when nothing stands (rules D6, F6).
func TestSeize(t *testing.T) {
	p := bound(t, `{basic: {after: 90d}, approval: {desks: [a]}, notice: {}, reassessment: {every: 30d}}`)
	r := p.Route("basic")
	now := 10 * sim.Time(sim.Day)
	s, c, do := Seize(p, Begin(0), Case{}, Limited, now)
	if s.Status != Restricted || s.Level != Limited || s.Cause != Anomaly || do != Flag|Restrict|Notify || Check(s, c) != nil {
		t.Fatalf("%+v %+v, to do %v: %v", s, c, names(do), Check(s, c))
	}
	if again, _, do := Seize(p, s, c, Limited, now); again != s || do != 0 {
		t.Errorf("again: %+v, to do %v", again, names(do))
	}
	if frozen, _, do := Seize(p, s, c, Frozen, now.Add(sim.Day)); frozen.Level != Frozen || frozen.Since != s.Since || do != Restrict|Notify {
		t.Errorf("further: %+v, to do %v", frozen, names(do))
	}
	due := Next(&r, s, c)
	if due != now.Add(30*sim.Day) {
		t.Errorf("reassessed on day %v", due.Day())
	}
	for _, f := range []Facts{{Suspicious: true}, {Anomalies: 1}} {
		if stays, _, do := Step(p, &r, s, c, Deadline, f, due); stays.Level != Limited || do != 0 {
			t.Errorf("with %+v: %+v, to do %v", f, stays, names(do))
		}
	}
	if free, _, do := Step(p, &r, s, c, Deadline, Facts{}, due); free.Level != Free || !do.Has(Lift) {
		t.Errorf("nothing stands: %+v", free)
	}
}
