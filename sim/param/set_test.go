package param

import (
	"fmt"
	"strings"
	"testing"

	"weir/sim"
)

// A miniature of a policy with every kind of declaration.
type policy struct {
	title   string
	tiers   []tierRule
	routes  []route
	counts  []string
	mix     []Weighted
	shocks  []Chosen
	desks   []desk
	handle  Dist
	reach   float64
	start   Date
	notice  Deadline
	on      bool
	mode    string
	weights []float64
	ratio   float64
	gates   *Value
	extra   int64
	hasMore bool
}

type tierRule struct {
	id    string
	limit int64
}

type route struct {
	id    string
	after sim.Duration
}

type desk struct {
	id    string
	staff int64
}

type outage struct {
	system string
	lasts  Dist
}

func (p *policy) declare(s *Set) {
	s.Noun = "policy"
	s.Text(&p.title, "title", "A policy", "What to call it.").Assumed("a name")
	Map(s, "tiers", "The tiers.", &p.tiers, func(id string, t *tierRule, s *Set) {
		t.id = id
		s.Money(&t.limit, "daily_limit", "", "The most in a day.").Required().Rules("T2")
	}).Defining("tier")
	s.Group("dormancy", "When an account is asleep.", func(s *Set) {
		s.Names(&p.counts, "counts", "[pay, cash_in]", "What counts.").Assumed("x")
		Rest(s, "A tier", "The rule of a tier.", &p.routes, func(id string, r *route, s *Set) {
			r.id = id
			s.Duration(&r.after, "after", "90d", "Idle time.").Range("1d", "30yr").From(Verified, "src:C17").Rules("D1")
		}).Names("tier")
	})
	s.Mix(&p.mix, "channels", "{app: 60%, web: 40%}", "Who uses what.").Assumed("x")
	List(s, "desks", "The desks.", &p.desks, func(id string, d *desk, s *Set) {
		s.Name(&d.id, "name", "", "Its name.").Required()
		s.Count(&d.staff, "staff", "1", "How many work there.").Range("0", "1000").Assumed("x")
	})
	s.OneOf(&p.shocks, "shocks", "What happens.", []Case{{
		Name: "outage", Doc: "A system fails.", New: func(s *Set) any {
			o := &outage{}
			s.Name(&o.system, "system", "core", "Which.").Assumed("x")
			s.Dist(&o.lasts, KindDuration, "lasts", "{lognormal: {median: 3h, p95: 9h}}", "How long.").Assumed("x")
			return o
		}}, {
		Name: "rumour", Doc: "Talk.", New: func(s *Set) any {
			reach := new(float64)
			s.Share(reach, "reach", "", "How many hear it.").Required()
			return reach
		}}})
	s.Dist(&p.handle, KindMoney, "loss", "1000 CNY", "What is lost.").Range("0 CNY", "5000 CNY").Assumed("x")
	s.Share(&p.reach, "reach", "80%", "Seen.").Assumed("x")
	s.Date(&p.start, "start", "2026-01-01", "First day.").Assumed("x")
	s.Deadline(&p.notice, "notice", "7wd", "Until when.").Assumed("x")
	s.Flag(&p.on, "on", "true", "Whether.").Assumed("x")
	s.Choice(&p.mode, "mode", "all", []string{"all", "new_only", "phased"}, "Going live.").Assumed("x")
	s.Numbers(&p.weights, "weights", "[1, 2.5]", "Weights.").Range("0", "9").Assumed("x")
	s.Number(&p.ratio, "ratio", "1.5", "A ratio.").Range("-1", "2").Assumed("x")
	s.Raw(&p.gates, "gates", "The gates.")
	s.Group("more", "Only if wanted.", func(s *Set) {
		s.Count(&p.extra, "extra", "", "Needed here.").Required()
		s.Count(new(int64), "also", "3", "Not needed.").Assumed("x")
	}).Optional(&p.hasMore)
	s.Check(func(c *Check) {
		for i := 1; i < len(p.tiers); i++ {
			low, high := p.tiers[i-1], p.tiers[i]
			if high.limit < low.limit {
				c.Report(Problem{Code: "W131", Pos: c.At("tiers." + high.id + ".daily_limit"), Args: []any{c.Money(high.limit)},
					Related: []Related{{Pos: c.At("tiers." + low.id + ".daily_limit"), Code: "W131.note"}}})
			}
		}
	})
}

func testUnits() Units { return Units{Currency: "CNY", Minor: 100} }

// bindText binds a policy written as YAML.
func bindPolicy(t *testing.T, text string) (*policy, *Set, []Problem) {
	t.Helper()
	p := &policy{}
	s := New(testUnits())
	p.declare(s)
	tree, problems := Parse("policy.yaml", []byte(text))
	return p, s, append(problems, s.Bind(tree)...)
}

// show writes problems as code@line:column, with the suggestion if any.
func show(problems []Problem) string {
	var out []string
	for _, p := range problems {
		text := fmt.Sprintf("%s@%d:%d", p.Code, p.Pos.Line, p.Pos.Column)
		if p.Help == "did-you-mean" {
			text += fmt.Sprintf("?%v", p.HelpArg[0])
		}
		for _, r := range p.Related {
			text += fmt.Sprintf("+%d:%d", r.Pos.Line, r.Pos.Column)
		}
		out = append(out, text)
	}
	return strings.Join(out, " ")
}

// Declaring alone gives the defaults.
func TestDefaults(t *testing.T) {
	p := &policy{}
	p.declare(New(testUnits()))
	got := fmt.Sprintln(p.title, p.counts, p.mix, p.reach, p.start, p.notice, p.on, p.mode, p.weights, p.ratio, p.handle.Mean())
	want := "A policy [pay cash_in] [{app 0.6} {web 0.4}] 0.8 2026-01-01 {0 7} true all [1 2.5] 1.5 100000\n"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestBindReadsEverything(t *testing.T) {
	p, _, problems := bindPolicy(t, `
title: "Ours: strict"
tiers:
  basic: {daily_limit: 1000 CNY}
  中级: {daily_limit: 50_000.50 CNY}
dormancy:
  counts: [pay]
  basic: {after: 60d}
channels: {branch: 12.5%, app: 87.5%}
desks:
  - name: calls
    staff: 12
  - {name: chat}
shocks:
  - outage: {system: app, lasts: 2h30m}
  - outage: {id: second, lasts: {gamma: {mean: 1h, cv: 0.5}}}
  - outage:
      id: third
  - rumour: {reach: 5%}
loss: {lognormal: {mean: 800 CNY, cv: 2}}
start: 2026-03-10T09:30
notice: 48h
on: false
mode: phased
weights: [3]
ratio: -0.25
gates: [{id: a}]
more: {extra: 7}
`)
	if len(problems) > 0 {
		t.Fatal(show(problems))
	}
	first := p.shocks[0].Value.(*outage)
	got := fmt.Sprintln(p.title, p.tiers, p.routes, p.counts, p.mix, p.desks, p.start, p.notice, p.on, p.mode, p.weights, p.ratio, p.extra, p.hasMore,
		first.system, first.lasts.Mean(), p.shocks[1].ID, p.shocks[1].Value.(*outage).lasts.Mean(), p.shocks[2].ID, *p.shocks[3].Value.(*float64))
	want := "Ours: strict [{basic 100000} {中级 5000050}] [{basic 5184000000000}] [pay] [{branch 0.125} {app 0.875}] " +
		"[{calls 12} {chat 1}] 2026-03-10T09:30 {172800000000 0} false phased [3] -0.25 7 true app 9e+09 second 3.6e+09 third 0.05\n"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if mean := p.handle.Mean(); mean < 79999 || mean > 80001 {
		t.Errorf("mean loss %v, want 80000 minor units", mean)
	}
	if p.gates == nil || p.gates.Flow() != "[{id: a}]" {
		t.Errorf("raw value %v", p.gates)
	}
}

// What is wrong, one line each: the code with its place, the suggestion, and
// the second place.
func TestProblems(t *testing.T) {
	for _, c := range []struct{ yaml, want string }{
		{"titel: x", "W104@1:1?title"},
		{"zzz: x", "W104@1:1"},
		{"title: x\ntitle: y", "W105@2:1+1:1"},
		{"tiers: {basic: {}}", "W106@1:9"},
		{"tiers: {basic: {dayly_limit: 1 CNY}}", "W104@1:17?daily_limit"}, // not missing too
		{"tiers:\n  basic:", "W107@2:3"},
		{"title:", "W107@1:1"},
		{"more: {}", "W106@1:1"},
		{"more:", "W107@1:1"},
		{"tiers: [a]", "W108@1:8"},
		{"tiers: {basic: 3}", "W108@1:16"},
		{"title: [a]", "W108@1:8"},
		{"reach: 80", "W110@1:8"},
		{"reach: 0.8", "W110@1:8"},
		{"dormancy: {basic: {after: 90}}", "W110@1:27"},
		{"dormancy: {basic: {after: 90%}}", "W111@1:27"},
		{"dormancy: {basic: {after: 3 months}}", "W112@1:27"},
		{"dormancy: {basic: {after: 1h}}", "W115@1:27"},
		{"dormancy: {cuonts: [pay]}", "W104@1:12?counts"},
		{"dormancy: {basic: {aftr: 90d}}", "W104@1:20?after"},
		{"reach: 120%", "W115@1:8"},
		{"reach: -1%", "W115@1:8"},
		{"ratio: 2.5", "W115@1:8"},
		{"ratio: 2\nreach: 100%\ndormancy: {a: {after: 1d}, b: {after: 30yr}}", ""}, // the ends belong to the range
		{"ratio: -1\nreach: 0%", ""},
		{"ratio: -1.01", "W115@1:8"},
		{"ratio: nan", "W112@1:8"},
		{"ratio: 0x10", "W112@1:8"},
		{"desks: [{name: a, staff: 1.5}]", "W112@1:26"},
		{"desks: [{name: a, staff: -1}]", "W115@1:26"},
		{"desks: [{name: a}, {name: a}]", "W120@1:27+1:16"},
		{"desks: [{staff: 1}]", "W106@1:9"},
		{"mode: phasd", "W116@1:7?phased"},
		{"mode: x", "W116@1:7"},
		{"on: yes", "W112@1:5"},
		{"start: 2026-02-30", "W112@1:8"},
		{"start: 90d", "W111@1:8"},
		{"loss: 10 USD", "W117@1:7"},
		{"loss: 10", "W110@1:7"},
		{"loss: 0.001 CNY", "W118@1:7"},
		{"loss: 6000 CNY", "W115@1:7"},
		{"loss: {uniform: {min: -5 CNY, max: 5 CNY}}", "W115@1:7"},
		{"loss: {lognormal: {median: 3h, p95: 9h}}", "W111@1:28 W111@1:37"},
		{"loss: {lognormal: {median: 3 CNY, p59: 9 CNY}}", "W129@1:35?p95"},
		{"loss: {lognormal: {median: 3 CNY}}", "W128@1:19"},
		{"loss: {lognormal: {median: 3 CNY, p95: 1 CNY}}", "W128@1:19"},
		{"loss: {lognormal: {median: 0 CNY, p95: 1 CNY}}", "W140@1:28"},
		{"loss: {lognormal: {mean: 3 CNY, cv: 2 CNY}}", "W111@1:37"},
		{"loss: {lognorml: {mean: 3 CNY}}", "W127@1:8?lognormal"},
		{"loss: {}", "W126@1:7"},
		{"loss: {empirical: x.csv}", "W141@1:19"},
		{"channels: {app: 60%}", "W123@1:11"},
		{"channels: {app: 160%, web: -60%}", "W115@1:17"},
		{"channels: {app: 0.6, web: 0.4}", "W110@1:17"},
		{"channels: {a b: 100%}", "W112@1:12"},
		{"dormancy: {counts: [pay, pay]}", "W122@1:26"},
		{"dormancy: {counts: pay}", "W108@1:20"},
		{"weights: [1, 10]", "W115@1:14"},
		{"weights: [1, x]", "W112@1:14"},
		{"notice: 7", "W110@1:9"},
		{"shocks: [{outag: {}}]", "W119@1:11?outage"},
		{"shocks: [{outage: {}, rumour: {}}]", "W121@1:10"},
		{"shocks: [{outage: {}}, {outage: {}}]", "W120@1:25+1:11"},
		{"shocks: [{rumour: {}}]", "W106@1:11"},
		{"shocks: [{outage: {lasts: 3}}]", "W110@1:27"},
		{"tiers: {a: {daily_limit: 5 CNY}, b: {daily_limit: 4 CNY}}", "W131@1:51+1:26"},
		{"tiers: {a: {daily_limit: 5 CNY}, b: {daily_limit: 4}}", "W110@1:51"},                 // the check is silent
		{"tiers: {a: {daily_limit: 5 CNY}, b: {}}", "W106@1:34"},                               // and here
		{"titel: x\nreach: 3\nmode: q\ntiers: 1", "W104@1:1?title W110@2:8 W116@3:7 W108@4:8"}, // all in one pass
		{"中文: 值\nreach: 3", "W104@1:1 W110@2:8"},
		{"- a", "W108@1:1"},
		{"just text", "W108@1:1"},
		{"", ""},
		{"# nothing", ""},
		{"\ufefftitle: x\r\nreach: 3\r\n", "W110@2:8"},
		{"title: x\rreach: 3", "W110@2:8"},
		{"a: &x 1\nb: *x", "W103@1:4 W103@2:4 W104@1:1 W104@2:1"},
		{"title: !!str 1", "W103@1:8"},
		{"tiers: {a: *b}", "W103@1:12"},
		{"<<: {title: x}", "W103@1:1"},
		{"? title\n: x", "W103@1:1"},
		{"title: x\n---\ntitle: y", "W103@3:6"},
		{"%YAML 1.2\n---\ntitle: y", "W103@1:1"},
		{"title: \"x", "W101@1:8"},
		{"title: [x", "W101@1:8"},
		{"\ttitle: x", "W101@1:6"},
		{"title: a\x00b", "W102@1:9"},
		{"标题: \xff", "W102@1:5"},
		{strings.Repeat("[", 100000), "W109.deep@1:41"},
		{strings.Repeat("- ", 100000), "W109.deep@1:81"},
		{strings.Repeat("{a: ", 1000), "W109.deep@1:161"},
		{strings.Repeat("title: x\n", 100_000), "W109.long@10001:6"},
	} {
		_, _, problems := bindPolicy(t, c.yaml)
		if got := show(problems); got != c.want {
			t.Errorf("%.60q:\ngot  %s\nwant %s", c.yaml, got, c.want)
		}
	}
}

// A written id that is no name is a mistake of the file, not of the program.
func TestListWithABadID(t *testing.T) {
	for text, want := range map[string]string{
		"{gates: [{id: a%b}]}": "W112@1:15",
		"{gates: [{id: a-b}]}": "",
		"{gates: [{}]}":        "",
	} {
		s := New(testUnits())
		var all []int
		List(s, "gates", "Gates.", &all, func(_ string, _ *int, s *Set) { s.Count(new(int64), "limit", "1", "A limit.").Assumed("x") })
		tree, problems := Parse("x.yaml", []byte(text))
		if got := show(append(problems, s.Bind(tree)...)); got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}
