// Package contact says where a customer can be reached, whether what the
// institution sends her arrives, and in which order it tries.
//
// Three views of one thing are kept apart: the truth (State's stamps and
// points), what the log of notices says (Outcome.LogDelivered), and what the
// institution therefore believes (State.Verified, State.Failed).
package contact

import (
	"slices"

	"weir/sim/param"
)

// Params say how customers can be reached: a part of an institution.
type Params struct {
	Channels []Channel // those of the library first, in the order of channelDefaults
	People   People    // customers of segments that nothing else is said of

	own       []Channel
	overrides []override
}

// Declare binds the contact group of an institution file.
func (p *Params) Declare(s *param.Set) {
	library := libraryChannels()
	p.Channels = make([]Channel, len(library))
	s.Group("channels", "The ways by which the institution reaches customers.", func(s *param.Set) {
		for i, standard := range library {
			s.Group(standard.id, standard.doc, func(s *param.Set) { p.Channels[i].declare(standard, s) }).Rules("C1", "C3")
		}
		param.Rest(s, "A channel", "A way by which the institution reaches customers, beside those of the library.", &p.own,
			func(id string, c *Channel, s *param.Set) { c.declare(ownChannel(id), s) }).Rules("C1", "C3")
	})
	s.Group("people", "What customers' contact data are like and how they change.", func(s *param.Set) {
		p.People.declare(s, nil)
	}).Rules("C1", "C2")
	param.Map(s, "segments", "What is different in a segment.", &p.overrides, func(id string, o *override, s *param.Set) {
		o.segment = id
		o.Own.declare(s, &o.Override)
	}).Names("segment").Rules("C2")
	s.Check(func(*param.Check) { p.Channels = append(p.Channels, p.own...) })
}

// Channel returns the number of the channel with the id, or -1.
func (p *Params) Channel(id string) int {
	return slices.IndexFunc(p.Channels, func(c Channel) bool { return c.ID == id })
}

// Of returns the people of a segment.
func (p *Params) Of(segment string) People {
	for _, o := range p.overrides {
		if o.segment == segment {
			return o.Over(p.People)
		}
	}
	return p.People
}

// Carriers returns the carriers of all segments, in the order written.
func (p *Params) Carriers() []string {
	var out []string
	add := func(mix []param.Weighted) {
		for _, w := range mix {
			if !slices.Contains(out, w.Name) {
				out = append(out, w.Name)
			}
		}
	}
	add(p.People.Carriers)
	for _, o := range p.overrides {
		add(o.Own.Carriers)
	}
	return out
}
