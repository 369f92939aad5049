package model

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"weir/model/dormancy"
	"weir/model/emergency"
	"weir/model/population"
	"weir/sim"
	"weir/sim/dist"
	"weir/sim/param"
	"weir/sim/stat"
)

// busy returns a small city bank with an outage in the middle of its time.
func busy(t testing.TB) *Plan {
	p := cityBank(t, 1500, 40*sim.Day)
	p.Cooldown = 10 * sim.Day
	p.Shocks = coreDown(t)
	return p
}

// coreDown is an outage of the core one morning.
func coreDown(t testing.TB) []Shock {
	return []Shock{{ID: "core-down", Outage: &emergency.Outage{System: "core", Dated: true,
		At: param.Date{Year: 2025, Month: 1, Day: 15, Hour: 9, Minute: 7}, Lasts: law(t, "constant", "value", 3*sim.Hour+30*sim.Minute)}}}
}

func bytesOf(t testing.TB, o *Outcome) []byte {
	t.Helper()
	b, err := o.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func run(t testing.TB, p *Plan, opt Options) []byte {
	t.Helper()
	o, err := ready(t, p).Replicate(context.Background(), 3, opt)
	if err != nil {
		t.Fatal(err)
	}
	if o.Failed != "" {
		t.Fatal(o.Failed)
	}
	return bytesOf(t, o)
}

// TestHowItIsComputedDoesNotMatter: cells of any size, one or many at a time,
// watched or not, give the same bytes.
func TestHowItIsComputedDoesNotMatter(t *testing.T) {
	p := busy(t)
	want := run(t, p, Options{})
	for name, opt := range map[string]Options{
		"cells of 7":      {CellSize: 7},
		"cells of 1,000":  {CellSize: 1000},
		"one cell":        {CellSize: -1},
		"two at a time":   {CellSize: 100, Parallel: 2},
		"eight at a time": {CellSize: 100, Parallel: 8},
		"watched":         {Watch: func(sim.Event) {}},
	} {
		if !bytes.Equal(run(t, p, opt), want) {
			t.Errorf("%s: another result", name)
		}
	}
	small := cityBank(t, 120, 20*sim.Day)
	if !bytes.Equal(run(t, small, Options{CellSize: 1}), run(t, small, Options{})) {
		t.Error("cells of 1: another result")
	}
	again := busy(t)
	if !bytes.Equal(run(t, again, Options{}), want) {
		t.Error("a second plan of the same files: another result")
	}
}

// TestReplicationsDiffer: no two replications are the same history.
func TestReplicationsDiffer(t *testing.T) {
	p := cityBank(t, 200, 10*sim.Day)
	seen := map[sim.Fingerprint]uint32{}
	for i := range uint32(20) {
		o, err := p.Replicate(context.Background(), i, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if k, twice := seen[o.Fingerprint]; twice {
			t.Errorf("replications %d and %d are the same", k, i)
		}
		seen[o.Fingerprint] = i
	}
}

// TestSavedAndContinued: a run that is saved at random instants and continued,
// in cells of another size, gives the bytes of one that was not stopped.
func TestSavedAndContinued(t *testing.T) {
	p := busy(t)
	want := straight(t, p)
	chance := rand.New(rand.NewPCG(1, 2))
	for range 4 {
		w, r := p.begin(3, Options{CellSize: 300})
		// Not within the outage: a window that ends elsewhere is another model.
		stops := []sim.Time{sim.Time(chance.IntN(12*96)) * sim.Time(15*sim.Minute), sim.Time(16+chance.IntN(20)) * sim.Time(sim.Day)}
		for _, stop := range stops {
			w, r = saveAndLoad(t, p, w, r, stop)
		}
		if !bytes.Equal(finished(t, w, r), want) {
			t.Errorf("saved at %v: another result", stops)
		}
	}
}

// straight runs replication 3 without a stop and returns the bytes that finished
// does: without what Replicate keeps on the way.
func straight(t *testing.T, p *Plan) []byte {
	t.Helper()
	w, r := p.begin(3, Options{})
	return finished(t, w, r)
}

// finished runs replication 3 to its end and returns its bytes.
func finished(t *testing.T, w *World, r *sim.Run) []byte {
	t.Helper()
	if err := w.finish(context.Background(), r); err != nil {
		t.Fatal(err)
	}
	o, err := w.outcome(3, r)
	if err != nil {
		t.Fatal(err)
	}
	return bytesOf(t, o)
}

// saveAndLoad runs to an instant, saves, and sets up another run under plan p
// from what was saved.
func saveAndLoad(t *testing.T, p *Plan, w *World, r *sim.Run, stop sim.Time) (*World, *sim.Run) {
	t.Helper()
	if err := r.To(context.Background(), stop); err != nil {
		t.Fatal(err)
	}
	var saved bytes.Buffer
	if err := r.Save(&saved); err != nil {
		t.Fatal(err)
	}
	opt := Options{CellSize: 500}
	next := newWorld(p, 3, cellSize(opt.CellSize, p.Customers))
	resumed, err := sim.Resume(next.config(opt), next, &saved)
	if err != nil {
		t.Fatal(err)
	}
	return next, resumed
}

// TestBranches: one history saved before a shock and continued with two
// different shocks gives the bytes of the two separate runs.
func TestBranches(t *testing.T) {
	calm, shaken := busy(t), busy(t)
	calm.Shocks = nil
	for name, p := range map[string]*Plan{"calm": calm, "shaken": shaken} {
		want := straight(t, p)
		w, r := ready(t, calm).begin(3, Options{})
		w, r = saveAndLoad(t, p, w, r, 10*sim.Time(sim.Day))
		if !bytes.Equal(finished(t, w, r), want) {
			t.Errorf("%s: the branch differs from the separate run", name)
		}
	}
}

// history returns what each customer intends, and all that happens to each, as
// text.
func histories(t *testing.T, p *Plan) (intents, all [][]string) {
	t.Helper()
	intents, all = make([][]string, p.Customers), make([][]string, p.Customers)
	watch := func(e sim.Event) {
		if int(e.Entity) >= p.Customers {
			return
		}
		all[e.Entity] = append(all[e.Entity], fmt.Sprint(e.At, e.Kind, e.Arg))
		if e.Kind == evIntent { // operation and amount, not what became of them
			intents[e.Entity] = append(intents[e.Entity], fmt.Sprint(e.At, e.Arg&0xff, e.Arg>>16))
		}
	}
	if _, err := ready(t, p).Replicate(context.Background(), 0, Options{Watch: watch}); err != nil {
		t.Fatal(err)
	}
	return intents, all
}

// TestIntentsAreTheSameUnderEveryPolicy: what customers want does not depend on
// the rules, bit for bit, as long as they stay.
func TestIntentsAreTheSameUnderEveryPolicy(t *testing.T) {
	base, strict := busy(t), busy(t)
	for _, p := range []*Plan{base, strict} {
		nobodyLeaves(p)
	}
	strict.Policy = new(Policy)
	bind(t, "source-rules.yaml", read(t, "../scenarios/library/source-rules.yaml"), strict.Policy)
	strict.Policy.Dormancy.Routes[0].After = 60 * sim.Day
	strict.Policy.Tiers.Tiers[0].DailyLimit = 20_000
	a, allA := histories(t, base)
	b, allB := histories(t, strict)
	for e := range a {
		if !slices.Equal(a[e], b[e]) {
			t.Fatalf("customer %d intends something else under another policy", e)
		}
	}
	if slices.EqualFunc(allA, allB, slices.Equal) {
		t.Fatal("the policies make no difference: the test shows nothing")
	}
}

// nobodyLeaves takes a part of what customers do away: closing the account over
// what was refused, which ends what they want of it.
func nobodyLeaves(p *Plan) {
	h := &p.Institution.Reactions.Default
	for _, mix := range [][]param.Weighted{h.AtLimit, h.Restricted} {
		for i := range mix {
			if mix[i].Name == "leave" {
				mix[i].Name = "accept"
			}
		}
	}
	leave := slices.IndexFunc(p.Institution.Reactions.Of("affluent").AtLimit, func(w param.Weighted) bool { return w.Name == "leave" })
	p.Institution.Reactions.Of("affluent").AtLimit[leave].Name = "accept"
}

// TestOneCustomerMore: another customer changes nobody else's intents, and
// where nothing is shared not their histories either.
func TestOneCustomerMore(t *testing.T) {
	fewer, more := busy(t), busy(t)
	more.Customers++
	a, _ := histories(t, fewer)
	b, _ := histories(t, more)
	for e := range a {
		if !slices.Equal(a[e], b[e]) {
			t.Fatalf("customer %d intends something else because of customer %d", e, fewer.Customers)
		}
	}
	alone := func(customers int) *Plan {
		p := plain(t, "rate: 0.05/d, kinds: {pay: 80%, query: 20%}", "", customers, 200*sim.Day)
		p.Institution.Internal = 0
		return p
	}
	_, a = histories(t, alone(300))
	_, b = histories(t, alone(301))
	for e := range a {
		if !slices.Equal(a[e], b[e]) {
			t.Fatalf("customer %d lives differently because of customer 300", e)
		}
	}
}

// TestShocksThatAreNone: a shock of zero length or rate is no shock at all.
func TestShocksThatAreNone(t *testing.T) {
	p := busy(t)
	p.Shocks = nil
	want := run(t, p, Options{})
	zero, _ := dist.New("constant", map[string]float64{"value": 0})
	p.Shocks = []Shock{{ID: "none", Outage: &emergency.Outage{System: "core", Dated: true,
		At: param.Date{Year: 2025, Month: 1, Day: 15}, Lasts: param.Dist{Dist: zero}}}}
	if !bytes.Equal(run(t, p, Options{}), want) {
		t.Error("an outage of no length changes the run")
	}
	if !bytes.Equal(run(t, busy(t), Options{}), run(t, busy(t), Options{})) || bytes.Equal(run(t, busy(t), Options{}), want) {
		t.Error("an outage of some length changes nothing")
	}
}

// TestOneBook: drawn once, the opening book is the same in all replications,
// and what happens then is not.
func TestOneBook(t *testing.T) {
	p := cityBank(t, 300, 10*sim.Day)
	book := func(replication uint32) []Record {
		return slices.Clone(newWorld(p, replication, sim.DefaultCellSize).records)
	}
	if slices.Equal(book(1), book(2)) {
		t.Error("replications share a book although each draws its own")
	}
	p.OneBook = true
	a, b := book(1), book(2)
	for i := range a {
		if a[i].Opened != b[i].Opened || a[i].Account != b[i].Account || a[i].Dormancy != b[i].Dormancy {
			t.Fatalf("place %d differs between replications of one book", i)
		}
	}
}

// TestDecodeGivesBackAll: what a unit's file holds is the outcome.
func TestDecodeGivesBackAll(t *testing.T) {
	p := busy(t)
	o, err := p.Replicate(context.Background(), 1, Options{})
	if err != nil {
		t.Fatal(err)
	}
	back, err := p.Decode(bytesOf(t, o))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(bytesOf(t, back), bytesOf(t, o)) {
		t.Error("an outcome changes when written and read")
	}
	for _, f := range Figures() {
		if a, b := f.Value(o.Counts, nil), f.Value(back.Counts, nil); a != b {
			t.Errorf("%s: %v, read back %v", f.Name, a, b)
		}
	}
}

// TestARuleThatCannotFire: a rule longer than any tenure and the run is an error.
func TestARuleThatCannotFire(t *testing.T) {
	p := plain(t, "rate: 1/d", ", tenure: {uniform: {min: 0d, max: 60d}}", 10, 40*sim.Day)
	p.Policy.Dormancy.Routes[0].After = 101 * sim.Day
	if err := p.Ready(); err == nil || !strings.Contains(err.Error(), "cannot fire") {
		t.Errorf("a rule of 101 days where no account can be idle for more than 100: %v", err)
	}
	p.Policy.Dormancy.Routes[0].After = 100 * sim.Day
	if err := p.Ready(); err != nil {
		t.Error(err)
	}
	after := func(days sim.Duration) *Policy {
		other := *p.Policy
		other.Dormancy.Routes = []dormancy.Route{{Tier: "basic", After: days * sim.Day}}
		return &other
	}
	on := func(day int) param.Date { return param.Date{Year: 2025, Month: 1, Day: day} }
	p.StartPolicy = after(102)
	p.Changes = []Change{{At: on(5), Policy: after(100)}, {At: on(9), Policy: after(103)}, {At: on(12), Policy: after(103)}}
	var wrong Misfits
	if err := p.Ready(); !errors.As(err, &wrong) || len(wrong) != 2 ||
		wrong[0].Path != "start_policy.dormancy.basic.after" || wrong[1].Path != "changes.2.dormancy.basic.after" {
		t.Errorf("of the policies before the start and after changes: %v", err)
	}
}

// TestNothingDrifts: without a shock or a change of policy the first and the
// second half of a run agree: the opening book is in equilibrium.
func TestNothingDrifts(t *testing.T) {
	p := bareBank(t, 4000, 360*sim.Day)
	p.Window = sim.Hour
	first, second := map[int][]stat.Ratio{}, map[int][]stat.Ratio{}
	for i := range uint32(24) {
		o, err := p.Replicate(context.Background(), i, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, figure := range []int{dailyFlags, dailyWatched, dailyIdle, dailyOverLimit} {
			var halves [2]stat.Ratio
			for day := range o.Counts.Daily[figure].Num {
				r := o.Counts.Daily[figure].Ratio(day)
				halves[day/180].Num += r.Num
				halves[day/180].Den += r.Den
			}
			first[figure], second[figure] = append(first[figure], halves[0]), append(second[figure], halves[1])
		}
	}
	// Half a percentage point for shares of accounts; a twelfth of the rate of
	// flags, which is .00038 a day.
	for figure, margin := range map[int]float64{dailyFlags: .000032, dailyWatched: .005, dailyIdle: .005, dailyOverLimit: .005} {
		e := stat.RatioDifference(first[figure], second[figure], .95)
		t.Logf("figure %d: change %.2g [%.2g, %.2g]", figure, e.Mean, e.Low, e.High)
		if e.Low < -margin || e.High > margin {
			t.Errorf("figure %d changes by %.3g [%.3g, %.3g] from the first half to the second; at most %.2g", figure, e.Mean, e.Low, e.High, margin)
		}
	}
}

// TestARuleThatNeverFires: one rule more that no account can fall under changes
// nothing at all.
func TestARuleThatNeverFires(t *testing.T) {
	bare := plain(t, "rate: 0.05/d", ", tenure: {uniform: {min: 0d, max: 400d}}", 200, 100*sim.Day)
	bare.Policy.Dormancy.Routes[0].After = 0
	want := run(t, bare, Options{})
	idle := plain(t, "rate: 0.05/d", ", tenure: {uniform: {min: 0d, max: 400d}}", 200, 100*sim.Day)
	idle.Policy.Dormancy.Routes[0].After = 500 * sim.Day
	if !bytes.Equal(run(t, idle, Options{}), want) {
		t.Error("a rule that never fires changes the run")
	}
	idle.Policy.Dormancy.Routes[0].After = 60 * sim.Day
	if bytes.Equal(run(t, idle, Options{}), want) {
		t.Error("a rule that fires changes nothing")
	}
}

// TestWhatDoesNotFit: what only shows with all files together is said, all of it,
// with the path to mend.
func TestWhatDoesNotFit(t *testing.T) {
	for _, c := range []struct {
		path, why string
		spoil     func(p *Plan)
	}{
		{"length", "whole days", func(p *Plan) { p.Length = 36 * sim.Hour }},
		{"window", "at most a day", func(p *Plan) { p.Window = 2 * sim.Day }},
		{"shocks.core-down.region", "one for all regions", func(p *Plan) { p.Shocks[0].Outage.Region = "north" }},
		{"shocks.core-down.region", "no region called west", func(p *Plan) { p.Shocks[0].Outage.System, p.Shocks[0].Outage.Region = "branches", "west" }},
		{"policy.dormancy.approval.desks.nobody", "no desk called nobody", func(p *Plan) { p.Policy.Dormancy.Approval.Desks[0] = "nobody" }},
		{"population.activities.salaried.closing", "never closed", func(p *Plan) { p.Population.Activities[0].Closing = 0 }},
		{"population.segments.regular.tiers.gold", "no tier called gold", func(p *Plan) { p.Population.Segments[1].Tiers[0].Name = "gold" }},
		{"population.cohort", "before the run", func(p *Plan) {
			p.Population.Cohort = []population.Intake{{On: param.Date{Year: 2024, Month: 1, Day: 1}, Customers: 3}}
		}},
	} {
		p := busy(t)
		c.spoil(p)
		err := p.Ready()
		var wrong Misfits
		if !errors.As(err, &wrong) || !slices.ContainsFunc(wrong, func(m Misfit) bool { return m.Path == c.path && strings.Contains(m.Why, c.why) }) {
			t.Errorf("%s: %v; want %q", c.path, err, c.why)
		}
	}
}

// TestMemoryIsBounded: what a replication holds grows with the book, and with the
// horizon only by the series of days.
func TestMemoryIsBounded(t *testing.T) {
	held := func(customers int, length sim.Duration) float64 {
		p := cityBank(t, customers, length)
		p.Window = sim.Hour
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		w, r := p.begin(0, Options{})
		if err := w.finish(context.Background(), r); err != nil {
			t.Fatal(err)
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		runtime.KeepAlive(w)
		runtime.KeepAlive(r)
		return float64(after.HeapAlloc) - float64(before.HeapAlloc)
	}
	short, long := held(20_000, 20*sim.Day), held(20_000, 200*sim.Day)
	series := float64(180 * dailyFigures * 2 * 8 * 4) // days, numerator and denominator, cells and all
	if long > short*1.15+series*2 {
		t.Errorf("%.0f kB held after 200 days, %.0f kB after 20", long/1024, short/1024)
	}
	if large := held(80_000, 20*sim.Day); large > short*4.4 {
		t.Errorf("%.0f kB held for 80,000 customers, %.0f kB for 20,000", large/1024, short/1024)
	}
}
