package dormancy

import "weir/sim"

// open begins a case (rules D1, D2).
func (m *machine) open(cause Cause) {
	begun := NoCase()
	begun.Uncounted, begun.Opened = m.c.Uncounted, sim.StampOf(m.now)
	if m.c.Due == sim.NoStamp || m.s.Status == Watched {
		begun.Flags = m.c.Flags & Held // left alone as to the rule, not as to an anomaly
	}
	m.c = begun
	m.s.Status, m.s.Cause = Flagged, cause
	m.s.Class = m.classify(cause == Anomaly)
	m.do |= Flag
	switch {
	case m.immediate():
		m.atOnce()
	case m.p.Verification.On:
		m.s.Status = Asked
		m.c.Due = m.after(m.p.Verification.Wait)
		m.do |= Ask
	default:
		m.approve()
	}
}

// immediate says whether the account is to be restricted before anybody decides
// (rule D6).
func (m *machine) immediate() bool {
	r := &m.p.Restriction
	return r.On && r.Immediate && m.s.Cause == Anomaly && m.s.Class == High && r.Level(High) > Free
}

// atOnce restricts before any decision; the notice comes after (rule D6).
func (m *machine) atOnce() {
	m.c.Flags |= Excused
	m.restrict()
	m.notify()
	m.follow()
}

// heardFrom takes what the customer says when asked (rule D3).
func (m *machine) heardFrom(ev Event) {
	switch v := &m.p.Verification; ev {
	case Answer:
		m.putOff(v.Extends)
		if v.Mild == MildWatch {
			m.release(m.p.Watch.lasts())
			return
		}
		m.release(0)
		return
	case Denial:
		m.s.Cause = Anomaly
		m.s.Class = max(m.s.Class, m.classify(true))
		if m.immediate() {
			m.atOnce()
			return
		}
	}
	m.approve()
}

// approve puts a case before the desks, at once or with the next batch, or does
// without (rule D4).
func (m *machine) approve() {
	switch a := &m.p.Approval; a.Mode(m.s.Class) {
	case Nobody:
		m.granted()
	case Batch:
		m.s.Status = Flagged
		m.c.Due = nextBatch(m.now, a.BatchEvery)
	default:
		m.submit()
	}
}

// nextBatch returns the first multiple of the interval that is not before now:
// the cases of a batch share their instant.
func nextBatch(now sim.Time, every sim.Duration) sim.Stamp {
	if every <= 0 {
		return sim.StampOf(now)
	}
	k := now / sim.Time(every)
	if k*sim.Time(every) < now {
		k++
	}
	return sim.StampOf(k * sim.Time(every))
}

// submit puts the case before the first desk. Where there is none any more, the
// case goes on without.
func (m *machine) submit() {
	if len(m.p.Approval.Desks) == 0 {
		m.granted()
		return
	}
	m.s.Status, m.c.Step, m.c.Due = Pending, 0, sim.NoStamp
	m.do |= Submit
}

// decided takes the decision of the desk of the stage (rule D4).
func (m *machine) decided(consent bool) {
	switch {
	case !consent && m.s.Cause != Anomaly && m.drop():
		return // it does not fall under the rule any more
	case !consent:
		m.decline()
		return
	}
	m.c.Step++
	if int(m.c.Step) < len(m.p.Approval.Desks) {
		m.do |= Submit
		return
	}
	m.granted()
}

// decline leaves the account on the watch list: an anomaly for the time of a
// watch, an idle account until it is looked at again or becomes active.
func (m *machine) decline() {
	m.s.Status, m.c.Until = Declined, sim.NoStamp
	m.c.Due = m.reassessment()
	if m.s.Cause == Anomaly {
		m.c.Due = m.after(m.p.Watch.lasts())
	}
}

// reassessment returns the next time for one, NoStamp without (rule D7).
func (m *machine) reassessment() sim.Stamp {
	if !m.p.Reassessment.On {
		return sim.NoStamp
	}
	return m.after(m.p.Reassessment.Every)
}

// lapse is a desk that never dealt with what it was given: the case comes again
// with a later list, the objection may be made again.
func (m *machine) lapse() {
	switch {
	case m.s.Status == Pending:
		m.s.Status = Flagged
		m.c.Due = m.after(max(m.p.Approval.BatchEvery, sim.Day))
	case m.c.Has(Objected):
		m.c.Flags &^= Objected
		m.goOn()
	}
}

// granted is the consent of all who had to decide: a notice comes before a
// restriction or an end, or by itself as a reminder (rules D5, D6).
func (m *machine) granted() {
	if m.drop() {
		return
	}
	watches := !m.p.Restriction.On && !m.p.End.On
	follows := m.p.Restriction.Level(m.s.Class) > Free || m.p.End.On
	switch {
	case m.p.Notice.On && (follows || watches):
		m.s.Status = Noticed
		m.notify()
		m.beginWaiting()
	case watches && len(m.p.Approval.Desks) == 0:
		m.s.Status, m.c.Due, m.c.Until = Flagged, sim.NoStamp, sim.NoStamp // nobody decides
	default:
		m.enforce()
	}
}

// enforce restricts, ends or goes on watching, as the policy says of the class.
func (m *machine) enforce() {
	if m.drop() {
		return
	}
	if !m.p.Notice.On {
		m.c.Flags |= Excused
	}
	switch {
	case m.endAt() <= m.now && m.timed:
		m.end()
	case m.endAt() <= m.now:
		m.settle() // until the Deadline, which is at once
	case m.p.Restriction.Level(m.s.Class) > Free:
		m.restrict()
	default:
		m.settle()
	}
}

// settle leaves the account watched without a restriction.
func (m *machine) settle() {
	m.s.Status = Approved
	m.c.Until = m.reassessment()
	m.c.Due = min(m.c.Until, sim.StampOf(max(m.endAt(), m.now)))
}

// approvedOver is what the time of an account brings that is watched only: its
// end, or what the policy says of it now (rules D7, D12).
func (m *machine) approvedOver() {
	if m.drop() {
		return
	}
	m.s.Class = m.classify(false)
	switch {
	case m.s.Cause == Anomaly && !m.f.Suspicious && m.s.Class <= Low:
		m.release(0)
	case m.mayAct():
		m.enforce()
	default:
		m.granted()
	}
}
