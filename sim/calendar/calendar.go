// Package calendar answers every question about dates, working days, holidays
// and opening hours for one run.
//
// A day here always has 24 hours: clocks are not put forward or back, so the
// wall clock is the scenario's start plus elapsed time. Real instants are read
// through the time zone once, by FromInstant.
package calendar

import (
	"errors"
	"fmt"
	"time"
	_ "time/tzdata" // the machine may have no time zones of its own

	"weir/sim"
)

// Config says where and when a run takes place.
type Config struct {
	Start   Civil  // the scenario's first day; its midnight is sim.Time 0
	Days    int    // horizon in days; the country's data must cover it
	Zone    string // an IANA name, Asia/Shanghai; empty for UTC
	Country string // a key of Countries; empty: Monday to Friday are worked, no holidays

	// NoHolidays ignores the country's holidays: Monday to Friday are worked.
	NoHolidays bool
	// Exceptions are the scenario's own days; they override the country's.
	Exceptions []Exception
}

// Exception is a date on which the institution works or does not, whatever the
// weekday and the country say.
type Exception struct {
	Date    Civil
	Working bool
	Name    string // of the holiday; may be empty
}

// Calendar is immutable: any number of goroutines may ask it.
type Calendar struct {
	start    int64 // days from 1970-01-01 to the scenario's first day
	zone     *time.Location
	from     int            // scenario day of working[0]
	working  []bool         // is the day worked?
	holidays map[int]string // scenario day → name
}

// Years before the start and after the horizon for which holidays are known,
// as far as a country's data reach. On days beyond, weekdays decide.
const (
	yearsBefore = 30
	yearsAfter  = 2
)

// New builds the calendar of a run. It fails on an unknown zone or country, on
// a horizon that the country's data do not cover, and on contradicting
// exceptions.
func New(cfg Config) (*Calendar, error) {
	if !cfg.Start.valid() {
		return nil, fmt.Errorf("calendar: %v is not a date", cfg.Start)
	}
	if cfg.Days < 0 {
		return nil, fmt.Errorf("calendar: a horizon of %d days; want 0 or more", cfg.Days)
	}
	zone, err := time.LoadLocation(cfg.Zone)
	if err != nil {
		return nil, fmt.Errorf("calendar: unknown time zone %q; want a name like Asia/Shanghai", cfg.Zone)
	}
	c := &Calendar{start: cfg.Start.number(), zone: zone, holidays: make(map[int]string)}
	country, err := lookup(cfg.Country)
	if err != nil {
		return nil, err
	}
	first, last := cfg.Start.Year, c.Civil(max(cfg.Days-1, 0)).Year
	c.workWeekdays(first-yearsBefore, last+yearsAfter)
	if !cfg.NoHolidays {
		if err := country.covers(first, last); err != nil {
			return nil, err
		}
		for year := first - yearsBefore; year <= last+yearsAfter; year++ {
			c.mark(country.days(year))
		}
	}
	if err := c.except(cfg.Exceptions); err != nil {
		return nil, err
	}
	return c, nil
}

// workWeekdays fills the table of the years with Monday to Friday.
func (c *Calendar) workWeekdays(first, last int) {
	c.from = c.Day(Civil{first, time.January, 1})
	c.working = make([]bool, c.Day(Civil{last + 1, time.January, 1})-c.from)
	for i := range c.working {
		c.working[i] = !c.weekend(c.from + i)
	}
}

// mark enters the special days of a country.
func (c *Calendar) mark(days []special) {
	for _, s := range days {
		day := int(s.number - c.start)
		if s.kind != nameOnly {
			c.setWorking(day, s.kind == worked)
		}
		if s.kind != worked {
			c.holidays[day] = s.name
		}
	}
}

func (c *Calendar) setWorking(day int, working bool) bool {
	i := day - c.from
	if i < 0 || i >= len(c.working) {
		return false
	}
	c.working[i] = working
	return true
}

// except enters the scenario's own days.
func (c *Calendar) except(exceptions []Exception) error {
	seen := make(map[int]bool)
	var problems []error
	for _, x := range exceptions {
		day := c.Day(x.Date)
		switch working, again := seen[day]; {
		case !x.Date.valid():
			problems = append(problems, fmt.Errorf("calendar: %v is not a date", x.Date))
			continue
		case again && working != x.Working:
			problems = append(problems, fmt.Errorf("calendar: %v is both a holiday and a working day", x.Date))
			continue
		}
		seen[day] = x.Working
		if !c.setWorking(day, x.Working) {
			problems = append(problems, fmt.Errorf("calendar: %v is too far from the scenario's start", x.Date))
		}
		delete(c.holidays, day)
		if !x.Working {
			c.holidays[day] = x.Name
		}
	}
	return errors.Join(problems...)
}

// Date returns the wall clock at t, to the microsecond. Its Location is UTC
// whatever the zone: it is a reading of a clock, not an instant.
func (c *Calendar) Date(t sim.Time) time.Time {
	day := t.Day()
	rest := t - sim.Time(day)*sim.Time(sim.Day)
	return time.Unix((c.start+int64(day))*86400, 0).UTC().Add(sim.Duration(rest).Std())
}

// At returns when the wall clock shows what wall shows, whatever wall's
// Location: the inverse of Date. Parts of a microsecond are dropped.
func (c *Calendar) At(wall time.Time) sim.Time {
	day := c.Day(CivilOf(wall))
	clock := sim.Duration(wall.Hour())*sim.Hour + sim.Duration(wall.Minute())*sim.Minute +
		sim.Duration(wall.Second())*sim.Second + sim.Duration(wall.Nanosecond()/1000)
	return Midnight(day).Add(clock)
}

// FromInstant returns when the wall clock shows what clocks in the
// institution's zone showed at a real instant.
func (c *Calendar) FromInstant(instant time.Time) sim.Time { return c.At(instant.In(c.zone)) }

// Midnight returns the start of a scenario day.
func Midnight(day int) sim.Time { return sim.Time(day) * sim.Time(sim.Day) }

// Day returns the number of the scenario day of a date.
func (c *Calendar) Day(date Civil) int { return int(date.number() - c.start) }

// Civil returns the date of a scenario day.
func (c *Calendar) Civil(day int) Civil {
	return CivilOf(time.Unix((c.start+int64(day))*86400, 0).UTC())
}

// Weekday returns the weekday of a scenario day.
func (c *Calendar) Weekday(day int) time.Weekday {
	const thursday = int64(time.Thursday) // 1970-01-01
	return time.Weekday(((c.start+int64(day)+thursday)%7 + 7) % 7)
}

func (c *Calendar) weekend(day int) bool {
	weekday := c.Weekday(day)
	return weekday == time.Saturday || weekday == time.Sunday
}

// Working reports whether a scenario day is a working day. From 30 years before
// the start to two years after the horizon, and as far as the country's data
// reach, holidays are known; beyond, Monday to Friday are worked.
func (c *Calendar) Working(day int) bool {
	if i := day - c.from; i >= 0 && i < len(c.working) {
		return c.working[i]
	}
	return !c.weekend(day)
}

// Holiday returns the name of the holiday that a scenario day is, or is a day
// off for.
func (c *Calendar) Holiday(day int) (name string, ok bool) {
	name, ok = c.holidays[day]
	return name, ok
}
