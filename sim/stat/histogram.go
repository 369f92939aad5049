package stat

import (
	"fmt"
	"slices"
)

// Histogram counts integers between fixed edges (idle days), for survival
// curves and charts. Histograms of the same edges merge exactly in any order.
type Histogram struct {
	Edges  []int64 // rising
	Counts []int64 // Counts[i]: Edges[i−1] ≤ x < Edges[i]; the first is below all edges, the last from the last edge on
}

// NewHistogram returns an empty histogram. Edges that do not rise are a
// programmer's error.
func NewHistogram(edges []int64) Histogram {
	for i := 1; i < len(edges); i++ {
		if edges[i] <= edges[i-1] {
			panic("stat: a histogram's edges rise")
		}
	}
	return Histogram{Edges: slices.Clone(edges), Counts: make([]int64, len(edges)+1)}
}

// Add counts x.
func (h *Histogram) Add(x int64) {
	i, found := slices.BinarySearch(h.Edges, x)
	if found {
		i++ // an edge belongs to the values above it
	}
	h.Counts[i]++
}

// Merge adds what another histogram counted. Different edges are an error.
func (h *Histogram) Merge(o Histogram) error {
	if !slices.Equal(h.Edges, o.Edges) {
		return fmt.Errorf("histograms of different edges do not add up: %d and %d edges", len(h.Edges), len(o.Edges))
	}
	for i, n := range o.Counts {
		h.Counts[i] += n
	}
	return nil
}

// N returns the number of observations.
func (h Histogram) N() int64 {
	var n int64
	for _, c := range h.Counts {
		n += c
	}
	return n
}

// AtLeast returns, for each edge, the observations from that edge on over all:
// this replication's part of a survival curve.
func (h Histogram) AtLeast() []Ratio {
	n := h.N()
	share, from := make([]Ratio, len(h.Edges)), n
	for i := range h.Edges {
		from -= h.Counts[i]
		share[i] = Ratio{Num: float64(from), Den: float64(n)}
	}
	return share
}
