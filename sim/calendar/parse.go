package calendar

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"weir/sim"
)

// ParseHours reads opening hours: days and one or more times, several joined by
// semicolons or commas.
//
//	Mon-Fri 09:00-17:00
//	Mon-Sun 00:00-24:00
//	working days 09:00-12:00 13:30-17:00; Sat 10:00-14:00
//	non-working days 10:00-16:00
//
// Weekdays count whether worked or not; "working days" follow the calendar. A
// time that goes over midnight is written in two parts.
func ParseHours(text string) (Hours, error) {
	h := Hours{text: text}
	items := strings.FieldsFunc(text, func(r rune) bool { return r == ';' || r == ',' })
	var problems []error
	for _, item := range items {
		if err := h.parseItem(strings.Fields(item)); err != nil {
			problems = append(problems, fmt.Errorf("opening hours %q: %w", text, err))
		}
	}
	if len(items) == 0 {
		problems = append(problems, errors.New("opening hours: nothing given; want for example Mon-Fri 09:00-17:00"))
	}
	h.tidy()
	return h, errors.Join(problems...)
}

// parseItem reads days followed by times.
func (h *Hours) parseItem(words []string) error {
	if len(words) == 0 {
		return errors.New("nothing between two separators; want for example Mon-Fri 09:00-17:00")
	}
	n := 1
	if len(words) > 1 && strings.EqualFold(words[1], "days") {
		n = 2
	}
	days, err := parseDays(strings.ToLower(strings.Join(words[:n], " ")))
	if err != nil {
		return err
	}
	if len(words) == n {
		return fmt.Errorf("no time after %q; want for example %s 09:00-17:00", strings.Join(words, " "), strings.Join(words, " "))
	}
	for _, word := range words[n:] {
		s, err := parseSpan(word)
		if err != nil {
			return err
		}
		for _, day := range days {
			h.add(day, s)
		}
	}
	return nil
}

// dayNames are the weekdays as written, in the order of time.Weekday.
var dayNames = [7]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// parseDays returns the kinds of days, indices of Hours.spans.
func parseDays(text string) ([]int, error) {
	switch text {
	case "working days":
		return []int{7, 8, 9, 10, 11, 12, 13}, nil
	case "non-working days":
		return []int{0, 1, 2, 3, 4, 5, 6}, nil
	}
	first, last, isRange := strings.Cut(text, "-")
	if !isRange {
		last = first
	}
	from, to := slices.Index(dayNames[:], first), slices.Index(dayNames[:], last)
	if from < 0 || to < 0 {
		return nil, fmt.Errorf("%q is not a day; want Mon, Tue, Wed, Thu, Fri, Sat, Sun, a range like Mon-Fri, working days or non-working days", text)
	}
	days := []int{from, from + 7}
	for day := from; day != to; {
		day = (day + 1) % 7
		days = append(days, day, day+7)
	}
	return days, nil
}

// parseSpan reads "09:00-17:00".
func parseSpan(text string) (span, error) {
	first, last, ok := strings.Cut(text, "-")
	if !ok {
		return span{}, fmt.Errorf("%q is not a time; want one like 09:00-17:00", text)
	}
	from, err := parseClock(first)
	if err != nil {
		return span{}, err
	}
	to, err := parseClock(last)
	if err != nil {
		return span{}, err
	}
	if to <= from {
		return span{}, fmt.Errorf("%s ends before it starts; write a time over midnight in two parts, %s-24:00 and 00:00-%s on the next day", text, first, last)
	}
	return span{from, to}, nil
}

// parseClock reads a time of day from 00:00 to 24:00.
func parseClock(text string) (sim.Duration, error) {
	bad := fmt.Errorf("%q is not a time of day; want one from 00:00 to 24:00", text)
	if len(text) != 5 || text[2] != ':' {
		return 0, bad
	}
	for _, i := range []int{0, 1, 3, 4} {
		if text[i] < '0' || text[i] > '9' {
			return 0, bad
		}
	}
	hour := sim.Duration(text[0]-'0')*10 + sim.Duration(text[1]-'0')
	minute := sim.Duration(text[3]-'0')*10 + sim.Duration(text[4]-'0')
	clock := hour*sim.Hour + minute*sim.Minute
	if minute > 59 || clock > sim.Day {
		return 0, bad
	}
	return clock, nil
}
