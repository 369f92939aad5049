package model

import (
	"slices"

	"weir/model/contact"
	"weir/model/dormancy"
	"weir/model/screening"
	"weir/model/tier"
	"weir/sim/param"
)

// rules are a policy with all that depends on the institution worked out: names
// are numbers, expressions are compiled. They are not changed by a run.
type rules struct {
	*Policy
	routes   []dormancy.Route // by tier
	exempt   []uint8          // by tier: products whose holders are exempt
	covered  []bool           // by channel: the level suspended is in force there
	approval []int            // desks of the chain of approval
	screen   *screening.Rules // nil without rules
	ways     []way            // back from a restriction

	lapsedLevel []dormancy.Level // by tier: of accounts whose data were not verified in time
	ruleLabel   []int            // by screening rule, its number among those of all policies

	panel, alerts, objections, support, assistance int // desks; -1 for none

	notice contact.Ladder // of restrictions, tiers and verifications
	asking contact.Ladder // of the question whether an account is in use
}

// way is a way back from a restriction (rule D9).
type way struct {
	*dormancy.Channel
	desk  int    // -1 for none
	label int    // its number among those of all policies
	need  uint64 // set of systems that must work
}

// readyRules works out a policy for the plan's institution.
func (p *Plan) readyRules(policy *Policy, m *Misfits) *rules {
	r := &rules{Policy: policy}
	d := &policy.Dormancy
	for _, t := range policy.Tiers.Tiers {
		route := d.Route(t.ID)
		r.routes = append(r.routes, route)
		r.exempt = append(r.exempt, p.productSet(route.Exempt))
		r.lapsedLevel = append(r.lapsedLevel, dormancy.Level(max(0, slices.Index(dormancy.LevelNames[:], t.Verification.Restrict))))
	}
	for _, c := range p.labels.Channels {
		r.covered = append(r.covered, d.Restriction.Covers(c))
	}
	cases := len(d.Routes) > 0 || policy.Screening.On
	for _, name := range d.Approval.Desks {
		if len(d.Approval.Desks) == 1 && name == noDesk {
			break
		}
		r.approval = append(r.approval, p.deskNamed(m, "policy.dormancy.approval.desks."+name, name, cases))
	}
	for i := range d.Reactivation.Channels {
		ch := &d.Reactivation.Channels[i]
		w := way{Channel: ch, desk: p.deskNamed(m, "policy.dormancy.reactivation."+ch.ID+".desk", ch.Desk, d.Reactivation.On), label: slices.Index(p.labels.Ways, ch.ID)}
		if k := p.Institution.Systems.SystemIndex(ch.System); k >= 0 {
			w.need = 1 << k
		} else if ch.System != noDesk {
			m.add("policy.dormancy.reactivation."+ch.ID+".system", "there is no system called %s", ch.System)
		}
		r.ways = append(r.ways, w)
	}
	decides := policy.Tiers.Regrading.On || slices.ContainsFunc(policy.Tiers.Tiers, func(t tier.Tier) bool { return t.Panel })
	r.panel = p.deskNamed(m, "policy.regrading.panel", policy.Tiers.Regrading.Panel, decides)
	r.alerts = p.deskNamed(m, "policy.screening.desk", policy.Screening.Desk, policy.Screening.On)
	r.objections = p.deskNamed(m, "policy.dormancy.objection.desk", d.Objection.Desk, d.Objection.On)
	r.support = p.deskNamed(m, "policy.dormancy.objection.support", d.Objection.Support, d.Objection.On)
	r.assistance = p.deskNamed(m, "policy.assistance_desk", policy.AssistanceDesk, p.needsAssistance(policy))
	for _, rule := range policy.Screening.Rules {
		r.ruleLabel = append(r.ruleLabel, slices.Index(p.labels.Rules, rule.ID))
	}
	p.readyLadders(r, m)
	p.readyScreening(r, m)
	return r
}

// deskNamed returns the number of a desk, -1 for none or where the mechanism is
// off.
func (p *Plan) deskNamed(m *Misfits, path, name string, on bool) int {
	if !on || name == noDesk || name == "" {
		return -1
	}
	i := p.Institution.Desks.Index(name)
	if i < 0 {
		m.add(path, "there is no desk called %s; there is %s, or %s", name, listed(p.labels.Desks), noDesk)
	}
	return i
}

// needsAssistance says whether some tier has staff act for customers or hold
// payments back.
func (p *Plan) needsAssistance(policy *Policy) bool {
	return slices.ContainsFunc(policy.Tiers.Tiers, func(t tier.Tier) bool {
		return t.Assistance == tier.Approval || t.PreAssess > 0 ||
			slices.ContainsFunc(t.Limits, func(l tier.Limit) bool { return l.Over == tier.Review })
	})
}

// productSet returns the set of some products, by bit. A product that nobody has
// exempts nobody.
func (p *Plan) productSet(names []string) (set uint8) {
	for _, name := range names {
		if i := slices.Index(p.labels.Products, name); i >= 0 {
			set |= 1 << i
		}
	}
	return set
}

// readyLadders finds the channels of the policy's ladders.
func (p *Plan) readyLadders(r *rules, m *Misfits) {
	r.notice, r.asking = r.Contact.Ladder(r.Dormancy.Notice.Ladder), r.Contact.Ladder(r.Dormancy.Verification.Ladder)
	if !p.Institution.HasContact {
		return
	}
	for _, id := range []string{r.Dormancy.Notice.Ladder, r.Dormancy.Verification.Ladder} {
		if len(r.Contact.Ladders) > 0 && !r.Contact.Has(id) && !r.Contact.Has("default") {
			m.add("policy.contact.ladders", "there is no ladder called %s, and none called default", id)
		}
	}
	if unknown := r.notice.Bind(&p.Institution.Contact); unknown != "" {
		m.add("policy.contact.ladders", "the institution reaches nobody by %s", unknown)
	}
	if unknown := r.asking.Bind(&p.Institution.Contact); unknown != "" {
		m.add("policy.contact.ladders", "the institution reaches nobody by %s", unknown)
	}
}

// readyScreening compiles the policy's rules for the tiers and channels there
// are.
func (p *Plan) readyScreening(r *rules, m *Misfits) {
	if !r.Screening.On || len(r.Screening.Rules) == 0 {
		return
	}
	compiled, problems := r.Screening.Compile(p.labels.Tiers, p.labels.Channels, param.Units{Currency: p.Institution.Currency, Minor: p.Minor})
	for _, problem := range problems {
		m.add("policy.screening.rules", "%s: %v", problem.Code, problem.Args)
	}
	if len(problems) == 0 {
		r.screen = compiled
	}
}
