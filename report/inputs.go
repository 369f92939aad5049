package report

import "fmt"

// inputsSheets put a second interval beside that of noise, of noise and of what the
// fit of the inputs left open together: of headline metrics, of changes that are
// judged, and of estimated gates; nothing where no inputs were redrawn.
func inputsSheets(r *Results) []sheet {
	s := sheet{title: wordBothIntervals, notes: []string{wordInputsNote}, columns: []column{{head: wordMetric, wrap: names},
		{head: wordEstimate, right: true}, {head: wordNoise}, {head: wordNoiseAndInputs}}}
	headed := ""
	add := func(head, name string, noise, both estimate) {
		if head != headed {
			s.head(head)
			headed = head
		}
		s.add(name, noise.value, noise.interval, both.interval)
	}
	for _, v := range r.Variants {
		for _, m := range v.Metrics {
			if m.Headline && m.InputsLow != nil {
				add(v.Name, m.Name, human(m.Unit, m.Mean, m.Low, m.High, m.Interval, m.N), human(m.Unit, m.Mean, m.InputsLow, m.InputsHigh, "", m.N))
			}
		}
	}
	for _, d := range r.Differences {
		for _, c := range d.Metrics {
			if judgedFamily(c) && c.InputsLow != nil {
				unit := unitOf(r, c.Name)
				add(fmt.Sprintf(wordInputsChange, d.Variant, d.Against), fullName(c.Name, c.Labels),
					humanChange(unit, c.Delta, c.Low, c.High, c.Interval), humanChange(unit, c.Delta, c.InputsLow, c.InputsHigh, ""))
			}
		}
	}
	for _, g := range r.Gates { // a decided one says it itself
		if g.InputsLow != nil || g.InputsHigh != nil {
			add(wordGate, g.ID, observed(g), observed(g.withInputs()))
		}
	}
	if len(s.rows) == 0 {
		return nil
	}
	return []sheet{s}
}

// withInputs returns the gate with the second interval in the place of the first.
func (g Gate) withInputs() Gate {
	g.Low, g.High = g.InputsLow, g.InputsHigh
	return g
}

// withoutNotes are sheets whose notes stand elsewhere.
func withoutNotes(sheets []sheet) []sheet {
	for i := range sheets {
		sheets[i].notes = nil
	}
	return sheets
}
