package verdict

import "slices"

// Budget is how many replications may be spent on a verdict, and when it is
// looked at. The errors of all looks add up to 2.5 % a side, so that looking
// more than once misleads no more often than looking once (Bonferroni, which
// holds for every kind of interval).
type Budget struct {
	Name  string    // ci, release, quick
	Looks []int     // planned numbers of replications, rising
	Alpha []float64 // the error of each bound at each look
	// Provisional budgets decide nothing: INCONCLUSIVE or NO DATA, whatever is seen.
	Provisional bool
}

// Budgets returns the budgets there are, the usual one first.
func Budgets() []Budget {
	// Late looks get more: they have the evidence. At a true distance of .11
	// standard deviations from the limit that raises PASS from 54 to 66 %.
	shares := func() []float64 { return []float64{.0005, .0015, .005, .018} }
	return []Budget{
		{Name: "ci", Looks: []int{64, 128, 256, 512}, Alpha: shares()},
		{Name: "release", Looks: []int{128, 256, 512, 1024}, Alpha: shares()},
		{Name: "quick", Looks: []int{16}, Alpha: []float64{.025}, Provisional: true},
	}
}

// BudgetOf returns the budget of a name.
func BudgetOf(name string) (b Budget, ok bool) {
	all := Budgets()
	if i := slices.IndexFunc(all, func(b Budget) bool { return b.Name == name }); i >= 0 {
		return all[i], true
	}
	return Budget{}, false
}

// Last returns the last planned number of replications and the error there.
func (b Budget) Last() (n int, alpha float64) {
	k := len(b.Looks) - 1
	return b.Looks[k], b.Alpha[k]
}

// Taken returns how many of the looks have been reached with n replications.
func (b Budget) Taken(n int) int {
	taken := 0
	for taken < len(b.Looks) && b.Looks[taken] <= n {
		taken++
	}
	return taken
}
