package sim

import "math/bits"

// agenda keeps in which slot of time each entity of a cell is due. A slot is as
// wide as a window, and inside a window no order among entities is needed, since
// they do not see each other. So a slot is a set of entities, a bit for each:
// due entities come out in the order of their records, moving a deadline clears
// one bit and sets another, and nothing stale exists.
//
// A set for each slot of a year would be too large, so sets form a wheel of
// levels: 64 for the slots of the current block of 64, 64 for the blocks of the
// current block of blocks, and so on. The digits of a slot's number, in base 64,
// say where in the wheel it is: on the level of the highest digit in which it
// differs from the current slot. When the current slot enters a new block, the
// entities of that block are dealt out to the level below.
type agenda struct {
	origin, end Time
	width       Time // of a slot
	levels      uint32
	words       uint32 // of a set
	now         uint32 // the current slot
	slot        []uint32
	sets        []uint64 // by level, digit and word
}

const (
	digitBits = 6 // of a slot's number, for each level of the wheel
	digits    = 1 << digitBits
	idle      = ^uint32(0) // the slot of an entity that is not due before the end
)

func newAgenda(entities int, origin, end Time, width Duration, now Time) agenda {
	a := agenda{origin: origin, end: end, width: Time(width), levels: 1}
	a.words = uint32(entities+63) / 64
	a.now = a.at(now)
	for last := a.at(end); last >= digits; last >>= digitBits {
		a.levels++
	}
	a.slot = make([]uint32, entities)
	for e := range a.slot {
		a.slot[e] = idle
	}
	a.sets = make([]uint64, a.levels*digits*a.words)
	return a
}

// at returns the number of the slot that t falls in, counted from the origin.
func (a *agenda) at(t Time) uint32 { return uint32((t - a.origin) / a.width) }

// set returns the index of the first word of the set that holds a slot's
// entities.
func (a *agenda) set(slot uint32) uint32 {
	level := uint32(bits.Len32((slot^a.now)|1)-1) / digitBits
	digit := slot >> (level * digitBits) % digits
	return (level*digits + digit) * a.words
}

// put enters the deadline of an entity that is in no set. One that is past
// already is due in the slot of now; one at or after the end never comes up.
func (a *agenda) put(e uint32, due, now Time) {
	if due >= a.end {
		a.slot[e] = idle
		return
	}
	slot := a.at(max(due, now))
	a.slot[e] = slot
	a.sets[a.set(slot)+e/64] |= 1 << (e % 64)
}

// drop takes an entity out of its set, if it is in one.
func (a *agenda) drop(e uint32) {
	if slot := a.slot[e]; slot != idle {
		a.sets[a.set(slot)+e/64] &^= 1 << (e % 64)
		a.slot[e] = idle
	}
}

// open makes the slot of t the current one. No slot before it may hold anybody.
func (a *agenda) open(t Time) {
	before := a.now
	a.now = a.at(t)
	for level := a.levels - 1; level > 0; level-- {
		if shift := level * digitBits; before>>shift != a.now>>shift {
			a.deal((level*digits + a.now>>shift%digits) * a.words)
		}
	}
}

// deal empties a set of the wheel and enters its entities anew.
func (a *agenda) deal(set uint32) {
	for w := range a.words {
		word := a.sets[set+w]
		if word == 0 {
			continue
		}
		a.sets[set+w] = 0
		for ; word != 0; word &= word - 1 {
			e := w*64 + uint32(bits.TrailingZeros64(word))
			a.sets[a.set(a.slot[e])+w] |= 1 << (e % 64)
		}
	}
}

// take empties the current slot and appends its entities to list, in ascending
// order; first is the one with index 0.
func (a *agenda) take(list []Entity, first Entity) []Entity {
	set := a.sets[a.set(a.now):][:a.words]
	for w, word := range set {
		if word == 0 {
			continue // as most are: what is not written to need not go back to memory
		}
		set[w] = 0
		for ; word != 0; word &= word - 1 {
			list = append(list, first+Entity(w*64+bits.TrailingZeros64(word)))
		}
	}
	return list
}
