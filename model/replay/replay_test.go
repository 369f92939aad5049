package replay_test

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"weir/model/dormancy"
	"weir/model/replay"
	"weir/model/screening"
	"weir/model/table"
	"weir/model/tier"
	"weir/sim"
	"weir/sim/param"
)

// policy reads a policy of tests.
func policy(t *testing.T, name, text string) replay.Policy {
	t.Helper()
	p := replay.Policy{Name: name, Tiers: new(tier.Params), Dormancy: new(dormancy.Params), Screening: new(screening.Params)}
	units := param.Units{Currency: "CNY", Minor: 100}
	s := param.New(units)
	p.Tiers.Declare(s)
	s.Group("dormancy", "", p.Dormancy.Declare)
	s.Group("screening", "", p.Screening.Declare).Optional(&p.Screening.On)
	tree, problems := param.Parse(name, []byte(text))
	problems = append(problems, s.Bind(tree)...)
	if len(problems) > 0 {
		t.Fatalf("%s: %+v", name, problems)
	}
	if p.Screening.On {
		var ids []string
		for _, one := range p.Tiers.Tiers {
			ids = append(ids, one.ID)
		}
		if p.Rules, problems = p.Screening.Compile(ids, nil, units); len(problems) > 0 {
			t.Fatalf("%s: %+v", name, problems)
		}
	}
	return p
}

func policyFile(t *testing.T, path string) replay.Policy {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return policy(t, "rules", string(text))
}

func read(t *testing.T, text []byte, columns string, o replay.ReadOptions) *replay.History {
	t.Helper()
	var err error
	if o.Columns, err = replay.ParseColumns(columns); err != nil {
		t.Fatal(err)
	}
	o.Name = "log.csv"
	h, err := replay.Read(bytes.NewReader(text), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	return h
}

func handMade(t *testing.T, o replay.ReadOptions) *replay.History {
	t.Helper()
	text, err := os.ReadFile("testdata/log.csv")
	if err != nil {
		t.Fatal(err)
	}
	return read(t, text, "customer=customer,date=date,kind=kind,amount=amount,tier=tier", o)
}

// run plays a history to the end of a day and lists the events of the first policy.
func run(t *testing.T, h *replay.History, until table.Day, o replay.Options, policies ...replay.Policy) ([]string, *replay.Result) {
	t.Helper()
	o.End = sim.Time(until+1) * sim.Time(sim.Day)
	r, err := replay.New(o, policies...)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	err = h.Each(func(c *replay.Customer) error {
		return r.Customer(c, func(policy int, e replay.Event) {
			if policy == 0 {
				lines = append(lines, fmt.Sprintf("%s %v %v %s", c.Name, table.Day(e.At.Day()), e.Kind, e.Rule))
			}
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines, r.Result()
}

var june = table.Date(2024, 6, 30)

// The table of outcomes by hand.
func TestHandMadeLog(t *testing.T) {
	text, err := os.ReadFile("testdata/expected.txt")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			want = append(want, line)
		}
	}
	// In memory, in temporary files, and in part here, in part there.
	for _, memory := range []int{0, 1, 1000} {
		h := handMade(t, replay.ReadOptions{Memory: memory, Folder: t.TempDir()})
		if h.Customers != 30 || h.Rows != 95 {
			t.Fatalf("%d customers, %d rows", h.Customers, h.Rows)
		}
		got, _ := run(t, h, june, replay.Options{}, policyFile(t, "testdata/policy.yaml"))
		slices.Sort(got)
		sorted := slices.Sorted(slices.Values(want))
		for _, line := range got {
			if !slices.Contains(want, line) {
				t.Errorf("not expected: %s", line)
			}
		}
		for _, line := range want {
			if !slices.Contains(got, line) {
				t.Errorf("missing: %s", line)
			}
		}
		if !t.Failed() && !slices.Equal(got, sorted) {
			t.Errorf("got %d events, want %d", len(got), len(sorted))
		}
	}
}

// one plays entries in memory under a policy and lists what happens.
func one(t *testing.T, p replay.Policy, c replay.Customer, days int) string {
	t.Helper()
	r, err := replay.New(replay.Options{End: sim.Time(days) * sim.Time(sim.Day)}, p)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	if err := r.Customer(&c, func(_ int, e replay.Event) {
		out = append(out, fmt.Sprintf("%d %v %s %s", e.At.Day(), e.Kind, e.Rule, e.Detail))
	}); err != nil {
		t.Fatal(err)
	}
	return strings.Join(out, "; ")
}

// pays are payments of 10 at noon of some days.
func pays(days ...int) []replay.Entry {
	var out []replay.Entry
	for _, d := range days {
		out = append(out, replay.Entry{At: sim.Time(d)*sim.Time(sim.Day) + sim.Time(12*sim.Hour), Amount: 1000})
	}
	return out
}

const (
	minimal   = "large_transfer: 50000 CNY\ntiers: {basic: {daily_limit: 1000 CNY}}\n"
	monitored = "large_transfer: 50000 CNY\ntiers: {basic: {daily_limit: 1000 CNY, monitoring: {every: 0d}}}\n"
	asleep    = minimal + "dormancy: {basic: {after: 90d}, approval: {desks: []}"
)

// Single mechanisms, with the outcome by hand: last active on day 0, found on day 90.
func TestMechanisms(t *testing.T) {
	for name, c := range map[string]struct {
		policy string
		days   []int
		want   string
	}{
		"flags only":             {asleep + "}\n", []int{0}, "90 flagged dormancy.basic idle"},
		"restricted at once":     {asleep + ", reactivation: {a: {}}, restriction: {level: frozen}}\n", []int{0}, "90 flagged dormancy.basic idle; 90 restricted dormancy.basic frozen"},
		"no way back":            {asleep + ", end: {after: 15yr}, restriction: {level: frozen}}\n", []int{0, 100, 101}, "90 flagged dormancy.basic idle; 90 restricted dormancy.basic frozen; 100 blocked dormancy.frozen pay; 101 blocked dormancy.frozen pay"},
		"limited to 10 a day":    {asleep + ", reactivation: {a: {}}, restriction: {level: limited, limited_to: 10 CNY}}\n", []int{0, 100, 100}, "90 flagged dormancy.basic idle; 90 restricted dormancy.basic limited; 100 blocked dormancy.limited pay; 100 reactivated dormancy.basic reactivation"},
		"notice repeated":        {asleep + ", notice: {waiting: 30d, repeat: 12d}, reactivation: {a: {}}, restriction: {level: frozen}}\n", []int{0}, "90 flagged dormancy.basic idle; 90 noticed dormancy.basic ; 102 noticed dormancy.basic ; 114 noticed dormancy.basic ; 120 restricted dormancy.basic frozen"},
		"proof of receipt":       {asleep + ", notice: {waiting: 30d, proof: true}, reactivation: {a: {}}, restriction: {level: frozen}}\n", []int{0}, "90 flagged dormancy.basic idle; 90 noticed dormancy.basic ; 120 restricted dormancy.basic frozen"},
		"asked, does not answer": {asleep + ", verification: {wait: 7d}, reactivation: {a: {}}, restriction: {level: frozen}}\n", []int{0}, "90 flagged dormancy.basic idle; 97 restricted dormancy.basic frozen"},
		"closed":                 {asleep + ", end: {after: 95d, state: closed}}\n", []int{0, 98}, "90 flagged dormancy.basic idle; 95 ended dormancy.basic closed; 98 blocked dormancy.end closed pay"},
		"transferred, claimed":   {asleep + ", reactivation: {a: {}}, end: {after: 95d, state: transferred}}\n", []int{0, 98, 99}, "90 flagged dormancy.basic idle; 95 ended dormancy.basic transferred; 98 blocked dormancy.end transferred pay"},
		"little money only":      {minimal + "dormancy: {basic: {after: 90d, balance_at_most: 0 CNY}, approval: {desks: []}}\n", []int{0}, "90 flagged dormancy.basic idle"},
	} {
		if got := one(t, policy(t, name, c.policy), replay.Customer{Name: "c", Entries: pays(c.days...)}, 130); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", name, got, c.want)
		}
	}
}

// What the one who feeds the history knows is used: the opening, the balance, and
// that an entry was not carried out.
func TestFedHistory(t *testing.T) {
	p := policy(t, "p", minimal+"dormancy: {basic: {after: 90d, balance_above: 100 CNY}, approval: {desks: []}}\n")
	opened := replay.Customer{Name: "c", Opened: -30 * sim.Time(sim.Day), Known: true, Balance: 20000}
	if got := one(t, p, opened, 100); got != "60 flagged dormancy.basic idle" {
		t.Errorf("never active: %s", got)
	}
	opened.Entries = pays(50)
	opened.Entries[0].Failed = true
	if got := one(t, p, opened, 100); got != "60 flagged dormancy.basic idle" {
		t.Errorf("an entry that failed is no activity: %s", got)
	}
	opened.Entries = pays(0)
	opened.Entries[0].Balance, opened.Entries[0].HasBalance = 10000, true // 100 CNY is not above 100 CNY
	if got := one(t, p, opened, 100); got != "" {
		t.Errorf("a balance that the history tells: %s", got)
	}
	if got := one(t, p, replay.Customer{Name: "c"}, 100); got != "" {
		t.Errorf("a customer of whom nothing is known: %s", got)
	}
}

// A tier that is looked at from time to time: what the rules found is raised at the
// next look, 91 days after the opening, once.
func TestPeriodicMonitoring(t *testing.T) {
	const text = "large_transfer: 50000 CNY\ntiers: {basic: {daily_limit: 1000 CNY, monitoring: {every: 91d}}}\n" +
		"screening: {rules: [{id: any, when: amount > 5 CNY, action: alert}, {id: suspect, when: amount > 9 CNY, action: watch}]}\ndormancy: {approval: {desks: []}}\n"
	want := "91 alerted screening.any alert; 91 alerted screening.suspect watch; 91 flagged dormancy.anomaly anomaly"
	if got := one(t, policy(t, "p", text), replay.Customer{Name: "c", Entries: pays(0, 3, 100)}, 150); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	real := strings.Replace(text, "every: 91d", "every: 0d", 1)
	if got := one(t, policy(t, "p", real), replay.Customer{Name: "c", Entries: pays(0)}, 150); !strings.HasPrefix(got, "0 alerted screening.any") {
		t.Errorf("got %s", got)
	}
	none := strings.Replace(text, ", monitoring: {every: 91d}", "", 1) // a tier that nobody looks at
	if got := one(t, policy(t, "p", none), replay.Customer{Name: "c", Entries: pays(0, 3, 100)}, 150); got != "" {
		t.Errorf("got %s", got)
	}
}

// A limit set customer by customer follows the year before, month by month.
func TestAssessedLimit(t *testing.T) {
	p := policy(t, "p", "large_transfer: 50000 CNY\ntiers: {basic: {assessed: {multiple: 2, least: 20 CNY, most: 100 CNY}}}\ndormancy: {approval: {desks: []}}\n")
	// 1970: the fourth busiest day of January, 19, sets 2 × 19 from February on; the three
	// busiest days of a year do not count.
	var entries []replay.Entry
	for _, e := range []struct {
		day    int
		amount int64
	}{{0, 2000}, {1, 2000}, {2, 2000}, {3, 1900}, {4, 2001}, {31, 3800}, {32, 3801}, {365 + 60, 3800}} {
		entries = append(entries, replay.Entry{At: sim.Time(e.day)*sim.Time(sim.Day) + 1, Amount: e.amount})
	}
	// A year and a month later none of that is within the year: the least again.
	want := "4 limited limits.daily_limit pay; 32 limited limits.daily_limit pay; 425 limited limits.daily_limit pay"
	if got := one(t, p, replay.Customer{Name: "c", Entries: entries}, 500); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// Two policies, customer by customer: who meets what under both, no longer, newly.
func TestComparison(t *testing.T) {
	ninety := policyFile(t, "testdata/policy.yaml")
	sixty := policyFile(t, "testdata/policy.yaml")
	sixty.Name, sixty.Dormancy.Routes[0].After = "sixty", 60*sim.Day
	_, result := run(t, handMade(t, replay.ReadOptions{}), june, replay.Options{}, ninety, sixty)
	for _, p := range result.Policies {
		total := 0
		for _, d := range p.Days {
			total += d.Events[replay.Flagged]
		}
		if events, _ := p.Events(replay.Flagged); events != total || events == 0 {
			t.Errorf("%s: %d flags, %d over the days", p.Name, events, total)
		}
	}
	// By hand: under 90 days c04 to c12, c17 and c30 are flagged. Under 60 days those,
	// and c01, c02 and c03, who were last active on 10 April, 60 days before 9 June; all
	// others begin after 2 May or are not basic.
	change := result.Policies[1].Changes[replay.Flagged]
	if want := (replay.Change{Both: 11, OnlyThis: 3}); change != want {
		t.Errorf("flagged: %+v, want %+v", change, want)
	}
	_, back := run(t, handMade(t, replay.ReadOptions{}), june, replay.Options{}, sixty, ninety)
	if change := back.Policies[1].Changes[replay.Flagged]; change != (replay.Change{Both: 11, OnlyFirst: 3}) {
		t.Errorf("the other way round: %+v", change)
	}
	if first := result.Policies[0].Changes[replay.Limited]; first.OnlyFirst+first.OnlyThis != 0 {
		t.Errorf("a policy against itself: %+v", first)
	}
}

// A payee is new once. Columns beyond those of the hand-made log: payee, channel,
// balance, times of day.
func TestPayeesChannelsBalances(t *testing.T) {
	const log = "customer,date,amount,payee,channel,balance\n" +
		"a,2024-01-01 10:00:00,10,p,app,100\na,2024-01-01 10:30:00,10,p,web,90\na,2024-01-01 11:00:00,10,q,app,9.99\na,2024-01-02 11:00:00,10,,app,5\n"
	h := read(t, []byte(log), "customer=customer,date=date,amount=amount,payee=payee,channel=channel,balance=balance", replay.ReadOptions{Memory: 1, Folder: t.TempDir()})
	if !h.Timed || !h.Balances || !slices.Equal(h.Channels, []string{"app", "web"}) {
		t.Errorf("%+v", h)
	}
	p := policy(t, "p", monitored+"screening: {deduplicate: 0s, rules: [{id: new, when: new_payee}, {id: web, when: channel == \"web\"}, {id: poor, when: balance < 10 CNY}, {id: fast, when: count_1h >= 2}]}\ndormancy: {approval: {desks: []}}\n")
	var problems []param.Problem
	if p.Rules, problems = p.Screening.Compile([]string{"basic"}, h.Channels, param.Units{Currency: "CNY", Minor: 100}); len(problems) > 0 {
		t.Fatal(problems)
	}
	got, _ := run(t, h, h.Last, replay.Options{Channels: h.Channels}, p)
	// The balance is that before the entry: none is known before the first. At 11:00
	// the hour begins anew, and all of that before is still within an hour.
	want := []string{"a 2024-01-01 alerted screening.new", "a 2024-01-01 alerted screening.poor", "a 2024-01-01 alerted screening.web", "a 2024-01-01 alerted screening.fast",
		"a 2024-01-01 alerted screening.new", "a 2024-01-01 alerted screening.fast", "a 2024-01-02 alerted screening.poor"}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestUnknownTiers(t *testing.T) {
	p := policyFile(t, "testdata/policy.yaml")
	if _, err := replay.New(replay.Options{Tier: "gold"}, p); err == nil || err.Error() != "policy rules has no tier gold" {
		t.Errorf("%v", err)
	}
	r, _ := replay.New(replay.Options{}, p)
	if err := r.Customer(&replay.Customer{Name: "c", Tier: "gold", Known: true}, nil); err == nil || err.Error() != "customer c: policy rules has no tier gold" {
		t.Errorf("%v", err)
	}
}

// A log's own mistakes are told line by line.
func TestReadRefuses(t *testing.T) {
	const text = "customer,date,kind,amount\na,2024-01-01,pay,1\n,2024-01-01,pay,1\nb,2024-01-01,gift,1\nb,2024-01-01,pay,-1\nb,2024-01-01,pay,1.005\nb,yesterday,pay,1\n"
	columns, _ := replay.ParseColumns("customer=customer,date=date,kind=kind,amount=amount")
	_, err := replay.Read(strings.NewReader(text), replay.ReadOptions{Name: "log.csv", Columns: columns})
	want := []string{"log.csv:3: no customer", `log.csv:4: kind "gift" is not one of`, `log.csv:5: amount "-1" is negative`,
		`log.csv:6: amount "1.005" is finer`, `log.csv:7: date "yesterday"`}
	if err == nil {
		t.Fatal("read")
	}
	lines := strings.Split(err.Error(), "\n")
	for i, w := range want {
		if i >= len(lines) || !strings.HasPrefix(lines[i], w) {
			t.Errorf("got\n%v\nwant %s", err, w)
		}
	}
	if _, err := replay.Read(strings.NewReader("customer,date\n"), replay.ReadOptions{Name: "log.csv", Columns: columns[:2]}); err == nil {
		t.Error("an empty log was read")
	}
	for _, bad := range []string{"UROK", "UROK=gift", "=x=y"} {
		if _, err := replay.ParseKinds(bad); err == nil {
			t.Errorf("%s was read", bad)
		}
	}
}
