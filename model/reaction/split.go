package reaction

import (
	"weir/sim"
	"weir/sim/dist"
	"weir/sim/param"
	"weir/sim/rng"
)

// Parts are a payment split over the windows of a limit, a day or a month: what
// is left now, then as much as goes in each window (rule T8).
type Parts struct {
	Amount int64
	Limit  int64 // at most in one window
	Left   int64 // at most now
	N      int   // how many parts
}

// Split divides an amount that is more than what is left of a limit in this
// window. False if that takes more parts than she has patience for, or if nothing
// may ever go.
func (h *Habits) Split(amount, limit, left int64) (Parts, bool) {
	if amount <= 0 || limit <= 0 {
		return Parts{}, false
	}
	p := Parts{Amount: amount, Limit: limit, Left: min(max(left, 0), limit, amount)}
	rest := amount - p.Left
	whole := rest / limit
	if rest%limit > 0 {
		whole++
	}
	if p.Left > 0 {
		whole++
	}
	if whole > h.Parts {
		return Parts{}, false
	}
	p.N = int(whole)
	return p, true
}

// Part returns the i-th part, from 0.
func (p Parts) Part(i int) int64 {
	window := p.Window(i)
	if window == 0 {
		return p.Left
	}
	return min(p.Amount-p.Left-int64(window-1)*p.Limit, p.Limit)
}

// Window returns in which window the i-th part is paid: 0 is the present one.
func (p Parts) Window(i int) int {
	if p.Left == 0 {
		return i + 1
	}
	return i
}

func takes(delay param.Dist, chance rng.Stream) sim.Duration {
	return sim.Duration(max(dist.Draw(delay.Dist, chance), 0))
}
