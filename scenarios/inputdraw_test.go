package scenarios

import (
	"math"
	"strings"
	"testing"

	"weir/model"
	"weir/sim/dist"
)

// fitted is a population file as `weir fit` writes it, in so far as redrawing looks at it.
const fitted = `weir: population/v1
size: 100
activities:
  fitted:
    rate: {gamma: {shape: 2, mean: 1/wk}}
    dropout: {gamma: {shape: 0.5, mean: 0.02/wk}}
segments:
  fitted: {share: 100%, activities: {fitted: 100%}, tiers: {basic: 100%}, balance: 1000 CNY, tenure: 1yr}
estimates:
  log_covariance:
    - [0.04, 0.03, 0, 0]
    - [0.03, 0.09, 0, 0]
    - [0, 0, 0.01, 0]
    - [0, 0, 0, 0.0025]
`

// TestInputDraw: over many draws the logarithms of the fitted figures have the mean and
// covariance that the file tells; the same replication has the same draw.
func TestInputDraw(t *testing.T) {
	files := memory(map[string]string{"s.yaml": "weir: scenario/v1\npopulation: p.yaml\n", "p.yaml": fitted,
		"bare.yaml": strings.Split(fitted, "estimates:")[0], "b.yaml": "weir: scenario/v1\npopulation: bare.yaml\n"})
	l := load(t, "s.yaml", Options{Read: files})
	again, _ := l.InputDraw(3, 1)
	first, ok := l.InputDraw(3, 1)
	if !ok || len(first) != 2 || first[0] != again[0] || first[0].Path != "population.activities.fitted.rate" {
		t.Fatalf("%v, then %v", first, again)
	}
	v, report := l.WithSettings(l.Variants[0], "drawn", first)
	if report.Failed() {
		t.Fatal(report.Text())
	}
	if v.Key("") == l.Variants[0].Key("") {
		t.Error("nothing is redrawn")
	}
	const draws = 150 // each a load of the file; a covariance is within 4 standard errors
	var sum [4]float64
	var product [4][4]float64
	for i := range draws {
		set, _ := l.InputDraw(i, 1)
		v, _ := l.WithSettings(l.Variants[0], "drawn", set)
		x := logs(t, v.Plan)
		for a := range x {
			sum[a] += x[a]
			for b := range x {
				product[a][b] += x[a] * x[b]
			}
		}
	}
	want := [4][4]float64{{.04, .03}, {.03, .09}, {2: .01}, {3: .0025}}
	for a := range want {
		if mean := sum[a] / draws; math.Abs(mean) > 4*math.Sqrt(want[a][a]/draws) {
			t.Errorf("estimate %d is off by %v", a, mean)
		}
		for b := range want {
			tolerance := 4 * math.Sqrt((want[a][a]*want[b][b]+want[a][b]*want[a][b])/draws)
			if got := product[a][b]/draws - sum[a]*sum[b]/draws/draws; math.Abs(got-want[a][b]) > tolerance {
				t.Errorf("covariance of %d and %d: %v, want %v ± %v", a, b, got, want[a][b], tolerance)
			}
		}
	}
	if _, ok := load(t, "b.yaml", Options{Read: files}).InputDraw(1, 1); ok {
		t.Error("a file without estimates is redrawn")
	}
	if _, ok := load(t, "gates-demo", Options{}).InputDraw(1, 1); ok {
		t.Error("a number of customers is redrawn")
	}
}

// logs returns how far the logarithms of shape and rate of both laws are from the file's.
func logs(t *testing.T, p *model.Plan) [4]float64 {
	t.Helper()
	a := p.Population.Activities[0]
	shape, mean, ok := dist.AsGamma(a.Rate.Dist)
	gone, often, also := dist.AsGamma(a.Dropout.Dist)
	if !ok || !also {
		t.Fatalf("%v, %v", a.Rate, a.Dropout)
	}
	week := 1.0 / 7
	return [4]float64{math.Log(shape / 2), math.Log(shape / mean / (2 / week)), math.Log(gone / .5), math.Log(gone / often / (.5 / (.02 * week)))}
}
