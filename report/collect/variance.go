package collect

import (
	"math"

	"weir/model"
	"weir/report"
	"weir/scenarios"
	"weir/scenarios/say"
	"weir/sim/design"
	"weir/sim/stat"
)

// Redrawn are the variants of some results with one group of chance drawn anew, in
// all of them alike: the first replications of each. Population is nil where all
// replications share one opening book: then it is no part of what varies.
type Redrawn struct{ Shocks, Population, Chance []Variant }

// Named are the metrics that gates speak of, as the family of a comparison names them.
func Named(gates []scenarios.Gate) []string {
	var out []string
	for _, g := range gates {
		out = append(out, rowOfGate(g).key())
	}
	return out
}

// Variance says for each headline metric, or those named, where the uncertainty of the
// first variant's answer comes from, and of each other's difference from it.
//
// The share of a group of chance is that of the replications' variance which drawing
// the group anew accounts for, alone and together with others (design.Total). With
// variants whose inputs are drawn (see Inputs; nil where they are not) it is about
// the variance of the mean of n replications, s²/n + mean D²: the second part is the
// inputs', the first the groups', by their shares. Mean D² is no less than the inputs'
// part, so that their share is at most what it says. A metric that does not vary is
// left out.
func Variance(variants []Variant, again Redrawn, drawn []Variant, named []string) []report.VarianceShare {
	var out []report.VarianceShare
	for _, row := range rows(model.Figures(), variants[0].Plan.Labels()) {
		if (family{named}).of(row) == report.FamilyExploration || row.figure.Exact {
			continue
		}
		for i := range variants {
			s := source{row: row, variant: i}
			share := report.VarianceShare{Metric: row.figure.Name, Labels: orEmpty(row.labels)}
			if i > 0 {
				share.Variant = variants[i].Name
			}
			if s.weigh(&share, variants, again, drawn) {
				out = append(out, share)
			}
		}
	}
	return out
}

// source is an answer whose uncertainty is told apart: of the first variant, or the
// change from it to another.
type source struct {
	row     row
	variant int
}

// weigh fills the shares; false where nothing varies.
func (s source) weigh(share *report.VarianceShare, variants []Variant, again Redrawn, drawn []Variant) bool {
	y := s.answers(variants, variants)
	noise := variance(y) / float64(len(y))
	inputs := 0.0
	if drawn != nil {
		d := s.effects(variants, drawn)
		inputs, _ = meanSquare(d)
	}
	if !(noise > 0) {
		return false
	}
	rest := noise / (noise + inputs)
	if drawn != nil {
		share.Inputs = number(1 - rest)
	}
	share.Shocks, share.ShocksSE, share.N = s.total(y, variants, again.Shocks, rest)
	share.Chance, share.ChanceSE, _ = s.total(y, variants, again.Chance, rest)
	if again.Population != nil {
		share.Population, share.PopulationSE, _ = s.total(y, variants, again.Population, rest)
	}
	share.Advice = say.Text(advice(*share))
	return true
}

// answers are what each replication says of the answer: of some variants, around
// what others say.
func (s source) answers(of, around []Variant) []float64 {
	level := func(i int) []float64 {
		d := s.row.figure.Desc
		return answers(d, s.ratios(of[i]), quotient(s.ratios(around[i])))
	}
	if s.variant == 0 {
		return level(0)
	}
	return subtracted(level(s.variant), level(0))
}

// effects are how far redrawn inputs move the answer.
func (s source) effects(fixed, drawn []Variant) []float64 {
	level := func(i int) []float64 { return effects(s.row.figure.Desc, s.ratios(fixed[i]), s.ratios(drawn[i])) }
	if s.variant == 0 {
		return level(0)
	}
	return subtracted(level(s.variant), level(0))
}

func (s source) ratios(v Variant) []stat.Ratio {
	return s.row.ratios(v.counts(model.All), v.Plan.Minor)
}

// total is the share of a group, of a part of the whole variance, with its standard
// error and the number of replications it is from.
func (s source) total(y []float64, variants, redrawn []Variant, part float64) (share, se *float64, n int) {
	again := s.answers(redrawn, variants)
	n = min(len(y), len(again))
	e := design.Total(y[:n], again[:n], Level)
	return number(part * min(max(e.Mean, 0), 1)), number(part * e.SD / math.Sqrt(float64(e.N))), n
}

// variance is that of values; NaNs are left out.
func variance(values []float64) float64 {
	var kept []float64
	for _, v := range values {
		if !math.IsNaN(v) {
			kept = append(kept, v)
		}
	}
	if len(kept) < 2 {
		return math.NaN()
	}
	square, n := meanSquare(stat.Deviations(kept))
	return square * float64(n) / float64(n-1)
}

// The advice.
const (
	adviceData         = "R380" // the inputs account for most
	adviceReplications = "R381" // shocks do
	adviceCustomers    = "R382" // population and chance do
	adviceBoth         = "R383" // neither clearly
)

// advice is the code of a sentence that says what would help: where shocks and
// customers are less than two standard errors apart, that both matter.
func advice(v report.VarianceShare) string {
	at := func(x *float64) float64 {
		if x == nil {
			return 0
		}
		return *x
	}
	ahead := at(v.Shocks) - at(v.Population) - at(v.Chance)
	doubt := 2 * math.Hypot(at(v.ShocksSE), math.Hypot(at(v.PopulationSE), at(v.ChanceSE)))
	switch {
	case at(v.Inputs) > .5:
		return adviceData
	case ahead > doubt:
		return adviceReplications
	case -ahead > doubt:
		return adviceCustomers
	}
	return adviceBoth
}
