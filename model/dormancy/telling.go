package dormancy

import "weir/sim"

// notify begins a ladder (rule D5).
func (m *machine) notify() {
	if m.p.Notice.On {
		m.c.Flags |= Told
		m.do |= Notify
	}
}

// mayAct says whether the duty to tell is done (rule D5).
func (m *machine) mayAct() bool {
	n := &m.p.Notice
	return !n.On || m.c.Has(Told) && (!n.Proof || m.c.Has(Acknowledged))
}

// beginWaiting begins the waiting period. Where proof is needed it begins with
// the proof, and until then there are only repetitions.
func (m *machine) beginWaiting() {
	m.c.Until = sim.NoStamp
	if m.mayAct() {
		m.c.Until = m.after(m.p.Notice.Waiting)
	}
	m.wait()
}

// wait sets the next deadline of the waiting period.
func (m *machine) wait() {
	m.c.Due = m.c.Until
	if repeat := m.p.Notice.Repeat; repeat > 0 {
		m.c.Due = min(m.c.Due, m.after(repeat))
	}
}

// waited is the end of the waiting period, or the next repetition. An open
// objection may hold the end up: its decision goes on.
func (m *machine) waited() {
	switch {
	case m.now < m.c.Until.Time():
		m.notify()
		m.wait()
	case m.suspended():
		m.c.Due = sim.NoStamp
	default:
		m.enforce()
	}
}

// received is the proof that the notice has reached the customer. Where proof is
// needed the waiting period begins with it, even if it was given up.
func (m *machine) received() {
	if !m.c.Has(Told) || m.c.Has(Acknowledged) {
		return
	}
	m.c.Flags |= Acknowledged
	if m.s.Status == Approved && m.p.Notice.Proof {
		m.s.Status, m.c.Until = Noticed, sim.NoStamp
	}
	if m.s.Status == Noticed && m.c.Until == sim.NoStamp {
		m.beginWaiting()
	}
}

// exhausted is a ladder that ended without a proof. Where proof is needed and
// nothing is sent again, nothing may be restricted.
func (m *machine) exhausted() {
	if m.s.Status == Noticed && m.c.Due == sim.NoStamp && !m.suspended() {
		m.settle()
	}
}

// suspended says whether an open objection holds everything up (rule D8).
func (m *machine) suspended() bool { return m.c.Has(Objected) && m.p.Objection.Suspends }

// object takes an objection (rule D8). Whoever objects has been told.
func (m *machine) object() {
	may := m.s.Status == Noticed || m.s.Status == Restricted
	if !may || !m.p.Objection.On || m.c.Flags&(Objected|Heard) != 0 {
		return
	}
	m.received()
	m.c.Flags |= Objected
	m.do |= Hear
	if m.s.Status == Restricted {
		m.follow()
	}
}

// heard takes the decision about an objection (rule D8).
func (m *machine) heard(upheld bool) {
	m.c.Flags = m.c.Flags&^Objected | Heard
	if upheld {
		m.putOff(0)
		m.lift()
		return
	}
	m.goOn()
}

// goOn takes up what an open objection has held up.
func (m *machine) goOn() {
	switch {
	case m.s.Status == Restricted:
		m.follow()
	case m.s.Status == Noticed && m.c.Until.Time() <= m.now:
		m.enforce()
	}
}
