package reaction

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"weir/model/internal/cases"
	"weir/sim"
	"weir/sim/param"
	"weir/sim/param/paramtest"
	"weir/sim/rng"
)

// params binds reactions that must be right.
func params(t testing.TB, text string) *Params {
	t.Helper()
	p := new(Params)
	if problems := paramtest.Bind(text, p); len(problems) > 0 {
		t.Fatalf("%s: %v", text, problems)
	}
	return p
}

// TestDeclared: what may not be said.
func TestDeclared(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"{}", ""},
		{"{default: {at_limit: {accept: 100%}}}", ""},
		{"{default: {at_limit: {sulk: 100%}}}", "W133"},
		{"{default: {at_limit: {reactivate_app: 100%}}}", "W133"}, // nothing is restricted
		{"{default: {restricted: {split: 100%}}}", "W133"},
		{"{default: {restricted: {act: 100%}}}", "W133"},
		{"{regular: {restricted: {ask: 100%}}}", "W133"},
		{"{default: {at_limit: {accept: 90%}}}", "W123"},
		{"{default: {noticed: 98%}}", "W204"},
		{"{default: {noticed: 97%}}", ""},
		{"{regular: {objects: 71%}}", "W204"},
		{"{regular: {objects: 71%, noticed: 20%}}", ""},
		{"{default: {noticed: 98%}, regular: {asked: 10%}}", "W204"}, // said once
		{"{default: {parts: 1}}", "W115"},
		{"{defualt: {}}", ""}, // a segment's name; resolving it finds that there is none
	} {
		var found []string
		for _, p := range paramtest.Bind(c.text, new(Params)) {
			found = append(found, p.Code)
		}
		if got := strings.Join(found, " "); got != c.want {
			t.Errorf("%s: got %q, want %q", c.text, got, c.want)
		}
	}
}

// TestDeclarations: every parameter has a sentence, a ground and a default within
// its range.
func TestDeclarations(t *testing.T) {
	s := param.New(param.Units{Currency: "CNY", Minor: 100})
	new(Params).Declare(s)
	for _, fault := range s.Lint() {
		t.Error(fault)
	}
	for _, d := range s.Decls() {
		if d.Source == "" && d.Fields == nil {
			t.Errorf("%s has no ground", d.Path)
		}
	}
}

// TestSegments: a segment has what is said of it and else what is said of all,
// whichever stands first in the file.
func TestSegments(t *testing.T) {
	const others = "default: {parts: 7, asked: 20%, delay: 2d}"
	const corporate = "corporate: {at_limit: {ask: 100%}, asked: 90%, parts: 20, objects: 50%, restricted: {leave: 100%}}"
	for _, text := range []string{"{" + others + ", " + corporate + "}", "{" + corporate + ", " + others + "}"} {
		p := params(t, text)
		c, o := p.Of("corporate"), p.Of("regular")
		if c.Asked != .9 || c.AtTheLimit(.1) != Ask || c.Parts != 20 || c.Noticed != .3 || c.Objects != .5 || c.WhenRestricted(.1) != Leave {
			t.Errorf("%s: corporate: %+v", text, c)
		}
		if o.Asked != .2 || o.AtTheLimit(.1) != Accept || o.Parts != 7 || o.Objects != .03 || o.WhenRestricted(.1) != Accept {
			t.Errorf("%s: others: %+v", text, o)
		}
		if d := c.Takes(rng.New(1, 0, 0).Stream(1, PurposeDelay, 0)); d != 2*sim.Day {
			t.Errorf("%s: takes %v days", text, d.Days())
		}
	}
}

func TestChoices(t *testing.T) {
	p := params(t, `{default: {
		at_limit: {accept: 40%, split: 25%, ask: 15%, complain: 12%, leave: 8%},
		noticed: 30%, objects: 5%, asked: 40%,
		restricted: {accept: 15%, reactivate_app: 40%, reactivate_branch: 15%, reactivate_online: 5%, object: 10%, complain: 10%, leave: 5%}}}`)
	h := p.Of("any")
	outcomes := append([]string{"answers", "silent"}, ChoiceNames...)
	cases.Check(t, "testdata/choice.txt", outcomes, func(c *cases.Case) string {
		u := c.Number("u")
		switch c.Word("on") {
		case "limit":
			return ChoiceNames[h.AtTheLimit(u)]
		case "notice":
			return ChoiceNames[h.WhenTold(u)]
		case "refusal":
			return ChoiceNames[h.WhenRestricted(u)]
		case "question":
			if h.Answers(u) {
				return "answers"
			}
			return "silent"
		}
		t.Fatalf("%s: a customer is asked nothing of the kind", c.Text)
		return ""
	})
}

// TestNobody: a share of zero is nobody, of 100 % everybody, whatever the
// uniform.
func TestNobody(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		u := rapid.Float64Range(0, math.Nextafter(1, 0)).Draw(t, "u")
		none := Habits{}
		if none.WhenTold(u) != Accept || none.Answers(u) {
			t.Fatal("somebody does something")
		}
		all := Habits{Noticed: 1, Asked: 1}
		if all.WhenTold(u) != Act || !all.Answers(u) {
			t.Fatal("somebody does nothing")
		}
		mix := []param.Weighted{{Name: "ask", Share: 0}, {Name: "split", Share: 1}, {Name: "leave", Share: 0}}
		if got := (&Habits{AtLimit: mix}).AtTheLimit(u); got != Split {
			t.Fatalf("got %s", ChoiceNames[got])
		}
	})
}

// TestReactivates: ways to reactivate are those that are called so.
func TestReactivates(t *testing.T) {
	if len(ChoiceNames) != Choices {
		t.Fatalf("%d names for %d choices", len(ChoiceNames), Choices)
	}
	for c, name := range ChoiceNames {
		if Choice(c).Reactivates() != strings.HasPrefix(name, "reactivate_") {
			t.Errorf("%s reactivates: %v", name, Choice(c).Reactivates())
		}
	}
}

// TestTakes: delays are as declared.
func TestTakes(t *testing.T) {
	p := params(t, "{default: {delay: {exponential: {mean: 3d}}}}")
	h, root := p.Of("any"), rng.New(2, 0, 0)
	const n = 40_000
	sum := 0.0
	for key := range uint64(n) {
		sum += h.Takes(root.Stream(key, PurposeDelay, 0)).Days()
	}
	z := (sum/n - 3) / (3 / math.Sqrt(n))
	t.Logf("mean delay %.4f days, want 3, z %+.2f", sum/n, z)
	if math.Abs(z) > 4 {
		t.Errorf("mean delay %v days", sum/n)
	}
}

func TestSplitCounts(t *testing.T) {
	h := params(t, "{}").Of("any")
	cases.Check(t, "testdata/split.txt", []string{"none", "1", "2", "3", "4", "5"}, func(c *cases.Case) string {
		p, ok := h.Split(c.Money("amount"), c.Money("limit"), c.Money("left"))
		if !ok {
			return "none"
		}
		return strconv.Itoa(p.N)
	})
}

// TestSplitConserves: parts sum to the amount, each is more than nothing and
// goes in a window of its own with room for it, and there are as few as can be.
func TestSplitConserves(t *testing.T) {
	split := 0
	rapid.Check(t, func(t *rapid.T) {
		h := Habits{Parts: rapid.Int64Range(2, 20).Draw(t, "parts")}
		limit := rapid.Int64Range(1, 1_000_000).Draw(t, "limit")
		amount := rapid.Int64Range(1, 25*limit).Draw(t, "amount")
		left := rapid.Int64Range(-limit, 2*limit).Draw(t, "left")
		p, ok := h.Split(amount, limit, left)
		room := min(max(left, 0), limit)
		if !ok {
			if most := room + (h.Parts-min(room, 1))*limit; most >= amount {
				t.Fatalf("%d of %d can be paid and are not", most, amount)
			}
			return
		}
		split++
		if int64(p.N) > h.Parts {
			t.Fatalf("%d parts", p.N)
		}
		sum, window := int64(0), -1
		for i := range p.N {
			part := p.Part(i)
			if part <= 0 || part > limit || p.Window(i) == 0 && part > room {
				t.Fatalf("part %d is %d of %d, limit %d", i, part, amount, limit)
			}
			if p.Window(i) <= window {
				t.Fatalf("parts %d and %d are in one window", i-1, i)
			}
			if i < p.N-1 && p.Window(i) > 0 && part < limit {
				t.Fatalf("part %d leaves room", i)
			}
			sum, window = sum+part, p.Window(i)
		}
		if sum != amount {
			t.Fatalf("parts sum to %d, not to %d", sum, amount)
		}
	})
	if split == 0 {
		t.Error("nothing was split")
	}
}

// TestLargeAmounts: the largest amounts do not overflow.
func TestLargeAmounts(t *testing.T) {
	h := Habits{Parts: 366}
	p, ok := h.Split(math.MaxInt64, math.MaxInt64/2, math.MaxInt64)
	if !ok || p.N != 3 || p.Part(0)+p.Part(1)+p.Part(2) != math.MaxInt64 {
		t.Errorf("%+v", p)
	}
	if _, ok := h.Split(math.MaxInt64, 1, 0); ok {
		t.Error("paid in fen")
	}
}

// TestNoGarbage: deciding allocates nothing.
func TestNoGarbage(t *testing.T) {
	h := params(t, "{}").Of("any")
	root := rng.New(4, 0, 0)
	key := uint64(0)
	if n := testing.AllocsPerRun(200, func() {
		key++
		u := root.Uniform(key, PurposeAtLimit, 0)
		h.AtTheLimit(u)
		h.WhenRestricted(u)
		h.WhenTold(u)
		h.Takes(root.Stream(key, PurposeDelay, 0))
		if p, ok := h.Split(1500_00, 1000_00, 500_00); ok {
			p.Part(1)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
