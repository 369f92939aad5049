package contact

import (
	"math"
	"testing"
	"unsafe"

	"pgregory.net/rapid"

	"weir/sim"
	"weir/sim/rng"
)

const month = sim.Time(sim.Month)

func TestSize(t *testing.T) {
	if size := unsafe.Sizeof(State{}); size != 24 {
		t.Errorf("a state has %d bytes, want 24", size)
	}
}

// source makes a source with one segment.
func source(t testing.TB, text string, seed uint64) *Source {
	return NewSource(params(t, text), []string{"all"}, rng.New(seed, 0, 0), rng.New(seed, 0, 1))
}

// until carries out all events before an instant.
func (src *Source) until(st *State, key uint64, end sim.Time) {
	for at, _ := st.Due(); at.Time() < end; at, _ = st.Due() {
		src.Happen(st, key, 0)
	}
}

// share counts how many of n customers are so, and compares with a probability
// in standard errors. Seeds are fixed: a right program fails at 4 with
// probability 6e-5, once.
func share(t *testing.T, what string, n int, want float64, is func(key uint64) bool) {
	t.Helper()
	count := 0
	for key := range uint64(n) {
		if is(key) {
			count++
		}
	}
	near(t, what, float64(count)/float64(n), want, math.Sqrt(want*(1-want)/float64(n)))
}

func near(t *testing.T, what string, got, want, error float64) {
	t.Helper()
	z := (got - want) / error
	t.Logf("%s: %.5f, want %.5f, z %+.2f", what, got, want, z)
	if math.IsNaN(z) || math.Abs(z) > 4 {
		t.Errorf("%s: %v, want %v ± %v", what, got, want, error)
	}
}

// memoryless is the process with a closed form: changes at a rate h of 1 % a
// month, told after an exponential time at a rate u of .25 a month.
const memoryless = "{people: {number_change: 0.01/mo, tells: {later: 100%}, later: {exponential: {mean: 4mo}}, abandoned: 1mo}}"

// TestStale: shares of stale numbers are as theory has them (C2): h/(h+u) in the
// long run, and h/(h+u)·(1−e^−(h+u)t) after t from all fresh. Of the stale, those
// older than the time of abandonment, e^−u·1 month, are a stranger's (C8).
func TestStale(t *testing.T) {
	const n = 400_000
	src := source(t, memoryless, 11)
	fresh := func(key uint64, after sim.Time) (st State) {
		src.Newcomer(&st, key, 0, 0)
		src.until(&st, key, after)
		return st
	}
	share(t, "stale after six months from fresh", n, .030379381876893664, func(key uint64) bool {
		st := fresh(key, 6*month)
		return st.Standing(Phone, 6*month) != Valid
	})
	stock := func(key uint64) (st State) {
		src.Stock(&st, key, 0, -120*month, 0, -120*month)
		return st
	}
	const stale = .038461538461538462
	share(t, "stale in a stock of ten years", n, stale, func(key uint64) bool {
		st := stock(key)
		return st.Standing(Phone, 0) != Valid
	})
	share(t, "a stranger's in a stock of ten years", n, stale*math.Exp(-.25), func(key uint64) bool {
		st := stock(key)
		return st.Standing(Phone, 0) == Reassigned
	})
	share(t, "stale half a year later still", n, stale, func(key uint64) bool {
		st := stock(key)
		src.until(&st, key, 6*month)
		return st.Standing(Phone, 6*month) != Valid
	})
}

// TestDefaultsInTheLongRun: with a part d that never tells until the next
// change, b that tells after L on average, and the rest at once, a number once
// changed is stale for D = (b·L + d/h)/(1−d) on average (renewal), hence a share
// h·D/(1+h·D): 6 % at the defaults.
func TestDefaultsInTheLongRun(t *testing.T) {
	src := source(t, "{people: {tells: {at_once: 50%, later: 45%, never: 5%}}}", 3)
	const h, b, L, d = .1, .45, .25, .05
	D := (b*L + d/h) / (1 - d)
	const end = 200 * sim.Time(sim.Year)
	share(t, "stale in the long run", 100_000, h*D/(1+h*D), func(key uint64) bool {
		var st State
		src.Stock(&st, key, 0, -end, 0, -end)
		return st.Standing(Phone, 0) != Valid
	})
}

// TestChanges: numbers change in a Poisson process.
func TestChanges(t *testing.T) {
	const n, years, rate = 40_000, 10, .35
	src := source(t, "{people: {number_change: 0.35/yr}}", 5)
	var sum, squares float64
	for key := range uint64(n) {
		var st State
		src.Newcomer(&st, key, 0, 0)
		src.until(&st, key, years*sim.Time(sim.Year))
		k := float64(st.changes)
		sum, squares = sum+k, squares+k*k
	}
	mean := sum / n
	const want = years * rate
	near(t, "mean changes in ten years", mean, want, math.Sqrt(want/n))
	near(t, "variance of changes", squares/n-mean*mean, want, math.Sqrt((want+2*want*want)/n))
}

// TestTelling: who tells how, and when.
func TestTelling(t *testing.T) {
	src := source(t, "{people: {number_change: 4/yr, tells: {at_once: 20%, later: 30%, at_login: 10%, never: 40%}, later: 7d, abandoned: 3d}}", 9)
	changed := func(key uint64) (st State, at sim.Time) {
		src.Newcomer(&st, key, 0, 0)
		due, _ := st.Due()
		if what := src.Happen(&st, key, 0); what != Changed {
			t.Fatalf("a fresh number is %s", EventNames[what])
		}
		return st, due.Time()
	}
	const n = 40_000
	share(t, "at once", n, .2, func(key uint64) bool {
		st, at := changed(key)
		return st.Standing(Phone, at) == Valid
	})
	share(t, "later", n, .3, func(key uint64) bool {
		st, at := changed(key)
		return st.tell.Time() == at.Add(7*sim.Day)
	})
	share(t, "at login", n, .1, func(key uint64) bool {
		st, at := changed(key)
		stale := st.Standing(Phone, at) == Stale
		told := st.Login(at.Add(sim.Day))
		if told && (!stale || st.Standing(Phone, at.Add(sim.Day)) != Valid || st.Verified().Day() != at.Add(sim.Day).Day()) {
			t.Fatalf("customer %d told at login and it did not help: %+v", key, st)
		}
		if told == st.Login(at.Add(2*sim.Day)) && told {
			t.Fatal("she tells twice")
		}
		return told
	})
	share(t, "never", n, .4, func(key uint64) bool {
		st, at := changed(key)
		return st.Standing(Phone, at) == Stale && st.tell == sim.NoStamp && !st.Login(at)
	})
}

// TestLife follows customers event by event: what Due announces happens, in
// order of time, and the standing is as the events say.
func TestLife(t *testing.T) {
	src := source(t, "{people: {number_change: 4/yr, tells: {at_once: 10%, later: 60%, never: 30%}, later: {exponential: {mean: 2mo}}, abandoned: {uniform: {min: 1d, max: 90d}}}}", 21)
	seen := [Events]int{}
	for key := range uint64(300) {
		var st State
		src.Newcomer(&st, key, 0, 0)
		last, right, strangers := sim.Time(0), true, false
		for {
			due, announced := st.Due()
			at := due.Time()
			if at > 10*sim.Time(sim.Year) {
				break
			}
			if at < last {
				t.Fatalf("customer %d: %s at %d, after %d", key, EventNames[announced], at, last)
			}
			if right != (st.Standing(Phone, last) == Valid) || strangers != (st.Standing(Phone, last) == Reassigned) {
				t.Fatalf("customer %d at %d: %s", key, last, StandingNames[st.Standing(Phone, last)])
			}
			if what := src.Happen(&st, key, 0); what != announced {
				t.Fatalf("customer %d: %s announced, %s happened", key, EventNames[announced], EventNames[what])
			}
			seen[announced]++
			last = at
			switch announced {
			case Told:
				right, strangers = true, false
				if st.Verified().Day() != at.Day() || st.Since() != sim.Never {
					t.Fatalf("customer %d told and is not believed: %+v", key, st)
				}
			case Strange:
				strangers = true
				if d := at.Sub(st.Since()); d < sim.Day || d > 90*sim.Day+sim.Minute {
					t.Fatalf("customer %d: the number was nobody's for %v days", key, d.Days())
				}
			case Changed:
				if st.stale != sim.NoStamp { // not told at once
					right = false
				} else {
					right, strangers = true, false
				}
			}
		}
	}
	for e, n := range seen[:Nothing] {
		if n < 100 {
			t.Errorf("%s happened %d times", EventNames[e], n)
		}
	}
}

// TestExogenous: when she changes her number and how she tells does not depend on
// what the institution does about it, on shocks, or on others.
func TestExogenous(t *testing.T) {
	src := source(t, "{people: {number_change: 3/yr}}", 2)
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.Uint64().Draw(t, "key")
		var left, right State
		src.Newcomer(&left, key, 0, 0)
		src.Newcomer(&right, key, 0, 0)
		changes := func(st *State, meddle bool) []sim.Stamp {
			var out []sim.Stamp
			for len(out) < 6 {
				at, what := st.Due()
				src.Happen(st, key, 0)
				if what == Changed {
					out = append(out, at)
				}
				if meddle && rapid.Bool().Draw(t, "correct") {
					st.Correct(at.Time())
				}
				if meddle && rapid.Bool().Draw(t, "lose") {
					src.Lose(st, key, 0, Cause(99, len(out)), at.Time())
				}
			}
			return out
		}
		a, b := changes(&left, false), changes(&right, true)
		for i := range a {
			if a[i] != b[i] {
				t.Fatalf("changes %v and %v", a, b)
			}
		}
	})
}

// TestStockIsALife: the opening book is a newcomer's life up to the start.
func TestStockIsALife(t *testing.T) {
	p := params(t, "{people: {number_change: 2/yr}}")
	root := rng.New(8, 0, 0)
	src := NewSource(p, []string{"all"}, root, root)
	opened := -7 * sim.Time(sim.Year)
	for key := range uint64(500) {
		var stock, life State
		src.Stock(&stock, key, 0, opened, 0, opened)
		src.Newcomer(&life, key, 0, opened)
		src.until(&life, key, 0)
		if stock != life {
			t.Fatalf("customer %d: %+v, want %+v", key, stock, life)
		}
	}
}

// TestOneBook: the opening book is of the book's chance alone, so that all
// replications may share it.
func TestOneBook(t *testing.T) {
	p := params(t, "{people: {number_change: 2/yr}}")
	opened := -7 * sim.Time(sim.Year)
	stock := func(replication, book uint32) (out [200]State) {
		src := NewSource(p, []string{"all"}, rng.New(8, replication, 0), rng.New(8, book, 0))
		for key := range out {
			src.Stock(&out[key], uint64(key), 0, opened, 0, opened)
		}
		return out
	}
	if stock(0, 1) != stock(2, 1) {
		t.Error("the opening book depends on the replication's chance")
	}
	if stock(0, 1) == stock(0, 3) {
		t.Error("the opening book does not depend on the book's chance")
	}
}

// TestToldBeforeTheStart: who tells at a login has told if she logged in after
// the change.
func TestToldBeforeTheStart(t *testing.T) {
	src := source(t, "{people: {number_change: 2/yr, tells: {at_login: 100%}}}", 6)
	opened := -3 * sim.Time(sim.Year)
	pending := 0
	for key := range uint64(1000) {
		login := -sim.Time(key) * sim.Time(sim.Day)
		var st State
		src.Stock(&st, key, 0, opened, 0, login)
		if st.stale != sim.NoStamp {
			pending++
			if st.Since() < login {
				t.Fatalf("customer %d changed %v days before her last login and has not told", key, login.Sub(st.Since()).Days())
			}
			if !st.Login(0) {
				t.Fatalf("customer %d does not tell at the next login", key)
			}
		}
	}
	if pending < 300 {
		t.Errorf("%d have yet to tell", pending)
	}
}

// TestZeroRate: a rate of zero is an absence: nothing ever happens, and points
// and carriers are those of any other rate.
func TestZeroRate(t *testing.T) {
	none := source(t, "{people: {number_change: 0/yr, carriers: {A: 60%, B: 40%}}}", 4)
	some := source(t, "{people: {number_change: 4/yr, carriers: {A: 60%, B: 40%}}}", 4)
	for key := range uint64(200) {
		var a, b State
		none.Newcomer(&a, key, 0, 0)
		some.Newcomer(&b, key, 0, 0)
		if at, what := a.Due(); at != sim.NoStamp || what != Nothing {
			t.Fatalf("customer %d: %s at %d", key, EventNames[what], at)
		}
		if a.points != b.points || a.Carrier != b.Carrier {
			t.Fatalf("customer %d has other points with another rate", key)
		}
		stock := a
		none.Stock(&stock, key, 0, -100*month, 0, 0)
		if at, _ := stock.Due(); at != sim.NoStamp {
			t.Fatalf("customer %d of the book: due at %d", key, at)
		}
	}
}

// TestPoints: shares of the points that are right, and of the carriers.
func TestPoints(t *testing.T) {
	src := source(t, "{people: {app: 49%, email: 85%, address: 90%, emergency: 30%, carriers: {A: 60%, B: 30%, C: 10%}}}", 12)
	const n = 50_000
	fresh := func(key uint64) (st State) {
		src.Newcomer(&st, key, 0, 0)
		return st
	}
	for p, want := range map[Point]float64{App: .49, Email: .85, Address: .9, Emergency: .3} {
		share(t, PointNames[p], n, want, func(key uint64) bool {
			st := fresh(key)
			return st.Standing(p, 0) == Valid
		})
	}
	for i, want := range []float64{.6, .3, .1} {
		share(t, "carrier "+src.Carriers[i], n, want, func(key uint64) bool { return int(fresh(key).Carrier) == i })
	}
	others := NewSource(params(t, "{people: {carriers: {A: 50%, B: 50%}}, segments: {abroad: {carriers: {X: 20%, B: 80%}}}}"),
		[]string{"abroad"}, rng.New(12, 0, 0), rng.New(12, 0, 1))
	for name, want := range map[string]float64{"A": 0, "X": .2, "B": .8} {
		count := 0
		for key := range uint64(n) {
			var st State
			if others.Newcomer(&st, key, 0, 0); others.Carriers[st.Carrier] == name {
				count++
			}
		}
		near(t, "carrier "+name+" abroad", float64(count)/n, want, max(math.Sqrt(want*(1-want)/n), 1e-9))
	}
}

// TestNoGarbage: what happens in a run allocates nothing.
func TestNoGarbage(t *testing.T) {
	src := source(t, memoryless, 1)
	p := params(t, "{}")
	var st State
	key := uint64(0)
	if n := testing.AllocsPerRun(200, func() {
		key++
		src.Newcomer(&st, key, 0, 0)
		src.until(&st, key, 500*month)
		src.Lose(&st, key, 0, 5, 500*month)
		for c := range p.Channels {
			ch := &p.Channels[c]
			st.Note(c, Attempt(ch, st.Standing(ch.Point, 500*month), true, true, src.Chance(key, uint64(c)), 500*month))
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkYear(b *testing.B) {
	src := source(b, "{}", 1)
	for i := range b.N {
		var st State
		src.Stock(&st, uint64(i), 0, -5*sim.Time(sim.Year), 0, 0)
		src.until(&st, uint64(i), sim.Time(sim.Year))
	}
}

// TestLapse: who is gone loses a number and tells nobody, whatever she would have; it
// comes to a stranger as any other, and nothing else happens to it (rule C2).
func TestLapse(t *testing.T) {
	for _, tells := range []string{"at_once", "later", "at_login"} {
		src := source(t, "{people: {number_change: 1/yr, tells: {"+tells+": 100%}}}", 1)
		st := new(State)
		src.Newcomer(st, 1, 0, 0)
		now := sim.Time(sim.Day)
		src.Lapse(st, 1, 0, 5, now-1)
		st.Leave(now)
		if st.Standing(Phone, now) != Stale || st.Login(now) {
			t.Errorf("%s: %v", tells, StandingNames[st.Standing(Phone, now)])
		}
		at, what := st.Due()
		if what != Strange || st.Standing(Phone, at.Time()) != Reassigned {
			t.Errorf("%s: to come %s", tells, EventNames[what])
		}
		st.Leave(at.Time() + 1)
		if _, what := st.Due(); what != Nothing {
			t.Errorf("%s: to come %s", tells, EventNames[what])
		}
	}
}
