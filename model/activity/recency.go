package activity

import "math"

// Recency is what an institution's own book tells of a customer: how long the
// account has been open and how long ago it was last used. How often before that, a
// book does not say.
type Recency struct {
	Tenure float64 // time since the opening, > 0
	Idle   float64 // time since the last activity that counts; Tenure or more: none since the opening
}

// never says whether there was no activity since the opening.
func (r Recency) never() bool { return r.Idle >= r.Tenure }

// Holder is the law of a customer who holds an account in a book: Pareto/NBD with
// gaps of several stages or with rests, of which only some transactions count, and
// with the account's closing some time after she is gone. It is in equilibrium from
// the opening on.
type Holder struct {
	R, Alpha float64 // her rates of transactions are gamma: shape, and rate parameter
	Stages   int     // stages of a gap, exponential each; 1 is a Poisson process
	Counted  float64 // part of the transactions that count as activity, in (0, 1]
	On, Off  float64 // mean lengths of active and resting spells; Off 0: she never rests. Only with Stages 1
	S, Beta  float64 // hazards of being gone are gamma: shape, and rate parameter; S 0: all have Hazard
	Hazard   float64 // ≥ 0
	Closing  float64 // rate at which the account of a customer who is gone is closed; 0: it stays
}

// Standing is what recency tells of a customer, under a law.
type Standing struct {
	// Evidence is the density of her last activity where it is (its chance where
	// there was none) and of the account being open still, of one opened Tenure ago.
	// Laws in a mix are weighed by it: share × Evidence / InBook(Tenure) where the
	// tenure has a law of its own, share × Evidence / Stay() in a stationary book.
	Evidence float64
	// Alive is the probability that she is not gone. Given a silence, it falls with
	// her usual rate: it is taken over what is left of the rates.
	Alive float64

	*Silence
	tenure float64
	gone   [panels + 1]float64 // cumulative weight of having been gone before cut(i)
}

// Silence is what a silence tells under a law whatever the tenure: the integrals
// that all customers of one silence share. It is not changed once it is made.
type Silence struct {
	law    Holder
	length float64 // of time that she can have been silent and there
	never  bool    // there was no activity since the opening
	there  float64 // weight of a silence of the whole length
	cuts   [panels + 1]float64
	gone   [panels + 1]float64 // as in Standing, of the least tenure; where all have one hazard
	at     [panels]nodes       // where they have not: weights of silences, and of the account being open since
	spells []spells            // by rate, of a law with rests
}

// nodes are the values of a function at three points of Gauss–Legendre.
type nodes [3]float64

// Customer is one that may be behind a recency.
type Customer struct {
	Gone    bool
	Since   float64 // how long ago she was gone; 0 if she is not
	Rate    float64 // of her transactions, counted or not
	Stage   int     // 0 … Stages−1: stages of the present gap that are over
	Resting bool    // in a resting spell now
}

const (
	panels = 24    // of integrals over the moment of being gone
	grid   = 64    // values of the rate, where there is no closed form
	enough = 1e-12 // of a sum, is left out
)

// Given returns what a recency tells.
func (h Holder) Given(r Recency) Standing {
	return h.Silence(math.Min(r.Idle, r.Tenure), r.never()).Given(r.Tenure)
}

// Silence returns what a silence of some length tells, since an activity or, if
// there was never one, since the opening.
//
// A customer who was last active x after the opening and τ before now, at rate λ,
// has weight prior(λ)·λ·S(τ|λ)·A(x+τ) if she is still there, and
// prior(λ)·λ·S(v|λ)·a(x+v)·e^(−κ(τ−v)) if she was gone v after that: S is the chance
// of no activity that counts in so long, A the chance of not being gone, a its
// density, κ the rate of closing. Without activity since the opening the factor λ
// falls away and S starts in equilibrium. The prior integrates in closed form.
func (h Holder) Silence(length float64, never bool) *Silence {
	s := &Silence{law: h, length: length, never: never}
	if h.rests() {
		s.spells = h.allSpells(length, never)
	}
	s.there = s.silence(length)
	for i := range s.cuts {
		s.cuts[i] = s.cut(i)
	}
	for i := range panels {
		for k, v := range points(s.cuts[i], s.cuts[i+1]) {
			s.at[i][k] = s.silence(v) * math.Exp(-h.Closing*(length-v))
		}
	}
	if h.S == 0 {
		s.gone = s.goneBefore(0)
	}
	return s
}

// goneBefore returns the cumulative weight of having been gone before each cut, of
// one who was last active so long after the opening.
func (s *Silence) goneBefore(last float64) (gone [panels + 1]float64) {
	for i := range panels {
		low, high := s.cuts[i], s.cuts[i+1]
		values := s.at[i]
		for k, v := range points(low, high) {
			values[k] *= s.law.leaves(last + v)
		}
		gone[i+1] = gone[i] + values.integral(low, high)
	}
	return gone
}

// Evidence is that of the Standing.
func (s *Silence) Evidence(tenure float64) float64 {
	if s.law.S > 0 {
		return s.Given(tenure).Evidence
	}
	return (s.there*s.law.stays(s.length) + s.gone[panels]) * s.law.stays(tenure-s.length)
}

// Given returns what the silence tells of a customer with an account opened so long
// ago: no shorter than the silence.
func (s *Silence) Given(tenure float64) Standing {
	out := Standing{Silence: s, tenure: tenure}
	last := tenure - s.length
	if s.law.S > 0 {
		out.gone = s.goneBefore(last)
	} else { // a hazard that all share forgets what was before
		early := s.law.stays(last)
		for i := range out.gone {
			out.gone[i] = early * s.gone[i]
		}
	}
	alive := s.there * s.law.stays(tenure)
	out.Evidence = alive + out.gone[panels]
	if out.Evidence > 0 { // else a silence that no customer of this law keeps
		out.Alive = alive / out.Evidence
	}
	return out
}

// Length is how long the silence is.
func (s *Silence) Length() float64 { return s.length }

// cut is the i-th of the moments that divide the silence: denser at its beginning,
// where a busy customer's chances change fast.
func (s *Silence) cut(i int) float64 {
	if s.length == 0 {
		return 0
	}
	scale := math.Min(s.law.Alpha/s.law.speed(), s.length/2)
	return scale * math.Expm1(float64(i)/panels*math.Log1p(s.length/scale))
}

// points are where Gauss–Legendre with three points looks at a function.
func points(low, high float64) nodes {
	middle, far := (low+high)/2, (high-low)/2*math.Sqrt(.6)
	return nodes{middle - far, middle, middle + far}
}

// integral integrates by Gauss–Legendre.
func (n nodes) integral(low, high float64) float64 {
	return (high - low) / 18 * (8*n[1] + 5*(n[0]+n[2]))
}

// stays is the chance of not being gone t after the opening.
func (h Holder) stays(t float64) float64 {
	if h.S > 0 {
		return math.Exp(-h.S * math.Log1p(t/h.Beta))
	}
	return math.Exp(-h.Hazard * t)
}

// leaves is the density of being gone t after the opening.
func (h Holder) leaves(t float64) float64 {
	if h.S > 0 {
		return h.S / h.Beta * math.Exp(-(h.S+1)*math.Log1p(t/h.Beta))
	}
	return h.Hazard * math.Exp(-h.Hazard*t)
}

// InBook is the chance that an account opened t ago is still open.
func (h Holder) InBook(t float64) float64 {
	if h.Closing == 0 {
		return 1
	}
	sum := h.stays(t)
	for i := range panels {
		low, high := t*float64(i)/panels, t*float64(i+1)/panels
		values := points(low, high)
		for k, u := range values {
			values[k] = h.leaves(u) * math.Exp(-h.Closing*(t-u))
		}
		sum += values.integral(low, high)
	}
	return sum
}

// Stay is the mean time from an account's opening to its closing; +Inf where some
// are never closed.
func (h Holder) Stay() float64 {
	lifetime := 1 / h.Hazard
	if h.S > 0 {
		lifetime = h.Beta / (h.S - 1)
		if h.S <= 1 {
			lifetime = math.Inf(1)
		}
	}
	return lifetime + 1/h.Closing
}

// rests says whether she has spells without any transaction.
func (h Holder) rests() bool { return h.Off > 0 }

// speed is how many stages there are to a transaction; of a Poisson process only
// those transactions are looked at that count.
func (h Holder) speed() float64 {
	if h.Stages > 1 {
		return float64(h.Stages)
	}
	return h.Counted
}

// silence is the density of an activity that counts and no other one for v after
// it, over all rates; without activity since the opening, the chance of none in v.
func (s *Silence) silence(v float64) float64 {
	sum := 0.0
	if s.law.rests() {
		for i := range s.spells {
			active, resting := s.spells[i].after(v)
			sum += active + resting
		}
		return sum
	}
	s.law.eachStage(v, s.never, func(_ int, weight float64) bool { sum += weight; return true })
	return sum
}

// eachStage gives the weight of a silence of v in which n stages were passed, for
// n = 0, 1, … until the rest is nothing or f returns false. The number of stages is
// negative binomial, because the rate is gamma; passing one transaction unseen has
// the chance 1 − Counted.
func (h Holder) eachStage(v float64, equilibrium bool, f func(n int, weight float64) bool) {
	shape, factor := h.R, 1.0
	if !equilibrium {
		shape, factor = h.R+1, h.R/h.Alpha*h.Counted
	}
	x := h.speed() * v / h.Alpha
	z := x / (1 + x)
	term := factor * math.Exp(-shape*math.Log1p(x))
	sum, over, rest := 0.0, 1.0, 0 // over: that all whole gaps so far went unseen
	for n := 0; ; n++ {
		unseen := over
		if equilibrium { // the first stage is any of those of a gap
			unseen *= 1 - float64(rest)/float64(h.Stages)*h.Counted
		}
		weight := term * unseen
		sum += weight
		// What is left is no more than unseen × all the terms to come.
		if !f(n, weight) || h.Stages <= 1 || factor*unseen < enough*sum {
			return
		}
		if rest++; rest == h.Stages {
			rest, over = 0, over*(1-h.Counted)
		}
		term *= z * (shape + float64(n)) / float64(n+1)
		if over == 0 || term == 0 && float64(n)*(1-z) > shape {
			return
		}
	}
}
