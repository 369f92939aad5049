package model

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"weir/model/account"
	"weir/model/replay"
	"weir/model/table"
	"weir/sim"
)

// lifeLog is what the institution's own log would show of one holder of a place.
type lifeLog struct {
	replay.Customer
	flags  []sim.Time
	closed sim.Time
}

// logOf runs a plan and returns the log of what was carried out, by holder, with the
// flags of the run; and when it ended.
func logOf(t *testing.T, p *Plan) ([]*lifeLog, sim.Time) {
	t.Helper()
	var all []*lifeLog
	var w *World
	var held []*lifeLog // by place
	begin := func(e sim.Entity, opened sim.Time) {
		l := &lifeLog{closed: sim.Never}
		l.Name, l.Opened, l.Known = fmt.Sprintf("%d/%d", e, w.records[e].Generation), opened, true
		l.Tier = w.plan.labels.Tiers[w.records[e].Tier.Tier]
		all, held[e] = append(all, l), l
	}
	w, run := p.begin(1, Options{CellSize: -1, Watch: func(e sim.Event) {
		switch e.Kind {
		case evOpen:
			begin(e.Entity, e.At)
		case evClose:
			held[e.Entity].closed = e.At
		case evFlag:
			held[e.Entity].flags = append(held[e.Entity].flags, e.At)
		case evIntent:
			op := account.Operation(e.Arg & 0xff)
			if Result(e.Arg>>8&0xff) == Done && op != account.TransferIn {
				l := held[e.Entity]
				l.Entries = append(l.Entries, replay.Entry{At: e.At, Operation: op, Amount: e.Arg >> 16})
			}
		}
	}})
	held = make([]*lifeLog, len(w.records))
	for i := range w.bookSize { // of what was before, the log has the last activity
		r := &w.records[i]
		begin(sim.Entity(i), r.Opened)
		if last := r.Dormancy.LastActive; last != r.Opened {
			held[i].Entries = []replay.Entry{{At: last, Operation: account.Pay, Amount: 1}}
		}
	}
	if err := w.finish(context.Background(), run); err != nil {
		t.Fatal(err)
	}
	return all, run.Now()
}

// TestReplayOfARunIsTheRun: the policy applied to the log of a simulated run flags
// the same accounts at the same instants as the run did (rule D1).
func TestReplayOfARunIsTheRun(t *testing.T) {
	p := bareBank(t, 800, 150*sim.Day)
	p.Policy.Dormancy.Routes[0].After = 45 * sim.Day
	p.Shocks = coreDown(t) // what could not be carried out is no activity
	logs, end := logOf(t, ready(t, p))
	r, err := replay.New(replay.Options{Origin: table.Date(2025, 1, 1), End: end},
		replay.Policy{Name: "bare", Tiers: &p.Policy.Tiers, Dormancy: &p.Policy.Dormancy, Screening: &p.Policy.Screening})
	if err != nil {
		t.Fatal(err)
	}
	flags, twice, refused := 0, 0, 0
	for _, l := range logs {
		var got []sim.Time
		err := r.Customer(&l.Customer, func(_ int, e replay.Event) {
			refused += bit(e.Kind == replay.Limited && l.Tier == "basic" || e.Kind == replay.NotAllowed)
			if e.Kind == replay.Flagged && e.At >= -sim.Time(p.Warmup) && e.At < l.closed {
				got = append(got, e.At)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, l.flags) {
			t.Errorf("%s, %s tier: flagged at %v by the replay, at %v in the run", l.Name, l.Tier, got, l.flags)
		}
		flags += len(got)
		twice += bit(len(got) > 1)
	}
	if flags < 100 || twice == 0 || refused > 0 {
		t.Errorf("%d flags, %d accounts more than once, %d entries refused that were carried out", flags, twice, refused)
	}
}
