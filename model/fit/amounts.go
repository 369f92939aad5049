package fit

import (
	"math"
	"slices"
	"sort"

	"gonum.org/v1/gonum/stat/distuv"
)

// Amounts is the lognormal fitted to the amounts of one kind: what a customer
// moved in it on a day.
type Amounts struct {
	Kind     string
	N        int // amounts fitted
	Zero     int // left out: zero has no logarithm
	Negative int // left out: a refund among payments
	Flipped  bool

	Median   float64
	MedianSE float64
	Sigma    float64 // standard deviation of the logarithm
	SigmaSE  float64

	// AndersonDarling tests lognormality with both parameters estimated (case 3 of
	// D'Agostino & Stephens 1986), PValue its level; customers repeat themselves,
	// so that the level is too small. Distance is the largest difference between the
	// two distribution functions: how wrong the law is, whatever n.
	AndersonDarling, PValue, Distance float64
	Tails                             []Tail

	sumLog, sumSquares float64
}

// Tail compares a quantile of the data with the fitted one: thresholds on amounts
// live there.
type Tail struct{ P, Observed, Fitted float64 }

// leastAmounts: fewer are not fitted.
const leastAmounts = 20

// amounts fits every kind that has enough amounts until the given day.
func amounts(l *Log, until Day) []Amounts {
	if !l.Amounts {
		return nil
	}
	var all []Amounts
	for kind, name := range l.Kinds {
		a, logs := gather(l, until, kind)
		a.Kind = name
		if a.N >= leastAmounts {
			a.fit(logs)
			all = append(all, a)
		}
	}
	return all
}

// gather takes the logarithms of a kind's amounts, by customer. A kind that is
// never positive is one that the bank writes with a minus sign: its signs are
// turned.
func gather(l *Log, until Day, kind int) (a Amounts, logs [][]float64) {
	a.Flipped = onlyNegative(l, until, kind)
	for _, c := range l.customers {
		var own []float64
		for _, p := range c.payments {
			if p.kind != kind || p.day > until {
				continue
			}
			amount := p.amount
			if a.Flipped {
				amount = -amount
			}
			switch {
			case amount > 0:
				own = append(own, math.Log(amount))
			case amount == 0:
				a.Zero++
			default:
				a.Negative++
			}
		}
		if own != nil {
			logs = append(logs, own)
			a.N += len(own)
		}
	}
	return a, logs
}

func onlyNegative(l *Log, until Day, kind int) bool {
	negative := false
	for _, c := range l.customers {
		for _, p := range c.payments {
			if p.kind != kind || p.day > until {
				continue
			}
			if p.amount > 0 {
				return false
			}
			negative = negative || p.amount < 0
		}
	}
	return negative
}

// fit estimates by maximum likelihood. A customer's amounts are alike, so that the
// standard errors count customers: they are those of clusters.
func (a *Amounts) fit(logs [][]float64) {
	var flat []float64
	for _, own := range logs {
		for _, v := range own {
			flat = append(flat, v)
			a.sumLog += v
		}
	}
	n := float64(a.N)
	mean := a.sumLog / n
	for _, v := range flat {
		a.sumSquares += (v - mean) * (v - mean)
	}
	variance := a.sumSquares / n
	if slices.Min(flat) == slices.Max(flat) { // a fee: no rounding of logarithms into a spread
		variance, mean = 0, flat[0]
	}
	a.Median, a.Sigma = math.Exp(mean), math.Sqrt(variance)
	var ofMean, ofVariance float64
	for _, own := range logs {
		first, second := 0.0, 0.0
		for _, v := range own {
			first += v - mean
			second += (v-mean)*(v-mean) - variance
		}
		ofMean += first * first
		ofVariance += second * second
	}
	a.MedianSE = a.Median * math.Sqrt(ofMean) / n
	if a.Sigma > 0 {
		a.SigmaSE = math.Sqrt(ofVariance) / n / (2 * a.Sigma)
		a.test(flat, mean)
	}
}

// test compares the sorted logarithms with the fitted normal law.
func (a *Amounts) test(logs []float64, mean float64) {
	sort.Float64s(logs)
	n := float64(len(logs))
	normal := distuv.Normal{Mu: mean, Sigma: a.Sigma}
	sum := 0.0
	for i, v := range logs {
		below := normal.CDF(v)
		above := normal.Survival(logs[len(logs)-1-i])
		sum += float64(2*i+1) * (math.Log(math.Max(below, 1e-300)) + math.Log(math.Max(above, 1e-300)))
		a.Distance = math.Max(a.Distance, math.Max(float64(i+1)/n-below, below-float64(i)/n))
	}
	a.AndersonDarling = (-n - sum/n) * (1 + .75/n + 2.25/(n*n))
	a.PValue = andersonDarlingP(a.AndersonDarling)
	for _, p := range []float64{.5, .95, .99} {
		at := logs[min(len(logs)-1, int(p*n))]
		a.Tails = append(a.Tails, Tail{p, math.Exp(at), math.Exp(normal.Quantile(p))})
	}
}

// andersonDarlingP is the level of the statistic with both parameters estimated
// (D'Agostino & Stephens, Goodness-of-fit techniques, 1986, table 4.9).
func andersonDarlingP(a float64) float64 {
	switch {
	case a >= 13: // the formula's parabola turns up beyond
		return 0
	case a >= .6:
		return math.Exp(1.2937 - 5.709*a + .0186*a*a)
	case a >= .34:
		return math.Exp(.9177 - 4.279*a - 1.38*a*a)
	case a >= .2:
		return 1 - math.Exp(-8.318+42.796*a-59.938*a*a)
	}
	return 1 - math.Exp(-13.436+101.14*a-223.73*a*a)
}

// pool is the lognormal of several kinds together.
func pool(all []Amounts) Amounts {
	if len(all) == 1 {
		return all[0]
	}
	var p Amounts
	for _, a := range all {
		p.N += a.N
		p.sumLog += a.sumLog
	}
	mean := p.sumLog / float64(p.N)
	for _, a := range all {
		off := a.sumLog/float64(a.N) - mean
		p.sumSquares += a.sumSquares + float64(a.N)*off*off
	}
	p.Median, p.Sigma = math.Exp(mean), math.Sqrt(p.sumSquares/float64(p.N))
	p.MedianSE, p.SigmaSE = math.NaN(), math.NaN()
	return p
}
