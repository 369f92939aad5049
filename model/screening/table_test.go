package screening

import (
	"strings"
	"testing"

	"weir/model/account"
	"weir/model/internal/cases"
	"weir/sim"
)

// always is a rule that says yes to everything.
const always = "amount >= 0 CNY"

func TestAction(t *testing.T) {
	cases.Check(t, "testdata/action.txt", ActionNames[:], func(c *cases.Case) string {
		text := "rules:\n"
		for _, action := range c.Words("actions") {
			text += "  - {id: " + action + ", when: " + always + ", action: " + action + "}\n"
		}
		_, r := compile(t, strings.TrimSuffix(text, "rules:\n"))
		d := r.Decide(new(State), &Facts{}, 0, make([]float64, Slots))
		if d.Hits.Count() != r.Len() {
			t.Errorf("%s: %b said yes", c.Text, d.Hits)
		}
		if d.Watch != c.Flag("watch") || (r.Reviewed(d.Hits) != 0) != c.Flag("reviewed") {
			t.Errorf("%s: watch %v, reviewed %b", c.Text, d.Watch, r.Reviewed(d.Hits))
		}
		for i := range r.Len() {
			if r.Reviewed(d.Hits).Has(i) != r.Action(i).Reviewed() {
				t.Errorf("%s: rule %d reviewed: %b", c.Text, i, r.Reviewed(d.Hits))
			}
		}
		return d.Action.String()
	})
}

func TestTiers(t *testing.T) {
	cases.Check(t, "testdata/tiers.txt", []string{"asked", "passed_by"}, func(c *cases.Case) string {
		_, r := compile(t, "rules: [{id: a, when: "+always+", tiers: ["+strings.Join(c.Words("tiers"), ", ")+"]}]")
		place := map[string]uint8{"basic": 0, "intermediate": 1, "advanced": 2}[c.Word("tier")]
		if r.Decide(new(State), &Facts{Tier: place}, 0, make([]float64, Slots)).Hits != 0 {
			return "asked"
		}
		return "passed_by"
	})
}

func TestAlert(t *testing.T) {
	names := []string{"none", "a", "b", "a+b"}
	cases.Check(t, "testdata/alert.txt", names, func(c *cases.Case) string {
		var s State
		if fresh := s.Alert(1, sim.Time(10*sim.Hour), c.Duration("episode")); fresh != 1 {
			t.Errorf("%s: the first alert was %b", c.Text, fresh)
		}
		var hits Hits
		for _, rule := range c.Words("hits") {
			hits |= 1 << (rule[0] - 'a')
		}
		return names[s.Alert(hits, c.Time("after"), c.Duration("episode"))]
	})
}

func TestFeatures(t *testing.T) {
	cases.Check(t, "testdata/features.txt", []string{"yes", "no"}, func(c *cases.Case) string {
		op, _ := account.OperationNamed(c.Word("op"))
		f := Facts{
			Amount: c.Money("amount"), Balance: c.Money("balance"), Operation: op, Watched: c.Flag("watched"),
			LastActive: sim.Time(10 * sim.Day), Opened: -sim.Time(100 * sim.Day), NumberChanged: sim.Never,
		}
		r := ruled(t, c.Word("when"))
		d := r.Decide(new(State), &f, c.Time("after"), make([]float64, Slots))
		return map[bool]string{true: "yes", false: "no"}[d.Hits.Has(0)]
	})
}
