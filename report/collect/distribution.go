package collect

import (
	"fmt"
	"math"
	"slices"

	"weir/model"
	"weir/report"
	"weir/sim"
	"weir/sim/param"
	"weir/sim/stat"
)

// distributions returns the curves of a variant: how long accounts have been
// idle, and how long cases wait at each desk.
func distributions(v Variant) []report.Distribution {
	if len(v.Outcomes) == 0 {
		return nil
	}
	out := []report.Distribution{idle(v)}
	for i, desk := range v.Plan.Labels().Desks {
		if d := waits(v, i, desk); d.X != nil {
			out = append(out, d)
		}
	}
	return out
}

// idle is the share of account-days on which an account had been idle for at
// least so many days.
func idle(v Variant) report.Distribution {
	d := report.Distribution{Name: "customer.idle", Labels: map[string]string{}, Title: "Idle accounts", Unit: "d"}
	days := len(v.Outcomes[0].Counts.IdleDays)
	for _, day := range rising(days - 1) {
		ratios := make([]stat.Ratio, len(v.Outcomes))
		for i, o := range v.Outcomes {
			for k, n := range o.Counts.IdleDays {
				ratios[i].Den += float64(n)
				if k >= day {
					ratios[i].Num += float64(n)
				}
			}
		}
		add(&d, float64(day), stat.MeanOfRatio(ratios, Level))
	}
	return d
}

// rising returns whole numbers from 0 to last that lie ever further apart.
func rising(last int) []int {
	out := []int{0}
	for x := 1.0; int(x) <= last; x = math.Max(x+1, x*1.06) {
		out = append(out, int(x))
	}
	return out
}

// waits is the share of a desk's cases that waited for at least so long.
func waits(v Variant, number int, desk string) report.Distribution {
	d := report.Distribution{Name: "service.wait", Labels: map[string]string{"desk": desk}, Title: "Waits at " + desk, Unit: "s"}
	var all stat.Sketch
	for _, o := range v.Outcomes {
		all.Merge(o.Counts.WaitOver[number])
	}
	if all.N == 0 {
		return d
	}
	longest := all.Quantile(.999)
	const points = 80
	for k := range points + 1 {
		x := longest * float64(k) / points
		ratios := make([]stat.Ratio, len(v.Outcomes))
		for i, o := range v.Outcomes {
			w := o.Counts.WaitOver[number]
			ratios[i] = stat.Ratio{Num: float64(w.AtLeast(int64(x))), Den: float64(w.N)}
		}
		add(&d, x/float64(sim.Second), stat.MeanOfRatio(ratios, Level))
	}
	return d
}

func add(d *report.Distribution, x float64, e stat.Estimate) {
	d.X = append(d.X, x)
	d.Above = append(d.Above, e.Mean)
	d.Low = append(d.Low, e.Low)
	d.High = append(d.High, e.High)
}

// shocks lists the plan's shocks with their windows in the first replication in
// which they happen.
func shocks(v Variant) []report.Shock {
	var out []report.Shock
	for number, s := range v.Plan.Shocks {
		shock := report.Shock{ID: s.ID, Kind: "outage", Fixed: true}
		if s.Churn != nil {
			shock.Kind = "number_churn"
		}
		var windows []string
		for _, o := range v.Outcomes {
			happened := false
			for _, iv := range slices.Concat(o.Outages, o.Losses) {
				if iv.Shock != number || iv.From >= sim.Time(v.Plan.Length) || iv.Until <= 0 {
					continue
				}
				window := fmt.Sprint(iv.From, iv.Until)
				if !happened && shock.Fired == 0 {
					shock.Start, shock.End = sim.Duration(iv.From).Days(), sim.Duration(iv.Until).Days()
					windows = []string{window}
				}
				happened = true
				shock.Fixed = shock.Fixed && len(windows) == 1 && windows[0] == window
			}
			if happened {
				shock.Fired++
			}
		}
		shock.Fixed = shock.Fixed && shock.Fired == len(v.Outcomes)
		shock.Text = describe(v.Plan, s, shock)
		out = append(out, shock)
	}
	return out
}

// told returns what happens in a shock, and when or how often a day.
func told(s model.Shock) (what string, at param.Date, dated bool, rate float64) {
	if c := s.Churn; c != nil {
		what = fmt.Sprintf("%.3g %% of numbers lost", c.Share*100)
		if c.Carrier != "" {
			what += " at " + c.Carrier
		}
		return what, c.At, c.Dated, c.Rate
	}
	what = s.Outage.System + " down"
	if s.Outage.Region != "" {
		what += " in " + s.Outage.Region
	}
	return what, s.Outage.At, s.Outage.Dated, s.Outage.Rate
}

// describe says in one line what a shock is.
func describe(p *model.Plan, s model.Shock, shock report.Shock) string {
	what, at, dated, rate := told(s)
	if !dated {
		return fmt.Sprintf("%s, %.3g a year", what, rate*365)
	}
	from := fmt.Sprintf("%04d-%02d-%02d %02d:%02d", at.Year, at.Month, at.Day, at.Hour, at.Minute)
	if shock.Fixed {
		return fmt.Sprintf("%s, %.3g h from %s", what, (shock.End-shock.Start)*24, from)
	}
	return fmt.Sprintf("%s from %s, for a random time", what, from)
}
