package stat

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Difference returns the mean change from a to b, b − a, with Hall's interval
// on the paired differences. Element i of both is replication i, run with the
// same chance; different lengths are a programmer's error. A pair of which one
// is NaN is left out. Pairing is right whatever the correlation turns out to be.
func Difference(a, b []float64, level float64) Estimate {
	return Mean(differences(a, b), level)
}

// Welch returns the mean change from a to b, b − a, for samples that do not
// share their chance. Whether they do is known from where they come from; it is
// never chosen from the data. NaN values are left out. N is the smaller number
// of replications, SD is NaN: there is no spread of a single difference.
//
// Source: B. L. Welch, "The generalization of Student's problem when several
// different population variances are involved", Biometrika 34 (1947) 28–35.
func Welch(a, b []float64, level float64) Estimate {
	alpha := side(level)
	keptA, emptyA := observed(a)
	keptB, emptyB := observed(b)
	sa, sb := describe(keptA), describe(keptB)
	n, delta := min(sa.n, sb.n), sb.mean-sa.mean
	switch {
	case n == 0:
		return bare(math.NaN(), math.NaN(), 0, NoteNoData)
	case math.IsInf(delta, 0) || math.IsNaN(delta):
		return bare(delta, math.NaN(), n, NoteInfinite)
	case n < MinReplications:
		return bare(delta, math.NaN(), n, NoteTooFew)
	case sa.sd == 0 && sb.sd == 0:
		return bare(delta, math.NaN(), n, NoteAllEqual)
	}
	va, vb := sa.sd*sa.sd/float64(sa.n), sb.sd*sb.sd/float64(sb.n)
	freedom := (va + vb) * (va + vb) / (va*va/float64(sa.n-1) + vb*vb/float64(sb.n-1))
	half := math.Sqrt(va+vb) * distuv.StudentsT{Mu: 0, Sigma: 1, Nu: freedom}.Quantile(1-alpha)
	e := Estimate{Mean: delta, Low: delta - half, High: delta + half, SD: math.NaN(), N: n, Interval: "welch"}
	if emptyA+emptyB > 0 {
		e.Note = NoteSomeEmpty
	}
	return e
}

// PairingGain says what sharing chance between a and b was worth: (s²(a) +
// s²(b))/s²(b − a), the factor by which unpaired runs would need more
// replications for the same interval. It is NaN where all differences are equal
// and for fewer than two pairs.
func PairingGain(a, b []float64) float64 {
	var keptA, keptB []float64
	delta, _ := observed(differences(a, b))
	for i := range a {
		if !math.IsNaN(b[i] - a[i]) {
			keptA, keptB = append(keptA, a[i]), append(keptB, b[i])
		}
	}
	return gain(describe(keptA).sd, describe(keptB).sd, describe(delta).sd)
}

// RatioPairingGain is PairingGain for shares and rates, on their residuals.
func RatioPairingGain(a, b []Ratio) float64 {
	mustPair(len(a), len(b))
	a, b, _ = pairedRatios(a, b)
	_, za := linearise(a)
	_, zb := linearise(b)
	if len(za) != len(zb) {
		return math.NaN() // one of the two observed nothing
	}
	return gain(describe(za).sd, describe(zb).sd, describe(differences(za, zb)).sd)
}

func gain(sdA, sdB, sdDifference float64) float64 {
	if sdDifference == 0 {
		return math.NaN()
	}
	return (sdA*sdA + sdB*sdB) / (sdDifference * sdDifference)
}

func differences(a, b []float64) []float64 {
	mustPair(len(a), len(b))
	d := make([]float64, len(a))
	for i := range a {
		d[i] = b[i] - a[i]
	}
	return d
}

func mustPair(a, b int) {
	if a != b {
		panic("stat: paired samples have the same length")
	}
}
