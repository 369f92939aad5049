package main

import (
	"context"
	"fmt"
	"slices"
	"text/tabwriter"

	"weir/model"
	"weir/scenarios"
	"weir/scenarios/say"
)

// two are the variants under which a customer's lives are told.
type two [2]scenarios.Variant

// secondOption adds the variants of the command line; a single --policy is the
// other one, as the scenario has its own.
func (f *traceFlags) secondOption(o *scenarios.Options) error {
	if len(f.policies) != 1 {
		return f.variantFlags.options(o)
	}
	own := f.variantFlags
	own.policies = nil
	if err := own.options(o); err != nil {
		return err
	}
	_, others := scenarios.PolicyFlags([]string{"", f.policies[0]})
	o.Variants = append(o.Variants, others...)
	return nil
}

// second returns the variant that is told beside the base; nil if only one is.
func (f *traceFlags) second(loaded *scenarios.Loaded) (*scenarios.Variant, error) {
	others := loaded.Variants[1:]
	if f.against != "" {
		i := slices.IndexFunc(others, func(v scenarios.Variant) bool { return v.Name == f.against })
		if b := loaded.Baseline; i < 0 && b != nil && b.Name == f.against {
			return b, nil
		}
		if i < 0 {
			return nil, usage("--against %s; there is no such variant", f.against)
		}
		return &others[i], nil
	}
	if len(f.variants)+len(f.policies) == 0 {
		return nil, nil
	}
	return &others[len(loaded.Scenario.Variants)], nil // the first of the command line
}

// traceBoth tells a customer's lives under two policies, of which the second is
// the one asked about.
func (p *program) traceBoth(ctx context.Context, v two, f *traceFlags) error {
	if f.where != "" {
		done, err := p.pickBoth(ctx, v, f)
		if done || err != nil {
			return err
		}
	}
	if n := v[0].Plan.Customers; f.customer >= n {
		return usage("--customer %d; the customers are numbered from 0 to %d", f.customer, n-1)
	}
	var lives [2]*model.Life
	for i := range v {
		var err error
		if lives[i], err = v[i].Plan.Live(ctx, uint32(f.replication), f.customer); err != nil {
			return err
		}
	}
	at, parted := model.Diverge(lives[0], lives[1])
	if f.format == "json" {
		return p.bothJSON(v, lives, at, parted)
	}
	p.tellBoth(v, lives, at, parted)
	return nil
}

// pickBoth finds the customer that an expression picks; done where there is none, or
// a list was asked for.
func (p *program) pickBoth(ctx context.Context, v two, f *traceFlags) (done bool, err error) {
	selected, problems := v[1].Plan.PairSelection(f.where)
	if len(problems) > 0 {
		return true, p.invalid(scenarios.NewReport(problems, map[string]string{"--where": f.where}, "--where"), f.format)
	}
	found, err := model.Flips(ctx, v[0].Plan, v[1].Plan, uint32(f.replication), selected, model.Pick(slices.Index(model.PickNames, f.pick)))
	if err != nil {
		return true, err
	}
	if len(found) == 0 {
		fmt.Fprintln(p.stderr, say.Text("R272", f.replication, f.where))
	}
	if f.list || len(found) == 0 {
		return true, p.listFlips(v, f, found)
	}
	f.customer = found[0].Customer
	fmt.Fprintln(p.stderr, say.Text("R273", len(found), f.customer, f.pick))
	return false, nil
}

// flipJSON is a customer under two policies, for programs.
type flipJSON struct {
	Customer int         `json:"customer"`
	Flipped  bool        `json:"flipped"` // her outcome is another
	Before   outcomeJSON `json:"before"`
	After    outcomeJSON `json:"after"`
}

// listFlips writes the customers that fit with what both policies came to for them,
// the first so many of them.
func (p *program) listFlips(v two, f *traceFlags, found []model.Flip) error {
	rows := []flipJSON{}
	for i := range found[:min(len(found), f.limit)] {
		one := &found[i]
		rows = append(rows, flipJSON{one.Customer, one.B.Flipped, outcomeOf(v[0].Plan, &one.A), outcomeOf(v[1].Plan, &one.B)})
	}
	if f.format == "json" {
		return writeIndented(p.stdout, struct {
			Replication int        `json:"replication"`
			Seed        uint64     `json:"seed"`
			Variants    [2]string  `json:"variants"`
			Where       string     `json:"where"`
			Matching    int        `json:"matching"`
			Customers   []flipJSON `json:"customers"`
		}{f.replication, v[0].Plan.Seed, [2]string{v[0].Name, v[1].Name}, f.where, len(found), rows})
	}
	if len(rows) == 0 {
		return nil
	}
	tab := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tab, say.Text("R314"))
	for _, r := range rows {
		a, b := r.Before, r.After
		fmt.Fprintf(tab, "%d\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", r.Customer, a.Segment, change("%s", a.Tier, b.Tier),
			change("%.2f", a.DaysAlive, b.DaysAlive), change("%.2f", a.BlockedValue, b.BlockedValue), change("%d", a.Blocked, b.Blocked),
			change("%.2f", a.DaysRestricted, b.DaysRestricted), change("%d", a.LimitHits, b.LimitHits), change("%d", a.Unavailable, b.Unavailable))
	}
	if err := tab.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(p.stdout)
	fmt.Fprintln(p.stdout, say.Text("R315", v[0].Name, v[1].Name))
	fmt.Fprintln(p.stdout, say.Text("R271", len(found), v[0].Plan.Customers, len(rows), f.pick))
	order := orders[f.pick]
	if f.pick == model.PickNames[model.PickWorst] {
		order = "R316"
	}
	fmt.Fprintln(p.stdout, say.Text(order, v[0].Name, v[1].Name))
	fmt.Fprintln(p.stdout, "seed", v[0].Plan.Seed)
	return nil
}

// change writes what a value is under the first policy and, where it differs, under
// the second.
func change[T comparable](format string, a, b T) string {
	before, after := fmt.Sprintf(format, a), fmt.Sprintf(format, b)
	if before == after {
		return before
	}
	return before + " → " + after
}

// shownBefore is how many moments are told from before two lives part.
const shownBefore = 5

// tellBoth writes what both lives have in common, the end of it, and then each from
// where they part.
func (p *program) tellBoth(v two, lives [2]*model.Life, at int, parted bool) {
	width, _ := p.terminal("never")
	t := [2]telling{newTelling(v[0].Plan), newTelling(v[1].Plan)}
	for _, text := range t[0].head(lives[0]) {
		if width > 0 {
			text = wrap(text, max(width, 24), "  ")
		}
		fmt.Fprintln(p.stdout, text)
	}
	shared := max(at, 0)
	from := max(shared-shownBefore, 0)
	if !parted {
		from = 0
	}
	fmt.Fprintln(p.stdout)
	if from > 0 {
		fmt.Fprintln(p.stdout, say.Text("R310", from))
	}
	lines, marked := t[0].lines(lives[0].Moments[from:shared])
	writeLines(p.stdout, lines, width)
	if !parted {
		fmt.Fprintf(p.stdout, "\n%s\n", say.Text("R311", v[0].Name, v[1].Name))
	}
	for i := range v {
		if !parted {
			break
		}
		fmt.Fprintf(p.stdout, "\n%s\n", say.Text("R312", v[i].Name))
		rest, also := t[i].lines(lives[i].Moments[shared:])
		if len(rest) == 0 {
			fmt.Fprintln(p.stdout, say.Text("R313"))
		}
		writeLines(p.stdout, rest, width)
		marked = marked || also
	}
	fmt.Fprintln(p.stdout)
	if marked {
		fmt.Fprintln(p.stdout, say.Text("R269"))
	}
	fmt.Fprintln(p.stdout, "seed", v[0].Plan.Seed)
}

// bothJSON writes two lives for programs; diverges is the number of moments that
// they have in common, null where nothing differs.
func (p *program) bothJSON(v two, lives [2]*model.Life, at int, parted bool) error {
	out := struct {
		Variants [2]string  `json:"variants"`
		Diverges *int       `json:"diverges"`
		Lives    [2]lifeOut `json:"lives"`
	}{Variants: [2]string{v[0].Name, v[1].Name}}
	for i := range v {
		out.Lives[i] = newTelling(v[i].Plan).lifeOut(lives[i])
	}
	if parted {
		shared := max(at, 0)
		out.Diverges = &shared
	}
	return writeIndented(p.stdout, out)
}
