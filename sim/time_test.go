package sim_test

import (
	"testing"
	"time"

	"weir/sim"
)

func TestDay(t *testing.T) {
	const day = sim.Time(sim.Day)
	for at, want := range map[sim.Time]int{
		0: 0, 1: 0, day - 1: 0, day: 1, -1: -1, -day: -1, -day - 1: -2, 400*day + 5: 400,
	} {
		if got := at.Day(); got != want {
			t.Errorf("%d: day %d, want %d", at, got, want)
		}
	}
}

func TestTimeArithmetic(t *testing.T) {
	at := sim.Time(5)
	if got := at.Add(-2 * sim.Hour).Sub(at); got != -2*sim.Hour {
		t.Errorf("5 − 2 h − 5 is %d", got)
	}
	if got := sim.Never.Add(sim.Hour); got != sim.Never {
		t.Errorf("Never + 1 h is %d", got)
	}
	if got := sim.Never.Add(-sim.Hour); got != sim.Never {
		t.Errorf("Never − 1 h is %d", got)
	}
}

func TestDurations(t *testing.T) {
	d := 36*sim.Hour + 30*sim.Minute
	if d.Days() != 1.5208333333333333 || d.Hours() != 36.5 || d.Seconds() != 131_400 || d.Std() != 36*time.Hour+30*time.Minute {
		t.Errorf("36 h 30 min is %v days, %v hours, %v seconds, %v", d.Days(), d.Hours(), d.Seconds(), d.Std())
	}
	if sim.Month*12 != sim.Year || sim.Week != 7*sim.Day || sim.Year != 365*sim.Day {
		t.Error("the conventions of month, week and year do not agree")
	}
}

// TestStamp: rounded up to the minute, before the start too, and never lost.
func TestStamp(t *testing.T) {
	for _, c := range []struct {
		at   sim.Time
		want sim.Stamp
	}{
		{0, 0}, {1, 1}, {sim.Time(sim.Minute), 1}, {sim.Time(sim.Minute) + 1, 2}, {-1, 0}, {-sim.Time(sim.Minute), -1}, {-sim.Time(sim.Minute) - 1, -1},
		{sim.Never, sim.NoStamp}, {sim.Time(5000 * sim.Year), sim.NoStamp}, {sim.Time(30 * sim.Year), 30 * 365 * 24 * 60},
	} {
		got := sim.StampOf(c.at)
		if got != c.want {
			t.Errorf("stamp of %d: %d, want %d", c.at, got, c.want)
		}
		if back := got.Time(); back < c.at || (got != sim.NoStamp && back-c.at >= sim.Time(sim.Minute)) {
			t.Errorf("stamp of %d comes back as %d", c.at, back)
		}
	}
}
