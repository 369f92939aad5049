package model

import (
	"fmt"
	"slices"
	"strings"

	"weir/model/dormancy"
	"weir/model/screening"
	"weir/sim"
	"weir/sim/dist"
	"weir/sim/param"
)

// Misfit is something that only shows when all files are together: where to mend
// it, as a path of the scenario, and what is wrong.
type Misfit struct{ Path, Why string }

// Misfits are all that is wrong with a plan.
type Misfits []Misfit

// Error implements error.
func (m Misfit) Error() string { return m.Path + ": " + m.Why }

// Error implements error.
func (m Misfits) Error() string {
	lines := make([]string, len(m))
	for i, x := range m {
		lines[i] = x.Error()
	}
	return strings.Join(lines, "\n")
}

func (m *Misfits) add(path, why string, args ...any) {
	*m = append(*m, Misfit{path, fmt.Sprintf(why, args...)})
}

// most systems that a bit set holds.
const mostSystems = 64

// check returns what does not fit together.
func (p *Plan) check() Misfits {
	var m Misfits
	p.checkTime(&m)
	p.checkRoutes(&m)
	p.checkMixes(&m)
	p.checkBook(&m)
	p.checkImported(&m)
	p.checkShocks(&m)
	if !slices.Equal(p.Policy.tierIDs(), p.StartPolicy.tierIDs()) {
		m.add("start_policy", "the policy and the policy in force before the start must have the same tiers: %v, %v", p.Policy.tierIDs(), p.StartPolicy.tierIDs())
	}
	for _, c := range p.Changes {
		if !slices.Equal(p.Policy.tierIDs(), c.Policy.tierIDs()) {
			m.add("changes", "all policies must have the same tiers: %v, %v", p.Policy.tierIDs(), c.Policy.tierIDs())
		}
	}
	p.checkSeizures(&m)
	p.checkChanges(&m)
	p.checkContact(&m)
	if n := len(p.labels.Channels); n > mostChannels {
		m.add("institution.channels", "there are %d channels; at most %d are possible", n, mostChannels)
	}
	if n := len(p.labels.Products); n > mostProducts {
		m.add("population.segments", "there are %d products; at most %d are possible", n, mostProducts)
	}
	if n := len(p.Institution.Systems.Systems); n > mostSystems {
		m.add("institution.systems", "there are %d systems; at most %d are possible", n, mostSystems)
	}
	return m
}

// checkTime wants whole days: figures are taken at midnight.
func (p *Plan) checkTime(m *Misfits) {
	if p.Length%sim.Day != 0 {
		m.add("length", "%.2f days; want whole days, since figures are taken at the end of each", p.Length.Days())
	}
	if p.Window > sim.Day {
		m.add("window", "%.1f days; want at most a day, since figures are taken at the end of each", p.Window.Days())
	}
}

// checkRoutes reports rules that no account can ever fall under (rule P10), of every
// policy that is in force at some time.
func (p *Plan) checkRoutes(m *Misfits) {
	longest := p.longestIdleTime()
	check := func(path string, d, checked *dormancy.Params) {
		for _, r := range d.Routes {
			if r.After > longest && (checked == nil || checked.Route(r.Tier).After != r.After) {
				m.add(path+".dormancy."+r.Tier+".after", "cannot fire: no account can be idle for %.0f days; the oldest are idle for %.0f days at the end", r.After.Days(), longest.Days())
			}
		}
	}
	before := &p.Policy.Dormancy
	check("policy", before, nil)
	check("start_policy", &p.StartPolicy.Dormancy, before)
	for i, c := range p.Changes {
		check(fmt.Sprintf("changes.%d", i+1), &c.Policy.Dormancy, before)
		before = &c.Policy.Dormancy
	}
}

// longestIdleTime returns the longest that an account can have been idle by the
// end of the run: the oldest tenure and the run itself; without bound where a
// segment's tenure has none.
func (p *Plan) longestIdleTime() sim.Duration {
	run := p.Warmup + p.Length + p.Cooldown
	if len(p.Population.Cohort) > 0 {
		return run
	}
	if p.Stock != nil {
		return p.oldest() + run
	}
	longest := 0.0
	for _, g := range p.Population.Segments {
		if g.Tenure.Dist == nil {
			return sim.Duration(sim.Never)
		}
		_, high := g.Tenure.Support()
		longest = max(longest, high)
	}
	if longest >= float64(sim.Never)/2 {
		return sim.Duration(sim.Never)
	}
	return sim.Duration(longest) + run
}

// checkMixes reports names in segments that the other files do not have.
func (p *Plan) checkMixes(m *Misfits) {
	for _, g := range p.Population.Segments {
		for _, mix := range []struct {
			key, what string
			named     []param.Weighted
			known     []string
		}{
			{"tiers", "tier", g.Tiers, p.labels.Tiers},
			{"channels", "channel", g.Channels, p.labels.Channels},
			{"regions", "region", g.Regions, p.labels.Regions},
		} {
			for _, w := range mix.named {
				if !slices.Contains(mix.known, w.Name) {
					m.add("population.segments."+g.ID+"."+mix.key+"."+w.Name, "there is no %s called %s; there is %s", mix.what, w.Name, strings.Join(mix.known, ", "))
				}
			}
		}
	}
}

// checkBook reports an opening book that has no stationary state: without a
// declared tenure those who are gone must be closed, and lifetimes must have a
// mean. It also wants nobody of a cohort to enter before the run.
func (p *Plan) checkBook(m *Misfits) {
	for _, in := range p.Population.Cohort {
		if p.instant(in.On) < -sim.Time(p.Warmup) {
			m.add("population.cohort", "customers enter on %s, before the run begins", in.On)
			break
		}
	}
	if len(p.Population.Cohort) > 0 || p.Stock != nil {
		return
	}
	for _, a := range p.Population.Activities {
		if !p.stationary(a.ID) || a.Dropout.Mean() == 0 {
			continue
		}
		path := "population.activities." + a.ID
		if shape, _, ok := dist.AsGamma(a.Dropout.Dist); ok && shape <= 1 {
			m.add(path+".dropout", "a gamma law of shape %.3g has no mean lifetime, so no book is stationary; give segments a tenure, or a cohort", shape)
		}
		if a.Closing == 0 {
			m.add(path+".closing", "accounts of customers who are gone are never closed, so no book is stationary; give a closing time, or segments a tenure")
		}
	}
}

// stationary says whether a segment without declared tenure follows the law.
func (p *Plan) stationary(activity string) bool {
	for _, g := range p.Population.Segments {
		if g.Tenure.Dist == nil && slices.ContainsFunc(g.Activities, func(w param.Weighted) bool { return w.Name == activity && w.Share > 0 }) {
			return true
		}
	}
	return false
}

// checkSeizures reports screening rules that restrict accounts under a policy that
// has no way out of a restriction.
func (p *Plan) checkSeizures(m *Misfits) {
	for _, policy := range p.policies() {
		for _, rule := range policy.Screening.Rules {
			if rule.Action >= screening.Limit && !policy.Dormancy.Ends() {
				m.add("policy.screening.rules."+rule.ID+".action", "restricts accounts, and the policy has neither a reassessment, an objection, a reactivation nor an end to it")
			}
		}
	}
}

// checkChanges wants changes of the policy in order and inside the run.
func (p *Plan) checkChanges(m *Misfits) {
	before := sim.Time(0)
	for i, c := range p.Changes {
		at := p.instant(c.At)
		switch {
		case c.At.HasTime:
			m.add(fmt.Sprintf("changes.%d.at", i+1), "a policy changes at midnight: write the date alone")
		case at <= 0 || at >= p.end():
			m.add(fmt.Sprintf("changes.%d.at", i+1), "%s is not after the start and before the end of the run", c.At)
		case at < before:
			m.add(fmt.Sprintf("changes.%d.at", i+1), "%s is before the change before it; want them in the order of their dates", c.At)
		}
		before = at
	}
}

// checkContact reports what a policy or a shock wants and an institution without
// contact does not have.
func (p *Plan) checkContact(m *Misfits) {
	n := p.Institution
	if n.HasContact {
		p.sms = n.Contact.Channel("sms")
		for _, s := range p.Shocks {
			if s.Churn != nil && s.Churn.Carrier != "" && !slices.Contains(p.labels.Carriers, s.Churn.Carrier) {
				m.add("shocks."+s.ID+".carrier", "there is no carrier called %s; there is %s", s.Churn.Carrier, listed(p.labels.Carriers))
			}
		}
		return
	}
	for _, s := range p.Shocks {
		if s.Churn != nil {
			m.add("shocks."+s.ID, "numbers can only be lost where the institution has `contact:`")
		}
	}
	for _, policy := range p.policies() {
		for _, t := range policy.Tiers.Tiers {
			if t.Verification.On {
				m.add("policy.tiers."+t.ID+".verification", "data can only be verified again where the institution has `contact:`")
			}
		}
	}
}

// mostProducts is how many products a record can remember.
const mostProducts = 8

// checkShocks reports outages in one region of what is one for all.
func (p *Plan) checkShocks(m *Misfits) {
	systems := &p.Institution.Systems
	for _, s := range p.Shocks {
		if s.Outage == nil {
			continue
		}
		i := systems.SystemIndex(s.Outage.System)
		switch {
		case i < 0:
			m.add("shocks."+s.ID+".system", "there is no system called %s", s.Outage.System)
		case s.Outage.Region != "" && !systems.Systems[i].Regional:
			m.add("shocks."+s.ID+".region", "%s is one for all regions; only a system that is regional can fail in one", s.Outage.System)
		case s.Outage.Region != "" && !slices.Contains(p.labels.Regions, s.Outage.Region):
			m.add("shocks."+s.ID+".region", "there is no region called %s; there is %s", s.Outage.Region, strings.Join(p.labels.Regions, ", "))
		}
	}
}

// listed joins names for a sentence.
func listed(names []string) string { return strings.Join(names, ", ") }

// noDesk is written where nobody decides.
const noDesk = "none"
