package fit_test

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"gonum.org/v1/gonum/mat"

	"weir/model/fit"
	"weir/sim/rng"
)

// turn is a coin that depends on customer and day alone.
func turn(customer string, date fit.Day) bool {
	n, _ := strconv.Atoi(strings.TrimPrefix(customer, "c"))
	return rng.New(9, 0, 0).Uniform(uint64(n), testPurpose, uint64(date)) < .5
}

func monthOf(n int) time.Month { return time.Month(n) }

// truth is a Pareto/NBD world in days: a transaction every 50 days on average,
// mean hazard 1/250 per day; slow enough that whole days hide next to nothing.
var truth = world{customers: 700, days: 1000, entryDays: 300, shape: .9, rate: .02, dropShape: .8, hazard: .004}

// Known parameters are recovered, and the covariance is honest: over replications
// the squared distance in its own metric is chi-square with 4 degrees of freedom.
// For 12 of them the sum lies in 23…85 but for 2 in 1,000 (and the seed is fixed).
func TestKnownParametersAreRecovered(t *testing.T) {
	want := []float64{truth.shape, truth.shape / truth.rate, truth.dropShape, truth.dropShape / truth.hazard}
	distance := 0.0
	const replications = 12
	for seed := range uint64(replications) {
		r, err := fit.Activity(read(t, truth.csv(seed)), fit.Options{Unit: fit.PerDay, Replications: 10})
		if err != nil || !r.Dropout() {
			t.Fatalf("seed %d: %v %v", seed, err, r.Refusals)
		}
		off := mat.NewVecDense(4, nil)
		covariance := mat.NewSymDense(4, nil)
		for i, p := range r.Parameters {
			off.SetVec(i, math.Log(p.Value/want[i]))
			if z := off.AtVec(i) / p.SELog; math.Abs(z) > 4 {
				t.Errorf("seed %d: %s = %.3f ± %.3f, truth %.3f", seed, p.Name, p.Value, p.SE, want[i])
			}
			for j := i; j < 4; j++ {
				covariance.SetSym(i, j, r.LogCovariance[i][j])
			}
		}
		var solved mat.VecDense
		if err := solved.SolveVec(covariance, off); err != nil {
			t.Fatal(err)
		}
		distance += mat.Dot(off, &solved)
	}
	t.Logf("squared distance %.1f, expected %d", distance, 4*replications)
	if distance < 23 || distance > 85 {
		t.Errorf("squared distance %.1f in the metric of the covariance; want 23…85", distance)
	}
}

// needed is the first number with the unit in a refusal's need.
var needed = regexp.MustCompile(`[0-9][0-9,]* (customers|days|weeks|such)`)

func TestRefusals(t *testing.T) {
	few, immortal, slow, faint, posted, alike := truth, truth, truth, truth, truth, truth
	few.customers = 50
	immortal.dropShape = 0
	slow.days, slow.entryDays, slow.rate, slow.customers = 60, 30, .006, 1500
	faint.customers, faint.hazard, faint.dropShape = 250, .001, 5
	posted.monthlyShare = 1
	alike.dropShape, alike.shape, alike.stages = 0, 5, 4
	cases := []struct {
		name, code string
		world      world
		number     bool
	}{
		{"few customers", "repeaters", few, true},
		{"no dropout", "dropout-likelihood", immortal, true},
		{"short window", "dropout-window", slow, true},
		{"little dropout, few customers", "dropout-flat", faint, true},
		{"monthly postings", "dropout-regular", posted, false},
		{"Erlang gaps", "dropout-regular", alike, false},
	}
	for _, c := range cases {
		r, err := fit.Activity(read(t, c.world.csv(5)), fit.Options{Unit: fit.PerDay, Replications: 10})
		if r == nil || len(r.Refusals) == 0 {
			t.Errorf("%s: not refused (%v)", c.name, err)
			continue
		}
		refusal := r.Refusals[0]
		t.Logf("%s: %v", c.name, refusal)
		if refusal.Code != c.code {
			t.Errorf("%s: refused for %s, want %s", c.name, refusal.Code, c.code)
		}
		if c.number && !needed.MatchString(refusal.Need) {
			t.Errorf("%s: no number needed in %q", c.name, refusal.Need)
		}
		var typed *fit.Refusal
		if all := refusal.What == "activity"; errors.As(err, &typed) != all || (r.Law == nil) != all {
			t.Errorf("%s: error %v with law %v", c.name, err, r.Law)
		}
		if r.Law != nil && (r.Model != "nbd" || r.Dropout()) {
			t.Errorf("%s: model %s though dropout is refused", c.name, r.Model)
		}
	}
}

// As many customers as a refusal asks for are enough: here with a third more,
// since the share that comes back is itself a guess from 50.
func TestNeededNumberIsEnough(t *testing.T) {
	few := truth
	few.customers = 50
	_, err := fit.Activity(read(t, few.csv(5)), fit.Options{Unit: fit.PerDay})
	asked := regexp.MustCompile(`about ([0-9]+) customers`).FindStringSubmatch(fmt.Sprint(err))
	if asked == nil {
		t.Fatalf("no number of customers: %v", err)
	}
	few.customers, _ = strconv.Atoi(asked[1])
	few.customers += few.customers / 3
	if r, err := fit.Activity(read(t, few.csv(6)), fit.Options{Unit: fit.PerDay, Replications: 10}); err != nil || r.Repeaters < 50 {
		t.Errorf("with %d customers: %v", few.customers, err)
	}
}

// Gaps of known regularity: Erlang-1 and Erlang-3, and Erlang-1 at rates where whole
// days matter.
func TestRegularityIsMeasured(t *testing.T) {
	for _, c := range []struct {
		stages int
		rate   float64
	}{{1, .02}, {3, .02}, {1, .15}} {
		w, stages := truth, c.stages
		w.dropShape, w.stages, w.customers, w.rate = 0, stages, 400, c.rate
		r, err := fit.Activity(read(t, w.csv(2)), fit.Options{Unit: fit.PerDay, Replications: 10})
		if err != nil {
			t.Fatal(err)
		}
		g := r.Regularity
		// Whole days make 3 look like 2.8 to 3 at these rates.
		if math.Abs(g.Shape-float64(stages)) > 4*g.ShapeSE || g.ShapeSE > .1*float64(stages) {
			t.Errorf("Erlang-%d at %v: shape %.3f ± %.3f", stages, c.rate, g.Shape, g.ShapeSE)
		}
		if math.Abs(g.Monthly) > 4*g.MonthlySE {
			t.Errorf("Erlang-%d: %.3f ± %.3f tied to the calendar", stages, g.Monthly, g.MonthlySE)
		}
	}
}

// The law that made the data fits them: idle numbers within 4 standard deviations,
// simulation and closed form within the error of the mean, the hold-out covered.
func TestGoodnessOfTheTrueLaw(t *testing.T) {
	r, err := fit.Activity(read(t, truth.csv(3)), fit.Options{Unit: fit.PerDay, Until: day(600)})
	if err != nil || !r.Dropout() {
		t.Fatal(err, r.Refusals)
	}
	for _, g := range r.Goodness {
		if g.Possible == 0 {
			continue
		}
		// 5 of 200 replications' error: 5/√200 standard deviations.
		if math.Abs(g.Mean-g.Theory) > 5*g.SD/math.Sqrt(200) {
			t.Errorf("idle ≥ %d: simulated %.1f, theory %.1f, sd %.1f", g.Days, g.Mean, g.Theory, g.SD)
		}
		if math.Abs(g.Z()) > 4 {
			t.Errorf("idle ≥ %d: observed %d, simulated %.1f, sd %.1f", g.Days, g.Observed, g.Mean, g.SD)
		}
	}
	if r.HoldOut == nil || r.HoldOut.Split {
		t.Fatal("no hold-out of the data after --until")
	}
	missed := 0
	for _, row := range r.HoldOut.Rows {
		if !row.Covered() {
			missed++
			t.Logf("not covered: %+v", row)
		}
	}
	if missed > 1 {
		t.Errorf("%d of %d hold-out rows not covered", missed, len(r.HoldOut.Rows))
	}
}

func TestAmountsAreRecovered(t *testing.T) {
	r, err := fit.Activity(read(t, truth.csv(4)), fit.Options{Unit: fit.PerDay, Replications: 10})
	if err != nil {
		t.Fatal(err)
	}
	a := r.Amounts[0]
	if math.Abs(a.Median-80) > 4*a.MedianSE || math.Abs(a.Sigma-.9) > 4*a.SigmaSE || a.MedianSE > 3 || a.SigmaSE > .03 {
		t.Errorf("median %.2f ± %.2f, sigma %.4f ± %.4f; truth 80 and .9", a.Median, a.MedianSE, a.Sigma, a.SigmaSE)
	}
	// These amounts are independent, so that the errors of clusters are the textbook's.
	n := float64(a.N)
	if r := a.MedianSE / (80 * .9 / math.Sqrt(n)); r < .8 || r > 1.25 {
		t.Errorf("standard error of the median is %.2f of the textbook's", r)
	}
	if r := a.SigmaSE / (.9 / math.Sqrt(2*n)); r < .8 || r > 1.25 {
		t.Errorf("standard error of sigma is %.2f of the textbook's", r)
	}
	if a.PValue < .001 || a.Distance > .03 {
		t.Errorf("lognormal amounts rejected: p %.4f, distance %.3f", a.PValue, a.Distance)
	}
}

// A log with twice the activity on Mondays and on pay days shows both, scaled to a
// mean of 1; without them it is flat.
func TestSeasonIsSeen(t *testing.T) {
	flat := world{customers: 300, days: 800, entryDays: 1, shape: 2, rate: .2}
	text := flat.csv(1)
	r, err := fit.Activity(read(t, text), fit.Options{Unit: fit.PerDay, Replications: 10})
	if err != nil {
		t.Fatal(err)
	}
	if s := r.Season; !s.Weekday.Flat() || !s.DayOfMonth.Flat() || !s.Month.Flat() || s.Profile.PayDays != nil {
		t.Errorf("a season where there is none: %.3g, %.3g, %.3g", s.Weekday.PValue, s.DayOfMonth.PValue, s.Month.PValue)
	}
	// Keep half of what is neither on a Monday nor on the 15th or 16th: half of the
	// customers on each day, by turns.
	var kept []string
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		fields := strings.Split(line, ",")
		date, _ := fit.ParseDay(fields[1])
		special := (date+3)%7 == 0 || strings.HasSuffix(fields[1], "-15") || strings.HasSuffix(fields[1], "-16")
		if i == 0 || special || turn(fields[0], date) || fields[1] == "2024-01-01" {
			kept = append(kept, line)
		}
	}
	r, err = fit.Activity(read(t, strings.Join(kept, "\n")+"\n"), fit.Options{Unit: fit.PerDay, Replications: 10})
	if err != nil {
		t.Fatal(err)
	}
	s := r.Season
	// Mondays twice the rest: 14/8 = 1.75 and .875.
	if s.Weekday.Flat() || math.Abs(s.Weekday.Multiplier[0]-1.75) > 4*s.Weekday.SE[0] || s.Weekday.Multiplier[3] > 1 {
		t.Errorf("Monday 2 to 1: multipliers %.3f", s.Weekday.Multiplier)
	}
	if !slices.Equal(s.Profile.PayDays, []int{15}) || s.Profile.PayFactor < 1.6 || s.Profile.PayFactor > 2.1 || s.Profile.MonthEnd != 0 {
		t.Errorf("pay day on the 15th: %+v", s.Profile)
	}
}
