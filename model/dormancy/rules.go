package dormancy

import (
	"slices"

	"weir/model/account"
	"weir/sim"
)

// The ways in which a class is approved (rule D4).
const (
	Nobody     = "automatic"  // by a preset rule
	Batch      = "batch"      // with others of the same interval
	Individual = "individual" // by itself
)

// Mode returns how a class is approved: automatic where there are no desks,
// individual where there are no classes.
func (a *Approval) Mode(class Class) string {
	if len(a.Desks) == 0 {
		return Nobody
	}
	if class == Unclassed {
		return Individual
	}
	return a.modes[class]
}

// Level returns how far an account of the class is to be restricted (rule D6).
func (r *Restriction) Level(class Class) Level {
	if !r.On {
		return Free
	}
	return Level(max(0, slices.Index(LevelNames[:], r.levels[class])))
}

// Covers says whether the level suspended is in force at a channel.
func (r *Restriction) Covers(channel string) bool {
	return len(r.Channels) == 0 || slices.Contains(r.Channels, channel)
}

// Permits says whether a level lets an operation of an amount pass, when so much
// has gone out today; covered is what Covers says of the channel (rule D6). Both
// amounts are in minor units. The amount itself may be reached, not passed.
func Permits(p *Params, level Level, op account.Operation, amount, spent int64, covered bool) bool {
	switch level {
	case Free:
		return true
	case Limited:
		return op.Direction() != account.Out || spent+amount <= p.Restriction.LimitedTo
	case Suspended:
		return !covered || p.Restriction.Suspended&(1<<op) == 0
	}
	return false
}

// Decide is what the desk of a stage says of a case (rule D4). A right decision
// consents to a case that still falls under the rule, or to an anomaly that
// stands or was confirmed; a wrong one is the opposite.
func Decide(r *Route, s State, c Case, f Facts, now sim.Time, wrong bool) Event {
	right := f.Suspicious || f.Anomalies > 0
	if s.Cause != Anomaly {
		cause, _ := r.Falls(s, c, f, now)
		right = cause != NoCause
	}
	if right != wrong {
		return Consent
	}
	return Dissent
}

// Judge is what the desk says of an objection (rule D8). A right decision agrees
// with a customer whose identity was verified when objecting, unless an anomaly
// stands or is on record; a wrong one is the opposite.
func Judge(s State, f Facts, verified, wrong bool) Event {
	right := verified && (s.Cause != Anomaly || !f.Suspicious && f.Anomalies == 0)
	if right != wrong {
		return Upheld
	}
	return Rejected
}

// Reassess returns the class and the level that a restricted account should have
// by what is known now (rule D7); Free if the restriction should be lifted: the
// account does not fall under the rule any more, or the anomaly no longer stands
// and the class is low. What a screening rule itself restricted stays as it is
// while an anomaly stands or is on record.
func (p *Params) Reassess(r *Route, s State, c Case, f Facts, now sim.Time) (Class, Level) {
	cause, _ := r.Falls(s, c, f, now)
	class := p.Classes.Class(f, cause != NoCause, IdleTime(s, c, now))
	stands := cause != NoCause || f.Suspicious
	if s.Cause == Anomaly {
		stands = f.Suspicious || class > Low
	}
	if c.Has(Seized) {
		if f.Suspicious || f.Anomalies > 0 {
			return class, s.Level
		}
		return class, Free
	}
	if stands {
		return class, p.Restriction.Level(class)
	}
	return class, Free
}

// Lifts says whether a restriction can be lifted at the channel (rule D9).
func (ch *Channel) Lifts(level Level) bool { return level <= ch.Highest }

// lasts returns how long an anomaly is watched.
func (w *Watch) lasts() sim.Duration {
	if w.On {
		return w.Lasts
	}
	return 0
}

// watch returns how long a reactivated account is watched.
func (r *Reactivations) watch() sim.Duration {
	if r.On {
		return r.Watch
	}
	return 0
}
