package collect

import (
	"math"
	"testing"

	"weir/model"
	"weir/model/emergency"
	"weir/report"
	"weir/sim"
	"weir/sim/param"
)

// TestCurves: curves are shares that begin with all and fall, and say of idle
// accounts what the counts say.
func TestCurves(t *testing.T) {
	v := variant(t, "base", tiny(t, "20d"), 12)
	curves := distributions(v)
	if len(curves) != 2 || curves[0].Name != "customer.idle" || curves[1].Labels["desk"] != "dormancy_approval" {
		t.Fatalf("%d curves: %+v; want idle times, and waits of the desk that has cases", len(curves), curves)
	}
	for _, d := range curves {
		if d.Above[0] != 1 || d.X[0] != 0 {
			t.Errorf("%s begins with %v at %v", d.Name, d.Above[0], d.X[0])
		}
		for i := range d.X[1:] {
			if d.X[i+1] <= d.X[i] || d.Above[i+1] > d.Above[i]+1e-12 {
				t.Errorf("%s: %v at %v after %v at %v", d.Name, d.Above[i+1], d.X[i+1], d.Above[i], d.X[i])
			}
		}
	}
	idle := curves[0]
	for i, x := range idle.X {
		var longer, all float64
		for _, o := range v.Outcomes {
			for day, n := range o.Counts.IdleDays {
				all += float64(n)
				if float64(day) >= x {
					longer += float64(n)
				}
			}
		}
		if math.Abs(idle.Above[i]-longer/all) > 1e-12 {
			t.Errorf("idle for %v days: %v, want %v", x, idle.Above[i], longer/all)
		}
	}
}

// TestDays: series have a point for each day, from the sums over replications;
// rates are per year.
func TestDays(t *testing.T) {
	v := variant(t, "base", tiny(t, "20d"), 12)
	var r report.Results
	Fill(&r, []Variant{v}, nil, "")
	for _, s := range r.Variants[0].Series {
		if len(s.Points) != 8 {
			t.Errorf("%s has %d days", s.Name, len(s.Points))
		}
		if s.Name == report.StockSeries {
			continue // a number, tested with its section
		}
		f := figureNamed(t, s.Name)
		for _, p := range s.Points {
			var num, den float64
			for _, o := range v.Outcomes {
				x := f.Daily(o.Counts).Ratio(p.Day)
				num, den = num+x.Num, den+x.Den
			}
			want := num / den
			if s.Unit == "per account-year" {
				want *= 365
			}
			if math.Abs(p.Mean-want) > 1e-9*want && !(math.IsNaN(want) && math.IsNaN(p.Mean)) {
				t.Errorf("%s on day %d: %v, want %v", s.Name, p.Day, p.Mean, want)
			}
		}
	}
}

func figureNamed(t *testing.T, name string) model.Figure {
	t.Helper()
	for _, f := range model.Figures() {
		if f.Name == name {
			return f
		}
	}
	t.Fatalf("no figure %s", name)
	return model.Figure{}
}

// TestShocks: what the list of shocks says of one that is the same everywhere,
// one of random length, one that comes at random, and one that never comes.
func TestShocks(t *testing.T) {
	p := tiny(t, "20d")
	at := param.Date{Year: 2025, Month: 1, Day: 3, Hour: 10}
	p.Shocks = []model.Shock{
		{ID: "fixed", Outage: &emergency.Outage{System: "core", Dated: true, At: at}},
		{ID: "drawn", Outage: &emergency.Outage{System: "core", Dated: true, At: at, Region: "north"}},
		{ID: "random", Outage: &emergency.Outage{System: "core", Rate: 2 / 365.0}},
		{ID: "never", Outage: &emergency.Outage{System: "core", Dated: true, At: at}},
		{ID: "warm-up", Outage: &emergency.Outage{System: "core", Rate: 2 / 365.0}},
		{ID: "twice", Outage: &emergency.Outage{System: "core", Rate: 2 / 365.0}},
	}
	hour := sim.Time(sim.Hour)
	interval := func(shock int, from, until sim.Time) emergency.Interval {
		return emergency.Interval{Shock: shock, From: from * hour, Until: until * hour}
	}
	v := Variant{Name: "base", Plan: p, Outcomes: []*model.Outcome{
		{Outages: []emergency.Interval{interval(0, 58, 61), interval(1, 58, 60), interval(4, -5, 0), interval(5, 1, 2), interval(5, 6, 7)}},
		{Outages: []emergency.Interval{interval(0, 58, 61), interval(1, 58, 70), interval(2, 24, 36), interval(4, 8*24, 8*24+1), interval(5, 1, 2), interval(5, 6, 7)}},
	}}
	for i, want := range []report.Shock{
		{ID: "fixed", Start: 58 / 24.0, End: 61 / 24.0, Fixed: true, Fired: 2, Text: "core down, 3 h from 2025-01-03 10:00"},
		{ID: "drawn", Start: 58 / 24.0, End: 60 / 24.0, Fired: 2, Text: "core down in north from 2025-01-03 10:00, for a random time"},
		{ID: "random", Start: 1, End: 1.5, Fired: 1, Text: "core down, 2 a year"},
		{ID: "never", Text: "core down from 2025-01-03 10:00, for a random time"},
		{ID: "warm-up", Text: "core down, 2 a year"}, // before the start or after the end
		{ID: "twice", Start: 1 / 24.0, End: 2 / 24.0, Fired: 2, Text: "core down, 2 a year"},
	} {
		want.Kind = "outage"
		if got := shocks(v)[i]; got != want {
			t.Errorf("got  %+v\nwant %+v", got, want)
		}
	}
}

// TestPrecision: the least precise headline figure counts, figures without a
// value do not.
func TestPrecision(t *testing.T) {
	v := variant(t, "base", tiny(t, "20d"), 12)
	var worst float64
	var which string
	for _, f := range model.Figures() {
		e := estimate(f.Desc, row{figure: &f}.ratios(v.counts(model.All), v.Plan.Minor))
		if half := (e.High - e.Low) / 2 / math.Abs(e.Mean); f.Headline && half > worst {
			worst, which = half, f.Name
		}
	}
	for target, reached := range map[float64]bool{1e-9: false, .01: false, 1e9: worst <= 1} {
		p := Precision(v, target)
		if p.Metric != which || math.Abs(p.Achieved-worst) > 1e-12*worst || p.Reached != reached || p.Target != target {
			t.Errorf("%+v, want %s at %v, reached %v", p, which, worst, reached)
		}
	}
	for _, o := range v.Outcomes { // all alike: nothing to wait for
		o.Counts = v.Outcomes[0].Counts
	}
	if p := Precision(v, 1e-9); !p.Reached || p.Achieved != 0 {
		t.Errorf("without chance: %+v", p)
	}
}
