package report

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"weir/sim/stat"
)

// run is a run with a count and a share, of as many replications as there are values.
func runOf(seed uint64, counts []float64, shares []stat.Ratio) *Results {
	own := make([]float64, len(shares))
	for i, x := range shares {
		own[i] = x.Num / x.Den
	}
	count, share := stat.Mean(counts, .95), stat.MeanOfRatio(shares, .95)
	return &Results{Weir: Schema, Seed: seed, Fingerprint: "f" + strings.Repeat("0", 31), Variants: []Variant{{Name: "base", Replications: len(counts), Metrics: []Metric{
		{Name: "customer.flags.count", Unit: "1", Kind: "count", Mean: Finite(count.Mean), N: count.N, Values: counts},
		{Name: "customer.watched.share", Unit: "share", Kind: "share", Headline: true, Mean: Finite(share.Mean), N: share.N, Values: own, Parts: shares},
	}}}}
}

var (
	counts = []float64{10, 12, 9, 14, 11, 10, 13, 12, 8, 11, 10, 15}
	shares = []stat.Ratio{{Num: 1, Den: 10}, {Num: 30, Den: 100}, {Num: 2, Den: 12}, {Num: 3, Den: 30}, {Num: 4, Den: 20}, {Num: 5, Den: 50},
		{Num: 6, Den: 40}, {Num: 1, Den: 9}, {Num: 2, Den: 22}, {Num: 9, Den: 60}, {Num: 4, Den: 44}, {Num: 7, Den: 70}}
)

func more(values []float64, by float64) []float64 {
	out := slices.Clone(values)
	for i := range out {
		out[i] += by + float64(i%3)
	}
	return out
}

func moreOf(ratios []stat.Ratio) []stat.Ratio {
	out := slices.Clone(ratios)
	for i := range out {
		out[i].Num += float64(1 + i%2)
	}
	return out
}

// What the same seed ran is paired, what another seed ran is not: by provenance, and
// with what package stat says of each. Shares are ratios of sums in both.
func TestDiffPairsByProvenance(t *testing.T) {
	a := runOf(1, counts, shares)
	for _, c := range []struct {
		seed   uint64
		paired bool
	}{{1, true}, {2, false}} {
		b := runOf(c.seed, more(counts, 1), moreOf(shares))
		d := DiffRuns(a, b, "a", "b", false)
		want := []stat.Estimate{stat.Difference(counts, more(counts, 1), .95), stat.RatioDifference(shares, moreOf(shares), .95)}
		if !c.paired {
			want[0] = stat.Welch(counts, more(counts, 1), .95)
		}
		m := d.Variants[0].Metrics
		if d.Paired != c.paired || len(m) != 2 || len(d.Notes) > 0 {
			t.Fatalf("seed %d: %+v", c.seed, d)
		}
		if *m[0].Low != want[0].Low || *m[0].High != want[0].High || *m[0].Delta != want[0].Mean {
			t.Errorf("seed %d: %v [%v, %v], want %+v", c.seed, *m[0].Delta, *m[0].Low, *m[0].High, want[0])
		}
		if math.Abs(*m[1].Delta-want[1].Mean) > 1e-12 {
			t.Errorf("seed %d: share changes by %v, want %v: a mean of ratios?", c.seed, *m[1].Delta, want[1].Mean)
		}
		if c.paired && *m[1].Low != want[1].Low {
			t.Errorf("share from %v, want %v", *m[1].Low, want[1].Low)
		}
		if !c.paired && (m[1].Interval != "welch" || *m[1].High-*m[1].Low < want[1].High-want[1].Low) {
			t.Errorf("share: %s [%v, %v]", m[1].Interval, *m[1].Low, *m[1].High)
		}
	}
}

// Unequal numbers of replications are paired as far as both go; the change relative
// to what those were.
func TestDiffOfMoreReplications(t *testing.T) {
	a, b := runOf(1, counts, shares), runOf(1, append(more(counts, 1), 1000), append(moreOf(shares), stat.Ratio{Num: 5, Den: 5}))
	d := DiffRuns(a, b, "a", "b", false)
	m := d.Variants[0].Metrics
	if m[0].N != len(counts) || *m[0].Delta != 2 || len(d.Notes) != 1 || math.Abs(*m[0].Relative-2/stat.Mean(counts, .95).Mean) > 1e-12 {
		t.Errorf("%+v, %v", m[0], d.Notes)
	}
}

// Nothing is made up: without values there is no interval, without parts it is said,
// other units have no change, and what only one run has is named.
func TestDiffOfLess(t *testing.T) {
	a, b := runOf(1, counts, shares), runOf(1, more(counts, 1), moreOf(shares))
	for i := range b.Variants[0].Metrics {
		b.Variants[0].Metrics[i].Values, b.Variants[0].Metrics[i].Parts = nil, nil
	}
	d := DiffRuns(a, b, "a", "b", false)
	if m := d.Variants[0].Metrics[0]; m.Low != nil || m.Delta == nil || !slices.Contains(d.Notes, wordDiffNoValues) {
		t.Errorf("%+v %v", m, d.Notes)
	}
	b = runOf(1, more(counts, 1), moreOf(shares))
	b.Variants[0].Metrics[1].Parts = nil
	if d := DiffRuns(a, b, "a", "b", false); !slices.Contains(d.Notes, wordDiffMeans) {
		t.Errorf("%v", d.Notes)
	}
	b.Variants[0].Metrics[0].Unit = "d"
	b.Variants = append(b.Variants, Variant{Name: "new"})
	d = DiffRuns(a, b, "a", "b", false)
	if m := d.Variants[0].Metrics[0]; m.Delta != nil || m.Note != wordDiffUnits || len(d.Variants) != 1 || !strings.Contains(strings.Join(d.Notes, " "), "new is only in b") {
		t.Errorf("%+v %v", m, d.Notes)
	}
}

// Two samples: every form holds the same, JSON parses, nothing is left to say of a run
// and itself.
func TestDiffForms(t *testing.T) {
	a, b := small(), small()
	if d := DiffRuns(a, a, "a", "a", false); !d.Same || len(d.Provenance)+len(d.Inputs)+len(d.Verdicts) > 0 || len(d.Variants[0].Metrics) > 0 || d.Unchanged == 0 {
		t.Errorf("a run and itself: %+v", d)
	}
	b.Seed, b.Fingerprint = 9, "other\x1b[31m"
	b.Inputs = map[string]string{"policy.yaml": strings.Repeat("ab", 32)}
	d := DiffRuns(a, b, "a", "b", true)
	var text, markdown, data bytes.Buffer
	for _, err := range []error{WriteDiffText(&text, d, Options{}), WriteDiffMarkdown(&markdown, d), WriteDiffJSON(&data, d)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if strings.ContainsRune(text.String()+markdown.String(), '\x1b') {
		t.Error("control bytes")
	}
	var back RunDiff
	if err := json.Unmarshal(data.Bytes(), &back); err != nil || back.Weir != DiffSchema || len(back.Variants[0].Metrics) != len(a.Variants[0].Metrics) {
		t.Errorf("%v: %+v", err, back)
	}
}

// Numerators and denominators come back from replications.parquet.
func TestPartsComeBack(t *testing.T) {
	r := runOf(1, counts, shares)
	var out bytes.Buffer
	if err := WriteParquet(&out, r); err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	if err := WriteJSON(&text, r); err != nil {
		t.Fatal(err)
	}
	back, err := readFS(fstest.MapFS{"results.json": {Data: text.Bytes()}, "replications.parquet": {Data: out.Bytes()}})
	if err != nil {
		t.Fatal(err)
	}
	m := back.Variants[0].Metrics
	if !slices.Equal(m[1].Parts, shares) || m[0].Parts != nil || !slices.Equal(m[0].Values, counts) {
		t.Errorf("%v %v", m[0].Parts, m[1].Parts)
	}
}
