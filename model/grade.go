package model

import (
	"weir/model/population"
	"weir/model/tier"
	"weir/sim"
	"weir/sim/rng"
)

const falseIdentity = tier.FalseIdentity

// lend returns the cell's stream, set to a draw.
func (w *World) lend(c *sim.Cell, e sim.Entity, r *Record, p rng.Purpose, index uint64) *rng.Stream {
	s := &w.cells[c.Index].stream
	*s = w.root.Stream(w.key(e, r), p, index)
	return s
}

// apply makes an application for a tier, unless there is one (rules T3, T7, T8).
func (w *World) apply(c *sim.Cell, e sim.Entity, r *Record, at sim.Time, target int, from tier.Origin, why tier.Reason) {
	s := &w.sides[e]
	if s.Application.Open() || target >= len(w.policy.Tiers.Tiers) || target < 0 {
		return
	}
	s.Application = tier.Apply(target, from, why)
	w.countApplication(w.cells[c.Index].counts, at, s.Application, appliedMade)
	w.note(c, e, r, at, evGrade, packProgress(s.Application, progressMade))
	w.gradeStep(c, e, r, at)
	w.rearm(e, r)
}

// gradeStep begins what an application waits for next.
func (w *World) gradeStep(c *sim.Cell, e sim.Entity, r *Record, at sim.Time) {
	s := &w.sides[e]
	a := &s.Application
	p := &w.policy.Tiers
	switch p.Phase(int(r.Tier.Tier), *a) {
	case tier.Checking:
		step := p.Step(int(r.Tier.Tier), a.Tier(), int(a.Step))
		a.Due = sim.StampOf(at.Add(sim.Duration(max(step.Takes.Sample(w.lend(c, e, r, purposeGrading, gradingIndex(*a))), 0))))
	case tier.Deciding:
		a.Due = sim.NoStamp
		if w.policy.panel < 0 { // nobody decides
			w.grant(w.cells[c.Index].counts, e, r, at, func(kind uint16, arg int64) { w.note(c, e, r, at, kind, arg) })
			return
		}
		w.ask(c, e, r, at, matterGrading, w.policy.panel, a.Tier(), int64(a.Origin)<<8|int64(a.Tier()))
	case tier.Granting:
		w.grant(w.cells[c.Index].counts, e, r, at, func(kind uint16, arg int64) { w.note(c, e, r, at, kind, arg) })
	}
}

// gradingIndex names a step of an application: which tier and which step.
func gradingIndex(a tier.Application) uint64 { return uint64(a.Target)<<16 | uint64(a.Step)<<1 }

// gradeOn is the end of what an application has waited for: a step, or the
// announcement of a change; without an application, a look for disuse (rule T6).
func (w *World) gradeOn(c *sim.Cell, e sim.Entity, r *Record, at sim.Time) {
	s := &w.sides[e]
	a := &s.Application
	if !a.Open() {
		w.regrade(c, e, r, at)
		return
	}
	p := &w.policy.Tiers
	switch p.Phase(int(r.Tier.Tier), *a) {
	case tier.Announced:
		w.note(c, e, r, at, evGrade, packProgress(*a, progressEffective))
		w.take(w.cells[c.Index].counts, e, r, at, func(kind uint16, arg int64) { w.note(c, e, r, at, kind, arg) })
		return
	case tier.Checking:
		step := p.Step(int(r.Tier.Tier), a.Tier(), int(a.Step))
		passes := step.Passes(r.Tier.Flags&falseIdentity != 0, w.draw(e, r, purposeGrading, gradingIndex(*a)|1))
		if k := w.plan.channelOf(step.Needs); k >= 0 && !w.bulletin.ChannelUp(k, int(r.Region)) {
			w.note(c, e, r, at, evGrade, packProgress(*a, progressWaits))
			a.Due = sim.StampOf(at.Add(sim.Day)) // tomorrow
			return
		}
		if !passes {
			w.note(c, e, r, at, evGrade, packProgress(*a, progressFailed))
			w.countApplication(w.cells[c.Index].counts, at, *a, appliedFailed)
			w.endApplication(e, r, at)
			return
		}
		w.note(c, e, r, at, evGrade, packProgress(*a, progressPassed))
		a.Step++
		r.Tier = r.Tier.Identified(r.Tier.Identity() + 1)
	}
	w.gradeStep(c, e, r, at)
}

// What an event of an application tells.
const (
	progressMade      = iota // it is made
	progressPassed           // a step is passed
	progressFailed           // a step is not, which ends it
	progressWaits            // what the step needs does not work: tomorrow again
	progressAnnounced        // it is granted, and takes effect later
	progressEffective        // now it does
)

// progressNames are the words of traces.
var progressNames = []string{"made", "passed", "failed", "waits", "announced", "effective"}

// packProgress packs an application for its event: tier, step, origin, reason and
// how it goes, eight bits each.
func packProgress(a tier.Application, progress int) int64 {
	return int64(a.Tier()) | int64(a.Step)<<8 | int64(a.Origin)<<16 | int64(a.Why())<<24 | int64(progress)<<32
}

// endApplication forgets an application, and plans the next look for disuse.
func (w *World) endApplication(e sim.Entity, r *Record, now sim.Time) {
	w.sides[e].Application = tier.Application{Due: w.disuseDue(e, r, now)}
	w.rearm(e, r)
}

// disuseDue returns when an account is next looked at for disuse (rule T6).
func (w *World) disuseDue(e sim.Entity, r *Record, now sim.Time) sim.Stamp {
	g := &w.policy.Tiers.Regrading
	if !g.On || g.Unused == 0 || r.Tier.Tier == 0 {
		return sim.NoStamp
	}
	if due := r.Dormancy.LastActive.Add(g.Unused); due > now {
		return sim.StampOf(due)
	}
	return w.nextAssessment(e, r, now) // it was looked at, and stays
}

// mayRise makes an application for the next tier at the next assessment, once an
// account meets the criteria (rules T6, T7). Assessments without a result are not
// simulated.
func (w *World) mayRise(e sim.Entity, r *Record, at sim.Time) {
	p := &w.policy.Tiers
	if !p.Regrading.On || r.Tier.Flags&tier.Declined != 0 || !tier.Qualifies(p, r.Tier, int(r.Tier.Tier)+1, w.gradeFacts(r, at)) {
		return
	}
	s := &w.sides[e]
	if s.Application.Open() {
		return
	}
	if next := w.nextAssessment(e, r, at); s.Application.Due > next {
		s.Application.Due = next
		w.rearm(e, r)
	}
}

// nextAssessment returns the next of the account's assessments: every customer has
// a phase of her own, which no policy changes.
func (w *World) nextAssessment(e sim.Entity, r *Record, at sim.Time) sim.Stamp {
	every := w.policy.Tiers.Regrading.Every
	phase := sim.Time(w.draw(e, r, purposePanel, 0) * float64(every))
	rounds := (at - phase) / sim.Time(every)
	next := phase + rounds*sim.Time(every)
	for next <= at {
		next += sim.Time(every)
	}
	return sim.StampOf(next)
}

func (w *World) gradeFacts(r *Record, at sim.Time) tier.Facts {
	return tier.Facts{Tenure: at.Sub(r.Opened), Idle: at.Sub(r.Dormancy.LastActive), Confirmed: int64(r.Alerts.Within12Months(at.Day()))}
}

// regrade is an assessment: it may lead to an application for another tier (rule
// T7).
func (w *World) regrade(c *sim.Cell, e sim.Entity, r *Record, at sim.Time) {
	p := &w.policy.Tiers
	s := &w.sides[e]
	s.Application.Due = sim.NoStamp
	target, why := tier.Regrade(p, r.Tier, w.gradeFacts(r, at))
	switch now := int(r.Tier.Tier); {
	case target > now && r.Tier.Flags&tier.Declined == 0 && w.source.TakesOffer(&r.State, w.key(e, r), target):
		w.apply(c, e, r, at, target, tier.ByReview, why)
	case target > now:
		r.Tier.Flags |= tier.Declined
		s.Application.Due = w.disuseDue(e, r, at)
	case target < now:
		w.apply(c, e, r, at, target, tier.ByDemotion, why)
	default:
		s.Application.Due = w.disuseDue(e, r, at)
	}
}

// graded carries out the panel's decision (rules T4, T7).
func (w *World) graded(b *sim.Barrier, e sim.Entity, served, wrong bool, cause int64) int {
	r, s := &w.records[e], &w.sides[e]
	a := s.Application
	if r.Presence != population.Open || !a.Open() || int64(a.Origin)<<8|int64(a.Tier()) != cause {
		w.noteShared(b, e, evWithdrawn, cause)
		return decidedWithdrawn
	}
	if !served {
		w.noteShared(b, e, evRuled, decidedLost)
		w.endApplication(e, r, b.Until)
		w.changed(b, e)
		w.countApplication(w.counts, b.Until, a, appliedLost)
		return decidedLost
	}
	ruling := w.policy.Tiers.Rule(r.Tier, a.Tier(), w.founded(r, a, b.Until), wrong, w.draw(e, r, purposePanel, uint64(cause)+1))
	if ruling == tier.Commercial {
		w.countApplication(w.counts, b.Until, a, appliedCommercial)
	}
	if !ruling.Changes(r.Tier, a.Tier()) {
		w.noteShared(b, e, evRuled, decidedDeclined)
		w.countApplication(w.counts, b.Until, a, appliedDismissed)
		w.endApplication(e, r, b.Until)
		w.changed(b, e)
		return decidedDeclined
	}
	w.grant(w.counts, e, r, b.Until, func(kind uint16, arg int64) { w.noteShared(b, e, kind, arg) })
	w.changed(b, e)
	return decidedApproved
}

// founded says whether the criteria, looked at again, are for an application. An
// opening is founded once its steps are passed.
func (w *World) founded(r *Record, a tier.Application, now sim.Time) bool {
	if a.Origin == tier.ByOpening {
		return true
	}
	target, _ := tier.Regrade(&w.policy.Tiers, r.Tier, w.gradeFacts(r, now))
	if a.Tier() > int(r.Tier.Tier) {
		return target > int(r.Tier.Tier)
	}
	return target < int(r.Tier.Tier)
}

// grant grants an application: it takes effect at once, or is announced first
// (rule T7).
func (w *World) grant(n *Counts, e sim.Entity, r *Record, now sim.Time, note func(kind uint16, arg int64)) {
	s := &w.sides[e]
	a := &s.Application
	ahead := w.policy.Tiers.Announces(int(r.Tier.Tier), a.Tier(), a.Why())
	if ahead == 0 || a.Origin == tier.ByOpening {
		w.take(n, e, r, now, note)
		return
	}
	note(evGrade, packProgress(*a, progressAnnounced))
	a.Flags |= tier.Decided
	a.Due = sim.StampOf(now.Add(ahead))
	if w.people != nil && s.Talk.Notice == sim.NoStamp {
		s.Talk.begin(AboutTier, w.contactOf(e), now)
	}
	w.rearm(e, r)
}

// take gives the account its new tier (rules T4, T7): its own limit is assessed
// anew, and the customer is told the result.
func (w *World) take(n *Counts, e sim.Entity, r *Record, now sim.Time, note func(kind uint16, arg int64)) {
	s := &w.sides[e]
	a := s.Application
	from, to := r.Tier.Tier, a.Tier()
	r.Tier = r.Tier.Granted(to)
	w.assess(e, r)
	if w.measured(now) {
		n.Moves.N[(int(from)*w.sizes.tiers+to)*int(tier.Origins)+int(a.Origin)]++
	}
	w.countApplication(n, now, a, appliedGranted)
	note(evTier, int64(from)|int64(to)<<8|int64(a.Origin)<<16|int64(a.Why())<<24)
	if w.people != nil && s.Talk.Notice == sim.NoStamp && a.Flags&tier.Decided == 0 && a.Why() != tier.Risk {
		s.Talk.begin(AboutTier, w.contactOf(e), now)
	}
	w.endApplication(e, r, now)
}

// What may become of an application.
const (
	appliedMade = iota
	appliedGranted
	appliedFailed     // a step was not passed
	appliedDismissed  // the panel was against it
	appliedCommercial // the panel weighed commercial value against the criteria
	appliedLost       // nobody dealt with it
)

// appliedNames are the words results use.
var appliedNames = []string{"made", "granted", "failed", "dismissed", "commercial", "lost"}

func (w *World) countApplication(n *Counts, at sim.Time, a tier.Application, what int) {
	if w.measured(at) {
		n.Applications.N[(what*int(tier.Origins)+int(a.Origin))*w.sizes.tiers+a.Tier()]++
	}
}

// lookAt plans an assessment of an account after something has been found out
// about it (rule T6).
func (w *World) lookAt(e sim.Entity, r *Record, at sim.Time) {
	s := &w.sides[e]
	if g := &w.policy.Tiers.Regrading; g.On && !s.Application.Open() {
		s.Application.Due = min(s.Application.Due, w.nextAssessment(e, r, at))
		w.rearm(e, r)
	}
}

// openingSteps takes an applicant through the checks for the lowest tier (rule
// T3), and returns how long they take and whether she passes.
func (w *World) openingSteps(c *sim.Cell, e sim.Entity, r *Record) (takes sim.Duration, passes bool) {
	p := &w.policy.Tiers
	untrue := w.falseApplicant(e, r)
	passes = true
	for i := 0; ; i++ {
		step := p.Step(-1, 0, i)
		if step == nil {
			return takes, passes
		}
		index := uint64(1)<<16 | uint64(i)<<1
		takes += sim.Duration(max(step.Takes.Sample(w.lend(c, e, r, purposeGrading, index)), 0))
		passes = passes && step.Passes(untrue, w.draw(e, r, purposeGrading, index|1))
	}
}

// falseApplicant says whether an applicant's identity is false: the truth, which
// no rule may read.
func (w *World) falseApplicant(e sim.Entity, r *Record) bool {
	share := w.plan.Population.Entry.False
	return share > 0 && w.draw(e, r, purposeIdentity, 0) < share
}
