package tier

import (
	"testing"

	"weir/model/account"
)

// BenchmarkDecide: what most payments cost, and with four limits more.
func BenchmarkDecide(b *testing.B) {
	tx := Transaction{Operation: account.Pay, Amount: 100, Unbound: true}
	b.Run("plain", func(b *testing.B) {
		p := policy()
		benchmark(b, p, tx)
	})
	b.Run("limits", func(b *testing.B) {
		p := policy()
		for _, w := range []Window{Each, Month, Year, Lifetime} {
			p.Tiers[0].Limits = append(p.Tiers[0].Limits, Limit{Window: w, Direction: Both, Value: 1 << 40})
		}
		p.Prepare()
		benchmark(b, p, tx)
	})
}

// BenchmarkCharges: what it costs to find the slots that a payment uses.
func BenchmarkCharges(b *testing.B) {
	p, tx := policy(), Transaction{Operation: account.Pay, Amount: 100}
	used := make([]int64, len(p.Slots()))
	b.ReportAllocs()
	for b.Loop() {
		for _, c := range p.Charges(&tx) {
			used[c.Slot] += c.Of(tx.Amount)
		}
	}
}

func benchmark(b *testing.B, p *Params, tx Transaction) {
	used := make([]int64, len(p.Slots()))
	b.ReportAllocs()
	for b.Loop() {
		if v, _ := Decide(p, &State{}, &tx, 0, used); v != Allowed {
			b.Fatal(VerdictNames[v])
		}
	}
}
