package model

import (
	"context"
	"testing"

	"weir/sim"
)

// BenchmarkReplication runs one replication of the library's city bank: sixty
// days of a hundred thousand customers, with their warm-up and cooldown.
func BenchmarkReplication(b *testing.B) {
	p := cityBank(b, 100_000, 60*sim.Day)
	p.Cooldown = 0
	var events int64
	for b.Loop() {
		o, err := p.Replicate(context.Background(), 0, Options{})
		if err != nil {
			b.Fatal(err)
		}
		events += o.Events
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(events), "ns/event")
	b.ReportMetric(float64(events)/b.Elapsed().Seconds(), "events/s")
}
