package dormancy

import (
	"testing"

	"pgregory.net/rapid"

	"weir/sim"
)

// anyPolicy draws parameters: each mechanism there or not.
func anyPolicy(t *rapid.T) *Params {
	is := func(name string) bool { return rapid.Bool().Draw(t, name) }
	days := func(name string, low, high int) sim.Duration {
		return sim.Duration(rapid.IntRange(low, high).Draw(t, name)) * sim.Day
	}
	p := &Params{
		Watch:        Watch{On: is("watch"), Lasts: days("watched for", 0, 100)},
		Classes:      Points{On: is("classes"), Medium: 1, High: 2, Balance: 1000, Idle: 100 * sim.Day, Identity: sim.Year, PerBalance: 1, PerAnomaly: 1, Unreachable: 1, PerIdle: 1},
		Verification: Verification{On: is("verification"), Wait: days("answer within", 0, 9), Mild: rapid.SampledFrom([]string{MildClear, MildWatch}).Draw(t, "mild"), Extends: days("extends", 0, 99)},
		Approval:     Approval{Desks: []string{"a", "b", "c", "d"}[:rapid.IntRange(0, 4).Draw(t, "desks")], BatchEvery: days("batches", 0, 9)},
		Notice:       Notice{On: is("notice"), Proof: is("proof"), Waiting: days("waiting", 0, 40), Repeat: days("repeat", 0, 20), Goes: is("repeat restricted")},
		Restriction:  Restriction{On: is("restriction"), Immediate: is("immediate")},
		Reassessment: Reassessment{On: is("reassessment"), Every: days("reassess", 1, 60)},
		Objection:    Objections{On: is("objection"), Suspends: is("suspends")},
		Reactivation: Reactivations{On: is("reactivation"), Watch: days("watch after", 0, 100), ByUse: is("by use")},
		End:          End{On: is("end"), After: days("end after", 0, 400), State: rapid.SampledFrom([]string{StateClosed, StateTransferred}).Draw(t, "state")},
	}
	for class := range Classes {
		p.Approval.modes[class] = rapid.SampledFrom([]string{Nobody, Batch, Individual}).Draw(t, "mode")
		p.Restriction.levels[class] = rapid.SampledFrom(LevelNames[:]).Draw(t, "level")
	}
	return p
}

func anyRoute(t *rapid.T) *Route {
	days := func(name string) sim.Duration { return sim.Duration(rapid.IntRange(0, 120).Draw(t, name)) * sim.Day }
	return &Route{After: days("after"), UnusedAfter: days("unused after"), BalanceAtMost: 5000, HasAtMost: rapid.Bool().Draw(t, "most"),
		CheckEvery: days("check every")}
}

func anyFacts(t *rapid.T) Facts {
	return Facts{Balance: rapid.Int64Range(0, 6000).Draw(t, "balance"), Anomalies: rapid.IntRange(0, 1).Draw(t, "anomalies"),
		Suspicious: rapid.Bool().Draw(t, "suspicious"), Unreachable: rapid.Bool().Draw(t, "unreachable"),
		Exempt: rapid.IntRange(0, 9).Draw(t, "exempt") == 0, Used: rapid.Bool().Draw(t, "used")}
}

// history is what a test remembers of an account by itself: the order of notices
// and restrictions.
type history struct {
	told   sim.Time // first notice of the case
	proven sim.Time // proof since
	opened sim.Stamp
}

// TestAnyPolicyAnyHistory: under any policy and any order of events, an account
// is never wrong, notice comes before a restriction or an end by as long as the
// policy says, and nothing stays for ever that the policy can end (rules D5-D9).
func TestAnyPolicyAnyHistory(t *testing.T) {
	reached := map[Status]int{}
	immediate, noticed := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		p, r := anyPolicy(t), anyRoute(t)
		now := sim.Time(rapid.IntRange(-1000, 1000).Draw(t, "opened")) * sim.Time(sim.Hour)
		s, c := Begin(now), NoCase()
		h := history{told: sim.Never, proven: sim.Never, opened: sim.NoStamp}
		for range rapid.IntRange(1, 40).Draw(t, "events") {
			ev, at := anyEvent(t, r, s, c, now)
			now = at
			f := anyFacts(t)
			before, beforeCase := s, c
			var do Action
			s, c, do = Step(p, r, s, c, ev, f, now)
			reached[s.Status]++
			if err := Check(s, c); err != nil {
				t.Fatalf("%s at %s: %v: %+v %+v", EventNames[ev], StatusNames[before.Status], err, s, c)
			}
			if c.Opened != h.opened {
				h = history{told: sim.Never, proven: sim.Never, opened: c.Opened}
			}
			atOnce := s.Cause == Anomaly && s.Class == High && p.Restriction.Immediate && (ev == Suspicion || ev == Denial)
			begins := before.Status != Restricted && s.Status == Restricted || s.Over() && !before.Over()
			if c.Has(Excused) && !beforeCase.Has(Excused) && p.Notice.On && !atOnce {
				t.Fatalf("%s at %s: excused from a notice that the policy wants", EventNames[ev], StatusNames[before.Status])
			}
			if begins && p.Notice.On && atOnce {
				immediate++
			} else if begins && p.Notice.On {
				noticed++
				mustBeTold(t, p, h, beforeCase, now)
			}
			remember(&h, ev, s, c, do, now)
			carriedOut(t, p, r, before, s, do, f, ev)
			wayOut(t, p, r, s, c, now)
			sooner(t, r, s, c, ev, now)
		}
	})
	for status, name := range StatusNames {
		if reached[Status(status)] == 0 {
			t.Errorf("no history reaches %s", name)
		}
	}
	if immediate == 0 || noticed == 0 {
		t.Errorf("%d restrictions at once, %d after a notice", immediate, noticed)
	}
}

// anyEvent draws what happens next and when: mostly what the account waits for.
func anyEvent(t *rapid.T, r *Route, s State, c Case, now sim.Time) (Event, sim.Time) {
	next := Next(r, s, c)
	if next != sim.Never && rapid.IntRange(0, 2).Draw(t, "waits") > 0 {
		return Deadline, max(next, now)
	}
	ev := Event(rapid.IntRange(0, Events-1).Draw(t, "event"))
	if s.Status == Pending && rapid.Bool().Draw(t, "desk") {
		ev = Consent
	}
	at := now.Add(sim.Duration(rapid.IntRange(0, 30*24).Draw(t, "hours")) * sim.Hour)
	return ev, min(at, max(next, now))
}

// mustBeTold fails unless a notice, and the proof of it, came long enough before.
func mustBeTold(t *rapid.T, p *Params, h history, c Case, now sim.Time) {
	from := h.told
	if p.Notice.Proof {
		from = h.proven
	}
	if from == sim.Never {
		t.Fatalf("restricted or ended untold: %+v", c)
	}
	if now.Sub(from) < p.Notice.Waiting && !c.Has(Excused) {
		t.Fatalf("restricted or ended %v days after the notice, want %v", now.Sub(from).Days(), p.Notice.Waiting.Days())
	}
}

func remember(h *history, ev Event, s State, c Case, do Action, now sim.Time) {
	if do.Has(Notify) && h.told == sim.Never {
		h.told = now
	}
	if h.told != sim.Never && h.proven == sim.Never && (ev == Receipt || do.Has(Hear)) {
		h.proven = now
	}
}

// carriedOut fails unless the actions are those of the change of status.
func carriedOut(t *rapid.T, p *Params, r *Route, before, s State, do Action, f Facts, ev Event) {
	for _, rule := range []struct {
		what string
		ok   bool
	}{
		{"lifted is: no level any more", do.Has(Lift) == (before.Level > Free && s.Level == Free)},
		{"restricted is: a higher level", do.Has(Restrict) == (s.Level > before.Level)},
		{"loosened is: a lower level", do.Has(Loosen) == (s.Level > Free && s.Level < before.Level)},
		{"the level is that of the class", s.Level == Free || s.Level <= p.Restriction.Level(High) || s.Level == p.Restriction.Level(s.Class) || s.Level == before.Level},
		{"closed by a close", do.Has(Close) == (s.Status == Closed && before.Status != Closed)},
		{"transferred by a transfer", do.Has(Transfer) == (s.Status == Transferred && before.Status != Transferred)},
		{"ended by a deadline", !do.Has(Close) && !do.Has(Transfer) || ev == Deadline},
		{"no restriction without the mechanism", s.Level == Free || p.Restriction.On},
		{"no notice without the mechanism", !do.Has(Notify) || p.Notice.On},
		{"asked is: waits for an answer", do.Has(Ask) == (s.Status == Asked && (before.Status != Asked || do.Has(Flag)))},
		{"submitted is: before a desk", !do.Has(Submit) || s.Status == Pending},
		{"an exempt account has no case of idleness", !do.Has(Flag) || !f.Exempt || s.Cause == Anomaly},
		{"closed stays closed", before.Status != Closed || s == before},
	} {
		if !rule.ok {
			t.Fatalf("not so: %s: %+v becomes %+v, to do %v", rule.what, before, s, names(do))
		}
	}
}

// wayOut fails if a restriction, or a wait, has no end that the policy allows.
func wayOut(t *rapid.T, p *Params, r *Route, s State, c Case, now sim.Time) {
	if s.Status == Restricted {
		if p.Reassessment.On && c.Due == sim.NoStamp {
			t.Fatalf("never reassessed: %+v", c)
		}
		if back, _, do := Step(p, r, s, c, Reactivation, Facts{Used: true}, now); back.Level != Free || !do.Has(Lift) {
			t.Fatalf("reactivation leaves %+v", back)
		}
	}
	if c.Has(Objected) && (s.Status == Restricted || s.Status == Noticed) {
		if back, _, _ := Step(p, r, s, c, Upheld, Facts{Used: true}, now); back.Level != Free || back.Open() {
			t.Fatalf("an objection upheld leaves %+v", back)
		}
	}
	waits := s.Status == Asked || s.Status == Noticed && !p.Notice.Proof && !c.Has(Objected)
	if waits && c.Due == sim.NoStamp {
		t.Fatalf("waits for ever: %+v %+v", s, c)
	}
	if s.Open() && s.Cause != Anomaly {
		if back, _, _ := Step(p, r, s, c, Activity, Facts{Used: true}, now); back.Status != Active || back.LastActive != now {
			t.Fatalf("activity leaves %+v", back)
		}
	}
}

// sooner fails if a deadline that has been dealt with stays where it was, so that
// a run would never get past it.
func sooner(t *rapid.T, r *Route, s State, c Case, ev Event, now sim.Time) {
	if s.Status == Active && ev == Deadline && Next(r, s, c) <= now {
		t.Fatalf("looked at %+v %+v at %v, and again at once", s, c, now)
	}
}

// TestDeadlinesPass: at any account, deadlines alone carry time on.
func TestDeadlinesPass(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, r := anyPolicy(t), anyRoute(t)
		s, c := Begin(0), NoCase()
		now, same := sim.Time(0), 0
		for range 60 {
			next := Next(r, s, c)
			if next == sim.Never {
				return
			}
			if next <= now {
				same++
			} else {
				same = 0
			}
			if same > 4 {
				t.Fatalf("%d deadlines at %v: %+v %+v", same, now, s, c)
			}
			now = max(next, now)
			f := anyFacts(t)
			var do Action
			s, c, do = Step(p, r, s, c, Deadline, f, now)
			if do.Has(Submit) {
				s, c, _ = Step(p, r, s, c, rapid.SampledFrom([]Event{Consent, Dissent, Lapse}).Draw(t, "desk"), f, now)
			}
		}
	})
}

// TestOtherRules: a change of rules in the middle of anything leaves every
// account right, at the change and after (rules X1, D13).
func TestOtherRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		old, p, r := anyPolicy(t), anyPolicy(t), anyRoute(t)
		p.GoingLive = GoingLive{Mode: rapid.SampledFrom([]string{LiveAll, LiveNewOnly, LivePhased}).Draw(t, "mode"), PerDay: 2}
		now := sim.Time(0)
		s, c := Begin(now), NoCase()
		change := rapid.IntRange(0, 20).Draw(t, "change")
		rules := old
		for i := range 40 {
			if i == change {
				rules = p
				s, c = Enact(p, r, s, c, now)
				s, c = GoLive(p, r, s, c, now, rapid.IntRange(0, 9).Draw(t, "rank"))
				if rapid.Bool().Draw(t, "restart") {
					s, c = Restart(r, s, c, now)
				}
			}
			if rapid.IntRange(0, 9).Draw(t, "service") == 0 {
				s, c = Uncount(r, s, c, 1)
			}
			if rapid.IntRange(0, 9).Draw(t, "seize") == 0 {
				level := Level(rapid.IntRange(1, 3).Draw(t, "level"))
				was := s
				var do Action
				s, c, do = Seize(rules, s, c, level, now)
				if !was.Over() && s.Level != max(was.Level, level) || do.Has(Restrict) != (s.Level > was.Level) {
					t.Fatalf("seized at %s: %+v becomes %+v, to do %v", LevelNames[level], was, s, names(do))
				}
			}
			var ev Event
			ev, now = anyEvent(t, r, s, c, now)
			s, c, _ = Step(rules, r, s, c, ev, anyFacts(t), now)
			if err := Check(s, c); err != nil {
				t.Fatalf("%s: %v: %+v %+v", EventNames[ev], err, s, c)
			}
			if rules == p && i > change && s.Level > Free && !p.Restriction.On && !c.Has(Seized) && Next(r, s, c) > now {
				t.Fatalf("a restriction outlives its rules: %+v %+v", s, c)
			}
		}
	})
}
