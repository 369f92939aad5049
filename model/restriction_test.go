package model

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"weir/model/account"
	"weir/model/dormancy"
	"weir/model/population"
	"weir/sim"
	"weir/sim/calendar"
)

// What the institution of the drawn policies has besides.
const drawnReach = `
contact:
  channels: {sms: {needs: [sms]}, voice: {}, push: {needs: [app]}}
  people: {number_change: 1/yr, carriers: {A: 60%, B: 40%}}
`

const drawnReactions = `
reactions:
  default: {delay: 1d, asked: %[1]d%%, noticed: %[1]d%%, objects: %[2]d%%, at_limit: {accept: 40%%, split: 30%%, ask: 25%%, leave: 5%%}}
`

// strictPolicyOf draws a policy that restricts, as text.
func strictPolicyOf(r *rapid.T) string {
	pick := func(label string, choices ...string) string { return rapid.SampledFrom(choices).Draw(r, label) }
	number := func(label string, from, to int) int { return rapid.IntRange(from, to).Draw(r, label) }
	maybe := func(label, text string) string { return pick(label, "", text) }
	var b strings.Builder
	fmt.Fprintf(&b, "assistance_desk: approval\nlarge_transfer: 3000 CNY\ntiers:\n  basic: {functions: [query, pay, transfer], daily_limit: %d CNY%s%s}\n", number("basic limit", 200, 2000),
		", verification: {every: 40d, grace: 5d}", maybe("monitoring", ", monitoring: {every: 0d}"))
	fmt.Fprintf(&b, "  plus: {functions: [query, pay, transfer, large_transfer], daily_limit: %d CNY, monitoring: {every: %dd}%s%s%s}\n", number("plus limit", 2000, 9000), number("looked at", 0, 20),
		maybe("month", ", limits: [{id: month, window: month, value: 30000 CNY}, {id: slow, window: transaction, value: 2000 CNY, over: delay, delay: 3h}]"),
		maybe("assessed", ", pre_assess: 4000 CNY"), maybe("promotion", ", promotion: {transactions: 10, volume: 1000 CNY}"))
	b.WriteString(maybe("regrading", "regrading: {every: 10d, panel: approval, unused: 60d}\n"))
	fmt.Fprintf(&b, "dormancy:\n  basic: {after: %dd}\n  plus: {after: %s}\n", number("after", 8, 40), pick("plus after", "0d", "20d", "45d"))
	fmt.Fprintf(&b, "  notice: {waiting: %dd%s%s}\n", number("waiting", 1, 15), maybe("proof", ", proof: true"), maybe("repeat", ", repeat: 3d, repeat_restricted: true"))
	b.WriteString("  approval: {desks: " + pick("desks", "[]", "[approval]", "[approval, second]") + "}\n")
	levels := pick("classes", "{level: limited, limited_to: 100 CNY", "{level: suspended", "{level: frozen", "{low: limited, medium: suspended, high: frozen, limited_to: 100 CNY")
	if strings.Contains(levels, "low") {
		b.WriteString("  classes: {}\n")
	}
	b.WriteString("  restriction: " + levels + ", immediate: " + pick("immediate", "true", "false") + "}\n")
	b.WriteString(maybe("asked first", "  verification: {wait: 4d}\n"))
	b.WriteString(maybe("objection", "  objection: {desk: second, within: 5d}\n"))
	b.WriteString(maybe("watch", "  watch: {lasts: 20d}\n"))
	b.WriteString(maybe("without service", "  without_service: true\n"))
	b.WriteString(maybe("end", "  end: {after: 50d, state: closed}\n"))
	fmt.Fprintf(&b, "  reassessment: {every: %dd}\n  reactivation: {by_use: %s, watch: 5d, app: {system: app}, branch: {desk: second}}\n", number("reassessed", 5, 40), pick("by use", "true", "false"))
	b.WriteString("screening: {desk: approval, rules: [{id: much, action: " + pick("action", "watch", "alert", "step_up", "hold", "limit", "freeze") +
		", when: amount > 1500 CNY, because: drawn}, {id: often, action: watch, when: count_24h >= 3, because: drawn}]}\n")
	b.WriteString(maybe("charges", "charges: {interest: 1%, dormant_fee: 1 CNY}\n"))
	b.WriteString("contact: {ladders: {default: {steps: [{channel: sms, wait: 2d}, {channel: voice, wait: 1d}]}}}\n")
	return b.String()
}

// strictOf draws a small bank under such a policy.
func strictOf(t testing.TB, r *rapid.T) *Plan {
	text := fmt.Sprintf(drawnInstitution, rapid.IntRange(0, 100).Draw(r, "internal"), 1, 30, 10, 20, true, "1/yr", 1, "3h", 20)
	text = strings.Replace(text, "core: {}, card", "core: {}, sms: {}, card", 1)
	text += "  second: {servers: 1, service: 5h, error: 30%}\n"
	p := &Plan{Institution: new(Institution), Policy: new(Policy), Customers: 200,
		Start: calendar.Civil{Year: 2025, Month: 1, Day: 20}, Length: 80 * sim.Day, Warmup: 10 * sim.Day, Window: 2 * sim.Hour, Seed: rapid.Uint64().Draw(r, "seed")}
	if rapid.Bool().Draw(r, "contact") {
		text += drawnReach
	}
	if rapid.Bool().Draw(r, "reactions") {
		text += fmt.Sprintf(drawnReactions, rapid.IntRange(0, 60).Draw(r, "told"), rapid.IntRange(0, 30).Draw(r, "object"))
	}
	bind(t, "institution.yaml", text, p.Institution)
	policy := strictPolicyOf(r)
	if !p.Institution.HasContact {
		policy = strings.Replace(policy, ", verification: {every: 40d, grace: 5d}", "", 1)
	}
	bind(t, "policy.yaml", policy, p.Policy)
	p.Institution.Overreach = .1
	return ready(t, p)
}

// warden watches restrictions and limits from the events alone.
type warden struct {
	plan  *Plan
	world *World
	who   []ward
	wrong func(string, ...any)

	restricted, refused, over int
}

type ward struct {
	tier    int // -1 while not known
	day     int
	out     int64
	flagged sim.Time // beginning of the case that was seen; Never if none was
	told    sim.Time // the first attempt in it; Never if none was made
	level   dormancy.Level
	from    sim.Time
}

func newWarden(p *Plan, w *World, wrong func(string, ...any)) *warden {
	n := &warden{plan: p, world: w, wrong: wrong}
	for i := range w.records {
		r := &w.records[i]
		n.who = append(n.who, ward{tier: int(r.Tier.Tier), flagged: sim.Never, told: sim.Never, level: r.Dormancy.Level, from: -1 << 60})
	}
	return n
}

func (n *warden) observe(e sim.Event) {
	who := &n.who[e.Entity]
	switch e.Kind {
	case evOpen:
		*who = ward{tier: -1, flagged: sim.Never, told: sim.Never}
	case evTier:
		who.tier = int(e.Arg >> 8 & 0xff)
	case evFlag:
		who.flagged, who.told = e.At, sim.Never
	case evNotice:
		if About(e.Arg>>8&0xff) == AboutDormancy && who.told == sim.Never {
			who.told = e.At
		}
	case evRestricted:
		n.restrictedNow(e, who)
	case evLifted, evClose:
		who.level = dormancy.Free
	case evIntent, evPart:
		n.carried(e, who)
	}
}

// restrictedNow: a restriction has a level and a cause, and follows a notice by the
// waiting period; only what a screening rule asks for may come at once (rules D5, D6).
func (n *warden) restrictedNow(e sim.Event, who *ward) {
	level, cause := dormancy.Level(e.Arg&0xff), int(e.Arg>>8&0xff)
	if cause == causeDocuments {
		return
	}
	n.restricted++
	if level == dormancy.Free || level >= dormancy.Levels || cause == int(dormancy.NoCause) || cause >= int(dormancy.Deferred) {
		n.wrong("customer %d is restricted to level %d because of %d", e.Entity, level, cause)
	}
	fresh := who.level == dormancy.Free
	who.level, who.from = level, e.At
	if !fresh || who.flagged == sim.Never || cause == int(dormancy.Anomaly) {
		return
	}
	waiting := n.plan.Policy.Dormancy.Notice.Waiting
	if e.At.Sub(who.flagged) < waiting {
		n.wrong("customer %d is restricted %.2f days after being flagged; the waiting period is %.0f days", e.Entity, e.At.Sub(who.flagged).Days(), waiting.Days())
	}
	if n.plan.Institution.HasContact && (who.told == sim.Never || e.At.Sub(who.told) < waiting-sim.Day) {
		n.wrong("customer %d is restricted at %d, flagged at %d, first told at %d", e.Entity, e.At, who.flagged, who.told)
	}
}

// carried: what goes out keeps to the daily limit of the tier and to the level of
// the restriction, known from an earlier instant (rules T2, D6).
func (n *warden) carried(e sim.Event, who *ward) {
	op, result, amount := account.Operation(e.Arg&0xff), Result(e.Arg>>8&0xff), e.Arg>>16
	if result == Restricted {
		n.refused++
	}
	if result == OverLimit {
		n.over++
	}
	if result != Done && result != Waiting || op.Direction() != account.Out {
		return
	}
	if day := e.At.Day(); day != who.day {
		who.day, who.out = day, 0
	}
	who.out += amount
	if who.tier >= 0 {
		if t := n.plan.Policy.Tiers.Tiers[who.tier]; who.out > t.DailyLimit {
			n.wrong("customer %d of tier %s: %d go out on one day, the limit is %d", e.Entity, t.ID, who.out, t.DailyLimit)
		}
	}
	switch p := &n.plan.Policy.Dormancy.Restriction; {
	case who.level == dormancy.Frozen, who.level == dormancy.Suspended:
		n.wrong("customer %d: %s of %d at %d, restricted to %s since %d", e.Entity, account.OperationNames[op], amount, e.At, dormancy.LevelNames[who.level], who.from)
	case who.level == dormancy.Limited && amount > p.LimitedTo:
		n.wrong("customer %d: %d go out at once, limited to %d", e.Entity, amount, p.LimitedTo)
	}
}

// TestWhateverRestricts: under restricting policies drawn at random the self-check
// passes, limits and restrictions are kept, notice comes before a restriction, and
// every restricted account has a cause, a level and a beginning.
func TestWhateverRestricts(t *testing.T) {
	restricted, refused, over := 0, 0, 0
	rapid.Check(t, func(r *rapid.T) {
		p := strictOf(t, r)
		var n *warden
		w, run := p.begin(0, Options{Watch: func(e sim.Event) { n.observe(e) }})
		n = newWarden(p, w, r.Errorf)
		if err := w.finish(t.Context(), run); err != nil {
			t.Fatal(err)
		}
		o, err := w.outcome(0, run)
		if err != nil {
			t.Fatal(err)
		}
		if o.Failed != "" {
			r.Errorf("%s", o.Failed)
		}
		for i := range w.records {
			d := w.records[i].Dormancy
			if w.records[i].Presence != population.Open {
				continue
			}
			if d.Level != n.who[i].level {
				r.Errorf("customer %d is restricted to %s, by what happened to %s", i, dormancy.LevelNames[d.Level], dormancy.LevelNames[n.who[i].level])
			}
			if d.Level != dormancy.Free && (d.Since == sim.NoStamp || d.Since.Time() > run.Now() || d.Cause == dormancy.NoCause || d.Cause == dormancy.Deferred) {
				r.Errorf("customer %d is restricted: %+v", i, d)
			}
		}
		figuresHold(p, o, r.Errorf)
		restricted, refused, over = restricted+n.restricted, refused+n.refused, over+n.over
	})
	if restricted < 1000 || refused < 100 || over < 1000 {
		t.Errorf("%d restrictions, %d intents refused by them, %d over limits: the test shows less than it should", restricted, refused, over)
	}
}

// TestNoticeOfRestrictionGoesOn: a notice that has to come before a restriction does
// not give way to one about data (rules D5, P13).
func TestNoticeOfRestrictionGoesOn(t *testing.T) {
	w, _ := everything(t, 50).begin(0, Options{})
	r, talk := &w.records[7], &w.sides[7].Talk
	at := -sim.Time(sim.Day)
	for _, c := range []struct{ first, then, stays About }{
		{AboutDormancy, AboutVerification, AboutDormancy},
		{AboutVerification, AboutDormancy, AboutDormancy},
	} {
		talk.Notice = sim.NoStamp
		w.startNotice(nil, 7, r, at, c.first)
		w.startNotice(nil, 7, r, at, c.then)
		if got := talk.About; got != c.stays || talk.Notice == sim.NoStamp {
			t.Errorf("a notice about %s, then one about %s: %s goes on", AboutNames[c.first], AboutNames[c.then], AboutNames[got])
		}
	}
}
