package param

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"

	"weir/sim"
)

// unit is a unit of time.
type unit struct {
	name   string
	length sim.Duration
}

// timeUnits lists the units of time, longest first. `w` reads as `wk` too.
func timeUnits() []unit {
	return []unit{
		{"yr", sim.Year}, {"mo", sim.Month}, {"wk", sim.Week}, {"d", sim.Day}, {"h", sim.Hour},
		{"m", sim.Minute}, {"s", sim.Second}, {"ms", sim.Millisecond}, {"us", sim.Microsecond},
	}
}

// unitOf returns the length of a unit of time, 0 if there is none of the name.
func unitOf(name string) sim.Duration {
	if name == "w" {
		return sim.Week
	}
	for _, u := range timeUnits() {
		if u.name == name {
			return u.length
		}
	}
	return 0
}

// scanNumber splits a decimal number off the front of a text: digits with
// optional _ between them, a fraction, an exponent. The number is returned
// without its _.
func scanNumber(text string) (number, rest string, ok bool) {
	i := 0
	if i < len(text) && (text[i] == '-' || text[i] == '+') {
		i++
	}
	digits := func() bool {
		from := i
		for i < len(text) && (isDigit(text[i]) || text[i] == '_' && i > from && i+1 < len(text) && isDigit(text[i+1])) {
			i++
		}
		return i > from
	}
	if !digits() {
		return "", text, false
	}
	if i+1 < len(text) && text[i] == '.' && isDigit(text[i+1]) {
		i++
		digits()
	}
	if i+1 < len(text) && text[i] == 'e' {
		mark := i
		i++
		if text[i] == '-' || text[i] == '+' {
			i++
		}
		if !digits() {
			i = mark
		}
	}
	return strings.ReplaceAll(text[:i], "_", ""), text[i:], true
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// finite parses what scanNumber returned; false if it is too large.
func finite(number string) (float64, bool) {
	x, err := strconv.ParseFloat(number, 64)
	return x, err == nil && !math.IsInf(x, 0)
}

func parseNumber(text string) (float64, *fault) {
	number, rest, ok := scanNumber(text)
	if ok && rest == "" {
		if x, ok := finite(number); ok {
			return x, nil
		}
	}
	return 0, malformed(text, KindNumber, "")
}

func parseCount(text string) (int64, *fault) {
	number, rest, ok := scanNumber(text)
	if ok && rest == "" {
		n, err := strconv.ParseInt(number, 10, 64)
		switch {
		case err == nil:
			return n, nil
		case errors.Is(err, strconv.ErrRange) && n > 0:
			return 0, &fault{code: "W114", args: []any{text, strconv.FormatInt(n, 10)}}
		case errors.Is(err, strconv.ErrRange):
			return 0, &fault{code: "W113", args: []any{text, strconv.FormatInt(n, 10)}}
		}
	}
	return 0, malformed(text, KindCount, "")
}

// parseShare reads 3% as .03: the decimal point is moved in the text, so that
// the result is the float nearest to .03.
func parseShare(text string) (float64, *fault) {
	number, rest, ok := scanNumber(text)
	if ok && rest == "%" && !strings.Contains(number, "e") {
		if x, ok := finite(number + "e-2"); ok {
			return x, nil
		}
	}
	return 0, malformed(text, KindShare, shareMeant(text))
}

// shareMeant is the share that a number without a unit most likely means: .2
// is 20%, and 20 is too.
func shareMeant(text string) string {
	if x, f := parseNumber(text); f == nil && strings.Contains(text, ".") && math.Abs(x) <= 1 {
		return formatShare(x)
	}
	return text + "%"
}

// scanRate reads number/unit as a number per day.
func scanRate(text string) (perDay float64, ok bool) {
	number, rest, ok := scanNumber(text)
	if !ok || !strings.HasPrefix(rest, "/") {
		return 0, false
	}
	length := unitOf(rest[1:])
	x, ok := finite(number)
	if !ok || length == 0 {
		return 0, false
	}
	perDay = x / (float64(length) / float64(sim.Day))
	return perDay, !math.IsInf(perDay, 0)
}

func parseRate(text string) (float64, *fault) {
	if x, ok := scanRate(text); ok {
		return x, nil
	}
	return 0, malformed(text, KindRate, text+"/yr")
}

// scanDuration reads number-unit pairs of falling length, 1h30m.
func scanDuration(text string) (sim.Duration, bool) {
	negative := strings.HasPrefix(text, "-")
	rest := strings.TrimPrefix(text, "-")
	if rest == "" {
		return 0, false
	}
	var sum, last sim.Duration
	for rest != "" {
		number, after, ok := scanNumber(rest)
		if !ok || !isDigit(rest[0]) {
			return 0, false
		}
		end := 0
		for end < len(after) && 'a' <= after[end] && after[end] <= 'z' {
			end++
		}
		length := unitOf(after[:end])
		if length == 0 || last != 0 && length >= last {
			return 0, false
		}
		part, ok := times(number, length)
		if !ok || part > math.MaxInt64-sum {
			return 0, false
		}
		sum, last, rest = sum+part, length, after[end:]
	}
	if negative {
		sum = -sum
	}
	return sum, true
}

// times multiplies a decimal number with a length, exactly for whole numbers
// and else to the nearest microsecond.
func times(number string, length sim.Duration) (sim.Duration, bool) {
	if n, err := strconv.ParseInt(number, 10, 64); err == nil {
		return sim.Duration(n) * length, n <= math.MaxInt64/int64(length)
	}
	x, ok := finite(number)
	product := math.Round(x * float64(length))
	return sim.Duration(product), ok && product < math.MaxInt64
}

func parseDuration(text string) (sim.Duration, *fault) {
	if d, ok := scanDuration(text); ok {
		return d, nil
	}
	return 0, malformed(text, KindDuration, text+"d")
}

func parseDeadline(text string) (Deadline, *fault) {
	if number, rest, ok := scanNumber(text); ok && rest == "wd" {
		if n, err := strconv.ParseInt(number, 10, 64); err == nil && n >= 0 {
			return Deadline{WorkingDays: n}, nil
		}
	}
	if d, ok := scanDuration(text); ok && d >= 0 {
		return Deadline{After: d}, nil
	}
	return Deadline{}, malformed(text, KindDeadline, text+"wd")
}

// currencyOf returns the currency of an amount, "" if the text is none.
func currencyOf(text string) string {
	_, rest, ok := scanNumber(text)
	code := strings.TrimPrefix(rest, " ")
	if !ok || len(code) != 3 || strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return ""
	}
	return code
}

func parseMoney(text string, units Units) (int64, *fault) {
	number, _, _ := scanNumber(text)
	example := text + " " + units.Currency
	switch currency := currencyOf(text); currency {
	case units.Currency:
	case "":
		f := malformed(text, KindMoney, example)
		if f.code != "W110" {
			f.helpArg[1] = "30000 " + units.Currency
		}
		return 0, f
	default:
		return 0, &fault{code: "W117", args: []any{text, currency, units.Currency}}
	}
	minor, exact := minorUnits(number, units.Minor)
	if !exact {
		return 0, &fault{code: "W118", args: []any{text, formatMoney(1, units)}}
	}
	return minor, nil
}

// minorUnits multiplies a decimal number with the minor units in one unit,
// exactly; false if a fraction of a minor unit remains or it is too large.
func minorUnits(number string, minor int64) (int64, bool) {
	whole, fraction, _ := strings.Cut(number, ".")
	sign := int64(1)
	if strings.HasPrefix(whole, "-") {
		sign = -1
	}
	n, err := strconv.ParseInt(strings.TrimLeft(whole, "+-"), 10, 64)
	if err != nil || n > math.MaxInt64/minor-1 {
		return 0, false
	}
	fraction = strings.TrimRight(fraction, "0")
	part, scale := int64(0), minor
	for _, c := range fraction {
		if c < '0' || c > '9' || scale%10 != 0 {
			return 0, false
		}
		scale /= 10
		part += int64(c-'0') * scale
	}
	return sign * (n*minor + part), true
}

func parseFlag(text string) (bool, *fault) {
	switch text {
	case "true":
		return true, nil
	case "false":
		return false, nil
	}
	return false, malformed(text, KindFlag, "")
}

// parseName takes letters of any script, digits, _, - and, not first, +.
func parseName(text string) (string, *fault) {
	for i, c := range text {
		if !unicode.IsLetter(c) && !unicode.IsDigit(c) && c != '_' && c != '-' && (c != '+' || i == 0) {
			return "", malformed(text, KindName, "")
		}
	}
	if text == "" {
		return "", malformed(text, KindName, "")
	}
	return text, nil
}

func parseDate(text string) (Date, *fault) {
	var d Date
	day, clock, timed := strings.Cut(text, "T")
	parts, ok := digitGroups(day, '-', 4, 2, 2)
	if ok {
		d.Year, d.Month, d.Day = parts[0], parts[1], parts[2]
	}
	if ok && timed {
		d.HasTime = true
		if parts, ok = digitGroups(clock, ':', 2, 2, 2); !ok {
			parts, ok = digitGroups(clock, ':', 2, 2)
			parts = append(parts, 0)
		}
		if ok {
			d.Hour, d.Minute, d.Second = parts[0], parts[1], parts[2]
		}
	}
	if !ok || !d.exists() {
		return Date{}, malformed(text, KindDate, "")
	}
	return d, nil
}

// digitGroups reads groups of so many digits, separated by a mark.
func digitGroups(text string, mark byte, lengths ...int) ([]int, bool) {
	groups := strings.Split(text, string(mark))
	if len(groups) != len(lengths) {
		return nil, false
	}
	out := make([]int, len(groups))
	for i, g := range groups {
		if len(g) != lengths[i] {
			return nil, false
		}
		for _, c := range []byte(g) {
			if !isDigit(c) {
				return nil, false
			}
			out[i] = out[i]*10 + int(c-'0')
		}
	}
	return out, true
}

// exists says whether the calendar has the date and the clock the time.
func (d Date) exists() bool {
	return d.Year >= 1583 && d.Month >= 1 && d.Month <= 12 && d.Day >= 1 && d.Day <= daysIn(d.Year, d.Month) &&
		d.Hour < 24 && d.Minute < 60 && d.Second < 60
}

func daysIn(year, month int) int {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// String returns the date as a user would write it.
func (d Date) String() string {
	day := fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
	switch {
	case !d.HasTime:
		return day
	case d.Second != 0:
		return day + fmt.Sprintf("T%02d:%02d:%02d", d.Hour, d.Minute, d.Second)
	default:
		return day + fmt.Sprintf("T%02d:%02d", d.Hour, d.Minute)
	}
}
