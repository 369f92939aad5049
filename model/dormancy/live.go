package dormancy

import "weir/sim"

// Enact returns what becomes of an account when other rules come into force
// (rules X1, D13). What is under way goes on under the new rules and its deadlines
// stay; where they go further than the old ones, the account falls due at once:
// then Overdue says so, and GoLive may put it off.
func Enact(p *Params, r *Route, s State, c Case, now sim.Time) (State, Case) {
	if s.Plain() {
		return s, c
	}
	m := machine{p: p, r: r, now: now, s: s, c: c}
	m.c.Flags &^= Held
	m.enact()
	return m.s, m.c
}

func (m *machine) enact() {
	goesOn := m.p.Notice.On || m.p.Restriction.On || m.p.End.On
	switch decides := len(m.p.Approval.Desks) > 0; m.s.Status {
	case Active:
		m.rest(m.r.ripe(m.s, m.c, true))
	case Watched:
		m.rest(m.r.ripe(m.s, m.c, true))
	case Flagged:
		if m.c.Due == sim.NoStamp && (decides || goesOn) {
			m.c.Due = m.after(0)
		}
	case Pending:
		if !decides {
			m.s.Status, m.c.Due = Flagged, m.after(0)
		}
	case Declined:
		if m.c.Due == sim.NoStamp {
			m.c.Due = m.reassessment()
		}
	case Approved:
		if goesOn {
			m.c.Due = m.after(0)
		}
	case Noticed:
		if m.c.Until == sim.NoStamp && m.mayAct() {
			m.beginWaiting()
		}
	case Restricted:
		if m.c.Until == sim.NoStamp {
			m.c.Until = m.reassessment()
		}
		m.follow()
	}
}

// Restart makes the time that has run towards dormancy begin anew (rule X1).
// Cases that are open go on.
func Restart(r *Route, s State, c Case, now sim.Time) (State, Case) {
	if s.Status != Active && s.Status != Watched {
		return s, c
	}
	if s.Plain() {
		c = NoCase()
	}
	m := machine{r: r, now: now, s: s, c: c}
	m.putOff(0)
	m.rest(r.ripe(m.s, m.c, true))
	return m.s, m.c
}

// Overdue says whether an account falls due at once when the rules come into
// force: the backlog of going live (rule D13). It comes after Enact.
func Overdue(r *Route, s State, c Case, now sim.Time) bool {
	switch s.Status {
	case Active, Flagged, Approved:
		return Next(r, s, c) <= now
	}
	return false
}

// GoLive returns what becomes of an account that is overdue; others stay as they
// are (rule D13). Rank is its
// place, from 0, among those that are. Under new_only it is left alone until it
// is active again; under phased so many a day come under the rules.
func GoLive(p *Params, r *Route, s State, c Case, now sim.Time, rank int) (State, Case) {
	if p.GoingLive.Mode == LiveAll || !Overdue(r, s, c, now) {
		return s, c
	}
	if s.Plain() {
		c = NoCase()
	}
	if s.Status == Active {
		s.Cause = Deferred
	}
	c.Flags |= Held
	c.Due = sim.NoStamp
	if p.GoingLive.Mode == LivePhased {
		day := int64(rank) / max(p.GoingLive.PerDay, 1)
		c.Due = sim.StampOf(now.Add(sim.Duration(day) * sim.Day))
	}
	return s, c
}

// Uncount makes some days since the last activity not count towards dormancy
// (rule D11).
func Uncount(r *Route, s State, c Case, days int) (State, Case) {
	if days <= 0 || s.Over() {
		return s, c
	}
	due := Next(r, s, c)
	if s.Plain() {
		c = NoCase()
	}
	before := c.Uncounted
	c.Uncounted = uint16(min(int(c.Uncounted)+days, mostUncounted))
	if s.Status != Active && s.Status != Watched {
		return s, c
	}
	if s.Status == Active {
		s.Cause = Deferred
	}
	switch {
	case c.Step > 0: // it waits to hear of this day
		due, c.Step = r.ripe(s, c, true), 0
	case due != sim.Never:
		due = due.Add(sim.Duration(c.Uncounted-before) * sim.Day)
	}
	c.Due = sim.StampOf(due)
	if s.Status == Watched {
		c.Due = min(c.Due, c.Until)
	}
	return s, c
}

// PutOff lets an account that falls due now be looked at when the day is over, since
// the day may turn out not to count (rule D11), and says whether it does: not an
// account that has been put off before and has heard nothing.
func PutOff(r *Route, s State, c Case, f Facts, now, over sim.Time) (State, Case, bool) {
	if s.Plain() {
		c = NoCase()
	}
	cause, _ := r.Falls(s, c, f, now)
	if s.Status != Active && s.Status != Watched || cause == NoCause || c.Has(Held) || c.Step > 0 {
		return s, c, false
	}
	if s.Status == Active {
		s.Cause = Deferred
	}
	c.Due, c.Step = sim.StampOf(over), 1
	return s, c, true
}
