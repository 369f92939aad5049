package model

import (
	"testing"

	"weir/model/account"
	"weir/model/contact"
	"weir/model/dormancy"
	"weir/model/reaction"
	"weir/model/screening"
	"weir/sim"
	"weir/sim/desk"
	"weir/sim/param"
)

// TestDecisionsMeetTheirCase: what a desk says of a case that is over is not carried
// out on the one that has followed it (rules D4, D8).
func TestDecisionsMeetTheirCase(t *testing.T) {
	w, _ := libraryPlan(t, 60, 10*sim.Day, nil, nil).begin(0, Options{})
	e, r := anybody(t, w)
	s := &w.sides[e]
	stage(t, &staged{World: w, between: func(b *sim.Barrier) {
		objected := func(opened sim.Time) {
			r.Dormancy = dormancy.State{LastActive: opened, Since: sim.StampOf(opened), Status: dormancy.Restricted, Level: dormancy.Limited, Cause: dormancy.Idle}
			s.Case = dormancy.Case{Opened: sim.StampOf(opened), Due: sim.NoStamp, Until: sim.NoStamp, Flags: dormancy.Told | dormancy.Objected}
		}
		earlier, present := w.again(e, recurrentObjection, 1), w.again(e, recurrentObjection, 1)
		for why, want := range map[occasion]int{earlier: decidedWithdrawn, present: decidedApproved} {
			if objected(b.Until.Add(-sim.Hour)); w.objectionHeard(b, e, decisionOn(matterObjection, why)) != want {
				t.Errorf("the decision about objection %+v is not %s, the present one is %+v", why, decisionNames[want], present)
			}
		}
		earlier, present = w.again(e, recurrentApproval, b.From), w.again(e, recurrentApproval, b.From)
		for why, want := range map[occasion]int{earlier: decidedWithdrawn, present: decidedApproved} {
			r.Dormancy = dormancy.State{LastActive: b.From, Since: sim.NoStamp, Status: dormancy.Pending, Cause: dormancy.Anomaly}
			s.Case = dormancy.Case{Opened: sim.StampOf(b.From), Due: sim.NoStamp, Until: sim.NoStamp}
			r.Alerts.Open = 1
			if got := w.approval(b, e, decisionOn(matterApproval, why), 0); got != want {
				t.Errorf("a decision about anomaly %+v is %s, the present one is %+v", why, decisionNames[got], present)
			}
		}
		r.Dormancy = dormancy.Begin(b.From)
		s.empty()
		w.rearm(e, r)
	}}, nil)
}

// decisionOn is a desk's approval of what it was asked on an occasion.
func decisionOn(m matter, why occasion) desk.Outcome {
	return desk.Outcome{Kind: desk.Served, Case: desk.Case{Tag: tag(m, 0, 0, false), Cause: uint64(why.Root), Visit: why.Time}}
}

// TestPaymentsThatWaited: a payment that is refused gives its money back to whoever
// asked for it, and to nobody who has followed; one of cash leaves at once; its place
// is free for the next one (rules P6, T2).
func TestPaymentsThatWaited(t *testing.T) {
	w, _ := libraryPlan(t, 60, 10*sim.Day, nil, nil).begin(0, Options{})
	e, r := anybody(t, w)
	stage(t, &staged{World: w, between: func(b *sim.Barrier) {
		for _, c := range []struct {
			name    string
			op      account.Operation
			holder  uint16
			through bool
			to      account.Book
		}{
			{"refused", account.Pay, r.Generation, false, account.Customers},
			{"refused, of somebody before", account.Pay, r.Generation + 1, false, account.Outside},
			{"cash", account.CashOut, r.Generation, true, account.Outside},
			{"paid to the outside", account.Pay, r.Generation, true, account.Settlement},
		} {
			slot := w.heldSlot()
			w.held[slot] = Held{Entity: e, Payee: outside, Amount: 700, Operation: c.op, Holder: c.holder}
			w.ledger.Move(account.Customers, account.InFlight, 700)
			before, balance := w.ledger.Total[c.to], r.Account.Balance
			w.release(b, slot, c.through)
			if got := w.ledger.Total[c.to] - before; got != 700 {
				t.Errorf("%s: %d there", c.name, got)
			}
			if got := r.Account.Balance - balance; got != 700*int64(bit(c.to == account.Customers)) {
				t.Errorf("%s: the account has %d more", c.name, got)
			}
			if again := w.heldSlot(); again != slot {
				t.Errorf("%s: place %d is not used again, but %d", c.name, slot, again)
			} else {
				w.freeHeld = append(w.freeHeld, slot)
			}
		}
		w.ledger.Move(account.Customers, account.InFlight, -700*3) // as it was
		w.ledger.Move(account.Outside, account.InFlight, 700*2)
		w.ledger.Move(account.Settlement, account.InFlight, 700)
		r.Account.Balance -= 700
	}}, nil)
}

// TestTransfersInsideAreSeen: what another customer sends is in the receiver's windows
// of screening and counts as a transaction (rules F6, T6).
func TestTransfersInsideAreSeen(t *testing.T) {
	p := libraryPlan(t, 60, 10*sim.Day, nil, nil)
	w, _ := p.begin(0, Options{})
	e, r := anybody(t, w)
	r.Account.Balance = 0
	w.screened[e] = screening.State{}
	normal := r.Tier.Normal
	midnight := sim.Time(sim.Day)
	if !w.mayReceive(e, r, midnight, 700_00) {
		t.Fatal("not taken")
	}
	if r.Tier.Normal != normal+1 {
		t.Error("no transaction")
	}
	other := screening.State{}
	w.policy.screen.Add(&other, &screening.Facts{Amount: 700_00, Operation: account.TransferIn}, midnight-1)
	if w.screened[e] != other {
		t.Errorf("the windows hold\n%+v\nof\n%+v", w.screened[e], other)
	}
}

// TestTheGoneTellNothing: whoever is gone neither changes a number nor tells one, from
// the opening book on; what a shock takes from them stays taken (rules P2, C2).
func TestTheGoneTellNothing(t *testing.T) {
	p := libraryPlan(t, 800, 60*sim.Day, []swap{{"carriers: {A: 55%", "number_change: 4/yr\n    tells: {at_once: 50%, later: 30%, at_login: 20%}\n    carriers: {A: 55%"}}, nil)
	p.Shocks = []Shock{{ID: "churn", Churn: &contact.Churn{Share: .5, Dated: true, At: param.Date{Year: 2025, Month: 1, Day: 20}, Over: sim.Day}}}
	ready(t, p)
	taken := 0
	var w *World
	w, r := p.begin(0, Options{Watch: func(e sim.Event) {
		if e.Kind != evNumber || w.takesNotes(e.Entity, e.At) {
			return
		}
		switch what := contact.Event(e.Arg); {
		case what == contact.Changed && e.At.Day() == 19:
			if taken++; w.contactOf(e.Entity).Standing(contact.Phone, e.At) == contact.Valid {
				t.Errorf("place %d is gone and has told the number that it lost", e.Entity)
			}
		case what != contact.Strange:
			t.Errorf("place %d is gone: %s", e.Entity, contact.EventNames[what])
		}
	}})
	gone := 0
	for i := range w.bookSize {
		e, r := sim.Entity(i), &w.records[i]
		if r.Gone >= w.bulletin.From || w.accounts(w.leader(e)) > 1 {
			continue
		}
		gone++
		if _, what := w.contactOf(e).Due(); what != contact.Nothing && what != contact.Strange {
			t.Errorf("place %d is gone: still to come %s", e, contact.EventNames[what])
		}
		if st := w.contactOf(e); st.Verified() > r.Gone || st.Since() > r.Gone && st.Since() != sim.Never {
			t.Errorf("place %d is gone since day %d: verified on day %d, stale since day %d", e, r.Gone.Day(), st.Verified().Day(), st.Since().Day())
		}
	}
	if err := w.finish(t.Context(), r); err != nil || gone < 50 || taken < 20 {
		t.Fatal(err, gone, taken)
	}
}

// TestPartsAreBound: a further part of a payment to a payee bound to the account is
// one, too (rules T2, T8).
func TestPartsAreBound(t *testing.T) {
	for _, bound := range []bool{false, true} {
		p := libraryPlan(t, 60, 10*sim.Day, nil, []swap{{"    daily_limit: 1000 CNY\n    information: summary",
			"    limits:\n      - {id: strangers, window: transaction, counterparty: unbound, value: 1 CNY}\n    information: any"},
			{"    second_check: [transfer_out] # src:C62\n", ""}})
		p.Policy.Screening.On = false
		w, _ := ready(t, p).begin(0, Options{})
		e, r := anybody(t, w)
		want, got := OverLimit, -1
		if bound {
			want = Done
		}
		stage(t, &staged{World: w, inCell: func(c *sim.Cell, at sim.Time) {
			w.ledger.Move(account.Outside, account.Customers, 1000_00-r.Account.Balance)
			r.Account.Balance = 1000_00
			w.cells[0].rests[e] = Rest{Parts: reaction.Parts{N: 2, Amount: 200_00, Left: 100_00, Limit: 100_00}, Operation: account.TransferOut, Bound: bound}
			r.Noted |= NotedRest
			w.nextPart(c, e, r, at)
			w.rearm(e, r)
		}}, func(ev sim.Event) {
			if ev.Entity == e && ev.Kind == evPart && got < 0 {
				got = int(ev.Arg >> 8 & 0xff)
			}
		})
		if got != int(want) {
			t.Errorf("bound %v: a part is %s", bound, ResultNames[got])
		}
	}
}

// TestSmallDecisionsOfCases are small decisions about notices, alerts and
// restrictions, worked out by hand.
func TestSmallDecisionsOfCases(t *testing.T) {
	p := libraryPlan(t, 60, 10*sim.Day, nil, nil)
	p.Policy.Screening.Review.Specificity, p.Policy.Screening.Review.Backlogged.Specificity = 0, 0
	w, _ := ready(t, p).begin(0, Options{})
	e, r := anybody(t, w)
	c, s, n := &sim.Cell{}, &w.sides[e], w.cells[0].counts

	sum := func() (total int64) {
		for _, x := range n.Reactions.N {
			total += x
		}
		return total
	}
	s.Talk.Reaction = 5
	before := sum()
	if w.refused(c, e, r, 5, 0); sum() != before {
		t.Error("who is about to do something decides anew (rule D8)")
	}
	s.Talk.Reaction = sim.NoStamp

	if w.actOn(c, e, r, 5, screening.Decision{Watch: true}, 0, occasion{}); r.Dormancy.OnWatch() {
		t.Error("a rule that has alerted in this episode opens a case again (rules F6, D1)")
	}

	for since, want := range map[sim.Time]int64{-sim.Time(sim.Day): 0, 0: 1} {
		counts := newCounts(p.labels, p.measuredDays())
		r.Dormancy = dormancy.State{Status: dormancy.Restricted, Level: dormancy.Limited, Cause: dormancy.Idle, Since: sim.StampOf(since)}
		w.countCensored(counts, r, 3*sim.Time(sim.Day))
		got := int64(0)
		for _, x := range counts.Censored.N {
			got += x
		}
		if got != want {
			t.Errorf("a restriction since %d is counted %d times among those that have not ended", since, got)
		}
	}
	r.Dormancy = dormancy.Begin(0)

	stage(t, &staged{World: w, between: func(b *sim.Barrier) {
		r.Alerts = Alerts{Day: int16(b.Until.Day() - 400), Confirmed: 5, Open: 1}
		w.alertReviewed(b, e, desk.Outcome{Kind: desk.Served})
		if r.Alerts.Confirmed != 1 {
			t.Errorf("%d alerts within 12 months, with those of a year ago (rule T6)", r.Alerts.Confirmed)
		}
	}}, nil)
}
