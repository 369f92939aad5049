//go:build unix

package model

import (
	"context"
	"syscall"
	"testing"
	"time"

	"weir/sim"
)

// BenchmarkReplication runs one replication of sixty days of a hundred thousand
// customers, with their warm-up: of the library's city bank, of the same without
// screening, and of tiers and dormancy alone. The opening book is timed apart.
func BenchmarkReplication(b *testing.B) {
	const customers, length = 100_000, 60 * sim.Day
	all := cityBank(b, customers, length)
	unscreened := cityBank(b, customers, length)
	unscreened.Policy.Screening.On = false
	for _, c := range []struct {
		name string
		plan *Plan
	}{
		{"of=everything", all},
		{"of=without_screening", ready(b, unscreened)},
		{"of=tiers_and_dormancy", bareBank(b, customers, length)},
	} {
		c.plan.Cooldown = 0
		b.Run(c.name, func(b *testing.B) { benchmarkReplication(b, c.plan) })
	}
}

// benchmarkReplication reports processor times, which suffer less than the wall
// clock from what else the machine does.
func benchmarkReplication(b *testing.B, p *Plan) {
	var events int64
	var opening, running time.Duration
	for b.Loop() {
		start := cpuTime(b)
		w, run := p.begin(0, Options{})
		opened := cpuTime(b)
		if err := w.finish(context.Background(), run); err != nil {
			b.Fatal(err)
		}
		opening += opened - start
		running += cpuTime(b) - opened
		events += run.Events()
	}
	b.ReportMetric(float64(running.Nanoseconds())/float64(events), "cpu-ns/event")
	b.ReportMetric(float64(events)/running.Seconds(), "events/cpu-s")
	b.ReportMetric(float64(opening.Milliseconds())/float64(b.N), "opening-ms")
}

// cpuTime returns the processor time that this process has used.
func cpuTime(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
