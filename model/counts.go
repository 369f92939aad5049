package model

import (
	"weir/model/account"
	"weir/model/dormancy"
	"weir/model/emergency"
	"weir/model/metric"
	"weir/sim/stat"
)

// Result is what became of an intent.
type Result uint8

// The results, in the order of the payment story.
const (
	Done Result = iota
	Unavailable
	NotAllowed
	OverLimit
	NoFunds
	Results = iota
)

// ResultNames are the words results use, by Result.
var ResultNames = [Results]string{"done", "unavailable", "not_allowed", "over_limit", "no_funds"}

// IdleDays are the idle times that shares are reported for.
var IdleDays = []int64{30, 60, 90, 180, 365}

// idleNames are their label values.
var idleNames = []string{"30d", "60d", "90d", "180d", "365d"}

// longestIdle is the last day of the histogram of idle days.
const longestIdle = 730

// Counts is everything that is counted in one replication: integers, which
// merge exactly. Each cell keeps its own; they are added up at the end. What is
// counted lies in the measured time, from the start to the end of the scenario.
type Counts struct {
	Intents   metric.Cube // result × direction × channel × tier × segment × region × phase
	Value     metric.Cube // the same, in minor units
	Activity  metric.Cube // activities that count for dormancy: tier × segment
	Flags     metric.Cube // alive × tier × segment × region × age × vulnerable × phase
	Returns   metric.Cube // flagged accounts that came back to life: status × tier × segment × phase
	Accounts  metric.Cube // account-days: tier × segment × region × age × vulnerable
	Watched   metric.Cube // account-days on the watch list: alive × the same
	Idle      metric.Cube // account-days idle at least so long: idle × tier × segment
	LastIdle  metric.Cube // accounts at the end, idle at least so long: idle × segment
	LastCount metric.Cube // accounts at the end: segment
	Up        metric.Cube // time a channel works, in milliseconds: channel × region × phase
	Time      metric.Cube // time, in milliseconds: phase
	Cases     metric.Cube // cases decided: desk × decision × in time × phase
	Waits     metric.Cube // waiting time of cases in milliseconds: desk × phase
	Served    metric.Cube // cases that waited: desk × phase
	Work      metric.Cube // staff time in milliseconds: desk × busy
	Open      metric.Cube // cases not closed when the run ended: desk

	IdleDays []int64       // account-days by days idle; the last: longestIdle or more
	WaitOver []stat.Sketch // by desk, waiting times in microseconds

	Daily []stat.Series // by dailyFigure
}

// The figures kept per day.
const (
	dailyUnavailable = iota // intents that found their channel down / intents
	dailyOverLimit          // outgoing intents over a limit / outgoing intents
	dailyFlags              // accounts flagged / accounts
	dailyWatched            // accounts on the watch list / accounts
	dailyIdle               // accounts idle 90 days / accounts
	dailyWait               // waiting time in milliseconds / thousands of cases, by day of arrival
	dailyFigures
)

// newCounts returns counts of zero with the dimensions of a plan.
func newCounts(l Labels, days int) *Counts {
	dim := func(name string, values ...string) metric.Dimension {
		return metric.Dimension{Name: name, Values: values}
	}
	tier, segment := dim("tier", l.Tiers...), dim("segment", l.Segments...)
	channel, region := dim("channel", l.Channels...), dim("region", l.Regions...)
	age, vulnerable := dim("age", l.Ages...), dim("vulnerable", "no", "yes")
	alive, phase := dim("alive", "no", "yes"), dim("phase", emergency.PhaseNames...)
	result, direction := dim("result", ResultNames[:]...), dim("direction", "out", "in", "none")
	idle, desk := dim("idle", idleNames...), dim("desk", l.Desks...)
	status := dim("status", dormancy.StatusNames[:]...)
	decision := dim("decision", decisionNames...)

	c := &Counts{
		Intents:   metric.NewCube(result, direction, channel, tier, segment, region, phase),
		Value:     metric.NewCube(result, direction, channel, tier, segment, region, phase),
		Activity:  metric.NewCube(tier, segment),
		Flags:     metric.NewCube(alive, tier, segment, region, age, vulnerable, phase),
		Returns:   metric.NewCube(status, tier, segment, phase),
		Accounts:  metric.NewCube(tier, segment, region, age, vulnerable),
		Watched:   metric.NewCube(alive, tier, segment, region, age, vulnerable),
		Idle:      metric.NewCube(idle, tier, segment),
		LastIdle:  metric.NewCube(idle, segment),
		LastCount: metric.NewCube(segment),
		Up:        metric.NewCube(channel, region, phase),
		Time:      metric.NewCube(phase),
		Cases:     metric.NewCube(desk, decision, dim("in_time", "no", "yes"), phase),
		Waits:     metric.NewCube(desk, phase),
		Served:    metric.NewCube(desk, phase),
		Work:      metric.NewCube(desk, dim("busy", "no", "yes")),
		Open:      metric.NewCube(desk),
		IdleDays:  make([]int64, longestIdle+1),
		WaitOver:  make([]stat.Sketch, len(l.Desks)),
		Daily:     make([]stat.Series, dailyFigures),
	}
	for i := range c.Daily {
		c.Daily[i] = stat.NewSeries(days)
	}
	return c
}

// decisionNames are what may become of a case.
var decisionNames = []string{"approved", "declined", "withdrawn", "lost"}

const (
	decidedApproved = iota
	decidedDeclined
	decidedWithdrawn
	decidedLost
)

// cubes returns the cubes in a fixed order.
func (c *Counts) cubes() []*metric.Cube {
	return []*metric.Cube{&c.Intents, &c.Value, &c.Activity, &c.Flags, &c.Returns, &c.Accounts, &c.Watched, &c.Idle,
		&c.LastIdle, &c.LastCount, &c.Up, &c.Time, &c.Cases, &c.Waits, &c.Served, &c.Work, &c.Open}
}

// merge adds other counts.
func (c *Counts) merge(o *Counts) error {
	theirs := o.cubes()
	for i, cube := range c.cubes() {
		cube.Merge(theirs[i])
	}
	for i := range c.Daily {
		if err := c.Daily[i].Merge(o.Daily[i]); err != nil {
			return err
		}
	}
	for i := range c.WaitOver {
		c.WaitOver[i].Merge(o.WaitOver[i])
	}
	for i, n := range o.IdleDays {
		c.IdleDays[i] += n
	}
	return nil
}

// The positions of a cube's cells, in the order of newCounts.

func (w *World) intentCell(r *Record, res Result, d account.Direction, channel int) int {
	l := &w.sizes
	i := int(res)*account.Directions + int(d)
	i = i*l.channels + channel
	i = i*l.tiers + int(r.Tier.Tier)
	i = i*l.segments + int(r.Segment)
	i = i*l.regions + int(r.Region)
	return i*emergency.Phases + int(w.bulletin.Phase)
}

// holderCell is the position in tier × segment × region × age × vulnerable.
func (w *World) holderCell(r *Record) int {
	l := &w.sizes
	i := int(r.Tier.Tier)*l.segments + int(r.Segment)
	i = i*l.regions + int(r.Region)
	i = i*l.ages + int(r.Age)
	return i*2 + bit(r.Vulnerable)
}

// groupCell is the position in tier × segment.
func (w *World) groupCell(r *Record) int {
	return int(r.Tier.Tier)*w.sizes.segments + int(r.Segment)
}

func bit(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// sizes are the numbers of values of the labels.
type sizes struct{ tiers, segments, channels, regions, ages, holders int }

func sizesOf(l Labels) sizes {
	s := sizes{len(l.Tiers), len(l.Segments), len(l.Channels), len(l.Regions), len(l.Ages), 0}
	s.holders = s.tiers * s.segments * s.regions * s.ages * 2
	return s
}
