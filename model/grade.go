package model

import (
	"weir/model/population"
	"weir/model/tier"
	"weir/sim"
	"weir/sim/desk"
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
	if target > int(r.Tier.Tier) && w.full(e, target) {
		w.countApplication(w.cells[c.Index].counts, at, tier.Apply(target, from, why), appliedFull)
		return
	}
	s.Application = tier.Apply(target, from, why)
	root := r.Dormancy.LastActive
	if from == tier.ByRequest { // by the intent that was refused
		root = at
	}
	w.again(e, recurrentApplication+recurrent(from), root)
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
		a.Due = sim.StampOf(at.Add(sim.Duration(max(step.Takes.Sample(w.lend(c, e, r, purposeGrading, w.stepIndex(e, r))), 0))))
	case tier.Deciding:
		a.Due = sim.NoStamp
		if w.policy.panel < 0 { // nobody decides
			w.grant(w.cells[c.Index].counts, e, r, at, func(kind uint16, arg int64) { w.note(c, e, r, at, kind, arg) })
			return
		}
		w.ask(c, e, r, at, matterGrading, w.policy.panel, int(a.Origin), w.application(e))
	case tier.Granting:
		w.grant(w.cells[c.Index].counts, e, r, at, func(kind uint16, arg int64) { w.note(c, e, r, at, kind, arg) })
	}
}

// application returns the occasion of an account's application.
func (w *World) application(e sim.Entity) occasion {
	return w.latest(e, recurrentApplication+recurrent(w.sides[e].Application.Origin))
}

// stepIndex names the step that an application is at.
func (w *World) stepIndex(e sim.Entity, r *Record) uint64 {
	a := w.sides[e].Application
	step := w.policy.Tiers.StepName(int(r.Tier.Tier), a.Tier(), int(a.Step))
	return w.application(e).index(fnv(step)<<8 | uint64(a.Origin))
}

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
		passes := step.Passes(r.Tier.Flags&falseIdentity != 0, w.draw(e, r, purposePassing, w.stepIndex(e, r)))
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

// endApplication forgets an application, and plans the next look at the account.
func (w *World) endApplication(e sim.Entity, r *Record, now sim.Time) {
	w.sides[e].Application = tier.Application{Due: w.lookDue(e, r, now)}
	w.rearm(e, r)
}

// lookDue returns when an account is next looked at for what may lower it: disuse, or
// falling volume at the end of a period (rule T6).
func (w *World) lookDue(e sim.Entity, r *Record, now sim.Time) sim.Stamp {
	due := w.disuseDue(e, r, now)
	if w.policy.Tiers.Retains(int(r.Tier.Tier)) != nil {
		_, next := w.period(e, r, now)
		due = min(due, sim.StampOf(next))
	}
	return due
}

// period returns the number of the account's present period of keeping up its volume,
// and when the next one begins. Every customer has the phase of her assessments.
func (w *World) period(e sim.Entity, r *Record, at sim.Time) (number int32, next sim.Time) {
	return w.policy.Tiers.Retains(int(r.Tier.Tier)).Period(at, w.draw(e, r, purposePanel, 0))
}

// keepUp counts what goes out of an account that has a volume to keep up (rule T6).
func (w *World) keepUp(e sim.Entity, r *Record, at sim.Time, amount int64) {
	if p := &w.policy.Tiers; p.Retains(int(r.Tier.Tier)) != nil {
		period, _ := w.period(e, r, at)
		p.Add(&w.kept[e], period, amount)
	}
}

// beginKeeping begins an account's keeping up its volume: what went out before it had
// the tier, or before the policy was in force, says nothing against it.
func (w *World) beginKeeping(e sim.Entity, r *Record, at sim.Time) {
	if keeps := w.policy.Tiers.Retains(int(r.Tier.Tier)); keeps != nil {
		period, _ := w.period(e, r, at)
		w.kept[e] = keeps.Begin(period)
	}
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
	if !p.Regrading.On || r.Tier.Flags&tier.Declined != 0 || !tier.Qualifies(p, r.Tier, int(r.Tier.Tier)+1, w.gradeFacts(e, r, at)) {
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
	phase := sim.Time(w.draw(e, r, purposeAssessment, 0) * float64(every))
	rounds := (at - phase) / sim.Time(every)
	next := phase + rounds*sim.Time(every)
	for next <= at {
		next += sim.Time(every)
	}
	return sim.StampOf(next)
}

func (w *World) gradeFacts(e sim.Entity, r *Record, at sim.Time) tier.Facts {
	f := tier.Facts{Tenure: at.Sub(r.Opened), Idle: at.Sub(r.Dormancy.LastActive), Confirmed: int64(r.Alerts.Within12Months(at.Day()))}
	if p := &w.policy.Tiers; p.Retains(int(r.Tier.Tier)) != nil {
		period, _ := w.period(e, r, at)
		f.Volume = p.VolumeOf(&w.kept[e], period)
	}
	return f
}

// regrade is an assessment: it may lead to an application for another tier (rule
// T7).
func (w *World) regrade(c *sim.Cell, e sim.Entity, r *Record, at sim.Time) {
	p := &w.policy.Tiers
	s := &w.sides[e]
	s.Application.Due = sim.NoStamp
	target, why := tier.Regrade(p, r.Tier, w.gradeFacts(e, r, at))
	switch now := int(r.Tier.Tier); {
	case target > now && w.full(e, target):
		w.countApplication(w.cells[c.Index].counts, at, tier.Apply(target, tier.ByReview, why), appliedFull)
		s.Application.Due = w.lookDue(e, r, at)
	case target > now && r.Tier.Flags&tier.Declined == 0 && w.source.TakesOffer(&r.State, w.key(e, r), fnv(p.Tiers[target].ID)):
		w.apply(c, e, r, at, target, tier.ByReview, why)
	case target > now:
		r.Tier.Flags |= tier.Declined
		s.Application.Due = w.lookDue(e, r, at)
	case target < now:
		w.apply(c, e, r, at, target, tier.ByDemotion, why)
	default:
		s.Application.Due = w.lookDue(e, r, at)
	}
}

// graded carries out the panel's decision (rules T4, T7).
func (w *World) graded(b *sim.Barrier, e sim.Entity, out desk.Outcome) int {
	r, s := &w.records[e], &w.sides[e]
	a := s.Application
	if r.Presence != population.Open || !a.Open() || int(a.Origin) != tagDetail(out.Tag) || w.application(e) != occasionOf(out) {
		w.noteShared(b, e, evWithdrawn, int64(out.Cause))
		return decidedWithdrawn
	}
	if out.Kind != desk.Served {
		w.noteShared(b, e, evRuled, decidedLost)
		w.endApplication(e, r, b.Until)
		w.changed(b, e)
		w.countApplication(w.counts, b.Until, a, appliedLost)
		return decidedLost
	}
	u := w.draw(e, r, purposePanel, occasionOf(out).index(uint64(a.Origin)))
	ruling := w.policy.Tiers.Rule(r.Tier, a.Tier(), w.founded(e, r, a, b.Until), out.Wrong, u)
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
func (w *World) founded(e sim.Entity, r *Record, a tier.Application, now sim.Time) bool {
	if a.Origin == tier.ByOpening {
		return true
	}
	target, _ := tier.Regrade(&w.policy.Tiers, r.Tier, w.gradeFacts(e, r, now))
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
	w.tellTier(e, r, now)
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
	w.beginKeeping(e, r, now)
	w.tryAgain(e, now)
	if w.measured(now) {
		n.Moves.N[(int(from)*w.sizes.tiers+to)*int(tier.Origins)+int(a.Origin)]++
	}
	w.countApplication(n, now, a, appliedGranted)
	note(evTier, int64(from)|int64(to)<<8|int64(a.Origin)<<16|int64(a.Why())<<24)
	if a.Flags&tier.Decided == 0 && a.Why() != tier.Risk {
		w.tellTier(e, r, now)
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
	appliedFull       // not made: the person holds as many accounts of the tier as she may
)

// appliedNames are the words results use.
var appliedNames = []string{"made", "granted", "failed", "dismissed", "commercial", "lost", "full"}

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
		index := fnv(p.StepName(-1, 0, i)) // of the applicant: she opens one account
		takes += sim.Duration(max(step.Takes.Sample(w.lend(c, e, r, purposeGrading, index)), 0))
		passes = passes && step.Passes(untrue, w.draw(e, r, purposePassing, index))
	}
}

// falseApplicant says whether an applicant's identity is false: the truth, which
// no rule may read.
func (w *World) falseApplicant(e sim.Entity, r *Record) bool {
	share := w.plan.Population.Entry.False
	return share > 0 && w.draw(e, r, purposeIdentity, 0) < share
}
