package tier

import (
	"weir/sim"
	"weir/sim/param"
)

// Retention is what keeps an account in its tier: how much must go out of it in each
// period (rule T6). Every account has periods of its own, one after the other; that in
// which it came to the tier does not count.
type Retention struct {
	On     bool
	Volume int64 // minor units; an account out of which less went in a whole period is lowered
	Over   sim.Duration
}

func (r *Retention) declare(s *param.Set) {
	s.Money(&r.Volume, "volume", "10000 CNY", "An account out of which less than this went in a whole period is lowered at its end.").
		Assumed("what raises to the intermediate tier, src:C20; src:C52 looks at amounts without a figure").Rules("T6")
	s.Duration(&r.Over, "over", "90d", "The length of a period.").
		Range("1d", "10yr").Assumed("a quarter, as the sources look at basic accounts; src:C52 has no figure").Rules("T6")
}

// Retains returns the retention of a tier, nil where nothing is lowered for it.
func (p *Params) Retains(tier int) *Retention {
	if !p.Regrading.On || tier == 0 || !p.Tiers[tier].Retention.On {
		return nil
	}
	return &p.Tiers[tier].Retention
}

// Period returns the number of the period that an instant falls into and when the
// next one begins, for an account whose periods begin at multiples of their length and
// a phase; the phase is a share of the length.
func (r *Retention) Period(at sim.Time, phase float64) (number int32, next sim.Time) {
	shift := sim.Time(phase * float64(r.Over))
	length := sim.Time(r.Over)
	k := (at - shift) / length
	if (at-shift)%length < 0 {
		k--
	}
	return int32(k), shift + (k+1)*length
}

// Kept is what went out of an account in its present period and in the one before.
type Kept struct {
	Period    int32
	Now, Last uint32 // whole units; the largest number where it does not count
}

// notCounted stands for a period that says nothing against an account.
const notCounted = 1<<32 - 1

// Begin returns the state of an account that comes to its tier in a period.
func (r *Retention) Begin(period int32) Kept { return Kept{period, notCounted, notCounted} }

// Add counts what goes out in a period, in minor units.
func (p *Params) Add(k *Kept, period int32, out int64) {
	k.roll(period)
	k.Now = saturated(int64(k.Now) + out/p.unit())
}

// VolumeOf returns what went out in the whole period before a period, in minor units.
func (p *Params) VolumeOf(k *Kept, period int32) int64 {
	k.roll(period)
	return int64(k.Last) * p.unit()
}

// roll moves on to a period.
func (k *Kept) roll(period int32) {
	switch period - k.Period {
	case 0:
		return
	case 1:
		k.Last = k.Now
	default:
		k.Last = 0
	}
	k.Period, k.Now = period, 0
}
