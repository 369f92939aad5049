package dormancy

import "weir/sim"

// Due returns when the rule wants to look at a Plain account if nothing happens
// (rule D1), or Never. Of other accounts only Next knows.
func Due(r *Route, s *State) sim.Time {
	first := r.first()
	if first == 0 || !s.Plain() {
		return sim.Never
	}
	return s.LastActive.Add(first)
}

// Next returns when Deadline is to happen to an account if nothing else does, or
// Never.
func Next(r *Route, s State, c Case) sim.Time {
	if s.Plain() {
		return Due(r, &s)
	}
	return c.Due.Time()
}

// Step returns what an event makes of an account and what is to be carried out.
// It is a pure function; facts are what is known when the event happens. An event
// that does not fit the status, or a Deadline that comes early, changes nothing.
// The Case of a Plain account is not looked at, and comes back as NoCase.
func Step(p *Params, r *Route, s State, c Case, ev Event, f Facts, now sim.Time) (State, Case, Action) {
	if s.Plain() {
		c = NoCase()
	}
	m := machine{p: p, r: r, f: f, now: now, s: s, c: c}
	m.step(ev)
	if m.s.Plain() {
		m.c = NoCase()
	}
	return m.s, m.c, m.do
}

// machine is one account during one event.
type machine struct {
	p   *Params
	r   *Route
	f   Facts
	now sim.Time
	s   State
	c   Case
	do  Action

	timed bool // the event is a Deadline: only then may the account end
}

// step is the table of contents of the events.
func (m *machine) step(ev Event) {
	switch ev {
	case Deadline:
		if m.timed = Next(m.r, m.s, m.c) <= m.now; m.timed {
			m.deadline()
		}
	case Suspicion:
		m.suspicion()
	case Activity:
		m.activity()
	case Refusal:
		if m.s.Status == Restricted && m.now <= m.s.Since.Time().Add(BlockedWindow) {
			m.c.Flags |= Blocked
		}
	case Answer, Denial, Silence:
		if m.s.Status == Asked {
			m.heardFrom(ev)
		}
	case Consent, Dissent:
		if m.s.Status == Pending {
			m.decided(ev == Consent)
		}
	case Lapse:
		m.lapse()
	case Receipt:
		m.received()
	case Exhaustion:
		m.exhausted()
	case Objection:
		m.object()
	case Upheld, Rejected:
		if m.c.Has(Objected) && !m.s.Over() {
			m.heard(ev == Upheld)
		}
	case Reactivation:
		m.reactivate()
	}
}

// deadline is what the time that Next returned brings, by status.
func (m *machine) deadline() {
	if s := m.s.Status; (s == Active || s == Flagged || s == Approved) && m.s.Cause != Anomaly {
		m.c.Flags &^= Held // it is its turn
	}
	switch m.s.Status {
	case Active:
		m.look()
	case Flagged:
		m.submit()
	case Asked:
		m.heardFrom(Silence)
	case Declined:
		m.declinedOver()
	case Approved:
		m.approvedOver()
	case Noticed:
		m.waited()
	case Restricted:
		m.track()
	case Watched:
		m.watchOver()
	}
}

// after returns the deadline a length of time from now.
func (m *machine) after(d sim.Duration) sim.Stamp { return sim.StampOf(m.now.Add(d)) }

// sleeps says whether the account falls under the rule of its tier.
func (m *machine) sleeps() bool {
	cause, _ := m.r.Falls(m.s, m.c, m.f, m.now)
	return cause != NoCause
}

// classify returns the class by what is known (rule D2).
func (m *machine) classify(suspicious bool) Class {
	f := m.f
	f.Suspicious = f.Suspicious || suspicious
	return m.p.Classes.Class(f, m.sleeps(), IdleTime(m.s, m.c, m.now))
}
