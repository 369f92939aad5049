package model

import (
	"weir/model/contact"
	"weir/model/emergency"
	"weir/model/metric"
	"weir/sim/param"
	"weir/sim/stat"
)

// This file is the index of what a user can name: shocks and metrics. An entry
// here is all it takes to be found by files, documentation and reports.

// ShockKind is a kind of shock.
type ShockKind struct {
	Name  string
	Doc   string
	Rules []string
	// New declares the shock's keys in the set and returns where they go.
	New func(s *param.Set) any
}

// ShockKinds lists the shocks.
func ShockKinds() []ShockKind {
	return []ShockKind{
		{"outage", "A system does not work for a while, and nothing that needs it does.", []string{"E1", "X2"},
			func(s *param.Set) any { o := new(emergency.Outage); o.Declare(s); return o }},
		{"number_churn", "Customers lose their phone numbers: a carrier closes, a migration goes wrong.", []string{"C2", "X2"},
			func(s *param.Set) any { c := new(contact.Churn); c.Declare(s); return c }},
	}
}

// Figures lists the metrics in the order of results.
func Figures() []Figure {
	intents := func(c *Counts) *metric.Cube { return &c.Intents }
	value := func(c *Counts) *metric.Cube { return &c.Value }
	accounts := func(c *Counts) *metric.Cube { return &c.Accounts }
	watched := func(c *Counts) *metric.Cube { return &c.Watched }
	flags := func(c *Counts) *metric.Cube { return &c.Flags }
	cases := func(c *Counts) *metric.Cube { return &c.Cases }
	holder := []string{"tier", "segment", "region", "age", "vulnerable"}
	history := []string{"tier", "segment", "channel", "region", "phase"}
	ninety := metric.Where{"idle": {"90d"}}

	figures := []Figure{
		{Desc: metric.Desc{Name: "continuity.availability", Unit: "share", Kind: metric.Share, Better: metric.Higher, Headline: true,
			Definition: "Time in which a channel worked in a region, over all the time; all channels and regions count alike.",
			Rules:      []string{"E1", "E16"}, Labels: []string{"channel", "region", "phase"}},
			Of: availability},
		{Desc: metric.Desc{Name: "continuity.intents.failed", Unit: "share", Kind: metric.Share, Better: metric.Lower, Headline: true,
			Definition: "Intents that found their channel down, over all intents of customers. Customers who would have come later are not counted twice.",
			Rules:      []string{"E1", "P4"}, Labels: history, Series: true},
			Of: share(intents, "result", "unavailable"), Daily: daily(dailyUnavailable)},
		{Desc: metric.Desc{Name: "continuity.value.failed", Unit: "money", Kind: metric.Money, Better: metric.Lower,
			Definition: "Outgoing value that customers wanted to move and could not because the channel was down.",
			Rules:      []string{"E1"}, Labels: history},
			Of: total(value, 1, metric.Where{"result": {"unavailable"}, "direction": {"out"}})},

		{Desc: metric.Desc{Name: "service.wait.mean", Unit: "s", Kind: metric.Mean, Better: metric.Lower,
			Definition: "Mean time that cases waited at a desk until somebody took them up; open cases are not in it.",
			Rules:      []string{"S1", "S5"}, Labels: []string{"desk", "phase"}, Series: true},
			Of:    over(func(c *Counts) *metric.Cube { return &c.Waits }, func(c *Counts) *metric.Cube { return &c.Served }, 1e-3),
			Daily: daily(dailyWait)},
		{Desc: metric.Desc{Name: "service.wait.p95", Unit: "s", Kind: metric.Quantile, Better: metric.Lower, Headline: true,
			Definition: "The wait that 95 % of a replication's cases did not exceed, then its mean over replications.",
			Rules:      []string{"S1", "S5"}, Labels: []string{"desk"}},
			Of: waitQuantile(.95)},
		{Desc: metric.Desc{Name: "service.utilisation", Unit: "share", Kind: metric.Share, Better: metric.Neither,
			Definition: "Staff time at work over staff time present.",
			Rules:      []string{"S1"}, Labels: []string{"desk"}},
			Of: share(func(c *Counts) *metric.Cube { return &c.Work }, "busy", "yes")},
		{Desc: metric.Desc{Name: "service.cases.withdrawn", Unit: "share", Kind: metric.Share, Better: metric.Lower,
			Definition: "Cases that had become pointless when the desk took them up, since the account was active again, over cases closed.",
			Rules:      []string{"D4"}, Labels: []string{"desk", "phase"}},
			Of: share(cases, "decision", "withdrawn")},
		{Desc: metric.Desc{Name: "service.cases.open", Unit: "1", Kind: metric.Count, Better: metric.Lower,
			Definition: "Cases of the measured time that were still open when the run ended, cooldown included: they are missing from waits.",
			Rules:      []string{"S1"}, Labels: []string{"desk"}},
			Of: atEnd(total(func(c *Counts) *metric.Cube { return &c.Open }, 1, nil))},

		{Desc: metric.Desc{Name: "customer.payments.limited", Unit: "share", Kind: metric.Share, Better: metric.Lower, Headline: true,
			Definition: "Outgoing payments refused because the daily limit of the account's tier would have been passed, over outgoing intents.",
			Rules:      []string{"T2"}, Labels: history, Series: true},
			Of: func(c *Counts, w metric.Where) stat.Ratio {
				return share(intents, "result", "over_limit")(c, outgoing(w))
			}, Daily: daily(dailyOverLimit)},
		{Desc: metric.Desc{Name: "customer.value.limited", Unit: "money", Kind: metric.Money, Better: metric.Lower,
			Definition: "Outgoing value refused because of the daily limit.",
			Rules:      []string{"T2"}, Labels: history},
			Of: total(value, 1, metric.Where{"result": {"over_limit"}, "direction": {"out"}})},
		{Desc: metric.Desc{Name: "customer.payments.unfunded", Unit: "share", Kind: metric.Share, Better: metric.Neither,
			Definition: "Outgoing payments refused for lack of funds, over outgoing intents. It moves over a run: balances are drawn once and then follow what comes in and goes out.",
			Rules:      []string{"P6"}, Labels: history},
			Of: func(c *Counts, w metric.Where) stat.Ratio {
				return share(intents, "result", "no_funds")(c, outgoing(w))
			}},
		{Desc: metric.Desc{Name: "customer.payments.done", Unit: "1", Kind: metric.Count, Better: metric.Neither,
			Definition: "Intents of customers that were carried out at once: what an institution sees of them day by day. What others send to them is not among these.",
			Rules:      []string{"P4"}, Labels: history, Series: true},
			Of: total(intents, 1, metric.Where{"result": {"done"}}), Daily: daily(dailyDone)},
		{Desc: metric.Desc{Name: "customer.activity.count", Unit: "1", Kind: metric.Count, Better: metric.Neither,
			Definition: "Activities that count for dormancy, in the measured time.",
			Rules:      []string{"P2", "P5"}, Labels: []string{"tier", "segment"}, Series: true},
			Of: total(func(c *Counts) *metric.Cube { return &c.Activity }, 1, nil), Daily: daily(dailyActivity)},
		{Desc: metric.Desc{Name: "customer.activity.rate", Unit: "per account-year", Kind: metric.Rate, Better: metric.Neither,
			Definition: "Activities that count for dormancy, per account and year.",
			Rules:      []string{"P2", "P5"}, Labels: []string{"tier", "segment"}},
			Of: over(func(c *Counts) *metric.Cube { return &c.Activity }, accounts, daysInYear)},
		{Desc: metric.Desc{Name: "customer.idle.share", Unit: "share", Kind: metric.Share, Better: metric.Neither,
			Definition: "Accounts without activity for at least so long (90 days where nothing is said), averaged over the days of the run.",
			Rules:      []string{"P10", "D1"}, Labels: []string{"idle", "tier", "segment"}, Series: true},
			Of: over(func(c *Counts) *metric.Cube { return &c.Idle }, accounts, 1), Base: ninety, Daily: daily(dailyIdle)},
		{Desc: metric.Desc{Name: "customer.idle.end", Unit: "1", Kind: metric.Count, Better: metric.Neither,
			Definition: "Accounts that at the end of the run had been without activity for at least so long (90 days where nothing is said).",
			Rules:      []string{"P10"}, Labels: []string{"idle", "segment"}},
			Of: atEnd(total(func(c *Counts) *metric.Cube { return &c.LastIdle }, 1, nil)), Base: ninety},
		{Desc: metric.Desc{Name: "customer.watched.share", Unit: "share", Kind: metric.Share, Better: metric.Neither,
			Definition: "Accounts on the watch list, averaged over the days of the run.",
			Rules:      []string{"D1"}, Labels: holder, Series: true},
			Of: over(watched, accounts, 1), Daily: daily(dailyWatched)},
		{Desc: metric.Desc{Name: "customer.watched.alive", Unit: "share", Kind: metric.Share, Better: metric.Lower,
			Definition: "Of the accounts on the watch list, those whose owner is still there: resting, not gone. Only the simulator knows.",
			Rules:      []string{"P2", "D1"}, Labels: holder},
			Of: share(watched, "alive", "yes")},
		{Desc: metric.Desc{Name: "customer.watched.returned", Unit: "per account-year", Kind: metric.Rate, Better: metric.Lower,
			Definition: "Accounts that came back to life while on the watch list, per year on it.",
			Rules:      []string{"D1"}, Labels: []string{"tier", "segment"}},
			Of: over(func(c *Counts) *metric.Cube { return &c.Returns }, watched, daysInYear)},
		{Desc: metric.Desc{Name: "customer.flags.rate", Unit: "per account-year", Kind: metric.Rate, Better: metric.Lower, Headline: true,
			Definition: "Accounts flagged, as idle or for an anomaly, per account and year.",
			Rules:      []string{"D1"}, Labels: holder, Series: true},
			Of: over(flags, accounts, daysInYear), Daily: daily(dailyFlags)},
		{Desc: metric.Desc{Name: "customer.flags.count", Unit: "1", Kind: metric.Count, Better: metric.Lower,
			Definition: "Accounts flagged, as idle or for an anomaly, in the measured time.",
			Rules:      []string{"D1"}, Labels: append([]string{"phase"}, holder...)},
			Of: total(flags, 1, nil)},
		{Desc: metric.Desc{Name: "customer.flags.alive", Unit: "share", Kind: metric.Share, Better: metric.Lower, Headline: true,
			Definition: "Of the accounts flagged, those whose owner was still there. Only the simulator knows.",
			Rules:      []string{"P2", "D1"}, Labels: append([]string{"phase"}, holder...)},
			Of: share(flags, "alive", "yes")},
		{Desc: metric.Desc{Name: "customer.flags.gone", Unit: "1", Kind: metric.Count, Better: metric.Neither,
			Definition: "Accounts flagged whose owner was gone, by why: died, left, secondary, sold. Only the simulator knows.",
			Rules:      []string{"P2", "D1"}, Labels: []string{"gone"}},
			Of: total(func(c *Counts) *metric.Cube { return &c.Gone }, 1, nil)},

		{Desc: metric.Desc{Name: "compliance.decisions.in_time", Unit: "share", Kind: metric.Share, Better: metric.Higher, Headline: true,
			Definition: "Cases that left a desk within its deadline, over cases closed.",
			Rules:      []string{"D4", "S1"}, Labels: []string{"desk", "phase"}},
			Of: share(cases, "in_time", "yes")},
		{Desc: metric.Desc{Name: "compliance.functions.refused", Unit: "share", Kind: metric.Share, Better: metric.Neither,
			Definition: "Intents refused because the account's tier lacks the function, over all intents of customers.",
			Rules:      []string{"T1", "T9"}, Labels: history},
			Of: share(intents, "result", "not_allowed")},

		{Desc: metric.Desc{Name: "cost.desk.hours", Unit: "staff hours", Kind: metric.Count, Better: metric.Lower, Exact: true,
			Definition: "Hours of staff present at desks.",
			Rules:      []string{"S1"}, Labels: []string{"desk"}},
			Of: total(func(c *Counts) *metric.Cube { return &c.Work }, 1.0/3_600_000, nil)},
	}
	for _, more := range [][]Figure{restrictionFigures(), contactFigures(), tierFigures(), watchFigures()} {
		figures = append(figures, more...)
	}
	return inOrder(figures)
}
