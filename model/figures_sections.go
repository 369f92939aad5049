package model

import (
	"weir/model/metric"
	"weir/sim/stat"
)

// This file gives results what they show beside the metrics: the accounts by
// state, restrictions by cause and owner and how long they last, and the accounts
// that are overdue when a policy comes into force.

// StateNames returns the words for the states of an account, in the order of a
// case.
func StateNames() []string { return stateNames }

// Stock returns the number of accounts in a state at the end of each day, over 1.
func (c *Counts) Stock(state int) stat.Series { return c.Daily[dailyStates+state] }

// Flow returns how often accounts went from one state to another, per
// account-year: the years of all accounts on the book, in any state.
func (c *Counts) Flow(from, to int) stat.Ratio {
	return stat.Ratio{Num: float64(c.Flows.N[from*accountStates+to]) * daysInYear, Den: float64(c.Accounts.Sum(nil))}
}

// RestrictionCauses returns the words for why accounts are restricted.
func RestrictionCauses() []string { return restrictionCauses[1:] }

// OwnerNames returns the words for what is true of the owner of a restricted
// account, which only the simulator knows (rule P2).
func OwnerNames() []string { return ownerNames }

// Restricted returns the number of restrictions begun for a cause on accounts of
// one kind of owner.
func (c *Counts) Restricted(cause, owner string) int64 {
	return c.Restrictions.Sum(metric.Where{"cause": {cause}, "owner": {owner}})
}

// Lengths returns by whole days how long the restrictions lasted that ended, and
// how long those were seen that had not ended, of owners who were alive, or gone,
// when they were restricted. The last number is of all that are longer.
func (c *Counts) Lengths(alive bool) (ended, censored []int64) {
	from := bit(alive) * len(dayNames)
	return c.Lifted.N[from : from+len(dayNames)], c.Censored.N[from : from+len(dayNames)]
}

// Overdue returns, by day, how many accounts were overdue when a policy came into
// force on it (rule D13).
func (c *Counts) Overdue() stat.Series { return c.Daily[dailyOverdue] }

// Backlog returns how many of those accounts wait to be flagged at the end of each
// day, over 1.
func (c *Counts) Backlog() stat.Series { return c.Daily[dailyBacklog] }

// FlaggedStock returns how many of those accounts are flagged on each day, over 1.
func (c *Counts) FlaggedStock() stat.Series { return c.Daily[dailyFlaggedStock] }

// FlaggedFlow returns how many accounts that became overdue later are flagged on
// each day, over 1.
func (c *Counts) FlaggedFlow() stat.Series { return c.Daily[dailyFlaggedFlow] }

// Enactment is a policy that comes into force in the measured time.
type Enactment struct {
	Day  int    // since the start, from 0
	Mode string // how accounts that are overdue come under it: all, new_only, phased
	Text string // what changes; "" for the plan's own policy at the start
}

// Enactments lists the policies that come into force in the measured time, by
// day; of several on one day the last.
func (p *Plan) Enactments() []Enactment {
	var list []Enactment
	all := p.enactments()
	for i, e := range all {
		if e.at < 0 || e.at >= p.end() {
			continue
		}
		one := Enactment{Day: e.at.Day(), Mode: e.rules.Dormancy.GoingLive.Mode}
		if change := i - (len(all) - len(p.Changes)); change >= 0 {
			one.Text = p.Changes[change].Text
		}
		if last := len(list) - 1; last >= 0 && list[last].Day == one.Day {
			list[last] = one
			continue
		}
		list = append(list, one)
	}
	return list
}
