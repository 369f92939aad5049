package param

import (
	"math"
	"strconv"
	"strings"

	"weir/sim"
)

// Format returns a number of a kind as a user would write it, so that reading
// it gives the same number: a share of .03 is "3%", a rate per day "12/yr", a
// duration in microseconds "90d", an amount in minor units "30000 CNY".
func Format(kind Kind, x float64, units Units) string {
	switch kind {
	case KindCount:
		return formatCount(int64(x))
	case KindShare:
		return formatShare(x)
	case KindRate:
		return formatRate(x)
	case KindDuration:
		return formatDuration(sim.Duration(math.Round(x)))
	case KindMoney:
		return formatMoney(int64(math.Round(x)), units)
	default:
		return formatNumber(x)
	}
}

func formatCount(n int64) string { return strconv.FormatInt(n, 10) }

func formatNumber(x float64) string {
	if a := math.Abs(x); a != 0 && (a < 1e-6 || a >= 1e15) {
		return strings.Replace(strconv.FormatFloat(x, 'e', -1, 64), "e+", "e", 1)
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}

// formatShare moves the point of the shortest decimal by two places.
func formatShare(x float64) string {
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(x, 'e', -1, 64), "e")
	sign := ""
	if strings.HasPrefix(mantissa, "-") {
		sign, mantissa = "-", mantissa[1:]
	}
	digits := strings.Replace(mantissa, ".", "", 1)
	power, _ := strconv.Atoi(exponent)
	point := power + 3 // digits before the point
	switch {
	case point <= 0:
		digits = "0." + strings.Repeat("0", -point) + digits
	case point >= len(digits):
		digits += strings.Repeat("0", point-len(digits))
	default:
		digits = digits[:point] + "." + digits[point:]
	}
	if strings.Contains(digits, ".") {
		digits = strings.TrimRight(strings.TrimRight(digits, "0"), ".")
	}
	if strings.Trim(digits, "0") == "" {
		digits = "0"
	}
	return sign + digits + "%"
}

// formatRate takes the unit with the shortest number that reads back the same.
func formatRate(x float64) string {
	best := formatNumber(x) + "/d"
	for _, u := range timeUnits() {
		number := x * (float64(u.length) / float64(sim.Day))
		for _, text := range []string{formatNumber(number), strconv.FormatFloat(number, 'g', 15, 64)} {
			text += "/" + u.name
			if back, ok := scanRate(text); ok && back == x && len(text) < len(best) {
				best = text
			}
		}
	}
	return best
}

// formatDuration uses the longest unit that divides the length, or else days,
// hours, minutes and so on in turn. Years and months are only used whole.
func formatDuration(d sim.Duration) string {
	if d == 0 {
		return "0s"
	}
	if d < 0 {
		return "-" + formatDuration(-d)
	}
	if d%sim.Year == 0 {
		return formatCount(int64(d/sim.Year)) + "yr"
	}
	var out strings.Builder
	for _, u := range timeUnits()[3:] {
		if n := d / u.length; n > 0 {
			out.WriteString(formatCount(int64(n)) + u.name)
			d -= n * u.length
		}
	}
	return out.String()
}

func formatMoney(x int64, units Units) string {
	sign := ""
	if x < 0 {
		sign = "-"
	}
	whole, part := x/units.Minor, x%units.Minor
	text := sign + strings.TrimPrefix(formatCount(whole), "-")
	if part != 0 {
		width := len(formatCount(units.Minor)) - 1
		digits := strings.TrimPrefix(formatCount(part), "-")
		text += "." + strings.Repeat("0", width-len(digits)) + digits
	}
	return text + " " + units.Currency
}

func formatFlag(x bool) string { return strconv.FormatBool(x) }

func formatDate(d Date) string { return d.String() }

func formatDeadline(d Deadline) string {
	if d.WorkingDays > 0 {
		return formatCount(d.WorkingDays) + "wd"
	}
	return formatDuration(d.After)
}
