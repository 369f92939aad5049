package collect

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"weir/model"
	"weir/model/gate"
	"weir/model/metric"
	"weir/report"
	"weir/sim/param"
)

// Observed is a metric's value that was seen in a period of a scenario.
type Observed struct {
	row
	period period
	value  float64 // in the metric's unit; money in whole units of the currency
}

// observedColumns are the columns of a table of observed values; labels may be
// missing.
var observedColumns = []string{"metric", "labels", "period", "value"}

// ReadObserved reads a table of observed values for a plan that is Ready: metric,
// labels (tier=basic;channel=app, or nothing), period and value, commas between, in
// any order that the first line names. It returns every problem that it finds, with
// line and column; then the values are of no use.
func ReadObserved(text []byte, plan *model.Plan) ([]Observed, []param.Problem) {
	r := &observedReader{plan: plan, spans: periodsOf(plan), figures: model.Figures(), seen: map[string]param.Pos{},
		lines: strings.Split(string(text), "\n")}
	r.csv = csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	r.read()
	return r.values, r.problems
}

// observedReader goes through a table, row by row.
type observedReader struct {
	plan     *model.Plan
	spans    periods
	figures  []model.Figure
	lines    []string // of the text, to count characters
	csv      *csv.Reader
	columns  map[string]int // by name
	seen     map[string]param.Pos
	values   []Observed
	problems []param.Problem
}

// cell is a field of the table with its place.
type cell struct {
	text string
	at   param.Pos
}

func (r *observedReader) fail(at param.Pos, code string, args ...any) *param.Problem {
	r.problems = append(r.problems, param.Problem{Code: code, Pos: at, Args: args})
	return &r.problems[len(r.problems)-1]
}

// read reads the head and then every row that can be told apart.
func (r *observedReader) read() {
	head, err := r.csv.Read()
	if err != nil && err != io.EOF {
		r.broken(err)
		return
	}
	if !r.head(head) {
		return
	}
	for {
		fields, err := r.csv.Read()
		if err == io.EOF {
			return
		}
		if err != nil {
			r.broken(err)
			if !errors.Is(err, csv.ErrFieldCount) {
				return
			}
			continue
		}
		r.row(fields)
	}
}

// broken says that a line is none of a table.
func (r *observedReader) broken(err error) {
	var at *csv.ParseError
	pos := param.Pos{Line: 1, Column: 1}
	if errors.As(err, &at) {
		pos.Line, pos.Column, err = at.Line, r.character(at.Line, at.Column), at.Err
	}
	r.fail(pos, "V301", err)
}

// character turns a byte of a line into a character, both from 1.
func (r *observedReader) character(line, column int) int {
	if line < 1 || line > len(r.lines) {
		return column
	}
	text := r.lines[line-1]
	if line == 1 {
		text = strings.TrimPrefix(text, "\ufeff")
	}
	return utf8.RuneCountInString(text[:min(max(column-1, 0), len(text))]) + 1
}

// head finds the columns, and says whether there are enough to go on.
func (r *observedReader) head(fields []string) bool {
	r.columns = map[string]int{}
	for i, name := range fields {
		c := r.cell(fields, i)
		name = strings.ToLower(strings.TrimSpace(name))
		if _, twice := r.columns[name]; twice || !slices.Contains(observedColumns, name) {
			p := r.fail(c.at, "V303", c.text)
			p.Help = "V302.help"
			continue
		}
		r.columns[name] = i
	}
	for _, name := range observedColumns {
		if _, ok := r.columns[name]; !ok && name != "labels" {
			r.fail(param.Pos{Line: 1, Column: 1}, "V302", name).Help = "V302.help"
		}
	}
	return len(r.problems) == 0
}

// cell returns a field of the row just read, without white space around it.
func (r *observedReader) cell(fields []string, i int) cell {
	line, column := r.csv.FieldPos(i)
	text := fields[i]
	blank := len(text) - len(strings.TrimLeft(text, " \t"))
	text = strings.TrimSpace(text)
	return cell{text, param.Pos{Line: line, Column: r.character(line, column+blank), Width: max(1, utf8.RuneCountInString(text))}}
}

// row takes a row in, or says all that is wrong with it.
func (r *observedReader) row(fields []string) {
	get := func(name string) cell {
		if i, ok := r.columns[name]; ok {
			return r.cell(fields, i)
		}
		return cell{}
	}
	before := len(r.problems)
	name, written := get("metric"), get("period")
	o := Observed{row: row{labels: map[string]string{}}}
	labels := r.labels(get("labels"), o.labels)
	value, ok := r.number(get("value"))
	e := &gate.Expr{Stat: gate.Mean, Metric: name.text, MetricAt: name.at, Labels: labels, Limit: gate.Condition{Op: gate.AtMost, Value: value}}
	o.period = r.period(written)
	if !r.check(&o, e, ok) || len(r.problems) > before {
		return
	}
	if !r.byDay(&o, written) {
		return
	}
	key := o.key() + " " + strconv.Itoa(o.period.first) + " " + strconv.Itoa(o.period.until)
	if first, twice := r.seen[key]; twice {
		r.fail(name.at, "V308", o.key()).Related = []param.Related{{Pos: first, Code: "V308.first"}}
		return
	}
	r.seen[key] = name.at
	r.values = append(r.values, o)
}

// labels reads tier=basic;channel=app.
func (r *observedReader) labels(c cell, into map[string]string) []gate.Label {
	var out []gate.Label
	at := c.at
	if c.text == "" {
		return nil
	}
	for _, part := range strings.Split(c.text, ";") {
		at.Width = max(1, utf8.RuneCountInString(part))
		name, value, ok := strings.Cut(part, "=")
		l := gate.Label{Name: strings.TrimSpace(name), Value: strings.TrimSpace(value), NameAt: at, ValueAt: at}
		_, twice := into[l.Name]
		switch {
		case !ok || l.Name == "" || l.Value == "":
			r.fail(at, "V304", part).Help = "V304.help"
		case twice:
			r.fail(at, gate.LabelTwice, l.Name)
		default:
			into[l.Name] = l.Value
			out = append(out, l)
		}
		at.Column += utf8.RuneCountInString(part) + 1
	}
	return out
}

// number reads a value with its unit as gates write it, or a plain one, which has
// none.
func (r *observedReader) number(c cell) (gate.Value, bool) {
	if x, err := strconv.ParseFloat(c.text, 64); err == nil && !math.IsNaN(x) && !math.IsInf(x, 0) {
		return gate.Value{Text: c.text, Number: x, At: c.at}, true
	}
	e, problems := gate.Parse("x <= " + c.text)
	if len(problems) > 0 || math.IsInf(e.Limit.Value.Number, 0) {
		r.fail(c.at, "V307", c.text).Help = "V307.help"
		return gate.Value{}, false
	}
	v := e.Limit.Value
	shift := c.at.Column - len("x <= ") - 1
	for _, at := range []*param.Pos{&v.At, &v.UnitAt} {
		at.Line, at.Column = c.at.Line, at.Column+shift
	}
	return v, true
}

// check holds metric, labels and value against what there is. A plain number is in
// the metric's own unit.
func (r *observedReader) check(o *Observed, e *gate.Expr, hasValue bool) bool {
	known := gate.Known{Values: r.plan.Labels().Values, Units: param.Units{Currency: r.plan.Institution.Currency, Minor: r.plan.Minor}}
	for _, f := range r.figures {
		known.Metrics = append(known.Metrics, f.Desc)
	}
	g, problems := gate.Check(e, known)
	good := true
	for _, p := range problems {
		switch {
		case p.Code == gate.NoUnit: // its own unit, or no value at all, which has been said
		case p.Code == gate.OutOfShare: // said below in other words
		default:
			r.problems, good = append(r.problems, p), false
		}
	}
	i := slices.IndexFunc(r.figures, func(f model.Figure) bool { return f.Name == e.Metric })
	if i < 0 || !good || !hasValue {
		return false
	}
	o.figure, o.value = &r.figures[i], e.Limit.Value.Number
	if g != nil {
		o.value = g.Bound
	} else if strings.HasSuffix(e.Limit.Value.Text, "%") {
		o.value /= 100
	}
	if o.value < 0 || o.figure.Kind == metric.Share && o.value > 1 {
		r.fail(e.Limit.Value.At, "V309", e.Limit.Value.Text, e.Metric)
		return false
	}
	return true
}

// period reads a period of the scenario.
func (r *observedReader) period(c cell) period {
	p, ok := r.spans.parse(c.text)
	switch {
	case !ok:
		r.fail(c.at, "V305", c.text).Help = "V305.help"
	case p.first < 0 || p.until > r.spans.days:
		r.fail(c.at, "V306", c.text, r.spans.day(0), r.spans.day(r.spans.days-1))
	}
	return p
}

// byDay says whether the model keeps what a period shorter than the whole time needs.
func (r *observedReader) byDay(o *Observed, written cell) bool {
	if r.spans.whole(o.period) || o.figure.Daily != nil && len(o.labels) == 0 {
		return true
	}
	var kept []string
	for _, f := range r.figures {
		if f.Daily != nil {
			kept = append(kept, f.Name)
		}
	}
	p := r.fail(written.at, "V310", o.key())
	p.Help, p.HelpArg = "V310.help", []any{strings.Join(kept, ", ")}
	return false
}

// record is the row of results for an observed value, without a prediction.
func (o Observed) record(v Variant) report.BacktestRow {
	return report.BacktestRow{Metric: o.figure.Name, Labels: maps.Clone(o.labels), Unit: unit(o.figure.Desc, v.Plan), Period: o.period.text,
		Day: float64(o.period.first), Days: float64(o.period.until - o.period.first), Observed: o.value}
}
