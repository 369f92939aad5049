package model

import "testing"

// TestHeadline: a comparison's verdicts are about the headline metrics together; with
// more than ten of them each would need more evidence, with fewer a part of the
// institution would be left out.
func TestHeadline(t *testing.T) {
	families := map[string]int{}
	total := 0
	for _, f := range Figures() {
		if f.Headline {
			total++
			families[f.Name[:4]]++
		}
	}
	if total != 10 || len(families) < 4 {
		t.Errorf("%d headline metrics, by family %v", total, families)
	}
}
