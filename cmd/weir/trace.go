package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"weir/model"
	"weir/scenarios"
	"weir/scenarios/say"
	"weir/sim"
)

// traceFlags are the flags of trace.
type traceFlags struct {
	common
	customer    int
	replication int
	where       string
	pick        string
	list        bool
	limit       int
	variantFlags
	against string
}

func (p *program) traceCommand() *cobra.Command {
	var f traceFlags
	cmd := &cobra.Command{
		Use:   "trace SCENARIO --customer N | --where EXPR",
		Short: "Tell one customer's life in one replication, line by line with the rules behind it",
		Long: "Tells one customer's life in one replication, event by event with the rules behind it: what the institution knows,\n" +
			"and after " + strings.TrimSpace(mark) + " what is true and nobody inside knows. --where picks the customer by what the replication came to,\n" +
			"as in 'restricted_alive && blocked >= 2' (weir list outcome: what it may speak of; it looks at the customers of the\n" +
			"opening book). --pick worst puts first who was restricted for the most days while there, then whose refused value is\n" +
			"greatest; --list shows all that fit instead. The replication is simulated again; looking changes nothing.\n" +
			"With --policy or --variant both lives are told, under the scenario's policy and under the other one, from the first\n" +
			"moment on at which they part; --where may then ask for 'flipped', and --pick worst is whom the other one harms most.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := f.check(cmd); err != nil {
				return err
			}
			return p.trace(cmd.Context(), args[0], &f)
		},
	}
	f.common.register(cmd, "text", "json")
	flags := cmd.Flags()
	flags.IntVar(&f.customer, "customer", -1, "`NUMBER` of the customer, from 0")
	flags.Lookup("customer").DefValue = "0" // it has none: help shows no zero
	flags.IntVar(&f.replication, "replication", 0, "`NUMBER` of the replication, from 0")
	flags.StringVar(&f.where, "where", "", "`EXPR` that the customer fits, such as 'flagged && alive'")
	flags.StringVar(&f.pick, "pick", model.PickNames[0], "`WHICH` of those that fit: "+either(model.PickNames))
	flags.BoolVar(&f.list, "list", false, "list those that fit instead of telling one life")
	f.variantFlags.register(cmd)
	flags.Lookup("policy").Usage = "another `POLICY`, by file or name: both lives are told; given twice: those under the first and the second"
	flags.StringVar(&f.against, "against", "", "the `VARIANT` whose lives are told beside the scenario's own (default: the first)")
	flags.IntVar(&f.limit, "limit", 20, "`NUMBER` of customers that --list shows at most")
	return cmd
}

// check refuses flags that do not go together.
func (f *traceFlags) check(cmd *cobra.Command) error {
	byNumber, byWhere := cmd.Flags().Changed("customer"), cmd.Flags().Changed("where")
	switch {
	case byNumber && byWhere:
		return usage("--customer and --where do not go together: both say whom to tell of")
	case !byWhere:
		if err := needs(cmd, "--where", "pick", "list", "limit"); err != nil {
			return err
		}
		if f.customer < 0 {
			return usage("trace needs --customer N, from 0, or --where EXPR")
		}
	case !f.list:
		if err := needs(cmd, "--list", "limit"); err != nil {
			return err
		}
	}
	switch {
	case f.replication < 0:
		return usage("--replication %d; want 0 or more", f.replication)
	case f.limit < 1:
		return usage("--limit %d; want 1 or more", f.limit)
	case !slices.Contains(model.PickNames, f.pick):
		return usage("--pick %s; want %s", f.pick, either(model.PickNames))
	}
	return f.common.check()
}

// trace simulates the replication once more and tells what happened to one
// customer. Looking changes nothing: the history is that of the run.
func (p *program) trace(ctx context.Context, name string, f *traceFlags) error {
	loaded, err := p.loadWith(name, f.common, f.secondOption)
	if err != nil {
		return err
	}
	plan := loaded.Variants[0].Plan
	if second, err := f.second(loaded); second != nil || err != nil {
		if err != nil {
			return err
		}
		return p.traceBoth(ctx, two{loaded.Variants[0], *second}, f)
	}
	if f.where != "" {
		found, err := p.find(ctx, plan, f)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			fmt.Fprintln(p.stderr, say.Text("R272", f.replication, f.where))
		}
		if f.list || len(found) == 0 {
			return p.listOutcomes(plan, f, found)
		}
		f.customer = found[0].Customer
		fmt.Fprintln(p.stderr, say.Text("R273", len(found), f.customer, f.pick))
	}
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

// find returns the customers that an expression picks, in the order asked for.
func (p *program) find(ctx context.Context, plan *model.Plan, f *traceFlags) ([]model.CustomerOutcome, error) {
	selected, problems := plan.Selection(f.where)
	if len(problems) > 0 {
		return nil, p.invalid(scenarios.NewReport(problems, map[string]string{"--where": f.where}, "--where"), f.format)
	}
	return plan.Outcomes(ctx, uint32(f.replication), selected, model.Pick(slices.Index(model.PickNames, f.pick)))
}

// tellLife writes a life as a table under who it is about.
func (p *program) tellLife(plan *model.Plan, life *model.Life) {
	t := newTelling(plan)
	width, _ := p.terminal("never")
	for _, text := range t.head(life) {
		if width > 0 {
			text = wrap(text, max(width, 24), "  ")
		}
		fmt.Fprintln(p.stdout, text)
	}
	fmt.Fprintln(p.stdout)
	lines, marked := t.lines(life.Moments)
	writeLines(p.stdout, lines, width)
	fmt.Fprintln(p.stdout)
	if marked {
		fmt.Fprintln(p.stdout, say.Text("R269"))
	}
	fmt.Fprintln(p.stdout, "seed", plan.Seed)
}

// head says whom a life is about.
func (t telling) head(life *model.Life) []string {
	head := []string{say.Text("R140", life.Customer, life.Replication, life.Name, life.Phone, life.Address)}
	if life.Segment == "" {
		head = append(head, say.Text("R268"))
	} else {
		head = append(head, say.Text("R141", life.Segment, life.Tier, life.Region, life.Age, t.date(life.Opened)))
		if life.Status != "active" {
			head = append(head, say.Text("R267", choose(life.Level == "none", life.Status, life.Level)))
		}
		if life.Gone < end(t.plan) {
			head = append(head, mark+say.Text("R142", t.date(life.Gone)))
		}
	}
	return head
}

// end returns when a replication is over at the latest: what is true only after
// it is not told.
func end(plan *model.Plan) sim.Time { return sim.Time(plan.Length + plan.Cooldown) }

// lines puts moments into lines, and says whether any is marked as true only.
func (t telling) lines(moments []model.Moment) (lines []line, marked bool) {
	for _, m := range moments {
		text := t.sentence(m)
		if !m.Known {
			text, marked = mark+text, true
		}
		lines = append(lines, line{t.date(m.At), strings.Join(m.Rules, " "), text})
		if truth := t.truth(m); truth != "" {
			lines, marked = append(lines, line{"", "", mark + truth}), true
		}
	}
	return lines, marked
}

// momentJSON is a moment for programs: what it is about, and its sentences.
type momentJSON struct {
	At        string   `json:"at"`
	Kind      string   `json:"kind"`
	Rules     []string `json:"rules"`
	Known     bool     `json:"known"` // to the institution
	Text      string   `json:"text"`
	Truth     string   `json:"truth,omitempty"` // beyond what it knows
	Operation string   `json:"operation,omitempty"`
	Channel   string   `json:"channel,omitempty"`
	Result    string   `json:"result,omitempty"`
	Limit     string   `json:"limit,omitempty"`
	Waits     string   `json:"waits,omitempty"`
	Amount    *float64 `json:"amount,omitempty"`
	Status    string   `json:"status,omitempty"`
	Idle      int      `json:"idle_days,omitempty"`
	Class     string   `json:"class,omitempty"`
	Cause     string   `json:"cause,omitempty"`
	Level     string   `json:"level,omitempty"`
	Before    string   `json:"before,omitempty"`
	Told      string   `json:"told,omitempty"`
	Because   string   `json:"because,omitempty"`
	Alerts    []string `json:"alerts,omitempty"`
	Confirmed *bool    `json:"confirmed,omitempty"`
	Number    string   `json:"number,omitempty"`
	Desk      string   `json:"desk,omitempty"`
	Matter    string   `json:"matter,omitempty"`
	Decision  string   `json:"decision,omitempty"`
	Contact   string   `json:"contact,omitempty"`
	About     string   `json:"about,omitempty"`
	Log       string   `json:"log,omitempty"`
	Reached   string   `json:"reached,omitempty"`
	Choice    string   `json:"choice,omitempty"`
	Act       string   `json:"act,omitempty"`
	Way       string   `json:"way,omitempty"`
	Outcome   string   `json:"outcome,omitempty"`
	From      string   `json:"from,omitempty"`
	To        string   `json:"to,omitempty"`
	Origin    string   `json:"origin,omitempty"`
	Reason    string   `json:"reason,omitempty"`
	Step      int      `json:"step,omitempty"`
	Progress  string   `json:"progress,omitempty"`
	Owner     string   `json:"owner,omitempty"` // in truth
}

func (t telling) json(m model.Moment) momentJSON {
	out := momentJSON{
		At: t.date(m.At), Kind: m.Kind, Rules: m.Rules, Known: m.Known, Text: t.sentence(m), Truth: t.truth(m),
		Operation: m.Operation, Channel: m.Channel, Result: m.Result, Limit: m.Limit, Waits: m.Waits, Status: m.Status, Idle: m.Idle,
		Class: m.Class, Cause: m.Cause, Level: m.Level, Before: m.Before, Told: m.Told, Because: m.Because, Alerts: m.Alerts, Number: m.Number,
		Desk: m.Desk, Matter: m.Matter, Decision: m.Decision, Contact: m.Contact, About: m.About, Log: m.Log, Reached: m.Reached,
		Choice: m.Choice, Act: m.Act, Way: m.Way, Outcome: m.Outcome, From: m.From, To: m.To, Origin: m.Origin, Reason: m.Reason,
		Step: m.Step, Progress: m.Progress, Owner: m.Owner,
	}
	if m.Amount != 0 {
		x := float64(m.Amount) / float64(t.plan.Minor)
		out.Amount = &x
	}
	if m.Kind == "reviewed" || m.Kind == "answer" {
		out.Confirmed = &m.Yes
	}
	return out
}

// lifeOut is a life for programs.
type lifeOut struct {
	Customer    int          `json:"customer"`
	Replication uint32       `json:"replication"`
	Seed        uint64       `json:"seed"`
	Name        string       `json:"name"`
	Segment     string       `json:"segment"`
	Tier        string       `json:"tier"`
	Region      string       `json:"region"`
	Age         string       `json:"age"`
	Vulnerable  bool         `json:"vulnerable"`
	Status      string       `json:"status"`
	Gone        string       `json:"gone,omitempty"` // the truth
	Moments     []momentJSON `json:"moments"`
}

// lifeJSON writes a life for programs.
func (p *program) lifeJSON(plan *model.Plan, life *model.Life) error {
	return writeIndented(p.stdout, newTelling(plan).lifeOut(life))
}

func (t telling) lifeOut(life *model.Life) lifeOut {
	out := lifeOut{Customer: life.Customer, Replication: life.Replication, Seed: t.plan.Seed, Name: life.Name, Segment: life.Segment, Tier: life.Tier,
		Region: life.Region, Age: life.Age, Vulnerable: life.Vulnerable, Status: life.Status, Moments: []momentJSON{}}
	if life.Gone < end(t.plan) && life.Segment != "" {
		out.Gone = t.date(life.Gone)
	}
	for _, m := range life.Moments {
		out.Moments = append(out.Moments, t.json(m))
	}
	return out
}

func writeIndented(w io.Writer, what any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(what)
}

// outcomeJSON is a customer that fits, for programs.
type outcomeJSON struct {
	Customer       int     `json:"customer"`
	Segment        string  `json:"segment"`
	Tier           string  `json:"tier"`
	Region         string  `json:"region"`
	Age            string  `json:"age"`
	DaysAlive      float64 `json:"days_restricted_alive"` // from here on in the order of --pick worst
	BlockedValue   float64 `json:"blocked_value"`
	Blocked        int     `json:"blocked"`
	DaysRestricted float64 `json:"days_restricted"`
	LimitHits      int     `json:"limit_hits"`
	Unavailable    int     `json:"unavailable"`
	Notices        int     `json:"notices"`
	Misdirected    int     `json:"misdirected"`
	Alerts         int     `json:"alerts"`
	Balance        float64 `json:"balance"`
}

// orders are the sentences that say in which order --pick lists customers.
var orders = map[string]string{"worst": "R274.worst", "first": "R274.first", "random": "R274.random"}

func outcomeOf(plan *model.Plan, o *model.CustomerOutcome) outcomeJSON {
	l := plan.Labels()
	return outcomeJSON{o.Customer, l.Segments[o.Segment], l.Tiers[o.Tier], l.Regions[o.Region], l.Ages[o.Age],
		o.Harmed.Days(), float64(o.BlockedValue) / float64(plan.Minor), o.Blocked, o.Restricted.Days(), o.LimitHits, o.Unavailable,
		o.Notices, o.Misdirected, o.Alerts, float64(o.Balance) / float64(plan.Minor)}
}

// listOutcomes writes the customers that fit, the first so many of them.
func (p *program) listOutcomes(plan *model.Plan, f *traceFlags, found []model.CustomerOutcome) error {
	shown := found[:min(len(found), f.limit)]
	rows := []outcomeJSON{}
	for i := range shown {
		rows = append(rows, outcomeOf(plan, &shown[i]))
	}
	if f.format == "json" {
		return writeIndented(p.stdout, struct {
			Replication int           `json:"replication"`
			Seed        uint64        `json:"seed"`
			Where       string        `json:"where"`
			Matching    int           `json:"matching"`
			Customers   []outcomeJSON `json:"customers"`
		}{f.replication, plan.Seed, f.where, len(found), rows})
	}
	if len(rows) == 0 {
		return nil
	}
	tab := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tab, say.Text("R270"))
	for _, r := range rows {
		fmt.Fprintf(tab, "%d\t%s\t%s\t%s\t%s\t%.2f\t%.2f\t%d\t%.2f\t%d\t%d\t%d\t%d\t%d\t%.2f\n", r.Customer, r.Segment, r.Tier, r.Region, r.Age,
			r.DaysAlive, r.BlockedValue, r.Blocked, r.DaysRestricted, r.LimitHits, r.Unavailable, r.Notices, r.Misdirected, r.Alerts, r.Balance)
	}
	if err := tab.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(p.stdout)
	fmt.Fprintln(p.stdout, say.Text("R271", len(found), plan.Customers, len(rows), f.pick))
	fmt.Fprintln(p.stdout, say.Text(orders[f.pick]))
	fmt.Fprintln(p.stdout, "seed", plan.Seed)
	return nil
}
