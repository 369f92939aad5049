package sim

import (
	"cmp"
	"slices"
)

// Class orders what happens at one instant; no tie is left to chance. Within a
// class the order is by entity, then by the entity's own sequence number.
type Class uint8

// The classes of an instant, in their order.
const (
	Abort    Class = iota // something ends: a customer hangs up, a shock closes a service
	Release               // a server becomes free
	Capacity              // staff come or go
	Serve                 // the queue moves up
	Arrive                // somebody arrives
	Timer                 // a deadline is reached
	Observe               // figures are taken
)

// Post is what an entity sends to the institution: an arrival at a desk, a
// transfer, an alert. It is taken at the end of the window it was sent in.
// Posts that agree in instant, class, entity and sequence number keep the order
// in which they were sent.
type Post struct {
	At     Time
	Class  Class
	Kind   uint16
	Entity Entity
	Seq    uint32 // the sender's own sequence number
	Other  Entity // a second entity, where the kind has one
	Arg    int64
}

// inbox brings the posts of a window into their order.
type inbox struct {
	sent   []Post // as they came: by cell, by entity, by the order of sending
	places []place
	taken  []Post // in the documented order
}

// place stands for a post while sorting: small to move, and mostly enough to
// compare.
type place struct {
	at    Time
	index int // in sent
}

// sort orders what was sent by instant, class, entity and sequence number; what
// agrees in all of them stays as it was. The order is total, so that the result
// does not depend on how the posts came in.
func (b *inbox) sort() {
	b.places = b.places[:0]
	for i := range b.sent {
		b.places = append(b.places, place{b.sent[i].At, i})
	}
	slices.SortFunc(b.places, b.compare)
	b.taken = b.taken[:0]
	for _, p := range b.places {
		b.taken = append(b.taken, b.sent[p.index])
	}
	b.sent = b.sent[:0]
}

func (b *inbox) compare(p, q place) int {
	if p.at != q.at {
		return cmp.Compare(p.at, q.at)
	}
	x, y := &b.sent[p.index], &b.sent[q.index]
	return cmp.Or(
		cmp.Compare(x.Class, y.Class),
		cmp.Compare(x.Entity, y.Entity),
		cmp.Compare(x.Seq, y.Seq),
		cmp.Compare(p.index, q.index),
	)
}
