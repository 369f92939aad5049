package activity_test

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"weir/model/activity"
)

// The published examples: Fader, Hardie & Lee's parameters of CDNOW, per week.
var (
	pareto = activity.ParetoNBD{R: .55, Alpha: 10.56, S: .61, Beta: 11.64}
	bgnbd  = activity.BGNBD{R: .243, Alpha: 4.414, A: .793, B: 2.426}
)

// agrees checks a value to the digits that are printed.
func agrees(t *testing.T, what string, got float64, printed string) {
	t.Helper()
	want, err := strconv.ParseFloat(printed, 64)
	if err != nil {
		t.Fatal(err)
	}
	mantissa, exponent, _ := strings.Cut(printed, "e")
	_, decimals, _ := strings.Cut(mantissa, ".")
	power, _ := strconv.Atoi(exponent)
	half := 0.5000001 * math.Pow10(power-len(decimals))
	if len(strings.Trim(mantissa, "0.")) > 15 { // as many digits as a float64 has
		half = 4e-15 * math.Abs(want)
	}
	if !(math.Abs(got-want) <= half) {
		t.Errorf("%s: got %.17g, want %s", what, got, printed)
	}
}

func TestPublishedValues(t *testing.T) {
	for week, printed := range strings.Fields("0 .05077821 .09916088 .14542507 .18979930 .23247466 .27361274 .31335159 .35181024 .38909211") {
		agrees(t, "Pareto/NBD mean in "+strconv.Itoa(week)+" weeks", pareto.Mean(float64(week)), printed)
	}
	heavy := activity.History{Repeats: 26, Last: 30.86, Span: 31}
	agrees(t, "P(alive)", pareto.Alive(heavy), ".9979")
	agrees(t, "expected in 52 weeks", pareto.Expected(heavy, 52), "25.42")
	agrees(t, "mean in 52 weeks", pareto.Mean(52), "1.460741")
	for i, printed := range strings.Fields(".8351 .6329 .4887 .4078 .3548") {
		at := []float64{4, 13, 26, 39, 52}[i]
		agrees(t, "survival", pareto.Survival(at), printed)
	}
	agrees(t, "BG/NBD P(X(2) = 10)", bgnbd.Probability(10, 2), "1.07869e-07")
	agrees(t, "BG/NBD P(X(39) = 0)", bgnbd.Probability(0, 39), "0.5737864")
}

// positive draws a number over several decades.
func positive(t *rapid.T, name string, low, high float64) float64 {
	return math.Exp(rapid.Float64Range(math.Log(low), math.Log(high)).Draw(t, name))
}

func drawPareto(t *rapid.T) activity.ParetoNBD {
	return activity.ParetoNBD{
		R: positive(t, "r", .05, 20), Alpha: positive(t, "alpha", .05, 1000),
		S: positive(t, "s", .02, 20), Beta: positive(t, "beta", .05, 1000),
	}
}

func drawHistory(t *rapid.T) activity.History {
	h := activity.History{Repeats: rapid.IntRange(0, 300).Draw(t, "repeats"), Span: positive(t, "span", .01, 500)}
	if h.Repeats > 0 {
		h.Last = h.Span * rapid.Float64Range(0.001, 1).Draw(t, "last")
	}
	return h
}

// boole integrates with Simpson's rule on n and 2n panels, extrapolated; it shares
// nothing with the package's own quadrature.
func boole(f func(float64) float64, low, high float64, n int) float64 {
	return (16*simpson(f, low, high, 2*n) - simpson(f, low, high, n)) / 15
}

func simpson(f func(float64) float64, low, high float64, n int) float64 {
	h := (high - low) / float64(2*n)
	sum := f(low) + f(high)
	for i := 1; i < 2*n; i++ {
		sum += f(low+float64(i)*h) * float64(2+2*(i%2))
	}
	return sum * h / 3
}

// The likelihood is defined as an integral over the moment of dropout; the code
// takes it from continued fractions. 1e-9 in log L is far below what a fit sees.
func TestParetoLikelihoodIsTheIntegral(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, h := drawPareto(t), drawHistory(t)
		rx := p.R + float64(h.Repeats)
		alive := rx*math.Log(p.Alpha+h.Span) + p.S*math.Log(p.Beta+h.Span)
		// Relative to the customer who lives to the end, in the logarithm of the
		// time since both scales.
		scale := math.Min(p.Alpha, p.Beta)
		at := func(u float64) float64 { return math.Log(scale + u) }
		logPeak := alive - rx*math.Log(p.Alpha+h.Last) - p.S*math.Log(p.Beta+h.Last)
		dropped := boole(func(v float64) float64 {
			u := math.Exp(v) - scale
			return p.S * math.Exp(alive-rx*math.Log(p.Alpha+u)-(p.S+1)*math.Log(p.Beta+u)+v-logPeak)
		}, at(h.Last), at(h.Span), 3000)
		g := func(x float64) float64 { v, _ := math.Lgamma(x); return v }
		constant := g(rx) - g(p.R) + p.R*math.Log(p.Alpha) + p.S*math.Log(p.Beta) - alive
		// log(1 + e^logPeak·dropped), safe for long silences of busy customers.
		odds := logPeak + math.Log(dropped)
		want := constant + math.Max(odds, 0) + math.Log1p(math.Exp(-math.Abs(odds)))
		got := p.LogLikelihood(h)
		if math.Abs(got-want) > 1e-9*(1+math.Abs(want)) {
			t.Fatalf("log-likelihood %v, by quadrature %v", got, want)
		}
		wantAlive := 1 / (1 + math.Exp(odds))
		if got := p.Alive(h); math.Abs(got-wantAlive) > 1e-8 {
			t.Fatalf("P(alive) %v, by quadrature %v", got, wantAlive)
		}
	})
}

// Chances of n transactions sum to one, and to the mean with weight n, for each law.
func TestProbabilitiesSumToMean(t *testing.T) {
	laws := map[string]activity.Law{
		"Pareto/NBD": pareto, "BG/NBD": bgnbd, "NBD": activity.NBD{R: .55, Alpha: 10.56},
		"Pareto/NBD s=1": activity.ParetoNBD{R: 2, Alpha: 3, S: 1, Beta: 5},
		"BG/NBD a=1":     activity.BGNBD{R: 2, Alpha: 3, A: 1, B: .6},
	}
	for name, law := range laws {
		for _, span := range []float64{.5, 10, 40} {
			total, mean := 0.0, 0.0
			for n := range 600 {
				q := law.Probability(n, span)
				total += q
				mean += float64(n) * q
			}
			if math.Abs(total-1) > 1e-9 || math.Abs(mean-law.Mean(span)) > 1e-8*law.Mean(span) {
				t.Errorf("%s to %v: sum %v, mean %v; want 1 and %v", name, span, total, mean, law.Mean(span))
			}
		}
		if q := law.Probability(0, 7); math.Abs(law.Idle(7, 7)-q) > 1e-12 {
			t.Errorf("%s: idle since the start %v, no transaction %v", name, law.Idle(7, 7), q)
		}
	}
}

// The share idle for d at t falls with d, and its slope at d = 0 is minus the
// rate of transactions at t: which ties the law of idleness to the mean.
func TestIdleSlopeIsRate(t *testing.T) {
	laws := map[string]activity.Law{"Pareto/NBD": pareto, "BG/NBD": bgnbd, "NBD": activity.NBD{R: .55, Alpha: 10.56}}
	for name, law := range laws {
		const at, eps = 20, 1e-4
		slope := (1 - law.Idle(eps, at)) / eps
		rate := (law.Mean(at+eps) - law.Mean(at-eps)) / (2 * eps)
		if math.Abs(slope/rate-1) > 1e-3 {
			t.Errorf("%s: transactions at t per unit %v, slope of the mean %v", name, slope, rate)
		}
		before := 1.0
		for d := 0.0; d <= at; d += .5 {
			share := law.Idle(d, at)
			if share > before {
				t.Errorf("%s: share idle ≥ %v rises to %v", name, d, share)
			}
			before = share
		}
		if law.Idle(at+1, at) != 0 {
			t.Errorf("%s: idle for longer than the age", name)
		}
	}
}

// Idle by brute force: rate and hazard on a grid of quantiles would be coarse, so
// integrate the two gamma densities.
func TestParetoIdleIsTheMixture(t *testing.T) {
	p := activity.ParetoNBD{R: 2, Alpha: 10, S: 3, Beta: 40}
	const d, at = 12.0, 30.0
	density := func(x, shape, rate float64) float64 {
		g, _ := math.Lgamma(shape)
		return math.Exp(shape*math.Log(rate) + (shape-1)*math.Log(x) - rate*x - g)
	}
	want := simpson(func(hazard float64) float64 {
		if hazard == 0 {
			return 0
		}
		return density(hazard, p.S, p.Beta) * simpson(func(rate float64) float64 {
			if rate == 0 {
				return 0
			}
			dead := 1 - math.Exp(-hazard*(at-d))
			dies := math.Exp(-hazard*(at-d)) * hazard / (hazard + rate) * (1 - math.Exp(-(hazard+rate)*d))
			silent := math.Exp(-hazard*at - rate*d)
			return density(rate, p.R, p.Alpha) * (dead + dies + silent)
		}, 0, 3, 400)
	}, 0, 1, 400)
	if got := p.Idle(d, at); math.Abs(got-want) > 1e-7 {
		t.Errorf("idle ≥ %v at %v: got %v, by integration %v", d, at, got, want)
	}
}

// With hazards going to nothing the law becomes NBD: likelihood, means, idleness.
func TestParetoWithoutHazardIsNBD(t *testing.T) {
	p, q := activity.ParetoNBD{R: .7, Alpha: 9, S: 1e-9, Beta: 50}, activity.NBD{R: .7, Alpha: 9}
	rapid.Check(t, func(t *rapid.T) {
		h := drawHistory(t)
		// Even a hazard of 1e-9 shows in a long silence of a busy customer.
		h.Repeats %= 30
		h.Last = h.Span * math.Max(.9, h.Last/h.Span)
		if got, want := p.LogLikelihood(h), q.LogLikelihood(h); math.Abs(got-want) > 1e-3*(1+math.Abs(want)) {
			t.Fatalf("log-likelihood %v, NBD %v", got, want)
		}
		if got, want := p.Idle(h.Last, h.Span), q.Idle(h.Last, h.Span); math.Abs(got-want) > 1e-6 {
			t.Fatalf("idle %v, NBD %v", got, want)
		}
	})
}

// BG/NBD never doubts a customer without repeats: why it must not decide dormancy.
func TestBGNBDNeverDoubtsNewCustomers(t *testing.T) {
	silent := activity.History{Span: 1000}
	if bgnbd.Alive(silent) != 1 || pareto.Alive(silent) > .2 {
		t.Errorf("P(alive) after 1,000 silent weeks: BG/NBD %v, Pareto/NBD %v", bgnbd.Alive(silent), pareto.Alive(silent))
	}
}

// The published closed form of the BG/NBD mean, as series, against the integral.
func TestBGNBDMeanIsThePublishedForm(t *testing.T) {
	for _, span := range []float64{1, 10, 39} {
		z := span / (bgnbd.Alpha + span)
		term, series := 1.0, 1.0
		for n := 0.0; term > 1e-18; n++ {
			term *= (bgnbd.R + n) * (bgnbd.B + n) / ((bgnbd.A + bgnbd.B - 1 + n) * (n + 1)) * z
			series += term
		}
		want := (bgnbd.A + bgnbd.B - 1) / (bgnbd.A - 1) *
			(1 - math.Pow(bgnbd.Alpha/(bgnbd.Alpha+span), bgnbd.R)*series)
		if got := bgnbd.Mean(span); math.Abs(got/want-1) > 1e-10 {
			t.Errorf("mean in %v: got %v, published form %v", span, got, want)
		}
	}
}

func BenchmarkParetoLogLikelihood(b *testing.B) {
	h := activity.History{Repeats: 3, Last: 20, Span: 38}
	p := pareto
	for b.Loop() {
		p.LogLikelihood(h)
	}
}
