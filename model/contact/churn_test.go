package contact

import (
	"math"
	"slices"
	"testing"

	"weir/sim"
	"weir/sim/param/paramtest"
	"weir/sim/rng"
)

func churn(t *testing.T, text string) *Churn {
	t.Helper()
	c := new(Churn)
	if problems := paramtest.Bind(text, c); len(problems) > 0 {
		t.Fatalf("%s: %v", text, problems)
	}
	return c
}

const shock uint64 = 1<<56 + 77

// TestStruck: a share of the carrier's customers, each at any time of the shock
// alike; none of another carrier.
func TestStruck(t *testing.T) {
	c := churn(t, "{share: 3%, at: 2026-03-12, carrier: B, over: 14d}")
	root := rng.New(13, 0, 0)
	begins := sim.Time(70 * sim.Day)
	const n = 200_000
	var sum, squares, struck float64
	share(t, "struck", n, .03, func(key uint64) bool {
		at, hit := c.Struck(root, key, shock, 0, begins, 1, 1)
		if hit {
			if at < begins || at >= begins.Add(14*sim.Day) {
				t.Fatalf("struck at %d", at)
			}
			x := at.Sub(begins).Days() / 14
			sum, squares, struck = sum+x, squares+x*x, struck+1
		}
		return hit
	})
	near(t, "mean time in the shock", sum/struck, .5, math.Sqrt(1/(12*struck)))
	near(t, "mean square of it", squares/struck, 1./3, math.Sqrt(4./45/struck))
	for key := range uint64(1000) {
		if _, hit := c.Struck(root, key, shock, 0, begins, 1, 0); hit {
			t.Fatal("a customer of another carrier is struck")
		}
		_, all := c.Struck(root, key, shock, 0, begins, -1, 0)
		_, hers := c.Struck(root, key, shock, 0, begins, 1, 1)
		if all != hers {
			t.Fatal("a shock without carrier strikes others")
		}
	}
}

// TestMoreChurn: a greater share strikes the same customers at the same times and
// others too; another shock and another strike strike others.
func TestMoreChurn(t *testing.T) {
	small, large := churn(t, "{share: 5%, rate: 1/yr}"), churn(t, "{share: 10%, rate: 1/yr}")
	root := rng.New(14, 0, 0)
	same := [2]int{}
	hits := 0
	for key := range uint64(20_000) {
		at, hit := small.Struck(root, key, shock, 0, 0, -1, 0)
		more, again := large.Struck(root, key, shock, 0, 0, -1, 0)
		if hit && (!again || at != more) {
			t.Fatalf("customer %d is struck at %d by the smaller shock, at %d by the larger", key, at, more)
		}
		if !hit {
			continue
		}
		hits++
		for i, other := range []func() (sim.Time, bool){
			func() (sim.Time, bool) { return small.Struck(root, key, shock+1, 0, 0, -1, 0) },
			func() (sim.Time, bool) { return small.Struck(root, key, shock, 1, 0, -1, 0) },
		} {
			if _, too := other(); too {
				same[i]++
			}
		}
	}
	for i, n := range same {
		near(t, []string{"struck by another shock too", "struck by another strike too"}[i], float64(n)/float64(hits), .05, math.Sqrt(.05*.95/float64(hits)))
	}
}

// TestStrikes: dated once, random as a Poisson process; what takes no numbers is
// none.
func TestStrikes(t *testing.T) {
	root := rng.New(15, 0, 0)
	year := sim.Time(sim.Year)
	day := sim.Time(sim.Day)
	dated := churn(t, "{share: 3%, at: 2026-03-12, over: 14d}")
	for _, c := range []struct {
		at   sim.Time
		want []sim.Time
	}{
		{70 * day, []sim.Time{70 * day}},
		{-10 * day, []sim.Time{-10 * day}}, // goes on after the start
		{-15 * day, nil},
		{year, nil},
	} {
		if got := dated.Strikes(root, shock, c.at, 0, year); !slices.Equal(got, c.want) {
			t.Errorf("at %d: %v, want %v", c.at, got, c.want)
		}
	}
	if got := churn(t, "{share: 0%, at: 2026-03-12}").Strikes(root, shock, 70*day, 0, year); got != nil {
		t.Errorf("a shock that takes nothing strikes at %v", got)
	}
	random := churn(t, "{share: 3%, rate: 6/yr}")
	count := 0.0
	const n = 500
	for r := range uint32(n) {
		root := rng.New(15, r, 0)
		got := random.Strikes(root, shock, 0, 0, year)
		if !slices.IsSorted(got) || len(got) > 0 && (got[0] < 0 || got[len(got)-1] >= year) {
			t.Fatalf("strikes at %v", got)
		}
		if longer := random.Strikes(root, shock, 0, 0, 2*year); !slices.Equal(longer[:len(got)], got) {
			t.Fatal("a longer run begins differently")
		}
		count += float64(len(got))
	}
	near(t, "strikes a year", count/n, 6, math.Sqrt(6./n))
}

// TestLose: a customer who is struck has another number and may tell; her own
// changes come as they would have.
func TestLose(t *testing.T) {
	src := source(t, "{people: {number_change: 1/yr, tells: {at_once: 25%, never: 75%}, abandoned: 10d}}", 16)
	now := sim.Time(sim.Hour)
	const n = 20_000
	share(t, "told at once", n, .25, func(key uint64) bool {
		var st State
		src.Newcomer(&st, key, 0, 0)
		before := st.next
		src.Lose(&st, key, 0, Cause(shock, 0), now)
		if st.next != before || st.changes != 0 {
			t.Fatalf("customer %d changes at %d, without the shock at %d", key, st.next, before)
		}
		told := st.Standing(Phone, now) == Valid
		if !told && st.Standing(Phone, now.Add(10*sim.Day)) != Reassigned {
			t.Fatalf("customer %d: the number is nobody's after ten days", key)
		}
		return told
	})
}

// TestLoseAgain: who is about to tell tells when she would have, and the number
// on file becomes a stranger's when it would have; who would never tell may now.
func TestLoseAgain(t *testing.T) {
	src := source(t, "{people: {number_change: 1/yr, tells: {later: 50%, at_login: 20%, never: 30%}, later: {exponential: {mean: 60d}}}}", 18)
	moved := 0
	for key := range uint64(3000) {
		var st State
		src.Newcomer(&st, key, 0, 0)
		src.Lose(&st, key, 0, Cause(shock, 0), 0)
		before := st
		src.Lose(&st, key, 0, Cause(shock, 1), sim.Time(sim.Day))
		if before.stale != st.stale || before.reassign != st.reassign {
			t.Fatalf("customer %d: the number on file is another: %+v, before %+v", key, st, before)
		}
		never := before.tell == sim.NoStamp && before.points&atLogin == 0
		if st != before {
			if moved++; !never {
				t.Fatalf("customer %d tells otherwise: %+v, before %+v", key, st, before)
			}
		}
	}
	if moved < 100 {
		t.Errorf("%d of those who would never tell do after another change", moved)
	}
}
