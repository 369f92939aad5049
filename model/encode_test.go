package model

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"math"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"weir/model/emergency"
	"weir/sim"
	"weir/sim/stat"
)

// replicated runs a replication.
func replicated(t testing.TB, p *Plan, replication uint32, wave Wave) *Outcome {
	t.Helper()
	o, err := p.Replicate(context.Background(), replication, Options{Wave: wave})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// TestEncodedOutcomesComeBack: every field, to the last nil, with every mechanism at
// work, of outcomes with and without lives and horizons.
func TestEncodedOutcomesComeBack(t *testing.T) {
	all, bare := everything(t, 200), bareBank(t, 50, 10*sim.Day)
	failed := replicated(t, bare, 1, Wave{})
	failed.Failed = "12 is not 13"
	for name, c := range map[string]struct {
		plan *Plan
		o    *Outcome
	}{
		"lives, all horizons": {all, replicated(t, all, 0, Wave{12, 47})},
		"no lives":            {all, replicated(t, all, LivesKept, Wave{})},
		"no wave":             {bare, replicated(t, bare, LivesKept, Wave{})},
		"a failed self-check": {bare, failed},
	} {
		data := bytesOf(t, c.o)
		back, err := c.plan.Decode(data)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !reflect.DeepEqual(back, c.o) {
			t.Errorf("%s: an outcome changes when written and read", name)
		}
		if !bytes.Equal(bytesOf(t, back), data) {
			t.Errorf("%s: other bytes when written again", name)
		}
		text, err := json.Marshal(c.o)
		if err != nil || len(data)*4 > len(text) {
			t.Errorf("%s: %d bytes, of %d as text (%v)", name, len(data), len(text), err)
		}
	}
}

// TestFieldsAreAllEncoded: what a later version adds to an outcome or to its counts
// must be written too.
func TestFieldsAreAllEncoded(t *testing.T) {
	for of, fields := range map[reflect.Type]int{
		reflect.TypeFor[Outcome]():            12,
		reflect.TypeFor[Wave]():               2,
		reflect.TypeFor[emergency.Interval](): 5,
		reflect.TypeFor[stat.Sketch]():        3,
		reflect.TypeFor[stat.Series]():        2,
		reflect.TypeFor[Counts]():             len(new(Counts).cubes()) + 4,
	} {
		if of.NumField() != fields {
			t.Errorf("%v has %d fields, %d are written: see coder, and count OutcomeFormat up", of, of.NumField(), fields)
		}
	}
}

// TestNumbersComeBack: any integers, few and many zeros, the largest and smallest.
func TestNumbersComeBack(t *testing.T) {
	p := bareBank(t, 1, sim.Day)
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.OneOf(rapid.Just(int64(0)), rapid.Int64(), rapid.SampledFrom([]int64{math.MinInt64, math.MaxInt64, -1}))
		want := rapid.SliceOf(number).Draw(t, "numbers")
		var w coder
		w.table(want)
		w.steps(want)
		r := coder{data: w.data, plan: p}
		table, steps := make([]int64, len(want)), make([]int64, len(want))
		r.table(table)
		r.steps(steps)
		if r.err != nil || len(r.data) > 0 || !reflect.DeepEqual(table, append([]int64{}, want...)) || !reflect.DeepEqual(steps, table) {
			t.Fatalf("%v: table %v, steps %v, %d bytes left (%v)", want, table, steps, len(r.data), r.err)
		}
	})
}

// TestDamagedOutcomesAreErrors: cut off anywhere, with more behind, of another form.
func TestDamagedOutcomesAreErrors(t *testing.T) {
	p := bareBank(t, 20, 5*sim.Day)
	data := bytesOf(t, replicated(t, p, 0, Wave{1, 3}))
	for n := 0; n < len(data); n += 1 + n/20 {
		if _, err := p.Decode(data[:n]); err == nil {
			t.Fatalf("%d bytes of %d are read", n, len(data))
		}
	}
	if _, err := p.Decode(append(bytes.Clone(data), 0)); err == nil {
		t.Error("bytes behind an outcome are overlooked")
	}
	for _, first := range []byte{0, OutcomeFormat - 1, OutcomeFormat + 1} {
		if _, err := p.Decode(append([]byte{first}, data[1:]...)); err == nil {
			t.Errorf("the form %d is read", first)
		}
	}
	for name, o := range map[string]*Outcome{"no counts": {}, "a wave of other days": {Counts: newCounts(p.labels, 5), Wave: Wave{1, 6}},
		"lives of too many": {Counts: newCounts(p.labels, 5), Lives: make([]byte, 21)}} {
		if _, err := p.Decode(bytesOf(t, o)); err == nil {
			t.Errorf("%s: read", name)
		}
	}
}

// FuzzDecode: no bytes make Decode panic or figures of what it took; what it takes
// comes back when written again.
func FuzzDecode(f *testing.F) {
	p := bareBank(f, 20, 5*sim.Day)
	data := bytesOf(f, replicated(f, p, 0, Wave{1, 3}))
	f.Add(data)
	f.Add(data[:len(data)/2])
	f.Add(bytesOf(f, replicated(f, p, LivesKept, Wave{})))
	f.Fuzz(func(t *testing.T, data []byte) {
		o, err := p.Decode(data)
		if err != nil {
			return
		}
		for _, figure := range Figures() {
			figure.Value(o.Counts, nil)
		}
		again, err := p.Decode(bytesOf(t, o))
		if err != nil || !reflect.DeepEqual(again, o) {
			t.Fatalf("taken, but not when written again (%v)", err)
		}
	})
}

// TestNumbersThatCannotBe: a run of zeros past the end of its table, and an integer
// that its field cannot hold, are errors.
func TestNumbersThatCannotBe(t *testing.T) {
	p := bareBank(t, 1, sim.Day)
	for _, zeros := range []uint64{3, 1 << 63, math.MaxUint64} { // after a first, in a table of three
		r := coder{data: binary.AppendUvarint([]byte{0}, zeros), plan: p}
		if r.readNumbers(make([]int64, 3)); r.err == nil {
			t.Errorf("%d zeros are read into a table of three", zeros)
		}
	}
	var replication uint32
	r := coder{data: binary.AppendVarint(nil, 1<<32), plan: p}
	if field(&r, &replication); r.err == nil {
		t.Error("a number of 33 bits is read into 32")
	}
}
