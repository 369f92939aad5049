// Package reaction decides what customers do when they are asked, refused or
// restricted. It knows no clock and no chance: who calls it lends the uniforms.
package reaction

import (
	"slices"

	"weir/sim"
	"weir/sim/param"
	"weir/sim/rng"
)

// The purposes of the draws that Habits turn into what a customer does. They are
// keyed by what she reacts to: the intent refused, the notice she is told by.
const (
	PurposeAtLimit    rng.Purpose = 0x0401
	PurposeAsked      rng.Purpose = 0x0402
	PurposeNotice     rng.Purpose = 0x0403
	PurposeRestricted rng.Purpose = 0x0404
	PurposeDelay      rng.Purpose = 0x0405 // until she does something about a restriction
	PurposeToldDelay  rng.Purpose = 0x0406 // or about a notice
)

// Choice is what a customer does about a refusal, a notice or a restriction.
type Choice uint8

// The choices.
const (
	Accept   Choice = iota // nothing
	Split                  // pays in parts, over days
	Ask                    // applies for a higher tier
	Complain               // makes a complaint
	Leave                  // closes the account
	Act                    // uses the account in time
	Object                 // objects to the restriction
	AtBranch               // goes to a branch to reactivate the account
	InApp                  // reactivates it in the app
	Online                 // reactivates it in the browser
	Choices  = iota
)

// ChoiceNames are the words of files, results and traces, by Choice.
var ChoiceNames = []string{"accept", "split", "ask", "complain", "leave", "act", "object",
	"reactivate_branch", "reactivate_app", "reactivate_online"}

// Reactivates says whether the choice is a way to reactivate an account (rule D9).
func (c Choice) Reactivates() bool { return c >= AtBranch }

// Params say what customers do, by segment: a part of an institution.
type Params struct {
	Default   Habits
	overrides []override
}

// Habits are what customers of a segment do (rules T8, D3, D8, D9).
type Habits struct {
	AtLimit    []param.Weighted // over Choice
	Parts      int64            // into which a payment is split at most
	Asked      float64          // share who answer when asked
	Noticed    float64          // share who use the account when told
	Objects    float64          // share who object when told
	Restricted []param.Weighted // over Choice
	Delay      param.Dist       // until she does it
}

// override is what a segment's customers do that others do not.
type override struct {
	param.Override[Habits]
	segment string
}

// what may be done at a limit, and on the refusal of a restricted account.
var (
	atLimit      = []Choice{Accept, Split, Ask, Complain, Leave}
	atRestricted = []Choice{Accept, Object, Complain, Leave, AtBranch, InApp, Online}
)

// Declare binds the reactions of an institution file.
func (p *Params) Declare(s *param.Set) {
	s.Group("default", "What customers do of whose segment nothing else is said.", func(s *param.Set) {
		p.Default.declare(s, nil)
	}).Rules("T8", "D8")
	param.Rest(s, "A segment", "What is different in the segment with this name.", &p.overrides, func(id string, o *override, s *param.Set) {
		o.segment = id
		o.Own.declare(s, &o.Override)
	}).Names("segment").Rules("T8", "D8")
	s.Check(func(c *param.Check) {
		p.Default.checkNames(c, "default")
		p.Default.checkShares(c, "default")
		for _, o := range p.overrides {
			o.Own.checkNames(c, o.segment)
			habits := o.Over(p.Default)
			if habits.Noticed != p.Default.Noticed || habits.Objects != p.Default.Objects { // else it has been said
				habits.checkShares(c, o.segment)
			}
		}
	})
}

// declare binds the fields, which may be absent in an override.
func (h *Habits) declare(s *param.Set, o *param.Override[Habits]) {
	o.Field(s.Mix(&h.AtLimit, "at_limit", o.Default("{accept: 79.3%, split: 15%, ask: 5%, complain: 0.5%, leave: 0.2%}"),
		"What a customer does when a payment would pass a limit, each time: accept, split, ask, complain, leave.").
		Assumed("a tight limit refuses several payments a year, most are then paid by other means; complaints of all kinds are 7 per 1,000 accounts a year, facts 5.1, and a bank's worst crisis cost 1.6 % of its customers, facts 3.1").Rules("T8"))
	o.Field(s.Count(&h.Parts, "parts", o.Default("5"), "Into how many parts a customer splits a payment at most; what needs more is given up.").
		Range("2", "366").Assumed("a working week of daily parts").Rules("T8"))
	o.Field(s.Share(&h.Asked, "asked", o.Default("40%"), "Part of the customers who, reached and asked, say that the account is theirs and in use.").
		Assumed("asked without being sure who asks, some do not answer").Rules("D3"))
	o.Field(s.Share(&h.Noticed, "noticed", o.Default("30%"), "Part of the customers who, told of a restriction to come, use the account in time.").
		Assumed("reminders move a fifth, facts 2.4; here something is lost").Rules("D5"))
	o.Field(s.Share(&h.Objects, "objects", o.Default("3%"), "Part of the customers who, told of a restriction, object to it.").
		Assumed("no public figure").Rules("D8"))
	o.Field(s.Mix(&h.Restricted, "restricted",
		o.Default("{accept: 20%, reactivate_app: 45%, reactivate_branch: 17%, reactivate_online: 6%, object: 5%, complain: 5%, leave: 2%}"),
		"What a customer does when an intent is refused because the account is restricted: accept, object, complain, leave, reactivate_branch, reactivate_app, reactivate_online.").
		Assumed("most want their account back; in a crisis of weeks 4 % of a bank's customers complained and 1.6 % left, facts 3.1, and here it is one's own account").Rules("D8", "D9"))
	o.Field(s.Dist(&h.Delay, param.KindDuration, "delay", o.Default("{lognormal: {median: 1d, p95: 14d}}"),
		"Time until a customer does what she has decided.").
		Assumed("most at once, some when they have time").Rules("D8", "D9"))
}

// checkNames reports words that the mixes do not know.
func (h *Habits) checkNames(c *param.Check, at string) {
	known := func(mix []param.Weighted, name string, may []Choice) {
		for _, w := range mix {
			if i := slices.Index(ChoiceNames, w.Name); i < 0 || !slices.Contains(may, Choice(i)) {
				c.Report(param.Problem{Code: "W133", Pos: c.At(at + "." + name + "." + w.Name), Args: []any{w.Name, words(may)}})
			}
		}
	}
	known(h.AtLimit, "at_limit", atLimit)
	known(h.Restricted, "restricted", atRestricted)
}

// checkShares reports shares of the same customers that are too many.
func (h *Habits) checkShares(c *param.Check, at string) {
	if h.Noticed+h.Objects > 1+1e-9 {
		c.Report(param.Problem{Code: "W204", Pos: c.At(at)})
	}
}

func words(may []Choice) []string {
	var out []string
	for _, c := range may {
		out = append(out, ChoiceNames[c])
	}
	return out
}

// Of returns the habits of a segment.
func (p *Params) Of(segment string) Habits {
	for _, o := range p.overrides {
		if o.segment == segment {
			return o.Over(p.Default)
		}
	}
	return p.Default
}

// AtTheLimit returns what a customer does when a payment would pass a limit
// (rule T8); u is uniform in [0, 1).
func (h *Habits) AtTheLimit(u float64) Choice { return pick(h.AtLimit, u) }

// WhenRestricted returns what a customer does when an intent is refused because
// the account is restricted (rules D8, D9); u is uniform in [0, 1).
func (h *Habits) WhenRestricted(u float64) Choice { return pick(h.Restricted, u) }

// WhenTold returns what a customer does who has taken note of a restriction to
// come or in force: acts, objects or accepts (rules D5, D8); u is uniform in
// [0, 1). In force, acting is to reactivate.
func (h *Habits) WhenTold(u float64) Choice {
	switch {
	case u < h.Noticed:
		return Act
	case u < h.Noticed+h.Objects:
		return Object
	}
	return Accept
}

// Answers says whether a customer who has been reached answers that the account
// is in use: an oversight (rule D3); u is uniform in [0, 1).
func (h *Habits) Answers(u float64) bool { return u < h.Asked }

// Takes returns how long it is until a customer does what she has decided.
func (h *Habits) Takes(chance rng.Stream) sim.Duration { return takes(h.Delay, chance) }

// pick returns what the uniform falls on.
func pick(mix []param.Weighted, u float64) Choice {
	last := len(mix) - 1
	for _, w := range mix[:last] {
		if u -= w.Share; u < 0 {
			return named(w.Name)
		}
	}
	return named(mix[last].Name)
}

func named(word string) Choice { return Choice(slices.Index(ChoiceNames, word)) }
