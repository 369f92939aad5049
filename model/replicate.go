package model

import (
	"bytes"
	"compress/flate"
	"context"
	"encoding/json"
	"fmt"
	"io"
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
	// Failed says what did not add up (conservation of money, a desk's
	// identities); empty when the self-check passed.
	Failed string
}

// Options say how a replication is computed. None of them changes a result.
type Options struct {
	CellSize int             // customers in a cell; sim.DefaultCellSize if 0, all if negative
	Parallel int             // cells at the same time
	Watch    func(sim.Event) // sees every event
}

// Replicate runs one replication of the plan, which must be Ready.
func (p *Plan) Replicate(ctx context.Context, replication uint32, opt Options) (*Outcome, error) {
	w, run := p.begin(replication, opt)
	if err := w.finish(ctx, run); err != nil {
		return nil, err
	}
	return w.outcome(replication, run)
}

// begin sets a replication up at the start of its warm-up.
func (p *Plan) begin(replication uint32, opt Options) (*World, *sim.Run) {
	w := newWorld(p, replication, cellSize(opt.CellSize, p.Customers))
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

// Encode writes the outcome as compressed JSON.
func (o *Outcome) Encode() ([]byte, error) {
	var b bytes.Buffer
	z, err := flate.NewWriter(&b, flate.DefaultCompression)
	if err != nil {
		return nil, err
	}
	if err := json.NewEncoder(z).Encode(o); err != nil {
		return nil, fmt.Errorf("outcome of replication %d: %w", o.Replication, err)
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// Decode reads what Encode wrote, for a plan that is Ready.
func (p *Plan) Decode(data []byte) (*Outcome, error) {
	o := &Outcome{}
	text, err := io.ReadAll(flate.NewReader(bytes.NewReader(data)))
	if err == nil {
		err = json.Unmarshal(text, o)
	}
	if err != nil {
		return nil, fmt.Errorf("outcome: %w", err)
	}
	shape := newCounts(p.labels, p.measuredDays())
	theirs := o.Counts.cubes()
	for i, cube := range shape.cubes() {
		if len(theirs[i].N) != len(cube.N) {
			return nil, fmt.Errorf("outcome: a table of %d counts where the plan has %d", len(theirs[i].N), len(cube.N))
		}
		theirs[i].Dimensions = cube.Dimensions
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
