package stat

import (
	"math"
	"math/big"
)

// Tally counts integer observations (ticks, minor units, counts) with their sum
// and their squares. The zero value is empty. Tallies merge exactly in any
// order: the bits do not depend on who counted what.
type Tally struct {
	N       int64  // observations
	Sum     Sum128 // their sum
	Squares Sum128 // the sum of their squares
}

// Add counts x.
func (t *Tally) Add(x int64) {
	t.N++
	t.Sum.Add(x)
	t.Squares.AddProduct(x, x)
}

// Merge adds what another tally counted.
func (t *Tally) Merge(o Tally) {
	t.N += o.N
	t.Sum.Merge(o.Sum)
	t.Squares.Merge(o.Squares)
}

// Mean returns the mean, NaN where nothing was counted.
func (t Tally) Mean() float64 {
	if t.N == 0 {
		return math.NaN()
	}
	return t.Sum.Float64() / float64(t.N)
}

// SD returns the standard deviation with divisor N − 1, NaN below two
// observations. The difference of squares is taken in whole numbers: in floats
// it would cancel.
func (t Tally) SD() float64 {
	if t.N < 2 {
		return math.NaN()
	}
	sum := t.Sum.Big()
	spread := new(big.Int).Mul(t.Squares.Big(), big.NewInt(t.N))
	spread.Sub(spread, sum.Mul(sum, sum))
	f, _ := spread.Float64()
	return math.Sqrt(f / (float64(t.N) * float64(t.N-1)))
}

// Ratio returns sum over count: this replication's part of a mean over all.
func (t Tally) Ratio() Ratio { return Ratio{Num: t.Sum.Float64(), Den: float64(t.N)} }
