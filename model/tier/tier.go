// Package tier decides what an account may do by its tier, functions and limits,
// and how an account comes by a tier and loses it.
package tier

import (
	"slices"

	"weir/model/account"
	"weir/sim/param"
)

// Params are the tiers of a policy, from the lowest up, what they allow, and how
// accounts move between them. Whoever makes Params without Declare calls Prepare.
type Params struct {
	Tiers         []Tier
	LargeTransfer int64 // minor units: a transfer above it needs LargeTransfers
	Regrading     Regrading
	Roles         []Role
	Minor         int64 // minor units in one unit of money; 0 stands for 100

	slots   []Slot
	charges [2][2][]Charge // by direction, Out or In, and by Unbound
}

// Tier is one level of accounts (rule T1).
type Tier struct {
	ID           string
	Functions    Function // the set of functions it may use
	DailyLimit   int64    // minor units out in a day; 0: none is written
	Assessed     Assessment
	Limits       []Limit // all of them; Prepare puts the daily limit first, where there is one
	Assistance   Assistance
	SecondCheck  uint16      // set of operations that need a second check, by bit (rule T11)
	Information  Information // how much the customer may see
	PreAssess    int64       // minor units: more than that going out at once is assessed first (rule T5); 0 none
	Monitoring   Monitoring
	Opening      []Step // what an applicant goes through
	PerPerson    int64  // accounts of this tier that a person may hold; 0: any number (rule P11)
	Panel        bool   // the assessment panel decides about openings (rule T4)
	Promotion    Promotion
	Retention    Retention
	Verification Verification

	functions  []string
	checked    []string
	words      struct{ assistance, information string }
	hasLimits  bool // `limits` is written, and may be empty
	isAssessed bool

	// Of Prepare, for Decide.
	daily int64 // what may go out in a day: the first limit, or most
	plain bool  // nothing but functions and the daily limit decides
}

// most is more money than there is.
const most = 1<<63 - 1

// Declare binds the tiers of a policy file.
func (p *Params) Declare(s *param.Set) {
	p.Minor = s.Units().Minor
	s.Money(&p.LargeTransfer, "large_transfer", "50000 CNY",
		"A transfer above this amount counts as large and needs the function large_transfer.").
		Assumed("the intermediate tier's daily limit, src:C21").Rules("T1")
	param.Map(s, "tiers", "The tiers, from the lowest to the highest.", &p.Tiers, func(id string, t *Tier, s *param.Set) {
		t.ID = id
		t.declare(s)
	}).Rules("T1")
	s.Group("regrading", "How accounts are moved to another tier. Without it none is, except at the customer's request.", p.Regrading.declare).
		Optional(&p.Regrading.On).Rules("T7")
	param.Map(s, "roles", "What the staff of a desk may do. The staff of a desk that is not here may do what its own work takes.",
		&p.Roles, func(id string, r *Role, s *param.Set) {
			r.Desk = id
			r.declare(s)
		}).Names("desk").Rules("T10")
	s.Check(func(c *param.Check) {
		p.Prepare()
		p.checkOrder(c)
		p.checkChanges(c)
	})
}

func (t *Tier) declare(s *param.Set) {
	s.Names(&t.functions, "functions", "[query, pay]",
		"What an account of this tier may do: query, pay, transfer, large_transfer.").
		Names("function").From(param.Verified, "src:C10, src:C12").Rules("T1", "T9")
	t.declareLimits(s)
	t.declareService(s)
	t.declareGrading(s)
	s.Check(t.check)
}

// declareLimits binds what may move.
func (t *Tier) declareLimits(s *param.Set) {
	s.Money(&t.DailyLimit, "daily_limit", "0 CNY",
		"The most that may go out of an account in a calendar day; what would exceed it is refused. Zero for none.").
		From(param.Verified, "src:C11, src:C21").Rules("T2")
	s.Group("assessed", "A daily limit set customer by customer, instead of daily_limit.", t.Assessed.declare).Optional(&t.isAssessed)
	param.List(s, "limits", "Limits besides the daily one. An empty list says that a tier without a daily limit has none.", &t.Limits,
		func(id string, l *Limit, s *param.Set) {
			l.ID = id
			l.declare(s)
		}).Called("limit").Optional(&t.hasLimits).Rules("T2")
	s.Money(&t.PreAssess, "pre_assess", "0 CNY",
		"More than this amount going out at once is assessed by staff before it is carried out. Zero: never.").
		Assumed("off; src:C43 assesses each major transaction of the advanced tier").Rules("T5")
}

// declareService binds how customers are served and watched.
func (t *Tier) declareService(s *param.Set) {
	s.Choice(&t.words.assistance, "assistance", "open", AssistanceNames,
		"Operations that staff carry out for the customer: open, without a rule; none, the customer does all; approval, a desk approves each; dedicated, by the customer's own team.").
		Assumed("no rule unless a policy has one; src:C62, src:C63, src:C64").Rules("T1", "T11")
	s.Names(&t.checked, "second_check", "[]", "The operations that are carried out only after a second check of who asks.").
		Names("operation").Assumed("none unless a policy has them; src:C62").Rules("T11")
	s.Choice(&t.words.information, "information", "any", InformationNames,
		"How much of the account the customer may see: any, without a rule; summary; detail; custom.").
		Assumed("no rule unless a policy has one; src:C66, src:C67, src:C68").Rules("T1")
	s.Group("monitoring", "How closely accounts of this tier are looked at. Without it they are not.", t.Monitoring.declare).
		Optional(&t.Monitoring.On).Rules("T5")
	s.Group("verification", "How often identity and contact data are verified again. Without it they never are.", t.Verification.declare).
		Optional(&t.Verification.On).Rules("P13")
}

// declareGrading binds how an account comes to the tier.
func (t *Tier) declareGrading(s *param.Set) {
	param.List(s, "opening", "The steps of an applicant for this tier, after those of the tiers below. A lowest tier without steps is open to anonymous customers.", &t.Opening,
		func(id string, step *Step, s *param.Set) {
			step.ID = id
			step.declare(s)
		}).Called("step").Rules("T3")
	s.Flag(&t.Panel, "panel", "false", "The assessment panel decides about openings in this tier, after the steps.").
		Assumed("off; src:C48").Rules("T4")
	s.Count(&t.PerPerson, "per_person", "0", "Accounts of this tier that a person may hold: who has as many opens no further one and is not raised to it. Zero: any number.").
		Range("0", "255").Assumed("any number; facts 1.1 has one account of class I and five of II and III a person and bank in China").Rules("P11", "T3")
	s.Group("promotion", "What raises an account to this tier from the one below. Without it nothing does.", t.Promotion.declare).
		Optional(&t.Promotion.Offered).Rules("T6")
	s.Group("retention", "How much must go out of an account for it to keep this tier. Without it none is lowered for falling volume.", t.Retention.declare).
		Optional(&t.Retention.On).Rules("T6")
}

// check resolves the words of a tier and reports what does not fit together.
func (t *Tier) check(c *param.Check) {
	t.Assistance = Assistance(slices.Index(AssistanceNames, t.words.assistance))
	t.Information = Information(slices.Index(InformationNames, t.words.information))
	t.Functions = Function(set(c, "functions", t.functions, FunctionNames))
	t.SecondCheck = set(c, "second_check", t.checked, account.OperationNames[:])
	switch assessed := t.isAssessed && t.Assessed.Multiple > 0; {
	case assessed && t.DailyLimit > 0:
		c.Report(param.Problem{Code: "W134", Pos: c.At(""), Args: []any{t.ID}})
	case !assessed && t.DailyLimit == 0 && !t.hasLimits:
		c.Report(param.Problem{Code: "W210", Pos: c.At(""), Args: []any{t.ID}, Help: "W210.help"})
	}
	t.checkTwice(c)
}

// set returns the bits of the names in the order of all there are, and reports
// the others.
func set(c *param.Check, path string, names, all []string) (bits uint16) {
	for _, name := range names {
		i := slices.Index(all, name)
		if i < 0 {
			c.Report(param.Problem{Code: "W133", Pos: c.At(path + "." + name), Args: []any{name, all}})
			continue
		}
		bits |= 1 << i
	}
	return bits
}

// Prepare works out what Decide, Charges and Slots need; it may be called again
// after a change. Declare calls it when a file is bound.
func (p *Params) Prepare() { Layout(p) }

// prepare puts the daily limit among the limits and looks at what the tier has.
func (t *Tier) prepare() {
	t.Limits = slices.DeleteFunc(t.Limits, func(l Limit) bool { return l.short })
	if t.DailyLimit > 0 || t.Assessed.Multiple > 0 {
		t.Limits = slices.Insert(t.Limits, 0, Limit{ID: "daily_limit", Window: Day, Value: t.DailyLimit, short: true})
	}
	t.daily = most
	if i := slices.IndexFunc(t.Limits, func(l Limit) bool { return l.own() }); i >= 0 {
		l := t.Limits[i]
		t.Limits = slices.Insert(slices.Delete(t.Limits, i, i+1), 0, l)
		t.daily = l.Value
	}
	t.plain = len(t.Limits) == bit(t.daily < most) && t.PreAssess == 0 && t.SecondCheck == 0 &&
		t.Assistance == Open && t.Information == AnyInformation
}

// Index returns the number of the tier with the id, or -1.
func (p *Params) Index(id string) int {
	return slices.IndexFunc(p.Tiers, func(t Tier) bool { return t.ID == id })
}
