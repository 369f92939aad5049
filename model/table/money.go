package table

import (
	"fmt"
	"strings"
)

// ParseMoney reads an amount such as 1234.56 or -5 exactly, in minor units, of
// which one unit has minor (a power of ten). Digits may not be grouped, and what is
// finer than a minor unit is refused, zeros apart.
func ParseMoney(text string, minor int64) (int64, error) {
	wrong := func(why string) (int64, error) {
		return 0, fmt.Errorf("amount %q %s; want one like 1234.56", text, why)
	}
	digits, negative := strings.CutPrefix(text, "-")
	digits, _ = strings.CutPrefix(digits, "+")
	whole, part, _ := strings.Cut(digits, ".")
	if whole+part == "" || strings.Trim(whole+part, "0123456789") != "" || negative && strings.HasPrefix(text, "-+") {
		return wrong("is not a number")
	}
	if len(strings.TrimLeft(whole, "0")) > 15 {
		return wrong("is too large")
	}
	var x int64
	for _, d := range whole {
		x = x*10 + int64(d-'0')
	}
	for scale := int64(1); scale < minor; scale *= 10 {
		x *= 10
		if part != "" {
			x += int64(part[0] - '0')
			part = part[1:]
		}
	}
	if strings.Trim(part, "0") != "" {
		return wrong("is finer than the smallest amount")
	}
	if negative {
		x = -x
	}
	return x, nil
}
