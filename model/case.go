package model

import (
	"slices"

	"weir/model/emergency"
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

// A case's tag says what it is about: the matter, who held the place in the book
// then, the payment that waits for it and whether it counts.
func tag(m matter, holder uint16, held int, counted bool) uint64 {
	return uint64(held)<<24 | uint64(holder)<<8 | uint64(m)<<1 | uint64(bit(counted))
}

func tagMatter(tag uint64) matter { return matter(tag >> 1 & 0x7f) }
func tagHolder(tag uint64) uint16 { return uint16(tag >> 8) }
func tagHeld(tag uint64) int      { return int(tag >> 24) }
func tagCounted(tag uint64) bool  { return tag&1 == 1 }

// holderAt returns the generation of who held a place when something was sent in
// the window that ends. Who has opened the account since then is somebody else.
func (w *World) holderAt(e sim.Entity, sent sim.Time) uint16 {
	r := &w.records[e]
	if r.Opened > sent {
		return r.Generation - 1
	}
	return r.Generation
}

// ask sends a case to a desk by the window's end. The cause names the case's
// draws: something that no policy can change.
func (w *World) ask(c *sim.Cell, e sim.Entity, r *Record, at sim.Time, m matter, desk, stage int, cause int64) {
	c.Post(sim.Post{At: at, Class: sim.Arrive, Kind: postCase + uint16(m), Entity: e, Seq: r.Account.Seq,
		Other: sim.Entity(desk<<8 | stage), Arg: cause})
}

// submit brings a case before its desk.
func (w *World) submit(at sim.Time, e sim.Entity, m matter, number, stage int, cause int64, held int) {
	class := w.classOf(number, m, stage)
	if m == matterAlert {
		stage = 0 // it names the draws of stages, and this is a rule's number
	}
	counted := w.measured(at)
	if counted {
		w.open[number]++
	}
	w.desks[number].Arrive(at, desk.Case{
		Entity: uint64(e), Cause: uint64(cause), Tag: tag(m, w.holderAt(e, at), held, counted), Stage: uint16(stage) + uint16(m)<<8,
		Class: class,
	})
}

// classOf returns the class of a case at a desk: for an alert that of its rule's
// class of alerts, if the desk has one.
func (w *World) classOf(number int, m matter, stage int) uint16 {
	if rules := w.policy.Screening.Rules; m == matterAlert && stage < len(rules) {
		for i, class := range w.plan.Institution.Desks.Desks[number].Classes {
			if slices.Contains(class.Topics, rules[stage].Class) {
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
	e, stage := sim.Entity(out.Entity), int(out.Stage&0xff)
	served, wrong, cause := out.Kind == desk.Served, out.Wrong, int64(out.Cause)
	w.aside = aside{desk: number, matter: tagMatter(out.Tag)}
	if m := tagMatter(out.Tag); m < matterPayment && w.records[e].Generation != tagHolder(out.Tag) {
		w.noteShared(b, e, evWithdrawn, cause) // whose case it was has left the book
		return decidedWithdrawn
	}
	switch tagMatter(out.Tag) {
	case matterApproval:
		return w.approval(b, e, out, stage)
	case matterAlert:
		return w.alertReviewed(b, e, out, cause)
	case matterGrading:
		return w.graded(b, e, served, wrong, cause)
	case matterObjection:
		return w.objectionHeard(b, e, served, wrong, cause)
	case matterReactivation:
		return w.reactivatedByStaff(b, e, stage, served, wrong, cause)
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
