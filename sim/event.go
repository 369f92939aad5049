package sim

import (
	"fmt"
	"math/bits"
)

// Entity is the number of a simulated thing that has a record of its own: a
// customer, a patient, a parcel. Entities are numbered from 0.
type Entity uint32

// Event is something that happened to one entity: plain data, so that it can be
// written out, named in a trace and counted in a fingerprint.
type Event struct {
	At     Time
	Entity Entity
	Seq    uint32 // the entity's own count of events, from 0
	Kind   uint16 // the World's own numbering
	Arg    int64
}

// Fingerprint identifies a set of trajectories: the sum mod 2¹²⁸ of the hashes
// of all events. Being a sum, it does not depend on the order in which
// independent entities were simulated.
type Fingerprint struct{ Hi, Lo uint64 }

// Add counts an event in.
func (f *Fingerprint) Add(e Event) {
	who := uint64(e.Entity)<<32 | uint64(e.Seq)
	a := fold(uint64(e.At)^0x9e3779b97f4a7c15, who^0xe7037ed1a0b428db)
	b := fold(a^uint64(e.Arg), 0x8ebc6af09c88c6e3^uint64(e.Kind)*0xd1b54a32d192ed03)
	f.Merge(Fingerprint{Hi: b, Lo: a + b})
}

// Merge adds another fingerprint.
func (f *Fingerprint) Merge(g Fingerprint) {
	var carry uint64
	f.Lo, carry = bits.Add64(f.Lo, g.Lo, 0)
	f.Hi, _ = bits.Add64(f.Hi, g.Hi, carry)
}

// String returns 32 hexadecimal digits.
func (f Fingerprint) String() string { return fmt.Sprintf("%016x%016x", f.Hi, f.Lo) }

func fold(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}
