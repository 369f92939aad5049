package desk

import (
	"bytes"
	"cmp"
	"encoding/gob"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
	"weir/sim"
	"weir/sim/calendar"
	"weir/sim/dist"
	"weir/sim/param"
	"weir/sim/rng"
)

func testCalendar(t testing.TB) *calendar.Calendar {
	t.Helper()
	cal, err := calendar.New(calendar.Config{Start: calendar.Civil{Year: 2026, Month: time.January, Day: 1}, Days: 60, Country: "cn"})
	if err != nil {
		t.Fatal(err)
	}
	return cal
}

// plan is a random desk with everything that will come to it.
type plan struct {
	cfg      Config
	arrivals []planned
	absences []Absence
	cuts     []sim.Time // window ends, rising; the last is the end
}

type planned struct {
	at sim.Time
	c  Case
}

const quarter = 15 * sim.Minute

// anyDist draws a law whose values often coincide with others' times.
func anyDist(t *rapid.T, name string) param.Dist {
	mean := float64(rapid.SampledFrom([]sim.Duration{0, quarter, sim.Hour, 5 * sim.Hour}).Draw(t, name))
	if mean == 0 || rapid.Bool().Draw(t, name+" constant") {
		return param.Dist{Dist: dist.Point(mean)}
	}
	d, err := dist.New("exponential", map[string]float64{"mean": mean})
	if err != nil {
		t.Fatal(err)
	}
	return param.Dist{Dist: d}
}

func anyConfig(t *rapid.T) Config {
	hours := rapid.SampledFrom([]string{"Mon-Sun 00:00-24:00", "working days 09:00-17:00", "Mon-Sun 00:00-06:00; Mon-Sun 12:00-24:00", "Thu 00:00-24:00", "Mon-Sun 09:00-09:15"})
	count := func(name string, high int64) int64 { return rapid.Int64Range(0, high).Draw(t, name) }
	cfg := Config{
		Servers:  count("servers", 3),
		Places:   rapid.SampledFrom([]int64{0, 0, 1, 3, 8}).Draw(t, "places"),
		Closed:   rapid.SampledFrom([]string{"", WaitWhenClosed, RefuseWhenClosed}).Draw(t, "closed"),
		Service:  anyDist(t, "service"),
		Deadline: rapid.SampledFrom([]param.Deadline{{}, {After: 2 * sim.Hour}, {WorkingDays: 1}}).Draw(t, "deadline"),
		Wrong:    rapid.SampledFrom([]float64{0, 0.3}).Draw(t, "wrong"),
		Absence:  rapid.SampledFrom([]float64{0, 0, 0.4, 1}).Draw(t, "absence"),
		Redial:   Redial{Share: rapid.SampledFrom([]float64{0, 0.5, 1}).Draw(t, "redial"), After: anyDist(t, "after"), Tries: 3},
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "shifts") {
		cfg.Shifts = append(cfg.Shifts, Shift{ID: fmt.Sprint(i), Hours: hours.Draw(t, "hours"), Servers: count("shift servers", 3)})
	}
	cfg.Shifts = append(cfg.Shifts, Shift{ID: "sure", Hours: "Wed 10:00-11:00", Servers: 1})
	if rapid.Bool().Draw(t, "has patience") {
		cfg.Patience = anyDist(t, "patience")
	}
	if rapid.Bool().Draw(t, "has surge") {
		cfg.Surge = Surge{Servers: 2, Queue: 1 + count("surge queue", 4), Wait: sim.Duration(count("surge wait", 2)) * sim.Hour,
			Delay: sim.Duration(count("surge delay", 2)) * quarter, Until: count("surge until", 3), Stay: sim.Duration(count("stay", 2)) * sim.Hour}
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "classes") {
		class := Class{Name: fmt.Sprint("c", i), Priority: rapid.Int64Range(1, 2).Draw(t, "priority")}
		if rapid.Bool().Draw(t, "own laws") {
			class.Service, class.Patience = anyDist(t, "class service"), anyDist(t, "class patience")
		}
		cfg.Classes = append(cfg.Classes, class)
	}
	return cfg
}

func anyPlan(t *rapid.T) plan {
	p := plan{cfg: anyConfig(t)}
	instant := func(name string) sim.Time {
		return sim.Time(rapid.Int64Range(0, 8*24*4).Draw(t, name)) * sim.Time(quarter)
	}
	for i := range rapid.IntRange(0, 120).Draw(t, "arrivals") {
		class := rapid.IntRange(0, max(len(p.cfg.Classes)-1, 0)).Draw(t, "class")
		p.arrivals = append(p.arrivals, planned{instant("at"), Case{Entity: uint64(i % 50), Cause: uint64(i / 50), Tag: uint64(i), Class: uint16(class)}})
	}
	for range rapid.IntRange(0, 2).Draw(t, "absences") {
		from := instant("absent from")
		p.absences = append(p.absences, Absence{from, from.Add(sim.Duration(instant("absent for")) / 4), rapid.SampledFrom([]float64{0, 0.5, 1}).Draw(t, "share")})
	}
	for range rapid.IntRange(0, 8).Draw(t, "cuts") {
		p.cuts = append(p.cuts, instant("cut"))
	}
	p.cuts = append(p.cuts, sim.Time(30*sim.Day))
	slices.Sort(p.cuts)
	return p
}

// play runs a plan; arrivals of a window are given in it, in the plan's order.
// Between windows, between may look or replace the desk.
func (p plan) play(cal *calendar.Calendar, between func(*Desk) *Desk) []Outcome {
	d := New(p.cfg, cal, rng.New(7, 0, 0), 3, 0)
	for _, a := range p.absences {
		d.Absent(a)
	}
	var outcomes []Outcome
	from := sim.Time(0)
	for _, cut := range p.cuts {
		for _, a := range p.arrivals {
			if from <= a.at && a.at < cut {
				d.Arrive(a.at, a.c)
			}
		}
		d.Advance(cut, func(o Outcome) { outcomes = append(outcomes, o) })
		d, from = between(d), cut
	}
	return outcomes
}

func unchanged(d *Desk) *Desk { return d }

// Capacity changes while busy, zero servers, a shift at t = 0, room of one,
// patience and service of nothing: the identities hold, to the tick.
func TestIdentitiesOfRandomSchedules(t *testing.T) {
	cal := testCalendar(t)
	rapid.Check(t, func(t *rapid.T) {
		p := anyPlan(t)
		outcomes := p.play(cal, func(d *Desk) *Desk {
			if err := d.Check(); err != nil {
				t.Fatal(err)
			}
			return d
		})
		for i, o := range outcomes {
			if i > 0 && o.Ended < outcomes[i-1].Ended {
				t.Fatalf("time runs backwards: %+v after %+v", o, outcomes[i-1])
			}
			if o.Ended < o.Arrived || o.Kind == Served && (o.Started < o.Arrived || o.Ended < o.Started) {
				t.Fatalf("%+v", o)
			}
		}
	})
}

// Nobody jumps a queue: within a priority, who came earlier starts earlier.
func TestFirstComeFirstServed(t *testing.T) {
	cal := testCalendar(t)
	rapid.Check(t, func(t *rapid.T) {
		p := anyPlan(t)
		served := make(map[int64][]Outcome)
		for _, o := range p.play(cal, unchanged) {
			priority := p.cfg.classes()[o.Class].Priority
			if o.Kind == Served {
				served[priority] = append(served[priority], o)
			}
		}
		for _, line := range served {
			slices.SortStableFunc(line, func(a, b Outcome) int {
				return cmp.Or(cmp.Compare(a.Arrived, b.Arrived), cmp.Compare(a.Started, b.Started))
			})
			for i := 1; i < len(line); i++ {
				if line[i].Started < line[i-1].Started {
					t.Fatalf("%+v\nwas overtaken by\n%+v", line[i-1], line[i])
				}
			}
		}
	})
}

// Windows and the order in which cases are given decide nothing.
func TestBatchingChangesNothing(t *testing.T) {
	cal := testCalendar(t)
	rapid.Check(t, func(t *rapid.T) {
		p := anyPlan(t)
		whole := plan{p.cfg, slices.Clone(p.arrivals), p.absences, p.cuts[len(p.cuts)-1:]}
		slices.Reverse(whole.arrivals)
		if a, b := p.play(cal, unchanged), whole.play(cal, unchanged); !slices.Equal(a, b) {
			t.Fatalf("in windows:\n%+v\nin one:\n%+v", a, b)
		}
	})
}

// A run that is written out and read at every window's end goes on as if it
// had not been; so does a clone, and the original is not touched by its clone.
func TestSavedStateGoesOn(t *testing.T) {
	cal := testCalendar(t)
	rapid.Check(t, func(t *rapid.T) {
		p := anyPlan(t)
		want := p.play(cal, unchanged)
		saved := p.play(cal, func(d *Desk) *Desk {
			var file bytes.Buffer
			if err := gob.NewEncoder(&file).Encode(d.State); err != nil {
				t.Fatal(err)
			}
			var state State
			if err := gob.NewDecoder(&file).Decode(&state); err != nil {
				t.Fatal(err)
			}
			other := New(p.cfg, cal, rng.New(7, 0, 0), 3, 0)
			other.State = state
			return other
		})
		cloned := p.play(cal, func(d *Desk) *Desk {
			other := d.Clone(d.root)
			d.Advance(d.State.Now.Add(sim.Day), func(Outcome) {})
			return other
		})
		if !slices.Equal(want, saved) || !slices.Equal(want, cloned) {
			t.Fatalf("in one go:\n%+v\nsaved:\n%+v\ncloned:\n%+v", want, saved, cloned)
		}
	})
}

// Splitting a class in two identical ones changes nothing.
func TestSplittingAClass(t *testing.T) {
	cal := testCalendar(t)
	rapid.Check(t, func(t *rapid.T) {
		one := anyPlan(t)
		one.cfg.Classes = nil
		for i := range one.arrivals {
			one.arrivals[i].c.Class = 0
		}
		two := one
		two.cfg.Classes = []Class{{Name: "even", Priority: 4}, {Name: "odd", Priority: 4}}
		two.arrivals = slices.Clone(one.arrivals)
		for i := range two.arrivals {
			two.arrivals[i].c.Class = uint16(two.arrivals[i].c.Entity % 2)
		}
		split := two.play(cal, unchanged)
		for i := range split {
			split[i].Class = 0
		}
		if whole := one.play(cal, unchanged); !slices.Equal(whole, split) {
			t.Fatalf("one class:\n%+v\ntwo:\n%+v", whole, split)
		}
	})
}

// Check finds what is wrong with a state, tick by tick.
func TestCheckBites(t *testing.T) {
	cfg := Config{Servers: 1, Service: param.Dist{Dist: dist.Point(float64(sim.Hour))}}
	for name, spoil := range map[string]func(*State){
		"an arrival is lost":      func(s *State) { s.Tallies[0].In-- },
		"a tick inside":           func(s *State) { s.Inside.Area.Add(1) },
		"a tick of service":       func(s *State) { s.Tallies[0].Service.Add(-1) },
		"a tick of waiting":       func(s *State) { s.Tallies[0].Wait.Add(1) },
		"a server is forgotten":   func(s *State) { s.Busy.Level-- },
		"the queue is cut":        func(s *State) { s.Slots[s.Lines[0].Head].Next = -1 },
		"a case is in two places": func(s *State) { s.Slots[s.Lines[0].Head].Phase = Serving },
		"an end is missing":       func(s *State) { s.Releases = nil },
		"the queue is miscounted": func(s *State) { s.Tallies[0].Waiting++ },
	} {
		d := New(cfg, nil, rng.New(1, 0, 0), 0, 0)
		for i := range uint64(5) {
			d.Arrive(sim.Time(i), Case{Entity: i})
		}
		d.Advance(sim.Time(90*sim.Minute), func(Outcome) {})
		if err := d.Check(); err != nil {
			t.Fatal(err)
		}
		if spoil(&d.State); d.Check() == nil {
			t.Errorf("%s: not noticed", name)
		}
	}
}
