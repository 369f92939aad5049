// Package stat turns what replications counted into estimates with honest
// intervals. Tallies are integers and merge exactly in any order; floats appear
// only here, at the end, in the order of the replications.
package stat

// Estimate is a number with its interval.
type Estimate struct {
	Mean float64 // the point estimate; NaN where there was no observation
	Low  float64 // lower end of the interval; NaN where there is none
	High float64 // upper end of the interval; NaN where there is none
	SD   float64 // standard deviation between replications; NaN where undefined
	N    int     // replications behind it

	// Interval names how the interval was made: "hall", "t", "clopper-pearson",
	// "order", "exact", or "none".
	Interval string
	// Note says why there is no interval, or warns about it; a code of the
	// catalogue of sentences, empty when there is nothing to say.
	Note string
}

// Ratio is one replication's share or rate: numerator over denominator, both
// counted in integers. A replication without observations is {0, 0} and stays
// in the sample.
type Ratio struct{ Num, Den float64 }
