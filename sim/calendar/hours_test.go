package calendar

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
	"weir/sim"
)

func TestParseHours(t *testing.T) {
	c := year2026(t, "cn") // Thursday 1st to Saturday 3rd off, Sunday 4th worked
	cases := []struct {
		text         string
		open, closed []string
	}{
		{"Mon-Fri 09:00-17:00", []string{"2026-01-01 09:00", "2026-01-05 16:59"}, []string{"2026-01-05 08:59", "2026-01-05 17:00", "2026-01-04 12:00"}},
		{"Mon-Sun 00:00-24:00", []string{"2026-01-01 00:00", "2026-01-04 23:59"}, nil},
		{"working days 09:00-17:00", []string{"2026-01-04 12:00", "2026-01-05 09:00"}, []string{"2026-01-01 12:00", "2026-01-10 12:00"}},
		{"non-working days 10:00-16:00", []string{"2026-01-01 12:00", "2026-01-10 12:00"}, []string{"2026-01-04 12:00"}},
		{"Mon-Fri 09:00-12:00 13:30-17:00; Sat 10:00-14:00", []string{"2026-01-05 11:59", "2026-01-05 13:30", "2026-01-03 10:00"}, []string{"2026-01-05 12:30", "2026-01-03 14:00"}},
		{"Sat-Mon 08:00-09:00, Wed 08:00-09:00", []string{"2026-01-03 08:00", "2026-01-04 08:00", "2026-01-05 08:00", "2026-01-07 08:00"}, []string{"2026-01-06 08:00"}},
		{"Mon 09:00-12:00; mon 11:00-13:00", []string{"2026-01-05 12:30"}, []string{"2026-01-05 13:00"}},
	}
	for _, tc := range cases {
		h, err := ParseHours(tc.text)
		if err != nil {
			t.Error(err)
			continue
		}
		check := func(texts []string, want bool) {
			for _, text := range texts {
				at, err := time.Parse("2006-01-02 15:04", text)
				if err != nil {
					t.Fatal(err)
				}
				if c.IsOpen(h, c.At(at)) != want {
					t.Errorf("%q at %s: open is not %v", tc.text, text, want)
				}
			}
		}
		check(tc.open, true)
		check(tc.closed, false)
	}
}

func TestParseHoursErrors(t *testing.T) {
	for text, want := range map[string]string{
		"":                              "nothing given",
		"Mon-Fri":                       "no time after",
		"Mon,Wed 09:00-12:00":           "no time after",
		"Funday 09:00-12:00":            "is not a day",
		"working 09:00-12:00":           "is not a day",
		"Mon 9:00-12:00":                `"9:00" is not a time of day`,
		"Mon 09:00-25:00":               "is not a time of day",
		"Mon 09:00-24:01":               "is not a time of day",
		"Mon 09:60-10:00":               "is not a time of day",
		"Mon 09:00":                     "is not a time",
		"Mon 22:00-06:00":               "in two parts",
		"Mon 09:00-17:00; ; Tue x":      "nothing between",
		"Mon-Fri 09:00-17:00 Sat 10:00": "is not a time",
	} {
		if _, err := ParseHours(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
}

func TestNextChangeTable(t *testing.T) {
	c := year2026(t, "cn")
	at := func(text string) sim.Time {
		wall, err := time.Parse("2006-01-02 15:04", text)
		if err != nil {
			t.Fatal(err)
		}
		return c.At(wall)
	}
	hours := func(text string) Hours {
		h, err := ParseHours(text)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	cases := []struct{ hours, from, to string }{
		{"working days 09:00-17:00", "2026-02-14 17:00", "2026-02-24 09:00"}, // over Spring Festival
		{"Mon-Fri 00:00-24:00", "2026-01-05 00:00", "2026-01-10 00:00"},      // midnights inside are no change
		{"Mon 22:00-24:00; Tue 00:00-06:00", "2026-01-05 22:00", "2026-01-06 06:00"},
		{"Mon 09:00-17:00", "2026-01-05 08:59", "2026-01-05 09:00"},
	}
	for _, tc := range cases {
		if got := c.NextChange(hours(tc.hours), at(tc.from)); got != at(tc.to) {
			t.Errorf("%s after %s: %v, want %s", tc.hours, tc.from, c.Date(got), tc.to)
		}
	}
	if c.NextChange(hours("Mon-Sun 00:00-24:00"), 0) != sim.Never || c.NextChange(Hours{}, 0) != sim.Never {
		t.Error("hours that never change do")
	}
}

// anyHours draws hours of up to four items.
func anyHours(t *rapid.T) Hours {
	days := rapid.SampledFrom([]string{"Mon", "Tue-Thu", "Sat-Sun", "working days", "non-working days", "Mon-Sun", "Fri-Mon"})
	times := rapid.SampledFrom([]string{"00:00-24:00", "09:00-17:00", "00:00-06:30", "18:00-24:00", "12:00-12:01", "08:15-12:45"})
	var items []string
	for range rapid.IntRange(1, 4).Draw(t, "items") {
		items = append(items, days.Draw(t, "days")+" "+times.Draw(t, "time"))
	}
	h, err := ParseHours(strings.Join(items, "; "))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func anyTime(name string) func(*rapid.T) sim.Time {
	return func(t *rapid.T) sim.Time {
		whole := rapid.Int64Range(-20*24*4, 400*24*4).Draw(t, name) * int64(15*sim.Minute)
		return sim.Time(whole + rapid.SampledFrom([]int64{0, 0, 1, -1, int64(sim.Minute)}).Draw(t, name+" off"))
	}
}

func TestOpenBetweenIsAdditive(t *testing.T) {
	c := year2026(t, "cn")
	rapid.Check(t, func(t *rapid.T) {
		h := anyHours(t)
		x, y, z := anyTime("x")(t), anyTime("y")(t), anyTime("z")(t)
		if c.OpenBetween(h, x, y)+c.OpenBetween(h, y, z) != c.OpenBetween(h, x, z) {
			t.Fatalf("%v: not additive over %d, %d, %d", h, x, y, z)
		}
	})
}

// Walking from change to change must meet an open and a shut stretch in turn,
// and the open stretches must add up to OpenBetween.
func TestNextChangeAgreesWithIsOpen(t *testing.T) {
	c := year2026(t, "cn")
	rapid.Check(t, func(t *rapid.T) {
		h := anyHours(t)
		start := anyTime("start")(t)
		at, total := start, sim.Duration(0)
		for range 30 {
			next := c.NextChange(h, at)
			if next == sim.Never {
				return
			}
			open := c.IsOpen(h, at)
			if next <= at || c.IsOpen(h, next) == open || c.IsOpen(h, next-1) != open {
				t.Fatalf("%v: from %v (open %v) to %v", h, c.Date(at), open, c.Date(next))
			}
			if open {
				total += next.Sub(at)
			}
			at = next
		}
		if got := c.OpenBetween(h, start, at); got != total {
			t.Fatalf("%v: open for %d, the stretches sum to %d", h, got, total)
		}
	})
}
