package collect

import (
	"strings"

	"weir/model"
	"weir/report"
	"weir/scenarios/say"
)

// maxExamples is how many customers with another outcome are named.
const maxExamples = 5

// swap is whom a variant stops instead of whom, over the replications whose
// customers' outcomes both kept; nil where there are none.
func swap(base, other Variant) *report.Swap {
	var s report.Swap
	living, gone := report.SwapRow{Owner: "living"}, report.SwapRow{Owner: "gone"}
	for i := range min(len(base.Outcomes), len(other.Outcomes)) {
		a, b := base.Outcomes[i].Lives, other.Outcomes[i].Lives
		if a == nil || b == nil {
			continue
		}
		set := model.Swaps(a, b)
		s.Replications++
		s.Customers = len(a)
		s.Flipped += float64(len(set.Flipped))
		count(&living, set.Living)
		count(&gone, set.Gone)
		s.Examples = append(s.Examples, examples(i, set.Flipped, a, b, maxExamples-len(s.Examples))...)
	}
	if s.Replications == 0 {
		return nil
	}
	n := float64(s.Replications)
	s.Flipped /= n
	for _, row := range []report.SwapRow{living, gone} {
		row.Stopped, row.Passed, row.Both, row.Neither = row.Stopped/n, row.Passed/n, row.Both/n, row.Neither/n
		s.Rows = append(s.Rows, row)
	}
	return &s
}

// count adds one replication's customers to a row.
func count(row *report.SwapRow, n model.SwapRow) {
	row.Stopped += float64(n.Stopped)
	row.Passed += float64(n.Passed)
	row.Both += float64(n.Both)
	row.Neither += float64(n.Neither)
}

// examples are some customers with another outcome, those first whom the variant
// wrongs and the base does not.
func examples(replication int, flipped []int, a, b []byte, most int) []report.Flip {
	var wronged, others []report.Flip
	for _, place := range flipped {
		before, after := model.Fate(a[place]), model.Fate(b[place])
		f := report.Flip{Replication: replication, Customer: place, Before: fateText(before), After: fateText(after)}
		if after.Wrongful() && !before.Wrongful() {
			wronged = append(wronged, f)
		} else {
			others = append(others, f)
		}
	}
	all := append(wronged, others...)
	return all[:max(min(most, len(all)), 0)]
}

// fateText says what became of a customer.
func fateText(f model.Fate) string {
	var words []string
	for _, w := range []struct {
		yes  bool
		code string
	}{
		{f.Flagged(), "R301"}, {f.Wrongful(), "R302"}, {f.Stopped() && !f.Wrongful(), "R303"}, {f.Blocked(), "R304"}, {f.Left(), "R305"},
	} {
		if w.yes {
			words = append(words, say.Text(w.code))
		}
	}
	if len(words) == 0 {
		return say.Text("R300")
	}
	return strings.Join(words, ", ")
}
