package sim_test

import (
	"bytes"
	"context"
	"encoding/gob"
	"slices"
	"testing"

	"weir/sim"
	"weir/sim/rng"
)

// town is a toy World with every feature a real one has: people with intents
// of their own, payments to each other through the outbox, a kiosk that few can
// use at a time and that answers later, and a day on which the kiosk grows.
type town struct {
	policy // what may differ between two futures of one past
	root   rng.Root
	state  townState
}

type policy struct {
	fee     int64
	servers int
	grow    sim.Time // when the kiosk gets another server; a cut. Never for not
}

type townState struct {
	People  []person
	Waiting []sim.Post // at the kiosk, in order
	Free    []sim.Time // when each of its servers is free
	Paid    int64      // fees that left the town
	Served  int64
	Growing sim.Time // when it grew, plus a while: an instant that comes up in the run
}

type person struct {
	Due     sim.Time // of the next intent, or the kiosk's answer
	Intent  sim.Time
	Answer  sim.Time // Never if none is awaited
	Index   uint64   // of the intent, a name no policy changes
	Seq     uint32
	Balance int64
}

const (
	intent uint16 = iota
	answered
	received
	grown
)

const (
	intentGap rng.Purpose = iota + 100
	choice
	partner
)

func newTown(people int, p policy) *town {
	t := &town{policy: p, root: rng.New(7, 0, 0)}
	t.state.Growing = sim.Never
	t.state.People = make([]person, people)
	for i := range t.state.People {
		one := &t.state.People[i]
		one.Balance, one.Answer = 1000, sim.Never
		t.plan(sim.Entity(i), start)
	}
	t.state.Free = make([]sim.Time, p.servers)
	for i := range t.state.Free {
		t.state.Free[i] = start
	}
	return t
}

// plan draws a person's next intent. Gaps are whole minutes, so that many
// things happen at one instant.
func (t *town) plan(e sim.Entity, from sim.Time) {
	one := &t.state.People[e]
	s := t.root.Stream(uint64(e), intentGap, one.Index)
	one.Intent = from.Add(sim.Duration(1+s.Below(1200)) * sim.Minute)
	one.Due = min(one.Intent, one.Answer)
}

func (t *town) Deadline(e sim.Entity) sim.Time { return t.state.People[e].Due }

func (t *town) Advance(c *sim.Cell, e sim.Entity, until sim.Time) sim.Time {
	one := &t.state.People[e]
	for one.Due < until {
		at := one.Due
		if one.Answer == at {
			c.Note(sim.Event{At: at, Entity: e, Seq: one.Seq, Kind: answered, Arg: one.Balance})
			one.Seq++
			one.Answer, one.Due = sim.Never, one.Intent
			continue
		}
		t.act(c, e, at)
		one.Index++
		t.plan(e, at)
	}
	return one.Due
}

// act carries out an intent: mostly a payment to somebody, sometimes in two
// parts at the same instant, else a visit to the kiosk.
func (t *town) act(c *sim.Cell, e sim.Entity, at sim.Time) {
	one := &t.state.People[e]
	c.Note(sim.Event{At: at, Entity: e, Seq: one.Seq, Kind: intent, Arg: one.Balance})
	s := t.root.Stream(uint64(e), choice, one.Index)
	switch kind := s.Below(4); {
	case kind > 0:
		to := sim.Entity(t.root.Uniform(uint64(e), partner, one.Index) * float64(len(t.state.People)))
		for range kind {
			amount := min(one.Balance/3, 100)
			one.Balance -= amount
			c.Post(sim.Post{At: at, Class: sim.Timer, Kind: received, Entity: e, Seq: one.Seq, Other: to, Arg: amount})
		}
	case one.Answer == sim.Never:
		c.Post(sim.Post{At: at, Class: sim.Arrive, Kind: answered, Entity: e, Seq: one.Seq})
	}
	one.Seq++
}

// Prefetch makes town a sim.Prefetcher.
func (t *town) Prefetch(due []sim.Entity) (sum uint64) {
	for _, e := range due {
		sum += uint64(t.state.People[e].Due)
	}
	return sum
}

func (t *town) Settle(b *sim.Barrier) {
	if b.Until == t.grow {
		t.state.Free = append(t.state.Free, b.Until)
		t.state.Growing = b.Until.Add(77 * sim.Minute)
		b.Cut(t.state.Growing)
	}
	if b.Until == t.state.Growing {
		b.Note(sim.Event{At: b.Until, Entity: 0, Seq: 1 << 30, Kind: grown})
	}
	for _, p := range b.Posts {
		if p.Kind == received {
			other := &t.state.People[p.Other]
			other.Balance += p.Arg
			// Being paid, they think about spending: the intent moves.
			if p.Arg == 100 && other.Intent > b.Until.Add(sim.Hour) {
				other.Intent = b.Until.Add(sim.Hour)
				other.Due = min(other.Intent, other.Answer)
				b.Changed(p.Other)
			}
			continue
		}
		t.state.Waiting = append(t.state.Waiting, p)
	}
	t.serve(b)
}

// serve lets the kiosk work up to the window's end. The state depends on the
// order of the queue: fees are a share of what the customer has just then.
func (t *town) serve(b *sim.Barrier) {
	for len(t.state.Waiting) > 0 {
		p := t.state.Waiting[0]
		server := slices.Index(t.state.Free, slices.Min(t.state.Free))
		begins := max(p.At, t.state.Free[server])
		if begins >= b.Until {
			return
		}
		t.state.Waiting = t.state.Waiting[1:]
		t.state.Free[server] = begins.Add(sim.Duration(10+p.Seq%7) * sim.Minute)
		t.state.Served++
		one := &t.state.People[p.Entity]
		fee := min(t.fee+t.state.Served%3, one.Balance)
		one.Balance -= fee
		t.state.Paid += fee
		one.Answer = t.state.Free[server] // may be past already
		if one.Answer < b.Until {
			one.Answer = b.Until
		}
		one.Due = min(one.Intent, one.Answer)
		b.Changed(p.Entity)
	}
}

func (t *town) Save(e *gob.Encoder) error { return e.Encode(t.state) }
func (t *town) Load(d *gob.Decoder) error {
	t.state = townState{}
	return d.Decode(&t.state)
}

func (t *town) money() int64 {
	sum := t.state.Paid
	for _, one := range t.state.People {
		sum += one.Balance
	}
	return sum
}

// The frame of the toy's runs: some days, one of them before the start.
const (
	start  = -1 * sim.Time(sim.Day)
	end    = 2*sim.Time(sim.Day) + 5*sim.Time(sim.Hour) // not a whole number of windows
	growth = sim.Time(sim.Day) + 1_234_567
)

var usual = policy{fee: 2, servers: 3, grow: growth}

func frame(people int) sim.Config {
	return sim.Config{Entities: people, Start: start, End: end, Window: 2 * sim.Hour, Cuts: []sim.Time{growth, growth, 0, end + 1, start}}
}

// outcome is all that can be told of a finished run.
type outcome struct {
	print  sim.Fingerprint
	events int64
	paid   int64
	served int64
	people []person
}

func conclude(t *testing.T, r *sim.Run, w *town) outcome {
	t.Helper()
	run(t, r, end)
	if got, want := w.money(), int64(len(w.state.People))*1000; got != want {
		t.Fatalf("money: %d, want %d", got, want)
	}
	if w.state.Served == 0 || w.state.Paid == 0 || r.Events() == 0 {
		t.Fatal("nothing happened at the kiosk")
	}
	return outcome{r.Fingerprint(), r.Events(), w.state.Paid, w.state.Served, w.state.People}
}

func (o outcome) equal(p outcome) bool {
	return o.print == p.print && o.events == p.events && o.paid == p.paid && o.served == p.served && slices.Equal(o.people, p.people)
}

func run(t *testing.T, r *sim.Run, to sim.Time) {
	t.Helper()
	if err := r.To(context.Background(), to); err != nil {
		t.Fatal(err)
	}
}

func save(t *testing.T, r *sim.Run) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := r.Save(&file); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func resume(t *testing.T, cfg sim.Config, w sim.World, file []byte) *sim.Run {
	t.Helper()
	r, err := sim.Resume(cfg, w, bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return r
}
