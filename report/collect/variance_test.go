package collect

import (
	"testing"

	"weir/model"
	"weir/report"
	"weir/sim"
	"weir/sim/dist"
	"weir/sim/param"
)

// redrawn runs a plan again with groups of chance anew.
func redrawn(t *testing.T, p *model.Plan, replications int) Redrawn {
	t.Helper()
	under := func(key model.Rekey) []Variant {
		v := Variant{Name: "base", Plan: p}
		for i := range replications {
			o, err := p.Replicate(t.Context(), uint32(i), model.Options{Rekey: key})
			if err != nil {
				t.Fatal(err)
			}
			v.Outcomes = append(v.Outcomes, o)
		}
		return []Variant{v}
	}
	again := Redrawn{Shocks: under(model.Rekey{Shocks: 1}), Chance: under(model.Rekey{Chance: 1})}
	if !p.OneBook {
		again.Population = under(model.Rekey{Population: 1})
	}
	return again
}

// share finds an answer's shares.
func share(t *testing.T, all []report.VarianceShare, metric string) report.VarianceShare {
	t.Helper()
	for _, v := range all {
		if v.Metric == metric && v.Variant == "" {
			return v
		}
	}
	t.Fatalf("no %s among %+v", metric, all)
	return report.VarianceShare{}
}

// Where no shock has chance in it the shocks' share is exactly 0; where all of what a
// metric says is about one of random length, it is 1, and others have no part.
func TestVarianceOfShocks(t *testing.T) {
	const n = 32
	p := tiny(t, "4d")
	v := variant(t, "base", p, n)
	for _, s := range Variance([]Variant{v}, redrawn(t, p, n), nil, nil) {
		if s.Shocks == nil || *s.Shocks != 0 || *s.ShocksSE != 0 || s.N != n || s.Inputs != nil {
			t.Errorf("%s: %+v", s.Metric, s)
		}
	}
	random := tiny(t, "4d")
	lasts, err := dist.New("uniform", map[string]float64{"min": float64(sim.Hour), "max": float64(20 * sim.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	random.Shocks[0].Outage.Lasts = param.Dist{Dist: lasts}
	if err := random.Ready(); err != nil {
		t.Fatal(err)
	}
	v = variant(t, "base", random, n)
	s := share(t, Variance([]Variant{v}, redrawn(t, random, n), nil, nil), "continuity.availability")
	if *s.Shocks < .6 || *s.Population != 0 || *s.Chance != 0 || s.Advice == "" {
		t.Errorf("%+v", s)
	}
}

// With one opening book the population is no part of what varies. Fixed inputs drawn
// again have no share; others take theirs of all the groups alike.
func TestVarianceOfInputs(t *testing.T) {
	const n = 32
	p := tiny(t, "4d")
	p.OneBook = true
	v, again := []Variant{variant(t, "base", p, n)}, redrawn(t, p, n)
	fixed := share(t, Variance(v, again, nil, nil), "customer.flags.rate")
	same := share(t, Variance(v, again, v, nil), "customer.flags.rate")
	other := share(t, Variance(v, again, []Variant{variant(t, "base", tiny(t, "5d"), n)}, nil), "customer.flags.rate")
	if fixed.Population != nil || fixed.Inputs != nil || *fixed.Chance == 0 {
		t.Errorf("fixed: %+v", fixed)
	}
	if *same.Inputs != 0 || *same.Chance != *fixed.Chance {
		t.Errorf("the same inputs: %+v", same)
	}
	rest := 1 - *other.Inputs
	if rest <= 0 || rest >= 1 || apart(*other.Chance, rest**fixed.Chance) || apart(*other.ChanceSE, rest**fixed.ChanceSE) {
		t.Errorf("other inputs: %+v", other)
	}
}

func apart(a, b float64) bool { return a-b > 1e-9 || b-a > 1e-9 }

// Only the metrics named are asked about, and each change beside the level.
func TestVarianceNamed(t *testing.T) {
	const n = 32
	p, q := tiny(t, "4d"), tiny(t, "8d")
	variants := []Variant{variant(t, "base", p, n), variant(t, "other", q, n)}
	a, b := redrawn(t, p, n), redrawn(t, q, n)
	both := Redrawn{append(a.Shocks, b.Shocks...), append(a.Population, b.Population...), append(a.Chance, b.Chance...)}
	all := Variance(variants, both, nil, Named(checked(t, `customer.watched.share{tier=basic} <= 50%`)))
	if len(all) != 2 || all[0].Variant != "" || all[1].Variant != "other" || all[1].Labels["tier"] != "basic" {
		t.Errorf("%+v", all)
	}
}

// What helps follows from the largest part, where it is clearly the largest.
func TestAdvice(t *testing.T) {
	for _, test := range []struct {
		shocks, population, chance, inputs, se float64
		want                                   string
	}{
		{.9, .05, .05, 0, .1, adviceReplications},
		{.1, .5, .4, 0, .1, adviceCustomers},
		{.5, .3, .2, 0, .1, adviceBoth},
		{.7, .15, .15, 0, .3, adviceBoth},
		{.3, .1, .1, .5001, .1, adviceData},
	} {
		v := report.VarianceShare{Shocks: &test.shocks, Population: &test.population, Chance: &test.chance, Inputs: &test.inputs,
			ShocksSE: &test.se, PopulationSE: &test.se, ChanceSE: &test.se}
		if got := advice(v); got != test.want {
			t.Errorf("%+v: %s", test, got)
		}
	}
}
