package desk

import (
	"slices"
	"testing"

	"weir/sim"
	"weir/sim/dist"
	"weir/sim/param"
	"weir/sim/rng"
)

func constant(d sim.Duration) param.Dist { return param.Dist{Dist: dist.Point(float64(d))} }

// scene is a desk with arrivals at given minutes.
func scene(t testing.TB, cfg Config, minutes ...int) *Desk {
	t.Helper()
	d := New(cfg, testCalendar(t), rng.New(1, 0, 0), 0, 0)
	for i, m := range minutes {
		d.Arrive(sim.Time(m)*sim.Time(sim.Minute), Case{Entity: uint64(i)})
	}
	return d
}

// run advances to a minute and returns what ended, by entity.
func run(t testing.TB, d *Desk, minute int) []Outcome {
	t.Helper()
	var outcomes []Outcome
	d.Advance(sim.Time(minute)*sim.Time(sim.Minute), func(o Outcome) { outcomes = append(outcomes, o) })
	if err := d.Check(); err != nil {
		t.Fatal(err)
	}
	return outcomes
}

func minute(t sim.Time) int { return int(t / sim.Time(sim.Minute)) }

// endings writes kind and end in minutes, in the order of the ends.
func endings(outcomes []Outcome) (kinds []Kind, ends []int) {
	for _, o := range outcomes {
		kinds, ends = append(kinds, o.Kind), append(ends, minute(o.Ended))
	}
	return kinds, ends
}

// At one instant: hanging up, then the end of service, then arrivals.
func TestOrderOfAnInstant(t *testing.T) {
	cfg := Config{Servers: 1, Places: 2, Service: constant(10 * sim.Minute), Patience: constant(10 * sim.Minute)}
	// 0 is served until 10; 1 hangs up at 10, just before it would be served;
	// 2 arrives at 10 and finds a free server and room.
	kinds, ends := endings(run(t, scene(t, cfg, 0, 0, 10), 60))
	if !slices.Equal(kinds, []Kind{Abandoned, Served, Served}) || !slices.Equal(ends, []int{10, 10, 20}) {
		t.Errorf("%v %v", kinds, ends)
	}
}

// A shift that begins takes over the queue. One that ends at the instant of an
// end of service takes no more; one that ends before lets the case finish.
func TestShifts(t *testing.T) {
	cfg := Config{Service: constant(60 * sim.Minute), Shifts: []Shift{{"day", "Mon-Sun 09:00-10:00", 2}, {"night", "Mon-Sun 00:00-01:00", 1}}}
	outcomes := run(t, scene(t, cfg, 30, 31, 32, 33, 34), 24*60+120)
	var starts, ends []int
	for _, o := range outcomes {
		starts, ends = append(starts, minute(o.Started)), append(ends, minute(o.Ended))
	}
	if !slices.Equal(starts, []int{30, 540, 540, 1440}) || !slices.Equal(ends, []int{90, 600, 600, 1500}) {
		t.Errorf("starts %v, ends %v", starts, ends)
	}
}

func TestClosedDesk(t *testing.T) {
	cfg := Config{Service: constant(10 * sim.Minute), Closed: RefuseWhenClosed, Shifts: []Shift{{"day", "Mon-Sun 09:00-10:00", 1}}}
	kinds, ends := endings(run(t, scene(t, cfg, 30, 595, 596, 600), 24*60+570))
	// The third came before closing time and waits for the next morning.
	if !slices.Equal(kinds, []Kind{Blocked, Blocked, Served, Served}) || !slices.Equal(ends, []int{30, 600, 605, 24*60 + 550}) {
		t.Errorf("%v %v", kinds, ends)
	}
}

func TestDeadlines(t *testing.T) {
	cfg := Config{Servers: 1, Service: constant(60 * sim.Minute), Deadline: param.Deadline{After: 2 * sim.Hour}}
	breached := func(outcomes []Outcome) (n int) {
		for _, o := range outcomes {
			n += int(one(o.Breached))
		}
		return n
	}
	if n := breached(run(t, scene(t, cfg, 0, 0, 0, 0), 600)); n != 2 { // the end at 120 is in time
		t.Errorf("%d of 4 breached, want 2", n)
	}
	// 2026-01-01 to 03 are off and Sunday the 4th is worked: one working day
	// from the 1st ends with the 4th.
	cfg.Deadline, cfg.Service = param.Deadline{WorkingDays: 1}, constant(4*sim.Day)
	d := scene(t, cfg, 0, 1)
	if d.Overdue(0) != 0 {
		t.Error("overdue before the start")
	}
	first := run(t, d, 4*24*60+10)
	if len(first) != 1 || first[0].Breached || d.Overdue(0) != 1 {
		t.Errorf("%+v, %d overdue, want one in time and one overdue", first, d.Overdue(0))
	}
}

func TestClassLaws(t *testing.T) {
	cfg := Config{
		Servers: 1, Service: constant(10 * sim.Minute), Wrong: 1,
		Deadline: param.Deadline{After: sim.Minute},
		Classes: []Class{
			{Name: "late", Priority: 2, Topics: []string{"fees"}},
			{Name: "first", Priority: 1, Service: constant(20 * sim.Minute), HasWrong: true, HasDeadline: true},
		},
	}
	d := scene(t, cfg)
	for i, class := range []uint16{0, 0, 1} {
		d.Arrive(sim.Time(i), Case{Entity: uint64(i), Class: class})
	}
	outcomes := run(t, d, 60)
	_, ends := endings(outcomes)
	if !slices.Equal(ends, []int{10, 30, 40}) || outcomes[1].Class != 1 {
		t.Errorf("priority: %+v", outcomes)
	}
	if !outcomes[0].Wrong || outcomes[1].Wrong || !outcomes[0].Breached || outcomes[1].Breached || outcomes[1].Ahead != 1 {
		t.Errorf("class laws: %+v", outcomes)
	}
	for topic, want := range map[string]int{"fees": 0, "fraud": 1} {
		if got, ok := cfg.Route(topic); got != want || !ok {
			t.Errorf("%s goes to class %d", topic, got)
		}
	}
	cfg.Classes[1].Topics = []string{"cards"}
	if _, ok := cfg.Route("fraud"); ok {
		t.Error("a topic that no class takes has a class")
	}
}

func TestSurge(t *testing.T) {
	cfg := Config{Servers: 1, Service: constant(60 * sim.Minute),
		Surge: Surge{Servers: 2, Queue: 3, Delay: 15 * sim.Minute, Until: 0, Stay: 30 * sim.Minute}}
	d := scene(t, cfg, 0, 1, 2, 3, 4) // three wait at minute 3; called; there at 18
	_, ends := endings(run(t, d, 300))
	if !slices.Equal(ends, []int{60, 78, 78, 120, 138}) {
		t.Errorf("ends %v", ends)
	}
	// The queue is empty at 78, which is after the stay of 30 minutes.
	if got, _ := d.State.Extra.Until(d.State.Now).Int64(); got != 2*60*int64(sim.Minute) {
		t.Errorf("the reserve was there for %d staff minutes, want 120", got/int64(sim.Minute))
	}
	cfg.Surge = Surge{Servers: 2, Wait: 20 * sim.Minute, Delay: 5 * sim.Minute}
	_, ends = endings(run(t, scene(t, cfg, 0, 1), 300)) // called at 21, there at 26
	if !slices.Equal(ends, []int{60, 86}) {
		t.Errorf("called by the wait: ends %v", ends)
	}
}

// The reserve keeps the desk's hours: it is neither called nor kept at night.
func TestSurgeAtNight(t *testing.T) {
	cfg := Config{Service: constant(30 * sim.Minute), Shifts: []Shift{{"day", "Mon-Sun 09:00-10:00", 1}},
		Surge: Surge{Servers: 1, Queue: 2}}
	d := scene(t, cfg, 0, 0, 0, 0, 0, 0, 0, 0)
	// Two servers for an hour; the four left wait for the next morning.
	outcomes := run(t, d, 24*60)
	if len(outcomes) != 4 || d.State.Staff.Level != 0 || d.State.Surge.Phase != SurgeAway {
		t.Errorf("%d served by midnight, %d at work, want 4 and nobody", len(outcomes), d.State.Staff.Level)
	}
}

func TestAbsence(t *testing.T) {
	cfg := Config{Servers: 200, Service: constant(sim.Minute), Absence: 0.25}
	d := scene(t, cfg)
	days, total := 50, int64(0)
	for day := range days {
		d.Advance(sim.Time(day)*sim.Time(sim.Day)+1, nil)
		total += d.State.Staff.Level
	}
	// 10,000 draws, mean 7,500, standard deviation 43: four of them on each side.
	if total < 7327 || total > 7673 {
		t.Errorf("%d of 10,000 staff days present, want about 7,500", total)
	}
	// A shock sends the same people away and more; half of those left.
	before, now := d.State.Staff.Level, d.State.Now
	d.Absent(Absence{now, now.Add(sim.Hour), 0.5})
	d.Absent(Absence{now, now.Add(sim.Hour), 0})
	d.Absent(Absence{now.Add(sim.Hour), now.Add(sim.Hour), 1})
	d.Advance(now.Add(sim.Minute), nil)
	// n of about 150, probability ½: standard deviation 6.
	if during := d.State.Staff.Level; during < 50 || during > 100 {
		t.Errorf("%d present in the shock, %d before", during, before)
	}
	d.Advance(now.Add(sim.Hour+sim.Minute), nil)
	if d.State.Staff.Level != before || len(d.State.Absences) != 0 {
		t.Errorf("%d present after the shock, %d before; %v", d.State.Staff.Level, before, d.State.Absences)
	}
}

func TestRedial(t *testing.T) {
	cfg := Config{Servers: 1, Places: 1, Service: constant(30 * sim.Minute),
		Redial: Redial{Share: 1, After: constant(8 * sim.Minute), Tries: 3}}
	outcomes := run(t, scene(t, cfg, 0, 1, 20), 120)
	// Entity 1 tries at 1, 9 and 17; entity 2 at 20, 28 and 36, when it is served.
	kinds, ends := endings(outcomes)
	if !slices.Equal(ends, []int{1, 9, 17, 20, 28, 30, 66}) || kinds[2] != Blocked || kinds[6] != Served {
		t.Fatalf("%v %v", kinds, ends)
	}
	if outcomes[1].Try != 2 || !outcomes[1].Again || outcomes[2].Again || outcomes[6].Try != 3 {
		t.Errorf("%+v", outcomes)
	}
}

// Policy variants share service, patience and error of a case whatever else
// happens; stage, visit and desk draw anew.
func TestDrawsAreKeyed(t *testing.T) {
	cfg := Config{Servers: 50, Service: exponential(t, float64(sim.Hour)), Wrong: 0.5}
	service := func(id uint32, c Case, others uint64) (sim.Duration, bool) {
		d := New(cfg, nil, rng.New(1, 0, 0), id, 0)
		for i := range others {
			d.Arrive(0, Case{Entity: 1000 + i})
		}
		d.Arrive(5, c)
		var length sim.Duration
		var wrong bool
		d.Advance(sim.Time(sim.Week), func(o Outcome) {
			if o.Entity == c.Entity {
				length, wrong = o.Ended.Sub(o.Started), o.Wrong
			}
		})
		return length, wrong
	}
	c := Case{Entity: 4, Cause: 9}
	length, wrong := service(1, c, 0)
	if l, w := service(1, c, 70); l != length || w != wrong {
		t.Error("other cases change the draws of a case")
	}
	for _, other := range []Case{{Entity: 4, Cause: 10}, {Entity: 4, Cause: 9, Stage: 1}, {Entity: 4, Cause: 9, Visit: 1}, {Entity: 5, Cause: 9}} {
		if l, _ := service(1, other, 0); l == length {
			t.Errorf("%+v draws what %+v draws", other, c)
		}
	}
	if l, _ := service(2, c, 0); l == length {
		t.Error("two desks share draws")
	}
}

func TestEstimate(t *testing.T) {
	cfg := Config{Servers: 2, Service: constant(10 * sim.Minute)}
	d := scene(t, cfg, 0)
	run(t, d, 1)
	if got := d.Estimate(0); got != 0 {
		t.Errorf("somebody is free: %v", got.Std())
	}
	d = scene(t, cfg, 0, 0, 0, 0, 0)
	run(t, d, 1)
	if got := d.Estimate(0); got != 20*sim.Minute { // three wait; four services by two
		t.Errorf("three wait: %v", got.Std())
	}
	cfg = Config{Service: constant(10 * sim.Minute), Shifts: []Shift{{"day", "Mon-Sun 09:00-10:00", 1}}}
	d = scene(t, cfg)
	run(t, d, 60)
	if got := d.Estimate(0); got != 8*sim.Hour {
		t.Errorf("closed until nine: %v", got.Std())
	}
}

func TestProgrammersErrors(t *testing.T) {
	d := scene(t, Config{Servers: 1, Service: constant(sim.Minute)})
	d.Advance(100, nil)
	for name, call := range map[string]func(){
		"arrival in the past": func() { d.Arrive(99, Case{}) },
		"advance backwards":   func() { d.Advance(99, nil) },
		"unknown class":       func() { d.Arrive(100, Case{Class: 1}) },
		"bad config":          func() { New(Config{}, nil, rng.New(1, 0, 0), 0, 0) },
		"time turned back": func() {
			d.Arrive(200, Case{})
			d.State.Arrivals[0].At = 50
			d.Advance(300, nil)
		},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			call()
		}()
	}
}

func TestSteadyStateAllocatesNothing(t *testing.T) {
	k := Known{Desk: Config{Servers: 5, Arrivals: 96, Service: exponential(t, float64(sim.Hour)), Patience: exponential(t, float64(sim.Hour))}}
	s := newSource(k, rng.New(1, 0, 0), 2000/k.rate())
	s.extend(2000 / k.rate())
	length := 2000.0
	allocs := testing.AllocsPerRun(5, func() {
		length += 2000
		s.until = s.from + sim.Time(length/k.rate())
		s.feed(s.until, measured)
	})
	if allocs > 1 { // a slice may still grow to a new record length
		t.Errorf("%v allocations in 2,000 cases", allocs)
	}
}
