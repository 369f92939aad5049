// Package metric declares every figure a run reports, once: name, unit,
// direction, definition, rules. Results, documentation, gates and reports derive
// from the declarations.
package metric

// Better says which direction is good.
type Better uint8

// The directions.
const (
	Neither Better = iota // neither direction is better: a description
	Lower
	Higher
)

// String returns the word used in results: "lower", "higher" or "none".
func (b Better) String() string { return [...]string{"none", "lower", "higher"}[b] }

// Kind says how a metric is computed inside a replication and which interval it
// gets over replications.
type Kind uint8

// The kinds.
const (
	Count    Kind = iota + 1 // a number of events: mean over replications
	Share                    // numerator over denominator, 0..1: ratio of sums
	Rate                     // events per account-year or the like: ratio of sums
	Money                    // minor units: mean over replications
	Mean                     // a mean inside the replication (a wait): ratio of sums
	Quantile                 // a quantile inside the replication: mean over replications of it
)

// String returns the kind's word in results and docs.
func (k Kind) String() string {
	return [...]string{"", "count", "share", "rate", "money", "mean", "quantile"}[k]
}

// Desc declares a metric.
type Desc struct {
	Name       string // dotted and stable: customer.watched.share
	Unit       string // "share", "s", "CNY" (the institution's currency), "per account-year", "1"
	Kind       Kind
	Better     Better
	Definition string   // what is counted, over what, and what is left out
	Rules      []string // rules of the model
	Labels     []string // dimensions it can be told apart by, in this order

	// Margin is the smallest change that matters: absolute for shares (0.0005 is
	// .05 pp), relative for the others (0.02). Zero takes the
	// default for the kind (docs/STATISTICS.md).
	Margin float64
	// Headline metrics form the family of statistics.md.
	Headline bool
	// Exact marks a quantity without chance: all replications must agree.
	Exact bool
	// Series says that it is also kept per simulated day.
	Series bool
}
