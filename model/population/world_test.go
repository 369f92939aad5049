package population

import (
	"math"
	"strings"
	"testing"
	"time"

	"gonum.org/v1/gonum/stat/distuv"

	"weir/sim"
	"weir/sim/param/paramtest"
	"weir/sim/rng"
)

// almanac is a calendar for tests that knows package time only: day 0 is the
// date, and the days of its set are not worked.
type almanac struct {
	zero     time.Time
	holidays map[string]bool // 2025-10-01
}

func from(year int, month time.Month, day int) almanac {
	return almanac{zero: time.Date(year, month, day, 0, 0, 0, 0, time.UTC)}
}

func (a almanac) date(day int) time.Time { return a.zero.AddDate(0, 0, day) }

func (a almanac) Civil(day int) (year, month, dayOfMonth int) {
	y, m, d := a.date(day).Date()
	return y, int(m), d
}

func (a almanac) Weekday(day int) int { return (int(a.date(day).Weekday()) + 6) % 7 }

func (a almanac) Working(day int) bool {
	return a.Weekday(day) < 5 && !a.holidays[a.date(day).Format(time.DateOnly)]
}

// bind reads a population.
// people returns a source of customers who all follow one law of activity.
func people(t testing.TB, activity, segment string, replication uint32) *Source {
	t.Helper()
	p := new(Params)
	text := "{activities: {only: {" + activity + "}}, segments: {all: {share: 100%, tiers: {basic: 100%}, channels: {app: 75%, web: 25%}, " +
		"regions: {north: 100%}, activities: {only: 100%}" + segment + "}}}"
	if problems := paramtest.Bind(text, p); len(problems) > 0 {
		t.Fatalf("%s: %v", text, problems)
	}
	return source(p, replication)
}

func source(p *Params, replication uint32) *Source {
	index := func(list ...string) func(string) int {
		return func(name string) int { return strings.Index(strings.Join(list, " "), name) }
	}
	names := Names{Tier: index("basic"), Channel: func(name string) int { return map[string]int{"app": 0, "web": 1}[name] },
		Region: index("north"), Age: func(string) int { return 0 }}
	return NewSource(p, names, from(2025, time.January, 1), -30, 800, rng.New(1, replication, 0), rng.New(1, replication, 0))
}

// fits holds counts against expected ones by chi-square, at a chance of 10⁻⁵ of
// finding fault with the right law. Cells of less than five are put together
// with the next.
func fits(t *testing.T, what string, counts, expected []float64) {
	t.Helper()
	var statistic, n, e float64
	freedom := -1.0
	for i := range counts {
		n, e = n+counts[i], e+expected[i]
		if e >= 5 {
			statistic += (n - e) * (n - e) / e
			freedom++
			n, e = 0, 0
		}
	}
	if freedom < 1 {
		t.Fatalf("%s: too few observations", what)
	}
	p := distuv.ChiSquared{K: freedom}.Survival(statistic)
	t.Logf("%s: chi-square %.1f of %.0f degrees of freedom, p = %.3g", what, statistic, freedom, p)
	if p < 1e-5 {
		t.Errorf("%s: %v, want about %.5v", what, counts, expected)
	}
}

// near holds a mean against theory by four standard errors.
func near(t *testing.T, what string, values []float64, want float64) {
	t.Helper()
	n := float64(len(values))
	var sum, squares float64
	for _, x := range values {
		sum += x
	}
	for _, x := range values {
		squares += (x - sum/n) * (x - sum/n)
	}
	se := math.Sqrt(squares/(n-1)) / math.Sqrt(n)
	t.Logf("%s: want %.5g, got %.5g ± %.2g", what, want, sum/n, se)
	if math.Abs(sum/n-want) > 4*se {
		t.Errorf("%s: %.5g is more than four standard errors of %.2g from %.5g", what, sum/n, se, want)
	}
}

func days(t sim.Time) float64 { return float64(t) / float64(sim.Day) }
