package rng

import (
	"math"
	"testing"
)

// BenchmarkKeyed is a stream and its first draw, for keys that do not wait for
// one another.
func BenchmarkKeyed(b *testing.B) {
	root, sum := New(1, 0, 0), uint64(0)
	for n := range uint64(b.N) {
		s := root.Stream(n&1023, Purpose(n&7), n)
		sum += s.Uint64()
	}
	keep = float64(sum)
}

// BenchmarkKeyedWaiting is the same where each key needs the draw before.
func BenchmarkKeyedWaiting(b *testing.B) {
	root, last := New(1, 0, 0), uint64(0)
	for n := range uint64(b.N) {
		s := root.Stream(last&1023, Purpose(n&7), n)
		last = s.Uint64()
	}
	keep = float64(last)
}

// BenchmarkNew is the root of a replication.
func BenchmarkNew(b *testing.B) {
	sum := uint64(0)
	for n := range b.N {
		sum += New(1, uint32(n), 0).a
	}
	keep = float64(sum)
}

func BenchmarkDraw(b *testing.B) {
	for _, c := range []struct {
		name string
		draw func(s *Stream) float64
	}{
		{"of=uint64", func(s *Stream) float64 { return float64(s.Uint64()) }},
		{"of=float64", (*Stream).Float64},
		{"of=bernoulli", func(s *Stream) float64 {
			if s.Bernoulli(0.5) {
				return 1
			}
			return 0
		}},
		{"of=exp", (*Stream).Exp},
		{"of=exp_by_log", func(s *Stream) float64 { return -math.Log(s.Open()) }},
		{"of=normal", (*Stream).Normal},
		{"of=gamma/shape=0.5", func(s *Stream) float64 { return s.Gamma(0.5) }},
		{"of=gamma/shape=3", func(s *Stream) float64 { return s.Gamma(3) }},
		{"of=poisson/mean=1", func(s *Stream) float64 { return float64(s.Poisson(1)) }},
		{"of=poisson/mean=30", func(s *Stream) float64 { return float64(s.Poisson(30)) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			s, sum := New(1, 0, 0).Stream(0, 0, 0), 0.0
			for range b.N {
				sum += c.draw(&s)
			}
			keep = sum
		})
	}
}

var keep float64 // what a benchmark computed, so that it is computed
