package sim

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// The agenda does what a plain list does, searched from end to end each time:
// random deadlines, moved, dropped and taken, over windows that cuts make
// uneven, from any starting instant.
func TestAgendaIsAList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		origin := Time(rapid.Int64Range(-1_000_000, 1000).Draw(t, "origin"))
		width := Duration(rapid.Int64Range(1, 50).Draw(t, "width"))
		length := Time(rapid.SampledFrom([]int64{0, 1, 40, 63, 64, 65, 5000, 300_000}).Draw(t, "length")) * Time(width)
		end := origin + length + Time(rapid.Int64Range(0, int64(width)-1).Draw(t, "rest"))
		now := origin + Time(rapid.Int64Range(0, int64(end-origin)).Draw(t, "now"))
		entities := rapid.IntRange(1, 200).Draw(t, "entities")
		first := Entity(rapid.Uint32Range(0, 1000).Draw(t, "first"))

		a := newAgenda(entities, origin, end, width, now)
		list := make([]Time, entities) // the deadline of each, Never if dropped
		anyTime := rapid.OneOf(
			rapid.Int64Range(int64(now)-100, int64(end)+100),
			rapid.Int64Range(int64(now), int64(now)+200),
			rapid.Int64Range(int64(end)-2, int64(end)+2),
			rapid.Just(int64(Never)),
		)
		for e := range list {
			list[e] = Time(anyTime.Draw(t, "due"))
			a.put(uint32(e), list[e], now)
		}
		for steps := 0; now < end && steps < 300; steps++ {
			until := min(now-(now-origin)%Time(width)+Time(width), end)
			if rapid.IntRange(0, 3).Draw(t, "cut") == 0 {
				until = now + Time(rapid.Int64Range(1, int64(until-now)).Draw(t, "until"))
			}
			a.open(now)
			slotEnd := now - (now-origin)%Time(width) + Time(width)
			var want []Entity
			for e, due := range list {
				if due < min(slotEnd, end) {
					want = append(want, first+Entity(e))
				}
			}
			got := a.take(nil, first)
			if !slices.Equal(got, want) {
				t.Fatalf("from %d to %d: took %v, want %v", now, until, got, want)
			}
			for _, e := range got {
				i := uint32(e - first)
				if list[i] < until {
					list[i] = max(until, Time(anyTime.Draw(t, "next")))
				}
				a.put(i, list[i], now)
			}
			now = until
			for range rapid.IntRange(0, 3).Draw(t, "changes") {
				i := uint32(rapid.IntRange(0, entities-1).Draw(t, "changed"))
				a.drop(i)
				if list[i] = Never; rapid.Bool().Draw(t, "again") {
					list[i] = Time(anyTime.Draw(t, "due"))
					a.put(i, list[i], now)
				}
			}
			if now < end && rapid.IntRange(0, 9).Draw(t, "skip") == 0 { // to where something is due
				now = max(now, min(slices.Min(list), end))
			}
		}
	})
}

// The first and the last slot of blocks, levels and runs hold what they should.
func TestAgendaBorders(t *testing.T) {
	for _, slots := range []Time{1, 63, 64, 65, 64 * 64, 64*64 + 1, 64*64*64 + 5} {
		for _, due := range []Time{0, 1, 62, 63, 64, 65, 127, 128, 4095, 4096, 4097, 4160, slots - 1} {
			a := newAgenda(1, 0, slots, 1, 0)
			a.put(0, due, 0)
			for now := Time(0); now < min(slots, due+70); now++ {
				a.open(now)
				if got := len(a.take(nil, 0)) == 1; got != (now == due) {
					t.Fatalf("%d slots: due %d, at %d taken: %v", slots, due, now, got)
				}
			}
		}
	}
}

// A window takes nothing from the heap once its lists have grown.
func TestSteadyStateAllocatesNothing(t *testing.T) {
	r := NewRun(Config{Entities: 1000, End: Time(Year), Window: Hour}, pulse{})
	r.live(Time(Hour))
	r.settle(Time(Hour))
	events := r.Events()
	allocs := testing.AllocsPerRun(100, func() {
		until := r.now.Add(Hour)
		r.live(until)
		r.settle(until)
	})
	if allocs > 1 { // the barrier
		t.Errorf("%v allocations a window", allocs)
	}
	if r.Events() < events+100*1000 {
		t.Errorf("only %d events", r.Events()-events)
	}
}

// pulse is a World in which each entity does something every hour and posts it.
type pulse struct{ World }

func (pulse) Deadline(Entity) Time { return 0 }

func (pulse) Advance(c *Cell, e Entity, until Time) Time {
	c.Note(Event{At: c.from, Entity: e})
	c.Post(Post{At: c.from, Entity: e})
	return until
}

func (pulse) Settle(*Barrier) {}
