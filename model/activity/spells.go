package activity

import "math"

// spells is one rate of a customer with rests, with its weight: the chance of no
// activity that counts is a sum of two exponentials, because active and resting
// spells are a chain of two states.
type spells struct {
	rate       float64
	slow, fast float64    // the rates of the exponentials
	active     [2]float64 // their factors where she is active at the end
	resting    [2]float64 // and where she rests
}

// after is the weight of nothing that counts for v, and of being active or resting
// then.
func (s *spells) after(v float64) (active, resting float64) {
	slow, fast := math.Exp(-s.slow*v), math.Exp(-s.fast*v)
	return math.Max(s.active[0]*slow+s.active[1]*fast, 0), math.Max(s.resting[0]*slow+s.resting[1]*fast, 0)
}

// allSpells returns the rates of the grid that integrates over all rates, for
// silences of up to v: equal steps in the logarithm, from rates that are all but
// never seen to all but none. The sum of a smooth function that falls at both ends
// over equal steps is its integral, to far more digits than are needed.
func (h Holder) allSpells(v float64, equilibrium bool) []spells {
	low, high := h.gridRange(v)
	step := (high - low) / (grid - 1)
	constant := h.R*math.Log(h.Alpha) - logGamma(h.R)
	out := make([]spells, grid)
	for i := range out {
		x := low + float64(i)*step
		rate := math.Exp(x)
		weight := math.Exp(constant+h.R*x-h.Alpha*rate) * step
		p, q := 1.0, 0.0 // active at the activity
		if equilibrium {
			p, q = h.On/(h.On+h.Off), h.Off/(h.On+h.Off)
		} else {
			weight *= h.Counted * rate * h.On / (h.On + h.Off)
		}
		out[i] = h.spellsOf(rate, p*weight, q*weight)
	}
	return out
}

// gridRange is from where to where the grid goes, in the logarithm of the rate. A
// silence of v makes no rates likely that are lower than if it were all active.
func (h Holder) gridRange(v float64) (low, high float64) {
	high = math.Log(h.R / h.Alpha * (1 + 12/math.Sqrt(h.R) + 20/h.R))
	low = math.Log(h.R/(h.Alpha+h.Counted*v)) - 20/(h.R+1) - math.Min(3, 12/math.Sqrt(h.R))
	return low, high
}

// gridStep is the step of the grid.
func (h Holder) gridStep(v float64) float64 {
	low, high := h.gridRange(v)
	return (high - low) / (grid - 1)
}

// spellsOf returns (p, q)·exp(Mt), M = [−b−λ b; c −c], by the two eigenvalues of M:
// p is the weight of being active at 0, q of resting, λ the rate of what counts,
// 1/b and 1/c the mean spells.
func (h Holder) spellsOf(rate, p, q float64) spells {
	b, c := 1/h.On, 1/h.Off
	out := rate*h.Counted + b
	half := (out - c) / 2
	root := math.Sqrt(half*half + b*c)
	fast := (out+c)/2 + root
	slow := rate * h.Counted * c / fast // their product is λc; the difference would lose digits
	mp, mq := -out*p+c*q, b*p-c*q
	gap := fast - slow
	return spells{
		rate: rate, slow: slow, fast: fast,
		active:  [2]float64{(mp + fast*p) / gap, -(mp + slow*p) / gap},
		resting: [2]float64{(mq + fast*q) / gap, -(mq + slow*q) / gap},
	}
}
