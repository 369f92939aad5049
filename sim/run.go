// Package sim is the kernel: it drives a World through simulated time. It knows
// entities, events and windows, and nothing of what they mean.
//
// Almost all events touch one entity; few things are shared. So the entities
// are cut into cells, and time advances in windows. In a window each cell lets
// its entities live on their own; what they send to the shared institution is
// taken, in a documented order, when the window ends. See docs/decisions/002.
package sim

import (
	"cmp"
	"context"
	"encoding/gob"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
)

// World is what is simulated: the entities' records and the institution they
// share.
type World interface {
	// Deadline returns when the entity's next own event is due, or Never. It
	// follows from the entity's record.
	Deadline(e Entity) Time

	// Advance handles the entity's own events that are due before until, in
	// order, notes each in the cell, and returns the next deadline, which is at
	// or after until and what Deadline now says. It reads what the institution
	// published and writes only to the entity's record, the cell, and what
	// belongs to the cell's index: other cells run at the same time.
	Advance(c *Cell, e Entity, until Time) Time

	// Settle runs the institution at the end of a window: it takes the posts in
	// their order, advances what is shared up to b.Until, changes records it
	// has answers for (and says so with b.Changed), and publishes what the next
	// window may know.
	Settle(b *Barrier)

	// Save and Load write and read the World's whole state as plain data.
	Save(*gob.Encoder) error
	Load(*gob.Decoder) error
}

// Prefetcher is what a World may be in addition, for speed and with no other
// effect: it can tell the processor which records come next, so that waiting
// for memory is done once for many and not for each. Prefetch reads a field in
// every 64 bytes of each of the records, in a plain loop, and returns something
// that depends on all it read, lest the compiler leave the reading out. Cells
// call it at the same time.
type Prefetcher interface {
	Prefetch(due []Entity) uint64
}

// Config is the frame of a run.
type Config struct {
	Entities int
	Start    Time     // usually minus the warm-up
	End      Time     // the last window ends here
	Window   Duration // greatest length of a window; DefaultWindow if 0
	Cuts     []Time   // instants at which a window must end: a shock's start, an opening hour
	CellSize int      // entities in a cell; DefaultCellSize if 0, all of them if negative
	Parallel int      // cells that run at the same time; 1 if 0

	// Watch is called for each event: window by window, in a window entity by
	// entity in time order, then the institution's. It may only look. With
	// Parallel > 1 it is called from several goroutines, cells in any order.
	Watch func(Event)
}

// The defaults of a Config.
const (
	DefaultWindow   = 15 * Minute
	DefaultCellSize = 8192
)

// Run is one history in the making.
type Run struct {
	cfg   Config
	world World
	cells []Cell
	inbox inbox

	// The cuts to come, in order: the configuration's, and the World's own.
	planned, added []Time

	now    Time
	print  Fingerprint // of what no cell counts
	events int64
}

// NewRun sets a World up at cfg.Start. It panics if the configuration makes no
// sense: a negative number of entities, an end before the start, a negative
// window or one so short that the run would have 2³² of them.
func NewRun(cfg Config, w World) *Run {
	return newRun(cfg, w, saved{Now: cfg.Start})
}

// newRun builds a run that has come as far as s says.
func newRun(cfg Config, w World, s saved) *Run {
	cfg.Window = cmp.Or(cfg.Window, DefaultWindow)
	cfg.CellSize = cmp.Or(cfg.CellSize, DefaultCellSize)
	if cfg.CellSize < 0 {
		cfg.CellSize = max(cfg.Entities, 1)
	}
	if cfg.Entities < 0 || cfg.End < cfg.Start || cfg.Window < 0 || cfg.End.Sub(cfg.Start)/cfg.Window >= 1<<32-1 {
		panic(fmt.Sprintf("sim: no run of %d entities from %d to %d in windows of %d", cfg.Entities, cfg.Start, cfg.End, cfg.Window))
	}
	r := &Run{cfg: cfg, world: w, now: s.Now, added: s.Cuts, print: s.Print, events: s.Events}
	r.planned = slices.Sorted(slices.Values(cfg.Cuts))
	r.forgetCuts()
	r.fill()
	return r
}

// fill builds the cells and enters every entity's deadline.
func (r *Run) fill() {
	cfg := r.cfg
	ahead, _ := r.world.(Prefetcher)
	r.cells = make([]Cell, (cfg.Entities+cfg.CellSize-1)/cfg.CellSize)
	for i := range r.cells {
		first := i * cfg.CellSize
		count := min(cfg.CellSize, cfg.Entities-first)
		c := &r.cells[i]
		*c = Cell{Index: i, First: Entity(first), Count: count, world: r.world, ahead: ahead, watch: cfg.Watch}
		c.agenda = newAgenda(count, cfg.Start, cfg.End, cfg.Window, r.now)
		for e := range uint32(count) {
			c.agenda.put(e, r.world.Deadline(c.First+Entity(e)), r.now)
		}
	}
}

// Cells returns how many cells there are: as many as a World needs of whatever
// it keeps per cell.
func (r *Run) Cells() int { return len(r.cells) }

// Now returns the end of the last window that was run.
func (r *Run) Now() Time { return r.now }

// Events returns how many events have happened.
func (r *Run) Events() int64 {
	n := r.events
	for i := range r.cells {
		n += r.cells[i].events
	}
	return n
}

// Fingerprint returns the fingerprint of everything that happened so far.
func (r *Run) Fingerprint() Fingerprint {
	f := r.print
	for i := range r.cells {
		f.Merge(r.cells[i].print)
	}
	return f
}

// To runs windows until t, or the end of the run if that is earlier, and makes
// a window end there: stopping at a t that is neither a cut nor the end of a
// whole window is an additional cut. It stops between two windows when ctx is
// done, and can then be called again.
func (r *Run) To(ctx context.Context, t Time) error {
	t = min(t, r.cfg.End)
	for r.now < t {
		if err := ctx.Err(); err != nil {
			return err
		}
		until := min(r.boundary(), t)
		r.live(until)
		r.settle(until)
	}
	return nil
}

// boundary returns the end of the window that starts now.
func (r *Run) boundary() Time {
	width := Time(r.cfg.Window)
	end := r.now - (r.now-r.cfg.Start)%width + width
	for _, cuts := range [][]Time{r.planned, r.added} {
		if len(cuts) > 0 {
			end = min(end, cuts[0])
		}
	}
	return end
}

// forgetCuts drops the cuts that are past.
func (r *Run) forgetCuts() {
	for _, cuts := range []*[]Time{&r.planned, &r.added} {
		for len(*cuts) > 0 && (*cuts)[0] <= r.now {
			*cuts = (*cuts)[1:]
		}
	}
}

// live has all cells run the window from now to until.
func (r *Run) live(until Time) {
	if workers := min(r.cfg.Parallel, len(r.cells)); workers > 1 {
		r.liveInParallel(until, workers)
		return
	}
	for i := range r.cells {
		r.cells[i].run(r.now, until)
	}
}

// liveInParallel has workers share the cells, each taking the next one that is
// free. A panic in a worker is raised again in the caller, so that whoever
// guards the run sees it.
func (r *Run) liveInParallel(until Time, workers int) {
	var next atomic.Int64
	var failure atomic.Value
	var wait sync.WaitGroup
	for range workers {
		wait.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					failure.CompareAndSwap(nil, fmt.Sprintf("%v\n\n%s", p, debug.Stack()))
				}
			}()
			for i := int(next.Add(1)); i <= len(r.cells); i = int(next.Add(1)) {
				r.cells[i-1].run(r.now, until)
			}
		})
	}
	wait.Wait()
	if p := failure.Load(); p != nil {
		panic(p)
	}
}

// settle moves the clock and gives the institution its turn.
func (r *Run) settle(until Time) {
	for i := range r.cells {
		c := &r.cells[i]
		r.inbox.sent = append(r.inbox.sent, c.outbox...)
		c.outbox = c.outbox[:0]
	}
	r.inbox.sort()
	b := Barrier{From: r.now, Until: until, Posts: r.inbox.taken, run: r}
	r.now = until
	r.forgetCuts()
	r.world.Settle(&b)
}
