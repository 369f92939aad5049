package dormancy

import "weir/sim"

// restrict puts the level of the class in force (rule D6).
func (m *machine) restrict() {
	m.enforceLevel(m.p.Restriction.Level(m.s.Class))
}

// enforceLevel puts a level in force.
func (m *machine) enforceLevel(level Level) {
	if m.s.Status != Restricted {
		m.s.Since = sim.StampOf(m.now)
	}
	m.s.Status, m.s.Level = Restricted, level
	m.do |= Restrict
	m.c.Until = m.reassessment()
	m.follow()
}

// follow sets the next deadline of a restriction: reassessment, end or the next
// notice.
func (m *machine) follow() {
	if m.outdated() {
		m.c.Due = m.after(0)
		return
	}
	m.c.Due = min(m.c.Until, sim.StampOf(m.endAt()))
	if m.reminds() {
		m.c.Due = min(m.c.Due, m.after(m.p.Notice.Repeat))
	}
}

// outdated says whether the rules no longer know restrictions such as this one
// (rule X1).
func (m *machine) outdated() bool { return !m.p.Restriction.On && !m.c.Has(Seized) }

// reminds says whether notices go on during a restriction (rule D5).
func (m *machine) reminds() bool {
	n := &m.p.Notice
	return n.On && n.Goes && n.Repeat > 0
}

// track is what the time of a restriction brings (rule D7).
func (m *machine) track() {
	switch {
	case m.endAt() <= m.now:
		m.end()
	case m.outdated():
		m.lift()
	case m.c.Until.Time() <= m.now:
		m.reassess()
	default:
		if m.reminds() {
			m.notify()
		}
		m.follow()
	}
}

// reassess looks at a restriction anew (rule D7).
func (m *machine) reassess() {
	class, level := m.p.Reassess(m.r, m.s, m.c, m.f, m.now)
	if level == Free {
		m.lift()
		return
	}
	switch {
	case level > m.s.Level:
		m.do |= Restrict
		m.notify()
	case level < m.s.Level:
		m.do |= Loosen
	}
	m.s.Class, m.s.Level = class, level
	m.c.Until = m.reassessment()
	m.follow()
}

// Seize restricts an account to a level at once because a screening rule says so,
// and tells the customer after (rules D6, F6). An account that is restricted
// further, or over, stays as it is. A restriction of this kind ends by reassessment
// when the anomaly no longer stands, or by what ends any other (Params.Ends).
func Seize(p *Params, s State, c Case, level Level, now sim.Time) (State, Case, Action) {
	if s.Over() || level <= s.Level {
		return s, c, 0
	}
	if s.Plain() {
		c = NoCase()
	}
	// The tier's rule is not known here; an end that is looked for too early is put
	// off when it is.
	m := machine{p: p, r: &Route{After: max(p.End.After, sim.Day)}, now: now, s: s, c: c}
	if !s.Open() && s.Status != Restricted {
		m.do |= Flag
		m.c = Case{Opened: sim.StampOf(now), Uncounted: c.Uncounted, Flags: c.Flags & Held}
	} else if s.Open() {
		m.do |= Withdraw
	}
	m.s.Cause = Anomaly
	m.c.Flags |= Seized | Excused
	m.enforceLevel(level)
	m.notify()
	m.follow()
	return m.s, m.c, m.do
}

// lift ends a restriction, or a case before it comes to one; the account stays
// watched for a time (rules D7, D8, D9).
func (m *machine) lift() {
	if m.s.Status == Restricted {
		m.do |= Lift
	}
	m.release(m.p.Reactivation.watch())
}

// reactivate brings an account back after its identity was verified again (rule
// D9). Whoever comes before the restriction is simply active.
func (m *machine) reactivate() {
	switch m.s.Status {
	case Restricted:
	case Transferred:
		m.do |= Reclaim
	default:
		m.activity()
		return
	}
	m.s.LastActive, m.c.Uncounted = m.now, 0
	m.c.Flags &^= Held
	m.lift()
}

// endAt returns when the account comes to its end, or Never (rule D12). An
// account that is restricted for an anomaly must be asleep for it, too.
func (m *machine) endAt() sim.Time {
	if !m.p.End.On || !m.mayAct() || m.suspended() {
		return sim.Never
	}
	after := m.p.End.After
	if first := m.r.first(); m.s.Cause == Anomaly {
		if first == 0 {
			return sim.Never
		}
		after = max(after, first)
	}
	return m.s.LastActive.Add(after + sim.Duration(m.c.Uncounted)*sim.Day)
}

// end closes or transfers the account (rule D12).
func (m *machine) end() {
	if m.p.End.State == StateTransferred {
		m.s.Status = Transferred
		m.do |= Transfer
	} else {
		m.s.Status = Closed
		m.do |= Close
	}
	if m.s.Level > Free {
		m.do |= Lift
	}
	m.s.Level, m.s.Since = Free, sim.NoStamp
	m.c.Due, m.c.Until = sim.NoStamp, sim.NoStamp
}
