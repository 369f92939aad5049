package verdict

import (
	"fmt"
	"testing"

	"weir/sim/rng"
	"weir/sim/stat"
)

// Every claim, with few trials: bounds of error .001 must not exclude it. The
// seed is fixed; `weir verify` runs enough trials to show the claims.
func TestExperiments(t *testing.T) {
	for _, e := range Experiments() {
		for _, c := range e.Run(300, 1, 2) {
			if c.Verdict() == Fail {
				t.Errorf("%s: %s in %.2f%% of %d trials, at least %.2f%%; want %v to %v",
					c.Experiment, c.Event, 100*c.Share, c.Trials, 100*c.Low, c.Least, c.Most)
			}
		}
	}
}

// The counts depend on seed and trials only.
func TestWorkersDoNotMatter(t *testing.T) {
	e := rareLoss()
	one := fmt.Sprint(e.Run(50, 3, 1))
	for _, workers := range []int{2, 7, 0} {
		if got := fmt.Sprint(e.Run(50, 3, workers)); got != one {
			t.Errorf("%d workers: %v, one: %v", workers, got, one)
		}
	}
}

// Where equal values count as certain, a loss of 100 in one history of a hundred
// passes a limit of 1, its mean, in half of the runs: mostly at the first look,
// which 52.6 % reach without a loss. The experiment would notice.
func TestGuardIsNeeded(t *testing.T) {
	ci, n := named("ci")
	unguarded := Experiment{"", falsely(.03), func(s *rng.Stream) []bool {
		return judged(credulous{drawn(n, s, func(s *rng.Stream) float64 { return 100 * indicator(s.Bernoulli(.01)) })}, AtMost, 1, ci)
	}}
	c := unguarded.Run(300, 1, 2)[0]
	if c.Share < .45 || c.Verdict() != Fail {
		t.Errorf("false PASS in %.1f%%: %v", 100*c.Share, c.Verdict())
	}
}

// credulous takes what it has seen for all that there is.
type credulous struct{ values []float64 }

func (c credulous) Estimate(n int) stat.Estimate { return stat.Mean(c.values[:n], shownLevel) }

func (c credulous) Bounds(n int, alpha float64) (low, high float64) {
	e := stat.Mean(c.values[:n], 1-2*alpha)
	if e.Note == stat.NoteAllEqual {
		return e.Mean, e.Mean
	}
	return e.Low, e.High
}

func (c credulous) Guard(int) Note { return Note{} }

// Looks that give each error in full, and plain t, err more often than claimed.
func TestExperimentsNotice(t *testing.T) {
	greedy, n := named("ci")
	for k := range greedy.Alpha {
		greedy.Alpha[k] = .025
	}
	e := Experiment{"", falsely(.033), func(s *rng.Stream) []bool {
		return judged(Mean(drawn(n, s, (*rng.Stream).Normal), Any()), AtMost, 0, greedy)
	}}
	for _, c := range e.Run(1000, 1, 2) {
		if c.Verdict() != Fail {
			t.Errorf("four looks at 2.5 %%: %s in %.1f%%: %v", c.Event, 100*c.Share, c.Verdict())
		}
	}
	narrow := covered(stat.Case{Truth: 0, Estimate: func(s *rng.Stream, n int, _ float64) stat.Estimate {
		return stat.Mean(drawn(n, s, (*rng.Stream).Normal), .88)
	}})
	if c := narrow.Run(3000, 1, 2)[0]; c.Verdict() != Fail {
		t.Errorf("an interval of 88 %%: inside in %.1f%%: %v", 100*c.Share, c.Verdict())
	}
}

func TestCounted(t *testing.T) {
	for _, test := range []struct {
		events, trials int
		want           Verdict
	}{{0, 0, NoData}, {25, 1000, Inconclusive}, {100, 1000, Fail}, {500, 20000, Pass}} {
		c := Counted{Claim: Claim{"", 0, .033}, Events: test.events, Trials: test.trials}
		c.Low, c.High = countBounds(test.events, test.trials, countError)
		if got := c.Verdict(); got != test.want {
			t.Errorf("%d of %d: got %v, want %v", test.events, test.trials, got, test.want)
		}
	}
}
