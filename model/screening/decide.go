package screening

import "weir/sim"

// Decision is what the rules say of a transaction.
type Decision struct {
	Hits   Hits   // the rules that said yes
	Action Action // the strictest of their actions; Allow without hits
	Watch  bool   // one of them puts the account on the watch list, whatever else is done
}

// Decide tests every rule for the account's tier on a transaction that is about
// to be carried out (rule F6). Slots is scratch of at least Slots elements, lent
// by the caller so that nothing is allocated. The state does not change: Add
// comes when the transaction is carried out.
func (r *Rules) Decide(s *State, f *Facts, now sim.Time, slots []float64) Decision {
	rules := r.byTier[f.Tier]
	if len(rules) == 0 {
		return Decision{}
	}
	r.Fill(slots, s, f, now)
	var hits Hits
	for i := range rules {
		if rules[i].when.Eval(slots) {
			hits |= rules[i].bit
		}
	}
	return r.Decision(hits)
}

// Decision returns what follows from hits: also for those that were noted and
// are raised at a check (rule T5).
func (r *Rules) Decision(hits Hits) Decision {
	d := Decision{Hits: hits}
	for i := range hits.All() {
		d.Action = max(d.Action, r.actions[i])
		d.Watch = d.Watch || r.actions[i] == Watch
	}
	return d
}
