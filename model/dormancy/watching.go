package dormancy

import "weir/sim"

// look opens a case if the account falls under the rule, or says when to look
// again (rule D1).
func (m *machine) look() {
	cause, again := m.r.Falls(m.s, m.c, m.f, m.now)
	if cause != NoCause && !m.c.Has(Held) {
		m.open(cause)
		return
	}
	m.rest(again)
}

// rest leaves an account without a case, to be looked at again at an instant:
// Active, or Watched until the watch ends. An account that is held is left alone.
func (m *machine) rest(again sim.Time) {
	held := m.c.Flags & Held
	if held != 0 {
		again = sim.Never
	}
	if m.s.Status == Watched {
		m.c.Step = 0
		m.c.Due = min(m.c.Until, sim.StampOf(again))
		return
	}
	m.s = Begin(m.s.LastActive)
	uncounted := m.c.Uncounted
	m.c = NoCase()
	m.c.Uncounted, m.c.Flags = uncounted, held
	if uncounted > 0 || held != 0 || again != Due(m.r, &m.s) {
		m.s.Cause, m.c.Due = Deferred, sim.StampOf(again)
	}
}

// release ends a case: the account is watched for some time, or not at all.
func (m *machine) release(watch sim.Duration) {
	m.do |= Withdraw
	m.s.Status, m.s.Level, m.s.Since = Watched, Free, sim.NoStamp
	m.c = Case{Due: sim.NoStamp, Opened: m.c.Opened, Until: m.after(watch), Uncounted: m.c.Uncounted, Flags: m.c.Flags & Held}
	if watch == 0 {
		m.s.Status = Active
		m.do |= Unwatch
	}
	cause, again := m.r.Falls(m.s, m.c, m.f, m.now)
	if cause != NoCause { // not at once: it has just been decided
		again = m.now.Add(m.r.check())
	}
	m.rest(again)
}

// putOff makes days uncounted so that the account does not fall under the rule
// for some time more; 0: for as long as if it had been active now.
func (m *machine) putOff(extends sim.Duration) {
	first := m.r.After
	if first == 0 || m.s.Cause == Unused {
		first = m.r.UnusedAfter
	}
	if extends == 0 {
		extends = first
	}
	if over := IdleTime(m.s, m.c, m.now) - first + extends; over > 0 {
		days := int64((over + sim.Day - 1) / sim.Day)
		m.c.Uncounted = uint16(min(int64(m.c.Uncounted)+days, mostUncounted))
	}
}

// mostUncounted is the most days that a Case can hold: 179 years.
const mostUncounted = 1<<16 - 1

// watchOver ends a watch, or finds the account idle again before that.
func (m *machine) watchOver() {
	if m.now >= m.c.Until.Time() {
		m.s.Status = Active
		m.do |= Unwatch
	}
	m.look()
	if m.s.Status != Active {
		m.do &^= Unwatch
	}
}

// declinedOver looks again at what a desk declined: an anomaly has been watched
// for long enough, an idle account begins anew.
func (m *machine) declinedOver() {
	m.s.Status = Active
	m.do |= Unwatch
	m.look()
	if m.s.Status != Active {
		m.do &^= Unwatch
	}
}

// drop ends the case of an account that does not fall under the rule any more,
// and says whether it has. An anomaly does not go by the rule.
func (m *machine) drop() bool {
	if m.s.Cause == Anomaly || m.sleeps() {
		return false
	}
	m.release(0)
	return true
}

// suspicion is a screening rule's request (rules D1, D2).
func (m *machine) suspicion() {
	switch m.s.Status {
	case Active, Watched, Declined, Approved:
		m.open(Anomaly)
	case Flagged, Asked, Pending, Noticed:
		m.s.Cause = Anomaly
		m.s.Class = max(m.s.Class, m.classify(true))
		if m.immediate() {
			m.do |= Withdraw
			m.atOnce()
		}
	case Restricted:
		m.s.Cause = Anomaly
		m.s.Class = max(m.s.Class, m.classify(true))
		if level := m.p.Restriction.Level(m.s.Class); level > m.s.Level {
			m.s.Level = level
			m.do |= Restrict
			m.notify()
		}
		m.follow()
	}
}

// activity is a customer's operation that counts: the clock starts anew, and the
// case of a merely idle account is over (rules D1, P5).
func (m *machine) activity() {
	if m.s.Over() {
		return
	}
	m.s.LastActive, m.c.Uncounted = m.now, 0
	m.c.Flags &^= Held
	switch idle := m.s.Cause != Anomaly; {
	case m.s.Status == Active:
		m.s = Begin(m.now)
	case m.s.Status == Watched:
		_, again := m.r.Falls(m.s, m.c, m.f, m.now)
		m.rest(again)
	case m.s.Status == Restricted && idle && m.p.Reactivation.ByUse:
		m.lift()
	case m.s.Status == Restricted:
		m.follow()
	case idle:
		m.release(0)
	}
}
