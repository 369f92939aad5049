package experiment

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"weir/sim/rng"
	"weir/sim/store"
)

// memory is a store without files.
type memory struct {
	mutex sync.Mutex
	units map[string][]byte
}

func newMemory() *memory { return &memory{units: map[string][]byte{}} }

func (m *memory) Get(name string) ([]byte, bool, error) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	data, found := m.units[name]
	return data, found, nil
}

func (m *memory) Put(name string, data []byte) error {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.units[name] = data
	return nil
}

// payload is what a unit of the tests computes: bytes that depend on the key
// and the replication, of varying length.
func payload(key string, replication int) []byte {
	stream := rng.New(uint64(len(key)), uint32(replication), uint32(key[0])).Stream(0, 1, 0)
	data := make([]byte, stream.Below(400))
	for i := range data {
		data[i] = byte(stream.Uint64())
	}
	return fmt.Appendf(data, " %s %d", key, replication)
}

var variants = []Variant{{"base", "b"}, {"tight", "t"}, {"loose", "l"}}

// spec is an experiment of three variants whose units take turns to be slow.
func spec(replications, workers int, s Store) Spec {
	return Spec{
		Variants: variants, Replications: replications, Workers: workers, Store: s,
		Run: func(_ context.Context, variant, replication int) ([]byte, error) {
			if (variant+replication)%3 == 0 {
				time.Sleep(time.Millisecond)
			}
			return payload(variants[variant].Key, replication), nil
		},
	}
}

// expected is what any way of running it must find.
func expected(replications int) [][][]byte {
	all := make([][][]byte, len(variants))
	for i, v := range variants {
		all[i] = make([][]byte, replications)
		for r := range replications {
			all[i][r] = payload(v.Key, r)
		}
	}
	return all
}

func mustRun(t testing.TB, s Spec) *Outcome {
	t.Helper()
	outcome, err := Run(context.Background(), nil, s)
	if err != nil {
		t.Fatal(err)
	}
	return outcome
}

func equal(a, b [][][]byte) bool { return bytes.Equal(encode(a), encode(b)) }

func encode(results [][][]byte) []byte {
	data, err := json.Marshal(results)
	if err != nil {
		panic(err)
	}
	return data
}

func TestSameForAnyNumberOfWorkers(t *testing.T) {
	for _, workers := range []int{0, 1, 2, 8, 100} {
		outcome := mustRun(t, spec(20, workers, nil))
		if !equal(outcome.Results, expected(20)) {
			t.Errorf("%d workers: other results", workers)
		}
		if outcome.Replications != 20 || outcome.Ran != 60 || outcome.Reused != 0 || outcome.Interrupted {
			t.Errorf("%d workers: %d replications, %d ran, %d reused, interrupted %v",
				workers, outcome.Replications, outcome.Ran, outcome.Reused, outcome.Interrupted)
		}
	}
}

// Stopped at any moment, any number of times, with any workers, and gone on
// with: the bytes are those of one go, no unit is computed twice, and what an
// interrupted run returns is a balanced beginning.
func TestStopAndResume(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const replications = 6
		kept := newMemory()
		var computed atomic.Int64
		for goes := 0; ; goes++ {
			s := spec(replications, rapid.IntRange(1, 8).Draw(t, "workers"), kept)
			stop, after := make(chan struct{}), rapid.IntRange(0, 5).Draw(t, "stop after")
			if after == 0 {
				close(stop)
			}
			inner := s.Run
			s.Run = func(ctx context.Context, variant, replication int) ([]byte, error) {
				computed.Add(1)
				return inner(ctx, variant, replication)
			}
			s.Progress = func(e Event) {
				if e.Kind == Ran {
					if after--; after == 0 {
						close(stop)
					}
				}
			}
			outcome, err := Run(context.Background(), stop, s)
			if err != nil {
				t.Fatal(err)
			}
			if !equal(outcome.Results, expected(outcome.Replications)) {
				t.Fatalf("after %d stops: %d replications, but not the first ones", goes, outcome.Replications)
			}
			if outcome.Ran+outcome.Reused != len(kept.units) {
				t.Fatalf("%d units ran, %d were reused, %d are kept", outcome.Ran, outcome.Reused, len(kept.units))
			}
			if outcome.Interrupted == (outcome.Replications == replications) {
				t.Fatalf("interrupted %v with %d replications", outcome.Interrupted, outcome.Replications)
			}
			if !outcome.Interrupted {
				break
			}
		}
		if n := computed.Load(); n != 3*replications {
			t.Fatalf("%d units computed, want %d", n, 3*replications)
		}
	})
}

// The first Ctrl-C: running units finish and are saved, none begins.
func TestStopLetsRunningUnitsFinish(t *testing.T) {
	kept := newMemory()
	s := spec(10, 2, kept)
	stop, begun, release := make(chan struct{}), make(chan struct{}, 30), make(chan struct{})
	s.Run = func(_ context.Context, variant, replication int) ([]byte, error) {
		begun <- struct{}{}
		<-release
		return payload(variants[variant].Key, replication), nil
	}
	go func() {
		<-begun
		<-begun // both workers are at it
		close(stop)
		time.Sleep(10 * time.Millisecond) // Run has seen it
		close(release)
	}()
	outcome, err := Run(context.Background(), stop, s)
	if err != nil || !outcome.Interrupted || outcome.Ran != 2 || len(kept.units) != 2 || len(begun) != 0 {
		t.Errorf("error %v, interrupted %v, %d ran, %d kept, %d begun after the stop",
			err, outcome.Interrupted, outcome.Ran, len(kept.units), len(begun))
	}
}

// The second Ctrl-C: Run returns though a unit hangs, and that unit, should it
// ever finish, is not written any more.
func TestCancelReturnsAtOnce(t *testing.T) {
	kept := newMemory()
	s := spec(10, 1, kept)
	ctx, cancel := context.WithCancel(context.Background())
	release, left := make(chan struct{}), make(chan struct{})
	s.Run = func(_ context.Context, variant, replication int) ([]byte, error) {
		if replication == 1 {
			cancel()
			<-release
			defer close(left)
		}
		return payload(variants[variant].Key, replication), nil
	}
	outcome, err := Run(ctx, nil, s)
	if !errors.Is(err, context.Canceled) || !outcome.Interrupted || outcome.Replications != 1 {
		t.Errorf("error %v, interrupted %v, %d replications", err, outcome.Interrupted, outcome.Replications)
	}
	close(release)
	<-left
	time.Sleep(5 * time.Millisecond)
	if n := len(kept.units); n != 3 {
		t.Errorf("%d units kept, want those of replication 0", n)
	}
}

// A stop while the last units run leaves nothing undone.
func TestStopAtTheVeryEnd(t *testing.T) {
	s := spec(1, 3, nil)
	stop := make(chan struct{})
	s.Progress = func(e Event) {
		if e.Done == e.Total {
			close(stop)
		}
	}
	if outcome, err := Run(context.Background(), stop, s); err != nil || outcome.Interrupted || outcome.Replications != 1 {
		t.Errorf("error %v, %+v", err, outcome)
	}
}

// 64 replications extended to 128 give the bytes of 128 at once, from 192 units
// reused and as many run.
func TestExtend(t *testing.T) {
	kept := newMemory()
	mustRun(t, spec(64, 4, kept))
	outcome := mustRun(t, spec(128, 3, kept))
	if outcome.Reused != 3*64 || outcome.Ran != 3*64 || !equal(outcome.Results, expected(128)) {
		t.Errorf("%d reused, %d ran", outcome.Reused, outcome.Ran)
	}
}

// All variants of a replication come before the next.
func TestOrderOfWork(t *testing.T) {
	var order []string
	s := spec(3, 1, nil)
	s.Progress = func(e Event) { order = append(order, e.Name) }
	mustRun(t, s)
	want := "b-000000 t-000000 l-000000 b-000001 t-000001 l-000001 b-000002 t-000002 l-000002"
	if got := strings.Join(order, " "); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// Two variants of the same inputs are one piece of work, with two results.
func TestEqualKeysRunOnce(t *testing.T) {
	s := spec(4, 2, nil)
	s.Variants = []Variant{{"base", "b"}, {"same", "b"}}
	outcome := mustRun(t, s)
	if outcome.Ran != 4 || !equal(outcome.Results[:1], outcome.Results[1:]) || len(outcome.Results[1]) != 4 {
		t.Errorf("%d ran", outcome.Ran)
	}
}

// Spoilt units are told of and run again.
func TestDamagedUnitsRunAgain(t *testing.T) {
	dir := t.TempDir()
	mustRun(t, spec(5, 2, store.New(dir)))
	for _, name := range []string{"b-000002", "l-000004"} {
		if err := os.WriteFile(filepath.Join(dir, name+".unit"), []byte("unit/v1 3"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	var damaged []string
	s := spec(5, 2, store.New(dir))
	s.Progress = func(e Event) {
		if e.Kind == Damaged {
			damaged = append(damaged, e.Name)
			if !strings.Contains(e.Why.Error(), e.Name) {
				t.Errorf("the reason does not name the unit: %v", e.Why)
			}
		}
	}
	outcome := mustRun(t, s)
	if outcome.Ran != 2 || outcome.Reused != 13 || !equal(outcome.Results, expected(5)) {
		t.Errorf("%d ran, %d reused", outcome.Ran, outcome.Reused)
	}
	if strings.Join(damaged, " ") != "b-000002 l-000004" {
		t.Errorf("told of %v", damaged)
	}
	if again := mustRun(t, spec(5, 2, store.New(dir))); again.Ran != 0 {
		t.Errorf("%d still damaged", again.Ran)
	}
}

// full is a file system in which the n-th new file, and every later one, finds
// the disk full.
type full struct {
	store.Files
	left *atomic.Int64
}

func (f full) CreateNew(path string) (store.File, error) {
	if f.left.Add(-1) < 0 {
		return nil, errors.New("no space left on device")
	}
	return f.Files.CreateNew(path)
}

// The disk fills up at the n-th unit, for every n: the error names the file,
// what is finished stays, and with room again the run goes on from there.
func TestDiskFillsUp(t *testing.T) {
	for n := range 6 {
		dir := t.TempDir()
		files := full{store.OS(), new(atomic.Int64)}
		files.left.Store(int64(n))
		outcome, err := Run(context.Background(), nil, spec(2, 2, store.NewIn(files, dir)))
		var unit *UnitError
		if !errors.As(err, &unit) || !strings.Contains(err.Error(), filepath.Join(dir, unit.Name+".unit")) {
			t.Errorf("full after %d: %v", n, err)
		}
		if outcome.Ran != n {
			t.Errorf("full after %d: %d ran", n, outcome.Ran)
		}
		resumed := mustRun(t, spec(2, 2, store.New(dir)))
		if resumed.Reused != n || !equal(resumed.Results, expected(2)) {
			t.Errorf("full after %d: %d reused", n, resumed.Reused)
		}
	}
}

// unreadable cannot be read, which is not the same as empty.
type unreadable struct{ *memory }

func (unreadable) Get(string) ([]byte, bool, error) {
	return nil, false, errors.New("input/output error")
}

func TestUnreadableStoreStopsTheRun(t *testing.T) {
	s := spec(2, 2, unreadable{newMemory()})
	s.Run = func(context.Context, int, int) ([]byte, error) {
		t.Error("a unit is computed that may be there")
		return nil, nil
	}
	if outcome, err := Run(context.Background(), nil, s); err == nil || outcome.Replications != 0 {
		t.Errorf("error %v, %d replications", err, outcome.Replications)
	}
}

// A unit's error or panic is reported with its name, the first in the order of
// work; the units running beside it finish and are saved, later ones do not run.
func TestFailingUnit(t *testing.T) {
	mine := errors.New("the ledger does not balance")
	for _, test := range []struct {
		name string
		fail func() ([]byte, error)
		want string
	}{
		{"error", func() ([]byte, error) { return nil, mine }, "variant tight, replication 1 (unit t-000001): the ledger does not balance"},
		{"panic", func() ([]byte, error) { panic("index out of range") }, "variant tight, replication 1 (unit t-000001): panic: index out of range"},
	} {
		kept := newMemory()
		s := spec(50, 2, kept)
		beside := make(chan struct{})
		s.Run = func(_ context.Context, variant, replication int) ([]byte, error) {
			switch {
			case replication == 1 && variant == 1:
				<-beside // l-000001 is running
				return test.fail()
			case replication == 1 && variant == 2:
				close(beside)
				time.Sleep(20 * time.Millisecond)
			}
			return payload(variants[variant].Key, replication), nil
		}
		outcome, err := Run(context.Background(), nil, s)
		var unit *UnitError
		if !errors.As(err, &unit) || err.Error() != test.want {
			t.Fatalf("%s: got %v", test.name, err)
		}
		if (unit.Stack != nil) != (test.name == "panic") || errors.Is(err, mine) != (test.name == "error") {
			t.Errorf("%s: stack %q, cause %v", test.name, unit.Stack, unit.Err)
		}
		if _, found := kept.units["l-000001"]; !found || outcome.Replications != 1 || len(kept.units) != 5 {
			t.Errorf("%s: %d units kept, the one beside it %v", test.name, len(kept.units), found)
		}
	}
}

// Auto stops only where it looks, sees whole looks, and goes on from the same
// store to the same answer.
func TestAutoStopsAtPlannedLooks(t *testing.T) {
	for _, test := range []struct{ enough, limit, stops, looks int }{
		{1, 500, 32, 1}, {32, 500, 32, 1}, {33, 500, 64, 2}, {100, 500, 128, 3}, {1000, 80, 80, 3}, {5, 20, 20, 1},
	} {
		kept := newMemory()
		looks := 0
		s := spec(0, 4, kept)
		s.Auto = &Auto{Limit: test.limit, Reached: func(results [][][]byte) (bool, error) {
			looks++
			n := len(results[0])
			if !equal(results, expected(n)) {
				t.Errorf("a look at %d: incomplete", n)
			}
			return n >= test.enough, nil
		}}
		outcome := mustRun(t, s)
		if outcome.Replications != test.stops || looks != test.looks || outcome.Reached != (test.enough <= test.stops) {
			t.Errorf("%+v: stopped at %d after %d looks, reached %v", test, outcome.Replications, looks, outcome.Reached)
		}
		if len(kept.units) != 3*test.stops {
			t.Errorf("%+v: %d units ran", test, len(kept.units))
		}
		if again := mustRun(t, s); again.Ran != 0 || !equal(again.Results, outcome.Results) {
			t.Errorf("%+v: %d ran again", test, again.Ran)
		}
	}
}

func TestAutoThatCannotLook(t *testing.T) {
	s := spec(0, 2, nil)
	mine := errors.New("not a result")
	s.Auto = &Auto{Limit: 100, Reached: func([][][]byte) (bool, error) { return true, mine }}
	if outcome, err := Run(context.Background(), nil, s); !errors.Is(err, mine) || outcome.Reached {
		t.Errorf("error %v, reached %v", err, outcome.Reached)
	}
}

// An interrupted auto never stops by precision on half a look.
func TestAutoInterrupted(t *testing.T) {
	s := spec(0, 2, nil)
	stop := make(chan struct{})
	s.Auto = &Auto{Limit: 100, Reached: func([][][]byte) (bool, error) { return true, nil }}
	s.Progress = func(e Event) {
		if e.Done == 40 {
			close(stop)
		}
	}
	outcome, err := Run(context.Background(), stop, s)
	if err != nil || outcome.Reached || !outcome.Interrupted || outcome.Replications < 12 {
		t.Errorf("error %v, reached %v, interrupted %v, %d replications", err, outcome.Reached, outcome.Interrupted, outcome.Replications)
	}
}

// A fresh session computes everything again, once, and says where the store had
// other bytes.
func TestFreshSession(t *testing.T) {
	kept := newMemory()
	mustRun(t, spec(3, 2, kept))
	kept.units["t-000001"] = []byte("of an older program")
	fresh := NewSession(kept, true)
	outcome := mustRun(t, spec(3, 2, fresh))
	if outcome.Ran != 9 || outcome.Reused != 0 || !slices.Equal(fresh.Replaced(), []string{"t-000001"}) {
		t.Errorf("%d ran, %d reused, replaced %v", outcome.Ran, outcome.Reused, fresh.Replaced())
	}
	if again := mustRun(t, spec(4, 2, fresh)); again.Ran != 3 || again.Reused != 9 {
		t.Errorf("asked again: %d ran, %d reused", again.Ran, again.Reused)
	}
	if !equal(outcome.Results, expected(3)) || !bytes.Equal(kept.units["t-000001"], payload("t", 1)) {
		t.Error("the store keeps the old unit")
	}
}

// Another process writes the same unit while it is computed here: the same
// bytes are welcome, others mean that the unit is not a pure function.
func TestDuplicates(t *testing.T) {
	for _, same := range []bool{true, false} {
		kept := newMemory()
		s := spec(2, 1, kept)
		s.Run = func(_ context.Context, variant, replication int) ([]byte, error) {
			data := payload(variants[variant].Key, replication)
			other := bytes.Clone(data)
			if !same {
				other[0] ^= 1
			}
			kept.Put(variants[variant].Unit(replication), other)
			return data, nil
		}
		_, err := Run(context.Background(), nil, s)
		if same && err != nil || !same && !errors.Is(err, ErrDiffers) {
			t.Errorf("same %v: %v", same, err)
		}
	}
}

func TestMerge(t *testing.T) {
	var names []string
	for _, u := range Units(variants, 4) {
		names = append(names, u.Name)
	}
	whole, first, second := newMemory(), newMemory(), newMemory()
	mustRun(t, spec(4, 2, whole))
	for i, name := range names { // every fourth unit is on both machines
		if i%2 == 0 || i%4 == 1 {
			first.Put(name, whole.units[name])
		}
		if i%2 == 1 {
			second.Put(name, whole.units[name])
		}
	}
	into := newMemory()
	if err := Merge(into, names, first, second); err != nil {
		t.Fatal(err)
	}
	if outcome := mustRun(t, spec(4, 2, into)); outcome.Ran != 0 || !equal(outcome.Results, expected(4)) {
		t.Errorf("%d units had to be run after merging", outcome.Ran)
	}

	if err := Merge(newMemory(), names, first); err == nil || !strings.Contains(err.Error(), "3 of 12 units are missing, the first is b-000001") {
		t.Errorf("incomplete: %v", err)
	}
	first.units[names[1]] = []byte("otherwise")
	if err := Merge(newMemory(), names, first, second); !errors.Is(err, ErrDiffers) || !strings.Contains(err.Error(), names[1]) {
		t.Errorf("a duplicate that differs: %v", err)
	}
}

// A machine's damaged copy does no harm where another's is whole.
func TestMergeOverlooksDamage(t *testing.T) {
	dir := t.TempDir()
	damaged, sound, into := store.New(dir), newMemory(), newMemory()
	if err := damaged.Put("a", []byte("data")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "a.unit"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := Merge(into, []string{"a"}, damaged); err == nil {
		t.Error("a damaged unit counts as complete")
	}
	sound.Put("a", []byte("data"))
	if err := Merge(into, []string{"a"}, damaged, sound); err != nil || string(into.units["a"]) != "data" {
		t.Errorf("%v, %q", err, into.units["a"])
	}
}

// Progress counts up to the total, reused units first.
func TestProgress(t *testing.T) {
	kept := newMemory()
	mustRun(t, spec(2, 2, kept))
	var kinds []EventKind
	s := spec(4, 3, kept)
	s.Progress = func(e Event) {
		kinds = append(kinds, e.Kind)
		if e.Done != len(kinds) || e.Total != 12 || e.Name != variants[e.Variant].Unit(e.Replication) {
			t.Errorf("event %d: %+v", len(kinds), e)
		}
	}
	mustRun(t, s)
	if want := slices.Concat(slices.Repeat([]EventKind{Reused}, 6), slices.Repeat([]EventKind{Ran}, 6)); !slices.Equal(kinds, want) {
		t.Errorf("got %v, want %v", kinds, want)
	}
}

func TestImpossibleSpecs(t *testing.T) {
	for _, s := range []Spec{
		{Replications: 3},
		{Variants: variants},
		{Variants: variants, Replications: 3, Auto: &Auto{}},
	} {
		if outcome, err := Run(context.Background(), nil, s); err == nil || outcome != nil {
			t.Errorf("%+v runs", s)
		}
	}
}
