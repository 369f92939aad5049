package screening

import (
	"iter"
	"math/bits"
)

// Hits is a set of rules by their place in the policy's list.
type Hits uint32

// MaxRules is how many rules a policy may have: an account remembers a bit for
// each.
const MaxRules = 32

// Has says whether a rule is in the set.
func (h Hits) Has(rule int) bool { return h>>rule&1 != 0 }

// Count returns how many rules are in the set.
func (h Hits) Count() int { return bits.OnesCount32(uint32(h)) }

// First returns the first rule of a set that is not empty.
func (h Hits) First() int { return bits.TrailingZeros32(uint32(h)) }

// renumbered returns the set with the rules' numbers in another list.
func (h Hits) renumbered(to []int) (out Hits) {
	for rule := range h.All() {
		if rule < len(to) && to[rule] >= 0 {
			out |= 1 << to[rule]
		}
	}
	return out
}

// All yields the rules of the set in the order of the policy's list.
func (h Hits) All() iter.Seq[int] {
	return func(yield func(int) bool) {
		for h != 0 && yield(bits.TrailingZeros32(uint32(h))) {
			h &= h - 1
		}
	}
}
