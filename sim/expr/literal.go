package expr

import (
	"math/big"
	"slices"
	"strconv"
	"strings"

	"weir/sim"
	"weir/sim/param"
)

// timeUnits are the units of duration as written, those of package param,
// shortest first.
var timeUnits = [...]struct {
	name string
	is   sim.Duration
}{
	{"us", sim.Microsecond}, {"ms", sim.Millisecond}, {"s", sim.Second}, {"m", sim.Minute}, {"h", sim.Hour},
	{"d", sim.Day}, {"wk", sim.Week}, {"w", sim.Week}, {"mo", sim.Month}, {"yr", sim.Year},
}

// isTimeUnit reports whether the text is a unit of duration.
func isTimeUnit(text string) bool {
	for _, t := range timeUnits {
		if t.name == text {
			return true
		}
	}
	return false
}

// meant lists what people write for a unit.
var meant = [...]struct{ unit, words string }{
	{"s", "sec secs second seconds 秒"},
	{"m", "min mins minute minutes 分 分钟"},
	{"h", "hr hrs hour hours 小时"},
	{"d", "day days 天 日"},
	{"wk", "week weeks 周"},
	{"mo", "month months 个月 月"},
	{"yr", "y year years 年"},
	{"%", "percent pct"},
}

// meantUnit returns the unit that was probably meant by an unknown one, "" for
// none. Any other currency is taken for the one there is.
func meantUnit(text string, units param.Units) string {
	for _, m := range meant {
		if slices.Contains(strings.Fields(m.words), strings.ToLower(text)) {
			return m.unit
		}
	}
	if isTimeUnit(strings.ToLower(text)) {
		return strings.ToLower(text)
	}
	if units.Currency != "" && (isCurrency(strings.ToUpper(text)) || text == "元" || text == "yuan") {
		return units.Currency
	}
	return ""
}

// isCurrency reports whether the text has the form of an ISO 4217 code.
func isCurrency(text string) bool {
	return len(text) == 3 && strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// tooLarge is the first whole number that a float64 slot cannot tell from its
// neighbour.
const tooLarge = 1 << 53

// literal is a number with its unit, in base units.
type literal struct {
	value float64
	unit  Unit
	text  string // canonical: 30000 CNY, 90d, 3%
}

// parseLiteral reads digits and the unit written after them. The second result
// is the code of what is wrong, "" for nothing.
func parseLiteral(digits, unit string, units param.Units) (literal, string) {
	l := literal{text: digits + unit}
	if !exactly(digits) {
		return l, Inexact
	}
	scale, ok := l.scale(unit, units)
	if i := strings.IndexAny(unit, "0123456789"); !ok && i > 0 {
		return compound(digits, unit[:i], unit[i:], units)
	}
	if !ok {
		return l, UnknownUnit
	}
	exact, _ := new(big.Rat).SetString(digits)
	exact.Mul(exact, scale)
	if l.unit == Money && !exact.IsInt() {
		return l, TooFine
	}
	l.value, _ = exact.Float64()
	if l.value >= tooLarge {
		return l, Inexact
	}
	return l, ""
}

// compound reads lengths of time of falling units, 1h30m.
func compound(digits, unit, rest string, units param.Units) (literal, string) {
	next := strings.TrimLeft(rest, "0123456789")
	l, code := parseLiteral(digits, unit, units)
	r, restCode := parseLiteral(rest[:len(rest)-len(next)], next, units)
	one, _ := parseLiteral("1", unit, units)
	if code != "" || restCode != "" || l.unit != Duration || r.unit != Duration || r.value >= one.value {
		return literal{text: digits + unit + rest}, UnknownUnit
	}
	return literal{value: l.value + r.value, unit: Duration, text: l.text + r.text}, ""
}

// exactly reports whether a plain number of these digits is small enough for a
// slot, and its exponent small enough to compute with.
func exactly(digits string) bool {
	if e := strings.IndexAny(digits, "eE"); e >= 0 && len(strings.TrimLeft(digits[e+1:], "+-")) > 2 {
		return false
	}
	size, err := strconv.ParseFloat(digits, 64)
	return err == nil && size < tooLarge && len(digits) <= 40
}

// scale sets the literal's unit and text and returns the number of base units
// in one written unit.
func (l *literal) scale(unit string, units param.Units) (*big.Rat, bool) {
	for _, t := range timeUnits {
		if t.name == unit {
			l.unit = Duration
			return big.NewRat(int64(t.is), 1), true
		}
	}
	switch {
	case unit == "":
		l.unit = Number
		return big.NewRat(1, 1), true
	case unit == "%":
		l.unit = Share
		return big.NewRat(1, 100), true
	case unit == units.Currency:
		l.unit = Money
		l.text = strings.TrimSuffix(l.text, unit) + " " + unit
		return big.NewRat(max(units.Minor, 1), 1), true
	}
	return nil, false
}
