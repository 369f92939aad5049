package lab

import (
	"context"
	"reflect"
	"testing"

	"weir/model"
	"weir/scenarios"
	"weir/sim/store"
)

// few are arms of the demonstration: the base, the same again, and another limit.
func few(t *testing.T) []Arm {
	t.Helper()
	var flags []scenarios.Assignment
	for path, value := range map[string]string{"population": "60", "length": "5d", "warmup": "2d"} {
		flags = append(flags, scenarios.Assignment{Path: path, Value: value, Origin: "test"})
	}
	l, report := scenarios.Load("gates-demo", scenarios.Options{Flags: flags})
	if report.Failed() {
		t.Fatal(report.Text())
	}
	var arms []Arm
	for _, limit := range []string{"", "", "100 CNY"} {
		v := l.Variants[0]
		if limit != "" {
			if v, report = l.WithSettings(v, limit, []scenarios.Assignment{{Path: "policy.tiers.basic.daily_limit", Value: limit, Origin: "test"}}); report.Failed() {
				t.Fatal(report.Text())
			}
		}
		arms = append(arms, Arm{Name: limit, Plan: v.Plan, Key: v.Key("test")})
	}
	return arms
}

// TestEach: the outcomes that are handed over are those of Run, each once, whether
// computed or used again, and only what is missing is computed.
func TestEach(t *testing.T) {
	arms, units := few(t), store.New(t.TempDir())
	want, err := New(nil, false).Run(context.Background(), arms, 4)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ replications, ran, reused int }{{2, 4, 0}, {4, 4, 4}, {4, 0, 8}} {
		got := make([][]*model.Outcome, len(arms))
		for i := range got {
			got[i] = make([]*model.Outcome, test.replications)
		}
		l := New(units, false)
		found, err := l.Each(context.Background(), arms, test.replications, func(arm, replication int, o *model.Outcome) {
			if got[arm][replication] != nil {
				t.Errorf("arm %d, replication %d: twice", arm, replication)
			}
			got[arm][replication] = o
		})
		if err != nil || found.Ran != test.ran || found.Reused != test.reused || found.Replications != test.replications || len(l.seen) != 0 {
			t.Errorf("%+v: %v, %+v, %d kept", test, err, found, len(l.seen))
		}
		for i := range arms {
			for k := range got[i] {
				sameOutcome(t, got[i][k], want.Outcomes[i][k])
			}
		}
	}
	if reflect.DeepEqual(want.Outcomes[0], want.Outcomes[2]) {
		t.Error("the limit changes nothing")
	}
}

// sameOutcome compares what would be written.
func sameOutcome(t *testing.T, a, b *model.Outcome) {
	t.Helper()
	if a == nil || b == nil {
		t.Fatal("an outcome is missing")
	}
	x, err := a.Encode()
	if err != nil {
		t.Fatal(err)
	}
	y, _ := b.Encode()
	if string(x) != string(y) {
		t.Errorf("replication %d: other outcomes", a.Replication)
	}
}

// TestEachStopped: asked to stop, nothing more begins, and that is said.
func TestEachStopped(t *testing.T) {
	stop := make(chan struct{})
	close(stop)
	l := New(nil, false)
	l.Stop = stop
	found, err := l.Each(context.Background(), few(t), 2, func(int, int, *model.Outcome) { t.Error("an outcome") })
	if err != nil || !found.Interrupted || found.Replications != 0 {
		t.Errorf("%v, %+v", err, found)
	}
}
