package fit

import (
	"fmt"
	"math"
	"sort"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"

	"weir/model/activity"
	"weir/sim/rng"
)

// HoldOut compares what the law, fitted to the data until From, predicts for the
// customers known by then with what they did until To.
type HoldOut struct {
	From, To Day
	Split    bool // the data ended at --until: the law was fitted again to two thirds of them
	Rows     []HoldOutRow
}

// HoldOutRow is one prediction. The interval is of 95 %, over simulations that
// also redraw the parameters within their covariance.
type HoldOutRow struct {
	Name            string
	Share           bool // a share, 0 to 1; otherwise a number
	Observed        float64
	Mean, Low, High float64
}

// Covered reports whether the interval holds what was observed.
func (h HoldOutRow) Covered() bool { return h.Observed >= h.Low && h.Observed <= h.High }

// holdOut predicts what came after the calibration. Where nothing did, the same
// law is fitted again to the first two thirds of the data.
func (r *Result) holdOut() *HoldOut {
	from, to := r.Options.Until, r.Log.Last
	h := &HoldOut{From: from, To: to}
	fitted := prediction{law: r.Law, logs: r.logs(), covariance: r.LogCovariance, make: r.family().law}
	if to <= from {
		h.Split, h.To = true, from
		h.From = r.From + Day(float64(from-r.From)*2/3)
		s := newSample(r.Log.Histories(h.From, r.Options.Unit))
		if refusal := tooFew(s); refusal != nil {
			r.note("no hold-out check: in the first two thirds of the data %s", refusal.Why)
			return nil
		}
		m := maximise(r.family(), s)
		fitted.law, fitted.logs = r.family().law(m.parameters()), m.logs
		fitted.covariance = nil
		if in := inform(r.family(), s, m); in.covariance != nil {
			fitted.covariance = rowsOf(in.covariance)
		}
	}
	if fitted.covariance == nil {
		r.note("the hold-out intervals leave out the uncertainty of the parameters: they have no covariance")
	}
	h.Rows = h.compare(r.Log, r.Options, fitted)
	return h
}

func (r *Result) family() family {
	for _, f := range []family{paretoFamily, bgFamily} {
		if f.name == r.Model {
			return f
		}
	}
	return nbdFamily
}

func (r *Result) logs() []float64 {
	logs := make([]float64, len(r.Parameters))
	for i, p := range r.Parameters {
		logs[i] = math.Log(p.Value)
	}
	return logs
}

func rowsOf(m *mat.SymDense) [][]float64 {
	rows := square(m.SymmetricDim())
	for i := range rows {
		for j := range rows {
			rows[i][j] = m.At(i, j)
		}
	}
	return rows
}

// prediction is a fitted law with the uncertainty of its parameters.
type prediction struct {
	law        activity.Law
	logs       []float64
	covariance [][]float64
	make       func([]float64) activity.Law
}

// redraw returns the law with parameters drawn from their normal law in logarithms.
func (p prediction) redraw(stream *rng.Stream) activity.Law {
	if p.covariance == nil {
		return p.law
	}
	n := len(p.logs)
	covariance := mat.NewSymDense(n, nil)
	for i := range n {
		for j := i; j < n; j++ {
			covariance.SetSym(i, j, p.covariance[i][j])
		}
	}
	var cholesky mat.Cholesky
	if !cholesky.Factorize(covariance) {
		return p.law
	}
	var lower mat.TriDense
	cholesky.LTo(&lower)
	normal := make([]float64, n)
	for i := range normal {
		normal[i] = distuv.UnitNormal.Quantile(stream.Open())
	}
	values := make([]float64, n)
	for i := range n {
		v := p.logs[i]
		for j := 0; j <= i; j++ {
			v += lower.At(i, j) * normal[j]
		}
		values[i] = math.Exp(v)
	}
	return p.make(values)
}

// future is a customer as known at the start of the hold-out.
type future struct {
	history activity.History
	idle    float64 // days since the last transaction
	later   []Day
}

// holdOutNames are the predictions, in the order of outcome.values.
func holdOutNames() []string {
	names := []string{
		"repeat transactions",
		"customers who transact",
		"of those idle ≥ 90 days at the start, transact",
	}
	for _, d := range idleDays() {
		names = append(names, fmt.Sprintf("customers idle ≥ %d days at the end", d))
	}
	return names
}

func (h *HoldOut) compare(l *Log, opts Options, p prediction) []HoldOutRow {
	var known []future
	for _, c := range l.customers {
		history, ok := c.history(h.From, opts.Unit)
		if !ok {
			continue
		}
		seen := c.until(h.From)
		all := c.until(h.To)
		known = append(known, future{history, float64(h.From - seen[len(seen)-1]), all[len(seen):]})
	}
	length := float64(h.To - h.From)
	observed := newOutcome()
	for _, f := range known {
		last := 0.0
		if n := len(f.later); n > 0 {
			last = float64(f.later[n-1] - h.From)
		}
		observed.add(f.idle, len(f.later), last, length)
	}
	outcomes := make([]outcome, opts.Replications)
	for k := range outcomes {
		outcomes[k] = simulateFuture(known, p, opts, uint32(k), length)
	}
	return rows(observed, outcomes)
}

// simulateFuture draws one hold-out for every customer.
func simulateFuture(known []future, p prediction, opts Options, replication uint32, length float64) outcome {
	root := rng.New(opts.Seed, replication, 0)
	chance := root.Stream(0, purposeParameters, 0)
	law := p.redraw(&chance)
	result := newOutcome()
	for i, f := range known {
		stream := root.Stream(uint64(i), purposeFuture, 0)
		if stream.Float64() >= law.Alive(f.history) {
			result.add(f.idle, 0, 0, length)
			continue
		}
		drawn := newSampler(posterior(law, f.history)).draw(&stream, length/opts.Unit.Days())
		result.add(f.idle, drawn.Repeats, drawn.Last*opts.Unit.Days(), length)
	}
	return result
}

// outcome counts what a hold-out is judged by.
type outcome struct {
	transactions, active float64
	sleepers, woken      float64 // idle ≥ 90 days at the start; of them, who transact
	idle                 []float64
}

func newOutcome() outcome { return outcome{idle: make([]float64, len(idleDays()))} }

// add counts a customer who was idle for so many days at the start, and transacts
// n times, last so many days after the start.
func (o *outcome) add(idleBefore float64, n int, last, length float64) {
	o.transactions += float64(n)
	idle := idleBefore + length
	if n > 0 {
		o.active++
		idle = length - last
	}
	if idleBefore >= 90 {
		o.sleepers++
		if n > 0 {
			o.woken++
		}
	}
	for k, d := range idleDays() {
		if idle >= float64(d) {
			o.idle[k]++
		}
	}
}

func (o outcome) values() []float64 {
	return append([]float64{o.transactions, o.active, o.woken / o.sleepers}, o.idle...)
}

// rows compares; a prediction about nobody is left out.
func rows(observed outcome, outcomes []outcome) []HoldOutRow {
	seen := observed.values()
	var all []HoldOutRow
	for k, name := range holdOutNames() {
		values := make([]float64, len(outcomes))
		sum := 0.0
		for i, o := range outcomes {
			values[i] = o.values()[k]
			sum += values[i]
		}
		if math.IsNaN(seen[k]) || seen[k] == 0 && sum == 0 {
			continue
		}
		sort.Float64s(values)
		all = append(all, HoldOutRow{
			Name: name, Share: k == 2, Observed: seen[k], Mean: sum / float64(len(values)),
			Low: values[int(.025*float64(len(values)))], High: values[int(math.Ceil(.975*float64(len(values))))-1],
		})
	}
	return all
}
