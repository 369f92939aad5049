package model

import (
	"context"
	"slices"
	"testing"

	"weir/sim"
)

// TestDiverge: lives differ from the first moment on at which anything but the rules
// does, or where one ends.
func TestDiverge(t *testing.T) {
	life := func(moments ...Moment) *Life { return &Life{Moments: moments} }
	flag := Moment{At: 5, Kind: "flag", Idle: 90, Rules: []string{"D1"}}
	with := func(change func(*Moment)) Moment { m := flag; change(&m); return m }
	somebody := life(flag)
	somebody.Level = "frozen"
	for name, c := range map[string]struct {
		a, b *Life
		at   int
		ok   bool
	}{
		"empty":         {life(), life(), 0, false},
		"the same":      {life(flag, flag), life(flag, flag), 2, false},
		"another time":  {life(flag, flag), life(flag, with(func(m *Moment) { m.At = 6 })), 1, true},
		"another kind":  {life(flag), life(with(func(m *Moment) { m.Kind = "step" })), 0, true},
		"a field":       {life(flag), life(with(func(m *Moment) { m.Idle = 60 })), 0, true},
		"the truth":     {life(flag), life(with(func(m *Moment) { m.Owner = "gone" })), 0, true},
		"alerts":        {life(flag), life(with(func(m *Moment) { m.Alerts = []string{"x"} })), 0, true},
		"holders":       {life(with(func(m *Moment) { m.New = &Holder{Tier: "a"} })), life(with(func(m *Moment) { m.New = &Holder{Tier: "b"} })), 0, true},
		"equal holders": {life(with(func(m *Moment) { m.New = &Holder{Tier: "a"} })), life(with(func(m *Moment) { m.New = &Holder{Tier: "a"} })), 1, false},
		"rules only":    {life(flag), life(with(func(m *Moment) { m.Rules = []string{"D2"} })), 1, false},
		"ends earlier":  {life(flag), life(flag, flag), 1, true},
		"others":        {life(flag), somebody, -1, true},
	} {
		if at, ok := Diverge(c.a, c.b); at != c.at || ok != c.ok {
			t.Errorf("%s: %d, %t; want %d, %t", name, at, ok, c.at, c.ok)
		}
		if at, ok := Diverge(c.b, c.a); at != c.at || ok != c.ok {
			t.Errorf("%s, the other way: %d, %t; want %d, %t", name, at, ok, c.at, c.ok)
		}
	}
}

// TestFlips: the customers told are those whose bytes differ, both of whose outcomes
// are those of the runs; the worst off under the second policy come first; and the
// lives of each diverge, once the policy is in force.
func TestFlips(t *testing.T) {
	mild, strict := twoPolicies(t)
	flips := func(text string, pick Pick) []Flip {
		t.Helper()
		var selected func(*CustomerOutcome) bool
		if text != "" {
			rule, problems := strict.PairSelection(text)
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			selected = rule
		}
		list, err := Flips(t.Context(), mild, strict, 0, selected, pick)
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	customers := func(list []Flip) (numbers []int) {
		for _, f := range list {
			numbers = append(numbers, f.Customer)
		}
		return numbers
	}
	first := flips("", PickFirst)
	a, err := mild.Replicate(t.Context(), 0, Options{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := strict.Replicate(t.Context(), 0, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if want := Swaps(a.Lives, b.Lives).Flipped; !slices.Equal(customers(first), want) || len(want) < 10 {
		t.Errorf("%d flipped, by their bytes %d", len(first), len(want))
	}
	for _, f := range first {
		if f.A.Customer != f.Customer || byte(f.A.Fate()) != a.Lives[f.Customer] || byte(f.B.Fate()) != b.Lives[f.Customer] || !f.A.Flipped || !f.B.Flipped {
			t.Errorf("customer %d: %+v, %+v", f.Customer, f.A, f.B)
		}
	}
	worst := flips("flipped", PickWorst)
	if !slices.IsSortedFunc(worst, func(x, y Flip) int {
		return int((y.B.Harmed-y.A.Harmed)/sim.Second - (x.B.Harmed-x.A.Harmed)/sim.Second)
	}) {
		t.Error("not the worst first")
	}
	if worst[0].B.Harmed <= worst[0].A.Harmed || slices.Equal(customers(worst), customers(first)) {
		t.Errorf("the worst off is %+v under the stricter rule, %+v under the other", worst[0].B, worst[0].A)
	}
	random := customers(flips("flipped", PickRandom))
	if slices.IsSorted(random) || len(random) != len(first) {
		t.Error("not at random")
	}
	if n, all := len(flips("flipped && restricted_alive", PickFirst)), len(flips("true || flipped", PickFirst)); n == 0 || n >= len(first) || all < 500 {
		t.Errorf("%d are restricted with the owner there, of %d flipped, of %d customers", n, len(first), all)
	}
	if _, problems := strict.Selection("flipped"); len(problems) == 0 {
		t.Error("of one policy it can be asked who flipped")
	}
	divergeAfterStart(t, mild, strict, worst[0].Customer)
}

// divergeAfterStart holds that two lives are the same before a policy comes into
// force, and not for ever.
func divergeAfterStart(t *testing.T, a, b *Plan, customer int) {
	t.Helper()
	live := func(p *Plan) *Life {
		life, err := p.Live(context.Background(), 0, customer)
		if err != nil {
			t.Fatal(err)
		}
		return life
	}
	x, y := live(a), live(b)
	at, ok := Diverge(x, y)
	if !ok || at < 0 {
		t.Fatalf("the lives of customer %d, who flipped, diverge at %d (%t)", customer, at, ok)
	}
	for _, life := range []*Life{x, y} {
		if at < len(life.Moments) && life.Moments[at].At < 0 {
			t.Errorf("the lives of customer %d diverge before the start", customer)
		}
	}
	if _, ok := Diverge(x, live(a)); ok {
		t.Error("a life is not the same twice")
	}
}
