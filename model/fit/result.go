package fit

import (
	"fmt"
	"math"

	"weir/model/activity"
)

// Result is everything that was learnt from a log.
type Result struct {
	Log     *Log
	Options Options // with until and replications filled in

	Customers int // whose first transaction was by Until
	Repeaters int // of them, with at least two days of transactions
	Repeats   int // days of transactions after the first, of all together
	From      Day // the first transaction

	Regularity Regularity
	Model      string       // of the estimates: "pareto-nbd", "bgnbd", or "nbd" where dropout is refused
	Law        activity.Law // the fitted law, times in Options.Unit; nil if Refusals hold "activity"
	Parameters []Parameter
	// Covariance of the parameters, and of their logarithms; nil where the
	// parameters have no standard errors.
	Covariance, LogCovariance [][]float64
	LogLikelihood             float64
	WithoutDropout            float64 // log-likelihood of the best law without dropout
	Agree, Starts             int     // of the starts of the search, how many found the same top

	Refusals []*Refusal
	Amounts  []Amounts
	Season   *Season
	Goodness []GoodnessRow
	HoldOut  *HoldOut
	Notes    []string
}

// Parameter is an estimate with its standard error, on the natural scale and of
// its logarithm; NaN where the data give none.
type Parameter struct {
	Name      string
	Value     float64
	SE, SELog float64
	Time      bool // a time in Options.Unit; otherwise a plain number
}

// Dropout reports whether the fitted law has dropout.
func (r *Result) Dropout() bool { return r.Law != nil && r.Model != "nbd" }

// Activity fits a log. The error is a *Refusal where the data are too few for any
// law of activity; the result then holds the amounts and what else can be said.
// A refusal of dropout alone is no error: the result is a law without dropout and
// lists the refusal.
func Activity(log *Log, opts Options) (*Result, error) {
	if log.Customers() == 0 {
		return nil, &Refusal{"customers", "activity", "there is no transaction in the data", fmt.Sprintf("at least %d customers are needed", leastRepeaters)}
	}
	if opts.Until == 0 {
		opts.Until = log.Last
	}
	if opts.Replications == 0 {
		opts.Replications = 200
	}
	if opts.Until <= log.First {
		return nil, fmt.Errorf("until %v is not after the first transaction on %v", opts.Until, log.First)
	}
	r := &Result{Log: log, Options: opts, From: log.First}
	if opts.Until > log.Last {
		r.note("the data end on %v: nobody is taken to have transacted from then until %v", log.Last, opts.Until)
	}
	s := newSample(log.Histories(opts.Until, opts.Unit))
	r.Customers, r.Repeaters, r.Repeats = s.customers, s.repeaters, s.repeats
	r.Regularity = regularity(log, opts.Until)
	r.Amounts = amounts(log, opts.Until)
	if refusal := r.fitActivity(s); refusal != nil {
		r.Refusals = append(r.Refusals, refusal)
		return r, refusal
	}
	r.Season = season(log, opts, r.Law)
	r.Goodness = goodness(log, opts, r.Law)
	r.warn()
	r.HoldOut = r.holdOut()
	return r, nil
}

// warn notes where the law and the data disagree, and what a factor cannot tell.
func (r *Result) warn() {
	for _, g := range r.Goodness {
		if z := g.Z(); z > 4 || z < -4 {
			r.note("the law does not fit the silences: %d customers are idle ≥ %d days, simulated %.0f, %.1f standard deviations away", g.Observed, g.Days, g.Mean, z)
		}
	}
	if r.Season.Month.Refused == "" && r.Options.Until-r.From < 2*365 {
		r.note("months: with less than two years of data most are seen once, and a trend looks like a season")
	}
}

func (r *Result) note(format string, args ...any) {
	r.Notes = append(r.Notes, fmt.Sprintf(format, args...))
}

// fitActivity chooses and estimates the law.
func (r *Result) fitActivity(s sample) *Refusal {
	if refusal := tooFew(s); refusal != nil {
		return refusal
	}
	nbd := maximise(nbdFamily, s)
	curve := inform(nbdFamily, s, nbd)
	r.WithoutDropout = nbd.value
	if refusal := spreadOfRates(s, nbd, curve); refusal != nil {
		return refusal
	}
	if curve.covariance == nil {
		r.note("all customers transact at one rate as far as the data can tell: the shape r has no standard error")
	}
	full := paretoFamily
	if r.Options.Model == BGNBD {
		full = bgFamily
		r.note("BG/NBD takes every customer without repeat transactions for alive: it must not decide dormancy")
	}
	best, information, refusal := dropout(full, s, nbd, r.Regularity, r.Options)
	if refusal != nil {
		r.Refusals = append(r.Refusals, refusal)
		r.take(nbdFamily, nbd, curve)
		return nil
	}
	r.take(full, best, information)
	return nil
}

// take makes a maximum the result.
func (r *Result) take(f family, m maximum, in information) {
	values := m.parameters()
	r.Model, r.Law, r.LogLikelihood = f.name, f.law(values), m.value
	r.Agree, r.Starts = m.agree, m.starts
	if m.agree < m.starts {
		r.note("%d of %d starts of the search ended below the best", m.starts-m.agree, m.starts)
	}
	for i, v := range values {
		p := Parameter{Name: f.names[i], Value: v, SE: math.NaN(), SELog: math.NaN()}
		if in.covariance != nil {
			p.SELog = in.se(i)
			p.SE = v * p.SELog
		}
		p.Time = p.Name == "alpha" || p.Name == "beta"
		r.Parameters = append(r.Parameters, p)
	}
	if in.covariance == nil {
		return
	}
	n := len(values)
	r.Covariance, r.LogCovariance = square(n), square(n)
	for i := range n {
		for j := range n {
			r.LogCovariance[i][j] = in.covariance.At(i, j)
			r.Covariance[i][j] = values[i] * values[j] * in.covariance.At(i, j)
		}
	}
}

func square(n int) [][]float64 {
	rows := make([][]float64, n)
	for i := range rows {
		rows[i] = make([]float64, n)
	}
	return rows
}
