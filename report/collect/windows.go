package collect

import (
	"context"
	"fmt"
	"math"
	"time"

	"weir/model"
	"weir/model/metric"
	"weir/sim"
	"weir/sim/experiment"
	"weir/sim/stat"
)

// WindowLine says what a length of the window changes in a metric, against
// windows of a minute on the same chance.
type WindowLine struct {
	Metric     string
	Unit       string
	Window     time.Duration
	Change     stat.Estimate
	HalfMargin float64 // what the change may be at most, either way
	Slope      float64 // change per minute of window
	Same       bool    // no replication differs
	OK         bool    // the interval lies within the half margin; coarser windows than the default are only shown
}

// windowLengths are what is compared; the last is the finest.
var windowLengths = []sim.Duration{30 * sim.Minute, 15 * sim.Minute, 450 * sim.Second, sim.Minute}

// Windows runs a plan with windows of several lengths and compares
// every metric with that of the finest, replication by replication.
func Windows(ctx context.Context, p *model.Plan, replications, workers int, show func(experiment.Event)) ([]WindowLine, error) {
	plans := make([]*model.Plan, len(windowLengths))
	spec := experiment.Spec{Replications: replications, Workers: workers, Progress: show}
	for i, w := range windowLengths {
		plan := *p
		plan.Window = w
		plans[i] = &plan
		spec.Variants = append(spec.Variants, experiment.Variant{Name: fmt.Sprint(w), Key: fmt.Sprintf("window-%d", w)})
	}
	spec.Run = func(ctx context.Context, variant, replication int) ([]byte, error) {
		o, err := plans[variant].Replicate(ctx, uint32(replication), model.Options{})
		if err != nil {
			return nil, err
		}
		return o.Encode()
	}
	outcome, err := experiment.Run(ctx, nil, spec)
	if err != nil {
		return nil, err
	}
	outcomes := make([][]*model.Counts, len(plans))
	for i, plan := range plans {
		for _, data := range outcome.Results[i] {
			o, err := plan.Decode(data)
			if err != nil {
				return nil, err
			}
			outcomes[i] = append(outcomes[i], o.Counts)
		}
	}
	return windowLines(outcomes, p.Minor), nil
}

func windowLines(outcomes [][]*model.Counts, minor int64) []WindowLine {
	finest := len(windowLengths) - 1
	var lines []WindowLine
	for _, f := range model.Figures() {
		r := row{figure: &f}
		fine := r.ratios(outcomes[finest], minor)
		level := estimate(f.Desc, fine).Mean
		for i, w := range windowLengths[:finest] {
			e := changeOf(f.Desc, fine, r.ratios(outcomes[i], minor)).Estimate(len(fine))
			l := WindowLine{Metric: f.Name, Unit: f.Unit, Window: w.Std(), Change: e, HalfMargin: Margin(f.Desc, level) / 2}
			l.Slope = e.Mean / (float64(w-windowLengths[finest]) / float64(sim.Minute))
			within := math.Abs(e.Low) <= l.HalfMargin && math.Abs(e.High) <= l.HalfMargin
			l.Same = e.SD == 0 && e.Mean == 0
			l.OK = within || l.Same || w > sim.DefaultWindow
			lines = append(lines, l)
		}
	}
	return lines
}

// Margin returns the smallest change of a metric that matters, at a level: for
// shares .05 percentage points below 5 %, else .5; 2 % of the level for the rest
// (STATISTICS.md, margins).
func Margin(d metric.Desc, level float64) float64 {
	switch {
	case d.Margin > 0 && d.Unit == "share":
		return d.Margin
	case d.Margin > 0:
		return d.Margin * math.Abs(level)
	case d.Unit == "share" && level < .05:
		return .0005
	case d.Unit == "share":
		return .005
	}
	return .02 * math.Abs(level)
}
