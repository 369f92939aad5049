package model

import (
	"bytes"
	"math"
	"slices"
	"testing"

	"weir/model/account"
	"weir/model/dormancy"
	"weir/model/emergency"
	"weir/model/metric"
	"weir/model/population"
	"weir/sim"
	"weir/sim/dist"
	"weir/sim/param"
	"weir/sim/stat"
)

func law(t testing.TB, name, parameter string, value sim.Duration) param.Dist {
	t.Helper()
	d, err := dist.New(name, map[string]float64{parameter: float64(value)})
	if err != nil {
		t.Fatal(err)
	}
	return param.Dist{Dist: d}
}

// The queue: cases that all come at one instant, to one server who needs an
// hour for each.
const (
	early   = 40                      // cases of the warm-up, a day before its end
	late    = 20                      // cases of the measured time
	lateDay = 5                       // when they come, at ten o'clock
	tenth   = 10 * sim.Time(sim.Hour) // that hour of a day
	lateAt  = lateDay*sim.Time(sim.Day) + tenth
	works   = 16 // hours that the early cases take after the start
)

// queue returns a plan of the queue: customers who never want anything, and are
// flagged three days after they have opened their accounts.
func queue(t testing.TB, length, cooldown sim.Duration) *Plan {
	t.Helper()
	p := plain(t, "rate: 0/d, dropout: 0/yr, closing: 0d", "", early+late, length)
	p.Warmup, p.Cooldown = 5*sim.Day, cooldown
	p.Population.Cohort = []population.Intake{
		{On: param.Date{Year: 2024, Month: 12, Day: 28}, Customers: early},
		{On: param.Date{Year: 2025, Month: 1, Day: 3, Hour: 10}, Customers: late},
	}
	p.Policy.Dormancy.Routes[0].After = 3 * sim.Day
	d := &p.Institution.Desks.Desks[0].Config
	d.Servers, d.Service, d.Wrong = 1, law(t, "constant", "value", sim.Hour), 0
	d.Deadline = param.Deadline{After: 2 * sim.Hour}
	if err := p.Ready(); err != nil {
		t.Fatal(err)
	}
	return p
}

// TestCasesAreCounted: waits of 0, 1, 2... hours, worked out by hand.
func TestCasesAreCounted(t *testing.T) {
	for _, c := range []struct {
		name                              string
		days, cooldown                    int
		closed, open                      int64
		mean, p95                         float64 // hours
		inTime, utilisation, staff, waits float64
	}{
		// The 19th of 20 has waited for 18 hours; two are done within 2 hours.
		{"whole", 10, 0, 20, 0, 9.5, 18, 2. / 20, (works + 20.) / 240, 240, 190},
		// Midnight comes when the 14th is about to be done.
		{"cut", 6, 0, 13, 7, 6, 12, 2. / 13, (works + 14.) / 144, 144, 78},
		{"cut and cooled down", 6, 1, 20, 0, 9.5, 18, 2. / 20, (works + 14.) / 144, 144, 190},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := queue(t, sim.Duration(c.days)*sim.Day, sim.Duration(c.cooldown)*sim.Day)
			_, o := audit(t, p, 3, t.Errorf)
			for _, want := range []struct {
				figure      string
				value, near float64
			}{
				{"service.wait.mean", c.mean * 3600, 1e-9},
				{"service.wait.p95", c.p95 * 3600, .01},
				{"compliance.decisions.in_time", c.inTime, 1e-9},
				{"service.utilisation", c.utilisation, 1e-9},
				{"cost.desk.hours", c.staff, 1e-9},
				{"service.cases.open", float64(c.open), 0},
				{"service.cases.withdrawn", 0, 0},
				{"customer.flags.count", late, 0},
			} {
				if got := valueOf(t, want.figure)(o); !(math.Abs(got-want.value) <= want.near*want.value) {
					t.Errorf("%s is %v, should be %v", want.figure, got, want.value)
				}
			}
			if got := o.Counts.Cases.Sum(metric.Where{"decision": {"declined"}}); got != 0 {
				t.Errorf("%d cases declined by a desk that is never wrong", got)
			}
			if got := o.Counts.Cases.Sum(metric.Where{"decision": {"approved"}}); got != c.closed {
				t.Errorf("%d cases approved, should be %d", got, c.closed)
			}
			for day := range c.days {
				var waits, flags stat.Ratio
				if flags.Den = early; day >= 2 {
					flags.Den = early + late
				}
				if day == lateDay { // the day they came, whenever they were done
					flags.Num = late
					waits = stat.Ratio{Num: c.waits * 3_600_000, Den: float64(c.closed) * 1000}
				}
				if got := o.Counts.Daily[dailyWait].Ratio(day); got != waits {
					t.Errorf("day %d: waits %v, should be %v", day, got, waits)
				}
				if got := o.Counts.Daily[dailyFlags].Ratio(day); got != flags {
					t.Errorf("day %d: flags %v, should be %v", day, got, flags)
				}
			}
		})
	}
}

// TestCasesOfTheWarmup: a desk that is still at the cases of the warm-up when the
// run ends has worked, but on nothing that counts or is waited for.
func TestCasesOfTheWarmup(t *testing.T) {
	p := queue(t, sim.Day, sim.Day)
	p.Institution.Desks.Desks[0].Service = law(t, "constant", "value", 2*sim.Hour)
	w, r := p.begin(0, Options{})
	if err := w.finish(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	o, err := w.outcome(0, r)
	if err != nil {
		t.Fatal(err)
	}
	if inside := w.desks[0].State.Inside.Level; inside == 0 || r.Now() != p.end() {
		t.Errorf("the run ends at %d with %d cases at the desk; should at %d with some", r.Now(), inside, p.end())
	}
	if c := o.Counts; c.Cases.Sum(nil) != 0 || c.Served.Sum(nil) != 0 || c.Open.Sum(nil) != 0 || c.WaitOver[0].N != 0 {
		t.Errorf("%d cases closed, %d served, %d open; none was of the measured time", c.Cases.Sum(nil), c.Served.Sum(nil), c.Open.Sum(nil))
	}
	if busy := valueOf(t, "service.utilisation")(o); busy != 1 {
		t.Errorf("utilisation is %v of a desk that never rests", busy)
	}
}

// TestSavedInAQueue: saved while cases wait, before the start, in the measured
// time and in the cooldown, and continued, the queue is that of a run that was
// not stopped.
func TestSavedInAQueue(t *testing.T) {
	p := queue(t, 6*sim.Day, sim.Day)
	want := straight(t, p)
	for _, stops := range [][]sim.Time{
		{-tenth}, {tenth}, {lateAt + 5*sim.Time(sim.Hour)}, {6*sim.Time(sim.Day) + sim.Time(sim.Hour)}, {-tenth, lateAt + tenth},
	} {
		w, r := p.begin(3, Options{})
		for _, stop := range stops {
			w, r = saveAndLoad(t, p, w, r, stop)
		}
		if !bytes.Equal(finished(t, w, r), want) {
			t.Errorf("saved at %v: another result", stops)
		}
	}
}

// cause names a case as no policy can change it: whose it is, and the last
// activity before it.
type cause struct {
	customer sim.Entity
	active   int64
}

// decisions runs a plan and returns what was decided about each case.
func decisions(t testing.TB, p *Plan) (map[cause]string, *Outcome) {
	t.Helper()
	if err := p.Ready(); err != nil {
		t.Fatal(err)
	}
	flagged, decided := map[sim.Entity]int64{}, map[cause]string{}
	o, err := p.Replicate(t.Context(), 0, Options{Watch: func(e sim.Event) {
		switch e.Kind {
		case evFlag:
			flagged[e.Entity] = e.Arg
		case evDecided:
			decided[cause{e.Entity, flagged[e.Entity]}] = dormancy.StatusNames[e.Arg&0xff]
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	if o.Failed != "" {
		t.Fatal(o.Failed)
	}
	return decided, o
}

// chancy returns a bank whose desk errs in half of the cases, and whose core
// fails at random.
func chancy(t testing.TB) *Plan {
	t.Helper()
	p := bareBank(t, 1600, 60*sim.Day)
	p.Window = sim.Hour
	p.Policy.Dormancy.Routes = append(p.Policy.Dormancy.Routes, dormancy.Route{Tier: "intermediate", After: 90 * sim.Day})
	p.Institution.Desks.Desks[0].Wrong = .5
	p.Shocks = []Shock{{ID: "core-fails", Outage: &emergency.Outage{System: "core", Rate: .2, Lasts: law(t, "exponential", "mean", 2*sim.Hour)}}}
	return p
}

// outagesOf returns the intervals of one shock, whatever its number.
func outagesOf(o *Outcome, shock int) []emergency.Interval {
	var out []emergency.Interval
	for _, iv := range o.Outages {
		if iv.Shock == shock {
			iv.Shock = 0
			out = append(out, iv)
		}
	}
	return out
}

// TestPoliciesShareTheWorld: chance is drawn by what it is about. Another
// policy, another desk or another shock changes neither when a system fails nor
// what the desk finds in a case.
func TestPoliciesShareTheWorld(t *testing.T) {
	base, history := decisions(t, chancy(t))
	outages := outagesOf(history, 0)
	found := map[string]int{}
	for _, status := range base {
		found[status]++
	}
	if found["approved"] < 10 || found["declined"] < 10 || len(outages) < 5 {
		t.Fatalf("%v, %d outages: the test shows nothing", found, len(outages))
	}
	for _, iv := range outages {
		if iv.From < 0 {
			t.Errorf("an outage by chance begins at %d, before the start", iv.From)
		}
	}
	for name, c := range map[string]struct {
		shock int // the number of the first plan's
		alter func(p *Plan)
		shows func(o *Outcome, decided int) bool // that something was altered, and no more than should be
	}{
		"60 days": {0, func(p *Plan) {
			strict := *p.StartPolicy
			strict.Dormancy.Routes = slices.Clone(strict.Dormancy.Routes)
			strict.Dormancy.Routes[0].After, strict.Dormancy.Routes[1].After = 60*sim.Day, 60*sim.Day
			p.Policy = &strict
		}, func(_ *Outcome, decided int) bool { return decided > len(base)*5/4 }},
		"another desk": {0, func(p *Plan) {
			other := p.Institution.Desks.Desks[0]
			other.ID = "appeals"
			p.Institution.Desks.Desks = slices.Insert(p.Institution.Desks.Desks, 0, other)
		}, func(o *Outcome, _ int) bool {
			return len(o.Counts.WaitOver) == len(history.Counts.WaitOver)+1 && o.Fingerprint == history.Fingerprint
		}},
		"another shock": {1, func(p *Plan) {
			other := Shock{ID: "cards-fail", Outage: &emergency.Outage{System: "card_network", Rate: .3, Lasts: law(t, "exponential", "mean", 4*sim.Hour)}}
			p.Shocks = slices.Insert(p.Shocks, 0, other)
		}, func(o *Outcome, _ int) bool { return len(outagesOf(o, 0)) > 5 && o.Fingerprint != history.Fingerprint }},
	} {
		p := chancy(t)
		c.alter(p)
		got, o := decisions(t, p)
		if !slices.Equal(outagesOf(o, c.shock), outages) {
			t.Errorf("%s: other outages", name)
		}
		if !c.shows(o, len(got)) {
			t.Errorf("%s: %d decisions of %d, %d outages, history %v of %v", name, len(got), len(base), len(o.Outages), o.Fingerprint, history.Fingerprint)
		}
		common := 0
		for which, status := range got {
			if before, ok := base[which]; ok {
				if common++; status != before {
					t.Errorf("%s: the case of %v is %s, was %s", name, which, status, before)
				}
			}
		}
		if common < len(base)*3/4 {
			t.Errorf("%s: only %d of %d cases in common", name, common, len(base))
		}
	}
}

// TestSuccessorsLiveTheirOwnLives: who follows in a place of the book does not
// want again what the one before wanted.
func TestSuccessorsLiveTheirOwnLives(t *testing.T) {
	p := plain(t, "rate: 1/d, dropout: 0.1/d, closing: 2d, kinds: {transfer_in: 100%}", "", 40, 60*sim.Day)
	lives := make([][][]int64, p.Customers) // by place and customer, operations and amounts
	for place := range lives {
		lives[place] = [][]int64{nil}
	}
	if _, err := p.Replicate(t.Context(), 0, Options{Watch: func(e sim.Event) {
		of := &lives[e.Entity]
		switch e.Kind {
		case evOpen:
			*of = append(*of, nil)
		case evIntent:
			last := len(*of) - 1
			(*of)[last] = append((*of)[last], e.Arg)
		}
	}}); err != nil {
		t.Fatal(err)
	}
	pairs := 0
	for place, customers := range lives {
		for i := range len(customers) - 1 {
			n := min(len(customers[i]), len(customers[i+1]), 3)
			if n == 0 {
				continue
			}
			if pairs++; slices.Equal(customers[i][:n], customers[i+1][:n]) {
				t.Errorf("place %d: customers %d and %d both begin with %v", place, i, i+1, customers[i][:n])
			}
		}
	}
	if pairs < 50 {
		t.Errorf("%d successions: the test shows nothing", pairs)
	}
}

// TestOneBookHasOneLimit: limits that are assessed from a customer's own days
// belong to the book.
func TestOneBookHasOneLimit(t *testing.T) {
	p := cityBank(t, 300, 10*sim.Day)
	p.OneBook = true
	a, b := newWorld(p, 1, sim.DefaultCellSize).records, newWorld(p, 2, sim.DefaultCellSize).records
	limits := map[uint32]bool{}
	for i := range a {
		if a[i].Tier != b[i].Tier {
			t.Fatalf("place %d has %+v in one replication and %+v in another", i, a[i].Tier, b[i].Tier)
		}
		limits[a[i].Tier.Limit] = true
	}
	if len(limits) < 10 {
		t.Errorf("%d limits in all: the test shows nothing", len(limits))
	}
}

// TestSettledAtMidnight: what is owed to other institutions is paid at the end
// of each day (rule P6).
func TestSettledAtMidnight(t *testing.T) {
	w, r := cityBank(t, 300, 4*sim.Day).begin(0, Options{})
	for day := range sim.Time(3) {
		for _, c := range []struct {
			at   sim.Time
			owed bool
		}{{12 * sim.Time(sim.Hour), true}, {sim.Time(sim.Day), false}} {
			if err := r.To(t.Context(), day*sim.Time(sim.Day)+c.at); err != nil {
				t.Fatal(err)
			}
			if owed := w.ledger.Total[account.Settlement]; owed > 0 != c.owed || owed < 0 {
				t.Errorf("at %d on day %d %d is owed", c.at, day, owed)
			}
		}
	}
}

// TestPayeesAreAnybody: transfers inside go to every part of the book alike.
// Chi-square with 7 degrees of freedom exceeds 24.3 once in 1,000 times.
func TestPayeesAreAnybody(t *testing.T) {
	p := cityBank(t, 800, 20*sim.Day)
	p.Institution.Internal, p.Window, p.Warmup = 1, sim.Hour, 0
	var received [8]float64
	all := 0.
	if _, err := p.Replicate(t.Context(), 0, Options{Watch: func(e sim.Event) {
		if e.Kind == evReceived {
			received[int(e.Entity)*len(received)/p.Customers]++
			all++
		}
	}}); err != nil {
		t.Fatal(err)
	}
	square, want := 0., all/float64(len(received))
	for _, n := range received {
		square += (n - want) * (n - want) / want
	}
	if square > 24.3 || want < 30 {
		t.Errorf("transfers received by eighths of the book: %v, chi-square %.1f", received, square)
	}
}
