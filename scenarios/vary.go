package scenarios

import (
	"math"
	"strconv"
	"strings"

	"weir/sim"
	"weir/sim/param"
)

// Vary is a parameter and the values that a sweep, a tuning or a stress test gives it.
type Vary struct {
	Path   string
	Decl   *param.Decl // with the base's value
	Texts  []string    // the values as a user writes them, in the order of the design
	Values []float64   // the same in Unit; 0, 1, 2, … for words
	Unit   string      // share, s, m, h, d, the currency, /yr and the like, 1; "" for words
	Base   string      // the base's value as a user writes it
	Log    bool        // spaced evenly by ratio
	Range  bool        // written as low..high: what lies between may be asked for with At

	kind      param.Kind
	units     param.Units
	low, high float64 // ends, in base units
}

// Design sizes.
const (
	varyDefault = 5    // values where a range does not say how many: ends, middle and quarters
	varyMost    = 1000 // values of one parameter
	logFrom     = 10   // times, amounts and rates whose ends are so many times apart are spaced by ratio
)

// varied is the text of one of them, taken apart.
type varied struct {
	path   string
	place  param.Pos
	texts  []string // low and high, or the values
	ranged bool
	n      int
	log    string // "", log, lin
}

// vary reads what is to be varied, of the command line or else of the scenario.
func (l *loader) vary(loaded *Loaded) {
	base := loaded.Variants[0]
	if l.unvaried() {
		return
	}
	specs := l.varied(base.parts.scenario.vary)
	if l.failed() {
		return
	}
	seen := map[string]bool{}
	for _, s := range specs {
		if seen[s.path] {
			l.files.report(param.Problem{Code: "W246", Pos: s.place, Args: []any{s.path}})
			return
		}
		seen[s.path] = true
		if v, ok := l.spread(s, base); ok {
			loaded.Vary = append(loaded.Vary, v)
		}
	}
}

// unvaried says whether what the scenario varies is left aside: it was written for
// the scenario's own policy, and another is in force.
func (l *loader) unvaried() bool {
	return l.another && !l.options.Varies && len(l.options.Vary) == 0
}

// varied takes apart what is written.
func (l *loader) varied(list *param.Value) []varied {
	var out []varied
	if len(l.options.Vary) > 0 {
		for _, text := range l.options.Vary {
			out = append(out, l.parseVary(text, param.Pos{File: "--vary"})...)
		}
		return out
	}
	if list == nil || list.Kind == param.Null {
		return nil
	}
	if list.Kind != param.Listing {
		l.files.report(param.Problem{Code: "W108", Pos: list.Pos, Args: []any{param.KindList, param.Shape(list.Kind)}})
		return nil
	}
	for _, item := range list.Items {
		if item.Kind != param.Scalar {
			l.files.report(param.Problem{Code: "W240", Pos: item.Pos, Args: []any{item.Flow()}})
			continue
		}
		out = append(out, l.parseVary(item.Text, item.Pos)...)
	}
	return out
}

// parseVary reads path=low..high, path=low..high:n, path=low..high:n:log and
// path=first|second|third; none after reporting what is wrong.
func (l *loader) parseVary(text string, place param.Pos) []varied {
	path, values, ok := strings.Cut(text, "=")
	v := varied{path: strings.TrimSpace(path), place: place, n: varyDefault}
	if !ok || v.path == "" || strings.TrimSpace(values) == "" {
		l.files.report(param.Problem{Code: "W240", Pos: place, Args: []any{text}})
		return nil
	}
	low, rest, ranged := strings.Cut(values, "..")
	if !ranged {
		for _, one := range splitOutside(values, '|') {
			v.texts = append(v.texts, strings.TrimSpace(one))
		}
		return []varied{v}
	}
	parts := strings.Split(rest, ":")
	v.ranged, v.texts = true, []string{strings.TrimSpace(low), strings.TrimSpace(parts[0])}
	for _, part := range parts[1:] {
		switch n, err := strconv.Atoi(strings.TrimSpace(part)); {
		case err == nil && n >= 2 && n <= varyMost:
			v.n = n
		case err == nil:
			l.files.report(param.Problem{Code: "W243", Pos: place, Args: []any{part, varyMost}})
			return nil
		case part == "log" || part == "lin":
			v.log = part
		default:
			l.files.report(param.Problem{Code: "W254", Pos: place, Args: []any{part}})
			return nil
		}
	}
	return []varied{v}
}

// spread makes the values of one parameter. Each written one is tried on the base, so
// that what is wrong with it is said as it is said of any value.
func (l *loader) spread(s varied, base Variant) (Vary, bool) {
	before := len(l.files.problems)
	for _, text := range s.texts {
		value, problems := param.ParseText(text, s.place)
		l.reports(problems)
		if len(problems) == 0 {
			l.compose("vary", base.from, append(base.all[:len(base.all):len(base.all)], change{s.path, value, s.place}))
		}
		if (&Report{Problems: l.files.problems[before:]}).Failed() {
			return Vary{}, false
		}
	}
	d, kind := base.parts.declaration(s.path)
	v := Vary{Path: s.path, Decl: d, Base: base.parts.inForce(s.path), Range: s.ranged, Texts: s.texts, kind: kind, units: l.units}
	if problem := v.lay(s); problem != nil {
		problem.Pos = s.place
		l.files.report(*problem)
		return Vary{}, false
	}
	return v, true
}

// lay fills in the values.
func (v *Vary) lay(s varied) *param.Problem {
	if !s.ranged {
		v.measure()
		return nil
	}
	var fine bool
	v.low, fine = param.Quantity(v.kind, s.texts[0], v.units)
	high, also := param.Quantity(v.kind, s.texts[1], v.units)
	v.high = high
	switch {
	case !v.kind.Numeric() || !fine || !also:
		return &param.Problem{Code: "W241", Args: []any{v.Path, v.kind}}
	case v.low >= v.high:
		return &param.Problem{Code: "W242", Args: []any{s.texts[0], s.texts[1]}}
	case s.log == "log" && v.low <= 0:
		return &param.Problem{Code: "W245", Args: []any{s.texts[0]}}
	}
	v.Log = s.log == "log" || s.log == "" && v.byRatio()
	v.Texts = nil
	for i := range s.n {
		text := v.At(float64(i) / float64(s.n-1))
		switch i {
		case 0:
			text = s.texts[0]
		case s.n - 1:
			text = s.texts[1]
		}
		if i > 0 && text == v.Texts[i-1] || i == s.n-1 && text == v.At(0) {
			return &param.Problem{Code: "W244", Args: []any{s.n, s.texts[0], s.texts[1]}}
		}
		v.Texts = append(v.Texts, text)
	}
	v.measure()
	return nil
}

// byRatio says whether a range is spaced evenly by ratio where nothing is said: of a
// time, an amount or a rate whose ends are ten times apart or more a step from one
// hour to two is as large as one from ten to twenty.
func (v *Vary) byRatio() bool {
	spaced := v.kind == param.KindDuration || v.kind == param.KindMoney || v.kind == param.KindRate
	return spaced && v.low > 0 && v.high >= logFrom*v.low
}

// At returns the value at a place of the range, 0 for its low and 1 for its high end,
// as a user writes it: rounded to a hundredth of the whole range, or of the value
// where it is spaced by ratio. Panics where no range was written.
func (v *Vary) At(u float64) string {
	if !v.Range {
		panic("scenarios: Vary.At: " + v.Path + " has no range")
	}
	x, tolerance := v.low+u*(v.high-v.low), (v.high-v.low)/200
	if v.Log {
		x = v.low * math.Pow(v.high/v.low, u)
		tolerance = x / 200
	}
	x = math.Min(math.Max(param.Round(v.kind, x, tolerance), v.low), v.high)
	return param.Format(v.kind, x, v.units)
}

// Value returns a value of the parameter as a number in Unit; false for a word.
func (v *Vary) Value(text string) (float64, bool) {
	x, ok := param.Quantity(v.kind, text, v.units)
	if !ok || !v.kind.Numeric() {
		return 0, false
	}
	_, scale := v.unit()
	return x / scale, true
}

// measure fills in Unit and Values from Texts.
func (v *Vary) measure() {
	v.Values = make([]float64, len(v.Texts))
	numbers := v.kind.Numeric()
	for _, text := range v.Texts {
		_, ok := param.Quantity(v.kind, text, v.units)
		numbers = numbers && ok
	}
	if !numbers {
		v.kind, v.Unit = param.KindText, ""
		for i := range v.Values {
			v.Values[i] = float64(i)
		}
		return
	}
	v.Unit, _ = v.unit()
	for i, text := range v.Texts {
		v.Values[i], _ = v.Value(text)
	}
}

// unit returns what the numbers are measured in, and how much of the base unit that
// is: for times the longest unit that the largest value has twice.
func (v *Vary) unit() (string, float64) {
	switch v.kind {
	case param.KindShare:
		return "share", 1
	case param.KindMoney:
		return v.units.Currency, float64(v.units.Minor)
	case param.KindRate:
		return "/yr", float64(sim.Day) / float64(sim.Year)
	case param.KindDuration:
		longest := 0.0
		for _, text := range v.Texts {
			x, _ := param.Quantity(v.kind, text, v.units)
			longest = math.Max(longest, x)
		}
		for _, u := range []struct {
			name   string
			length sim.Duration
		}{{"d", sim.Day}, {"h", sim.Hour}, {"m", sim.Minute}} {
			if longest >= 2*float64(u.length) {
				return u.name, float64(u.length)
			}
		}
		return "s", float64(sim.Second)
	}
	return "1", 1
}
