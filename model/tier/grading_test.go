package tier

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"weir/model/internal/cases"
	"weir/sim"
	"weir/sim/rng"
)

// graded are three tiers that accounts can rise to, with the sources' criteria.
const graded = `
large_transfer: 50000 CNY
tiers:
  basic:
    functions: [query, pay]
    daily_limit: 1000 CNY
    opening: [{id: register, fails: 20%, passes_false: 30%, needs: app}]
  intermediate:
    functions: [query, pay, transfer]
    daily_limit: 50000 CNY
    opening: [{id: documents}, {id: face}]
    promotion: {transactions: 3, volume: 10000 CNY}
  senior:
    functions: [query, pay, transfer]
    daily_limit: 90000 CNY
    panel: true
  advanced:
    functions: [query, pay, transfer, large_transfer]
    assessed: {multiple: 2}
    opening: [{id: background}]
    panel: true
    promotion: {tenure: 730d, transactions: 100, volume: 500000 CNY, identity_steps: 3}
regrading: {panel: assessment_panel, announce: 7d, commercial: 25%, confirmed: 2, unused: 365d}
`

// TestQualifies: the criteria for being raised, one by one (T6).
func TestQualifies(t *testing.T) {
	p := read(t, graded)
	cases.Check(t, "testdata/qualifies.txt", []string{"yes", "no"}, func(c *cases.Case) string {
		target := p.Index(c.Word("target"))
		if c.Word("target") == "beyond" {
			target = len(p.Tiers)
		}
		if Qualifies(p, graduate(p, c), target, Facts{Tenure: c.Duration("tenure")}) {
			return "yes"
		}
		return "no"
	})
}

// graduate returns the state of an account that a case describes.
func graduate(p *Params, c *cases.Case) State {
	return State{Tier: uint8(p.Index(c.Word("tier"))), Normal: uint16(c.Number("transactions")),
		Volume: uint32(c.Number("volume"))}.Identified(int(c.Number("steps")))
}

// TestRegrade: up for merit, down for risk or disuse, one tier at a time (T6,
// T7).
func TestRegrade(t *testing.T) {
	on, alone, off := read(t, graded), read(t, graded), read(t, graded)
	alone.Regrading.Confirmed, alone.Regrading.Unused = 0, 0
	off.Regrading.On = false
	retaining, unregraded := read(t, graded), read(t, graded)
	for i := range retaining.Tiers {
		keep := Retention{On: true, Volume: 1000_00, Over: 90 * sim.Day}
		retaining.Tiers[i].Retention, unregraded.Tiers[i].Retention = keep, keep
	}
	unregraded.Regrading.On = false
	policies := map[string]*Params{"on": on, "no_demotion": alone, "off": off, "retaining": retaining, "unregraded": unregraded}
	cases.Check(t, "testdata/regrade.txt", ReasonNames[:], func(c *cases.Case) string {
		p := policies[c.Word("regrading")]
		s := graduate(p, c)
		f := Facts{Tenure: c.Duration("tenure"), Idle: c.Duration("idle"), Confirmed: int64(c.Number("confirmed")), Volume: int64(c.Number("kept")) * 100}
		target, why := Regrade(p, s, f)
		if want := p.Index(c.Word("to")); target != want {
			t.Errorf("%s: to %s", c.Text, p.Tiers[target].ID)
		}
		return ReasonNames[why]
	})
}

// TestRule: the panel follows the criteria, errs, or weighs commercial value,
// which only ever favours the customer (T4, T7).
func TestRule(t *testing.T) {
	p := read(t, graded)
	rulings := []string{Dismissed: "dismissed", Carried: "carried", Commercial: "commercial"}
	cases.Check(t, "testdata/rule.txt", rulings, func(c *cases.Case) string {
		s, target := State{Tier: 1}, map[string]int{"up": 2, "down": 0}[c.Word("way")]
		r := p.Rule(s, target, c.Flag("founded"), c.Flag("wrong"), c.Number("u"))
		if changes := r.Changes(s, target); changes != c.Flag("changes") {
			t.Errorf("%s: changes %v", c.Text, changes)
		}
		return rulings[r]
	})
}

// TestAnnounces: a change of functions is announced before it takes effect,
// unless it is a quiet one for risk (T7).
func TestAnnounces(t *testing.T) {
	p := read(t, graded)
	cases.Check(t, "testdata/announces.txt", []string{"announced", "at_once"}, func(c *cases.Case) string {
		p.Regrading.Quiet = c.Flag("quiet")
		switch d := p.Announces(p.Index(c.Word("from")), p.Index(c.Word("to")), Reason(named(t, ReasonNames[:], c.Word("why")))); d {
		case 7 * sim.Day:
			return "announced"
		case 0:
			return "at_once"
		default:
			return "another time"
		}
	})
}

// TestStep: honest applicants fail a step with its chance, false identities pass
// with theirs (T3).
func TestStep(t *testing.T) {
	step := read(t, graded).Tiers[0].Opening[0]
	cases.Check(t, "testdata/step.txt", []string{"passes", "fails"}, func(c *cases.Case) string {
		if step.Passes(c.Flag("false"), c.Number("u")) {
			return "passes"
		}
		return "fails"
	})
}

// TestPhase: an application goes through the steps of every tier on its way, then
// to the panel where there is one, and is announced where it must be (T3, T4).
func TestPhase(t *testing.T) {
	p, alone := read(t, graded), read(t, graded)
	alone.Regrading.Panel = NoDesk
	unregulated := read(t, "tiers: {basic: {limits: []}, intermediate: {limits: []}}")
	policies := map[string]*Params{"panel": p, "none": alone, "no_regrading": unregulated}
	phases := []string{NoPhase: "none", Checking: "checking", Deciding: "deciding", Announced: "announced", Granting: "granting"}
	cases.Check(t, "testdata/phase.txt", phases, func(c *cases.Case) string {
		p := policies[c.Word("policy")]
		from, a := p.Index(c.Word("from")), Application{}
		if to := c.Word("to"); to != "-" {
			a = Apply(p.Index(to), ByRequest, Merit)
		}
		a.Step = uint8(c.Number("passed"))
		if c.Flag("decided") {
			a.Flags |= Decided
		}
		if want := c.Word("next"); want != "?" {
			step := p.Step(from, a.Tier(), int(a.Step))
			if got := map[bool]string{true: "-"}[step == nil]; step != nil && step.ID != want || step == nil && got != want {
				t.Errorf("%s: the next step is %+v", c.Text, step)
			}
			if more := int(a.Step) < p.Steps(from, a.Tier()); more != (step != nil) {
				t.Errorf("%s: %d steps in all", c.Text, p.Steps(from, a.Tier()))
			}
		}
		return phases[p.Phase(from, a)]
	})
}

// TestApplication: it keeps its tier and its reason, whatever else happens to it.
func TestApplication(t *testing.T) {
	if a := (Application{}); a.Open() || a.Tier() != -1 {
		t.Errorf("no application is %+v", a)
	}
	for why := range Reason(Reasons) {
		a := Apply(0, ByReview, why)
		a.Flags |= Decided
		if !a.Open() || a.Tier() != 0 || a.Why() != why || a.Origin != ByReview || a.Due != sim.NoStamp {
			t.Errorf("for %s: %+v", ReasonNames[why], a)
		}
	}
}

// TestStanding: data are due, and later lapse (P13).
func TestStanding(t *testing.T) {
	names := []string{Fresh: "fresh", Due: "due", Lapsed: "lapsed"}
	cases.Check(t, "testdata/standing.txt", names, func(c *cases.Case) string {
		v := Verification{On: c.Flag("on"), Every: c.Duration("every"), Grace: c.Duration("grace")}
		return names[v.Standing(c.Duration("age"))]
	})
}

// chances of a month: what an assessment finds, by tier.
var chances = [3]struct{ merit, risk float64 }{{merit: .05}, {merit: .03, risk: .02}, {risk: .04}}

// chain are three tiers whose criteria are met, or not, by what chance finds.
func chain(t *testing.T) *Params {
	return read(t, `
large_transfer: 50000 CNY
tiers:
  basic: {daily_limit: 1 CNY}
  intermediate: {daily_limit: 2 CNY, promotion: {transactions: 1, volume: 0 CNY}}
  advanced: {daily_limit: 3 CNY, promotion: {transactions: 1, volume: 0 CNY}}
regrading: {confirmed: 1}
`)
}

// month carries one assessment out: what is found, decided by the panel and
// granted.
func month(p *Params, s State, merit, risk bool) State {
	f := Facts{Confirmed: int64(bit(risk))}
	s.Normal = uint16(bit(merit))
	target, why := Regrade(p, s, f)
	if why != NoReason && p.Rule(s, target, true, false, .5).Changes(s, target) {
		return s.Granted(target)
	}
	return s
}

// TestChainExactly: the transition matrix that the decisions make of fixed
// monthly chances has the stationary share and the mean passage of the known
// chain.
func TestChainExactly(t *testing.T) {
	p := chain(t)
	moves := mat.NewDense(3, 3, nil)
	for from, c := range chances {
		for _, found := range []struct {
			merit, risk bool
			chance      float64
		}{{true, false, c.merit}, {false, true, c.risk}, {false, false, 1 - c.merit - c.risk}} {
			to := int(month(p, State{Tier: uint8(from)}, found.merit, found.risk).Tier)
			moves.Set(from, to, moves.At(from, to)+found.chance)
		}
	}
	if got := stationary(t, moves).AtVec(2); math.Abs(got-.34883720930232558) > 1e-14 {
		t.Errorf("stationary share of advanced %.17g", got)
	}
	if got := passage(t, moves); math.Abs(got-66.666666666666667) > 1e-11 {
		t.Errorf("mean months from basic to advanced %.17g", got)
	}
}

// stationary solves x = x·moves with the shares summing to 1.
func stationary(t *testing.T, moves *mat.Dense) *mat.VecDense {
	t.Helper()
	var a mat.Dense
	a.Sub(moves.T(), mat.NewDiagDense(3, []float64{1, 1, 1}))
	a.SetRow(2, []float64{1, 1, 1})
	var x mat.VecDense
	if err := x.SolveVec(&a, mat.NewVecDense(3, []float64{0, 0, 1})); err != nil {
		t.Fatal(err)
	}
	return &x
}

// passage solves for the mean time from the first state to the last.
func passage(t *testing.T, moves *mat.Dense) float64 {
	t.Helper()
	var a mat.Dense
	a.Sub(mat.NewDiagDense(2, []float64{1, 1}), moves.Slice(0, 2, 0, 2))
	var x mat.VecDense
	if err := x.SolveVec(&a, mat.NewVecDense(2, []float64{1, 1})); err != nil {
		t.Fatal(err)
	}
	return x.AtVec(0)
}

// TestChainByChance: the same, account by account, within four standard errors.
func TestChainByChance(t *testing.T) {
	const accounts, months = 20_000, 400
	p, root := chain(t), rng.New(1, 0, 0)
	var advanced, passed, sum, squares float64
	for e := range uint64(accounts) {
		stream := root.Stream(e, 1, 0)
		var s State
		first := 0
		for n := 1; n <= months || first == 0; n++ {
			u, c := stream.Float64(), chances[s.Tier]
			s = month(p, s, u >= c.risk && u < c.risk+c.merit, u < c.risk)
			if s.Tier == 2 && first == 0 {
				first = n
			}
			if n == months {
				advanced += float64(bit(s.Tier == 2))
			}
		}
		passed++
		sum += float64(first)
		squares += float64(first) * float64(first)
	}
	const share = .34883720930232558
	z := (advanced/accounts - share) / math.Sqrt(share*(1-share)/accounts)
	mean := sum / passed
	zPassage := (mean - 66.666666666666667) / math.Sqrt((squares/passed-mean*mean)/passed)
	t.Logf("advanced %.4f, z %.2f; months to it %.2f, z %.2f", advanced/accounts, z, mean, zPassage)
	if math.Abs(z) > 4 || math.Abs(zPassage) > 4 {
		t.Error("not the known chain")
	}
}

// TestKept: what went out in the last whole period, at its ends and after a silence;
// the period of the beginning says nothing against an account (T6).
func TestKept(t *testing.T) {
	p := read(t, graded)
	r := &Retention{On: true, Over: 10 * sim.Day}
	at := func(days float64) sim.Time { return sim.Time(days * float64(sim.Day)) }
	for days, want := range map[float64]int32{-7.5: -2, -7: -1, 2.9: -1, 3: 0, 12.9: 0, 13: 1} {
		number, next := r.Period(at(days), .3)
		if number != want || next != at(3+10*float64(want+1)) {
			t.Errorf("day %v lies in period %d, which ends on day %v", days, number, next.Day())
		}
	}
	k := r.Begin(4)
	p.Add(&k, 4, 500)
	if p.VolumeOf(&k, 4) < 1<<32 || p.VolumeOf(&k, 5) < 1<<32 {
		t.Error("the period of the beginning is held against the account")
	}
	p.Add(&k, 5, 300)
	p.Add(&k, 5, 400)
	if got := p.VolumeOf(&k, 6); got != 700 {
		t.Errorf("%d in the period before", got)
	}
	if got := p.VolumeOf(&k, 8); got != 0 {
		t.Errorf("%d in a period of silence", got)
	}
}
