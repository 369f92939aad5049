package tier

// State is the tier's part of a customer's record.
type State struct {
	Limit  uint32 // the account's own daily limit in whole units, in place of its tier's; 0: none
	Volume uint32 // whole units that went out since the tier was granted; saturates
	Normal uint16 // transactions carried out since the tier was granted; saturates
	Tier   uint8
	Flags  Flags
}

// Flags are what else is known of an account, and one thing that is not.
type Flags uint8

// The flags. The lowest four bits count the identity steps on file.
const (
	identity Flags = 0x0f

	FalseIdentity Flags = 0x10 // the identity is false: the truth, which no rule may read
	Declined      Flags = 0x20 // the next tier was offered, and the customer did not take it
)

// Identity returns how many steps of an opening are on file, 15 at most.
func (s State) Identity() int { return int(s.Flags & identity) }

// Identified returns the state with so many steps on file.
func (s State) Identified(steps int) State {
	s.Flags = s.Flags&^identity | Flags(min(max(steps, 0), int(identity)))
	return s
}

// Granted returns the state of an account that has just been given a tier: what
// it did in the old one no longer counts, and its own limit is gone.
func (s State) Granted(tier int) State {
	return State{Tier: uint8(tier), Flags: s.Flags &^ Declined}
}

// Done counts a transaction that was carried out, with what went out, in minor
// units; 0 for what came in (rule T6).
func (p *Params) Done(s *State, out int64) {
	if s.Normal < 1<<16-1 {
		s.Normal++
	}
	s.Volume = saturated(int64(s.Volume) + out/p.unit())
}

// Whole returns a limit in whole units for State.Limit, rounded down; at least
// 1, since 0 stands for the tier's limit.
func (p *Params) Whole(limit int64) uint32 { return saturated(max(limit/p.unit(), 1)) }

// unit returns the minor units in one unit of money.
func (p *Params) unit() int64 {
	if p.Minor == 0 {
		return 100
	}
	return p.Minor
}

func saturated(x int64) uint32 { return uint32(min(x, 1<<32-1)) }
