package contact

import (
	"slices"

	"weir/sim/param"
)

// People are the contact data of customers and how they change (rule C2).
type People struct {
	NumberChange float64          // a day
	Tells        []param.Weighted // over tellings
	Later        param.Dist       // from the change to her telling
	Abandoned    param.Dist       // from the change until a stranger has the old number
	Carriers     []param.Weighted
	App          float64 // share with notifications
	Email        float64 // share whose address is right
	Address      float64
	Emergency    float64 // share who named somebody
}

// Ways to tell a new number (rule C2).
const (
	tellsAtOnce = iota
	tellsLater
	tellsAtLogin
	tellsNever
)

// tellings are the words files use for them.
var tellings = []string{"at_once", "later", "at_login", "never"}

// override is what a segment's people have that others do not.
type override struct {
	param.Override[People]
	segment string
}

// declare binds the fields, which may be absent in an override.
func (p *People) declare(s *param.Set, o *param.Override[People]) {
	o.Field(s.Rate(&p.NumberChange, "number_change", o.Default("0.10/yr"), "How often a customer changes her number.").
		Range("0/yr", "4/yr").From(param.Derived, "facts 2.1: about 8 % a year in the United States").Rules("C2"))
	o.Field(s.Mix(&p.Tells, "tells", o.Default("{at_once: 35%, later: 45%, at_login: 15%, never: 5%}"),
		"When a customer tells a new number: at_once, later, at_login, never. Who never does may at the next change.").
		Assumed("with these 6 % of numbers are stale in the long run; facts 2.1 has 2 to 13 %").Rules("C2"))
	o.Field(s.Dist(&p.Later, param.KindDuration, "later", o.Default("{exponential: {mean: 3mo}}"), "Time from the change to telling, of those who tell later.").
		Assumed("a mean of 3 to 12 months, facts 2.1").Rules("C2"))
	o.Field(s.Dist(&p.Abandoned, param.KindDuration, "abandoned", o.Default("{uniform: {min: 45d, max: 90d}}"),
		"How long an old number is nobody's before a stranger has it.").
		From(param.Secondary, "facts 2.1: at least 45 and at most 90 days in the United States; 90 in China").Rules("C2", "C8"))
	o.Field(s.Mix(&p.Carriers, "carriers", o.Default("{all: 100%}"), "Carriers of the numbers.").Defining("carrier").
		Assumed("one carrier").Rules("C2"))
	o.Field(s.Share(&p.App, "app", o.Default("49%"), "Part of the customers who take the app's notifications.").
		From(param.Secondary, "facts 2.2: 49 % in finance").Rules("C1"))
	o.Field(s.Share(&p.Email, "email", o.Default("85%"), "Part of the customers whose e-mail address is right.").
		Assumed("to be replaced by the institution's own figure").Rules("C1"))
	o.Field(s.Share(&p.Address, "address", o.Default("90%"), "Part of the customers whose postal address is right.").
		From(param.Derived, "facts 2.1: about 10 % move in a year; told within one").Rules("C1"))
	o.Field(s.Share(&p.Emergency, "emergency", o.Default("30%"), "Part of the customers who have named somebody for emergencies.").
		Assumed("asked for with loans, seldom with accounts").Rules("C1"))
	s.Check(func(c *param.Check) {
		for _, w := range p.Tells {
			if !slices.Contains(tellings, w.Name) {
				c.Report(param.Problem{Code: "W133", Pos: c.At("tells." + w.Name), Args: []any{w.Name, tellings}})
			}
		}
	})
}
