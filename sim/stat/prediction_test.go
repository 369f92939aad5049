package stat

import (
	"math"
	"testing"

	"weir/sim/rng"
)

// The interval between order statistics covers a new value as often as it says,
// whatever the distribution: exactly 95 % with 39 and with 199 values, more where j
// is rounded down. 4,000 trials know a share of 95 % to 1.4 points at four standard
// errors.
func TestPredictionCovers(t *testing.T) {
	for _, c := range []struct {
		name string
		draw func(s *rng.Stream) float64
		n    int
		want float64
	}{
		{"lognormal, 39", func(s *rng.Stream) float64 { return lognormal(s, 1) }, 39, .95},
		{"lognormal, 199", func(s *rng.Stream) float64 { return lognormal(s, 1) }, 199, .95},
		{"normal, 60", normal, 60, 1 - 2./61},
		{"normal, 78", normal, 78, 1 - 2./79},
		{"normal, 79", normal, 79, .95},
	} {
		const trials = 4000
		inside := 0
		for trial := range trials {
			s := rng.New(uint64(c.n), uint32(trial), 0).Stream(0, 1, 0)
			values := make([]float64, c.n)
			for i := range values {
				values[i] = c.draw(&s)
			}
			e, x := Predict(values, .95), c.draw(&s)
			if e.Low <= x && x <= e.High {
				inside++
			}
		}
		got := float64(inside) / trials
		if margin := 4 * math.Sqrt(c.want*(1-c.want)/trials); math.Abs(got-c.want) > margin {
			t.Errorf("%s: covers %.4f, want %.4f ± %.4f", c.name, got, c.want, margin)
		}
	}
}

// Values that come up again make it cover more often, never less.
func TestPredictionOfFewValues(t *testing.T) {
	const trials = 4000
	inside := 0
	for trial := range trials {
		s := rng.New(7, uint32(trial), 0).Stream(0, 1, 0)
		values := make([]float64, 39)
		for i := range values {
			values[i] = float64(s.Below(3))
		}
		e, x := Predict(values, .95), float64(s.Below(3))
		if e.Low <= x && x <= e.High {
			inside++
		}
	}
	if got := float64(inside) / trials; got < .95 {
		t.Errorf("covers %.4f", got)
	}
}

func TestPredictionNeeds(t *testing.T) {
	for level, want := range map[float64]int{.95: 39, .9: 19, .8: 9, .99: 199} {
		if got := PredictionNeeds(level); got != want {
			t.Errorf("at %v it takes %d values, want %d", level, got, want)
		}
	}
	values := make([]float64, 38)
	if e := Predict(values, .95); !math.IsNaN(e.Low) || e.Note != NoteTooFewToPredict || e.Mean != 0 {
		t.Errorf("of 38 values: %+v", e)
	}
	if e := Predict(append(values, math.NaN()), .95); !math.IsNaN(e.Low) {
		t.Errorf("of 38 values and one that is none: %+v", e)
	}
	if e := Predict(append(values, 1, math.NaN()), .95); e.Low != 0 || e.High != 1 || e.Note != NoteSomeEmpty {
		t.Errorf("of 39 values and one that is none: %+v", e)
	}
	if e := Predict(nil, .95); e.Note != NoteNoData {
		t.Errorf("of nothing: %+v", e)
	}
}
