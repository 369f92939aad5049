package model

import (
	"strings"
	"testing"

	"weir/model/account"
	"weir/model/contact"
	"weir/model/dormancy"
	"weir/model/population"
	"weir/model/tier"
	"weir/sim"
	"weir/sim/param"
)

// TestTierNoticesStandInLine: who gets another tier while a notice of something else
// is under way is told afterwards; nobody is forgotten (rule T7).
func TestTierNoticesStandInLine(t *testing.T) {
	w, _ := libraryPlan(t, 60, 10*sim.Day, nil, nil).begin(0, Options{})
	e, _ := anybody(t, w)
	talk := &w.sides[e].Talk
	talk.begin(AboutQuestion, w.contactOf(e), 1)
	if w.tellTier(e, &w.records[e], 2); talk.About != AboutQuestion {
		t.Error("the notice under way gives way")
	}
	talk.Notice, talk.Reaction = sim.NoStamp, 9
	if w.nextInLine(e, &w.records[e], 3); talk.Notice != sim.NoStamp {
		t.Error("the next notice does not wait until she has done what she meant to do")
	}
	talk.Reaction = sim.NoStamp
	if w.nextInLine(e, &w.records[e], 3); talk.About != AboutTier || talk.Notice != sim.StampOf(3) || talk.Line != 0 {
		t.Errorf("%+v", talk)
	}
	if talk.begin(AboutDormancy, w.contactOf(e), 4); talk.About != AboutDormancy || talk.Line == 0 {
		t.Errorf("what gives way is forgotten: %+v", talk)
	}

	if w.withdraw(e, &w.records[e], dormancy.Withdraw, 5); talk.About != AboutTier || talk.Notice != sim.StampOf(5) {
		t.Errorf("what stood in line behind a notice that was withdrawn is forgotten: %+v", talk)
	}
	r, s := &w.records[e], &w.sides[e]
	r.Tier.Tier, s.Talk = 1, Talk{Notice: sim.NoStamp, Reaction: sim.NoStamp}
	s.Application = tier.Apply(2, tier.ByReview, tier.Merit)
	if w.grant(w.counts, e, r, 6, func(uint16, int64) {}); talk.About != AboutTier || talk.Notice != sim.StampOf(6) || r.Tier.Tier != 1 {
		t.Errorf("a change of functions is not announced: %+v", talk)
	}

	p := everything(t, 400)
	waited := 0
	w, run := p.begin(0, Options{Watch: func(ev sim.Event) { waited += bit(w.sides[ev.Entity].Talk.Line != 0) }})
	if err := w.finish(t.Context(), run); err != nil || waited == 0 {
		t.Fatal(err, waited)
	}
	for i := range w.sides {
		if talk := &w.sides[i].Talk; talk.Line != 0 && talk.Notice == sim.NoStamp && talk.Reaction == sim.NoStamp {
			t.Errorf("place %d: a notice is forgotten: %+v", i, talk)
		}
	}
}

// TestSmallDecisionsOfGrades are small decisions about tiers, worked out by hand.
func TestSmallDecisionsOfGrades(t *testing.T) {
	p := libraryPlan(t, 60, 10*sim.Day, nil, []swap{{"commercial: 2%", "commercial: 100%"}})
	w, _ := p.begin(0, Options{})
	e, r := anybody(t, w)
	s, g := &w.sides[e], &w.policy.Tiers.Regrading
	nothing := func(uint16, int64) {}
	for why, told := range map[tier.Reason]bool{tier.Risk: false, tier.Disuse: true} {
		r.Tier.Tier = 1
		s.Application, s.Talk = tier.Apply(0, tier.ByDemotion, why), Talk{Notice: sim.NoStamp, Reaction: sim.NoStamp}
		if w.take(w.counts, e, r, 0, nothing); (s.Talk.Notice != sim.NoStamp) != told {
			t.Errorf("who is lowered for %s is told: %v (rule T7)", tier.ReasonNames[why], !told)
		}
	}

	r.Tier.Tier, r.Dormancy.LastActive = 1, -sim.Time(3*g.Unused)
	if due := w.lookDue(e, r, 0).Time(); due <= 0 || due > sim.Time(g.Every) {
		t.Errorf("who stays is looked at again on day %d (rules T6, T7)", due.Day())
	}

	open := tier.Apply(1, tier.ByReview, tier.Merit)
	s.Application = open
	if w.apply(&sim.Cell{}, e, r, 0, 2, tier.ByRequest, tier.NoReason); s.Application != open {
		t.Error("an application replaces the one under way (rule T7)")
	}

	stage(t, &staged{World: w, between: func(b *sim.Barrier) {
		r.Tier, r.Dormancy.LastActive = tier.State{}, b.From
		commercial := func() (total int64) {
			for i, x := range w.counts.Applications.N {
				if i/(int(tier.Origins)*w.sizes.tiers) == appliedCommercial {
					total += x
				}
			}
			return total
		}
		b.From, b.Until = max(b.From, 0), max(b.Until, 0)
		before := commercial()
		s.Application = tier.Apply(1, tier.ByRequest, tier.NoReason)
		out := decisionOn(matterGrading, w.again(e, recurrentApplication+recurrent(tier.ByRequest), b.From))
		out.Tag = tag(matterGrading, int(tier.ByRequest), 0, false)
		if got := w.graded(b, e, out); got != decidedApproved || commercial() != before+1 {
			t.Errorf("commercial value was put first: %s, counted %d times (rule T7)", decisionNames[got], commercial()-before)
		}
	}}, nil)
}

// TestWhatIsCountedOfNotices: a notice of several attempts is one notice, and what is
// not answered is remembered (rules C4, C8).
func TestWhatIsCountedOfNotices(t *testing.T) {
	w, _ := libraryPlan(t, 60, 10*sim.Day, nil, nil).begin(0, Options{})
	e, r := anybody(t, w)
	talk := Talk{About: AboutTier}
	for range 3 {
		w.countAttempt(&sim.Cell{}, r, 0, &talk, 0, contact.Outcome{Sent: true})
	}
	n := w.cells[0].counts
	made := func(what int, of []int64, per int) (total int64) {
		for _, x := range of[what*per : (what+1)*per] {
			total += x
		}
		return total
	}
	if notices, attempts := made(attemptSent, n.Notices.N, len(n.Notices.N)/len(attemptNames)), made(attemptSent, n.Attempts.N, len(n.Attempts.N)/len(attemptNames)); notices != 1 || attempts != 3 {
		t.Errorf("%d notices, %d attempts", notices, attempts)
	}

	w.contactOf(e).Correct(w.bulletin.From)
	w.people.Lapse(w.contactOf(e), 7, int(r.Segment), 1, w.bulletin.From-1)
	stage(t, &staged{World: w, between: func(b *sim.Barrier) {
		w.sides[e].Talk.begin(AboutTier, w.contactOf(e), b.Until)
		w.rearm(e, r)
		w.changed(b, e)
	}}, nil)
	if got := w.contactOf(e).Failed(); got == 0 {
		t.Error("what did not arrive is forgotten")
	}
}

// TestFallingVolume: who paid less in a whole period than the tier wants is lowered,
// after the first period; who paid enough, and the lowest tier, is not (rule T6).
func TestFallingVolume(t *testing.T) {
	p := libraryPlan(t, 600, 90*sim.Day, nil, []swap{
		{"promotion: {transactions: 3, volume: 10000 CNY}", "promotion: {transactions: 3, volume: 10000 CNY}\n    retention: {volume: 700 CNY, over: 20d}"},
		{"commercial: 2%, announce: 7d", "commercial: 0%, announce: 0d, unused: 0d, confirmed: 0"}, {"desk: alert_review # src:C74", "desk: none"}})
	type flow struct {
		at     sim.Time
		amount int64
	}
	out := map[sim.Entity][]flow{}
	since := map[sim.Entity]sim.Time{}
	made, spared := 0, 0
	var w *World
	w, run := p.begin(0, Options{Watch: func(e sim.Event) {
		r := &w.records[e.Entity]
		switch result := Result(e.Arg >> 8 & 0xff); {
		case e.Kind == evOpen || e.Kind == evTier:
			since[e.Entity], out[e.Entity] = e.At, nil
		case e.Kind == evIntent && (result == Done || result == Waiting) && account.Operation(e.Arg&0xff).Direction() == account.Out:
			out[e.Entity] = append(out[e.Entity], flow{e.At, e.Arg >> 16})
		case e.Kind == evPart && (result == Done || result == Waiting):
			out[e.Entity] = append(out[e.Entity], flow{e.At, e.Arg >> 16})
		case e.Kind == evGrade && tier.Origin(e.Arg>>16&0xff) == tier.ByDemotion && e.Arg>>32 == progressMade:
			made++
			_, end := w.period(e.Entity, r, e.At)
			end -= 20 * sim.Time(sim.Day)
			begin, sum := end-20*sim.Time(sim.Day), int64(0)
			for _, f := range out[e.Entity] {
				if f.at >= begin && f.at < end {
					sum += f.amount / 100
				}
			}
			if tier.Reason(e.Arg>>24&0xff) != tier.Falling || r.Tier.Tier != 1 || sum >= 700 || begin < -sim.Time(p.Warmup) || begin < since[e.Entity] && since[e.Entity] > 0 {
				t.Errorf("place %d in tier %d paid %d in the period before day %d", e.Entity, r.Tier.Tier, sum, e.At.Day())
			}
		}
	}})
	if err := w.finish(t.Context(), run); err != nil || made < 20 {
		t.Fatal(err, made)
	}
	kept := 0 // the panel errs now and then
	for i := range w.bookSize {
		e, r := sim.Entity(i), &w.records[i]
		spared += bit(r.Presence == population.Open && r.Tier.Tier == 1 && w.kept[e].Last >= 700 && w.kept[e].Last < 1<<31)
		if r.Presence == population.Open && r.Tier.Tier == 1 && !w.sides[e].Application.Open() && w.kept[e].Period > 0 && w.kept[e].Last < 500 {
			kept++
		}
	}
	if spared < 20 || kept > made/10 {
		t.Errorf("%d paid enough; %d did not and keep their tier, of %d lowered", spared, kept, made)
	}
}

// TestKeepingBegins: what went out before an account was opened in a tier, or before
// the policy asked for it, says nothing against it (rules T6, X1).
func TestKeepingBegins(t *testing.T) {
	p := bareBank(t, 300, 20*sim.Day)
	text := strings.Replace(bareRules, "daily_limit: 50000 CNY}", "daily_limit: 50000 CNY, retention: {volume: VOLUME CNY, over: 5d}}", 1) + "regrading: {panel: none}\n"
	p.Policy, p.StartPolicy = new(Policy), nil
	bind(t, "policy.yaml", strings.Replace(text, "VOLUME", "1", 1), p.Policy)
	more := new(Policy)
	bind(t, "policy.yaml", strings.Replace(text, "VOLUME", "2", 1), more)
	p.Changes = []Change{{At: param.Date{Year: 2025, Month: 1, Day: 19}, Policy: more}}
	opened := 0
	var w *World
	begun := func(e sim.Entity) bool { return w.kept[e].Last == 1<<32-1 }
	w, run := ready(t, p).begin(0, Options{Watch: func(e sim.Event) {
		if e.Kind == evOpen && w.records[e.Entity].Tier.Tier == 1 {
			if opened++; !begun(e.Entity) {
				t.Errorf("place %d: %+v of somebody before", e.Entity, w.kept[e.Entity])
			}
		}
	}})
	for i := range w.kept {
		w.kept[i].Last = 7 // of somebody before, or of another policy
	}
	if err := run.To(t.Context(), 18*sim.Time(sim.Day)); err != nil || opened == 0 {
		t.Fatal(err, opened)
	}
	for i := range w.records {
		if r := &w.records[i]; r.Presence == population.Open && r.Tier.Tier == 1 && !begun(sim.Entity(i)) {
			t.Errorf("place %d: %+v of the policy before", i, w.kept[i])
		}
	}
}
