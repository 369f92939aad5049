package desk

import (
	"math"
	"math/bits"

	"weir/sim"
)

// estimate returns an expectation's value and its standard error over the
// replications; i is the expectation's index.
func (e Expectation) estimate(sources []*source, i int) (mean, se float64) {
	nums, dens := make([]float64, len(sources)), make([]float64, len(sources))
	if e.What == WaitP95 {
		return quantile(sources, i, 0.95)
	}
	for r, s := range sources {
		switch e.What {
		case SystemMean, QueueMean:
			nums[r] = s.last[i].Minus(s.first[i]).Float64()
			dens[r] = float64(s.until.Sub(s.from))
		case WaitMean:
			nums[r], dens[r] = float64(s.counts[i].num)/float64(sim.Second), float64(s.counts[i].den)
		default:
			nums[r], dens[r] = float64(s.counts[i].num), float64(s.counts[i].den)
		}
	}
	return ratio(nums, dens)
}

// ratio returns ΣN/ΣD with the standard error of Z = (N − rD)/D̄. NaN without
// observations.
func ratio(nums, dens []float64) (r, se float64) {
	n, num, den := float64(len(nums)), 0.0, 0.0
	for i := range nums {
		num, den = num+nums[i], den+dens[i]
	}
	r = num / den
	squares := 0.0
	for i := range nums {
		z := (nums[i] - r*dens[i]) / (den / n)
		squares += z * z
	}
	return r, math.Sqrt(squares / (n - 1) / n)
}

// waits is a histogram of waits in 128 buckets for each power of two.
type waits struct {
	counts [64 * perOctave]int64
	n      int64
}

const perOctave = 128

// bucket returns the index of a wait ≥ 0: its leading bit and the seven below.
func bucket(x int64) int {
	if x < perOctave {
		return int(x)
	}
	exponent := bits.Len64(uint64(x)) - 8 // x>>exponent is in [128, 256)
	return (exponent+1)*perOctave + int(x>>exponent) - perOctave
}

// edge returns the least wait of a bucket.
func edge(bucket int) float64 {
	if bucket < perOctave {
		return float64(bucket)
	}
	exponent := bucket/perOctave - 1
	return math.Ldexp(float64(bucket%perOctave+perOctave), exponent)
}

func (w *waits) add(x int64) {
	w.counts[bucket(x)]++
	w.n++
}

// below returns how many waits are below x, spread evenly inside a bucket.
func (w *waits) below(x float64) float64 {
	last := bucket(int64(x))
	n := 0.0
	for i := range last {
		n += float64(w.counts[i])
	}
	part := (x - edge(last)) / (edge(last+1) - edge(last))
	return n + part*float64(w.counts[last])
}

// invert returns the x below which there are n waits.
func (w *waits) invert(n float64) float64 {
	for i, c := range w.counts {
		if float64(c) >= n && c > 0 {
			return edge(i) + n/float64(c)*(edge(i+1)-edge(i))
		}
		n -= float64(c)
	}
	return math.NaN()
}

// quantile returns the p-quantile, in seconds, of the waits of all replications
// together. Its standard error is that of the share of waits below it, divided
// by their density there.
func quantile(sources []*source, i int, p float64) (q, se float64) {
	var pooled waits
	for _, s := range sources {
		for b, c := range s.waits[i].counts {
			pooled.counts[b] += c
		}
		pooled.n += s.waits[i].n
	}
	q = pooled.invert(p * float64(pooled.n))
	if !(q >= 1) {
		return q / float64(sim.Second), math.NaN()
	}
	below, all := make([]float64, len(sources)), make([]float64, len(sources))
	for r, s := range sources {
		below[r], all[r] = s.waits[i].below(q), float64(s.waits[i].n)
	}
	_, shareSE := ratio(below, all)
	const width = 0.05
	density := (pooled.below(q*(1+width)) - pooled.below(q*(1-width))) / float64(pooled.n) / (2 * width * q)
	return q / float64(sim.Second), shareSE / density / float64(sim.Second)
}
