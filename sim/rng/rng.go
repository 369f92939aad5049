// Package rng makes chance a pure function: a draw depends on (seed,
// replication, branch, entity, purpose, index) and on nothing else, not on the
// order in which draws are made. Two runs that ask for the same key get the
// same bits, whatever else differs between them (common random numbers).
package rng

import (
	"math"
	"math/bits"
)

// Purpose names what a draw decides, e.g. "the gap before an intent". Users
// declare their purposes as constants; a value, once released, keeps its
// number, since renumbering changes every result.
type Purpose uint32

// Root is the chance of one replication: everything that is drawn in it hangs
// from the root's 128 bits.
type Root struct{ a, b uint64 }

// New returns the root of one replication of a seed. Branch 0 is the history
// that all policy variants share; another branch makes a clone that differs
// from here on.
func New(seed uint64, replication, branch uint32) Root {
	where := uint64(replication)<<32 | uint64(branch)
	return Root{
		a: mum(seed^0x9e3779b97f4a7c15, where^0xd1b54a32d192ed03) ^ seed,
		b: mum(seed^0x8bb84b93962eacc9, where^0x2d358dccaa6c78a5) + where,
	}
}

// Stream returns the stream of uniform bits that belongs to one entity,
// purpose and index. The index is a name that no policy can change: the n-th
// event of a process that runs on regardless, a calendar slot, or the cause of
// a case. Never a running count of something that a policy alters.
func (r Root) Stream(entity uint64, p Purpose, index uint64) Stream {
	h := mum(r.a^entity, 0xa0761d6478bd642f^uint64(p)*0xe7037ed1a0b428db)
	h = mum(h^index, r.b^entity*0x8ebc6af09c88c6e3)
	return Stream{h ^ r.b + index}
}

// Uniform returns the first draw of a stream as a number in [0, 1).
func (r Root) Uniform(entity uint64, p Purpose, index uint64) float64 {
	s := r.Stream(entity, p, index)
	return s.Float64()
}

// Stream is a sequence of uniform bits, a value of eight bytes. It implements
// math/rand/v2's Source, so that gonum's distuv can sample from it.
type Stream struct{ state uint64 }

// Uint64 returns the next 64 uniform bits.
func (s *Stream) Uint64() uint64 {
	s.state += 0xa0761d6478bd642f
	return mum(s.state, s.state^0xe7037ed1a0b428db)
}

// Float64 returns a number in [0, 1), a multiple of 2⁻⁵³.
func (s *Stream) Float64() float64 { return float64(s.Uint64()>>11) * 0x1p-53 }

// Open returns a number in (0, 1): safe to take the logarithm of.
func (s *Stream) Open() float64 { return (float64(s.Uint64()>>12) + 0.5) * 0x1p-52 }

// Below returns an integer in [0, n) for n > 0, unbiased to within n/2⁶⁴.
func (s *Stream) Below(n uint64) uint64 {
	hi, _ := bits.Mul64(s.Uint64(), n)
	return hi
}

// Exp returns an exponential draw of mean 1.
func (s *Stream) Exp() float64 { return -math.Log(s.Open()) }

// mum multiplies to 128 bits and folds the halves.
func mum(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}
