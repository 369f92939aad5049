package model

import (
	"cmp"
	"context"
	"slices"
	"time"

	"weir/model/emergency"
	"weir/sim"
	"weir/sim/param"
)

// Outcome is what one replication found: plain data, the same bytes for the
// same inputs. Outcomes of all replications make the results.
type Outcome struct {
	Replication uint32
	Fingerprint sim.Fingerprint // of everything that happened
	Events      int64
	Places      int // in the book
	Outages     []emergency.Interval
	Losses      []emergency.Interval // of numbers, to shocks
	Counts      *Counts

	Wave   Wave    `json:",omitzero"`  // the transition
	Before *Counts `json:",omitempty"` // what was counted before it; nil where it begins at the start, or there is none
	Early  *Counts `json:",omitempty"` // what was counted until it ended; nil where it lasts to the end, or there is none

	// Lives is a Fate for each place of the opening book, in replications below
	// LivesKept; nil in others.
	Lives []byte `json:",omitempty"`

	// Failed says what did not add up (conservation of money, a desk's
	// identities); empty when the self-check passed.
	Failed string
}

// Options say how a replication is computed. None of them changes a result but
// Rekey, whose purpose that is; Wave only tells it apart.
type Options struct {
	CellSize int             // customers in a cell; sim.DefaultCellSize if 0, all if negative
	Parallel int             // cells at the same time
	Watch    func(sim.Event) // sees every event
	Rekey    Rekey           // draws groups of chance anew
	Wave     Wave            // the transition to tell horizons apart by; the plan's own if zero
}

// Replicate runs one replication of the plan, which must be Ready.
func (p *Plan) Replicate(ctx context.Context, replication uint32, opt Options) (*Outcome, error) {
	var f fates
	if replication < LivesKept {
		opt.Watch = both(f.observe, opt.Watch)
	}
	w, run := p.begin(replication, opt)
	if replication < LivesKept {
		f = newFates(w)
	}
	wave := cmp.Or(opt.Wave, p.Wave())
	before, early, err := w.ride(ctx, run, wave)
	if err != nil {
		return nil, err
	}
	if err := run.To(ctx, p.end()); err != nil {
		return nil, err
	}
	lives := f.bytes()
	if err := w.finish(ctx, run); err != nil {
		return nil, err
	}
	o, err := w.outcome(replication, run)
	if err == nil {
		o.Wave, o.Before, o.Early, o.Lives = wave, before, early, lives
	}
	return o, err
}

// begin sets a replication up at the start of its warm-up.
func (p *Plan) begin(replication uint32, opt Options) (*World, *sim.Run) {
	w := openWorld(p, p.chance(replication, opt.Rekey), cellSize(opt.CellSize, p.Customers))
	if opt.Parallel > 1 {
		w.liveInParallel()
	}
	return w, sim.NewRun(w.config(opt), w)
}

func cellSize(size, customers int) int {
	switch {
	case size == 0:
		return sim.DefaultCellSize
	case size < 0:
		return max(customers*2, 1) // all, with room for entrants
	}
	return size
}

// config is the frame of the World's run. A window ends at every midnight, where
// the measured time begins and ends, and whenever a shock starts or stops.
func (w *World) config(opt Options) sim.Config {
	p := w.plan
	start, end := -sim.Time(p.Warmup), sim.Time(p.Length+p.Cooldown)
	cuts := append(slices.Clone(w.turns), 0, p.end())
	for day := start.Day(); day <= end.Day(); day++ { // days are settled and counted at midnight
		cuts = append(cuts, sim.Time(day)*sim.Time(sim.Day))
	}
	return sim.Config{
		Entities: len(w.records), Start: start, End: end, Window: p.Window, Cuts: cuts,
		CellSize: cellSize(opt.CellSize, p.Customers), Parallel: opt.Parallel, Watch: opt.Watch,
	}
}

// finish runs to the end of the measured time, and on until no measured case is
// open, at most for the cooldown.
func (w *World) finish(ctx context.Context, run *sim.Run) error {
	if err := run.To(ctx, w.plan.end()); err != nil {
		return err
	}
	last := w.plan.end().Add(w.plan.Cooldown)
	for run.Now() < last && w.openCases() > 0 {
		if err := run.To(ctx, run.Now().Add(sim.Day)); err != nil {
			return err
		}
	}
	return nil
}

// openCases counts the cases that arrived in the measured time and are not
// closed.
func (w *World) openCases() int64 {
	var n int64
	for _, open := range w.open {
		n += open
	}
	return n
}

// outcome adds everything up.
func (w *World) outcome(replication uint32, run *sim.Run) (*Outcome, error) {
	o := &Outcome{
		Replication: replication, Fingerprint: run.Fingerprint(), Events: run.Events(),
		Places: len(w.records), Outages: w.outages, Losses: w.losses, Counts: newCounts(w.plan.labels, w.plan.measuredDays()),
	}
	copy(w.counts.Open.N, w.open)
	if err := w.addUp(o.Counts); err != nil {
		return nil, err
	}
	if w.failed != nil {
		o.Failed = w.failed.Error()
	}
	return o, nil
}

// instant returns the time of a date on the run's clock.
func (p *Plan) instant(d param.Date) sim.Time {
	if d == (param.Date{}) {
		return 0
	}
	return p.calendar.At(time.Date(d.Year, time.Month(d.Month), d.Day, d.Hour, d.Minute, d.Second, 0, time.UTC))
}

// cohortDates returns when each customer of a cohort opens an account, or nil
// without a cohort.
func (p *Plan) cohortDates() []sim.Time {
	var out []sim.Time
	for _, in := range p.Population.Cohort {
		at := p.instant(in.On)
		for range in.Customers {
			out = append(out, at)
		}
	}
	return out
}
