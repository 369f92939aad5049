package model

import (
	"context"
	"slices"
	"strings"
	"testing"

	"weir/model/dormancy"
	"weir/model/metric"
	"weir/model/population"
	"weir/sim"
)

// outcomesOf folds a replication, entrants' places too.
func outcomesOf(t *testing.T, p *Plan, replication uint32) ([]CustomerOutcome, *Counts) {
	t.Helper()
	var f fold
	w, run := p.begin(replication, Options{Watch: func(e sim.Event) { f.observe(e) }})
	f = newFold(w, len(w.records))
	if err := w.finish(context.Background(), run); err != nil {
		t.Fatal(err)
	}
	o, err := w.outcome(replication, run)
	if err != nil {
		t.Fatal(err)
	}
	f.close()
	return f.outcomes, o.Counts
}

// TestOutcomesAddUpToTheFigures: what is told customer by customer sums to what the
// run counts by other code.
func TestOutcomesAddUpToTheFigures(t *testing.T) {
	p := everything(t, 300)
	outcomes, counts := outcomesOf(t, p, 0)
	sum := func(of func(*CustomerOutcome) int64) (n int64) {
		for i := range outcomes {
			n += of(&outcomes[i])
		}
		return n
	}
	for what, pair := range map[string][2]int64{
		"intents":      {sum(func(o *CustomerOutcome) int64 { return int64(o.Intents) }), counts.Intents.Sum(nil)},
		"over a limit": {sum(func(o *CustomerOutcome) int64 { return int64(o.LimitHits) }), counts.Intents.Sum(metric.Where{"result": {"over_limit"}})},
		"blocked":      {sum(func(o *CustomerOutcome) int64 { return int64(o.Blocked) }), counts.Intents.Sum(metric.Where{"result": {"restricted"}})},
		"value":        {sum(func(o *CustomerOutcome) int64 { return o.BlockedValue }), counts.Value.Sum(metric.Where{"result": {"restricted"}})},
		"unavailable":  {sum(func(o *CustomerOutcome) int64 { return int64(o.Unavailable) }), counts.Intents.Sum(metric.Where{"result": {"unavailable"}})},
		"flags":        {sum(func(o *CustomerOutcome) int64 { return int64(o.Flags) }), counts.Flags.Sum(nil)},
		"flags alive":  {sum(func(o *CustomerOutcome) int64 { return int64(o.FlagsAlive) }), counts.Flags.Sum(metric.Where{"alive": {"yes"}})},
		"notices":      {sum(func(o *CustomerOutcome) int64 { return int64(o.Notices) }), counts.Attempts.Sum(metric.Where{"what": {"made"}})},
		"misdirected":  {sum(func(o *CustomerOutcome) int64 { return int64(o.Misdirected) }), counts.Attempts.Sum(metric.Where{"what": {"stranger"}})},
	} {
		if pair[0] != pair[1] || pair[0] == 0 {
			t.Errorf("%s: customers have %d, the figures %d", what, pair[0], pair[1])
		}
	}
	left := sum(func(o *CustomerOutcome) int64 { return int64(bit(o.Left)) }) // of a place, several may have left
	if counted := counts.Left.Sum(nil); left == 0 || left > counted {
		t.Errorf("%d customers left, the figures have %d", left, counted)
	}
	total := sim.Duration(sum(func(o *CustomerOutcome) int64 { return int64(o.Restricted) }))
	spells := sum(func(o *CustomerOutcome) int64 { return int64(o.Restrictions + bit(o.Restricted > 0)) }) // one more may be from before the start
	if counted := counts.RestrictedDay.Sum(nil); counted == 0 || total.Days() < float64(counted-spells) {
		t.Errorf("customers are restricted for %.0f days in all, the census counts %d in %d spells", total.Days(), counted, spells)
	}
	for _, o := range outcomes {
		if o.Harmed > o.Restricted || o.Restricted > p.Length || o.Wrongful > o.Restrictions || o.FlagsAlive > o.Flags {
			t.Errorf("impossible: %+v", o)
		}
	}
}

// TestOutcomesArePicked: an expression selects, and the orders are those they are
// called by.
func TestOutcomesArePicked(t *testing.T) {
	p := everything(t, 300)
	pick := func(text string, by Pick) []CustomerOutcome {
		t.Helper()
		selected, problems := p.Selection(text)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		out, err := p.Outcomes(context.Background(), 0, selected, by)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	worst := pick("restricted && days_restricted > 2", PickWorst)
	if len(worst) < 2 || !slices.IsSortedFunc(worst, func(a, b CustomerOutcome) int { return int(b.Harmed/sim.Second - a.Harmed/sim.Second) }) {
		t.Errorf("%d customers, or not the worst first", len(worst))
	}
	for _, o := range worst {
		if o.Restrictions == 0 || o.Restricted.Days() <= 2 {
			t.Errorf("%+v is not restricted for two days", o)
		}
	}
	numbers := func(list []CustomerOutcome) (n []int) {
		for _, o := range list {
			n = append(n, o.Customer)
		}
		return n
	}
	first, random := numbers(pick("flagged", PickFirst)), numbers(pick("flagged", PickRandom))
	if !slices.IsSorted(first) || slices.IsSorted(random) || !slices.Equal(random, numbers(pick("flagged", PickRandom))) {
		t.Error("first is not by number, or random is, or not the same twice")
	}
	slices.Sort(random)
	if !slices.Equal(first, random) {
		t.Error("the order changes who is picked")
	}
	if n := len(pick("true || flagged", PickFirst)); n > p.Customers || n < p.Customers*9/10 {
		t.Errorf("%d of %d customers had an account", n, p.Customers)
	}
	if _, problems := p.Selection("blocked"); len(problems) == 0 {
		t.Error("a number is taken for a yes or no")
	}
}

// TestEveryOutcomeFeatureMatters: every feature tells some customers from others,
// and says what it is.
func TestEveryOutcomeFeatureMatters(t *testing.T) {
	p := everything(t, 300)
	outcomes, _ := outcomesOf(t, p, 0)
	for _, f := range outcomeFeatures(p.labels) {
		same := true
		for i := range outcomes {
			same = same && f.of(&outcomes[i]) == f.of(&outcomes[0])
		}
		if same || !strings.HasSuffix(f.Doc, ".") {
			t.Errorf("%s is the same for everybody, or has no sentence: %q", f.Name.Name, f.Doc)
		}
	}
}

// TestTimeRestricted: a restriction counts from the start on, until it ends or the
// run does, and as harm only while the owner is there.
func TestTimeRestricted(t *testing.T) {
	day := func(n int) sim.Time { return sim.Time(n) * sim.Time(sim.Day) }
	r := &Record{}
	r.Presence, r.Gone = population.Open, day(30)
	f := fold{w: &World{plan: &Plan{Length: 100 * sim.Day}, policy: &rules{}, records: []Record{*r}}, outcomes: []CustomerOutcome{{since: sim.Never}}}
	o := &f.outcomes[0]
	for _, step := range []struct {
		at               int
		level            dormancy.Level
		restricted, harm sim.Duration
	}{
		{-5, dormancy.Limited, 0, 0}, {10, dormancy.Frozen, 0, 0}, {20, dormancy.Free, 20, 20},
		{25, dormancy.Limited, 20, 20}, {40, dormancy.Free, 35, 25}, {50, dormancy.Limited, 35, 25}, {60, dormancy.Free, 45, 25},
	} {
		r.Dormancy.Level = step.level
		f.restriction(o, r, day(step.at))
		if o.Restricted != step.restricted*sim.Day || o.Harmed != step.harm*sim.Day {
			t.Errorf("by day %d restricted for %.0f days, %.0f of them as harm; want %d and %d", step.at, o.Restricted.Days(), o.Harmed.Days(), step.restricted, step.harm)
		}
	}
	r.Dormancy.Level = dormancy.Limited
	f.restriction(o, r, day(90))
	if f.close(); o.Restricted != 55*sim.Day {
		t.Errorf("at the end restricted for %.0f days; want 55", o.Restricted.Days())
	}
}
