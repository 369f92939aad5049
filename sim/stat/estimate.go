// Package stat turns what replications counted into estimates with honest
// intervals. Tallies are integers and merge exactly in any order; floats appear
// only here, at the end, in the order of the replications.
package stat

import "math"

// MinReplications is the least number of replications from which an interval is
// given. Below it the spread between replications is itself hardly known.
const MinReplications = 10

// Estimate is a number with its interval. The interval has two sides of equal
// error: Low and High at level 1 − 2α are one-sided bounds of error α each.
type Estimate struct {
	Mean float64 // the point estimate; NaN where there was no observation
	Low  float64 // lower end of the interval; NaN where there is none
	High float64 // upper end of the interval; NaN where there is none
	SD   float64 // standard deviation between replications; NaN where undefined
	N    int     // replications behind it

	// Interval names how the interval was made: "hall", "t", "welch",
	// "clopper-pearson", "order", "bootstrap-t", "prediction", "exact", or "none".
	Interval string
	// Note says why there is no interval, or warns about it; a code of the
	// catalogue of sentences, empty when there is nothing to say.
	Note string
}

// Ratio is one replication's share or rate: numerator over denominator, both
// counted in integers. A replication without observations is {0, 0} and stays
// in the sample.
type Ratio struct{ Num, Den float64 }

// The notes of an Estimate, the most serious first: an estimate carries one.
const (
	NoteNoData          = "S002" // nothing was observed: no estimate at all
	NoteInfinite        = "S011" // a replication's value is infinite: no interval
	NoteTooFew          = "S001" // fewer than MinReplications replications: no interval
	NoteFewSeen         = "S004" // fewer than MinReplications had an observation: no interval
	NoteAllEqual        = "S003" // every replication gave the same value: no interval
	NoteNoTail          = "S008" // too few replications for an expected shortfall: no interval
	NoteTooFewToPredict = "S012" // fewer than PredictionNeeds had an observation: no prediction interval
	NoteOneSided        = "S007" // too few replications for one side of a quantile's bounds
	NoteNotExact        = "S010" // declared deterministic, but replications differ
	NoteSkewed          = "S006" // very skewed for so few replications: the interval may be too short
	NoteRough           = "S009" // the interval is approximate
	NoteSomeEmpty       = "S005" // replications without an observation were left out
)

// Within clips the interval to the values that are possible, e.g. 0 and 1 for
// a share. The point estimate stays as it is.
func (e Estimate) Within(low, high float64) Estimate {
	if e.Low < low {
		e.Low = low
	}
	if e.High > high {
		e.High = high
	}
	return e
}

// bare returns an estimate without an interval, for the reason that note gives.
func bare(mean, sd float64, n int, note string) Estimate {
	return Estimate{Mean: mean, Low: math.NaN(), High: math.NaN(), SD: sd, N: n, Interval: "none", Note: note}
}

// noted adds a warning to an estimate that has nothing more serious to say.
func (e Estimate) noted(note string) Estimate {
	if e.Note == "" {
		e.Note = note
	}
	return e
}

// side returns the error of one side of an interval. A level outside (0, 1) is
// a programmer's error.
func side(level float64) float64 {
	if !(level > 0 && level < 1) {
		panic("stat: the level of an interval lies between 0 and 1")
	}
	return (1 - level) / 2
}
