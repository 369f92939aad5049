package verdict

import "weir/sim/stat"

// Word is what a comparison says of a metric. The zero value is Unclear.
type Word uint8

// The words. A metric of which neither direction is better is different where
// others are better or worse.
const (
	Unclear Word = iota
	Equivalent
	Better
	BetterBelowMargin
	Worse
	WorseBelowMargin
	Different
	DifferentBelowMargin
)

// String returns the word that results use.
func (w Word) String() string {
	return [...]string{"unclear", "equivalent", "better", "better_below_margin", "worse", "worse_below_margin",
		"different", "different_below_margin"}[w]
}

// Direction says which way a metric gets better.
type Direction uint8

// The directions.
const (
	NeitherBetter Direction = iota
	LowerBetter
	HigherBetter
)

// Change is a metric's change from a to b, and the smallest change that matters.
// The margin is one of the two kinds, or none; without one there is no
// "equivalent" and no "below margin".
type Change struct {
	Difference Quantity // b − a, paired
	Better     Direction
	Margin     float64  // absolute, above 0; 0 for none
	Over       Quantity // b − (1 + m)·a for a margin m relative to a; nil for none
	Under      Quantity // b − (1 − m)·a
}

// Margin is the smallest change that matters: an amount in the metric's unit, or
// a share of the baseline. The zero Margin is none.
type Margin struct {
	By       float64
	Relative bool
}

// MeanChange is the change of a metric with one value per replication, paired.
func MeanChange(a, b []float64, r Range, better Direction, margin Margin) Change {
	c := Change{Difference: Difference(a, b, r), Better: better}
	if !margin.Relative || margin.By == 0 {
		c.Margin = margin.By
		return c
	}
	from := func(factor float64) Quantity {
		scaled := make([]float64, len(a))
		for i, x := range a {
			scaled[i] = factor * x
		}
		return Difference(scaled, b, Any())
	}
	c.Over, c.Under = from(1+margin.By), from(1-margin.By)
	return c
}

// RatioChange is the change of a share or rate, paired.
func RatioChange(a, b []stat.Ratio, r Range, better Direction, margin Margin) Change {
	c := Change{Difference: RatioDifference(a, b, r), Better: better}
	if !margin.Relative || margin.By == 0 {
		c.Margin = margin.By
		return c
	}
	from := func(factor float64) Quantity {
		scaled := make([]stat.Ratio, len(a))
		for i, x := range a {
			scaled[i] = stat.Ratio{Num: factor * x.Num, Den: x.Den}
		}
		return RatioDifference(scaled, b, Any())
	}
	c.Over, c.Under = from(1+margin.By), from(1-margin.By)
	return c
}

// Finding is what a comparison says of one change.
type Finding struct {
	Word Word
	Note Note // why a change is no more than unclear, where there is a reason
}

// comparisonError is that of all words of a comparison, a side: 5 % in two.
const comparisonError = .025

// Words says of a family of changes what the first n replications show, in the
// order: a change below the margin, a change, equivalence, neither. The chance
// that any change is called better, worse or different that is not is at most
// 5 %, and so is the chance that any is called smaller than its margin that is
// not (Holm, twice over the whole family).
func Words(changes []Change, n int) []Finding {
	moved := stat.Holm(len(changes), comparisonError, func(i int, alpha float64) bool { return changes[i].sign(n, alpha) != 0 })
	small := stat.Holm(len(changes), comparisonError, func(i int, alpha float64) bool { return changes[i].small(n, alpha) })
	findings := make([]Finding, len(changes))
	for i, c := range changes {
		switch {
		case moved[i]:
			findings[i].Word = c.word(n, small[i])
		case small[i]:
			findings[i].Word = Equivalent
		default:
			findings[i].Note = c.Difference.Guard(n)
		}
	}
	return findings
}

// LookAt says which of a family of changes are worth a look: of those it names,
// at most 5 % are expected to be no changes (Benjamini and Yekutieli). That is
// for exploring, never a verdict.
func LookAt(changes []Change, n int) []bool {
	return stat.BenjaminiYekutieli(len(changes), 2*comparisonError, func(i int, alpha float64) bool {
		return changes[i].sign(n, alpha/2) != 0
	})
}

// sign is that of a change shown with error alpha a side; 0 where none is.
func (c Change) sign(n int, alpha float64) int {
	low, high := c.Difference.Bounds(n, comparisonError) // the narrowest, soon had: most changes go no further
	if low > 0 || high < 0 {
		low, high = corrected(c.Difference, n, alpha, comparisonError)
	}
	switch {
	case low > 0:
		return +1
	case high < 0:
		return -1
	}
	return 0
}

// small reports whether a change is shown to be less than its margin, with error
// alpha. Like a PASS it must not rest on too few histories.
func (c Change) small(n int, alpha float64) bool {
	within := false
	switch {
	case c.Over != nil && c.Under != nil:
		_, high := corrected(c.Over, n, alpha, comparisonError)
		low, _ := corrected(c.Under, n, alpha, comparisonError)
		within = high < 0 && low > 0
	case c.Margin > 0:
		low, high := corrected(c.Difference, n, alpha, comparisonError)
		within = low > -c.Margin && high < c.Margin
	}
	return within && c.Difference.Guard(n) == Note{}
}

// word is that of a change which is shown, with the sign of its estimate: the
// bounds that show it lie on the same side of 0.
func (c Change) word(n int, small bool) Word {
	rises := c.Difference.Estimate(n).Mean > 0
	word := Worse
	switch {
	case c.Better == NeitherBetter:
		word = Different
	case rises == (c.Better == HigherBetter):
		word = Better
	}
	if small {
		word++ // the same, below the margin
	}
	return word
}
