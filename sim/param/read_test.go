package param

import (
	"strings"
	"testing"

	"weir/sim"
)

// TestTimes: what a number becomes when an assumption about it is half or twice as
// large; a share stays one.
func TestTimes(t *testing.T) {
	s := New(Units{Currency: "CNY", Minor: 100})
	s.Share(new(float64), "share", "60%", "A share.")
	s.Share(new(float64), "all", "100%", "All.")
	s.Rate(new(float64), "rate", "12/yr", "A rate.").Range("0/yr", "20/yr")
	s.Duration(new(sim.Duration), "time", "3mo", "A time.")
	s.Money(new(int64), "money", "12.50 CNY", "An amount.")
	s.Number(new(float64), "off", "0", "Switched off.")
	s.Dist(new(Dist), KindDuration, "wait", "{lognormal: {median: 3h, p95: 9h}}", "A wait.")
	s.Dist(new(Dist), KindRate, "often", "{gamma: {shape: 2, mean: 12/yr}}", "How often.")
	s.Dist(new(Dist), KindMoney, "fixed", "{constant: 3 CNY}", "An amount.")
	s.Dist(new(Dist), KindShare, "drawn", "20%", "A share.")
	s.Choice(new(string), "word", "a", []string{"a", "b"}, "A word.")
	for _, c := range []struct{ name, half, same, twice string }{
		{"share", "42.9%", "60%", "75%"}, {"all", "", "", ""}, {"rate", "6/yr", "1/mo", "20/yr"}, {"time", "45d18h", "91d6h", "183d"},
		{"money", "6.25 CNY", "12.50 CNY", "25 CNY"}, {"off", "", "", ""},
		{"wait", "{lognormal: {median: 1h30m, p95: 4h30m}}", "{lognormal: {median: 3h, p95: 9h}}", "{lognormal: {median: 6h, p95: 18h}}"},
		{"often", "{gamma: {shape: 2, mean: 6/yr}}", "{gamma: {shape: 2, mean: 12/yr}}", "{gamma: {shape: 2, mean: 2/mo}}"},
		{"fixed", "{constant: 1.50 CNY}", "{constant: 3 CNY}", "{constant: 6 CNY}"}, {"drawn", "", "", ""}, {"word", "", "", ""},
	} {
		d := s.InForce(c.name)
		for factor, want := range map[float64]string{.5: c.half, 1: c.same, 2: c.twice} {
			if got, ok := d.Times(factor); ok != (want != "") || ok && got != want {
				t.Errorf("%s times %v: got %q, want %q", c.name, factor, got, want)
			}
		}
	}
}

// TestRound: the nearest number that is short to write, within the tolerance.
func TestRound(t *testing.T) {
	day := float64(sim.Day)
	for _, c := range []struct {
		kind         Kind
		x, tolerance float64
		want         string
	}{
		{KindDuration, 97.48 * day, .975 * day, "97d"}, {KindDuration, 97.48 * day, .4 * day, "97d12h"}, {KindDuration, 1.4751 * day / 24, .0074 * day / 24, "1h28m30s"},
		{KindShare, .12345, .0005, "12.3%"}, {KindCount, 3.4, .001, "3"}, {KindMoney, 123_456, 500, "1230 CNY"}, {KindMoney, 12.4, .001, "0.12 CNY"},
		{KindRate, 12.34 / 365, .05 / 365, "12.3/yr"}, {KindNumber, 1.2345, 0, "1.2345"},
	} {
		if got := Format(c.kind, Round(c.kind, c.x, c.tolerance), Units{Currency: "CNY", Minor: 100}); got != c.want {
			t.Errorf("%v %v within %v: got %s, want %s", c.kind, c.x, c.tolerance, got, c.want)
		}
	}
}

// TestInside: of a distribution's parts some have the unit of the draws.
func TestInside(t *testing.T) {
	s := New(Units{})
	s.Dist(new(Dist), KindDuration, "wait", "3h", "A wait.")
	s.Mix(new([]Weighted), "mix", "{a: 100%}", "A mix.")
	for path, want := range map[string]Kind{"lognormal.median": KindDuration, "lognormal.sigma": KindNumber, "constant": KindDuration, "lognormal.nothing": 0, "nothing.median": 0} {
		if got := s.InForce("wait").Inside(path); got != want {
			t.Errorf("%s is %d, want %d", path, got, want)
		}
	}
	if s.InForce("mix").Inside("a") != KindShare || IsName("+a") || IsName("") || !IsName("a_1-b") || strings.Contains(KindShare.String(), " ") {
		t.Error("a part of a mix is no share, or a name no name")
	}
}
