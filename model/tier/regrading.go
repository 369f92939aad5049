package tier

import (
	"weir/sim"
	"weir/sim/param"
)

// NoDesk is written where nobody decides.
const NoDesk = "none"

// Regrading is how accounts are moved to another tier: assessed from time to
// time, decided by a panel, announced (rule T7).
type Regrading struct {
	On         bool
	Every      sim.Duration
	Panel      string       // the desk that decides; NoDesk: the criteria alone
	Commercial float64      // chance that the panel weighs commercial value against the criteria
	Announce   sim.Duration // time between announcing a change of functions and its taking effect
	Quiet      bool         // a demotion for risk takes effect at once, without announcement
	Confirmed  int64        // confirmed alerts within 12 months that demote; 0 none do
	Unused     sim.Duration // time without activity that demotes; 0 never
}

func (r *Regrading) declare(s *param.Set) {
	s.Duration(&r.Every, "every", "30d", "Time between two assessments of an account.").
		Range("1d", "10yr").From(param.Verified, "src:C53").Rules("T7")
	s.Name(&r.Panel, "panel", "assessment_panel", "The desk that decides; none: the criteria decide alone.").
		Names("desk").Or(NoDesk).From(param.Verified, "src:C48, src:C56").Rules("T4", "T7")
	s.Share(&r.Commercial, "commercial", "0%",
		"Chance that the panel decides for the customer against the criteria, for commercial value.").
		Assumed("off; src:C57 weighs the customer relationship without a figure").Rules("T7")
	s.Duration(&r.Announce, "announce", "7d", "A change of functions is announced so long before it takes effect.").
		Range("0d", "1yr").Assumed("src:C61 wants it announced, without a time").Rules("T7")
	s.Flag(&r.Quiet, "quiet", "true", "A demotion because of confirmed alerts takes effect at once, so that nobody is warned.").
		Assumed("no tipping off").Rules("T7")
	s.Count(&r.Confirmed, "confirmed", "1", "Confirmed alerts within twelve months that demote an account; zero: none do.").
		Assumed("one; src:C32 says no number").Rules("T6")
	s.Duration(&r.Unused, "unused", "365d", "Time without activity after which an account is demoted; zero: never.").
		Range("0d", "30yr").Assumed("a year; src:C52 looks at behaviour without a figure").Rules("T6")
}

// Promotion is what raises an account to a tier from the one below (rule T6).
type Promotion struct {
	Offered       bool
	Tenure        sim.Duration // since the account was opened
	Transactions  int64        // carried out in the tier below
	Volume        int64        // minor units that went out in the tier below
	IdentitySteps int64        // steps of openings on file
}

func (r *Promotion) declare(s *param.Set) {
	s.Duration(&r.Tenure, "tenure", "0d", "Least time since the account was opened.").
		Range("0d", "50yr").Assumed("the sources want a long history for the highest tier, src:C33").Rules("T6")
	s.Count(&r.Transactions, "transactions", "3", "Least number of transactions since the account has its tier.").
		Range("0", "65535").Assumed("src:C20 says several").Rules("T6")
	s.Money(&r.Volume, "volume", "10000 CNY", "Least amount that went out since the account has its tier.").
		From(param.Verified, "src:C20").Rules("T6")
	s.Count(&r.IdentitySteps, "identity_steps", "0", "Least number of steps of openings that are on file.").
		Range("0", "15").Assumed("the steps of the tier itself come with the promotion").Rules("T6")
}

// Facts are what an assessment looks at besides an account's State.
type Facts struct {
	Tenure    sim.Duration // since the account was opened
	Idle      sim.Duration // since the last activity that counts
	Confirmed int64        // alerts confirmed within the last 12 months
	Volume    int64        // minor units that went out in the last whole period of its tier's retention
}

// Reason is why an account should have another tier.
type Reason uint8

// The reasons.
const (
	NoReason Reason = iota
	Merit           // it meets the criteria of the next tier
	Risk            // alerts were confirmed
	Disuse          // nothing has happened for too long
	Falling         // less went out than keeps it in its tier
	Reasons  = iota // how many there are
)

// ReasonNames are the words of results, by Reason.
var ReasonNames = [Reasons]string{"none", "merit", "risk", "disuse", "falling"}

// Qualifies says whether an account meets the criteria for being raised to a
// tier (rule T6). They say nothing of accounts that are not one tier below.
func Qualifies(p *Params, s State, target int, f Facts) bool {
	if target != int(s.Tier)+1 || target >= len(p.Tiers) {
		return false
	}
	c := &p.Tiers[target].Promotion
	return c.Offered && f.Tenure >= c.Tenure && int64(s.Normal) >= c.Transactions &&
		int64(s.Volume)*p.unit() >= c.Volume && int64(s.Identity()) >= c.IdentitySteps
}

// Regrade returns the tier that an account should have by the criteria, at most
// one up or down from its own, and why (rules T6, T7). What speaks against an
// account outweighs its merit.
func Regrade(p *Params, s State, f Facts) (target int, why Reason) {
	now, r := int(s.Tier), &p.Regrading
	switch {
	case !r.On:
		return now, NoReason
	case r.Confirmed > 0 && f.Confirmed >= r.Confirmed:
		why = Risk
	case r.Unused > 0 && f.Idle >= r.Unused:
		why = Disuse
	case p.Retains(now) != nil && f.Volume < p.Tiers[now].Retention.Volume:
		why = Falling
	case Qualifies(p, s, now+1, f):
		return now + 1, Merit
	}
	if why == NoReason || now == 0 {
		return now, NoReason
	}
	return now - 1, why
}

// Ruling is a panel's decision about a change of tier.
type Ruling uint8

// The rulings.
const (
	Dismissed  Ruling = iota // the account keeps its tier
	Carried                  // it changes
	Commercial               // for the customer, against the criteria
	Rulings    = iota        // how many there are
)

// Rule is the panel's decision whether an account changes to a tier (rule T7).
// Founded says whether the criteria, looked at again, are for it; a wrong
// decision is the other way round. By a uniform, the panel puts commercial value
// before criteria that are against the customer: that grants a promotion that is
// not due, and spares a demotion that is.
func (p *Params) Rule(s State, target int, founded, wrong bool, u float64) Ruling {
	carried := founded != wrong
	better := target > int(s.Tier)
	if carried != better && u < p.Regrading.Commercial {
		return Commercial
	}
	if carried {
		return Carried
	}
	return Dismissed
}

// Changes says whether a ruling changes the account's tier: what is commercial
// raises an account or leaves it where it is.
func (r Ruling) Changes(s State, target int) bool {
	return r == Carried || r == Commercial && target > int(s.Tier)
}

// Announces returns how long before it takes effect a change of tier is
// announced; 0: it takes effect at once (rule T7). Only a change of functions is
// announced, and not one for risk where that is quiet.
func (p *Params) Announces(from, to int, why Reason) sim.Duration {
	r := &p.Regrading
	if why == Risk && r.Quiet || p.Tiers[from].Functions == p.Tiers[to].Functions {
		return 0
	}
	return r.Announce
}
