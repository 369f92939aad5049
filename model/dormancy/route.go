package dormancy

import "weir/sim"

// Falls says whether an account falls under the rule of its tier now (rules D1,
// D12), and why; NoCause if it does not, with the instant at which to look again.
func (r *Route) Falls(s State, c Case, f Facts, now sim.Time) (cause Cause, again sim.Time) {
	idle := IdleTime(s, c, now)
	unused := !f.Used && r.UnusedAfter > 0
	switch {
	case unused && idle >= r.UnusedAfter:
		cause = Unused
	case r.After > 0 && idle >= r.After:
		cause = Idle
	default:
		return NoCause, r.ripe(s, c, unused)
	}
	if !r.includes(f) {
		return NoCause, now.Add(r.check())
	}
	return cause, sim.Never
}

// ripe returns when the account will have been idle for long enough, Never if the
// rule has no such time.
func (r *Route) ripe(s State, c Case, unused bool) sim.Time {
	after := r.After
	if unused {
		after = r.first()
	}
	if after == 0 {
		return sim.Never
	}
	return s.LastActive.Add(after + sim.Duration(c.Uncounted)*sim.Day)
}

// first returns the least time without activity at which the rule may flag; 0
// never.
func (r *Route) first() sim.Duration {
	if r.UnusedAfter == 0 || r.After != 0 && r.After < r.UnusedAfter {
		return r.After
	}
	return r.UnusedAfter
}

// check returns how long to wait until an idle account is looked at again.
func (r *Route) check() sim.Duration { return max(r.CheckEvery, sim.Day) }

// includes says whether the conditions of the rule other than time hold.
func (r *Route) includes(f Facts) bool {
	return !f.Exempt && (!r.HasAtMost || f.Balance <= r.BalanceAtMost) && (!r.HasAbove || f.Balance > r.BalanceAbove)
}
