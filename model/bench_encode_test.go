//go:build unix

package model

import (
	"testing"
	"time"

	"weir/sim"
)

// BenchmarkEncode writes outcomes: of a short run with its horizons, and of a large
// one with its lives.
func BenchmarkEncode(b *testing.B) {
	benchmarkCoder(b, func(_ *Plan, o *Outcome, _ []byte) { bytesOf(b, o) })
}

// BenchmarkDecode reads the same.
func BenchmarkDecode(b *testing.B) {
	benchmarkCoder(b, func(p *Plan, _ *Outcome, data []byte) {
		if _, err := p.Decode(data); err != nil {
			b.Fatal(err)
		}
	})
}

func benchmarkCoder(b *testing.B, do func(*Plan, *Outcome, []byte)) {
	for _, c := range []struct {
		name      string
		customers int
		wave      Wave
	}{{"of=horizons", 1000, Wave{10, 40}}, {"of=lives", 100_000, Wave{}}} {
		p := cityBank(b, c.customers, 60*sim.Day)
		o := replicated(b, p, 0, c.wave)
		data := bytesOf(b, o)
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			start := cpuTime(b)
			for b.Loop() {
				do(p, o, data)
			}
			b.ReportMetric(float64((cpuTime(b)-start)/time.Microsecond)/float64(b.N), "cpu-us/op")
			b.ReportMetric(float64(len(data)), "bytes")
		})
	}
}
