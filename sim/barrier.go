package sim

import (
	"fmt"
	"slices"
)

// Barrier is the institution's turn between two windows.
type Barrier struct {
	From, Until Time   // the window that ended
	Posts       []Post // what was sent in it, in order; valid during the call

	run *Run
}

// Changed says that an entity's record was changed and its deadline may be
// another, which the kernel asks for at once. A deadline that is past already
// comes up in the next window.
func (b *Barrier) Changed(e Entity) {
	r := b.run
	c := &r.cells[int(e)/r.cfg.CellSize]
	i := uint32(e - c.First)
	c.agenda.drop(i)
	c.agenda.put(i, r.world.Deadline(e), b.Until)
}

// Note counts an event that the institution caused in the window, from its
// start to its end inclusive. It panics if the event lies elsewhere.
func (b *Barrier) Note(e Event) {
	if e.At < b.From || e.At > b.Until {
		panic(fmt.Sprintf("sim: the institution's event of entity %d at %d lies outside its window [%d, %d]", e.Entity, e.At, b.From, b.Until))
	}
	b.run.print.Add(e)
	b.run.events++
	if b.run.cfg.Watch != nil {
		b.run.cfg.Watch(e)
	}
}

// Cut makes a window end at t, if t is still to come.
func (b *Barrier) Cut(t Time) {
	if t <= b.Until {
		return
	}
	if i, found := slices.BinarySearch(b.run.added, t); !found {
		b.run.added = slices.Insert(b.run.added, i, t)
	}
}
