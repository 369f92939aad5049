package dist

import (
	"math"
	"math/big"
)

// exp returns eˣ to within an ulp and a half, in about half the time that math.Exp
// takes to answer, and with the same bits on every machine. It looks 2^(j/64) up and
// adds the rest by a polynomial (Tang 1989, "Table-driven implementation of the
// exponential function in IEEE floating-point arithmetic").
//
// With n the integer nearest to 64 x/ln 2, x is n ln 2/64 and a rest r of at most
// ln 2/128. Ln 2/64 is in two parts, of which the first has so many zeros at its end
// that its products with n are exact.
func exp(x float64) float64 {
	if !(math.Abs(x) < 700) { // where the result might not be a normal number
		return math.Exp(x)
	}
	const (
		perUnit = 64 / math.Ln2
		high    = 0x1.62e42feep-7 // 32 bits of ln 2/64
		low     = 0x1.a39ef35793c76p-39
		nearest = 0x1.8p52 // added to a number, it leaves the nearest integer in the last bits
	)
	shifted := float64(x*perUnit) + nearest
	n := math.Float64bits(shifted)
	whole := shifted - nearest
	r := (x - float64(whole*high)) - float64(whole*low)
	square := float64(r * r)
	rest := r + float64(square*(float64(0.5+float64(r*(1./6)))+float64(square*(1./24+float64(r*(1./120))))))
	root := roots[n%64]
	return math.Float64frombits(math.Float64bits(root+float64(root*rest)) + n>>6<<52)
}

// roots are the powers of the 64th root of 2, each rounded only once.
var roots = func() (powers [64]float64) {
	root := big.NewFloat(2).SetPrec(120)
	for range 6 {
		root.Sqrt(root)
	}
	power := big.NewFloat(1).SetPrec(120)
	for j := range powers {
		powers[j], _ = power.Float64()
		power.Mul(power, root)
	}
	return powers
}()
