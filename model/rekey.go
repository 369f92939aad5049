package model

import "weir/sim/rng"

// Rekey draws groups of chance anew: a branch for each, 0 being the history that
// all variants of a replication share. With all three alike and not 0 a
// replication is one of independent chance; with one not 0 it is the same
// history but for that group, which tells how much of an answer's variance the
// group accounts for. The zero Rekey changes nothing.
type Rekey struct {
	// Shocks: when shocks strike and how long they last. Which customers lose their
	// numbers to one is Chance.
	Shocks uint32
	// Population: who is in the opening book, with all that happened before the
	// start, and what the rules had made of her by then; and what is asked of the
	// same source of anybody: the channel of habit, whether an offer is taken. An
	// imported book stays, but for what it leaves open. Who opens an account later
	// is Chance.
	Population uint32
	// Chance: everything else that is drawn: what customers do and when, who comes
	// later, how desks work, what becomes of notices.
	Chance uint32
}

// chance is what a replication draws from: a root for each group of Rekey.
type chance struct{ shocks, opening, rest rng.Root }

// chance returns the roots of a replication.
func (p *Plan) chance(replication uint32, key Rekey) chance {
	book := replication
	if p.OneBook {
		book = 0
	}
	return chance{
		shocks:  rng.New(p.Seed, replication, key.Shocks),
		opening: rng.New(p.Seed, book, key.Population),
		rest:    rng.New(p.Seed, replication, key.Chance),
	}
}
