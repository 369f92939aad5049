package model

import (
	"weir/model/account"
	"weir/model/dormancy"
	"weir/model/population"
	"weir/model/reaction"
	"weir/sim"
)

// LivesKept is how many replications, the first ones, keep in their outcome what
// became of each customer: enough to tell who is treated otherwise under another
// policy, and to find some to show.
const LivesKept = 8

// Fate is what one replication came to for one place of the opening book, in
// bits: CustomerOutcome in a byte. Of several who held the place after each other
// it tells all that happened to any of them in the measured time.
type Fate byte

// The bits of a Fate.
const (
	fatePresent  Fate = 1 << iota // the place had an account in the measured time
	fateAlive                     // its owner is there at the end
	fateStopped                   // a restriction began
	fateWrongful                  // with the owner there
	fateBlocked                   // a restriction refused an intent
	fateFlagged
	fateLimited // a limit refused an intent
	fateLeft    // she closed the account because of a refusal
)

// Present says that the place had an account in the measured time; nothing else is
// true where it had none.
func (f Fate) Present() bool { return f&fatePresent != 0 }

// Alive says that the owner is there at the end, and the account: the truth.
func (f Fate) Alive() bool { return f&fateAlive != 0 }

// Stopped says that a restriction began.
func (f Fate) Stopped() bool { return f&fateStopped != 0 }

// Wrongful says that a restriction began with the owner there: the truth.
func (f Fate) Wrongful() bool { return f&fateWrongful != 0 }

// Blocked says that a restriction refused an intent, one from before the start too.
func (f Fate) Blocked() bool { return f&fateBlocked != 0 }

// Flagged says that the account was flagged.
func (f Fate) Flagged() bool { return f&fateFlagged != 0 }

// Limited says that a limit refused an intent.
func (f Fate) Limited() bool { return f&fateLimited != 0 }

// Left says that she closed the account because of a refusal.
func (f Fate) Left() bool { return f&fateLeft != 0 }

// Flipped says that two policies came to another outcome for a customer: she was
// flagged, restricted or refused by a restriction, or left, under one of them only.
func Flipped(a, b Fate) bool {
	return (a^b)&(fateStopped|fateBlocked|fateFlagged|fateLeft) != 0
}

// Fate returns the outcome in a byte.
func (o *CustomerOutcome) Fate() Fate {
	f := fatePresent
	for _, b := range [...]struct {
		yes bool
		bit Fate
	}{
		{o.Alive, fateAlive}, {o.Restrictions > 0, fateStopped}, {o.Wrongful > 0, fateWrongful}, {o.Blocked > 0, fateBlocked},
		{o.Flags > 0, fateFlagged}, {o.LimitHits > 0, fateLimited}, {o.Left, fateLeft},
	} {
		if b.yes {
			f |= b.bit
		}
	}
	return f
}

// fate returns what became of a place, in a byte.
func (f *fold) fate(place int) Fate {
	if !f.seen[place] {
		return 0
	}
	return f.outcomes[place].Fate()
}

// fates notes what becomes of customers while a run goes on: what a fold does, but in
// few bytes each, since nearly all events are intents that go through and need not
// touch more. Cells may run at the same time: each writes to its own customers.
type fates struct {
	w     *World
	of    []Fate
	since []sim.Time // restricted since, in the measured time; sim.Never if not
}

func newFates(w *World) fates {
	f := fates{w, make([]Fate, w.bookSize), make([]sim.Time, w.bookSize)}
	for i := range f.of {
		f.since[i] = sim.Never
		if r := &w.records[i]; r.Presence == population.Open {
			f.of[i] = fatePresent
			f.restriction(sim.Entity(i), r, 0)
		}
	}
	return f
}

// observe takes an event in, while it is noted.
func (f *fates) observe(e sim.Event) {
	if int(e.Entity) >= len(f.of) {
		return
	}
	measured := f.w.measured(e.At)
	if e.Kind == evIntent {
		if measured && account.Operation(e.Arg&0xff) != account.TransferIn {
			switch Result(e.Arg >> 8 & 0xff) {
			case OverLimit:
				f.of[e.Entity] |= fateLimited
			case Restricted:
				f.of[e.Entity] |= fateBlocked
			}
		}
		return
	}
	r := &f.w.records[e.Entity]
	f.restriction(e.Entity, r, e.At)
	switch {
	case e.Kind == evOpen && e.At < f.w.plan.end():
		f.of[e.Entity] |= fatePresent
	case e.Kind == evClose && e.At < 0:
		f.of[e.Entity] &^= fatePresent
	case measured:
		f.of[e.Entity] |= f.happened(e, r)
	}
}

// restriction notes since when the account is restricted.
func (f *fates) restriction(e sim.Entity, r *Record, at sim.Time) {
	switch restricted := r.Presence == population.Open && f.w.level(r) != dormancy.Free; {
	case !restricted:
		f.since[e] = sim.Never
	case f.since[e] == sim.Never:
		f.since[e] = max(at, 0)
	}
}

// happened returns what an event other than an intent makes true.
func (f *fates) happened(e sim.Event, r *Record) Fate {
	switch e.Kind {
	case evFlag:
		return fateFlagged
	case evRestricted:
		switch begins := dormancy.Level(e.Arg&0xff) != dormancy.Free && f.since[e.Entity] == e.At; {
		case begins && r.Alive(e.At):
			return fateStopped | fateWrongful
		case begins:
			return fateStopped
		}
	case evAsked:
		if reaction.Choice(e.Arg&0xff) == reaction.Leave {
			return fateLeft
		}
	}
	return 0
}

// bytes returns what became of the customers, at the end of the measured time; nil
// where it was not noted.
func (f *fates) bytes() []byte {
	if f.w == nil {
		return nil
	}
	out := make([]byte, len(f.of))
	for i, fate := range f.of {
		if r := &f.w.records[i]; r.Presence == population.Open && r.Alive(f.w.plan.end()) {
			fate |= fateAlive
		}
		if fate.Present() {
			out[i] = byte(fate)
		}
	}
	return out
}

// both watches with two watchers, the second of which may be nil.
func both(first, second func(sim.Event)) func(sim.Event) {
	if second == nil {
		return first
	}
	return func(e sim.Event) { first(e); second(e) }
}

// SwapSet is whom one policy stops instead of whom, of those who had an account:
// the customers of one replication, told apart by what is true of the owner.
type SwapSet struct {
	Living, Gone SwapRow
	Flipped      []int // places with another outcome, in order
}

// SwapRow counts the customers with one kind of owner.
type SwapRow struct {
	Stopped int // newly: under the second policy only
	Passed  int // newly: under the first only
	Both    int // stopped under both
	Neither int
}

// Swaps compares what two policies came to in the same replication, place by place
// (Outcome.Lives); places that only one of them has are left out.
//
// Who is in which row must not depend on which policy is asked, or the change of
// a policy would move customers between rows. So an owner counts as living if a
// restriction found her there under either policy, and as gone if all that began
// found her gone. When that is differs between policies only as far as the policies
// do: the day on which an owner goes is the same chance in both. Of those whom
// neither policy stops, an owner is living who is there at the end, or who left
// because of a refusal, under either: who is gone can do neither.
func Swaps(a, b []byte) SwapSet {
	var s SwapSet
	for i := range min(len(a), len(b)) {
		before, after := Fate(a[i]), Fate(b[i])
		if !(before | after).Present() {
			continue
		}
		row := &s.Gone
		if livingOwner(before | after) {
			row = &s.Living
		}
		switch {
		case before.Stopped() && after.Stopped():
			row.Both++
		case after.Stopped():
			row.Stopped++
		case before.Stopped():
			row.Passed++
		default:
			row.Neither++
		}
		if Flipped(before, after) {
			s.Flipped = append(s.Flipped, i)
		}
	}
	return s
}

// livingOwner says of what is true under either policy whether the owner counts as
// living.
func livingOwner(either Fate) bool {
	if either.Stopped() {
		return either.Wrongful()
	}
	return either.Alive() || either.Left()
}
