package desk

import (
	"testing"

	"weir/sim/dist"
	"weir/sim/param"
	"weir/sim/rng"
)

func exponential(t testing.TB, mean float64) param.Dist {
	t.Helper()
	d, err := dist.New("exponential", map[string]float64{"mean": mean})
	if err != nil {
		t.Fatal(err)
	}
	return param.Dist{Dist: d}
}

// BenchmarkCase measures a case from arrival to end, its Poisson source
// included.
func BenchmarkCase(b *testing.B) {
	const hour = 3600e6
	for _, bench := range []struct {
		name string
		cfg  Config
	}{
		{"servers=1", Config{Servers: 1, Arrivals: 0.8 * 24, Service: exponential(b, hour)}},
		{"servers=100", Config{Servers: 100, Arrivals: 95 * 24, Service: exponential(b, hour)}},
		{"servers=100/patience", Config{Servers: 100, Arrivals: 100 * 24, Service: exponential(b, hour), Patience: exponential(b, 2*hour)}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			k := Known{ID: bench.name, Desk: bench.cfg}
			s := newSource(k, rng.New(1, 0, 0), 10000/k.rate())
			s.extend(0)
			b.ReportAllocs()
			b.ResetTimer()
			s.extend(float64(b.N) / k.rate())
		})
	}
}
