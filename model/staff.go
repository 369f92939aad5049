package model

import (
	"weir/model/dormancy"
	"weir/model/population"
	"weir/model/tier"
	"weir/sim"
	"weir/sim/desk"
)

// duties are what deciding each matter takes (rule T10).
var duties = [matters]tier.Action{
	matterApproval:     tier.View | tier.DecideDormancy,
	matterAlert:        tier.View,
	matterGrading:      tier.View | tier.ChangeTier,
	matterObjection:    tier.View | tier.LiftRestriction,
	matterReactivation: tier.View | tier.LiftRestriction | tier.ChangeContact,
	matterPayment:      tier.View | tier.ReleasePayment,
	matterSupport:      tier.View,
}

// overreach lets staff try, now and then, what is not their duty: it is refused
// and counted, unless their role gives it away (rule T10).
func (w *World) overreach(b *sim.Barrier, number int, out desk.Outcome) {
	share := w.plan.Institution.Overreach
	if share <= 0 || out.Kind != desk.Served {
		return
	}
	e := sim.Entity(out.Entity)
	r := &w.records[e]
	name := w.plan.labels.Desks[number]
	s := w.root.Stream(out.Entity, purposeOverreach, occasionOf(out).index(fnv(name)<<16|uint64(out.Stage)))
	if s.Float64() >= share {
		return
	}
	duty := duties[tagMatter(out.Tag)]
	var others []tier.Action
	for i := range tier.ActionNames {
		if a := tier.Action(1 << i); a&duty == 0 {
			others = append(others, a)
		}
	}
	what := others[s.Below(uint64(len(others)))]
	may := w.policy.Tiers.May(name, what, duty)
	if w.measured(b.Until) {
		w.counts.Overreach.N[number*2+bit(may)]++
	}
	if may && r.Generation == holderOf(out) {
		w.misuse(b, e, r, what)
	}
}

// misuse is what staff do with a permission that they should not have.
func (w *World) misuse(b *sim.Barrier, e sim.Entity, r *Record, what tier.Action) {
	if r.Presence != population.Open {
		return
	}
	switch what {
	case tier.LiftRestriction:
		if r.Dormancy.Level != dormancy.Free {
			w.carryShared(b, e, r, w.step(e, r, dormancy.Reactivation, b.Until))
			if w.measured(b.Until) {
				w.counts.Misused.N[0]++
			}
		}
	case tier.ChangeTier:
		if next := int(r.Tier.Tier) + 1; next < len(w.policy.Tiers.Tiers) {
			w.sides[e].Application = tier.Apply(next, tier.ByRequest, tier.NoReason)
			w.take(w.counts, e, r, b.Until, func(kind uint16, arg int64) { w.noteShared(b, e, kind, arg) })
			w.changed(b, e)
			if w.measured(b.Until) {
				w.counts.Misused.N[1]++
			}
		}
	case tier.DecideDormancy:
		if r.Dormancy.Status == dormancy.Pending {
			w.carryShared(b, e, r, w.step(e, r, dormancy.Dissent, b.Until))
			if w.measured(b.Until) {
				w.counts.Misused.N[2]++
			}
		}
	}
}

// misuses are the words results use.
var misuses = []string{"lift_restriction", "change_tier", "decide_dormancy"}
