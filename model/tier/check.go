package tier

import "weir/sim/param"

// checkTwice reports two limits of a tier on the same thing, with the same
// effect: only the lower one would ever be passed first.
func (t *Tier) checkTwice(c *param.Check) {
	type seen struct {
		kind Slot
		over Over
	}
	first := map[seen]string{}
	if t.DailyLimit > 0 {
		first[seen{daily, Reject}] = "daily_limit"
	} else if t.isAssessed && t.Assessed.Multiple > 0 {
		first[seen{daily, Reject}] = "assessed"
	}
	for i := range t.Limits {
		l := &t.Limits[i]
		k := seen{l.kind(), l.Over}
		if id, twice := first[k]; twice {
			c.Report(param.Problem{Code: "W214", Pos: c.At("limits." + l.ID), Args: []any{l.ID, id}})
			continue
		}
		first[k] = l.ID
	}
}

// checkOrder reports a limit below that of a lower tier on the same thing, with
// the same effect.
func (p *Params) checkOrder(c *param.Check) {
	for i := range p.Tiers {
		for j := range p.Tiers[i].Limits {
			p.checkLimit(c, i, &p.Tiers[i].Limits[j])
		}
	}
}

// checkLimit compares a limit with the highest of the tiers below.
func (p *Params) checkLimit(c *param.Check, tier int, high *Limit) {
	var low *Limit
	var lower *Tier
	for i := range p.Tiers[:tier] {
		for j := range p.Tiers[i].Limits {
			if l := &p.Tiers[i].Limits[j]; l.kind() == high.kind() && l.Over == high.Over && (low == nil || l.Value > low.Value) {
				low, lower = l, &p.Tiers[i]
			}
		}
	}
	t := &p.Tiers[tier]
	if low == nil || high.Value >= low.Value || high.short && t.DailyLimit == 0 {
		return
	}
	place := c.At("tiers." + lower.ID + "." + low.path())
	c.Report(param.Problem{
		Code:    "W131",
		Pos:     c.At("tiers." + t.ID + "." + high.path()),
		Args:    []any{t.ID, high.text(c), lower.ID, low.text(c)},
		Related: []param.Related{{Pos: place, Code: "W131.note", Args: []any{lower.ID}}},
	})
}

// checkChanges reports ways to a tier that nobody can go.
func (p *Params) checkChanges(c *param.Check) {
	for i := range p.Tiers {
		t := &p.Tiers[i]
		switch {
		case i == 0 && t.Promotion.Offered:
			c.Report(param.Problem{Code: "W215", Pos: c.At("tiers." + t.ID + ".promotion"), Args: []any{t.ID}})
		case t.Promotion.Offered && t.Promotion.IdentitySteps > int64(p.Steps(-1, i-1)):
			c.Report(param.Problem{Code: "W216", Pos: c.At("tiers." + t.ID + ".promotion.identity_steps"),
				Args: []any{t.Promotion.IdentitySteps, p.Steps(-1, i-1), t.ID}})
		}
		if t.Panel && (!p.Regrading.On || p.Regrading.Panel == NoDesk) {
			c.Report(param.Problem{Code: "W217", Pos: c.At("tiers." + t.ID + ".panel"), Args: []any{t.ID}})
		}
	}
}
