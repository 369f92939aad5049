//go:build unix

package sim_test

import (
	"cmp"
	"container/heap"
	"context"
	"encoding/gob"
	"fmt"
	"slices"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"weir/sim"
	"weir/sim/rng"
)

// The benchmarks run one model, accounts that move money now and then, in
// several styles. Every style does the same draws and the same updates, and
// all are compared with doing them without any queue, one account after the
// other: no order in time can be had for less.

// account is a record of the size that a real one has with tiering and
// dormancy.
type account struct {
	due     sim.Time
	last    sim.Time
	meanGap float64 // microseconds
	balance int64
	in, out int64
	today   int64 // moved on day
	largest int64
	day     int32
	seq     uint32
	counts  [12]uint32
	idle    int64 // sum of gaps
}

const (
	gapPurpose rng.Purpose = iota + 1
	amountPurpose
	kindPurpose
	ratePurpose
)

const eventsPerDay = 0.3

func newAccounts(n int, root rng.Root) []account {
	accounts := make([]account, n)
	for i := range accounts {
		a := &accounts[i]
		s := root.Stream(uint64(i), ratePurpose, 0)
		a.meanGap = float64(sim.Day) / eventsPerDay / (0.5 + s.Float64())
		a.due = sim.Time(s.Exp() * a.meanGap)
	}
	return accounts
}

// move is the model: what happens at one event of an account, next deadline
// included. Three keyed draws, ten fields.
func (a *account) move(i sim.Entity, root rng.Root) (kind uint16, amount int64) {
	who, index := uint64(i), uint64(a.seq)
	at := a.due
	size := root.Stream(who, amountPurpose, index)
	amount = int64(size.Exp() * 20_000)
	kind = uint16(root.Uniform(who, kindPurpose, index) * 8)
	if kind < 4 {
		a.balance += amount
		a.in += amount
	} else {
		a.balance -= amount
		a.out += amount
	}
	if day := int32(at.Day()); day != a.day {
		a.day, a.today = day, 0
	}
	a.today += amount
	a.largest = max(a.largest, amount)
	a.counts[kind]++
	a.idle += int64(at - a.last)
	a.last = at
	a.seq++
	gap := root.Stream(who, gapPurpose, index)
	a.due = at + 1 + sim.Time(gap.Exp()*a.meanGap)
	return kind, amount
}

// accounts is the model as a World of the kernel.
type accounts struct {
	root    rng.Root
	records []account
}

func (w *accounts) Deadline(e sim.Entity) sim.Time { return w.records[e].due }

func (w *accounts) Advance(c *sim.Cell, e sim.Entity, until sim.Time) sim.Time {
	a := &w.records[e]
	for a.due < until {
		event := sim.Event{At: a.due, Entity: e, Seq: a.seq}
		event.Kind, event.Arg = a.move(e, w.root)
		c.Note(event)
	}
	return a.due
}

// Prefetch makes accounts a sim.Prefetcher.
func (w *accounts) Prefetch(due []sim.Entity) (sum uint64) {
	for _, e := range due {
		a := &w.records[e]
		sum += uint64(a.due) + uint64(a.idle)
	}
	return sum
}

func (w *accounts) Settle(*sim.Barrier)       {}
func (w *accounts) Save(e *gob.Encoder) error { return e.Encode(w.records) }
func (w *accounts) Load(d *gob.Decoder) error { return d.Decode(&w.records) }

// history is one run of the model: its accounts from start to end.
type history struct {
	records []account
	root    rng.Root
	end     sim.Time
}

func (h *history) events() (n int64) {
	for i := range h.records {
		n += int64(h.records[i].seq)
	}
	return n
}

// withoutQueue is the lower bound.
func withoutQueue(h *history) {
	for i := range h.records {
		a := &h.records[i]
		for a.due < h.end {
			a.move(sim.Entity(i), h.root)
		}
	}
}

// kernel returns the style that is under test.
func kernel(cfg sim.Config) func(*history) {
	return func(h *history) {
		cfg := cfg
		cfg.Entities, cfg.End = len(h.records), h.end
		r := sim.NewRun(cfg, &accounts{h.root, h.records})
		if err := r.To(context.Background(), h.end); err != nil {
			panic(err)
		}
		if r.Events() != h.events() {
			panic("events were lost")
		}
	}
}

// closures is the textbook engine: a binary heap of pointers to events that
// hold a function.
func closures(h *history) {
	var queue closureHeap
	var schedule func(i sim.Entity)
	schedule = func(i sim.Entity) {
		a := &h.records[i]
		heap.Push(&queue, &closureEvent{at: a.due, run: func() {
			a.move(i, h.root)
			schedule(i)
		}})
	}
	for i := range h.records {
		schedule(sim.Entity(i))
	}
	for queue[0].at < h.end {
		heap.Pop(&queue).(*closureEvent).run()
	}
}

type closureEvent struct {
	at  sim.Time
	run func()
}

type closureHeap []*closureEvent

func (q closureHeap) Len() int           { return len(q) }
func (q closureHeap) Less(i, j int) bool { return q[i].at < q[j].at }
func (q closureHeap) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *closureHeap) Push(x any)        { *q = append(*q, x.(*closureEvent)) }
func (q *closureHeap) Pop() any {
	last := len(*q) - 1
	event := (*q)[last]
	(*q)[last] = nil
	*q = (*q)[:last]
	return event
}

// values is one global heap of plain values with four children to a node,
// whose root is replaced rather than popped and pushed.
func values(h *history) {
	queue := make([]valueEvent, len(h.records))
	for i := range queue {
		queue[i] = valueEvent{h.records[i].due, sim.Entity(i)}
	}
	slices.SortFunc(queue, func(a, b valueEvent) int { return cmp.Compare(a.at, b.at) })
	for queue[0].at < h.end {
		e := queue[0].entity
		a := &h.records[e]
		a.move(e, h.root)
		siftDown(queue, valueEvent{a.due, e})
	}
}

type valueEvent struct {
	at     sim.Time
	entity sim.Entity
}

func siftDown(queue []valueEvent, event valueEvent) {
	i := 0
	for {
		first := 4*i + 1
		if first >= len(queue) {
			break
		}
		least := first
		for k := first + 1; k < min(first+4, len(queue)); k++ {
			if queue[k].at < queue[least].at {
				least = k
			}
		}
		if event.at <= queue[least].at {
			break
		}
		queue[i] = queue[least]
		i = least
	}
	queue[i] = event
}

// processes has a goroutine for each account, woken and waited for through
// channels, as process-oriented engines do.
func processes(h *history) {
	type process struct{ wake, asleep chan struct{} }
	all := make([]process, len(h.records))
	queue := make([]valueEvent, len(h.records))
	for i := range all {
		p := process{make(chan struct{}), make(chan struct{})}
		all[i] = p
		queue[i] = valueEvent{h.records[i].due, sim.Entity(i)}
		go func() {
			for range p.wake {
				h.records[i].move(sim.Entity(i), h.root)
				p.asleep <- struct{}{}
			}
		}()
	}
	slices.SortFunc(queue, func(a, b valueEvent) int { return cmp.Compare(a.at, b.at) })
	for queue[0].at < h.end {
		e := queue[0].entity
		all[e].wake <- struct{}{}
		<-all[e].asleep
		siftDown(queue, valueEvent{h.records[e].due, e})
	}
	for _, p := range all {
		close(p.wake)
	}
}

// BenchmarkKernel compares styles. Each sample times the lower bound and the
// style one after the other; "x-bound" is the median of their ratios, "ns/event"
// the median time of the style.
func BenchmarkKernel(b *testing.B) {
	styles := []struct {
		name      string
		customers int
		days      int
		run       func(*history)
	}{
		{"no-queue", 100_000, 60, withoutQueue},
		{"kernel-daily", 100_000, 60, kernel(sim.Config{Window: sim.Day})},
		{"kernel-hourly", 100_000, 60, kernel(sim.Config{Window: sim.Hour})},
		{"kernel-15min", 100_000, 60, kernel(sim.Config{Window: 15 * sim.Minute})},
		{"kernel-1min", 100_000, 60, kernel(sim.Config{Window: sim.Minute})},
		{"value-heap", 100_000, 60, values},
		{"closure-heap", 100_000, 60, closures},
		{"goroutines", 10_000, 60, processes},
	}
	for _, s := range styles {
		b.Run(fmt.Sprintf("style=%s/customers=%d", s.name, s.customers), func(b *testing.B) {
			compare(b, s.customers, s.days, s.run)
		})
	}
}

// BenchmarkCellSize shows what the size of a cell costs.
func BenchmarkCellSize(b *testing.B) {
	for _, window := range []sim.Duration{sim.Day, 15 * sim.Minute} {
		for _, size := range []int{1024, 2048, 4096, 8192, 16384, -1} {
			b.Run(fmt.Sprintf("window=%v/cell=%d", window.Std(), size), func(b *testing.B) {
				compare(b, 100_000, 60, kernel(sim.Config{Window: window, CellSize: size}))
			})
		}
	}
}

func compare(b *testing.B, customers, days int, run func(*history)) {
	root := rng.New(1, 0, 0)
	fresh := newAccounts(customers, root)
	h := &history{records: make([]account, customers), root: root, end: sim.Time(days) * sim.Time(sim.Day)}
	sample := func(run func(*history)) float64 {
		copy(h.records, fresh)
		start := cpuTime()
		run(h)
		return float64(cpuTime() - start)
	}
	var ratios, times []float64
	for b.Loop() {
		bound := sample(withoutQueue)
		took := sample(run)
		ratios = append(ratios, took/bound)
		times = append(times, took/float64(h.events()))
	}
	b.ReportMetric(median(times), "ns/event")
	b.ReportMetric(median(ratios), "x-bound")
	b.ReportMetric(float64(unsafe.Sizeof(account{})), "record-B")
}

// cpuTime returns the processor time that this process has used. It suffers less
// from a busy machine than the time on the wall does.
func cpuTime() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func median(x []float64) float64 {
	slices.Sort(x)
	return (x[(len(x)-1)/2] + x[len(x)/2]) / 2
}
