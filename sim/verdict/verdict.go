// Package verdict decides rules about simulated quantities from the evidence of
// replications: at planned looks, with errors that add up to what was promised.
package verdict

import "weir/sim/stat"

// Verdict is what is known about a rule. The zero value is NoData: nothing
// passes because nobody looked.
type Verdict uint8

// The verdicts.
const (
	NoData       Verdict = iota // no observations, no baseline, streams not comparable, or a failed self-check
	Inconclusive                // not enough evidence within the budget
	Fail                        // shown unsafe
	Pass                        // shown safe
)

// String returns the word that results use: no_data, inconclusive, fail, pass.
func (v Verdict) String() string { return [...]string{"no_data", "inconclusive", "fail", "pass"}[v] }

// Word returns what people read: NO DATA, INCONCLUSIVE, FAIL, PASS.
func (v Verdict) Word() string { return [...]string{"NO DATA", "INCONCLUSIVE", "FAIL", "PASS"}[v] }

// Glyph returns the sign that stands beside the word.
func (v Verdict) Glyph() string { return [...]string{"∅", "?", "✗", "✓"}[v] }

// Parse returns the verdict that results call by the word.
func Parse(word string) (v Verdict, ok bool) {
	for v := NoData; v <= Pass; v++ {
		if v.String() == word {
			return v, true
		}
	}
	return NoData, false
}

// Op compares a quantity with its limit.
type Op uint8

// The comparisons.
const (
	AtMost Op = iota + 1
	AtLeast
	Below
	Above
	Equal // of quantities without chance only
)

// opposite is the comparison that holds where this one does not; of Equal, which
// has none, itself.
func (o Op) opposite() Op {
	return [...]Op{AtMost: Above, AtLeast: Below, Below: AtLeast, Above: AtMost, Equal: Equal}[o]
}

// Quantity is something estimated over replications. Its methods look at the
// first n of them only, so that an answer at a look does not depend on what was
// run later. Asking for more than there are is a programmer's error.
type Quantity interface {
	// Estimate returns the point estimate, with the interval of 95 %.
	Estimate(n int) stat.Estimate
	// Bounds returns the one-sided bounds of error alpha each, 0 < alpha < .5. They
	// are NaN where the evidence allows none, and the further apart the smaller
	// alpha is.
	Bounds(n int, alpha float64) (low, high float64)
	// Guard says why a PASS must not rest on the first n replications, the zero
	// Note if it may: all equal without being exact, too skewed for so few, carried
	// by too few histories (docs/STATISTICS.md, unseen mass). It never stops a FAIL.
	Guard(n int) Note
}

// Note is a code of the catalogue of sentences; the zero Note says nothing.
type Note struct {
	Code string
	N    int // the number that the sentence has a place for; 0 where it has none
}

// The notes of decisions.
const (
	NoteAllEqual    = "S020" // N replications gave the same value: no proof that there is no other
	NoteSkewed      = "S021" // very skewed: no PASS before N replications
	NoteCarried     = "S022" // carried by N histories; gate on prob(…), or split
	NoteShortfall   = "S023" // an expected shortfall may not PASS below N replications
	NoteRegression  = "S024" // passes because it is not shown unsafe: the burden of proof is on FAIL
	NoteProvisional = "S025" // the budget decides nothing
	NoteNoBaseline  = "S026" // the baseline is not shown to lie above zero: no ratio to it
	NoteImpossible  = "S027" // cannot pass whatever the number of replications
	NoteNeeds       = "S028" // cannot pass below N replications
	NoteFew         = "S029" // too few replications with an observation for bounds
)

// Rule is a limit on a quantity.
type Rule struct {
	ID         string
	Op         Op
	Limit      float64
	Blocking   bool // false: warns only, and is never part of the overall verdict or of a family
	Regression bool // the burden of proof is on FAIL: what is not shown unsafe passes when the budget is spent
	Quantity   Quantity
	// Invalid says that the evidence cannot be used (no baseline, streams not
	// comparable, self-check failed): always NoData, and Quantity may be nil.
	Invalid Note
}

// Decision is what became of a rule after n replications.
type Decision struct {
	Verdict Verdict // Inconclusive or NoData while Open
	Open    bool    // undecided, and looks are left
	Look    int     // the number of replications at the look that decided, or the last look taken; 0 before the first
	Alpha   float64 // the error of each bound at that look
	Low     float64 // the bounds there, uncorrected for the other rules; NaN where there is none
	High    float64
	// Estimate is that of the look, with its 95 % interval.
	Estimate stat.Estimate
	// More is how many further replications would probably decide; 0 where it is
	// decided or open, -1 where no number can be named (the estimate is at the limit).
	More  int
	Notes []Note
}
