package model

import (
	"slices"

	"weir/model/emergency"
	"weir/model/population"
	"weir/sim"
	"weir/sim/desk"
)

// matter is what a case before a desk is about.
type matter uint16

// The matters.
const (
	matterApproval     matter = iota // a dormant account; the stage is that of the chain (rule D4)
	matterAlert                      // a transaction that a screening rule noticed (rule F7)
	matterGrading                    // an application for a tier (rules T4, T7)
	matterObjection                  // against a restriction (rule D8)
	matterReactivation               // of a restricted account by staff (rule D9)
	matterPayment                    // a payment that waits to be released (rules T2, T5, T11)
	matterSupport                    // a question about a restriction (rule D8)
	matters            = iota
)

// matterNames are the words results use.
var matterNames = [matters]string{"dormancy_approval", "alert", "grading", "objection", "reactivation", "payment", "support"}

// matterRules are the rules behind each matter.
var matterRules = [matters][]string{{"D4"}, {"F7", "D1"}, {"T4", "T7"}, {"D8"}, {"D9"}, {"T2", "T5", "T11"}, {"D8"}}

// What may become of a case.
const (
	decidedApproved = iota
	decidedDeclined
	decidedWithdrawn // it had become pointless
	decidedLost      // nobody dealt with it
)

// decisionNames are the words results use.
var decisionNames = []string{"approved", "declined", "withdrawn", "lost"}

// A case's tag says what it is about: the matter and its detail, the payment that
// waits for it and whether it counts. Whose it is says its entity.
func tag(m matter, detail, held int, counted bool) uint64 {
	return uint64(held)<<16 | uint64(detail)<<8 | uint64(m)<<1 | uint64(bit(counted))
}

func tagMatter(tag uint64) matter { return matter(tag >> 1 & 0x7f) }
func tagDetail(tag uint64) int    { return int(tag >> 8 & 0xff) }
func tagHeld(tag uint64) int      { return int(tag >> 16) }
func tagCounted(tag uint64) bool  { return tag&1 == 1 }

// holderOf returns the generation of whose case it is.
func holderOf(out desk.Outcome) uint16 { return uint16(out.Entity >> 32) }

// holderAt returns the generation of who held a place when something was sent in
// the window that ends. Who has opened the account since then is somebody else.
func (w *World) holderAt(e sim.Entity, sent sim.Time) uint16 {
	r := &w.records[e]
	if r.Opened > sent {
		return r.Generation - 1
	}
	return r.Generation
}

// ask sends a case to a desk by the window's end. The detail is a number below 256:
// of a stage, a rule, a way, a reason, as the matter has it. The occasion names the
// case's draws.
func (w *World) ask(c *sim.Cell, e sim.Entity, r *Record, at sim.Time, m matter, desk, detail int, why occasion) {
	c.Post(sim.Post{At: at, Class: sim.Arrive, Kind: postCase + uint16(m) | uint16(detail)<<8, Entity: e, Seq: r.Account.Seq,
		Other: sim.Entity(desk)<<16 | sim.Entity(why.Time), Arg: int64(why.Root)})
}

// foundByCheck is added to the number of a rule in the detail of an alert that no
// single transaction has raised (rule T5).
const foundByCheck = 1 << 7

// stageOf returns what of a case's detail names its draws. Where the detail is a
// place in a list of the policy, that is not it.
func (w *World) stageOf(m matter, detail int) (stage uint16) {
	switch m {
	case matterApproval: // 0 but at a desk that decides more than once
		chain := w.policy.approval
		for _, earlier := range chain[:detail] {
			stage += uint16(bit(earlier == chain[detail]))
		}
	case matterAlert:
		stage = uint16(detail / foundByCheck)
	case matterReactivation: // of whichever way
	default:
		stage = uint16(detail)
	}
	return stage
}

// submit brings a case before its desk.
func (w *World) submit(at sim.Time, e sim.Entity, m matter, number, detail int, why occasion, held int) {
	counted := w.measured(at)
	if counted {
		w.open[number]++
	}
	w.desks[number].Arrive(at, desk.Case{
		Entity: population.Key(e, w.holderAt(e, at)), Cause: uint64(why.Root), Tag: tag(m, detail, held, counted),
		Stage: w.stageOf(m, detail) | uint16(m)<<8, Visit: why.Time, Class: w.classOf(number, m, detail),
	})
}

// classOf returns the class of a case at a desk: for an alert that of its rule's
// class of alerts, if the desk has one.
func (w *World) classOf(number int, m matter, detail int) uint16 {
	rule := detail % foundByCheck
	if rules := w.policy.Screening.Rules; m == matterAlert && rule < len(rules) {
		for i, class := range w.plan.Institution.Desks.Desks[number].Classes {
			if slices.Contains(class.Topics, rules[rule].Class) {
				return uint16(i)
			}
		}
	}
	return w.classes[number][m]
}

// late says whether a case left its desk too late: an objection by the policy's
// time for them, if it has one (rule D8), others by the desk's.
func (w *World) late(out desk.Outcome) bool {
	within := w.policy.Dormancy.Objection.Within
	switch {
	case tagMatter(out.Tag) != matterObjection:
		return out.Breached
	case within.WorkingDays > 0:
		return out.Ended > w.plan.calendar.EndOfWorkingDay(out.Arrived, int(within.WorkingDays))
	case within.After > 0:
		return out.Ended > out.Arrived.Add(within.After)
	}
	return out.Breached
}

// closeCase takes what a desk says of a case, carries it out, and counts it in
// the phase in which the case arrived.
func (w *World) closeCase(b *sim.Barrier, number int, out desk.Outcome) {
	if out.Again {
		return // the case comes back
	}
	decision := w.settleCase(b, number, out)
	w.overreach(b, number, out)
	if !tagCounted(out.Tag) {
		return
	}
	w.open[number]--
	phase := int(emergency.PhaseAt(w.outages, out.Arrived))
	n := w.counts
	n.Cases.N[((number*len(decisionNames)+decision)*2+bit(!w.late(out)))*emergency.Phases+phase]++
	n.Matters.N[int(tagMatter(out.Tag))*len(decisionNames)+decision]++
	wait := out.Wait()
	n.Waits.N[number*emergency.Phases+phase] += int64(wait / sim.Millisecond)
	n.Served.N[number*emergency.Phases+phase]++
	n.WaitOver[number].Add(int64(wait))
	n.Daily[dailyWait].Add(out.Arrived.Day(), int64(wait/sim.Millisecond), 1000)
}

// settleCase is the table of contents of what desks decide.
func (w *World) settleCase(b *sim.Barrier, number int, out desk.Outcome) int {
	e, detail := sim.Entity(out.Entity), tagDetail(out.Tag)
	served, wrong := out.Kind == desk.Served, out.Wrong
	w.aside = aside{desk: number, matter: tagMatter(out.Tag)}
	if m := tagMatter(out.Tag); m < matterPayment && w.records[e].Generation != holderOf(out) {
		w.noteShared(b, e, evWithdrawn, int64(out.Cause)) // whose case it was has left the book
		return decidedWithdrawn
	}
	switch tagMatter(out.Tag) {
	case matterApproval:
		return w.approval(b, e, out, detail)
	case matterAlert:
		return w.alertReviewed(b, e, out)
	case matterGrading:
		return w.graded(b, e, out)
	case matterObjection:
		return w.objectionHeard(b, e, out)
	case matterReactivation:
		return w.reactivatedByStaff(b, e, out, detail)
	case matterPayment:
		return w.paymentDecided(b, tagHeld(out.Tag), served, wrong)
	default: // matterSupport: an answer changes nothing by itself
		if served {
			return decidedApproved
		}
		return decidedLost
	}
}

// takeClasses finds the class of each matter at each desk.
func (w *World) takeClasses() {
	for _, d := range w.plan.Institution.Desks.Desks {
		var classes [matters]uint16
		for m, name := range matterNames {
			class, _ := d.Route(name)
			classes[m] = uint16(class)
		}
		w.classes = append(w.classes, classes)
	}
}
