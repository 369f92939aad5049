package sim

import "fmt"

// Cell is a run of consecutive entities with its own agenda and outbox. In a
// window it touches nothing else, so cells run in parallel and no result
// depends on how the entities are cut into cells.
type Cell struct {
	Index int    // number of the cell, from 0
	First Entity // its first entity
	Count int    // how many entities it has

	world  World
	ahead  Prefetcher // the World, if it is one
	watch  func(Event)
	agenda agenda
	due    []Entity // of the slot at hand
	outbox []Post

	from, until Time // the window at hand
	at          Time // how far the entity at hand has come
	print       Fingerprint
	events      int64
}

// batch is how many entities are read ahead together: enough for the memory to
// be busy, few enough to stay in the first cache.
const batch = 64

// Note counts an event of the entity that is being advanced: every event that
// happens is noted exactly once. It panics if time runs backwards: if the event
// lies outside the window at hand, or before another of the same entity.
func (c *Cell) Note(e Event) {
	if e.At < c.at || e.At >= c.until {
		panic(fmt.Sprintf("sim: event of entity %d at %d, where only times in [%d, %d) are left", e.Entity, e.At, c.at, c.until))
	}
	c.at = e.At
	c.print.Add(e)
	c.events++
	if c.watch != nil {
		c.watch(e)
	}
}

// Post sends something to the institution, which takes it at the window's end.
// It panics if the post is dated before the window.
func (c *Cell) Post(p Post) {
	if p.At < c.from {
		panic(fmt.Sprintf("sim: post of entity %d at %d, before its window starts at %d", p.Entity, p.At, c.from))
	}
	c.outbox = append(c.outbox, p)
}

// run lets every entity that is due live through the window.
func (c *Cell) run(from, until Time) {
	c.from, c.until = from, until
	c.agenda.open(from)
	c.due = c.agenda.take(c.due[:0], c.First)
	// Where a cut ends the window inside its slot, not all of the slot are due.
	cut := c.agenda.at(until) == c.agenda.now
	for due := c.due; len(due) > 0; {
		n := min(len(due), batch)
		c.advance(due[:n], cut)
		due = due[n:]
	}
}

// advance takes a batch of entities through the window, in three passes: so the
// waits for memory overlap.
func (c *Cell) advance(due []Entity, cut bool) {
	var next [batch]Time
	if c.ahead != nil {
		c.ahead.Prefetch(due)
	}
	for i, e := range due {
		next[i] = c.live(e, cut)
	}
	for i, e := range due {
		c.agenda.put(uint32(e-c.First), next[i], c.from)
	}
}

// live takes an entity through the window and returns its next deadline.
func (c *Cell) live(e Entity, cut bool) Time {
	if cut {
		if due := c.world.Deadline(e); due >= c.until {
			return due
		}
	}
	c.at = c.from
	due := c.world.Advance(c, e, c.until)
	if due < c.until {
		panic(fmt.Sprintf("sim: entity %d wants to be called at %d again, before its window ends at %d", e, due, c.until))
	}
	return due
}
