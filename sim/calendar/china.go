package calendar

import (
	_ "embed"
	"fmt"
	"strings"
	"time"
)

//go:embed china.txt
var chinaText string

// china reads the announced holidays and adjusted working days of mainland
// China. On an adjusted working day offices and banks work; securities markets
// do not, as on any weekend.
func china() (country, error) {
	c := country{name: "cn"}
	years := make(map[int][]special)
	for i, line := range strings.Split(chinaText, "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if strings.HasPrefix(line, "years ") {
			fmt.Sscanf(line, "years %d %d", &c.years[0], &c.years[1])
			continue
		}
		days, err := chinaLine(line)
		if err != nil {
			return country{}, fmt.Errorf("calendar: china.txt:%d: %w", i+1, err)
		}
		year := days[0].year()
		years[year] = append(years[year], days...)
	}
	c.days = func(year int) []special { return years[year] }
	return c, nil
}

// chinaLine reads "2026-02-15 2026-02-23 off Spring Festival".
func chinaLine(line string) ([]special, error) {
	fields := strings.SplitN(line, " ", 4)
	if len(fields) != 4 || fields[2] != "off" && fields[2] != "work" {
		return nil, fmt.Errorf("%q: want first date, last date, off or work, name", line)
	}
	first, err := ParseCivil(fields[0])
	if err != nil {
		return nil, err
	}
	last, err := ParseCivil(fields[1])
	if err != nil {
		return nil, err
	}
	what := off
	if fields[2] == "work" {
		what = worked
	}
	var days []special
	for n := first.number(); n <= last.number(); n++ {
		days = append(days, special{n, what, fields[3]})
	}
	if len(days) == 0 {
		return nil, fmt.Errorf("%q: the last date is before the first", line)
	}
	return days, nil
}

// year returns the year of the day.
func (s special) year() int { return time.Unix(s.number*86400, 0).UTC().Year() }
