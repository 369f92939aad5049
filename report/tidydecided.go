package report

import "slices"

// tidyVerdicts copies verdicts with null for numbers that JSON cannot hold and
// empty lists where a reader expects them.
func tidyVerdicts(v *Verdicts) *Verdicts {
	if v == nil {
		return nil
	}
	t := *v
	t.Verdict = verdictOf(v.Verdict).String()
	t.Looks = append([]Look{}, v.Looks...)
	t.Gates = append([]Decided{}, v.Gates...)
	for i := range t.Gates {
		d := &t.Gates[i]
		d.Verdict = verdictOf(d.Verdict).String()
		tidyNumbers(&d.Estimate, &d.Low, &d.High, &d.InputsLow, &d.InputsHigh)
		tidyLabels(&d.Labels)
		if d.Robust != nil {
			robust := *d.Robust
			tidyNumbers(&robust.Moves)
			d.Robust = &robust
		}
	}
	return &t
}

func tidySweep(s *Sweep) *Sweep {
	if s == nil {
		return nil
	}
	t := *s
	t.Parameters = append([]SweepParameter{}, s.Parameters...)
	for i := range t.Parameters {
		t.Parameters[i].Texts = append([]string{}, t.Parameters[i].Texts...)
	}
	t.Metrics = append([]SweepMetric{}, s.Metrics...)
	for i := range t.Metrics {
		tidyLabels(&t.Metrics[i].Labels)
	}
	t.Points = append([]SweepPoint{}, s.Points...)
	for i := range t.Points {
		p := &t.Points[i]
		p.Texts = append([]string{}, p.Texts...)
		p.Cells = append([]SweepCell{}, p.Cells...)
		for k := range p.Cells {
			tidyCell(&p.Cells[k])
		}
	}
	t.Tornado = slices.Clone(s.Tornado)
	for i := range t.Tornado {
		tidyCell(&t.Tornado[i].Low)
		tidyCell(&t.Tornado[i].High)
	}
	if s.Front != nil {
		front := *s.Front
		front.Points = append([]int{}, front.Points...)
		t.Front = &front
	}
	return &t
}

func tidyCell(c *SweepCell) {
	tidyEstimate(&c.Estimate)
	tidyNumbers(&c.Delta, &c.DeltaLow, &c.DeltaHigh)
}

func tidyBacktest(b *Backtest) *Backtest {
	if b == nil {
		return nil
	}
	t := *b
	t.Verdict = verdictOf(b.Verdict).String()
	tidyNumbers(&t.HeldOut)
	t.Rows = append([]BacktestRow{}, b.Rows...)
	for i := range t.Rows {
		row := &t.Rows[i]
		tidyNumbers(&row.Mean, &row.Low, &row.High, &row.Error)
		tidyLabels(&row.Labels)
	}
	return &t
}
