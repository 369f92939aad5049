package model

import (
	"math"
	"slices"
	"strings"
	"testing"

	"weir/model/account"
	"weir/model/dormancy"
	"weir/model/population"
	"weir/model/screening"
	"weir/model/tier"
	"weir/sim"
	"weir/sim/param"
)

// restless is a bank whose customers come and go within days while desks are slow:
// cases and payments outlive those whose they are.
func restless(t testing.TB) *Plan {
	t.Helper()
	soon := []swap{{"dropout: 0.05/yr", "dropout: 40/yr"}, {"closing: 1yr", "closing: 1d"}, {"dropout: 0.4/yr", "dropout: 60/yr"}, {"closing: 180d", "closing: 1d"},
		{"service: {lognormal: {median: 5m, p95: 15m}}", "service: 9d"}}
	return libraryPlan(t, 400, 60*sim.Day, append(soon, lively[1:3]...), hasty)
}

// TestSuccessorsInheritNothing: what was begun for who held a place in the book is
// not carried out on who holds it now: nobody gets a tier without having passed its
// steps herself, is looked into for what another did, or gets another's money.
func TestSuccessorsInheritNothing(t *testing.T) {
	p := restless(t)
	type seen struct{ passed, alerts, waiting int }
	here := map[sim.Entity]*seen{}
	stale := 0
	w, r := p.begin(0, Options{Watch: func(e sim.Event) {
		s := here[e.Entity]
		if s == nil && e.Kind != evOpen {
			return // of the opening book
		}
		switch e.Kind {
		case evGrade:
			s.passed += bit(e.Arg>>32&0xff == progressPassed)
		case evTier:
			to := int(e.Arg >> 8 & 0xff)
			if from := tier.Origin(e.Arg >> 16 & 0xff); from == tier.ByOpening && s.passed < p.Policy.Tiers.Steps(0, to) {
				t.Errorf("place %d: tier %d after %d steps", e.Entity, to, s.passed)
			}
		case evAlert:
			s.alerts++
		case evReviewed:
			if s.alerts--; s.alerts < 0 {
				t.Errorf("place %d: an alert of somebody else is held against her", e.Entity)
			}
		case evIntent, evPart:
			s.waiting += bit(Result(e.Arg>>8&0xff) == Waiting)
		case evReleased, evRefused:
			if s.waiting--; s.waiting < 0 {
				t.Errorf("place %d: a payment of somebody else", e.Entity)
			}
		case evWithdrawn:
			stale++
		case evOpen:
			here[e.Entity] = new(seen)
		}
	}})
	if err := w.finish(t.Context(), r); err != nil || w.failed != nil || stale == 0 {
		t.Fatal(err, w.failed, stale)
	}
	for i := range w.records {
		if r := &w.records[i]; r.Presence != population.Open && r.Account.Balance != 0 {
			t.Errorf("place %d has %d and nobody holds it", i, r.Account.Balance)
		}
	}
}

// TestApplicantsWhoFail: who comes after an applicant who failed is no other kind of
// customer (rules P10, T3).
func TestApplicantsWhoFail(t *testing.T) {
	strict := []swap{{"fails: 3%", "fails: 60%"}}
	p := libraryPlan(t, 1500, 60*sim.Day, []swap{{"overreach: 0.1%", "overreach: 0.1%\n\nentry: {growth: 8/yr}"}}, strict)
	w, r := p.begin(0, Options{})
	if err := w.finish(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	came, first := 0, 0.0
	for i := w.bookSize; i < len(w.records); i++ {
		if r := &w.records[i]; r.Presence == population.Open {
			came++
			first += float64(bit(r.Segment == 0))
		}
	}
	share := p.Population.Segments[0].Share
	if near := 4 * math.Sqrt(share*(1-share)/float64(came)); came < 500 || math.Abs(first/float64(came)-share) > near {
		t.Errorf("%.0f of %d who came are newcomers; their share is %v", first, came, share)
	}
}

// several returns a world with its first person who holds two accounts.
func several(t testing.TB, p *Plan) (w *World, leader sim.Entity) {
	t.Helper()
	w, _ = p.begin(0, Options{})
	for i := range w.records {
		if e := sim.Entity(i); w.accounts(e) > 1 && w.records[e].Presence == population.Open {
			return w, e
		}
	}
	t.Fatal("nobody has two accounts")
	return nil, 0
}

// TestOnePersonOneContact: what is found out by one account holds for the others of
// the person, and goes on holding when the account closes (rules P11, P13, C1).
func TestOnePersonOneContact(t *testing.T) {
	w, leader := several(t, everything(t, 400))
	c, now := &sim.Cell{Index: int(leader) / w.cellSize}, w.bulletin.From
	other := leader + 1
	r := &w.records[other]
	r.Noted &^= NotedReverify | NotedLapsed
	w.sides[other].empty()
	r.Dormancy = dormancy.Begin(now)
	w.contactOf(other).Correct(now)
	r.Slow = sim.StampOf(now) // as it was before she was verified
	w.wake(c, other, r, r.Slow.Time())
	if r.Noted&NotedReverify != 0 || r.Slow.Time() <= now {
		t.Error("who has just been verified is asked again")
	}
	before := *w.contactOf(other)
	w.close(c, leader, &w.records[leader], now)
	if *w.contactOf(other) != before {
		t.Error("closing one account takes the contact data of the other")
	}
}

// TestLapsedLetsNothingIn: an account frozen for data that were not verified takes no
// money either (rules D6, P13).
func TestLapsedLetsNothingIn(t *testing.T) {
	p := libraryPlan(t, 50, 10*sim.Day, nil, []swap{{"monitoring: {every: 91d}", "monitoring: {every: 91d}\n    verification: {every: 60d, grace: 20d, restrict: frozen}"}})
	w, _ := p.begin(0, Options{})
	r := &w.records[0]
	r.Tier.Tier, r.Noted, r.Dormancy = 0, 0, dormancy.Begin(0)
	pay := payment{Intent: population.Intent{Operation: account.TransferIn, Amount: 1}}
	if !w.takes(r, &pay) || !w.permitted(r, &pay) {
		t.Error("an account without restriction takes nothing")
	}
	if r.Noted = NotedLapsed; w.takes(r, &pay) || w.permitted(r, &pay) {
		t.Error("a frozen account takes money")
	}
}

// TestWhatIsNotedKeepsItsMeaning: where a change of policy drops rules of screening or
// puts them in another order, what they found before is still theirs (rules X1, T5).
func TestWhatIsNotedKeepsItsMeaning(t *testing.T) {
	p := libraryPlan(t, 300, 60*sim.Day, nil, []swap{{"monitoring: {every: 91d}", "monitoring: {every: 40d}"},
		{"when: count_24h >= 6 || count_1h >= 4", "when: amount > 0 CNY"}, {"when: share_of_balance > 80% && amount > 500 CNY && ratio_to_usual > 3", "when: amount > 0 CNY"}})
	fewer := *p.Policy
	fewer.Screening.Rules = append([]screening.Rule{p.Policy.Screening.Rules[3]}, p.Policy.Screening.Rules[1])
	p.Changes = []Change{{At: param.Date{Year: 2025, Month: 1, Day: 11}, Policy: &fewer}}
	ready(t, p)
	w, _ := p.begin(0, Options{})
	w.screened[7].Note(1<<0 | 1<<1)
	w.enact(w.coming[0], 0, func(sim.Entity) {})
	if got := w.screened[7].Raise(); got != 1<<1 {
		t.Errorf("noted of the only rule that is left: %b", got)
	}
	w, _ = p.begin(0, Options{})
	w.screened[7].Note(1 << 5)
	w.enact(w.coming[0], 0, func(sim.Entity) {})
	if got := w.screened[7].Raise(); got != 0 {
		t.Errorf("noted of a rule that is no more: %b", got)
	}
	if o, err := p.Replicate(t.Context(), 0, Options{}); err != nil || o.Failed != "" {
		t.Error(err, o.Failed)
	}
}

// TestDisuseUnderANewPolicy: a change of the time after which unused accounts are
// demoted concerns those that are there already (rules T6, X1).
func TestDisuseUnderANewPolicy(t *testing.T) {
	p := libraryPlan(t, 300, 60*sim.Day, nil, []swap{{"regrading: {every: 30d,", "regrading: {unused: 0d, every: 30d,"}})
	sooner := *p.Policy
	sooner.Tiers.Regrading.Unused = 45 * sim.Day
	p.Changes = []Change{{At: param.Date{Year: 2025, Month: 1, Day: 2}, Policy: &sooner}}
	demoted := 0
	if _, err := ready(t, p).Replicate(t.Context(), 0, Options{Watch: func(e sim.Event) {
		demoted += bit(e.Kind == evTier && tier.Reason(e.Arg>>24&0xff) == tier.Disuse)
	}}); err != nil || demoted < 10 {
		t.Error(err, demoted, "accounts demoted for disuse")
	}
}

// TestPartsOfALimit: the parts of a payment are sized by what is left of the limit in
// its way, whoever's it is, and are as the payment was (rule T8).
func TestPartsOfALimit(t *testing.T) {
	p := libraryPlan(t, 400, 10*sim.Day, lively, []swap{{"    daily_limit: 1000 CNY\n    information: summary",
		"    limits:\n      - {id: day, window: day, scope: person, value: 1000 CNY}\n    information: summary"}})
	w, leader := several(t, p)
	e := leader + 1
	r := &w.records[e]
	r.Tier.Tier, r.Noted = 0, 0
	var by *tier.Limit
	for i := range w.policy.Tiers.Tiers[0].Limits {
		if l := &w.policy.Tiers.Tiers[0].Limits[i]; l.Scope == tier.Person {
			by = l
		}
	}
	w.usageAt(e, by.Slot()-1).Add(0, 400_00)
	c := &sim.Cell{Index: int(leader) / w.cellSize}
	h := w.habits[r.Segment]
	h.Parts = 5
	in := population.Intent{Operation: account.TransferOut, Amount: 1500_00, Bound: true, Assisted: true}
	if !w.split(c, e, r, 0, &in, by, &h) {
		t.Fatal("not split")
	}
	rest := w.cells[c.Index].rests[e]
	if rest.Parts.Left != 600_00 || rest.Parts.N != 2 || !rest.Bound || !rest.Assisted {
		t.Errorf("%+v", rest)
	}
}

// TestLongAndLargeDelays: a payment waits for as long as its limit says and keeps its
// amount, however long and large (rule T2).
func TestLongAndLargeDelays(t *testing.T) {
	p := plain(t, "rate: 0.2/d, dropout: 0/yr, closing: 0d", ", tenure: 1yr", 20, 90*sim.Day)
	text := strings.NewReplacer("1000000000 CNY", "60000000000 CNY", "pay: 1 CNY", "pay: 7000000000 CNY", "ACTIVITY", "rate: 0.2/d, dropout: 0/yr, closing: 0d", "SEGMENT", ", tenure: 1yr").Replace(plainInstitution)
	p.Institution, p.Policy, p.StartPolicy = new(Institution), new(Policy), nil
	bind(t, "institution.yaml", text, p.Institution)
	bind(t, "policy.yaml", strings.Replace(plainPolicy, "daily_limit: 1000000 CNY", "limits: [{id: slow, window: transaction, value: 5 CNY, over: delay, delay: 60d}]", 1), p.Policy)
	type waiting struct {
		at     sim.Time
		amount int64
	}
	waits := map[sim.Entity][]waiting{}
	released, large := 0, 0
	o, err := ready(t, p).Replicate(t.Context(), 0, Options{Watch: func(e sim.Event) {
		queue := waits[e.Entity]
		switch {
		case e.Kind == evIntent && Result(e.Arg>>8&0xff) == Waiting:
			waits[e.Entity] = append(queue, waiting{e.At, e.Arg >> 16})
		case e.Kind == evReleased:
			if took := e.At.Sub(queue[0].at); took < 60*sim.Day || took > 61*sim.Day || e.Arg != queue[0].amount {
				t.Errorf("%d of %d released after %.1f days", e.Arg, queue[0].amount, took.Days())
			}
			large += bit(e.Arg >= 1<<39)
			waits[e.Entity] = queue[1:]
			released++
		}
	}})
	if err != nil || o.Failed != "" || released < 20 || large == 0 {
		t.Fatal(err, o.Failed, released, large)
	}
}

// TestWhoSentIt: what was sent in the window in which its sender left the book is not
// taken for her successor's.
func TestWhoSentIt(t *testing.T) {
	w, _ := libraryPlan(t, 20, 10*sim.Day, nil, nil).begin(0, Options{})
	r := &w.records[3]
	r.Generation, r.Opened = 5, 1000
	for sent, want := range map[sim.Time]uint16{999: 4, 1000: 5, 1001: 5} {
		w.takeHeld(sim.Post{At: sent, Kind: postHeld | uint16(account.CashOut)<<12 | uint16(HeldForTime)<<8, Entity: 3, Other: outside, Arg: 77<<20 | 9})
		h := w.held[len(w.held)-1]
		if h.Holder != want || h.Amount != 77 || h.Operation != account.CashOut || h.Reason != HeldForTime ||
			!slices.Contains(w.later, laterThing{sent.Add(9 * sim.Minute), len(w.held) - 1, 3}) {
			t.Errorf("sent at %d: %+v", sent, h)
		}
		if got := w.holderAt(3, sent); got != want {
			t.Errorf("sent at %d by %d", sent, got)
		}
	}
}

// TestSeizedWhileAsked: who is restricted by a rule itself is not asked any more
// whether the account is in use (rules D3, D6).
func TestSeizedWhileAsked(t *testing.T) {
	p := libraryPlan(t, 400, 60*sim.Day, nil, []swap{{"  notice: {waiting: 30d}\n", ""}, {"basic: {after: 90d} # src:A13", "basic: {after: 10d}"},
		{"monitoring: {every: 91d}", "monitoring: {every: 0d}"}, {"verification: {wait: 7d}", "verification: {wait: 60d}"},
		{"    - id: basic_frequency\n", "    - id: seizing\n      action: limit\n      tiers: [basic]\n      when: amount > 0 CNY\n      because: drawn\n    - id: basic_frequency\n"}})
	seized, asked := map[sim.Entity]bool{}, 0
	if _, err := p.Replicate(t.Context(), 0, Options{Watch: func(e sim.Event) {
		switch {
		case e.Kind == evRestricted:
			seized[e.Entity] = true
		case e.Kind == evFlag || e.Kind == evClose || e.Kind == evLifted:
			delete(seized, e.Entity)
		case e.Kind == evNotice && About(e.Arg>>8&0xff) == AboutQuestion:
			if asked++; seized[e.Entity] {
				t.Errorf("place %d is asked although it is restricted", e.Entity)
			}
		}
	}}); err != nil || asked == 0 {
		t.Fatal(err, asked)
	}
}

// TestAccountsOfAPerson: nobody comes to hold more accounts of a tier than the policy
// lets a person, by opening or by rising, and the opening book holds to it; who was
// refused is counted, and tries again when there is room (rule P11).
func TestAccountsOfAPerson(t *testing.T) {
	soon := []swap{{"loyalty: 80%", "loyalty: 80%\n    further_accounts: 60%"}, {"dropout: 0.05/yr", "dropout: 4/yr"}, {"closing: 1yr", "closing: 1d"}}
	limited := []swap{{"  basic: # src:C08\n", "  basic: # src:C08\n    per_person: 1\n"}, {"  intermediate: # src:C19\n", "  intermediate: # src:C19\n    per_person: 1\n"},
		{"commercial: 2%, announce: 7d", "commercial: 0%, announce: 7d, unused: 0d, confirmed: 0"}} // nobody is lowered
	p := libraryPlan(t, 800, 60*sim.Day, soon, limited)
	again := 0
	refused := map[sim.Entity]bool{}
	var w *World
	held := func(e sim.Entity, tier int) (n int) {
		leader := w.leader(e)
		for k := leader; k < leader+w.accounts(leader); k++ {
			n += bit(w.records[k].Presence == population.Open && int(w.records[k].Tier.Tier) == tier)
		}
		return n
	}
	w, run := p.begin(0, Options{Watch: func(ev sim.Event) {
		r := &w.records[ev.Entity]
		leader := w.leader(ev.Entity)
		switch {
		case ev.Kind == evOpen && leader != ev.Entity && w.records[leader].Presence == population.Open, ev.Kind == evTier && int(ev.Arg>>8&0xff) > int(ev.Arg&0xff):
			if to := int(r.Tier.Tier); to < 2 && held(ev.Entity, to) > 1 {
				t.Errorf("day %d, place %d: %d accounts of tier %d", ev.At.Day(), ev.Entity, held(ev.Entity, to), to)
			}
			again += bit(ev.Kind == evOpen && refused[ev.Entity])
		case ev.Kind == evClose:
			for k := leader; k < leader+w.accounts(leader); k++ {
				refused[k] = refused[k] || w.records[k].Noted&NotedFull != 0
			}
		}
		for k := leader; k < leader+w.accounts(leader); k++ {
			refused[k] = refused[k] || w.records[k].Noted&NotedFull != 0
		}
	}})
	several := 0
	for i := range w.bookSize {
		for tier := range 2 {
			if n := held(sim.Entity(i), tier); n > 1 && w.leader(sim.Entity(i)) == sim.Entity(i) {
				t.Errorf("the opening book has %d accounts of tier %d at place %d", n, tier, i)
			}
		}
		several += bit(w.accounts(sim.Entity(i)) > 1)
	}
	if err := w.finish(t.Context(), run); err != nil || w.failed != nil || several < 50 || again == 0 {
		t.Fatal(err, w.failed, several, again)
	}
	o, err := w.outcome(0, run)
	if err != nil || valueOf(t, "customer.openings.full")(o) < 5 || valueOf(t, "customer.tier.full")(o) < 1 {
		t.Error(err, valueOf(t, "customer.openings.full")(o), "openings refused,", valueOf(t, "customer.tier.full")(o), "promotions")
	}

	more := *p.Policy // a policy that lets them opens the rest at once (rule X1)
	more.Tiers.Tiers = slices.Clone(p.Policy.Tiers.Tiers)
	for i := range more.Tiers.Tiers {
		more.Tiers.Tiers[i].PerPerson = 0
	}
	p.Changes = []Change{{At: param.Date{Year: 2025, Month: 2, Day: 10}, Policy: &more}}
	w, run = ready(t, p).begin(0, Options{})
	if err := run.To(t.Context(), 41*sim.Time(sim.Day)); err != nil {
		t.Fatal(err)
	}
	for i := range w.records {
		if w.records[i].Noted&NotedFull != 0 {
			t.Errorf("place %d still waits", i)
		}
	}
}

// TestRoomForAnother: a refused account is tried for again when another of the person
// closes; whose rise was refused for want of room is looked at again (rules P11, T7).
func TestRoomForAnother(t *testing.T) {
	p := libraryPlan(t, 200, 10*sim.Day, []swap{{"loyalty: 80%", "loyalty: 80%\n    further_accounts: 60%"}},
		[]swap{{"  intermediate: # src:C19\n", "  intermediate: # src:C19\n    per_person: 1\n"}})
	w, leader := several(t, p)
	e, now := leader+1, w.bulletin.From
	r := &w.records[e]
	w.records[leader].Tier = tier.State{Tier: 1}
	r.Presence, r.Tier = population.Open, tier.State{Normal: 10, Volume: 20000}.Identified(9)
	r.Opened, r.Dormancy, r.Alerts = now-sim.Time(sim.Day), dormancy.Begin(now), Alerts{}
	w.sides[e].Application = tier.Apply(0, tier.ByReview, tier.Merit)
	w.sides[e].Application.Target = 0
	if !w.full(e, 1) || w.full(leader, 1) {
		t.Fatal("who holds one account of the tier has room for another")
	}
	if w.regrade(&sim.Cell{Index: int(leader) / w.cellSize}, e, r, now); w.sides[e].Application.Open() || r.Tier.Flags&tier.Declined != 0 {
		t.Errorf("raised without room, or taken for one who did not want to: %+v", w.sides[e].Application)
	}
	w.records[leader].Tier.Tier = 0
	w.sides[leader].Application = tier.Apply(1, tier.ByRequest, tier.NoReason)
	if !w.full(e, 1) {
		t.Error("an account on its way to the tier takes no room")
	}
	r.Presence = population.Absent
	if r.leaveUnopened(); w.Deadline(leader) == now {
		t.Error("who was refused tries again at once")
	}
	w.sides[leader].Application = tier.Apply(0, tier.ByDemotion, tier.Risk)
	if w.take(w.counts, leader, &w.records[leader], now.Add(1), func(uint16, int64) {}); r.Opened != now.Add(1) {
		t.Error("who was refused does not try again when another account has changed its tier")
	}
	r.leaveUnopened()
	if w.close(&sim.Cell{Index: int(leader) / w.cellSize}, leader, &w.records[leader], now); r.Opened != now || r.Noted&NotedFull != 0 {
		t.Error("who was refused does not try again when there is room")
	}
	if w.records[leader].Tier.Tier = 1; w.full(e, 1) {
		t.Error("an account that is closed takes room")
	}
}
