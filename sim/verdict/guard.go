package verdict

import (
	"math"
	"slices"

	"weir/sim/stat"
)

// The guards of a mean (docs/STATISTICS.md, unseen mass).
const (
	fewestOffMode = 20 // replications that differ from the commonest value
	largestShare  = .2 // of Σ|x − median| that one replication may carry
)

// waits are the least numbers of replications for a skewness, the gravest first.
var waits = [...]struct {
	skew float64
	n    int
}{{3, 512}, {2, 256}}

// guard says why a mean of the evidence must not PASS; the zero Note if it may.
//
// A loss of 100 in one history of a hundred would otherwise be shown to be below
// 1 in half of all runs: no interval knows of what the sample does not have.
func (e evidence) guard() Note {
	skew := math.Abs(stat.Skewness(e.parts))
	for _, w := range waits {
		if skew > w.skew && len(e.parts) < w.n {
			return Note{NoteSkewed, w.n}
		}
	}
	if k := offMode(e.shown); k < fewestOffMode {
		return Note{NoteCarried, k}
	}
	if share := heaviest(e.parts); share > largestShare {
		return Note{NoteCarried, 1}
	}
	return Note{}
}

// offMode counts the values that differ from the commonest one. All that
// observed nothing, NaN, count as one value.
func offMode(values []float64) int {
	sorted := slices.Sorted(slices.Values(values)) // NaN first
	commonest, run := 0, 0
	for i, x := range sorted {
		if i > 0 && (x == sorted[i-1] || math.IsNaN(x) && math.IsNaN(sorted[i-1])) {
			run++
		} else {
			run = 1
		}
		commonest = max(commonest, run)
	}
	return len(values) - commonest
}

// heaviest returns which share of Σ|x − median| the farthest value carries; 0
// where all are equal.
func heaviest(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	median := slices.Sorted(slices.Values(values))[len(values)/2]
	sum, largest := 0.0, 0.0
	for _, x := range values {
		d := math.Abs(x - median)
		sum += d
		largest = math.Max(largest, d)
	}
	if sum == 0 {
		return 0
	}
	return largest / sum
}
