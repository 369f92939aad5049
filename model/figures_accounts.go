package model

import (
	"weir/model/contact"
	"weir/model/metric"
	"weir/sim/stat"
)

// This file lists the metrics of restrictions, contact, tiers, screening and
// staff.

// cubeOf picks a cube, for the helpers of figures.go.
type cubeOf = func(*Counts) *metric.Cube

// within returns the part of a cube with one value of a label, among several.
func within(cube cubeOf, label, value string, among ...string) func(*Counts, metric.Where) stat.Ratio {
	return func(c *Counts, w metric.Where) stat.Ratio {
		all := 0.0
		for _, v := range among {
			all += float64(cube(c).Sum(w.And(label, v)))
		}
		return stat.Ratio{Num: float64(cube(c).Sum(w.And(label, value))), Den: all}
	}
}

// with fixes a label of a figure.
func with(of func(*Counts, metric.Where) stat.Ratio, label, value string) func(*Counts, metric.Where) stat.Ratio {
	return func(c *Counts, w metric.Where) stat.Ratio { return of(c, w.And(label, value)) }
}

// perYear is a cube's total over account-days, per account and year.
func perYear(cube cubeOf) func(*Counts, metric.Where) stat.Ratio {
	return over(cube, func(c *Counts) *metric.Cube { return &c.Accounts }, daysInYear)
}

// goneOpen is the accounts of owners who are gone, less those of them restricted,
// over all accounts.
func goneOpen(c *Counts, w metric.Where) stat.Ratio {
	all := float64(c.Accounts.Sum(w))
	gone := all - float64(c.AliveDay.Sum(w))
	return stat.Ratio{Num: gone - float64(c.RestrictedDay.Sum(w.And("alive", "no"))), Den: all}
}

func restrictionFigures() []Figure {
	restrictions := func(c *Counts) *metric.Cube { return &c.Restrictions }
	restricted := func(c *Counts) *metric.Cube { return &c.RestrictedDay }
	accounts := func(c *Counts) *metric.Cube { return &c.Accounts }
	holder := []string{"tier", "segment", "region", "age", "vulnerable"}
	everything := append([]string{"cause", "level", "phase"}, holder...)
	return []Figure{
		{Desc: metric.Desc{Name: "customer.restricted.count", Unit: "1", Kind: metric.Count, Better: metric.Lower,
			Definition: "Restrictions that began in the measured time.",
			Rules:      []string{"D6", "D10"}, Labels: everything},
			Of: total(restrictions, 1, nil)},
		{Desc: metric.Desc{Name: "customer.restricted.share", Unit: "share", Kind: metric.Share, Better: metric.Neither,
			Definition: "Accounts that are restricted as dormant, averaged over the days of the run.",
			Rules:      []string{"D6"}, Labels: append([]string{"level"}, holder...), Series: true},
			Of: over(restricted, accounts, 1), Daily: daily(dailyRestricted)},
		{Desc: metric.Desc{Name: "risk.gone.open", Unit: "share", Kind: metric.Share, Better: metric.Lower,
			Definition: "Accounts whose owner is gone and that are not restricted as dormant, over all accounts, averaged over the days of the run: what restricting too little leaves open. Only the simulator knows.",
			Rules:      []string{"P2", "D6"}, Labels: holder},
			Of: goneOpen},
		{Desc: metric.Desc{Name: "customer.restricted.wrongful_alive", Unit: "share", Kind: metric.Share, Better: metric.Lower,
			Definition: "Of the restrictions, those whose owner was alive. Only the simulator knows. One of three figures of harm that are never mixed.",
			Rules:      []string{"D10"}, Labels: everything},
			Of: func(c *Counts, w metric.Where) stat.Ratio {
				gone := float64(c.Restrictions.Sum(w.And("owner", "gone")))
				all := float64(c.Restrictions.Sum(w))
				return stat.Ratio{Num: all - gone, Den: all}
			}},
		{Desc: metric.Desc{Name: "customer.restricted.wrongful_blocked", Unit: "share", Kind: metric.Share, Better: metric.Lower,
			Definition: "Of the accounts restricted as dormant at least 180 days before the end, those where an intent was refused within 180 days. One of three figures of harm that are never mixed.",
			Rules:      []string{"D10"}, Labels: []string{"tier", "segment"}},
			Of: within(func(c *Counts) *metric.Cube { return &c.Blocked }, "blocked", "yes", "no")},
		{Desc: metric.Desc{Name: "customer.restricted.wrongful_stock", Unit: "share", Kind: metric.Share, Better: metric.Lower, Headline: true,
			Definition: "Of the accounts of living owners, those that are restricted, averaged over the days of the run. One of three figures of harm that are never mixed.",
			Rules:      []string{"D10"}, Labels: holder},
			Of: func(c *Counts, w metric.Where) stat.Ratio {
				return stat.Ratio{Num: float64(c.RestrictedDay.Sum(w.And("alive", "yes"))), Den: float64(c.AliveDay.Sum(w))}
			}},
		{Desc: metric.Desc{Name: "customer.restricted.days", Unit: "d", Kind: metric.Mean, Better: metric.Lower,
			Definition: "Mean length of the restrictions of living owners that began and ended in the measured time, in whole days.",
			Rules:      []string{"D9", "D10"}},
			Of: meanDays},
		{Desc: metric.Desc{Name: "customer.payments.blocked", Unit: "share", Kind: metric.Share, Better: metric.Lower, Headline: true,
			Definition: "Intents refused because the account was restricted, over all intents of customers.",
			Rules:      []string{"D6", "D10", "P13"}, Labels: []string{"tier", "segment", "channel", "region", "phase"}},
			Of: share(func(c *Counts) *metric.Cube { return &c.Intents }, "result", "restricted")},
		{Desc: metric.Desc{Name: "customer.value.blocked", Unit: "money", Kind: metric.Money, Better: metric.Lower,
			Definition: "Outgoing value refused because the account was restricted.",
			Rules:      []string{"D10"}, Labels: []string{"tier", "segment", "channel", "region", "phase"}},
			Of: total(func(c *Counts) *metric.Cube { return &c.Value }, 1, metric.Where{"result": {"restricted"}, "direction": {"out"}})},
		{Desc: metric.Desc{Name: "customer.value.returned", Unit: "money", Kind: metric.Money, Better: metric.Lower,
			Definition: "Incoming value that went back because a restriction or a limit did not let it in.",
			Rules:      []string{"T2", "D6"}, Labels: []string{"tier", "segment"}},
			Of: total(func(c *Counts) *metric.Cube { return &c.ReturnedValue }, 1, nil)},
		{Desc: metric.Desc{Name: "customer.reactivations", Unit: "1", Kind: metric.Count, Better: metric.Neither,
			Definition: "Accounts brought back from a restriction by their owners.",
			Rules:      []string{"D9"}, Labels: []string{"way"}},
			Of: with(total(func(c *Counts) *metric.Cube { return &c.Ways }, 1, nil), "outcome", "done")},
		{Desc: metric.Desc{Name: "customer.reactivations.failed", Unit: "share", Kind: metric.Share, Better: metric.Lower,
			Definition: "Of the attempts to bring an account back, those that found the way down, the one-time password gone astray or the verification failed.",
			Rules:      []string{"D9", "C2"}, Labels: []string{"way"}},
			Of: waysFailed},
		{Desc: metric.Desc{Name: "customer.left", Unit: "1", Kind: metric.Count, Better: metric.Lower,
			Definition: "Accounts that their owners closed because of a refusal.",
			Rules:      []string{"T8", "D10"}, Labels: []string{"tier", "segment"}},
			Of: total(func(c *Counts) *metric.Cube { return &c.Left }, 1, nil)},
		{Desc: metric.Desc{Name: "customer.complaints", Unit: "1", Kind: metric.Count, Better: metric.Lower,
			Definition: "Complaints about a limit or a restriction, as customers decide to make them.",
			Rules:      []string{"T8", "D10"}, Labels: []string{"segment"}},
			Of: with(total(func(c *Counts) *metric.Cube { return &c.Reactions }, 1, nil), "choice", "complain")},
		{Desc: metric.Desc{Name: "customer.ended.count", Unit: "1", Kind: metric.Count, Better: metric.Lower,
			Definition: "Accounts that ended as dormant: closed or transferred.",
			Rules:      []string{"D12"}, Labels: []string{"end"}},
			Of: total(func(c *Counts) *metric.Cube { return &c.Ended }, 1, nil)},
		{Desc: metric.Desc{Name: "customer.ended.alive", Unit: "share", Kind: metric.Share, Better: metric.Lower,
			Definition: "Of the accounts that ended as dormant, those whose owner was still there. Only the simulator knows.",
			Rules:      []string{"D12"}},
			Of: share(func(c *Counts) *metric.Cube { return &c.Ended }, "alive", "yes")},
		{Desc: metric.Desc{Name: "customer.without_service", Unit: "1", Kind: metric.Count, Better: metric.Lower,
			Definition: "Account-days without service that did not count towards dormancy.",
			Rules:      []string{"D11"}, Labels: []string{"segment", "region"}},
			Of: total(func(c *Counts) *metric.Cube { return &c.Without }, 1, nil)},
	}
}

// meanDays is the mean length of ended restrictions of living owners.
func meanDays(c *Counts, _ metric.Where) stat.Ratio {
	var r stat.Ratio
	for days := range dayNames {
		n := float64(c.Lifted.N[len(dayNames)+days])
		r.Num += n * float64(days)
		r.Den += n
	}
	return r
}

// waysFailed are the attempts to come back that came to nothing.
func waysFailed(c *Counts, w metric.Where) stat.Ratio {
	sum := func(outcome string) float64 { return float64(c.Ways.Sum(w.And("outcome", outcome))) }
	failed := sum("failed") + sum("down") + sum("unconfirmed")
	return stat.Ratio{Num: failed, Den: failed + sum("done")}
}

func contactFigures() []Figure {
	attempts := func(c *Counts) *metric.Cube { return &c.Attempts }
	notices := func(c *Counts) *metric.Cube { return &c.Notices }
	labels := []string{"about", "contact", "segment", "phase"}
	of := func(what string) func(*Counts, metric.Where) stat.Ratio {
		return within(attempts, "what", what, "made")
	}
	return []Figure{
		{Desc: metric.Desc{Name: "compliance.restricted.told", Unit: "share", Kind: metric.Share, Better: metric.Higher,
			Definition: "Of the restrictions, those that a notice preceded. At-once restrictions of high-risk anomalies are not among these, and lower it.",
			Rules:      []string{"D5", "D6"}, Labels: []string{"cause", "level", "tier", "segment"}},
			Of: func(c *Counts, w metric.Where) stat.Ratio {
				all := float64(c.Restrictions.Sum(w))
				return stat.Ratio{Num: all - float64(c.Restrictions.Sum(w.And("told", "not_told"))), Den: all}
			}},
		{Desc: metric.Desc{Name: "compliance.notice.attempted", Unit: "share", Kind: metric.Share, Better: metric.Higher,
			Definition: "Of the notices begun, those of which at least one attempt left the institution. The first of three figures of notice.",
			Rules:      []string{"C3", "C8"}, Labels: []string{"about", "segment"}},
			Of: within(notices, "what", "sent", "made")},
		{Desc: metric.Desc{Name: "compliance.notice.log_delivered", Unit: "share", Kind: metric.Share, Better: metric.Higher,
			Definition: "Of the notices begun, those of which the log shows at least one attempt as delivered, to whomever. The second of three figures of notice.",
			Rules:      []string{"C3", "C8"}, Labels: []string{"about", "segment"}},
			Of: within(notices, "what", "logged", "made")},
		{Desc: metric.Desc{Name: "compliance.notice.reached_owner", Unit: "share", Kind: metric.Share, Better: metric.Higher, Headline: true,
			Definition: "Of the notices begun, those of which at least one attempt came to a point that is the customer's own. Only the simulator knows. The third of three figures of notice, and the one for gates.",
			Rules:      []string{"C3", "C8"}, Labels: []string{"about", "segment"}},
			Of: within(notices, "what", "owner", "made")},
		{Desc: metric.Desc{Name: "service.attempts.log_delivered", Unit: "share", Kind: metric.Share, Better: metric.Higher,
			Definition: "Of the attempts to reach a customer, those that the log shows as delivered.",
			Rules:      []string{"C3"}, Labels: labels},
			Of: of("logged")},
		{Desc: metric.Desc{Name: "service.attempts.reached_owner", Unit: "share", Kind: metric.Share, Better: metric.Higher,
			Definition: "Of the attempts to reach a customer, those that came to a point that is hers. Only the simulator knows.",
			Rules:      []string{"C3", "C8"}, Labels: labels},
			Of: of("owner")},
		{Desc: metric.Desc{Name: "risk.notice.misdirected", Unit: "1", Kind: metric.Count, Better: metric.Lower,
			Definition: "Attempts that reached a stranger who has the customer's old number.",
			Rules:      []string{"C8"}, Labels: labels},
			Of: with(total(attempts, 1, nil), "what", "stranger")},
		{Desc: metric.Desc{Name: "customer.number.stale", Unit: "share", Kind: metric.Share, Better: metric.Lower,
			Definition: "Accounts whose phone number on file is not the customer's any more, averaged over the days of the run.",
			Rules:      []string{"C1", "C2"}, Labels: []string{"segment"}},
			Of: func(c *Counts, w metric.Where) stat.Ratio {
				all := float64(c.Standing.Sum(w))
				return stat.Ratio{Num: all - float64(c.Standing.Sum(w.And("standing", contact.StandingNames[contact.Valid]))), Den: all}
			}},
		{Desc: metric.Desc{Name: "customer.number.reassigned", Unit: "share", Kind: metric.Share, Better: metric.Lower,
			Definition: "Accounts whose phone number on file is a stranger's, averaged over the days of the run.",
			Rules:      []string{"C2", "C8"}, Labels: []string{"segment"}},
			Of: share(func(c *Counts) *metric.Cube { return &c.Standing }, "standing", contact.StandingNames[contact.Reassigned])},
		{Desc: metric.Desc{Name: "customer.number.changes", Unit: "per account-year", Kind: metric.Rate, Better: metric.Neither,
			Definition: "Changes of the phone number, per account and year.",
			Rules:      []string{"C2"}, Labels: []string{"segment"}},
			Of: with(perYear(func(c *Counts) *metric.Cube { return &c.Numbers }), "event", contact.EventNames[contact.Changed])},
		{Desc: metric.Desc{Name: "customer.payments.unconfirmed", Unit: "share", Kind: metric.Share, Better: metric.Lower,
			Definition: "Intents that needed a confirmation which did not reach the customer, over all intents of customers.",
			Rules:      []string{"T11", "C2", "P8"}, Labels: []string{"tier", "segment", "channel", "region", "phase"}},
			Of: share(func(c *Counts) *metric.Cube { return &c.Intents }, "result", "unconfirmed")},
		{Desc: metric.Desc{Name: "customer.verification.lapsed", Unit: "1", Kind: metric.Count, Better: metric.Lower,
			Definition: "Accounts whose data were not verified again in time.",
			Rules:      []string{"P13"}, Labels: []string{"tier", "segment"}},
			Of: total(func(c *Counts) *metric.Cube { return &c.Lapsed }, 1, nil)},
	}
}

func tierFigures() []Figure {
	applications := func(c *Counts) *metric.Cube { return &c.Applications }
	moves := func(c *Counts) *metric.Cube { return &c.Moves }
	return []Figure{
		{Desc: metric.Desc{Name: "customer.tier.applications", Unit: "1", Kind: metric.Count, Better: metric.Neither,
			Definition: "Applications for a tier, by what they come from; the tier is the one applied for.",
			Rules:      []string{"T4", "T7", "T8"}, Labels: []string{"origin", "tier"}},
			Of: with(total(applications, 1, nil), "what", "made")},
		{Desc: metric.Desc{Name: "customer.tier.granted", Unit: "share", Kind: metric.Share, Better: metric.Neither,
			Definition: "Of the applications for a tier that were decided, those granted.",
			Rules:      []string{"T4", "T7"}, Labels: []string{"origin", "tier"}},
			Of: within(applications, "what", "granted", "granted", "failed", "dismissed", "lost")},
		{Desc: metric.Desc{Name: "customer.tier.promotions", Unit: "per account-year", Kind: metric.Rate, Better: metric.Neither,
			Definition: "Accounts raised to a higher tier, per account and year.",
			Rules:      []string{"T6", "T7"}, Labels: []string{"origin"}},
			Of: tierMoves(moves, true)},
		{Desc: metric.Desc{Name: "customer.tier.demotions", Unit: "per account-year", Kind: metric.Rate, Better: metric.Neither,
			Definition: "Accounts moved to a lower tier, per account and year.",
			Rules:      []string{"T6", "T7"}, Labels: []string{"origin"}},
			Of: tierMoves(moves, false)},
		{Desc: metric.Desc{Name: "customer.tier.share", Unit: "share", Kind: metric.Share, Better: metric.Neither,
			Definition: "Accounts in a tier, averaged over the days of the run.",
			Rules:      []string{"T1"}, Labels: []string{"tier"}},
			Of: func(c *Counts, w metric.Where) stat.Ratio {
				return stat.Ratio{Num: float64(c.Accounts.Sum(w)), Den: float64(c.Accounts.Sum(nil))}
			}},
		{Desc: metric.Desc{Name: "compliance.tier.commercial", Unit: "1", Kind: metric.Count, Better: metric.Lower,
			Definition: "Applications in which the panel weighed commercial value against the criteria.",
			Rules:      []string{"T7"}, Labels: []string{"origin", "tier"}},
			Of: with(total(applications, 1, nil), "what", "commercial")},
		{Desc: metric.Desc{Name: "customer.openings.failed", Unit: "share", Kind: metric.Share, Better: metric.Neither,
			Definition: "Applicants for an account who did not pass the checks of the lowest tier.",
			Rules:      []string{"T3"}},
			Of: share(func(c *Counts) *metric.Cube { return &c.Openings }, "passed", "no")},
		{Desc: metric.Desc{Name: "customer.openings.full", Unit: "1", Kind: metric.Count, Better: metric.Neither,
			Definition: "Accounts that customers were refused because they hold as many of the tier as the policy lets a person.",
			Rules:      []string{"P11", "T3"}, Labels: []string{"tier", "segment"}},
			Of: total(func(c *Counts) *metric.Cube { return &c.Full }, 1, nil)},
		{Desc: metric.Desc{Name: "customer.tier.full", Unit: "1", Kind: metric.Count, Better: metric.Neither,
			Definition: "Promotions, asked for or earned, that were refused because the person holds as many accounts of the tier as the policy lets her; at each assessment anew.",
			Rules:      []string{"P11", "T7"}, Labels: []string{"origin", "tier"}},
			Of: with(total(applications, 1, nil), "what", "full")},
		{Desc: metric.Desc{Name: "risk.identity.false", Unit: "share", Kind: metric.Share, Better: metric.Lower,
			Definition: "Accounts with a false identity, averaged over the days of the run. Only the simulator knows.",
			Rules:      []string{"T3"}},
			Of: share(func(c *Counts) *metric.Cube { return &c.Identities }, "false", "yes")},
		{Desc: metric.Desc{Name: "customer.payments.parts", Unit: "1", Kind: metric.Count, Better: metric.Neither,
			Definition: "Payments made in part over later days because a daily limit refused the whole.",
			Rules:      []string{"T8"}},
			Of: with(total(func(c *Counts) *metric.Cube { return &c.Parts }, 1, nil), "result", "done")},
		{Desc: metric.Desc{Name: "customer.payments.held", Unit: "1", Kind: metric.Count, Better: metric.Lower,
			Definition: "Payments that waited for staff or for their time, by why.",
			Rules:      []string{"T2", "T5", "T11"}, Labels: []string{"reason"}},
			Of: total(func(c *Counts) *metric.Cube { return &c.Held }, 1, nil)},
		{Desc: metric.Desc{Name: "customer.payments.held.refused", Unit: "share", Kind: metric.Share, Better: metric.Lower,
			Definition: "Of the payments that waited, those that were not released.",
			Rules:      []string{"T2", "T5", "T11"}, Labels: []string{"reason"}},
			Of: share(func(c *Counts) *metric.Cube { return &c.Held }, "released", "no")},
		{Desc: metric.Desc{Name: "customer.charges.interest", Unit: "money", Kind: metric.Money, Better: metric.Neither,
			Definition: "Interest booked on accounts.",
			Rules:      []string{"P14"}, Labels: []string{"tier", "segment"}},
			Of: total(func(c *Counts) *metric.Cube { return &c.Interest }, 1, nil)},
		{Desc: metric.Desc{Name: "customer.charges.fees", Unit: "money", Kind: metric.Money, Better: metric.Neither,
			Definition: "Fees taken from accounts.",
			Rules:      []string{"P14"}, Labels: []string{"tier", "segment"}},
			Of: total(func(c *Counts) *metric.Cube { return &c.Fees }, 1, nil)},
	}
}

// tierMoves are the moves up or down, per account and year.
func tierMoves(moves cubeOf, up bool) func(*Counts, metric.Where) stat.Ratio {
	return func(c *Counts, w metric.Where) stat.Ratio {
		r := stat.Ratio{Den: float64(c.Accounts.Sum(nil)) / daysInYear}
		tiers := c.Moves.Dimensions[0].Values
		for from := range tiers {
			for to := range tiers {
				if from != to && (to > from) == up {
					r.Num += float64(moves(c).Sum(w.And("from", tiers[from]).And("to", tiers[to])))
				}
			}
		}
		return r
	}
}

func watchFigures() []Figure {
	alerts := func(c *Counts) *metric.Cube { return &c.Alerts }
	matters := func(c *Counts) *metric.Cube { return &c.Matters }
	return []Figure{
		{Desc: metric.Desc{Name: "risk.alerts.rate", Unit: "per account-year", Kind: metric.Rate, Better: metric.Lower,
			Definition: "Hits of screening rules that raised an alert or a watch, per account and year.",
			Rules:      []string{"F6", "T5"}, Labels: []string{"rule", "tier", "segment"}, Series: true},
			Of: perYear(alerts), Daily: daily(dailyAlerts)},
		{Desc: metric.Desc{Name: "risk.alerts.confirmed", Unit: "share", Kind: metric.Share, Better: metric.Neither,
			Definition: "Of the alerts that were reviewed, those confirmed. There is no fraud in the model yet: all of them are false.",
			Rules:      []string{"F7"}},
			Of: with(within(matters, "decision", "approved", "approved", "declined"), "matter", matterNames[matterAlert])},
		{Desc: metric.Desc{Name: "service.cases.declined", Unit: "share", Kind: metric.Share, Better: metric.Neither,
			Definition: "Of the cases that were decided, those decided against what was put before the desk.",
			Rules:      []string{"D4", "D8", "T7", "F7"}, Labels: []string{"matter"}},
			Of: within(matters, "decision", "declined", "approved", "declined")},
		{Desc: metric.Desc{Name: "service.cases.closed", Unit: "1", Kind: metric.Count, Better: metric.Neither,
			Definition: "Cases that left a desk, by what they were about.",
			Rules:      []string{"S1"}, Labels: []string{"matter"}},
			Of: total(matters, 1, nil)},
		{Desc: metric.Desc{Name: "compliance.overreach.refused", Unit: "1", Kind: metric.Count, Better: metric.Neither,
			Definition: "Attempts of staff at what is not their duty, refused since their role does not allow it.",
			Rules:      []string{"T10"}, Labels: []string{"desk"}},
			Of: with(total(func(c *Counts) *metric.Cube { return &c.Overreach }, 1, nil), "done", "no")},
		{Desc: metric.Desc{Name: "compliance.overreach.done", Unit: "1", Kind: metric.Count, Better: metric.Lower,
			Definition: "Attempts of staff at what is not their duty that a role with too many permissions let pass.",
			Rules:      []string{"T10"}, Labels: []string{"desk"}},
			Of: with(total(func(c *Counts) *metric.Cube { return &c.Overreach }, 1, nil), "done", "yes")},
		{Desc: metric.Desc{Name: "cost.messages", Unit: "1", Kind: metric.Count, Better: metric.Lower,
			Definition: "Messages, calls and letters sent to customers.",
			Rules:      []string{"C3"}, Labels: []string{"about", "contact"}},
			Of: with(total(func(c *Counts) *metric.Cube { return &c.Attempts }, 1, nil), "what", "sent")},
	}
}
