package contact

import (
	"slices"

	"weir/sim"
	"weir/sim/param"
)

// Rules are what a policy says about reaching customers: a part of a policy.
type Rules struct {
	Ladders  []Ladder
	Within   sim.Duration // a verification is good for so long
	Failures int64        // so many failed attempts in a row are a doubt
}

// Ladder is an order of attempts, taken until one is acknowledged (rule C4).
type Ladder struct {
	ID          string
	Steps       []Step
	Learned     bool // begins with the channel that she answered last
	ActiveHours bool // sends only when she takes note
}

// Step is one attempt of a ladder.
type Step struct {
	Channel string
	Wait    sim.Duration // for an answer, before the next step

	channel int
}

// Declare binds the contact group of a policy file.
func (r *Rules) Declare(s *param.Set) {
	param.Map(s, "ladders", "Orders of attempts to reach a customer, by name; default is the one that others fall back on. None: a single short message.",
		&r.Ladders, func(id string, l *Ladder, s *param.Set) {
			l.ID = id
			l.declare(s)
		}).Defining("ladder").Rules("C4")
	s.Duration(&r.Within, "verified_within", "24mo", "How long after contact data were last verified the institution believes in them.").
		Range("1d", "100yr").Assumed("two years").Rules("D2")
	s.Count(&r.Failures, "failures", "2", "Failed attempts in a row after which the institution believes that it cannot reach her.").
		Range("1", "100").Assumed("one may be chance").Rules("D2")
}

func (l *Ladder) declare(s *param.Set) {
	param.List(s, "steps", "The attempts, in order.", &l.Steps, func(_ string, st *Step, s *param.Set) {
		s.Name(&st.Channel, "channel", "sms", "The channel.").Names("contact channel").
			From(param.Verified, "src:A25, src:E18").Rules("C4")
		s.Duration(&st.Wait, "wait", "3d", "How long to wait for an answer before the next attempt.").
			Range("0s", "1yr").Assumed("a few days").Rules("C4")
	}).Rules("C4")
	s.Flag(&l.Learned, "learned", "false", "Begins with the channel that she answered last.").
		From(param.Verified, "src:E19, src:E20").Rules("C4")
	s.Flag(&l.ActiveHours, "active_hours", "false", "Sends only in the hours in which she takes note.").
		From(param.Verified, "src:E27").Rules("C4")
	s.Check(func(c *param.Check) {
		if len(l.Steps) == 0 {
			c.Report(param.Problem{Code: "W202", Pos: c.At("")})
		}
	})
}

// Ladder returns the ladder with the id, else the one called default, else a
// single short message, which is the baseline (rule C4).
func (r *Rules) Ladder(id string) Ladder {
	for _, name := range []string{id, "default"} {
		for _, l := range r.Ladders {
			if l.ID == name {
				return l
			}
		}
	}
	return Ladder{ID: "default", Steps: []Step{{Channel: "sms"}}}
}

// Has says whether there is a ladder with the id.
func (r *Rules) Has(id string) bool {
	return slices.ContainsFunc(r.Ladders, func(l Ladder) bool { return l.ID == id })
}

// Bind finds the channels of the ladder among an institution's and returns the
// first that it does not have, "" if it has all. It comes before Next.
func (l *Ladder) Bind(p *Params) (unknown string) {
	steps := make([]Step, len(l.Steps))
	for i, s := range l.Steps {
		if s.channel = p.Channel(s.Channel); s.channel < 0 {
			return s.Channel
		}
		steps[i] = s
	}
	l.Steps = steps
	return ""
}

// Next returns the step after so many have been taken, the channel's number,
// and how many have been taken with it; false where the ladder ends. A step to a
// point that is not on file is passed over. best is State.Best at the first
// step.
func (l *Ladder) Next(p *Params, st *State, best, taken int) (step Step, channel, now int, ok bool) {
	first := l.first(p, best)
	for ; taken < len(l.Steps); taken++ {
		step = l.Steps[l.place(first, taken)]
		if st.OnFile(p.Channels[step.channel].Point) {
			return step, step.channel, taken + 1, true
		}
	}
	return Step{}, -1, taken, false
}

// first returns the place of the step that is taken first: of the channel she
// answered last, but for whom she named for emergencies, who come last.
func (l *Ladder) first(p *Params, best int) int {
	if l.Learned && best >= 0 && p.Channels[best].Point != Emergency {
		for i, s := range l.Steps {
			if s.channel == best {
				return i
			}
		}
	}
	return 0
}

// place returns which step is the n-th when the first has been drawn forward.
func (l *Ladder) place(first, n int) int {
	switch {
	case n == 0:
		return first
	case n <= first:
		return n - 1
	}
	return n
}

// Earlier returns how many steps by a channel come before the last of so many: with
// it an attempt is named by its channel, and other channels' steps do not count.
func (l *Ladder) Earlier(channel, best int, p *Params, taken int) (n int) {
	first := l.first(p, best)
	for i := range taken - 1 {
		if l.Steps[l.place(first, i)].channel == channel {
			n++
		}
	}
	return n
}

// SendAt returns when the attempt on a channel is made that is due now.
func (l *Ladder) SendAt(ch *Channel, now sim.Time) sim.Time {
	if l.ActiveHours {
		return ch.Opens(now)
	}
	return now
}

// Believed says whether the institution believes that it can reach the customer
// (rule D2): it verified her data lately and has not failed of late. The truth
// does not come into it.
func (r *Rules) Believed(st *State, now sim.Time) bool {
	return Believed(st, now, r.Within, int(r.Failures))
}

// Believed is Rules.Believed with the two figures given.
func Believed(st *State, now sim.Time, within sim.Duration, failures int) bool {
	return st.Failed() < failures && now.Sub(st.Verified()) <= within
}
