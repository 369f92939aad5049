package scenarios

import (
	"testing"

	"weir/sim/param"
)

// TestChangeText: what changes, on one line for a reader.
func TestChangeText(t *testing.T) {
	set, problems := param.Parse("file.yaml", []byte("{policy.dormancy.basic.after: 60d, policy.tiers.basic.daily_limit: 500 CNY}"))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for want, c := range map[string]ChangeSpec{
		"": {},
		"dormancy.basic.after = 60d, tiers.basic.daily_limit = 500 CNY": {set: set, Clocks: "keep"},
		"cib-180-rules, clocks restart":                                 {Policy: "cib-180-rules", Clocks: "restart"},
	} {
		if got := c.text(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
