package contact

import (
	"slices"

	"weir/sim"
	"weir/sim/dist"
	"weir/sim/rng"
)

// The purposes of this package's draws.
const (
	purposePoints    rng.Purpose = 0x0301 // which points are right
	purposeChange    rng.Purpose = 0x0302 // the k-th gap between changes of number
	purposeTell      rng.Purpose = 0x0303 // when and how the k-th change is told
	purposeAbandoned rng.Purpose = 0x0304 // how long the k-th old number is nobody's
	purposeAttempt   rng.Purpose = 0x0305 // by notice, channel and time
	purposeChurn     rng.Purpose = 0x0306 // whether and when a shock takes the number
	purposeChurnTime rng.Purpose = 0x0307 // when shocks without a date strike
)

// Source draws contact data: the parameters made ready, bound to one
// replication's chance. Changes of number are a latent process that runs on
// whatever the institution does.
type Source struct {
	Carriers []string // of all numbers, by State.Carrier

	people []people // by segment
	root   rng.Root
	book   rng.Root // the opening book
}

// people are a segment's People, ready to be drawn from.
type people struct {
	People
	tells    [tellsNever + 1]float64 // cumulative
	carriers []uint8                 // numbers of People.Carriers
}

// NewSource makes a source for segments in the order of their numbers.
func NewSource(p *Params, segments []string, root, book rng.Root) *Source {
	src := &Source{Carriers: p.Carriers(), root: root, book: book}
	for _, id := range segments {
		who := people{People: p.Of(id)}
		for _, w := range who.Tells {
			for i := slices.Index(tellings, w.Name); i < len(who.tells); i++ {
				who.tells[i] += w.Share
			}
		}
		for _, w := range who.Carriers {
			who.carriers = append(who.carriers, uint8(slices.Index(src.Carriers, w.Name)))
		}
		src.people = append(src.people, who)
	}
	return src
}

// Carrier returns the number of the carrier with the name, or -1.
func (src *Source) Carrier(name string) int { return slices.Index(src.Carriers, name) }

// Newcomer draws the contact data of a customer who opens an account: her number
// is right and has just been verified, her other points are by their shares.
func (src *Source) Newcomer(st *State, key uint64, segment int, at sim.Time) {
	src.open(st, src.root, key, segment, at)
}

// Stock draws the contact data of a customer of the opening book: as they are
// after all that happened to her number since she opened the account, from the
// exact law at that age (rule P10). login is when she last logged in: what is
// told at a login has been, if the number changed before it, and then soon after
// the change, since logins are far more frequent than changes.
func (src *Source) Stock(st *State, key uint64, segment int, opened, start, login sim.Time) {
	src.open(st, src.book, key, segment, opened)
	for {
		at, what := st.Due()
		if at.Time() >= start {
			return
		}
		src.happen(st, src.book, key, segment)
		if what == Changed && at.Time() < login {
			st.Login(at.Time())
		}
	}
}

// open draws the contact data of an account that is opened.
func (src *Source) open(st *State, root rng.Root, key uint64, segment int, at sim.Time) {
	who := &src.people[segment]
	s := root.Stream(key, purposePoints, 0)
	*st = State{stale: sim.NoStamp, recorded: noDay}
	st.Correct(at)
	st.Carrier = who.carrier(s.Float64())
	for p, share := range [Points]float64{App: who.App, Email: who.Email, Address: who.Address, Emergency: who.Emergency} {
		if p != int(Phone) && s.Float64() < share {
			st.points |= 1 << p
		}
	}
	st.next = src.gap(root, who, key, 0, at)
}

func (who *people) carrier(u float64) uint8 {
	for i, w := range who.Carriers[:len(who.Carriers)-1] {
		if u -= w.Share; u < 0 {
			return who.carriers[i]
		}
	}
	return who.carriers[len(who.carriers)-1]
}

// gap draws when the number changes for the k-th time, counted from 0; at a rate
// of zero that is never.
func (src *Source) gap(root rng.Root, who *people, key uint64, k uint16, at sim.Time) sim.Stamp {
	s := root.Stream(key, purposeChange, uint64(k))
	return after(at, s.Exp()/who.NumberChange*float64(sim.Day))
}

// after returns the stamp some microseconds after t.
func after(t sim.Time, length float64) sim.Stamp {
	if length > 1e17 { // 3,000 years
		return sim.NoStamp
	}
	return sim.StampOf(t.Add(sim.Duration(length)))
}

// Happen carries out the event that is due and returns it.
func (src *Source) Happen(st *State, key uint64, segment int) Event {
	return src.happen(st, src.root, key, segment)
}

func (src *Source) happen(st *State, root rng.Root, key uint64, segment int) Event {
	at, what := st.Due()
	switch what {
	case Told:
		st.Correct(at.Time())
	case Strange:
		st.points |= strange
	case Changed:
		k := st.changes
		st.changes++
		who := &src.people[segment]
		st.next = src.gap(root, who, key, uint16(st.changes), at.Time())
		who.change(st, root, key, uint64(k), at.Time())
	}
	return what
}

// Lose takes the number of a customer whom a shock struck. The cause names the
// strike; her own changes of number come as they would have.
func (src *Source) Lose(st *State, key uint64, segment int, cause uint64, now sim.Time) {
	src.people[segment].change(st, src.root, key, cause|1<<63, now)
}

// Lapse takes the number of a customer who is gone, as Lose would: nobody tells it.
func (src *Source) Lapse(st *State, key uint64, segment int, cause uint64, now sim.Time) {
	src.people[segment].lapse(st, src.root, key, cause|1<<63, now)
}

// lapse makes the number on file one that is not hers.
func (who *people) lapse(st *State, root rng.Root, key, cause uint64, at sim.Time) {
	if st.stale == sim.NoStamp {
		st.stale = sim.StampOf(at)
		st.reassign = after(at, dist.Draw(who.Abandoned.Dist, root.Stream(key, purposeAbandoned, cause)))
	}
}

// change gives the customer a new number. How she tells is drawn anew unless she
// is about to tell anyway.
func (who *people) change(st *State, root rng.Root, key, cause uint64, at sim.Time) {
	who.lapse(st, root, key, cause, at)
	if st.tell != sim.NoStamp || st.points&atLogin != 0 {
		return
	}
	s := root.Stream(key, purposeTell, cause)
	switch u := s.Float64(); {
	case u < who.tells[tellsAtOnce]:
		st.Correct(at)
	case u < who.tells[tellsLater]:
		st.tell = after(at, dist.Draw(who.Later.Dist, s))
	case u < who.tells[tellsAtLogin]:
		st.points |= atLogin
	}
}

// Chance returns the stream of one attempt: the index names it by the notice, the
// channel, and how often the notice went by that channel before (Ladder.Earlier).
func (src *Source) Chance(key, index uint64) rng.Stream {
	return src.root.Stream(key, purposeAttempt, index)
}
