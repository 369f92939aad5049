package model

import (
	"context"
	"slices"
	"testing"
	"unsafe"

	"weir/sim"
)

// TestLiveTellsTheRun: a life that is told is the one that the run had, and who
// it is about is the same under every policy.
func TestLiveTellsTheRun(t *testing.T) {
	p := busy(t)
	var seen []sim.Event
	if _, err := p.Replicate(context.Background(), 2, Options{Watch: func(e sim.Event) {
		if e.Entity == 5 {
			seen = append(seen, e)
		}
	}}); err != nil {
		t.Fatal(err)
	}
	life, err := p.Live(context.Background(), 2, 5)
	if err != nil {
		t.Fatal(err)
	}
	if len(life.Moments) != len(seen) || len(seen) == 0 {
		t.Fatalf("%d moments are told of %d events", len(life.Moments), len(seen))
	}
	for i, m := range life.Moments {
		if m.At != seen[i].At || m.Kind != EventNames[seen[i].Kind] || len(m.Rules) == 0 {
			t.Errorf("moment %d is %+v, the event was %+v", i, m, seen[i])
		}
	}
	again, err := p.Live(context.Background(), 2, 5)
	if err != nil || again.Identity != life.Identity || life.Name == "" || life.Phone == "" {
		t.Errorf("the identity is %v, then %v (%v)", life.Identity, again.Identity, err)
	}
	other, err := p.Live(context.Background(), 2, 6)
	if err != nil || other.Identity == life.Identity {
		t.Errorf("customers 5 and 6 are both %v (%v)", life.Identity, err)
	}
	if _, err := p.Live(context.Background(), 2, p.Customers); err == nil {
		t.Error("a customer beyond the last one has a life")
	}
}

// TestEveryEventHasNameAndRules keeps the three lists of events together.
func TestEveryEventHasNameAndRules(t *testing.T) {
	if len(EventNames) != int(evWithdrawn)+1 || len(eventRules) != len(EventNames) {
		t.Errorf("%d names and %d rules for %d events", len(EventNames), len(eventRules), evWithdrawn+1)
	}
	if slices.Contains(EventNames, "") {
		t.Error("an event has no name")
	}
}

// TestRecordFitsTwoCacheLines: the record has a size to keep.
func TestRecordFitsTwoCacheLines(t *testing.T) {
	if size := unsafe.Sizeof(Record{}); size != 128 {
		t.Errorf("a record has %d bytes; want 128, two cache lines (docs/PERFORMANCE.md)", size)
	}
}
