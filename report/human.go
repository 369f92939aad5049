package report

import (
	"math"
	"strconv"
	"strings"
)

// scale is how numbers of one unit are shown: multiplied, rounded, followed by
// a suffix. It is chosen once for the numbers that stand beside each other.
type scale struct {
	factor   float64
	decimals int
	suffix   string
}

// seconds in the units of time that records may name, and that a reader sees.
var timeUnits = [...]struct {
	name    string
	seconds float64
}{{"s", 1}, {"min", 60}, {"h", 3600}, {"d", 86400}}

// isTime says whether a unit is a length of time, and how many seconds it has.
func isTime(unit string) (seconds float64, ok bool) {
	for _, u := range timeUnits {
		if u.name == unit {
			return u.seconds, true
		}
	}
	return 0, false
}

// scaleFor returns the scale for numbers of about the given size. Lengths of
// time up to two minutes are in seconds, to two hours in minutes, to two days in
// hours, then in days.
func scaleFor(unit string, size float64) scale {
	seconds, ok := isTime(unit)
	switch {
	case unit == "share":
		return scale{factor: 100, suffix: "%"}
	case unit == unitPoints:
		return scale{factor: 100, suffix: " pp"}
	case unit == "" || unit == "1":
		return scale{factor: 1}
	case !ok:
		return scale{factor: 1, suffix: " " + unit}
	}
	shown := timeUnits[0]
	for _, u := range timeUnits[1:] {
		if math.Abs(size)*seconds >= 2*u.seconds {
			shown = u
		}
	}
	return scale{factor: seconds / shown.seconds, suffix: " " + shown.name}
}

// unitPoints is the unit of a change of a share, which is read in percentage
// points.
const unitPoints = "share difference"

// changeUnit is the unit in which changes of a unit are drawn.
func changeUnit(unit string) string {
	if unit == "share" {
		return unitPoints
	}
	return unit
}

// maxDecimals is as fine as a shown number gets; smaller ones become 1.2e-07.
const maxDecimals = 6

// resolve fixes the decimals: two digits of the interval's half-width, or four
// digits of the number itself where there is no interval.
func (s scale) resolve(x, halfWidth float64) scale {
	switch {
	case finite(halfWidth) && halfWidth > 0:
		s.decimals = 1 - exponent(halfWidth*s.factor)
	case finite(x) && x != 0:
		s.decimals = 3 - exponent(x*s.factor)
		if s.factor == 1 && x == math.Round(x) || s.suffix == "%" && x == 1 {
			s.decimals = 0 // a count, or all
		}
	}
	s.decimals = max(0, min(s.decimals, maxDecimals))
	return s
}

// exponent is the power of ten of x's first digit; x is not 0.
func exponent(x float64) int { return int(math.Floor(math.Log10(math.Abs(x)))) }

// plain writes x without the suffix.
func (s scale) plain(x float64) string {
	if !finite(x) {
		return wordMissing
	}
	y := x * s.factor
	if y != 0 && math.Abs(y) < math.Pow(10, -maxDecimals) {
		return strconv.FormatFloat(y, 'g', 2, 64)
	}
	text := strconv.FormatFloat(y, 'f', s.decimals, 64)
	if strings.Trim(text, "-0.") == "" {
		text = strings.TrimPrefix(text, "-")
	}
	return group(text)
}

// with writes x with the suffix.
func (s scale) with(x float64) string {
	if !finite(x) {
		return wordMissing
	}
	return s.plain(x) + s.suffix
}

// group puts a comma between thousands.
func group(number string) string {
	whole, fraction, _ := strings.Cut(number, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	var out strings.Builder
	out.WriteString(sign)
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			out.WriteByte(',')
		}
		out.WriteRune(digit)
	}
	if fraction != "" {
		out.WriteString("." + fraction)
	}
	return out.String()
}

// estimate is a number and its interval as a reader sees them.
type estimate struct {
	value    string // 98.71%
	interval string // [98.12 to 99.20], or why there is none
}

// String joins the two.
func (e estimate) String() string {
	if e.interval == "" {
		return e.value
	}
	return e.value + " " + e.interval
}

// human shows an estimate in a unit a reader can picture, to the digits that its
// interval supports. kind is how the interval was made, n the replications.
func human(unit string, mean, low, high *float64, kind string, n int) estimate {
	x, l, h := value(mean), value(low), value(high)
	s := scaleFor(unit, sizeOf(x, l, h)).resolve(x, (h-l)/2)
	return estimate{value: s.with(x), interval: intervalText(s, x, l, h, kind, n)}
}

// sizeOf is the number that decides a scale: the estimate, or the larger end of
// its interval where it is 0 or missing.
func sizeOf(x, low, high float64) float64 {
	if finite(x) && x != 0 {
		return x
	}
	size := 0.0
	for _, y := range []float64{low, high} {
		if finite(y) {
			size = math.Max(size, math.Abs(y))
		}
	}
	return size
}

func intervalText(s scale, x, low, high float64, kind string, n int) string {
	switch {
	case kind == "exact":
		return wordExact
	case finite(low) && finite(high):
		return "[" + s.plain(low) + wordTo + s.plain(high) + "]"
	case finite(low):
		return "[" + s.plain(low) + wordTo + wordOpen + "]"
	case finite(high):
		return "[" + wordOpen + wordTo + s.plain(high) + "]"
	case !finite(x):
		return ""
	case n < 10:
		return wordFew
	default:
		return wordNoInterval
	}
}

// humanChange shows a change with its sign; shares change by percentage points.
func humanChange(unit string, delta, low, high *float64, kind string) estimate {
	x, l, h := value(delta), value(low), value(high)
	s := scaleFor(unit, sizeOf(x, l, h)).resolve(x, (h-l)/2)
	if unit == "share" {
		s.suffix = " pp"
	}
	e := estimate{value: s.with(x)}
	if x > 0 {
		e.value = "+" + e.value
	}
	switch {
	case kind == "exact" || finite(l) || finite(h):
		e.interval = intervalText(s, x, l, h, kind, 0)
	case finite(x):
		e.interval = wordNoInterval
	}
	return e
}

// percent shows a relative change: +12.3%.
func percent(x *float64) string {
	if x == nil || !finite(*x) {
		return wordMissing
	}
	y := *x * 100
	text := group(strconv.FormatFloat(y, 'f', 1, 64)) + "%"
	if strings.Trim(text, "-0.%") == "" {
		return "0.0%"
	}
	if y > 0 {
		text = "+" + text
	}
	return text
}

// count shows a whole number with thousands separated.
func count[T int | int64 | uint64](n T) string {
	switch v := any(n).(type) {
	case uint64:
		return group(strconv.FormatUint(v, 10))
	case int64:
		return group(strconv.FormatInt(v, 10))
	case int:
		return group(strconv.Itoa(v))
	}
	return ""
}
