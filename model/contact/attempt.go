package contact

import (
	"weir/sim"
	"weir/sim/dist"
	"weir/sim/rng"
)

// Outcome is what became of one attempt to reach a customer. LogDelivered is
// all that the institution's log says; the rest is the truth (rule C8).
type Outcome struct {
	Sent            bool     // it left the institution
	LogDelivered    bool     // the log shows it as delivered
	ReachedOwner    bool     // it arrived at a point that is hers
	ReachedStranger bool     // it arrived at somebody else's
	Read            bool     // she took note
	Acknowledged    bool     // she answered: the institution knows
	Denied          bool     // a stranger answered: the institution knows that the point is wrong
	At              sim.Time // when it was read, and answered where it was; sim.Never if not
}

// Attempt sends one message or makes one call (rule C3). up says whether all
// that the channel needs works, alive whether there is an owner who could take
// note. A wrong number that a stranger has delivers as well as a right one.
func Attempt(ch *Channel, standing Standing, up, alive bool, chance rng.Stream, now sim.Time) Outcome {
	delivered, read, answered := chance.Float64(), chance.Float64(), chance.Float64()
	o := Outcome{At: sim.Never}
	if !up || standing == Missing {
		return o
	}
	o.Sent = true
	if ch.Live && !ch.Open(now) {
		return o
	}
	if standing == Stale {
		o.LogDelivered = delivered < ch.LooksDelivered
		return o
	}
	if delivered >= ch.Delivered {
		return o
	}
	o.LogDelivered = true
	noted := read < ch.Read
	switch {
	case standing == Reassigned:
		o.ReachedStranger = true
		o.Denied = noted && answered < ch.Denied
	case alive:
		o.Read = noted
		o.ReachedOwner = noted || ch.Point != Emergency // whom she named is not she
		o.Acknowledged = noted && answered < ch.Acknowledged
	}
	if o.Read || o.Denied {
		o.At = ch.noted(chance, now)
	}
	return o
}

// noted draws when a message that is read is read.
func (c *Channel) noted(chance rng.Stream, now sim.Time) sim.Time {
	at := now.Add(sim.Duration(max(dist.Draw(c.Latency.Dist, chance), 0)))
	if c.Live {
		return at
	}
	return c.Opens(at)
}

// Note tells the institution what it learns from an attempt, when the answer is
// there or no longer waited for. A delivery to a stranger comforts it
// (rule C8).
func (st *State) Note(channel int, o Outcome) {
	switch {
	case !o.Sent:
	case o.Acknowledged:
		st.answered(channel)
		st.Verify(o.At)
	case o.Denied || !o.LogDelivered:
		st.fail(st.Failed() + 1)
	default:
		st.fail(0)
	}
}
