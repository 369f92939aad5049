package replay

import (
	"math"
	"slices"

	"weir/model/account"
	"weir/model/dormancy"
	"weir/model/screening"
	"weir/model/table"
	"weir/model/tier"
	"weir/sim"
)

// life is one customer under one policy.
type life struct {
	p      *player
	o      *Options
	events *[]Event

	opened  sim.Time
	state   dormancy.State
	cases   dormancy.Case
	tier    tier.State
	usage   []tier.Usage
	used    []int64
	screen  screening.State
	check   sim.Time // the next look at a tier that is not watched in real time
	slots   []float64
	balance int64
	active  bool // an activity that counts was carried out
	payees  map[uint32]bool
	spent   int64 // today
	day     int32
	outflow []outflow // by day, of the last year, where a limit is assessed
	month   int32     // of the last assessment
}

// outflow is what went out in a day.
type outflow struct {
	day    int32
	amount int64
}

func newLife(p *player, o *Options, c *Customer, entries []Entry, at int, events *[]Event) *life {
	l := &life{p: p, o: o, events: events, opened: c.Opened, balance: c.Balance, day: math.MinInt32, month: math.MinInt32}
	if !c.Known {
		l.opened = entries[0].At
	}
	l.state, l.cases = dormancy.Begin(l.opened), dormancy.NoCase()
	l.tier = tier.State{Tier: uint8(at)}
	l.usage = make([]tier.Usage, len(p.slots))
	l.used = make([]int64, len(p.slots))
	for i := range l.usage {
		l.usage[i].Period = math.MinInt32
	}
	l.check = sim.Never
	if m := l.rules().Monitoring; p.Rules != nil && !m.RealTime() {
		l.check = m.Next(l.opened)
	}
	l.slots = make([]float64, screening.Slots)
	l.payees = map[uint32]bool{}
	return l
}

// rules are those of the customer's tier.
func (l *life) rules() *tier.Tier { return &l.p.Tiers.Tiers[l.tier.Tier] }

func (l *life) route() *dormancy.Route { return &l.p.routes[l.tier.Tier] }

// all plays the entries, and what time brings between them and until the end. What
// a customer does at an instant comes before what falls due then.
func (l *life) all(entries []Entry) {
	for i := range entries {
		l.until(entries[i].At)
		l.entry(&entries[i])
	}
	l.until(l.o.End)
}

// until deals with what falls due before an instant.
func (l *life) until(end sim.Time) {
	for {
		due := dormancy.Next(l.route(), l.state, l.cases)
		switch {
		case due < end && due <= l.check:
			before, c := l.state, l.cases
			l.step(dormancy.Deadline, due)
			if before == l.state && c == l.cases {
				panic("replay: a deadline of dormancy changes nothing and stays due")
			}
		case l.check < end:
			l.raise(l.check)
			l.check = l.rules().Monitoring.Next(l.check)
		default:
			return
		}
	}
}

func (l *life) note(at sim.Time, kind Kind, rule, detail string, amount int64) {
	*l.events = append(*l.events, Event{At: at, Kind: kind, Rule: rule, Detail: detail, Tier: int(l.tier.Tier), Amount: amount})
}

// facts are what the rules of dormancy may look at, as far as a history tells.
func (l *life) facts(at sim.Time) dormancy.Facts {
	return dormancy.Facts{
		Balance: l.balance, Used: l.active, Suspicious: l.state.Cause == dormancy.Anomaly,
		IdentityDays: int(at.Sub(l.opened) / sim.Day),
	}
}

// step brings an event to the account's dormancy and does what follows from it at
// once.
func (l *life) step(ev dormancy.Event, at sim.Time) {
	before := l.state
	var do dormancy.Action
	l.state, l.cases, do = dormancy.Step(l.p.Dormancy, l.route(), l.state, l.cases, ev, l.facts(at), at)
	l.tell(before, do, ev, at)
	if do.Has(dormancy.Submit) {
		l.step(dormancy.Decide(l.route(), l.state, l.cases, l.facts(at), at, false), at)
	}
	if do.Has(dormancy.Notify) && l.p.Dormancy.Notice.Proof {
		l.step(dormancy.Receipt, at)
	}
}

// tell notes what an event of dormancy has done.
func (l *life) tell(before dormancy.State, do dormancy.Action, ev dormancy.Event, at sim.Time) {
	rule := "dormancy." + l.rules().ID
	if before.Cause == dormancy.Anomaly || l.state.Cause == dormancy.Anomaly {
		rule = "dormancy.anomaly"
	}
	if do.Has(dormancy.Flag) {
		l.note(at, Flagged, rule, dormancy.CauseNames[l.state.Cause], 0)
	}
	if do.Has(dormancy.Notify) {
		l.note(at, Noticed, rule, "", 0)
	}
	if do.Has(dormancy.Restrict) || do.Has(dormancy.Loosen) {
		l.note(at, Restricted, rule, dormancy.LevelNames[l.state.Level], 0)
	}
	if do.Has(dormancy.Lift) {
		l.note(at, Reactivated, rule, dormancy.EventNames[ev], 0)
	}
	if do.Has(dormancy.Close) || do.Has(dormancy.Transfer) {
		l.note(at, Ended, rule, dormancy.StatusNames[l.state.Status], 0)
	}
	if ev == dormancy.Activity && before.OnWatch() && before.Status != dormancy.Watched && before.Status != dormancy.Restricted && !l.state.OnWatch() {
		l.note(at, Returned, rule, dormancy.StatusNames[before.Status], 0)
	}
}

// entry takes an entry through the policy: restriction, tier and limits, detection
// rules; then it is carried out, as it was.
func (l *life) entry(e *Entry) {
	l.today(e)
	if e.Failed || l.blocked(e) {
		return
	}
	if !l.decided(e) {
		return
	}
	l.screened(e)
	l.carryOut(e)
}

// today opens the entry's day.
func (l *life) today(e *Entry) {
	if day := int32(e.At.Day()); day != l.day {
		if l.day != math.MinInt32 && l.assessed() {
			l.outflow = append(l.outflow, outflow{l.day, l.spent})
		}
		l.day, l.spent = day, 0
	}
	if month := l.monthOf(l.day); l.assessed() && month != l.month {
		l.month = month
		l.assess()
	}
}

// blocked says whether a restriction would have refused the entry, which was made
// all the same. The customer has herself verified at once where the policy has a
// way back, and goes on from the next entry.
func (l *life) blocked(e *Entry) bool {
	s := &l.state
	if s.Over() {
		if e.Operation.Direction() == account.In && e.Operation != account.CashIn {
			return true // nothing comes in any more, and it is not hers to be refused
		}
		l.note(e.At, Blocked, "dormancy.end", dormancy.StatusNames[s.Status]+" "+account.OperationNames[e.Operation], e.Amount)
		if s.Status == dormancy.Transferred && l.p.Dormancy.Reactivation.On {
			l.step(dormancy.Reactivation, e.At)
		}
		return true
	}
	if s.Level == dormancy.Free || e.Operation.Direction() == account.In && e.Operation != account.CashIn {
		return false
	}
	covered := len(l.o.Channels) == 0 || l.p.Dormancy.Restriction.Covers(l.o.Channels[e.Channel])
	if dormancy.Permits(l.p.Dormancy, s.Level, e.Operation, e.Amount, l.spent, covered) {
		return false
	}
	l.note(e.At, Blocked, "dormancy."+dormancy.LevelNames[s.Level], account.OperationNames[e.Operation], e.Amount)
	if l.p.Dormancy.Reactivation.On {
		l.step(dormancy.Reactivation, e.At)
	}
	return true
}

// decided says whether tier and limits let the entry pass. What only holds it up is
// noted and taken as done.
func (l *life) decided(e *Entry) bool {
	for i, s := range l.p.slots {
		l.used[i] = l.usage[i].In(l.period(s))
	}
	tx := tier.Transaction{Operation: e.Operation, Amount: e.Amount, Unbound: true}
	verdict, limit := tier.Decide(l.p.Tiers, &l.tier, &tx, l.balance, l.used)
	rule := "tiers." + l.rules().ID
	if limit != nil {
		rule = "limits." + limit.ID
	}
	switch verdict {
	case tier.Allowed:
		return true
	case tier.NotAllowed:
		l.note(e.At, NotAllowed, rule, account.OperationNames[e.Operation], e.Amount)
		return false
	case tier.OverLimit:
		l.note(e.At, Limited, rule, account.OperationNames[e.Operation], e.Amount)
		return false
	}
	l.note(e.At, HeldUp, rule, tier.VerdictNames[verdict], e.Amount)
	return true
}

// period returns the number of the slot's period that today is in.
func (l *life) period(s tier.Slot) int32 {
	month := l.monthOf(l.day)
	return s.Period(l.day, month, month/12)
}

// monthOf returns the number of a day's month.
func (l *life) monthOf(day int32) int32 {
	year, month, _ := (l.o.Origin + table.Day(day)).Time().Date()
	return int32(year)*12 + int32(month) - 1
}

// screened tests the detection rules.
func (l *life) screened(e *Entry) {
	m := l.rules().Monitoring
	if l.p.Rules == nil || !m.On {
		return
	}
	f := l.screening(e)
	d := l.p.Rules.Decide(&l.screen, &f, e.At, l.slots)
	if !m.RealTime() {
		l.screen.Note(d.Hits)
		return
	}
	l.alert(d.Hits, e.At, e.Amount)
}

// raise is the look at what was noted since the last.
func (l *life) raise(at sim.Time) { l.alert(l.screen.Raise(), at, 0) }

// alert notes the rules that say yes, each once in an episode, and puts the account
// on the watch list for those that ask for it.
func (l *life) alert(hits screening.Hits, at sim.Time, amount int64) {
	if hits == 0 {
		return
	}
	fresh := l.screen.Alert(hits, at, l.p.Screening.Deduplicate)
	for i := range fresh.All() {
		l.note(at, Alerted, "screening."+l.p.Screening.Rules[i].ID, l.p.Rules.Action(i).String(), amount)
	}
	if l.p.Rules.Decision(fresh).Watch {
		l.step(dormancy.Suspicion, at)
	}
}

// screening is what the detection rules may look at.
func (l *life) screening(e *Entry) screening.Facts {
	return screening.Facts{
		Amount: e.Amount, Balance: l.balance, LastActive: l.state.LastActive, Opened: l.opened, NumberChanged: sim.Never,
		Operation: e.Operation, Tier: l.tier.Tier, Channel: e.Channel,
		NewPayee: e.HasPayee && !l.payees[e.Payee],
		Watched:  l.state.OnWatch(), Restricted: l.state.Level != dormancy.Free,
	}
}

// carryOut books the entry.
func (l *life) carryOut(e *Entry) {
	if l.p.Rules != nil && l.rules().Monitoring.On {
		f := l.screening(e)
		l.p.Rules.Add(&l.screen, &f, e.At)
	}
	if e.HasPayee {
		l.payees[e.Payee] = true
	}
	for _, c := range l.p.Tiers.Charges(&tier.Transaction{Operation: e.Operation, Amount: e.Amount, Unbound: true}) {
		l.usage[c.Slot].Add(l.period(l.p.slots[c.Slot]), c.Of(e.Amount))
	}
	out := int64(0)
	switch e.Operation.Direction() {
	case account.Out:
		out = e.Amount
		l.balance -= e.Amount
	case account.In:
		l.balance += e.Amount
	}
	l.spent += out
	l.p.Tiers.Done(&l.tier, out)
	switch {
	case e.HasBalance:
		l.balance = e.Balance
	case l.balance < 0:
		l.balance = 0 // what was there before the first record is not known
	}
	if l.p.Dormancy.Activity(e.Operation) {
		l.active = true
		l.step(dormancy.Activity, e.At)
	}
}

// assessed says whether the tier's daily limit is set customer by customer.
func (l *life) assessed() bool { return l.rules().Assessed.Multiple > 0 }

// busiest is which of a year's days the 99th percentile is, from the busiest: 362
// of 365 days are no busier.
const busiest = 4

// assess sets the limit from the last year's days (rule T2).
func (l *life) assess() {
	for len(l.outflow) > 0 && l.outflow[0].day < l.day-365 {
		l.outflow = l.outflow[1:]
	}
	var amounts []int64
	for _, o := range l.outflow {
		amounts = append(amounts, o.amount)
	}
	slices.Sort(amounts)
	p99 := int64(0)
	if len(amounts) >= busiest {
		p99 = amounts[len(amounts)-busiest]
	}
	l.tier.Limit = l.p.Tiers.Whole(l.rules().Assessed.Assess(p99))
}
