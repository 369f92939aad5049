package model

import (
	"context"
	"fmt"

	"weir/model/account"
	"weir/model/dormancy"
	"weir/model/population"
	"weir/sim"
)

// Life is what happened to one place in the book in one replication, event by
// event, with who held it.
type Life struct {
	Replication uint32
	Customer    int
	population.Identity
	Segment, Tier, Region, Age string
	Opened                     sim.Time
	Gone                       sim.Time // when the customer is really gone; sim.Never if not. The policy never knows.
	Moments                    []Moment
}

// Moment is one event of a life.
type Moment struct {
	At        sim.Time
	Kind      string // of EventNames
	Operation string // of an intent
	Result    string // of an intent
	Status    string // of a decision
	Amount    int64  // minor units, where money is meant
	Idle      int    // days, of a flag
	Rules     []string
}

// eventRules are the rules behind each kind of event.
var eventRules = [][]string{{"P10"}, {"P10"}, {"P4"}, {"P2", "P4"}, {"D1"}, {"P6"}, {"D4"}, {"D4"}}

// Live simulates one replication and returns the life of one place in the book.
func (p *Plan) Live(ctx context.Context, replication uint32, customer int) (*Life, error) {
	if customer < 0 || customer >= p.Customers {
		return nil, fmt.Errorf("there is no customer %d; they are numbered from 0 to %d", customer, p.Customers-1)
	}
	var moments []Moment
	watch := func(e sim.Event) {
		if e.Entity == sim.Entity(customer) {
			moments = append(moments, moment(e))
		}
	}
	w, run := p.begin(replication, Options{Watch: watch})
	life := w.describe(customer)
	life.Replication = replication
	if err := w.finish(ctx, run); err != nil {
		return nil, err
	}
	life.Moments = moments
	return life, nil
}

// describe says who holds a place in the book now.
func (w *World) describe(customer int) *Life {
	r, l := &w.records[customer], &w.plan.labels
	life := &Life{
		Customer: customer, Identity: w.source.Identity(population.Key(sim.Entity(customer), r.Generation)),
		Opened: r.Opened, Gone: r.Gone,
	}
	if r.Presence == population.Open {
		life.Segment, life.Tier = l.Segments[r.Segment], l.Tiers[r.Tier.Tier]
		life.Region, life.Age = l.Regions[r.Region], l.Ages[r.Age]
	}
	return life
}

// moment reads an event.
func moment(e sim.Event) Moment {
	m := Moment{At: e.At, Kind: EventNames[e.Kind], Rules: eventRules[e.Kind]}
	switch e.Kind {
	case evIntent:
		m.Operation = account.OperationNames[e.Arg&0xff]
		result := Result(e.Arg >> 8 & 0xff)
		m.Result, m.Amount = ResultNames[result], e.Arg>>16
		m.Rules = append(append([]string{}, m.Rules...), resultRules[result]...)
	case evFlag:
		m.Idle = int(e.At.Sub(sim.Time(e.Arg)) / sim.Day)
	case evDecided:
		m.Status = dormancy.StatusNames[e.Arg]
	case evWithdrawn:
	default:
		m.Amount = e.Arg
	}
	return m
}

// resultRules are the rules that lead to each result of an intent.
var resultRules = [Results][]string{Done: nil, Unavailable: {"E1"}, NotAllowed: {"T1", "T9"}, OverLimit: {"T2"}, NoFunds: {"P6"}}
