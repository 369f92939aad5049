package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"weir/model"
	"weir/report"
	"weir/report/collect"
	"weir/scenarios"
	"weir/scenarios/lab"
	"weir/scenarios/say"
	"weir/sim/design"
)

// sweepFlags are the flags of sweep.
type sweepFlags struct {
	working
	vary    []string
	design  string
	points  int
	metrics []string
	front   string
}

// Bounds of designs.
const (
	mostPoints    = 1000
	defaultPoints = 32 // of a Latin hypercube
	gridUpTo      = 2  // parameters that are varied together where no design is asked for
)

// designs are the ways to lay out points.
var designs = []string{report.DesignGrid, report.DesignLatin, report.DesignOneAtATime}

func (p *program) sweepCommand() *cobra.Command {
	var f sweepFlags
	cmd := &cobra.Command{
		Use:   "sweep SCENARIO",
		Short: "Vary parameters over ranges: how answers depend on them, which matter most, which settings no other beats",
		Long: "Simulates the scenario at many settings of its parameters, all on the same chance, and the scenario as it is\n" +
			"beside them: every change from it is paired, replication by replication. What is varied are --vary, or vary: of\n" +
			"the scenario: PATH=LOW..HIGH[:COUNT][:log|lin], 5 values where no count is given, or PATH=FIRST|SECOND|….\n" +
			"Designs: grid, every combination (the default for one or two parameters, at most 1000 points); oat, one at a time,\n" +
			"all others as in the scenario (the default for more), which shows the parameters with the largest effects first;\n" +
			"lhs, a Latin hypercube of --points settings. Metrics are the headline ones, as far as any point changes them, or\n" +
			"those named by --metric. --front takes two of them: the settings that no other beats in both. The run directory has\n" +
			"sweep.csv, which --format csv prints. One value or some replications more run only what is missing.",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.design != report.DesignLatin {
				if err := needs(cmd, "--design lhs", "points"); err != nil {
					return err
				}
			}
			return p.sweep(cmd.Context(), args, &f)
		},
	}
	f.working.register(cmd, "text", "json", "csv", "markdown")
	f.registerReplications(cmd)
	flags := cmd.Flags()
	flags.Lookup("replications").Usage = "`NUMBER` of times each point is simulated (default: the scenario's, else 20)"
	flags.StringArrayVar(&f.vary, "vary", nil, "a parameter and its values, `PATH=LOW..HIGH:COUNT` or PATH=FIRST|SECOND; may be repeated (default: the scenario's vary)")
	flags.StringVar(&f.design, "design", "", "`HOW` points are laid out: "+either(designs)+" (default: grid for one or two parameters, else oat)")
	flags.IntVar(&f.points, "points", defaultPoints, "`NUMBER` of points of a Latin hypercube")
	flags.StringArrayVar(&f.metrics, "metric", nil, "a `METRIC` to look at, as gates write it; may be repeated (default: the headline ones that change)")
	flags.StringVar(&f.front, "front", "", "`METRIC,METRIC` between which settings are to choose (default: "+strings.Join(defaultFront, ",")+")")
	return cmd
}

// defaultFront is what is to be weighed where nothing is said: accounts left open
// that nobody owns any more, against owners shut out.
var defaultFront = []string{"risk.gone.open", "customer.restricted.wrongful_stock"}

// sweep simulates a scenario over a design of settings.
func (p *program) sweep(ctx context.Context, args []string, f *sweepFlags) error {
	name, err := f.scenario(args)
	if err != nil {
		return err
	}
	if err := f.check(); err != nil {
		return err
	}
	loaded, err := p.loadWith(name, f.common, func(o *scenarios.Options) error {
		o.Vary, o.Varies = f.vary, true
		return nil
	})
	if err != nil {
		return err
	}
	if len(args) == 0 {
		f.rename(loaded)
	}
	s, err := p.layOut(loaded, f)
	if err != nil {
		return err
	}
	sim, err := p.begin(ctx, &f.working, s.directory(f), s.arms, loaded)
	if err != nil {
		return err
	}
	defer sim.end()
	found, err := s.simulate(sim)
	if err := sim.conclude(found, err, func() *report.Results { return s.results(found) }); err != nil {
		return err
	}
	for _, failure := range s.surface.Failures(found.Replications) {
		return exitError{exitUnexpected, say.Text("R105", failure.Point, failure.Replication, failure.Why)}
	}
	return nil
}

func (f *sweepFlags) check() error {
	switch {
	case f.design != "" && !slices.Contains(designs, f.design):
		return usage("--design %s; want %s", f.design, either(designs))
	case f.points < 1 || f.points > mostPoints:
		return usage("--points %d; want 1 to %d", f.points, mostPoints)
	case f.replications == "auto":
		return usage("--replications auto; sweep wants a number: all points are to have as many")
	}
	return f.working.check()
}

// swept is a sweep: a scenario, what is varied of it, and the points at which.
type swept struct {
	loaded  *scenarios.Loaded
	design  string
	vary    []scenarios.Vary
	points  []collect.Point // the base first
	ends    [][2]int        // of parameters moved one at a time: the points at their lowest and highest values
	arms    []lab.Arm
	asked   bool     // the metrics are those asked for
	front   []string // two metrics, or none
	surface *collect.Surface
	base    []*model.Outcome
}

// layOut finds the points and checks each of them, before anything is simulated.
func (p *program) layOut(loaded *scenarios.Loaded, f *sweepFlags) (*swept, error) {
	s := &swept{loaded: loaded, design: f.design, asked: len(f.metrics) > 0}
	switch {
	case len(loaded.Vary) == 0:
		return nil, usage("nothing to vary: give --vary PATH=LOW..HIGH:COUNT, or vary: in the scenario")
	case loaded.Scenario.Auto:
		return nil, usage("the scenario says replications: auto; sweep wants a number: give --replications")
	}
	for _, v := range loaded.Vary {
		s.vary = append(s.vary, ascending(v))
	}
	if s.design == "" {
		s.design = report.DesignGrid
		if len(s.vary) > gridUpTo {
			s.design = report.DesignOneAtATime
		}
	}
	metrics, err := s.metrics(f)
	if err != nil {
		return nil, err
	}
	settings, err := s.settings(f.points)
	if err != nil {
		return nil, err
	}
	if err := p.addPoints(s, settings, f.format); err != nil {
		return nil, err
	}
	s.surface = collect.NewSurface(s.points, metrics, int(loaded.Scenario.Replications))
	return s, nil
}

// ascending puts values that are numbers in order, so that the first is the lowest.
func ascending(v scenarios.Vary) scenarios.Vary {
	if v.Unit == "" {
		return v
	}
	v.Texts, v.Values = slices.Clone(v.Texts), slices.Clone(v.Values)
	slices.SortStableFunc(v.Texts, func(a, b string) int {
		x, _ := v.Value(a)
		y, _ := v.Value(b)
		return cmp.Compare(x, y)
	})
	slices.Sort(v.Values)
	return v
}

// metrics returns what is looked at: what is asked for, or the headline metrics,
// and those of the front.
func (s *swept) metrics(f *sweepFlags) ([]string, error) {
	metrics, err := metricsNamed(f.metrics, s.loaded)
	if err != nil {
		return nil, err
	}
	if !s.asked {
		metrics = collect.HeadlineMetrics()
	}
	if err := s.setFront(f.front); err != nil {
		return nil, err
	}
	for _, name := range s.front {
		if !slices.Contains(metrics, name) {
			metrics = append(metrics, name)
		}
	}
	return metrics, nil
}

// setFront notes which two metrics are weighed against each other.
func (s *swept) setFront(text string) error {
	if text == "" {
		if !s.asked {
			s.front = defaultFront
		}
		return nil
	}
	both, err := metricsNamed(splitMetrics(text), s.loaded)
	if err != nil {
		return err
	}
	if len(both) != 2 || both[0] == both[1] {
		return usage("--front %s; want two metrics, such as %s", text, strings.Join(defaultFront, ","))
	}
	for _, name := range both {
		if base, _, _ := strings.Cut(name, "{"); options().Describe[base].Better.String() == "none" {
			return usage("--front %s; of %s neither more nor less is better", text, name)
		}
	}
	s.front = both
	return nil
}

// splitMetrics splits at commas that are not among labels.
func splitMetrics(text string) []string {
	depth := 0
	return strings.FieldsFunc(text, func(c rune) bool {
		switch c {
		case '{':
			depth++
		case '}':
			depth--
		}
		return c == ',' && depth == 0
	})
}

// settings returns the values at each point of the design, "" where a parameter is
// as in the base.
func (s *swept) settings(points int) ([][]string, error) {
	var levels []int
	size := 1
	for _, v := range s.vary {
		levels = append(levels, len(v.Texts))
		size = min(size*len(v.Texts), math.MaxInt32)
	}
	switch s.design {
	case report.DesignLatin:
		return s.drawn(points), nil
	case report.DesignOneAtATime:
		return s.texts(design.OneAtATime(levels...)), nil
	}
	if size > mostPoints {
		return nil, usage("a grid of %s = %d points, and at most %d are simulated: take fewer values, or --design %s or %s",
			product(levels), size, mostPoints, report.DesignOneAtATime, report.DesignLatin)
	}
	return s.texts(design.Grid(levels...)), nil
}

func product(levels []int) string {
	var words []string
	for _, n := range levels {
		words = append(words, strconv.Itoa(n))
	}
	return strings.Join(words, " × ")
}

// texts are the values at places of a design.
func (s *swept) texts(places [][]int) [][]string {
	var out [][]string
	for _, place := range places {
		texts := make([]string, len(place))
		for i, level := range place {
			if level != design.Base {
				texts[i] = s.vary[i].Texts[level]
			}
		}
		out = append(out, texts)
	}
	return out
}

// drawn are the values of a Latin hypercube: places of ranges, or one of the values
// written.
func (s *swept) drawn(points int) [][]string {
	var out [][]string
	for _, place := range design.LatinHypercube(points, len(s.vary), s.loaded.Variants[0].Plan.Seed) {
		var texts []string
		for i, u := range place {
			v := &s.vary[i]
			if v.Range {
				texts = append(texts, v.At(u))
			} else {
				texts = append(texts, v.Texts[int(u*float64(len(v.Texts)))])
			}
		}
		out = append(out, texts)
	}
	return out
}

// addPoints makes a point of each setting, after the base. One that is the base
// under another name is not simulated beside it, and points that are the same once.
func (p *program) addPoints(s *swept, settings [][]string, format string) error {
	base := s.loaded.Variants[0]
	place := map[string]int{} // points by what their results depend on
	s.add(place, base, "base", make([]string, len(s.vary)))
	at := make([]int, len(settings))
	var wrong *scenarios.Report
	invalid := 0
	for i, texts := range settings {
		name := s.name(texts)
		var assignments []scenarios.Assignment
		for k, text := range texts {
			if text != "" {
				assignments = append(assignments, scenarios.Assignment{Path: s.vary[k].Path, Value: text, Origin: "point " + name})
			}
		}
		v, problems := s.loaded.WithSettings(base, name, assignments)
		if problems.Failed() {
			invalid++
			wrong = cmp.Or(wrong, problems)
			continue
		}
		at[i] = s.add(place, v, name, texts)
	}
	if invalid > 0 {
		err := p.invalid(wrong, format)
		fmt.Fprintln(p.stderr, say.Text("R321", invalid, len(settings)))
		return err
	}
	if s.design == report.DesignOneAtATime {
		for _, v := range s.vary {
			s.ends = append(s.ends, [2]int{at[0], at[len(v.Texts)-1]})
			at = at[len(v.Texts):]
		}
	}
	return nil
}

// add adds a point unless it is there, and returns its place.
func (s *swept) add(place map[string]int, v scenarios.Variant, name string, texts []string) int {
	key := v.Key(version())
	if i, ok := place[key]; ok {
		for k, text := range texts { // the base as the design writes it
			s.points[i].Texts[k] = cmp.Or(text, s.points[i].Texts[k])
		}
		return i
	}
	point := collect.Point{Name: name, Plan: v.Plan}
	for k := range s.vary {
		text := cmp.Or(texts[k], s.vary[k].Base)
		x, ok := s.vary[k].Value(text)
		if !ok {
			x = math.NaN()
		}
		point.Texts, point.Values = append(point.Texts, text), append(point.Values, x)
	}
	place[key] = len(s.points)
	s.points = append(s.points, point)
	s.arms = append(s.arms, lab.Arm{Name: name, Plan: v.Plan, Key: key})
	return place[key]
}

// name tells a point by what is set: basic.after=60d.
func (s *swept) name(texts []string) string {
	var parts []string
	for k, text := range texts {
		if text != "" {
			words := strings.Split(s.vary[k].Path, ".")
			parts = append(parts, strings.Join(words[max(0, len(words)-2):], ".")+"="+text)
		}
	}
	return strings.Join(parts, ", ")
}

// directory is where the results go: under a name of the points.
func (s *swept) directory(f *sweepFlags) string {
	sum := sha256.New()
	for _, a := range s.arms {
		fmt.Fprintln(sum, a.Key)
	}
	return f.directory(s.loaded.Name+"-sweep", fmt.Sprintf("%x", sum.Sum(nil))[:12])
}

// simulate runs every point, and keeps of all but the base only what the surface
// looks at.
func (s *swept) simulate(sim *simulation) (*lab.Found, error) {
	n := int(s.loaded.Scenario.Replications)
	s.base = make([]*model.Outcome, n)
	found, err := sim.lab.Each(sim.ctx, s.arms, n, func(arm, replication int, o *model.Outcome) {
		if arm == 0 {
			s.base[replication] = o
		}
		s.surface.Take(arm, replication, o)
	})
	found.Outcomes = [][]*model.Outcome{s.base[:found.Replications]}
	return found, err
}

// results are those of the base with what came of the points.
func (s *swept) results(found *lab.Found) *report.Results {
	base := *s.loaded
	base.Variants, base.Gates, base.Baseline = base.Variants[:1], nil, nil
	r := assemble(&base, found)
	surface, n := s.surface, found.Replications
	if unmoved := surface.Unmoved(n); !s.asked && len(unmoved) > 0 && n > 0 {
		surface = surface.Without(unmoved)
		r.Notes = append(r.Notes, say.Text("R320", strings.Join(unmoved, ", ")))
	}
	if s.design == report.DesignLatin {
		r.Notes = append(r.Notes, say.Text("R322", r.Seed))
	}
	r.Sweep = surface.Sweep(n)
	r.Sweep.Design, r.Sweep.Parameters = s.design, s.parameters()
	r.Sweep.Tornado = collect.Tornado(r.Sweep, s.ends)
	if len(s.front) > 0 {
		names := surface.Metrics()
		x, y := slices.Index(names, s.front[0]), slices.Index(names, s.front[1])
		if x >= 0 && y >= 0 {
			r.Sweep.Front = collect.Front(r.Sweep, x, y)
		}
	}
	return r
}

// parameters are what is varied, as results have it; of a Latin hypercube the ends
// of ranges.
func (s *swept) parameters() []report.SweepParameter {
	var out []report.SweepParameter
	for _, v := range s.vary {
		p := report.SweepParameter{Path: v.Path, Unit: v.Unit, Texts: v.Texts, Base: v.Base, Log: v.Log}
		if s.design == report.DesignLatin && v.Range {
			p.Texts = []string{v.At(0), v.At(1)}
		}
		if v.Decl != nil {
			p.Doc = v.Decl.Doc
		}
		out = append(out, p)
	}
	return out
}
