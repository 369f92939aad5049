package screening

import (
	"slices"
	"strings"
	"testing"

	"weir/sim"
	"weir/sim/expr"
	"weir/sim/param"
)

// yuan are the units of the tests.
var yuan = param.Units{Currency: "CNY", Minor: 100}

// tiers and channels of the tests.
func testTiers() []string    { return []string{"basic", "intermediate", "advanced"} }
func testChannels() []string { return []string{"app", "branch"} }

// bind reads parameters from text.
func bind(t testing.TB, text string, into param.Declarer) []param.Problem {
	t.Helper()
	v, problems := param.Parse("policy.yaml", []byte(text))
	s := param.New(yuan)
	into.Declare(s)
	return append(problems, s.Bind(v)...)
}

// compile returns the rules of a text.
func compile(t testing.TB, text string) (*Params, *Rules) {
	t.Helper()
	p := new(Params)
	if problems := bind(t, text, p); len(problems) > 0 {
		t.Fatal(problems)
	}
	r, problems := p.Compile(testTiers(), testChannels(), yuan)
	if r == nil {
		t.Fatal(problems)
	}
	return p, r
}

// ruled returns rules that consist of expressions.
func ruled(t testing.TB, expressions ...string) *Rules {
	t.Helper()
	text := "rules:\n"
	for i, e := range expressions {
		text += "  - {id: rule_" + string(rune('a'+i)) + ", when: '" + e + "'}\n"
	}
	_, r := compile(t, text)
	return r
}

func TestDeclarations(t *testing.T) {
	s := param.New(yuan)
	new(Params).Declare(s)
	for _, fault := range s.Lint() {
		t.Error(fault)
	}
}

func TestDefaults(t *testing.T) {
	p, r := compile(t, "{}")
	if p.Desk != "alert_review" || p.Threshold != 5000000 || p.Near != .8 || p.Watched != .5 || p.Deduplicate != sim.Day {
		t.Errorf("defaults: %+v", p)
	}
	if r.Len() != 0 || r.near != 4000000 || r.threshold != 5000000 || r.watched != 2 {
		t.Errorf("rules of nothing: %+v", r)
	}
	p, r = compile(t, "rules: [{id: large, when: amount > 30000 CNY}]")
	if rule := p.Rules[0]; rule.ID != "large" || rule.Action != Alert || rule.Class != "alert" || len(rule.Tiers) > 0 || r.Action(0) != Alert {
		t.Errorf("a rule's defaults: %+v", rule)
	}
}

// TestUnits: without a declared currency of the default, the threshold must be
// written; the rules read the currency.
func TestUnits(t *testing.T) {
	p, s := new(Params), param.New(param.Units{Currency: "NGN", Minor: 100})
	p.Declare(s)
	v, _ := param.Parse("policy.yaml", []byte("rules: [{id: large, when: amount > 1 NGN}]"))
	if problems := s.Bind(v); len(problems) != 1 || problems[0].Code != "W106" || problems[0].Args[0] != "threshold" {
		t.Errorf("in another currency: %v", problems)
	}
}

// TestProblems: every fault has its place in the file, with the caret inside the
// expression, in quotes or without them.
func TestProblems(t *testing.T) {
	for _, test := range []struct{ text, code, under string }{
		{`rules: [{id: a, when: amout > 3 CNY}]`, "X201", "amout"},
		{`rules: [{id: a, when: "amout > 3 CNY"}]`, "X201", "amout"},
		{`rules: [{id: a, when: 'hour < 6 && amout > 3 CNY'}]`, "X201", "amout"},
		{"rules:\n  - id: a\n    when: hour < 6 || amount > 3", "X301", "3"},
		{`rules: [{id: a, when: amount}]`, "X307", "amount"},
		{`rules: [{id: a, when: 'tier == "gold"'}]`, "X204", `"gold"`},
		{`rules: [{id: a, when: 'channel == "fax"'}]`, "X204", `"fax"`},
		{`rules: [{id: a, when: 'operation == "fly"'}]`, "X204", `"fly"`},
		{`rules: [{id: a, when: is_fraud}]`, "X201", "is_fraud"},
		{`rules: [{id: a, when: 'new_payee', action: shout}]`, "W116", "shout"},
		{`rules: [{id: a, when: 'new_payee', action: allow}]`, "W116", "allow"},
		{`rules: [{id: a}]`, "W106", "{"},
		{`rules: [{when: new_payee}]`, "W106", "{"},
		{`rules: [{id: a, when: new_payee}, {id: a, when: watched}]`, "W120", "a"},
		{`near: 0%`, "W115", "0%"},
		{`watched: 0%`, "W115", "0%"},
		{`review: {backlogged: {after: 0s}}`, "W115", "0s"},
	} {
		p := new(Params)
		problems := bind(t, test.text, p)
		if len(problems) == 0 {
			_, problems = p.Compile(testTiers(), testChannels(), yuan)
		}
		if len(problems) != 1 || problems[0].Code != test.code || under(test.text, problems[0].Pos) != test.under {
			t.Errorf("%s: want %s under %q", test.text, test.code, test.under)
			for _, q := range problems {
				t.Logf("  %s at %v %q %v", q.Code, q.Pos, under(test.text, q.Pos), q.Args)
			}
		}
	}
}

// under is the part of a text at a place.
func under(text string, p param.Pos) string {
	lines := strings.Split(text, "\n")
	if p.File != "policy.yaml" || p.Line < 1 || p.Line > len(lines) {
		return "nowhere"
	}
	line := []rune(lines[p.Line-1])
	from := min(p.Column-1, len(line))
	return string(line[from:min(from+p.Width, len(line))])
}

// TestAllProblemsAtOnce: one bad rule does not hide another.
func TestAllProblemsAtOnce(t *testing.T) {
	p := new(Params)
	if problems := bind(t, "rules: [{id: a, when: x > 1}, {id: b, when: new_payee}, {id: c, when: y > 1 || z > 1}]", p); len(problems) > 0 {
		t.Fatal(problems)
	}
	r, problems := p.Compile(testTiers(), testChannels(), yuan)
	if len(problems) != 3 || r != nil {
		t.Errorf("%d problems, rules %v: %v", len(problems), r, problems)
	}
}

func TestTooManyRules(t *testing.T) {
	list := func(n int) string {
		text := "rules:\n"
		for i := range n {
			text += "  - {id: r" + strings.Repeat("x", i) + ", when: new_payee}\n"
		}
		return text
	}
	if problems := bind(t, list(MaxRules), new(Params)); len(problems) > 0 {
		t.Error(problems)
	}
	if problems := bind(t, list(MaxRules+1), new(Params)); len(problems) != 1 || problems[0].Code != TooManyRules {
		t.Error(problems)
	}
}

// TestWithoutInstitution: a policy checked by itself may name any channel, but
// not any tier.
func TestWithoutInstitution(t *testing.T) {
	for text, want := range map[string]string{
		`channel == "fax" || channel in ["app", "web"]`: "",
		`channel == "fax" && tier == "gold"`:            "X204",
	} {
		p := new(Params)
		if problems := bind(t, "rules: [{id: a, when: '"+text+"'}]", p); len(problems) > 0 {
			t.Fatal(problems)
		}
		_, problems := p.Compile(testTiers(), nil, yuan)
		codes := ""
		for _, q := range problems {
			codes += q.Code
		}
		if codes != want {
			t.Errorf("%s: problems %q, want %q", text, codes, want)
		}
	}
}

// TestNames: rules refer to tiers and a desk by the sorts of names that other
// parts of the files define.
func TestNames(t *testing.T) {
	p, s := new(Params), param.New(yuan)
	p.Declare(s)
	v, _ := param.Parse("policy.yaml", []byte("desk: nowhere\nrules: [{id: a, when: new_payee, tiers: [gold]}]"))
	if problems := s.Bind(v); len(problems) > 0 {
		t.Fatal(problems)
	}
	problems := param.Resolve([]param.Sort{{Name: "tier", Known: testTiers()}, {Name: "desk", Known: []string{"alert_review"}}}, s)
	if len(problems) != 2 {
		t.Errorf("problems %v", problems)
	}
}

func TestVocabulary(t *testing.T) {
	v := Vocabulary(testTiers(), testChannels())
	if v.Len() != Slots {
		t.Errorf("%d names for %d slots", v.Len(), Slots)
	}
	for _, n := range Features(testTiers(), testChannels()) {
		if !strings.HasSuffix(n.Doc, ".") {
			t.Errorf("%s: doc is not a sentence: %q", n.Name, n.Doc)
		}
		if strings.Contains(n.Name, "fraud") || strings.Contains(n.Name, "alive") {
			t.Errorf("%s: the truth is no feature", n.Name)
		}
	}
	if Slots > 32 {
		t.Error("slotSet has not room for all slots")
	}
	if i := slices.IndexFunc(Features(nil, nil), func(n expr.Name) bool { return n.Name == "channel" }); len(Features(nil, nil)[i].Words) == 0 {
		t.Error("a text feature without words")
	}
}
