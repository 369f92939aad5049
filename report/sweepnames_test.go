package report

import "testing"

// TestSweepNames: a parameter goes by the end of its path, as far as no other ends
// alike.
func TestSweepNames(t *testing.T) {
	s := &Sweep{}
	want := map[string]string{"policy.tiers.basic.daily_limit": "basic.daily_limit", "policy.tiers.plus.daily_limit": "plus.daily_limit",
		"policy.dormancy.basic.after": "after", "seed": "seed"}
	for _, path := range []string{"policy.tiers.basic.daily_limit", "policy.tiers.plus.daily_limit", "policy.dormancy.basic.after", "seed"} {
		s.Parameters = append(s.Parameters, SweepParameter{Path: path})
	}
	for i, p := range s.Parameters {
		if got := s.short(i); got != want[p.Path] {
			t.Errorf("%s: %s", p.Path, got)
		}
	}
}
