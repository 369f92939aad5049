package model

import (
	"math"
	"slices"

	"weir/model/account"
	"weir/model/dormancy"
	"weir/model/population"
	"weir/model/reaction"
	"weir/model/tier"
	"weir/sim"
	"weir/sim/desk"
)

// afterwards is what a customer does about a refusal (rules T8, D8, D9). The
// draws are keyed by the intent that was refused.
func (w *World) afterwards(c *sim.Cell, e sim.Entity, r *Record, at sim.Time, in *population.Intent, result Result, by *tier.Limit, index uint64) {
	switch {
	case result == Restricted && in.Operation.Direction() != account.In:
		w.refused(c, e, r, at, index)
	case result == OverLimit && in.Operation.Direction() == account.Out:
		w.atLimit(c, e, r, at, in, by, index)
	}
}

// refused is an intent that a restriction did not let pass.
func (w *World) refused(c *sim.Cell, e sim.Entity, r *Record, at sim.Time, index uint64) {
	if r.Dormancy.Status == dormancy.Restricted {
		first := !w.sides[e].Case.Has(dormancy.Blocked)
		w.step(e, r, dormancy.Refusal, at)
		if first && w.sides[e].Case.Has(dormancy.Blocked) {
			w.countBlocked(c, r, at)
		}
	}
	s := &w.sides[e]
	if w.habits == nil || s.Talk.Reaction != sim.NoStamp {
		return
	}
	h := &w.habits[r.Segment]
	choice := h.WhenRestricted(w.draw(e, r, reaction.PurposeRestricted, index))
	w.countReaction(c, r, at, reactedToRestriction, choice)
	if choice != reaction.Accept {
		s.Talk.decide(choice, at.Add(h.Takes(w.root.Stream(w.key(e, r), reaction.PurposeDelay, index))))
		w.rearm(e, r)
	}
}

// atLimit is a payment that a limit did not let pass (rule T8).
func (w *World) atLimit(c *sim.Cell, e sim.Entity, r *Record, at sim.Time, in *population.Intent, by *tier.Limit, index uint64) {
	if w.habits == nil || by == nil {
		return
	}
	h := &w.habits[r.Segment]
	choice := h.AtTheLimit(w.draw(e, r, reaction.PurposeAtLimit, index))
	if choice == reaction.Split && !w.split(c, e, r, at, in, by, h) {
		choice = reaction.Accept // it takes too many parts
	}
	if choice != reaction.Accept {
		w.note(c, e, r, at, evAsked, int64(choice)|atALimit)
	}
	w.countReaction(c, r, at, reactedToLimit, choice)
	switch choice {
	case reaction.Ask:
		w.apply(c, e, r, at, int(r.Tier.Tier)+1, tier.ByRequest, tier.NoReason)
	case reaction.Complain:
		w.complain(c, e, r, at, aboutLimit, occasion{Root: at})
	case reaction.Leave:
		w.leave(c, r, at)
	}
}

// split begins to pay in parts what a daily limit does not let pass at once.
func (w *World) split(c *sim.Cell, e sim.Entity, r *Record, at sim.Time, in *population.Intent, by *tier.Limit, h *reaction.Habits) bool {
	if by.Window != tier.Day || by.Measure != tier.Amount || r.Noted&NotedRest != 0 {
		return false
	}
	limit := by.Value
	if limit == 0 { // the account's own
		limit = int64(r.Tier.Limit) * w.plan.Minor
	}
	used := w.used(&w.cells[c.Index], e, r, int32(at.Day()))
	parts, ok := h.Split(in.Amount, limit, limit-used[by.Slot()])
	if !ok {
		return false
	}
	rest := Rest{Parts: parts, Operation: in.Operation, Channel: in.Channel, Payee: in.Payee, Bound: in.Bound, Assisted: in.Assisted}
	rest.Due = sim.StampOf(at.Add(sim.Duration(parts.Window(0)) * sim.Day))
	w.cells[c.Index].rests[e] = rest
	r.Noted |= NotedRest
	w.rearm(e, r)
	return true
}

// nextPart pays the next part; what is refused ends the splitting.
func (w *World) nextPart(c *sim.Cell, e sim.Entity, r *Record, at sim.Time) {
	rests := w.cells[c.Index].rests
	rest := rests[e]
	asked := at.Add(-sim.Duration(rest.Parts.Window(rest.Made)) * sim.Day) // to the minute
	pay := payment{Intent: population.Intent{Operation: rest.Operation, Channel: rest.Channel, Amount: rest.Parts.Part(rest.Made), Payee: rest.Payee,
		Bound: rest.Bound, Assisted: rest.Assisted}, from: occasion{asked, uint16(rest.Made) + 1}}
	in := &pay.Intent
	result, by := w.carryOut(c, e, r, at, &pay)
	w.cells[c.Index].aside.payment(in.Channel, by)
	if w.measured(at) {
		n := w.cells[c.Index].counts
		n.Parts.N[result]++
		n.PartsValue.N[result] += in.Amount
	}
	w.note(c, e, r, at, evPart, int64(result)<<8|in.Amount<<16|int64(in.Operation))
	rest.Made++
	if result != Done && result != Waiting || rest.Made == rest.Parts.N {
		delete(rests, e)
		r.Noted &^= NotedRest
		return
	}
	days := rest.Parts.Window(rest.Made) - rest.Parts.Window(rest.Made-1)
	rest.Due = sim.StampOf(at.Add(sim.Duration(days) * sim.Day))
	rests[e] = rest
}

// react is the customer's doing what she has decided.
func (w *World) react(c *sim.Cell, e sim.Entity, r *Record, at sim.Time) {
	s := &w.sides[e]
	choice := s.Talk.Choice
	s.Talk.Reaction = sim.NoStamp
	if choice < reaction.Choices {
		w.note(c, e, r, at, evAsked, int64(choice)|int64(w.acting(r, s, choice))<<8)
	}
	switch {
	case choice >= reaction.Choices:
		w.wayEnds(c, e, r, at, int(choice)-reaction.Choices)
	case choice == reaction.Act:
		w.act(c, e, r, at)
	case choice == reaction.Object:
		w.carry(c, e, r, w.step(e, r, dormancy.Objection, at), at)
	case choice == reaction.Complain:
		w.complain(c, e, r, at, aboutRestriction, w.again(e, recurrentSupport, r.Dormancy.LastActive))
	case choice == reaction.Leave:
		w.leave(c, r, at)
	case choice.Reactivates():
		w.takeWay(c, e, r, at, choice)
	}
}

// What acting means.
const (
	actNone     = iota
	actAnswers            // she says that the account is in use
	actVerifies           // she has her data verified
	actReturns            // she reactivates it
	actUses               // she uses it
	atALimit    = 1 << 16 // and not upon a restriction: a mark of the event
)

// actNames are the words of traces.
var actNames = []string{"", "answers", "verifies", "reactivates", "uses"}

// acting returns what acting means for a customer who has been asked or told.
func (w *World) acting(r *Record, s *Side, choice reaction.Choice) int {
	switch {
	case choice != reaction.Act:
		return actNone
	case r.Noted&NotedAsking != 0:
		return actAnswers
	case s.Talk.About == AboutVerification:
		return actVerifies
	case r.Dormancy.Status == dormancy.Restricted:
		return actReturns
	}
	return actUses
}

// act is what a customer does who has been asked or told: she answers, has her
// data verified, uses the account before it is restricted, or reactivates it.
func (w *World) act(c *sim.Cell, e sim.Entity, r *Record, at sim.Time) {
	switch w.acting(r, &w.sides[e], reaction.Act) {
	case actAnswers:
		r.Noted &^= NotedAsking
		w.carry(c, e, r, w.step(e, r, dormancy.Answer, at), at)
	case actVerifies:
		if w.verified(e, r, at) {
			w.note(c, e, r, at, evLifted, 0)
		}
	case actReturns:
		w.takeWay(c, e, r, at, reaction.Act)
	default:
		w.active(c, e, r, at)
	}
}

// wayNames are the words that policies call the ways by which a customer may want
// to come back.
var wayNames = map[reaction.Choice]string{reaction.AtBranch: "branch", reaction.InApp: "app", reaction.Online: "online"}

// takeWay begins to bring an account back (rule D9).
func (w *World) takeWay(c *sim.Cell, e sim.Entity, r *Record, at sim.Time, choice reaction.Choice) {
	try := w.again(e, recurrentWay, r.Dormancy.LastActive)
	way, why := w.pickWay(e, r, at, wayNames[choice], try)
	label := -1
	if way != nil {
		label = way.label
	}
	w.countWay(c, at, label, why)
	w.note(c, e, r, at, evWay, packWay(label, why))
	if why != wayOpen {
		return
	}
	if way.desk >= 0 {
		w.ask(c, e, r, at, matterReactivation, way.desk, label, try)
		return
	}
	s := &w.sides[e]
	takes := way.Takes.Sample(w.lend(c, e, r, purposeWay, try.index(0)))
	s.Talk.decide(reaction.Choice(reaction.Choices+label), at.Add(sim.Duration(max(takes, 0))))
}

// pickWay returns the way to take, nil if the policy has none, and whether it can be
// taken: the way she wants, if the policy has it for her restriction; else one of
// those that are open to her, by their shares. Each of these waits for an
// exponential time at the rate of its share, and the first is it: that has the
// chances wanted, and no way's draw depends on which others there are.
func (w *World) pickWay(e sim.Entity, r *Record, at sim.Time, wanted string, try occasion) (pick *way, why int) {
	why = wayNone
	first := math.Inf(1)
	for k := range w.policy.ways {
		way := &w.policy.ways[k]
		if !way.Lifts(r.Dormancy.Level) {
			continue
		}
		state := w.wayState(e, r, at, way)
		switch {
		case way.ID == wanted:
			return way, state
		case state == wayOpen && way.Share > 0:
			s := w.root.Stream(w.key(e, r), purposeWhichWay, try.index(fnv(way.ID)))
			if t := s.Exp() / way.Share; t < first {
				pick, why, first = way, wayOpen, t
			}
		case pick == nil:
			pick, why = way, state
		}
	}
	return pick, why
}

// wayLabelled returns the way that has a number among those of all policies; nil if
// the policy in force does not have it.
func (w *World) wayLabelled(label int) *way {
	i := slices.IndexFunc(w.policy.ways, func(x way) bool { return x.label == label })
	if i < 0 {
		return nil
	}
	return &w.policy.ways[i]
}

// wayState says whether a way is open to a customer now.
func (w *World) wayState(e sim.Entity, r *Record, at sim.Time, way *way) int {
	switch {
	case w.bulletin.systems[r.Region]&way.need != way.need:
		return wayDown
	case way.Phone && !w.confirms(e, r, at):
		return wayUnconfirmed
	}
	return wayOpen
}

// What may become of an attempt to come back.
const (
	wayOpen = iota // begun
	wayDone
	wayFailed
	wayDown        // what it needs does not work
	wayUnconfirmed // the one-time password does not reach her
	wayNone        // the policy has none for this restriction
)

// wayOutcomes are the words results use.
var wayOutcomes = []string{"begun", "done", "failed", "down", "unconfirmed", "none"}

// packWay packs an attempt for its event: the number of the way among those of all
// policies plus 1, and what becomes of it.
func packWay(label, what int) int64 { return int64(label+1) | int64(what)<<8 }

// wayEnds is the end of a way that takes no staff.
func (w *World) wayEnds(c *sim.Cell, e sim.Entity, r *Record, at sim.Time, label int) {
	way := w.wayLabelled(label)
	if way == nil {
		return // the policy has changed
	}
	if w.wayFails(e, r, way, w.latest(e, recurrentWay)) {
		w.countWay(c, at, label, wayFailed)
		w.note(c, e, r, at, evWay, packWay(label, wayFailed))
		return
	}
	w.countWay(c, at, label, wayDone)
	w.note(c, e, r, at, evWay, packWay(label, wayDone))
	if w.verified(e, r, at) {
		w.note(c, e, r, at, evLifted, 0)
	}
	w.carry(c, e, r, w.step(e, r, dormancy.Reactivation, at), at)
}

// wayFails says whether an attempt to come back fails by itself; where the policy no
// longer has the way it does not.
func (w *World) wayFails(e sim.Entity, r *Record, way *way, try occasion) bool {
	return way != nil && w.draw(e, r, purposeWayFails, try.index(0)) < way.Fails
}

// reactivatedByStaff is the end of a way through a desk.
func (w *World) reactivatedByStaff(b *sim.Barrier, e sim.Entity, out desk.Outcome, label int) int {
	r := &w.records[e]
	if r.Presence != population.Open || r.Dormancy.Level == dormancy.Free && r.Noted&NotedLapsed == 0 {
		w.noteShared(b, e, evWithdrawn, int64(out.Cause))
		return decidedWithdrawn
	}
	count := func(what int) {
		w.noteShared(b, e, evWay, packWay(label, what))
		if w.measured(b.Until) {
			w.counts.Ways.N[label*len(wayOutcomes)+what]++
		}
	}
	if out.Kind != desk.Served {
		count(wayFailed)
		return decidedLost
	}
	if out.Wrong || w.wayFails(e, r, w.wayLabelled(label), occasionOf(out)) {
		count(wayFailed)
		return decidedDeclined
	}
	count(wayDone)
	if w.verified(e, r, b.Until) {
		w.noteShared(b, e, evLifted, 0)
	}
	w.carryShared(b, e, r, w.step(e, r, dormancy.Reactivation, b.Until))
	return decidedApproved
}

// complain counts a complaint and puts it before the support desk, if there is
// one (rule D8).
func (w *World) complain(c *sim.Cell, e sim.Entity, r *Record, at sim.Time, about int, why occasion) {
	if w.policy.support >= 0 {
		w.ask(c, e, r, at, matterSupport, w.policy.support, about, why)
	}
}

// What a complaint is about.
const (
	aboutLimit = iota
	aboutRestriction
)

// leave is a customer's closing the account because of what was refused.
func (w *World) leave(c *sim.Cell, r *Record, at sim.Time) {
	r.Closes = at
	if w.measured(at) {
		w.cells[c.Index].counts.Left.N[w.groupCell(r)]++
	}
}
