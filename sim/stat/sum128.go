package stat

import (
	"math/big"
	"math/bits"
)

// Sum128 is a signed sum of 128 bits, in two's complement: room for squares and
// time integrals, where int64 overflows (10⁸ waits of 32 hours in microseconds
// do). The zero value is 0. Sums are exact and the same in any order, as long as
// the total stays within ±1.7 × 10³⁸; beyond, they wrap.
type Sum128 struct {
	Hi int64  // the upper half, with the sign
	Lo uint64 // the lower half
}

// Add adds x.
func (s *Sum128) Add(x int64) {
	lo, carry := bits.Add64(s.Lo, uint64(x), 0)
	s.Lo = lo
	s.Hi += x>>63 + int64(carry)
}

// AddProduct adds a·b: a level times a length of time.
func (s *Sum128) AddProduct(a, b int64) {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	// Mul64 takes both as unsigned: a negative factor counted 2⁶⁴ too much of
	// the other.
	signed := int64(hi) - a>>63&b - b>>63&a
	s.Merge(Sum128{Hi: signed, Lo: lo})
}

// Merge adds another sum.
func (s *Sum128) Merge(o Sum128) {
	lo, carry := bits.Add64(s.Lo, o.Lo, 0)
	s.Lo = lo
	s.Hi += o.Hi + int64(carry)
}

// Minus returns s − o.
func (s Sum128) Minus(o Sum128) Sum128 {
	lo, borrow := bits.Sub64(s.Lo, o.Lo, 0)
	return Sum128{Hi: s.Hi - o.Hi - int64(borrow), Lo: lo}
}

// Big returns the sum as a big integer.
func (s Sum128) Big() *big.Int {
	b := new(big.Int).Lsh(big.NewInt(s.Hi), 64)
	return b.Add(b, new(big.Int).SetUint64(s.Lo))
}

// Float64 returns the nearest float.
func (s Sum128) Float64() float64 {
	f, _ := s.Big().Float64()
	return f
}

// Int64 returns the sum as an int64, and whether it fits.
func (s Sum128) Int64() (int64, bool) {
	x := int64(s.Lo)
	return x, s.Hi == x>>63
}

// String returns the sum in decimal.
func (s Sum128) String() string { return s.Big().String() }
