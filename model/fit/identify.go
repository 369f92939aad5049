package fit

import (
	"fmt"
	"math"
	"sort"
	"strings"

	"gonum.org/v1/gonum/optimize"
	"gonum.org/v1/gonum/stat/distuv"

	"weir/model/activity"
	"weir/sim/rng"
)

// What the data must show before a number is written. A log-likelihood and its
// curvature grow in proportion to the number of customers: that is how the number
// needed follows from what this sample shows.
const (
	// leastRepeaters: a gamma's shape from fewer who came back is a guess.
	leastRepeaters = 50
	// largestShapeSE is the largest standard error of log r: r within a factor 2
	// either way, 95 %. Where rates are nearly alike r is large and its logarithm
	// vague, and it hardly matters: then their coefficient of variation, 1/√r, must
	// be known to largestVariationSE.
	largestShapeSE     = .35
	largestVariationSE = .1
	// gapsInWindow: a silence says little unless the window holds several gaps.
	gapsInWindow = 3
	// level and power of the test of "no dropout at all", and what follows from them
	// for a likelihood ratio with two degrees of freedom: the critical value and the
	// noncentrality that exceeds it with that power. The hypothesis lies on the
	// edge (hazard 0), which makes the test conservative.
	criticalRatio = 5.991464547107979 // level 5 %
	neededCentral = 9.634             // power 80 %
	profileFactor = 8                 // s must be known to better than this factor …
	profileDrop   = 1.920729410347062 // … by the profile likelihood at 95 %
	// β of the reference dropouts with s = 1: 10 % and 1 % in the first year.
	referenceYears, smallReferenceYears = 9, 99
)

// tooFew refuses data in which too few customers came back.
func tooFew(s sample) *Refusal {
	if s.repeaters >= leastRepeaters {
		return nil
	}
	share := float64(s.repeaters) / float64(s.customers)
	why := fmt.Sprintf("%d of %d customers transacted on a second day", s.repeaters, s.customers)
	need := fmt.Sprintf("%d such customers are needed, about %s customers in all at this share",
		leastRepeaters, count(math.Ceil(leastRepeaters/share)))
	if s.repeaters == 0 {
		// At most 3/n come back, with 95 % confidence.
		need = fmt.Sprintf("%d such customers are needed: with at most %.2g %% coming back, more than %s customers or a longer window",
			leastRepeaters, 300/math.Max(3, float64(s.customers)), count(leastRepeaters*math.Max(3, float64(s.customers))/3))
	}
	return &Refusal{"repeaters", "activity", why, need}
}

// spreadOfRates refuses when the shape of the rates is too uncertain.
func spreadOfRates(s sample, m maximum, in information) *Refusal {
	se, variation := in.se(0), 1/math.Sqrt(m.parameters()[0])
	known := in.covariance != nil && variation*se/2 <= largestVariationSE
	if se <= largestShapeSE || known || in.covariance == nil && variation < largestVariationSE {
		return nil
	}
	if in.covariance == nil {
		return &Refusal{"rates", "activity", "the likelihood has no peak in the shape of the rates",
			fmt.Sprintf("more than the %d customers in the data are needed", s.customers)}
	}
	return &Refusal{"rates", "activity",
		fmt.Sprintf("the shape r of the rates has a standard error of %.0f %% with %d customers", 100*se, s.customers),
		fmt.Sprintf("%.0f %% needs about %s customers", 100*largestShapeSE, count(scaled(s.customers, se/largestShapeSE)))}
}

// scaled is the number of customers that brings a standard error down by the ratio.
func scaled(customers int, ratio float64) float64 {
	return math.Ceil(float64(customers) * ratio * ratio)
}

// dropout estimates the law with dropout, or says why the data do not tell it.
func dropout(f family, s sample, nbd maximum, reg Regularity, opts Options) (maximum, information, *Refusal) {
	if reg.suspicious() {
		return maximum{}, information{}, regularPostings(reg)
	}
	if refusal := shortWindow(s, opts.Unit); refusal != nil {
		return maximum{}, information{}, refusal
	}
	best := maximise(f, s)
	if ratio := 2 * (best.value - nbd.value); ratio < criticalRatio {
		return best, information{}, noDropoutSeen(s, nbd, ratio, opts)
	}
	in := inform(f, s, best)
	return best, in, flatProfile(f, s, best, in)
}

func regularPostings(reg Regularity) *Refusal {
	why := fmt.Sprintf("%.0f %% (± %.1f) of transactions come again on the same day of the next month beyond chance, and gaps are like Erlang-%.2f: "+
		"postings go on by themselves whether or not a customer is still there", 100*reg.Monthly, 100*reg.MonthlySE, reg.Shape)
	need := "no number of customers helps; at most 10 % may be regular: exclude automatic postings and standing orders"
	var kinds []string
	for _, k := range reg.Kinds {
		name := k.Kind
		if name == "" {
			name = "(blank)"
		}
		kinds = append(kinds, fmt.Sprintf("%s %.0f %%", name, 100*k.Monthly))
	}
	if len(kinds) > 0 {
		need += " (most regular kinds: " + strings.Join(kinds, ", ") + ")"
	}
	return &Refusal{"dropout-regular", "dropout", why, need}
}

// shortWindow compares the window with the gaps of those who came back.
func shortWindow(s sample, unit Unit) *Refusal {
	var gaps, weights []float64
	spans := make([]float64, 0, len(s.histories))
	for i, h := range s.histories {
		for range int(s.count[i]) {
			spans = append(spans, h.Span)
		}
		if h.Repeats > 0 {
			gaps = append(gaps, h.Last/float64(h.Repeats))
			weights = append(weights, s.count[i])
		}
	}
	sort.Float64s(spans)
	window, gap := spans[len(spans)/2], weightedMedian(gaps, weights)
	if window >= gapsInWindow*gap {
		return nil
	}
	return &Refusal{"dropout-window", "dropout",
		fmt.Sprintf("half of the customers are observed for %.1f %ss or less, and the median gap of those who came back is %.1f: silence and dropout look alike", window, unit, gap),
		fmt.Sprintf("a window of at least %d gaps is needed: %.0f %ss", gapsInWindow, math.Ceil(gapsInWindow*gap), unit)}
}

func weightedMedian(values, weights []float64) float64 {
	order := make([]int, len(values))
	total := 0.0
	for i := range order {
		order[i] = i
		total += weights[i]
	}
	sort.SliceStable(order, func(a, b int) bool { return values[order[a]] < values[order[b]] })
	sum := 0.0
	for _, i := range order {
		sum += weights[i]
		if sum >= total/2 {
			return values[i]
		}
	}
	return 0
}

// noDropoutSeen refuses when the data are as likely without dropout. The ratio
// exceeds its two degrees of freedom by the noncentrality, which grows with the
// number of customers; where it does not exceed them, what a dropout of 10 % a
// year would show is simulated instead.
func noDropoutSeen(s sample, nbd maximum, ratio float64, opts Options) *Refusal {
	why := fmt.Sprintf("the likelihood is hardly better with dropout than without: 2·log ratio %.2f, and %.2f shows dropout at 5 %%", math.Max(0, ratio), criticalRatio)
	need := ""
	if ratio > 2.5 {
		need = fmt.Sprintf("if the dropout is as it looks, about %s customers are needed (power 80 %%)", count(math.Ceil(float64(s.customers)*neededCentral/(ratio-2))))
	} else {
		need = neededForReference(s, nbd, opts)
	}
	return &Refusal{"dropout-likelihood", "dropout", why, need}
}

// neededForReference says how many customers, or how long a window, would show a
// dropout of 10 % in the first year with power 80 %; where the data are enough for
// that, of 1 %.
func neededForReference(s sample, nbd maximum, opts Options) string {
	year := 365 / opts.Unit.Days()
	rates := nbd.parameters()
	law := activity.ParetoNBD{R: rates[0], Alpha: rates[1], S: 1, Beta: referenceYears * year}
	now := referenceNeed(s, law, 1, opts)
	text := fmt.Sprintf("a dropout of 10 %% a year would show (power 80 %%) with about %s customers in this window", count(now))
	if now <= float64(s.customers) {
		law.Beta = smallReferenceYears * year
		return text + fmt.Sprintf(" and does not: if there is any it is smaller, and 1 %% a year needs about %s customers", count(referenceNeed(s, law, 1, opts)))
	}
	window := s.time / float64(s.customers)
	for factor := 2.0; factor <= 32; factor *= 2 {
		if referenceNeed(s, law, factor, opts) <= float64(s.customers) {
			return text + fmt.Sprintf(", or with these %s customers observed for about %.0f %ss on average instead of %.0f", count(float64(s.customers)), factor*window, opts.Unit, window)
		}
	}
	return text
}

// referenceNeed is the number of customers at which the test would find the
// dropout of the law, with windows longer by the factor. 2(log L(law) − log
// L(best NBD)) is on average the noncentrality less two, the parameters that the
// law did not have to estimate.
func referenceNeed(s sample, law activity.ParetoNBD, factor float64, opts Options) float64 {
	const draws = 4000
	root := rng.New(opts.Seed, 0, 0)
	sampler := newSampler(law)
	histories := make([]activity.History, draws)
	for i := range histories {
		// Spread over the sorted groups; groups of several count once, which is
		// near enough for an order of magnitude.
		span := factor * s.histories[i*len(s.histories)/draws].Span
		stream := root.Stream(uint64(i), purposeReference, 0)
		histories[i] = sampler.draw(&stream, span)
	}
	reference := newSample(histories)
	start := func(sample) [][]float64 { return [][]float64{{law.R, law.Alpha}} }
	without := maximise(family{nbdFamily.name, nbdFamily.names, nbdFamily.law, start}, reference)
	central := 2*(reference.logLikelihood(law)-without.value) + 2
	if central <= 0 {
		return math.Inf(1)
	}
	return math.Ceil(draws * neededCentral / central)
}

// flatProfile refuses when the shape of the dropout could as well be eight times
// larger or smaller, the other parameters following: then (s, β) is a valley, not
// a point. It also refuses a top without positive definite curvature.
func flatProfile(f family, s sample, best maximum, in information) *Refusal {
	const shape = 2 // s of Pareto/NBD, a of BG/NBD
	drop := math.Inf(1)
	for _, step := range []float64{-math.Log(profileFactor), math.Log(profileFactor)} {
		drop = math.Min(drop, best.value-profile(f, s, best, shape, best.logs[shape]+step))
	}
	if drop >= profileDrop && in.covariance != nil {
		return nil
	}
	why := fmt.Sprintf("the log-likelihood falls by only %.2f when %s is eight times larger or smaller and the rest follows; %.2f would bound it",
		math.Max(0, drop), f.names[shape], profileDrop)
	if in.covariance == nil {
		why = "the log-likelihood is not curved downwards in every direction at its top: " + why
	}
	need := fmt.Sprintf("%d customers in this window do not determine how dropout is spread; a longer window is needed", s.customers)
	if drop > .02 {
		need = fmt.Sprintf("about %s customers are needed in this window", count(math.Ceil(float64(s.customers)*profileDrop/drop)))
	}
	return &Refusal{"dropout-flat", "dropout", why, need}
}

// profile is the largest log-likelihood with the logarithm of one parameter held.
// The scale that belongs to it starts where the mean stays the same.
func profile(f family, s sample, best maximum, held int, at float64) float64 {
	objective := f.objective(s, best.logs)
	whole := append([]float64(nil), best.logs...)
	whole[held] = at
	inner := func(free []float64) float64 {
		copy(whole, free[:held])
		copy(whole[held+1:], free[held:])
		return objective(whole)
	}
	start := append(append([]float64(nil), best.logs[:held]...), best.logs[held+1:]...)
	start[held] += at - best.logs[held]
	settings := &optimize.Settings{FuncEvaluations: 400, Converger: &optimize.FunctionConverge{Absolute: .01, Iterations: 20}}
	result, err := optimize.Minimize(optimize.Problem{Func: inner}, start, settings, &optimize.NelderMead{SimplexSize: .3})
	return taken(result, err, inner, start).value
}

// chance is P(X > x) of a chi-square distribution.
func chance(x float64, degrees int) float64 {
	return distuv.ChiSquared{K: float64(degrees)}.Survival(x)
}

// count writes a number of customers with thousands apart.
func count(n float64) string {
	if math.IsInf(n, 1) || n > 1e12 {
		return "more than 1e12"
	}
	text := fmt.Sprintf("%.0f", n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
