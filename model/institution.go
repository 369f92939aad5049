package model

import (
	"weir/model/contact"
	"weir/model/emergency"
	"weir/model/population"
	"weir/model/reaction"
	"weir/model/service"
	"weir/sim/param"
)

// Institution is the simulated bank or platform: what does not change with a
// policy.
type Institution struct {
	Title      string
	Currency   string
	Zone       string
	Holidays   string // a country of package calendar; "none" for Monday to Friday
	Customers  int64  // the size its desks are staffed for
	Regions    []param.Weighted
	Internal   float64 // part of outgoing transfers that stay inside
	Systems    emergency.Params
	Population population.Params
	Desks      service.Params
	Contact    contact.Params
	HasContact bool // contact is modelled; otherwise everybody can be reached and confirms
	Reactions  reaction.Params
	Reacts     bool    // customers react to refusals; otherwise they accept them
	Overreach  float64 // part of the cases in which staff try what is not theirs
}

// Declare binds an institution file.
func (n *Institution) Declare(s *param.Set) {
	s.Text(&n.Title, "title", "An institution", "What to call it.").Assumed("a name")
	s.Name(&n.Currency, "currency", "CNY", "The one currency of the institution.").Assumed("the sources are Chinese").Rules("T2")
	s.Text(&n.Zone, "time_zone", "Asia/Shanghai", "Its time zone; every day of a run has 24 hours.").Assumed("the sources are Chinese")
	s.Name(&n.Holidays, "holidays", "cn", "The country whose working days it keeps; none: Monday to Friday.").Assumed("the sources are Chinese").Rules("P3")
	s.Count(&n.Customers, "customers", "100000", "The number of accounts its desks are staffed for.").
		Range("1", "100000000").Assumed("a city bank's retail book")
	s.Mix(&n.Regions, "regions", "{all: 100%}", "Where its customers live.").Defining("region").
		Assumed("one region").Rules("P1", "E1")
	s.Share(&n.Internal, "internal_transfers", "20%", "Part of the outgoing transfers that go to another account of the institution.").
		Assumed("a fifth of a city's payments stay in the bank").Rules("P6")
	n.Systems.Declare(s)
	n.Population.Declare(s)
	n.Desks.Declare(s)
	s.Group("contact", "How customers can be reached. Without it contact is not modelled.", n.Contact.Declare).Optional(&n.HasContact).Rules("C1")
	s.Group("reactions", "What customers do when they are asked, told or refused. Without it they do nothing.", n.Reactions.Declare).
		Optional(&n.Reacts).Rules("T8", "D8", "D9")
	s.Share(&n.Overreach, "overreach", "0%", "Part of the cases at desks in which staff try something that is not their duty.").
		Assumed("to be replaced by the institution's own audits").Rules("T10")
}
