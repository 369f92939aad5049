package report

import (
	"math"
	"strconv"
	"strings"
	"time"

	"gonum.org/v1/plot"
)

// valueTicks returns about n ticks at round numbers of the unit a reader sees,
// each with its unit.
func valueTicks(unit string, in span, n int) []plot.Tick {
	s := scaleFor(unit, math.Max(math.Abs(in.low), math.Abs(in.high)))
	low, high := in.low*s.factor, in.high*s.factor
	step := roundStep((high-low)/float64(n), s.suffix)
	if !(step > 0) {
		return nil
	}
	s.decimals = decimalsOf(step)
	var ticks []plot.Tick
	for i := math.Ceil(low/step - 1e-9); i*step <= high+1e-9*step; i++ {
		x := i * step / s.factor
		ticks = append(ticks, plot.Tick{Value: x, Label: shortNumber(s, x)})
	}
	return ticks
}

// roundStep is the next larger round step: 1, 2 or 5 times a power of ten, for
// minutes and hours also parts of an hour and a day.
func roundStep(atLeast float64, suffix string) float64 {
	if !(atLeast > 0) || math.IsInf(atLeast, 0) {
		return math.NaN()
	}
	var special []float64
	switch suffix {
	case " s", " min":
		special = []float64{1, 2, 5, 10, 15, 20, 30, 60}
	case " h":
		special = []float64{1, 2, 3, 6, 12, 24}
	}
	if len(special) > 0 && atLeast > 0.5 {
		for _, step := range special {
			if step >= atLeast {
				return step
			}
		}
	}
	power := math.Pow(10, math.Floor(math.Log10(atLeast)))
	for _, k := range []float64{1, 2, 5} {
		if k*power >= atLeast*(1-1e-9) {
			return k * power
		}
	}
	return 10 * power
}

// decimalsOf is how many decimals a step needs.
func decimalsOf(step float64) int {
	return max(0, min(maxDecimals, -exponent(step*(1+1e-9))))
}

// shortNumber writes an axis number: thousands and millions as k and M.
func shortNumber(s scale, x float64) string {
	y := x * s.factor
	switch size := math.Abs(y); {
	case size >= 1e9:
		return strconv.FormatFloat(y/1e9, 'g', 4, 64) + "G" + s.suffix
	case size >= 1e6:
		return strconv.FormatFloat(y/1e6, 'g', 4, 64) + "M" + s.suffix
	case size >= 1e4:
		return strconv.FormatFloat(y/1e3, 'g', 4, 64) + "k" + s.suffix
	default:
		return s.with(x)
	}
}

// dateTicks returns ticks for a time axis in days since the start: weeks, half
// months, months, quarters or years as the length asks.
func dateTicks(c dates, in span) []plot.Tick {
	if !c.known || in.high-in.low > maxDay { // no run is as long as that
		return valueTicks("d", in, 8)
	}
	length := in.high - in.low
	switch {
	case length <= 16:
		return everyDays(c, in, math.Max(1, math.Ceil(length/8)))
	case length <= 70:
		return everyDays(c, in, 7)
	case length <= 120:
		return everyDays(c, in, 14)
	case length <= 560:
		return everyMonths(c, in, 1)
	case length <= 1500:
		return everyMonths(c, in, 3)
	default:
		return everyMonths(c, in, 12*int(math.Ceil(length/365/10)))
	}
}

func everyDays(c dates, in span, step float64) []plot.Tick {
	var ticks []plot.Tick
	year := 0
	for day := math.Ceil(in.low/step) * step; day <= in.high; day += step {
		t := c.at(day)
		label := t.Format("2 Jan")
		if t.Year() != year {
			label, year = label+"\n"+t.Format("2006"), t.Year()
		}
		ticks = append(ticks, plot.Tick{Value: day, Label: label})
	}
	return ticks
}

// everyMonths puts the first of every step-th month; the year stands under the
// first tick and under each January.
func everyMonths(c dates, in span, step int) []plot.Tick {
	var ticks []plot.Tick
	t := c.at(in.low)
	t = time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
	for step < 12 && (int(t.Month())-1)%step != 0 || step >= 12 && t.Month() != time.January {
		t = t.AddDate(0, 1, 0)
	}
	year := 0
	for ; c.days(t) <= in.high; t = t.AddDate(0, step, 0) {
		if c.days(t) < in.low {
			continue
		}
		label := t.Format("Jan")
		if step >= 12 {
			label = t.Format("2006")
		} else if t.Year() != year {
			label, year = label+"\n"+t.Format("2006"), t.Year()
		}
		ticks = append(ticks, plot.Tick{Value: c.days(t), Label: label})
	}
	return ticks
}

// logTicks returns ticks at round lengths of time for a logarithmic axis in the
// unit, or at powers of ten for other units.
func logTicks(unit string, in span) []plot.Tick {
	seconds, ok := isTime(unit)
	if !ok {
		return powerTicks(unit, in)
	}
	var ticks []plot.Tick
	for _, text := range strings.Fields("1s 10s 30s 1min 5min 15min 30min 1h 3h 6h 12h 1d 3d 7d 14d 30d 60d 90d 180d 365d 730d 1825d 3650d") {
		digits := strings.TrimRight(text, "abcdefghijklmnopqrstuvwxyz")
		number, _ := strconv.ParseFloat(digits, 64)
		size, _ := isTime(text[len(digits):])
		x := number * size / seconds
		if x >= in.low*(1-1e-9) && x <= in.high*(1+1e-9) {
			ticks = append(ticks, plot.Tick{Value: x, Label: digits + " " + text[len(digits):]})
		}
	}
	return ticks
}

// halfPowerTicks is powerTicks with 2 and 5 times the powers where there are few.
func halfPowerTicks(unit string, in span) []plot.Tick {
	if in.high/in.low > 1000 {
		return powerTicks(unit, in)
	}
	var ticks []plot.Tick
	for power := math.Floor(math.Log10(in.low)); power <= math.Log10(in.high); power++ {
		for _, k := range []float64{1, 2, 5} {
			x := k * math.Pow(10, power)
			if x < in.low || x > in.high {
				continue
			}
			s := scaleFor(unit, x)
			s.decimals = decimalsOf(x * s.factor)
			ticks = append(ticks, plot.Tick{Value: x, Label: shortNumber(s, x)})
		}
	}
	return ticks
}

func powerTicks(unit string, in span) []plot.Tick {
	var ticks []plot.Tick
	for x := math.Pow(10, math.Ceil(math.Log10(in.low)-1e-9)); x <= in.high*(1+1e-9); x *= 10 {
		s := scaleFor(unit, x)
		s.decimals = decimalsOf(x * s.factor)
		ticks = append(ticks, plot.Tick{Value: x, Label: shortNumber(s, x)})
	}
	return ticks
}
