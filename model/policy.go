package model

import (
	"slices"

	"weir/model/dormancy"
	"weir/model/tier"
	"weir/sim/param"
)

// Policy is every threshold and procedure that a policy team may change.
type Policy struct {
	Title    string
	Tiers    tier.Params
	Dormancy dormancy.Params
}

// Declare binds a policy file.
func (p *Policy) Declare(s *param.Set) {
	s.Text(&p.Title, "title", "A policy", "What to call it.").Assumed("a name")
	p.Tiers.Declare(s)
	s.Group("dormancy", "When an account is asleep and what is done about it.", p.Dormancy.Declare).Rules("D1")
	s.Check(func(c *param.Check) {
		known := p.tierIDs()
		for _, r := range p.Dormancy.Routes {
			if !slices.Contains(known, r.Tier) {
				c.Report(param.Problem{Code: "W133", Pos: c.At("dormancy." + r.Tier), Args: []any{r.Tier, known}})
			}
		}
	})
}

func (p *Policy) tierIDs() []string {
	ids := make([]string, len(p.Tiers.Tiers))
	for i, t := range p.Tiers.Tiers {
		ids[i] = t.ID
	}
	return ids
}
