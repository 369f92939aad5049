package fit

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"text/tabwriter"
)

// WriteText writes the result for people to read.
func (r *Result) WriteText(w io.Writer) error {
	t := &text{w: bufio.NewWriter(w)}
	r.textData(t)
	r.textActivity(t)
	for _, refusal := range r.Refusals {
		t.line("")
		t.line("Not fitted: %s (%s)", refusal.What, refusal.Code)
		t.line("  why   %s", refusal.Why)
		t.line("  need  %s", refusal.Need)
	}
	r.textGoodness(t)
	r.textHoldOut(t)
	r.textAmounts(t)
	r.textSeason(t)
	for i, note := range append(append([]string(nil), r.Log.Notes...), r.Notes...) {
		if i == 0 {
			t.line("")
			t.line("Notes")
		}
		t.line("  - %s", note)
	}
	return t.w.Flush()
}

type text struct{ w *bufio.Writer }

func (t *text) line(format string, args ...any) { fmt.Fprintf(t.w, format+"\n", args...) }

// table writes cells, tab by tab, under a title.
func (t *text) table(title string, rows [][]string) {
	t.line("")
	t.line("%s", title)
	tab := tabwriter.NewWriter(t.w, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, row := range rows {
		for _, cell := range row {
			fmt.Fprintf(tab, "%s\t", cell)
		}
		fmt.Fprintln(tab)
	}
	tab.Flush()
}

// number writes four significant digits, and a dash for what is not known.
func number(x float64) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return "–"
	}
	return fmt.Sprintf("%.4g", x)
}

// signed writes a distance in standard deviations.
func signed(x float64) string {
	if math.IsNaN(x) {
		return "–"
	}
	return fmt.Sprintf("%+.1f", x)
}

func whole(x float64) string { return count(math.Round(x)) }

func (r *Result) textData(t *text) {
	l := r.Log
	t.line("%s: %s rows, %s excluded, %s merged into another of the customer's day", l.Name, whole(float64(l.Rows)), whole(float64(l.Excluded)), whole(float64(l.Merged)))
	t.line("%s customers from %v until %v; %s came back, %s transactions after the first", whole(float64(r.Customers)), r.From, r.Options.Until, whole(float64(r.Repeaters)), whole(float64(r.Repeats)))
	g := r.Regularity
	t.line("gaps are like Erlang-%s (± %s; 1 is Poisson); %s %% (± %s) of transactions are tied to a day of the month", number(g.Shape), number(g.ShapeSE), number(100*g.Monthly), number(100*g.MonthlySE))
}

func (r *Result) textActivity(t *text) {
	if r.Law == nil {
		return
	}
	rows := [][]string{{"parameter", "estimate", "SE", "SE of log"}}
	for _, p := range r.Parameters {
		rows = append(rows, []string{p.Name, fmt.Sprintf("%.3f", p.Value), number(p.SE), number(p.SELog)})
	}
	t.table(fmt.Sprintf("Activity: %s, per %v; log-likelihood %.2f (without dropout %.2f)", r.Model, r.Options.Unit, r.LogLikelihood, r.WithoutDropout), rows)
	t.line("mean rate %s per %v; %s", number(r.Parameters[0].Value/r.Parameters[1].Value), r.Options.Unit, r.textSurvival())
}

func (r *Result) textSurvival() string {
	if !r.Dropout() {
		return "no dropout"
	}
	year := 365 / r.Options.Unit.Days()
	return fmt.Sprintf("alive after a quarter %.1f %%, a year %.1f %%", 100*r.Law.Survival(year/4), 100*r.Law.Survival(year))
}

func (r *Result) textGoodness(t *text) {
	if r.Goodness == nil {
		return
	}
	rows := [][]string{{"idle ≥ days", "observed", "share", "simulated", "sd", "theory", "z"}}
	for _, g := range r.Goodness {
		if g.Possible == 0 {
			rows = append(rows, []string{fmt.Sprint(g.Days), "–", "–", "–", "–", "–", "nobody is observed so long"})
			continue
		}
		rows = append(rows, []string{
			fmt.Sprint(g.Days), whole(float64(g.Observed)), fmt.Sprintf("%.1f %%", 100*float64(g.Observed)/float64(g.Customers)),
			fmt.Sprintf("%.1f", g.Mean), fmt.Sprintf("%.1f", g.SD), fmt.Sprintf("%.1f", g.Theory), signed(g.Z()),
		})
	}
	t.table(fmt.Sprintf("Idle customers on %v, of %s; %d simulated cohorts, seed %d", r.Options.Until, whole(float64(r.Customers)), r.Options.Replications, r.Options.Seed), rows)
}

func (r *Result) textHoldOut(t *text) {
	h := r.HoldOut
	if h == nil {
		return
	}
	rows := [][]string{{"after the calibration", "observed", "predicted", "95 % interval", ""}}
	for _, row := range h.Rows {
		show := whole
		if row.Share {
			show = func(x float64) string { return fmt.Sprintf("%.1f %%", 100*x) }
		}
		verdict := "covered"
		if !row.Covered() {
			verdict = "NOT covered"
		}
		rows = append(rows, []string{row.Name, show(row.Observed), show(row.Mean), show(row.Low) + " to " + show(row.High), verdict})
	}
	title := fmt.Sprintf("Hold-out: %v to %v, predicted from what was known on %v", h.From+1, h.To, h.From)
	if h.Split {
		title += " (fitted again to these two thirds)"
	}
	t.table(title, rows)
}

func (r *Result) textAmounts(t *text) {
	if len(r.Amounts) == 0 {
		return
	}
	rows := [][]string{{"kind", "n", "median", "SE", "sigma", "SE", "distance", "AD", "p", "p95 seen", "fitted", "p99 seen", "fitted", "left out"}}
	for _, a := range r.Amounts {
		row := []string{kindName(a.Kind), whole(float64(a.N)), number(a.Median), number(a.MedianSE), number(a.Sigma), number(a.SigmaSE)}
		if len(a.Tails) == 3 {
			row = append(row, number(a.Distance), number(a.AndersonDarling), fmt.Sprintf("%.2g", a.PValue),
				number(a.Tails[1].Observed), number(a.Tails[1].Fitted), number(a.Tails[2].Observed), number(a.Tails[2].Fitted))
		} else {
			row = append(row, "–", "–", "–", "–", "–", "–", "–")
		}
		rows = append(rows, append(row, fmt.Sprint(a.Zero+a.Negative)))
	}
	t.table("Amounts: lognormal; distance is the largest gap between the distributions", rows)
}

func kindName(kind string) string {
	if kind == "" {
		return "(blank)"
	}
	return kind
}

func (r *Result) textSeason(t *text) {
	if r.Season == nil {
		return
	}
	for _, f := range []struct {
		name   string
		factor Factor
	}{{"Weekdays", r.Season.Weekday}, {"Days of the month", r.Season.DayOfMonth}, {"Months", r.Season.Month}} {
		if f.factor.Refused != "" {
			t.line("")
			t.line("%s: not fitted, %s", f.name, f.factor.Refused)
			continue
		}
		verdict := "a factor"
		if f.factor.Flat() {
			verdict = "flat as far as the data tell"
		}
		t.table(fmt.Sprintf("%s: %s (p = %.2g)", f.name, verdict, f.factor.PValue), factorRows(f.factor))
	}
}

// factorRows writes a factor in rows of up to eight levels.
func factorRows(f Factor) [][]string {
	const wide = 8
	var rows [][]string
	for start := 0; start < len(f.Labels); start += wide {
		end := min(start+wide, len(f.Labels))
		labels, values, errors := []string{""}, []string{"multiplier"}, []string{"SE"}
		for i := start; i < end; i++ {
			labels = append(labels, f.Labels[i])
			values = append(values, fmt.Sprintf("%.2f", f.Multiplier[i]))
			errors = append(errors, number(math.Round(100*f.SE[i])/100))
		}
		rows = append(rows, labels, values, errors)
	}
	return rows
}
