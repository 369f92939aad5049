package collect

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"weir/model"
	"weir/model/gate"
	"weir/model/metric"
	"weir/report"
	"weir/scenarios"
	"weir/sim/stat"
	"weir/sim/verdict"
)

// setAlpha is the error of each bound under a set of assumptions: there is one
// look, so that it has all of what the looks of a verdict share.
const setAlpha = .025

// RobustBudget returns the one look at which gates are judged under each set of
// assumptions: the first of a budget at which every blocking gate can pass, at an
// error of 2.5 % a side; the last where none is large enough.
func RobustBudget(gates []scenarios.Gate, p *model.Plan, of verdict.Budget) verdict.Budget {
	var single verdict.Budget
	for _, n := range of.Looks {
		single = verdict.Budget{Name: of.Name, Looks: []int{n}, Alpha: []float64{setAlpha}, Provisional: of.Provisional}
		if len(Preflight(gates, p, single)) == 0 {
			break
		}
	}
	return single
}

// Robust gathers, set by set, how the gates of a scenario fare where what is
// assumed is another; of the outcomes it keeps nothing. NewRobust makes one.
type Robust struct {
	paths    []string
	budget   verdict.Budget
	leftOut  int
	points   [][]float64         // by set: the place of each assumption in its range
	verdicts [][]verdict.Verdict // by set, then gate
	figures  [][]float64         // by set, then gate; NaN where there is none
}

// NewRobust returns one for assumptions named by their paths, of which each set is
// judged by a budget of one look.
func NewRobust(paths []string, budget verdict.Budget) *Robust {
	return &Robust{paths: paths, budget: budget}
}

// Add judges the gates under the set of assumptions at a point: a place from 0 to 1
// for each assumption. Sets are to be added in the order of their design, so that
// the same sets give the same sums.
func (r *Robust) Add(point []float64, c Case) {
	j := Judge([]Case{c}, r.budget, len(c.Candidate.Outcomes))
	var verdicts []verdict.Verdict
	var figures []float64
	for _, d := range j.decisions {
		verdicts = append(verdicts, d.Verdict)
		figures = append(figures, d.Estimate.Mean)
	}
	r.points, r.verdicts, r.figures = append(r.points, point), append(r.verdicts, verdicts), append(r.figures, figures)
}

// LeaveOut counts a set that is no valid setting.
func (r *Robust) LeaveOut() { r.leftOut++ }

// LeftOut returns how many sets are no valid settings.
func (r *Robust) LeftOut() int { return r.leftOut }

// Sets returns how many sets were judged.
func (r *Robust) Sets() int { return len(r.points) }

// Gate says how the i-th gate of a case fared over the sets. The case is that of the
// assumptions as they stand.
//
// The assumption that moves it is sought among all of them by the regression of the
// gate's figure on the assumption's place in its range, one at a time: in a Latin
// hypercube places are independent, and what the others do is noise. It is named only
// where it is shown (Holm's procedure over all assumptions, 5 %). The chance of all
// sets is the same, and so no part of what differs between them.
func (r *Robust) Gate(i int, c Case) *report.Robustness {
	g := c.Gates[i]
	out := &report.Robustness{Sets: r.Sets(), LeftOut: r.leftOut}
	figures := make([]float64, r.Sets())
	for k, verdicts := range r.verdicts {
		switch verdicts[i] {
		case verdict.Pass:
			out.Pass++
		case verdict.Fail:
			out.Fail++
		case verdict.Inconclusive:
			out.Inconclusive++
		default:
			out.NoData++
		}
		figures[k] = r.figures[k][i]
	}
	strongest, moves := mover(r.points, figures)
	if strongest < 0 {
		return out
	}
	out.Parameter, out.Moves = r.paths[strongest], number(moves)
	out.Dependent = g.Blocking() && math.Abs(moves) > gateMargin(g, c)
	if out.Dependent {
		out.Accepted = g.Accepted
	}
	return out
}

// mover returns which coordinate of the points moves the figures most, and by how
// much from 0 to 1; −1 where none is shown to. Points without a figure are left out.
func mover(points [][]float64, figures []float64) (strongest int, moves float64) {
	var kept [][]float64
	var y []float64
	for i, f := range figures {
		if !math.IsNaN(f) && !math.IsInf(f, 0) {
			kept, y = append(kept, points[i]), append(y, f)
		}
	}
	strongest = -1
	if len(y) < 3 {
		return strongest, 0
	}
	slopes, chances := make([]float64, len(kept[0])), make([]float64, len(kept[0]))
	for j := range slopes {
		x := make([]float64, len(kept))
		for i, p := range kept {
			x[i] = p[j]
		}
		slopes[j], chances[j] = regression(x, y)
	}
	shown := stat.Holm(len(slopes), 1-Level, func(j int, alpha float64) bool { return chances[j] <= alpha })
	for j := range slopes {
		if shown[j] && math.Abs(slopes[j]) > math.Abs(moves) {
			strongest, moves = j, slopes[j]
		}
	}
	return strongest, moves
}

// regression returns the slope of y on x by least squares, and the chance of one as
// steep either way where there is none: 1 where one of them does not vary.
func regression(x, y []float64) (slope, chance float64) {
	a, b := stat.Deviations(x), stat.Deviations(y)
	var xx, xy, yy float64
	for i := range a {
		xx, xy, yy = xx+a[i]*a[i], xy+a[i]*b[i], yy+b[i]*b[i]
	}
	if xx == 0 || yy == 0 {
		return 0, 1
	}
	slope = xy / xx
	freedom := float64(len(x) - 2)
	left := math.Max(yy-slope*xy, 0)
	t := math.Abs(slope) / math.Sqrt(left/freedom/xx) // infinite where all lie on a line
	return slope, 2 * distuv.StudentsT{Mu: 0, Sigma: 1, Nu: freedom}.Survival(t)
}

// gateMargin is the smallest change of a gate's figure that matters: of a change or a
// ratio by the level of the baseline, of a chance that of a share.
func gateMargin(g scenarios.Gate, c Case) float64 {
	n := len(c.Candidate.Outcomes)
	switch q := quantityOf(g, c.Candidate, c.Baseline); {
	case q == nil:
		return math.NaN()
	case g.Stat == gate.Prob:
		return Margin(metric.Desc{Unit: "share"}, q.Estimate(n).Mean)
	case g.Stat == gate.Delta:
		return Margin(g.Desc, baselineLevel(g, c))
	case g.Stat == gate.Ratio:
		level := baselineLevel(g, c)
		return Margin(g.Desc, level) / math.Abs(level)
	default:
		return Margin(g.Desc, q.Estimate(n).Mean)
	}
}

// baselineLevel is the level of a gate's metric in the baseline.
func baselineLevel(g scenarios.Gate, c Case) float64 {
	return levelOf(g.Desc, observed(g, *c.Baseline)).Estimate(len(c.Baseline.Outcomes)).Mean
}
