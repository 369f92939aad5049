package verify

import (
	"context"

	"weir/model"
	"weir/report/collect"
	"weir/sim/experiment"
)

// arm is a plan, with how it is run.
type arm struct {
	name    string
	plan    *model.Plan
	options model.Options
}

// replicate runs some replications of each arm, from one on. The outcomes are
// taken as they are: to write and read them again, as a run directory does, takes
// longer than to simulate few customers.
func replicate(ctx context.Context, arms []arm, from, n, workers int) ([]collect.Variant, error) {
	spec := experiment.Spec{Replications: n, Workers: workers}
	variants := make([]collect.Variant, len(arms))
	for i, a := range arms {
		spec.Variants = append(spec.Variants, experiment.Variant{Name: a.name, Key: a.name})
		variants[i] = collect.Variant{Name: a.name, Plan: a.plan, Outcomes: make([]*model.Outcome, n)}
	}
	spec.Run = func(ctx context.Context, i, replication int) ([]byte, error) {
		o, err := arms[i].plan.Replicate(ctx, uint32(from+replication), arms[i].options)
		variants[i].Outcomes[replication] = o // nobody else's place
		return nil, err
	}
	_, err := experiment.Run(ctx, nil, spec)
	return variants, err
}
