package model

import (
	"cmp"
	"context"
	"slices"

	"weir/model/metric"
	"weir/sim"
	"weir/sim/stat"
)

// Horizon is a part of the measured time that figures can be asked for.
type Horizon uint8

// The horizons.
const (
	All        Horizon = iota // the whole measured time
	Transition                // the wave that policies make which come into force
	Settled                   // what follows it; all, where no policy comes into force
)

// HorizonNames are the words of gates and results, by Horizon.
var HorizonNames = []string{"all", "transition", "settled"}

// TransitionLength is how long a policy's coming into force is felt: whoever had
// been idle for long falls due at once, and has been dealt with by then.
const TransitionLength = 90 * sim.Day

// Wave is the span of the transition in whole days since the start: From to
// Until - 1. The zero Wave is none.
type Wave struct{ From, Until int }

// Wave returns the plan's transition: from the day on which a policy first comes
// into force in the measured time until TransitionLength after the last, or the
// end if that is earlier.
func (p *Plan) Wave() Wave {
	list := p.Enactments()
	if len(list) == 0 {
		return Wave{}
	}
	until := list[len(list)-1].Day + int(TransitionLength/sim.Day)
	return Wave{list[0].Day, min(until, p.measuredDays())}
}

// TransitionEnd returns the first day after the plan's transition, since the
// start; false where no policy comes into force.
func (p *Plan) TransitionEnd() (day int, ok bool) {
	wave := p.Wave()
	return wave.Until, wave != Wave{}
}

// CommonWave returns the span of the transitions of plans that are compared: all
// of them must be told apart by the same one (Options.Wave), also those in which
// nothing comes into force.
func CommonWave(plans ...*Plan) Wave {
	var all Wave
	for _, p := range plans {
		switch wave := p.Wave(); {
		case all == Wave{}:
			all = wave
		case wave != Wave{}:
			all = Wave{min(all.From, wave.From), max(all.Until, wave.Until)}
		}
	}
	return all
}

// In returns what was counted in a horizon, nil where there is no such time: no
// transition without a policy that comes into force, nothing settled where the
// transition lasts to the end. Transition and Settled add up to All, with what was
// before the transition.
//
// Things count when they happen: a case when it is closed, a restriction when it
// begins. What only exists at the end of the run (accounts idle then, open cases,
// restrictions that have not ended) is Settled; of a Transition that ends earlier
// such figures have no data. Figures by day are those of All, on the horizon's days.
//
// Counts are worked out at each call, but for All, which are the outcome's own:
// they must not be changed.
func (o *Outcome) In(h Horizon) *Counts {
	switch {
	case h == Transition && o.Wave != Wave{}:
		c := cmp.Or(o.Early, o.Counts).clone()
		c.Unfinished = o.Early != nil
		if o.Before != nil {
			c.subtract(o.Before)
		}
		c.days(o.Counts, o.Wave.From, o.Wave.Until)
		return c
	case h == Settled && o.Early != nil:
		c := o.Counts.clone()
		c.subtract(o.Early)
		c.days(o.Counts, o.Wave.Until, len(c.Daily[0].Num))
		return c
	case h == All, h == Settled && o.Wave == Wave{}:
		return o.Counts
	}
	return nil
}

// ride runs through the wave and returns what has been counted where it begins,
// unless that is the start, and where it ends, unless that is the end.
func (w *World) ride(ctx context.Context, run *sim.Run, wave Wave) (before, early *Counts, err error) {
	if wave.From > 0 {
		before, err = w.countsAt(ctx, run, wave.From)
	}
	if err == nil && wave.Until > 0 && wave.Until < w.plan.measuredDays() {
		early, err = w.countsAt(ctx, run, wave.Until)
	}
	return before, early, err
}

// countsAt runs to the midnight at which a day begins and returns a copy of what
// has been counted: midnights are cuts in any case, so that nothing is changed.
func (w *World) countsAt(ctx context.Context, run *sim.Run, day int) (*Counts, error) {
	now := sim.Time(day) * sim.Time(sim.Day)
	if err := run.To(ctx, now); err != nil {
		return nil, err
	}
	c := newCounts(w.plan.labels, w.plan.measuredDays())
	if err := w.addUp(c); err != nil {
		return nil, err
	}
	w.addWork(c, now, 1)
	clear(c.Censored.N) // they are watched on
	// A policy that comes into force at this very midnight belongs to what follows.
	c.GoingLive.N[goingLiveOverdue] -= c.Daily[dailyOverdue].Num[day]
	return c, nil
}

// clone returns a copy that shares nothing that is counted.
func (c *Counts) clone() *Counts {
	own := *c
	for _, cube := range own.cubes() {
		cube.N = slices.Clone(cube.N)
	}
	own.IdleDays, own.WaitOver, own.Daily = slices.Clone(c.IdleDays), slices.Clone(c.WaitOver), slices.Clone(c.Daily)
	for i := range own.WaitOver {
		own.WaitOver[i].Counts = slices.Clone(c.WaitOver[i].Counts)
	}
	for i, s := range own.Daily {
		own.Daily[i] = stat.Series{Num: slices.Clone(s.Num), Den: slices.Clone(s.Den)}
	}
	return &own
}

// subtract takes away what was counted earlier in the same run: the reverse of
// merge, but for the figures by day.
func (c *Counts) subtract(earlier *Counts) {
	theirs := earlier.cubes()
	for i, cube := range c.cubes() {
		cube.Subtract(theirs[i])
	}
	for i := range c.WaitOver {
		c.WaitOver[i].Subtract(earlier.WaitOver[i])
	}
	for i, n := range earlier.IdleDays {
		c.IdleDays[i] -= n
	}
}

// days takes the figures of a span of days from other counts, and none of others.
func (c *Counts) days(from *Counts, first, until int) {
	for i, s := range from.Daily {
		c.Daily[i] = stat.NewSeries(len(s.Num))
		copy(c.Daily[i].Num[first:until], s.Num[first:until])
		copy(c.Daily[i].Den[first:until], s.Den[first:until])
	}
}

// atEnd is a figure of what only exists at the end of the run: where counting
// stopped earlier it has no data.
func atEnd(of func(*Counts, metric.Where) stat.Ratio) func(*Counts, metric.Where) stat.Ratio {
	return func(c *Counts, w metric.Where) stat.Ratio {
		if c.Unfinished {
			return stat.Ratio{}
		}
		return of(c, w)
	}
}
