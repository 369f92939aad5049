package model

import (
	"container/heap"

	"weir/model/account"
	"weir/model/population"
	"weir/model/tier"
	"weir/sim"
)

// outside stands for a payee who is no customer of the institution.
const outside sim.Entity = 1<<32 - 1

// Held is a payment that waits: for a desk, or for its time. Its money is set
// aside, so that nothing else can spend it.
type Held struct {
	At        sim.Time // when it was asked for
	Entity    sim.Entity
	Payee     sim.Entity // or outside
	Amount    int64
	Operation account.Operation
	Reason    Reason
	Holder    uint16 // generation of who asked for it
}

// Reason says why a payment waits.
type Reason uint8

// The reasons.
const (
	HeldForReview     Reason = iota // a limit says so, or a screening rule (rules T2, F6)
	HeldForAssessment               // a major transaction of an advanced account (rule T5)
	HeldForAssistance               // staff carry it out after an approval (rule T11)
	HeldForTime                     // it goes out later (rule T2)
	Reasons           = iota
)

// ReasonNames are the words results use.
var ReasonNames = [Reasons]string{"review", "assessment", "assistance", "delay"}

// hold sets a payment's money aside and sends it to wait (rule P6: it is in
// flight meanwhile).
func (w *World) hold(c *sim.Cell, e sim.Entity, r *Record, at sim.Time, pay *payment, why Reason, by *tier.Limit) {
	detail := int64(pay.from.Time)<<daysBits | int64(at.Sub(pay.from.Root)/sim.Day)
	if why == HeldForTime {
		detail = min(int64(by.Delay/sim.Minute), mostDelay)
	}
	r.Account.Balance -= pay.Amount
	w.cells[c.Index].ledger.Move(account.Customers, account.InFlight, pay.Amount)
	c.Post(sim.Post{At: at, Class: sim.Arrive, Kind: postHeld | uint16(pay.Operation)<<12 | uint16(why)<<8, Entity: e, Seq: r.Account.Seq, Other: pay.payee,
		Arg: pay.Amount<<20 | detail})
}

// mostDelay is the most minutes that a waiting payment's post can hold: two years,
// twice what a limit may say.
const mostDelay = 1<<20 - 1

// daysBits are those of the days between an intent and a part of it in the post of a
// payment that waits for a desk; above them is which part it is. Both are at most
// reaction.Habits.Parts, which is below 2^10.
const daysBits = 10

// takeHeld takes a waiting payment over at the end of the window.
func (w *World) takeHeld(p sim.Post) {
	h := Held{At: p.At, Entity: p.Entity, Payee: p.Other, Amount: p.Arg >> 20,
		Operation: account.Operation(p.Kind >> 12), Reason: Reason(p.Kind >> 8 & 0xf), Holder: w.holderAt(p.Entity, p.At)}
	slot := w.heldSlot()
	w.held[slot] = h
	number := w.heldDesk(h.Reason)
	if h.Reason == HeldForTime || number < 0 { // by itself: after its time, or since nobody decides any more
		wait := sim.Duration(0)
		if h.Reason == HeldForTime {
			wait = sim.Duration(p.Arg&mostDelay) * sim.Minute
		}
		heap.Push(&w.later, laterThing{p.At.Add(wait), slot, h.Entity})
		return
	}
	days := sim.Duration(p.Arg & (1<<daysBits - 1))
	from := occasion{p.At.Add(-days * sim.Day), uint16(p.Arg & mostDelay >> daysBits)}
	w.submit(p.At, p.Entity, matterPayment, number, int(h.Reason), from, slot)
}

// heldSlot returns a free place for a waiting payment.
func (w *World) heldSlot() int {
	if n := len(w.freeHeld); n > 0 {
		slot := w.freeHeld[n-1]
		w.freeHeld = w.freeHeld[:n-1]
		return slot
	}
	w.held = append(w.held, Held{})
	return len(w.held) - 1
}

// paymentDecided carries out a desk's decision about a waiting payment. A wrong
// one refuses what was in order; who gets no answer gets the money back.
func (w *World) paymentDecided(b *sim.Barrier, slot int, served, wrong bool) int {
	w.release(b, slot, served && !wrong)
	switch {
	case !served:
		return decidedLost
	case wrong:
		return decidedDeclined
	}
	return decidedApproved
}

// release lets a waiting payment go, or gives its money back.
func (w *World) release(b *sim.Barrier, slot int, through bool) {
	h := w.held[slot]
	w.held[slot] = Held{}
	w.freeHeld = append(w.freeHeld, slot)
	r := &w.records[h.Entity]
	there := r.Presence == population.Open && r.Generation == h.Holder
	if w.measured(h.At) {
		w.counts.Held.N[int(h.Reason)*2+bit(through)]++
	}
	switch {
	case !through && there:
		w.ledger.Move(account.InFlight, account.Customers, h.Amount)
		r.Account.Credit(h.Amount)
		w.noteShared(b, h.Entity, evRefused, h.Amount)
		return
	case !through:
		w.ledger.Move(account.InFlight, account.Outside, h.Amount)
		return
	case h.Operation == account.CashOut:
		w.ledger.Move(account.InFlight, account.Outside, h.Amount)
	case h.Payee == outside:
		w.ledger.Move(account.InFlight, account.Settlement, h.Amount)
	default:
		w.deliver(b, h.Payee, h.Amount)
	}
	if there {
		w.noteShared(b, h.Entity, evReleased, h.Amount)
	}
}

// heldDesk returns the desk that decides about payments that wait for a reason;
// -1 if there is none.
func (w *World) heldDesk(why Reason) int {
	if why == HeldForReview && w.policy.alerts >= 0 {
		return w.policy.alerts
	}
	return w.policy.assistance
}

// heldReason says whether and why a verdict makes a payment wait.
func heldReason(v tier.Verdict, by *tier.Limit) (Reason, bool) {
	switch v {
	case tier.Delayed:
		return HeldForTime, true
	case tier.NeedsReview:
		return HeldForReview, true
	case tier.NeedsAssessment:
		return HeldForAssessment, true
	case tier.NeedsApproval:
		return HeldForAssistance, true
	}
	return 0, false
}
