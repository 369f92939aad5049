package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// interrupts turns signals into the two stages of stopping: the first closes
// stop, upon which no new replication begins and those that run are finished
// and saved; the second cancels the context, upon which everything ends.
func (p *program) interrupts(parent context.Context) (ctx context.Context, stop <-chan struct{}, release func()) {
	ctx, cancel := context.WithCancel(parent)
	first := make(chan struct{})
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	done := make(chan struct{})
	go func() {
		for n := 0; ; n++ {
			select {
			case <-done:
				return
			case <-signals:
				if n == 0 {
					fmt.Fprintln(p.stderr, "\nfinishing the replications that run; interrupt again to stop at once")
					close(first)
					continue
				}
				cancel()
				return
			}
		}
	}()
	return ctx, first, func() {
		signal.Stop(signals)
		close(done)
		cancel()
	}
}
