package emergency

import (
	"math"
	"slices"

	"weir/sim"
	"weir/sim/param"
	"weir/sim/rng"
)

// Outage is a shock: a system does not work for a while (rule X2).
type Outage struct {
	System string
	Region string // "" everywhere
	At     param.Date
	Dated  bool
	Rate   float64 // a day; random outages, when not dated
	Lasts  param.Dist
}

// Declare binds the keys of an outage.
func (o *Outage) Declare(s *param.Set) {
	s.Name(&o.System, "system", "", "The system that fails; everything that needs it fails with it.").
		Names("system").Required().Rules("E1", "X2")
	s.Name(&o.Region, "region", "", "The region in which it fails; all regions if not given.").
		Names("region").Assumed("a system without region is one for all").Rules("E1", "X2")
	s.Date(&o.At, "at", "", "When it starts, in local time. An outage has either a date or a rate.").
		Assumed("a scenario's own").Rules("X2")
	s.Rate(&o.Rate, "rate", "0/yr", "How often it happens by chance (a Poisson process).").
		Range("0/yr", "100/d").From(param.Derived, "about 8.1 incidents a bank-year, facts 3.1").Rules("E14", "X2")
	s.Dist(&o.Lasts, param.KindDuration, "lasts", "{lognormal: {mean: 5.1h, sigma: 1.5}}", "How long it lasts, from failure to restoration.").
		From(param.Derived, "facts 3.1: mean 5.1 h; lognormal fits best (Franke, Holm, König 2014)").Rules("E14", "X2")
	s.Check(func(c *param.Check) {
		o.Dated = o.At != param.Date{}
		if o.Dated == (o.Rate > 0) {
			c.Report(param.Problem{Code: "W136", Pos: c.At("")})
		}
	})
}

// Interval is one time that a system is down.
type Interval struct {
	From, Until sim.Time
	Shock       int // number of the shock in the scenario
	System      int
	Region      int // -1 everywhere
}

const (
	purposeOutageTimes  rng.Purpose = 0x0e01
	purposeOutageLength rng.Purpose = 0x0e02
)

// Draw returns the outage's intervals in [from, until), sorted, that last any
// time at all. key names the shock; at is its date on the run's clock.
func (o *Outage) Draw(root rng.Root, key uint64, at, from, until sim.Time) []Interval {
	starts := []sim.Time{at}
	if !o.Dated {
		starts = o.times(root, key, from, until)
	}
	var out []Interval
	for k, t := range starts {
		s := root.Stream(key, purposeOutageLength, uint64(k))
		lasts := sim.Duration(math.Round(o.Lasts.Sample(&s)))
		if lasts > 0 && t < until && t.Add(lasts) > from {
			out = append(out, Interval{From: t, Until: t.Add(lasts)})
		}
	}
	return out
}

// times draws a Poisson process, gap by gap, so that a longer run has the same
// beginning.
func (o *Outage) times(root rng.Root, key uint64, from, until sim.Time) []sim.Time {
	var starts []sim.Time
	for k, t := uint64(0), float64(from); o.Rate > 0; k++ {
		s := root.Stream(key, purposeOutageTimes, k)
		t += s.Exp() / o.Rate * float64(sim.Day)
		if t >= float64(until) {
			break
		}
		starts = append(starts, sim.Time(t))
	}
	return starts
}

// Broken returns, for each region, the systems that are down themselves at t.
func Broken(intervals []Interval, t sim.Time, regions int) []uint64 {
	broken := make([]uint64, regions)
	for _, iv := range intervals {
		if t < iv.From || t >= iv.Until {
			continue
		}
		for region := range broken {
			if iv.Region < 0 || iv.Region == region {
				broken[region] |= 1 << iv.System
			}
		}
	}
	return broken
}

// Phase of a scenario's shocks (model.md, metrics).
type Phase uint8

// The phases. Without shocks everything is Before.
const (
	Before Phase = iota
	During
	After
	Phases = iota
)

// PhaseNames are the words results use, by Phase.
var PhaseNames = []string{"before", "during", "after"}

// PhaseAt returns the phase at t: during while any shock lasts, after once one
// has been and none lasts.
func PhaseAt(intervals []Interval, t sim.Time) Phase {
	phase := Before
	for _, iv := range intervals {
		switch {
		case t >= iv.From && t < iv.Until:
			return During
		case t >= iv.Until:
			phase = After
		}
	}
	return phase
}

// Cuts returns every instant at which an interval starts or ends, sorted.
func Cuts(intervals []Interval) []sim.Time {
	var cuts []sim.Time
	for _, iv := range intervals {
		cuts = append(cuts, iv.From, iv.Until)
	}
	slices.Sort(cuts)
	return slices.Compact(cuts)
}
