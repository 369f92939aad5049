package stat

import (
	"math"
	"math/bits"
)

// Sketch keeps the distribution of integers (ticks, minor units) as counts in
// logarithmic buckets: any quantile to within 1 % of the value, exactly below
// 128, in a few kilobytes however many are counted. The zero value is empty. A
// copy shares its counts with the original, as a slice does.
//
// Each power of two is cut into 64 equal parts, so a bucket spans at most 1/64
// of its values and its middle is off by at most 1/128 (0.8 %). The buckets are
// those of an HDR histogram rather than a library's: they need no logarithm,
// so Add is a shift and an increment (it sits in the hot path), no rounding
// differs between architectures, and the state is plain data. Counts spans
// exactly the buckets in use, so equal contents are equal bytes, whoever merged
// them in whatever order.
type Sketch struct {
	N      int64   // observations
	First  int     // the bucket of Counts[0]; negative buckets hold negative values
	Counts []int64 // observations by bucket; neither end is 0
}

// parts is the number of buckets in a power of two; partBits is its logarithm.
const (
	partBits = 6
	parts    = 1 << partBits
)

// Add counts x. It allocates only where x widens the span of buckets.
func (s *Sketch) Add(x int64) {
	b := bucket(x)
	if uint(b-s.First) >= uint(len(s.Counts)) {
		s.cover(b, b)
	}
	s.Counts[b-s.First]++
	s.N++
}

// AddN counts x as n observations; none for n = 0. A negative n is a
// programmer's error.
func (s *Sketch) AddN(x, n int64) {
	if n < 0 {
		panic("stat: Sketch: a negative number of observations")
	}
	if n > 0 {
		s.Add(x)
		s.Counts[bucket(x)-s.First] += n - 1
		s.N += n - 1
	}
}

// Merge adds what another sketch counted; o is left as it is.
func (s *Sketch) Merge(o Sketch) {
	if o.N == 0 {
		return
	}
	s.cover(o.First, o.First+len(o.Counts)-1)
	into := s.Counts[o.First-s.First:]
	for i, n := range o.Counts {
		into[i] += n
	}
	s.N += o.N
}

// Subtract takes away what another sketch counted, all of which must have been
// merged into this one before; o is left as it is.
func (s *Sketch) Subtract(o Sketch) {
	for i, n := range o.Counts {
		s.Counts[o.First-s.First+i] -= n
	}
	s.N -= o.N
	if s.N == 0 {
		*s = Sketch{}
		return
	}
	for s.Counts[0] == 0 {
		s.First, s.Counts = s.First+1, s.Counts[1:]
	}
	for s.Counts[len(s.Counts)-1] == 0 {
		s.Counts = s.Counts[:len(s.Counts)-1]
	}
}

// Quantile returns the smallest value that a share p of the observations does
// not exceed, 0 ≤ p ≤ 1, to within 1 %: the middle of its bucket. It is NaN
// where nothing was counted.
func (s Sketch) Quantile(p float64) float64 {
	if s.N == 0 {
		return math.NaN()
	}
	left := rank(p, s.N)
	for i, n := range s.Counts {
		if left -= n; left <= 0 {
			return middle(s.First + i)
		}
	}
	panic("stat: Sketch: the counts do not add up to N")
}

// AtLeast returns how many observations are x or more, to within those of x's
// own bucket, which all count.
func (s Sketch) AtLeast(x int64) int64 {
	first := max(bucket(x)-s.First, 0)
	if first >= len(s.Counts) {
		return 0
	}
	var n int64
	for _, c := range s.Counts[first:] {
		n += c
	}
	return n
}

// cover widens the span of buckets to include low..high.
func (s *Sketch) cover(low, high int) {
	if len(s.Counts) > 0 {
		low, high = min(low, s.First), max(high, s.First+len(s.Counts)-1)
	}
	size := high - low + 1
	if low == s.First && size <= cap(s.Counts) {
		s.Counts = s.Counts[:size] // beyond the length everything is still 0
		return
	}
	wider := make([]int64, size, size+parts)
	if len(s.Counts) > 0 {
		copy(wider[s.First-low:], s.Counts)
	}
	s.First, s.Counts = low, wider
}

// bucket returns the number of the bucket of x. Small values are their own
// number; above, a number is made of the power of two and the six bits below
// the leading one, which goes on where the small values end. Negative values
// mirror the positive ones.
func bucket(x int64) int {
	if x < 0 {
		return -bucketOf(-uint64(x))
	}
	return bucketOf(uint64(x))
}

func bucketOf(x uint64) int {
	shift := max(bits.Len64(x)-partBits-1, 0)
	return shift<<partBits + int(x>>shift)
}

// middle returns the middle of the values that share a bucket.
func middle(bucket int) float64 {
	if bucket < 0 {
		return -middle(-bucket)
	}
	shift := max(bucket>>partBits-1, 0)
	first := uint64(bucket-shift<<partBits) << shift
	return float64(first) + float64(uint64(1)<<shift-1)/2
}
