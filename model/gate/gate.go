// Package gate reads the expressions of gates: one figure over replications, a
// comparison, a limit.
//
// The grammar is small and fixed:
//
//	gate   = figure op value
//	figure = metric | stat "(" metric ")" | "prob" "(" metric op value ")"
//	stat   = "mean" | "median" | "p05" … "p95" | "var95" | "es95" | "delta" | "ratio"
//	metric = name [ "{" label "=" word { "," label "=" word } "}" ]
//	op     = "<=" | ">=" | "<" | ">" | "=="
//	value  = [ "+" | "-" ] number [ unit ]
//
// A metric alone stands for its mean. Parse knows the grammar, Check the metrics.
package gate

import (
	"fmt"
	"strings"

	"weir/sim/param"
)

// Stat says what is taken of a metric's values, one per replication.
type Stat uint8

// The stats.
const (
	Mean       Stat = iota + 1 // the mean; of shares and rates the ratio of sums
	Percentile                 // a quantile over replications, at Level
	Prob                       // the share of replications in which Inner holds
	VaR                        // value at risk: the quantile at Level of the worse side
	ES                         // expected shortfall: the mean beyond VaR
	Delta                      // the paired difference from the baseline policy
	Ratio                      // the paired ratio to the baseline policy
)

// Op is a comparison.
type Op uint8

// The comparisons.
const (
	AtMost Op = iota + 1
	AtLeast
	Below
	Above
	Equal
)

// String returns the comparison as written.
func (o Op) String() string { return [...]string{"", "<=", ">=", "<", ">", "=="}[o] }

// Expr is a parsed gate with the place of each part. Lines and columns count
// from 1 inside the text.
type Expr struct {
	Stat   Stat
	Level  float64   // Percentile, VaR, ES: .05 to .95; 0 for the others
	StatAt param.Pos // zero where no stat is written

	Metric   string
	MetricAt param.Pos
	Labels   []Label

	Inner *Condition // Prob: the event; nil for the others
	Limit Condition  // what the figure is held against
}

// Label restricts a metric to one value of one of its labels.
type Label struct {
	Name, Value     string
	NameAt, ValueAt param.Pos
}

// Condition is a comparison with a value.
type Condition struct {
	Op    Op
	OpAt  param.Pos
	Value Value
}

// Value is a number as written. Check turns it into the metric's unit.
type Value struct {
	Text   string // canonical: +0.05pp, 20m, 0 CNY, 12/yr
	Number float64
	Unit   string // "" for a plain number, "%", "pp", "m", "CNY", "/yr"
	At     param.Pos
	UnitAt param.Pos // where the unit is, or would be
}

// name is the stat as written.
func (e *Expr) name() string {
	switch e.Stat {
	case Percentile:
		if e.Level == .5 {
			return "median"
		}
		return fmt.Sprintf("p%02.0f", 100*e.Level)
	case VaR, ES:
		return fmt.Sprintf("%s%02.0f", map[Stat]string{VaR: "var", ES: "es"}[e.Stat], 100*e.Level)
	case Prob:
		return "prob"
	case Delta:
		return "delta"
	case Ratio:
		return "ratio"
	}
	return ""
}

// String returns the gate in canonical form: Parse of it gives the same gate. A
// mean is left out, p50 is median.
func (e *Expr) String() string {
	figure := e.Metric
	if len(e.Labels) > 0 {
		parts := make([]string, len(e.Labels))
		for i, l := range e.Labels {
			parts[i] = l.Name + "=" + l.Value
		}
		figure += "{" + strings.Join(parts, ",") + "}"
	}
	if e.Inner != nil {
		figure += " " + e.Inner.String()
	}
	if stat := e.name(); stat != "" {
		figure = stat + "(" + figure + ")"
	}
	return figure + " " + e.Limit.String()
}

// String returns the comparison and the value.
func (c *Condition) String() string { return c.Op.String() + " " + c.Value.Text }
