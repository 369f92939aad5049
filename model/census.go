package model

import (
	"strconv"

	"weir/model/contact"
	"weir/model/dormancy"
	"weir/model/emergency"
	"weir/model/population"
	"weir/model/reaction"
	"weir/model/tier"
	"weir/sim"
)

// The states of an account in figures: the dormancy status, with a restriction
// told by its level. They are in the order of a case.
const (
	stateActive = iota
	stateWatched
	stateFlagged
	stateAsked
	statePending
	stateDeclined
	stateApproved
	stateNoticed
	stateLimited
	stateSuspended
	stateFrozen
	accountStates = iota
)

// stateNames are the words results use.
var stateNames = []string{"active", "watched", "flagged", "asked", "pending", "declined", "approved", "noticed", "limited", "suspended", "frozen"}

// statesOf are the states of each status; restrictions go by their level.
var statesOf = [dormancy.Statuses]int{
	dormancy.Active: stateActive, dormancy.Flagged: stateFlagged, dormancy.Asked: stateAsked, dormancy.Pending: statePending,
	dormancy.Declined: stateDeclined, dormancy.Approved: stateApproved, dormancy.Noticed: stateNoticed, dormancy.Watched: stateWatched,
}

func stateOf(s dormancy.State) int {
	if s.Status == dormancy.Restricted {
		return stateLimited + int(s.Level) - int(dormancy.Limited)
	}
	return statesOf[s.Status]
}

// Why an account is restricted: the causes of dormancy, and data that were not
// verified in time.
const causeDocuments = int(dormancy.Causes)

var (
	restrictionCauses = append(append([]string{}, dormancy.CauseNames[:]...), "documents")
	toldNames         = []string{"not_told", "told", "acknowledged"}
	endNames          = []string{dormancy.StateClosed, dormancy.StateTransferred}
	ownerNames        = []string{"returning", "resting", "gone"}
	originNames       = tier.OriginNames[:]
)

// What customers react to.
const (
	reactedToLimit = iota
	reactedToRestriction
)

var reactedNames = []string{"limit", "restriction"}

// longestRestriction is the last day of the histogram of restrictions' lengths.
const longestRestriction = 400

var dayNames = func() []string {
	names := make([]string, longestRestriction+1)
	for i := range names {
		names[i] = strconv.Itoa(i)
	}
	return names
}()

// blockedWindow is how long after a restriction a refused intent counts as harm
// of it (rule D10).
const blockedWindow = 180 * sim.Day

const (
	goingLiveOverdue = iota
	goingLiveFlagged
)

// returnsWithin is how soon a living owner must want something to be one who
// comes back.
const returnsWithin = 180 * sim.Day

// owner says what is true of an account's owner.
func owner(r *Record, now sim.Time) int {
	switch {
	case !r.Alive(now):
		return 2
	case r.Next != sim.Never && r.Next.Sub(now) <= returnsWithin:
		return 0
	}
	return 1
}

// countStep counts what a step of dormancy has made of an account. It belongs to
// the customer's cell, or to the institution between windows: both are added up.
func (w *World) countStep(e sim.Entity, r *Record, before dormancy.State, ev dormancy.Event, do dormancy.Action, now sim.Time) {
	if r.Dormancy.Status == before.Status && r.Dormancy.Level == before.Level || !w.measured(now) {
		return
	}
	n := w.cellOf(e).counts
	if from, to := stateOf(before), stateOf(r.Dormancy); from != to {
		n.Flows.N[from*accountStates+to]++
	}
	switch {
	case before.Level == dormancy.Free && r.Dormancy.Level != dormancy.Free:
		w.countRestriction(n, e, r, now, int(r.Dormancy.Cause), r.Dormancy.Level)
	case before.Level != dormancy.Free && r.Dormancy.Level == dormancy.Free:
		w.countLifted(n, r, before, now)
	}
}

// countRestriction counts a restriction that begins (rule D10).
func (w *World) countRestriction(n *Counts, e sim.Entity, r *Record, now sim.Time, cause int, level dormancy.Level) {
	told := 0
	switch c := &w.sides[e].Case; {
	case cause == causeDocuments:
		told = 1
	case c.Has(dormancy.Acknowledged):
		told = 2
	case c.Has(dormancy.Told) && !c.Has(dormancy.Excused):
		told = 1
	}
	i := (cause*int(dormancy.Levels)+int(level))*len(toldNames) + told
	i = (i*len(ownerNames)+owner(r, now))*w.sizes.holders + w.holderCell(r)
	n.Restrictions.N[i*emergency.Phases+int(w.bulletin.Phase)]++
	if now.Add(blockedWindow) <= w.plan.end() && cause != causeDocuments {
		n.Blocked.N[w.groupCell(r)]++
	}
}

// countBlocked counts the first refused intent soon after a restriction, for
// restrictions that began early enough to tell (rule D10).
func (w *World) countBlocked(c *sim.Cell, r *Record, now sim.Time) {
	since := r.Dormancy.Since.Time()
	if w.measured(now) && since >= 0 && now.Sub(since) <= blockedWindow && since.Add(blockedWindow) <= w.plan.end() {
		w.cells[c.Index].counts.Blocked.N[w.sizes.tiers*w.sizes.segments+w.groupCell(r)]++
	}
}

// countLifted counts a restriction that ends, by its length and by whether its
// owner was alive when it began.
func (w *World) countLifted(n *Counts, r *Record, before dormancy.State, now sim.Time) {
	if since := before.Since.Time(); since >= 0 {
		n.Lifted.N[bit(r.Alive(since))*len(dayNames)+restrictionDays(since, now)]++
	}
}

// countCensored counts a restriction that has not ended when it can be watched no
// longer: the account closes, or the run ends.
func (w *World) countCensored(n *Counts, r *Record, now sim.Time) {
	if since := r.Dormancy.Since.Time(); r.Dormancy.Level != dormancy.Free && since >= 0 && since <= now {
		n.Censored.N[bit(r.Alive(since))*len(dayNames)+restrictionDays(since, now)]++
	}
}

func restrictionDays(since, now sim.Time) int {
	return min(int(now.Sub(since)/sim.Day), longestRestriction)
}

// countFlag counts an account that is flagged in its own cell.
func (w *World) countFlag(c *sim.Cell, e sim.Entity, r *Record, at sim.Time) {
	w.countFlagIn(w.cells[c.Index].counts, e, r, at)
}

func (w *World) countFlagIn(n *Counts, e sim.Entity, r *Record, at sim.Time) {
	asleep := r.Dormancy.Cause != dormancy.Anomaly
	stock := r.Noted&NotedWaiting != 0 && asleep
	r.Noted &^= NotedWaiting
	if !w.measured(at) {
		return
	}
	i := bit(r.Alive(at))*w.sizes.holders + w.holderCell(r)
	n.Flags.N[i*emergency.Phases+int(w.bulletin.Phase)]++
	if !r.Alive(at) {
		n.Gone.N[r.State.Cause]++
	}
	n.Daily[dailyFlags].Add(at.Day(), 1, 0)
	n.Daily[dailyFlaggedStock].Add(at.Day(), int64(bit(stock)), 0)
	n.Daily[dailyFlaggedFlow].Add(at.Day(), int64(bit(asleep && !stock)), 0)
	n.GoingLive.N[goingLiveFlagged] += int64(bit(stock))
}

// countLapsed counts an account that is restricted because its data were not
// verified in time (rule P13).
func (w *World) countLapsed(c *sim.Cell, e sim.Entity, r *Record, at sim.Time) {
	if !w.measured(at) {
		return
	}
	n := w.cells[c.Index].counts
	n.Lapsed.N[w.groupCell(r)]++
	if level := w.policy.lapsedLevel[r.Tier.Tier]; level != dormancy.Free {
		w.countRestriction(n, e, r, at, causeDocuments, level)
	}
}

func (w *World) countReaction(c *sim.Cell, r *Record, at sim.Time, to int, choice reaction.Choice) {
	if w.measured(at) {
		n := w.cells[c.Index].counts
		n.Reactions.N[(to*int(reaction.Choices)+int(choice))*w.sizes.segments+int(r.Segment)]++
	}
}

func (w *World) countWay(c *sim.Cell, at sim.Time, label, what int) {
	if w.measured(at) && label >= 0 {
		w.cells[c.Index].counts.Ways.N[label*len(wayOutcomes)+what]++
	}
}

// headcount is the census of a day under way: what most accounts have in common is added
// up here, close together, and comes into the Counts when all are through.
type headcount struct {
	today      sim.Time
	holders    []int64                  // accounts: tier × segment × region × age × vulnerable × alive
	idle       []int64                  // accounts: tier × segment × how many of IdleDays they have reached
	states     [accountStates * 2]int64 // accounts: state × alive
	identities [2]int64                 // accounts: false

	restricted, watched, waiting, silent int64 // accounts; silent: for silentDays or longer
}

// silentDays is how long an account in the daily figure of idle ones has been idle.
const silentDays = 90

func (w *World) newHeadcount(today sim.Time) *headcount {
	return &headcount{today: today, holders: make([]int64, 2*w.sizes.holders), idle: make([]int64, w.sizes.tiers*w.sizes.segments*(len(IdleDays)+1))}
}

// census counts one account as it stands at the end of a day.
func (w *World) census(t *headcount, e sim.Entity, r *Record, last bool) {
	n := w.counts
	holder, alive := w.holderCell(r), bit(r.Alive(t.today))
	t.holders[2*holder+alive]++
	t.states[2*stateOf(r.Dormancy)+alive]++
	t.identities[bit(r.Tier.Flags&falseIdentity != 0)]++
	t.waiting += int64(bit(r.Noted&NotedWaiting != 0))
	if r.Dormancy.OnWatch() {
		t.watched++
		n.Watched.N[alive*w.sizes.holders+holder]++
	}
	if r.Dormancy.Level != dormancy.Free {
		t.restricted++
		n.RestrictedDay.N[(int(r.Dormancy.Level)*2+alive)*w.sizes.holders+holder]++
	}
	if w.people != nil {
		n.Standing.N[int(w.contactOf(e).Standing(contact.Phone, t.today))*w.sizes.segments+int(r.Segment)]++
	}
	idle := int64((t.today + 1 - r.Dormancy.LastActive) / sim.Time(sim.Day))
	n.IdleDays[min(idle, longestIdle)]++
	t.silent += int64(bit(idle >= silentDays))
	reached := 0
	for _, days := range IdleDays {
		reached += bit(idle >= days)
	}
	t.idle[w.groupCell(r)*(len(IdleDays)+1)+reached]++
	if last {
		w.countCensored(n, r, t.today)
	}
}

// addCensus adds the day's census to the Counts.
func (w *World) addCensus(t *headcount, last bool) {
	n, day := w.counts, t.today.Day()
	accounts := int64(0)
	for holder := range w.sizes.holders {
		gone, alive := t.holders[2*holder], t.holders[2*holder+1]
		accounts += gone + alive
		n.Accounts.N[holder] += gone + alive
		n.AliveDay.N[holder] += alive
	}
	for i, these := range t.states {
		n.States.N[i] += these
		n.Daily[dailyStates+i/2].Add(day, these, 0)
	}
	for i, these := range t.identities {
		n.Identities.N[i] += these
	}
	w.addIdle(t, last)
	n.Daily[dailyRestricted].Add(day, t.restricted, accounts)
	n.Daily[dailyWatched].Add(day, t.watched, accounts)
	n.Daily[dailyIdle].Add(day, t.silent, accounts)
	n.Daily[dailyBacklog].Add(day, t.waiting, 0)
	n.Daily[dailyAlerts].Add(day, 0, accounts)
	n.Daily[dailyFlags].Add(day, 0, accounts)
	for _, figure := range w.perDay() {
		n.Daily[figure].Add(day, 0, 1)
	}
}

// addIdle adds how long the accounts have been without activity: who has reached
// one number of days has reached those before it.
func (w *World) addIdle(t *headcount, last bool) {
	n, steps := w.counts, len(IdleDays)+1
	groups := w.sizes.tiers * w.sizes.segments
	for group := range groups {
		these := int64(0)
		for i := len(IdleDays); i >= 0; i-- {
			these += t.idle[group*steps+i]
			switch segment := group % w.sizes.segments; {
			case i > 0:
				n.Idle.N[(i-1)*groups+group] += these
				if last {
					n.LastIdle.N[(i-1)*w.sizes.segments+segment] += these
				}
			case last:
				n.LastCount.N[segment] += these
			}
		}
	}
}

// checkAccount makes sure that an account adds up: a restriction has a cause and
// an end, and notice came before it wherever the policy says so (rules D5, D6). Every
// Side is looked at, one after the other: memory is faster than with some left out.
func (w *World) checkAccount(e sim.Entity, r *Record, now sim.Time) {
	c := &w.sides[e].Case
	if r.Presence != population.Open || c.Opened == sim.NoStamp && r.Dormancy.Plain() {
		return
	}
	w.fail(now, dormancy.Check(r.Dormancy, *c))
}
