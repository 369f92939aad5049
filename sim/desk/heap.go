package desk

import (
	"cmp"

	"weir/sim"
)

// Item is a slot in a heap, due at an instant.
type Item struct {
	At   sim.Time
	Slot int32
}

// before orders two items by time, then by what the cases are called, so that
// the order in which they were given does not matter. Only cases that agree in
// all of it fall back on their slots; they are interchangeable.
func (s *State) before(a, b Item) bool {
	if a.At != b.At {
		return a.At < b.At
	}
	x, y := &s.Slots[a.Slot], &s.Slots[b.Slot]
	return cmp.Or(
		cmp.Compare(x.Case.Entity, y.Case.Entity),
		cmp.Compare(x.Case.Cause, y.Case.Cause),
		cmp.Compare(x.Case.Stage, y.Case.Stage),
		cmp.Compare(x.Case.Visit, y.Case.Visit),
		cmp.Compare(x.Try, y.Try),
		cmp.Compare(x.Case.Class, y.Case.Class),
		cmp.Compare(x.Case.Tag, y.Case.Tag),
		cmp.Compare(a.Slot, b.Slot),
	) < 0
}

// push adds a slot to a heap.
func (s *State) push(heap *[]Item, at sim.Time, slot int32) {
	*heap = append(*heap, Item{at, slot})
	s.up(*heap, len(*heap)-1)
}

// pop takes the first slot out of a heap.
func (s *State) pop(heap *[]Item) int32 {
	slot := (*heap)[0].Slot
	s.remove(heap, slot)
	return slot
}

// remove takes a slot out of its heap.
func (s *State) remove(heap *[]Item, slot int32) {
	h := *heap
	i, last := int(s.Slots[slot].Pos), len(h)-1
	*heap = h[:last]
	if i == last {
		return
	}
	h[i] = h[last]
	if i > 0 && s.before(h[i], h[(i-1)/2]) {
		s.up(h, i)
	} else {
		s.down(h[:last], i)
	}
}

// up moves the item at i towards the root and notes its place.
func (s *State) up(h []Item, i int) {
	item := h[i]
	for i > 0 {
		parent := (i - 1) / 2
		if !s.before(item, h[parent]) {
			break
		}
		h[i] = h[parent]
		s.Slots[h[i].Slot].Pos = int32(i)
		i = parent
	}
	h[i] = item
	s.Slots[item.Slot].Pos = int32(i)
}

// down moves the item at i away from the root and notes its place.
func (s *State) down(h []Item, i int) {
	item := h[i]
	for {
		child := 2*i + 1
		if child >= len(h) {
			break
		}
		if child+1 < len(h) && s.before(h[child+1], h[child]) {
			child++
		}
		if !s.before(h[child], item) {
			break
		}
		h[i] = h[child]
		s.Slots[h[i].Slot].Pos = int32(i)
		i = child
	}
	h[i] = item
	s.Slots[item.Slot].Pos = int32(i)
}
