package sim_test

import (
	"bytes"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"weir/sim"
	"weir/sim/rng"
)

const people = 8300 // more than one cell of 8,192

func uninterrupted(t *testing.T, change func(*sim.Config)) outcome {
	t.Helper()
	cfg := frame(people)
	if change != nil {
		change(&cfg)
	}
	w := newTown(people, usual)
	return conclude(t, sim.NewRun(cfg, w), w)
}

// No result depends on how the entities are cut into cells, on how many cells
// run at a time, or on being watched.
func TestCellsWorkersAndWatchingDoNotMatter(t *testing.T) {
	want := uninterrupted(t, nil)
	for _, size := range []int{1, 1000, 8192, -1} {
		for _, parallel := range []int{1, 2, 8} {
			got := uninterrupted(t, func(cfg *sim.Config) { cfg.CellSize, cfg.Parallel = size, parallel })
			if !got.equal(want) {
				t.Errorf("cells of %d, %d at a time: %v, %d events; want %v, %d", size, parallel, got.print, got.events, want.print, want.events)
			}
		}
	}
	var seen sim.Fingerprint
	got := uninterrupted(t, func(cfg *sim.Config) { cfg.Watch = seen.Add })
	if !got.equal(want) {
		t.Errorf("watched: %v, want %v", got.print, want.print)
	}
	if seen != want.print {
		t.Errorf("the watcher saw %v, want %v", seen, want.print)
	}
}

// What a watcher sees is in a documented order, window by window and entity by
// entity, whatever the cells.
func TestWatchOrder(t *testing.T) {
	watch := func(size int) (seen []sim.Event) {
		cfg := frame(300)
		cfg.CellSize = size
		cfg.Watch = func(e sim.Event) { seen = append(seen, e) }
		w := newTown(300, usual)
		conclude(t, sim.NewRun(cfg, w), w)
		return seen
	}
	want := watch(-1)
	for i := 1; i < len(want); i++ {
		a, b := want[i-1], want[i]
		if a.Entity == b.Entity && a.Kind != grown && b.Kind != grown && (b.At < a.At || b.Seq <= a.Seq) {
			t.Fatalf("%+v comes after %+v", b, a)
		}
	}
	for _, size := range []int{1, 7, 64, 100} {
		if !slices.Equal(watch(size), want) {
			t.Errorf("with cells of %d the watcher sees another order", size)
		}
	}
}

// A run that is saved and resumed, also twice, also with other cells, is the
// run that was not interrupted. Stopping inside a window is a cut, so the
// uninterrupted run has that cut too.
func TestSavedAndResumed(t *testing.T) {
	const people = 700
	stream := rng.New(3, 0, 0).Stream(0, 1, 0)
	for trial := range 20 {
		first := start + sim.Time(stream.Below(uint64(end-start)))
		second := first + sim.Time(stream.Below(uint64(end-first)))
		cfg := frame(people)
		cfg.Cuts = append(cfg.Cuts, first, second)
		w := newTown(people, usual)
		want := conclude(t, sim.NewRun(cfg, w), w)

		cfg = frame(people)
		w = newTown(people, usual)
		r := sim.NewRun(cfg, w)
		run(t, r, first)
		file := save(t, r)

		cfg.CellSize, cfg.Parallel = 1+int(stream.Below(people)), 2
		w = newTown(people, usual)
		r = resume(t, cfg, w, file)
		if r.Now() != first {
			t.Fatalf("resumed at %d, want %d", r.Now(), first)
		}
		run(t, r, second)
		file = save(t, r)

		w = newTown(people, usual)
		if got := conclude(t, resume(t, frame(people), w, file), w); !got.equal(want) {
			t.Errorf("trial %d, saved at %d and %d: %v, want %v", trial, first, second, got.print, want.print)
		}
	}
}

// Stopping by context and calling again adds no cut, wherever it happens.
func TestCancelledAndContinued(t *testing.T) {
	const people = 700
	w := newTown(people, usual)
	want := conclude(t, sim.NewRun(frame(people), w), w)

	ctx, cancel := context.WithCancel(context.Background())
	cfg := frame(people)
	seen := 0
	cfg.Watch = func(sim.Event) {
		if seen++; seen == 1000 {
			cancel()
		}
	}
	w = newTown(people, usual)
	r := sim.NewRun(cfg, w)
	if err := r.To(ctx, end); !errors.Is(err, context.Canceled) {
		t.Fatalf("To: %v, want %v", err, context.Canceled)
	}
	if r.Now() <= start || r.Now() >= end {
		t.Fatalf("stopped at %d", r.Now())
	}
	file := save(t, r)
	if got := conclude(t, r, w); !got.equal(want) {
		t.Errorf("continued: %v, want %v", got.print, want.print)
	}
	w = newTown(people, usual)
	if got := conclude(t, resume(t, frame(people), w, file), w); !got.equal(want) {
		t.Errorf("saved and resumed: %v, want %v", got.print, want.print)
	}
}

// One past with two futures is two runs whose policies part at that instant.
func TestBranch(t *testing.T) {
	const people, part = 700, sim.Time(sim.Day) / 2
	other := usual
	other.fee, other.grow = 9, growth+1
	whole := func(p policy) outcome {
		cfg := frame(people)
		cfg.Cuts = []sim.Time{part, p.grow}
		w := newTown(people, usual)
		w.grow = p.grow
		r := sim.NewRun(cfg, w)
		run(t, r, part)
		w.policy = p
		return conclude(t, r, w)
	}
	cfg := frame(people)
	w := newTown(people, usual)
	cfg.Cuts = []sim.Time{part, usual.grow}
	r := sim.NewRun(cfg, w)
	run(t, r, part)
	file := save(t, r)
	var prints []sim.Fingerprint
	for _, p := range []policy{usual, other} {
		cfg.Cuts = []sim.Time{p.grow}
		w := newTown(people, p)
		got := conclude(t, resume(t, cfg, w, file), w)
		if want := whole(p); !got.equal(want) {
			t.Errorf("fee %d: %v, want %v", p.fee, got.print, want.print)
		}
		prints = append(prints, got.print)
	}
	if prints[0] == prints[1] {
		t.Error("the policies make no difference")
	}
}

// alone is a World without anything shared, whose people keep a history each.
type alone struct {
	town
	histories [][]sim.Event
}

func (w *alone) Advance(c *sim.Cell, e sim.Entity, until sim.Time) sim.Time {
	one := &w.state.People[e]
	for one.Due < until {
		event := sim.Event{At: one.Due, Entity: e, Seq: one.Seq, Kind: intent}
		c.Note(event)
		w.histories[e] = append(w.histories[e], event)
		one.Seq++
		one.Index++
		w.plan(e, one.Due)
	}
	return one.Due
}

func (w *alone) Settle(*sim.Barrier) {}

// One entity more leaves all the others' histories as they were.
func TestOneMore(t *testing.T) {
	histories := func(people int) [][]sim.Event {
		w := &alone{*newTown(people, usual), make([][]sim.Event, people)}
		run(t, sim.NewRun(frame(people), w), end)
		return w.histories
	}
	few, more := histories(500), histories(501)
	if len(more[500]) == 0 {
		t.Fatal("the newcomer does nothing")
	}
	for e := range few {
		if !slices.Equal(few[e], more[e]) {
			t.Fatalf("entity %d has another history", e)
		}
	}
}

// unsaved is the part of a World that is never saved.
type unsaved struct{}

func (unsaved) Save(*gob.Encoder) error { return nil }
func (unsaved) Load(*gob.Decoder) error { return nil }

// script is a World whose entities have fixed deadlines and post what they are
// told to.
type script struct {
	unsaved
	due      []sim.Time // per entity; Never once past
	posts    [][]sim.Post
	noteAt   func(until sim.Time) sim.Time // when to note the event, if not when due
	backward bool                          // note another event before the first one
	met      map[sim.Entity]sim.Time       // end of the window of the last call
	taken    []sim.Post
	windows  [][2]sim.Time
	settled  func(*sim.Barrier)
}

func (w *script) Deadline(e sim.Entity) sim.Time { return w.due[e] }

func (w *script) Advance(c *sim.Cell, e sim.Entity, until sim.Time) sim.Time {
	if w.met == nil {
		w.met = map[sim.Entity]sim.Time{}
	}
	w.met[e] = until
	at := w.due[e]
	if w.noteAt != nil {
		at = w.noteAt(until)
	}
	c.Note(sim.Event{At: at, Entity: e})
	if w.backward {
		c.Note(sim.Event{At: at - 1, Entity: e, Seq: 1})
	}
	if w.posts != nil {
		for _, p := range w.posts[e] {
			c.Post(p)
		}
	}
	w.due[e] = sim.Never
	return sim.Never
}

// metIn returns the end of the window in which an entity was called last.
func (w *script) metIn(e sim.Entity) sim.Time {
	if until, called := w.met[e]; called {
		return until
	}
	return sim.Never
}

func (w *script) Settle(b *sim.Barrier) {
	w.taken = append(w.taken, b.Posts...)
	w.windows = append(w.windows, [2]sim.Time{b.From, b.Until})
	if w.settled != nil {
		w.settled(b)
	}
}

// The documented order of one instant: classes, then entity, then the entity's
// own sequence; an earlier instant before all; the order of sending breaks what
// is left.
func TestOrderOfAnInstant(t *testing.T) {
	const noon = 12 * sim.Time(sim.Hour)
	table := []sim.Post{ // as it must be taken
		{At: noon - 1, Class: sim.Observe, Entity: 3, Seq: 9},
		{At: noon, Class: sim.Abort, Entity: 3, Seq: 8},
		{At: noon, Class: sim.Release, Entity: 2, Seq: 7},
		{At: noon, Class: sim.Capacity, Entity: 2, Seq: 6},
		{At: noon, Class: sim.Serve, Entity: 1, Seq: 5},
		{At: noon, Class: sim.Arrive, Entity: 0, Seq: 4},
		{At: noon, Class: sim.Arrive, Entity: 1, Seq: 0},
		{At: noon, Class: sim.Arrive, Entity: 1, Seq: 3},
		{At: noon, Class: sim.Arrive, Entity: 1, Seq: 3, Kind: 9, Arg: 2}, // sent in this order
		{At: noon, Class: sim.Arrive, Entity: 1, Seq: 3, Kind: 1, Arg: 1},
		{At: noon, Class: sim.Arrive, Entity: 2, Seq: 0},
		{At: noon, Class: sim.Timer, Entity: 0, Seq: 2},
		{At: noon, Class: sim.Observe, Entity: 0, Seq: 1},
		{At: noon + 1, Class: sim.Abort, Entity: 0, Seq: 0},
	}
	stream := rng.New(5, 0, 0).Stream(0, 1, 0)
	for range 200 {
		w := &script{due: []sim.Time{noon, noon, noon, noon}, posts: make([][]sim.Post, 4)}
		tied := 7
		for _, i := range shuffled(len(table), &stream) {
			if i >= 7 && i <= 9 { // of one key: sent in the table's order
				i, tied = tied, tied+1
			}
			e := table[i].Entity
			w.posts[e] = append(w.posts[e], table[i])
		}
		r := sim.NewRun(sim.Config{Entities: 4, End: sim.Time(sim.Day), Window: sim.Day, CellSize: 1 + int(stream.Below(4))}, w)
		run(t, r, sim.Time(sim.Day))
		if !slices.Equal(w.taken, table) {
			t.Fatalf("taken in the order\n%v\nwant\n%v", w.taken, table)
		}
	}
}

func shuffled(n int, s *rng.Stream) []int {
	order := make([]int, n)
	for i := range order {
		k := int(s.Below(uint64(i + 1)))
		order[i], order[k] = order[k], i
	}
	return order
}

// Independent events may be counted in any order and in parts.
func TestFingerprintIsOfASet(t *testing.T) {
	stream := rng.New(6, 0, 0).Stream(0, 1, 0)
	events := make([]sim.Event, 500)
	for i := range events {
		events[i] = sim.Event{At: sim.Time(stream.Below(50)), Entity: sim.Entity(i % 20), Seq: uint32(i), Kind: uint16(i % 3), Arg: int64(stream.Below(9))}
	}
	sum := func(order []int) (f sim.Fingerprint) {
		var g sim.Fingerprint
		for n, i := range order {
			if n%3 == 0 {
				f.Add(events[i])
			} else {
				g.Add(events[i])
			}
		}
		f.Merge(g)
		return f
	}
	want := sum(shuffled(len(events), &stream))
	for range 20 {
		if got := sum(shuffled(len(events), &stream)); got != want {
			t.Fatalf("%v, want %v", got, want)
		}
	}
	// Every field counts, and twice is not never.
	base := sim.Event{At: 1, Entity: 2, Seq: 3, Kind: 4, Arg: 5}
	seen := map[string]bool{sim.Fingerprint{}.String(): true}
	for _, e := range []sim.Event{base, {2, 2, 3, 4, 5}, {1, 3, 3, 4, 5}, {1, 2, 4, 4, 5}, {1, 2, 3, 5, 5}, {1, 2, 3, 4, 6}, {2, 1, 3, 4, 5}, {1, 3, 2, 4, 5}} {
		var f, twice sim.Fingerprint
		f.Add(e)
		twice.Add(e)
		twice.Add(e)
		if len(f.String()) != 32 || seen[f.String()] || seen[twice.String()] {
			t.Errorf("%+v: %v seen before", e, f)
		}
		seen[f.String()], seen[twice.String()] = true, true
	}
}

// Carries go from the low half to the high one, and the sum wraps.
func TestFingerprintCarries(t *testing.T) {
	f := sim.Fingerprint{Hi: 1, Lo: ^uint64(0)}
	f.Merge(sim.Fingerprint{Lo: 1})
	if want := (sim.Fingerprint{Hi: 2}); f != want {
		t.Errorf("%v, want %v", f, want)
	}
	f = sim.Fingerprint{Hi: ^uint64(0), Lo: ^uint64(0)}
	f.Merge(sim.Fingerprint{Lo: 1})
	if f != (sim.Fingerprint{}) {
		t.Errorf("%v, want zero", f)
	}
}

// The order in which the institution changes independent entities, and how often
// it says so, does not matter.
func TestOrderOfChanges(t *testing.T) {
	stream := rng.New(10, 0, 0).Stream(0, 1, 0)
	const people = 200
	history := func() (sim.Fingerprint, []sim.Post) {
		w := &script{due: make([]sim.Time, people), posts: make([][]sim.Post, people)}
		for e := range w.due {
			w.due[e] = sim.Never
			w.posts[e] = []sim.Post{{At: 20, Entity: sim.Entity(e)}}
		}
		w.settled = func(b *sim.Barrier) {
			if b.Until != 10 {
				return
			}
			for _, e := range append(shuffled(people, &stream), shuffled(people, &stream)...) {
				w.due[e] = sim.Time(10 + e%10)
				b.Changed(sim.Entity(e))
			}
		}
		r := sim.NewRun(sim.Config{Entities: people, End: 100, Window: 10, CellSize: 1 + int(stream.Below(people))}, w)
		run(t, r, 100)
		if r.Events() != people {
			t.Fatalf("%d events, want %d", r.Events(), people)
		}
		return r.Fingerprint(), w.taken
	}
	print, taken := history()
	for range 20 {
		if p, posts := history(); p != print || !slices.Equal(posts, taken) {
			t.Fatalf("%v, want %v; posts %v, want %v", p, print, posts, taken)
		}
	}
}

// The windows are those of the grid from the start, ended earlier by cuts, by
// what To is asked for, and by the end.
func TestWindows(t *testing.T) {
	w := &script{due: []sim.Time{sim.Never}}
	w.settled = func(b *sim.Barrier) {
		b.Cut(b.Until) // not to come: nothing happens
		if b.Until == -4 {
			b.Cut(17)
			b.Cut(17)
			b.Cut(4)
		}
	}
	r := sim.NewRun(sim.Config{Entities: 1, Start: -7, End: 23, Window: 10, Cuts: []sim.Time{-4, 13, 3, -7, -9, 99}}, w)
	for _, to := range []sim.Time{-100, 8, 8, 5, 1000} {
		run(t, r, to)
	}
	want := [][2]sim.Time{{-7, -4}, {-4, 3}, {3, 4}, {4, 8}, {8, 13}, {13, 17}, {17, 23}}
	if !slices.Equal(w.windows, want) {
		t.Errorf("windows %v, want %v", w.windows, want)
	}
	if r.Now() != 23 || r.Cells() != 1 || r.Events() != 0 {
		t.Errorf("at %d with %d cells and %d events", r.Now(), r.Cells(), r.Events())
	}
}

// A deadline is met in the window it lies in, at its first instant and at its
// last; one that is past comes up at once; one at the end or later never does.
func TestDeadlinesAtTheEdges(t *testing.T) {
	for _, c := range []struct {
		due     sim.Time
		changed sim.Time // at the end of the first window, if not 0
		met     sim.Time // end of the window it is met in, Never for not
	}{
		{due: -20, met: -10},
		{due: -11, met: -10},
		{due: -10, met: 0},
		{due: 14, met: 15},
		{due: 15, met: 20},
		{due: 19, met: 20},
		{due: 24, met: 25},
		{due: 25, met: sim.Never},
		{due: 26, met: sim.Never},
		{due: sim.Never, met: sim.Never},
		{due: sim.Never, changed: -10, met: 0},
		{due: 24, changed: 15, met: 20},
		{due: -10, changed: 14, met: 15},
		{due: -10, changed: sim.Never, met: sim.Never},
		{due: -10, changed: 25, met: sim.Never},
	} {
		w := &script{due: []sim.Time{c.due}}
		w.settled = func(b *sim.Barrier) {
			if c.changed != 0 && b.Until == -10 {
				w.due[0] = c.changed
				b.Changed(0)
			}
		}
		r := sim.NewRun(sim.Config{Entities: 1, Start: -20, End: 25, Window: 10, Cuts: []sim.Time{15}}, w)
		run(t, r, 25)
		if got := w.metIn(0); got != c.met {
			t.Errorf("due %d, changed to %d: met in the window to %d, want %d", c.due, c.changed, got, c.met)
		}
	}
}

// A deadline that has passed when a run starts, or when the institution names
// it, is handed to the World in the next window.
func TestLateDeadlines(t *testing.T) {
	w := &script{due: []sim.Time{-25, sim.Never}, noteAt: func(until sim.Time) sim.Time { return until - 1 }}
	w.settled = func(b *sim.Barrier) {
		if b.Until == 0 {
			w.due[1] = -15
			b.Changed(1)
		}
	}
	run(t, sim.NewRun(sim.Config{Entities: 2, Start: -20, End: 25, Window: 10}, w), 25)
	if got := w.metIn(0); got != -10 {
		t.Errorf("late at the start: met in the window to %d, want -10", got)
	}
	if got := w.metIn(1); got != 10 {
		t.Errorf("late at a window's end: met in the window to %d, want 10", got)
	}
}

// A run crosses the blocks of its agenda: deadlines far ahead are met in their
// window, over three levels of the wheel.
func TestFarDeadlines(t *testing.T) {
	const people = 400
	due := make([]sim.Time, people)
	stream := rng.New(8, 0, 0).Stream(0, 1, 0)
	for i := range due {
		due[i] = -1000 + sim.Time(stream.Below(300_000))
	}
	w := &script{due: slices.Clone(due)}
	run(t, sim.NewRun(sim.Config{Entities: people, Start: -1000, End: 299_000, Window: 60, CellSize: 37}, w), 299_000)
	for e := range due {
		if got, want := w.metIn(sim.Entity(e)), due[e]-(due[e]+1000)%60+60; got != want {
			t.Errorf("entity %d, due at %d: met in the window to %d, want %d", e, due[e], got, want)
		}
	}
}

// Shorter windows converge: what the shared world decides takes effect at the
// window's end, so the mean delay of an answer halves with the window.
func TestWindowLengthConverges(t *testing.T) {
	delay := func(window sim.Duration) float64 {
		w := &answering{asked: make([]sim.Time, 2000), next: make([]sim.Time, 2000)}
		stream := rng.New(9, 0, 0).Stream(0, 1, 0)
		for i := range w.next {
			w.next[i] = sim.Time(stream.Below(uint64(sim.Day)))
			w.asked[i] = sim.Never
		}
		run(t, sim.NewRun(sim.Config{Entities: 2000, End: 2 * sim.Time(sim.Day), Window: window}, w), 2*sim.Time(sim.Day))
		if w.answers != 2000 {
			t.Fatalf("%d answers, want 2000", w.answers)
		}
		return sim.Duration(w.delay).Seconds() / 2000
	}
	before := delay(2 * sim.Hour)
	for _, window := range []sim.Duration{sim.Hour, 30 * sim.Minute, 15 * sim.Minute} {
		now := delay(window)
		// A uniform instant is w/2 from the window's end; 2,000 of them put the
		// standard error of the mean at w/√12/√2000 = 0.65 % of w.
		if now < .47*window.Seconds() || now > .53*window.Seconds() || now >= before {
			t.Errorf("windows of %v: mean delay %.0f s after %.0f s", window.Std(), now, before)
		}
		before = now
	}
}

// answering is a World whose entities ask once and note when they are answered.
type answering struct {
	unsaved
	asked, next []sim.Time
	answers     int
	delay       sim.Duration
}

func (w *answering) Deadline(e sim.Entity) sim.Time { return w.next[e] }

func (w *answering) Advance(c *sim.Cell, e sim.Entity, until sim.Time) sim.Time {
	at := w.next[e]
	w.next[e] = sim.Never
	c.Note(sim.Event{At: at, Entity: e})
	if w.asked[e] == sim.Never {
		w.asked[e] = at
		c.Post(sim.Post{At: at, Class: sim.Arrive, Entity: e})
		return sim.Never
	}
	w.answers++
	w.delay += at.Sub(w.asked[e])
	return sim.Never
}

func (w *answering) Settle(b *sim.Barrier) {
	for _, p := range b.Posts {
		w.next[p.Entity] = b.Until
		b.Changed(p.Entity)
	}
}

// Programmer errors do not pass: time that runs backwards in any way.
func TestPanics(t *testing.T) {
	one := sim.Config{Entities: 1, Start: -20, End: 20, Window: 10}
	due := func() []sim.Time { return []sim.Time{5} }
	inSettle := func(do func(*sim.Barrier)) *script { return &script{due: due(), settled: do} }
	for _, c := range []struct {
		name string
		want string
		cfg  sim.Config
		w    sim.World
	}{
		{"an event before its window", "event of entity 0 at -1", one, &script{due: due(), noteAt: func(sim.Time) sim.Time { return -1 }}},
		{"an event after its window", "event of entity 0 at 10", one, &script{due: due(), noteAt: func(until sim.Time) sim.Time { return until }}},
		{"an event before the last one", "event of entity 0 at 4", one, &script{due: due(), backward: true}},
		{"a deadline inside the window", "called at 0 again", one, &again{script{due: due()}}},
		{"a post before its window", "post of entity 3 at -1", one, &script{due: due(), posts: [][]sim.Post{{{At: -1, Entity: 3}}}}},
		{"the institution's event before its window", "event of entity 7 at -21", one, inSettle(func(b *sim.Barrier) { b.Note(sim.Event{At: -21, Entity: 7}) })},
		{"the institution's event after its window", "event of entity 7 at -9", one, inSettle(func(b *sim.Barrier) { b.Note(sim.Event{At: -9, Entity: 7}) })},
		{"an end before the start", "no run", sim.Config{Start: 1}, inSettle(nil)},
		{"too many windows", "no run", sim.Config{End: 1 << 40, Window: 1}, inSettle(nil)},
		{"a negative window", "no run", sim.Config{Window: -1}, inSettle(nil)},
		{"fewer than no entities", "no run", sim.Config{Entities: -1}, inSettle(nil)},
	} {
		func() {
			defer func() {
				if got := fmt.Sprint(recover()); !strings.Contains(got, c.want) {
					t.Errorf("%s: %q, want %q", c.name, got, c.want)
				}
			}()
			run(t, sim.NewRun(c.cfg, c.w), 20)
		}()
	}
}

// again is a World that never comes to an end.
type again struct{ script }

func (*again) Advance(*sim.Cell, sim.Entity, sim.Time) sim.Time { return 0 }

// A panic in a worker reaches the caller, with the place where it happened.
func TestPanicInParallel(t *testing.T) {
	w := &again{script{due: make([]sim.Time, 100)}}
	defer func() {
		got := fmt.Sprint(recover())
		if !strings.Contains(got, "called at 0 again") || !strings.Contains(got, "cell.go") {
			t.Errorf("recovered %q", got)
		}
	}()
	run(t, sim.NewRun(sim.Config{Entities: 100, End: 10, Window: 10, CellSize: 1, Parallel: 4}, w), 10)
	t.Error("no panic")
}

// A run of nobody is a run.
func TestNobody(t *testing.T) {
	for _, size := range []int{0, -1, 5} {
		w := &script{}
		r := sim.NewRun(sim.Config{End: 10, CellSize: size, Parallel: 3, Window: 10}, w)
		run(t, r, 10)
		if r.Cells() != 0 || r.Now() != 10 || len(w.windows) != 1 || r.Fingerprint() != (sim.Fingerprint{}) {
			t.Errorf("cells of %d: %d cells, now %d, windows %v", size, r.Cells(), r.Now(), w.windows)
		}
	}
}

// An end in the past of a saved run is reached already; a later one is not.
func TestResumedWithAnotherEnd(t *testing.T) {
	const people = 200
	cfg := frame(people)
	cfg.End = growth + 3*sim.Time(sim.Hour)
	cfg.Cuts = append(cfg.Cuts, cfg.End)
	w := newTown(people, usual)
	r := sim.NewRun(cfg, w)
	run(t, r, end)
	file := save(t, r)
	if r.Now() != cfg.End {
		t.Fatalf("ended at %d, want %d", r.Now(), cfg.End)
	}

	longer := frame(people)
	longer.Cuts = append(longer.Cuts, cfg.End)
	w = newTown(people, usual)
	want := conclude(t, sim.NewRun(longer, w), w)
	w = newTown(people, usual)
	if got := conclude(t, resume(t, frame(people), w, file), w); !got.equal(want) {
		t.Errorf("%v, want %v", got.print, want.print)
	}

	cfg.End = growth
	w = newTown(people, usual)
	r = resume(t, cfg, w, file)
	before := r.Events()
	run(t, r, end)
	if r.Events() != before {
		t.Error("a run went on after its end")
	}
}

// failing is a World that cannot be written or read.
type failing struct{ script }

var errDisk = errors.New("the disk is full")

func (*failing) Save(*gob.Encoder) error { return errDisk }
func (*failing) Load(*gob.Decoder) error { return errDisk }

func TestSaveAndResumeErrors(t *testing.T) {
	cfg := frame(50)
	w := newTown(50, usual)
	r := sim.NewRun(cfg, w)
	run(t, r, growth)
	file := save(t, r)

	// Each write is failed in turn, until none is left to fail.
	for n := 0; ; n++ {
		err := r.Save(&failingWriter{after: n})
		if err == nil {
			if n == 0 {
				t.Error("saving needs no write")
			}
			break
		}
		if !errors.Is(err, errDisk) {
			t.Errorf("write %d fails: %v, want %v", n, err, errDisk)
		}
	}
	broken := &failing{script{due: make([]sim.Time, 50)}}
	if err := sim.NewRun(cfg, broken).Save(io.Discard); !errors.Is(err, errDisk) {
		t.Errorf("Save: %v, want %v", err, errDisk)
	}
	if _, err := sim.Resume(cfg, broken, bytes.NewReader(file)); !errors.Is(err, errDisk) {
		t.Errorf("Resume: %v, want %v", err, errDisk)
	}
	for _, n := range []int{0, 1, len(file) / 2, len(file) - 1} {
		if _, err := sim.Resume(cfg, newTown(50, usual), bytes.NewReader(file[:n])); err == nil {
			t.Errorf("Resume of %d bytes of %d: no error", n, len(file))
		}
	}
	for name, change := range map[string]func(*sim.Config){
		"entities": func(c *sim.Config) { c.Entities++ },
		"start":    func(c *sim.Config) { c.Start-- },
	} {
		other := cfg
		change(&other)
		if _, err := sim.Resume(other, newTown(50, usual), bytes.NewReader(file)); err == nil {
			t.Errorf("Resume with another %s: no error", name)
		}
	}
}

// failingWriter accepts some writes and then fails.
type failingWriter struct{ after int }

func (f *failingWriter) Write(b []byte) (int, error) {
	if f.after == 0 {
		return 0, errDisk
	}
	f.after--
	return len(b), nil
}
