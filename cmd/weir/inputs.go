package main

import (
	"crypto/sha256"
	"fmt"
	"sync"

	"weir/model"
	"weir/scenarios"
	"weir/scenarios/lab"
	"weir/scenarios/say"
)

// drawable refuses a scenario of which no input says how uncertain it is.
func drawable(l *scenarios.Loaded) error {
	if _, ok := l.InputDraw(0, l.Variants[0].Plan.Seed); !ok {
		return exitError{exitInvalid, say.Text("R371", l.Name)}
	}
	return nil
}

// drawing composes the plans of replications with inputs of their own.
type drawing struct {
	loaded *scenarios.Loaded
	seed   uint64
	mu     sync.Mutex // one plan is composed at a time
}

// drawnArms returns arms of variants in which each replication has drawn the fitted
// inputs for itself, all arms of a replication the same ones. The chance is that of
// the arms they stand beside.
func drawnArms(l *scenarios.Loaded, variants []scenarios.Variant, arms []lab.Arm) ([]lab.Arm, error) {
	d := &drawing{loaded: l, seed: l.Variants[0].Plan.Seed}
	first, ok := l.InputDraw(0, d.seed)
	if !ok {
		return nil, drawable(l)
	}
	sum := sha256.New()
	fmt.Fprint(sum, first) // which another covariance, or another way to draw, would change
	var out []lab.Arm
	for i, a := range arms {
		a.Key += fmt.Sprintf("-drawn-%x", sum.Sum(nil)[:6])
		a.Plans = func(replication int) (*model.Plan, error) { return d.plan(variants[i], replication) }
		out = append(out, a)
	}
	return out, nil
}

// Draws that are no valid settings, far out in the tails, are drawn again, so often.
const (
	drawTries  = 20
	drawStride = 1 << 24 // beyond the number of any replication
)

// plan returns the plan of a replication with the inputs that it has drawn.
func (d *drawing) plan(v scenarios.Variant, replication int) (*model.Plan, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var problems *scenarios.Report
	for try := range drawTries {
		set, _ := d.loaded.InputDraw(replication+try*drawStride, d.seed)
		var drawn scenarios.Variant
		if drawn, problems = d.loaded.WithSettings(v, v.Name, set); !problems.Failed() {
			return drawn.Plan, nil
		}
	}
	return nil, fmt.Errorf("%s\n%s", say.Text("R375", drawTries), problems.Text())
}
