package fit_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"weir/model/fit"
)

// file is what the tests read of a population file.
type file struct {
	Weir   string
	Origin struct {
		Data, Sha256, Model, Note string
		Customers                 int
	}
	Size   int
	Cohort []struct {
		On        string
		Customers int
	}
	Activities struct {
		Fitted struct {
			Rate    map[string]struct{ Shape, Mean any }
			Dropout any
			Kinds   map[string]string
		}
	}
	Segments struct {
		Fitted struct {
			Amounts map[string]any
		}
	}
	Estimates struct {
		Parameters []struct {
			Name      string
			Value, Se float64
		}
		Covariance    [][]float64
		LogCovariance [][]float64 `yaml:"log_covariance"`
	}
}

func population(t *testing.T, r *fit.Result, opts fit.PopulationOptions) (file, string) {
	t.Helper()
	var out strings.Builder
	if err := r.Population(&out, opts); err != nil {
		t.Fatal(err)
	}
	var f file
	if err := yaml.Unmarshal([]byte(out.String()), &f); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	return f, out.String()
}

func TestPopulationHoldsTheEstimates(t *testing.T) {
	r, err := fit.Activity(read(t, truth.csv(7)), fit.Options{Unit: fit.PerDay, Replications: 10})
	if err != nil {
		t.Fatal(err)
	}
	f, text := population(t, r, fit.PopulationOptions{Currency: "EUR"})
	if f.Weir != "population/v1" || f.Origin.Data != "world.csv" || len(f.Origin.Sha256) != 64 || f.Size != r.Customers || f.Origin.Customers != r.Customers {
		t.Errorf("head: %+v", f.Origin)
	}
	entered := 0
	for _, c := range f.Cohort {
		entered += c.Customers
	}
	if entered != r.Customers || f.Cohort[0].On != "2024-01-01" {
		t.Errorf("%d of %d customers enter, from %s", entered, r.Customers, f.Cohort[0].On)
	}
	if len(f.Estimates.Parameters) != 4 || f.Estimates.Parameters[2].Value != r.Parameters[2].Value || f.Estimates.Covariance[1][2] != r.Covariance[1][2] || f.Estimates.LogCovariance[3][3] != r.LogCovariance[3][3] {
		t.Errorf("estimates: %+v", f.Estimates)
	}
	// Rates in the file are per week whatever the unit of the fit.
	var mean float64
	if err := yaml.Unmarshal([]byte(strings.TrimSuffix(f.Activities.Fitted.Rate["gamma"].Mean.(string), "/wk")), &mean); err != nil {
		t.Fatal(err)
	}
	if want := 7 * r.Parameters[0].Value / r.Parameters[1].Value; mean < want*(1-1e-12) || mean > want*(1+1e-12) {
		t.Errorf("mean rate %v/wk, want %v", mean, want)
	}
	if !strings.Contains(text, " EUR, sigma: ") || f.Activities.Fitted.Kinds["pay"] != "100%" {
		t.Errorf("amounts or kinds are wrong:\n%s", text[strings.Index(text, "activities:"):])
	}
	// Money has no fraction of a minor unit, and no number an exponent.
	if !regexp.MustCompile(`median: [0-9]+\.?[0-9]?[0-9]? EUR`).MatchString(text) || strings.Contains(text, "e-0") {
		t.Errorf("numbers:\n%s", text)
	}
}

func TestPopulationSaysThatDropoutIsRefused(t *testing.T) {
	w := truth
	w.monthlyShare = 1
	r, err := fit.Activity(read(t, w.csv(7)), fit.Options{Unit: fit.PerDay, Replications: 10})
	if err != nil {
		t.Fatal(err)
	}
	f, text := population(t, r, fit.PopulationOptions{Kinds: map[string]string{"fee": "cash_out"}})
	if f.Activities.Fitted.Dropout != "0/yr" || !strings.Contains(text, "# Dropout is refused: ") || !strings.Contains(f.Origin.Note, "no dropout: ") {
		t.Errorf("dropout %v, note %q", f.Activities.Fitted.Dropout, f.Origin.Note)
	}
	if f.Origin.Model != "nbd" || len(f.Estimates.Parameters) != 2 {
		t.Errorf("model %s with %d parameters", f.Origin.Model, len(f.Estimates.Parameters))
	}
	if len(f.Activities.Fitted.Kinds) != 2 || f.Activities.Fitted.Kinds["cash_out"] == "" {
		t.Errorf("kinds %v", f.Activities.Fitted.Kinds)
	}
	if a := f.Segments.Fitted.Amounts["cash_out"]; a != "5 CNY" {
		t.Errorf("fees of 5: %v", a)
	}
}

func TestNothingToWrite(t *testing.T) {
	w := truth
	w.customers = 30
	r, err := fit.Activity(read(t, w.csv(1)), fit.Options{})
	var refusal *fit.Refusal
	if !errors.As(err, &refusal) {
		t.Fatalf("30 customers: %v", err)
	}
	var out strings.Builder
	if err := r.Population(&out, fit.PopulationOptions{}); !errors.As(err, &refusal) || out.Len() > 0 {
		t.Errorf("error %v, wrote %q", err, out.String())
	}
	if err := r.WriteText(&out); err != nil || !strings.Contains(out.String(), "Not fitted: activity (repeaters)") {
		t.Errorf("text %q, error %v", out.String(), err)
	}
	r, err = fit.Activity(read(t, truth.csv(1)), fit.Options{Unit: fit.PerDay, Model: fit.BGNBD, Replications: 10})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Population(&out, fit.PopulationOptions{}); r.Dropout() && !errors.Is(err, fit.ErrNoPopulation) {
		t.Errorf("a BG/NBD population: %v", err)
	}
}
