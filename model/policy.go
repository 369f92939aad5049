package model

import (
	"slices"

	"weir/model/account"
	"weir/model/contact"
	"weir/model/dormancy"
	"weir/model/screening"
	"weir/model/tier"
	"weir/sim/param"
)

// Policy is every threshold and procedure that a policy team may change.
type Policy struct {
	Title          string
	Tiers          tier.Params
	Dormancy       dormancy.Params
	Contact        contact.Rules
	Screening      screening.Params
	Charges        account.Charges
	AssistanceDesk string // where payments wait for staff
}

// Declare binds a policy file.
func (p *Policy) Declare(s *param.Set) {
	s.Text(&p.Title, "title", "A policy", "What to call it.").Assumed("a name")
	p.Tiers.Declare(s)
	s.Group("dormancy", "When an account is asleep and what is done about it.", p.Dormancy.Declare).Rules("D1")
	s.Group("contact", "In which order customers are tried to be reached.", p.Contact.Declare).Rules("C4")
	s.Group("screening", "What is looked for in transactions. Without it nothing is.", p.Screening.Declare).Optional(&p.Screening.On).Rules("F6")
	s.Group("charges", "What the institution books on accounts each month.", p.Charges.Declare).Rules("P14")
	s.Name(&p.AssistanceDesk, "assistance_desk", "none",
		"The desk where payments wait that staff carry out, assess or review; none: they go out at once.").
		Names("desk").Or("none").From(param.Verified, "src:C37, src:C63").Rules("T5", "T11")
	s.Check(func(c *param.Check) {
		known := p.tierIDs()
		for _, r := range p.Dormancy.Routes {
			if !slices.Contains(known, r.Tier) {
				c.Report(param.Problem{Code: "W133", Pos: c.At("dormancy." + r.Tier), Args: []any{r.Tier, known}})
			}
		}
		for _, rule := range p.Screening.Rules {
			for _, id := range rule.Tiers {
				if !slices.Contains(known, id) {
					c.Report(param.Problem{Code: "W133", Pos: c.At("screening.rules." + rule.ID + ".tiers." + id), Args: []any{id, known}})
				}
			}
		}
		_, problems := p.Screening.Compile(known, nil, s.Units())
		for _, problem := range problems {
			c.Report(problem)
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
