package model

import (
	"cmp"
	"context"
	"reflect"
	"slices"

	"weir/sim/expr"
	"weir/sim/param"
	"weir/sim/rng"
)

// Diverge returns the index of the first moment at which two lives of a customer,
// of the same replication under two plans, are not the same: another thing happens,
// at another time, or anything about it differs that is observable or true. What
// explains a moment, its rules, is not compared. Where one life goes on and the
// other has ended the index is the length of the shorter one; it is -1 where who
// holds the place at first differs already. ok is false where nothing differs.
func Diverge(a, b *Life) (at int, ok bool) {
	if a.Holder != b.Holder {
		return -1, true
	}
	n := min(len(a.Moments), len(b.Moments))
	for i := range n {
		if !a.Moments[i].same(b.Moments[i]) {
			return i, true
		}
	}
	return n, len(a.Moments) != len(b.Moments)
}

// same compares moments but for their rules.
func (m Moment) same(o Moment) bool {
	m.Rules, o.Rules = nil, nil
	return reflect.DeepEqual(m, o)
}

// Flip is what one replication came to for one customer under two plans.
type Flip struct {
	Customer int
	A, B     CustomerOutcome
}

// Flips simulates one replication of two plans and returns the customers who had
// an account under either and are selected by their outcome under b, whose Flipped
// is set by then; without a selection those with another outcome (Flipped). They are
// in the order picked, PickWorst being by how much worse b is for them than a.
func Flips(ctx context.Context, a, b *Plan, replication uint32, selected func(*CustomerOutcome) bool, pick Pick) ([]Flip, error) {
	before, err := a.fold(ctx, replication)
	if err != nil {
		return nil, err
	}
	after, err := b.fold(ctx, replication)
	if err != nil {
		return nil, err
	}
	if selected == nil {
		selected = func(o *CustomerOutcome) bool { return o.Flipped }
	}
	var out []Flip
	for i := range min(len(before.outcomes), len(after.outcomes)) {
		f := Flip{i, before.outcomes[i], after.outcomes[i]}
		flipped := Flipped(before.fate(i), after.fate(i))
		f.A.Flipped, f.B.Flipped = flipped, flipped
		if (before.seen[i] || after.seen[i]) && selected(&f.B) {
			out = append(out, f)
		}
	}
	b.orderFlips(out, replication, pick)
	return out, nil
}

// orderFlips puts customers in the order picked.
func (p *Plan) orderFlips(out []Flip, replication uint32, pick Pick) {
	root := rng.New(p.Seed, replication, 0)
	slices.SortStableFunc(out, func(x, y Flip) int {
		switch pick {
		case PickWorst:
			worst, other := y.worse(), x.worse()
			return slices.Compare(worst[:], other[:])
		case PickRandom:
			return cmp.Compare(root.Uniform(uint64(x.Customer), purposePick, 0), root.Uniform(uint64(y.Customer), purposePick, 0))
		}
		return 0 // they are in their order
	})
}

// worse is by how much the second outcome is worse, what weighs most first.
func (f *Flip) worse() [6]int64 {
	more := f.B.harms()
	for i, n := range f.A.harms() {
		more[i] -= n
	}
	return more
}

// PairSelection compiles an expression over OutcomeFeatures and `flipped`, for
// Flips.
func (p *Plan) PairSelection(text string) (func(*CustomerOutcome) bool, []param.Problem) {
	return p.selection(text, append(outcomeFeatures(p.labels), flippedFeature()))
}

// flippedFeature is what can be asked only where there are two plans.
func flippedFeature() outcomeFeature {
	return outcomeFeature{
		expr.Name{Name: "flipped", Unit: expr.Flag, Doc: "Under one of the two policies only was she flagged, restricted or refused by a restriction, or did she leave."},
		func(o *CustomerOutcome) float64 { return float64(bit(o.Flipped)) },
	}
}

// PairFeatures lists what an expression may speak of that picks customers of two
// plans.
func PairFeatures(l Labels) []expr.Name { return append(OutcomeFeatures(l), flippedFeature().Name) }
