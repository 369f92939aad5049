package gate

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"weir/model/metric"
	"weir/sim"
	"weir/sim/param"
)

// Known is what a gate may speak of.
type Known struct {
	Metrics []metric.Desc
	// Values returns the values of a label, nil where they are not known
	// beforehand; then every value is taken.
	Values   func(label string) []string
	Units    param.Units
	Baseline bool // a baseline policy is named: delta and ratio have something to compare with
	Block    bool // severity: block
}

// Gate is a checked expression with its numbers in the metric's own unit:
// seconds for "s", hours for "h", 0..1 for a share, whole currency units for
// money, events per the metric's period for a rate.
type Gate struct {
	*Expr
	Desc  metric.Desc
	Bound float64 // of Limit
	Event float64 // of Inner, for Prob; 0 else
}

// Check holds a parsed gate against what there is. With problems, all of them
// sorted by place, there is no gate.
func Check(e *Expr, known Known) (*Gate, []param.Problem) {
	c := checker{known: known, expr: e}
	i := slices.IndexFunc(known.Metrics, func(d metric.Desc) bool { return d.Name == e.Metric })
	if i < 0 {
		c.unknownMetric()
		c.stat()
		return nil, sorted(c.problems)
	}
	g := &Gate{Expr: e, Desc: known.Metrics[i]}
	c.labels(g.Desc)
	c.stat()
	c.equality(g.Desc)
	outer := c.measured(g.Desc)
	if e.Inner != nil {
		g.Event = c.convert(&e.Inner.Value, outer)
		outer = measure{kind: share}
	}
	g.Bound = c.convert(&e.Limit.Value, outer)
	if len(c.problems) > 0 {
		return nil, sorted(c.problems)
	}
	return g, nil
}

// sorted puts problems in the order of their places.
func sorted(problems []param.Problem) []param.Problem {
	param.SortProblems(problems)
	return problems
}

// checker collects what is wrong with a gate.
type checker struct {
	known    Known
	expr     *Expr
	problems []param.Problem
}

// report notes a problem.
func (c *checker) report(at param.Pos, code string, args ...any) *param.Problem {
	c.problems = append(c.problems, param.Problem{Code: code, Pos: at, Args: args})
	return &c.problems[len(c.problems)-1]
}

// suggest adds the nearest known word, or all of them.
func suggest(p *param.Problem, word string, known []string) {
	if n := param.Nearest(word, known); n != "" {
		p.Help, p.HelpArg = HelpDidYouMean, []any{n}
	} else if len(known) > 0 {
		p.Help, p.HelpArg = HelpOneOf, []any{strings.Join(known, ", ")}
	}
}

// unknownMetric suggests the nearest metric, else those of the same family.
func (c *checker) unknownMetric() {
	var all, family []string
	first, _, _ := strings.Cut(c.expr.Metric, ".")
	for _, d := range c.known.Metrics {
		all = append(all, d.Name)
		if strings.HasPrefix(d.Name, first+".") {
			family = append(family, d.Name)
		}
	}
	p := c.report(c.expr.MetricAt, UnknownMetric, c.expr.Metric)
	if n := param.Nearest(c.expr.Metric, all); n != "" {
		p.Help, p.HelpArg = HelpDidYouMean, []any{n}
	} else if len(family) > 0 {
		p.Help, p.HelpArg = HelpOneOf, []any{strings.Join(family, ", ")}
	}
}

// labels checks names and values of labels.
func (c *checker) labels(d metric.Desc) {
	for _, l := range c.expr.Labels {
		if !slices.Contains(d.Labels, l.Name) {
			suggest(c.report(l.NameAt, UnknownLabel, l.Name, d.Name), l.Name, d.Labels)
			continue
		}
		if c.known.Values == nil {
			continue
		}
		if values := c.known.Values(l.Name); values != nil && !slices.Contains(values, l.Value) {
			suggest(c.report(l.ValueAt, UnknownValue, l.Value, l.Name), l.Value, values)
		}
	}
}

// stat checks what a stat needs from around the gate.
func (c *checker) stat() {
	switch stat := c.expr.Stat; {
	case (stat == Delta || stat == Ratio) && !c.known.Baseline:
		c.report(c.expr.StatAt, NoBaseline, c.expr.name()).Help = HelpBaseline
	case stat == ES && c.known.Block:
		c.report(c.expr.StatAt, WarnOnly, c.expr.name()).Help = HelpWarn
	}
}

// equality refuses == where it can never hold: only a count, or what is without
// chance, can be equal to something.
func (c *checker) equality(d metric.Desc) {
	if e := c.expr; e.Inner != nil {
		if e.Inner.Op == Equal && !d.Exact && d.Kind != metric.Count {
			c.report(e.Inner.OpAt, Continuous, d.Name).Help = HelpRange
		}
		if e.Limit.Op == Equal {
			c.report(e.Limit.OpAt, Continuous, "prob("+d.Name+")").Help = HelpRange
		}
	} else if e.Limit.Op == Equal && !d.Exact && (d.Kind != metric.Count || e.Stat == Delta || e.Stat == Ratio) {
		c.report(e.Limit.OpAt, Continuous, d.Name).Help = HelpRange
	}
}

// measure says how a value must be written and what it becomes.
type measure struct {
	kind kind
	unit float64 // length: microseconds in the metric's unit; rate: microseconds in its period
	name string  // the metric's unit, for messages
}

// kind of a measure.
type kind uint8

const (
	plain  kind = iota
	share       // 3%
	points      // +0.05pp, a change of a share
	factor      // 1.02 or 102%
	length      // 20m
	money       // 30000 CNY
	rate        // 12/yr
)

// measured returns how values of the gate's figure are written; for prob, of
// the metric inside.
func (c *checker) measured(d metric.Desc) measure {
	m := measure{name: d.Unit}
	period, isRate := strings.CutPrefix(d.Unit, "per ")
	switch {
	case c.expr.Stat == Ratio:
		m.kind = factor
	case d.Unit == "share" && c.expr.Stat == Delta:
		m.kind = points
	case d.Unit == "share":
		m.kind = share
	case d.Unit == "money" || isCurrency(d.Unit):
		m.kind = money
	case timeUnit(d.Unit) > 0:
		m.kind, m.unit = length, float64(timeUnit(d.Unit))
	case isRate && periodOf(period) > 0:
		m.kind, m.unit = rate, float64(periodOf(period))
	}
	return m
}

// timeUnit returns the length of a unit of time as written, 0 for none.
func timeUnit(text string) sim.Duration {
	switch text {
	case "us":
		return sim.Microsecond
	case "ms":
		return sim.Millisecond
	case "s":
		return sim.Second
	case "m":
		return sim.Minute
	case "h":
		return sim.Hour
	case "d":
		return sim.Day
	case "w", "wk":
		return sim.Week
	case "mo":
		return sim.Month
	case "yr":
		return sim.Year
	}
	return 0
}

// periodOf returns the period that a rate's unit ends with, account-year, 0 for
// none.
func periodOf(text string) sim.Duration {
	switch text[strings.LastIndexAny(text, "- ")+1:] {
	case "hour":
		return sim.Hour
	case "day":
		return sim.Day
	case "week":
		return sim.Week
	case "month":
		return sim.Month
	case "year":
		return sim.Year
	}
	return 0
}

// convert returns the value in the metric's unit, and reports a unit that does
// not fit and a share that cannot be.
func (c *checker) convert(v *Value, m measure) float64 {
	x, ok := c.known.scaled(v, m)
	if !ok {
		c.wrongUnit(v, m)
		return 0
	}
	low, high := 0.0, 1.0
	if m.kind == points {
		low = -1
	}
	if (m.kind == share || m.kind == points) && (x < low || x > high) {
		c.report(v.At, OutOfShare, v.Text)
	}
	return x
}

// scaled converts by the rules of the measure; false where the unit is another.
func (k Known) scaled(v *Value, m measure) (float64, bool) {
	switch m.kind {
	case share:
		return hundredth(v), v.Unit == "%"
	case points:
		return hundredth(v), v.Unit == "pp"
	case factor:
		if v.Unit == "%" {
			return hundredth(v), true
		}
	case money:
		return v.Number, v.Unit != "" && v.Unit == k.Units.Currency
	case length:
		return v.Number * float64(timeUnit(v.Unit)) / m.unit, timeUnit(v.Unit) > 0
	case rate:
		period := timeUnit(strings.TrimPrefix(v.Unit, "/"))
		return v.Number * m.unit / float64(period), strings.HasPrefix(v.Unit, "/") && period > 0
	}
	return v.Number, v.Unit == ""
}

// hundredth is the value of 3% or 3pp: the decimal point is moved in the text,
// so that it is the float64 nearest to .03.
func hundredth(v *Value) float64 {
	x, err := strconv.ParseFloat(strings.TrimSuffix(v.Text, v.Unit)+"e-2", 64)
	if err != nil {
		return math.NaN()
	}
	return x
}

// wrongUnit says which unit was needed and how the value would look in it.
func (c *checker) wrongUnit(v *Value, m measure) {
	number := strings.TrimSpace(strings.TrimSuffix(v.Text, v.Unit))
	p := c.report(v.At, NoUnit, v.Text)
	if v.Unit != "" {
		*p = param.Problem{Code: WrongUnit, Pos: v.UnitAt, Args: []any{v.Unit}}
	}
	write := ""
	switch m.kind {
	case share:
		write = number + "%"
		if v.Unit == "" && math.Abs(v.Number) <= 1 { // 0.995 was meant as a share
			write = strconv.FormatFloat(v.Number*100, 'g', 6, 64) + "%"
		}
	case points:
		write = number + "pp"
	case money:
		if c.known.Units.Currency != "" {
			write = number + " " + c.known.Units.Currency
		}
	case length:
		p.Help, p.HelpArg = HelpLike, []any{c.expr.Metric, m.name, "90s, 20m, 2h"}
		return
	case rate:
		p.Help, p.HelpArg = HelpLike, []any{c.expr.Metric, m.name, "12/yr, 1/mo"}
		return
	default:
		write = number
	}
	if write != "" {
		p.Help, p.HelpArg = HelpWrite, []any{write}
	}
}
