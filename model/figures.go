package model

import (
	"cmp"
	"slices"
	"strings"

	"weir/model/metric"
	"weir/sim"
	"weir/sim/stat"
)

// Figure is a metric with its formula: what it is in one replication, as a
// numerator over a denominator.
type Figure struct {
	metric.Desc
	// Of returns the figure for the histories that w allows. A count or a sum of
	// money has the denominator 1; {0, 0} says that nothing was observed.
	Of func(c *Counts, w metric.Where) stat.Ratio
	// Base is what w means where it says nothing: of the idle times, 90 days.
	Base metric.Where
	// Daily returns the figure day by day; nil where it is not kept.
	Daily func(c *Counts) stat.Series
}

// Value returns the figure for w, filled up with its base.
func (f *Figure) Value(c *Counts, w metric.Where) stat.Ratio {
	full := metric.Where{}
	for d, v := range f.Base {
		full[d] = v
	}
	for d, v := range w {
		full[d] = v
	}
	return f.Of(c, full)
}

const daysInYear = 365

// share returns the part of a cube that a label's value makes, over all its
// values or those of another restriction.
func share(cube func(*Counts) *metric.Cube, label, value string) func(*Counts, metric.Where) stat.Ratio {
	return func(c *Counts, w metric.Where) stat.Ratio {
		all := cube(c)
		return stat.Ratio{Num: float64(all.Sum(w.And(label, value))), Den: float64(all.Sum(w))}
	}
}

// over returns one cube's total over another's, times a factor.
func over(num, den func(*Counts) *metric.Cube, factor float64) func(*Counts, metric.Where) stat.Ratio {
	return func(c *Counts, w metric.Where) stat.Ratio {
		return stat.Ratio{Num: float64(num(c).Sum(w)) * factor, Den: float64(den(c).Sum(w))}
	}
}

// total returns a cube's total times a factor, as a figure of its own.
func total(cube func(*Counts) *metric.Cube, factor float64, fixed metric.Where) func(*Counts, metric.Where) stat.Ratio {
	return func(c *Counts, w metric.Where) stat.Ratio {
		for label, values := range fixed {
			w = w.And(label, values[0])
		}
		return stat.Ratio{Num: float64(cube(c).Sum(w)) * factor, Den: 1}
	}
}

func daily(figure int) func(*Counts) stat.Series {
	return func(c *Counts) stat.Series { return c.Daily[figure] }
}

// outgoing restricts intents to those that move money out.
func outgoing(w metric.Where) metric.Where { return w.And("direction", "out") }

// availability is the time channels worked over all the time they had.
func availability(c *Counts, w metric.Where) stat.Ratio {
	ways := 1.0
	for _, d := range c.Up.Dimensions {
		if d.Name == "phase" {
			continue
		}
		if values, ok := w[d.Name]; ok {
			ways *= float64(len(values))
		} else {
			ways *= float64(len(d.Values))
		}
	}
	return stat.Ratio{Num: float64(c.Up.Sum(w)), Den: float64(c.Time.Sum(w)) * ways}
}

// waitQuantile returns a quantile of the waits at a desk, in seconds; it takes
// one desk at a time, or all together.
func waitQuantile(p float64) func(*Counts, metric.Where) stat.Ratio {
	return func(c *Counts, w metric.Where) stat.Ratio {
		var waits stat.Sketch
		for i, name := range c.Open.Dimensions[0].Values {
			if desks, ok := w["desk"]; !ok || slices.Contains(desks, name) {
				waits.Merge(c.WaitOver[i])
			}
		}
		if waits.N == 0 {
			return stat.Ratio{}
		}
		return stat.Ratio{Num: waits.Quantile(p) / float64(sim.Second), Den: 1}
	}
}

// families are the first words of metrics' names, in the order of results.
var families = []string{"risk", "continuity", "service", "customer", "compliance", "cost"}

// inOrder puts metrics of one family together; within one they keep their order.
func inOrder(figures []Figure) []Figure {
	family := func(f Figure) int {
		first, _, _ := strings.Cut(f.Name, ".")
		return slices.Index(families, first)
	}
	slices.SortStableFunc(figures, func(a, b Figure) int { return cmp.Compare(family(a), family(b)) })
	return figures
}
