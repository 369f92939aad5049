package model

import (
	"context"
	"fmt"

	"weir/model/dormancy"
	"weir/model/population"
	"weir/sim"
)

// Life is what happened to one place in the book in one replication, event by
// event, with who held it at first. Who followed stands in the moments at which
// the account is opened again.
type Life struct {
	Replication uint32
	Customer    int
	Holder
	Moments []Moment
}

// Holder is somebody who holds a place in the book.
type Holder struct {
	population.Identity
	Segment, Tier, Region, Age string // empty while there is no account
	Vulnerable                 bool
	Opened                     sim.Time
	Gone                       sim.Time // when the customer is really gone; sim.Never if not. The policy never knows.
	Status, Level              string   // of the account, when the telling begins
}

// Live simulates one replication and returns the life of one place in the book.
// Looking changes nothing: it is the life that the run had.
func (p *Plan) Live(ctx context.Context, replication uint32, customer int) (*Life, error) {
	if customer < 0 || customer >= p.Customers {
		return nil, fmt.Errorf("there is no customer %d; they are numbered from 0 to %d", customer, p.Customers-1)
	}
	life := &Life{Replication: replication, Customer: customer}
	var x reader
	w, run := p.begin(replication, Options{Watch: func(e sim.Event) {
		if e.Entity == sim.Entity(customer) {
			life.Moments = append(life.Moments, x.moment(e))
		}
	}})
	x = reader{w: w, before: w.level(&w.records[customer])}
	life.Holder = w.holder(customer)
	if err := w.finish(ctx, run); err != nil {
		return nil, err
	}
	return life, nil
}

// holder says who holds a place in the book now.
func (w *World) holder(customer int) Holder {
	r, l := &w.records[customer], &w.plan.labels
	h := Holder{Identity: w.source.Identity(population.Key(sim.Entity(customer), r.Generation)), Opened: r.Opened, Gone: r.Gone}
	if r.Presence == population.Open {
		h.Segment, h.Tier = l.Segments[r.Segment], l.Tiers[r.Tier.Tier]
		h.Region, h.Age, h.Vulnerable = l.Regions[r.Region], l.Ages[r.Age()], r.Vulnerable()
		h.Status, h.Level = dormancy.StatusNames[r.Dormancy.Status], dormancy.LevelNames[w.level(r)]
	}
	return h
}
