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

// of works out what a transaction adds to the windows. It fills what is there
// already: the processor is slow to copy what has just been written field by field.
func (w *flow) of(f *Facts, r *Rules) {
	direction := f.Operation.Direction()
	out, in := indicator(direction == account.Out), indicator(direction == account.In)
	w.out = out * float64(f.Amount)
	w.in = in * float64(f.Amount)
	w.count = out
	w.near = (out + in) * indicator(r.near <= f.Amount) * indicator(f.Amount < r.threshold)
	w.payees = out * indicator(f.NewPayee)
}

// Add adds a transaction that has been carried out to the account's windows. Now
// never goes back.
func (r *Rules) Add(s *State, f *Facts, now sim.Time) {
	hour, _ := clock(now)
	s.roll(hour)
	var w flow
	w.of(f, r)
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
