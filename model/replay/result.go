package replay

import (
	"cmp"
	"fmt"
	"slices"

	"weir/model/dormancy"
	"weir/model/table"
)

// Result is what the policies would have done.
type Result struct {
	Customers int
	Entries   int
	Origin    table.Day
	Policies  []Outcome
}

// Outcome is what one policy would have done.
type Outcome struct {
	Name     string
	Totals   []Total       // by kind, rule and tier, in that order
	Days     []Day         // every day with an event, ascending
	Met      [Kinds]int    // customers who met each kind at least once
	Changes  [Kinds]Change // against the first policy
	Assumed  []string      // what the history cannot tell, and what is taken for it
	tierIDs  []string
	totals   map[totalKey]*Total
	days     map[table.Day]*Day
	origin   table.Day
	reported map[totalKey]bool // of the customer at hand
}

// Total counts events of one kind, rule and tier.
type Total struct {
	Kind      Kind
	Rule      string
	Tier      string
	Events    int
	Customers int
	Amount    int64 // minor units of the entries that met it
}

// Day counts the events of a day.
type Day struct {
	Day    table.Day
	Events [Kinds]int
}

// Change is how the customers who meet something differ between two policies.
type Change struct{ Both, OnlyFirst, OnlyThis int }

type totalKey struct {
	kind Kind
	rule string
	tier int
}

func newOutcome(p Policy, o Options) Outcome {
	out := Outcome{Name: p.Name, totals: map[totalKey]*Total{}, days: map[table.Day]*Day{}, origin: o.Origin,
		reported: map[totalKey]bool{}, Assumed: Assumptions(p, o)}
	for _, t := range p.Tiers.Tiers {
		out.tierIDs = append(out.tierIDs, t.ID)
	}
	return out
}

// count counts the entries that were played.
func (r *Result) count(entries []Entry) {
	r.Customers++
	r.Entries += len(entries)
}

// add adds the events of a customer and returns which kinds she met.
func (o *Outcome) add(events []Event, tier int) (met [Kinds]bool) {
	clear(o.reported)
	for _, e := range events {
		met[e.Kind] = true
		key := totalKey{e.Kind, e.Rule, e.Tier}
		t := o.totals[key]
		if t == nil {
			t = &Total{Kind: e.Kind, Rule: e.Rule, Tier: o.tierIDs[e.Tier]}
			o.totals[key] = t
		}
		t.Events++
		t.Amount += e.Amount
		if !o.reported[key] {
			o.reported[key] = true
			t.Customers++
		}
		day := o.origin + table.Day(e.At.Day())
		d := o.days[day]
		if d == nil {
			d = &Day{Day: day}
			o.days[day] = d
		}
		d.Events[e.Kind]++
	}
	for k, yes := range met {
		if yes {
			o.Met[k]++
		}
	}
	return met
}

func (o *Outcome) compare(first, this [Kinds]bool) {
	for k := range o.Changes {
		switch {
		case first[k] && this[k]:
			o.Changes[k].Both++
		case first[k]:
			o.Changes[k].OnlyFirst++
		case this[k]:
			o.Changes[k].OnlyThis++
		}
	}
}

// Result returns what the policies have done to the customers so far.
func (r *Replay) Result() *Result {
	out := r.result
	out.Origin = r.options.Origin
	out.Policies = slices.Clone(r.result.Policies)
	for i := range out.Policies {
		o := &out.Policies[i]
		o.Totals, o.Days = nil, nil
		for _, t := range o.totals {
			o.Totals = append(o.Totals, *t)
		}
		order := func(id string) int { return slices.Index(o.tierIDs, id) }
		slices.SortFunc(o.Totals, func(a, b Total) int {
			return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Rule, b.Rule), cmp.Compare(order(a.Tier), order(b.Tier)))
		})
		for _, d := range o.days {
			o.Days = append(o.Days, *d)
		}
		slices.SortFunc(o.Days, func(a, b Day) int { return cmp.Compare(a.Day, b.Day) })
	}
	return &out
}

// Events returns how often something would have happened, over all rules and tiers.
func (o *Outcome) Events(k Kind) (events int, amount int64) {
	for _, t := range o.Totals {
		if t.Kind == k {
			events += t.Events
			amount += t.Amount
		}
	}
	return events, amount
}

// Assumptions returns in words what a history cannot tell and what is taken for it.
func Assumptions(p Policy, o Options) []string {
	d := p.Dormancy
	all := []string{
		"Every entry is an intent as it happened: nobody would have acted otherwise under the policy.",
		"An entry that the policy would have refused uses no limit and is no activity; those after it stand as they are.",
		"What happened before a customer's first entry is not known: the account counts as opened then, and as never used before.",
		"A customer keeps her tier; limits of a person are taken as limits of the account, and every counterparty as unbound.",
	}
	if len(o.Channels) == 0 {
		all = append(all, "Channels are not told: a restriction of some channels is taken to hold at all.")
	}
	if len(d.Approval.Desks) > 0 {
		all = append(all, "Desks decide at once and rightly.")
	}
	if d.Verification.On {
		all = append(all, "Customers who are asked first do not answer.")
	}
	if d.Notice.On {
		all = append(all, fmt.Sprintf("Notices arrive at once and nobody acts on them; restrictions wait %v days.", d.Notice.Waiting.Days()))
	}
	if d.Reactivation.On {
		all = append(all, "A customer whose entry a restriction refuses has the account reactivated at once, and goes on from the next entry.")
	} else if d.Restriction.On {
		all = append(all, "The policy has no way back: a restricted account stays restricted.")
	}
	if d.Classes.On {
		all = append(all, "Risk classes see balance and time only: contact, identity and past anomalies are not in the history.")
	}
	if slices.ContainsFunc(d.Routes, func(r dormancy.Route) bool { return len(r.Exempt) > 0 }) {
		all = append(all, "Products are not told: nobody is exempt.")
	}
	if p.Rules != nil {
		all = append(all, "Alerts are counted, not reviewed: what is behind them is not known, and no transaction is stopped by one.")
	}
	return all
}
