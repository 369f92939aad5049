package collect

import (
	"math"
	"strconv"
	"strings"
	"time"

	"weir/model"
	"weir/sim/calendar"
)

// period is some days of a scenario, as written.
type period struct {
	text         string
	first, until int // days from the start; until is the day after the last
}

// periods reads periods of one scenario.
type periods struct {
	calendar *calendar.Calendar
	days     int // of the measured time
}

func periodsOf(p *model.Plan) periods {
	return periods{p.Calendar(), int(math.Ceil(p.Length.Days()))}
}

// whole says whether a period is all of the measured time.
func (s periods) whole(p period) bool { return p.first == 0 && p.until == s.days }

// day returns the date of a day from the start.
func (s periods) day(n int) string { return s.calendar.Civil(n).String() }

// parse reads all, a date, a month (2026-03), an ISO week (2026-W10), or first and
// last date with / between; false where the text is none of these. The period may
// lie outside the scenario.
func (s periods) parse(text string) (period, bool) {
	if text == "all" {
		return period{text, 0, s.days}, true
	}
	first, until, ok := span(text)
	if !ok {
		return period{}, false
	}
	return period{text, s.at(first), s.at(until)}, true
}

// at returns the day from the start of a date.
func (s periods) at(t time.Time) int { return s.calendar.Day(calendar.CivilOf(t)) }

// span returns the first day of a period and the day after its last.
func span(text string) (first, until time.Time, ok bool) {
	if from, to, two := strings.Cut(text, "/"); two {
		first, err := time.Parse(time.DateOnly, from)
		last, also := time.Parse(time.DateOnly, to)
		return first, last.AddDate(0, 0, 1), err == nil && also == nil && !last.Before(first)
	}
	if t, err := time.Parse(time.DateOnly, text); err == nil {
		return t, t.AddDate(0, 0, 1), true
	}
	if t, err := time.Parse("2006-01", text); err == nil {
		return t, t.AddDate(0, 1, 0), true
	}
	return week(text)
}

// week returns Monday to Monday of an ISO week, 2026-W10: the first of a year is the
// one with the fourth of January.
func week(text string) (first, until time.Time, ok bool) {
	y, w, cut := strings.Cut(text, "-W")
	year, err := strconv.Atoi(y)
	number, also := strconv.Atoi(w)
	if !cut || err != nil || also != nil || len(y) != 4 || len(w) != 2 {
		return time.Time{}, time.Time{}, false
	}
	fourth := time.Date(year, time.January, 4, 0, 0, 0, 0, time.UTC)
	monday := fourth.AddDate(0, 0, -(int(fourth.Weekday())+6)%7+7*(number-1))
	isoYear, isoWeek := monday.ISOWeek()
	return monday, monday.AddDate(0, 0, 7), isoYear == year && isoWeek == number
}
