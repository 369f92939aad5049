// Package rng makes chance a pure function: a draw depends on (seed,
// replication, branch, entity, purpose, index) and on nothing else, not on the
// order in which draws are made. Two runs that ask for the same key get the
// same bits, whatever else differs between them (common random numbers).
//
// A Root holds seed, replication and branch. Root.Stream adds entity, purpose
// and index and gives a Stream, from which one thing is drawn:
//
//	gap := root.Stream(customer, purposeGap, n) // n-th event of a latent process
//	days := gap.Exp() / ratePerDay
//
// Nothing here allocates. docs/decisions/003-keyed-chance.md weighs the
// generator against others, docs/randomness reports its test batteries.
package rng

import "math/bits"

// Purpose names what a draw decides, e.g. "the gap before an intent". Users
// declare their purposes as constants; a value, once released, keeps its
// number, since renumbering changes every result.
type Purpose uint32

// Root is the chance of one replication: everything that is drawn in it hangs
// from the root's bits. The zero Root is not one; use New.
type Root struct{ a, b uint64 } // b is odd, see Stream

// New returns the root of one replication of a seed. Branch 0 is the history
// that all policy variants share; another branch makes a clone that differs
// from here on.
//
// The three inputs go through a Feistel network of four rounds, which is one to
// one: neighbouring seeds, replications and branches have unrelated roots.
func New(seed uint64, replication, branch uint32) Root {
	a, b := seed, uint64(replication)<<32|uint64(branch)
	for round := uint64(1); round <= 4; round++ {
		a, b = b, a^scramble(b+round*golden)
	}
	return Root{a, b | 1}
}

// Stream returns the stream of uniform bits that belongs to one entity,
// purpose and index. The index is a name that no policy can change: the n-th
// event of a process that runs on regardless, a calendar slot, or the cause of
// a case. Never a running count of something that a policy alters.
//
// Two folded products hash the key. A product with zero would forget its other
// factor, so the factors that start from b are odd whatever the key: b is odd
// and what is added to it, or flips its bits, is even.
func (r Root) Stream(entity uint64, p Purpose, index uint64) Stream {
	h := fold(r.a^entity, r.b+uint64(p)*evenP)
	return Stream{fold(h^index, r.b^entity*evenE)}
}

// Uniform returns the first draw of a stream as a number in [0, 1).
func (r Root) Uniform(entity uint64, p Purpose, index uint64) float64 {
	s := r.Stream(entity, p, index)
	return s.Float64()
}

// Stream is a sequence of uniform bits, a value of eight bytes: a counter that
// steps by an odd constant, of which each draw hashes one value (the
// construction known as wyrand). It implements math/rand/v2's Source, so that
// gonum's distuv can sample from it.
type Stream struct{ state uint64 }

// Uint64 returns the next 64 uniform bits.
func (s *Stream) Uint64() uint64 {
	s.state += step
	return fold(s.state, s.state^twist)
}

// Float64 returns a number in [0, 1), a multiple of 2⁻⁵³.
func (s *Stream) Float64() float64 { return float64(s.Uint64()>>11) * 0x1p-53 }

// Open returns a number in (0, 1): safe to take the logarithm of. It is an odd
// multiple of 2⁻⁵³.
func (s *Stream) Open() float64 { return open(s.Uint64()) }

// Below returns an integer in [0, n) for n > 0, unbiased to within n/2⁶⁴; 0 for
// n = 0.
func (s *Stream) Below(n uint64) uint64 {
	hi, _ := bits.Mul64(s.Uint64(), n)
	return hi
}

// Bernoulli reports whether the next uniform is less than p, so that with the
// same stream a greater p never turns yes into no. p ≤ 0 and NaN are never, p ≥ 1
// is always.
func (s *Stream) Bernoulli(p float64) bool { return s.Float64() < p }

// Constants without structure: fractions of the golden ratio and multipliers
// with good spectra (Steele and Vigna 2021), made even or odd as Stream needs.
const (
	golden uint64 = 0x9e3779b97f4a7c15
	evenP  uint64 = 0xd1342543de82ef94
	evenE  uint64 = 0xaf251af3b0f025b4
	step   uint64 = 0xa0761d6478bd642f
	twist  uint64 = 0xe7037ed1a0b428db
)

// fold multiplies to 128 bits and folds the halves.
func fold(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}

// open makes the 52 high bits of u a number in (0, 1).
func open(u uint64) float64 { return (float64(u>>12) + 0.5) * 0x1p-52 }

// scramble is a one-to-one hash of 64 bits (Stafford's thirteenth mixer, the
// one of SplitMix64).
func scramble(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
