package tier

import (
	"testing"

	"pgregory.net/rapid"

	"weir/model/account"
)

// drawPolicy draws one to three tiers with up to four limits each.
func drawPolicy(t *rapid.T) *Params {
	p := &Params{LargeTransfer: drawAmount(t, "large"), Minor: 100}
	p.Tiers = make([]Tier, rapid.IntRange(1, 3).Draw(t, "tiers"))
	for i := range p.Tiers {
		tier := &p.Tiers[i]
		tier.Functions = Function(rapid.IntRange(0, 15).Draw(t, "functions")) | Function(rapid.SampledFrom([]int{0, 15}).Draw(t, "all"))
		tier.DailyLimit = rapid.SampledFrom([]int64{0, 0, 500, 1500}).Draw(t, "daily")
		tier.Assistance = Assistance(rapid.IntRange(0, 3).Draw(t, "assistance"))
		tier.SecondCheck = uint16(rapid.SampledFrom([]int{0, 0, 1, 2, 255}).Draw(t, "checked"))
		tier.PreAssess = rapid.SampledFrom([]int64{0, 0, 300}).Draw(t, "assess")
		tier.Limits = make([]Limit, rapid.IntRange(0, 4).Draw(t, "limits"))
		for j := range tier.Limits {
			tier.Limits[j] = drawLimit(t)
		}
	}
	p.Prepare()
	return p
}

func drawAmount(t *rapid.T, name string) int64 { return rapid.Int64Range(0, 2000).Draw(t, name) }

func drawLimit(t *rapid.T) Limit {
	l := Limit{
		ID:           "l",
		Scope:        Scope(rapid.IntRange(0, 1).Draw(t, "scope")),
		Window:       Window(rapid.IntRange(0, 5).Draw(t, "window")),
		Direction:    Direction(rapid.IntRange(0, 2).Draw(t, "direction")),
		Counterparty: Counterparty(rapid.IntRange(0, 1).Draw(t, "counterparty")),
		Value:        drawAmount(t, "value"),
		Over:         Over(rapid.SampledFrom([]int{0, 0, 0, 1, 2, 3}).Draw(t, "over")),
	}
	switch {
	case l.Window == Balance:
		l.Direction, l.Counterparty, l.Scope = In, AnyCounterparty, Account
	case l.Window == Each:
		l.Scope = Account
	case rapid.Bool().Draw(t, "counts"):
		l.Measure, l.Value = Count, l.Value/400
	}
	return l
}

func drawTransaction(t *rapid.T) Transaction {
	tx := Transaction{
		Operation: account.Operation(rapid.IntRange(0, account.Operations-1).Draw(t, "op")),
		Unbound:   rapid.Bool().Draw(t, "unbound"),
		Assisted:  rapid.Bool().Draw(t, "assisted"),
		Cleared:   Verdict(rapid.SampledFrom([]int{0, int(NeedsSecondCheck), int(NeedsApproval)}).Draw(t, "cleared")),
	}
	if tx.Operation.Direction() != account.Still {
		tx.Amount = drawAmount(t, "amount")
	}
	return tx
}

// book is a person with two accounts under one policy.
type book struct {
	p       *Params
	state   [2]State
	balance [2]int64
	usage   [3][]Usage // of each account, and of the person
	day     int32
}

func newBook(p *Params) *book {
	b := &book{p: p}
	for i := range b.usage {
		b.usage[i] = make([]Usage, len(p.Slots()))
	}
	return b
}

// place returns where an account keeps what it used of a slot, and the period.
func (b *book) place(who, slot int) (*Usage, int32) {
	s := b.p.Slots()[slot]
	if s.Scope == Person {
		who = 2
	}
	return &b.usage[who][slot], s.Period(b.day, b.day/5, b.day/20)
}

// used returns what an account has used of each slot.
func (b *book) used(who int) []int64 {
	out := make([]int64, len(b.p.Slots()))
	for i := range out {
		u, period := b.place(who, i)
		out[i] = u.In(period)
	}
	return out
}

// post books a transaction.
func (b *book) post(who int, tx Transaction) {
	switch tx.Operation.Direction() {
	case account.Out:
		b.balance[who] -= tx.Amount
	case account.In:
		b.balance[who] += tx.Amount
	}
	for _, c := range b.p.Charges(&tx) {
		u, period := b.place(who, c.Slot)
		u.Add(period, c.Of(tx.Amount))
	}
}

// TestNeverExceeded: over random policies, people with two accounts, changes of
// tier and transactions, a transaction is refused for a limit exactly when
// posting it would pass a hard limit, by the independent Exceeded, and none is
// carried out whose function the tier does not have (T2, T9).
func TestNeverExceeded(t *testing.T) {
	allowed, refused, held := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		b := newBook(drawPolicy(t))
		for range rapid.IntRange(1, 30).Draw(t, "transactions") {
			b.day += int32(rapid.SampledFrom([]int{0, 0, 0, 1, 5, 20}).Draw(t, "days"))
			who := rapid.IntRange(0, 1).Draw(t, "who")
			s := &b.state[who]
			if rapid.IntRange(0, 9).Draw(t, "change") == 0 {
				*s = s.Granted(rapid.IntRange(0, len(b.p.Tiers)-1).Draw(t, "tier"))
				s.Limit = uint32(rapid.SampledFrom([]int{0, 8}).Draw(t, "own"))
			}
			tx := drawTransaction(t)
			verdict, by := Decide(b.p, s, &tx, b.balance[who], b.used(who))
			if !Allows(b.p, int(s.Tier), tx.Operation, tx.Amount) && verdict != NotAllowed {
				t.Fatalf("%s without its function: %s", account.OperationNames[tx.Operation], VerdictNames[verdict])
			}
			if verdict == NotAllowed {
				continue
			}
			after := *b
			for i := range after.usage {
				after.usage[i] = append([]Usage(nil), b.usage[i]...)
			}
			after.post(who, tx)
			over := Exceeded(b.p, s, &tx, after.balance[who], after.used(who))
			if (over != nil) != (verdict == OverLimit) {
				t.Fatalf("%s of %d: %s, and afterwards %+v is passed", account.OperationNames[tx.Operation], tx.Amount, VerdictNames[verdict], over)
			}
			switch verdict {
			case Allowed:
				allowed++
				*b = after
			case OverLimit:
				refused++
				if by == nil || by.Over != Reject {
					t.Fatalf("refused by %+v", by)
				}
			default:
				held++
				if verdict <= tx.Cleared {
					t.Fatalf("%s although it is done", VerdictNames[verdict])
				}
			}
		}
	})
	if allowed < 100 || refused < 100 || held < 100 {
		t.Errorf("%d allowed, %d refused, %d held up: too few of one to say anything", allowed, refused, held)
	}
}

// TestHigherLimitsRefuseNoMore: raising a limit never makes the verdict
// stricter, and more use never makes it milder.
func TestHigherLimitsRefuseNoMore(t *testing.T) {
	milder, stricter := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		p, tx := drawPolicy(t), drawTransaction(t)
		s := State{Tier: uint8(rapid.IntRange(0, len(p.Tiers)-1).Draw(t, "tier"))}
		used := make([]int64, len(p.Slots()))
		for i := range used {
			used[i] = drawAmount(t, "used")
		}
		balance := drawAmount(t, "balance")
		before, _ := Decide(p, &s, &tx, balance, used)

		more := append([]int64(nil), used...)
		more[rapid.IntRange(0, len(used)-1).Draw(t, "slot")] += drawAmount(t, "more")
		after, _ := Decide(p, &s, &tx, balance, more)
		if after < before {
			t.Fatalf("%s, and after more use %s", VerdictNames[before], VerdictNames[after])
		}
		stricter += bit(after > before)

		limits := p.Tiers[s.Tier].Limits
		if len(limits) == 0 {
			return
		}
		l := &limits[rapid.IntRange(0, len(limits)-1).Draw(t, "raised")]
		raise := drawAmount(t, "by")
		if l.Value += raise; l.short {
			p.Tiers[s.Tier].DailyLimit += raise
		}
		p.Prepare()
		raised, _ := Decide(p, &s, &tx, balance, used)
		if raised > before {
			t.Fatalf("%s, and with a higher limit %s", VerdictNames[before], VerdictNames[raised])
		}
		milder += bit(raised < before)
	})
	if milder == 0 || stricter == 0 {
		t.Errorf("the verdict became milder %d times, stricter %d times: nothing was tested", milder, stricter)
	}
}

// TestShortCut: for a tier with functions and a daily limit alone, the short way
// and the long one come to the same.
func TestShortCut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := &Params{LargeTransfer: drawAmount(t, "large"), Tiers: []Tier{{
			Functions: Function(rapid.IntRange(0, 15).Draw(t, "functions")), DailyLimit: drawAmount(t, "daily")}}}
		p.Prepare()
		s := State{Limit: uint32(rapid.IntRange(0, 12).Draw(t, "own"))}
		tx, used := drawTransaction(t), []int64{drawAmount(t, "used")}
		short, by := Decide(p, &s, &tx, 0, used)
		p.Tiers[0].plain = false
		long, by2 := Decide(p, &s, &tx, 0, used)
		if short != long || by != by2 {
			t.Fatalf("%s by %v; the long way %s by %v", VerdictNames[short], by, VerdictNames[long], by2)
		}
	})
}
