package screening

import (
	"weir/sim"
)

// State is what an account's windows remember: 64 bytes, one cache line, in a
// slab of its own. All buckets hang on one clock, the hour of the last
// transaction, from which day and 30 days follow.
//
// Sums are float32 minor units: exact up to 167,772.16 in hundredths, beyond
// that within 6e-8 of the sum at each addition; unlike whole units in a uint32
// they neither lose small amounts nor end at a size that some currencies reach.
// Counts stay at their largest value, 255 or 65,535, instead of starting again.
//
// The zero State is an account without a past.
type State struct {
	hour                   int32 // of the last transaction, from the start
	outHour, outDay, out30 buckets[float32]
	inDay                  buckets[float32]
	countDay, count30      buckets[uint16]
	countHour              buckets[uint8]
	nearDay, near30        buckets[uint8]
	payeesDay              buckets[uint8]

	// Noted are the hits that wait for the next check of a tier that is not
	// monitored in real time (rule T5).
	Noted Hits

	alerted Hits      // the rules that have alerted in the episode
	quiet   sim.Stamp // when the episode ends; meaningless without alerted
}

// steps says how many buckets have begun since the last transaction.
func (s *State) steps(hour int32) (hours, days, months int32) {
	return hour - s.hour, bucket(hour, hoursPerDay) - bucket(s.hour, hoursPerDay),
		bucket(hour, hoursPerMonth) - bucket(s.hour, hoursPerMonth)
}

// roll moves the windows on to an hour. An earlier one than that of the state can
// only be met by the zero State, before the start of the scenario.
func (s *State) roll(hour int32) {
	hours, days, months := s.steps(hour)
	if hours == 0 {
		return
	}
	s.hour = hour
	s.outHour.roll(hours)
	s.countHour.roll(hours)
	if days > 0 {
		s.outDay.roll(days)
		s.inDay.roll(days)
		s.countDay.roll(days)
		s.nearDay.roll(days)
		s.payeesDay.roll(days)
	}
	if months > 0 {
		s.out30.roll(months)
		s.count30.roll(months)
		s.near30.roll(months)
	}
}

// Note keeps hits for the next check (rule T5).
func (s *State) Note(h Hits) { s.Noted |= h }

// Raise returns the hits noted since the last check, and forgets them.
func (s *State) Raise() Hits {
	h := s.Noted
	s.Noted = 0
	return h
}

// Alert returns those of the hits that alert: the rules that have not done so in
// the account's present episode. The first alert opens an episode of the given
// length, rounded up to the minute; at its end itself everything may alert again.
func (s *State) Alert(h Hits, now sim.Time, episode sim.Duration) Hits {
	if s.alerted != 0 && now >= s.quiet.Time() {
		s.alerted = 0
	}
	fresh := h &^ s.alerted
	if fresh == 0 || episode <= 0 {
		return fresh
	}
	if s.alerted == 0 {
		s.quiet = sim.StampOf(now.Add(episode))
	}
	s.alerted |= fresh
	return fresh
}

// Renumber lets hits mean rules of another list: by their number in the old one,
// the number in the new one; -1 for a rule that is no more.
func (s *State) Renumber(to []int) {
	s.Noted, s.alerted = s.Noted.renumbered(to), s.alerted.renumbered(to)
}

// Touch reads the state, so that it lies in the processor's cache when it is
// needed.
func (s *State) Touch() uint64 { return uint64(s.hour) }
