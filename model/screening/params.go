// Package screening watches transactions by a policy's rules: expressions over
// what the institution can know, sliding windows of the account's own past among
// it (rules F6, T5, D1).
package screening

import (
	"weir/sim"
	"weir/sim/param"
)

// Params are the detection rules of a policy and who reviews what they find.
type Params struct {
	On bool // the policy has the group at all

	Rules       []Rule
	Desk        string       // the desk that reviews alerts; "none": nobody does
	Threshold   int64        // minor units: from this amount on a transaction is reported
	Near        float64      // just below the threshold: from this share of it
	Watched     float64      // on the watch list every threshold counts this share of itself
	Deduplicate sim.Duration // an episode: within it a rule alerts once
	Review      Review
}

// Rule is one detection rule.
type Rule struct {
	ID      string
	When    string // the expression, as written
	Action  Action
	Tiers   []string // the tiers it is for; none: all
	Class   string   // what its alerts are called at the desk and in results
	Because string   // why the policy has it

	action string
	at     param.Pos // of the expression's text
}

// Declare binds the screening rules of a policy file. The group is Optional(&p.On).
func (p *Params) Declare(s *param.Set) {
	param.List(s, "rules", "What is looked for in every transaction. All rules are tested; the strictest action of those that say yes is taken.",
		&p.Rules, func(id string, r *Rule, s *param.Set) { r.declare(s) }).Called("rule").Defining("rule").Rules("F6")
	s.Name(&p.Desk, "desk", "alert_review", "The desk that reviews alerts; none: they are counted and nobody looks.").
		Names("desk").Or("none").From(param.Verified, "src:A12, src:C30").Rules("F7", "T5")
	s.Money(&p.Threshold, "threshold", "50000 CNY",
		"The amount from which a transaction is reported to the authorities; the features near_threshold_… count what stays just below.").
		From(param.Secondary, "China reports cash from 50,000 CNY a day (PBOC order 3 of 2016), seen in the press; src:C73 names no figure").Rules("F2", "F6")
	s.Share(&p.Near, "near", "80%", "Just below the threshold is from this share of it up to, and without, the threshold itself.").
		Range("1%", "100%").Assumed("structurers stay at 80 to 99 % of a published limit, rule F1").Rules("F1", "F6")
	s.Share(&p.Watched, "watched", "50%",
		"For an account on the watch list every threshold counts this share of itself: amounts, sums and counts are seen as many times larger.").
		Range("1%", "100%").Assumed("half; src:A14 says focus monitoring without a figure").Rules("D1")
	s.Duration(&p.Deduplicate, "deduplicate", "24h",
		"An account's first alert opens an episode of this length; until it ends no rule alerts a second time. Zero: every hit alerts.").
		Range("0s", "1yr").Assumed("one alert a day for one cause").Rules("F6")
	s.Group("review", "How well alerts are reviewed.", p.Review.Declare).Rules("F7")
	s.Check(p.checkCount)
}

func (r *Rule) declare(s *param.Set) {
	s.Name(&r.ID, "id", "", "The name of the rule in results and traces.").Required()
	s.Text(&r.When, "when", "", "The expression that must say yes: amount > 30000 CNY || count_1h >= 10.").Required().Rules("F6")
	s.Choice(&r.action, "action", "alert", ActionNames[Watch:],
		"What follows: the account is put on the watch list, an alert, a confirmation by a further factor, a transaction that waits, an account limited or frozen at once.").
		From(param.Verified, "src:A11, src:C28, src:C72").Rules("F6", "D1")
	s.Names(&r.Tiers, "tiers", "[]", "The tiers the rule is for; none: all.").Names("tier").Assumed("a rule is for everybody").Rules("T5")
	s.Name(&r.Class, "class", "alert", "What the rule's alerts are called at the desk and in results.").Assumed("one class of alerts").Rules("F7")
	s.Text(&r.Because, "because", "", "Why the policy has the rule, for those who read an alert.").Assumed("no reason given")
	s.Check(func(c *param.Check) {
		r.at = c.At("when")
		r.Action = actionNamed(r.action)
	})
}

// actionNamed returns the action with the name, Allow if there is none.
func actionNamed(name string) Action {
	for a, n := range ActionNames {
		if n == name {
			return Action(a)
		}
	}
	return Allow
}

// checkCount reports more rules than an account can remember.
func (p *Params) checkCount(c *param.Check) {
	if len(p.Rules) > MaxRules {
		c.Report(param.Problem{Code: TooManyRules, Pos: c.At("rules"), Args: []any{len(p.Rules), MaxRules}})
	}
}

// TooManyRules is the code of a list longer than MaxRules, a key of the
// catalogue of sentences: how many there are, how many there may be.
const TooManyRules = "W180"
