package screening

import (
	"math"

	"weir/sim"
)

// slotSet is a set of slots by bit.
type slotSet uint32

// The slots that are filled together.
const (
	slotsHour  slotSet = 1<<slotCountHour | 1<<slotOutHour
	slotsDay   slotSet = 1<<slotCountDay | 1<<slotCountToday | 1<<slotOutDay | 1<<slotOutToday | 1<<slotInDay | 1<<slotNearDay | 1<<slotPayeesDay
	slots30    slotSet = 1<<slotCount30 | 1<<slotOut30 | 1<<slotNear30 | 1<<slotRatioToUsual
	slotsSpans slotSet = 1<<slotSilence | 1<<slotTenure | 1<<slotNumberChanged | 1<<slotHour
)

// row is the slots of one transaction.
type row [Slots]float64

// Fill puts the features that some rule reads into their slots, of which there
// are Slots; the others may be left as they are. The account's windows do not
// change: in the slots they hold the transaction, in the state not yet.
func (r *Rules) Fill(slots []float64, s *State, f *Facts, now sim.Time) {
	x := (*row)(slots)
	scale := 1.0
	var w flow
	w.of(f, r)
	if f.Watched {
		scale = r.watched
	}
	x.transaction(f, &w, scale)
	if r.uses&(slotsHour|slotsDay|slots30|slotsSpans) == 0 {
		return
	}
	hour, passed := clock(now)
	hours, days, months := s.steps(hour)
	if r.uses&slotsHour != 0 {
		x.hour(s, &w, weigh(hours, reach(hour, 1, passed)), scale)
	}
	if r.uses&slotsDay != 0 {
		x.day(s, &w, weigh(days, reach(hour, hoursPerDay, passed)), scale)
	}
	if r.uses&slots30 != 0 {
		x.month(s, &w, weigh(months, reach(hour, hoursPerMonth, passed)), scale)
	}
	if r.uses&slotsSpans != 0 {
		x.spans(f, now, hour)
	}
}

// transaction fills what the transaction says by itself.
func (x *row) transaction(f *Facts, w *flow, scale float64) {
	x[slotAmount] = scale * float64(f.Amount)
	x[slotBalance] = float64(f.Balance)
	x[slotShareOfBalance] = 0
	if w.out > 0 {
		x[slotShareOfBalance] = scale * w.out / float64(max(f.Balance, 0))
	}
	x[slotNewPayee] = w.payees
	x[slotTier] = float64(f.Tier)
	x[slotChannel] = float64(f.Channel)
	x[slotOperation] = float64(f.Operation)
	x[slotWatched] = indicator(f.Watched)
	x[slotRestricted] = indicator(f.Restricted)
}

// hour fills the windows of an hour.
func (x *row) hour(s *State, w *flow, v weights, scale float64) {
	x[slotCountHour] = scale * (s.countHour.estimate(&v) + w.count)
	x[slotOutHour] = scale * (s.outHour.estimate(&v) + w.out)
}

// day fills the windows of 24 hours and of the calendar day.
func (x *row) day(s *State, w *flow, v weights, scale float64) {
	x[slotCountDay] = scale * (s.countDay.estimate(&v) + w.count)
	x[slotCountToday] = scale * (float64(v.today*float64(s.countDay[0])) + w.count)
	x[slotOutDay] = scale * (s.outDay.estimate(&v) + w.out)
	x[slotOutToday] = scale * (float64(v.today*float64(s.outDay[0])) + w.out)
	x[slotInDay] = scale * (s.inDay.estimate(&v) + w.in)
	x[slotNearDay] = scale * (s.nearDay.estimate(&v) + w.near)
	x[slotPayeesDay] = scale * (s.payeesDay.estimate(&v) + w.payees)
}

// month fills the windows of 30 days. What is usual is what went out before.
func (x *row) month(s *State, w *flow, v weights, scale float64) {
	count, out := s.count30.estimate(&v), s.out30.estimate(&v)
	x[slotCount30] = scale * (count + w.count)
	x[slotOut30] = scale * (out + w.out)
	x[slotNear30] = scale * (s.near30.estimate(&v) + w.near)
	x[slotRatioToUsual] = 0
	switch {
	case w.out > 0 && out > 0:
		x[slotRatioToUsual] = scale * w.out * count / out
	case w.out > 0:
		x[slotRatioToUsual] = math.NaN()
	}
}

// spans fills lengths of time and the hour of the day.
func (x *row) spans(f *Facts, now sim.Time, hour int32) {
	x[slotSilence] = float64(now.Sub(f.LastActive))
	x[slotTenure] = float64(now.Sub(f.Opened))
	x[slotNumberChanged] = math.Inf(1)
	if f.NumberChanged != sim.Never {
		x[slotNumberChanged] = float64(now.Sub(f.NumberChanged))
	}
	x[slotHour] = float64(hour - hoursPerDay*bucket(hour, hoursPerDay))
}

// indicator is yes or no as a slot holds it. By way of a byte it takes no branch,
// which nothing could foresee.
func indicator(yes bool) float64 {
	var one uint8
	if yes {
		one = 1
	}
	return float64(one)
}
