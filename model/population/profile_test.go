package population

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"weir/sim"
)

// profileOf draws a profile. Its weights differ a hundredfold at most: rounding
// to a microsecond grows with them.
func profileOf(t *rapid.T) *Profile {
	weight := rapid.Float64Range(.1, 10)
	p := &Profile{PayDay: 1, MonthEnd: 1, Holiday: 1}
	if rapid.Bool().Draw(t, "by hour") {
		p.Hours = rapid.SliceOfN(weight, 24, 24).Draw(t, "hours")
	}
	if rapid.Bool().Draw(t, "by weekday") {
		p.Weekdays = rapid.SliceOfN(weight, 7, 7).Draw(t, "weekdays")
	}
	if rapid.Bool().Draw(t, "by date") {
		p.PayDays = []float64{float64(rapid.IntRange(1, 31).Draw(t, "pay day"))}
		p.PayDay = rapid.Float64Range(.5, 2).Draw(t, "pay day's factor")
		p.MonthEnd = rapid.Float64Range(.5, 2).Draw(t, "month end's factor")
	}
	return p
}

// TestClockAndBack: Calendar is the inverse of Even, before the first day, in
// the days it covers and after them; both rise.
func TestClockAndBack(t *testing.T) {
	cal := from(2024, time.November, 20)
	const first, last = -20, 120
	rapid.Check(t, func(t *rapid.T) {
		c := NewClock(profileOf(t), cal, first, last)
		at := sim.Time(rapid.Int64Range(int64(first-5)*int64(sim.Day), int64(last+5)*int64(sim.Day)).Draw(t, "at"))
		if back := c.Calendar(c.Even(at)); back < at-1 || back > at+1 {
			t.Fatalf("%d becomes %v and then %d", at, c.Even(at), back)
		}
		later := at + sim.Time(rapid.Int64Range(1, int64(10*sim.Day)).Draw(t, "later"))
		if !(c.Even(at) < c.Even(later)) {
			t.Fatalf("even times of %d and %d: %v and %v", at, later, c.Even(at), c.Even(later))
		}
		even := rapid.Float64Range(float64(-5*sim.Day), float64(150*sim.Day)).Draw(t, "even")
		if back := c.Even(c.Calendar(even)); math.Abs(back-even) > 300 { // a microsecond where the clock runs fastest: weights of 10 in .1 all else
			t.Fatalf("even %v becomes %d and then %v", even, c.Calendar(even), back)
		}
	})
}

// TestYearsAreWhole: over each calendar year the even clock advances by as many
// days as the year has, leap years too (P3: the profile changes no rates).
func TestYearsAreWhole(t *testing.T) {
	cal := from(2023, time.January, 1)
	cal.holidays = map[string]bool{"2023-05-01": true, "2024-10-01": true, "2024-10-02": true}
	rapid.Check(t, func(t *rapid.T) {
		p := profileOf(t)
		p.Holiday = rapid.Float64Range(.1, 3).Draw(t, "holiday")
		c := NewClock(p, cal, 0, 365+366+365)
		from := 0
		for _, n := range []int{365, 366, 365} {
			got := (c.Even(midnight(from+n)) - c.Even(midnight(from))) / day
			if math.Abs(got-float64(n)) > 1e-6 {
				t.Fatalf("the year from day %d has %v even days, want %d", from, got, n)
			}
			from += n
		}
	})
}

func midnight(d int) sim.Time { return sim.Time(d) * sim.Time(sim.Day) }

// TestWeightsOfDays: every factor acts on its own days, relative to a plain day.
func TestWeightsOfDays(t *testing.T) {
	cal := from(2025, time.January, 1)
	cal.holidays = map[string]bool{"2025-05-01": true, "2025-05-04": true} // a Thursday and a Sunday
	even := &Profile{PayDay: 1, MonthEnd: 1, Holiday: 1}
	payDays := func(days ...float64) *Profile { return &Profile{PayDays: days, PayDay: 2, MonthEnd: 1, Holiday: 1} }
	monthEnd := &Profile{PayDay: 1, MonthEnd: 3, Holiday: 1}
	for _, c := range []struct {
		what    string
		profile *Profile
		date    string
		want    float64
	}{
		{"before the pay day", payDays(10), "2025-03-09", 1},
		{"the pay day", payDays(10), "2025-03-10", 2},
		{"the day after", payDays(10), "2025-03-11", 2},
		{"two days after", payDays(10), "2025-03-12", 1},
		{"between two pay days", payDays(10, 12), "2025-03-11", 2},
		{"not twice between two pay days", payDays(10, 11), "2025-03-11", 2},
		{"the last day, of 31", payDays(31), "2025-03-31", 2},
		{"the day after it", payDays(31), "2025-04-01", 2},
		{"the 30th of 31", payDays(31), "2025-03-30", 1},
		{"the last day, of 30", payDays(31), "2025-04-30", 2},
		{"the last day of February", payDays(30), "2025-02-28", 2},
		{"the day before it", payDays(30), "2025-02-27", 1},
		{"the first of March", payDays(30), "2025-03-01", 2},
		{"the 30th of a longer month", payDays(30), "2025-03-30", 2},
		{"the fourth day before a month's end", monthEnd, "2025-03-28", 1},
		{"the third", monthEnd, "2025-03-29", 3},
		{"the last", monthEnd, "2025-03-31", 3},
		{"the first of the next", monthEnd, "2025-04-01", 1},
		{"the third in February", monthEnd, "2025-02-26", 3},
		{"the fourth in February", monthEnd, "2025-02-25", 1},
		{"a holiday in the week", &Profile{PayDay: 1, MonthEnd: 1, Holiday: .5}, "2025-05-01", .5},
		{"a holiday on a Sunday", &Profile{PayDay: 1, MonthEnd: 1, Holiday: .5}, "2025-05-04", 1},
		{"a working day", &Profile{PayDay: 1, MonthEnd: 1, Holiday: .5}, "2025-05-02", 1},
		{"a Monday", &Profile{Weekdays: []float64{1, 2, 3, 4, 5, 6, 7}, PayDay: 1, MonthEnd: 1, Holiday: 1}, "2025-05-05", 1},
		{"a Sunday", &Profile{Weekdays: []float64{1, 2, 3, 4, 5, 6, 7}, PayDay: 1, MonthEnd: 1, Holiday: 1}, "2025-05-04", 7},
		{"all at once", &Profile{Weekdays: []float64{1, 1, 1, 5, 1, 1, 1}, PayDays: []float64{1}, PayDay: 2, MonthEnd: 3, Holiday: .5}, "2025-05-01", 5},
		{"nothing", even, "2025-05-01", 1},
	} {
		date, err := time.Parse(time.DateOnly, c.date)
		if err != nil {
			t.Fatal(err)
		}
		d := int(date.Sub(cal.zero).Hours() / 24)
		// 15 January 2025 is a Wednesday far from everything; its weekday weighs 3 or 1.
		plain := 1.0
		if w := c.profile.Weekdays; w != nil {
			plain = w[2]
		}
		clock := NewClock(c.profile, cal, 0, 365)
		length := func(d int) float64 { return clock.Even(midnight(d+1)) - clock.Even(midnight(d)) }
		if got := length(d) / length(14) * plain; math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%s, %s: weighs %v, want %v", c.what, c.date, got, c.want)
		}
	}
}

// TestHoursOfDay: the even clock runs by the weights of the hours.
func TestHoursOfDay(t *testing.T) {
	p := &Profile{PayDay: 1, MonthEnd: 1, Holiday: 1}
	for h := range 24 {
		p.Hours = append(p.Hours, float64(h)) // nothing between midnight and one
	}
	c := NewClock(p, from(2025, time.January, 1), 0, 10)
	hour := sim.Time(sim.Hour)
	for h := range sim.Time(24) {
		got := (c.Even(midnight(3)+(h+1)*hour) - c.Even(midnight(3)+h*hour)) / day
		if want := float64(h) / 276; math.Abs(got-want) > 1e-9 {
			t.Errorf("hour %d has %v of the day, want %v", h, got, want)
		}
	}
	// The even instant of midnight lies at one o'clock: nothing happens before.
	if got := c.Calendar(c.Even(midnight(3) + 1)); got < midnight(3)+hour-1 {
		t.Errorf("an intent at %v hours, where there are none", float64(got-midnight(3))/float64(hour))
	}
}

// TestFlat: a profile that changes nothing is no clock at all, exactly.
func TestFlat(t *testing.T) {
	for name, p := range map[string]*Profile{
		"nothing said":          {PayDay: 1, MonthEnd: 1, Holiday: 1},
		"pay days that are one": {PayDays: []float64{10}, PayDay: 1, MonthEnd: 1, Holiday: 1},
		"pay days that are not": {PayDay: 5, MonthEnd: 1, Holiday: 1},
	} {
		c := NewClock(p, from(2025, time.January, 1), -30, 400)
		for _, at := range []sim.Time{-100 * sim.Time(sim.Day), -1, 0, 1, 123456789012345} {
			if got := c.Calendar(c.Even(at)); got != at || !p.Flat() {
				t.Errorf("%s: %d becomes %d", name, at, got)
			}
			if got := c.Even(at) - c.Even(0); got != float64(at) {
				t.Errorf("%s: %d is %v", name, at, got)
			}
		}
	}
}

// TestDaysOfNone: days without any weight are passed over.
func TestDaysOfNone(t *testing.T) {
	p := &Profile{Weekdays: []float64{1, 1, 1, 1, 1, 0, 0}, PayDay: 1, MonthEnd: 1, Holiday: 1}
	cal := from(2025, time.January, 1)
	c := NewClock(p, cal, 0, 70)
	for k := range 2000 {
		at := c.Calendar(float64(k) / 2000 * c.Even(midnight(70)))
		if cal.Weekday(at.Day()) > 4 {
			t.Fatalf("an intent on %v", cal.date(at.Day()))
		}
	}
}
