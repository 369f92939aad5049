package emergency

import (
	"math"
	"slices"
	"strings"
	"testing"

	"weir/model/internal/cases"
	"weir/sim"
	"weir/sim/param"
	"weir/sim/rng"
)

const institution = `
systems:
  portal: {needs: [app]}   # before what it needs
  app: {needs: [core, identity]}
  core: {}
  identity: {needs: [core]}
  card_network: {}
  web: {needs: [core, identity]}
  branches: {needs: [core], regional: true}
  disaster: {}
channels:
  app: {needs: [app]}
  web: {needs: [web]}
  card: {needs: [core, card_network]}
  branch: {needs: [branches]}
  phone: {}
`

var regions = []string{"north", "south"}

func TestResolve(t *testing.T) {
	var p Params
	if problems := bind(t, institution, &p); len(problems) > 0 {
		t.Fatal(problems)
	}
	upOrDown := func(up bool) string {
		if up {
			return "up"
		}
		return "down"
	}
	cases.Check(t, "testdata/resolve.txt", []string{"up", "down"}, func(c *cases.Case) string {
		var intervals []Interval
		for _, failed := range c.Words("down") {
			system, region, local := strings.Cut(failed, "@")
			iv := Interval{From: 0, Until: 1, System: p.SystemIndex(system), Region: -1}
			if local {
				iv.Region = slices.Index(regions, region)
			}
			if iv.System < 0 {
				t.Fatalf("%s: no system %s", c.Text, system)
			}
			intervals = append(intervals, iv)
		}
		working := NewWorking(len(p.Systems), len(regions))
		for _, up := range working {
			for i := range p.Systems {
				if up&(1<<i) == 0 {
					t.Fatal("not everything works at first")
				}
			}
		}
		p.Resolve(Broken(intervals, 0, len(regions)), working)
		up := working[slices.Index(regions, c.Word("in"))]
		if strings.Contains(c.Text, "channel=") {
			name := c.Word("channel")
			i := slices.IndexFunc(p.Channels, func(ch Channel) bool { return ch.ID == name })
			return upOrDown(p.ChannelWorks(i, up))
		}
		return upOrDown(up&(1<<p.SystemIndex(c.Word("what"))) != 0)
	})
}

func TestPhaseAt(t *testing.T) {
	cases.Check(t, "testdata/phase.txt", PhaseNames, func(c *cases.Case) string {
		var intervals []Interval
		for _, w := range c.Words("outages") {
			intervals = append(intervals, hours(t, w))
		}
		return PhaseNames[PhaseAt(intervals, c.Time("at"))]
	})
}

func hours(t *testing.T, text string) Interval {
	t.Helper()
	from, until, ok := strings.Cut(text, "-")
	number := func(s string) sim.Time {
		n := sim.Time(0)
		for _, digit := range s {
			n = 10*n + sim.Time(digit-'0')
		}
		return n * sim.Time(sim.Hour)
	}
	if !ok {
		t.Fatalf("%q is no interval", text)
	}
	return Interval{From: number(from), Until: number(until)}
}

// TestBroken: a system is down from the first instant of an outage to the one
// before its last, in its region or in all, whoever else is down.
func TestBroken(t *testing.T) {
	intervals := []Interval{
		{From: 10, Until: 20, System: 0, Region: -1},
		{From: 15, Until: 30, System: 2, Region: 1},
		{From: 18, Until: 25, System: 0, Region: 1},
	}
	for at, want := range map[sim.Time][]uint64{
		9: {0, 0}, 10: {1, 1}, 14: {1, 1}, 15: {1, 5}, 19: {1, 5}, 20: {0, 5}, 24: {0, 5}, 25: {0, 4}, 29: {0, 4}, 30: {0, 0},
	} {
		if got := Broken(intervals, at, 2); !slices.Equal(got, want) {
			t.Errorf("at %d: %b, want %b", at, got, want)
		}
	}
}

func TestCuts(t *testing.T) {
	intervals := []Interval{{From: 10, Until: 20}, {From: 5, Until: 10}, {From: 20, Until: 30}, {From: 5, Until: 12}}
	if got, want := Cuts(intervals), []sim.Time{5, 10, 12, 20, 30}; !slices.Equal(got, want) {
		t.Errorf("cuts %v, want %v", got, want)
	}
	if got := Cuts(nil); len(got) != 0 {
		t.Errorf("cuts of nothing: %v", got)
	}
}

// outage binds a shock.
func outage(t *testing.T, text string) *Outage {
	t.Helper()
	o := new(Outage)
	if problems := bind(t, text, o); len(problems) > 0 {
		t.Fatalf("%s: %v", text, problems)
	}
	return o
}

// TestDated: an outage with a date strikes then and once, for as long as is
// drawn; what lasts no time, or lies outside, is none.
func TestDated(t *testing.T) {
	o := outage(t, "{system: core, at: 2025-01-03T10:00, lasts: 2h}")
	root := rng.New(1, 0, 0)
	hour := sim.Time(sim.Hour)
	for _, c := range []struct {
		at, from, until sim.Time
		want            []Interval
	}{
		{5 * hour, 0, 100 * hour, []Interval{{From: 5 * hour, Until: 7 * hour}}},
		{-hour, 0, 100 * hour, []Interval{{From: -hour, Until: hour}}}, // still lasts at the start
		{-2 * hour, 0, 100 * hour, nil},
		{99 * hour, 0, 100 * hour, []Interval{{From: 99 * hour, Until: 101 * hour}}},
		{100 * hour, 0, 100 * hour, nil},
	} {
		if got := o.Draw(root, 1, c.at, c.from, c.until); !slices.Equal(got, c.want) {
			t.Errorf("at %d in [%d, %d): %v, want %v", c.at, c.from, c.until, got, c.want)
		}
	}
	none := outage(t, "{system: core, at: 2025-01-03T10:00, lasts: 0s}")
	if got := none.Draw(root, 1, 5*hour, 0, 100*hour); got != nil {
		t.Errorf("an outage of no length: %v", got)
	}
}

// TestRandom: outages at a rate are a Poisson process with lengths of their own.
// They lie in the run, in order; a longer run begins with those of a shorter
// one, and another shock or replication has others.
func TestRandom(t *testing.T) {
	o := outage(t, "{system: core, rate: 36.5/yr, lasts: {exponential: {mean: 2h}}}")
	year := sim.Time(sim.Year)
	var counts, gaps, lengths []float64
	for r := range uint32(300) {
		got := o.Draw(rng.New(7, r, 0), 11, 0, 0, year)
		last := sim.Time(0)
		for _, iv := range got {
			if iv.From < last || iv.From >= year {
				t.Fatalf("replication %d: %d is out of order or outside", r, iv.From)
			}
			gaps = append(gaps, iv.From.Sub(last).Days())
			lengths = append(lengths, iv.Until.Sub(iv.From).Hours())
			last = iv.From
		}
		counts = append(counts, float64(len(got)))
		longer := o.Draw(rng.New(7, r, 0), 11, 0, 0, 2*year)
		if len(longer) < len(got) || !slices.Equal(longer[:len(got)], got) {
			t.Fatalf("replication %d: a longer run begins differently", r)
		}
		if slices.Equal(o.Draw(rng.New(7, r, 0), 12, 0, 0, year), got) {
			t.Fatalf("replication %d: two shocks strike alike", r)
		}
	}
	// Means and variances of Poisson and exponential laws; four standard errors.
	moments(t, "outages a year", counts, 36.5, 36.5)
	moments(t, "hours of an outage", lengths, 2, 4)
	if n := float64(len(gaps)); math.Abs(mean(gaps)-10) > .6 {
		t.Errorf("mean of %v gaps %v days, want about 10", n, mean(gaps))
	}
}

// moments holds a sample against the mean and variance of its law.
func moments(t *testing.T, what string, x []float64, wantMean, wantVariance float64) {
	t.Helper()
	n, m := float64(len(x)), mean(x)
	var squares, fourth float64
	for _, v := range x {
		d := (v - wantMean) * (v - wantMean)
		squares, fourth = squares+d, fourth+d*d
	}
	variance := squares / n
	if z := (m - wantMean) / math.Sqrt(wantVariance/n); math.Abs(z) > 4 {
		t.Errorf("%s: mean %v is %.1f standard errors from %v", what, m, z, wantMean)
	}
	if z := (variance - wantVariance) / math.Sqrt((fourth/n-variance*variance)/n); math.Abs(z) > 4 {
		t.Errorf("%s: variance %v is %.1f standard errors from %v", what, variance, z, wantVariance)
	}
}

func mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

// TestDeclared: what an institution or a shock may not say.
func TestDeclared(t *testing.T) {
	for _, c := range []struct {
		text string
		into param.Declarer
		want string
	}{
		{institution, new(Params), ""},
		{"{systems: {a: {needs: [b]}}}", new(Params), "W133"},
		{"{channels: {a: {needs: [b]}}}", new(Params), "W133"},
		{"{systems: {a: {needs: [a]}}}", new(Params), "W135"},
		{"{systems: {a: {needs: [b]}, b: {needs: [c]}, c: {needs: [b]}}}", new(Params), "W135 W135"},  // b and c; a only leads there
		{"{systems: {a: {needs: [b, c]}, b: {needs: [d]}, c: {needs: [d]}, d: {}}}", new(Params), ""}, // a diamond is no circle
		{"{system: core, at: 2025-01-03T10:00}", new(Outage), ""},
		{"{system: core, rate: 8/yr}", new(Outage), ""},
		{"{system: core}", new(Outage), "W136"},
		{"{system: core, rate: 8/yr, at: 2025-01-03T10:00}", new(Outage), "W136"},
	} {
		var found []string
		for _, p := range bind(t, c.text, c.into) {
			found = append(found, p.Code)
		}
		if got := strings.Join(found, " "); got != c.want {
			t.Errorf("%s: got %q, want %q", c.text, got, c.want)
		}
	}
}

func bind(t *testing.T, text string, into param.Declarer) []param.Problem {
	t.Helper()
	v, problems := param.Parse("file.yaml", []byte(text))
	s := param.New(param.Units{Currency: "CNY", Minor: 100})
	into.Declare(s)
	return append(problems, s.Bind(v)...)
}
