package activity

import (
	"math"
	"sort"

	"gonum.org/v1/gonum/mathext"
)

// Customer returns the customer whom four uniforms in [0, 1) pick of those who may
// be behind the recency, from their joint law: gone or not and since when, then her
// rate, then where in a gap or spell she is.
func (s *Standing) Customer(u [4]float64) Customer {
	c := Customer{}
	silent := s.length
	if u[0] >= s.Alive {
		c.Gone = true
		silent = s.goneAfter((u[0] - s.Alive) / (1 - s.Alive))
		c.Since = s.length - silent
	}
	if s.law.rests() {
		at := s.spellsAt(silent, u[1])
		active, resting := at.after(silent)
		c.Resting = u[3]*(active+resting) >= active
		c.Rate = at.rate * math.Exp((u[2]-.5)*s.law.gridStep(s.length)) // anywhere in its step
		return c
	}
	passed := s.passed(silent, u[1])
	shape := s.law.R + float64(passed)
	if !s.never {
		shape++
	}
	c.Rate = mathext.GammaIncRegInv(shape, math.Max(u[2], 1e-16)) / (s.law.Alpha + s.law.speed()*silent)
	c.Stage = s.stage(passed, u[3])
	return c
}

// goneAfter is the quantile of how long after her last activity a customer was
// gone, who is: within a panel as if the density were even.
func (s *Standing) goneAfter(u float64) float64 {
	at := u * s.gone[panels]
	i := sort.Search(panels-1, func(i int) bool { return s.gone[i+1] > at })
	low, high := s.cuts[i], s.cuts[i+1]
	weight := s.gone[i+1] - s.gone[i]
	if weight <= 0 {
		return low
	}
	return low + (high-low)*math.Min((at-s.gone[i])/weight, 1)
}

// passed is the quantile of the number of stages passed in a silence.
func (s *Silence) passed(silent, u float64) int {
	total := s.silence(silent)
	last, left := 0, u*total
	s.law.eachStage(silent, s.never, func(n int, weight float64) bool {
		last = n
		left -= weight
		return left >= 0
	})
	return last
}

// stage is where in a gap she is after so many stages: from an activity on they are
// counted; from equilibrium the first may have been any, and those that meet one
// transaction more had to pass it unseen.
func (s *Silence) stage(passed int, u float64) int {
	k := s.law.Stages
	if k <= 1 {
		return 0
	}
	if !s.never {
		return passed % k
	}
	total := float64(k) * (1 - float64(passed%k)/float64(k)*s.law.Counted)
	left := u * total
	for first := range k {
		weight := 1.0
		if first+passed%k >= k {
			weight = 1 - s.law.Counted
		}
		if left -= weight; left < 0 {
			return (first + passed) % k
		}
	}
	return (k - 1 + passed) % k
}

// spellsAt is the quantile of the rate after a silence.
func (s *Silence) spellsAt(silent, u float64) *spells {
	left := u * s.silence(silent)
	for i := range s.spells {
		active, resting := s.spells[i].after(silent)
		if left -= active + resting; left < 0 {
			return &s.spells[i]
		}
	}
	return &s.spells[len(s.spells)-1]
}

// RestOfLife returns how long a customer who is there will stay, for a uniform in
// [0, 1): +Inf where nobody ever goes.
func (s *Standing) RestOfLife(u float64) float64 {
	h := s.law
	switch {
	case h.S > 0: // hazards left after a tenure are gamma with a later rate parameter
		return (h.Beta + s.tenure) * math.Expm1(-math.Log1p(-u)/h.S)
	case h.Hazard > 0:
		return -math.Log1p(-u) / h.Hazard
	}
	return math.Inf(1)
}
