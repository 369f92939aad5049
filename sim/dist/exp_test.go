package dist

import (
	"math"
	"testing"

	"weir/sim/rng"
)

// TestExp compares exp with the library's exponential, which is right to less than
// an ulp, over all that a float64 holds.
func TestExp(t *testing.T) {
	s := rng.New(5, 0, 0).Stream(0, 0, 0)
	worst := 0.0
	for range 2_000_000 {
		x := 1600 * (s.Float64() - .5)
		if s.Bernoulli(.5) {
			x /= 100
		}
		got, want := exp(x), math.Exp(x)
		if want < 0x1p-1022 || math.IsInf(want, 0) {
			if got != want {
				t.Fatalf("exp(%v) is %v instead of %v", x, got, want)
			}
			continue
		}
		worst = max(worst, math.Abs(got-want)/ulp(want))
	}
	if worst > 2 {
		t.Errorf("exp differs from math.Exp by %v ulp", worst)
	}
	for _, x := range []float64{0, math.Copysign(0, -1), 1, -1, 700, -700, 1e-300, 1e300, -1e300, math.Inf(1), math.Inf(-1)} {
		if got, want := exp(x), math.Exp(x); math.Abs(got-want) > ulp(want) {
			t.Errorf("exp(%v) is %v instead of %v", x, got, want)
		}
	}
	if !math.IsNaN(exp(math.NaN())) {
		t.Error("exp of no number is one")
	}
}

// TestExpHasTheSameBits pins some results: they do not depend on the machine.
func TestExpHasTheSameBits(t *testing.T) {
	for x, want := range map[float64]uint64{1: 0x4005bf0a8b145769, 9.5: 0x40ca17dd08c11dc1, -300: 0x24e245639c3a49f7, 650.25: 0x7a914c0882aea6e3} {
		if got := math.Float64bits(exp(x)); got != want {
			t.Errorf("exp(%v) has the bits %#x instead of %#x", x, got, want)
		}
	}
}

// ulp returns the distance from x to the next number.
func ulp(x float64) float64 { return math.Nextafter(x, math.Inf(1)) - x }

func BenchmarkExp(b *testing.B) {
	for _, c := range []struct {
		name string
		exp  func(float64) float64
	}{{"of=own", exp}, {"of=library", math.Exp}} {
		b.Run(c.name, func(b *testing.B) {
			s, last := rng.New(1, 0, 0).Stream(0, 0, 0), 0.0
			for range b.N {
				last = c.exp(s.Float64()*10 + last*1e-300) // waits for the one before, as an amount does for its draw
			}
			keep = last
		})
	}
}
