package model

import (
	"weir/model/contact"
	"weir/model/dormancy"
	"weir/model/emergency"
	"weir/model/reaction"
	"weir/sim"
	"weir/sim/rng"
)

// begin starts a notice: its first attempt is due at once. One that is under way
// gives way; of a change of tier she is told afterwards, since nothing else does.
func (t *Talk) begin(about About, st *contact.State, at sim.Time) {
	if t.Notice != sim.NoStamp && t.About == AboutTier && about != AboutTier {
		t.Line |= 1 << AboutTier
	}
	t.About, t.Taken, t.Seen, t.Best, t.Notice = about, 0, 0, int8(st.Best()), sim.StampOf(at)
}

// beginNotice starts a notice by its occasion: what goes back to what she did, but
// that her data are to be verified to the opening, as every round of it does.
func (w *World) beginNotice(e sim.Entity, r *Record, at sim.Time, about About) {
	root := r.Dormancy.LastActive
	if about == AboutVerification {
		root = r.Opened
	}
	w.again(e, recurrentNotice+recurrent(about), root)
	w.sides[e].Talk.begin(about, w.contactOf(e), at)
}

// tellTier begins the notice of a change of tier, or lets it stand in line while
// another is under way (rule T7).
func (w *World) tellTier(e sim.Entity, r *Record, at sim.Time) {
	if w.people == nil {
		return
	}
	w.sides[e].Talk.Line |= 1 << AboutTier
	w.nextInLine(e, r, at)
}

// nextInLine begins the notice that stands in line, once the one before it is over
// and she has done what she meant to do about that.
func (w *World) nextInLine(e sim.Entity, r *Record, at sim.Time) {
	t := &w.sides[e].Talk
	if t.Line == 0 || t.Notice != sim.NoStamp || t.Reaction != sim.NoStamp {
		return
	}
	t.Line = 0
	w.beginNotice(e, r, at, AboutTier)
}

// startNotice begins the ladder of a notice (rule C4). Where contact is not
// modelled it is received at once.
func (w *World) startNotice(c *sim.Cell, e sim.Entity, r *Record, at sim.Time, about About) {
	s := &w.sides[e]
	if w.people == nil {
		if about == AboutDormancy {
			w.carry(c, e, r, w.step(e, r, dormancy.Receipt, at), at)
		}
		return
	}
	if about == AboutVerification && s.Talk.Notice != sim.NoStamp && s.Talk.About == AboutDormancy {
		return // the notice that has to come before a restriction does not give way: it says both
	}
	w.beginNotice(e, r, at, about)
	w.rearm(e, r)
}

// question asks a customer whether the account is in use (rule D3).
func (w *World) question(c *sim.Cell, e sim.Entity, r *Record, at sim.Time) {
	if w.people == nil {
		if w.answers(e, r, at) {
			w.carry(c, e, r, w.step(e, r, dormancy.Answer, at), at)
		}
		return
	}
	w.startNotice(c, e, r, at, AboutQuestion)
}

// answers says whether a customer who is asked at once answers, where contact is
// not modelled.
func (w *World) answers(e sim.Entity, r *Record, at sim.Time) bool {
	if w.habits == nil || !r.Alive(at) {
		return false
	}
	asked := w.again(e, recurrentNotice+recurrent(AboutQuestion), r.Dormancy.LastActive)
	return w.habits[r.Segment].Answers(w.draw(e, r, reaction.PurposeAsked, asked.index(uint64(AboutQuestion))))
}

// draw returns a uniform of the replication's chance.
func (w *World) draw(e sim.Entity, r *Record, p rng.Purpose, index uint64) float64 {
	return w.root.Uniform(w.key(e, r), p, index)
}

// ladder returns the order of attempts for what a notice is about.
func (w *World) ladder(about About) *contact.Ladder {
	if about == AboutQuestion {
		return &w.policy.asking
	}
	return &w.policy.notice
}

// attempt makes the next attempt of a notice and waits for an answer, or ends the
// ladder (rules C3, C4).
func (w *World) attempt(c *sim.Cell, e sim.Entity, r *Record, at sim.Time) {
	s := &w.sides[e]
	if s.Talk.Taken >= answerYes {
		w.answered(c, e, r, at)
		return
	}
	p := &w.plan.Institution.Contact
	ladder := w.ladder(s.Talk.About)
	step, number, taken, more := ladder.Next(p, w.contactOf(e), int(s.Talk.Best), int(s.Talk.Taken))
	if !more {
		s.Talk.Notice = sim.NoStamp
		w.ladderOver(c, e, r, at)
		return
	}
	ch := &p.Channels[number]
	if open := ladder.SendAt(ch, at); open > at {
		s.Talk.Notice = sim.StampOf(open)
		return
	}
	notice := w.latest(e, recurrentNotice+recurrent(s.Talk.About))
	name := fnv(ch.ID)<<16 | uint64(ladder.Earlier(number, int(s.Talk.Best), p, taken))<<8 | uint64(s.Talk.About)
	standing := w.contactOf(e).Standing(ch.Point, at)
	o := contact.Attempt(ch, standing, w.bulletin.Reaches(number, int(r.Region)), w.takesNotes(e, at), w.people.Chance(w.key(e, r), notice.index(name)), at)
	s.Talk.Taken = uint8(taken)
	s.Talk.Notice = sim.StampOf(at.Add(max(step.Wait, sim.Minute)))
	w.countAttempt(c, r, at, &s.Talk, number, o)
	w.note(c, e, r, at, evNotice, int64(number)|int64(s.Talk.About)<<8|outcomeBits(o)<<16)
	if o.Read {
		w.takesNote(e, r, o, notice.index(uint64(s.Talk.About)))
	}
	switch { // what is answered is known when the answer is there
	case o.Acknowledged:
		s.Talk.Taken, s.Talk.Best, s.Talk.Notice = answerYes, int8(number), sim.StampOf(o.At)
	case o.Denied:
		s.Talk.Taken, s.Talk.Best, s.Talk.Notice = answerNo, int8(number), sim.StampOf(o.At)
	default:
		w.contactOf(e).Note(number, o)
	}
}

// Values of Talk.Taken while an answer is on its way; Talk.Best is its channel.
const (
	answerYes = 254 // she has it
	answerNo  = 255 // a stranger says that he is somebody else
)

// answered takes the answer to a notice: the ladder is over.
func (w *World) answered(c *sim.Cell, e sim.Entity, r *Record, at sim.Time) {
	s := &w.sides[e]
	yes := s.Talk.Taken == answerYes
	w.note(c, e, r, at, evAnswer, int64(s.Talk.Best)|int64(s.Talk.About)<<8|int64(bit(yes))<<16)
	w.contactOf(e).Note(int(s.Talk.Best), contact.Outcome{Sent: true, LogDelivered: true, Acknowledged: yes, Denied: !yes, At: at})
	s.Talk.Notice, s.Talk.Taken = sim.NoStamp, 0
	switch about := s.Talk.About; {
	case yes && about == AboutDormancy:
		w.carry(c, e, r, w.step(e, r, dormancy.Receipt, at), at)
	case !yes && about == AboutDormancy:
		w.carry(c, e, r, w.step(e, r, dormancy.Exhaustion, at), at)
	case !yes && about == AboutQuestion:
		w.carry(c, e, r, w.step(e, r, dormancy.Denial, at), at)
	}
}

// outcomeBits packs what became of an attempt for its event.
func outcomeBits(o contact.Outcome) int64 {
	return int64(bit(o.Sent) | bit(o.LogDelivered)<<1 | bit(o.ReachedOwner)<<2 | bit(o.ReachedStranger)<<3 | bit(o.Read)<<4 | bit(o.Acknowledged)<<5 | bit(o.Denied)<<6)
}

// ladderOver is the end of a ladder without an answer.
func (w *World) ladderOver(c *sim.Cell, e sim.Entity, r *Record, at sim.Time) {
	switch w.sides[e].Talk.About {
	case AboutDormancy:
		w.carry(c, e, r, w.step(e, r, dormancy.Exhaustion, at), at)
	case AboutQuestion: // the case itself knows how long an answer is waited for
	}
}

// takesNote is the customer's reading a notice: she may decide to do something
// about it (rules D3, D5, D8, P13). The index names the notice: however often she
// reads it, she makes up her mind once.
func (w *World) takesNote(e sim.Entity, r *Record, o contact.Outcome, index uint64) {
	if w.habits == nil {
		return
	}
	s, h := &w.sides[e], &w.habits[r.Segment]
	switch s.Talk.About {
	case AboutQuestion:
		if h.Answers(w.draw(e, r, reaction.PurposeAsked, index)) {
			if s.Talk.decide(reaction.Act, o.At) {
				r.Noted |= NotedAsking
			}
		}
	case AboutDormancy:
		if choice := h.WhenTold(w.draw(e, r, reaction.PurposeNotice, index)); choice != reaction.Accept {
			s.Talk.decide(choice, o.At.Add(h.Takes(w.root.Stream(w.key(e, r), reaction.PurposeToldDelay, index))))
		}
	case AboutVerification:
		if h.Answers(w.draw(e, r, reaction.PurposeAsked, index)) {
			s.Talk.decide(reaction.Act, o.At.Add(h.Takes(w.root.Stream(w.key(e, r), reaction.PurposeToldDelay, index))))
		}
	}
}

// decide notes what she will do and when, unless she is about to do something
// already, and says whether it did.
func (t *Talk) decide(choice reaction.Choice, at sim.Time) bool {
	if t.Reaction != sim.NoStamp {
		return false
	}
	t.Choice, t.Reaction = choice, sim.StampOf(at)
	return true
}

// countAttempt counts an attempt, and what it adds to its notice, by all that may
// be said of them: what the institution sent, what its log shows, and whom it
// reached (rule C8).
func (w *World) countAttempt(c *sim.Cell, r *Record, at sim.Time, t *Talk, channel int, o contact.Outcome) {
	if !w.measured(at) {
		return
	}
	n := w.cells[c.Index].counts
	about, segments := int(t.About), w.sizes.segments
	for what, yes := range [...]bool{attemptMade: true, attemptSent: o.Sent, attemptLogged: o.LogDelivered, attemptOwner: o.ReachedOwner,
		attemptStranger: o.ReachedStranger, attemptRead: o.Read, attemptAnswered: o.Acknowledged} {
		if !yes {
			continue
		}
		i := ((what*Abouts+about)*w.sizes.reach+channel)*segments + int(r.Segment)
		n.Attempts.N[i*emergency.Phases+int(w.bulletin.Phase)]++
		if t.Seen&(1<<what) == 0 {
			t.Seen |= 1 << what
			n.Notices.N[(what*Abouts+about)*segments+int(r.Segment)]++
		}
	}
}

// What is counted of an attempt.
const (
	attemptMade = iota
	attemptSent
	attemptLogged
	attemptOwner
	attemptStranger
	attemptRead
	attemptAnswered
)

// attemptNames are the words results use.
var attemptNames = []string{"made", "sent", "logged", "owner", "stranger", "read", "answered"}
