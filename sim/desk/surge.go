package desk

import "weir/sim"

// SurgeState is where the reserve is.
type SurgeState struct {
	Phase SurgePhase
	At    sim.Time // when it arrives, or arrived; meaningful unless away
}

// SurgePhase is a step of the reserve's way.
type SurgePhase uint8

// The steps.
const (
	SurgeAway SurgePhase = iota
	SurgeCalled
	SurgeHere
)

// surgeDue returns when the reserve moves next if the queue stays as it is.
func (d *Desk) surgeDue() sim.Time {
	s := &d.State
	if d.cfg.Surge.Servers == 0 {
		return sim.Never
	}
	switch s.Surge.Phase {
	case SurgeCalled:
		return s.Surge.At
	case SurgeHere:
		if s.Scheduled == 0 {
			return s.Now
		}
		if s.Waiting.Level <= d.cfg.Surge.Until && d.surgeReason() > s.Now {
			return max(s.Now, s.Surge.At.Add(d.cfg.Surge.Stay))
		}
		return sim.Never
	}
	return d.surgeReason()
}

// surgeReason returns the first instant, now or later, at which the queue as it
// is gives a reason to call the reserve. While nobody is scheduled there is
// none: the reserve keeps the desk's hours.
func (d *Desk) surgeReason() sim.Time {
	s, surge := &d.State, &d.cfg.Surge
	if s.Scheduled == 0 {
		return sim.Never
	}
	if surge.Queue > 0 && s.Waiting.Level >= surge.Queue {
		return s.Now
	}
	at := sim.Never
	if surge.Wait > 0 {
		for _, l := range s.Lines {
			if l.Count > 0 {
				at = min(at, s.Slots[l.Head].Arrived.Add(surge.Wait))
			}
		}
	}
	return max(at, s.Now)
}

// moveSurge takes the reserve's steps that are due.
func (d *Desk) moveSurge() {
	s := &d.State
	for d.surgeDue() <= s.Now {
		switch s.Surge.Phase {
		case SurgeAway:
			s.Surge = SurgeState{SurgeCalled, s.Now.Add(d.cfg.Surge.Delay)}
		case SurgeCalled:
			s.Surge.Phase = SurgeHere
		case SurgeHere:
			s.Surge = SurgeState{}
		}
	}
}

// extra returns the reserve at work.
func (d *Desk) extra() int64 {
	if d.State.Surge.Phase == SurgeHere {
		return d.cfg.Surge.Servers
	}
	return 0
}
