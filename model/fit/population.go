package fit

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"sort"
	"strconv"
	"strings"

	"weir/model/account"
)

// PopulationOptions say how a population file is written.
type PopulationOptions struct {
	Title       string            // "": made from the name of the data
	Currency    string            // of the amounts; "": CNY
	Minor       int64             // minor units in one unit of it, to which amounts are rounded; 0: 100
	Kinds       map[string]string // kinds of the data to operations of the model; others that are no operation become pay
	FlatProfile bool              // leave the profile flat even where a season was seen
}

// ErrNoPopulation is returned for a law that weir run does not simulate.
var ErrNoPopulation = errors.New("a BG/NBD fit makes no population: its customers drop out right after a transaction, never without one; fit pareto-nbd")

// Population writes the result as a population file (population/v1), with its
// origin as a watermark. Customers enter on the dates of the data.
func (r *Result) Population(w io.Writer, opts PopulationOptions) error {
	if r.Law == nil {
		return fmt.Errorf("nothing to write: %w", r.Refusals[0])
	}
	if r.Model == bgFamily.name {
		return ErrNoPopulation
	}
	if opts.Currency == "" {
		opts.Currency = "CNY"
	}
	if opts.Minor == 0 {
		opts.Minor = 100
	}
	if opts.Title == "" {
		opts.Title = "Customers of " + r.Log.Name
	}
	y := &yaml{w: bufio.NewWriter(w)}
	r.writeHead(y, opts)
	r.writeCohort(y)
	mix := r.operations(opts)
	r.writeActivity(y, mix, opts)
	writeSegment(y, mix, opts)
	r.writeEstimates(y)
	return y.w.Flush()
}

// yaml writes lines; text is quoted as YAML's double-quoted style has it.
type yaml struct{ w *bufio.Writer }

func (y *yaml) line(format string, args ...any) { fmt.Fprintf(y.w, format+"\n", args...) }

func quoted(text string) string { return strconv.Quote(text) }

// full writes a number with all its digits and without an exponent.
func full(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// orNull is full, with null for what is not known.
func orNull(x float64) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return "null"
	}
	return full(x)
}

func (r *Result) writeHead(y *yaml, opts PopulationOptions) {
	y.line("weir: population/v1")
	y.line("title: %s", quoted(opts.Title))
	y.line("# Fitted, not measured: the origin travels with every result made from this file.")
	y.line("origin:")
	y.line("  data: %s", quoted(r.Log.Name))
	y.line("  sha256: %s", quoted(r.Log.SHA256))
	y.line("  customers: %d", r.Customers)
	y.line("  transactions: %d", r.Customers+r.Repeats)
	y.line("  from: %v", r.From)
	y.line("  until: %v", r.Options.Until)
	y.line("  unit: %v", r.Options.Unit)
	y.line("  model: %s", r.Model)
	y.line("  note: %s", quoted(r.originNote(opts)))
	y.line("size: %d", r.Customers)
}

// originNote says what is not what it seems.
func (r *Result) originNote(opts PopulationOptions) string {
	notes := []string{fmt.Sprintf("an intent is a day with transactions: %d further rows of a customer's day are merged", r.Log.Merged)}
	if r.Log.Excluded > 0 {
		notes = append(notes, fmt.Sprintf("%d rows excluded", r.Log.Excluded))
	}
	if pooled := r.pooledKinds(opts); pooled != "" {
		notes = append(notes, "these kinds of the data stand under pay: "+pooled)
	}
	for _, refusal := range r.Refusals {
		notes = append(notes, fmt.Sprintf("no %s: %s; %s", refusal.What, refusal.Why, refusal.Need))
	}
	notes = append(notes, r.Log.Notes...)
	return strings.Join(append(notes, r.Notes...), ". ")
}

func (r *Result) writeCohort(y *yaml) {
	y.line("entry: {replace: false, growth: 0/yr}  # a closed cohort: nobody enters later")
	y.line("cohort:  # how many customers enter on each date")
	entries := map[Day]int{}
	var dates []Day
	for _, c := range r.Log.customers {
		first := c.first()
		if first > r.Options.Until {
			continue
		}
		if entries[first] == 0 {
			dates = append(dates, first)
		}
		entries[first]++
	}
	sort.Slice(dates, func(i, j int) bool { return dates[i] < dates[j] })
	for _, date := range dates {
		y.line("  - {on: %v, customers: %d}", date, entries[date])
	}
}

// operation is one kind of the file, with the amounts that were fitted.
type operation struct {
	name    string
	count   int
	amounts []Amounts
}

// operations gathers the kinds of the data under the operations of the model, in
// the order of appearance.
func (r *Result) operations(opts PopulationOptions) []operation {
	var all []operation
	at := map[string]int{}
	counts := r.Log.kindCounts(r.Options.Until)
	for kind, name := range r.Log.Kinds {
		if counts[kind] == 0 {
			continue
		}
		target := operationOf(name, opts.Kinds)
		i, ok := at[target]
		if !ok {
			i = len(all)
			at[target] = i
			all = append(all, operation{name: target})
		}
		all[i].count += counts[kind]
		for _, a := range r.Amounts {
			if a.Kind == name {
				all[i].amounts = append(all[i].amounts, a)
			}
		}
	}
	return all
}

// pooledKinds lists the kinds that became pay for want of a better name.
func (r *Result) pooledKinds(opts PopulationOptions) string {
	var names []string
	for _, kind := range r.Log.Kinds {
		_, mapped := opts.Kinds[kind]
		_, known := account.OperationNamed(kind)
		if len(r.Log.Kinds) > 1 && !mapped && !known {
			names = append(names, kindName(kind))
		}
	}
	return strings.Join(names, ", ")
}

func operationOf(kind string, mapped map[string]string) string {
	if target, ok := mapped[kind]; ok {
		return target
	}
	if op, ok := account.OperationNamed(kind); ok && op != account.Salary {
		return kind
	}
	return account.OperationNames[account.Pay]
}

func (r *Result) writeActivity(y *yaml, mix []operation, opts PopulationOptions) {
	toWeek := 7 / r.Options.Unit.Days()
	gamma := func(shape, rate float64) string {
		return fmt.Sprintf("{gamma: {shape: %s, mean: %s/wk}}", full(shape), full(shape/rate*toWeek))
	}
	y.line("activities:")
	y.line("  fitted:")
	y.line("    regularity: 1")
	y.line("    rate: %s", gamma(r.Parameters[0].Value, r.Parameters[1].Value))
	if r.Dropout() {
		y.line("    dropout: %s", gamma(r.Parameters[2].Value, r.Parameters[3].Value))
	} else {
		y.line("    # Dropout is refused: %s.", oneLine(r.Refusals[0].Why))
		y.line("    # %s.", oneLine(r.Refusals[0].Need))
		y.line("    dropout: 0/yr")
	}
	y.line("    closing: 0d  # the accounts of those who are gone stay on the book")
	y.line("    kinds: {%s}", shares(mix))
	if !opts.FlatProfile {
		r.writeProfile(y)
	}
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// shares writes the mix in percent; the last takes what rounding leaves.
func shares(mix []operation) string {
	total, given := 0, 0.0
	for _, o := range mix {
		total += o.count
	}
	var parts []string
	for i, o := range mix {
		percent := math.Round(1e6*float64(o.count)/float64(total)) / 1e4
		if i == len(mix)-1 {
			percent = math.Round((100-given)*1e4) / 1e4
		}
		given += percent
		parts = append(parts, fmt.Sprintf("%s: %s%%", o.name, full(percent)))
	}
	return strings.Join(parts, ", ")
}

func (r *Result) writeProfile(y *yaml) {
	p := r.Season.Profile
	var parts []string
	if p.Weekdays != nil {
		parts = append(parts, "weekdays: "+numbers(p.Weekdays))
	}
	if len(p.PayDays) > 0 {
		days := strings.Join(strings.Fields(strings.Trim(fmt.Sprint(p.PayDays), "[]")), ", ")
		parts = append(parts, fmt.Sprintf("pay_days: [%s], pay_day: %s", days, full(within(p.PayFactor))))
	}
	if p.MonthEnd > 0 {
		parts = append(parts, "month_end: "+full(within(p.MonthEnd)))
	}
	if len(parts) > 0 {
		y.line("    profile: {%s}", strings.Join(parts, ", "))
	}
}

// within keeps a factor in the range that a population file allows.
func within(factor float64) float64 { return math.Min(10, math.Max(.1, factor)) }

func numbers(values []float64) string {
	parts := make([]string, len(values))
	for i, v := range values {
		parts[i] = orNull(v)
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

func writeSegment(y *yaml, mix []operation, opts PopulationOptions) {
	y.line("segments:")
	y.line("  fitted:")
	y.line("    share: 100%%")
	y.line("    activities: {fitted: 100%%}")
	y.line("    balance: 100000000 %s  # the data say nothing of balances: nobody shall lack funds", opts.Currency)
	begun := false
	for _, o := range mix {
		if len(o.amounts) == 0 {
			continue
		}
		if !begun {
			y.line("    amounts:")
			begun = true
		}
		p := pool(o.amounts)
		minor := float64(opts.Minor)
		median := full(math.Max(1, math.Round(p.Median*minor))/minor) + " " + opts.Currency
		if p.Sigma == 0 {
			y.line("      %s: %s", o.name, median)
			continue
		}
		y.line("      %s: {lognormal: {median: %s, sigma: %s}}", o.name, median, full(p.Sigma))
	}
}

func (r *Result) writeEstimates(y *yaml) {
	y.line("estimates:")
	y.line("  log_likelihood: %s", full(r.LogLikelihood))
	y.line("  parameters:  # per %v; rates are gamma (r, alpha), dropout is gamma (s, beta)", r.Options.Unit)
	for _, p := range r.Parameters {
		y.line("    - {name: %s, value: %s, se: %s, se_log: %s}", p.Name, full(p.Value), orNull(p.SE), orNull(p.SELog))
	}
	writeMatrix(y, "covariance", r.Covariance)
	writeMatrix(y, "log_covariance", r.LogCovariance)
}

func writeMatrix(y *yaml, name string, rows [][]float64) {
	if rows == nil {
		return
	}
	y.line("  %s:", name)
	for _, row := range rows {
		y.line("    - %s", numbers(row))
	}
}
