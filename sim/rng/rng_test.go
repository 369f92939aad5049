package rng

import (
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// The statistical tests below run on fixed keys, so they give the same verdict
// on every run. A limit of z standard errors is what a new choice of constants
// would exceed by bad luck with the chance named at each.

// TestBits holds the bits still: a changed number here changes every result
// ever stored and wants a [RESULT] line in the changelog.
func TestBits(t *testing.T) {
	for _, c := range []struct {
		seed                uint64
		replication, branch uint32
		entity              uint64
		purpose             Purpose
		index               uint64
		first, second       uint64
	}{
		{0, 0, 0, 0, 0, 0, 0x245145585d5b98a5, 0x4bd1fa144fcb55b7},
		{1, 0, 0, 0, 0, 0, 0x4890dea933697ec0, 0x97f39d948d9e42bc},
		{0, 1, 0, 0, 0, 0, 0x5583467cef0e039e, 0x697073f145ceb90d},
		{0, 0, 1, 0, 0, 0, 0x0c258bb936ed654d, 0x08dce33290d130ca},
		{0, 0, 0, 1, 0, 0, 0x162d9dee7b9eaae4, 0xeabec10e046ea44f},
		{0, 0, 0, 0, 1, 0, 0xe6b16d412a08794f, 0x20692e7f0a5ae02a},
		{0, 0, 0, 0, 0, 1, 0x729fb143f898177a, 0x6a718413a8b53f77},
		{20260101, 19, 3, 99_999, 42, 1 << 40, 0x8aa83d04ed9be8a4, 0xb27e7e7791abe9b0},
	} {
		s := New(c.seed, c.replication, c.branch).Stream(c.entity, c.purpose, c.index)
		first, second := s.Uint64(), s.Uint64()
		if first != c.first || second != c.second {
			t.Errorf("{%d, %d, %d, %d, %d, %d, %#x, %#x}, // want %#x, %#x", c.seed, c.replication, c.branch,
				c.entity, c.purpose, c.index, first, second, c.first, c.second)
		}
	}
}

// TestOrder is the point of keyed chance: draws made in another order, or with
// others in between, have the same bits.
func TestOrder(t *testing.T) {
	root := New(7, 0, 0)
	var forward, backward [100]float64
	for i := range forward {
		forward[i] = root.Uniform(uint64(i), 1, 5)
	}
	for i := len(backward) - 1; i >= 0; i-- {
		root.Uniform(uint64(i), 2, 5) // a draw of another purpose
		backward[i] = root.Uniform(uint64(i), 1, 5)
	}
	if forward != backward {
		t.Error("draws depend on the order in which they are made")
	}
}

// TestPlantedSharedStream plants the fault that keyed chance exists to avoid: a
// stream that all customers share. Customers of two runs differ only in a
// policy that makes some of them draw once more; the property "draws whose key
// exists in both runs have equal bits" must hold for keys and must catch the
// shared stream.
func TestPlantedSharedStream(t *testing.T) {
	const customers, days = 50, 20
	type name struct{ customer, day int }
	// run returns the intents of everybody. Under the policy every third
	// customer gets a notice each day, whose delivery is drawn.
	run := func(policy bool, intent, notice func(name) float64) map[name]float64 {
		intents := map[name]float64{}
		for day := range days {
			for customer := range customers {
				at := name{customer, day}
				if policy && customer%3 == 0 {
					notice(at)
				}
				intents[at] = intent(at)
			}
		}
		return intents
	}
	differing := func(a, b map[name]float64) int {
		n := 0
		for at := range a {
			if a[at] != b[at] {
				n++
			}
		}
		return n
	}

	keyed := func(policy bool) map[name]float64 {
		root := New(1, 0, 0)
		draw := func(p Purpose) func(name) float64 {
			return func(at name) float64 { return root.Uniform(uint64(at.customer), p, uint64(at.day)) }
		}
		return run(policy, draw(1), draw(2))
	}
	shared := func(policy bool) map[name]float64 {
		source := rand.New(rand.NewPCG(1, 2))
		draw := func(name) float64 { return source.Float64() }
		return run(policy, draw, draw)
	}
	if n := differing(keyed(false), keyed(true)); n != 0 {
		t.Errorf("keyed chance: %d of %d intents changed with the policy", n, customers*days)
	}
	if n := differing(shared(false), shared(true)); n < customers*days/2 {
		t.Errorf("a planted shared stream changed only %d of %d intents: the property does not bite", n, customers*days)
	}
}

// TestSource checks that gonum samples from a stream as from any source.
func TestSource(t *testing.T) {
	s := New(1, 0, 0).Stream(0, 0, 0)
	same := s
	var source rand.Source = &s
	x := distuv.Exponential{Rate: 2, Src: source}.Rand()
	y := distuv.Exponential{Rate: 2, Src: &same}.Rand()
	if x != y || s != same || x <= 0 {
		t.Errorf("equal streams gave %v and %v", x, y)
	}
}

// neighbours draws the first word of keys that differ in one coordinate by one.
var neighbours = []struct {
	name  string
	first func(n uint64) uint64
}{
	{"seed", func(n uint64) uint64 { return word(New(n, 0, 0), 0, 0, 0) }},
	{"replication", func(n uint64) uint64 { return word(New(0, uint32(n), 0), 0, 0, 0) }},
	{"branch", func(n uint64) uint64 { return word(New(0, 0, uint32(n)), 0, 0, 0) }},
	{"entity", func(n uint64) uint64 { return word(New(0, 0, 0), n, 0, 0) }},
	{"purpose", func(n uint64) uint64 { return word(New(0, 0, 0), 0, Purpose(n), 0) }},
	{"index", func(n uint64) uint64 { return word(New(0, 0, 0), 0, 0, n) }},
	{"draw", func(n uint64) uint64 {
		s := New(0, 0, 0).Stream(0, 0, 0)
		s.state += n * step
		return s.Uint64()
	}},
}

func word(r Root, entity uint64, p Purpose, index uint64) uint64 {
	s := r.Stream(entity, p, index)
	return s.Uint64()
}

// TestUniform counts the high and the low byte of neighbouring keys' words. The
// chi-square of 255 degrees may lie within 5 standard deviations (22.6) of its
// mean; bad luck 14 × 1e-6.
func TestUniform(t *testing.T) {
	const words = 1 << 16
	for _, keys := range neighbours {
		var high, low [256]float64
		for n := range uint64(words) {
			u := keys.first(n)
			high[u>>56]++
			low[u&0xff]++
		}
		for byteName, counts := range map[string][256]float64{"high": high, "low": low} {
			chi := 0.0
			for _, n := range counts {
				const want = words / 256.0
				chi += (n - want) * (n - want) / want
			}
			if math.Abs(chi-255) > 5*math.Sqrt(2*255) {
				t.Errorf("%s: chi-square of the %s byte is %.0f; want 255 ± 113", keys.name, byteName, chi)
			}
		}
	}
}

// TestNeighboursDoNotCorrelate takes the correlation of words at lags 1 to 64,
// of all 64 bits as numbers and of their lowest 32. Its standard error is
// 1/√65536; the limit of 5 has bad luck 900 × 6e-7.
func TestNeighboursDoNotCorrelate(t *testing.T) {
	const words, lags = 1 << 16, 64
	for _, keys := range neighbours {
		var high, low [words + lags]float64
		for n := range uint64(words + lags) {
			u := keys.first(n)
			high[n] = float64(u)*0x1p-64 - 0.5
			low[n] = float64(uint32(u))*0x1p-32 - 0.5
		}
		for lag := 1; lag <= lags; lag++ {
			for part, x := range map[string][]float64{"high": high[:], "low": low[:]} {
				sum := 0.0
				for n := range words {
					sum += x[n] * x[n+lag]
				}
				if z := sum * 12 / math.Sqrt(words); math.Abs(z) > 5 {
					t.Errorf("%s: %s bits correlate at lag %d: z = %.1f", keys.name, part, lag, z)
				}
			}
		}
	}
}

// TestAvalanche flips each bit of each coordinate of a key: every bit of the
// first word must flip in half of the trials. 2000 trials and 64 × 320 pairs:
// the limit of 6 standard errors has bad luck 20,480 × 2e-9.
func TestAvalanche(t *testing.T) {
	const trials = 2000
	limit := 6 * 0.5 * math.Sqrt(trials)
	coordinates := []struct {
		name string
		bits int
		word func(k [6]uint64, flip uint64) uint64
	}{
		{"seed", 64, func(k [6]uint64, f uint64) uint64 { k[0] ^= f; return wordOf(k) }},
		{"replication", 32, func(k [6]uint64, f uint64) uint64 { k[1] ^= f; return wordOf(k) }},
		{"branch", 32, func(k [6]uint64, f uint64) uint64 { k[2] ^= f; return wordOf(k) }},
		{"entity", 64, func(k [6]uint64, f uint64) uint64 { k[3] ^= f; return wordOf(k) }},
		{"purpose", 32, func(k [6]uint64, f uint64) uint64 { k[4] ^= f; return wordOf(k) }},
		{"index", 64, func(k [6]uint64, f uint64) uint64 { k[5] ^= f; return wordOf(k) }},
	}
	for _, c := range coordinates {
		for in := range c.bits {
			var flips [64]int
			for n := range uint64(trials) {
				k := [6]uint64{n / 7, n % 5, n % 3, n, n % 11, n / 13} // small numbers, as in use
				for changed := c.word(k, 0) ^ c.word(k, 1<<in); changed != 0; changed &= changed - 1 {
					flips[bits.TrailingZeros64(changed)]++
				}
			}
			for out, n := range flips {
				if math.Abs(float64(n)-trials/2) > limit {
					t.Errorf("%s: bit %d flips bit %d in %d of %d trials", c.name, in, out, n, trials)
				}
			}
		}
	}
}

func wordOf(k [6]uint64) uint64 {
	return word(New(k[0], uint32(k[1]), uint32(k[2])), k[3], Purpose(k[4]), k[5])
}

// TestNoTwoKeysMeet draws from a grid of small coordinates, as in use: a
// million first words of 64 bits have all different values but with chance 3e-8.
func TestNoTwoKeysMeet(t *testing.T) {
	const side = 10 // of six coordinates
	words := make([]uint64, 0, side*side*side*side*side*side)
	for n := range uint64(cap(words)) {
		digit := func() uint64 { d := n % side; n /= side; return d }
		words = append(words, wordOf([6]uint64{digit(), digit(), digit(), digit(), digit(), digit()}))
	}
	slices.Sort(words)
	if n := len(words) - len(slices.Compact(words)); n > 0 {
		t.Errorf("%d keys share their first word with another", n)
	}
}

// TestMultipliersStayOdd: an even factor forgets bits of the other one, and
// zero forgets it altogether. The keys that bring one factor to zero still give
// words that differ.
func TestMultipliersStayOdd(t *testing.T) {
	for seed := range uint64(1000) {
		r := New(seed, 0, 0)
		if r.b&1 == 0 || evenP&1 == 1 || evenE&1 == 1 {
			t.Fatalf("seed %d: b is %#x", seed, r.b)
		}
		seen := map[uint64]bool{}
		for p := range Purpose(16) {
			for index := range uint64(16) {
				seen[word(r, r.a, p, index)] = true // the first product is 0
			}
		}
		// All purposes of this one entity share their words; indices must not.
		if len(seen) < 16 {
			t.Fatalf("seed %d: the entity at which the first product is zero has %d words in 16 indices", seed, len(seen))
		}
	}
}

// TestBelow: all values occur alike, and 0 and 1 are edges that work.
func TestBelow(t *testing.T) {
	s := New(3, 0, 0).Stream(0, 0, 0)
	var counts [7]float64
	for range 70_000 {
		counts[s.Below(7)]++
	}
	for v, n := range counts {
		if math.Abs(n-10_000) > 5*math.Sqrt(10_000) { // bad luck 7 × 6e-7
			t.Errorf("%d of 70000 draws below 7 were %d; want 10000 ± 500", int(n), v)
		}
	}
	if a, b := s.Below(0), s.Below(1); a != 0 || b != 0 {
		t.Errorf("below 0 and 1: %d, %d; want 0, 0", a, b)
	}
}

// TestEnds: the least and the greatest word stay inside the promised intervals.
func TestEnds(t *testing.T) {
	if low, high := open(0), open(math.MaxUint64); low <= 0 || high >= 1 {
		t.Errorf("open: %v to %v; want inside (0, 1)", low, high)
	}
	if low, high := open(0), open(math.MaxUint64); low+high != 1 {
		t.Errorf("open: %v to %v; want symmetric", low, high)
	}
}

// TestBernoulliIsMonotone: with the same stream a greater p keeps every yes.
func TestBernoulliIsMonotone(t *testing.T) {
	root := New(5, 0, 0)
	yes := 0
	for n := range uint64(10_000) {
		little, much := root.Stream(n, 0, 0), root.Stream(n, 0, 0)
		a, b := little.Bernoulli(0.3), much.Bernoulli(0.31)
		if a && !b {
			t.Fatalf("stream %d: yes at 0.3 and no at 0.31", n)
		}
		if a {
			yes++
		}
	}
	if math.Abs(float64(yes)-3000) > 5*46 { // bad luck 6e-7
		t.Errorf("%d of 10000 at p = 0.3; want 3000 ± 230", yes)
	}
	never, always, nan := root.Stream(0, 0, 0), root.Stream(0, 0, 0), root.Stream(0, 0, 0)
	if never.Bernoulli(0) || !always.Bernoulli(1) || nan.Bernoulli(math.NaN()) {
		t.Error("p = 0, 1 or NaN is not never, always, never")
	}
}
