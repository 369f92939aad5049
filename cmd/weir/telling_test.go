package main

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"

	"weir/model"
	"weir/model/dormancy"
	"weir/model/reaction"
	"weir/scenarios"
	"weir/sim"
)

// unsaid is what a sentence has that is none: empty, a bare code, a blank that
// nothing fills, or what should fill it alone.
var unsaid = regexp.MustCompile(`^$|^(DESK|sms|app|limited|basic|advanced)\b|^[A-Z][0-9]{3}|^ |%!|  |\{s\}|<nil>|: $|\(\)|by :| ;`)

// lifePlan is the built-in scenario, small.
func lifePlan(t *testing.T, name string) *model.Plan {
	t.Helper()
	loaded, problems := scenarios.Load(name, scenarios.Options{Flags: []scenarios.Assignment{
		{Path: "population", Value: "400", Origin: "--population"}, {Path: "length", Value: "120d", Origin: "--length"}}})
	if problems.Failed() {
		t.Fatal(problems.Text())
	}
	return loaded.Variants[0].Plan
}

// samples are moments of every kind, as words may combine in them.
func samples() (list []model.Moment) {
	add := func(m model.Moment) { list = append(list, m) }
	for _, result := range model.ResultNames {
		for _, waits := range model.ReasonNames {
			add(model.Moment{Kind: "intent", Operation: "pay", Channel: "app", Result: result, Level: "frozen", Cause: "idle", Limit: "often", Waits: waits, Amount: 1})
			add(model.Moment{Kind: "part", Operation: "pay", Channel: "app", Result: result, Level: "frozen", Cause: "idle", Waits: waits, Amount: 1})
		}
	}
	for op := range wants {
		add(model.Moment{Kind: "intent", Operation: op, Result: "done"})
	}
	for _, cause := range append(dormancy.CauseNames[:], "documents") {
		add(model.Moment{Kind: "flag", Cause: cause, Class: "low", Owner: "resting"})
		for _, told := range []string{"not_told", "told", "acknowledged"} {
			add(model.Moment{Kind: "restricted", Level: "limited", Before: "none", Cause: cause, Told: told, Owner: "returning"})
		}
		for _, before := range dormancy.LevelNames {
			add(model.Moment{Kind: "restricted", Level: "suspended", Before: before, Cause: cause, Told: "told", Owner: "gone"})
		}
	}
	for _, status := range dormancy.StatusNames {
		add(model.Moment{Kind: "step", Status: status})
		for _, decision := range []string{"approved", "declined", "lost"} {
			add(model.Moment{Kind: "decided", Status: status, Decision: decision, Desk: "DESK", Matter: "dormancy_approval"})
			add(model.Moment{Kind: "ruled", Decision: decision, Desk: "DESK", Matter: "objection"})
			add(model.Moment{Kind: "ruled", Decision: decision, Desk: "DESK", Matter: "grading"})
		}
	}
	for _, matter := range []string{"dormancy_approval", "objection", "grading", "reactivation"} {
		add(model.Moment{Kind: "withdrawn", Matter: matter, Desk: "DESK"})
	}
	for _, number := range []string{"number_told", "number_changed", "number_reassigned"} {
		add(model.Moment{Kind: "number", Number: number})
	}
	for _, log := range []string{"not_sent", "failed", "delivered"} {
		for _, reached := range []string{"nobody", "stranger", "owner", "read"} {
			for _, about := range model.AboutNames[1:] {
				add(model.Moment{Kind: "notice", Contact: "sms", About: about, Log: log, Reached: reached, Owner: "gone"})
				add(model.Moment{Kind: "notice", Contact: "sms", About: about, Log: log, Reached: reached, Owner: "resting"})
			}
		}
	}
	for _, because := range []string{"use", "reassessment", "objection", "reactivation", "verification"} {
		add(model.Moment{Kind: "lifted", Before: "limited", Because: because})
	}
	for _, choice := range reaction.ChoiceNames {
		add(model.Moment{Kind: "asked", Choice: choice})
	}
	for _, act := range []string{"answers", "verifies", "reactivates", "uses"} {
		add(model.Moment{Kind: "asked", Choice: "act", Act: act})
	}
	for _, outcome := range []string{"begun", "done", "failed", "down", "unconfirmed", "none"} {
		add(model.Moment{Kind: "way", Way: "app", Outcome: outcome})
	}
	for _, progress := range []string{"made", "passed", "failed", "waits", "announced", "effective"} {
		add(model.Moment{Kind: "grade", To: "advanced", Progress: progress, Origin: "review", Reason: "merit", Step: 1})
	}
	add(model.Moment{Kind: "tier", From: "basic", To: "advanced", Origin: "request", Reason: "none"})
	add(model.Moment{Kind: "tier", From: "advanced", To: "basic", Origin: "demotion", Reason: "risk"})
	add(model.Moment{Kind: "alert", Alerts: []string{"large_amount"}})
	for _, yes := range []bool{true, false} {
		add(model.Moment{Kind: "reviewed", Desk: "alert_review", Yes: yes})
		add(model.Moment{Kind: "answer", Contact: "sms", Yes: yes})
	}
	for _, kind := range []string{"close", "salary", "received", "released", "refused", "charged", "ended"} {
		add(model.Moment{Kind: kind, Amount: 5})
	}
	add(model.Moment{Kind: "salary"})
	add(model.Moment{Kind: "open", New: &model.Holder{Segment: "regular", Tier: "basic", Region: "north", Age: "65+", Gone: sim.Never}})
	return list
}

// Every kind of event has a sentence, whatever words stand in it, and no two
// different things are told alike.
func TestEveryEventHasASentence(t *testing.T) {
	tell := newTelling(lifePlan(t, "city-bank-year"))
	kinds := map[string]bool{}
	for _, m := range samples() {
		kinds[m.Kind] = true
		if text := tell.sentence(m); unsaid.MatchString(text) {
			t.Errorf("%+v is told as %q", m, text)
		}
		if truth := tell.truth(m); truth != "" && unsaid.MatchString(truth) {
			t.Errorf("the truth of %+v is told as %q", m, truth)
		}
	}
	for _, kind := range model.EventNames {
		if !kinds[kind] {
			t.Errorf("there is no sample of event %s", kind)
		}
	}
	said := map[string]string{}
	for _, result := range model.ResultNames {
		text := tell.sentence(model.Moment{Kind: "intent", Operation: "pay", Channel: "app", Result: result, Level: "frozen", Cause: "idle", Limit: "often", Waits: "review", Amount: 1})
		if said[text] != "" {
			t.Errorf("%s and %s are told alike: %s", result, said[text], text)
		}
		said[text] = result
	}
}

// What is true beyond the log is said: the log's delivered notice that a stranger
// has.
func TestTruthBesideTheLog(t *testing.T) {
	tell := newTelling(lifePlan(t, "city-bank-year"))
	m := model.Moment{Kind: "notice", Known: true, Contact: "sms", About: "dormancy", Log: "delivered", Reached: "stranger", Rules: []string{"C4", "C8"}}
	lines, marked := tell.lines([]model.Moment{m})
	if len(lines) != 2 || !marked || lines[0].text != "tells the customer by sms (dormancy): the log says delivered" || lines[1].text != "~ in truth a stranger gets it" {
		t.Errorf("told as %q", lines)
	}
}

// Lives of a real run are told without a gap, to people and to programs.
func TestLivesAreToldWhole(t *testing.T) {
	for _, name := range []string{"pay-day-outage", "city-bank-year"} {
		plan := lifePlan(t, name)
		tell := newTelling(plan)
		for _, where := range []string{"restricted_alive", "notices > 3", "limit_hits > 1", "promoted || demoted", "alerts > 0"} {
			selected, problems := plan.Selection(where)
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			found, err := plan.Outcomes(context.Background(), 1, selected, model.PickWorst)
			if err != nil || len(found) == 0 {
				t.Errorf("%s: %d customers fit %s (%v)", name, len(found), where, err)
				continue
			}
			life, err := plan.Live(context.Background(), 1, found[0].Customer)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range life.Moments {
				if line := tell.json(m); unsaid.MatchString(line.Text) || line.Truth != "" && unsaid.MatchString(line.Truth) || len(line.Rules) == 0 {
					t.Errorf("%s: %+v", where, line)
				}
			}
		}
	}
}

// Lines wrap behind their columns, whole words, nothing lost.
func TestLinesWrap(t *testing.T) {
	var out strings.Builder
	text := "the account is restricted: suspended, for idleness; class medium; a notice went out before"
	writeLines(&out, []line{{"2026-01-01 10:00:00", "D6 D5", text}, {"", "", mark + "in truth"}}, 60)
	got := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	if len(got) < 3 || !slices.Equal(strings.Fields(strings.Join(got[:len(got)-1], " "))[4:], strings.Fields(text)) {
		t.Errorf("wrapped as\n%s", out.String())
	}
	for _, l := range got {
		if len(l) > 60 || !strings.HasPrefix(l, "2026") && !strings.HasPrefix(l, strings.Repeat(" ", 28)) {
			t.Errorf("a line of %d characters: %q", len(l), l)
		}
	}
}
