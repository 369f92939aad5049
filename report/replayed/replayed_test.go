package replayed_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"weir/model/account"
	"weir/model/dormancy"
	"weir/model/replay"
	"weir/model/tier"
	"weir/report"
	"weir/report/replayed"
	"weir/sim"
)

const day = sim.Time(sim.Day)

// policy flags accounts idle for some days and stops payments above a limit.
func policy(name string, after sim.Duration, limit int64) replay.Policy {
	p := replay.Policy{Name: name, Tiers: new(tier.Params), Dormancy: new(dormancy.Params)}
	p.Tiers.Tiers = []tier.Tier{{ID: "basic", Functions: tier.Payments, DailyLimit: limit}}
	p.Tiers.Prepare()
	p.Dormancy.Counts = 1 << account.Pay
	p.Dormancy.Routes = []dormancy.Route{{Tier: "basic", After: after}}
	return p
}

// played is two customers under two policies, from 1970-01-01: one pays 10 and 30 on
// days 0 and 5, the other 20 on day 1.
func played(t *testing.T) (*replay.Result, replayed.About, string) {
	t.Helper()
	policies := []replay.Policy{policy("wide", 10*sim.Day, 2500), policy("narrow", 4*sim.Day, 3000)}
	o := replay.Options{End: 12 * day}
	r, err := replay.New(o, policies...)
	if err != nil {
		t.Fatal(err)
	}
	var list bytes.Buffer
	events := replayed.NewEvents(&list, o, 100, true, policies)
	for _, c := range []*replay.Customer{
		{Name: "a", Entries: []replay.Entry{{At: day / 2, Amount: 1000}, {At: 5*day + day/2, Amount: 3000}}},
		{Name: "b,c", Entries: []replay.Entry{{At: day + day/4, Amount: 2000}}},
	} {
		if err := r.Customer(c, func(policy int, e replay.Event) { events.Add(c.Name, policy, e) }); err != nil {
			t.Fatal(err)
		}
	}
	if err := events.Close(); err != nil {
		t.Fatal(err)
	}
	a := replayed.About{Data: "log.csv", SHA256: strings.Repeat("0", 64), First: 0, Last: 11, Currency: "CNY", Minor: 100,
		Policies: map[string]string{"wide": "1", "narrow": "2"}, Notes: []string{"A note."}}
	return r.Result(), a, list.String()
}

func TestEvents(t *testing.T) {
	_, _, list := played(t)
	// Wide: 30 is over 25 and no activity, so both are idle for 10 days. Narrow: a is
	// flagged on day 4 and comes back, flagged again on day 9; b on day 5.
	want := `policy,customer,date,event,rule,tier,amount,detail
wide,a,1970-01-06T12:00:00,limited,limits.daily_limit,basic,30,pay
wide,a,1970-01-11T12:00:00,flagged,dormancy.basic,basic,,idle
narrow,a,1970-01-05T12:00:00,flagged,dormancy.basic,basic,,idle
narrow,a,1970-01-06T12:00:00,returned,dormancy.basic,basic,,flagged
narrow,a,1970-01-10T12:00:00,flagged,dormancy.basic,basic,,idle
wide,"b,c",1970-01-12T06:00:00,flagged,dormancy.basic,basic,,idle
narrow,"b,c",1970-01-06T06:00:00,flagged,dormancy.basic,basic,,idle
`
	if list != want {
		t.Errorf("got\n%s\nwant\n%s", list, want)
	}
}

// Results are a file of the same kind as a run's, with exact figures.
func TestResults(t *testing.T) {
	result, about, _ := played(t)
	r := replayed.Results(result, about)
	var text bytes.Buffer
	if err := report.WriteJSON(&text, r); err != nil {
		t.Fatal(err)
	}
	back, err := report.ReadJSON(bytes.NewReader(text.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	find := func(variant int, name, tier string) float64 {
		for _, m := range back.Variants[variant].Metrics {
			if m.Name == name && m.Labels["tier"] == tier {
				if m.Interval != "exact" || *m.Low != *m.Mean || *m.High != *m.Mean {
					t.Errorf("%+v is not exact", m)
				}
				return *m.Mean
			}
		}
		return -1
	}
	for _, c := range []struct {
		variant    int
		name, tier string
		want       float64
	}{
		{0, "replay.flagged.events", "", 2}, {1, "replay.flagged.events", "", 3}, {1, "replay.flagged.customers", "basic", 2},
		{0, "replay.limited.amount", "basic", 30}, {1, "replay.limited.events", "", 0}, {1, "replay.limited.amount", "", -1},
	} {
		if got := find(c.variant, c.name, c.tier); got != c.want {
			t.Errorf("%s{%s} of %d: got %v, want %v", c.name, c.tier, c.variant, got, c.want)
		}
	}
	series := r.Variants[1].Series[0]
	if series.Name != "replay.flagged.events" || len(series.Points) != 12 || series.Points[4].Mean != 1 || series.Points[5].Mean != 1 || series.Points[6].Mean != 0 {
		t.Errorf("%+v", series)
	}
	if d := r.Differences[0].Metrics[1]; d.Name != "replay.flagged.events" || *d.Delta != 1 || *d.Relative != .5 {
		t.Errorf("%+v", d)
	}
	var value any
	json.Unmarshal(text.Bytes(), &value)
	schema, err := jsonschema.NewCompiler().Compile("../results.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(value); err != nil {
		t.Error(err)
	}
}

var update = flag.Bool("update", false, "rewrite golden files")

func TestText(t *testing.T) {
	result, about, _ := played(t)
	for name, write := range map[string]func() (string, error){
		"text.txt": func() (string, error) {
			var b bytes.Buffer
			err := replayed.WriteText(&b, result, about)
			return b.String(), err
		},
		"markdown.md": func() (string, error) {
			var b bytes.Buffer
			err := replayed.WriteMarkdown(&b, result, about)
			return b.String(), err
		},
	} {
		got, err := write()
		if err != nil {
			t.Fatal(err)
		}
		if *update {
			os.WriteFile("testdata/"+name, []byte(got), 0o666)
		}
		want, err := os.ReadFile("testdata/" + name)
		if err != nil || got != string(want) {
			t.Errorf("%s: %v, got\n%s", name, err, got)
		}
	}
}
