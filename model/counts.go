package model

import (
	"weir/model/account"
	"weir/model/contact"
	"weir/model/dormancy"
	"weir/model/emergency"
	"weir/model/metric"
	"weir/model/population"
	"weir/model/reaction"
	"weir/sim/stat"
)

// Result is what became of an intent.
type Result uint8

// The results, in the order of the payment story.
const (
	Done        Result = iota
	Unavailable        // the channel is down
	Restricted         // the account is restricted
	NotAllowed         // the tier lacks the function, or staff may not do it
	Unconfirmed        // a further check was needed and failed
	OverLimit
	NoFunds
	Waiting // for a desk, or for its time
	Results = iota
)

// ResultNames are the words results use, by Result.
var ResultNames = [Results]string{"done", "unavailable", "restricted", "not_allowed", "unconfirmed", "over_limit", "no_funds", "waiting"}

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

	States        metric.Cube // account-days: state × alive
	Flows         metric.Cube // changes of state: state × state
	Restrictions  metric.Cube // restrictions begun: cause × level × told × owner × tier × segment × region × age × vulnerable × phase
	RestrictedDay metric.Cube // account-days restricted: level × alive × tier × segment × region × age × vulnerable
	AliveDay      metric.Cube // account-days of living owners: tier × segment × region × age × vulnerable
	Blocked       metric.Cube // restrictions early enough to tell, and those of them with a refused intent soon: blocked × tier × segment
	Lifted        metric.Cube // restrictions ended, by their length: alive × days
	Censored      metric.Cube // restrictions that had not ended, by their length so far: alive × days
	GoingLive     metric.Cube // of policies that come into force: overdue, flagged
	Gone          metric.Cube // accounts flagged whose owner was gone: gone
	Without       metric.Cube // account-days without service: segment × region
	Attempts      metric.Cube // to reach customers: what × about × contact × segment × phase
	Notices       metric.Cube // notices with at least one such attempt: what × about × segment
	Numbers       metric.Cube // events of numbers: event × segment
	Standing      metric.Cube // account-days of phone numbers: standing × segment
	Matters       metric.Cube // cases closed: matter × decision
	Held          metric.Cube // payments that waited: reason × released
	Returned      metric.Cube // incoming payments that went back: tier × segment
	ReturnedValue metric.Cube // the same, in minor units
	Alerts        metric.Cube // rule × tier × segment
	Reactions     metric.Cube // to refusals: to × choice × segment
	Parts         metric.Cube // further parts of payments: result
	PartsValue    metric.Cube // the same, in minor units
	Ways          metric.Cube // attempts to reactivate: way × outcome
	Left          metric.Cube // accounts closed because of a refusal: tier × segment
	Applications  metric.Cube // for tiers: what × origin × tier
	Moves         metric.Cube // between tiers: from × to × origin
	Openings      metric.Cube // applicants: passed
	Full          metric.Cube // accounts not opened, since the person holds as many as she may: tier × segment
	Identities    metric.Cube // account-days: false
	Lapsed        metric.Cube // accounts whose data were not verified in time: tier × segment
	Overreach     metric.Cube // attempts of staff beyond their duty: desk × done
	Misused       metric.Cube // what they did: misuse
	Ended         metric.Cube // accounts that ended as dormant: end × alive
	EndedValue    metric.Cube // the same, in minor units
	Interest      metric.Cube // booked, in minor units: tier × segment
	Fees          metric.Cube // the same

	IdleDays []int64       // account-days by days idle; the last: longestIdle or more
	WaitOver []stat.Sketch // by desk, waiting times in microseconds

	Daily []stat.Series // by dailyFigure

	// Unfinished says that counting stopped before the end of the run: what only
	// exists then is not there.
	Unfinished bool `json:"-"`
}

// The figures kept per day.
const (
	dailyUnavailable  = iota // intents that found their channel down / intents
	dailyOverLimit           // outgoing intents over a limit / outgoing intents
	dailyFlags               // accounts flagged / accounts
	dailyWatched             // accounts on the watch list / accounts
	dailyIdle                // accounts idle 90 days / accounts
	dailyWait                // waiting time in milliseconds / thousands of cases, by day of arrival
	dailyRestricted          // accounts restricted / accounts
	dailyAlerts              // alerts / accounts
	dailyBacklog             // accounts overdue when a policy came into force and not yet flagged / 1
	dailyFlaggedStock        // of those, accounts flagged / 1
	dailyFlaggedFlow         // accounts flagged that became overdue later / 1
	dailyOverdue             // accounts overdue when a policy came into force on the day / 1
	dailyActivity            // activities that count for dormancy / 1
	dailyDone                // intents carried out / 1
	dailyStates              // and a figure for each state: accounts in it / 1
	dailyFigures      = dailyStates + accountStates
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
	state, toState := dim("state", stateNames...), dim("to", stateNames...)
	lengths := dim("days", dayNames...)

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

		States:        metric.NewCube(state, alive),
		Flows:         metric.NewCube(state, toState),
		Restrictions:  metric.NewCube(dim("cause", restrictionCauses...), dim("level", dormancy.LevelNames[:]...), dim("told", toldNames...), dim("owner", ownerNames...), tier, segment, region, age, vulnerable, phase),
		RestrictedDay: metric.NewCube(dim("level", dormancy.LevelNames[:]...), alive, tier, segment, region, age, vulnerable),
		AliveDay:      metric.NewCube(tier, segment, region, age, vulnerable),
		Blocked:       metric.NewCube(dim("blocked", "no", "yes"), tier, segment),
		Lifted:        metric.NewCube(alive, lengths),
		Censored:      metric.NewCube(alive, lengths),
		GoingLive:     metric.NewCube(dim("what", "overdue", "flagged")),
		Gone:          metric.NewCube(dim("gone", population.Causes...)),
		Without:       metric.NewCube(segment, region),
		Attempts:      metric.NewCube(dim("what", attemptNames...), dim("about", AboutNames[:]...), dim("contact", l.Contacts...), segment, phase),
		Notices:       metric.NewCube(dim("what", attemptNames...), dim("about", AboutNames[:]...), segment),
		Numbers:       metric.NewCube(dim("event", contact.EventNames...), segment),
		Standing:      metric.NewCube(dim("standing", contact.StandingNames...), segment),
		Matters:       metric.NewCube(dim("matter", matterNames[:]...), decision),
		Held:          metric.NewCube(dim("reason", ReasonNames[:]...), dim("released", "no", "yes")),
		Returned:      metric.NewCube(tier, segment),
		ReturnedValue: metric.NewCube(tier, segment),
		Alerts:        metric.NewCube(dim("rule", l.Rules...), tier, segment),
		Reactions:     metric.NewCube(dim("to", reactedNames...), dim("choice", reaction.ChoiceNames...), segment),
		Parts:         metric.NewCube(result),
		PartsValue:    metric.NewCube(result),
		Ways:          metric.NewCube(dim("way", l.Ways...), dim("outcome", wayOutcomes...)),
		Left:          metric.NewCube(tier, segment),
		Applications:  metric.NewCube(dim("what", appliedNames...), dim("origin", originNames...), tier),
		Moves:         metric.NewCube(dim("from", l.Tiers...), dim("to", l.Tiers...), dim("origin", originNames...)),
		Openings:      metric.NewCube(dim("passed", "no", "yes")),
		Full:          metric.NewCube(tier, segment),
		Identities:    metric.NewCube(dim("false", "no", "yes")),
		Lapsed:        metric.NewCube(tier, segment),
		Overreach:     metric.NewCube(desk, dim("done", "no", "yes")),
		Misused:       metric.NewCube(dim("misuse", misuses...)),
		Ended:         metric.NewCube(dim("end", endNames...), alive),
		EndedValue:    metric.NewCube(dim("end", endNames...), alive),
		Interest:      metric.NewCube(tier, segment),
		Fees:          metric.NewCube(tier, segment),

		IdleDays: make([]int64, longestIdle+1),
		WaitOver: make([]stat.Sketch, len(l.Desks)),
		Daily:    make([]stat.Series, dailyFigures),
	}
	for i := range c.Daily {
		c.Daily[i] = stat.NewSeries(days)
	}
	return c
}

// cubes returns the cubes in a fixed order.
func (c *Counts) cubes() []*metric.Cube {
	return []*metric.Cube{&c.Intents, &c.Value, &c.Activity, &c.Flags, &c.Returns, &c.Accounts, &c.Watched, &c.Idle,
		&c.LastIdle, &c.LastCount, &c.Up, &c.Time, &c.Cases, &c.Waits, &c.Served, &c.Work, &c.Open,
		&c.States, &c.Flows, &c.Restrictions, &c.RestrictedDay, &c.AliveDay, &c.Blocked, &c.Lifted, &c.Censored, &c.GoingLive,
		&c.Without, &c.Attempts, &c.Notices, &c.Numbers, &c.Standing, &c.Matters, &c.Held, &c.Returned, &c.ReturnedValue, &c.Alerts,
		&c.Reactions, &c.Parts, &c.PartsValue, &c.Ways, &c.Left, &c.Applications, &c.Moves, &c.Openings, &c.Full, &c.Identities,
		&c.Lapsed, &c.Overreach, &c.Misused, &c.Ended, &c.EndedValue, &c.Gone, &c.Interest, &c.Fees}
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
	return i*2*l.ages + int(r.Band)
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
type sizes struct{ tiers, segments, channels, regions, ages, holders, reach int }

func sizesOf(l Labels) sizes {
	s := sizes{len(l.Tiers), len(l.Segments), len(l.Channels), len(l.Regions), len(l.Ages), 0, len(l.Contacts)}
	s.holders = s.tiers * s.segments * s.regions * s.ages * 2
	return s
}
