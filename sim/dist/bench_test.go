package dist

import (
	"testing"

	"weir/sim/rng"
)

func BenchmarkDraw(b *testing.B) {
	seen := map[string]bool{}
	for _, m := range members {
		if seen[m.family] {
			continue
		}
		seen[m.family] = true
		d, err := New(m.family, m.params)
		if err != nil {
			b.Fatal(err)
		}
		b.Run("family="+m.family, func(b *testing.B) {
			root, sum := rng.New(1, 0, 0), 0.0
			for n := range uint64(b.N) {
				sum += Draw(d, root.Stream(n&1023, 1, n))
			}
			keep = sum
		})
	}
}

var keep float64 // what a benchmark computed, so that it is computed
