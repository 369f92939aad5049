package main

import (
	"fmt"
	"io"
	"strings"

	"weir/model"
	"weir/scenarios/say"
	"weir/sim"
)

// telling puts the moments of a life into words. A moment has a sentence, and
// another one where the truth is more than the institution knows.
type telling struct {
	plan  *model.Plan
	tiers map[string]int
}

func newTelling(plan *model.Plan) telling {
	t := telling{plan, map[string]int{}}
	for i, id := range plan.Labels().Tiers {
		t.tiers[id] = i
	}
	return t
}

// mark stands before what is true and known to nobody inside.
const mark = "~ "

// dateTime is how dates of a life are written.
const dateTime = "2006-01-02 15:04:05"

func (t telling) date(at sim.Time) string { return t.plan.Calendar().Date(at).Format(dateTime) }

func (t telling) money(amount int64) string {
	return fmt.Sprintf("%.2f %s", float64(amount)/float64(t.plan.Minor), t.plan.Institution.Currency)
}

// sentence says what a moment is; every kind of event has one.
func (t telling) sentence(m model.Moment) string {
	switch m.Kind {
	case "intent", "part":
		return t.intent(m)
	case "flag":
		return t.flag(m)
	case "step":
		return say.Text(stepCodes[m.Status])
	case "decided":
		return say.Text(map[string]string{"approved": "R146.approved", "declined": "R146.declined", "lost": "R146.lost"}[m.Decision], m.Desk, m.Status)
	case "withdrawn":
		if m.Matter == "dormancy_approval" {
			return say.Text("R147")
		}
		return say.Text("R147.other", m.Desk, plain(m.Matter))
	case "ruled":
		return t.ruled(m)
	case "notice":
		return t.notice(m)
	case "answer":
		return say.Text(choose(m.Yes, "R251.yes", "R251.no"), m.Contact)
	case "number":
		return say.Text(map[string]string{"number_told": "R264.told", "number_changed": "R264.changed", "number_reassigned": "R264.strange"}[m.Number])
	case "restricted":
		return t.restricted(m)
	case "lifted":
		return say.Text(liftCodes[m.Because], m.Before)
	case "asked":
		return say.Text(askedCode(m))
	case "way":
		return say.Text(wayCodes[m.Outcome], m.Way)
	case "grade":
		return say.Text(gradeCodes[m.Progress], m.To, choose(m.Progress == "made", t.reason(m), fmt.Sprint(m.Step)))
	case "tier":
		return say.Text(choose(t.tiers[m.To] < t.tiers[m.From], "R258.down", "R258.up"), m.From, m.To, t.reason(m))
	case "alert":
		return say.Text("R259", m.Alerts)
	case "reviewed":
		return say.Text(choose(m.Yes, "R260.yes", "R260.no"), m.Desk)
	}
	return t.posting(m)
}

// posting says what money an event is about.
func (t telling) posting(m model.Moment) string {
	amount := t.money(m.Amount)
	switch m.Kind {
	case "salary":
		if m.Amount == 0 {
			return say.Text("R265")
		}
		return say.Text("R148", amount)
	case "received":
		return say.Text("R149", amount)
	case "open":
		return say.Text("R150", amount) + "; " + t.who(m.New)
	case "close":
		return say.Text("R151", amount)
	case "released":
		return say.Text("R261.out", amount)
	case "refused":
		return say.Text("R261.back", amount)
	case "charged":
		return say.Text("R262", amount)
	case "ended":
		return say.Text("R263", amount)
	}
	return ""
}

// who says who holds the account from now on.
func (t telling) who(h *model.Holder) string {
	return say.Text("R266", h.Name, h.Segment, h.Tier, h.Region, h.Age)
}

// truth says what is true beyond what the institution knows; "" if nothing is.
func (t telling) truth(m model.Moment) string {
	switch m.Kind {
	case "notice":
		if m.Reached == "nobody" && m.Owner == "gone" {
			return say.Text("R250.gone", t.date(m.Gone))
		}
		return say.Text(map[string]string{"read": "R250.read", "owner": "R250.owner", "stranger": "R250.stranger", "nobody": "R250.nobody"}[m.Reached])
	case "reviewed":
		return say.Text("R260.truth")
	case "open":
		if m.New.Gone < end(t.plan) {
			return say.Text("R142", t.date(m.New.Gone))
		}
	}
	switch m.Owner {
	case "returning":
		return say.Text("R242.returning")
	case "resting":
		return say.Text("R242.resting")
	case "gone":
		return say.Text("R242.gone", t.date(m.Gone))
	}
	return ""
}

// wants are the phrases of what customers want.
var wants = map[string]string{"pay": "R240.pay", "transfer_out": "R240.send", "cash_out": "R240.draw", "cash_in": "R240.put",
	"query": "R240.look", "login": "R240.login", "transfer_in": "R240.receive", "salary": "R240.receive"}

// intent says what a customer wants and what becomes of it.
func (t telling) intent(m model.Moment) string {
	result := t.result(m)
	if m.Kind == "part" {
		return say.Text("R240.part", t.money(m.Amount), m.Channel, result)
	}
	what := say.Text(wants[m.Operation], t.money(m.Amount))
	if m.Channel == "" {
		return say.Text("R144", what, result)
	}
	return say.Text("R143", what, m.Channel, result)
}

// waits are the phrases of why a payment waits.
var waits = map[string]string{"review": "R241.review", "assessment": "R241.assessment", "assistance": "R241.assistance", "delay": "R241.delay"}

func (t telling) result(m model.Moment) string {
	switch m.Result {
	case "done":
		return say.Text("R241.done")
	case "unavailable":
		return say.Text("R241.down")
	case "restricted":
		return say.Text("R241.restricted", m.Level, say.Text(causeCodes[m.Cause]))
	case "not_allowed":
		return say.Text("R241.function")
	case "unconfirmed":
		return say.Text("R241.unconfirmed")
	case "over_limit":
		if m.Limit == "" {
			return say.Text("R241.over")
		}
		return say.Text("R241.limit", m.Limit)
	case "no_funds":
		return say.Text("R241.funds")
	}
	return say.Text(waits[m.Waits])
}

// causeCodes are the phrases of why an account has a case.
var causeCodes = map[string]string{"none": "R253.none", "deferred": "R253.none", "idle": "R253.idle", "unused": "R253.unused",
	"anomaly": "R253.anomaly", "documents": "R253.documents"}

// flag says why an account is flagged.
func (t telling) flag(m model.Moment) string {
	code := "R145"
	switch m.Cause {
	case "unused":
		code = "R243.unused"
	case "anomaly":
		code = "R243.anomaly"
	}
	text := say.Text(code, m.Idle)
	if m.Class != "" {
		text += "; " + say.Text("R243.class", m.Class)
	}
	return text
}

// stepCodes are the sentences of a deadline, by the status it finds.
var stepCodes = map[string]string{"active": "R244.active", "flagged": "R244.flagged", "asked": "R244.asked", "pending": "R244.pending",
	"declined": "R244.declined", "approved": "R244.approved", "noticed": "R244.noticed", "restricted": "R244.restricted",
	"watched": "R244.watched", "closed": "R244.ended", "transferred": "R244.ended"}

// ruled says what a desk has decided about an objection or a tier.
func (t telling) ruled(m model.Moment) string {
	if m.Matter == "objection" {
		return say.Text(map[string]string{"approved": "R247.upheld", "declined": "R247.rejected", "lost": "R247.unheard"}[m.Decision], m.Desk)
	}
	return say.Text(choose(m.Decision == "lost", "R247.ungraded", "R247.dismissed"), m.Desk)
}

// notice says what was sent and what the log shows of it.
func (t telling) notice(m model.Moment) string {
	log := say.Text(map[string]string{"not_sent": "R249.unsent", "failed": "R249.failed", "delivered": "R249.delivered"}[m.Log])
	if m.About == "question" {
		return say.Text("R248.asked", m.Contact, log)
	}
	return say.Text("R248.told", m.Contact, m.About, log)
}

// levels are the levels of restriction, from the mildest up.
var levels = map[string]int{"none": 0, "limited": 1, "suspended": 2, "frozen": 3}

// restricted says how far an account is restricted, why, and whether its customer
// was told before.
func (t telling) restricted(m model.Moment) string {
	code := "R252.begins"
	switch before, now := levels[m.Before], levels[m.Level]; {
	case before == 0:
	case now > before:
		code = "R252.more"
	case now < before:
		code = "R252.less"
	default:
		code = "R252.same"
	}
	text := say.Text(code, m.Level, say.Text(causeCodes[m.Cause]), m.Before)
	if m.Class != "" && m.Class != "unclassed" {
		text += "; " + say.Text("R243.class", m.Class)
	}
	if code == "R252.begins" {
		text += "; " + say.Text(map[string]string{"not_told": "R252.not", "told": "R252.told", "acknowledged": "R252.known"}[m.Told])
	}
	return text
}

// liftCodes are the sentences of the end of a restriction, by what ends it.
var liftCodes = map[string]string{"use": "R254.use", "reassessment": "R254.reassessment", "objection": "R254.objection",
	"reactivation": "R254.reactivation", "verification": "R254.verification"}

// askedCode is the sentence of what a customer does.
func askedCode(m model.Moment) string {
	if m.Act != "" {
		return map[string]string{"answers": "R255.answers", "verifies": "R255.verifies", "reactivates": "R255.returns", "uses": "R255.uses"}[m.Act]
	}
	return map[string]string{"accept": "R255.nothing", "split": "R255.split", "ask": "R255.ask", "complain": "R255.complain", "leave": "R255.leave",
		"act": "R255.uses", "object": "R255.object", "reactivate_branch": "R255.branch", "reactivate_app": "R255.app", "reactivate_online": "R255.online"}[m.Choice]
}

// wayCodes are the sentences of an attempt to come back, by what becomes of it.
var wayCodes = map[string]string{"begun": "R256.begun", "done": "R256.done", "failed": "R256.failed", "down": "R256.down",
	"unconfirmed": "R256.unready", "none": "R256.none"}

// gradeCodes are the sentences of an application, by how far it is.
var gradeCodes = map[string]string{"made": "R257.made", "passed": "R257.passed", "failed": "R257.failed", "waits": "R257.waits",
	"announced": "R257.announced", "effective": "R257.effective"}

// reason says where a change of tier comes from and what for.
func (t telling) reason(m model.Moment) string {
	if m.Reason == "" || m.Reason == "none" {
		return m.Origin
	}
	return m.Origin + ", " + m.Reason
}

// choose returns one of two texts.
func choose(first bool, a, b string) string {
	if first {
		return a
	}
	return b
}

// plain writes an id as words.
func plain(id string) string { return strings.ReplaceAll(id, "_", " ") }

// line is a line of a story: when, by which rules, and what.
type line struct{ when, rules, text string }

// writeLines writes lines in columns; a width above 0 wraps what is longer.
func writeLines(w io.Writer, lines []line, width int) {
	wide := [2]int{}
	for _, l := range lines {
		wide[0], wide[1] = max(wide[0], len(l.when)), max(wide[1], len(l.rules))
	}
	indent := wide[0] + wide[1] + 4
	for _, l := range lines {
		text := l.text
		if width > 0 {
			text = wrap(text, max(width-indent, 24), strings.Repeat(" ", indent))
		}
		fmt.Fprintln(w, strings.TrimRight(fmt.Sprintf("%-*s  %-*s  %s", wide[0], l.when, wide[1], l.rules, text), " "))
	}
}

// wrap breaks a text into lines of a width, all but the first behind an indent.
func wrap(text string, width int, indent string) string {
	var out strings.Builder
	used := 0
	for i, word := range strings.Fields(text) {
		n := len([]rune(word))
		switch {
		case i == 0:
		case used+1+n > width:
			out.WriteString("\n" + indent)
			used = 0
		default:
			out.WriteString(" ")
			used++
		}
		out.WriteString(word)
		used += n
	}
	return out.String()
}
