package collect

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"weir/model"
	"weir/model/gate"
	"weir/model/metric"
	"weir/report"
	"weir/scenarios"
	"weir/sim/stat"
)

// Inputs puts beside each interval of results a second one, of noise and of the
// fitted inputs' uncertainty together. The variants are those of the results; drawn
// are the same, but for inputs that each replication has drawn for itself from what
// their fit left open, all variants of a replication the same ones.
//
// Replication r of a variant and of its drawn one share all chance, so that the
// effect D_r = Y_r(drawn) − Y_r(fixed) is that of the inputs, and of how they change
// what chance does. Its mean square is therefore no less than the variance of the
// answer over the inputs, which no number of replications makes smaller, and has in
// it how far the answer at the estimates is off where it is no straight line. Each
// side of the interval is √(noise² + t²·mean D²): under Student's t, mean ±
// t·√(s²/n + mean D²). For shares and rates Y is the residual around ΣN/ΣD.
func Inputs(r *report.Results, variants, drawn []Variant) {
	figures := model.Figures()
	fixed, redrawn := make([]table, len(variants)), make([]table, len(variants))
	for i := range variants {
		fixed[i], redrawn[i] = tabulate(variants[i], figures, model.All), tabulate(drawn[i], figures, model.All)
		for k, row := range fixed[i].rows { // which the metrics are of, in order
			m := &r.Variants[i].Metrics[k]
			low, high := widened(m.Mean, m.Low, m.High, effects(row.figure.Desc, fixed[i].ratios[k], redrawn[i].ratios[k]), (1-Level)/2)
			m.InputsLow, m.InputsHigh = possible(row.figure.Kind, low), possible(row.figure.Kind, high)
		}
	}
	for i := range r.Differences {
		inputsOfChanges(r.Differences[i].Metrics, [2]table{fixed[0], fixed[i+1]}, [2]table{redrawn[0], redrawn[i+1]})
	}
}

// inputsOfChanges does so for the changes from one variant to another, which are of
// the rows that both have.
func inputsOfChanges(changes []report.MetricChange, fixed, drawn [2]table) {
	same := map[string]int{} // row of the other by what it is about; looked up, never ranged over
	for i, row := range fixed[1].rows {
		same[row.key()] = i
	}
	for i, row := range fixed[0].rows {
		k, ok := same[row.key()]
		if !ok {
			continue
		}
		c, d := &changes[0], row.figure.Desc
		changes = changes[1:]
		from, to := effects(d, fixed[0].ratios[i], drawn[0].ratios[i]), effects(d, fixed[1].ratios[k], drawn[1].ratios[k])
		c.InputsLow, c.InputsHigh = widened(c.Delta, c.Low, c.High, subtracted(to, from), (1-Level)/2)
	}
}

// GateInputs puts the second interval beside a gate's own: of a level or a change,
// from the first n replications and at the error of each bound. Of chances, quantiles
// and ratios it has none.
func GateInputs(shown *report.Gate, g scenarios.Gate, fixed, drawn Case, n int, alpha float64) {
	if n < 1 || g.Stat != gate.Mean && g.Stat != gate.Delta || g.Stat == gate.Delta && (fixed.Baseline == nil || drawn.Baseline == nil) {
		return
	}
	d := g.Desc
	found := effects(d, first(observed(g, fixed.Candidate), n), first(observed(g, drawn.Candidate), n))
	if g.Stat == gate.Delta {
		found = subtracted(found, effects(d, first(observed(g, *fixed.Baseline), n), first(observed(g, *drawn.Baseline), n)))
	}
	shown.InputsLow, shown.InputsHigh = widened(shown.Estimate, shown.Low, shown.High, found, alpha)
	if g.Stat == gate.Mean {
		shown.InputsLow, shown.InputsHigh = possible(d.Kind, shown.InputsLow), possible(d.Kind, shown.InputsHigh)
	}
}

func first(ratios []stat.Ratio, n int) []stat.Ratio { return ratios[:min(n, len(ratios))] }

// effects are how far redrawn inputs move an answer in each replication that both
// have; NaN where nothing was observed.
func effects(d metric.Desc, fixed, drawn []stat.Ratio) []float64 {
	n := min(len(fixed), len(drawn))
	fixed, drawn = fixed[:n], drawn[:n]
	r := math.NaN()
	if ofSums(d.Kind) {
		r = quotient(fixed)
	}
	return subtracted(answers(d, drawn, r), answers(d, fixed, r))
}

// answers are what each replication says of a metric: its value, or, of a share or
// rate, the residual around r, so that their mean is how far ΣN/ΣD is from r.
func answers(d metric.Desc, ratios []stat.Ratio, r float64) []float64 {
	if !ofSums(d.Kind) {
		return values(ratios)
	}
	mean := 0.0
	for _, x := range ratios {
		mean += x.Den / float64(len(ratios))
	}
	out := make([]float64, len(ratios))
	for i, x := range ratios {
		out[i] = (x.Num - r*x.Den) / mean
	}
	return out
}

// quotient is ΣN/ΣD, NaN where nothing was observed.
func quotient(ratios []stat.Ratio) float64 {
	var num, den float64
	for _, x := range ratios {
		num, den = num+x.Num, den+x.Den
	}
	return num / den
}

// subtracted is a − b, as far as both go.
func subtracted(a, b []float64) []float64 {
	out := slices.Clone(a[:min(len(a), len(b))])
	for i := range out {
		out[i] -= b[i]
	}
	return out
}

// widened adds effects to the interval of noise, whose bounds have an error of alpha
// each; no bounds where there is none, or too few effects.
func widened(mean, low, high *float64, effects []float64, alpha float64) (*float64, *float64) {
	square, n := meanSquare(effects)
	if mean == nil || n < stat.MinReplications {
		return nil, nil
	}
	reach := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(n - 1)}.Quantile(1-alpha) * math.Sqrt(square)
	further := func(bound *float64, way float64) *float64 {
		if bound == nil {
			return nil
		}
		return number(*mean + way*math.Hypot(*bound-*mean, reach))
	}
	return further(low, -1), further(high, 1)
}

// meanSquare is the mean of the squares, with their number; NaNs are left out.
func meanSquare(x []float64) (square float64, n int) {
	for _, v := range x {
		if !math.IsNaN(v) {
			square, n = square+v*v, n+1
		}
	}
	return square / float64(n), n
}

// possible is a bound within what a figure can be: a share lies between 0 and 1, the
// others are not negative.
func possible(kind metric.Kind, bound *float64) *float64 {
	if bound == nil {
		return nil
	}
	reach := rangeOf(kind)
	return number(min(max(*bound, reach.Low), reach.High))
}
