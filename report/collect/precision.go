package collect

import (
	"math"

	"weir/model"
	"weir/report"
	"weir/sim/stat"
)

// Precision says how precise the headline figures of a variant are, as `auto`
// looks at them: the least precise one counts. Figures that are zero throughout
// or have no observation are not waited for.
func Precision(v Variant, target float64) *report.Precision {
	p := &report.Precision{Target: target, Reached: true}
	for _, f := range model.Figures() {
		if !f.Headline {
			continue
		}
		e := estimate(f.Desc, row{figure: &f}.ratios(v.counts(model.All), v.Plan.Minor))
		if e.Mean == 0 || math.IsNaN(e.Mean) {
			continue
		}
		if reached := math.Min(stat.Precision(e), 1e6); reached >= p.Achieved {
			p.Achieved, p.Metric = reached, f.Name
			p.Reached = stat.Precise(e, target)
		}
	}
	return p
}
