package model

import (
	"context"
	"testing"

	"weir/sim"
)

// BenchmarkLives runs a replication of the library's city bank, ninety days of twenty
// thousand customers, with and without keeping what became of each.
func BenchmarkLives(b *testing.B) {
	p := cityBank(b, 20_000, 90*sim.Day)
	for name, replication := range map[string]uint32{"lives=kept": LivesKept - 1, "lives=none": LivesKept} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := p.Replicate(context.Background(), replication, Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
