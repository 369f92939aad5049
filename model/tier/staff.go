package tier

import (
	"slices"

	"weir/sim/param"
)

// Action is something that staff do with accounts (rule T10).
type Action uint8

// The actions, as bits of a set.
const (
	View Action = 1 << iota
	DecideDormancy
	LiftRestriction
	ChangeTier
	ReleasePayment
	ChangeContact
)

// ActionNames are the words files use, in the order of the bits.
var ActionNames = []string{"view", "decide_dormancy", "lift_restriction", "change_tier", "release_payment", "change_contact"}

// Role is what the staff of a desk may do (rule T10).
type Role struct {
	Desk string
	May  Action // a set

	may []string
}

func (r *Role) declare(s *param.Set) {
	s.Names(&r.may, "may", "[view]",
		"What the staff may do: view, decide_dormancy, lift_restriction, change_tier, release_payment, change_contact.").
		Names("action").From(param.Verified, "src:C65, src:C69").Rules("T10")
	s.Check(func(c *param.Check) { r.May = Action(set(c, "may", r.may, ActionNames)) })
}

// May says whether the staff of a desk may do something. A desk without a role
// may do what its duty takes, a set, and no more (rule T10).
func (p *Params) May(desk string, what, duty Action) bool {
	may := duty
	if i := slices.IndexFunc(p.Roles, func(r Role) bool { return r.Desk == desk }); i >= 0 {
		may = p.Roles[i].May
	}
	return may&what == what
}
