package screening

import (
	"weir/sim"
	"weir/sim/param"
)

// Review is how well a reviewer tells a true alert from a false one (rule F7).
// Shares are 0..1. Quality falls in a straight line from fresh, with nothing
// waiting, to backlogged, and no further.
type Review struct {
	Sensitivity float64 // share of true alerts that are confirmed, fresh
	Specificity float64 // share of false alerts that are dismissed, fresh
	Backlogged  struct {
		Sensitivity, Specificity float64
		After                    sim.Duration // the backlog at which quality has fallen this far
	}
}

// Declare binds a reviewer's quality.
func (r *Review) Declare(s *param.Set) {
	s.Share(&r.Sensitivity, "sensitivity", "85%", "The share of true alerts that the reviewer confirms when nothing waits.").
		Assumed("facts 4").Rules("F7")
	s.Share(&r.Specificity, "specificity", "95%", "The share of false alerts that the reviewer dismisses when nothing waits.").
		Assumed("facts 4").Rules("F7")
	s.Group("backlogged", "The same when alerts have piled up; in between quality falls in a straight line.", func(s *param.Set) {
		b := &r.Backlogged
		s.Share(&b.Sensitivity, "sensitivity", "65%", "The share of true alerts confirmed under the backlog.").
			Assumed("facts 4").Rules("F7")
		s.Share(&b.Specificity, "specificity", "95%", "The share of false alerts dismissed under the backlog.").
			Assumed("facts 4 has one figure for both; rule F7 lets it fall").Rules("F7")
		s.Duration(&b.After, "after", "2d", "How long the oldest alert must have waited for quality to have fallen this far.").
			Range("1m", "1yr").Assumed("facts 4").Rules("F7")
	})
}

// Confirmed says whether a reviewer calls an alert justified. Truth is whether
// something is behind it, backlog how long the oldest alert on the desk has
// waited, u uniform in [0, 1). A share Confirm of all u gives yes.
func (r *Review) Confirmed(truth bool, backlog sim.Duration, u float64) bool {
	return u < r.Confirm(truth, backlog)
}

// Confirm returns the probability, 0..1, that an alert is confirmed: the
// sensitivity for a true one, one minus the specificity for a false one.
func (r *Review) Confirm(truth bool, backlog sim.Duration) float64 {
	tired := min(max(float64(backlog)/float64(r.Backlogged.After), 0), 1)
	between := func(fresh, backlogged float64) float64 { return fresh + float64(tired*(backlogged-fresh)) }
	if truth {
		return between(r.Sensitivity, r.Backlogged.Sensitivity)
	}
	return 1 - between(r.Specificity, r.Backlogged.Specificity)
}
