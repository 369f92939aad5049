package verdict

import (
	"slices"
	"testing"

	"weir/sim/stat"
)

func TestWords(t *testing.T) {
	change := func(low, high float64) known { return known{low: low, high: high} }
	for _, test := range []struct {
		name string
		c    Change
		want Word
	}{
		{"rises, lower is better", Change{Difference: change(2, 3), Better: LowerBetter, Margin: 1}, Worse},
		{"falls, lower is better", Change{Difference: change(-3, -2), Better: LowerBetter, Margin: 1}, Better},
		{"rises, higher is better", Change{Difference: change(2, 3), Better: HigherBetter, Margin: 1}, Better},
		{"falls, higher is better", Change{Difference: change(-3, -2), Better: HigherBetter, Margin: 1}, Worse},
		{"rises, neither is better", Change{Difference: change(2, 3), Margin: 1}, Different},
		{"rises a little", Change{Difference: change(.2, .3), Better: LowerBetter, Margin: 1}, WorseBelowMargin},
		{"falls a little", Change{Difference: change(-.3, -.2), Better: LowerBetter, Margin: 1}, BetterBelowMargin},
		{"rises a little, neither is better", Change{Difference: change(.2, .3), Margin: 1}, DifferentBelowMargin},
		{"rises, perhaps a little", Change{Difference: change(.2, 1), Better: LowerBetter, Margin: 1}, Worse},
		{"about zero", Change{Difference: change(-.9, .9), Better: LowerBetter, Margin: 1}, Equivalent},
		{"up to the margin", Change{Difference: change(-1, .9), Better: LowerBetter, Margin: 1}, Unclear},
		{"no margin", Change{Difference: change(-.9, .9), Better: LowerBetter}, Unclear},
		{"no bound", Change{Difference: change(nan, nan), Better: LowerBetter, Margin: 1}, Unclear},
		{"relative", Change{Difference: change(-.9, .9), Over: change(-3, -1), Under: change(1, 3)}, Equivalent},
		{"relative, over", Change{Difference: change(-.9, .9), Over: change(-3, 0), Under: change(1, 3)}, Unclear},
		{"relative, under", Change{Difference: change(-.9, .9), Over: change(-3, -1), Under: change(0, 3)}, Unclear},
		{"relative, moved", Change{Difference: change(.1, .9), Better: LowerBetter, Over: change(-3, -1), Under: change(1, 3)}, WorseBelowMargin},
	} {
		if got := Words([]Change{test.c}, 64)[0]; got != (Finding{Word: test.want}) {
			t.Errorf("%s: got %v %v, want %v", test.name, got.Word, got.Note, test.want)
		}
	}
	carried := Change{Difference: known{low: -.9, high: .9, guard: Note{NoteCarried, 3}}, Margin: 1}
	if got := Words([]Change{carried}, 64)[0]; got != (Finding{Unclear, Note{NoteCarried, 3}}) {
		t.Errorf("carried by three: got %+v", got)
	}
}

// A change of 2.5 standard errors is one among few metrics and none among many;
// that many metrics did not change is no easier to say either.
func TestFamilyOfWords(t *testing.T) {
	still := make([]float64, 512)
	moved := Change{Difference: Difference(still, around(512, .11), Any()), Better: LowerBetter, Margin: .21}
	calm := Change{Difference: Difference(still, around(512, 0), Any()), Better: LowerBetter, Margin: .11}
	words := func(changes ...Change) (out []Word) {
		for _, f := range Words(changes, 512) {
			out = append(out, f.Word)
		}
		return out
	}
	if got := words(moved); !slices.Equal(got, []Word{WorseBelowMargin}) {
		t.Errorf("alone: %v", got)
	}
	if got := words(calm); !slices.Equal(got, []Word{Equivalent}) {
		t.Errorf("alone: %v", got)
	}
	many := slices.Repeat([]Change{calm}, 9)
	for _, c := range []Change{moved, calm} {
		c.Margin = .05
		if got := words(append(many, c)...); got[9] != Unclear {
			t.Errorf("one of ten: %v", got)
		}
	}
	if got := LookAt(append(many, moved), 512); slices.Contains(got, true) {
		t.Errorf("to look at among ten: %v", got)
	}
	if got := LookAt([]Change{moved}, 512); !got[0] {
		t.Error("alone it is not worth a look")
	}
}

// Margins relative to the baseline are tested as b − 1.02 a and b − .98 a.
func TestRelativeMargin(t *testing.T) {
	a, b := around(512, 100), around(512, 100)
	shareA, shareB := make([]stat.Ratio, 512), make([]stat.Ratio, 512)
	for i := range a {
		b[i] = a[i]*1.01 + .01*float64(i%5)
		shareA[i], shareB[i] = stat.Ratio{Num: a[i], Den: 1000}, stat.Ratio{Num: b[i], Den: 1000}
	}
	for margin, want := range map[float64]Word{.02: WorseBelowMargin, .01: Worse, 0: Worse} {
		m := Margin{margin, true}
		for _, c := range []Change{MeanChange(a, b, Any(), LowerBetter, m), RatioChange(shareA, shareB, Any(), LowerBetter, m)} {
			if got := Words([]Change{c}, 512)[0].Word; got != want {
				t.Errorf("1 %% more at a margin of %v: got %v, want %v", margin, got, want)
			}
		}
	}
	if got := Words([]Change{MeanChange(a, b, Any(), LowerBetter, Margin{By: 1.5})}, 512)[0].Word; got != WorseBelowMargin {
		t.Errorf("1 more at a margin of 1.5: %v", got)
	}
	if got := Words([]Change{MeanChange(a, a, Any(), LowerBetter, Margin{By: 1.5})}, 512)[0]; got != (Finding{Unclear, Note{NoteAllEqual, 512}}) {
		t.Errorf("nothing differs anywhere: %+v", got)
	}
}
