package model

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"

	"weir/sim"
	"weir/sim/param"
)

// TestFatesAreTheOutcomes: the byte of each customer says what her outcome says, in
// the first replications only, however the run is computed and watched, and comes
// back from a file; keeping it is no other history.
func TestFatesAreTheOutcomes(t *testing.T) {
	p := everything(t, 300)
	const replication = LivesKept - 1
	f, err := p.fold(context.Background(), replication)
	if err != nil {
		t.Fatal(err)
	}
	events := int64(0)
	o, err := p.Replicate(context.Background(), replication, Options{Watch: func(sim.Event) { events++ }})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(o.Lives, foldedFates(f)) || len(o.Lives) != p.Customers {
		t.Error("the bytes are not those of the outcomes")
	}
	if events != o.Events {
		t.Errorf("whoever watches sees %d of %d events", events, o.Events)
	}
	for _, is := range []struct {
		name string
		fate func(Fate) bool
		said func(*CustomerOutcome) bool
	}{
		{"alive", Fate.Alive, func(o *CustomerOutcome) bool { return o.Alive }},
		{"stopped", Fate.Stopped, func(o *CustomerOutcome) bool { return o.Restrictions > 0 }},
		{"wrongful", Fate.Wrongful, func(o *CustomerOutcome) bool { return o.Wrongful > 0 }},
		{"blocked", Fate.Blocked, func(o *CustomerOutcome) bool { return o.Blocked > 0 }},
		{"flagged", Fate.Flagged, func(o *CustomerOutcome) bool { return o.Flags > 0 }},
		{"limited", Fate.Limited, func(o *CustomerOutcome) bool { return o.LimitHits > 0 }},
		{"left", Fate.Left, func(o *CustomerOutcome) bool { return o.Left }},
		{"present", Fate.Present, func(o *CustomerOutcome) bool { return f.seen[o.Customer] }},
	} {
		yes := 0
		for i := range f.outcomes {
			said := is.said(&f.outcomes[i]) && f.seen[i]
			yes += bit(said)
			if is.fate(Fate(o.Lives[i])) != said {
				t.Errorf("customer %d: %s is %t", i, is.name, !said)
			}
		}
		if yes == 0 {
			t.Errorf("nobody is %s: the test shows less than it should", is.name)
		}
	}
	for _, opt := range []Options{{CellSize: 7, Parallel: 2}, {CellSize: -1}} {
		again, err := p.Replicate(context.Background(), replication, opt)
		if err != nil || !slices.Equal(again.Lives, o.Lives) {
			t.Errorf("%+v: other bytes (%v)", opt, err)
		}
	}
	read, err := p.Decode(bytesOf(t, o))
	if err != nil || !slices.Equal(read.Lives, o.Lives) {
		t.Errorf("read back they are others (%v)", err)
	}
	if straight := finishedOutcome(t, p, replication); straight.Fingerprint != o.Fingerprint || !reflect.DeepEqual(straight.Counts, o.Counts) {
		t.Error("keeping lives is another history")
	}
	if later, err := p.Replicate(context.Background(), LivesKept, Options{}); err != nil || later.Lives != nil {
		t.Errorf("replication %d keeps lives (%v)", LivesKept, err)
	}
}

// TestFatesOfTheAbsent: whose account was closed before the start, with nobody after
// her, has no fate.
func TestFatesOfTheAbsent(t *testing.T) {
	p := cityBank(t, 500, 5*sim.Day)
	p.Population.Entry.Replace, p.Warmup = false, 200*sim.Day
	closed := map[sim.Entity]bool{}
	o, err := ready(t, p).Replicate(context.Background(), 0, Options{Watch: func(e sim.Event) {
		if e.Kind == evClose && e.At < 0 {
			closed[e.Entity] = true
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	f, err := p.fold(context.Background(), 0)
	if err != nil || !slices.Equal(o.Lives, foldedFates(f)) || len(closed) == 0 {
		t.Errorf("the bytes are not those of the outcomes, or none of %d was closed (%v)", len(closed), err)
	}
	for e := range closed {
		if o.Lives[e] != 0 {
			t.Errorf("customer %d has no account, and the fate %b", e, o.Lives[e])
		}
	}
}

// foldedFates returns what a fold says of all places.
func foldedFates(f *fold) (list []byte) {
	for place := range f.outcomes {
		list = append(list, byte(f.fate(place)))
	}
	return list
}

// fatesOf reads fates as letters: p(resent) a(live) s(topped) w(rongful) b(locked)
// f(lagged) l(imited) x (left).
func fatesOf(t testing.TB, texts ...string) (list []byte) {
	t.Helper()
	for _, text := range texts {
		var f Fate
		for _, letter := range strings.TrimSuffix(text, "-") {
			f |= 1 << strings.IndexRune("paswbflx", letter)
		}
		list = append(list, byte(f))
	}
	return list
}

// TestSwaps: a line per customer, with the row that she is in.
func TestSwaps(t *testing.T) {
	for _, c := range []struct {
		a, b    string
		row     string
		flipped bool
	}{
		{"-", "-", "", false},
		{"pa", "pa", "living neither", false},
		{"p", "p", "gone neither", false},
		{"pa", "pl", "living neither", false}, // a limit is no flip
		{"pa", "paswf", "living stopped", true},
		{"pa", "psw", "living stopped", true}, // she went after the restriction
		{"p", "ps", "gone stopped", true},
		{"pasw", "pa", "living passed", true},
		{"ps", "p", "gone passed", true},
		{"psw", "ps", "living both", false}, // the later restriction finds her gone
		{"ps", "ps", "gone both", false},
		{"pas", "pa", "gone passed", true}, // the owner was gone; somebody else has the place now
		{"pa", "px", "living neither", true},
		{"paf", "pa", "living neither", true},
		{"pab", "pa", "living neither", true},
		{"-", "pa", "living neither", false},
	} {
		got, back := Swaps(fatesOf(t, c.a), fatesOf(t, c.b)), Swaps(fatesOf(t, c.b), fatesOf(t, c.a))
		if words := rowsOf(got); words != c.row || (len(got.Flipped) == 1) != c.flipped {
			t.Errorf("%s, %s: %q, flipped %v; want %q, %t", c.a, c.b, words, got.Flipped, c.row, c.flipped)
		}
		mirrored(t, got, back)
	}
	if got := Swaps(fatesOf(t, "pa", "pa", "pa"), fatesOf(t, "pa", "paf")); got.Living.Neither != 2 || !slices.Equal(got.Flipped, []int{1}) {
		t.Errorf("of books of 3 and 2: %+v", got)
	}
}

// rowsOf names the rows that have somebody.
func rowsOf(s SwapSet) string {
	var words []string
	for owner, row := range map[string]SwapRow{"living": s.Living, "gone": s.Gone} {
		for what, n := range map[string]int{"stopped": row.Stopped, "passed": row.Passed, "both": row.Both, "neither": row.Neither} {
			if n > 0 {
				words = append(words, owner+" "+what)
			}
		}
	}
	return strings.Join(words, ", ")
}

// mirrored holds that the order of policies only swaps who is newly stopped and who
// is newly passed.
func mirrored(t testing.TB, s, back SwapSet) {
	t.Helper()
	for _, rows := range [][2]SwapRow{{s.Living, back.Living}, {s.Gone, back.Gone}} {
		rows[1].Stopped, rows[1].Passed = rows[1].Passed, rows[1].Stopped
		if rows[0] != rows[1] {
			t.Errorf("%+v one way, and %+v the other", s, back)
		}
	}
	if !slices.Equal(s.Flipped, back.Flipped) {
		t.Errorf("flipped %v one way, and %v the other", s.Flipped, back.Flipped)
	}
}

// TestSwapsOfPolicies: under a stricter rule nobody is passed whom the milder one
// stops, and it stops living and gone owners whom the milder one does not.
func TestSwapsOfPolicies(t *testing.T) {
	mild, strict := twoPolicies(t)
	lives := func(p *Plan) []byte {
		o, err := p.Replicate(context.Background(), 0, Options{})
		if err != nil {
			t.Fatal(err)
		}
		return o.Lives
	}
	a, b := lives(mild), lives(strict)
	s := Swaps(a, b)
	t.Logf("living %+v, gone %+v, %d flipped", s.Living, s.Gone, len(s.Flipped))
	if s.Living.Stopped < 10 || s.Gone.Stopped < 1 || s.Living.Passed+s.Gone.Passed > (s.Living.Stopped+s.Gone.Stopped)/5 {
		t.Errorf("living %+v, gone %+v", s.Living, s.Gone)
	}
	mirrored(t, s, Swaps(b, a))
}

// twoPolicies returns plans of the library's bank that differ in the idle time of one
// tier; both go on from the same state.
func twoPolicies(t testing.TB) (mild, strict *Plan) {
	t.Helper()
	mild = libraryPlan(t, 800, 120*sim.Day, nil, nil)
	strict = libraryPlan(t, 800, 120*sim.Day, nil, nil)
	policy := *strict.Policy
	policy.Dormancy.Routes = slices.Clone(policy.Dormancy.Routes)
	policy.Dormancy.Routes[0].After = 30 * sim.Day
	strict.StartPolicy, strict.Policy = strict.Policy, &policy
	return mild, ready(t, strict)
}

// TestDecodeHoldsTheShape: an outcome of another plan is refused.
func TestDecodeHoldsTheShape(t *testing.T) {
	p := cityBank(t, 60, 10*sim.Day)
	policy := *p.Policy
	p.Changes = []Change{{At: param.Date{Year: 2025, Month: 1, Day: 3}, Policy: &policy}}
	o, err := ready(t, p).Replicate(context.Background(), 0, Options{Wave: Wave{2, 6}})
	if err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*Outcome){
		"counts": func(o *Outcome) { o.Counts.Time.N = nil },
		"early":  func(o *Outcome) { o.Early.Time.N = nil },
		"before": func(o *Outcome) { o.Before.Time.N = nil },
		"lives":  func(o *Outcome) { o.Lives = o.Lives[1:] },
	} {
		bad, err := p.Decode(bytesOf(t, o))
		if err != nil {
			t.Fatal(err)
		}
		spoil(bad)
		if _, err := p.Decode(bytesOf(t, bad)); err == nil {
			t.Errorf("%s of another shape are read", name)
		}
	}
}
