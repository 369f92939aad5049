package model

import (
	"context"
	"slices"
	"strings"
	"testing"
	"unsafe"

	"weir/model/dormancy"
	"weir/model/reaction"
	"weir/sim"
)

// TestLiveTellsTheRun: a life that is told is the one that the run had, and who
// it is about is the same under every policy.
func TestLiveTellsTheRun(t *testing.T) {
	p := busy(t)
	var seen []sim.Event
	if _, err := p.Replicate(context.Background(), 2, Options{Watch: func(e sim.Event) {
		if e.Entity == 5 {
			seen = append(seen, e)
		}
	}}); err != nil {
		t.Fatal(err)
	}
	life, err := p.Live(context.Background(), 2, 5)
	if err != nil {
		t.Fatal(err)
	}
	if len(life.Moments) != len(seen) || len(seen) == 0 {
		t.Fatalf("%d moments are told of %d events", len(life.Moments), len(seen))
	}
	for i, m := range life.Moments {
		if m.At != seen[i].At || m.Kind != EventNames[seen[i].Kind] || len(m.Rules) == 0 {
			t.Errorf("moment %d is %+v, the event was %+v", i, m, seen[i])
		}
	}
	again, err := p.Live(context.Background(), 2, 5)
	if err != nil || again.Identity != life.Identity || life.Name == "" || life.Phone == "" {
		t.Errorf("the identity is %v, then %v (%v)", life.Identity, again.Identity, err)
	}
	other, err := p.Live(context.Background(), 2, 6)
	if err != nil || other.Identity == life.Identity {
		t.Errorf("customers 5 and 6 are both %v (%v)", life.Identity, err)
	}
	if _, err := p.Live(context.Background(), 2, p.Customers); err == nil {
		t.Error("a customer beyond the last one has a life")
	}
}

// TestEveryEventHasNameAndRules keeps the lists of events together.
func TestEveryEventHasNameAndRules(t *testing.T) {
	for kind, name := range EventNames {
		if name == "" || len(eventRules[kind]) == 0 {
			t.Errorf("event %d is called %q and has the rules %v", kind, name, eventRules[kind])
		}
	}
	for choice, rules := range choiceRules {
		if len(rules) == 0 {
			t.Errorf("no rules lead to %s", reaction.ChoiceNames[choice])
		}
	}
	for status, rules := range statusRules {
		if len(rules) == 0 {
			t.Errorf("no rules lead to a deadline of an account that is %s", dormancy.StatusNames[status])
		}
	}
}

// TestEveryRuleCitedIsOfThePage: what a life cites stands in docs/MODEL.md.
func TestEveryRuleCitedIsOfThePage(t *testing.T) {
	page := read(t, "../docs/MODEL.md")
	for _, table := range [][][]string{eventRules[:], resultRules[:], waitRules[:], statusRules[:], aboutRules[:], originRules[:], choiceRules[:], actRules, liftRules, matterRules[:]} {
		for _, rules := range table {
			for _, rule := range rules {
				if !strings.Contains(page, "| "+rule+" |") {
					t.Errorf("rule %s is cited and not in docs/MODEL.md", rule)
				}
			}
		}
	}
}

// TestLivesTellWhatHappened: with every mechanism at work, what a life tells of an
// event fits what was true before and after it.
func TestLivesTellWhatHappened(t *testing.T) {
	p := everything(t, 300)
	moments := map[string][]Moment{}
	readers := map[sim.Entity]*reader{}
	var w *World
	var run *sim.Run
	w, run = p.begin(0, Options{Watch: func(e sim.Event) {
		x := readers[e.Entity]
		if x == nil {
			x = &reader{w: w}
			readers[e.Entity] = x
		}
		m := x.moment(e)
		moments[m.Kind] = append(moments[m.Kind], m)
	}})
	for i := range w.records {
		readers[sim.Entity(i)] = &reader{w: w, before: w.level(&w.records[i])}
	}
	if err := w.finish(context.Background(), run); err != nil {
		t.Fatal(err)
	}
	some := func(kind, what string, is func(Moment) bool) {
		t.Helper()
		if !slices.ContainsFunc(moments[kind], is) {
			t.Errorf("of %d moments %s none %s", len(moments[kind]), kind, what)
		}
	}
	every := func(kind, what string, is func(Moment) bool) {
		t.Helper()
		if i := slices.IndexFunc(moments[kind], func(m Moment) bool { return !is(m) }); i >= 0 || len(moments[kind]) == 0 {
			t.Errorf("not every moment %s %s: %+v", kind, what, append(moments[kind], Moment{})[max(i, 0)])
		}
	}
	limits := map[string]bool{"daily_limit": true}
	for _, tier := range p.Policy.Tiers.Tiers {
		for _, l := range tier.Limits {
			limits[l.ID] = true
		}
	}
	every("intent", "refused by a restriction says which", func(m Moment) bool {
		return m.Result != "restricted" || m.Level != "none" && m.Cause != "none" && slices.Contains(m.Rules, "D6")
	})
	every("intent", "over a limit of hers says which", func(m Moment) bool {
		return m.Result != "over_limit" || m.Operation == "transfer_in" || limits[m.Limit] && slices.Contains(m.Rules, "T2")
	})
	some("intent", "waits for its time", func(m Moment) bool { return m.Waits == "delay" })
	some("intent", "waits for an assessment", func(m Moment) bool { return m.Waits == "assessment" && slices.Contains(m.Rules, "T5") })
	every("intent", "has a channel, unless others send", func(m Moment) bool { return (m.Channel == "") == (m.Operation == "transfer_in") })
	every("intent", "is known unless the channel is down", func(m Moment) bool { return m.Known == (m.Result != "unavailable") })
	every("flag", "has an idle time and a truth", func(m Moment) bool {
		return m.Idle >= 0 && m.Owner != "" && (m.Owner == "gone") == (m.Gone != sim.Never)
	})
	some("flag", "is of one who is gone", func(m Moment) bool { return m.Owner == "gone" })
	some("flag", "is of one who is there", func(m Moment) bool { return m.Owner != "gone" })
	every("restricted", "says level, cause, whether told, and the truth", func(m Moment) bool {
		return m.Level != "" && m.Cause != "none" && m.Told != "" && m.Owner != "" && (m.Cause == "documents") == slices.Contains(m.Rules, "P13")
	})
	every("lifted", "ends a restriction", func(m Moment) bool { return m.Before != "none" && m.Because != "" })
	some("lifted", "is a reassessment", func(m Moment) bool { return m.Because == "reassessment" })
	some("lifted", "is a reactivation", func(m Moment) bool { return m.Because == "reactivation" })
	every("notice", "says what the log shows and whom it reached", func(m Moment) bool {
		return m.Log != "" && m.Reached != "" && m.Contact != "" && m.About != "none" && (m.Reached == "nobody" || m.Log == "delivered") &&
			(m.Reached == "stranger") == slices.Contains(m.Rules, "C8")
	})
	some("notice", "looks delivered and reaches a stranger", func(m Moment) bool { return m.Log == "delivered" && m.Reached == "stranger" })
	some("notice", "looks delivered and reaches nobody", func(m Moment) bool { return m.Log == "delivered" && m.Reached == "nobody" })
	every("number", "is known only when told", func(m Moment) bool { return m.Known == (m.Number == "number_told") })
	every("decided", "names a desk of the chain", func(m Moment) bool {
		return slices.Contains(p.Policy.Dormancy.Approval.Desks, m.Desk) && m.Matter == "dormancy_approval"
	})
	every("reviewed", "names the desk of alerts", func(m Moment) bool { return m.Desk == p.Policy.Screening.Desk && m.Matter == "alert" })
	every("ruled", "is about an objection or a tier", func(m Moment) bool { return m.Matter == "objection" || m.Matter == "grading" })
	every("alert", "names rules", func(m Moment) bool { return len(m.Alerts) > 0 && m.Alerts[0] != "" })
	every("tier", "says from where to where", func(m Moment) bool { return m.From != m.To && m.Origin != "" })
	every("way", "says how it goes", func(m Moment) bool { return m.Outcome != "" && (m.Way == "") == (m.Outcome == "none") })
	every("open", "says who opens it", func(m Moment) bool { return m.New != nil && m.New.Segment != "" && m.New.Opened == m.At })
	for kind, list := range moments {
		for _, m := range list {
			if len(m.Rules) == 0 {
				t.Errorf("a moment %s without rules: %+v", kind, m)
				break
			}
		}
	}
}

// TestRecordFitsTwoCacheLines: the record has a size to keep.
func TestRecordFitsTwoCacheLines(t *testing.T) {
	if size := unsafe.Sizeof(Record{}); size != 128 {
		t.Errorf("a record has %d bytes; want 128, two cache lines (docs/PERFORMANCE.md)", size)
	}
	if size := unsafe.Sizeof(Side{}); size != 64 {
		t.Errorf("what few events look at has %d bytes; want 64, one cache line", size)
	}
}
