// Package tier decides what an account may do: functions and limits by tier.
package tier

import (
	"slices"

	"weir/model/account"
	"weir/sim/param"
)

// Function is something a tier may use (rule T1).
type Function uint8

// The functions, as bits of a set.
const (
	Queries Function = 1 << iota
	Payments
	Transfers
	LargeTransfers
)

// FunctionNames are the words files use, in the order of the bits.
var FunctionNames = []string{"query", "pay", "transfer", "large_transfer"}

// Params are the tiers of a policy, from the lowest up, and what they allow.
type Params struct {
	Tiers         []Tier
	LargeTransfer int64 // minor units: a transfer above it needs LargeTransfers
}

// Tier is one level of accounts.
type Tier struct {
	ID         string
	Functions  Function // the set of functions it may use
	DailyLimit int64    // minor units out in a day; 0 with Assessed
	Assessed   Assessment

	functions []string
}

// Assessment sets a limit one by one: a multiple of what the customer's busiest
// days come to, within bounds (rule T2).
type Assessment struct {
	Multiple float64 // of the 99th percentile of a year's daily outflow; 0: the tier's limit is DailyLimit
	Least    int64
	Most     int64
}

// Declare binds the tiers of a policy file.
func (p *Params) Declare(s *param.Set) {
	s.Money(&p.LargeTransfer, "large_transfer", "50000 CNY",
		"A transfer above this amount counts as large and needs the function large_transfer.").
		Assumed("the intermediate tier's daily limit, src:C21").Rules("T1")
	param.Map(s, "tiers", "The tiers, from the lowest to the highest.", &p.Tiers, func(id string, t *Tier, s *param.Set) {
		t.ID = id
		t.declare(s)
	}).Rules("T1")
	s.Check(p.checkOrder)
}

func (t *Tier) declare(s *param.Set) {
	s.Names(&t.functions, "functions", "[query, pay]",
		"What an account of this tier may do: query, pay, transfer, large_transfer.").
		Names("function").From(param.Verified, "src:C10, src:C12").Rules("T1", "T9")
	s.Money(&t.DailyLimit, "daily_limit", "0 CNY",
		"The most that may go out of an account in a calendar day; what would exceed it is refused. Zero with an assessment.").
		From(param.Verified, "src:C11, src:C21").Rules("T2")
	s.Group("assessed", "A daily limit set customer by customer, instead of daily_limit.", func(s *param.Set) {
		s.Number(&t.Assessed.Multiple, "multiple", "0",
			"The limit is this multiple of the 99th percentile of a year's daily outflow; zero for none.").
			Range("0", "100").Assumed("twice the busiest days leaves room; src:C35 says negotiated").Rules("T2")
		s.Money(&t.Assessed.Least, "least", "50000 CNY", "The lowest limit an assessment gives.").
			Assumed("the intermediate tier's limit, src:C21").Rules("T2")
		s.Money(&t.Assessed.Most, "most", "5000000 CNY", "The highest limit an assessment gives.").
			Assumed("a hundred times the lowest").Rules("T2")
	})
	s.Check(func(c *param.Check) {
		for _, name := range t.functions {
			i := slices.Index(FunctionNames, name)
			if i < 0 {
				c.Report(param.Problem{Code: "W133", Pos: c.At("functions"), Args: []any{name, FunctionNames}})
				continue
			}
			t.Functions |= 1 << i
		}
		if (t.DailyLimit > 0) == (t.Assessed.Multiple > 0) {
			c.Report(param.Problem{Code: "W134", Pos: c.At(""), Args: []any{t.ID}})
		}
	})
}

// checkOrder reports a limit below that of a lower tier.
func (p *Params) checkOrder(c *param.Check) {
	var low Tier // the highest limit so far; assessed tiers in between have none
	for _, high := range p.Tiers {
		if high.DailyLimit > 0 && high.DailyLimit < low.DailyLimit {
			c.Report(param.Problem{
				Code: "W131",
				Pos:  c.At("tiers." + high.ID + ".daily_limit"),
				Args: []any{high.ID, c.Money(high.DailyLimit), low.ID, c.Money(low.DailyLimit)},
				Related: []param.Related{{
					Pos: c.At("tiers." + low.ID + ".daily_limit"), Code: "W131.note", Args: []any{low.ID},
				}},
			})
		}
		if high.DailyLimit > low.DailyLimit {
			low = high
		}
	}
}

// State is a customer's part of the record.
type State struct {
	Limit int64 // the account's own daily limit in minor units; 0: the tier's
	Tier  uint8
}

// Verdict is what the tier says of an operation.
type Verdict uint8

// The verdicts.
const (
	Allowed Verdict = iota
	NotAllowed
	OverLimit
)

// Decide says whether an account may carry out an operation of an amount when
// so much has already gone out today (rules T1, T2, T9). The limit itself may
// be reached, not passed.
func Decide(p *Params, s State, op account.Operation, amount, spent int64) Verdict {
	t := &p.Tiers[s.Tier]
	if needs := p.needs(op, amount); t.Functions&needs != needs {
		return NotAllowed
	}
	if op.Direction() == account.Out && spent+amount > t.limit(s) {
		return OverLimit
	}
	return Allowed
}

// needs returns the functions an operation takes. Whoever has an account may log
// in and be paid.
func (p *Params) needs(op account.Operation, amount int64) Function {
	switch op {
	case account.Query:
		return Queries
	case account.Pay, account.CashOut, account.CashIn:
		return Payments
	case account.TransferOut:
		if amount > p.LargeTransfer {
			return Transfers | LargeTransfers
		}
		return Transfers
	}
	return 0
}

func (t *Tier) limit(s State) int64 {
	if s.Limit > 0 {
		return s.Limit
	}
	return t.DailyLimit
}

// Assess returns the daily limit of a customer whose daily outflow over a year
// has the given 99th percentile (rule T2).
func (a Assessment) Assess(p99 int64) int64 {
	return min(max(int64(a.Multiple*float64(p99)), a.Least), a.Most)
}

// Index returns the number of the tier with the id, or -1.
func (p *Params) Index(id string) int {
	return slices.IndexFunc(p.Tiers, func(t Tier) bool { return t.ID == id })
}
