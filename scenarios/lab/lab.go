// Package lab runs plans over replications and hands back what they found,
// computing only what no run has computed yet.
package lab

import (
	"context"
	"fmt"
	"runtime"

	"weir/model"
	"weir/scenarios"
	"weir/sim/experiment"
)

// Arm is one column of an experiment: a plan, and whether some of its chance is
// another than that of the arms beside it.
type Arm struct {
	Name  string
	Plan  *model.Plan
	Key   string // of all that its results depend on, the program's version included
	Rekey model.Rekey
	Wave  model.Wave // what its horizons are told apart by; the plan's own if zero

	// Plans, if not nil, gives each replication a plan of its own, of which Plan is
	// the one that all have but for what is drawn: same customers, same labels. Key
	// says how it is drawn. It is called from several goroutines.
	Plans func(replication int) (*model.Plan, error)
}

// Arms returns the arms of variants that are compared, under a version of the
// program: the transition of one is that of all.
func Arms(variants []scenarios.Variant, version string) []Arm {
	var plans []*model.Plan
	for _, v := range variants {
		plans = append(plans, v.Plan)
	}
	wave := model.CommonWave(plans...)
	var arms []Arm
	for _, v := range variants {
		arms = append(arms, Arm{Name: v.Name, Plan: v.Plan, Key: v.Key(version), Wave: wave})
	}
	return arms
}

// Rekeyed returns the arm with other chance for some of its draws.
func (a Arm) Rekeyed(r model.Rekey) Arm {
	a.Rekey = r
	return a
}

// plan is what a replication runs.
func (a Arm) plan(replication int) (*model.Plan, error) {
	if a.Plans == nil {
		return a.Plan, nil
	}
	return a.Plans(replication)
}

// unit is the arm as the experiment knows it. What an earlier program kept in another
// form has another key: it is computed again.
func (a Arm) unit() experiment.Variant {
	v := experiment.Variant{Name: a.Name, Key: fmt.Sprintf("%s-form-%d", a.Key, model.OutcomeFormat)}
	if r := a.Rekey; r != (model.Rekey{}) {
		v.Name += fmt.Sprintf(" (chance %d.%d.%d)", r.Shocks, r.Population, r.Chance)
		v.Key += fmt.Sprintf("-%d.%d.%d", r.Shocks, r.Population, r.Chance)
	}
	if a.Wave != (model.Wave{}) && a.Wave != a.Plan.Wave() {
		v.Key += fmt.Sprintf("-days-%d.%d", a.Wave.From, a.Wave.Until)
	}
	return v
}

// Lab runs arms. It may be asked again, for more replications or other arms of
// the same work: what it has seen it does not compute again. New makes one.
type Lab struct {
	Workers  int                    // replications at the same time; below 1: as many as processors
	Stop     <-chan struct{}        // closed: begin no further replication
	Progress func(experiment.Event) // nil for nobody

	store experiment.Store
	fresh bool
	units *experiment.Session
	seen  map[string]*model.Outcome // decoded, by unit
}

// New returns a lab that keeps finished replications in a store, nil for in
// memory only. A fresh one computes again, once, what the store has.
func New(store experiment.Store, fresh bool) *Lab {
	return &Lab{store: store, fresh: fresh, units: experiment.NewSession(store, fresh), seen: map[string]*model.Outcome{}}
}

// Fork returns a lab on the same store that is stopped with this one and has seen
// nothing: for arms that are looked at once and then forgotten.
func (l *Lab) Fork() *Lab {
	f := New(l.store, l.fresh)
	f.Workers, f.Stop, f.Progress = l.Workers, l.Stop, l.Progress
	return f
}

// Found is what an experiment found: Outcomes by arm, then replication, as many
// of each.
type Found struct {
	Outcomes     [][]*model.Outcome
	Replications int
	Interrupted  bool     // Stop was closed before all was done
	Reached      bool     // of Until: enough, at or before the limit
	Ran, Reused  int      // replications computed, and found in the store
	Replaced     []string // units that came out otherwise when computed afresh
}

// Run runs so many replications of each arm. With an error, and when stopped,
// Found has what is complete of every arm.
func (l *Lab) Run(ctx context.Context, arms []Arm, replications int) (*Found, error) {
	spec := l.spec(arms, nil)
	spec.Replications = replications
	return l.run(ctx, arms, spec)
}

// Until runs replications, from look to look of stat.Looks, until they are
// enough or as many as limit.
func (l *Lab) Until(ctx context.Context, arms []Arm, limit int, enough func([][]*model.Outcome) bool) (*Found, error) {
	spec := l.spec(arms, nil)
	spec.Auto = &experiment.Auto{Limit: limit, Reached: func(results [][][]byte) (bool, error) {
		outcomes, err := l.decode(arms, results)
		return err == nil && enough(outcomes), err
	}}
	return l.run(ctx, arms, spec)
}

// large is the number of customers from which one replication at a time runs,
// with its cells in parallel: about a gigabyte of records.
const large = 6_000_000

// spec is what is to be done for arms. Outcomes that are computed are shown to made,
// if that is not nil, by several goroutines.
func (l *Lab) spec(arms []Arm, made func(unit string, o *model.Outcome)) experiment.Spec {
	var opt model.Options
	workers := l.AtOnce()
	if len(arms) > 0 && arms[0].Plan.Customers >= large {
		workers, opt.Parallel = 1, workers
	}
	spec := experiment.Spec{
		Workers: workers, Store: l.units, Progress: l.Progress,
		Run: func(ctx context.Context, arm, replication int) ([]byte, error) {
			opt := opt
			opt.Rekey, opt.Wave = arms[arm].Rekey, arms[arm].Wave
			plan, err := arms[arm].plan(replication)
			if err != nil {
				return nil, err
			}
			o, err := plan.Replicate(ctx, uint32(replication), opt)
			if err != nil {
				return nil, err
			}
			if made != nil {
				made(arms[arm].unit().Unit(replication), o)
			}
			return o.Encode()
		},
	}
	for _, a := range arms {
		spec.Variants = append(spec.Variants, a.unit())
	}
	return spec
}

// AtOnce is how many replications run at the same time.
func (l *Lab) AtOnce() int {
	if l.Workers < 1 {
		return runtime.GOMAXPROCS(0)
	}
	return l.Workers
}

func (l *Lab) run(ctx context.Context, arms []Arm, spec experiment.Spec) (*Found, error) {
	o, err := experiment.Run(ctx, l.Stop, spec)
	if o == nil {
		return &Found{Outcomes: make([][]*model.Outcome, len(arms))}, err
	}
	found := l.found(o)
	outcomes, decoding := l.decode(arms, o.Results)
	if found.Outcomes = outcomes; err == nil {
		err = decoding
	}
	return found, err
}

// found is what an experiment found, without its outcomes.
func (l *Lab) found(o *experiment.Outcome) *Found {
	return &Found{Replications: o.Replications, Interrupted: o.Interrupted, Reached: o.Reached, Ran: o.Ran, Reused: o.Reused, Replaced: l.units.Replaced()}
}

// decode reads outcomes, those that earlier looks have read from memory.
func (l *Lab) decode(arms []Arm, results [][][]byte) ([][]*model.Outcome, error) {
	out := make([][]*model.Outcome, len(arms))
	for i, a := range arms {
		unit := a.unit()
		for replication, data := range results[i] {
			name := unit.Unit(replication)
			o, ok := l.seen[name]
			if !ok {
				var err error
				if o, err = a.Plan.Decode(data); err != nil {
					return out, fmt.Errorf("%s, replication %d: %w", unit.Name, replication, err)
				}
				l.seen[name] = o
			}
			out[i] = append(out[i], o)
		}
	}
	return out, nil
}
