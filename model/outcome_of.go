package model

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"weir/model/account"
	"weir/model/dormancy"
	"weir/model/population"
	"weir/model/reaction"
	"weir/model/screening"
	"weir/sim"
	"weir/sim/expr"
	"weir/sim/param"
	"weir/sim/rng"
)

// CustomerOutcome is what one replication came to for one place in the book:
// counted over the measured time, traits and balance as they are at its end.
type CustomerOutcome struct {
	Customer int
	Segment, Tier, Region, Age,
	Vulnerable int // numbers of labels; Vulnerable 0 or 1
	Alive bool // the owner is there at the end

	Intents      int
	Unavailable  int
	LimitHits    int
	Blocked      int   // intents that a restriction refused
	BlockedValue int64 // minor units
	Flags        int
	FlagsAlive   int
	Restrictions int
	Wrongful     int // restrictions that began with the owner there
	Restricted   sim.Duration
	Harmed       sim.Duration // the part of it with the owner there
	Reactivated  bool
	Objected     bool
	Left         bool
	Alerts       int
	Notices      int
	Misdirected  int // attempts that reached a stranger
	Promoted     bool
	Demoted      bool
	Balance      int64
	Flipped      bool // another outcome than under the other of two plans; false where there is one

	since sim.Time // restricted since, in the measured time; sim.Never if not
}

// The purpose of picking a customer at random: it decides nothing in a run.
const purposePick rng.Purpose = 0x0d0f

// outcomeFeature is something that can be asked of an outcome.
type outcomeFeature struct {
	expr.Name
	of func(o *CustomerOutcome) float64
}

// outcomeFeatures lists what an expression that picks customers may speak of.
func outcomeFeatures(l Labels) []outcomeFeature {
	count := func(name, doc string, of func(o *CustomerOutcome) int) outcomeFeature {
		return outcomeFeature{expr.Name{Name: name, Unit: expr.Count, Doc: doc}, func(o *CustomerOutcome) float64 { return float64(of(o)) }}
	}
	yes := func(name, doc string, of func(o *CustomerOutcome) bool) outcomeFeature {
		return outcomeFeature{expr.Name{Name: name, Unit: expr.Flag, Doc: doc}, func(o *CustomerOutcome) float64 { return float64(bit(of(o))) }}
	}
	money := func(name, doc string, of func(o *CustomerOutcome) int64) outcomeFeature {
		return outcomeFeature{expr.Name{Name: name, Unit: expr.Money, Doc: doc}, func(o *CustomerOutcome) float64 { return float64(of(o)) }}
	}
	days := func(name, doc string, of func(o *CustomerOutcome) sim.Duration) outcomeFeature {
		return outcomeFeature{expr.Name{Name: name, Unit: expr.Count, Doc: doc}, func(o *CustomerOutcome) float64 { return of(o).Days() }}
	}
	label := func(name, doc string, words []string, of func(o *CustomerOutcome) int) outcomeFeature {
		if len(words) == 0 {
			words = []string{""}
		}
		return outcomeFeature{expr.Name{Name: name, Unit: expr.Text, Words: words, Doc: doc}, func(o *CustomerOutcome) float64 { return float64(of(o)) }}
	}
	return []outcomeFeature{
		label("segment", "The segment of whoever has the account at the end.", l.Segments, func(o *CustomerOutcome) int { return o.Segment }),
		label("tier", "The account's tier at the end.", l.Tiers, func(o *CustomerOutcome) int { return o.Tier }),
		label("region", "The customer's region.", l.Regions, func(o *CustomerOutcome) int { return o.Region }),
		label("age", "The customer's age band.", l.Ages, func(o *CustomerOutcome) int { return o.Age }),
		yes("vulnerable", "Harm hits the customer harder.", func(o *CustomerOutcome) bool { return o.Vulnerable == 1 }),
		yes("alive", "The owner is there at the end: the truth, which no rule may read.", func(o *CustomerOutcome) bool { return o.Alive }),
		money("balance", "The account's balance at the end.", func(o *CustomerOutcome) int64 { return o.Balance }),
		count("intents", "What the customer wanted to do, carried out or not.", func(o *CustomerOutcome) int { return o.Intents }),
		count("unavailable", "Intents that found their channel down.", func(o *CustomerOutcome) int { return o.Unavailable }),
		count("limit_hits", "Intents that a limit refused.", func(o *CustomerOutcome) int { return o.LimitHits }),
		count("blocked", "Intents that a restriction refused.", func(o *CustomerOutcome) int { return o.Blocked }),
		money("blocked_value", "The amounts of the intents that a restriction refused.", func(o *CustomerOutcome) int64 { return o.BlockedValue }),
		yes("flagged", "The account was flagged.", func(o *CustomerOutcome) bool { return o.Flags > 0 }),
		yes("flagged_alive", "The account was flagged with its owner there: the truth.", func(o *CustomerOutcome) bool { return o.FlagsAlive > 0 }),
		yes("restricted", "A restriction began, for dormancy or for data that were not verified.", func(o *CustomerOutcome) bool { return o.Restrictions > 0 }),
		yes("restricted_alive", "A restriction began with the owner there: the truth.", func(o *CustomerOutcome) bool { return o.Wrongful > 0 }),
		days("days_restricted", "Days restricted, those of restrictions from before the start too.", func(o *CustomerOutcome) sim.Duration { return o.Restricted }),
		days("days_restricted_alive", "The same while the owner was there: the truth.", func(o *CustomerOutcome) sim.Duration { return o.Harmed }),
		yes("reactivated", "The customer brought the account back through a way of reactivation.", func(o *CustomerOutcome) bool { return o.Reactivated }),
		yes("objected", "The customer objected to a restriction.", func(o *CustomerOutcome) bool { return o.Objected }),
		yes("left", "The customer closed the account because of a refusal.", func(o *CustomerOutcome) bool { return o.Left }),
		count("alerts", "Alerts of screening rules, each counted for every rule.", func(o *CustomerOutcome) int { return o.Alerts }),
		count("notices", "Attempts to reach the customer.", func(o *CustomerOutcome) int { return o.Notices }),
		count("misdirected", "Attempts that reached a stranger: the truth.", func(o *CustomerOutcome) int { return o.Misdirected }),
		yes("promoted", "The account was given a higher tier.", func(o *CustomerOutcome) bool { return o.Promoted }),
		yes("demoted", "The account was given a lower tier.", func(o *CustomerOutcome) bool { return o.Demoted }),
	}
}

// OutcomeFeatures lists what an expression that picks customers may speak of.
func OutcomeFeatures(l Labels) []expr.Name {
	var names []expr.Name
	for _, f := range outcomeFeatures(l) {
		names = append(names, f.Name)
	}
	return names
}

// Pick says which of the customers that fit an expression comes first.
type Pick uint8

// The ways of picking.
const (
	PickWorst  Pick = iota // most days restricted with the owner there, then value and number refused by restrictions, then limits
	PickFirst              // the lowest number
	PickRandom             // at random, the same in every call
)

// PickNames are the words of the command line, by Pick.
var PickNames = []string{"worst", "first", "random"}

// Selection compiles an expression over OutcomeFeatures.
func (p *Plan) Selection(text string) (func(*CustomerOutcome) bool, []param.Problem) {
	return p.selection(text, outcomeFeatures(p.labels))
}

func (p *Plan) selection(text string, features []outcomeFeature) (func(*CustomerOutcome) bool, []param.Problem) {
	var names []expr.Name
	for _, f := range features {
		names = append(names, f.Name)
	}
	rule, problems := expr.Compile(text, expr.NewVocabulary(names...), param.Units{Currency: p.Institution.Currency, Minor: p.Minor})
	if len(problems) > 0 {
		return nil, problems
	}
	slots := make([]float64, len(features))
	return func(o *CustomerOutcome) bool {
		for i := range features {
			slots[i] = features[i].of(o)
		}
		return rule.Eval(slots)
	}, nil
}

// Outcomes simulates one replication and returns what it came to for every place
// of the opening book that had an account in the measured time and is selected,
// in the order picked.
func (p *Plan) Outcomes(ctx context.Context, replication uint32, selected func(*CustomerOutcome) bool, pick Pick) ([]CustomerOutcome, error) {
	f, err := p.fold(ctx, replication)
	if err != nil {
		return nil, err
	}
	var out []CustomerOutcome
	for i := range f.outcomes {
		if o := &f.outcomes[i]; f.seen[i] && selected(o) {
			out = append(out, *o)
		}
	}
	p.order(out, replication, pick)
	return out, nil
}

// fold simulates one replication and returns what it came to for every place of the
// opening book.
func (p *Plan) fold(ctx context.Context, replication uint32) (*fold, error) {
	var f fold
	w, run := p.begin(replication, Options{Watch: func(e sim.Event) { f.observe(e) }})
	f = newFold(w, w.bookSize)
	if err := run.To(ctx, p.end()); err != nil {
		return nil, err
	}
	if w.failed != nil {
		return nil, fmt.Errorf("the self-check failed: %w", w.failed)
	}
	f.close()
	return &f, nil
}

// order puts outcomes in the order picked.
func (p *Plan) order(out []CustomerOutcome, replication uint32, pick Pick) {
	root := rng.New(p.Seed, replication, 0)
	slices.SortStableFunc(out, func(a, b CustomerOutcome) int {
		switch pick {
		case PickWorst:
			worst, other := b.harms(), a.harms()
			return slices.Compare(worst[:], other[:])
		case PickRandom:
			return cmp.Compare(root.Uniform(uint64(a.Customer), purposePick, 0), root.Uniform(uint64(b.Customer), purposePick, 0))
		}
		return 0 // they are in their order
	})
}

// harms is what an outcome is the worse for, what weighs most first.
func (o *CustomerOutcome) harms() [6]int64 {
	return [...]int64{int64(o.Harmed), o.BlockedValue, int64(o.Blocked), int64(o.Restricted), int64(o.LimitHits), int64(o.Unavailable)}
}

// fold adds the events of a replication up, customer by customer.
type fold struct {
	w        *World
	outcomes []CustomerOutcome
	seen     []bool // had an account in the measured time
}

// newFold begins to fold for the first so many places.
func newFold(w *World, places int) fold {
	f := fold{w: w, outcomes: make([]CustomerOutcome, places), seen: make([]bool, places)}
	for i := range f.outcomes {
		o, r := &f.outcomes[i], &w.records[i]
		o.Customer, o.since = i, sim.Never
		if f.seen[i] = r.Presence == population.Open; f.seen[i] {
			f.traits(o, r)
			if w.level(r) != dormancy.Free {
				o.since = 0
			}
		}
	}
	return f
}

// traits notes who has the account.
func (f *fold) traits(o *CustomerOutcome, r *Record) {
	o.Segment, o.Tier, o.Region, o.Age = int(r.Segment), int(r.Tier.Tier), int(r.Region), r.Age()
	o.Vulnerable = bit(r.Vulnerable())
}

// observe takes an event in, while it is noted.
func (f *fold) observe(e sim.Event) {
	if int(e.Entity) >= len(f.outcomes) {
		return
	}
	w := f.w
	o, r := &f.outcomes[e.Entity], &w.records[e.Entity]
	switch {
	case e.Kind == evOpen:
		f.seen[e.Entity] = e.At < w.plan.end()
		f.traits(o, r)
	case e.Kind == evClose && e.At < 0:
		f.seen[e.Entity] = false
	}
	f.restriction(o, r, e.At)
	if w.measured(e.At) {
		f.count(o, r, e)
	}
}

// restriction adds up how long the account is restricted.
func (f *fold) restriction(o *CustomerOutcome, r *Record, at sim.Time) {
	restricted := r.Presence == population.Open && f.w.level(r) != dormancy.Free
	switch {
	case restricted && o.since == sim.Never:
		o.since = max(at, 0)
	case !restricted && o.since != sim.Never:
		o.spend(r, min(at, f.w.plan.end()))
		o.since = sim.Never
	}
}

// spend adds the time from when the restriction began until an instant.
func (o *CustomerOutcome) spend(r *Record, until sim.Time) {
	if until <= o.since {
		return
	}
	o.Restricted += until.Sub(o.since)
	if gone := min(until, max(r.Gone, o.since)); gone > o.since {
		o.Harmed += gone.Sub(o.since)
	}
}

// count counts an event of the measured time.
func (f *fold) count(o *CustomerOutcome, r *Record, e sim.Event) {
	alive := r.Alive(e.At)
	switch e.Kind {
	case evIntent:
		if account.Operation(e.Arg&0xff) == account.TransferIn {
			return // what others send is not hers to carry out
		}
		o.Intents++
		switch Result(e.Arg >> 8 & 0xff) {
		case Unavailable:
			o.Unavailable++
		case OverLimit:
			o.LimitHits++
		case Restricted:
			o.Blocked++
			o.BlockedValue += e.Arg >> 16
		}
	case evFlag:
		o.Flags++
		o.FlagsAlive += bit(alive)
	case evRestricted:
		if dormancy.Level(e.Arg&0xff) != dormancy.Free && o.since == e.At { // it begins
			o.Restrictions++
			o.Wrongful += bit(alive)
		}
	case evWay:
		o.Reactivated = o.Reactivated || e.Arg>>8 == wayDone
	case evAsked:
		choice := reaction.Choice(e.Arg & 0xff)
		o.Objected = o.Objected || choice == reaction.Object
		o.Left = o.Left || choice == reaction.Leave
	case evAlert:
		o.Alerts += screening.Hits(e.Arg).Count()
	case evNotice:
		o.Notices++
		o.Misdirected += bit(outcomeOf(int(e.Arg >> 16)).ReachedStranger)
	case evTier:
		from, to := e.Arg&0xff, e.Arg>>8&0xff
		o.Tier = int(to)
		o.Promoted, o.Demoted = o.Promoted || to > from, o.Demoted || to < from
	}
}

// close takes what is true at the end of the measured time.
func (f *fold) close() {
	for i := range f.outcomes {
		o, r, end := &f.outcomes[i], &f.w.records[i], f.w.plan.end()
		if o.since != sim.Never {
			o.spend(r, end)
		}
		o.Alive, o.Balance = r.Presence == population.Open && r.Alive(end), r.Account.Balance
	}
}
