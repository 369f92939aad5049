package stat

import (
	"math"
	"slices"
)

// Predict returns the interval that covers one more value drawn like the given
// ones with at least the probability level: what a history may show, chance
// included, not where its mean lies. Its ends are order statistics. Of n values and
// a new one each order is as likely, whatever the distribution, so that the new one
// lies from the j-th smallest to the j-th largest with probability 1 − 2j/(n + 1), or
// more where values may be equal; j is the largest for which that is at least level.
// There is none for fewer than PredictionNeeds values, with NoteTooFewToPredict. NaN
// values are left out.
//
// N counts the values, SD is theirs.
//
// Source: S. S. Wilks, "Determination of sample sizes for setting tolerance limits",
// Annals of Mathematical Statistics 12 (1941) 91–96.
func Predict(values []float64, level float64) Estimate {
	alpha := side(level)
	kept, empty := observed(values)
	s := describe(kept)
	switch {
	case s.n == 0:
		return bare(math.NaN(), math.NaN(), 0, NoteNoData)
	case s.n < PredictionNeeds(level):
		return bare(s.mean, s.sd, s.n, NoteTooFewToPredict)
	}
	slices.Sort(kept)
	j := beyond(s.n, alpha)
	e := Estimate{Mean: s.mean, Low: kept[j-1], High: kept[s.n-j], SD: s.sd, N: s.n, Interval: "prediction"}
	if empty > 0 {
		e.Note = NoteSomeEmpty
	}
	return e
}

// PredictionNeeds returns the fewest values that a prediction interval takes: 39
// at 95 %.
func PredictionNeeds(level float64) int {
	alpha, n := side(level), 1
	for beyond(n, alpha) < 1 {
		n++
	}
	return n
}

// beyond is the largest j for which a new value lies below the j-th smallest of n
// with probability alpha or less. j/(n + 1) is exact but for rounding.
func beyond(n int, alpha float64) int { return int(float64(n+1)*alpha + 1e-9) }
