package desk

import (
	"math"
	"testing"
)

// erlangB is the blocking probability of M/M/c/c at offered load a (Erlang
// 1917), by the recursion over servers.
func erlangB(c int, a float64) float64 {
	b := 1.0
	for n := 1; n <= c; n++ {
		b = a * b / (float64(n) + a*b)
	}
	return b
}

// erlangC is the probability of waiting in M/M/c.
func erlangC(c int, a float64) float64 {
	b, rho := erlangB(c, a), a/float64(c)
	return b / (1 - rho*(1-b))
}

// erlangA is the probability of waiting in M/M/c+M, patience of mean 1/theta in
// units of the mean service (Palm 1957): birth and death over the states.
func erlangA(c int, a, theta float64) float64 {
	weight, all, busy := 1.0, 1.0, 0.0
	for n := 1; n < 20*c+2000; n++ {
		weight *= a / (math.Min(float64(n), float64(c)) + theta*math.Max(float64(n-c), 0))
		all += weight
		if n >= c {
			busy += weight
		}
	}
	return busy / all
}

// The known answers are what theory says: the file has not been mistyped.
func TestKnownAnswers(t *testing.T) {
	want := func(id, name string) float64 {
		for _, e := range knownCase(t, id).Expect {
			if e.Name == name {
				return e.Want
			}
		}
		t.Fatalf("%s has no %s", id, name)
		return 0
	}
	const hour = 3600
	for _, tc := range []struct {
		id, name string
		theory   float64
		within   float64
	}{
		{"loss-7-10", "blocked.share", erlangB(10, 7), 1e-12},
		{"loss-20-20", "blocked.share", erlangB(20, 20), 1e-12},
		{"mm2-erlang-c", "wait.probability", erlangC(2, 1.5), 1e-12},
		{"mm5-erlang-c", "wait.mean", erlangC(5, 4) * hour, 1e-6},
		{"mm10-erlang-c", "wait.within(30m)", 1 - erlangC(10, 9)*math.Exp(-0.5), 1e-12},
		{"mm100-erlang-c", "wait.mean", erlangC(100, 95) / 5 * hour, 1e-6},
		{"erlang-a-100", "wait.probability", erlangA(100, 100, 0.5), 1e-12},
		{"erlang-a-calls-6", "wait.probability", erlangA(6, 5, 180./480), 1e-6},
		{"md1", "wait.mean", 0.7 / (2 * 0.3) * hour, 1e-5},
	} {
		if got := want(tc.id, tc.name); math.Abs(got-tc.theory) > tc.within {
			t.Errorf("%s %s is %v in the file, theory says %v", tc.id, tc.name, got, tc.theory)
		}
	}
}
