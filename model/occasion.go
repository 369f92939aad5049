package model

import (
	"weir/model/tier"
	"weir/sim"
	"weir/sim/desk"
)

// A policy lets the same thing happen to an account again and again. What is drawn
// for it is named by an occasion: what it goes back to, which no policy changes, and
// the how-manieth time of its own kind it is since then. What else a policy does
// meanwhile, when, and in which order its lists stand has no part in the name.

// recurrent is a kind of thing that happens again and again.
type recurrent uint8

// The kinds.
const (
	recurrentApproval    recurrent                  = iota // a case goes to the first desk of the chain (rule D4)
	recurrentObjection                                     // an objection is made (rule D8)
	recurrentWay                                           // she begins to bring the account back (rule D9)
	recurrentSupport                                       // she complains about a restriction (rule D8)
	recurrentCheck                                         // a look at the account finds something (rule T5)
	recurrentTurn                                          // she is overdue when a policy goes live (rule D13)
	recurrentNotice                                        // and About: a notice begins (rule C4)
	recurrentApplication = recurrentNotice + Abouts        // and Origin: an application is made (rules T3, T7, T8)
	recurrents           = recurrentApplication + tier.Origins
)

// occasion is one time that something happens to an account.
type occasion struct {
	Root sim.Time // what it goes back to: mostly the last activity, or the intent that led to it
	Time uint16   // the how-manieth since then, from 0
}

// index names a draw of the occasion; the part tells its draws of one purpose apart.
func (o occasion) index(part uint64) uint64 {
	return uint64(o.Root) + uint64(o.Time)*0x9e3779b97f4a7c15 + part*0xd1342543de82ef95
}

// occasionOf returns the occasion that led to what a desk has dealt with.
func occasionOf(out desk.Outcome) occasion { return occasion{sim.Time(out.Cause), out.Visit} }

// recurring is one kind of thing that happens to one account.
type recurring struct {
	Entity sim.Entity
	Kind   recurrent
}

// again begins the next occasion of a kind.
func (w *World) again(e sim.Entity, kind recurrent, root sim.Time) occasion {
	latest, what := w.cellOf(e).latest, recurring{e, kind}
	o := occasion{Root: root}
	if before, ok := latest[what]; ok && before.Root == root {
		o.Time = before.Time + 1
	}
	latest[what] = o
	return o
}

// latest returns the occasion of a kind that began last.
func (w *World) latest(e sim.Entity, kind recurrent) occasion {
	return w.cellOf(e).latest[recurring{e, kind}]
}

// savedOccasion is the latest occasion of a kind, in a run that is saved.
type savedOccasion struct {
	What   recurring
	Latest occasion
}

// saveOccasions lists the latest occasions of all accounts.
func (w *World) saveOccasions() (all []savedOccasion) {
	for e := range sim.Entity(len(w.records)) {
		latest := w.cellOf(e).latest
		for kind := range recurrent(recurrents) {
			what := recurring{e, kind}
			if o, ok := latest[what]; ok {
				all = append(all, savedOccasion{what, o})
			}
		}
	}
	return all
}

// loadOccasions is the reverse.
func (w *World) loadOccasions(all []savedOccasion) {
	for _, s := range all {
		w.cellOf(s.What.Entity).latest[s.What] = s.Latest
	}
}
