package verdict

import (
	"math"

	"weir/sim/stat"
)

// shownLevel is the level of the intervals that are shown.
const shownLevel = .95

// mean is every quantity that is a mean over replications in some way: they
// differ in the interval, and agree in what makes a mean untrustworthy.
type mean struct {
	estimate func(n int, level float64) stat.Estimate
	evidence func(n int) evidence
	reach    Range // of the quantity
}

// evidence is what the guards look at.
type evidence struct {
	parts  []float64 // what each replication contributes: their mean, but for a constant, is the estimate
	shown  []float64 // the replication's own value; NaN where it observed nothing
	weight float64   // how many replications' worth the heaviest replication counts: 1 but for ratios
}

// Mean is the mean of one value per replication; NaN marks a replication
// without an observation.
func Mean(values []float64, r Range) Quantity {
	return mean{
		estimate: func(n int, level float64) stat.Estimate { return stat.Mean(values[:n], level) },
		evidence: func(n int) evidence { return plain(values[:n]) },
		reach:    r,
	}
}

// Ratio is a share or rate over all replications, ΣN/ΣD.
func Ratio(ratios []stat.Ratio, r Range) Quantity {
	return mean{
		estimate: func(n int, level float64) stat.Estimate { return stat.MeanOfRatio(ratios[:n], level) },
		evidence: func(n int) evidence { return ofRatios(ratios[:n]) },
		reach:    r,
	}
}

// Difference is the change from a to b, b − a, paired by replication. The range
// is that of the values themselves.
func Difference(a, b []float64, r Range) Quantity {
	return mean{
		estimate: func(n int, level float64) stat.Estimate { return stat.Difference(a[:n], b[:n], level) },
		evidence: func(n int) evidence { return plain(subtract(b[:n], a[:n])) },
		reach:    r.change(),
	}
}

// RatioDifference is the change of a share or rate from a to b, paired by
// replication. The range is that of the share or rate.
func RatioDifference(a, b []stat.Ratio, r Range) Quantity {
	return mean{
		estimate: func(n int, level float64) stat.Estimate { return stat.RatioDifference(a[:n], b[:n], level) },
		evidence: func(n int) evidence { return ofRatioDifference(a[:n], b[:n]) },
		reach:    r.change(),
	}
}

// Welch is the change from a to b of arms that do not share their chance, which
// must be known from where they come from.
func Welch(a, b []float64) Quantity { return arms{a, b} }

// Estimate implements Quantity.
func (m mean) Estimate(n int) stat.Estimate { return m.estimate(n, shownLevel) }

// Bounds implements Quantity.
func (m mean) Bounds(n int, alpha float64) (low, high float64) {
	e := m.estimate(n, 1-2*alpha)
	if e.Note == stat.NoteAllEqual {
		return m.reach.allEqual(e.Mean, m.evidence(n).weight, e.N, alpha)
	}
	return m.reach.clip(e.Low, e.High)
}

// Guard implements Quantity.
func (m mean) Guard(n int) Note {
	e := m.estimate(n, shownLevel)
	if e.Note != stat.NoteAllEqual {
		return m.evidence(n).guard()
	}
	if math.IsInf(m.reach.Low, 0) || math.IsInf(m.reach.High, 0) {
		return Note{NoteAllEqual, e.N}
	}
	return Note{} // the bounds allow for what was not seen
}

// arms are two samples that share no chance.
type arms struct{ a, b []float64 }

// Estimate implements Quantity.
func (w arms) Estimate(n int) stat.Estimate { return stat.Welch(w.a[:n], w.b[:n], shownLevel) }

// Bounds implements Quantity.
func (w arms) Bounds(n int, alpha float64) (low, high float64) {
	e := stat.Welch(w.a[:n], w.b[:n], 1-2*alpha)
	return e.Low, e.High
}

// Guard implements Quantity: each arm must be trustworthy by itself.
func (w arms) Guard(n int) Note {
	if w.Estimate(n).Note == stat.NoteAllEqual {
		return Note{NoteAllEqual, n}
	}
	for _, arm := range [][]float64{w.a[:n], w.b[:n]} {
		if note := plain(arm).guard(); note != (Note{}) {
			return note
		}
	}
	return Note{}
}

// plain is the evidence of one value per replication.
func plain(values []float64) evidence {
	kept := observed(values)
	return evidence{parts: kept, shown: kept, weight: 1}
}

// ofRatios is the evidence of a share or rate.
func ofRatios(ratios []stat.Ratio) evidence {
	kept := observedRatios(ratios)
	_, parts := stat.Residuals(kept)
	e := evidence{parts: parts, shown: make([]float64, len(kept)), weight: 1}
	sum, largest := 0.0, 0.0
	for i, r := range kept {
		e.shown[i] = r.Num / r.Den
		sum += r.Den
		largest = math.Max(largest, r.Den)
	}
	if sum > 0 {
		e.weight = largest * float64(len(kept)) / sum
	}
	return e
}

// ofRatioDifference is the evidence of a paired change of a share or rate.
func ofRatioDifference(a, b []stat.Ratio) evidence {
	var keptA, keptB []stat.Ratio
	for i := range a {
		if counted(a[i]) && counted(b[i]) {
			keptA, keptB = append(keptA, a[i]), append(keptB, b[i])
		}
	}
	ea, eb := ofRatios(keptA), ofRatios(keptB)
	e := evidence{shown: subtract(eb.shown, ea.shown), weight: max(ea.weight, eb.weight)}
	if len(ea.parts) == len(eb.parts) { // else one of the two observed nothing
		e.parts = subtract(eb.parts, ea.parts)
	}
	return e
}

func subtract(x, y []float64) []float64 {
	out := make([]float64, len(x))
	for i := range x {
		out[i] = x[i] - y[i]
	}
	return out
}

// observed leaves out the NaN of replications that saw nothing.
func observed(values []float64) []float64 {
	kept := make([]float64, 0, len(values))
	for _, x := range values {
		if !math.IsNaN(x) {
			kept = append(kept, x)
		}
	}
	return kept
}

func observedRatios(ratios []stat.Ratio) []stat.Ratio {
	kept := make([]stat.Ratio, 0, len(ratios))
	for _, r := range ratios {
		if counted(r) {
			kept = append(kept, r)
		}
	}
	return kept
}

func counted(r stat.Ratio) bool { return !math.IsNaN(r.Num + r.Den) }
