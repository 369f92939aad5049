package model

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"weir/model/account"
	"weir/model/dormancy"
	"weir/model/emergency"
	"weir/model/metric"
	"weir/model/population"
	"weir/model/tier"
	"weir/sim"
	"weir/sim/rng"
)

// teller keeps the books of a run a second time, by the rules as the design
// states them and from the events alone. It knows what each customer intends
// (that is chance), works out what must become of it, and counts for itself.
type teller struct {
	plan   *Plan
	world  *World
	people []person
	wrong  func(format string, args ...any)

	midnight                                  sim.Time // the next one
	intents, value, activity, flags, returns  tally
	submitted                                 tally
	accounts, watched, idle, lastIdle, lastly tally
}

// tally counts by the values of labels, joined in the order of a cube.
type tally map[string]int64

func (n tally) add(amount int64, labels ...string) { n[strings.Join(labels, " ")] += amount }

type person struct {
	latent   population.State
	tier     int
	open     bool
	balance  int64
	spent    int64
	spentDay int
	busyDay  int64 // -1 while not known
	active   sim.Time
	status   string
	events   uint32
	at       sim.Time
	cases    map[sim.Time]bool // before a desk, by the last activity that caused them
}

func newTeller(p *Plan, w *World, wrong func(string, ...any)) *teller {
	n := &teller{plan: p, world: w, wrong: wrong, midnight: sim.Time(sim.Day) - sim.Time(p.Warmup)/sim.Time(sim.Day)*sim.Time(sim.Day),
		submitted: tally{}, intents: tally{}, value: tally{}, activity: tally{}, flags: tally{}, returns: tally{},
		accounts: tally{}, watched: tally{}, idle: tally{}, lastIdle: tally{}, lastly: tally{}}
	start := -sim.Time(p.Warmup)
	for i := range w.records {
		r := &w.records[i]
		one := person{latent: r.State, tier: int(r.Tier.Tier), open: r.Presence == population.Open, balance: r.Account.Balance,
			active: r.Dormancy.LastActive, status: dormancy.StatusNames[r.Dormancy.Status], busyDay: -1, at: start, cases: map[sim.Time]bool{}}
		n.people = append(n.people, one)
		after := p.StartPolicy.Dormancy.Route(p.labels.Tiers[one.tier]).After
		if dormant := one.open && after > 0 && one.active.Add(after) <= start; dormant != (one.status != "active") && start < 0 {
			wrong("customer %d opens as %s, last active at %d", i, one.status, one.active)
		}
	}
	return n
}

// policy is the one in force at an event; what the institution does at the
// start itself is still the old one's.
func (n *teller) policy(e sim.Event) *Policy {
	if e.At > 0 || e.At == 0 && e.Kind < ownEvents {
		return n.plan.Policy
	}
	return n.plan.StartPolicy
}

// observe takes an event down.
func (n *teller) observe(e sim.Event) {
	for n.midnight < e.At || n.midnight == e.At && e.Kind < ownEvents {
		n.census()
	}
	who := &n.people[e.Entity]
	if e.At < who.at || e.Seq != who.events {
		n.wrong("customer %d: event %d at %d after event %d at %d", e.Entity, e.Seq, e.At, who.events, who.at)
	}
	who.at = e.At
	who.events++
	switch e.Kind {
	case evOpen:
		n.opened(e, who)
		return
	case evReceived:
		who.balance += e.Arg
	case evSalary:
		var s rng.Stream
		if got := n.world.source.Salary(&who.latent, n.key(e, who), e.At, &s); got != e.Arg {
			n.wrong("customer %d is paid %d, should be %d", e.Entity, e.Arg, got)
		}
		who.balance += e.Arg
	case evClose:
		if e.Arg != who.balance || e.At < who.latent.Closes {
			n.wrong("customer %d closes at %d with %d, should at %d with %d", e.Entity, e.At, e.Arg, who.latent.Closes, who.balance)
		}
		who.open, who.balance = false, 0
	case evIntent:
		n.intent(e, who)
	case evFlag:
		n.flagged(e, who)
	case evDecided:
		n.decided(e, who)
	case evStep:
		n.stepped(e, who)
	case evWithdrawn:
		if who.open && who.status == "pending" && int64(who.active) == e.Arg {
			n.wrong("customer %d: a case is withdrawn that is not pointless", e.Entity)
		}
		n.closed(e, who, sim.Time(e.Arg))
		return // may concern an account that is closed
	}
	if !who.open && e.Kind != evClose {
		n.wrong("customer %d: event %s without an account", e.Entity, EventNames[e.Kind])
	}
	if who.balance < 0 {
		n.wrong("customer %d has %d", e.Entity, who.balance)
	}
}

func (n *teller) key(e sim.Event, who *person) uint64 {
	return population.Key(e.Entity, who.latent.Generation)
}

func (n *teller) opened(e sim.Event, who *person) {
	r := &n.world.records[e.Entity]
	if who.open || who.balance != 0 || r.Opened != e.At {
		n.wrong("customer %d opens at %d an account that is there, or of %d", e.Entity, e.At, r.Opened)
	}
	*who = person{latent: r.State, tier: int(r.Tier.Tier), open: true, balance: e.Arg, busyDay: -1,
		active: e.At, status: "active", events: who.events, at: e.At, cases: who.cases}
}

// intent works out what becomes of an intent, and holds it against what did.
func (n *teller) intent(e sim.Event, who *person) {
	var s rng.Stream
	var in population.Intent
	n.world.source.Intent(&in, &who.latent, n.key(e, who), e.At, &s)
	if r := &n.world.records[e.Entity]; who.latent != r.State {
		n.wrong("customer %d's intents depend on what becomes of them", e.Entity)
	}
	p := n.policy(e)
	op := account.OperationNames[in.Operation]
	want := n.becomes(e, who, p, in)
	if got := fmt.Sprint(account.OperationNames[e.Arg&0xff], " ", ResultNames[e.Arg>>8&0xff], " ", e.Arg>>16); got != fmt.Sprint(op, " ", want, " ", in.Amount) {
		n.wrong("customer %d at %d: %s, should be %s %s %d", e.Entity, e.At, got, op, want, in.Amount)
	}
	n.countIntent(e, who, in, want)
	if want != "done" {
		return
	}
	switch op {
	case "pay", "transfer_out", "cash_out":
		if day := e.At.Day(); who.spentDay != day {
			who.spentDay, who.spent = day, 0
		}
		who.spent += in.Amount
		who.balance -= in.Amount
	case "transfer_in", "cash_in":
		who.balance += in.Amount
	}
	if op != "transfer_in" && p.Dormancy.Counts&(1<<in.Operation) != 0 {
		if n.measured(e.At) {
			n.activity.add(1, n.labels(who, "tier", "segment")...)
			if who.status != "active" {
				n.returns.add(1, append([]string{who.status}, n.labels(who, "tier", "segment")...)...)
			}
		}
		who.active, who.status = e.At, "active"
	}
}

// becomes is the story of an intent (P4, E1, T1, T2, P6).
func (n *teller) becomes(e sim.Event, who *person, p *Policy, in population.Intent) string {
	needs := map[account.Operation][]string{account.Pay: {"pay"}, account.CashIn: {"pay"}, account.CashOut: {"pay"}, account.Query: {"query"}, account.TransferOut: {"transfer"}}[in.Operation]
	if in.Operation == account.TransferOut && in.Amount > p.Tiers.LargeTransfer {
		needs = append(slices.Clone(needs), "large_transfer")
	}
	out := in.Operation == account.Pay || in.Operation == account.TransferOut || in.Operation == account.CashOut
	t := p.Tiers.Tiers[who.tier]
	spent := int64(0)
	if who.spentDay == e.At.Day() {
		spent = who.spent
	}
	switch {
	case in.Operation == account.TransferIn:
		return "done"
	case n.down(in.Channel, int(who.latent.Region), e.At):
		return "unavailable"
	case slices.ContainsFunc(needs, func(f string) bool { return t.Functions&(1<<slices.Index(tier.FunctionNames, f)) == 0 }):
		return "not_allowed"
	case out && spent+in.Amount > n.limit(e, who, t):
		return "over_limit"
	case out && in.Amount > who.balance:
		return "no_funds"
	}
	return "done"
}

// limit is the tier's, or twice the customer's busy days within bounds.
func (n *teller) limit(e sim.Event, who *person, t tier.Tier) int64 {
	if t.Assessed.Multiple == 0 {
		return t.DailyLimit
	}
	if who.busyDay < 0 {
		who.busyDay = n.world.source.BusyDay(&who.latent, n.key(e, who))
	}
	limit := int64(t.Assessed.Multiple * float64(who.busyDay))
	if limit < t.Assessed.Least {
		limit = t.Assessed.Least
	}
	if limit > t.Assessed.Most {
		limit = t.Assessed.Most
	}
	return limit - limit%100 // in whole units of money
}

// down follows what a channel needs to a system that is within an outage.
func (n *teller) down(channel, region int, at sim.Time) bool {
	systems := &n.plan.Institution.Systems
	var failed func(name string) bool
	failed = func(name string) bool {
		i := slices.IndexFunc(systems.Systems, func(y emergency.System) bool { return y.ID == name })
		for _, iv := range n.world.outages {
			if iv.System == i && (iv.Region < 0 || iv.Region == region) && at >= iv.From && at < iv.Until {
				return true
			}
		}
		return slices.ContainsFunc(systems.Systems[i].Needs, failed)
	}
	return slices.ContainsFunc(systems.Channels[channel].Needs, failed)
}

// phase is before the first outage, during any, or after.
func (n *teller) phase(at sim.Time) string {
	phase := "before"
	for _, iv := range n.world.outages {
		if at >= iv.From && at < iv.Until {
			return "during"
		}
		if at >= iv.Until {
			phase = "after"
		}
	}
	return phase
}

func (n *teller) flagged(e sim.Event, who *person) {
	after := n.policy(e).Dormancy.Route(n.plan.labels.Tiers[who.tier]).After
	due := who.active.Add(after)
	if due < 0 && e.At >= 0 {
		due = 0 // a rule that came into force at the start
	}
	if after == 0 || who.status != "active" || e.At != due || e.Arg != int64(who.active) {
		n.wrong("customer %d, %s, is flagged at %d, active at %d, due after %d", e.Entity, who.status, e.At, who.active, after)
	}
	n.submit(e, who)
	if n.measured(e.At) {
		n.flags.add(1, append(append([]string{yes(e.At < who.latent.Gone)}, n.labels(who, holders...)...), n.phase(e.At))...)
	}
}

// submit: a flagged account is brought before the desk, if there is one.
func (n *teller) submit(e sim.Event, who *person) {
	if who.status = "flagged"; len(n.policy(e).Dormancy.Approval.Desks) == 0 {
		return
	}
	who.status, who.cases[who.active] = "pending", true
	if n.measured(e.At) {
		n.submitted.add(1, n.phase(e.At))
	}
}

// stepped: a policy comes into force that has a desk where the one before had
// none, or the other way round: what is flagged goes on by its rules (X1).
func (n *teller) stepped(e sim.Event, who *person) {
	if e.At != 0 || n.plan.Policy == n.plan.StartPolicy || who.status != "pending" && who.status != "flagged" {
		n.wrong("customer %d, %s, is looked at again at %d", e.Entity, who.status, e.At)
	}
	n.submit(e, who)
}

// decided: only what was flagged is decided, and is approved or declined if idle
// for long enough; by now it may be dropped, whatever the desk says.
func (n *teller) decided(e sim.Event, who *person) {
	got := dormancy.StatusNames[e.Arg&0xff]
	after := n.policy(e).Dormancy.Route(n.plan.labels.Tiers[who.tier]).After
	long := after > 0 && who.active.Add(after) <= e.At-sim.Time(n.plan.Window)
	short := after == 0 || who.active.Add(after) > e.At
	if who.status != "pending" || long && got == "active" || short && got != "active" || got == "pending" {
		n.wrong("customer %d, %s and active at %d, is found %s at %d", e.Entity, who.status, who.active, got, e.At)
	}
	if always := n.plan.Institution.Desks.Desks[0].Wrong; got == "approved" && always == 1 || long && got == "declined" && always == 0 {
		n.wrong("customer %d is found %s by a desk that is wrong with probability %v", e.Entity, got, always)
	}
	who.status = got
	n.closed(e, who, who.active)
}

// closed: a case leaves the desk once, and only if it was brought there.
func (n *teller) closed(e sim.Event, who *person, cause sim.Time) {
	if !who.cases[cause] {
		n.wrong("customer %d: at %d a case of %d leaves that was not there", e.Entity, e.At, cause)
	}
	delete(who.cases, cause)
}

var holders = []string{"tier", "segment", "region", "age", "vulnerable"}

// labels are the values of a customer's labels.
func (n *teller) labels(who *person, names ...string) []string {
	l := &n.plan.labels
	var out []string
	for _, name := range names {
		out = append(out, map[string]string{
			"tier": l.Tiers[who.tier], "segment": l.Segments[who.latent.Segment], "region": l.Regions[who.latent.Region],
			"age": l.Ages[who.latent.Age()], "vulnerable": yes(who.latent.Vulnerable()),
		}[name])
	}
	return out
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func (n *teller) measured(at sim.Time) bool { return at >= 0 && at < sim.Time(n.plan.Length) }

func (n *teller) countIntent(e sim.Event, who *person, in population.Intent, result string) {
	if in.Operation == account.TransferIn || !n.measured(e.At) {
		return
	}
	direction := [...]string{"out", "in", "none"}[in.Operation.Direction()]
	labels := append([]string{result, direction, n.plan.labels.Channels[in.Channel]}, n.labels(who, "tier", "segment", "region")...)
	labels = append(labels, n.phase(e.At))
	n.intents.add(1, labels...)
	n.value.add(in.Amount, labels...)
}

// census counts the accounts at the end of a day.
func (n *teller) census() {
	now := n.midnight
	n.midnight += sim.Time(sim.Day)
	if !n.measured(now - 1) {
		return
	}
	for i := range n.people {
		who := &n.people[i]
		if !who.open {
			continue
		}
		n.accounts.add(1, n.labels(who, holders...)...)
		if who.status != "active" {
			n.watched.add(1, append([]string{yes(now-1 < who.latent.Gone)}, n.labels(who, holders...)...)...)
		}
		if now == sim.Time(n.plan.Length) {
			n.lastly.add(1, n.labels(who, "segment")...)
		}
		for k, name := range idleNames {
			if now.Sub(who.active) >= sim.Duration(IdleDays[k])*sim.Day {
				n.idle.add(1, append([]string{name}, n.labels(who, "tier", "segment")...)...)
				if now == sim.Time(n.plan.Length) {
					n.lastIdle.add(1, append([]string{name}, n.labels(who, "segment")...)...)
				}
			}
		}
	}
}

// compare holds the teller's books and counts against those of the run, which
// has come to the instant now.
func (n *teller) compare(o *Outcome, now sim.Time) {
	for n.midnight <= now {
		n.census()
	}
	if o.Failed != "" {
		n.wrong("%s", o.Failed)
	}
	var held int64
	for i := range n.people {
		who, r := &n.people[i], &n.world.records[i]
		held += who.balance
		if who.balance != r.Account.Balance || who.open && (who.active != r.Dormancy.LastActive || who.status != dormancy.StatusNames[r.Dormancy.Status]) {
			n.wrong("customer %d: %+v, recorded %+v", i, who, r)
		}
		if due := n.world.Deadline(sim.Entity(i)); due < now {
			n.wrong("customer %d's event of %d has not happened by %d", i, due, now)
		}
	}
	if booked := n.world.ledger.Total[account.Customers]; booked != held {
		n.wrong("customers hold %d, booked %d", held, booked)
	}
	c := o.Counts
	n.same("intents", &c.Intents, n.intents)
	n.same("value", &c.Value, n.value)
	n.same("activity", &c.Activity, n.activity)
	n.same("flags", &c.Flags, n.flags)
	n.same("accounts", &c.Accounts, n.accounts)
	n.same("watched", &c.Watched, n.watched)
	n.same("idle", &c.Idle, n.idle)
	n.same("idle at the end", &c.LastIdle, n.lastIdle)
	n.same("accounts at the end", &c.LastCount, n.lastly)
	for status := range n.returns {
		words := strings.Fields(status)
		if got := c.Returns.Sum(metric.Where{"status": words[:1], "tier": words[1:2], "segment": words[2:]}); got != n.returns[status] {
			n.wrong("returns, %s: counted %d, should be %d", status, got, n.returns[status])
		}
	}
	n.compareTime(c)
	n.compareCases(c)
}

// compareCases: a case is counted in the phase in which it came.
func (n *teller) compareCases(c *Counts) {
	open, all := c.Open.Sum(nil), int64(0)
	for _, phase := range emergency.PhaseNames {
		brought, closed := n.submitted[phase], c.Cases.Sum(metric.Where{"phase": {phase}})
		if all += brought; closed > brought || open == 0 && closed < brought {
			n.wrong("%d cases brought before a desk %s a shock, %d closed and %d open", brought, phase, closed, open)
		}
	}
	if closed := c.Cases.Sum(nil); all != closed+open {
		n.wrong("%d cases brought before a desk, %d closed and %d open", all, closed, open)
	}
}

// same holds each number of a cube against the tally.
func (n *teller) same(what string, c *metric.Cube, want tally) {
	var all, counted int64
	for _, x := range want {
		all += x
	}
	for i, got := range c.N {
		labels := make([]string, len(c.Dimensions))
		for k, rest := len(c.Dimensions)-1, i; k >= 0; k-- {
			values := c.Dimensions[k].Values
			labels[k] = values[rest%len(values)]
			rest /= len(values)
		}
		if key := strings.Join(labels, " "); got != want[key] {
			n.wrong("%s, %s: counted %d, should be %d", what, key, got, want[key])
		}
		counted += got
	}
	if counted != all {
		n.wrong("%s: counted %d, should be %d", what, counted, all)
	}
}

// compareTime holds the time that channels worked against the outages, to a
// millisecond for each window that a cut may have made.
func (n *teller) compareTime(c *Counts) {
	turns := append(emergency.Cuts(n.world.outages), 0, sim.Time(n.plan.Length))
	slices.Sort(turns)
	working, all := map[string]int64{}, map[string]int64{}
	for i := range turns[1:] {
		from, until := turns[i], turns[i+1]
		if !n.measured(from) {
			continue
		}
		phase, length := n.phase(from), int64(until-from)
		all[phase] += length
		for channel, name := range n.plan.labels.Channels {
			for region, place := range n.plan.labels.Regions {
				if !n.down(channel, region, from) {
					working[name+" "+place+" "+phase] += length
				}
			}
		}
	}
	const slack = 40
	for _, phase := range emergency.PhaseNames {
		if got, want := c.Time.Sum(metric.Where{"phase": {phase}}), all[phase]/1000; got > want || got < want-slack {
			n.wrong("time %s: counted %d ms, should be %d", phase, got, want)
		}
		for _, channel := range n.plan.labels.Channels {
			for _, region := range n.plan.labels.Regions {
				got := c.Up.Sum(metric.Where{"channel": {channel}, "region": {region}, "phase": {phase}})
				if want := working[channel+" "+region+" "+phase] / 1000; got > want || got < want-slack {
					n.wrong("%s in %s up %s: counted %d ms, should be %d", channel, region, phase, got, want)
				}
			}
		}
	}
}

// TestByTheBook: under the library's own bank and the least of policies the teller
// finds nothing wrong, and everything happens that the rules speak of.
func TestByTheBook(t *testing.T) {
	p := bareBank(t, 1500, 40*sim.Day)
	p.Cooldown, p.Shocks = 10*sim.Day, coreDown(t)
	p.StartPolicy = new(Policy)
	bind(t, "policy.yaml", bareRules, p.StartPolicy)
	p.StartPolicy.Dormancy.Routes[0].After = 100 * sim.Day
	p.StartPolicy.Tiers.Tiers[2].Assessed.Multiple = 1
	n, o := audit(t, p, 1, t.Errorf)
	happened := map[string]bool{}
	for labels := range n.intents {
		happened[strings.Fields(labels)[0]] = true
	}
	for _, result := range []string{"done", "unavailable", "not_allowed", "over_limit", "no_funds"} {
		if !happened[result] {
			t.Errorf("no intent was %s: the test shows less than it should", result)
		}
	}
	if len(n.returns) == 0 || o.Counts.Cases.Sum(nil) == 0 || len(n.flags) == 0 {
		t.Error("no flags, cases or returns: the test shows less than it should")
	}
}

// audit runs a replication before a teller's eyes.
func audit(t testing.TB, p *Plan, replication uint32, wrong func(string, ...any)) (*teller, *Outcome) {
	t.Helper()
	ready(t, p)
	var n *teller
	w, run := p.begin(replication, Options{Watch: func(e sim.Event) { n.observe(e) }})
	n = newTeller(p, w, wrong)
	if err := w.finish(t.Context(), run); err != nil {
		t.Fatal(err)
	}
	o, err := w.outcome(replication, run)
	if err != nil {
		t.Fatal(err)
	}
	n.compare(o, run.Now())
	return n, o
}
