package population

import (
	"math"
	"slices"

	"weir/model/account"
	"weir/sim"
	"weir/sim/rng"
)

// Intent is what a customer wants to do, whether or not it can be done.
type Intent struct {
	Operation account.Operation
	Channel   int
	Amount    int64   // minor units, at least 1 where money moves
	Payee     float64 // a uniform that picks the other side of a transfer
	Bound     bool    // a transfer to an account of her own elsewhere, known to the institution
	New       bool    // a transfer to somebody she never paid before
	Assisted  bool    // she asks staff to do it for her
	Detail    bool    // a query for details
}

// Intent draws the customer's present intent into in and schedules the next one. The
// index is the number of the intent in a process that no policy can change. The
// stream is the caller's to lend, so that none is allocated for each intent; the
// intent too, since the processor is slow to copy what has just been written field
// by field.
func (src *Source) Intent(in *Intent, st *State, key uint64, now sim.Time, s *rng.Stream) {
	*s = src.root.Stream(key, purposeIntent, uint64(st.Intents))
	st.Intents++
	a := &src.params.Activities[st.Activity]
	src.schedule(st, a.gap(st, s, src.clocks[st.Activity].Even(now)), now)
	in.Operation = account.Operation(src.operations[st.Activity].pick(s.Float64()))
	in.Channel = src.channel(st, key, s.Float64())
	in.Payee = s.Float64()
	in.Bound, in.New, in.Assisted, in.Detail = false, false, false, false
	in.Amount = src.amount(st.Segment, in.Operation, s)
	g := &src.params.Segments[st.Segment]
	switch in.Operation {
	case account.Query:
		in.Detail = in.Payee < g.Detail
	case account.TransferOut:
		u := s.Float64()
		in.Bound, in.New = u < g.Bound, u >= 1-(1-g.Bound)*g.New
		in.Assisted = g.Assisted > 0 && s.Float64() < g.Assisted
	}
}

// channel picks a channel with one uniform: a loyal customer's own, or another
// draw from the segment's mix. Over customers the mix is the same either way.
func (src *Source) channel(st *State, key uint64, u float64) int {
	mix := &src.mixes[st.Segment].channels
	loyalty := src.params.Segments[st.Segment].Loyalty
	if u >= loyalty {
		return mix.pick((u - loyalty) / (1 - loyalty))
	}
	return src.Habit(st, key)
}

// Habit returns the channel that a customer prefers.
func (src *Source) Habit(st *State, key uint64) int {
	return src.mixes[st.Segment].channels.pick(src.book.Uniform(key, purposeHabit, 0))
}

// Uses returns the set of channels, by bit, that a customer is likely to have
// used in the year before: her own, and each other that a year's intents reach.
func (src *Source) Uses(st *State, key uint64) uint8 {
	used := uint8(1) << src.Habit(st, key)
	g, mix := &src.params.Segments[st.Segment], &src.mixes[st.Segment].channels
	intents := float64(st.Rate) * 365 * src.params.Activities[st.Activity].activeShare()
	below := 0.0
	for i, upTo := range mix.upTo {
		elsewhere := (upTo - below) * (1 - g.Loyalty)
		never := math.Pow(1-elsewhere, intents)
		if src.book.Uniform(key, purposeHabit, uint64(1+i)) >= never {
			used |= 1 << mix.what[i]
		}
		below = upTo
	}
	return used
}

// gap returns the even time of the next intent after an intent at the even time
// now.
func (a *Activity) gap(st *State, s *rng.Stream, now float64) float64 {
	rate := float64(st.Rate)
	if a.Off > 0 {
		return a.afterRests(st, rate, s, now)
	}
	return now + float64(stages(uint64(a.Regularity), s)*day/(rate*float64(a.Regularity)))
}

func (src *Source) amount(segment uint8, op account.Operation, s *rng.Stream) int64 {
	d := src.params.Segments[segment].Amounts[op]
	if d.Dist == nil {
		return 0
	}
	return max(round(d.Sample(s)), 1)
}

// Salary draws the salary due now, from the stream lent, and schedules the next
// one.
func (src *Source) Salary(st *State, key uint64, now sim.Time, s *rng.Stream) int64 {
	year, month, _ := src.days.Civil(now.Day())
	*s = src.root.Stream(key, purposeSalary, uint64(year*12+month))
	amount := src.amount(st.Segment, account.Salary, s)
	src.paySalary(st, key, now+1)
	return amount
}

// paySalary schedules the first salary at or after now: on the salary day, in
// the small hours, at a time of the customer's own.
func (src *Source) paySalary(st *State, key uint64, now sim.Time) {
	st.Salary = sim.Never
	days := src.payDays[st.Activity]
	if len(days) == 0 {
		return
	}
	within := sim.Time(src.root.Uniform(key, purposeSalary, 0) * 6 * float64(sim.Hour))
	for _, midnight := range days {
		if at := midnight + within; at >= now {
			if at < st.Gone {
				st.Salary = at
			}
			return
		}
	}
}

// salaryDays returns the midnights of the salary days among first..last-1: the
// day of the month, or the last one of a shorter month.
func salaryDays(days Days, dayOfMonth, first, last int) []sim.Time {
	var out []sim.Time
	for d := first; d < last && dayOfMonth > 0; d++ {
		_, month, today := days.Civil(d)
		_, next, _ := days.Civil(d + 1)
		if today == dayOfMonth || (next != month && today < dayOfMonth) {
			out = append(out, sim.Time(d)*sim.Time(sim.Day))
		}
	}
	return out
}

// BusyDay returns the 99th percentile of the customer's daily outflow over a
// year that could have been hers: what an assessment of her limit looks at
// (rule T2).
func (src *Source) BusyDay(st *State, key uint64) int64 {
	s := src.book.Stream(key, purposeHistory, 0)
	a := &src.params.Activities[st.Activity]
	var outflow [365]int64
	n := s.Poisson(float64(st.Rate) * 365 * a.activeShare())
	for range n {
		op := account.Operation(src.operations[st.Activity].pick(s.Float64()))
		d := s.Below(365)
		amount := src.amount(st.Segment, op, &s)
		if op.Direction() == account.Out {
			outflow[d] += amount
		}
	}
	slices.Sort(outflow[:])
	return outflow[int(math.Ceil(.99*365))-1]
}

// activeShare is the part of the time in which a customer does not rest.
func (a *Activity) activeShare() float64 {
	if a.Off == 0 {
		return 1
	}
	return float64(a.On) / float64(a.On+a.Off)
}

// EntryTime returns when the place is first taken, for a book that grows: the
// instants of a Poisson process, given their number, are independent and
// uniform.
func (src *Source) EntryTime(place sim.Entity, from, until sim.Time) sim.Time {
	u := src.root.Uniform(uint64(place), purposeEntry, 0)
	return from + sim.Time(u*float64(until-from))
}

// Entrants returns how many new places a growing book needs.
func (src *Source) Entrants(book int, days float64) int {
	if src.params.Entry.Growth <= 0 {
		return 0
	}
	s := src.root.Stream(0, purposeEntry, 1)
	return int(s.Poisson(src.params.Entry.Growth * float64(book) * days))
}
