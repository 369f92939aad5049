package model

import (
	"cmp"
	"reflect"
	"slices"

	"weir/model/dormancy"
	"weir/model/population"
	"weir/model/tier"
	"weir/sim"
	"weir/sim/rng"
)

// purposeTurn orders accounts that come under a rule a few a day.
const purposeTurn rng.Purpose = 0x0d09

// enactment is a policy that comes into force at an instant.
type enactment struct {
	at      sim.Time
	rules   *rules
	restart bool
}

// enactments lists the policies that come into force after the opening of the
// book: the plan's own at the start of the measured time, if another was in force
// before (rule P10), and each change (rule X1).
func (p *Plan) enactments() []enactment {
	var list []enactment
	next := 1
	if p.Policy != p.StartPolicy {
		list = append(list, enactment{0, p.rules[next], false})
		next++
	}
	for i, c := range p.Changes {
		list = append(list, enactment{p.instant(c.At), p.rules[next+i], c.Restart})
	}
	return list
}

// policies lists every policy that is ever in force: the one before the start,
// then those that come into force, in their order.
func (p *Plan) policies() []*Policy {
	list := []*Policy{p.StartPolicy}
	if p.Policy != p.StartPolicy {
		list = append(list, p.Policy)
	}
	for _, c := range p.Changes {
		list = append(list, c.Policy)
	}
	return list
}

// readyPolicies works out all policies, with limits that share their slots.
func (p *Plan) readyPolicies(m *Misfits) {
	var params []*tier.Params
	p.rules = nil
	for _, policy := range p.policies() {
		own := *policy // slots are laid out for this plan: others may share the policy
		own.Tiers.Tiers = slices.Clone(policy.Tiers.Tiers)
		for i := range own.Tiers.Tiers {
			t := &own.Tiers.Tiers[i]
			t.Limits = slices.Clone(t.Limits)
		}
		p.rules = append(p.rules, p.readyRules(&own, m))
		params = append(params, &own.Tiers)
	}
	p.slots = tier.Layout(params...)
}

// enactDue puts the policies in force whose time has come.
func (w *World) enactDue(now sim.Time, changed func(sim.Entity)) {
	for w.enacted < len(w.coming) && w.coming[w.enacted].at <= now {
		w.enact(w.coming[w.enacted], now, changed)
		w.enacted++
	}
}

// enact puts a policy in force, from the state that the policy before has made.
// What is under way goes on under the new rules; who is overdue by them falls due
// at once, later or not at all (rule D13).
func (w *World) enact(e enactment, now sim.Time, changed func(sim.Entity)) {
	before := w.policy
	w.policy = e.rules
	w.renumberRules(before)
	var overdue []sim.Entity
	for i := range w.records {
		r, s := &w.records[i], &w.sides[i]
		if r.Noted&NotedFull != 0 { // she may hold more now
			w.tryAgain(sim.Entity(i), now)
			changed(sim.Entity(i))
		}
		if r.Presence != population.Open {
			continue
		}
		t := r.Tier.Tier
		if w.policy.Tiers.Tiers[t].Assessed != before.Tiers.Tiers[t].Assessed {
			w.assess(sim.Entity(i), r)
		}
		if w.policy.Tiers.Tiers[t].Retention != before.Tiers.Tiers[t].Retention || w.policy.Tiers.Regrading.On != before.Tiers.Regrading.On {
			w.beginKeeping(sim.Entity(i), r, now)
		}
		if a := &s.Application; !a.Open() { // disuse may be due earlier now, or for the first time
			a.Due = min(a.Due, w.lookDue(sim.Entity(i), r, now))
		}
		route := &w.policy.routes[t]
		r.Dormancy, s.Case = dormancy.Enact(&w.policy.Dormancy, route, r.Dormancy, s.Case, now)
		if e.restart {
			r.Dormancy, s.Case = dormancy.Restart(route, r.Dormancy, s.Case, now)
		}
		if dormancy.Overdue(route, r.Dormancy, s.Case, now) {
			overdue = append(overdue, sim.Entity(i))
		}
	}
	if !reflect.DeepEqual(before.Dormancy, w.policy.Dormancy) { // else nothing goes live
		w.goLive(overdue, now)
	}
	for i := range w.records {
		if r := &w.records[i]; r.Presence == population.Open {
			w.rearm(sim.Entity(i), r)
			changed(sim.Entity(i))
		}
	}
}

// renumberRules lets what screening remembers of accounts mean the same rules as
// under the policy before; what was found by a rule that is no more is forgotten.
func (w *World) renumberRules(before *rules) {
	if w.screened == nil || slices.Equal(before.ruleLabel, w.policy.ruleLabel) {
		return
	}
	to := make([]int, len(before.ruleLabel))
	for i, label := range before.ruleLabel {
		to[i] = slices.Index(w.policy.ruleLabel, label)
	}
	for i := range w.screened {
		w.screened[i].Renumber(to)
	}
}

// goLive lets the accounts that are overdue under a new policy fall due in their
// turn: in the order of a draw that no policy changes (rule D13).
func (w *World) goLive(overdue []sim.Entity, now sim.Time) {
	turn := make(map[sim.Entity]uint64, len(overdue))
	for _, e := range overdue {
		r := &w.records[e]
		s := w.root.Stream(w.key(e, r), purposeTurn, w.again(e, recurrentTurn, r.Dormancy.LastActive).index(0))
		turn[e] = s.Uint64()
	}
	slices.SortFunc(overdue, func(a, b sim.Entity) int { return cmp.Or(cmp.Compare(turn[a], turn[b]), cmp.Compare(a, b)) })
	for rank, e := range overdue {
		r, s := &w.records[e], &w.sides[e]
		r.Dormancy, s.Case = dormancy.GoLive(&w.policy.Dormancy, &w.policy.routes[r.Tier.Tier], r.Dormancy, s.Case, now, rank)
		r.Noted |= NotedWaiting
	}
	if w.measured(now) {
		w.counts.GoingLive.N[goingLiveOverdue] += int64(len(overdue))
		w.counts.Daily[dailyOverdue].Add(now.Day(), int64(len(overdue)), 0)
	}
}
