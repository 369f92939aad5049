package experiment

import (
	"context"
	"errors"

	"weir/sim/store"
)

// Run does what of the experiment is not done yet. Results come in the order of
// (variant, replication) whatever the scheduling, each finished unit is saved at
// once, and units of the same name are taken from the store.
//
// Closing stop begins no new unit; those running finish and are saved, and the
// outcome is Interrupted. Cancelling the context returns at once, with the
// context's error. After any other error (the first in the order of work; a
// unit's is a *UnitError) running units finish and are saved as well. The
// outcome is nil only for a Spec that cannot be run.
func Run(ctx context.Context, stop <-chan struct{}, spec Spec) (*Outcome, error) {
	if err := spec.check(); err != nil {
		return nil, err
	}
	r := &run{spec: spec, done: map[string][]byte{}}
	err := r.pursue(ctx, stop)
	r.outcome.Replications = r.complete()
	if spec.Take == nil {
		r.outcome.Results = r.results(r.outcome.Replications)
	}
	return &r.outcome, err
}

// run is an experiment under way. Only the goroutine of Run touches it.
type run struct {
	spec    Spec
	done    map[string][]byte // complete units by name
	planned int               // replications planned so far
	total   int               // units planned so far
	outcome Outcome
}

// pursue goes from look to look until the results are precise enough; without
// Auto there is one, the end.
func (r *run) pursue(ctx context.Context, stop <-chan struct{}) error {
	for _, size := range r.spec.sizes() {
		if err := r.extend(ctx, stop, size); err != nil || r.outcome.Interrupted {
			return err
		}
		if r.spec.Auto == nil {
			return nil
		}
		reached, err := r.spec.Auto.Reached(r.results(size))
		if err != nil || reached {
			r.outcome.Reached = reached && err == nil
			return err
		}
	}
	return nil
}

// extend completes the units up to a number of replications.
func (r *run) extend(ctx context.Context, stop <-chan struct{}, size int) error {
	units := unitsFrom(r.spec.Variants, r.planned, size)
	r.planned = size
	r.total += len(units)
	missing, err := r.reuse(ctx, units)
	if err != nil {
		return err
	}
	return r.compute(ctx, stop, missing)
}

// reuse takes from the store what it has, and returns the rest.
func (r *run) reuse(ctx context.Context, units []Unit) (missing []Unit, err error) {
	if r.spec.Store == nil {
		return units, nil
	}
	for _, u := range units {
		if ctx.Err() != nil {
			return units, nil // compute sees it
		}
		data, found, err := r.spec.Store.Get(u.Name)
		switch {
		case found:
			r.outcome.Reused++
			if err := r.keep(u, data, Reused); err != nil {
				return nil, err
			}
			continue
		case errors.Is(err, store.ErrDamaged):
			r.tell(Event{Unit: u, Kind: Damaged, Why: err})
		case err != nil:
			return nil, err
		}
		missing = append(missing, u)
	}
	return missing, nil
}

// compute runs units, a few at a time, until all are complete, one fails, or a
// stop is asked for.
func (r *run) compute(ctx context.Context, stop <-chan struct{}, units []Unit) error {
	finished := make(chan result, len(units)) // room for all: a unit left behind never hangs
	var failure error
	for running := 0; ; {
		r.outcome.Interrupted = len(units) > 0 && closed(stop) || ctx.Err() != nil
		if ctx.Err() != nil {
			return ctx.Err()
		}
		begin := failure == nil && !r.outcome.Interrupted
		for ; begin && running < r.spec.workers() && len(units) > 0; running++ {
			unit := units[0]
			units = units[1:]
			go func() { finished <- attempt(ctx, r.spec, unit) }()
		}
		if running == 0 {
			return failure
		}
		wake := stop
		if len(units) == 0 || !begin {
			wake = nil // there is nothing left to stop
		}
		select {
		case f := <-finished:
			running--
			failure = earlier(failure, r.take(f))
		case <-wake:
		case <-ctx.Done():
		}
	}
}

// take keeps a finished unit's data, or returns what went wrong.
func (r *run) take(f result) error {
	if f.err != nil {
		return f.err
	}
	r.outcome.Ran++
	return r.keep(f.unit, f.data, Ran)
}

// keep notes that a unit is complete, and keeps its data for the results unless
// somebody takes it.
func (r *run) keep(u Unit, data []byte, kind EventKind) error {
	if r.spec.Take != nil {
		if err := r.spec.Take(u, data); err != nil {
			return err
		}
		data = nil
	}
	r.done[u.Name] = data
	r.tell(Event{Unit: u, Kind: kind})
	return nil
}

func (r *run) tell(e Event) {
	if r.spec.Progress != nil {
		e.Done, e.Total = len(r.done), r.total
		r.spec.Progress(e)
	}
}

// complete returns how many of the first replications every variant has.
func (r *run) complete() int {
	for n := range r.planned {
		for _, v := range r.spec.Variants {
			if _, ok := r.done[v.Unit(n)]; !ok {
				return n
			}
		}
	}
	return r.planned
}

// results returns the first replications of every variant.
func (r *run) results(replications int) [][][]byte {
	all := make([][][]byte, len(r.spec.Variants))
	for i, v := range r.spec.Variants {
		all[i] = make([][]byte, replications)
		for n := range all[i] {
			all[i][n] = r.done[v.Unit(n)]
		}
	}
	return all
}

func closed(stop <-chan struct{}) bool {
	select {
	case <-stop:
		return true
	default:
		return false
	}
}
