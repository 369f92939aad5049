package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"weir/model"
	"weir/scenarios/say"
	"weir/sim"
)

// traceFlags are the flags of trace.
type traceFlags struct {
	common
	customer    int
	replication int
}

func (p *program) traceCommand() *cobra.Command {
	var f traceFlags
	cmd := &cobra.Command{
		Use:   "trace SCENARIO --customer N",
		Short: "Tell one customer's life in one replication, line by line with the rules behind it",
		Args:  cobra.ExactArgs(1),
		RunE:  func(cmd *cobra.Command, args []string) error { return p.trace(cmd.Context(), args[0], &f) },
	}
	f.common.register(cmd, "text", "json")
	cmd.Flags().IntVar(&f.customer, "customer", -1, "`NUMBER` of the customer, from 0")
	cmd.Flags().Lookup("customer").DefValue = "0" // it has none: help shows no zero
	cmd.Flags().IntVar(&f.replication, "replication", 0, "`NUMBER` of the replication, from 0")
	return cmd
}

// trace simulates the replication once more and tells what happened to one
// customer. Looking changes nothing: the history is that of the run.
func (p *program) trace(ctx context.Context, name string, f *traceFlags) error {
	switch {
	case f.customer < 0:
		return usage("trace needs --customer N, from 0")
	case f.replication < 0:
		return usage("--replication %d; want 0 or more", f.replication)
	}
	if err := f.common.check(); err != nil {
		return err
	}
	loaded, err := p.load(name, f.common)
	if err != nil {
		return err
	}
	plan := loaded.Variants[0].Plan
	if f.customer >= plan.Customers {
		return usage("--customer %d; the customers are numbered from 0 to %d", f.customer, plan.Customers-1)
	}
	life, err := plan.Live(ctx, uint32(f.replication), f.customer)
	if err != nil {
		return err
	}
	if f.format == "json" {
		return p.lifeJSON(plan, life)
	}
	p.tellLife(plan, life)
	return nil
}

const dateTime = "2006-01-02 15:04:05"

// tellLife writes a life as a table under who it is about.
func (p *program) tellLife(plan *model.Plan, life *model.Life) {
	date := func(t sim.Time) string { return plan.Calendar().Date(t).Format(dateTime) }
	fmt.Fprintln(p.stdout, say.Text("R140", life.Customer, life.Replication, life.Name, life.Phone, life.Address))
	fmt.Fprintln(p.stdout, say.Text("R141", life.Segment, life.Tier, life.Region, life.Age, date(life.Opened)))
	if life.Gone != sim.Never {
		fmt.Fprintln(p.stdout, say.Text("R142", date(life.Gone)))
	}
	fmt.Fprintln(p.stdout)
	tab := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	for _, m := range life.Moments {
		fmt.Fprintf(tab, "%s\t%s\t%s\n", date(m.At), p.momentText(plan, m), strings.Join(m.Rules, " "))
	}
	tab.Flush()
	fmt.Fprintln(p.stdout)
	fmt.Fprintln(p.stdout, "seed", plan.Seed)
}

// momentText is the sentence of an event.
func (p *program) momentText(plan *model.Plan, m model.Moment) string {
	amount := fmt.Sprintf("%.2f %s", float64(m.Amount)/float64(plan.Minor), plan.Institution.Currency)
	switch m.Kind {
	case "intent":
		if m.Amount == 0 {
			return say.Text("R144", m.Operation, m.Result)
		}
		return say.Text("R143", m.Operation, amount, m.Result)
	case "flag":
		return say.Text("R145", m.Idle)
	case "decided":
		return say.Text("R146", m.Status)
	case "withdrawn":
		return say.Text("R147")
	case "salary":
		return say.Text("R148", amount)
	case "received":
		return say.Text("R149", amount)
	case "open":
		return say.Text("R150", amount)
	}
	return say.Text("R151", amount)
}

// lifeJSON writes a life for programs.
func (p *program) lifeJSON(plan *model.Plan, life *model.Life) error {
	type moment struct {
		At        string   `json:"at"`
		Kind      string   `json:"kind"`
		Operation string   `json:"operation,omitempty"`
		Result    string   `json:"result,omitempty"`
		Status    string   `json:"status,omitempty"`
		Amount    *float64 `json:"amount,omitempty"`
		Idle      int      `json:"idle_days,omitempty"`
		Rules     []string `json:"rules"`
	}
	out := struct {
		Customer    int      `json:"customer"`
		Replication uint32   `json:"replication"`
		Seed        uint64   `json:"seed"`
		Name        string   `json:"name"`
		Segment     string   `json:"segment"`
		Tier        string   `json:"tier"`
		Region      string   `json:"region"`
		Age         string   `json:"age"`
		Moments     []moment `json:"moments"`
	}{life.Customer, life.Replication, plan.Seed, life.Name, life.Segment, life.Tier, life.Region, life.Age, []moment{}}
	for _, m := range life.Moments {
		line := moment{At: plan.Calendar().Date(m.At).Format(dateTime), Kind: m.Kind, Operation: m.Operation, Result: m.Result, Status: m.Status, Idle: m.Idle, Rules: m.Rules}
		if m.Amount != 0 {
			x := float64(m.Amount) / float64(plan.Minor)
			line.Amount = &x
		}
		out.Moments = append(out.Moments, line)
	}
	enc := json.NewEncoder(p.stdout)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}
