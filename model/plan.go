// Package model is the institution and its customers: the World that the kernel
// drives. One package per part of the domain lies below it; here they are put
// together.
package model

import (
	"cmp"
	"slices"

	"weir/model/contact"
	"weir/model/dormancy"
	"weir/model/emergency"
	"weir/model/population"
	"weir/model/stock"
	"weir/model/tier"
	"weir/sim"
	"weir/sim/calendar"
	"weir/sim/param"
)

// Plan is one scenario under one policy, checked and ready to run: all that a
// replication depends on besides its number. It is not changed by a run.
type Plan struct {
	Institution *Institution
	Population  *population.Params // the institution's own, or one from a file
	Stock       *stock.Book        // the institution's own opening book, in the Words of this plan; nil: drawn from the population
	Customers   int                // size of the book; a cohort's size where there is one
	Policy      *Policy
	StartPolicy *Policy  // in force until the start; variants begin from its state
	Changes     []Change // of the policy during the run, in the order of their dates
	Shocks      []Shock
	Start       calendar.Civil
	Length      sim.Duration
	Warmup      sim.Duration // before the start; fills desks and cases in flight
	Cooldown    sim.Duration // at most this long after the end, until measured cases are closed
	Window      sim.Duration
	Seed        uint64
	Minor       int64 // minor units in one unit of the currency; 100 if 0
	OneBook     bool  // all replications share one opening book (population_draw: once)

	calendar *calendar.Calendar
	labels   Labels
	imported imported // the own book in places
	rules    []*rules // of the policies, in the order in which they come into force
	slots    []tier.Slot
	months   []int32 // the number of the month, by day from the first
	firstDay int32
	sms      int // number of the channel of contact for one-time passwords
}

// Change is the policy in force from the beginning of a day on (rule X1).
type Change struct {
	At      param.Date
	Text    string // what changes, in a few words for a reader
	Policy  *Policy
	Restart bool // time that has run towards dormancy begins anew
}

// Shock is something that happens to the institution, under its id in the
// scenario.
type Shock struct {
	ID     string
	Outage *emergency.Outage
	Churn  *contact.Churn
}

// Labels are the values of every label a metric can be told apart by.
type Labels struct {
	Tiers, Segments, Channels, Regions, Ages, Desks []string
	Products                                        []string // linked products, by bit
	Carriers                                        []string // of phone numbers
	Contacts                                        []string // channels of contact
	Ways                                            []string // back from a restriction, of all policies
	Rules                                           []string // of screening, of all policies
}

// Ready fills in what the files left open, and checks what only shows when all
// of them are together. It must be called before a run, and again after a change.
func (p *Plan) Ready() error {
	lastDay := int((p.Length + p.Cooldown) / sim.Day)
	cfg := calendar.Config{Start: p.Start, Days: lastDay + 1, Zone: p.Institution.Zone, Country: p.Institution.Holidays}
	if cfg.Country == "none" {
		cfg.Country = ""
	}
	cal, err := calendar.New(cfg)
	if err != nil {
		return err
	}
	p.calendar = cal
	p.Minor = cmp.Or(p.Minor, 100)
	p.Customers = cmp.Or(p.Population.CohortSize(), p.Customers)
	p.labels = p.collectLabels()
	p.layImported()
	p.fillMixes()
	p.layMonths()
	wrong := p.check()
	p.readyPolicies(&wrong)
	if len(wrong) > 0 {
		return wrong
	}
	return nil
}

// Calendar returns the plan's calendar.
func (p *Plan) Calendar() *calendar.Calendar { return p.calendar }

// Labels returns the values of the labels.
func (p *Plan) Labels() Labels { return p.labels }

func (p *Plan) collectLabels() Labels {
	var l Labels
	l.Tiers = p.Policy.tierIDs()
	for _, g := range p.Population.Segments {
		l.Segments = append(l.Segments, g.ID)
		for _, a := range g.Ages {
			if !slices.Contains(l.Ages, a.Name) {
				l.Ages = append(l.Ages, a.Name)
			}
		}
		for _, product := range g.Products {
			if !slices.Contains(l.Products, product.Name) {
				l.Products = append(l.Products, product.Name)
			}
		}
	}
	for _, c := range p.Institution.Systems.Channels {
		l.Channels = append(l.Channels, c.ID)
	}
	for _, r := range p.Institution.Regions {
		l.Regions = append(l.Regions, r.Name)
	}
	for _, d := range p.Institution.Desks.Desks {
		l.Desks = append(l.Desks, d.ID)
	}
	if p.Institution.HasContact {
		for _, c := range p.Institution.Contact.Channels {
			l.Contacts = append(l.Contacts, c.ID)
		}
		l.Carriers = p.Institution.Contact.Carriers()
	}
	p.addProducts(&l)
	for _, policy := range p.policies() {
		for _, c := range policy.Dormancy.Reactivation.Channels {
			l.Ways = include(l.Ways, c.ID)
		}
		for _, rule := range policy.Screening.Rules {
			l.Rules = include(l.Rules, rule.ID)
		}
	}
	return l
}

func include(list []string, name string) []string {
	if slices.Contains(list, name) {
		return list
	}
	return append(list, name)
}

// layMonths numbers the months of the days of the run and of a day more.
func (p *Plan) layMonths() {
	first, last := (-sim.Time(p.Warmup)).Day()-1, int((p.Length+p.Cooldown)/sim.Day)+2
	p.firstDay, p.months = int32(first), p.months[:0]
	for day := first; day <= last; day++ {
		c := p.calendar.Civil(day)
		p.months = append(p.months, int32(c.Year*12+int(c.Month)-1))
	}
}

// period returns the numbers of a day's month and year.
func (p *Plan) period(day int32) (month, year int32) {
	month = p.months[min(max(day-p.firstDay, 0), int32(len(p.months)-1))]
	return month, month / 12
}

// channelOf returns the number of the channel with the name, -1 if there is none.
func (p *Plan) channelOf(name string) int { return slices.Index(p.labels.Channels, name) }

// fillMixes gives segments that say nothing the institution's regions, all
// channels alike, and the lowest tier.
func (p *Plan) fillMixes() {
	for i := range p.Population.Segments {
		g := &p.Population.Segments[i]
		if len(g.Regions) == 0 {
			g.Regions = p.Institution.Regions
		}
		if len(g.Channels) == 0 {
			for _, c := range p.labels.Channels {
				g.Channels = append(g.Channels, param.Weighted{Name: c, Share: 1 / float64(len(p.labels.Channels))})
			}
		}
		if len(g.Tiers) == 0 {
			g.Tiers = []param.Weighted{{Name: p.labels.Tiers[0], Share: 1}}
		}
	}
}

// measuredDays is the number of days that figures are kept for.
func (p *Plan) measuredDays() int { return int((p.Length + sim.Day - 1) / sim.Day) }

// end returns the instant up to which things are measured.
func (p *Plan) end() sim.Time { return sim.Time(p.Length) }

// names returns how a population's names become numbers.
func (p *Plan) names() population.Names {
	index := func(list []string) func(string) int {
		return func(name string) int { return slices.Index(list, name) }
	}
	return population.Names{
		Tier: index(p.labels.Tiers), Channel: index(p.labels.Channels),
		Region: index(p.labels.Regions), Age: index(p.labels.Ages), Product: index(p.labels.Products),
	}
}

// days shows a calendar to the population.
type days struct{ *calendar.Calendar }

func (d days) Civil(day int) (year, month, dayOfMonth int) {
	c := d.Calendar.Civil(day)
	return c.Year, int(c.Month), c.Day
}

func (d days) Weekday(day int) int { return (int(d.Calendar.Weekday(day)) + 6) % 7 }

// Values returns the values of a label, nil if there is no such label.
func (l Labels) Values(label string) []string {
	switch label {
	case "tier":
		return l.Tiers
	case "segment":
		return l.Segments
	case "channel":
		return l.Channels
	case "region":
		return l.Regions
	case "age":
		return l.Ages
	case "desk":
		return l.Desks
	case "contact":
		return l.Contacts
	case "way":
		return l.Ways
	case "rule":
		return l.Rules
	case "cause":
		return restrictionCauses[1:]
	case "level":
		return dormancy.LevelNames[1:]
	case "about":
		return AboutNames[1:]
	case "origin":
		return originNames
	case "end":
		return endNames
	case "gone":
		return population.Causes
	case "standing":
		return contact.StandingNames[:contact.Missing]
	case "matter":
		return matterNames[:]
	case "reason":
		return ReasonNames[:]
	case "vulnerable":
		return []string{"no", "yes"}
	case "idle":
		return idleNames
	case "phase":
		return emergency.PhaseNames
	}
	return nil
}
