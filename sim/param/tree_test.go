package param

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	check "github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"weir/sim"
)

const full = `
title: "Ours: strict"
tiers:
  basic: {daily_limit: 1000 CNY}
  top: {daily_limit: 50000.50 CNY}
dormancy:
  counts: [pay]
  basic: {after: 60d}
  top: {after: 2yr}
channels: {branch: 12.5%, app: 87.5%}
desks:
  - {name: calls, staff: 12}
  - {name: chat}
shocks:
  - outage: {system: app, lasts: 2h30m}
  - outage: {id: second, lasts: {gamma: {mean: 1h, cv: 0.5}}}
  - rumour: {reach: 5%}
loss: {lognormal: {mean: 800 CNY, cv: 2}}
start: 2026-03-10T09:30
notice: 48h
on: false
mode: phased
weights: [3]
ratio: -0.25
gates: [{id: a, expect: "x{y=z} <= 3%"}]
more: {extra: 7}
`

// The resolved file binds to the same values, and resolves to itself.
func TestResolvedReadsBack(t *testing.T) {
	for _, text := range []string{full, "title: x\n", ""} {
		first, s, problems := bindPolicy(t, text)
		if len(problems) > 0 {
			t.Fatal(show(problems))
		}
		written := Encode(s.Resolved())
		second, again, problems := bindPolicy(t, string(written))
		if len(problems) > 0 {
			t.Fatalf("%s\n%s", show(problems), written)
		}
		if rewritten := Encode(again.Resolved()); !bytes.Equal(written, rewritten) {
			t.Errorf("written:\n%s\nthen:\n%s", written, rewritten)
		}
		if first.handle.Mean() != second.handle.Mean() || first.reach != second.reach || len(first.shocks) != len(second.shocks) {
			t.Errorf("other values after\n%s", written)
		}
		if strings.Count(string(written), "after:") != len(first.routes) {
			t.Errorf("routes are missing:\n%s", written)
		}
	}
}

// A value in the resolved tree says where it came from; a default does not.
func TestResolvedOrigins(t *testing.T) {
	_, s, _ := bindPolicy(t, full)
	tree := s.Resolved()
	if got := tree.Find("start").Pos.Line; got != 19 {
		t.Errorf("start is from line %d, want 19", got)
	}
	if got := tree.Find("reach").Pos; got != (Pos{}) {
		t.Errorf("reach is a default and has the place %v", got)
	}
}

func TestOverlay(t *testing.T) {
	for _, c := range []struct{ path, value, want string }{
		{"dormancy.basic.after", "90d", "{tiers: {basic: {daily_limit: 1 CNY}}, shocks: [{outage: {id: x}}, rumour], desks: [{name: calls}], loss: 1 CNY, dormancy: {basic: {after: 90d}}}"},
		{"tiers.basic.daily_limit", "2 CNY", "{tiers: {basic: {daily_limit: 2 CNY}}, shocks: [{outage: {id: x}}, rumour], desks: [{name: calls}], loss: 1 CNY}"},
		{"tiers.new.daily_limit", "2 CNY", "{tiers: {basic: {daily_limit: 1 CNY}, new: {daily_limit: 2 CNY}}, shocks: [{outage: {id: x}}, rumour], desks: [{name: calls}], loss: 1 CNY}"},
		{"shocks.x.lasts", "{lognormal: {median: 3h, p95: 9h}}", "{tiers: {basic: {daily_limit: 1 CNY}}, shocks: [{outage: {id: x, lasts: {lognormal: {median: 3h, p95: 9h}}}}, rumour], desks: [{name: calls}], loss: 1 CNY}"},
		{"shocks.rumour.reach", "5%", "{tiers: {basic: {daily_limit: 1 CNY}}, shocks: [{outage: {id: x}}, {rumour: {reach: 5%}}], desks: [{name: calls}], loss: 1 CNY}"},
		{"desks.calls.staff", "9", "{tiers: {basic: {daily_limit: 1 CNY}}, shocks: [{outage: {id: x}}, rumour], desks: [{name: calls, staff: 9}], loss: 1 CNY}"},
		{"channels.app", "100%", "{tiers: {basic: {daily_limit: 1 CNY}}, shocks: [{outage: {id: x}}, rumour], desks: [{name: calls}], loss: 1 CNY, channels: {app: 100%}}"},
		{"dormansy.basic.after", "90d", "W124?dormancy.basic.after"},
		{"dormancy.basic.aftr", "90d", "W124?dormancy.basic.after"},
		{"shocks.y.lasts", "3h", "W124?shocks.x.lasts"},
		{"shocks.x.last", "3h", "W124?shocks.x.lasts"},
		{"desks.cals.staff", "3", "W124?desks.calls.staff"},
		{"start.year", "3", "W125"},
		{"loss.lognormal", "3", "W125"}, // it is a constant in the file
		{"", "3", "W124"},
		{"dormancy..after", "3d", "W124"},
	} {
		tree, _ := Parse("f.yaml", []byte("{tiers: {basic: {daily_limit: 1 CNY}}, shocks: [{outage: {id: x}}, rumour], desks: [{name: calls}], loss: 1 CNY}"))
		before := tree.Flow()
		copied := tree.Clone()
		var p policy
		s := New(testUnits())
		p.declare(s)
		place := Pos{File: "--set"}
		value, _ := ParseText(c.value, place)
		got := ""
		if problems := Overlay(copied, s, c.path, value, place); len(problems) > 0 {
			got = strings.Replace(show(problems), "@0:0", "", 1)
		} else {
			got = copied.Flow()
		}
		if got != c.want {
			t.Errorf("%s=%s:\ngot  %s\nwant %s", c.path, c.value, got, c.want)
		}
		if tree.Flow() != before {
			t.Errorf("%s: the clone shares with the original", c.path)
		}
	}
}

func TestExplain(t *testing.T) {
	_, s, _ := bindPolicy(t, full)
	for _, c := range []struct{ path, found, value, near string }{
		{"dormancy.basic.after", "dormancy.basic.after", "60d", ""},
		{"dormancy.*.after", "dormancy.*.after", "90d", ""},
		{"dormancy.other.after", "dormancy.*.after", "90d", ""},
		{"tiers.top.daily_limit", "tiers.top.daily_limit", "50000.50 CNY", ""},
		{"shocks.second.lasts", "shocks.second.lasts", "{gamma: {mean: 1h, cv: 0.5}}", ""},
		{"shocks.outage.system", "shocks.outage.system", "app", ""},
		{"desks.calls.staff", "desks.calls.staff", "12", ""},
		{"reach", "reach", "80%", ""},
		{"reech", "", "", "reach"},
		{"policy.after", "", "", "dormancy.*.after"},
	} {
		d, near := s.Explain(c.path)
		found, value := "", ""
		if d != nil {
			found, value = d.Path, d.Value
		}
		if found != c.found || value != c.value || near != c.near {
			t.Errorf("%s: got %q %q, near %q; want %q %q, near %q", c.path, found, value, near, c.found, c.value, c.near)
		}
	}
}

// References are checked over all sets together.
func TestResolve(t *testing.T) {
	_, s, _ := bindPolicy(t, "tiers: {basic: {daily_limit: 1 CNY}}\ndormancy: {basic: {after: 2d}, basik: {after: 2d}}")
	if got := show(Resolve(nil, s)); got != "W133@2:32?basic" {
		t.Errorf("got %s", got)
	}
	if got := show(Resolve([]Sort{{"tier", []string{"basik"}}}, s)); got != "" {
		t.Errorf("got %s", got)
	}
}

func TestClauses(t *testing.T) {
	p := &policy{}
	s := New(testUnits())
	s.Clauses()
	p.declare(s)
	tree, _ := Parse("p.yaml", []byte("reach: {value: 70%, clause: \"4.2\"}\ndormancy: {clause: §7, basic: {after: {value: 60d, clause: 7.1, x: 1}}}"))
	problems := s.Bind(tree)
	if got := show(problems); got != "W104@2:65" {
		t.Errorf("got %s", got)
	}
	after, _ := s.Explain("dormancy.basic.after")
	reach, _ := s.Explain("reach")
	group, _ := s.Explain("dormancy")
	if p.reach != .7 || reach.Clause != "4.2" || after.Clause != "7.1" || group.Clause != "§7" {
		t.Errorf("got %v %q %q %q", p.reach, reach.Clause, after.Clause, group.Clause)
	}
	if text := string(Encode(s.Resolved())); !strings.Contains(text, `reach: {value: 70%, clause: "4.2"}`) || !strings.Contains(text, `clause: "§7"`) {
		t.Errorf("resolved:\n%s", text)
	}
	if _, _, problems := bindPolicy(t, "reach: {value: 70%, clause: x}"); show(problems) != "W108@1:8" {
		t.Errorf("clauses are taken where they are not: %s", show(problems))
	}
}

// Another currency than the default's: the amount must be written, unless it is
// nothing.
func TestForeignDefault(t *testing.T) {
	var limit int64
	fee := int64(7)
	var loss Dist
	s := New(Units{Currency: "NGN", Minor: 100})
	s.Money(&limit, "limit", "1000 CNY", "A limit.").Range("1 CNY", "9 CNY")
	d := s.Money(&fee, "fee", "0 CNY", "A fee.")
	s.Dist(&loss, KindMoney, "loss", "{lognormal: {median: 5 CNY, cv: 1}}", "A loss.")
	tree, _ := Parse("p.yaml", []byte("limit: 5000 NGN"))
	if got := show(s.Bind(tree)); got != "W106@1:1" || limit != 500000 || fee != 0 || d.Default != "0 NGN" {
		t.Errorf("got %s, limit %d, fee %d of default %s", got, limit, fee, d.Default)
	}
}

func TestBadDefaultPanics(t *testing.T) {
	for name, declare := range map[string]func(*Set){
		"duration": func(s *Set) { s.Duration(new(sim.Duration), "x", "90", "X.") },
		"mix":      func(s *Set) { s.Mix(new([]Weighted), "x", "{a: 10%}", "X.") },
		"twice":    func(s *Set) { s.Flag(new(bool), "x", "true", "X."); s.Flag(new(bool), "x", "true", "X.") },
		"currency": func(s *Set) { New(Units{}).Money(new(int64), "x", "", "X.") },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			declare(New(testUnits()))
		}()
	}
}

func TestLint(t *testing.T) {
	p := &policy{}
	good := New(testUnits())
	p.declare(good)
	if faults := good.Lint(); len(faults) > 0 {
		t.Errorf("%q", faults)
	}
	s := New(testUnits())
	s.Share(new(float64), "a", "50%", "no sentence").Assumed("x")
	s.Share(new(float64), "b", "50%", "B.").Range("60%", "70%").Assumed("x")
	s.Share(new(float64), "c", "50%", "C.").From(Verified, "")
	s.Share(new(float64), "d", "50%", "D.").Range("1d", "").Assumed("x")
	if got := s.Lint(); len(got) != 4 {
		t.Errorf("%d faults, want 4: %q", len(got), got)
	}
}

func TestMarkdownNamesEveryParameter(t *testing.T) {
	s := New(testUnits())
	new(policy).declare(s)
	table := s.Markdown()
	for _, d := range s.Decls() {
		if !strings.Contains(table, "`"+d.Path+"`") {
			t.Errorf("%s is not in the table", d.Path)
		}
	}
	if !strings.Contains(table, "| `dormancy.*.after` | duration | `90d` | 1d to 30yr | Idle time. | V src:C17 | D1 |") {
		t.Error(table)
	}
}

// compile makes a checker of the policy's schema.
func compile(t *testing.T) *check.Schema {
	t.Helper()
	s := New(testUnits())
	new(policy).declare(s)
	text, err := json.Marshal(s.Schema("Policy"))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := check.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := check.NewCompiler()
	if err := c.AddResource("policy.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("policy.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// The schema takes what Bind takes, and refuses what an editor should mark.
func TestSchema(t *testing.T) {
	schema := compile(t)
	for text, valid := range map[string]bool{
		full: true, "title: x": true, "{}": true,
		"titel: x": false, "reach: 80": false, "reach: 80d": false, "mode: x": false, "start: 2026": false,
		"tiers: {a: {}}": false, "tiers: {a: {daily_limit: 3}}": false, "tiers: {a: {daily_limit: 3 CNY, x: 1}}": false,
		"dormancy: {a: {after: 3}}": false, "dormancy: {a: {after: 3d}}": true, "desks: [{staff: 1}]": false, "desks: [{name: a}]": true,
		"shocks: [{outag: {}}]": false, "shocks: [outage]": true, "shocks: [rumour]": false, "shocks: [{rumour: {}}]": false,
		"loss: {lognormal: {median: 3}}": false, "loss: {lognormal: {median: 3 CNY, sigma: 1}}": true, "channels: {a: 1}": false,
		"ratio: 7": false, "on: 3": false, "notice: 5wd": true, "notice: 5x": false, "more: {}": false,
	} {
		tree, problems := Parse("x", []byte(text))
		if len(problems) > 0 {
			t.Fatal(text, show(problems))
		}
		if err := schema.Validate(plainTree(tree)); (err == nil) != valid {
			t.Errorf("%s: valid %v, want %v: %v", text, err == nil, valid, err)
		}
	}
}

// plainTree turns a tree into what a JSON reader of the YAML would see.
func plainTree(v *Value) any {
	switch v.Kind {
	case Mapping:
		m := map[string]any{}
		for _, e := range v.Entries {
			m[e.Key] = plainTree(e.Value)
		}
		return m
	case Listing:
		list := []any{}
		for _, item := range v.Items {
			list = append(list, plainTree(item))
		}
		return list
	case Null:
		return nil
	}
	if x, f := parseNumber(v.Text); f == nil && !v.Quoted {
		return x
	}
	if x, f := parseFlag(v.Text); f == nil && !v.Quoted {
		return x
	}
	return v.Text
}

// Any tree reads back from its YAML, in both styles.
func TestEncodeReadsBack(t *testing.T) {
	word := rapid.StringMatching(`[a-z :#{}\[\],&*!|>'"%@\n\t\\?0-9.~中é-]{0,12}`)
	var tree func(depth int) *rapid.Generator[*Value]
	tree = func(depth int) *rapid.Generator[*Value] {
		return rapid.Custom(func(t *rapid.T) *Value {
			kind := rapid.IntRange(0, 3).Draw(t, "kind")
			if depth == 0 {
				kind %= 2
			}
			switch kind {
			case 0:
				return &Value{Text: word.Draw(t, "text")}
			case 1:
				return &Value{Kind: Null}
			case 2:
				v := &Value{Kind: Listing}
				v.Items = rapid.SliceOfN(tree(depth-1), 0, 4).Draw(t, "items")
				return v
			}
			v := &Value{Kind: Mapping}
			for _, key := range rapid.SliceOfNDistinct(word, 0, 4, rapid.ID[string]).Draw(t, "keys") {
				v.Entries = append(v.Entries, Entry{Key: key, Value: tree(depth-1).Draw(t, "value")})
			}
			return v
		})
	}
	rapid.Check(t, func(t *rapid.T) {
		v := &Value{Kind: Mapping, Entries: []Entry{{Key: "root", Value: tree(3).Draw(t, "tree")}}}
		text := Encode(v)
		back, problems := Parse("x", text)
		if len(problems) > 0 {
			t.Fatalf("%s\n%s", show(problems), text)
		}
		if got, want := shape(back), shape(v); got != want {
			t.Fatalf("%s\ngot  %s\nwant %s", text, got, want)
		}
		if flow, problems := Parse("x", []byte(v.Flow())); len(problems) > 0 || shape(flow) != shape(v) {
			t.Fatalf("in one line: %s: %s", v.Flow(), show(problems))
		}
	})
}

// shape writes a tree without style.
func shape(v *Value) string {
	text, _ := json.Marshal(struct {
		K ValueKind
		T string
	}{v.Kind, v.Text})
	out := string(text)
	for _, e := range v.Entries {
		out += "(" + e.Key + "=" + shape(e.Value) + ")"
	}
	for _, item := range v.Items {
		out += "[" + shape(item) + "]"
	}
	return out
}

// Nothing that is not YAML or not a policy panics or goes unsaid.
func FuzzParse(f *testing.F) {
	f.Add([]byte(full))
	f.Add([]byte("a: [b, {c: d}]\n- x\n? y\n: z\n&a *b !!c <<: |\n  t\n"))
	f.Add([]byte("标题: \"值\"\r\n\ttab: 'x"))
	f.Fuzz(func(t *testing.T, src []byte) {
		tree, problems := Parse("fuzz.yaml", src)
		if tree == nil && len(problems) == 0 {
			t.Fatal("neither a tree nor a problem")
		}
		p := &policy{}
		s := New(testUnits())
		p.declare(s)
		problems = append(problems, s.Bind(tree)...)
		lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(src)), "\n")
		for _, p := range problems {
			if p.Pos.File == "" || p.Pos.Line < 1 || p.Pos.Line > len(lines) || p.Pos.Column < 1 || p.Code == "" {
				t.Fatalf("a problem without a place: %+v", p)
			}
		}
	})
}
