package scenarios

import (
	"crypto/sha256"
	"encoding/hex"
	"math"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/currency"

	"weir/model"
	"weir/sim/param"
)

// Options say where files are read from and what overrides them. Precedence:
// flags over environment over the scenario over the project file over defaults.
// What a variant sets is set last: it is a departure from all that.
type Options struct {
	Read        func(path string) ([]byte, error) // nil: the file system
	Project     string                            // path of the project file weir.yaml, "" for none
	Environment []string                          // WEIR_SEED=7 and the like, as os.Environ has them
	Flags       []Assignment                      // in the order given; a field of the scenario or a path
	Variants    []VariantFlag                     // added to those of the scenario
	Gates       *GatesSource                      // judged by in the place of the scenario's own; nil: its own
	Vary        []string                          // --vary, in the place of the scenario's; path=low..high:n and the like

	// Varies says that something is going to be varied: what the scenario says of
	// it must then fit, also under another policy than its own.
	Varies bool
}

// VariantFlag is a variant given on the command line.
type VariantFlag struct {
	Name   string
	Policy string // "" the base's
	Set    []Assignment
}

// Loaded is a scenario with all that it names: checked, and ready to run.
type Loaded struct {
	Name     string // of the file or library entry, without directory and .yaml
	Scenario *Scenario
	Units    param.Units
	Variants []Variant // the base first
	Baseline *Variant  // what gates compare with: one of Variants, one of its own, or nil
	Gates    []Gate    // judged by
	Own      []Gate    // the candidate's own, where it is judged by others (Options.Gates); nil where it has none
	Bad      []Bad     // variants that show that the gates can fail
	Vary     []Vary    // what sweep, tune and breakpoint vary
	Inputs   []Input   // the exact resolved files, sorted by name
	Hash     string    // of what is computed, 12 hexadecimal digits: not of how often or of gates

	source *loader  // with what further variants are made of
	start  composed // with the policy in force before the start
}

// Variant is the scenario under one policy.
type Variant struct {
	Name string
	Plan *model.Plan

	parts   composed
	from    trees    // its files
	all     []change // all that is set in them
	changes []change // its own
	key     string   // of all that its results depend on
}

// Bad is a variant that is bad on purpose, with the gates that must fail under it.
type Bad struct {
	Variant
	Fails []string // ids of gates as written: of one for each value of a label at least one must
}

// Key names the results of the variant's replications under a version of the
// program: variants that would give the same results have the same key.
func (v Variant) Key(version string) string {
	sum := sha256.Sum256([]byte(version + "\n" + v.key))
	return hex.EncodeToString(sum[:16])
}

// Origin says where the figures of a population file come from; "" where the
// customers are the institution's own.
func (v Variant) Origin() string {
	if v.parts.population == nil {
		return ""
	}
	return v.parts.population.Origin()
}

// Load reads a scenario by file or library name. The report has all that is
// wrong; if it has failed, there is no Loaded.
func Load(name string, o Options) (*Loaded, *Report) {
	l := &loader{files: newFiles(o.Read), options: o}
	loaded := l.load(name)
	report := &Report{Problems: tidy(l.files.problems), texts: l.files.texts}
	if report.Failed() {
		return nil, report
	}
	return loaded, report
}

// Report returns problems with what was loaded that others found, with the texts
// of its files to quote.
func (l *Loaded) Report(problems []param.Problem) *Report {
	return &Report{Problems: tidy(problems), texts: l.source.files.texts}
}

// loader carries what is read while a scenario is put together.
type loader struct {
	files   *files
	options Options
	units   param.Units
	money   bool // the institution says, rightly, which currency is meant
	base    trees
	changes []change     // to the institution, policy and population
	stocks  []stocked    // own books read so far, by the words that they are in
	another bool         // another policy than the scenario's is in force
	own     *param.Value // the gates that others stand in the place of; nil for none
}

// trees are the files of a scenario as written and overridden.
type trees struct {
	scenario, institution, policy, population *param.Value // population nil: the institution's own
}

// reports notes problems.
func (l *loader) reports(problems []param.Problem) {
	l.files.problems = append(l.files.problems, problems...)
}

func (l *loader) failed() bool { return (&Report{Problems: l.files.problems}).Failed() }

// load does all steps in order. It goes on after problems as far as it makes
// sense, so that as much as possible is found in one pass.
func (l *loader) load(name string) *Loaded {
	tree := l.files.open(name, param.Pos{File: "argument"}, KindScenario)
	if tree == nil {
		return nil
	}
	l.base.scenario = tree.Clone()
	l.project()
	l.override()
	l.units = param.Units{Currency: "CNY", Minor: 100, Read: l.files.readData}
	l.base.institution = l.reference("institution", "city-bank", KindInstitution)
	l.currency()
	l.gatesFile()
	l.base.policy = l.reference("policy", "source-rules", KindPolicy)
	l.people()
	base := l.compose("base", l.base, l.changes)
	base.steps = l.steps(base.scenario, l.base, l.changes)
	loaded := &Loaded{Name: stem(name), Scenario: base.scenario, Units: l.units}
	loaded.Variants = append(loaded.Variants, Variant{Name: "base", parts: base, from: l.base, all: l.changes})
	l.variants(loaded, base)
	l.finish(loaded)
	return loaded
}

// people opens the population file that the scenario names, by itself or beside an
// own book.
func (l *loader) people() {
	p := l.base.scenario.Find("population")
	if p == nil {
		return
	}
	if p.Kind == param.Scalar && !isCount(p.Text) {
		l.base.population = l.book(p.Text, p.Pos)
	}
	if laws := p.Find("population"); laws != nil && laws.Kind == param.Scalar {
		l.base.population = l.files.open(laws.Text, laws.Pos, KindPopulation)
	}
}

// book opens a population file, unless its name looks like a number written
// otherwise than in digits.
func (l *loader) book(name string, place param.Pos) *param.Value {
	if isFile(name) || Builtin(name) != nil || !strings.ContainsAny(name[:min(len(name), 1)], "+-.0123456789") {
		return l.files.open(name, place, KindPopulation)
	}
	p := param.Problem{Code: "W166", Pos: place, Args: []any{name}}
	plain := strings.NewReplacer(",", "", " ", "", "'", "").Replace(name)
	if x, err := strconv.ParseFloat(plain, 64); err == nil && x >= 1 && x <= maxCustomers && x == math.Trunc(x) {
		p.Help, p.HelpArg = "did-you-mean", []any{strconv.FormatFloat(x, 'f', 0, 64)}
	}
	l.files.report(p)
	return nil
}

// stem returns a file's name without directory and ending.
func stem(name string) string {
	base := filepath.Base(filepath.FromSlash(strings.ReplaceAll(name, `\`, "/")))
	return strings.TrimSuffix(strings.TrimSuffix(base, ".yaml"), ".yml")
}

func isCount(text string) bool {
	_, isNumber := (&Scenario{Population: text}).customers()
	return isNumber
}

// project adds what the project file says and the scenario does not.
func (l *loader) project() {
	path := l.options.Project
	if path == "" {
		return
	}
	text, err := l.files.read(path)
	if err != nil {
		l.files.report(param.Problem{Code: "W150", Pos: param.Pos{File: path}, Args: []any{path, reason(err)}})
		return
	}
	l.files.texts[path] = string(text)
	tree, problems := param.Parse(path, text)
	l.reports(problems)
	if tree == nil {
		return
	}
	s := param.New(param.Units{})
	new(projectFile).Declare(s)
	l.reports(s.Bind(tree))
	for _, e := range tree.Entries {
		if s.Has(e.Key) && l.base.scenario.Find(e.Key) == nil {
			l.base.scenario.Entries = append(l.base.scenario.Entries, e)
		}
	}
}

// override applies the scenario's `set`, the environment and the flags to the
// scenario's own fields, and keeps the rest for the files it names.
func (l *loader) override() {
	block, problems := changesOf(l.base.scenario.Find("set"))
	l.reports(problems)
	outer, problems := changesFrom(append(environment(l.options.Environment), l.options.Flags...))
	l.reports(problems)
	if slices.ContainsFunc(outer, func(c change) bool { return c.path == "policy" }) { // another policy is taken as it stands
		block = slices.DeleteFunc(block, func(c change) bool { return strings.HasPrefix(c.path, "policy.") })
		l.another = true
	}
	var own, book []change // of the book come last: they are parts of what own may hold
	s := param.New(param.Units{Currency: "CNY", Minor: 100})
	new(Scenario).Declare(s)
	for _, c := range append(block, outer...) {
		switch first, _, deeper := strings.Cut(c.path, "."); {
		case c.path == "population.stock" || c.path == "population.map" || c.path == "population.population":
			book = append(book, c)
		case deeper && (first == "policy" || first == "institution" || first == "population"):
			l.changes = append(l.changes, c)
		default:
			own = append(own, c)
		}
	}
	l.reports(apply(own, []part{{name: "policy"}, {name: "institution"}, {name: "population"}, {"", l.base.scenario, s}}))
	for _, c := range book {
		l.reports(param.Overlay(l.base.scenario, s, c.path, c.value.Clone(), c.place))
	}
}

// reference opens the file that a field of the scenario names.
func (l *loader) reference(field, def string, kind Kind) *param.Value {
	v := l.base.scenario.Find(field)
	if v == nil {
		return l.files.open(def, l.base.scenario.Pos, kind)
	}
	if v.Kind != param.Scalar {
		return nil // Bind says so
	}
	return l.files.open(v.Text, v.Pos, kind)
}

// currency reads the one currency that amounts are written in.
func (l *loader) currency() {
	code, pos := textOf(l.base.institution, "currency"), param.Pos{}
	if code != "" {
		pos = l.base.institution.Find("currency").Pos
	}
	for _, c := range l.changes {
		if c.path == "institution.currency" {
			code, pos = c.value.Text, c.place
		}
	}
	if code != "" && !l.measure(code) {
		l.files.report(param.Problem{Code: "W164", Pos: pos, Args: []any{code}})
	}
}

// measure takes a currency for amounts, unless there is none of that code.
func (l *loader) measure(code string) bool {
	unit, err := currency.ParseISO(code)
	if err != nil || unit.String() != code {
		return false
	}
	digits, _ := currency.Standard.Rounding(unit)
	l.money, l.units.Currency, l.units.Minor = true, code, 1
	for range digits {
		l.units.Minor *= 10
	}
	return true
}

// amount is an amount of money as written, with the code of its currency.
var amount = regexp.MustCompile(`^[+-]?[0-9][0-9_.]*\s*([A-Z]{3})$`)

// currencyIn takes the currency of the first amount of a file that is read by
// itself, without the institution that would say which is meant.
func (l *loader) currencyIn(v *param.Value) bool {
	if m := amount.FindStringSubmatch(v.Text); m != nil && l.measure(m[1]) {
		return true
	}
	for _, e := range v.Entries {
		if l.currencyIn(e.Value) {
			return true
		}
	}
	return slices.ContainsFunc(v.Items, l.currencyIn)
}

// gateUnits are the units of gates' limits: without a currency where it is not
// known.
func (l *loader) gateUnits() param.Units {
	if l.money {
		return l.units
	}
	return param.Units{}
}
