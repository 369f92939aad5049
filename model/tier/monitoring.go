package tier

import (
	"weir/sim"
	"weir/sim/param"
)

// Monitoring is how closely accounts of a tier are looked at (rule T5).
type Monitoring struct {
	On    bool
	Every sim.Duration // time between looks; 0: in real time
}

func (m *Monitoring) declare(s *param.Set) {
	s.Duration(&m.Every, "every", "91d", "Time between looks at an account; zero: each transaction is looked at.").
		Range("0d", "10yr").From(param.Verified, "src:C15, src:C27").Rules("T5")
}

// RealTime says whether each transaction is looked at.
func (m Monitoring) RealTime() bool { return m.On && m.Every == 0 }

// Next returns when an account that was looked at is looked at again; Never if
// it is not, or is looked at all the time.
func (m Monitoring) Next(last sim.Time) sim.Time {
	if !m.On || m.Every == 0 {
		return sim.Never
	}
	return last.Add(m.Every)
}

// Verification is how often a customer's identity and contact data are verified
// again (rule P13).
type Verification struct {
	On       bool
	Every    sim.Duration // time after which data are due
	Grace    sim.Duration // time from then until the account is restricted
	Restrict string       // level of the restriction: limited, suspended, frozen; none for none
}

func (v *Verification) declare(s *param.Set) {
	s.Duration(&v.Every, "every", "2yr", "Time after which stored identity and contact data are due to be verified again.").
		Range("1d", "30yr").From(param.Secondary, "facts 8: medium risk every two to three years").Rules("P13")
	s.Duration(&v.Grace, "grace", "90d", "Time from then on until the account is restricted.").
		Range("0d", "10yr").From(param.Verified, "facts 1.2").Rules("P13")
	s.Choice(&v.Restrict, "restrict", "suspended", []string{"limited", "suspended", "frozen", "none"},
		"How an account is restricted whose data were not verified in time.").From(param.Verified, "facts 1.2").Rules("P13")
}

// Standing is how far an account is with its verification.
type Standing uint8

// The standings.
const (
	Fresh  Standing = iota // nothing is due
	Due                    // the customer is asked
	Lapsed                 // the account is restricted
)

// Standing returns where an account stands whose data were verified so long ago.
// At the end of Every they are due, at the end of Grace they have lapsed.
func (v Verification) Standing(age sim.Duration) Standing {
	switch {
	case !v.On || age < v.Every:
		return Fresh
	case age < v.Every+v.Grace:
		return Due
	}
	return Lapsed
}
