package screening

import (
	"encoding/binary"
	"fmt"
	"math"

	"weir/sim"
)

// stateSize is how long a saved State is, in bytes.
const stateSize = 64

// MarshalBinary implements encoding.BinaryMarshaler, for a run that is saved.
func (s State) MarshalBinary() ([]byte, error) {
	b := make([]byte, 0, stateSize)
	b = binary.LittleEndian.AppendUint32(b, uint32(s.hour))
	for _, sums := range []buckets[float32]{s.outHour, s.outDay, s.out30, s.inDay} {
		for _, x := range sums {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(x))
		}
	}
	for _, counts := range []buckets[uint16]{s.countDay, s.count30} {
		for _, x := range counts {
			b = binary.LittleEndian.AppendUint16(b, x)
		}
	}
	for _, counts := range []buckets[uint8]{s.countHour, s.nearDay, s.near30, s.payeesDay} {
		b = append(b, counts[:]...)
	}
	for _, x := range []uint32{uint32(s.Noted), uint32(s.alerted), uint32(s.quiet)} {
		b = binary.LittleEndian.AppendUint32(b, x)
	}
	return b, nil
}

// UnmarshalBinary implements encoding.BinaryUnmarshaler.
func (s *State) UnmarshalBinary(b []byte) error {
	if len(b) != stateSize {
		return fmt.Errorf("screening: a saved state of %d bytes instead of %d", len(b), stateSize)
	}
	word := func() uint32 {
		x := binary.LittleEndian.Uint32(b)
		b = b[4:]
		return x
	}
	s.hour = int32(word())
	for _, sums := range []*buckets[float32]{&s.outHour, &s.outDay, &s.out30, &s.inDay} {
		for i := range sums {
			sums[i] = math.Float32frombits(word())
		}
	}
	for _, counts := range []*buckets[uint16]{&s.countDay, &s.count30} {
		for i := range counts {
			counts[i], b = binary.LittleEndian.Uint16(b), b[2:]
		}
	}
	for _, counts := range []*buckets[uint8]{&s.countHour, &s.nearDay, &s.near30, &s.payeesDay} {
		b = b[copy(counts[:], b):]
	}
	s.Noted, s.alerted, s.quiet = Hits(word()), Hits(word()), sim.Stamp(word())
	return nil
}
