package lab

import (
	"context"
	"fmt"
	"sync"

	"weir/model"
	"weir/sim/experiment"
)

// Take is given an outcome: that of an arm, by its place, in a replication.
type Take func(arm, replication int, o *model.Outcome)

// Each runs so many replications of each arm, as Run does, and hands every outcome
// over as soon as it is complete, one at a time and in no certain order, instead of
// keeping it: of arms so many that all their outcomes are too much for the memory.
// Found has no Outcomes; with an error, and when stopped, some that were handed over
// are beyond its Replications. Arms of equal keys share an outcome.
func (l *Lab) Each(ctx context.Context, arms []Arm, replications int, take Take) (*Found, error) {
	computed := passing{outcomes: map[string]*model.Outcome{}}
	spec := l.spec(arms, computed.put)
	spec.Replications = replications
	same := map[string][]int{} // arms by key; looked up, never ranged over
	for i, v := range spec.Variants {
		same[v.Key] = append(same[v.Key], i)
	}
	spec.Take = func(u experiment.Unit, data []byte) error {
		o := computed.take(u.Name)
		if o == nil {
			var err error
			if o, err = arms[u.Variant].Plan.Decode(data); err != nil {
				return fmt.Errorf("%s, replication %d: %w", spec.Variants[u.Variant].Name, u.Replication, err)
			}
		}
		for _, arm := range same[spec.Variants[u.Variant].Key] {
			take(arm, u.Replication, o)
		}
		return nil
	}
	o, err := experiment.Run(ctx, l.Stop, spec)
	if o == nil {
		return &Found{}, err
	}
	return l.found(o), err
}

// passing holds outcomes from when they are computed until they are handed over, so
// that they need not be decoded.
type passing struct {
	mu       sync.Mutex
	outcomes map[string]*model.Outcome // by unit
}

func (p *passing) put(unit string, o *model.Outcome) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.outcomes[unit] = o
}

// take returns an outcome and forgets it; nil where it was not computed.
func (p *passing) take(unit string) *model.Outcome {
	p.mu.Lock()
	defer p.mu.Unlock()
	o := p.outcomes[unit]
	delete(p.outcomes, unit)
	return o
}
