package model

import (
	"fmt"
	"slices"
	"strings"

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
	p.checkShocks(&m)
	if !slices.Equal(p.Policy.tierIDs(), p.StartPolicy.tierIDs()) {
		m.add("start_policy", "the policy and the policy in force before the start must have the same tiers: %v, %v", p.Policy.tierIDs(), p.StartPolicy.tierIDs())
	}
	p.checkDesk(&m, "policy.dormancy.approval.desk", p.Policy)
	if p.StartPolicy != p.Policy {
		p.checkDesk(&m, "start_policy", p.StartPolicy)
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

// checkRoutes reports rules that no account can ever fall under (rule P10).
func (p *Plan) checkRoutes(m *Misfits) {
	longest := p.longestIdleTime()
	for _, r := range p.Policy.Dormancy.Routes {
		if r.After > longest {
			m.add("policy.dormancy."+r.Tier+".after", "cannot fire: no account can be idle for %.0f days; the oldest are idle for %.0f days at the end", r.After.Days(), longest.Days())
		}
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
					m.add("population.segments."+g.ID+"."+mix.key, "there is no %s called %s; there is %s", mix.what, w.Name, strings.Join(mix.known, ", "))
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
	if len(p.Population.Cohort) > 0 {
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

// checkShocks reports outages in one region of what is one for all.
func (p *Plan) checkShocks(m *Misfits) {
	systems := &p.Institution.Systems
	for _, s := range p.Shocks {
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

func (p *Plan) checkDesk(m *Misfits, path string, policy *Policy) {
	if d := policy.Dormancy.Approval.Desk; d != noDesk && p.Institution.Desks.Index(d) < 0 {
		m.add(path, "there is no desk called %s; there is %s, or %s", d, strings.Join(p.labels.Desks, ", "), noDesk)
	}
}

// noDesk is written where nobody decides about flagged accounts.
const noDesk = "none"
