package contact

import (
	"encoding/binary"
	"fmt"
	"math"

	"weir/sim"
)

// State is what is true of a customer's contact data and what the institution
// believes: 24 bytes, a part of an account's cold record.
type State struct {
	next     sim.Stamp // when she changes her number next, whoever knows
	stale    sim.Stamp // since when the number on file is not hers; NoStamp: it is
	reassign sim.Stamp // when a stranger gets or got the number on file
	tell     sim.Stamp // when she will tell
	verified int16     // scenario day on which the institution last learnt that the data are right
	recorded int16     // scenario day on which it last recorded a new number; noDay for never
	changes  uint8     // of number so far, without those of shocks: the index of their draws
	points   uint8     // set of Point that are right, by bit, without Phone
	Carrier  uint8     // of her number, an index into Source.Carriers
	habits   uint8     // attempts in a row that the log shows as failed, 15 at most; above them the channel she answered last, plus 1
}

// noDay stands for a day that has not been.
const noDay = math.MinInt16

// bits of State.points beyond the points.
const (
	atLogin uint8 = 1 << (Points + iota) // she will tell when she logs in
	strange                              // a stranger's getting the number has been noted
)

// Standing is the truth about a point of contact (rule C1).
type Standing uint8

// The standings.
const (
	Valid      Standing = iota // it is hers
	Stale                      // it is on file and nobody's
	Reassigned                 // it is on file and a stranger's
	Missing                    // there is none on file, and the institution knows
)

// StandingNames are the words results use, by Standing.
var StandingNames = []string{"valid", "stale", "reassigned", "missing"}

// Standing returns the truth about a point at an instant.
func (st *State) Standing(p Point, now sim.Time) Standing {
	switch {
	case p == Phone && st.stale.Time() > now:
		return Valid
	case p == Phone && now >= st.reassign.Time():
		return Reassigned
	case p == Phone:
		return Stale
	case st.points&(1<<p) != 0:
		return Valid
	case st.OnFile(p):
		return Stale
	}
	return Missing
}

// OnFile says whether the institution has anything to try: it always has a
// number and addresses, right or wrong, but not always an app that takes
// notifications or somebody named for emergencies.
func (st *State) OnFile(p Point) bool {
	return p != App && p != Emergency || st.points&(1<<p) != 0
}

// Event is something that happens to a customer's number.
type Event uint8

// The events, in their order within one instant: what is told counts before the
// number changes again.
const (
	Told    Event = iota // she tells the number
	Changed              // she has a new number
	Strange              // a stranger gets the number on file
	Nothing              // for now or ever
	Events  = iota
)

// EventNames are the words of traces, by Event.
var EventNames = []string{"number_told", "number_changed", "number_reassigned", "nothing"}

// Due returns the next event that time brings and when, NoStamp if none.
func (st *State) Due() (sim.Stamp, Event) {
	at, what := sim.NoStamp, Nothing
	if st.points&strange == 0 && st.reassign < at {
		at, what = st.reassign, Strange
	}
	if st.next <= at && st.next != sim.NoStamp {
		at, what = st.next, Changed
	}
	if st.tell <= at && st.tell != sim.NoStamp {
		at, what = st.tell, Told
	}
	return at, what
}

// Since returns when the number on file ceased to be hers; sim.Never if it is.
func (st *State) Since() sim.Time { return st.stale.Time() }

// Verified returns the midnight of the day on which the institution last learnt
// that the data are right.
func (st *State) Verified() sim.Time { return sim.Time(st.verified) * sim.Time(sim.Day) }

// Failed returns how many attempts in a row the log shows as failed.
func (st *State) Failed() int { return int(st.habits & 15) }

// Best returns the channel that she answered last, -1 if none.
func (st *State) Best() int { return int(st.habits>>4) - 1 }

// Recorded returns when the institution last recorded a new number: the midnight
// of that day, sim.Never if it never did.
func (st *State) Recorded() sim.Time {
	if st.recorded == noDay {
		return sim.Never
	}
	return sim.Time(st.recorded) * sim.Time(sim.Day)
}

// fail sets how many attempts in a row have failed.
func (st *State) fail(n int) { st.habits = st.habits&^15 | uint8(min(n, 15)) }

// answered notes the channel that she answered.
func (st *State) answered(channel int) { st.habits = st.habits&15 | uint8(min(channel+1, 15))<<4 }

// Login lets a customer who logs in tell a new number, if she is one to do it
// then, and says whether she does (rule C2).
func (st *State) Login(now sim.Time) bool {
	if st.points&atLogin == 0 {
		return false
	}
	st.Correct(now)
	return true
}

// Correct notes that the institution has the right number from now on, whoever
// told: she, or a verification.
func (st *State) Correct(now sim.Time) {
	if st.stale != sim.NoStamp {
		st.recorded = day(now)
	}
	st.stale, st.reassign, st.tell = sim.NoStamp, sim.NoStamp, sim.NoStamp
	st.points &^= atLogin | strange
	st.Verify(now)
}

// Leave ends what the customer does about her number, since she is gone: she gets no
// new one and tells none. The number on file may still come to a stranger (rule C2).
func (st *State) Leave(now sim.Time) {
	st.next, st.tell = sim.NoStamp, sim.NoStamp
	st.points &^= atLogin
	if st.reassign.Time() < now {
		st.points |= strange
	}
}

// Verify notes that the institution has seen that the data are right; it does
// not make them right.
func (st *State) Verify(now sim.Time) {
	st.verified = day(now)
	st.fail(0)
}

// day returns the scenario day of an instant as records hold it.
func day(t sim.Time) int16 { return int16(max(min(t.Day(), math.MaxInt16), noDay+1)) }

// stateSize is how long a saved State is, in bytes.
const stateSize = 24

// MarshalBinary implements encoding.BinaryMarshaler, for a run that is saved.
func (st State) MarshalBinary() ([]byte, error) {
	b := make([]byte, 0, stateSize)
	for _, stamp := range []sim.Stamp{st.next, st.stale, st.reassign, st.tell} {
		b = binary.LittleEndian.AppendUint32(b, uint32(stamp))
	}
	b = binary.LittleEndian.AppendUint16(b, uint16(st.verified))
	b = binary.LittleEndian.AppendUint16(b, uint16(st.recorded))
	return append(b, st.changes, st.points, st.Carrier, st.habits), nil
}

// UnmarshalBinary implements encoding.BinaryUnmarshaler.
func (st *State) UnmarshalBinary(b []byte) error {
	if len(b) != stateSize {
		return fmt.Errorf("contact: a saved state of %d bytes instead of %d", len(b), stateSize)
	}
	for i, stamp := range []*sim.Stamp{&st.next, &st.stale, &st.reassign, &st.tell} {
		*stamp = sim.Stamp(binary.LittleEndian.Uint32(b[4*i:]))
	}
	st.verified = int16(binary.LittleEndian.Uint16(b[16:]))
	st.recorded = int16(binary.LittleEndian.Uint16(b[18:]))
	st.changes, st.points, st.Carrier, st.habits = b[20], b[21], b[22], b[23]
	return nil
}
