package dormancy

import (
	"slices"

	"weir/model/account"
	"weir/sim/param"
)

// started are the operations that the customer starts: the ones that may count.
var started = []string{"pay", "transfer_out", "cash_in", "cash_out", "query", "login"}

// Declare binds the dormancy rules of a policy file. Every mechanism is off
// unless its group is written; in a written group the defaults are the sources'.
func (p *Params) Declare(s *param.Set) {
	s.Names(&p.counts, "counts", "[pay, transfer_out, cash_in, cash_out]",
		"The operations that count as activity. Automatic postings and what others send never do.").
		Names("operation").Assumed("operations the customer starts; src:C17 says activity without a list").Rules("P5", "D1")
	s.Group("watch", "What the watch list does.", p.Watch.declare).Optional(&p.Watch.On).Rules("D1")
	s.Group("classes", "Risk classes by points. Without it every case is treated alike.", p.Classes.declare).Optional(&p.Classes.On).Rules("D2")
	s.Group("verification", "The customer is asked before anybody decides.", p.Verification.declare).Optional(&p.Verification.On).Rules("D3")
	s.Group("approval", "Who decides about a flagged account.", p.Approval.declare).Rules("D4")
	s.Group("notice", "The customer is told before a restriction or an end.", p.Notice.declare).Optional(&p.Notice.On).Rules("D5")
	s.Group("restriction", "What a dormant account may not do. Without it accounts are only watched.", p.Restriction.declare).
		Optional(&p.Restriction.On).Rules("D6")
	s.Group("reassessment", "Cases are looked at again.", p.Reassessment.declare).Optional(&p.Reassessment.On).Rules("D7")
	s.Group("objection", "The customer may object, by any channel that is up.", p.Objection.declare).Optional(&p.Objection.On).Rules("D8")
	s.Group("reactivation", "The ways back, by name.", p.Reactivation.declare).Optional(&p.Reactivation.On).Rules("D9")
	s.Flag(&p.WithoutService, "without_service", "false",
		"A day on which every channel that the customer used in the last 12 months was down for at least half of its hours does not count.").
		Assumed("a switch; the sources say nothing").Rules("D11")
	p.GoingLive.declare(s)
	s.Group("end", "What a long dormancy ends with.", p.End.declare).Optional(&p.End.On).Rules("D12")
	param.Rest(s, "A tier", "The rule for idle accounts of the tier with this name.", &p.Routes, func(id string, r *Route, s *param.Set) {
		r.Tier = id
		r.declare(s)
	}).Rules("D1")
	s.Check(p.check)
}

func (r *Route) declare(s *param.Set) {
	s.Duration(&r.After, "after", "90d",
		"Time without activity after which an account is flagged. At the end of the 90th day itself it is. Zero: never.").
		Range("0d", "30yr").From(param.Verified, "src:C17").Rules("D1")
	s.Duration(&r.UnusedAfter, "unused_after", "0d",
		"Time after its opening at which an account is flagged that was never used. Zero: no such rule.").
		Range("0d", "30yr").From(param.Verified, "facts 1.2: 180 days in the rules of 2016; the sources have none").Rules("D12")
	s.Money(&r.BalanceAtMost, "balance_at_most", "", "Only accounts with no more than this fall under the rule. Without it the balance does not matter.").
		Optional(&r.HasAtMost).From(param.Verified, "facts 1.4: none in the sources").Rules("D12")
	s.Money(&r.BalanceAbove, "balance_above", "", "Only accounts with more than this fall under the rule. Without it the balance does not matter.").
		Optional(&r.HasAbove).From(param.Verified, "facts 1.4: none in the sources").Rules("D12")
	s.Names(&r.Exempt, "exempt", "[]", "Products whose holders do not fall under the rule.").
		Names("product").From(param.Verified, "facts 1.4: none in the sources").Rules("D12")
	s.Duration(&r.CheckEvery, "check_every", "30d",
		"An account that is idle for long enough, but has another balance or an exempt product, is looked at again this much later.").
		Range("1d", "1yr").Assumed("a monthly list; facts 1.4 has one bank with daily lists").Rules("D12")
}

func (w *Watch) declare(s *param.Set) {
	s.Duration(&w.Lasts, "lasts", "180d", "How long an account is watched after an anomaly that nobody restricts, or an answer that is believed.").
		Range("0d", "10yr").From(param.Verified, "facts 1.4: six months after a reactivation in India").Rules("D1")
}

func (c *Points) declare(s *param.Set) {
	points := func(dst *int64, name, def, doc string) {
		s.Count(dst, name, def, doc).Range("0", "100").Assumed("src:A15, src:A17 say by risk assessment, without a scheme").Rules("D2")
	}
	points(&c.Medium, "medium", "2", "Points from which the class is medium.")
	points(&c.High, "high", "4", "Points from which the class is high. An anomaly of a dormant account is always high.")
	points(&c.PerBalance, "balance_points", "1", "Points for a balance of `balance` or more.")
	points(&c.PerAnomaly, "anomaly_points", "2", "Points for each confirmed anomaly on record, and for one that stands.")
	points(&c.Unreachable, "unreachable_points", "1", "Points if contact is believed to be lost.")
	points(&c.PerIdentity, "identity_points", "1", "Points if identity was verified weakly or longer ago than `identity`.")
	points(&c.PerIdle, "idle_points", "1", "Points for being idle for `idle` or longer.")
	s.Money(&c.Balance, "balance", "5000 CNY", "The balance from which points are added.").
		Assumed("five days of the basic tier's limit, src:C11").Rules("D2")
	s.Duration(&c.Identity, "identity", "3yr", "The age of the verification of identity from which points are added.").
		Range("0d", "30yr").From(param.Secondary, "facts 8: medium risk is reviewed every 2-3 years").Rules("D2")
	s.Duration(&c.Idle, "idle", "1yr", "The time without activity from which points are added.").
		Range("0d", "30yr").Assumed("four times the basic tier's time, src:C17").Rules("D2")
}

func (v *Verification) declare(s *param.Set) {
	s.Name(&v.Ladder, "ladder", "default", "The ladder of attempts by which the customer is asked.").
		Names("ladder").Or("default").From(param.Verified, "src:A21").Rules("D3", "C4")
	s.Duration(&v.Wait, "wait", "7d", "How long an answer is waited for.").
		Range("0d", "1yr").Assumed("src:A21 has no figure").Rules("D3")
	s.Choice(&v.Mild, "mild", MildClear, []string{MildClear, MildWatch}, "What becomes of an account whose owner says it was an oversight.").
		From(param.Verified, "src:A19").Rules("D3")
	s.Duration(&v.Extends, "extends", "0d",
		"An answer puts the account off for this long; zero: for as long as activity would.").
		Range("0d", "30yr").From(param.Verified, "facts 1.4: one year in India; src:A19 without a figure").Rules("D3")
}

func (a *Approval) declare(s *param.Set) {
	s.Names(&a.Desks, "desks", "[]",
		"The desks that decide one after another; each must agree. []: nobody decides.").
		Names("desk").From(param.Verified, "src:A22, src:A23, src:A24").Rules("D4")
	modes := []string{Nobody, Batch, Individual}
	a.mode(s, High, Individual, modes)
	a.mode(s, Medium, Batch, modes)
	a.mode(s, Low, Nobody, modes)
	s.Duration(&a.BatchEvery, "batch_every", "7d",
		"Batches go to the desks this often; a case that a desk never dealt with comes again this much later.").
		Range("1d", "1yr").Assumed("a weekly list").Rules("D4")
}

func (a *Approval) mode(s *param.Set, class Class, def string, modes []string) {
	s.Choice(&a.modes[class], ClassNames[class], def, modes, "How cases of class "+ClassNames[class]+" are approved, where there are classes.").
		From(param.Verified, "src:A16, src:A50").Rules("D4")
}

func (n *Notice) declare(s *param.Set) {
	s.Name(&n.Ladder, "ladder", "default", "The ladder of attempts by which the notice is sent.").
		Names("ladder").Or("default").From(param.Verified, "src:A25, src:A26").Rules("D5", "C4")
	s.Flag(&n.Proof, "proof", "false", "Nothing is restricted or ended without proof of receipt.").
		From(param.Verified, "src:A32 asks for a notice, not for proof").Rules("D5")
	s.Duration(&n.Waiting, "waiting", "30d", "Time between the notice and the restriction; with proof, from the receipt.").
		Range("0d", "30yr").From(param.Verified, "facts 1.4: 30 days for companies' accounts").Rules("D5")
	s.Duration(&n.Repeat, "repeat", "0d", "The notice is sent again this often while it waits. Zero: never.").
		Range("0d", "30yr").From(param.Verified, "facts 1.4: quarterly in India; src:A25 without repetition").Rules("D5")
	s.Flag(&n.Goes, "repeat_restricted", "false", "It is sent again while the account is restricted, too.").
		From(param.Verified, "facts 1.4: in India; not in the sources").Rules("D5")
}

func (r *Restriction) declare(s *param.Set) {
	r.level(s, Unclassed, "level", "frozen", "The level of every account, where there are no classes.", "src:C17")
	r.level(s, Low, "low", "limited", "The level of class low; none: watched only.", "src:A27")
	r.level(s, Medium, "medium", "suspended", "The level of class medium.", "src:A28")
	r.level(s, High, "high", "frozen", "The level of class high.", "src:A18")
	s.Money(&r.LimitedTo, "limited_to", "1000 CNY", "The most that may go out in a day at the level limited.").
		Assumed("the basic tier's limit, src:C11; src:A27 has no figure").Rules("D6")
	s.Names(&r.suspended, "suspended", "[pay, transfer_out, cash_out]", "The operations that are not possible at the level suspended.").
		Names("operation").Assumed("what moves money out; src:A28 has no list").Rules("D6")
	s.Names(&r.Channels, "channels", "[]", "The channels at which the level suspended is in force; []: at all.").
		Names("channel").From(param.Verified, "facts 1.4: not at counters under the rules of 2016; src:A28 has no list").Rules("D6")
	s.Flag(&r.Immediate, "immediate", "true", "An anomaly of class high is restricted at once; the notice comes after.").
		From(param.Verified, "src:A18").Rules("D6")
	s.Check(func(c *param.Check) {
		r.Suspended |= operations(c, "suspended", r.suspended, account.OperationNames[:])
	})
}

func (r *Restriction) level(s *param.Set, class Class, name, def, doc, source string) {
	s.Choice(&r.levels[class], name, def, LevelNames[:], doc).From(param.Verified, source).Rules("D6")
}

func (r *Reassessment) declare(s *param.Set) {
	s.Duration(&r.Every, "every", "90d", "How often a restriction, or a case that was declined or is only watched, is looked at again.").
		Range("1d", "10yr").Assumed("quarterly, as src:C15 for basic accounts; src:A30 has no figure").Rules("D7")
}

func (o *Objections) declare(s *param.Set) {
	s.Name(&o.Desk, "desk", "objections", "The desk that decides about objections.").
		Names("desk").From(param.Verified, "src:A34").Rules("D8")
	s.Deadline(&o.Within, "within", "15d", "The time in which it must, whatever the desk allows for other cases. Zero: what the desk allows.").
		From(param.Verified, "facts 5.1: complaints to banks in China; src:A46 has no figure").Rules("D8")
	s.Flag(&o.Suspends, "suspends", "true", "Nothing is restricted or ended while an objection is open.").
		Assumed("a right to object, src:A34, that comes too late is none").Rules("D8")
	s.Name(&o.Support, "support", "none", "The desk that answers questions about restrictions.").
		Names("desk").Or("none").From(param.Verified, "src:A45").Rules("D8")
}

func (r *Reactivations) declare(s *param.Set) {
	s.Duration(&r.Watch, "watch", "180d", "How long an account stays watched after a restriction.").
		Range("0d", "10yr").From(param.Verified, "facts 1.4: six months in India").Rules("D9")
	s.Flag(&r.ByUse, "by_use", "false", "An operation that the restriction permits ends it, if the account was merely idle.").
		From(param.Verified, "src:C18 asks for verification").Rules("D9")
	param.Rest(s, "A channel", "A way back with this name.", &r.Channels, func(id string, ch *Channel, s *param.Set) {
		ch.ID = id
		ch.declare(s)
	}).Rules("D9")
}

func (ch *Channel) declare(s *param.Set) {
	s.Name(&ch.System, "system", "none", "The system that must work.").
		Names("system").Or("none").Assumed("a name").Rules("D9")
	s.Name(&ch.Desk, "desk", "none", "The desk whose staff verify the customer.").
		Names("desk").Or("none").From(param.Verified, "src:A47, src:A48").Rules("D9")
	s.Number(&ch.Share, "share", "1", "The weight of this way among those that a customer can take.").
		Range("0", "1000").Assumed("src:A47, src:A48 name the ways only").Rules("D9")
	s.Dist(&ch.Takes, param.KindDuration, "takes", "{lognormal: {median: 30m, p95: 3h}}", "How long it takes, apart from waiting for a desk.").
		Assumed("src:A49 says simple").Rules("D9")
	s.Share(&ch.Fails, "fails", "5%", "Share of the attempts that fail.").
		Range("0%", "100%").Assumed("src:A49 says simple").Rules("D9")
	s.Flag(&ch.Phone, "phone", "false", "It needs a one-time password, sent to the customer's number.").
		Assumed("a property of the way").Rules("D9", "P8")
	s.Choice(&ch.upTo, "up_to", "frozen", LevelNames[1:], "The highest level that can be lifted here.").
		From(param.Verified, "src:A49: all").Rules("D9")
	s.Check(func(*param.Check) { ch.Highest = Level(slices.Index(LevelNames[:], ch.upTo)) })
}

func (g *GoingLive) declare(s *param.Set) {
	s.Choice(&g.Mode, "going_live", LiveAll, []string{LiveAll, LiveNewOnly, LivePhased},
		"Accounts that are dormant already when the rules come into force are flagged at once, only after they have been active again, or so many a day.").
		Assumed("the sources say nothing").Rules("D13")
	s.Count(&g.PerDay, "per_day", "0", "With `going_live: phased`: accounts a day.").
		Assumed("no source").Rules("D13")
}

func (e *End) declare(s *param.Set) {
	s.Duration(&e.After, "after", "15yr", "Time since the last activity after which the account ends; not before the waiting period after the notice is over.").
		Range("0d", "100yr").From(param.Verified, "facts 1.4: the act of 2008 in Britain").Rules("D12")
	s.Choice(&e.State, "state", StateTransferred, []string{StateClosed, StateTransferred},
		"Closed for good, or transferred and claimable.").
		From(param.Verified, "facts 1.4: the act of 2008 in Britain").Rules("D12")
}

// check reports settings that contradict each other.
func (p *Params) check(c *param.Check) {
	p.Counts |= operations(c, "counts", p.counts, started)
	wrong := func(when bool, code, path string) {
		if when {
			c.Report(param.Problem{Code: code, Pos: c.At(path)})
		}
	}
	wrong((p.GoingLive.Mode == LivePhased) != (p.GoingLive.PerDay > 0), "W220", "going_live")
	wrong(p.Reactivation.On && len(p.Reactivation.Channels) == 0 && !p.Reactivation.ByUse, "W222", "reactivation")
	wrong(p.Classes.On && p.Classes.Medium > p.Classes.High, "W223", "classes.medium")
	wrong(p.Verification.On && p.Verification.Mild == MildWatch && !p.Watch.On, "W224", "verification.mild")
	wrong(p.Notice.Goes && p.Notice.Repeat == 0, "W225", "notice.repeat_restricted")
	if p.Restriction.On && !p.Ends() {
		c.Report(param.Problem{Code: "W221", Pos: c.At("restriction"), Help: "W221.help"})
	}
}

// operations returns the set of the named operations, and reports what is none of
// those known.
func operations(c *param.Check, path string, names, known []string) (set uint16) {
	for _, name := range names {
		op, ok := account.OperationNamed(name)
		if !ok || !slices.Contains(known, name) {
			c.Report(param.Problem{Code: "W133", Pos: c.At(path + "." + name), Args: []any{name, known}})
			continue
		}
		set |= 1 << op
	}
	return set
}
