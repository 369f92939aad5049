package activity_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"weir/model/activity"
)

// Poisson gaps, all counted, accounts that stay: the chance of being there has the
// closed form of Pareto/NBD, with the clock of the rates started at the last
// activity and that of the hazards at the opening.
func TestRecencyIsParetoNBD(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPareto(t)
		tenure := positive(t, "tenure", .1, 500)
		idle := tenure * rapid.Float64Range(.01, 1).Draw(t, "idle")
		h := activity.Holder{R: p.R, Alpha: p.Alpha, Stages: 1, Counted: 1, S: p.S, Beta: p.Beta}
		s := h.Given(activity.Recency{Tenure: tenure, Idle: idle})
		shifted, past := p, activity.History{Span: tenure}
		if idle < tenure {
			shifted.Beta += tenure - idle
			past = activity.History{Repeats: 1, Span: idle}
		}
		if want := shifted.Alive(past); math.Abs(s.Alive-want) > 1e-5 {
			t.Fatalf("P(alive) %v, Pareto/NBD %v", s.Alive, want)
		}
	})
}

// The density by integration over rate and moment of being gone, from the
// definition, for gaps of three stages of which six in ten count.
func TestRecencyEvidenceIsTheIntegral(t *testing.T) {
	h := activity.Holder{R: 2, Alpha: 20, Stages: 3, Counted: .6, Hazard: .004, Closing: .01}
	density := func(rate float64) float64 { return rate * math.Exp(-rate*h.Alpha) * h.Alpha * h.Alpha }
	// Chance of no counted transaction in v after one: stages are a Poisson process.
	silent := func(rate, v float64) float64 {
		x, sum := 3*rate*v, 0.0
		term := math.Exp(-x)
		for n := range 120 { // .4^40 is nothing
			sum += term
			if term *= x / float64(n+1); n%3 == 2 {
				term *= .4
			}
		}
		return sum
	}
	for _, r := range []activity.Recency{{Tenure: 200, Idle: 20}, {Tenure: 200, Idle: 150}} {
		last := r.Tenure - r.Idle
		weight := func(v float64) float64 {
			return boole(func(rate float64) float64 { return density(rate) * rate * .6 * silent(rate, v) }, 0, 1.5, 300)
		}
		want := weight(r.Idle) * math.Exp(-.004*r.Tenure)
		alive := want
		want += boole(func(v float64) float64 {
			return weight(v) * .004 * math.Exp(-.004*(last+v)-.01*(r.Idle-v))
		}, 0, r.Idle, 100)
		s := h.Given(r)
		if math.Abs(s.Evidence/want-1) > 2e-5 || math.Abs(s.Alive-alive/want) > 1e-5 {
			t.Errorf("%+v: evidence %v, P(alive) %v; by integration %v, %v", r, s.Evidence, s.Alive, want, alive/want)
		}
	}
}

// lived is a customer whose life was played through: what the book shows, and the
// truth.
type lived struct {
	recency activity.Recency
	truth   activity.Customer
}

// life plays a life stage by stage; ok is false if the account is closed by now.
func life(h activity.Holder, tenure float64, rnd *rand.Rand) (l lived, ok bool) {
	gamma := func(shape, rate float64) float64 { // whole shapes: a sum of exponentials
		sum := 0.0
		for range int(shape) {
			sum += rnd.ExpFloat64()
		}
		return sum / rate
	}
	l.truth.Rate = gamma(h.R, h.Alpha)
	hazard := h.Hazard
	if h.S > 0 {
		hazard = gamma(h.S, h.Beta)
	}
	gone := rnd.ExpFloat64() / hazard
	l.truth.Gone = gone < tenure
	until := math.Min(gone, tenure)
	if l.truth.Gone {
		l.truth.Since = tenure - gone
		if rnd.ExpFloat64()/h.Closing < l.truth.Since {
			return l, false
		}
	}
	l.recency = activity.Recency{Tenure: tenure, Idle: tenure}
	resting := h.Off > 0 && rnd.Float64() < h.Off/(h.On+h.Off)
	stage := rnd.IntN(h.Stages)
	for at := 0.0; ; {
		if resting {
			at += rnd.ExpFloat64() * h.Off
			if at > until {
				break
			}
			resting = false
			continue
		}
		step := rnd.ExpFloat64() / (l.truth.Rate * float64(h.Stages))
		if h.Off > 0 {
			if spell := rnd.ExpFloat64() * h.On; spell < step {
				at += spell
				if at > until {
					break
				}
				resting = true
				continue
			}
		}
		if at += step; at > until {
			break
		}
		if stage++; stage == h.Stages {
			stage = 0
			if rnd.Float64() < h.Counted {
				l.recency.Idle = tenure - at
			}
		}
	}
	l.truth.Stage, l.truth.Resting = stage, resting
	return l, true
}

// Lives played through, and for each the customer drawn from what its recency
// tells: truth and draw have the same law, whatever the recency.
func TestCustomersDrawnAreLikeThoseWhoLived(t *testing.T) {
	laws := map[string]activity.Holder{
		"Poisson, gamma hazards":  {R: 1, Alpha: 25, Stages: 1, Counted: .7, S: 2, Beta: 500, Closing: .002},
		"two stages, few counted": {R: 2, Alpha: 30, Stages: 2, Counted: .4, Hazard: .004, Closing: .005},
		"with rests":              {R: 2, Alpha: 12, Stages: 1, Counted: .7, On: 40, Off: 90, Hazard: .003, Closing: .004},
	}
	for name, h := range laws {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rnd := rand.New(rand.NewPCG(7, 11))
			var bins [5]bin // never active, idle below 10, 50, 150, above
			for n := 0; n < 4000; {
				l, open := life(h, 20+280*rnd.Float64(), rnd)
				if !open {
					continue
				}
				n++
				s := h.Given(l.recency)
				bins[binOf(l.recency)].add(l.truth, &s, rnd)
			}
			for i := range bins {
				bins[i].check(t, fmt.Sprintf("bin %d", i))
			}
		})
	}
}

func binOf(r activity.Recency) int {
	switch {
	case r.Idle >= r.Tenure:
		return 0
	case r.Idle < 10:
		return 1
	case r.Idle < 50:
		return 2
	case r.Idle < 150:
		return 3
	}
	return 4
}

// bin gathers what was true and what was drawn of customers of like recency.
type bin struct {
	n                        int
	gone, expected, variance float64
	diff                     [4]moments // of rates, of times gone, of stages, of resting: drawn − true
}

type moments struct{ n, sum, squares float64 }

func (m *moments) add(x float64) { m.n++; m.sum += x; m.squares += x * x }

// z is the mean over its standard error.
func (m *moments) z() float64 {
	if m.squares == 0 {
		return 0
	}
	return m.sum / math.Sqrt(m.squares)
}

func (b *bin) add(truth activity.Customer, s *activity.Standing, rnd *rand.Rand) {
	drawn := s.Customer([4]float64{rnd.Float64(), rnd.Float64(), rnd.Float64(), rnd.Float64()})
	number := func(yes bool) float64 {
		if yes {
			return 1
		}
		return 0
	}
	b.n++
	b.gone += number(truth.Gone)
	b.expected += 1 - s.Alive
	b.variance += s.Alive * (1 - s.Alive)
	b.diff[0].add(math.Log(drawn.Rate) - math.Log(truth.Rate))
	b.diff[1].add(drawn.Since - truth.Since)
	b.diff[2].add(float64(drawn.Stage - truth.Stage))
	b.diff[3].add(number(drawn.Resting) - number(truth.Resting))
}

func (b *bin) check(t *testing.T, what string) {
	t.Helper()
	if b.n < 30 {
		return
	}
	if z := (b.gone - b.expected) / math.Sqrt(b.variance+1e-9); math.Abs(z) > 4 {
		t.Errorf("%s, %d customers: %v gone, %.1f expected, z %.1f", what, b.n, b.gone, b.expected, z)
	}
	for i, name := range []string{"log rate", "time since gone", "stage", "resting"} {
		if z := b.diff[i].z(); math.Abs(z) > 4 {
			t.Errorf("%s, %d customers: %s drawn − true %.3g, z %.1f", what, b.n, name, b.diff[i].sum/b.diff[i].n, z)
		}
	}
	t.Logf("%s: %d customers, %v gone, %.1f expected, z of draws %.1f %.1f %.1f %.1f", what, b.n, b.gone, b.expected,
		b.diff[0].z(), b.diff[1].z(), b.diff[2].z(), b.diff[3].z())
}

// Weights of laws in a mix: over all recencies the evidence is the chance of being
// in the book.
func TestEvidenceSumsToInBook(t *testing.T) {
	for _, h := range []activity.Holder{
		{R: 1, Alpha: 25, Stages: 1, Counted: .7, S: 2, Beta: 500, Closing: .002},
		{R: 2, Alpha: 30, Stages: 2, Counted: .4, Hazard: .004, Closing: .005},
		{R: 2, Alpha: 12, Stages: 1, Counted: .7, On: 40, Off: 90, Hazard: .003, Closing: .004},
		{R: 1e4, Alpha: 2e4, Stages: 1, Counted: .7, On: 40, Off: 90, Hazard: .003, Closing: .004}, // one rate for all
	} {
		const tenure = 120
		never := h.Given(activity.Recency{Tenure: tenure, Idle: tenure})
		sum := never.Evidence + boole(func(idle float64) float64 {
			s := h.Given(activity.Recency{Tenure: tenure, Idle: idle})
			return s.Evidence
		}, 0, tenure-1e-9, 60)
		if want := h.InBook(tenure); math.Abs(sum-want) > 2e-4 {
			t.Errorf("%+v: evidence of all recencies %v, in the book %v", h, sum, want)
		}
	}
}

// A silence tells the same whether its weight alone is asked for or all of it.
func TestEvidenceIsTheStandings(t *testing.T) {
	for _, h := range []activity.Holder{
		{R: 1, Alpha: 25, Stages: 1, Counted: .7, S: 2, Beta: 500, Closing: .002},
		{R: 2, Alpha: 30, Stages: 2, Counted: .4, Hazard: .004, Closing: .005},
		{R: 2, Alpha: 12, Stages: 1, Counted: .7, On: 40, Off: 90, Hazard: .003},
	} {
		for _, r := range []activity.Recency{{Tenure: 300, Idle: 300}, {Tenure: 300, Idle: 20}, {Tenure: 21, Idle: 20}} {
			standing := h.Given(r)
			if got := h.Silence(r.Idle, r.Idle == r.Tenure).Evidence(r.Tenure); math.Abs(got/standing.Evidence-1) > 1e-12 {
				t.Errorf("%+v, %+v: evidence %v, of the standing %v", h, r, got, standing.Evidence)
			}
		}
	}
}

// Rests of life are those of the hazards left after the tenure.
func TestRestOfLife(t *testing.T) {
	h := activity.Holder{R: 1, Alpha: 10, Stages: 1, Counted: 1, S: 2, Beta: 100}
	s := h.Given(activity.Recency{Tenure: 50, Idle: 5})
	for _, u := range []float64{0, .1, .5, .99} {
		rest := s.RestOfLife(u)
		if got := 1 - math.Pow(150/(150+rest), 2); math.Abs(got-u) > 1e-12 {
			t.Errorf("quantile %v: %v, whose chance is %v", u, rest, got)
		}
	}
	if h.S, h.Hazard = 0, 0; !math.IsInf(h.Stay(), 1) {
		t.Error("nobody ever goes, and stays not for ever")
	}
}

func BenchmarkRecency(b *testing.B) {
	h := activity.Holder{R: 2, Alpha: 5, Stages: 2, Counted: .7, Hazard: .0002, Closing: .003}
	for b.Loop() {
		s := h.Given(activity.Recency{Tenure: 900, Idle: 200})
		s.Customer([4]float64{.9, .5, .5, .5})
	}
}
