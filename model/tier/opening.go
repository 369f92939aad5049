package tier

import (
	"weir/sim/param"
)

// Step is one thing that an applicant for a tier goes through: a check of a
// document, of a face, of a telephone number (rule T3).
type Step struct {
	ID          string
	Takes       param.Dist // microseconds from its start to its end
	Fails       float64    // chance that an honest applicant does not pass
	FalsePasses float64    // chance that a false identity passes
	Needs       string     // the channel that must be up; "none"
}

func (s *Step) declare(set *param.Set) {
	set.Dist(&s.Takes, param.KindDuration, "takes", "10m", "Time that the step takes.").
		Assumed("no source gives it").Rules("T3")
	set.Share(&s.Fails, "fails", "5%", "Chance that an honest applicant does not pass.").
		Assumed("no source gives it").Rules("T3")
	set.Share(&s.FalsePasses, "passes_false", "10%", "Chance that a false identity passes.").
		Assumed("no source gives it").Rules("T3")
	set.Name(&s.Needs, "needs", "none", "The channel that must be up for the step: app, phone, branch; none if it needs none.").
		Names("channel").Or("none").Assumed("no source gives it").Rules("T3")
}

// Passes says whether an applicant passes the step, by a uniform.
func (s *Step) Passes(falseIdentity bool, u float64) bool {
	if falseIdentity {
		return u < s.FalsePasses
	}
	return u >= s.Fails
}

// Step returns the i-th step, from 0, on the way from a tier up to another: the
// steps of each tier above the first, up to the last; nil when there are no more.
// From is -1 for an account that is being opened. The way down has none.
func (p *Params) Step(from, to, i int) *Step {
	step, _ := p.step(from, to, i)
	return step
}

// StepName names the same step by its tier and its own id, whatever place it has
// among the others; "" when there is none.
func (p *Params) StepName(from, to, i int) string {
	step, t := p.step(from, to, i)
	if step == nil {
		return ""
	}
	return p.Tiers[t].ID + "/" + step.ID
}

// step returns the i-th step and its tier.
func (p *Params) step(from, to, i int) (step *Step, t int) {
	for t = from + 1; t <= to; t++ {
		steps := p.Tiers[t].Opening
		if i < len(steps) {
			return &steps[i], t
		}
		i -= len(steps)
	}
	return nil, to
}

// Steps returns how many steps lead from a tier up to another.
func (p *Params) Steps(from, to int) int {
	n := 0
	for t := from + 1; t <= to; t++ {
		n += len(p.Tiers[t].Opening)
	}
	return n
}
