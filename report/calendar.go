package report

import (
	"strconv"
	"time"
)

// dates turns days since the scenario's start into dates of its local calendar.
// Without a start that can be read it counts days.
type dates struct {
	start time.Time
	known bool
}

func calendar(start string) dates {
	t, err := time.Parse(time.DateOnly, start)
	return dates{start: t, known: err == nil}
}

// at is the instant a number of days after the start.
func (d dates) at(days float64) time.Time {
	return d.start.Add(time.Duration(days * 24 * float64(time.Hour))).Round(time.Second)
}

// days is the reverse of at.
func (d dates) days(t time.Time) float64 { return t.Sub(d.start).Hours() / 24 }

// instant writes a date, with the time of day unless it is midnight.
func (d dates) instant(days float64) string {
	if !d.known {
		return wordDayAxis + " " + strconv.FormatFloat(days, 'f', 2, 64)
	}
	t := d.at(days)
	if t.Hour() == 0 && t.Minute() == 0 {
		return t.Format(time.DateOnly)
	}
	return t.Format("2006-01-02 15:04")
}
