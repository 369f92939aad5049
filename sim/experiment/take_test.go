package experiment

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"
)

// TestTake: whoever takes the units gets each of them once, with its data, computed
// or used again, and nothing is kept.
func TestTake(t *testing.T) {
	kept := newMemory()
	mustRun(t, spec(3, 2, kept))
	for _, workers := range []int{1, 4} {
		taken := map[string]int{}
		s := spec(5, workers, kept)
		s.Take = func(u Unit, data []byte) error {
			taken[u.Name]++
			if !bytes.Equal(data, payload(variants[u.Variant].Key, u.Replication)) {
				t.Errorf("%s: other data", u.Name)
			}
			return nil
		}
		o := mustRun(t, s)
		if len(taken) != 15 || o.Results != nil || o.Replications != 5 || o.Ran+o.Reused != 15 {
			t.Errorf("%d taken, %+v", len(taken), o)
		}
		for name, n := range taken {
			if n != 1 {
				t.Errorf("%s taken %d times", name, n)
			}
		}
	}
}

// TestTakeFails: what cannot be taken ends the run, whether it was computed or used
// again.
func TestTakeFails(t *testing.T) {
	kept := newMemory()
	for _, reused := range []bool{false, true} {
		s := spec(3, 1, kept)
		s.Take = func(u Unit, _ []byte) error {
			if u.Variant == 1 && u.Replication == 1 {
				return fmt.Errorf("unreadable")
			}
			return nil
		}
		if o, err := Run(context.Background(), nil, s); err == nil || err.Error() != "unreadable" || o.Replications != 1 {
			t.Errorf("reused %v: %v, %+v", reused, err, o)
		}
		mustRun(t, spec(3, 1, kept))
	}
	s := spec(3, 1, nil)
	s.Take, s.Auto = func(Unit, []byte) error { return nil }, &Auto{Limit: 32}
	if _, err := Run(context.Background(), nil, s); err == nil || errors.Is(err, context.Canceled) {
		t.Error("looks at results that it does not keep")
	}
}
