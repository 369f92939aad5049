package tier

import "weir/sim"

// Origin is what an application comes from.
type Origin uint8

// The origins.
const (
	ByOpening  Origin = iota // a customer opens an account
	ByRequest                // the customer asks for a higher tier (rule T8)
	ByReview                 // the monthly assessment (rule T7)
	ByDemotion               // the same, downwards
	Origins    = iota        // how many there are
)

// OriginNames are the words of results, by Origin.
var OriginNames = [Origins]string{"opening", "request", "review", "demotion"}

// Application is an account on its way to another tier.
type Application struct {
	Due    sim.Stamp // when what it waits for is over; NoStamp: a desk has it
	Target uint8     // the tier applied for plus 1; 0: there is no application
	Step   uint8     // steps passed so far
	Origin Origin
	Flags  ApplicationFlags
}

// ApplicationFlags hold why an application was made, and how far it is.
type ApplicationFlags uint8

// Decided says that an application is granted and announced: it takes effect
// when due. The bits above it are the reason.
const Decided ApplicationFlags = 1

// Apply returns an application for a tier.
func Apply(target int, from Origin, why Reason) Application {
	return Application{Due: sim.NoStamp, Target: uint8(target) + 1, Origin: from, Flags: ApplicationFlags(why) << 1}
}

// Open says whether there is an application.
func (a Application) Open() bool { return a.Target > 0 }

// Tier returns the number of the tier applied for; -1 without an application.
func (a Application) Tier() int { return int(a.Target) - 1 }

// Why returns what the application was made for.
func (a Application) Why() Reason { return Reason(a.Flags >> 1) }

// Phase is how far an application is.
type Phase uint8

// The phases, in their order.
const (
	NoPhase   Phase = iota // there is no application
	Checking               // the applicant goes through the steps
	Deciding               // the assessment panel has it
	Announced              // granted, and announced; it takes effect when due
	Granting               // nothing is left to wait for
)

// Phase returns what an application of an account of a tier waits for. From is
// -1 for an account that is being opened.
func (p *Params) Phase(from int, a Application) Phase {
	switch {
	case !a.Open():
		return NoPhase
	case a.Flags&Decided != 0:
		return Announced
	case p.Step(from, a.Tier(), int(a.Step)) != nil:
		return Checking
	case p.panel(from, a):
		return Deciding
	}
	return Granting
}

// panel says whether the assessment panel decides about an application: for one
// that came with an opening the tier says so (rule T4), for others the regrading
// (rule T7).
func (p *Params) panel(from int, a Application) bool {
	if from < 0 || a.Origin == ByOpening {
		return p.Tiers[a.Tier()].Panel
	}
	return p.Regrading.On && p.Regrading.Panel != NoDesk
}
