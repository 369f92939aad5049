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

// fields of People, for what is given in a segment.
const (
	fieldNumberChange = iota
	fieldTells
	fieldLater
	fieldAbandoned
	fieldCarriers
	fieldApp
	fieldEmail
	fieldAddress
	fieldEmergency
	peopleFields
)

// override is what a segment's people have that others do not.
type override struct {
	People
	segment string
	given   [peopleFields]bool
}

// declare binds the fields; where given is not nil they may be absent, and it
// notes which are not.
func (p *People) declare(s *param.Set, given *[peopleFields]bool) {
	d := fields{given}
	d.done(fieldNumberChange, s.Rate(&p.NumberChange, "number_change", d.def("0.10/yr"), "How often a customer changes her number.").
		Range("0/yr", "4/yr").From(param.Derived, "facts 2.1: about 8 % a year in the United States").Rules("C2"))
	d.done(fieldTells, s.Mix(&p.Tells, "tells", d.def("{at_once: 35%, later: 45%, at_login: 15%, never: 5%}"),
		"When a customer tells a new number: at_once, later, at_login, never. Who never does may at the next change.").
		Assumed("with these 6 % of numbers are stale in the long run; facts 2.1 has 2 to 13 %").Rules("C2"))
	d.done(fieldLater, s.Dist(&p.Later, param.KindDuration, "later", d.def("{exponential: {mean: 3mo}}"), "Time from the change to telling, of those who tell later.").
		Assumed("a mean of 3 to 12 months, facts 2.1").Rules("C2"))
	d.done(fieldAbandoned, s.Dist(&p.Abandoned, param.KindDuration, "abandoned", d.def("{uniform: {min: 45d, max: 90d}}"),
		"How long an old number is nobody's before a stranger has it.").
		From(param.Secondary, "facts 2.1: at least 45 and at most 90 days in the United States; 90 in China").Rules("C2", "C8"))
	d.done(fieldCarriers, s.Mix(&p.Carriers, "carriers", d.def("{all: 100%}"), "Carriers of the numbers.").Defining("carrier").
		Assumed("one carrier").Rules("C2"))
	d.done(fieldApp, s.Share(&p.App, "app", d.def("49%"), "Part of the customers who take the app's notifications.").
		From(param.Secondary, "facts 2.2: 49 % in finance").Rules("C1"))
	d.done(fieldEmail, s.Share(&p.Email, "email", d.def("85%"), "Part of the customers whose e-mail address is right.").
		Assumed("to be replaced by the institution's own figure").Rules("C1"))
	d.done(fieldAddress, s.Share(&p.Address, "address", d.def("90%"), "Part of the customers whose postal address is right.").
		From(param.Derived, "facts 2.1: about 10 % move in a year; told within one").Rules("C1"))
	d.done(fieldEmergency, s.Share(&p.Emergency, "emergency", d.def("30%"), "Part of the customers who have named somebody for emergencies.").
		Assumed("asked for with loans, seldom with accounts").Rules("C1"))
	s.Check(func(c *param.Check) {
		for _, w := range p.Tells {
			if !slices.Contains(tellings, w.Name) {
				c.Report(param.Problem{Code: "W133", Pos: c.At("tells"), Args: []any{w.Name, tellings}})
			}
		}
	})
}

// fields declares fields that may be given or not.
type fields struct{ given *[peopleFields]bool }

// def returns a default: none where the field may be absent.
func (f fields) def(text string) string {
	if f.given != nil {
		return ""
	}
	return text
}

func (f fields) done(field int, d *param.Decl) {
	if f.given != nil {
		d.Optional(&f.given[field]).Assumed("as other customers")
	}
}

// over returns what is given, and what base has otherwise.
func (o *override) over(base People) People {
	p := base
	take := func(field int, copy func()) {
		if o.given[field] {
			copy()
		}
	}
	take(fieldNumberChange, func() { p.NumberChange = o.NumberChange })
	take(fieldTells, func() { p.Tells = o.Tells })
	take(fieldLater, func() { p.Later = o.Later })
	take(fieldAbandoned, func() { p.Abandoned = o.Abandoned })
	take(fieldCarriers, func() { p.Carriers = o.Carriers })
	take(fieldApp, func() { p.App = o.App })
	take(fieldEmail, func() { p.Email = o.Email })
	take(fieldAddress, func() { p.Address = o.Address })
	take(fieldEmergency, func() { p.Emergency = o.Emergency })
	return p
}
