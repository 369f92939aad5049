package replayed

import (
	"encoding/csv"
	"io"
	"strconv"

	"weir/model/replay"
	"weir/model/table"
	"weir/sim"
)

// Events writes events.csv: one row for each policy, customer and event.
type Events struct {
	out      *csv.Writer
	policies []replay.Policy
	origin   table.Day
	minor    int64
	timed    bool
}

// NewEvents begins the list. Timed says whether the time of day is known.
func NewEvents(w io.Writer, o replay.Options, minor int64, timed bool, policies []replay.Policy) *Events {
	e := &Events{csv.NewWriter(w), policies, o.Origin, minor, timed}
	e.out.Write([]string{"policy", "customer", "date", "event", "rule", "tier", "amount", "detail"})
	return e
}

// Add writes what a policy would have done to a customer.
func (e *Events) Add(customer string, policy int, ev replay.Event) {
	p := &e.policies[policy]
	amount := ""
	if ev.Amount != 0 {
		amount = strconv.FormatFloat(float64(ev.Amount)/float64(e.minor), 'f', -1, 64)
	}
	date := (e.origin + table.Day(ev.At.Day())).String()
	if e.timed {
		second := int64(ev.At.Sub(sim.Time(ev.At.Day())*sim.Time(sim.Day)) / sim.Second)
		date += "T" + two(second/3600) + ":" + two(second/60%60) + ":" + two(second%60)
	}
	e.out.Write([]string{p.Name, customer, date, ev.Kind.String(), ev.Rule, p.Tiers.Tiers[ev.Tier].ID, amount, ev.Detail})
}

func two(n int64) string { return string([]byte{'0' + byte(n/10), '0' + byte(n%10)}) }

// Close ends the list and returns the first error of writing it.
func (e *Events) Close() error {
	e.out.Flush()
	return e.out.Error()
}
