package collect

import (
	"math"
	"testing"

	"weir/scenarios"
	"weir/sim/design"
	"weir/sim/rng"
	"weir/sim/stat"
	"weir/sim/verdict"
)

// A textbook's line: slope 6/10, t = 2.1213 of 3 degrees of freedom.
func TestRegression(t *testing.T) {
	slope, chance := regression([]float64{1, 2, 3, 4, 5}, []float64{2, 4, 5, 4, 5})
	if math.Abs(slope-.6) > 1e-12 || math.Abs(chance-.1240) > 1e-4 {
		t.Errorf("slope %v, chance %v", slope, chance)
	}
	if slope, chance := regression([]float64{1, 2, 3}, []float64{7, 7, 7}); slope != 0 || chance != 1 {
		t.Errorf("of what does not vary: %v, %v", slope, chance)
	}
	if _, chance := regression([]float64{0, 1, 2, 3}, []float64{1, 3, 5, 7}); chance > 1e-9 {
		t.Errorf("of a line: %v", chance)
	}
}

// The assumption that moves a figure is found among others that move it less, with
// the effect over its range; a set without a figure is left out.
func TestMover(t *testing.T) {
	points := design.LatinHypercube(60, 12, 3)
	figures := make([]float64, len(points))
	for i, p := range points {
		figures[i] = 5 - 2*p[4] + .5*p[7]
	}
	figures[9] = math.NaN()
	if strongest, moves := mover(points, figures); strongest != 4 || math.Abs(moves+2) > .3 {
		t.Errorf("assumption %d moves it by %v, want 4 by −2", strongest, moves)
	}
	for _, few := range [][]float64{{1, math.NaN(), 2}, {3, 3, 3, 3}} {
		if strongest, _ := mover(points[:len(few)], few); strongest >= 0 {
			t.Errorf("%v is moved by %d", few, strongest)
		}
	}
}

// Of figures that nothing moves an assumption is named in at most 5 % of designs: of
// 600 within four standard errors.
func TestMoverOfNothing(t *testing.T) {
	s := rng.New(1, 0, 0).Stream(0, 1, 0)
	named := 0
	const designs = 600
	for i := range designs {
		points := design.LatinHypercube(20, 40, uint64(i))
		figures := make([]float64, len(points))
		for k := range figures {
			figures[k] = s.Normal()
		}
		if strongest, _ := mover(points, figures); strongest >= 0 {
			named++
		}
	}
	if limit := designs * (.05 + 4*math.Sqrt(.05*.95/designs)); float64(named) > limit || named == 0 {
		t.Errorf("%d of %d designs name an assumption, want 1 to %.0f", named, designs, limit)
	}
}

// Gates over sets in which the figure rises with the only assumption: each set has
// the verdict that it would have alone, and the assumption is told as what moves it.
func TestRobust(t *testing.T) {
	after := []string{"3d", "5d", "8d", "12d", "16d", "40d"}
	gates := checked(t, `customer.watched.share <= 25%`, `customer.payments.done >= 1`)
	gates[0].Accepted = "known"
	single := verdict.Budget{Name: "ci", Looks: []int{24}, Alpha: []float64{setAlpha}}
	r := NewRobust([]string{"institution.after"}, single)
	r.LeaveOut()
	var want [4]int
	for i, days := range after {
		c := Case{Scenario: "s", Gates: gates, Candidate: variant(t, "base", tiny(t, days), 24)}
		r.Add([]float64{float64(i) / 5}, c)
		want[Judge([]Case{c}, single, 24).decisions[0].Verdict]++
	}
	base := Case{Scenario: "s", Gates: gates, Candidate: variant(t, "base", tiny(t, "8d"), 24)}
	got := r.Gate(0, base)
	if got.Sets != 6 || got.LeftOut != 1 || got.Pass != want[verdict.Pass] || got.Fail != want[verdict.Fail] || got.Inconclusive != want[verdict.Inconclusive] {
		t.Errorf("%+v, want %v by verdict", got, want)
	}
	if want[verdict.Pass] == 0 || want[verdict.Fail] == 0 {
		t.Fatalf("the sets do not differ: %v", want)
	}
	if got.Parameter != "institution.after" || got.Moves == nil || *got.Moves >= 0 || !got.Dependent || got.Accepted != "known" {
		t.Errorf("%+v", got)
	}
	gates[0].Severity = "warn"
	if got := r.Gate(0, base); got.Dependent || got.Accepted != "" {
		t.Errorf("a warning depends: %+v", got)
	}
}

// checked are blocking gates of the expressions.
func checked(t *testing.T, expressions ...string) []scenarios.Gate {
	t.Helper()
	var out []scenarios.Gate
	for _, text := range expressions {
		g := check(t, tiny(t, "8d"), text)
		g.ID, g.Severity, g.Burden, g.Horizon = text, "block", "pass", "all"
		out = append(out, g)
	}
	return out
}

// The single look is the first at which all can pass.
func TestRobustBudget(t *testing.T) {
	p := tiny(t, "8d")
	ci, _ := verdict.BudgetOf("ci")
	for _, test := range []struct {
		expect string
		look   int
	}{{`customer.watched.share <= 25%`, 64}, {`prob(customer.watched.share > 25%) <= 2%`, 256}, {`prob(customer.watched.share > 25%) <= 0.1%`, 512}} {
		b := RobustBudget(checked(t, test.expect), p, ci)
		if len(b.Looks) != 1 || b.Looks[0] != test.look || b.Alpha[0] != .025 || b.Provisional {
			t.Errorf("%s: %+v, want one look at %d", test.expect, b, test.look)
		}
	}
	quick, _ := verdict.BudgetOf("quick")
	if b := RobustBudget(checked(t, `customer.watched.share <= 25%`), p, quick); b.Looks[0] != 16 || !b.Provisional {
		t.Errorf("quick: %+v", b)
	}
}

// The margin of a gate's figure is in the figure's own unit.
func TestGateMargin(t *testing.T) {
	c := Case{Candidate: variant(t, "base", tiny(t, "8d"), 12)}
	b := variant(t, "old", tiny(t, "20d"), 12)
	c.Baseline = &b
	gates := checked(t, `customer.watched.share <= 25%`, `prob(customer.watched.share > 99%) <= 20%`, `ratio(customer.watched.share) <= 2`, `delta(customer.payments.done) <= 5`)
	level := func(v Variant, i int) float64 {
		return stat.MeanOfRatio(observed(gates[i], v), Level).Mean
	}
	want := []float64{.005, .0005, Margin(gates[2].Desc, level(b, 2)) / level(b, 2), .02 * level(b, 3)}
	for i, g := range gates {
		if got := gateMargin(g, c); math.Abs(got-want[i]) > 1e-9 {
			t.Errorf("%s: %v, want %v", g.ID, got, want[i])
		}
	}
}
