package calendar

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
	"weir/sim"
)

// mustNew builds a calendar or ends the test.
func mustNew(t testing.TB, cfg Config) *Calendar {
	t.Helper()
	c, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// civil parses a date of a table.
func civil(t testing.TB, text string) Civil {
	t.Helper()
	d, err := ParseCivil(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func year2026(t testing.TB, country string) *Calendar {
	return mustNew(t, Config{Start: Civil{2026, time.January, 1}, Days: 365, Country: country})
}

// The State Council's notice for 2026: nine days off around Spring Festival and
// six weekend days worked.
func TestChina2026(t *testing.T) {
	c := year2026(t, "cn")
	for _, text := range []string{"2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"} {
		if day := c.Day(civil(t, text)); !c.Working(day) || !c.weekend(day) {
			t.Errorf("%s: want a weekend day that is worked", text)
		}
	}
	for _, text := range []string{"2026-01-02", "2026-02-16", "2026-02-23", "2026-04-06", "2026-05-05", "2026-06-19", "2026-09-25", "2026-10-07"} {
		day := c.Day(civil(t, text))
		if _, named := c.Holiday(day); c.Working(day) || c.weekend(day) || !named {
			t.Errorf("%s: want a weekday that is off, with a name", text)
		}
	}
	if name, _ := c.Holiday(c.Day(civil(t, "2026-02-17"))); name != "Spring Festival" {
		t.Errorf("2026-02-17 is called %q", name)
	}
	worked := 0
	for day := range 365 {
		if c.Working(day) {
			worked++
		}
	}
	// 261 weekdays − 19 of them off + 6 weekend days worked.
	if worked != 248 {
		t.Errorf("%d working days in 2026, want 248", worked)
	}
}

func TestYearsOutsideTheData(t *testing.T) {
	cases := []struct {
		cfg  Config
		fail bool
	}{
		{Config{Start: Civil{2026, 1, 1}, Days: 365, Country: "cn"}, false},
		{Config{Start: Civil{2026, 1, 1}, Days: 366, Country: "cn"}, true},
		{Config{Start: Civil{2003, 12, 31}, Days: 10, Country: "cn"}, true},
		{Config{Start: Civil{2030, 1, 1}, Days: 10, Country: "cn", NoHolidays: true}, false},
		{Config{Start: Civil{2030, 1, 1}, Days: 10, Country: "us"}, false},
	}
	for _, tc := range cases {
		_, err := New(tc.cfg)
		if (err != nil) != tc.fail {
			t.Errorf("%+v: %v", tc.cfg, err)
		}
		if err != nil && !strings.Contains(err.Error(), "cover 2004 to 2026") {
			t.Errorf("does not name the years covered: %v", err)
		}
	}
}

func TestUnitedStates(t *testing.T) {
	c := year2026(t, "us")
	cases := []struct {
		date    string
		holiday string
		working bool
	}{
		{"2026-01-01", "New Year's Day", false},
		{"2026-01-19", "Martin Luther King Jr. Day", false},
		{"2026-07-03", "Independence Day", false}, // observed: the 4th is a Saturday
		{"2026-07-04", "Independence Day", false},
		{"2026-11-26", "Thanksgiving Day", false},
		{"2026-11-27", "", true},
		{"2027-12-31", "New Year's Day", false}, // observed for Saturday, 2028-01-01
	}
	for _, tc := range cases {
		day := c.Day(civil(t, tc.date))
		if name, _ := c.Holiday(day); name != tc.holiday || c.Working(day) != tc.working {
			t.Errorf("%s: %q, working %v; want %q, %v", tc.date, name, c.Working(day), tc.holiday, tc.working)
		}
	}
}

// Every listed country has New Year's Day off in 2026 (a Thursday).
func TestCountries(t *testing.T) {
	names := Countries()
	if !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Errorf("not sorted or not unique: %v", names)
	}
	for _, name := range names {
		if c := year2026(t, name); c.Working(0) {
			t.Errorf("%s: New Year's Day is a working day", name)
		}
	}
	_, err := New(Config{Start: Civil{2026, 1, 1}, Country: "atlantis"})
	if err == nil || !strings.Contains(err.Error(), "cn,") || !strings.Contains(err.Error(), "us,") {
		t.Errorf("unknown country: %v", err)
	}
}

func TestBadConfig(t *testing.T) {
	start := Civil{2026, 1, 1}
	for want, cfg := range map[string]Config{
		"is not a date":                     {Start: Civil{2026, 2, 30}},
		"unknown time zone":                 {Start: start, Zone: "Mars/Olympus"},
		"horizon":                           {Start: start, Days: -1},
		"both a holiday and a working day":  {Start: start, Exceptions: []Exception{{Date: start}, {Date: start, Working: true}}},
		"too far from the scenario's start": {Start: start, Exceptions: []Exception{{Date: Civil{2090, 1, 1}}}},
		"2026-13-01 is not a date":          {Start: start, Exceptions: []Exception{{Date: Civil{2026, 13, 1}}}},
	} {
		if _, err := New(cfg); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: got %v, want %q", cfg, err, want)
		}
	}
}

func TestExceptions(t *testing.T) {
	c := mustNew(t, Config{Start: Civil{2026, 1, 1}, Days: 30, Country: "us", Exceptions: []Exception{
		{Date: Civil{2026, 1, 1}, Working: true},
		{Date: Civil{2026, 1, 6}, Name: "Founders' Day"},
	}})
	if !c.Working(0) {
		t.Error("an exception does not override the country")
	}
	if _, ok := c.Holiday(0); ok {
		t.Error("a day that is worked is still a holiday")
	}
	if name, _ := c.Holiday(5); c.Working(5) || name != "Founders' Day" {
		t.Error("the scenario's own holiday is not kept")
	}
}

func TestWallClock(t *testing.T) {
	c := mustNew(t, Config{Start: Civil{2026, 3, 28}, Days: 5, Zone: "Europe/Berlin"})
	at := c.At(time.Date(2026, 3, 29, 2, 30, 0, 0, time.UTC))
	if want := sim.Time(26*sim.Hour + 30*sim.Minute); at != want {
		t.Errorf("02:30 in the gap of daylight saving: %v, want %v", at, want)
	}
	// 10:00 in Berlin's summer is 08:00 UTC; in New York it was another time.
	instant := time.Date(2026, 3, 30, 8, 0, 0, 0, time.UTC)
	if got, want := c.FromInstant(instant), Midnight(2).Add(10*sim.Hour); got != want {
		t.Errorf("FromInstant = %v, want %v", got, want)
	}
	if c.Weekday(0) != time.Saturday || c.Weekday(-1) != time.Friday {
		t.Error("weekdays")
	}
	rapid.Check(t, func(t *rapid.T) {
		at := sim.Time(rapid.Int64Range(-40*int64(sim.Year), 40*int64(sim.Year)).Draw(t, "at"))
		wall := c.Date(at)
		if c.At(wall) != at {
			t.Fatalf("At(Date(%d)) = %d", at, c.At(wall))
		}
		if wall.Weekday() != c.Weekday(at.Day()) || CivilOf(wall) != c.Civil(at.Day()) {
			t.Fatalf("%v: weekday %v, date %v", wall, c.Weekday(at.Day()), c.Civil(at.Day()))
		}
	})
}

// Thursday, 2026-01-01 is day 0 and, in China, off until Saturday; Sunday the
// 4th is worked.
func TestAddWorkingDays(t *testing.T) {
	c := year2026(t, "cn")
	cases := []struct {
		from string
		n    int
		to   string
	}{
		{"2026-01-05", 2, "2026-01-07"},
		{"2026-01-01", 0, "2026-01-01"},
		{"2026-01-01", 1, "2026-01-04"},
		{"2026-01-09", 1, "2026-01-12"},
		{"2026-01-05", -1, "2026-01-04"},
		{"2026-02-13", 2, "2026-02-24"}, // over Spring Festival: the 14th, then the 24th
		{"2026-09-30", 7, "2026-10-15"},
	}
	for _, tc := range cases {
		at := Midnight(c.Day(civil(t, tc.from))).Add(9 * sim.Hour)
		want := Midnight(c.Day(civil(t, tc.to))).Add(9 * sim.Hour)
		if got := c.AddWorkingDays(at, tc.n); got != want {
			t.Errorf("%s + %d = %v, want %s", tc.from, tc.n, c.Date(got), tc.to)
		}
	}
	if got, want := c.EndOfWorkingDay(Midnight(4).Add(sim.Hour), 2), Midnight(7); got != want {
		t.Errorf("end of the second working day: %v, want %v", c.Date(got), c.Date(want))
	}
}

func TestAddWorkingDaysHasAnInverse(t *testing.T) {
	c := year2026(t, "cn")
	rapid.Check(t, func(t *rapid.T) {
		at := sim.Time(rapid.Int64Range(-int64(sim.Year), 3*int64(sim.Year)).Draw(t, "at"))
		n := rapid.IntRange(0, 90).Draw(t, "n")
		later := c.AddWorkingDays(at, n)
		if got := c.WorkingDaysBetween(at, later); got != n {
			t.Fatalf("%d working days between %v and %v, want %d", got, c.Date(at), c.Date(later), n)
		}
		if c.WorkingDaysBetween(later, at) != -n {
			t.Fatal("WorkingDaysBetween is not antisymmetric")
		}
		if c.Working(at.Day()) && c.AddWorkingDays(later, -n) != at {
			t.Fatalf("%v + %d − %d = %v", c.Date(at), n, n, c.Date(c.AddWorkingDays(later, -n)))
		}
	})
}
