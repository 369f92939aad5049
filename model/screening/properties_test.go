package screening

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"weir/model/account"
	"weir/sim"
)

// done is a transaction of a reference account, which forgets nothing.
type done struct {
	Facts
	at sim.Time
}

// genFacts draws a transaction; amounts are often just about the threshold. All
// are small enough for sums to be exact.
func genFacts(t *rapid.T) Facts {
	return Facts{
		Amount:        rapid.SampledFrom([]int64{0, 1, 4999, 7999, 8000, 9999, 10000, 25000}).Draw(t, "amount"),
		Balance:       rapid.Int64Range(-5, 20000).Draw(t, "balance"),
		Operation:     account.Operation(rapid.IntRange(0, account.Operations-1).Draw(t, "operation")),
		Tier:          uint8(rapid.IntRange(0, 2).Draw(t, "tier")),
		Channel:       uint8(rapid.IntRange(0, 1).Draw(t, "channel")),
		NewPayee:      rapid.Bool().Draw(t, "new payee"),
		Watched:       rapid.Bool().Draw(t, "watched"),
		Restricted:    rapid.Bool().Draw(t, "restricted"),
		Opened:        -sim.Time(400 * sim.Day),
		LastActive:    -sim.Time(300 * sim.Day),
		NumberChanged: rapid.SampledFrom([]sim.Time{sim.Never, -sim.Time(200 * sim.Day)}).Draw(t, "number changed"),
	}
}

// genGap draws the time to the next transaction: often none, or up to a border.
func genGap(t *rapid.T) sim.Duration {
	unit := rapid.SampledFrom([]sim.Duration{sim.Microsecond, sim.Minute, sim.Hour, sim.Day, 30 * sim.Day}).Draw(t, "unit")
	return sim.Duration(rapid.IntRange(0, 3).Draw(t, "gap")) * unit
}

// genStart draws an instant, before the scenario's start or after.
func genStart(t *rapid.T) sim.Time {
	return sim.Time(rapid.Int64Range(-100*24, 100*24).Draw(t, "hour")) * sim.Time(sim.Hour)
}

// genState draws an account with a past and the instant of its last transaction.
func genState(t *rapid.T, r *Rules) (State, sim.Time) {
	var s State
	now := genStart(t)
	for range rapid.IntRange(0, 12).Draw(t, "past") {
		f := genFacts(t)
		now = now.Add(genGap(t))
		r.Add(&s, &f, now)
	}
	return s, now
}

// everything is rules that read every feature.
func everything(t testing.TB) *Rules {
	_, r := compile(t, "threshold: 100 CNY\nrules: [{id: a, when: "+always+"}]")
	r.uses = 1<<Slots - 1
	return r
}

// filled returns the features of a transaction.
func filled(r *Rules, s *State, f *Facts, now sim.Time) []float64 {
	x := make([]float64, Slots)
	for i := range x {
		x[i] = math.NaN()
	}
	r.Fill(x, s, f, now)
	return x
}

// inBuckets returns the exact contents of the current bucket and of the one
// before, of what is counted of each transaction.
func inBuckets(past []done, now sim.Time, length sim.Duration, what func(*done) float64) (current, before float64) {
	number := func(t sim.Time) float64 { return math.Floor(float64(t) / float64(length)) }
	for i := range past {
		switch d := &past[i]; number(now) - number(d.at) {
		case 0:
			current += what(d)
		case 1:
			before += what(d)
		}
	}
	return current, before
}

// The things that are counted or summed, as their definitions say.
func (d *done) goesOut() float64 {
	return indicator(d.Operation.Direction() == account.Out)
}
func (d *done) out() float64 { return d.goesOut() * float64(d.Amount) }
func (d *done) in() float64 {
	return indicator(d.Operation.Direction() == account.In) * float64(d.Amount)
}
func (d *done) near() float64 {
	return indicator(d.Operation.Direction() != account.Still && 8000 <= d.Amount && d.Amount < 10000)
}
func (d *done) payee() float64 { return d.goesOut() * indicator(d.NewPayee) }

// windowed says how every windowed feature is defined.
var windowed = []struct {
	slot   int
	length sim.Duration
	what   func(*done) float64
	exact  bool // the calendar day alone
}{
	{slotCountHour, sim.Hour, (*done).goesOut, false},
	{slotCountDay, sim.Day, (*done).goesOut, false},
	{slotCount30, 30 * sim.Day, (*done).goesOut, false},
	{slotCountToday, sim.Day, (*done).goesOut, true},
	{slotOutHour, sim.Hour, (*done).out, false},
	{slotOutDay, sim.Day, (*done).out, false},
	{slotOut30, 30 * sim.Day, (*done).out, false},
	{slotOutToday, sim.Day, (*done).out, true},
	{slotInDay, sim.Day, (*done).in, false},
	{slotNearDay, sim.Day, (*done).near, false},
	{slotNear30, 30 * sim.Day, (*done).near, false},
	{slotPayeesDay, sim.Day, (*done).payee, false},
}

// TestWindows holds every window against its definition on an account that
// forgets nothing: the current bucket and the share of the previous one that the
// window reaches back into. And the estimate never leaves what encloses the
// truth: the current bucket, and both.
func TestWindows(t *testing.T) {
	r := everything(t)
	rapid.Check(t, func(t *rapid.T) {
		var s State
		var past []done
		now := genStart(t)
		for range rapid.IntRange(1, 15).Draw(t, "transactions") {
			now = now.Add(genGap(t))
			d := done{genFacts(t), now}
			x := filled(r, &s, &d.Facts, now)
			past = append(past, d) // windows hold the transaction itself
			scale := 1.0
			if d.Watched {
				scale = 2
			}
			for _, w := range windowed {
				current, before := inBuckets(past, now, w.length, w.what)
				_, gone := math.Modf(float64(now)/float64(w.length) + 10000)
				want := current + (1-gone)*before
				if w.exact {
					want = current
				}
				if got := x[w.slot] / scale; math.Abs(got-want) > 1e-6*(1+want) {
					t.Fatalf("slot %d at %v: %v, want %v (%v and %v)", w.slot, now, got, want, current, before)
				}
				truth := 0.0
				for i := range past {
					if now.Sub(past[i].at) < w.length {
						truth += w.what(&past[i])
					}
				}
				if !w.exact && (truth < current || truth > current+before) {
					t.Fatalf("slot %d: the truth %v is not between %v and %v", w.slot, truth, current, current+before)
				}
			}
			r.Add(&s, &d.Facts, now)
		}
	})
}

// TestAdding: what is carried out never makes a window smaller, and the windows
// after it are those that the screening before it saw.
func TestAdding(t *testing.T) {
	r := everything(t)
	rapid.Check(t, func(t *rapid.T) {
		s, now := genState(t, r)
		now = now.Add(genGap(t))
		f := genFacts(t)
		f.Watched = false
		look := Facts{Operation: account.Query, NumberChanged: sim.Never}
		before, during := filled(r, &s, &look, now), filled(r, &s, &f, now)
		r.Add(&s, &f, now)
		after := filled(r, &s, &look, now)
		for _, w := range windowed {
			if after[w.slot] < before[w.slot] {
				t.Fatalf("slot %d falls from %v to %v", w.slot, before[w.slot], after[w.slot])
			}
			if after[w.slot] != during[w.slot] {
				t.Fatalf("slot %d: screened %v, then %v", w.slot, during[w.slot], after[w.slot])
			}
		}
	})
}

// TestOnlyWhatIsRead: a feature has the same value whether it is the only one
// that rules read or all are.
func TestOnlyWhatIsRead(t *testing.T) {
	all := everything(t)
	var alone [Slots]*Rules
	for slot, n := range Features(testTiers(), testChannels()) {
		r := *all
		r.uses = 0
		one := &Params{Watched: .5, Threshold: 10000, Near: .8, Rules: []Rule{{ID: "a", When: asked(n.Name, n.Words)}}}
		compiled, problems := one.Compile(testTiers(), testChannels(), yuan)
		if compiled == nil {
			t.Fatal(n.Name, problems)
		}
		if compiled.uses != 1<<slot {
			t.Errorf("%s: uses %b", n.Name, compiled.uses)
		}
		alone[slot] = compiled
	}
	rapid.Check(t, func(t *rapid.T) {
		s, now := genState(t, all)
		now = now.Add(genGap(t))
		f := genFacts(t)
		want := filled(all, &s, &f, now)
		for slot := range Slots {
			if got := filled(alone[slot], &s, &f, now)[slot]; got != want[slot] && !(math.IsNaN(got) && math.IsNaN(want[slot]) && slot == slotRatioToUsual) {
				t.Fatalf("slot %d: alone %v, among all %v", slot, got, want[slot])
			}
		}
	})
}

// asked is an expression that reads a feature and no other.
func asked(name string, words []string) string {
	if len(words) > 0 {
		return name + ` == "` + words[0] + `"`
	}
	return name + " == " + name
}

// TestWatchedIsTold: a feature says that watching makes it larger where it does, and
// nowhere else.
func TestWatchedIsTold(t *testing.T) {
	r, problems := (&Params{Watched: .5, Threshold: 10000, Near: .8}).Compile(testTiers(), testChannels(), yuan)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	r.uses = ^slotSet(0)
	features := Features(testTiers(), testChannels())
	var seen [Slots]bool
	rapid.Check(t, func(t *rapid.T) {
		s, now := genState(t, r)
		f := genFacts(t)
		var plain, watched row
		f.Watched = false
		r.Fill(plain[:], &s, &f, now)
		f.Watched = true
		r.Fill(watched[:], &s, &f, now)
		for i, n := range features {
			if i == slotWatched || plain[i] == 0 || math.IsNaN(plain[i]) || math.IsInf(plain[i], 0) {
				continue
			}
			seen[i] = true
			if told := strings.HasSuffix(n.Doc, larger); told != (watched[i] == 2*plain[i]) || !told && watched[i] != plain[i] {
				t.Fatalf("%s: %v, watched %v, and the doc says: %s", n.Name, plain[i], watched[i], n.Doc)
			}
		}
	})
	for i, n := range features {
		if strings.HasSuffix(n.Doc, larger) && !seen[i] {
			t.Errorf("%s was never anything", n.Name)
		}
	}
}

// TestWatchedHalvesThresholds: a rule of pure comparisons says of a watched
// account what the rule with halved thresholds says of any other (rule D1).
func TestWatchedHalvesThresholds(t *testing.T) {
	const rule = "amount > %d CNY || count_1h >= %d || count_24h >= %d && out_24h >= %d CNY || in_24h > %d CNY || " +
		"near_threshold_24h >= %d || new_payees_24h >= %d || share_of_balance > %d%% || ratio_to_usual > %d || count_today > %d || out_30d > %d CNY"
	thresholds := []int{200, 4, 6, 300, 200, 2, 2, 160, 4, 6, 400}
	of := func(divisor int) string {
		var args []any
		for _, x := range thresholds {
			args = append(args, x/divisor)
		}
		return fmt.Sprintf(rule, args...)
	}
	p := Params{Watched: .5, Threshold: 10000, Near: .8, Rules: []Rule{{ID: "a", When: of(1)}, {ID: "b", When: of(2)}}}
	r, problems := p.Compile(testTiers(), testChannels(), yuan)
	if r == nil {
		t.Fatal(problems)
	}
	slots := make([]float64, Slots)
	yes := 0
	rapid.Check(t, func(t *rapid.T) {
		s, now := genState(t, r)
		now = now.Add(genGap(t))
		f := genFacts(t)
		f.Watched = true
		watched := r.Decide(&s, &f, now, slots).Hits.Has(0)
		f.Watched = false
		if halved := r.Decide(&s, &f, now, slots).Hits.Has(1); halved != watched {
			t.Fatalf("%+v: watched %v, halved %v", f, watched, halved)
		}
		if watched && !r.Decide(&s, &f, now, slots).Hits.Has(0) {
			yes++
		}
	})
	if yes == 0 {
		t.Error("watching never made a difference")
	}
}

// TestRuleThatNeverFires: it changes nothing for the others, wherever it stands.
func TestRuleThatNeverFires(t *testing.T) {
	some := []string{"amount > 99 CNY", "count_24h >= 2", "ratio_to_usual > 1", "silence > 1d && new_payee", "in_24h > 100 CNY"}
	never := "amount < 0 CNY && out_1h >= 0 CNY"
	short := ruled(t, some...)
	slots := make([]float64, Slots)
	for place := range len(some) + 1 {
		longer := append(append(append([]string{}, some[:place]...), never), some[place:]...)
		long := ruled(t, longer...)
		rapid.Check(t, func(t *rapid.T) {
			s, now := genState(t, short)
			now = now.Add(genGap(t))
			f := genFacts(t)
			hits := short.Decide(&s, &f, now, slots).Hits
			low := hits & (1<<place - 1)
			want := low | hits&^low<<1
			before := s
			if got := long.Decide(&s, &f, now, slots).Hits; got != want {
				t.Fatalf("%b, with one that never fires at %d: %b", hits, place, got)
			}
			if s != before {
				t.Fatal("deciding changes the state")
			}
		})
	}
}

// TestEpisodes holds alerts against a reference that writes down when each
// episode began and who alerted in it.
func TestEpisodes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s State
		const episode = 3 * sim.Hour
		begun, alerted := sim.Time(0), Hits(0)
		now := sim.Time(0)
		for range rapid.IntRange(1, 12).Draw(t, "transactions") {
			now = now.Add(sim.Duration(rapid.IntRange(0, 4).Draw(t, "gap")) * sim.Hour)
			h := Hits(rapid.Uint32Range(0, 7).Draw(t, "hits"))
			if now.Sub(begun) >= episode {
				alerted = 0
			}
			if alerted == 0 {
				begun = now
			}
			want := h &^ alerted
			alerted |= h
			if got := s.Alert(h, now, episode); got != want {
				t.Fatalf("at %v hits %b alert %b, want %b", now, h, got, want)
			}
		}
	})
}

// TestRaise: what was noted is raised once, at the next check (rule T5).
func TestRaise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s State
		all := Hits(0)
		for range rapid.IntRange(0, 5).Draw(t, "notes") {
			h := Hits(rapid.Uint32().Draw(t, "hits"))
			s.Note(h)
			all |= h
		}
		if got := s.Raise(); got != all {
			t.Fatalf("raised %b of %b", got, all)
		}
		if got := s.Raise(); got != 0 {
			t.Fatalf("raised %b a second time", got)
		}
	})
}

// TestHits: the set is a set of places.
func TestHits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := Hits(rapid.Uint32().Draw(t, "hits"))
		again, last, n := Hits(0), -1, 0
		for i := range h.All() {
			if i <= last || !h.Has(i) {
				t.Fatalf("%d of %b", i, h)
			}
			again, last, n = again|1<<i, i, n+1
		}
		if again != h || n != h.Count() {
			t.Fatalf("%b yields %b, counts %d of %d", h, again, h.Count(), n)
		}
	})
}
