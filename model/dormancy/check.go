package dormancy

import (
	"errors"

	"weir/sim"
)

// What Check finds.
var (
	errLevel   = errors.New("dormancy: a level without a restriction, or a restriction without one")
	errCause   = errors.New("dormancy: a case or restriction without a cause")
	errSince   = errors.New("dormancy: restricted without a time since, or not restricted with one")
	errUntold  = errors.New("dormancy: restricted or ended without a notice that the policy asked for")
	errOpened  = errors.New("dormancy: a case without a beginning")
	errPlain   = errors.New("dormancy: an active account with a cause")
	errUnknown = errors.New("dormancy: no such status")
)

// Check returns what is wrong with an account, nil if nothing is: a restriction
// has a level, a cause and a beginning and follows a notice, unless the policy in
// force asked for none; what is not restricted has no level (rules D5, D6).
func Check(s State, c Case) error {
	restricted := s.Status == Restricted
	switch {
	case s.Status >= Statuses:
		return errUnknown
	case restricted != (s.Level > Free) || s.Level >= Levels:
		return errLevel
	case restricted != (s.Since != sim.NoStamp):
		return errSince
	case s.Status == Active:
		if s.Cause != NoCause && s.Cause != Deferred {
			return errPlain
		}
		return nil
	case s.Cause == NoCause || s.Cause >= Deferred:
		return errCause
	case c.Opened == sim.NoStamp:
		return errOpened
	case (restricted || s.Over()) && c.Flags&(Told|Excused) == 0:
		return errUntold
	}
	return nil
}
