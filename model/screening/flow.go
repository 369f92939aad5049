package screening

import (
	"weir/model/account"
	"weir/sim"
)

// flow is what a transaction adds to the windows: each 0 or 1, sums in minor
// units.
type flow struct {
	out, in             float64
	count, near, payees float64
}

// flow returns what a transaction adds to the windows.
func (r *Rules) flow(f *Facts) flow {
	direction := f.Operation.Direction()
	out, in := indicator(direction == account.Out), indicator(direction == account.In)
	return flow{
		out:    out * float64(f.Amount),
		in:     in * float64(f.Amount),
		count:  out,
		near:   (out + in) * indicator(r.near <= f.Amount) * indicator(f.Amount < r.threshold),
		payees: out * indicator(f.NewPayee),
	}
}

// Add adds a transaction that has been carried out to the account's windows. Now
// never goes back.
func (r *Rules) Add(s *State, f *Facts, now sim.Time) {
	hour, _ := clock(now)
	s.roll(hour)
	w := r.flow(f)
	if w.count > 0 {
		out := float32(w.out)
		s.outHour[0] += out
		s.outDay[0] += out
		s.out30[0] += out
		count(&s.countHour)
		count(&s.countDay)
		count(&s.count30)
	}
	s.inDay[0] += float32(w.in)
	if w.near > 0 {
		count(&s.nearDay)
		count(&s.near30)
	}
	if w.payees > 0 {
		count(&s.payeesDay)
	}
}
