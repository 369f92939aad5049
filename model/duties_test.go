package model

import (
	"testing"

	"weir/model/account"
	"weir/model/contact"
	"weir/model/dormancy"
	"weir/model/population"
	"weir/model/tier"
	"weir/sim"
	"weir/sim/param"
)

// TestChannelsUsedAreRemembered: what a newcomer has used is known from her first
// operation on (rule D11).
func TestChannelsUsedAreRemembered(t *testing.T) {
	p := plain(t, "rate: 1/d, dropout: 0/yr, closing: 0d", "", 20, 30*sim.Day)
	p.Population.Cohort = []population.Intake{{On: param.Date{Year: 2025, Month: 1, Day: 2}, Customers: 20}}
	p.Policy.Dormancy.Routes[0].After = 10 * sim.Day
	w, r := ready(t, p).begin(0, Options{})
	if err := w.finish(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	for i := range w.records {
		if w.records[i].Used != 1 {
			t.Errorf("customer %d has used %b", i, w.records[i].Used)
		}
	}
}

// TestSmallDecisionsOfPayments are small decisions of payments, worked out by hand.
func TestSmallDecisionsOfPayments(t *testing.T) {
	p := libraryPlan(t, 200, 10*sim.Day, nil, nil)
	w, _ := p.begin(0, Options{})
	e, r := sim.Entity(7), &w.records[7]
	r.Tier.Tier, r.Noted, r.Dormancy = 0, 0, dormancy.Begin(0)
	c := &sim.Cell{}

	before := r.Tier.Normal
	in := payment{Intent: population.Intent{Operation: account.TransferIn, Amount: 5}, tx: tier.Transaction{Operation: account.TransferIn, Amount: 5}}
	w.charge(c, e, r, 0, &in, w.used(&w.cells[0], e, r, 0))
	if r.Tier.Normal != before+1 {
		t.Error("money that came in is no transaction (rule T6)")
	}

	pay := payment{Intent: population.Intent{Operation: account.TransferOut, Amount: 100}, tx: tier.Transaction{Operation: account.TransferOut, Amount: 100, Unbound: true}}
	r.Account.Balance = 1000
	w.contactOf(e).Correct(0)
	if verdict, _ := w.decide(e, r, 0, &pay, make([]int64, len(w.slots))); verdict != tier.Allowed {
		t.Errorf("who has her number is answered with %v (rule P8)", verdict)
	}
	for cause := uint64(1); w.contactOf(e).Standing(contact.Phone, 1) == contact.Valid; cause++ {
		w.people.Lose(w.contactOf(e), 7, int(r.Segment), cause, 0)
	}
	pay.tx.Cleared = 0
	if verdict, _ := w.decide(e, r, 1, &pay, make([]int64, len(w.slots))); verdict != tier.NeedsSecondCheck {
		t.Errorf("who has lost her number is answered with %v (rules P8, C2)", verdict)
	}

	last := population.Intent{Operation: account.TransferOut, Payee: p.Institution.Internal * .999}
	if to := w.payeeOf(e, &last); int(to) < w.bookSize*9/10 || to == outside {
		t.Errorf("the last of the payees is %d (rule P4)", to)
	}

	r.Noted, r.Dormancy.Level = NotedLapsed, dormancy.Limited
	if w.verified(e, r, 1) || r.Noted != 0 {
		t.Error("verifying ends another restriction (rules P13, D6)")
	}
	r.Noted, r.Dormancy.Level = NotedLapsed, dormancy.Free
	if !w.verified(e, r, 1) {
		t.Error("verifying does not end the restriction for data (rule P13)")
	}
}

// TestToldAtLogin: who tells a new number at a login does (rule C2).
func TestToldAtLogin(t *testing.T) {
	p := libraryPlan(t, 300, 60*sim.Day, []swap{{"carriers: {A: 55%", "number_change: 4/yr\n    tells: {at_login: 100%}\n    carriers: {A: 55%"}}, nil)
	p.Institution.Reacts = false
	w, r := ready(t, p).begin(0, Options{})
	if err := w.finish(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	told := 0
	for i := range w.sides {
		told += bit(w.sides[i].Contact.Recorded() >= 0 && w.sides[i].Contact.Recorded() != sim.Never)
	}
	if told < 30 {
		t.Errorf("%d numbers told", told)
	}
}

// TestDutiesOfARun: data are restricted for after the grace and not before (rule
// P13), and alerts that are looked at are open no more (rule D2).
func TestDutiesOfARun(t *testing.T) {
	p := everything(t, 300)
	var w *World
	lapsed, reviewed := 0, 0
	alerts := map[sim.Entity]int{}
	w, r := p.begin(0, Options{Watch: func(e sim.Event) {
		switch e.Kind {
		case evOpen:
			alerts[e.Entity] = 0
		case evAlert:
			alerts[e.Entity]++
		case evReviewed:
			alerts[e.Entity]--
			if reviewed++; int(w.records[e.Entity].Alerts.Open) != alerts[e.Entity] {
				t.Errorf("place %d: %d alerts open, should be %d", e.Entity, w.records[e.Entity].Alerts.Open, alerts[e.Entity])
			}
		case evRestricted:
			if v := p.Policy.Tiers.Tiers[w.records[e.Entity].Tier.Tier].Verification; int(e.Arg>>8&0xff) == causeDocuments {
				if lapsed++; e.At < w.contactOf(e.Entity).Verified().Add(v.Every+v.Grace) {
					t.Errorf("place %d: restricted before the grace is over", e.Entity)
				}
			}
		}
	}})
	if err := w.finish(t.Context(), r); err != nil || lapsed == 0 || reviewed == 0 {
		t.Fatal(err, lapsed, reviewed)
	}
}

// TestConfirmedAlertsDemote: who is above the lowest tier and has an alert confirmed is
// lowered at the next assessment, whether or not anything else makes one due (rule T6).
func TestConfirmedAlertsDemote(t *testing.T) {
	p := libraryPlan(t, 400, 60*sim.Day, nil, []swap{{"regrading: {every: 30d,", "regrading: {unused: 0d, every: 10d,"}})
	p.Policy.Screening.Review.Specificity, p.Policy.Screening.Review.Backlogged.Specificity = 0, 0
	confirmed, made := map[sim.Entity]bool{}, map[sim.Entity]bool{}
	var w *World
	w, r := ready(t, p).begin(0, Options{Watch: func(e sim.Event) {
		switch {
		case e.Kind == evReviewed && e.Arg == 1 && e.At < 40*sim.Time(sim.Day) && w.records[e.Entity].Tier.Tier > 0:
			confirmed[e.Entity] = true
		case e.Kind == evClose:
			delete(confirmed, e.Entity)
		case e.Kind == evGrade && tier.Origin(e.Arg>>16&0xff) == tier.ByDemotion && tier.Reason(e.Arg>>24&0xff) == tier.Risk:
			made[e.Entity] = true
		}
	}})
	if err := w.finish(t.Context(), r); err != nil || len(confirmed) < 5 {
		t.Fatal(err, len(confirmed))
	}
	missing := 0
	for e := range confirmed {
		missing += bit(!made[e])
	}
	if missing > len(confirmed)/10 {
		t.Errorf("%d of %d are not even applied for", missing, len(confirmed))
	}
}

// TestLapsedBeforeTheStart: accounts of the opening book whose owners were gone when
// their data were due have lapsed by then, and others have not (rules P10, P13).
func TestLapsedBeforeTheStart(t *testing.T) {
	p := everything(t, 1500)
	w, _ := p.begin(0, Options{})
	start := -sim.Time(p.Warmup)
	lapsed := 0
	for i := range w.bookSize {
		e, r := sim.Entity(i), &w.records[i]
		v := p.Policy.Tiers.Tiers[r.Tier.Tier].Verification
		if !v.On || w.accounts(w.leader(e)) > 1 || w.contactOf(e).Verified() > r.Gone {
			continue // the last: a number was told
		}
		gone := r.Gone < start.Add(-v.Every-v.Grace-sim.Day)
		if got := r.Noted&NotedLapsed != 0; got != gone && (gone || r.Gone >= start) {
			t.Errorf("place %d: gone at day %d, lapsed %v", i, r.Gone.Day(), got)
		}
		lapsed += bit(gone)
	}
	if lapsed < 10 {
		t.Errorf("%d lapsed", lapsed)
	}
}
