package screening

import (
	"math"
	"regexp"
	"slices"

	"weir/sim/expr"
	"weir/sim/param"
)

// Rules are a policy's rules, compiled. They do not change and may be shared
// between goroutines.
type Rules struct {
	byTier   [][]compiled // in the order of the policy's list
	actions  []Action     // by rule
	reviewed Hits         // the rules whose action is reviewed
	uses     slotSet      // what any rule reads

	near, threshold int64   // minor units: just below is [near, threshold)
	watched         float64 // how many times larger a watched account's figures are seen
}

// compiled is a rule with its bit.
type compiled struct {
	when *expr.Rule
	bit  Hits
}

// Compile compiles the rules for a policy's tiers and an institution's channels;
// their places in the lists are those of Facts. Problems have the places of what
// is wrong in the file; with problems there are no rules. Without channels, where
// a policy is checked by itself, every word in quotes is taken for one. A tier
// that does not exist is not looked for: that is a reference of the file.
func (p *Params) Compile(tiers, channels []string, units param.Units) (*Rules, []param.Problem) {
	if len(channels) == 0 {
		channels = p.quoted()
	}
	v := Vocabulary(tiers, channels)
	r := &Rules{
		byTier:    make([][]compiled, max(len(tiers), 1)),
		threshold: p.Threshold,
		near:      int64(math.Ceil(p.Near * float64(p.Threshold))),
		watched:   1 / p.Watched,
	}
	var problems []param.Problem
	for i := range min(len(p.Rules), MaxRules) {
		problems = append(problems, r.compile(&p.Rules[i], i, tiers, v, units)...)
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return r, nil
}

// compile adds the rule of a place in the list.
func (r *Rules) compile(rule *Rule, place int, tiers []string, v *expr.Vocabulary, units param.Units) []param.Problem {
	r.actions = append(r.actions, rule.Action)
	if rule.When == "" {
		return nil // missing, which has been said
	}
	when, problems := expr.Compile(rule.When, v, units)
	if when == nil {
		for i := range problems {
			problems[i] = rule.inFile(problems[i])
		}
		return problems
	}
	if rule.Action.Reviewed() {
		r.reviewed |= 1 << place
	}
	for _, name := range when.Uses() {
		slot, _ := v.Slot(name)
		r.uses |= 1 << slot
	}
	for t := range r.byTier {
		if len(rule.Tiers) == 0 || t < len(tiers) && slices.Contains(rule.Tiers, tiers[t]) {
			r.byTier[t] = append(r.byTier[t], compiled{when, 1 << place})
		}
	}
	return nil
}

// quoted returns the words in quotes of all rules, each once.
func (p *Params) quoted() []string {
	var out []string
	word := regexp.MustCompile(`"([^"]*)"|'([^']*)'`)
	for _, rule := range p.Rules {
		for _, found := range word.FindAllStringSubmatch(rule.When, -1) {
			if text := found[1] + found[2]; !slices.Contains(out, text) {
				out = append(out, text)
			}
		}
	}
	return out
}

// inFile moves a problem's places from inside the expression to the file.
func (r *Rule) inFile(p param.Problem) param.Problem {
	p.Pos = r.within(p.Pos)
	for i := range p.Related {
		p.Related[i].Pos = r.within(p.Related[i].Pos)
	}
	return p
}

// within adds a place inside a one-line expression to the expression's own; in
// quotes it begins a character later. An expression of several lines, or of a
// place without lines, keeps its own.
func (r *Rule) within(inner param.Pos) param.Pos {
	if r.at.Line == 0 || inner.Line != 1 {
		return r.at
	}
	inner.File, inner.Line, inner.Column = r.at.File, r.at.Line, inner.Column+r.at.Column-1
	if r.at.Width > len([]rune(r.When)) {
		inner.Column++
	}
	return inner
}

// Len returns how many rules there are.
func (r *Rules) Len() int { return len(r.actions) }

// Action returns the action of a rule.
func (r *Rules) Action(rule int) Action { return r.actions[rule] }

// Reviewed returns those of the hits whose action puts a case on the desk.
func (r *Rules) Reviewed(h Hits) Hits { return h & r.reviewed }

// ReadsNumberChanged says whether any rule reads Facts.NumberChanged, which lies
// elsewhere than most facts.
func (r *Rules) ReadsNumberChanged() bool { return r.uses&(1<<slotNumberChanged) != 0 }
