// Package population makes the customers: who they are, when they want to do
// what, and when they are gone. What a customer intends is a latent process
// that runs on whatever the institution does; so it depends on no policy.
package population

import (
	"slices"

	"weir/model/account"
	"weir/sim"
	"weir/sim/param"
)

// Params describe a population: its kinds of activity and its segments.
type Params struct {
	Activities []Activity
	Segments   []Segment
	Entry      Entry
	Cohort     []Intake
}

// Activity is a law of wanting to do something (rule P2).
type Activity struct {
	ID         string
	Regularity int64      // k: gaps are Erlang-k; 1 is a Poisson process
	Rate       param.Dist // of one customer's intents, per day
	Dropout    param.Dist // rate at which a customer is gone for good, per day
	Causes     []param.Weighted
	Closing    sim.Duration // mean time from being gone to the account's closing; 0: it stays on the book
	On, Off    sim.Duration // mean lengths of active and resting spells; Off 0: never rests
	SalaryDay  int64        // day of the month on which a salary comes in; 0: none
	Kinds      []param.Weighted
	Profile    Profile
}

// Segment is a homogeneous part of the population (rule P1).
type Segment struct {
	ID         string
	Share      float64
	Tiers      []param.Weighted
	Activities []param.Weighted
	Channels   []param.Weighted
	Regions    []param.Weighted
	Ages       []param.Weighted
	Vulnerable float64
	Balance    param.Dist // of an account at the start, minor units
	Tenure     param.Dist // of an account at the start; nil: as long as a stationary book has it
	Products   []Product
	Loyalty    float64 // part of a customer's intents that come on the channel she prefers
	Bound      float64 // part of her transfers to an account of her own elsewhere
	New        float64 // part of her other transfers to somebody she never paid before
	Assisted   float64 // part of her transfers for which she asks staff
	Further    float64 // part of the customers who have one account more; the same part of them another
	Offers     float64 // part of the customers who do what a higher tier takes when it is offered
	Detail     float64 // part of her queries that want details
	Amounts    [account.Operations]param.Dist
}

// Product is something linked to an account, that part of a segment has.
type Product struct {
	Name  string
	Share float64
}

// Entry says who opens accounts during the run (rule P10).
type Entry struct {
	Replace bool    // each closed account is followed by a new customer
	Growth  float64 // new accounts a day, as a share of the opening book
	False   float64 // part of the applicants whose identity is false
}

// Intake is a number of customers who open their accounts on one day: a cohort
// is a population that enters by date.
type Intake struct {
	On        param.Date
	Customers int64
}

// CohortSize returns how many customers the cohort has; 0 without one.
func (p *Params) CohortSize() int {
	n := int64(0)
	for _, in := range p.Cohort {
		n += in.Customers
	}
	return int(n)
}

// Causes of being gone (rule P2), in the order of results.
var Causes = []string{"died", "left", "secondary", "sold"}

// Declare binds activities, segments, entry and cohort of an institution or
// population file.
func (p *Params) Declare(s *param.Set) {
	param.Map(s, "activities", "Laws of activity that segments are mixed from.", &p.Activities, func(id string, a *Activity, s *param.Set) {
		a.ID = id
		a.declare(s)
	}).Rules("P2")
	param.Map(s, "segments", "Homogeneous parts of the population.", &p.Segments, func(id string, g *Segment, s *param.Set) {
		g.ID = id
		g.declare(s)
	}).Defining("segment").Rules("P1")
	s.Group("entry", "Who opens accounts while the run goes on. Neither: a closed cohort.", func(s *param.Set) {
		s.Flag(&p.Entry.Replace, "replace", "true", "A closed account is followed at once by a new customer's.").
			Assumed("keeps the book's size and age").Rules("P10")
		s.Rate(&p.Entry.Growth, "growth", "0/yr", "New accounts as a share of the opening book, at random times; .15/yr is 15 % a year.").
			Range("0/yr", "10/yr").Assumed("[GUIDE] claims +15 % a year").Rules("P10")
		s.Share(&p.Entry.False, "false_identities", "0%", "Part of the applicants whose identity is false.").
			Assumed("none unless a scenario is about them").Rules("T3")
	})
	param.List(s, "cohort", "Customers who open their accounts on known dates, instead of an opening book.", &p.Cohort, func(_ string, in *Intake, s *param.Set) {
		s.Date(&in.On, "on", "", "The date.").Required().Rules("P10")
		s.Count(&in.Customers, "customers", "", "How many open an account that day.").Required().Rules("P10")
	}).Rules("P10")
	s.Check(p.check)
}

func (a *Activity) declare(s *param.Set) {
	s.Count(&a.Regularity, "regularity", "1", "Gaps between intents are Erlang with this many stages: 1 is a Poisson process, more is more regular.").
		Range("1", "20").Assumed("1 is Pareto/NBD (Schmittlein, Morrison, Colombo 1987)").Rules("P2")
	s.Dist(&a.Rate, param.KindRate, "rate", "{gamma: {mean: 12/mo, shape: 2}}", "How often one customer wants to do something, over customers.").
		From(param.Derived, "facts 7.2").Rules("P2")
	s.Dist(&a.Dropout, param.KindRate, "dropout", "0.06/yr", "Rate at which a customer is gone for good, over customers: a gamma law gives Pareto dropout.").
		Assumed("5 to 8 % a year, facts 7.2").Rules("P2")
	s.Mix(&a.Causes, "causes", "{died: 25%, left: 45%, secondary: 25%, sold: 5%}", "Why customers are gone; the simulator knows, the policy never does.").
		Assumed("no public split").Rules("P2")
	s.Duration(&a.Closing, "closing", "2yr", "Mean time from a customer's being gone to the closing of the account; zero: it stays on the book.").
		Range("0d", "60yr").Assumed("estates and forgotten accounts take years").Rules("P10")
	s.Duration(&a.On, "on", "60d", "Mean length of an active spell, for customers who rest.").
		Range("1d", "30yr").Assumed("a season").Rules("P2")
	s.Duration(&a.Off, "off", "0d", "Mean length of a resting spell, alive and without intents; zero: never rests.").
		Range("0d", "30yr").Assumed("seasonal and overseas customers, facts 7.2").Rules("P2")
	s.Count(&a.SalaryDay, "salary_day", "0", "Day of the month on which a salary comes in; in a shorter month its last day. Zero: none.").
		Range("0", "31").Assumed("one pay day a month").Rules("P3", "P4")
	s.Mix(&a.Kinds, "kinds", "{pay: 50%, transfer_out: 10%, transfer_in: 12%, cash_in: 3%, cash_out: 5%, query: 12%, login: 8%}",
		"What an intent is about.").Names("operation").Assumed("consumption outnumbers transfers about two to one, facts 7.1").Rules("P4")
	s.Group("profile", "When in the day, week and month intents come; each part is scaled to a mean of 1.", a.Profile.declare)
}

func (g *Segment) declare(s *param.Set) {
	s.Share(&g.Share, "share", "", "Part of the customers who are in it.").Required().Rules("P1")
	s.Mix(&g.Tiers, "tiers", "", "Tiers of its accounts at the start; the lowest tier if not given.").Names("tier").
		Assumed("all in the lowest tier").Rules("P1", "T1")
	s.Mix(&g.Activities, "activities", "", "Laws of activity its customers follow.").Names("activity").Required().Rules("P1", "P2")
	s.Mix(&g.Channels, "channels", "", "Channels its customers use; all channels alike if not given.").Names("channel").
		Assumed("all channels alike").Rules("P1")
	s.Mix(&g.Regions, "regions", "", "Regions its customers live in; as the institution has them if not given.").Names("region").
		Assumed("as the institution has them").Rules("P1")
	s.Mix(&g.Ages, "ages", "{18-34: 30%, 35-64: 50%, 65+: 20%}", "Age bands of its customers.").
		Assumed("an adult population").Rules("P1")
	s.Share(&g.Vulnerable, "vulnerable", "10%", "Part of its customers whom harm hits harder.").
		Assumed("to be replaced by the institution's own figure").Rules("P1")
	s.Dist(&g.Balance, param.KindMoney, "balance", "{lognormal: {median: 5000 CNY, sigma: 1.5}}", "Balance of an account at the start of the run.").
		Assumed("a few weeks of spending").Rules("P1", "P10")
	s.Dist(&g.Tenure, param.KindDuration, "tenure", "", "Age of accounts at the start; not given: that of a stationary book, which needs closing accounts.").
		Assumed("stationary").Rules("P10")
	s.Share(&g.Loyalty, "loyalty", "0%", "Part of a customer's intents that come on the one channel she prefers; the others follow the segment's mix.").
		Range("0%", "99%").Assumed("no public figure; zero makes all customers of a segment alike").Rules("P1")
	s.Share(&g.Bound, "bound_payees", "15%", "Part of outgoing transfers that go to an account of her own elsewhere, which the institution knows.").
		Assumed("no public figure").Rules("P4", "T2")
	s.Share(&g.New, "new_payees", "20%", "Part of her other outgoing transfers that go to somebody she never paid before.").
		Assumed("no public figure").Rules("P4")
	s.Share(&g.Assisted, "assisted", "0%", "Part of outgoing transfers for which she asks staff to do it for her.").
		Assumed("self-service where nothing is said").Rules("T11")
	s.Share(&g.Detail, "detailed_queries", "0%", "Part of the queries that want details, not only a summary.").
		Assumed("a summary where nothing is said").Rules("T1")
	s.Share(&g.Offers, "takes_offers", "50%", "Part of the customers who, offered a higher tier, do what it takes; the others stay where they are.").
		From(param.Secondary, "facts 8: 40 to 68 % give up when they open an account online, half of them at the identity step").Rules("T6", "T7")
	s.Share(&g.Further, "further_accounts", "0%", "Part of the customers who have one account more; of these the same part has another, up to eight in all.").
		Range("0%", "90%").Assumed("one account where nothing is said; in China about ten a person, over all banks, facts 7.1").Rules("P11")
	param.Map(s, "products", "Linked products, by name, that part of the segment's accounts have.", &g.Products, func(name string, p *Product, s *param.Set) {
		p.Name = name
		s.Share(&p.Share, "share", "", "Part of the accounts that have it.").Required().Rules("P11")
	}).Rules("P11", "D12").Called("product")
	s.Group("amounts", "Amounts by operation.", func(s *param.Set) {
		amount := func(op account.Operation, def string, grade param.Grade, source string) {
			s.Dist(&g.Amounts[op], param.KindMoney, account.OperationNames[op], def, "Amount of one "+account.OperationNames[op]+".").
				From(grade, source).Rules("P4")
		}
		amount(account.Pay, "{lognormal: {median: 80 CNY, sigma: 1.75}}", param.Derived, "mean 373 CNY a consumption, facts 7.2")
		amount(account.TransferOut, "{lognormal: {median: 700 CNY, sigma: 1.9}}", param.Derived, "mean 4,106 CNY a transfer, facts 7.2")
		amount(account.TransferIn, "{lognormal: {median: 700 CNY, sigma: 1.9}}", param.Derived, "what is sent is received, facts 7.2")
		amount(account.Salary, "{lognormal: {median: 7000 CNY, sigma: 0.5}}", param.Assumption, "an urban monthly wage")
		amount(account.CashIn, "{lognormal: {median: 1500 CNY, sigma: 1.2}}", param.Assumption, "mean of withdrawals, facts 7.1")
		amount(account.CashOut, "{lognormal: {median: 1500 CNY, sigma: 1.2}}", param.Derived, "order of the mean withdrawal, facts 7.1")
	})
}

// check reports what does not fit together.
func (p *Params) check(c *param.Check) {
	total := 0.0
	ids := make([]string, len(p.Activities))
	for i, a := range p.Activities {
		ids[i] = a.ID
	}
	for _, g := range p.Segments {
		total += g.Share
		for _, w := range g.Activities {
			if !slices.Contains(ids, w.Name) {
				c.Report(param.Problem{Code: "W133", Pos: c.At("segments." + g.ID + ".activities." + w.Name), Args: []any{w.Name, ids}})
			}
		}
	}
	if len(p.Segments) > 0 && (total < 1-1e-9 || total > 1+1e-9) {
		c.Report(param.Problem{Code: "W132", Pos: c.At("segments"), Args: []any{total}})
	}
	for i := range p.Activities {
		p.Activities[i].check(c, "activities."+p.Activities[i].ID)
	}
}

func (a *Activity) check(c *param.Check, at string) {
	for _, k := range a.Kinds {
		if op, ok := account.OperationNamed(k.Name); !ok || op == account.Salary {
			c.Report(param.Problem{Code: "W133", Pos: c.At(at + ".kinds." + k.Name), Args: []any{k.Name, account.OperationNames[:]}})
		}
	}
	for _, w := range a.Causes {
		if !slices.Contains(Causes, w.Name) {
			c.Report(param.Problem{Code: "W133", Pos: c.At(at + ".causes." + w.Name), Args: []any{w.Name, Causes}})
		}
	}
	if a.Off > 0 && a.Regularity > 1 {
		c.Report(param.Problem{Code: "W137", Pos: c.At(at + ".regularity")})
	}
}

// chooser picks from a mix with one uniform.
type chooser struct {
	upTo []float64
	what []int
}

func newChooser(mix []param.Weighted, index func(name string) int) chooser {
	var c chooser
	sum := 0.0
	for _, w := range mix {
		sum += w.Share
		c.upTo = append(c.upTo, sum)
		c.what = append(c.what, index(w.Name))
	}
	return c
}

// pick returns what the uniform u in [0, 1) falls on: the first bound above it, or
// the last. It goes through all bounds and takes no branch, which no processor could
// foresee.
func (c *chooser) pick(u float64) int {
	below := 0
	for _, upTo := range c.upTo[:len(c.upTo)-1] {
		var one uint8
		if u >= upTo {
			one = 1
		}
		below += int(one)
	}
	return c.what[below]
}
