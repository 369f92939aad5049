package fit_test

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"weir/model/activity"
	"weir/model/fit"
)

// The published results on public data sets. The data have no licence and are not
// part of the project: WEIR_DATA names a folder with CDNOW_sample.txt,
// cdnow_customers_summary.csv (both of Fader & Hardie) and
// berka/trans_partial_3MiB.asc (PKDD 1999, cut off in the middle of a line).
func data(t *testing.T, name string) *os.File {
	t.Helper()
	folder := os.Getenv("WEIR_DATA")
	if folder == "" {
		t.Skip("WEIR_DATA is not set")
	}
	f, err := os.Open(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func cdnow(t *testing.T) *fit.Log {
	t.Helper()
	columns, _ := fit.ParseColumns("customer=1,date=3,amount=5")
	log, err := fit.Read(data(t, "CDNOW_sample.txt"), fit.ReadOptions{Name: "CDNOW_sample.txt", Columns: columns, Separator: fit.Space, DateFormat: "YYYYMMDD"})
	if err != nil {
		t.Fatal(err)
	}
	if log.Rows != 6919 || log.Customers() != 2357 || log.CutOff != 0 {
		t.Fatalf("%d rows of %d customers, cut off at %d", log.Rows, log.Customers(), log.CutOff)
	}
	return log
}

func fitted(t *testing.T, log *fit.Log, opts fit.Options) *fit.Result {
	t.Helper()
	r, err := fit.Activity(log, opts)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func parameters(r *fit.Result) string {
	var parts []string
	for _, p := range r.Parameters {
		parts = append(parts, fmt.Sprintf("%.3f", p.Value))
	}
	return strings.Join(parts, " ")
}

var september = fit.Date(1997, 9, 30)

// Fader, Hardie & Lee 2005, to the printed digits. Their log-likelihood, −9594.97,
// is of recencies and ages rounded to .01 weeks: see the next test; unrounded it
// is −9594.976.
func TestCDNOWIsAsPublished(t *testing.T) {
	log := cdnow(t)
	r := fitted(t, log, fit.Options{Until: september})
	if got := parameters(r); got != "0.553 10.578 0.606 11.669" {
		t.Errorf("Pareto/NBD %s", got)
	}
	if math.Abs(r.LogLikelihood+9594.97) > .01 {
		t.Errorf("Pareto/NBD log-likelihood %.4f", r.LogLikelihood)
	}
	if r.Agree != r.Starts || r.Repeaters != 946 || r.Repeats != 2457 {
		t.Errorf("%d of %d starts agree; %d repeaters, %d repeats", r.Agree, r.Starts, r.Repeaters, r.Repeats)
	}
	idle := r.Goodness[slices.IndexFunc(r.Goodness, func(g fit.GoodnessRow) bool { return g.Days == 90 })]
	// The reference simulation found 1,934, sd 18; 200 replications know the mean to
	// 1.3 and the sd to .9.
	if idle.Observed != 1948 || math.Abs(idle.Theory-1934) > .5 || math.Abs(idle.Mean-1934) > 5 || math.Abs(idle.SD-18) > 4 {
		t.Errorf("idle ≥ 90 days: %+v", idle)
	}
	again := r.HoldOut.Rows[2]
	if fmt.Sprintf("%.3f", again.Observed) != "0.204" || r.HoldOut.To != log.Last {
		t.Errorf("of the idle, %+v", again)
	}
	r = fitted(t, log, fit.Options{Until: september, Model: fit.BGNBD})
	if got := parameters(r); got != "0.243 4.414 0.793 2.426" || fmt.Sprintf("%.2f", r.LogLikelihood) != "-9582.43" {
		t.Errorf("BG/NBD %s, log-likelihood %.4f", got, r.LogLikelihood)
	}
	// Standard errors that the lifetimes package prints for this fit.
	for i, want := range []float64{.0126, .3782, .1857, .7054} {
		if got := r.Parameters[i].SE; math.Abs(got/want-1) > .01 {
			t.Errorf("BG/NBD standard error of %s %.4f, want %.4f", r.Parameters[i].Name, got, want)
		}
	}
}

// The published log-likelihoods on the rounded summary, at the published parameters.
func TestCDNOWSummaryLikelihood(t *testing.T) {
	rows, err := csv.NewReader(data(t, "cdnow_customers_summary.csv")).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	pareto, bg := 0.0, 0.0
	for _, row := range rows[1:] {
		var h activity.History
		h.Repeats, _ = strconv.Atoi(row[1])
		h.Last, _ = strconv.ParseFloat(row[2], 64)
		h.Span, _ = strconv.ParseFloat(row[3], 64)
		pareto += activity.ParetoNBD{R: .553, Alpha: 10.578, S: .606, Beta: 11.669}.LogLikelihood(h)
		bg += activity.BGNBD{R: .243, Alpha: 4.414, A: .793, B: 2.426}.LogLikelihood(h)
	}
	if got := fmt.Sprintf("%.2f %.2f", pareto, bg); got != "-9594.97 -9582.43" {
		t.Errorf("log-likelihoods %s", got)
	}
}

// A bank's book with automatic postings: dropout is refused with or without the
// interest; amounts and seasonality are fitted.
func TestBerkaIsRefused(t *testing.T) {
	for _, exclude := range []func(*fit.Row) bool{
		nil,
		func(row *fit.Row) bool { return row.Kind == "UROK" },
		func(row *fit.Row) bool { return row.Kind != "" },
	} {
		columns, _ := fit.ParseColumns("customer=account_id,date=date,amount=amount,kind=k_symbol")
		log, err := fit.Read(data(t, "berka/trans_partial_3MiB.asc"), fit.ReadOptions{Name: "trans.asc", Columns: columns, Separator: fit.Semicolon, DateFormat: "YYMMDD", Exclude: exclude})
		if err != nil {
			t.Fatal(err)
		}
		if log.CutOff != 49104 || log.Rows != 49102 || log.Last != fit.Date(1994, 3, 31) {
			t.Errorf("%d rows to %v, cut off at %d", log.Rows, log.Last, log.CutOff)
		}
		r := fitted(t, log, fit.Options{})
		if r.Dropout() || r.Refusals[0].Code != "dropout-regular" {
			t.Errorf("dropout: %v", r.Refusals)
		}
		if len(r.Amounts) == 0 || r.Season.DayOfMonth.Flat() || r.Season.Month.Refused != "" {
			t.Errorf("%d kinds of amounts, days of the month p %.2g, months %q", len(r.Amounts), r.Season.DayOfMonth.PValue, r.Season.Month.Refused)
		}
		if exclude == nil && r.Season.DayOfMonth.Multiplier[30] < 5 {
			t.Errorf("interest on the last day of the month: multiplier %.2f", r.Season.DayOfMonth.Multiplier[30])
		}
	}
}
