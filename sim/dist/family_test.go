package dist

import (
	"math"
	"strings"
	"testing"
)

// TestErrors: what is wrong with a declaration, and what would be right.
func TestErrors(t *testing.T) {
	for _, c := range []struct {
		family string
		params params
		want   string
	}{
		{"lognorm", params{}, `unknown distribution "lognorm"; want constant, exponential, uniform, triangular, lognormal, gamma, erlang, weibull, normal, pareto, beta or hyperexponential`},
		{"exponential", params{}, "exponential: parameters {} do not fix it; want {mean}"},
		{"lognormal", params{"median": 1, "p59": 2}, "lognormal: parameters {median, p59} do not fix it; want {median, p95}, {mean, cv}, {median, sigma} or {mean, sigma}"},
		{"lognormal", params{"median": 1, "p95": 2, "cv": 3}, "lognormal: parameters {cv, median, p95} do not fix it; want {median, p95}, {mean, cv}, {median, sigma} or {mean, sigma}"},
		{"lognormal", params{"median": 3, "p95": 3}, "lognormal: p95 is 3, median is 3; want p95 above the median"},
		{"lognormal", params{"median": 3, "sigma": 40}, "lognormal: these parameters make a mean of +Inf and a variance of +Inf; want both finite and more than 0"},
		{"weibull", params{"median": 3, "p95": 1}, "weibull: p95 is 1, median is 3; want p95 above the median"},
		{"weibull", params{"mean": 1, "shape": 0.001}, "weibull: these parameters make a mean of NaN and a variance of NaN; want both finite and more than 0"},
		{"exponential", params{"mean": 0}, "exponential: mean is 0; want more than 0"},
		{"exponential", params{"mean": -2}, "exponential: mean is -2; want more than 0"},
		{"exponential", params{"mean": math.NaN()}, "exponential: mean is NaN; want a finite number"},
		{"constant", params{"value": math.Inf(1)}, "constant: value is +Inf; want a finite number"},
		{"uniform", params{"min": 2, "max": 2}, "uniform: min is 2, max is 2; want min below max"},
		{"triangular", params{"min": 1, "mode": 3, "max": 2}, "triangular: min is 1, mode is 3, max is 2; want min ≤ mode ≤ max and min below max"},
		{"triangular", params{"min": 1, "mode": 1, "max": 1}, "triangular: min is 1, mode is 1, max is 1; want min ≤ mode ≤ max and min below max"},
		{"gamma", params{"mean": 1, "cv": 0}, "gamma: cv is 0; want more than 0"},
		{"erlang", params{"mean": 1, "k": 2.5}, "erlang: k is 2.5; want a whole number"},
		{"normal", params{"mean": 1, "sd": 0}, "normal: sd is 0; want more than 0"},
		{"normal", params{"mean": 1, "sd": 1, "min": 8}, "normal: min is 8; want at most 7, 6 sd above the mean"},
		{"beta", params{"mean": 1, "sd": 0.1}, "beta: mean is 1; want a share below 1"},
		{"beta", params{"mean": 0.5, "sd": 0.5}, "beta: sd is 0.5; a share of mean 0.5 has less than 0.5"},
		{"hyperexponential", params{"mean": 1, "cv": 0.9}, "hyperexponential: cv is 0.9; want at least 1, or use gamma"},
	} {
		d, err := New(c.family, c.params)
		if err == nil {
			t.Errorf("%s%v: got %v; want the error %s", c.family, c.params, d, c.want)
		} else if err.Error() != c.want {
			t.Errorf("%s%v:\n got %v\nwant %s", c.family, c.params, err, c.want)
		}
	}
}

// TestParamsAgree: a name means the same in all forms of a family, which Param
// promises, and in all families but for beta's, whose unit is the share.
func TestParamsAgree(t *testing.T) {
	for _, f := range Families() {
		for _, form := range f.Forms {
			for _, p := range form.Params {
				if q, ok := f.Param(p.Name); !ok || q != p {
					t.Errorf("%s: %s is %+v in one form and %+v in another", f.Name, p.Name, p, q)
				}
			}
		}
		if f.Doc == "" || strings.ToLower(f.Name) != f.Name {
			t.Errorf("%q: want a lower-case name and a doc", f.Name)
		}
		if _, ok := f.Param("nothing"); ok {
			t.Errorf("%s has a parameter named nothing", f.Name)
		}
	}
}

// TestEmpirical: steps, ties and the errors of the constructor.
func TestEmpirical(t *testing.T) {
	given := []float64{3, 1, 2, 2}
	d, err := Empirical(given)
	if err != nil {
		t.Fatal(err)
	}
	given[0] = 100 // it keeps a copy
	for _, c := range []struct{ x, cdf float64 }{{0.9, 0}, {1, 0.25}, {1.9, 0.25}, {2, 0.75}, {2.9, 0.75}, {3, 1}, {4, 1}} {
		if got := d.CDF(c.x); got != c.cdf {
			t.Errorf("CDF(%v) is %v; want %v", c.x, got, c.cdf)
		}
	}
	for _, c := range []struct{ p, x float64 }{{0.001, 1}, {0.25, 1}, {0.2500001, 2}, {0.5, 2}, {0.75, 2}, {0.7500001, 3}, {0.999, 3}} {
		if got := d.Quantile(c.p); got != c.x {
			t.Errorf("quantile of %v is %v; want %v", c.p, got, c.x)
		}
	}
	for want, values := range map[string][]float64{
		"empirical: no values":                                 {},
		"empirical: NaN among the values; want finite numbers": {1, math.NaN()},
	} {
		if _, err := Empirical(values); err == nil || err.Error() != want {
			t.Errorf("got %v; want %s", err, want)
		}
	}
}

// TestMixtureErrors: weights must fit the parts.
func TestMixtureErrors(t *testing.T) {
	one := []Dist{Point(1)}
	for want, weights := range map[string][]float64{
		"mixture: 2 weights for 1 parts; want one for each, and at least one": {1, 1},
		"mixture: weight 0; want finite weights greater than 0":               {0},
		"mixture: weight NaN; want finite weights greater than 0":             {math.NaN()},
		"mixture: weight +Inf; want finite weights greater than 0":            {math.Inf(1)},
	} {
		if _, err := Mixture(weights, one); err == nil || err.Error() != want {
			t.Errorf("got %v; want %s", err, want)
		}
	}
}
