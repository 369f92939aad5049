package scenarios_test

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"weir/sim/param"
)

// moved returns other values for a parameter than the one in force, as a user
// would write them: those likely to matter first. Some may be refused.
func moved(d *param.Decl, value string, names map[string][]string) []string {
	switch d.Kind {
	case param.KindCount, param.KindNumber:
		return scaled(value, []string{"1", "4"}, 1.7, .5)
	case param.KindShare:
		return otherShares(value)
	case param.KindRate:
		return scaled(value, []string{"2/yr"}, 1.7, .5)
	case param.KindDuration, param.KindDeadline:
		return scaled(value, []string{"1d", "1h"}, 2, .25)
	case param.KindMoney:
		return scaled(value, []string{"1000 CNY"}, 1.7, .5)
	case param.KindDist:
		return scaled(value, []string{ofKind[d.Of]}, 1.7, .3)
	case param.KindDate:
		return []string{laterDate(value)}
	case param.KindFlag:
		return []string{strconv.FormatBool(value != "true")}
	case param.KindChoice:
		return others(d.Choices, value)
	case param.KindName:
		return others(append(slices.Clone(names[d.Refers]), d.Choices...), value)
	case param.KindNames, param.KindNumbers:
		return otherLists(value, names[d.Refers])
	case param.KindMix:
		return []string{otherMix(value)}
	}
	return nil
}

// ofKind is something of each kind that is drawn, where nothing is in force.
var ofKind = map[param.Kind]string{
	param.KindDuration: "1h", param.KindMoney: "500 CNY", param.KindRate: "2/mo", param.KindShare: "10%", param.KindNumber: "2",
}

// quantity is a number with its unit; the parameters of a distribution that say
// how wide it is have none.
var quantity = regexp.MustCompile(`([0-9][0-9.]*)( ?[A-Za-z/%]+)`)

// scaled multiplies all quantities of a value; a plain number too, if it is the
// whole value. Where there is nothing to multiply it falls back.
func scaled(value string, zero []string, factors ...float64) []string {
	if x, err := strconv.ParseFloat(value, 64); err == nil && x != 0 {
		var out []string
		for _, f := range factors {
			if n := strconv.FormatFloat(whole(value, x*f), 'f', -1, 64); n != value {
				out = append(out, n)
			}
		}
		return append(out, zero...)
	}
	var out []string
	for _, f := range factors {
		text := quantity.ReplaceAllStringFunc(value, func(q string) string {
			part := quantity.FindStringSubmatch(q)
			x, _ := strconv.ParseFloat(part[1], 64)
			return strconv.FormatFloat(whole(part[1]+part[2], x*f), 'f', -1, 64) + part[2]
		})
		if text != value {
			out = append(out, text)
		}
	}
	return append(out, zero...)
}

// whole keeps what must be whole numbers: counts, cents and working days.
func whole(value string, x float64) float64 {
	switch {
	case strings.HasSuffix(value, "wd") || !strings.ContainsAny(value, ".") && quantity.FindString(value) == "":
		return float64(int64(x + .999))
	case strings.HasSuffix(value, "CNY"):
		return float64(int64(x*100)) / 100
	}
	return x
}

func otherShares(value string) []string {
	x, err := strconv.ParseFloat(strings.TrimSuffix(value, "%"), 64)
	if err != nil {
		return []string{"30%"}
	}
	var out []string
	for _, y := range []float64{x + 20, x - 20, x / 2} {
		if y >= 0 && y <= 100 && y != x {
			out = append(out, fmt.Sprintf("%.4g%%", y))
		}
	}
	return out
}

func laterDate(value string) string {
	date, clock, _ := strings.Cut(value, "T")
	day, _ := strconv.Atoi(date[8:])
	day = (day+6)%28 + 1
	if clock != "" {
		clock = "T" + clock
	}
	return fmt.Sprintf("%s%02d%s", date[:8], day, clock)
}

// others returns the words after the one in force, then those before it.
func others(words []string, value string) []string {
	i := slices.Index(words, value)
	return slices.DeleteFunc(append(slices.Clone(words[i+1:]), words[:i+1]...), func(w string) bool { return w == value || w == "" })
}

// otherLists drops the last item, turns the others round, and adds one.
func otherLists(value string, names []string) []string {
	items := strings.FieldsFunc(strings.Trim(value, "[]"), func(r rune) bool { return r == ',' || r == ' ' })
	write := func(items []string) string { return "[" + strings.Join(items, ", ") + "]" }
	var out []string
	if len(items) > 0 {
		turned := slices.Clone(items)
		slices.Reverse(turned)
		out = append(out, write(items[:len(items)-1]), write(turned))
	}
	for _, name := range names {
		if !slices.Contains(items, name) {
			out = append(out, write(append(slices.Clone(items), name)))
		}
	}
	return out
}

// otherMix gives half of the first share to the last name.
func otherMix(value string) string {
	parts := strings.Split(strings.Trim(value, "{}"), ", ")
	first, last := 0, len(parts)-1
	if last == 0 {
		return value
	}
	share := func(i int) (string, float64) {
		name, text, _ := strings.Cut(parts[i], ": ")
		x, _ := strconv.ParseFloat(strings.TrimSuffix(text, "%"), 64)
		return name, x
	}
	a, x := share(first)
	b, y := share(last)
	parts[first], parts[last] = fmt.Sprintf("%s: %g%%", a, x/2), fmt.Sprintf("%s: %g%%", b, y+x/2)
	return "{" + strings.Join(parts, ", ") + "}"
}
