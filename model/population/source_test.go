package population

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"

	"weir/model/account"
	"weir/sim"
	"weir/sim/param"
	"weir/sim/param/paramtest"
	"weir/sim/rng"
)

// TestChooser: a uniform falls on a share's part, the first boundary excluded.
func TestChooser(t *testing.T) {
	c := newChooser([]param.Weighted{{Name: "none", Share: 0}, {Name: "a", Share: .25}, {Name: "b", Share: .25}, {Name: "gap", Share: 0}, {Name: "c", Share: .5}},
		func(name string) int { return map[string]int{"none": 9, "a": 10, "b": 20, "gap": 9, "c": 30}[name] })
	for _, w := range []struct {
		u    float64
		want int
	}{{0, 10}, {.2499999, 10}, {.25, 20}, {.4999999, 20}, {.5, 30}, {math.Nextafter(1, 0), 30}} {
		if got := c.pick(w.u); got != w.want {
			t.Errorf("%v falls on %d, want %d", w.u, got, w.want)
		}
	}
	counts := map[int]float64{}
	s := rng.New(1, 0, 0).Stream(1, 1, 1)
	for range 20_000 {
		counts[c.pick(s.Float64())]++
	}
	fits(t, "picks", []float64{counts[10], counts[20], counts[30]}, []float64{5000, 5000, 10000})
	// Shares that sum to a little less than one leave nobody without.
	thirds := newChooser([]param.Weighted{{Name: "a", Share: .3}, {Name: "b", Share: .3}}, func(string) int { return 7 })
	if got := thirds.pick(.99); got != 7 {
		t.Errorf("beyond the last share: %d", got)
	}
}

// activities are laws that the tests below go through.
var activities = map[string]string{
	"poisson":    "rate: 0.2/d, dropout: 0.5/yr, closing: 1yr, salary_day: 31",
	"erlang":     "regularity: 4, rate: {gamma: {mean: 0.3/d, shape: 2}}, dropout: 0.5/yr, closing: 2yr",
	"pareto":     "rate: {gamma: {mean: 0.1/d, shape: 0.5}}, dropout: {gamma: {mean: 0.5/yr, shape: 3}}, closing: 1yr",
	"resting":    "rate: 0.5/d, dropout: 0.3/yr, closing: 1yr, on: 60d, off: 90d, salary_day: 10",
	"never gone": "rate: 0.2/d, dropout: 0/yr, closing: 1yr",
	"by the day": "rate: 0.4/d, dropout: 0.5/yr, closing: 1yr, salary_day: 1, profile: {weekdays: [1, 1, 1, 1, 1, 3, 0], pay_days: [10], pay_day: 2}",
}

// TestStock: whoever is in the book at the start opened an account before it,
// was active since, if at all, and has everything else ahead (P10).
func TestStock(t *testing.T) {
	for name, activity := range activities {
		for _, segment := range []string{"", ", tenure: {exponential: {mean: 300d}}"} {
			src := people(t, activity, segment, 0)
			start := -3 * sim.Time(sim.Day)
			gone := 0
			for k := range uint64(2000) {
				var st, again State
				traits := src.Traits(k, false)
				past := src.Stock(&st, k, traits, start)
				all, _ := src.LastCounted(&st, k, past, func(account.Operation, int64) bool { return true })
				none, _ := src.LastCounted(&st, k, past, func(account.Operation, int64) bool { return false })
				wrong := func(what string) { t.Errorf("%s%s: customer %d: %s: %+v, last %d", name, segment, k, what, st, all) }
				if st.Opened > start || st.Presence != Open || st.Intents != 0 {
					wrong("not in the book")
				}
				if all < st.Opened || all > start || all > st.Gone {
					wrong("last active when not there")
				}
				if none > st.Opened+1 || none < st.Opened {
					wrong("without activity, not idle since the opening")
				}
				if st.Closes <= start || st.Closes < st.Gone {
					wrong("closed already")
				}
				if st.Alive(start) {
					if st.Next < start || st.Next >= st.Gone && st.Next != sim.Never || st.Salary < start {
						wrong("intents or salaries in the past, or after she is gone")
					}
				} else if gone++; st.Next != sim.Never || st.Salary != sim.Never {
					wrong("gone, with intents to come")
				}
				if src.Stock(&again, k, traits, start); again != st {
					wrong("drawn again, another")
				}
			}
			if (gone == 0) != (name == "never gone") {
				t.Errorf("%s%s: %d customers are gone", name, segment, gone)
			}
		}
	}
}

// TestNewcomer: a customer who comes has all ahead, and is another one in every
// replication and generation.
func TestNewcomer(t *testing.T) {
	for name, activity := range activities {
		a, b := people(t, activity, "", 0), people(t, activity, "", 1)
		same := 0
		for k := range uint64(500) {
			at := sim.Time(k) * sim.Time(sim.Hour)
			var st, other, next State
			st.Generation, next.Generation = 3, 4
			a.Newcomer(&st, Key(sim.Entity(k), 3), a.Traits(k, true), at)
			if st.Opened != at || st.Generation != 3 || st.Presence != Open || st.Next <= at || st.Gone < at || st.Closes < st.Gone || st.Salary < at {
				t.Errorf("%s: %+v", name, st)
			}
			b.Newcomer(&other, Key(sim.Entity(k), 3), b.Traits(k, true), at)
			a.Newcomer(&next, Key(sim.Entity(k), 4), a.Traits(k, true), at)
			if other.Next == st.Next || next.Next == st.Next {
				same++
			}
		}
		if same > 250 { // some are gone before their first intent
			t.Errorf("%s: %d of 500 customers are alike in two replications or generations", name, same)
		}
	}
}

// TestLives: intents come in order, before the customer is gone, of the kinds
// and channels declared and in their shares, with amounts where money moves.
func TestLives(t *testing.T) {
	kinds := map[account.Operation]float64{account.Pay: .5, account.TransferIn: .2, account.Query: .3}
	for name, activity := range activities {
		src := people(t, activity+", kinds: {pay: 50%, transfer_in: 20%, query: 30%}", "", 0)
		var operations [account.Operations]float64
		var channels [2]float64
		n := 0.0
		for k := range uint64(300) {
			var st State
			var lent rng.Stream
			src.Newcomer(&st, k, src.Traits(k, true), 0)
			for now := st.Next; now < 300*sim.Time(sim.Day); now = st.Next {
				var in Intent
				src.Intent(&in, &st, k, now, &lent)
				if st.Next < now || st.Next >= st.Gone && st.Next != sim.Never {
					t.Fatalf("%s: after %d comes %d, gone at %d", name, now, st.Next, st.Gone)
				}
				moves := in.Operation.Direction() != account.Still
				if moves != (in.Amount >= 1) || in.Payee < 0 || in.Payee >= 1 {
					t.Fatalf("%s: %+v", name, in)
				}
				operations[in.Operation]++
				channels[in.Channel]++
				n++
			}
		}
		var got, want []float64
		for op, share := range operations {
			if expected := kinds[account.Operation(op)]; expected == 0 && share > 0 {
				t.Errorf("%s: intents of kind %s", name, account.OperationNames[op])
			} else if expected > 0 {
				got, want = append(got, share), append(want, expected*n)
			}
		}
		fits(t, name+", operations", got, want)
		fits(t, name+", channels", channels[:], []float64{.75 * n, .25 * n})
	}
}

// TestIntentsFollowTheProfile: intents by hour and weekday are as the profile
// says, and the profile changes no rate.
func TestIntentsFollowTheProfile(t *testing.T) {
	hours := []float64{0, 0, 0, 0, 0, 0, 1, 2, 4, 5, 5, 5, 6, 5, 4, 4, 4, 5, 6, 6, 5, 3, 2, 1}
	weekdays := []float64{1, 1, 1, 1, 1.5, 2, 0}
	text := fmt.Sprintf("regularity: 3, rate: 2/d, dropout: 0/yr, profile: {hours: %s, weekdays: %s}", list(hours), list(weekdays))
	src := people(t, text, "", 0)
	byHour, byWeekday := make([]float64, 24), make([]float64, 7)
	var perYear []float64
	cal := from(2025, time.January, 1)
	for k := range uint64(40) {
		var st State
		var lent rng.Stream
		src.Newcomer(&st, k, src.Traits(k, true), 0)
		n := 0.0
		for now := st.Next; now < 364*sim.Time(sim.Day); now = st.Next {
			src.Intent(new(Intent), &st, k, now, &lent)
			byHour[now%sim.Time(sim.Day)/sim.Time(sim.Hour)]++
			byWeekday[cal.Weekday(now.Day())]++
			n++
		}
		perYear = append(perYear, n)
	}
	expect := func(weights []float64, total float64) []float64 {
		sum := 0.0
		for _, w := range weights {
			sum += w
		}
		out := make([]float64, len(weights))
		for i, w := range weights {
			out[i] = w / sum * total
		}
		return out
	}
	total := 0.0
	for _, n := range byHour {
		total += n
	}
	fits(t, "by hour", byHour, expect(hours, total))
	fits(t, "by weekday", byWeekday, expect(weekdays, total))
	if byHour[3] > 0 || byWeekday[6] > 0 {
		t.Errorf("%v intents at three in the morning, %v on Sundays", byHour[3], byWeekday[6])
	}
	// 52 whole weeks of a year of 365 days, whose 53rd Wednesday is its last day.
	near(t, "intents in 52 weeks", perYear, 2*365*(52*7.5)/(52*7.5+1))
}

func list(x []float64) string { return fmt.Sprint("[", join(x), "]") }

func join(x []float64) string {
	out := ""
	for i, v := range x {
		if i > 0 {
			out += ", "
		}
		out += fmt.Sprint(v)
	}
	return out
}

// TestSalary: it comes once a month in the small hours of the day declared, or
// of the last day of a shorter month, at an hour of the customer's own, until
// she is gone; its amount is the month's.
func TestSalary(t *testing.T) {
	for _, c := range []struct {
		day  int
		want []string
	}{
		{10, []string{"01-10", "02-10", "03-10", "04-10", "05-10"}},
		{31, []string{"01-31", "02-28", "03-31", "04-30", "05-31"}},
		{29, []string{"01-29", "02-28", "03-29", "04-29", "05-29"}},
		{1, []string{"02-01", "03-01", "04-01", "05-01", "06-01"}}, // the first of January is past when she comes
	} {
		src := people(t, fmt.Sprintf("rate: 1/d, dropout: 0/yr, salary_day: %d", c.day), "", 0)
		var st State
		var lent rng.Stream
		src.Newcomer(&st, 5, src.Traits(5, true), 7*sim.Time(sim.Hour))
		var dates []string
		hour := sim.Time(-1)
		amounts := map[int64]bool{}
		for range 5 {
			at := st.Salary
			dates = append(dates, from(2025, time.January, 1).date(at.Day()).Format("01-02"))
			within := at % sim.Time(sim.Day)
			if within >= 6*sim.Time(sim.Hour) || hour >= 0 && within != hour {
				t.Errorf("day %d: at %d", c.day, within)
			}
			hour = within
			before := st
			amount := src.Salary(&st, 5, at, &lent)
			amounts[amount] = true
			if again := src.Salary(&before, 5, at, &lent); again != amount {
				t.Errorf("day %d: %d, drawn again %d", c.day, amount, again)
			}
			if st.Salary <= at {
				t.Fatalf("day %d: after %d comes %d", c.day, at, st.Salary)
			}
		}
		if !slices.Equal(dates, c.want) {
			t.Errorf("day %d: %v, want %v", c.day, dates, c.want)
		}
		if len(amounts) < 5 {
			t.Errorf("day %d: months share their amounts", c.day)
		}
	}
	src := people(t, "rate: 1/d, dropout: 0/yr", "", 0)
	var st State
	if src.Newcomer(&st, 5, src.Traits(5, true), 0); st.Salary != sim.Never {
		t.Errorf("a salary without a day, at %d", st.Salary)
	}
}

// TestSalaryEnds: none comes after the customer is gone.
func TestSalaryEnds(t *testing.T) {
	src := people(t, "rate: 1/d, dropout: 10/yr, salary_day: 15", "", 0)
	paid := 0
	for k := range uint64(300) {
		var st State
		var lent rng.Stream
		src.Newcomer(&st, k, src.Traits(k, true), 0)
		for st.Salary != sim.Never && st.Salary < 400*sim.Time(sim.Day) {
			if st.Salary >= st.Gone {
				t.Fatalf("customer %d, gone at %d, is paid at %d", k, st.Gone, st.Salary)
			}
			src.Salary(&st, k, st.Salary, &lent)
			paid++
		}
		if st.Salary != sim.Never {
			t.Errorf("customer %d, gone at %v, waits for a salary", k, days(st.Gone))
		}
	}
	if paid < 100 {
		t.Errorf("only %d salaries: the test shows nothing", paid)
	}
}

// TestBusyDay: with amounts of 1 the 99th percentile of a year's daily outflow
// is the fourth greatest of 365 Poisson counts, whose law is binomial.
func TestBusyDay(t *testing.T) {
	const amounts = ", balance: 0 CNY, amounts: {pay: 1 CNY, cash_in: 100 CNY}"
	src := people(t, "rate: 2/d, dropout: 0/yr, kinds: {pay: 50%, cash_in: 30%, query: 20%}", amounts, 0)
	var got []float64
	for k := range uint64(2000) {
		var st State
		src.Stock(&st, k, src.Traits(k, false), 0)
		got = append(got, float64(src.BusyDay(&st, k))/100)
	}
	want := 0.0
	for k := range 20 { // E = Σ P(> k): at least four days beyond k
		beyond := distuv.Poisson{Lambda: 1}.Survival(float64(k))
		want += 1 - distuv.Binomial{N: 365, P: beyond}.CDF(3)
	}
	near(t, "payments on the busy day", got, want)
	idle := people(t, "rate: 2/d, dropout: 0/yr, kinds: {cash_in: 100%}", amounts, 0)
	var st State
	idle.Stock(&st, 1, idle.Traits(1, false), 0)
	if got := idle.BusyDay(&st, 1); got != 0 {
		t.Errorf("without outflow the busy day is %d", got)
	}
}

// TestEntry: a book grows by a Poisson number of places, taken at uniform times.
func TestEntry(t *testing.T) {
	const replications = 3000
	counts := make([]float64, 30)
	times := make([]float64, 10)
	from, until := 2*sim.Time(sim.Day), 12*sim.Time(sim.Day)
	p := new(Params)
	if problems := paramtest.Bind("{activities: {a: {}}, segments: {s: {share: 100%, activities: {a: 100%}, tiers: {t: 100%}, channels: {c: 100%}, regions: {r: 100%}}}, entry: {growth: 1.46/yr}}", p); len(problems) > 0 {
		t.Fatal(problems)
	}
	for r := range uint32(replications) {
		src := source(p, r)
		n := src.Entrants(100, 10) // 100 × 1.46/365 a day × 10
		counts[min(n, len(counts)-1)]++
		for place := range sim.Entity(3) {
			at := src.EntryTime(place+100, from, until)
			if at < from || at >= until {
				t.Fatalf("place taken at %d", at)
			}
			times[int(at-from)*10/int(until-from)]++
		}
	}
	expected := make([]float64, len(counts))
	for k := range expected {
		expected[k] = replications * distuv.Poisson{Lambda: 4}.Prob(float64(k))
	}
	fits(t, "places", counts, expected)
	fits(t, "times", times, slices.Repeat([]float64{replications * 3 / 10}, 10))
	p.Entry.Growth = 0
	if n := source(p, 1).Entrants(100, 10); n != 0 {
		t.Errorf("%d places in a book that does not grow", n)
	}
}

// TestRatesOfAlmostNothing: however small a rate a law gives, drawing ends, and
// the customer just never comes.
func TestRatesOfAlmostNothing(t *testing.T) {
	for _, rests := range []string{"", ", on: 60d, off: 90d"} {
		for _, rate := range []string{"0/d", "{constant: {value: 0.00000000000000000000000000000000000000000000000000000000000001/d}}"} {
			src := people(t, "rate: "+rate+", dropout: 0/yr"+rests, ", tenure: 60yr", 0)
			var st, new State
			past := src.Stock(&st, 1, src.Traits(1, false), 0)
			last, _ := src.LastCounted(&st, 1, past, func(account.Operation, int64) bool { return true })
			src.Newcomer(&new, 1, src.Traits(1, true), 0)
			if st.Next != sim.Never || new.Next != sim.Never || last > st.Opened+1 {
				t.Errorf("rate %s%s: next %d and %d, last %d of an account of %d", rate, rests, st.Next, new.Next, last, st.Opened)
			}
		}
	}
}

// TestShortGaps: an intent right after another is not before it, whatever the
// clock's rounding makes of the gap.
func TestShortGaps(t *testing.T) {
	src := people(t, "rate: {constant: {value: 86400000000/d}}, dropout: 0/yr, profile: {hours: ["+
		"1, 9, 1, 9, 1, 9, 1, 9, 1, 9, 1, 9, 1, 9, 1, 9, 1, 9, 1, 9, 1, 9, 1, 9], month_end: 1.3}", "", 0)
	rapid.Check(t, func(t *rapid.T) {
		var st State
		var lent rng.Stream
		at := sim.Time(rapid.Int64Range(0, int64(300*sim.Day)).Draw(t, "at"))
		k := rapid.Uint64().Draw(t, "customer")
		src.Newcomer(&st, k, Traits{}, at)
		for range 20 {
			if st.Next < at {
				t.Fatalf("after %d comes %d", at, st.Next)
			}
			at = st.Next
			src.Intent(new(Intent), &st, k, at, &lent)
		}
	})
}
